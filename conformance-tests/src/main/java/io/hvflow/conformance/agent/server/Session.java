package io.hvflow.conformance.agent.server;

import io.hvflow.FlowAddressException;
import io.hvflow.NativeError;
import io.hvflow.conformance.agent.server.AgentServer.End;
import io.hvflow.conformance.agent.wire.AgentRefusal;
import io.hvflow.conformance.agent.wire.Failure;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.FrameInput;
import io.hvflow.conformance.agent.wire.FrameOutput;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import io.hvflow.conformance.agent.wire.ProtocolException;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One suite's session with this agent. One thread reads the control channel; each request is performed on a thread of its own,
 * so that one that blocks holds up no other.
 */
public final class Session {
    private final FrameInput in;
    private final FrameOutput out;
    private final Closeable channel;
    private final Consumer<String> complaints;
    private final Limits limits;
    private final Terms terms;
    private final Holder holder;
    private final Map<Integer, Request> requests = new ConcurrentHashMap<>();
    private final ExecutorService platform = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("agent-", 0).daemon().factory());
    private final ExecutorService virtual = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("agent-virtual-", 0).factory());
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean begun;
    private volatile long heard;

    /**
     * On what terms suites are served.
     *
     * @param limits what this session may have
     * @param budget what all sessions may hold
     * @param access which suites are served, and which addresses they may use
     * @param entry asks for a place when the suite has said hello; an answer that is not empty says why there is none
     */
    public record Terms(Limits limits, Budget budget, AgentAccess access, Supplier<String> entry) {}

    public Session(InputStream in, OutputStream out, Closeable channel, Consumer<String> complaints, Terms terms) {
        this.in = new FrameInput(in);
        this.out = new FrameOutput(out);
        this.channel = channel;
        this.complaints = complaints;
        this.limits = terms.limits();
        this.terms = terms;
        this.holder = new Holder(limits, terms.budget());
    }

    public End serve() {
        // Of its own, since a thread that is blocked in reading some streams can be released by nobody.
        Thread.ofPlatform().name("agent-reader").daemon().start(this::read);
        awaitEnd();
        release();
        End how = end.get();
        return how == null ? End.CHANNEL : how;
    }

    private void awaitEnd() {
        try {
            long start = System.nanoTime();
            long silence = FieldWriter.nanos(limits.silence());
            long hello = FieldWriter.nanos(limits.hello());
            long step = (hello == -1 ? silence : Math.min(silence, hello)) / 4;
            while (!ended.await(step, TimeUnit.NANOSECONDS)) {
                if (begun && System.nanoTime() - heard > silence) {
                    end(
                            End.CHANNEL,
                            "nothing came over the control channel for "
                                    + limits.silence().toSeconds() + " s");
                } else if (!begun && hello != -1 && System.nanoTime() - start > hello) {
                    end(End.CHANNEL, "no hello came within " + limits.hello().toSeconds() + " s");
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
        dropIncomplete();
        platform.shutdownNow();
        virtual.shutdownNow();
        try {
            channel.close();
        } catch (IOException e) {
            // The session is over either way.
        }
    }

    /** No thread performs a request whose data did not come. */
    private void dropIncomplete() {
        requests.values().stream().filter(request -> !request.complete()).forEach(this::drop);
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
        } finally {
            dropIncomplete(); // also what came when the session had ended already
        }
    }

    private void hello() throws IOException {
        Protocol.Hello hello = in.hello();
        boolean admitted = terms.access().admits(hello.token());
        String noPlace = admitted ? terms.entry().get() : "";
        heard = System.nanoTime();
        begun = true;
        out.hello(new byte[0]);
        if (hello.version() != Protocol.VERSION) {
            throw new ProtocolException("the suite speaks version " + hello.version()
                    + " of the protocol, this agent version " + Protocol.VERSION);
        }
        if (!admitted) {
            throw new ProtocolException(
                    !hello.token().hasRemaining()
                            ? "this agent wants a token, and the suite has none; see HVFLOW_AGENT_TOKEN"
                            : "the suite's token is not this agent's");
        }
        if (!noPlace.isEmpty()) {
            throw new ProtocolException(noPlace);
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
        Request request = new Request(id, operation, flags, frame, terms.budget());
        if (requests.putIfAbsent(id, request) != null) {
            request.release();
            throw new ProtocolException("request " + Integer.toUnsignedString(id) + " is not answered yet");
        }
        start(request);
    }

    /** Gives back what a request held, and forgets it. */
    private void drop(Request request) {
        request.release();
        requests.remove(request.id(), request);
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
            drop(request);
        } catch (OutOfMemoryError e) {
            // No thread can be had now; that is no reason to end what others have under way.
            byte[] why = failed(new AgentRefusal("no thread for the request: " + e.getMessage()), 0);
            answer(request, ByteBuffer.allocate(0), why, false, 0);
        }
    }

    private void perform(Request request) {
        Performer performer = new Performer(holder, terms.access(), request);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        boolean interrupted = request.run(() -> {
            try {
                performer.perform();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        Throwable thrown = failure.get();
        if (thrown instanceof ProtocolException e) {
            drop(request);
            sayGoodbye(String.valueOf(e.getMessage()));
            end(End.PROTOCOL, "the suite broke the protocol: " + e.getMessage());
            return;
        }
        byte[] fields;
        try {
            fields = thrown == null ? performer.result() : failed(thrown, performer.moved());
        } catch (RuntimeException | Error e) {
            // Nothing can be said of what happened, as where no class can be loaded any more for lack of a descriptor.
            drop(request);
            end(End.CHANNEL, "the agent failed: " + e);
            return;
        }
        answer(request, performer.data(), fields, thrown == null, interrupted ? Protocol.INTERRUPTED : 0);
    }

    /** Has what makes failures loaded before there may be no descriptor left to load it with. */
    static void prepare() {
        failed(new FlowAddressException("listen", null, "nothing", new NativeError("EMFILE", 24)), 0);
    }

    private static byte[] failed(Throwable thrown, long moved) {
        FieldWriter fields = new FieldWriter();
        Failure.of(thrown, moved).write(fields);
        return fields.toBytes();
    }

    /** Sends what was read, and the reply. Whatever happens, nothing of the request is held afterwards. */
    private void answer(Request request, ByteBuffer read, byte[] fields, boolean done, int flags) {
        try {
            try {
                out.data(request.id(), read);
            } finally {
                // Before the reply goes out, since the suite may use the number again when it has come.
                drop(request);
            }
            out.send(Frames.reply(request.id(), done ? Protocol.DONE : Protocol.FAILED, flags, fields));
        } catch (IOException e) {
            end(End.CHANNEL, "the control channel broke: " + e);
        } catch (RuntimeException | Error e) {
            // A suite that gets no answer would wait for ever.
            end(End.CHANNEL, "the agent failed: " + e);
            throw e;
        }
    }
}
