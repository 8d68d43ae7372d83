package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.AgentServer.End;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One suite's session with this agent. One thread reads the control channel; each request is performed on a thread of its own,
 * so that one that blocks holds up no other.
 */
final class Session {
    private final FrameInput in;
    private final FrameOutput out;
    private final Closeable channel;
    private final Consumer<String> complaints;
    private final Limits limits;
    private final Holder holder;
    private final Map<Integer, Request> requests = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final ExecutorService platform = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("agent-", 0).daemon().factory());
    private final ExecutorService virtual = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("agent-virtual-", 0).factory());
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile long heard;

    Session(InputStream in, OutputStream out, Closeable channel, Consumer<String> complaints, Limits limits) {
        this.in = new FrameInput(in);
        this.out = new FrameOutput(out);
        this.channel = channel;
        this.complaints = complaints;
        this.limits = limits;
        this.holder = new Holder(limits);
    }

    End serve() {
        // Of its own, since a thread that is blocked in reading some streams can be released by nobody.
        Thread.ofPlatform().name("agent-reader").daemon().start(this::read);
        awaitEnd();
        release();
        End how = end.get();
        return how == null ? End.CHANNEL : how;
    }

    private void awaitEnd() {
        try {
            while (!ended.await(limits.silence().toNanos() / 4, TimeUnit.NANOSECONDS)) {
                if (begun && System.nanoTime() - heard > limits.silence().toNanos()) {
                    end(
                            End.CHANNEL,
                            "nothing came over the control channel for "
                                    + limits.silence().toSeconds() + " s");
                }
            }
        } catch (InterruptedException e) {
            end(End.CHANNEL, "the agent was interrupted");
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        holder.release();
        requests.values().forEach(Request::interrupt);
        platform.shutdownNow();
        virtual.shutdownNow();
        try {
            channel.close();
        } catch (IOException e) {
            // The session is over either way.
        }
    }

    private void end(End how, String complaint) {
        if (end.compareAndSet(null, how)) {
            if (!complaint.isEmpty()) {
                complaints.accept(complaint);
            }
            ended.countDown();
        }
    }

    private void read() {
        try {
            hello();
            byte[] frame = in.next();
            while (frame.length > 0) {
                heard = System.nanoTime();
                take(new FieldReader(frame));
                frame = in.next();
            }
            end(End.DONE, "");
        } catch (ProtocolException e) {
            sayGoodbye(String.valueOf(e.getMessage()));
            end(End.PROTOCOL, "the suite broke the protocol: " + e.getMessage());
        } catch (EOFException e) {
            end(End.CHANNEL, "the control channel ended " + (begun ? "in the middle of a frame" : "before a hello"));
        } catch (IOException e) {
            end(End.CHANNEL, "the control channel broke: " + e);
        } catch (RuntimeException | Error e) {
            end(End.CHANNEL, "the agent failed: " + e);
            throw e;
        }
    }

    private void hello() throws IOException {
        int version = in.hello();
        heard = System.nanoTime();
        begun = true;
        out.hello();
        if (version != Protocol.VERSION) {
            throw new ProtocolException(
                    "the suite speaks version " + version + " of the protocol, this agent version " + Protocol.VERSION);
        }
    }

    /** Tells the suite why the session ends, if it is told within a second: it may have stopped reading. */
    private void sayGoodbye(String reason) {
        try {
            virtual.submit(() -> {
                        out.send(Frames.goodbye(reason));
                        return true;
                    })
                    .get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            // The end of the channel says enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(FieldReader frame) throws IOException {
        int kind = frame.u8();
        switch (kind) {
            case Protocol.REQUEST -> request(frame);
            case Protocol.DATA -> data(frame);
            default -> throw new ProtocolException("a frame is of the kind " + kind + ", which a suite does not send");
        }
    }

    private void request(FieldReader frame) throws IOException {
        int id = frame.u32();
        int code = frame.u8();
        int flags = frame.u8();
        Operation operation = Operation.of(code);
        if (operation == null) {
            throw new ProtocolException("operation " + code + " is unknown");
        }
        if (operation == Operation.INTERRUPT) {
            interrupt(id, frame);
            return;
        }
        if (requests.size() >= limits.requests()) {
            throw new ProtocolException("more than " + limits.requests() + " requests wait for their replies");
        }
        Request request = new Request(id, operation, flags, frame, this::take);
        if (requests.putIfAbsent(id, request) != null) {
            throw new ProtocolException("request " + Integer.toUnsignedString(id) + " is not answered yet");
        }
        start(request);
    }

    private boolean take(int bytes) {
        long now = held.addAndGet(bytes);
        if (now <= limits.held()) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Reaches a request that may be answered already. */
    private void interrupt(int id, FieldReader frame) throws IOException {
        Request request = requests.get(frame.u32());
        frame.end();
        if (request != null) {
            request.interrupt();
        }
        out.send(Frames.reply(id, Protocol.DONE, 0, new byte[0]));
    }

    private void data(FieldReader frame) throws ProtocolException {
        int id = frame.u32();
        Request request = requests.get(id);
        if (request == null || request.complete()) {
            throw new ProtocolException(
                    "data came for request " + Integer.toUnsignedString(id) + ", which waits for none");
        }
        request.data(frame.rest());
        start(request);
    }

    private void start(Request request) {
        if (!request.complete()) {
            return;
        }
        try {
            (request.virtual() ? virtual : platform).execute(() -> perform(request));
        } catch (RejectedExecutionException e) {
            // The session has ended meanwhile, and nobody waits for the reply.
            requests.remove(request.id());
        }
    }

    private void perform(Request request) {
        Performer performer = new Performer(holder, request);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        boolean interrupted = request.run(() -> {
            try {
                performer.perform();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        try {
            reply(request, performer, failure.get(), interrupted ? Protocol.INTERRUPTED : 0);
        } catch (IOException e) {
            end(End.CHANNEL, "the control channel broke: " + e);
        }
    }

    private void reply(Request request, Performer performer, @Nullable Throwable failure, int flags)
            throws IOException {
        if (failure instanceof ProtocolException e) {
            sayGoodbye(String.valueOf(e.getMessage()));
            end(End.PROTOCOL, "the suite broke the protocol: " + e.getMessage());
            return;
        }
        ByteBuffer read = performer.data();
        out.send(Frames.data(request.id(), read));
        held.addAndGet(-request.held());
        // Before the reply goes out, since the suite may use the number again when it has come.
        requests.remove(request.id());
        if (failure == null) {
            out.send(Frames.reply(request.id(), Protocol.DONE, flags, performer.result()));
        } else {
            FieldWriter fields = new FieldWriter();
            Failure.of(failure, performer.moved()).write(fields);
            out.send(Frames.reply(request.id(), Protocol.FAILED, flags, fields.toBytes()));
        }
    }
}
