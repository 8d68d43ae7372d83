package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.trial.Symptom;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The suite's packages, and which of them sees which. */
class RoomsTest {
    private static final String ROOT = "io.hvflow.conformance";

    /** What a user starts: it puts the parts together, and no part knows it. */
    private static final Set<String> ENTRANCE = Set.of("Main", "FlowContract");

    /** How many files one finds one's way among. */
    private static final int MOST = 40;

    /** Each package with those that it sees, which stand above it. The facade is two: what all speak of, and the entrance. */
    private static final Map<String, Set<String>> SEES = sees(
            "text",
            "contract",
            "facade",
            "agent.wire: text",
            "agent: facade agent.wire text",
            "agent.server: agent agent.wire",
            "plain: facade",
            "providers",
            "soak",
            "targets: facade agent plain",
            "trial: facade contract agent agent.wire",
            "storm: facade trial",
            "script: facade trial",
            "rules: facade contract trial storm script providers",
            "suite: facade trial",
            "report: text contract trial suite facade",
            "cli: text contract facade agent agent.server soak targets trial suite report",
            "entrance: text contract facade trial rules suite report cli");

    /** As jdeps prints it. */
    private static final Pattern ARROW =
            Pattern.compile("^ +(\\Q" + ROOT + "\\E\\.\\S+) +-> (\\S+)", Pattern.MULTILINE);

    private static Map<String, Set<String>> sees(String... rows) {
        Map<String, Set<String>> sees = new LinkedHashMap<>();
        for (String row : rows) {
            String[] parts = row.split(": ");
            sees.put(parts[0], parts.length == 1 ? Set.of() : Set.of(parts[1].split(" ")));
        }
        return sees;
    }

    /** Where the classes of the suite are that was built, without those of its tests. */
    private static Path classes() throws URISyntaxException {
        return Path.of(Main.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(ROOT.replace('.', '/'));
    }

    private static String room(String type) {
        String name = type.substring(0, type.lastIndexOf('.'));
        if (!name.equals(ROOT)) {
            return name.substring(ROOT.length() + 1);
        }
        return ENTRANCE.contains(type.substring(ROOT.length() + 1).replaceFirst("\\$.*", "")) ? "entrance" : "facade";
    }

    @Test
    void eachPackageSeesThoseThatTheListSaysAndNoOther() throws Exception {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-verbose:class",
                        "-filter:none",
                        "--ignore-missing-deps",
                        classes().toString());
        assertThat(status).as(said.toString()).isZero();

        Map<String, Set<String>> seen = new TreeMap<>();
        for (MatchResult arrow : ARROW.matcher(said.toString()).results().toList()) {
            Set<String> others = seen.computeIfAbsent(room(arrow.group(1)), room -> new TreeSet<>());
            if (arrow.group(2).startsWith(ROOT + ".")) {
                others.add(room(arrow.group(2)));
            }
        }
        seen.forEach((room, others) -> others.remove(room));
        assertThat(seen).isEqualTo(SEES);
    }

    @Test
    void noArrowRunsUp() {
        List<String> rooms = List.copyOf(SEES.keySet());

        SEES.forEach((room, others) -> assertThat(others).isSubsetOf(rooms.subList(0, rooms.indexOf(room))));
    }

    /** Or else what the suite itself throws would pass for the target's. */
    @Test
    void everyPackageIsKnownToBeOfTheSuite() {
        Set<String> packages = SEES.keySet().stream()
                .filter(room -> !room.equals("facade"))
                .map(room -> room.equals("entrance") ? ROOT : ROOT + "." + room)
                .collect(Collectors.toSet());

        assertThat(Symptom.OF_SUITE).isEqualTo(packages);
    }

    @Test
    void noPackageHasTooManyFiles() throws Exception {
        Map<Path, Integer> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(classes())) {
            all.filter(file -> file.toString().endsWith(".class")
                            && !file.getFileName().toString().contains("$"))
                    .forEach(file -> files.merge(file.getParent(), 1, Integer::sum));
        }

        assertThat(files).hasSize(SEES.size() - 1);
        assertThat(files.values()).allMatch(count -> count <= MOST);
    }
}
