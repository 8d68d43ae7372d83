package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Reads that are given up: where their time-outs come from, what becomes of their buffers, and interrupts that were
 * there before.
 */
final class GivenUpReadChecks {
    private static final int MARGIN = 8;

    /** What came before the call was given up. */
    private static final int SOME = 4;

    /** A read of little is served from what was read ahead, one of much goes straight into its buffer. */
    private static final List<Integer> SIZES = List.of(10, 100_000);

    private GivenUpReadChecks() {}

    /** For R14. */
    static void timesOut(Trial trial) throws Exception {
        for (Direction direction :
                Direction.each(trial, trial.options().readTimeout(trial.moment().dividedBy(2)))) {
            asTheOptionsSay(trial, direction);
        }
        for (int size : trial.cases(SIZES)) {
            for (Direction direction : Direction.each(trial)) {
                direction.reader().setReadTimeout(trial.moment().multipliedBy(2));
                bufferOfReadInto(trial, direction, size, false);
            }
        }
    }

    /** For R15. */
    static void isInterrupted(Trial trial) throws Exception {
        for (int size : trial.cases(SIZES)) {
            for (Direction direction : Direction.each(trial)) {
                bufferOfReadInto(trial, direction, size, true);
            }
        }
        for (Direction direction : Direction.each(trial)) {
            if (!TurnChecks.isElsewhere(direction.reader())) {
                interruptedBefore(trial, direction);
            }
        }
    }

    private static void asTheOptionsSay(Trial trial, Direction direction) throws Exception {
        Flow reader = direction.reader();
        for (ReadCall call : ReadCall.values()) {
            Task<ReadCall.Got> read = trial.start(call + " of nothing", () -> call.from(reader, 10));
            FlowTimeoutException e =
                    trial.expect(FlowTimeoutException.class, call + " with a time-out of the options", read::join);
            FailureChecks.names(trial, e, "read", reader.remoteAddress());
        }
        reader.setReadTimeout(FlowOptions.FOREVER);
        Task<Integer> read = trial.start("read with no time-out any more", () -> direction.readSome(10));
        read.awaitBlocked();
        trial.stays("a read without a time-out waits", () -> !read.isDone());
        direction.write(1);
        read.join();
    }

    /** The buffer's limit is where it was, its position behind what came, and nothing else is touched. */
    private static void bufferOfReadInto(Trial trial, Direction direction, int size, boolean interrupted)
            throws Exception {
        ByteBuffer whole = ByteBuffer.allocate(size + 2 * MARGIN);
        ByteBuffer dst = whole.duplicate().position(MARGIN).limit(MARGIN + size);
        direction.write(SOME);
        Task<Boolean> read = trial.start("readInto", () -> direction.reader().readInto(dst));
        if (interrupted) {
            trial.await(
                    "the first bytes to come, or a while",
                    () -> dst.position() == MARGIN + SOME || isInCall(trial, read));
            read.interrupt();
            trial.expect(InterruptedIOException.class, "readInto while interrupted", read::join);
        } else {
            FlowTimeoutException e =
                    trial.expect(FlowTimeoutException.class, "readInto of more than comes", read::join);
            trial.check(
                    e.bytes() == dst.position() - MARGIN,
                    "the position went on by %d, the exception tells of %d",
                    dst.position() - MARGIN,
                    e.bytes());
        }
        int came = dst.position() - MARGIN;
        trial.check(came >= 0 && came <= SOME, "the position went on by %d of %d bytes", came, SOME);
        trial.check(
                dst.limit() == MARGIN + size,
                "a readInto that was given up left the limit at %d, which was %d",
                dst.limit(),
                MARGIN + size);
        trial.check(
                whole.getLong(0) == 0 && whole.getLong(MARGIN + size) == 0,
                "a readInto that was given up wrote outside of what remained in dst");
        direction.received(whole.slice(MARGIN, came));
        direction.reader().setReadTimeout(trial.patience());
        direction.catchUp();
    }

    private static boolean isInCall(Trial trial, Task<?> read) {
        trial.pause(Duration.ofMillis(1));
        return read.isWaiting();
    }

    /** A call that has to wait throws, one that need not may go on; the status stays, and nothing is lost. */
    private static void interruptedBefore(Trial trial, Direction direction) throws Exception {
        direction.write(100);
        for (ReadCall call : ReadCall.values()) {
            trial.launch(call + " of an interrupted thread", () -> {
                        Thread.currentThread().interrupt();
                        try {
                            direction.received(call.from(direction.reader(), 1).bytes());
                        } catch (InterruptedIOException e) {
                            // It had to wait.
                        }
                        stillSet(trial, call);
                    })
                    .join();
        }
        direction.catchUp();
        for (ReadCall call : ReadCall.values()) {
            trial.launch(call + " of nothing by an interrupted thread", () -> {
                        Thread.currentThread().interrupt();
                        trial.expect(
                                InterruptedIOException.class,
                                call + " that has to wait, of a thread that was interrupted before",
                                () -> call.from(direction.reader(), 10));
                        stillSet(trial, call);
                    })
                    .join();
        }
        direction.write(10);
        direction.catchUp();
    }

    private static void stillSet(Trial trial, ReadCall call) {
        trial.check(
                Thread.currentThread().isInterrupted(), "%s lost the interrupt status that was set before it", call);
    }
}
