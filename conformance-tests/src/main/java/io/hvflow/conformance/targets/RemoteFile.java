package io.hvflow.conformance.targets;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;
import io.hvflow.conformance.agent.AgentToken;
import io.hvflow.conformance.agent.Meeting;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file that describes a remote target, for those who write no Java: see {@code docs/suite.md}. */
public final class RemoteFile {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,10})-(\\d{1,10})");
    private static final Set<String> KEYS = Set.of(
            "name",
            "near",
            "far",
            "by",
            "ports",
            "agent",
            "agent.command",
            "agent.patience",
            "agent.token.file",
            "framing",
            "capabilities",
            "forbidden",
            "device");

    /** What is at an address may serve one session only, as a virtio-serial port does: the files that name it share it. */
    private static final ConcurrentMap<FlowAddress, Agent> AGENTS = new ConcurrentHashMap<>();

    private final Path file;
    private final Properties properties;

    private RemoteFile(Path file, Properties properties) {
        this.file = file;
        this.properties = properties;
    }

    /**
     * Reads a target's description.
     *
     * @param file a properties file, in UTF-8
     * @return the target
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it does not describe a target; the message names the file, the property and what is
     *     wrong
     */
    public static Target read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new RemoteFile(file, properties).target();
    }

    private Target target() {
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw wrong(unknown.iterator().next(), "is unknown; known are " + String.join(", ", new TreeSet<>(KEYS)));
        }
        AgentTarget target =
                new AgentTarget(need("name"), capabilities(), agent(), meeting()).device(value("device", ""));
        String forbidden = properties.getProperty("forbidden");
        if (forbidden != null) {
            target = target.forbidden(address("forbidden", forbidden));
        }
        return choice("framing", "off", "on") ? target.framed() : target;
    }

    private Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (String word : value("capabilities", "").split(",", -1)) {
            if (!word.isBlank()) {
                try {
                    capabilities.add(Capability.valueOf(word.strip().toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    throw wrong(
                            "capabilities", "names " + word.strip() + "; known are " + List.of(Capability.values()));
                }
            }
        }
        return capabilities;
    }

    private Agent agent() {
        String address = properties.getProperty("agent");
        String command = properties.getProperty("agent.command");
        if ((address == null) == (command == null)) {
            throw wrong("agent", "and agent.command: one of the two must be there");
        }
        Duration patience = patience();
        return address == null
                ? withToken(
                        Agent.command(List.of(String.valueOf(command).strip().split("\\s+", -1)))
                                .patience(patience))
                : AGENTS.computeIfAbsent(
                        address("agent", address), it -> withToken(Agent.at(it).patience(patience)));
    }

    private Agent withToken(Agent agent) {
        String path = value("agent.token.file", "");
        if (path.isEmpty()) {
            return agent;
        }
        try {
            // Beside the description, unless it says where.
            return agent.token(AgentToken.read(file.resolveSibling(path)));
        } catch (IOException e) {
            throw wrong("agent.token.file", "cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw wrong("agent.token.file", "is wrong: " + e.getMessage());
        }
    }

    private Duration patience() {
        String seconds = value("agent.patience", "30");
        if (!seconds.matches("[1-9]\\d{0,5}")) {
            throw wrong("agent.patience", "is " + seconds + ", must be a number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(seconds));
    }

    private Meeting meeting() {
        Matcher range = RANGE.matcher(value("ports", "20000-29999"));
        if (!range.matches()) {
            throw wrong("ports", "is " + value("ports", "") + ", must be like 20000-29999");
        }
        try {
            return new Meeting(
                    need("near"),
                    need("far"),
                    choice("by", "near", "far"),
                    Long.parseLong(range.group(1)),
                    Long.parseLong(range.group(2)));
        } catch (IllegalArgumentException e) {
            throw wrong("near, far or ports", "is wrong: " + e.getMessage());
        }
    }

    private FlowAddress address(String key, String text) {
        try {
            return FlowAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(key, "is no address: " + e.getMessage());
        }
    }

    private boolean choice(String key, String no, String yes) {
        String value = value(key, no);
        if (!value.equals(no) && !value.equals(yes)) {
            throw wrong(key, "is " + value + ", must be " + no + " or " + yes);
        }
        return value.equals(yes);
    }

    private String need(String key) {
        @Nullable String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw wrong(key, "is missing");
        }
        return value.strip();
    }

    private String value(String key, String otherwise) {
        return properties.getProperty(key, otherwise).strip();
    }

    private IllegalArgumentException wrong(String key, String what) {
        return new IllegalArgumentException(file + ": " + key + " " + what);
    }
}
