package io.hvflow.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.Main;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.suite.Deviations;
import io.hvflow.conformance.suite.Targets;
import io.hvflow.conformance.trial.Check;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Trial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
    private static final Target GOOD = Fixture.target("good");
    private static final Target ABSENT = Fixture.unavailable("absent", "not on this machine");
    private static final Target BAD = Target.of("bad", java.util.Set.of(), options -> {
        throw new java.io.IOException("it opens nothing");
    });

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs with one rule that asks nothing but that a pair opens. */
    private int run(List<Target> targets, String... args) {
        return run(Rule.of("L4", Trial::open), targets, args);
    }

    private int run(Rule rule, List<Target> targets, String... args) {
        CommandLine line =
                new CommandLine(new RunCommand(new Targets(targets), List.of(rule), List.of(), Deviations.NONE));
        return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    @Test
    void zeroIfEveryTargetThatRanConforms() {
        assertThat(run(List.of(GOOD, ABSENT))).isZero();
        assertThat(out.toString()).contains("good    CONFORMANT", "absent  UNAVAILABLE     not on this machine");
    }

    @Test
    void oneIfATargetDoesNotConform() {
        assertThat(run(List.of(GOOD, BAD))).isEqualTo(1);
        assertThat(run(List.of(BAD, ABSENT), "--target", "bad,absent")).isEqualTo(1);
        assertThat(out.toString()).contains("it opens nothing");
    }

    @Test
    void tellsEachRuleAsItEnds(@TempDir Path directory) {
        Path log = directory.resolve("log");

        run(List.of(GOOD, BAD), "--progress", log.toString());

        assertThat(log)
                .content()
                .containsPattern("good 1/1 L4 PASS \\d+ ms\\R")
                .containsPattern("bad 1/1 L4 FAIL \\d+ ms, .*it opens nothing.*\\R");
    }

    @Test
    void theLineThatRunsAFailureAgainHasTheOptionsAsTheyWere(@TempDir Path directory) throws Exception {
        Path remote = Files.writeString(
                directory.resolve("its far end.properties"),
                "name = far\nnear = unix:a\nfar = unix:a\nagent.command = none\n");

        run(
                List.of(BAD),
                "--target",
                "bad",
                "--remote",
                remote.toString(),
                "--tries",
                "7",
                "--schedules",
                "3",
                "--parallel",
                "2",
                "--patience",
                "2.5");

        assertThat(out.toString())
                .contains("--target bad --rule L4 --seed 0x5eed --tries 7 --remote '" + remote
                        + "' --schedules 3 --parallel 2 --patience 2.5\n");
    }

    @Test
    void theLineOfARemoteTargetRunsItAgain(@TempDir Path directory) throws Exception {
        String sockets = "unix://" + directory.resolve("{port}");
        String agent = Path.of(System.getProperty("java.home"), "bin", "java") + " -cp "
                + System.getProperty("java.class.path") + " " + Main.class.getName() + " agent";
        Path remote = Files.writeString(
                directory.resolve("far.properties"),
                "name = far\nnear = " + sockets + "\nfar = " + sockets + "\nagent.command = " + agent + "\n");
        Rule broken = Rule.of("L4", trial -> {
            trial.open();
            trial.fail("broken on " + trial.target().name());
        });

        assertThat(run(broken, List.of(GOOD), "--target", "far", "--remote", remote.toString()))
                .isEqualTo(1);
        String line = replay();
        assertThat(line).isEqualTo("--target far --rule L4 --seed 0x5eed --remote " + remote);
        out.getBuffer().setLength(0);

        assertThat(run(broken, List.of(GOOD), line.split(" ", -1))).isEqualTo(1);
        assertThat(out.toString()).contains("broken on far");
    }

    /** The options of the first line that runs something again. */
    private String replay() {
        return out.toString()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("replay "))
                .map(line -> line.substring("replay ".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneIfNothingRan() {
        assertThat(run(List.of())).isEqualTo(1);
        assertThat(run(List.of(ABSENT))).isEqualTo(1);
    }

    @Test
    void oneIfARuleIsMissing() {
        RunCommand command = new RunCommand(
                new Targets(List.of(GOOD)),
                List.of(Rule.of("L4", Trial::open)),
                List.of("R1 is not checked"),
                Deviations.NONE);

        assertThat(new CommandLine(command).setOut(new PrintWriter(out)).execute())
                .isEqualTo(1);
        assertThat(out.toString()).contains("INCOMPLETE  R1 is not checked");
    }

    @Test
    void twoForAWrongCommandLine() {
        assertThat(run(List.of(GOOD, BAD), "--target", "god")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown target god; known are good, bad");
        assertThat(run(List.of(GOOD), "--rule", "X1")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown rule X1");
        assertThat(run(List.of(GOOD), "--tries", "0")).isEqualTo(2);
        assertThat(run(List.of(GOOD), "--seed", "wheat")).isEqualTo(2);
        assertThat(run(List.of(GOOD), "--nonsense")).isEqualTo(2);
    }

    @Test
    void threeIfATargetThatWasNamedIsUnavailable() {
        assertThat(run(List.of(GOOD, ABSENT), "--target", "good,absent")).isEqualTo(3);
        assertThat(run(List.of(GOOD, ABSENT), "--target", "absent")).isEqualTo(3);
    }

    @Test
    void writesTheReports(@TempDir Path directory) {
        Path reports = directory.resolve("not/yet/there");

        assertThat(run(List.of(GOOD), "--report", reports.toString())).isZero();

        assertThat(reports.resolve("report.txt")).content().contains("good  CONFORMANT");
        assertThat(reports.resolve("report.json")).content().startsWith("{");
        assertThat(reports.resolve("report.html")).content().startsWith("<!doctype html>");
        assertThat(reports.resolve("contract.html")).content().contains("<h3 id=\"l4\">L4</h3>");
    }

    @Test
    void whatIsPrintedLinksToTheContractOfTheReport(@TempDir Path reports) {
        run(List.of(BAD), "--report", reports.toString());

        assertThat(out.toString()).contains("read     " + reports.resolve("contract.html") + "#l4\n");
        assertThat(reports.resolve("report.txt")).content().contains("read     contract.html#l4\n");
    }

    @Test
    void runsTheRulesThatWereNamed() {
        assertThat(run(List.of(GOOD), "--rule", "l4")).isZero();
        assertThat(out.toString()).contains("1 rule, 1 target");
    }

    @Test
    void listsTargetsAndRules() {
        assertThat(run(List.of(GOOD, ABSENT), "--list")).isZero();
        assertThat(out.toString())
                .contains("good     available", "absent   unavailable: not on this machine", "L4   `accept` returns");
    }

    @Test
    void helpAndVersion() {
        assertThat(run(List.of(), "--help")).isZero();
        assertThat(out.toString()).contains("--target", "--patience", "Exit status:");
        assertThat(run(List.of(), "--version")).isZero();
        assertThat(out.toString()).contains("HvFlow conformance ");
    }

    @Test
    void seedAndTriesReachTheProperties() {
        StringBuilder tried = new StringBuilder();
        Rule rule = Rule.of(
                "R2", trial -> tried.append(trial.settings().seed()).append(' ').append(trial.tries()));

        run(rule, List.of(GOOD), "--seed", "0xffffffffffffffff", "--tries", "3");

        assertThat(tried).hasToString("-1 3");
    }

    /**
     * Whatever the number of the try that failed and the options of the run, the line of the report leads to that
     * failure.
     */
    @Test
    void theLineThatReplaysAPropertyFailsAtOnceAndInTheSameWay() {
        // Values depend on the number of tries too, of which they are a part.
        for (String tries : List.of("7", "30", "100")) {
            for (int failing : new int[] {1, 2, 5}) {
                AtomicInteger tried = new AtomicInteger();
                List<Long> values = new ArrayList<>();
                Check fails = trial -> trial.forAll(Arbitraries.longs().dontShrink(), value -> {
                    if (tried.incrementAndGet() == failing) {
                        values.add(value);
                    }
                    trial.check(!values.contains(value), "the value is " + value);
                });
                assertThat(run(Rule.of("R2", fails), List.of(GOOD), "--tries", tries))
                        .isEqualTo(1);
                String line = replay();
                out.getBuffer().setLength(0);

                assertThat(run(Rule.of("R2", fails), List.of(GOOD), line.split(" ", -1)))
                        .isEqualTo(1);
                assertThat(out.toString()).contains("the value is " + values.getFirst(), "found by try 1");
                out.getBuffer().setLength(0);
            }
        }
    }
}
