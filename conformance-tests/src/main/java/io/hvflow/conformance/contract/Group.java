package io.hvflow.conformance.contract;

/** The chapters of the contract; a rule's id begins with the letter of its chapter. */
public enum Group {
    READING('R', "Reading"),
    WRITING('W', "Writing"),
    HALF_CLOSE('H', "Half-close"),
    CLOSING('C', "Closing"),
    BUFFERING('B', "Buffering"),
    CONNECTING('L', "Connecting and listening"),
    CONCURRENCY('T', "Concurrency"),
    OBSERVING('O', "Observing");

    private final char letter;
    private final String title;

    Group(char letter, String title) {
        this.letter = letter;
        this.title = title;
    }

    public char letter() {
        return letter;
    }

    public String title() {
        return title;
    }

    public static Group of(String ruleId) {
        for (Group group : values()) {
            if (!ruleId.isEmpty() && ruleId.charAt(0) == group.letter) {
                return group;
            }
        }
        throw new IllegalArgumentException("no chapter of the contract has a rule " + ruleId);
    }
}
