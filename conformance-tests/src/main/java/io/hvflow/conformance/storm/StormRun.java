package io.hvflow.conformance.storm;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowStats;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.storm.Storm.Call;
import io.hvflow.conformance.storm.Storm.Finale;
import io.hvflow.conformance.storm.Storm.Kind;
import io.hvflow.conformance.storm.Storm.Lane;
import io.hvflow.conformance.storm.Storm.Times;
import io.hvflow.conformance.storm.StormCall.Result;
import io.hvflow.conformance.trial.Hang;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A storm over one pair: every call is recorded, and must have ended within its bound. */
final class StormRun {
    /** After the last wave, before the ends come to theirs: what can go on has gone on. */
    private static final Duration CALM = Duration.ofMillis(20);

    /** Beyond its time-out, a close may wait so long for a transport that has threads of its own. */
    private static final Duration HANDING_OVER = Duration.ofMillis(100);

    private static final int PIECE = 4096;

    private final Trial trial;
    private final Storm storm;
    private final FlowPair pair;
    private final FlowStats nearBefore;
    private final FlowStats farBefore;
    private final long start;
    private final AtomicLong order = new AtomicLong();
    private final AtomicInteger nearWrites = new AtomicInteger();
    private final AtomicInteger farWrites = new AtomicInteger();
    private final List<StormCall> calls = new CopyOnWriteArrayList<>();
    private final List<Task<Boolean>> lanes = new CopyOnWriteArrayList<>();
    private boolean breaks;

    StormRun(Trial trial, Storm storm) throws IOException {
        this.trial = trial;
        this.storm = storm;
        this.pair = trial.open(
                storm.setting().options(trial.options(), trial.target().isSimulated()));
        for (boolean near : new boolean[] {true, false}) {
            Times times = storm.setting().times(near);
            if (times.read() > 0) {
                flow(near).setReadTimeout(Duration.ofMillis(times.read()));
            }
            if (times.write() > 0) {
                flow(near).setWriteTimeout(Duration.ofMillis(times.write()));
            }
        }
        nearBefore = pair.near().stats();
        farBefore = pair.far().stats();
        start = trial.nanoTime();
    }

    private Flow flow(boolean near) {
        return near ? pair.near() : pair.far();
    }

    /** The calls, each of which has ended. */
    List<StormCall> run() throws Exception {
        breaks = storm.setting().breakAfter() >= 0
                && trial.stage().breakAfter(storm.setting().breakAfter());
        List<Lane> all = storm.lanes();
        for (int i = 0; i < all.size(); i++) {
            int number = i;
            lanes.add(trial.launch("lane " + i, () -> perform(number, all.get(number))));
        }
        long calm = start + Storm.WAVES * Storm.WAVE.toNanos() + CALM.toNanos();
        for (Task<Boolean> lane : lanes) {
            lane.ended(calm - trial.nanoTime());
        }
        for (boolean near : new boolean[] {true, false}) {
            lanes.add(trial.launch("end of " + Storm.end(near), () -> finish(near)));
        }
        long over = trial.nanoTime()
                + longest()
                + trial.late().toNanos()
                + trial.patience().toNanos();
        for (Task<Boolean> lane : lanes) {
            if (!lane.ended(over - trial.nanoTime())) {
                throw lane.hang(stuck());
            }
        }
        for (Task<Boolean> lane : lanes) {
            lane.join();
        }
        calls.forEach(this::checkBound);
        return calls;
    }

    /** Whether its connection may break by itself. */
    boolean breaks() {
        return breaks;
    }

    /** What an end has counted in the storm: a handshake may have passed before. */
    long bytesRead(boolean near) {
        return flow(near).stats().bytesRead() - before(near).bytesRead();
    }

    /** As {@link #bytesRead}. */
    long bytesWritten(boolean near) {
        return flow(near).stats().bytesWritten() - before(near).bytesWritten();
    }

    private FlowStats before(boolean near) {
        return near ? nearBefore : farBefore;
    }

    // The threads

    private void perform(int number, Lane lane) {
        for (Call call : lane.calls()) {
            if (call.kind() == Kind.SHUTDOWN_WRITE && !canHalfClose()) {
                continue;
            }
            long wave = start + call.wave() * Storm.WAVE.toNanos();
            if (wave - trial.nanoTime() > 0) {
                trial.stage().pause(wave - trial.nanoTime()); // an interrupt only makes it come early
            }
            perform(number, lane.near(), call.kind(), call.size());
        }
    }

    private void finish(boolean near) {
        int number = storm.lanes().size() + (near ? 0 : 1);
        Finale finale = storm.setting().finale(near);
        if (finale == Finale.DRAIN && !canHalfClose()) {
            finale = Finale.CLOSE; // else both would read for what only the other's end would bring
        }
        if (finale == Finale.ABORT) {
            perform(number, near, Kind.ABORT, 0);
            return;
        }
        if (finale == Finale.DRAIN) {
            perform(number, near, Kind.SHUTDOWN_WRITE, 0);
            boolean more = true;
            while (more) {
                more = perform(number, near, Kind.READ_DST, PIECE).is(Result.DONE, Result.TIMED_OUT);
            }
        }
        perform(number, near, Kind.CLOSE, 0);
    }

    /** Without it, shutting down one direction may end both. */
    private boolean canHalfClose() {
        return flow(true).capabilities().contains(Capability.HALF_CLOSE)
                && flow(false).capabilities().contains(Capability.HALF_CLOSE);
    }

