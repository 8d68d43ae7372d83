package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.ForeignEnd;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.trial.Bytes;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Flows whose far ends are of another make: what such an end does, and does not, no two flows of ours show. */
final class ForeignChecks {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final int LARGE = 1 << 20;

    /** A thread that runs so much of its time, in percent, does not wait. */
    private static final long SPINNING = 80;

    private ForeignChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("H11", Trial::foreignEnds).withForeignEnds(ForeignChecks::undrainedReleasesWriter),
                Rule.of("L11", Trial::foreignEnds).withForeignEnds(ForeignChecks::strangersAreRefused));
    }

    /** Adds what these ask to rules that two flows can show too. */
    static UnaryOperator<Rule> added() {
        return rule -> switch (rule.id()) {
            case "R2" -> rule.withForeignEnds(ForeignChecks::firstBytesAreNotLost);
            case "R3" -> rule.withForeignEnds(ForeignChecks::allThenTheEnd);
            case "R5" -> rule.withForeignEnds(FramedForeignChecks::cutFramesAreErrors);
            case "R16" -> rule.withForeignEnds(ForeignChecks::dribbles);
            case "W7" -> rule.withForeignEnds(ForeignChecks::stopsAndGoesOn);
            case "W8" -> rule.withForeignEnds(ForeignChecks::goneReleasesWriter);
            case "C1" -> rule.withForeignEnds(ForeignChecks::closeDelivers);
            case "C10" -> rule.withForeignEnds(ForeignChecks::closeIsBounded);
            case "C11" -> rule.withForeignEnds(ForeignChecks::closeToAnEcho);
            default -> rule;
        };
    }

    /** A check of one flow and its far end, by whatever way they met. */
    @FunctionalInterface
    private interface Meeting {
        void with(Flow near, ForeignEnd far) throws Exception;
    }

    private static void each(Trial trial, FlowOptions options, ByteBuffer first, Meeting check) throws Exception {
        each(trial, options, first, false, check);
    }

    private static void each(Trial trial, FlowOptions options, ByteBuffer first, boolean alone, Meeting check)
            throws Exception {
        for (String way : trial.cases(trial.foreignEnds().ways())) {
            ForeignEnds.Met met = trial.openForeign(way, options, first.duplicate(), alone);
            try (ForeignEnd far = met.far()) {
                check.with(met.near(), far);
            } catch (AssertionError e) {
                throw new AssertionError(way + ": " + e.getMessage(), e);
            } finally {
                met.near().abort();
            }
        }
    }

    /** Soon full. */
    private static FlowOptions small(Trial trial) {
        return trial.options().bufferSize(8192).windowSize(1 << 16);
    }

    private static Bytes bytes(Trial trial) {
        return new Bytes(trial.settings().seed());
    }

    /** Writes until that fails; how it fails. */
    private static Task<IOException> flood(Trial trial, Flow near) {
        return trial.start("flood", () -> {
            ByteBuffer piece = ByteBuffer.allocate(100_000);
            for (long count = 0; count < Flood.LIMIT; count += piece.capacity()) {
                try {
                    near.write(piece.clear());
                } catch (IOException e) {
                    return e;
                }
            }
            throw new AssertionError(Flood.LIMIT + " bytes were accepted though the peer does not read");
        });
    }

    // Reading

    private static void firstBytesAreNotLost(Trial trial) throws Exception {
        for (int count : List.of(1, 5000)) {
            each(trial, trial.options(), bytes(trial).slice(0, count), (near, far) -> {
                readAll(trial, near, 0, count);
                far.send(bytes(trial).slice(count, 10));
                readAll(trial, near, count, 10);
            });
        }
    }

    private static void readAll(Trial trial, Flow near, long from, int count) throws Exception {
        trial.launch("read", () -> {
                    long at = from;
                    ByteBuffer dst = ByteBuffer.allocate(1 << 16);
                    while (at < from + count) {
                        int came = near.read(dst.clear());
                        trial.check(came != -1, "end of stream after %d of %d bytes", at - from, count);
                        bytes(trial).check(dst.flip(), at);
                        at += came;
                    }
                })
                .join();
    }

    private static void ends(Trial trial, Flow near) throws Exception {
        int count = trial.start("read the end", () -> near.read(ByteBuffer.allocate(1)))
                .join();
        trial.check(count == -1, "a byte came after all that was sent");
    }

    private static void allThenTheEnd(Trial trial) throws Exception {
        each(trial, trial.options(), NOTHING, (near, far) -> {
            Task<Boolean> send = trial.launch("send", () -> {
                far.send(bytes(trial).slice(0, LARGE));
                far.shutdownOutput();
            });
            readAll(trial, near, 0, LARGE);
            ends(trial, near);
            send.join();
            near.write(bytes(trial).slice(0, 10));
            trial.check(far.receive(10).remaining() > 0, "after the peer's half-close nothing reaches it");
        });
        // A write that fails must not take along what came before.
        each(trial, trial.options(), bytes(trial).slice(0, 50_000), (near, far) -> {
            far.close();
            FailedWriteChecks.writeUntilFailure(trial, near, WriteCall.WRITE);
            readAll(trial, near, 0, 50_000);
            ends(trial, near);
        });
    }

    private static void dribbles(Trial trial) throws Exception {
        Duration timeout = trial.moment().multipliedBy(4);
        each(trial, trial.options(), NOTHING, (near, far) -> {
            near.setReadTimeout(timeout);
            ByteBuffer dst = ByteBuffer.allocate(LARGE);
            Task<Boolean> read = trial.launch("readInto", () -> near.readInto(dst));
            long start = trial.nanoTime();
            while (!read.isDone()) {
                far.send(ByteBuffer.allocate(1));
                trial.pause(timeout.dividedBy(40));
                trial.check(
                        trial.nanoTime() - start
                                < timeout.plus(trial.patience()).toNanos(),
                        "a peer that dribbles keeps readInto beyond its time-out");
            }
            trial.expect(FlowTimeoutException.class, "readInto from a peer that dribbles", read::join);
        });
    }

    // Writing

    private static void stopsAndGoesOn(Trial trial) throws Exception {
        each(trial, small(trial), NOTHING, true, (near, far) -> {
            Task<Boolean> write =
                    trial.launch("write", () -> near.write(bytes(trial).slice(0, LARGE)));
            if (far.stop()) {
                write.awaitBlocked();
                trial.stays("a writer waits for a peer that is stopped", () -> !write.isDone());
                far.resume();
            }
            int count = 0;
            while (count < LARGE) {
                ByteBuffer came = far.receive(LARGE);
                bytes(trial).check(came, count);
                count += came.remaining();
            }
            write.join();
        });
    }

    private static void goneReleasesWriter(Trial trial) throws Exception {
        for (boolean killed : List.of(false, true)) {
            each(trial, small(trial), NOTHING, killed, (near, far) -> {
                Task<IOException> flood = flood(trial, near);
                flood.awaitBlocked();
                if (killed) {
                    far.kill();
                }
                far.close(); // with bytes unread
                IOException e = flood.join();
                trial.check(e instanceof FlowException, "a writer whose peer went failed with %s", e);
            });
        }
    }

    private static void undrainedReleasesWriter(Trial trial) throws Exception {
        if (!trial.has(Capability.PEER_SHUTDOWN_READ)) {
            trial.notApplicable("without PEER_SHUTDOWN_READ nobody is told that the peer reads no more");
        }
        each(trial, small(trial), NOTHING, (near, far) -> {
            Task<IOException> flood = flood(trial, near);
            flood.awaitBlocked();
            far.shutdownInput();
            IOException e = flood.join();
            trial.check(e instanceof FlowClosedException, "the writer that was blocked failed with %s", e);
            e = FailedWriteChecks.writeUntilFailure(trial, near, WriteCall.WRITEV);
            trial.check(e instanceof FlowClosedException, "a later write failed with %s", e);
            far.send(bytes(trial).slice(0, 10)); // the other direction goes on
            readAll(trial, near, 0, 10);
        });
        // A close has bytes to hand over that nobody takes: it need not wait, and must not wait long.
        each(trial, WritingRules.large(trial), NOTHING, (near, far) -> {
            near.write(ByteBuffer.allocate(WritingRules.LARGE));
            far.shutdownInput();
            trial.launch("close", () -> closeSomehow(near)).join();
        });
    }

    private static void closeSomehow(Flow near) {
        try {
            near.close();
        } catch (IOException e) {
            // Bytes were lost, and it says so.
        }
    }

    // Closing

    private static void closeDelivers(Trial trial) throws Exception {
        each(trial, WritingRules.large(trial).closeTimeout(Duration.ofHours(1)), NOTHING, (near, far) -> {
            near.write(bytes(trial).slice(0, WritingRules.LARGE));
            Task<Boolean> close = trial.launch("close", near::close);
            int count = 0;
            while (true) {
                ByteBuffer came = far.receive(30_000);
                if (!came.hasRemaining()) {
                    break;
                }
                bytes(trial).check(came, count);
                count += came.remaining();
            }
            trial.check(count == WritingRules.LARGE, "%d of %d accepted bytes came", count, WritingRules.LARGE);
            far.close();
            close.join();
        });
    }

    private static void closeIsBounded(Trial trial) throws Exception {
        each(trial, small(trial), NOTHING, true, (near, far) -> {
            near.write(ByteBuffer.allocate(1000));
            far.stop(); // or else it does nothing because it is not asked to
            trial.launch("close", () -> closeSomehow(near)).join();
        });
    }

    private static void closeToAnEcho(Trial trial) throws Exception {
        each(trial, small(trial).closeTimeout(Duration.ofHours(1)), NOTHING, (near, far) -> {
            Task<Long> echo = trial.start("echo", () -> far.echo(1000));
            near.setWriteTimeout(trial.moment().multipliedBy(4));
            long accepted = trial.start("write until both directions are full", () -> fill(near))
                    .join();
            Task<Boolean> close = trial.launch("close", near::close);
            long came = echo.join();
            close.join();
            trial.check(came == accepted, "%d bytes were accepted, but a peer that echoes read %d", accepted, came);
        });
    }

    private static long fill(Flow near) throws IOException {
        long accepted = 0;
        ByteBuffer piece = ByteBuffer.allocate(10_000);
        while (accepted < Flood.LIMIT) {
            try {
                near.write(piece.clear());
            } catch (FlowTimeoutException e) {
                return accepted + piece.position();
            }
            accepted += piece.capacity();
        }
        throw new AssertionError(Flood.LIMIT + " bytes were accepted of a writer that does not read what is echoed");
    }

    // Connecting

    private static void strangersAreRefused(Trial trial) throws Exception {
        Duration timeout = trial.moment().multipliedBy(6);
        FlowOptions options = trial.options().connectTimeout(timeout);
        for (String stranger : trial.cases(trial.foreignEnds().strangers())) {
            trial.launch("meet a stranger", () -> meet(trial, stranger, options))
                    .join();
        }
    }

    private static void meet(Trial trial, String stranger, FlowOptions options) {
        long start = trial.nanoTime();
        long worked = processorTime();
        try {
            Flow flow = trial.track(stranger, trial.foreignEnds().meet(stranger, options));
            FlowAddress address = flow.remoteAddress();
            trial.check(
                    FlowAddress.parse(address.toString()).equals(address),
                    "%s: the address of the peer, %s, does not read back",
                    stranger,
                    address);
            flow.abort();
        } catch (IOException e) {
            // As it should, where the peer cannot be spoken with.
        } catch (RuntimeException | Error e) {
            throw e instanceof AssertionError failed ? failed : new AssertionError(stranger + ": threw " + e, e);
        }
        long took = trial.nanoTime() - start;
        worked = processorTime() - worked;
        Duration timeout = options.connectTimeout();
        trial.check(
                took < timeout.plus(trial.patience()).toNanos(),
                "%s: took %d ms, with a time-out of %d",
                stranger,
                took / 1_000_000,
                timeout.toMillis());
        trial.check(
                took < timeout.toNanos() || worked * 100 < took * SPINNING,
                "%s: the thread ran for %d of %d ms, in which there was nothing to do but wait",
                stranger,
                worked / 1_000_000,
                took / 1_000_000);
    }

    /** How long this thread has run; 0 where nobody knows, as of virtual threads. */
    private static long processorTime() {
        long time = Thread.currentThread().isVirtual()
                ? 0
                : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        return Math.max(0, time);
    }
}
