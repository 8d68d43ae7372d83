package io.hvflow.conformance.agent.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an agent tells of itself, for the report. */
final class Who {
    private Who() {}

    static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("implementation", "HvFlow " + version());
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("runtime", "JDK " + Runtime.version());
        return facts;
    }

    /** The module knows its version; in a jar that repacks it, the manifest does. */
    private static String version() {
        return Optional.ofNullable(Who.class.getModule().getDescriptor())
                .flatMap(descriptor -> descriptor.rawVersion())
                .or(() -> Optional.ofNullable(Who.class.getPackage().getImplementationVersion()))
                .orElse("(unreleased)");
    }
}
