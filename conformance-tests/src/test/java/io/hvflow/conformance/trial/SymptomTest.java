package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Backend;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowResetException;
import io.hvflow.OtherAddress;
import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Runner;
import io.hvflow.conformance.suite.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import org.junit.jupiter.api.Test;

class SymptomTest {
    private static final Set<String> OF_OTHER = Set.of("abort");

    /** Of a thread that hangs in the call on the near flow, after those calls at both ends. */
    private static Symptom hang(String call, Set<String> near, Set<String> far) {
        Step step = new Step("reader", "near 2", call + "(10)", 1, Step.PENDING, "", false);
        Trace.Recording recording =
                new Trace.Recording(List.of(step), 0, List.of(), Map.of("near 2", near, "far 2", far, "far", OF_OTHER));
        return Symptom.of(new Hang("reader did not end", "reader", new Throwable()), recording);
    }

    @Test
    void aReadThatHangsIsTheMatterOfWhatWasDoneToTheStream() {
        assertThat(hang("read", Set.of(), Set.of("write")).rule()).isEqualTo("W4");
        assertThat(hang("read", Set.of(), Set.of("write", "shutdownWrite")).rule())
                .isEqualTo("H1");
        assertThat(hang("read", Set.of(), Set.of("shutdownWrite", "close")).rule())
                .isEqualTo("C1");
        assertThat(hang("readInto", Set.of(), Set.of("write", "abort")).rule()).isEqualTo("C8");
        assertThat(hang("read", Set.of("shutdownRead"), Set.of("write")).rule()).isEqualTo("H6");
        assertThat(hang("read", Set.of("close"), Set.of("write")).rule()).isEqualTo("C6");
        assertThat(hang("read", Set.of("abort"), Set.of()).rule()).isEqualTo("C8");
        assertThat(hang("read", Set.of(), Set.of())).isEqualTo(Symptom.NONE);
        assertThat(hang("read", Set.of(), Set.of("shutdownWrite")).text())
                .isEqualTo("a read never returned after the peer's shutdownWrite");
    }

    @Test
    void soIsAWriteThatHangs() {
        assertThat(hang("write", Set.of(), Set.of("read")).rule()).isEqualTo("W7");
        assertThat(hang("writev", Set.of(), Set.of("close")).rule()).isEqualTo("W8");
        assertThat(hang("write", Set.of(), Set.of("abort")).rule()).isEqualTo("W8");
        assertThat(hang("write", Set.of(), Set.of("shutdownRead")).rule()).isEqualTo("H7");
        assertThat(hang("write", Set.of("shutdownWrite"), Set.of()).rule()).isEqualTo("H3");
        assertThat(hang("write", Set.of("close"), Set.of()).rule()).isEqualTo("C6");
        assertThat(hang("write", Set.of(), Set.of())).isEqualTo(Symptom.NONE);
    }

    @Test
    void whatNeverMayHangHasARuleOfItsOwn() {
        assertThat(hang("close", Set.of(), Set.of("write")).rule()).isEqualTo("C10");
        assertThat(hang("abort", Set.of(), Set.of()).rule()).isEqualTo("C8");
        assertThat(hang("shutdownWrite", Set.of(), Set.of()).rule()).isEqualTo("H1");
        assertThat(hang("shutdownRead", Set.of(), Set.of()).rule()).isEqualTo("H6");
    }

    /** Of that exception, which a call on the near flow has failed with after those calls at both ends. */
    private static Symptom failed(String call, FlowException e, Set<String> near, Set<String> far) {
        Step step =
                new Step("reader", "near 2", call + "(10)", 1, 2, e.getClass().getSimpleName() + ": as if", true);
        Trace.Recording recording =
                new Trace.Recording(List.of(step), 0, List.of(), Map.of("near 2", near, "far 2", far));
        e.setStackTrace(new StackTraceElement[0]); // as if no code but the library's were in it
        return Symptom.of(e, recording);
    }

    @Test
    void aCallThatFailsThoughNobodyEndedItsStreamIsTheMatterOfWhatWasDoneToIt() {
        FlowException reset = new FlowResetException("read", new OtherAddress("tcp", "x"), "as if", null);
        FlowException closed = new FlowClosedException("write", new OtherAddress("tcp", "x"), "as if", null);

        assertThat(failed("read", reset, Set.of(), Set.of("close")).rule()).isEqualTo("C1");
        assertThat(failed("readInto", reset, Set.of(), Set.of("shutdownWrite")).rule())
                .isEqualTo("H1");
        assertThat(failed("read", reset, Set.of("shutdownRead"), Set.of()).rule())
                .isEqualTo("H6");
        assertThat(failed("read", reset, Set.of(), Set.of("write")).rule()).isEqualTo("R3");
        assertThat(failed("write", closed, Set.of("shutdownRead"), Set.of()).rule())
                .isEqualTo("H8");
        assertThat(failed("writev", closed, Set.of(), Set.of("read")).rule()).isEqualTo("W1");
        assertThat(failed("write", closed, Set.of(), Set.of("close")).rule()).isEmpty();
        assertThat(failed("read", reset, Set.of(), Set.of("abort", "close")).rule())
                .isEmpty();
        assertThat(failed("read", reset, Set.of("close"), Set.of("close")).rule())
                .isEmpty();
    }

