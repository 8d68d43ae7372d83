package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.simulator.Happening.Kind;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One attempt to connect, on the thread that makes it. Whichever way it ends but well, nothing of it is left. */
final class Connector {
    private final Hypervisor hypervisor;
    private final Partition self;
    private final FlowAddress address;
    private final FlowOptions options;
    private final Scheduler scheduler;
    private final Parker parker;
    private final long deadline;

    Connector(Hypervisor hypervisor, Partition self, FlowAddress address, FlowOptions options) {
        this.hypervisor = hypervisor;
        this.self = self;
        this.address = address;
        this.options = options;
        scheduler = hypervisor.scheduler();
        parker = scheduler.parker("to connect to " + address);
        deadline = scheduler.deadline(options.connectTimeout());
    }

    SimSocket connect() throws IOException {
        scheduler.step();
        hypervisor.record(Kind.CONNECT, self, String.valueOf(address));
        try {
            return attempt();
        } catch (IOException e) {
            hypervisor.record(Kind.FAILURE, self, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private SimSocket attempt() throws IOException {
        if (!hypervisor.undisturbed()) {
            obeyRules();
        }
        SimListenSocket listener = lookUp();
        if (listener == null) {
            throw refused("nobody listens there");
        }
        return queue(listener);
    }

    private @Nullable SimListenSocket lookUp() throws IOException {
        hypervisor.checkOpen("connect", address);
        return hypervisor.addresses().lookUp(self, address);
    }

    private void obeyRules() throws IOException {
        while (true) {
            SimListenSocket listener = lookUp();
            Partition target = hypervisor.addresses().target(self, address, listener);
            Event event =
                    new Event.Connect(self, target, address, listener != null, listener != null && listener.isFull());
            Ruling ruling = hypervisor.judge(event, null, hypervisor.link(self, target));
            if (ruling == null) {
                return;
            }
            switch (ruling.verdict()) {
                case Verdict.Refuse refuse -> throw refused(ruling.fault() + " refuses it");
                case Verdict.RefuseAfter late -> {
                    waitUntil(scheduler.deadline(late.time()));
                    throw refused(ruling.fault() + " refuses it");
                }
                case Verdict.Delay delay -> {
                    waitUntil(scheduler.deadline(delay.time()));
                    return;
                }
                // Who held it may not be the only one to do so.
                case Verdict.Hold hold -> waitFor(ruling.fault());
                default -> throw ruling.misunderstood(event);
            }
        }
    }

    private void waitUntil(long time) throws IOException {
        while (!scheduler.passed(time)) {
            await(time);
        }
    }

    private void waitFor(Fault holder) throws IOException {
        long until = holder.holdsUntil();
        hypervisor.held().add(parker);
        try {
            while (!holder.removed() && !scheduler.passed(until)) {
                await(until);
            }
        } finally {
            hypervisor.held().remove(parker);
        }
    }

    private SimSocket queue(SimListenSocket listener) throws IOException {
        Connection connection = connection(listener);
        try {
            return queue(listener, connection);
        } catch (Throwable e) {
            drop(connection);
            throw e;
        }
    }

    private SimSocket queue(SimListenSocket listener, Connection connection) throws IOException {
        Attempt attempt = new Attempt(connection.far(), parker);
        listener.offer(attempt);
        try {
            while (listener.state(attempt) == Attempt.State.WAITING) {
                await(Waiter.NEVER);
            }
        } catch (IOException e) {
            // If it was taken meanwhile, perhaps accepted, there is a connection, and the failure came too late.
            if (listener.withdraw(attempt) || listener.state(attempt) == Attempt.State.REFUSED) {
                throw e;
            }
        } catch (RuntimeException | Error e) {
            listener.withdraw(attempt);
            throw e;
        }
        if (listener.state(attempt) == Attempt.State.REFUSED) {
            throw refused("the listener has closed");
        }
        connection.near().record(Kind.CONNECTED);
        return connection.near();
    }

    private Connection connection(SimListenSocket listener) throws IOException {
        Partition target = hypervisor.addresses().target(self, address, listener);
        UUID client = Services.ofPort(hypervisor.freePort());
        FlowAddress dialled = listener.binding().isEverywhere()
                ? Naming.of(target, listener.binding().service(), listener.localAddress())
                : listener.localAddress();
        return hypervisor.open(
                new Connection.Endpoint(self, Naming.of(self, client, address), Naming.reached(address, target)),
                new Connection.Endpoint(target, dialled, Naming.of(self, client, listener.localAddress())),
                // An AF_VSOCK sender heeds its own buffer's size beside its peer's (Linux, virtio_transport_common.c).
                Math.min(window(options), window(listener.options())));
    }

    private static int window(FlowOptions options) {
        return options.windowSize().orElse(Hypervisor.DEFAULT_WINDOW);
    }

    private static void drop(Connection connection) {
        Each.of(List.of(connection.near(), connection.far()), SimSocket::abort);
    }

    private void await(long until) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("connect " + address + ": interrupted while waiting");
        }
        if (scheduler.passed(deadline)) {
            throw new FlowTimeoutException("connect", address, "no answer within " + options.connectTimeout(), null, 0);
        }
        parker.park(Scheduler.earlier(until, deadline));
    }

    private FlowRefusedException refused(String reason) {
        return new FlowRefusedException("connect", address, reason + "; try again when the peer listens", null);
    }
}
