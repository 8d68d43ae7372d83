package io.hvflow.conformance.report;

import io.hvflow.conformance.suite.Verdict;
import java.io.Console;

/** Colours for terminals. */
public enum Ansi {
    ON,
    OFF;

    private static final String ESCAPE = "\u001b[";

    /** Off unless a person looks, and does not object (no-color.org). */
    @SuppressWarnings("SystemConsoleNull")
    public // JDK 25 returns null again (JDK-8351435)
    static Ansi detect() {
        String objection = System.getenv("NO_COLOR");
        Console console = System.console();
        boolean watched = console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return watched && (objection == null || objection.isEmpty()) ? ON : OFF;
    }

    String verdict(Verdict verdict, String text) {
        return switch (verdict) {
            case PASS -> coloured("32", text);
            case FAIL, XPASS -> coloured("1;31", text);
            case NOT_APPLICABLE, DEVIATES -> coloured("33", text);
            case ELSEWHERE, UNAVAILABLE -> coloured("2", text);
        };
    }

    String title(String text) {
        return coloured("1", text);
    }

    String faint(String text) {
        return coloured("2", text);
    }

    private String coloured(String code, String text) {
        return this == ON ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