    private static Symptom of(Check check) throws InterruptedException {
        RuleResult result = Fixture.run(Rule.of("R7", check));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        return result.failures().getFirst().symptom();
    }

    @Test
    void theCallsOfAPairAreKnownHoweverLongTheRecording() throws Exception {
        RuleResult result = new Runner(Fixture.target(), Fixture.IMPATIENT).run(Rule.of("R7", trial -> {
            Flow near = trial.open().near();
            near.shutdownWrite();
            near.shutdownRead();
            Flow other = trial.open().near();
            for (int i = 0; i < 300; i++) {
                other.write(ByteBuffer.allocate(1));
            }
            Trace.Recording recording = trial.trace().recording();
            trial.check(recording.dropped() > 0, "the recording is short");
            trial.check(recording.asked("near", "shutdownRead"), "shutdownRead is forgotten");
            trial.check(!recording.asked("near 2", "shutdownRead"), "shutdownRead of another");
            trial.fail("enough");
        }));

        assertThat(result.reason()).isEqualTo("enough");
    }

    @Test
    void aCallThatFailedWasNotMade() throws Exception {
        RuleResult result = Fixture.run(Rule.of("R7", trial -> {
            Flow near = trial.open().near();
            near.abort();
            trial.expect(IOException.class, "writing after abort", () -> near.write(ByteBuffer.allocate(1)));
            trial.check(!trial.trace().recording().asked("near", "write"), "it counts");
            trial.check(trial.trace().recording().asked("near", "abort"), "it does not count");
        }));

        assertThat(result.verdict()).as(result.reason()).isEqualTo(Verdict.PASS);
    }

    @Test
    void otherBytesAreTheMatterOfR2() throws Exception {
        Symptom symptom = of(trial -> {
            Direction direction = Direction.each(trial).getFirst();
            direction.writer().write(ByteBuffer.allocate(8));
            direction.read(8);
        });

        assertThat(symptom.rule()).isEqualTo("R2");
    }

    @Test
    void anEndThatComesTooSoonIsTheMatterOfWhatEndedTheStream() throws Exception {
        assertThat(of(trial -> {
                            Direction direction = Direction.each(trial).getFirst();
                            direction.write(8);
                            direction.writer().shutdownWrite();
                            direction.read(9);
                        })
                        .rule())
                .isEqualTo("H1");
        assertThat(of(trial -> {
                            Direction direction = Direction.each(trial).getFirst();
                            direction.accepted(1);
                            trial.launch("close", direction.writer()::close);
                            direction.readToEnd();
                        })
                        .rule())
                .isEqualTo("C1");
    }

    @Test
    void anExceptionIsKnownByItsCallAndItsPlace() throws Exception {
        Symptom own = of(trial -> Backend.fail());
        Symptom property = of(trial -> trial.forAll(Arbitraries.just(1), one -> Backend.fail()));

        assertThat(own).isEqualTo(property);
        assertThat(own.rule()).isEmpty();
        assertThat(own.place()).matches("Backend\\.fail\\(Backend\\.java:\\d+\\)");
        assertThat(own.text()).isEqualTo("IllegalStateException at " + own.place());
        assertThat(of(trial -> {
                            try {
                                Backend.fail();
                            } catch (IllegalStateException e) {
                                throw new IOException("as if", e);
                            }
                        })
                        .text())
                .isEqualTo(own.text());
    }

    /** It may have many causes: two rules that fail with it need not have the same. */
    @Test
    void anExceptionOfTheLibraryHasNoPlace() throws Exception {
        Symptom reset = of(trial -> {
            Flow near = trial.open().near();
            near.abort();
            near.write(ByteBuffer.allocate(1));
        });
        Symptom suite = of(trial -> {
            throw new FlowResetException("read", new OtherAddress("tcp", "x"), "as if", null);
        });

        assertThat(reset.place()).isEmpty();
        assertThat(reset.text()).startsWith("write failed with Flow");
        assertThat(suite.text()).isEqualTo("FlowResetException");
    }

    @Test
    void whatACheckSaysItselfIsNoSymptom() throws Exception {
        assertThat(of(trial -> trial.fail("it is broken"))).isEqualTo(Symptom.NONE);
    }
}
