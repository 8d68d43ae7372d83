package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.FrameInput;
import io.hvflow.conformance.agent.wire.FrameOutput;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import io.hvflow.conformance.agent.wire.ProtocolException;
import io.hvflow.conformance.text.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The suite's side of a control channel. One thread writes to it, so that no caller is ever blocked by an agent that does not
 * read; one reads from it; one looks after an agent that has fallen silent. Whatever goes wrong with the channel fails every call
 * that waits and every later one.
 */
final class AgentConnection {
    /** How often the agent must say that it is there. */
    private static final Duration PING = Duration.ofSeconds(5);

    private final String name;
    private final Carrier carrier;
    private final Duration patience;
    private final byte[] token;
    private final FrameInput in;
    private final FrameOutput out;
    private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
    private final Map<Integer, Call> calls = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch greeted = new CountDownLatch(1);
    private volatile long heard = System.nanoTime();

    private AgentConnection(String name, Carrier carrier, Duration patience, byte[] token) {
        this.name = name;
        this.carrier = carrier;
        this.patience = patience;
        this.token = token;
        this.in = new FrameInput(carrier.in());
        this.out = new FrameOutput(carrier.out());
    }

    /**
     * Greets an agent.
     *
     * @param name what its user calls it
     * @param carrier the way to it, which is closed with the connection
     * @param patience how long it may take to answer what needs no waiting, and how long it may be silent
     * @param token what the agent wants to be told in the hello; empty if it wants nothing
     * @throws AgentException if it does not answer as an agent of our version does
     */
    static AgentConnection open(String name, Carrier carrier, Duration patience, byte[] token) throws IOException {
        AgentConnection connection = new AgentConnection(name, carrier, patience, token);
        connection.start("writer", connection::write);
        connection.start("reader", connection::read);
        connection.awaitGreeting();
        connection.start("watch", connection::watch);
        return connection;
    }

    private void start(String task, Runnable body) {
        Thread.ofPlatform().name("agent " + name + " " + task).daemon().start(body);
    }

    private void awaitGreeting() throws IOException {
        try {
            if (!greeted.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                fail("it did not greet within " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            fail("the thread that connected to it was interrupted");
            Thread.currentThread().interrupt();
        }
        check("reach");
    }

    boolean alive() {
        return broken.get() == null;
    }

    String name() {
        return name;
    }

    /** Ends the session, by which the agent ends too. */
    void close() {
        fail("the suite has ended the session");
    }

    // Calls

    /** Sends a request, and the data that belongs to it. */
    int send(Call call, Operation operation, byte[] fields, List<ByteBuffer> payload) throws AgentException {
        int id = ids.incrementAndGet();
        calls.put(id, call);
        int flags = Thread.currentThread().isVirtual() ? Protocol.ON_VIRTUAL_THREAD : 0;
        // In one piece, as far as the queue is concerned: an interrupt that follows must find the request whole.
        List<byte[]> frames = new ArrayList<>();
        frames.add(Frames.request(id, operation, flags, fields));
        for (ByteBuffer part : payload) {
            frames.addAll(Frames.data(id, part));
        }
        queue.addAll(frames);
        if (!alive()) {
            calls.remove(id);
            check(operation.name().toLowerCase(java.util.Locale.ROOT));
        }
        return id;
    }

    /** Asks the agent to interrupt a request of ours; nobody waits for the answer. */
    void interrupt(int id) {
        int own = ids.incrementAndGet();
        calls.put(own, new Call(0));
        queue.add(Frames.request(
                own, Operation.INTERRUPT, 0, new FieldWriter().u32(id).toBytes()));
    }

    Duration patience() {
        return patience;
    }

    /** Throws if the connection is broken. */
    void check(String operation) throws AgentException {
        String why = broken.get();
        if (why != null) {
            throw new AgentException(operation, name, why);
        }
    }

    /** Breaks the connection, unless it is already. */
    void fail(String why) {
        if (broken.compareAndSet(null, Printable.line(why))) {
            carrier.close();
            greeted.countDown();
            over.countDown();
        }
        releaseCalls();
    }

    private void releaseCalls() {
        String why = String.valueOf(broken.get());
        for (Integer id : List.copyOf(calls.keySet())) {
            Call call = calls.remove(id);
            if (call != null) {
                call.lost(why);
            }
        }
    }

    // Threads

    private void write() {
        try {
            out.hello(token);
            while (alive()) {
                byte[] frame = queue.poll(1, TimeUnit.SECONDS);
                if (frame != null) {
                    out.send(frame);
                }
            }
        } catch (IOException e) {
            fail("the control channel broke: " + e.getMessage() + carrier.ended());
        } catch (InterruptedException e) {
            fail("its writer was interrupted");
        }
    }

    private void read() {
        try {
            int version = in.hello().version();
            if (version != Protocol.VERSION) {
                throw new ProtocolException(
                        "it speaks version " + version + " of the protocol, this suite version " + Protocol.VERSION);
            }
            greeted.countDown();
            byte[] frame = in.next();
            while (frame.length > 0) {
                heard = System.nanoTime();
                take(new FieldReader(frame));
                frame = in.next();
            }
            fail("it ended the control channel" + carrier.ended());
        } catch (ProtocolException e) {
            fail("it broke the protocol: " + e.getMessage());
        } catch (EOFException e) {
            fail("the control channel ended too early" + carrier.ended());
        } catch (IOException e) {
            fail("the control channel broke: " + e.getMessage() + carrier.ended());
        }
    }

    private void take(FieldReader frame) throws ProtocolException {
        int kind = frame.u8();
        switch (kind) {
            case Protocol.DATA -> {
                int id = frame.u32();
                call(id).data(frame.rest());
            }
            case Protocol.REPLY -> reply(frame);
            case Protocol.GOODBYE -> throw new ProtocolException("it says goodbye: " + frame.text());
            default -> throw new ProtocolException("a frame is of the kind " + kind + ", which an agent does not send");
        }
    }

    private void reply(FieldReader frame) throws ProtocolException {
        int id = frame.u32();
        int outcome = frame.u8();
        int flags = frame.u8();
        if (outcome > Protocol.FAILED) {
            throw new ProtocolException("a reply has the unknown outcome " + outcome);
        }
        Call call = call(id);
        calls.remove(id);
        call.done(new Call.Reply(outcome == Protocol.DONE, (flags & Protocol.INTERRUPTED) != 0, frame));
    }

    private Call call(int id) throws ProtocolException {
        Call call = calls.get(id);
        if (call == null) {
            throw new ProtocolException("it answers request " + Integer.toUnsignedString(id) + ", which nobody made");
        }
        return call;
    }

    private void watch() {
        try {
            while (!over.await(Math.min(PING.toNanos(), patience.toNanos() / 4), TimeUnit.NANOSECONDS)) {
                if (System.nanoTime() - heard > patience.toNanos()) {
                    fail("it has been silent for " + patience.toSeconds() + " s");
                    return;
                }
                int id = ids.incrementAndGet();
                calls.put(id, new Call(0));
                queue.add(Frames.request(id, Operation.PING, 0, new byte[0]));
            }
        } catch (InterruptedException e) {
            fail("its watch was interrupted");
        }
    }
}
