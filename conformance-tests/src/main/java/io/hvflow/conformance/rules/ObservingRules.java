package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.CopyStats;
import io.hvflow.Flow;
import io.hvflow.FlowStats;
import io.hvflow.Flows;
import io.hvflow.ProxyStats;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules on observing: counters, and what is made of two flows. */
final class ObservingRules {
    private ObservingRules() {}

    static List<Rule> rules() {
        List<Rule> here =
                List.of(Rule.of("O1", ObservingRules::countsAreExact), Rule.of("O2", ObservingRules::copiesAndProxies));
        return Stream.of(here, EndedTransferChecks.rules(Library.REAL))
                .flatMap(List::stream)
                .toList();
    }

    private static void countsAreExact(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            countEachCall(trial, direction);
        }
        for (Direction direction : Direction.each(trial)) {
            countOfSeveralThreads(trial, direction);
        }
        for (Direction direction :
                Direction.each(trial, trial.options().bufferSize(8192).windowSize(1 << 16))) {
            countOfAFailedWrite(trial, direction);
        }
    }

    private static void countEachCall(Trial trial, Direction direction) throws Exception {
        Flow writer = direction.writer();
        Flow reader = direction.reader();
        // A backend may have used the flow for a greeting.
        FlowStats wroteBefore = writer.stats();
        FlowStats readBefore = reader.stats();
        direction.write(10);
        direction.write(0);
        for (int[] cut : new int[][] {{5, 0, 7}, {0}, {}}) {
            List<ByteBuffer> srcs = new ArrayList<>();
            for (int size : cut) {
                srcs.add(direction.next(size));
                direction.accepted(size);
            }
            writer.writev(srcs);
        }
        written(trial, writer, wroteBefore, 22, 2);
        read(trial, reader, readBefore, 0, 0);

        ByteBuffer rest = ByteBuffer.allocate(10 - direction.readSome(4));
        reader.readInto(rest);
        direction.received(rest.flip());
        reader.readInto(ByteBuffer.allocate(0));
        read(trial, reader, readBefore, 10, 2);
        int reads = 2;
        while (direction.received() < 22) {
            direction.received(ReadCall.READ.from(reader, 0).bytes());
            reads++;
        }
        read(trial, reader, readBefore, 22, reads);

        direction.write(3);
        direction.end();
        ByteBuffer more = ByteBuffer.allocate(10);
        trial.check(!reader.readInto(more), "3 bytes filled a buffer of 10");
        direction.received(more.flip());
        ReadCall.READ.from(reader, 0); // end of stream is no read that brought something
        ReadCall.READ_DST.from(reader, 1);
        read(trial, reader, readBefore, 25, reads + 1);
        written(trial, writer, wroteBefore, 25, 3);

        reader.abort();
        writer.abort();
        read(trial, reader, readBefore, 25, reads + 1);
        written(trial, writer, wroteBefore, 25, 3);
        trial.check(
                writer.stats().bytesRead() == wroteBefore.bytesRead()
                        && reader.stats().bytesWritten() == readBefore.bytesWritten(),
                "bytes were counted in the wrong direction: %s and %s",
                writer.stats(),
                reader.stats());
    }

    private static void written(Trial trial, Flow flow, FlowStats before, long bytes, long writes) {
        FlowStats stats = flow.stats();
        trial.check(
                stats.bytesWritten() - before.bytesWritten() == bytes && stats.writes() - before.writes() == writes,
                "%d bytes were written by %d calls, but the counters went from %s to %s",
                bytes,
                writes,
                before,
                stats);
    }

    private static void read(Trial trial, Flow flow, FlowStats before, long bytes, long reads) {
        FlowStats stats = flow.stats();
        trial.check(
                stats.bytesRead() - before.bytesRead() == bytes && stats.reads() - before.reads() == reads,
                "%d bytes were read by %d calls, but the counters went from %s to %s",
                bytes,
                reads,
                before,
                stats);
    }

    private static void countOfSeveralThreads(Trial trial, Direction direction) throws Exception {
        int threads = 4;
        int calls = 500;
        FlowStats wroteBefore = direction.writer().stats();
        FlowStats readBefore = direction.reader().stats();
        List<Task<Boolean>> writers = new ArrayList<>();
        List<Task<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            writers.add(trial.launch("writer " + i, () -> {
                for (int call = 0; call < calls; call++) {
                    direction.writer().write(ByteBuffer.allocate(10));
                }
            }));
            readers.add(trial.start("reader " + i, () -> countReads(direction.reader())));
        }
        for (Task<Boolean> writer : writers) {
            writer.join();
        }
        direction.end();
        int reads = 0;
        for (Task<Integer> reader : readers) {
            reads += reader.join();
        }
        written(trial, direction.writer(), wroteBefore, 10L * threads * calls, (long) threads * calls);
        read(trial, direction.reader(), readBefore, 10L * threads * calls, reads);
    }

    private static int countReads(Flow reader) throws IOException {
        int reads = 0;
        ByteBuffer dst = ByteBuffer.allocate(25);
        while (reader.read(dst.clear()) != -1) {
            reads++;
        }
        return reads;
    }

    /** What a write had accepted before it failed is counted too. */
    private static void countOfAFailedWrite(Trial trial, Direction direction) throws Exception {
        int piece = 3000;
        FlowStats before = direction.writer().stats();
        Flood flood = Flood.start(trial, direction, piece);
        flood.awaitFull();
        direction.writer().shutdownWrite();
        flood.failure();
        long calls = flood.accepted() / piece + (direction.written() > flood.accepted() ? 1 : 0);
        written(trial, direction.writer(), before, direction.written(), calls);
    }

    private static void copiesAndProxies(Trial trial) throws Exception {
        if (!trial.has(Capability.HALF_CLOSE)) {
            trial.notApplicable("without HALF_CLOSE there is no end of one direction to pass on");
        }
        for (int amount : trial.cases(List.of(0, 1, WritingRules.LARGE))) {
            copies(trial, amount);
            proxies(trial, amount);
        }
        if (trial.has(Capability.RESET_DETECTION)) {
            proxiesABreak(trial);
        }
    }

    private static void copies(Trial trial, int amount) throws Exception {
        FlowPair from = trial.open();
        FlowPair to = trial.open();
        Direction through = new Direction(trial, from.near(), to.far());
        FlowStats before = to.near().stats();
        long start = trial.nanoTime();
        Task<CopyStats> copy = trial.start("copy", () -> Flows.copy(from.far(), to.near()));
        Task<Boolean> write = trial.launch("write", () -> {
            through.write(amount, 100_000);
            through.writer().shutdownWrite();
        });
        through.readToEnd(write::join);
        moved(trial, "copy", copy.join(), amount, Duration.ofNanos(trial.nanoTime() - start));
        written(trial, to.near(), before, amount, copy.join().operations());

        // Only that one direction has ended.
        Direction back = new Direction(trial, to.far(), to.near());
        back.write(10);
        back.catchUp();
    }

    private static void moved(Trial trial, String what, CopyStats stats, long bytes, Duration atMost) {
        trial.check(stats.bytes() == bytes, "%s moved %d bytes and tells of %d", what, bytes, stats.bytes());
        trial.check(
                bytes == 0 ? stats.operations() == 0 : stats.operations() >= 1 && stats.operations() <= bytes,
                "%s moved %d bytes and tells of %d operations",
                what,
                bytes,
                stats.operations());
        trial.check(
                !stats.duration().isNegative() && stats.duration().compareTo(atMost) <= 0,
                "%s took at most %s and tells of %s",
                what,
                atMost,
                stats.duration());
    }

    private static void proxies(Trial trial, int amount) throws Exception {
        FlowPair a = trial.open();
        FlowPair b = trial.open();
        Direction aToB = new Direction(trial, a.near(), b.far());
        Direction bToA = new Direction(trial, b.far(), a.near());
        long start = trial.nanoTime();
        Task<ProxyStats> proxy = trial.start("proxy", () -> Flows.proxy(a.far(), b.near()));
        Task<Boolean> write = trial.launch("write", () -> {
            aToB.write(amount, 70_000);
            aToB.writer().shutdownWrite();
        });
        aToB.readToEnd(write::join);

        // One direction has ended; the other goes on, as long as it likes.
        Task<Boolean> answer = trial.launch("answer", () -> bToA.write(amount + 10, 100_000));
        bToA.read(amount + 10);
        answer.join();
        trial.check(!proxy.isDone(), "the proxy ended with its first direction");
        bToA.writer().shutdownWrite();
        bToA.readToEnd();
        ProxyStats stats = proxy.join();
        Duration atMost = Duration.ofNanos(trial.nanoTime() - start);
        moved(trial, "proxy", stats.aToB(), amount, atMost);
        moved(trial, "proxy", stats.bToA(), amount + 10, atMost);
    }

    /** A stream that breaks is not passed on as one that ended. */
    private static void proxiesABreak(Trial trial) throws Exception {
        FlowPair a = trial.open();
        FlowPair b = trial.open();
        Direction aToB = new Direction(trial, a.near(), b.far());
        Task<ProxyStats> proxy = trial.start("proxy", () -> Flows.proxy(a.far(), b.near()));
        aToB.write(100);
        aToB.catchUp();
        a.near().abort();
        trial.expect(IOException.class, "proxy of a stream that broke", proxy::join);
        trial.expect(IOException.class, "reading a stream that broke before the proxy", aToB::drain);
    }
}
