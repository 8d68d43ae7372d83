package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Happening.Kind;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A listener: connections that wait to be accepted, as many as the backlog holds, and attempts that wait for room there,
 * in the order in which they came.
 */
final class SimListenSocket implements ListenSocket {
    private final Hypervisor hypervisor;
    private final Partition owner;
    private final Binding binding;
    private final FlowAddress address;
    private final FlowOptions options;
    private final ListenWaiting waiting;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final ArrayDeque<SimSocket> backlog = new ArrayDeque<>();
    private final ArrayDeque<Attempt> attempts = new ArrayDeque<>();
    private @Nullable Parker acceptor;
    private boolean closed;

    SimListenSocket(Hypervisor hypervisor, Partition owner, Binding binding, FlowAddress address, FlowOptions options) {
        this.hypervisor = hypervisor;
        this.owner = owner;
        this.binding = binding;
        this.address = address;
        this.options = options;
        waiting = new ListenWaiting(hypervisor.scheduler(), this);
    }

    @Override
    public @Nullable SimSocket accept() throws IOException {
        hypervisor.scheduler().step();
        Attempt next;
        SimSocket socket;
        lock.lock();
        try {
            if (closed) {
                throw new FlowClosedException("accept", address, "the listener is closed", null);
            }
            socket = backlog.pollFirst();
            next = socket == null ? null : attempts.pollFirst();
            if (next != null) {
                backlog.addLast(next.socket());
                next.become(Attempt.State.TAKEN);
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.unpark();
        }
        if (socket != null) {
            socket.record(Kind.ACCEPT);
        }
        return socket;
    }

    /** Takes the connection into the backlog, or lets the attempt wait for room, or refuses it. */
    void offer(Attempt attempt) {
        Parker wake = null;
        lock.lock();
        try {
            if (closed) {
                attempt.become(Attempt.State.REFUSED);
            } else if (full()) {
                attempts.addLast(attempt);
            } else {
                backlog.addLast(attempt.socket());
                attempt.become(Attempt.State.TAKEN);
                wake = acceptor;
                acceptor = null;
            }
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            wake.unpark();
        }
    }

    Attempt.State state(Attempt attempt) {
        lock.lock();
        try {
            return attempt.state();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up an attempt that waits; false if it does not wait any more. */
    boolean withdraw(Attempt attempt) {
        lock.lock();
        try {
            return attempts.remove(attempt);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a new attempt would have to wait. */
    boolean isFull() {
        lock.lock();
        try {
            return full();
        } finally {
            lock.unlock();
        }
    }

    boolean awaitConnection(Parker parker) {
        lock.lock();
        try {
            if (closed || !backlog.isEmpty()) {
                return false;
            }
            acceptor = parker;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        hypervisor.scheduler().step();
        List<SimSocket> sockets;
        List<Attempt> refused;
        Parker wake;
        lock.lock();
        try {
            sockets = new ArrayList<>(backlog);
            refused = new ArrayList<>(attempts);
            closed = true;
            backlog.clear();
            attempts.clear();
            refused.forEach(attempt -> attempt.become(Attempt.State.REFUSED));
            wake = acceptor;
            acceptor = null;
        } finally {
            lock.unlock();
        }
        refused.forEach(Attempt::unpark);
        if (wake != null) {
            wake.unpark();
        }
        hypervisor.namespace().unbind(this);
        Each.of(sockets, SimSocket::abort);
    }

    // With the lock held.
    private boolean full() {
        return backlog.size() >= options.backlog();
    }

    @Override
    public FlowAddress localAddress() {
        return address;
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }

    Binding binding() {
        return binding;
    }

    /** The partition that listens. */
    Partition owner() {
        return owner;
    }

    FlowOptions options() {
        return options;
    }
}
