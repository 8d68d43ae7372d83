package com.acme;

/** Somebody else's code. */
public final class Backend {
    private Backend() {}

    /** Fails as no caller expects. */
    public static void fail() {
        throw new IllegalStateException("as if");
    }
}
