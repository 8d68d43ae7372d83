package io.hvflow.engine;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A flow whose socket throws once, and its peer, which write to each other at the same time and then close. {@link #run}
 * finds out whether C13 held.
 */
final class Conversation {
    /** How the faulty flow ends what it does. */
    enum Ending {
        CLOSE,
        SHUTDOWN_WRITE,
        SHUTDOWN_READ,
        ABORT
    }

    /** For every call and for every thread: far more than any of them needs on a busy machine. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS
            .messageSize(1000)
            .bufferSize(4096)
            .readTimeout(BOUND)
            .writeTimeout(BOUND)
            .closeTimeout(Duration.ofMillis(300));
    private static final int WINDOW = 3000;

    private final Injection injection;
    private final Ending ending;
    private final MemorySocket[] pair = MemorySocket.pair(WINDOW);
    private final FlowOptions options;
    private final List<String> wrong = new ArrayList<>(); // guarded by itself
    private final Progress forth = new Progress(1);
    private final Progress back = new Progress(2);
    private int unchecked; // guarded by wrong

    /** What has become of the bytes of one direction. */
    private static final class Progress {
        private final int seed;
        volatile int accepted;
        volatile int offered;
        volatile int received;
        volatile boolean senderKnows;
        volatile boolean receiverKnows;
        volatile boolean ended;

        Progress(int seed) {
            this.seed = seed;
        }

        byte at(int index) {
            return (byte) (index * 31 + (index >> 8) * 7 + seed);
        }

        ByteBuffer next(int count) {
            ByteBuffer bytes = ByteBuffer.allocate(count);
            for (int i = 0; i < count; i++) {
                bytes.put(at(accepted + i));
            }
            offered = accepted + count;
            return bytes.flip();
        }

        /** The number of the first byte that is another than was sent; -1 if all are right. */
        int take(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                if (bytes.get() != at(received)) {
                    return received;
                }
                received++;
            }
            return -1;
        }
    }

    Conversation(Injection.Fault fault, boolean framed, Ending ending) {
        this.injection = new Injection(fault);
        this.ending = ending;
        this.options = OPTIONS.framing(framed);
    }

    Injection injection() {
        return injection;
    }

    /** Returns what was wrong; nothing if C13 held. */
    List<String> run() throws InterruptedException {
        Flow far = BufferedFlow.of(pair[1], options);
        Flow near;
        try {
            near = BufferedFlow.of(injection.socket(pair[0]), options);
        } catch (RuntimeException | Error e) {
            if (pair[0].closes == 0) {
                note("the flow was not made, and its socket stays open");
            }
            far.abort();
            return wrong;
        }
        List<Thread> peers = List.of(start(() -> read(far, back, false)), start(() -> write(far, back, false)));
        List<Thread> own =
                List.of(start(() -> read(near, this.forthcoming(), true)), start(() -> write(near, forth, true)));
        join("a call of the faulty flow", own);
        join("close of the faulty flow", List.of(start(() -> close(near))));
        join("a call of the peer", peers);
        far.abort();
        if (injection.calls("close") + injection.calls("abort") == 0) {
            note("the socket was neither closed nor aborted");
        }
        checkClosed(near);
        checkBytes();
        if (injection.escaped() != null) {
            note("a callback threw " + injection.escaped());
        }
        return wrong;
    }

    /** What the faulty flow reads: what its peer writes. */
    private Progress forthcoming() {
        return back;
    }

    private Thread start(Callable<?> body) {
        return Thread.ofVirtual().start(() -> {
            try {
                body.call();
            } catch (Throwable e) {
                note("unexpectedly " + e);
            }
        });
    }

    private void join(String what, List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(BOUND.plusSeconds(5))) {
                StringBuilder text = new StringBuilder(what + " never ends:");
                for (StackTraceElement frame : thread.getStackTrace()) {
                    text.append("\n        at ").append(frame);
                }
                note(text.toString());
            }
        }
    }

    private void note(String what) {
        synchronized (wrong) {
            wrong.add(what);
        }
    }

    /** Whatever a call may throw: a typed failure, or once what was injected. */
    private void failed(String call, Throwable thrown, boolean faulty) {
        if (thrown instanceof FlowTimeoutException && !call.equals("close")) {
            note((faulty ? "" : "the peer's ") + call + " was only ended by its time-out");
        } else if (!(thrown instanceof IOException)) {
            synchronized (wrong) {
                unchecked++;
                if (!faulty || unchecked > 1) {
                    note((faulty ? "" : "the peer's ") + call + " threw " + thrown + " which is not typed");
                }
            }
        }
    }

    private Void read(Flow flow, Progress sent, boolean faulty) {
        Progress progress = faulty ? back : forth;
        try {
            for (int round = 0; ; round++) {
                int wrongAt;
                boolean more = true;
                if (round % 3 == 0) {
                    ReadResult result = flow.read();
                    more = result instanceof ReadResult.Data;
                    wrongAt = result instanceof ReadResult.Data data ? progress.take(data.bytes()) : -1;
                } else {
                    ByteBuffer dst = round % 3 == 1 ? ByteBuffer.allocate(37) : ByteBuffer.allocateDirect(1500);
                    try {
                        if (round % 3 == 1) {
                            more = flow.readInto(dst);
                        } else {
                            more = flow.read(dst) >= 0;
                        }
                    } finally {
                        wrongAt = progress.take(dst.flip());
                    }
                }
                if (wrongAt >= 0) {
                    note((faulty ? "the faulty flow" : "the peer") + " read another byte than " + wrongAt);
                    return null;
                }
                if (!more) {
                    progress.ended = true;
                    return null;
                }
            }
        } catch (Throwable e) {
            progress.receiverKnows = true;
            failed("read", e, faulty);
            return null;
        }
    }

    private Void write(Flow flow, Progress progress, boolean faulty) {
        try {
            for (int i = 0; i < 6; i++) {
                accept(flow, progress, 10 + i);
            }
            accept(flow, progress, 9000);
            for (int i = 0; i < 3; i++) {
                ByteBuffer all = progress.next(2100);
                flow.writev(List.of(all.slice(0, 100), all.slice(100, 0), all.slice(100, 2000)));
                progress.accepted = progress.offered;
            }
            if (!faulty || ending == Ending.SHUTDOWN_WRITE) {
                flow.shutdownWrite();
            } else if (ending == Ending.SHUTDOWN_READ) {
                flow.shutdownRead();
            } else if (ending == Ending.ABORT) {
                progress.senderKnows = true;
                flow.abort();
            }
        } catch (Throwable e) {
            progress.senderKnows = true;
            failed("write", e, faulty);
        }
        if (faulty && ending == Ending.CLOSE) {
            close(flow);
        }
        if (!faulty) {
            // A peer whose writing ended early still reads what comes; one that is in order closes at the end.
            flow.setWriteTimeout(Duration.ofMillis(1));
        }
        return null;
    }

    private static void accept(Flow flow, Progress progress, int count) throws IOException {
        flow.write(progress.next(count));
        progress.accepted = progress.offered;
    }

    private Void close(Flow flow) {
        try {
            flow.close();
        } catch (Throwable e) {
            forth.senderKnows = true;
            failed("close", e, true);
        }
        return null;
    }

    /** After close every call fails typed, at once. */
    private void checkClosed(Flow near) {
        try {
            near.write(ByteBuffer.allocate(1));
            note("a write after close succeeded");
        } catch (Throwable e) {
            failed("write", e, true);
        }
        try {
            near.read();
            note("a read after close succeeded");
        } catch (Throwable e) {
            failed("read", e, true);
        }
    }

    private void checkBytes() {
        if (forth.received > forth.offered || back.received > back.offered) {
            note("more came than was written");
        }
        if (forth.received < forth.accepted && !forth.senderKnows && !forth.receiverKnows) {
            note("of " + forth.accepted + " accepted bytes the peer read " + forth.received + ", and nobody knows");
        }
        boolean reads = ending != Ending.SHUTDOWN_READ && ending != Ending.ABORT && ending != Ending.CLOSE;
        if (reads && back.ended && !back.senderKnows && back.received < back.accepted) {
            note("of " + back.accepted + " bytes of the peer's " + back.received + " were read, then the end");
        }
    }
}
