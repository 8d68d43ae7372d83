package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Copies and proxies that are given up: by a time-out of the flow that they read, or by an interrupt. */
final class GivenUpTransferChecks {
    private final Trial trial;
    private final Library library;

    GivenUpTransferChecks(Trial trial, Library library) {
        this.trial = trial;
        this.library = library;
    }

    void check() throws Exception {
        for (boolean interrupted : trial.cases(List.of(true, false))) {
            copyGoesOn(interrupted);
            proxyBreaksOff(interrupted);
        }
    }

    /** What a copy that is given up has read, it has written; the flows stay usable, and it can be called again. */
    private void copyGoesOn(boolean interrupted) throws Exception {
        FlowPair left = trial.open();
        FlowPair right = trial.open();
        Flow from = left.far();
        Flow to = right.near();
        Direction through = new Direction(trial, left.near(), right.far());
        for (int round = 0; round < 2; round++) {
            from.setReadTimeout(interrupted ? FlowOptions.FOREVER : trial.moment());
            Task<Boolean> copy = trial.launch("copy that is given up", () -> givenUp(from, to, interrupted));
            through.write(1000);
            if (interrupted) {
                trial.launch("read what is copied", through::catchUp).join();
                copy.awaitBlocked();
                copy.interrupt();
            }
            copy.join();
        }
        from.setReadTimeout(FlowOptions.FOREVER);
        if (trial.has(Capability.HALF_CLOSE)) {
            Task<?> copy = trial.start("copy, once more", () -> library.copy(from, to));
            through.write(1000);
            through.writer().shutdownWrite();
            trial.launch("read the rest of it", through::readToEnd).join();
            copy.join();
        }
        // What becomes of one flow later is no concern of the other: nothing moves bytes between them any more.
        FlowPair other = trial.open();
        Flow sink = other.near();
        Direction source = new Direction(trial, right.far(), right.near());
        right.near().setReadTimeout(trial.moment());
        trial.launch("copy back that is given up", () -> givenUp(right.near(), sink, false))
                .join();
        right.near().setReadTimeout(FlowOptions.FOREVER);
        sink.abort();
        source.write(100);
        trial.launch("read after the copy", source::catchUp).join();
    }

    private static Class<? extends IOException> failure(boolean interrupted) {
        return interrupted ? InterruptedIOException.class : FlowTimeoutException.class;
    }

    private void givenUp(Flow from, Flow to, boolean interrupted) {
        trial.expect(failure(interrupted), "copy that is given up", () -> library.copy(from, to));
        trial.check(
                Thread.currentThread().isInterrupted() == interrupted,
                interrupted ? "copy lost the interrupt status" : "copy set an interrupt status");
    }

    /** Neither of its peers takes a part for the whole, and its thread knows that it was interrupted. */
    private void proxyBreaksOff(boolean interrupted) throws Exception {
        FlowPair left = trial.open();
        FlowPair right = trial.open();
        if (!interrupted) {
            left.far().setReadTimeout(trial.moment());
        }
        Task<Boolean> proxy = trial.launch("proxy that is given up", () -> {
            trial.expect(failure(interrupted), "proxy that is given up", () -> library.proxy(left.far(), right.near()));
            trial.check(
                    Thread.currentThread().isInterrupted() == interrupted,
                    interrupted ? "proxy lost the interrupt status" : "proxy set an interrupt status");
        });
        if (interrupted) {
            proxy.awaitBlocked();
            proxy.interrupt();
        }
        proxy.join();
        for (Flow outer : List.of(left.near(), right.far())) {
            Task<Boolean> read = trial.launch("read after a proxy that was given up", () -> {
                try {
                    int count = outer.read(ByteBuffer.allocate(1));
                    trial.check(count == -1, "a byte came out of a proxy that was given up");
                    trial.check(
                            !trial.has(Capability.RESET_DETECTION),
                            "a proxy that was given up looks like a stream that ended in good order");
                } catch (IOException e) {
                    // It is told.
                }
            });
            read.join();
        }
    }
}
