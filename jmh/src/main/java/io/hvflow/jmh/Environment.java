package io.hvflow.jmh;

/**
 * Where a run was made.
 *
 * @param system the kernel and the processor architecture
 * @param java the version and maker of the Java runtime
 * @param processors how many processors it has
 */
record Environment(String system, String java, int processors) {
    static Environment here() {
        return new Environment(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                Runtime.getRuntime().availableProcessors());
    }

    @Override
    public String toString() {
        return system + ", " + java + ", " + processors + (processors == 1 ? " processor" : " processors");
    }
}
