package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.hvflow.conformance.report.Matrix;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.DeviceTarget.Way;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.simulator.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The simulated devices beside the real ones: what the lab has found of those, as {@code docs/matrix.json} has it. They keep and
 * break the same rules, in the same manner; what types of errors are right where a rule is kept, the rules themselves say.
 */
@Tag("long")
class FidelityTest {
    private static final Path MATRIX =
            Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("matrix.json");

    /** The simulation and the device in it, as they meet in each of the lab's columns. */
    private static final List<DeviceTarget> TARGETS = List.of(
            new DeviceTarget("vsock-loopback", Device.LINUX_VSOCK, Way.LOOPBACK, false),
            new DeviceTarget("vsock-vhost", Device.LINUX_VSOCK, Way.TO_GUEST, false),
            new DeviceTarget("vsock-vhost-guest", Device.LINUX_VSOCK, Way.TO_HOST, false),
            new DeviceTarget("vsock-vhost-user", Device.VHOST_DEVICE_VSOCK, Way.TO_GUEST, false),
            new DeviceTarget("vsock-vhost-user-guest", Device.VHOST_DEVICE_VSOCK, Way.TO_HOST, false),
            new DeviceTarget("vsock-vhost-user-framed", Device.VHOST_DEVICE_VSOCK, Way.TO_GUEST, true),
            new DeviceTarget("vsock-vhost-user-guest-framed", Device.VHOST_DEVICE_VSOCK, Way.TO_HOST, true));

    /** What cannot agree, and why. */
    private static final Map<String, String> DISAGREEING = Map.of(
            "T3", "carriers of virtual threads are the machine's: a simulation has none",
            "T5", "descriptors are the machine's: a simulation has none",
            "C13", "what is thrown into calls is looked for on real sockets, by their descriptors and threads",
            "L13", "a provider that is broken is tried in a process of its own, which is no part of a simulation",
            "T7", "a storm meets what a device breaks in some of its schedules, and real time has few of them");

    /** What breaks does so in most schedules; failures are compared as they are, so that little is done to simplify them. */
    private static final Settings SETTINGS = Settings.DEFAULTS.schedules(8).propertyTime(Duration.ofMillis(1));

    /** In how many schedules a manner of failing is looked for: a rule that has several may show another first. */
    private static final int MOST = 50;

    private final List<String> races = Deviations.known().all().stream()
            .filter(known -> !known.always())
            .map(known -> known.target() + " " + known.rule())
            .toList();

    @TestFactory
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    Stream<DynamicTest> aSimulatedDeviceStandsAsTheRealOneDoes() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        Set<String> disagreeing = new LinkedHashSet<>();
        for (DeviceTarget target : TARGETS) {
            Matrix.Column lab = column(target.name());
            tests.add(dynamicTest(
                    target.name() + " capabilities",
                    () -> assertThat(lab.capabilities())
                            .containsExactlyElementsOf(target.capabilities().stream()
                                    .sorted()
                                    .map(Enum::name)
                                    .toList())));
            for (RuleResult result :
                    new Suite(Rules.all(), SETTINGS).run(target).results()) {
                String rule = result.rule().id();
                if (!lab.verdicts().containsKey(rule)) {
                    continue; // a rule may be newer than the lab's run
                }
                if (DISAGREEING.containsKey(rule)) {
                    if (!agree(lab.verdicts().get(rule), result.verdict())) {
                        disagreeing.add(rule);
                    }
                } else if (!races.contains(target.name() + " " + rule)) {
                    tests.add(dynamicTest(target.name() + " " + rule, () -> compare(target, lab, result)));
                }
            }
        }
        tests.add(dynamicTest(
                "what cannot agree does not",
                () -> assertThat(disagreeing).containsExactlyInAnyOrderElementsOf(DISAGREEING.keySet())));
        return tests.stream();
    }

    private static Matrix.Column column(String name) throws IOException {
        return Matrix.read(Files.readString(MATRIX)).columns().stream()
                .filter(column -> column.target().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean agree(Verdict lab, Verdict simulated) {
        return lab == simulated || (lab.broken() && simulated.broken());
    }

    private static void compare(DeviceTarget target, Matrix.Column lab, RuleResult result) throws InterruptedException {
        Rule rule = result.rule();
        Verdict verdict = lab.verdicts().get(rule.id());
        assumeTrue(verdict != null, "the lab has not tried this rule yet");
        assertThat(agree(verdict, result.verdict()))
                .as("%s in the lab, simulated %s: %s", verdict, result.verdict(), result.reason())
                .isTrue();
        if (verdict.broken()) {
            assertThat(manners(target, rule, lab.manners().get(rule.id())))
                    .as("manners in which the simulated device breaks the rule")
                    .contains(lab.manners().get(rule.id()));
        }
    }

    /** The manners in which the rule fails, schedule by schedule, until it does in the one that is looked for. */
    private static Set<String> manners(DeviceTarget target, Rule rule, String wanted) throws InterruptedException {
        Set<String> manners = new LinkedHashSet<>();
        for (int i = 0; i < MOST && !manners.contains(wanted); i++) {
            Settings one = SETTINGS.schedules(1).seed(SETTINGS.seed() + i);
            new Suite(List.of(rule), one)
                    .run(target).results().getFirst().failures().stream()
                            .map(TrialResult::manner)
                            .forEach(manners::add);
        }
        return manners;
    }
}
