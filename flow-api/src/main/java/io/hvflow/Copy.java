package io.hvflow;

import io.hvflow.internal.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a copy. However it ends, both peers learn of it (O3): the receiver's by an end of stream where the sender's
 * stream ended, else by a broken stream; the sender's by its writes failing where the receiver takes no more.
 */
final class Copy {
    private static final int SIZE = 65536;

    private final Flow from;
    private final Flow to;
    private final Threads threads = Threads.current();
    private final Consumer<? super Throwable> breakOff;
    private volatile boolean receiverClosed;

    Copy(Flow from, Flow to) {
        this(from, to, why -> to.abort());
    }

    /** With what to do where the stream cannot be completed. */
    Copy(Flow from, Flow to, Consumer<? super Throwable> breakOff) {
        this.from = from;
        this.to = to;
        this.breakOff = breakOff;
    }

    CopyStats run() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        // A reader that waits for bytes learns nothing of the flow that it would write them to.
        Runnable forget = to.onClose(() -> {
            receiverClosed = true;
            refuse(null);
        });
        try {
            return run(buffer);
        } finally {
            forget.run();
        }
    }

    private CopyStats run(ByteBuffer buffer) throws IOException {
        long start = threads.now();
        long bytes = 0;
        long operations = 0;
        while (receive(buffer) >= 0) {
            buffer.flip();
            bytes += buffer.remaining();
            operations++;
            send(buffer);
            buffer.clear();
        }
        if (receiverClosed) {
            throw new FlowClosedException(
                    "copy", to.remoteAddress(), "the receiving flow was closed at this end", null);
        }
        to.shutdownWrite();
        return new CopyStats(bytes, operations, Duration.ofNanos(threads.now() - start));
    }

    /** A read that fails has lost nothing where the flow stays usable; otherwise the rest of the stream never comes. */
    private int receive(ByteBuffer buffer) throws IOException {
        try {
            return from.read(buffer);
        } catch (FlowTimeoutException | InterruptedIOException e) {
            throw e;
        } catch (Throwable e) {
            if (!receiverClosed) {
                breakOff.accept(e);
            }
            throw e;
        }
    }

    private void send(ByteBuffer buffer) throws IOException {
        try {
            to.write(buffer);
        } catch (FlowClosedException e) {
            refuse(e);
            throw e;
        } catch (Throwable e) {
            // What was read and not accepted is missing from here on.
            refuse(e);
            breakOff.accept(e);
            throw e;
        }
    }

    /** Has the sender's peer know that nobody takes its bytes. Throws nothing where there is a failure to report already. */
    private void refuse(@Nullable Throwable why) {
        try {
            from.shutdownRead();
        } catch (IOException | RuntimeException | Error e) {
            if (why != null && !e.equals(why)) {
                why.addSuppressed(e);
            } else if (why == null && e instanceof Error error) {
                throw error;
            }
        }
    }
}
