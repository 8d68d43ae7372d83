package io.hvflow.conformance.soak;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.HybridAddress;
import io.hvflow.SimAddress;
import io.hvflow.UnixAddress;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One connection: a listener, the flow that connects to it, and a far end that sends back what it reads. */
final class Visit {
    /** What the flow is over. */
    enum Kind {
        UNIX,
        HYBRID,
        SIM
    }

    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS
            .bufferSize(8192)
            .connectTimeout(Duration.ofSeconds(10))
            .readTimeout(Duration.ofSeconds(10))
            .writeTimeout(Duration.ofSeconds(10))
            .closeTimeout(Duration.ofSeconds(1));
    private static final long PORT = 7;
    private static final byte[] GREETING = "CONNECT 7\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "OK 1073741824\n".getBytes(StandardCharsets.US_ASCII);

    private final Random random;
    private final Kind kind;
    private final FlowOptions options;
    private final String name;
    private final Path directory;

    /**
     * Prepares one.
     *
     * @param name whose visit it is: nobody else's at the same time
     */
    Visit(Random random, String name, Path directory) {
        this.random = random;
        this.kind = Kind.values()[random.nextInt(Kind.values().length)];
        // Nobody frames the greeting of a VMM.
        this.options = OPTIONS.framing(kind != Kind.HYBRID && random.nextInt(3) == 0);
        this.name = name;
        this.directory = directory;
    }

    /**
     * Opens, uses and closes.
     *
     * @throws IllegalStateException if other bytes came back than were sent
     */
    void run() throws IOException, InterruptedException {
        Path path = directory.resolve(name);
        FlowAddress there = kind == Kind.SIM ? new SimAddress(name, PORT) : new UnixAddress(path);
        FlowAddress dialled = kind == Kind.HYBRID ? new HybridAddress(path, PORT) : there;
        FarEnd far = null;
        try (FlowListener listener = Flows.listen(there, options)) {
            listener.setAcceptTimeout(Duration.ofSeconds(10));
            far = new FarEnd(listener);
            Thread thread = random.nextBoolean() ? Thread.ofVirtual().unstarted(far) : new Thread(far, "far end");
            thread.start();
            far.thread = thread;
            near(dialled);
        } finally {
            Thread thread = far == null ? null : far.thread;
            if (thread != null) {
                thread.join();
            }
        }
        if (far.mistake != null) {
            throw new IllegalStateException("the far end failed", far.mistake);
        }
    }

    private void near(FlowAddress dialled) throws IOException {
        // No allocation between the flow and its try: a shortage there would be this program's leak.
        Flow flow = Flows.connect(dialled, options);
        boolean done = false;
        try {
            talk(flow);
            done = true;
        } finally {
            if (done && random.nextInt(4) > 0) {
                flow.close();
            } else {
                flow.abort();
            }
        }
    }

    private void talk(Flow flow) throws IOException {
        int rounds = random.nextInt(4);
        for (int i = 0; i < rounds; i++) {
            int count = 1 + random.nextInt(random.nextBoolean() ? 100 : 8000);
            ByteBuffer sent = random.nextBoolean() ? ByteBuffer.allocate(count) : ByteBuffer.allocateDirect(count);
            fill(sent, i);
            if (random.nextBoolean()) {
                flow.write(sent);
            } else {
                int half = count / 2;
                flow.writev(List.of(sent.slice(0, half), sent.slice(half, count - half)));
            }
            if (random.nextInt(5) == 0) {
                return; // leaves the answer unread
            }
            ByteBuffer came = random.nextBoolean() ? ByteBuffer.allocate(count) : ByteBuffer.allocateDirect(count);
            if (!flow.readInto(came)) {
                String early = "the end after " + came.position() + " of " + count + " bytes";
                if (flow.capabilities().contains(Capability.RESET_DETECTION)) {
                    throw new IllegalStateException(early);
                }
                throw new EOFException(early); // how an abort of the far end's looks where the transport cannot tell
            }
            check(came, i);
        }
        if (random.nextBoolean()) {
            flow.shutdownWrite();
            if (flow.read(ByteBuffer.allocate(1)) >= 0) {
                throw new IllegalStateException("a byte after the last");
            }
        }
    }

    private static void fill(ByteBuffer bytes, int seed) {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) (i * 31 + seed));
        }
    }

    private static void check(ByteBuffer bytes, int seed) {
        for (int i = 0; i < bytes.capacity(); i++) {
            if (bytes.get(i) != (byte) (i * 31 + seed)) {
                throw new IllegalStateException("byte " + i + " of " + bytes.capacity() + " is another");
            }
        }
    }

    /** Sends back what it reads, until the end or a failure. */
    private final class FarEnd implements Runnable {
        private final FlowListener listener;
        private @Nullable Thread thread;
        private volatile @Nullable Throwable mistake;

        FarEnd(FlowListener listener) {
            this.listener = listener;
        }

        @Override
        public void run() {
            try {
                echo();
            } catch (IOException | OutOfMemoryError expected) {
                // The shortage has reached this end, or the near end is gone.
            } catch (Throwable e) {
                mistake = e;
            }
        }

        private void echo() throws IOException {
            Flow flow = listener.accept();
            boolean done = false;
            try {
                ByteBuffer buffer = ByteBuffer.allocate(4096);
                if (kind == Kind.HYBRID) {
                    flow.readInto(buffer.limit(GREETING.length));
                    flow.write(ByteBuffer.wrap(ANSWER));
                }
                while (flow.read(buffer.clear()) >= 0) {
                    flow.write(buffer.flip());
                }
                done = true;
            } finally {
                if (done) {
                    flow.close();
                } else {
                    flow.abort();
                }
            }
        }
    }
}
