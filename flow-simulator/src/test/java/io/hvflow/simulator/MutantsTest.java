package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.engine.BufferedFlow;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bugs put into the flow that ships, one at a time: the simulator must find each, with a script of few actions. */
@Tag("long")
class MutantsTest {
    private static final int SEEDS = 400;
    private static final int MOST_ACTIONS = 8;

    @TempDir
    private Path directory;

    /** A bug, and the script that is to find it. */
    enum Mutant {
        LOST_WAKE_UP("Turns", "Waking.wake(next.waiter);", ""),
        READ_AHEAD_DROPPED(
                "Inbound",
                "if (state != State.OPEN) {\n                dropAhead",
                "if (true) {\n                dropAhead"),
        READ_AHEAD_DROPPED_AT_HALF_CLOSE(
                ReadAheadScript.class,
                new Patch("Inbound", "private void dropAhead() {", "void dropAhead() {"),
                new Patch(
                        "BufferedFlow", "outbound.shutdown();", "outbound.shutdown();\n        inbound.dropAhead();")),
        OFF_BY_ONE_AT_THE_END_OF_A_CHUNK(
                "SendQueue", "if (first.size() == 0) {", "if (first.size() <= 1) {\n            size -= first.size();"),
        QUEUE_NOT_FLUSHED(
                "Sender",
                "if (!work() || pending != Callback.NONE) {",
                "if (!work() || pending != Callback.NONE || full) {"),
        FLUSH_MISSED_ON_CLOSE(
                "Closer", "boolean done = outbound.handedOver();", "outbound.abort(); boolean done = true;"),
        TAIL_OF_A_BURST_FORGOTTEN(
                "Sender",
                "if (!work() || seenTo() || attendant != null) {",
                "if (burst || !work() || seenTo() || attendant != null) {",
                BurstScript.class),
        TAIL_FORGOTTEN_BY_WHO_SENDS_WHOLE_MESSAGES(
                "Sender",
                "if (!work() || pending != Callback.NONE) {",
                "if (!work() || pending != Callback.NONE || sent != Share.ALL) {",
                BurstScript.class),
        LOOK_LOST_WHILE_A_CALLER_SENDS(
                "Sender", "full &= pending == Callback.LOOK;", "if (sending) return;", BurstScript.class),
        TAIL_TAKEN_FOR_A_MESSAGE_TO_COME("Sender", "wholeSent = false;", "", BurstScript.class),
        SOCKET_CLOSED_TWICE("Closing", "first = closer == null && !ended;", "first = true;"),
        DEADLINE_NOT_HONOURED_IN_TURN(
                "Direction",
                "throw timedOut(own, 0);\n                }\n                place.await(until);",
                "throw timedOut(own, 0);\n                }\n                place.await(io.hvflow.spi.Waiter.NEVER);"),
        RESET_READ_AS_END(
                "Inbound", "change(State.BROKEN, Broken.by(\"read\", socket, e));", "change(State.ENDED, null);"),
        TURN_NOT_RELEASED(
                "Outbound",
                "count(accepted);\n            turns.release();",
                "count(accepted);\n            if (accepted == 0) {\n                turns.release();\n            }"),
        LIMIT_NOT_RESTORED("Inbound", "dst.limit(limit);", ""),
        END_BEFORE_THE_QUEUE(
                "Sender", "next = queue.isEmpty() || !due ? null", "next = queue.isEmpty() || !due || ending ? null"),
        TIMED_OUT_BYTES_MISCOUNTED("Outbound", "checkPatience(accepted);", "checkPatience(accepted + 1);");

        private final Class<?> script;
        private final List<Patch> patches;

        Mutant(String type, String there, String instead) {
            this(type, there, instead, FlowScript.class);
        }

        Mutant(String type, String there, String instead, Class<?> script) {
            this(script, new Patch(type, there, instead));
        }

        Mutant(Class<?> script, Patch... patches) {
            this.script = script;
            this.patches = List.of(patches);
        }
    }

    /** What stands in the source of a type, and what instead. */
    private record Patch(String type, String there, String instead) {}

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aBugIsFoundWithAFewActions(Mutant mutant) throws Exception {
        compile(mutant);
        String found = run("java", "-cp", directory + classPath(), mutant.script.getName(), String.valueOf(SEEDS));
        assertThat(found).as(mutant.name()).startsWith("FOUND ");
        assertThat(Integer.parseInt(found.split(" ")[1])).as(found).isBetween(1, MOST_ACTIONS);
    }

    private void compile(Mutant mutant) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-nowarn",
                "-proc:none",
                "-cp",
                location(BufferedFlow.class) + classPath(),
                "-d",
                directory.toString()));
        for (Patch patch : mutant.patches) {
            arguments.add(patched(patch).toString());
        }
        run("javac", arguments.toArray(String[]::new));
    }

    private Path patched(Patch patch) throws IOException {
        // The flow itself may be in a jar by now.
        Path modules = location(Simulation.class).resolve("../../..");
        Path source = modules.resolve("flow-api/src/main/java/io/hvflow/engine/" + patch.type() + ".java");
        String text = Files.readString(source).replace("\r\n", "\n");
        assertThat(text).as("the source has changed: %s", patch.type()).contains(patch.there());
        Path patched = Files.createDirectories(directory.resolve("source")).resolve(patch.type() + ".java");
        // Without the annotations, which are not needed at run time and so on no path here.
        String bare =
                text.replace("import org.jspecify.annotations.Nullable;", "").replaceAll("@Nullable\\s+", "");
        Files.writeString(patched, bare.replace(patch.there(), patch.instead()));
        return patched;
    }

    private static String classPath() {
        String separator = System.getProperty("path.separator");
        StringBuilder path = new StringBuilder();
        // The test classes are where the simulator's are in the eyes of a patched module.
        Path simulator = location(Simulation.class);
        for (Path entry : List.of(location(BufferedFlow.class), simulator, simulator.resolveSibling("test-classes"))) {
            path.append(separator).append(entry);
        }
        return path.toString();
    }

    private static String run(String tool, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