    /** Whether both ends tell a stream that broke from one that ended. */
    boolean tellsResets() {
        return flow(true).capabilities().contains(Capability.RESET_DETECTION)
                && flow(false).capabilities().contains(Capability.RESET_DETECTION);
    }

    private StormCall perform(int lane, boolean near, Kind kind, int size) {
        int write = kind.writes() ? (near ? nearWrites : farWrites).getAndIncrement() : -1;
        StormCall call = new StormCall(lane, near, kind, size, order.incrementAndGet(), trial.nanoTime());
        if (write >= Interleaving.WRITES) {
            return call;
        }
        call.number = write;
        call.wasInterrupted = Thread.currentThread().isInterrupted();
        calls.add(call);
        try {
            ask(call, flow(near));
        } catch (FlowTimeoutException e) {
            call.result = Result.TIMED_OUT;
            call.said = e.bytes();
        } catch (InterruptedIOException e) {
            call.result = Result.INTERRUPTED;
        } catch (FlowClosedException e) {
            call.result = Result.CLOSED;
        } catch (FlowResetException e) {
            call.result = Result.RESET;
        } catch (IOException | RuntimeException e) {
            call.result = Result.UNEXPECTED;
            call.detail = ", " + e;
        }
        call.isInterrupted = Thread.currentThread().isInterrupted();
        if (call.is(Result.INTERRUPTED) || kind == Kind.CLOSE) {
            Thread.interrupted();
        }
        call.endNanos = trial.nanoTime();
        call.end = order.incrementAndGet();
        call.ended = true;
        return call;
    }

    private void ask(StormCall call, Flow flow) throws IOException {
        switch (call.kind) {
            case WRITE, WRITEV -> write(call, flow);
            case READ, READ_DST, READ_INTO -> read(call, flow);
            case SHUTDOWN_READ -> flow.shutdownRead();
            case SHUTDOWN_WRITE -> flow.shutdownWrite();
            case CLOSE -> flow.close();
            case ABORT -> flow.abort();
            case INTERRUPT -> {
                if (call.size < lanes.size()) {
                    lanes.get(call.size).interrupt();
                }
            }
        }
    }

    private static void write(StormCall call, Flow flow) throws IOException {
        ByteBuffer src = ByteBuffer.allocate(call.size);
        for (int i = 0; i < call.size; i++) {
            src.put(i, Interleaving.tag(call.number, i));
        }
        try {
            (call.kind == Kind.WRITE ? WriteCall.WRITE : WriteCall.WRITEV).to(flow, src);
        } finally {
            call.moved = src.position();
        }
    }

    private static void read(StormCall call, Flow flow) throws IOException {
        if (call.kind == Kind.READ) {
            ReadCall.Got got = ReadCall.READ.from(flow, 0);
            ByteBuffer bytes = got.bytes();
            took(call, bytes.slice().position(bytes.remaining()), got.end());
            return;
        }
        ByteBuffer dst = ByteBuffer.allocate(call.size);
        boolean end = false;
        try {
            end = call.kind == Kind.READ_DST ? flow.read(dst) == -1 : !flow.readInto(dst);
        } finally {
            took(call, dst, end);
        }
    }

    private static void took(StormCall call, ByteBuffer dst, boolean end) {
        call.moved = dst.position();
        call.bytes = new byte[dst.position()];
        dst.get(0, call.bytes);
        if (end) {
            call.result = Result.END_OF_STREAM;
        }
    }

    // Bounds

    /** How long a call may take that has a bound of its own, in nanoseconds; -1 for one that has none. */
    private long bound(StormCall call) {
        int millis = storm.setting().times(call.near).of(call.kind);
        return switch (call.kind) {
            case WRITE, WRITEV, READ, READ_DST, READ_INTO ->
                millis == 0 ? -1 : Duration.ofMillis(millis).toNanos();
            case CLOSE ->
                Duration.ofMillis(storm.setting().closeMillis())
                        .plus(HANDING_OVER)
                        .toNanos();
            case SHUTDOWN_READ, SHUTDOWN_WRITE, ABORT, INTERRUPT -> 0;
        };
    }

    private void checkBound(StormCall call) {
        long bound = bound(call);
        long took = call.endNanos - call.beginNanos;
        if (bound >= 0 && took > bound + trial.late().toNanos()) {
            throw new Hang(String.format(
                    Locale.ROOT, "%s took %d ms, its bound is %d ms", call, call.millis(), bound / 1_000_000));
        }
    }

    /** Once both ends come to theirs, nothing may take longer: to wait its turn for a read, close, drain, and close. */
    private long longest() {
        Storm.Setting setting = storm.setting();
        int times = Math.max(
                Math.max(setting.near().read(), setting.near().write()),
                Math.max(setting.far().read(), setting.far().write()));
        return Duration.ofMillis(2L * times + 2L * setting.closeMillis())
                .plus(HANDING_OVER.multipliedBy(2))
                .toNanos();
    }

    private String stuck() {
        List<StormCall> left = calls.stream().filter(call -> !call.ended).toList();
        long now = trial.nanoTime();
        StringBuilder text = new StringBuilder("both ends have come to their ends, and these calls have not returned:");
        for (StormCall call : left) {
            long bound = bound(call);
            text.append(String.format(
                    Locale.ROOT,
                    "\n    %s, for %d ms, %s",
                    call,
                    (now - call.beginNanos) / 1_000_000,
                    bound < 0 ? "with no time-out" : "with a bound of " + bound / 1_000_000 + " ms"));
        }
        return text.toString();
    }
}
