package io.hvflow.jmh;

/**
 * What a flow is to reach.
 *
 * @param text the goal, for people
 * @param measured what was found; empty if it was not measured
 * @param standing how it stands
 */
record Goal(String text, String measured, Standing standing) {
    enum Standing {
        REACHED,
        MISSED,
        UNKNOWN;

        @Override
        public String toString() {
            return switch (this) {
                case REACHED -> "REACHED";
                case MISSED -> "NOT REACHED";
                case UNKNOWN -> "NOT MEASURED";
            };
        }
    }
}
