package io.hvflow.conformance;

/** Stands in for the module's first type. */
public final class Placeholder {
    private Placeholder() {}

    /**
     * Where the placeholder lives.
     *
     * @return the name of its module
     */
    public static String module() {
        return Placeholder.class.getModule().getName();
    }
}
