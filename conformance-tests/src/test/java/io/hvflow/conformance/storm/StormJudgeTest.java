package io.hvflow.conformance.storm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.conformance.storm.Storm.Finale;
import io.hvflow.conformance.storm.Storm.Kind;
import io.hvflow.conformance.storm.Storm.Setting;
import io.hvflow.conformance.storm.Storm.Times;
import io.hvflow.conformance.storm.StormCall.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StormJudgeTest {
    private static final Setting SETTING =
            new Setting(100, 0, false, 50, new Times(7, 0), new Times(0, 7), -1, Finale.CLOSE, Finale.CLOSE);

    private final List<StormCall> calls = new ArrayList<>();
    private long time;

    /** The next call, which returns before any other is made. */
    private StormCall call(boolean near, Kind kind, Result result) {
        return call(near, kind, result, 0);
    }

    private StormCall call(boolean near, Kind kind, Result result, int moved) {
        StormCall call = new StormCall(near ? 0 : 1, near, kind, moved, ++time, 0);
        call.result = result;
        call.moved = moved;
        call.end = ++time;
        call.ended = true;
        if (kind.writes()) {
            call.number = (int) calls.stream()
                    .filter(it -> it.near == near && it.kind.writes())
                    .count();
        } else {
            call.bytes = new byte[moved];
            for (int i = 0; i < moved; i++) {
                call.bytes[i] = Interleaving.tag(0, i);
            }
        }
        calls.add(call);
        return call;
    }

    private void assertRight() {
        assertThatCode(() -> new StormJudge(SETTING, false, true, calls).check())
                .doesNotThrowAnyException();
    }

    private void assertBroken(String rule) {
        assertThatThrownBy(() -> new StormJudge(SETTING, false, true, calls).check())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(rule);
    }

    @Test
    void whatEndsInGoodOrderIsRight() {
        call(true, Kind.WRITE, Result.DONE, 10);
        call(true, Kind.SHUTDOWN_WRITE, Result.DONE);
        call(false, Kind.READ, Result.DONE, 10);
        call(false, Kind.READ, Result.END_OF_STREAM);
        call(true, Kind.CLOSE, Result.DONE);
        call(true, Kind.READ, Result.CLOSED);
        call(false, Kind.CLOSE, Result.DONE);
        assertRight();
    }

    @Test
    void R3_anEndOfStreamThatComesBeforeTheLastByteIsSeen() {
        call(true, Kind.WRITE, Result.DONE, 10);
        call(true, Kind.CLOSE, Result.DONE);
        call(false, Kind.READ, Result.DONE, 9);
        call(false, Kind.READ, Result.END_OF_STREAM);
        assertBroken("9 of 10 accepted bytes");
    }

    @Test
    void C1_bytesThatACloseHasLostAreSeenAlsoWhereTheReaderGetsAReset() {
        call(true, Kind.WRITE, Result.DONE, 10);
        call(true, Kind.CLOSE, Result.DONE);
        call(false, Kind.READ, Result.RESET);
        assertBroken("0 of 10 accepted bytes");
    }

    @Test
    void R5_anEndOrAResetOrAFailureThatNobodyHasMadeIsSeen() {
        call(true, Kind.READ, Result.END_OF_STREAM);
        assertBroken("R5");
        calls.clear();
        call(true, Kind.READ, Result.RESET);
        assertBroken("R5");
        calls.clear();
        call(true, Kind.READ, Result.CLOSED);
        assertBroken("C6");
        calls.clear();
        call(true, Kind.WRITE, Result.CLOSED);
        assertBroken("W9");
    }

    @Test
    void R4_W10_C4_whatSucceedsAfterTheEndIsSeen() {
        call(true, Kind.SHUTDOWN_READ, Result.DONE);
        call(false, Kind.WRITE, Result.DONE, 10);
        call(true, Kind.READ, Result.DONE, 10);
        assertBroken("H6");
        calls.clear();
        call(true, Kind.CLOSE, Result.DONE);
        call(true, Kind.WRITE, Result.DONE, 10);
        assertBroken("C4");
        calls.clear();
        call(true, Kind.SHUTDOWN_READ, Result.DONE);
        call(false, Kind.WRITE, Result.CLOSED);
        call(false, Kind.WRITE, Result.DONE, 10);
        assertBroken("W10");
    }

    @Test
    void R14_W12_aTimeOutThatIsNoneIsSeen() {
        call(true, Kind.READ, Result.TIMED_OUT).endNanos = 6_000_000;
        assertBroken("R14");
        calls.getFirst().endNanos = 7_000_000;
        assertRight();
        StormCall write = call(false, Kind.WRITE, Result.TIMED_OUT, 3);
        write.endNanos = 8_000_000;
        assertBroken("W12");
        write.said = 3;
        assertRight();
    }

    @Test
    void R15_anInterruptThatNobodyMadeOrThatIsForgottenIsSeen() {
        StormCall read = call(true, Kind.READ, Result.INTERRUPTED);
        read.isInterrupted = true;
        assertBroken("nobody interrupted it");
        StormCall interrupt = new StormCall(5, false, Kind.INTERRUPT, 0, 0, 0);
        interrupt.ended = true;
        calls.add(interrupt);
        assertRight();
        read.isInterrupted = false;
        assertBroken("R15");
    }

    @Test
    void C3_aCloseThatGivesUpTooEarlyOrForNothingIsSeen() {
        StormCall close = call(true, Kind.CLOSE, Result.TIMED_OUT);
        close.endNanos = 50_000_000;
        assertBroken("C3");
        close.said = 1;
        assertRight();
        close.endNanos = 49_000_000;
        assertBroken("C3");
        close.result = Result.UNEXPECTED;
        assertBroken("T7");
    }
}
