package io.hvflow.hvsock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs a JVM of its own. */
class OwnJvmTest {
    private static final String GRANTED = "--enable-native-access=ALL-UNNAMED";

    private static void assertEndedWell(ChildJvm.Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void T3_thousandBlockedReadersLeaveTheOneCarrierToOthers() throws Exception {
        ChildJvm.Outcome outcome = ChildJvm.run(
                List.of(
                        GRANTED,
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        // The VM's own threads stay as many as they are, so that the kernel's count tells of ours.
                        "-XX:+UseSerialGC",
                        "-XX:-UseDynamicNumberOfCompilerThreads"),
                OneCarrier.class);

        assertEndedWell(outcome);
        assertThat(outcome.out()).isEqualTo("""
                moved while 1000 were blocked
                ended in good order: 1001
                """);
    }

    @Test
    void nothingNativeIsTouchedBeforeUse() throws Exception {
        // With the flag missing and native access denied, touching it would fail.
        ChildJvm.Outcome outcome = ChildJvm.run(List.of("--illegal-native-access=deny"), Untouched.class);

        assertEndedWell(outcome);
        assertThat(outcome.out()).isEqualTo("hvsock 5\n");
    }

    @Test
    void L9_deniedNativeAccessIsAReasonThatNamesTheFlag() throws Exception {
        ChildJvm.Outcome outcome = ChildJvm.run(List.of("--illegal-native-access=deny", "-Duse=true"), Untouched.class);

        assertEndedWell(outcome);
        assertThat(outcome.out().lines().skip(1))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("--enable-native-access=ALL-UNNAMED"));
    }

    @Test
    void waitingGoesOnWithNoDescriptorLeft() throws Exception {
        ChildJvm.Outcome outcome = ChildJvm.run(
                List.of("sh", "-c", "ulimit -n 128; exec \"$0\" \"$@\""), List.of(GRANTED), NoDescriptorLeft.class);

        assertEndedWell(outcome);
        assertThat(outcome.out())
                .contains("PLATFORM moved bytes with no descriptor left")
                .contains("VIRTUAL moved bytes with no descriptor left")
                .contains("nobody connects: null\n")
                .containsPattern("(accept waited: true, spun: false, .*the listener goes on.*EMFILE 24.*\n){2}")
                .contains("then accepted: true")
                .contains("no descriptor left; raise its limit")
                .contains("EMFILE 24");
    }
}
