package io.hvflow.conformance.targets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How to start this program as an agent: with the same Java, class path and module path. */
final class ChildJvm {
    private static final String MODULE = "io.hvflow.conformance";
    private static final String MAIN = MODULE + ".Main";

    private ChildJvm() {}

    static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It starts faster so, and needs no more.
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        if (ChildJvm.class.getModule().isNamed()) {
            command.add("--enable-native-access=ALL-UNNAMED,io.hvflow.hvsock");
            command.add("--module-path=" + System.getProperty("jdk.module.path"));
            command.add("--add-modules=ALL-MODULE-PATH");
            command.add("--module=" + MODULE + "/" + MAIN);
        } else {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add(MAIN);
        }
        command.add("agent");
        return command;
    }

    /** In the environment, since a class path may be longer than a command line. */
    static Map<String, String> environment() {
        return Map.of("CLASSPATH", System.getProperty("java.class.path", ""));
    }
}
