package io.hvflow.conformance.trial;

import java.io.IOException;

/**
 * In what manner rules fail, in a word that is the same on every machine: so that two targets that break a rule can be seen to
 * break it alike.
 */
public final class Manner {
    /** What must happen did not, as long as it was waited for. */
    public static final String HANGS = "HANGS";

    /** Something else than what must happen did: too much, too little, too early. */
    public static final String DIFFERS = "DIFFERS";

    private Manner() {}

    /** Of a failure: {@link #HANGS}, the name of the type of a flow's exception, or {@link #DIFFERS}. */
    public static String of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof Hang) {
                return HANGS;
            }
            if (at instanceof IOException) {
                return at.getClass().getSimpleName();
            }
        }
        return DIFFERS;
    }
}
