package io.hvflow.simulator;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.engine.SocketListener;
import io.hvflow.simulator.Happening.Kind;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A hypervisor in memory: partitions that connect to one another, and the faults between them. It has no threads and holds
 * nothing of the system's; one that is not used any more needs no {@link #close}. All methods may be called from any thread.
 *
 * <p>Its flows run on real threads and real time, at the speed of memory. A hypervisor is a network of its own: nothing
 * reaches from one to another.
 *
 * {@snippet :
 * try (Hypervisor hypervisor = new Hypervisor()) {
 *     Partition guest = hypervisor.partition("guest");
 *     FlowListener listener = guest.listen(FlowAddress.parse("vsock://:5000"), FlowOptions.DEFAULTS);
 *     Flow near = hypervisor.host().connect(FlowAddress.parse("sim://guest:5000"), FlowOptions.DEFAULTS);
 *     Flow far = listener.accept();
 * }
 * }
 */
public final class Hypervisor implements AutoCloseable {
    /** The window of a connection for which {@link FlowOptions#windowSize} says nothing, as of AF_VSOCK: {@value} bytes. */
    public static final int DEFAULT_WINDOW = 262144;

    private static final Set<Capability> ALL = Set.of(Capability.values());

    // The ports that Firecracker gives out, which are free in every kind of address.
    private static final long FIRST_FREE_PORT = 1L << 30;
    private static final long FREE_PORTS = 1L << 30;

    private final Scheduler scheduler;
    private final Choices choices;
    private final BytePool pool = new BytePool();
    private final Partitions partitions = new Partitions(this);
    private final Namespace namespace = new Namespace();
    private final AddressBook addresses = new AddressBook(partitions, namespace);
    // Ordered, as `held` is: a run that is repeated goes through them in the same order. Connections are sorted by id.
    private final Map<Link.Ends, Link> links = new ConcurrentSkipListMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Rules rules = new Rules();
    private final AtomicInteger installed = new AtomicInteger();
    private final AtomicLong faults = new AtomicLong();
    private final List<Parker> held = new CopyOnWriteArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong ports = new AtomicLong();
    private volatile boolean closed;

    /** Makes a hypervisor with a host and no guests, whose faults choose as seed 0 has it. */
    public Hypervisor() {
        this(Choices.seeded(0));
    }

    /**
     * Makes a hypervisor with a host and no guests.
     *
     * @param choices where the faults take what is random in them
     */
    public Hypervisor(Choices choices) {
        this(FreeScheduler.INSTANCE, choices);
    }

    Hypervisor(Scheduler scheduler, Choices choices) {
        this.scheduler = scheduler;
        this.choices = Objects.requireNonNull(choices, "choices");
    }

    /**
     * The hypervisor that the provider {@code simulator} serves: the one on which {@link io.hvflow.Flows} connects and
     * listens. Shared by the whole process. Closing it ends everything on it, and the next call makes a fresh one.
     *
     * @return the hypervisor
     */
    public static Hypervisor shared() {
        return SharedHypervisor.get();
    }

    /**
     * The host.
     *
     * @return the partition with CID 2 and the name {@code host}
     */
    public Partition host() {
        return partitions.host();
    }

    /**
     * The host, and the guests that were named so far.
     *
     * @return a snapshot, in the order of their CIDs
     */
    public List<Partition> partitions() {
        return partitions.all();
    }

    /**
     * The partition of a name; made, with the next free CID, if it is new.
     *
     * @param name as in {@code sim:} addresses; a number means the CID
     * @return the partition
     * @throws IllegalArgumentException if no partition can have the name; it says why
     */
    public Partition partition(String name) {
        return Objects.requireNonNull(partitions.named(name, true));
    }

    /**
     * The partition of a CID; made if it is new.
     *
     * @param cid from 2, the host, to 4294967294
     * @return the partition
     * @throws IllegalArgumentException if the CID is out of bounds; it names the value and the bound
     */
    public Partition partition(long cid) {
        return Objects.requireNonNull(partitions.numbered(cid, true));
    }

    /**
     * The partition of a Hyper-V VM id; made, with the next free CID, if it is new.
     *
     * @param vmId any but the wildcards
     * @return the partition
     * @throws IllegalArgumentException if the id is a wildcard
     */
    public Partition partition(UUID vmId) {
        return Objects.requireNonNull(partitions.withVmId(vmId, true));
    }

    /**
     * What lies between two partitions.
     *
     * @param one a partition of this hypervisor
     * @param other another one, or the same
     * @return always the same object for the same two, in whichever order
     * @throws IllegalArgumentException if one is of another hypervisor
     */
    public Link link(Partition one, Partition other) {
        checkMine(one);
        checkMine(other);
        return links.computeIfAbsent(Link.Ends.of(one, other), ends -> new Link(this, ends));
    }

    /**
     * Connects from the host. Blocks until the connection is in the listener's backlog; where that is full, until there is
     * room (L7). An interrupt or the time-out leaves nothing behind (L6).
     *
     * @param address where to, of any kind
     * @param options how
     * @return the connected flow
     * @throws io.hvflow.FlowRefusedException if nobody listens there (L1)
     * @throws io.hvflow.FlowTimeoutException if {@code connectTimeout} passed (L2)
     * @throws FlowAddressException if the address leads to no partition
     * @throws FlowClosedException if this hypervisor is closed
     * @throws java.io.InterruptedIOException if interrupted while waiting; the interrupt status stays set (L6)
     */
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        return host().connect(address, options);
    }

    /**
     * Listens on behalf of the partition that the address names, or of every partition that connections are made to where
     * it names none. Does not block.
     *
     * @param address the address, of any kind
     * @param options how; the accepted flows have them too
     * @return the listener
     * @throws FlowAddressException if the address is taken, or no partition's (L3)
     * @throws FlowClosedException if this hypervisor is closed
     */
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return listen(null, address, options);
    }

    /**
     * Installs a rule on all links of this hypervisor.
     *
     * @param rule the rule
     * @return the handle that removes it
     */
    public Fault install(Rule rule) {
        return install(rule, Schedule.always());
    }

    /**
     * Installs a rule for some time, as {@link #install(Rule)} does for good.
     *
     * @param rule the rule
     * @param schedule when it has a say
     * @return the handle that removes it
     */
    public Fault install(Rule rule, Schedule schedule) {
        return install(rule, schedule, rules);
    }

    /** Resets every connection, as {@link Connection#reset} does. */
    public void reset() {
        Each.of(connections(), Connection::reset);
    }

    /**
     * The connections that are open at one end at least, accepted or not.
     *
     * @return a snapshot, in the order in which they were made
     */
    public List<Connection> connections() {
        return connections.stream()
                .sorted(Comparator.comparingLong(Connection::id))
                .toList();
    }

    /**
     * The connection that a flow is an end of.
     *
     * @param flow either end
     * @return the connection
     * @throws NoSuchElementException if the flow is not of this hypervisor, or both its ends have closed
     */
    public Connection connection(Flow flow) {
        return connections().stream()
                .filter(connection -> connection.hasEnd(flow))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no open connection of this hypervisor goes from "
                        + flow.localAddress() + " to " + flow.remoteAddress()));
    }

    /**
     * Closes all listeners, resets all connections and removes all rules. Connecting and listening then fail. Does not
     * block. A repeat does nothing.
     */
    @Override
    public void close() {
        closed = true;
        SharedHypervisor.discard(this);
        Each.of(List.<Runnable>of(this::closeListeners, this::reset, this::heal), Runnable::run);
    }

    private void closeListeners() {
        Each.of(namespace.all(), SimListenSocket::close);
    }

    /**
     * Removes all rules, wherever they are installed: on this hypervisor, its links, partitions and connections. What they held
     * goes on; what they lost or broke stays so. Does not block.
     */
    public void heal() {
        List<Rules> all = new ArrayList<>(List.of(rules));
        links.values().forEach(link -> all.add(link.rules()));
        partitions().forEach(partition -> all.add(partition.rules()));
        connections().forEach(connection -> all.add(connection.rules()));
        Each.of(all, Rules::removeAll);
    }

    FlowListener listen(@Nullable Partition seat, FlowAddress address, FlowOptions options) throws IOException {
        return new SocketListener(bind(seat, address, options), options);
    }

    SimListenSocket bind(@Nullable Partition seat, FlowAddress address, FlowOptions options) throws IOException {
        scheduler.step();
        UUID service = Services.of(address);
        boolean any = Services.isAny(service);
        while (true) {
            SimListenSocket socket = socket(seat, address, any ? Services.ofPort(freePort()) : service, options);
            if (namespace.bind(socket)) {
                if (closed) {
                    socket.close();
                }
                checkOpen("listen", address);
                record(Kind.LISTEN, socket.owner(), String.valueOf(socket.localAddress()));
                return socket;
            }
            if (!any) {
                throw new FlowAddressException("listen", address, "taken: another listener is there", null);
            }
        }
    }

    private SimListenSocket socket(@Nullable Partition seat, FlowAddress address, UUID service, FlowOptions options)
            throws IOException {
        Binding binding = addresses.binding(seat, address, service);
        Partition owner = binding.partition() == null ? host() : binding.partition();
        return new SimListenSocket(this, owner, binding, Naming.listening(address, owner, service), options);
    }

    Flow flow(StreamSocket socket, FlowOptions options) {
        try {
            return BufferedFlow.of(socket, options);
        } catch (Throwable e) {
            socket.abort(); // nobody else has it
            throw e;
        }
    }

    Fault install(Rule rule, Schedule schedule, Rules scope) {
        return install(rule, schedule, scope, () -> {});
    }

    private Fault install(Rule rule, Schedule schedule, Rules scope, Runnable whenRemoved) {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(schedule, "schedule");
        Fault fault = new Fault(rule, faults.incrementAndGet(), schedule, scope, this, whenRemoved);
        scope.add(fault);
        installed.incrementAndGet(); // last: what fails before leaves nothing
        record(Kind.FAULT, host(), "installed " + fault.label());
        return fault;
    }

    Fault pause(Partition partition, Rules scope) {
        Rule pause = Faults.named("pause of " + partition.name(), Faults.hold());
        scheduler.freeze(partition);
        try {
            return install(pause, Schedule.always(), scope, () -> scheduler.thaw(partition));
        } catch (Throwable e) {
            scheduler.thaw(partition);
            throw e;
        }
    }

    /** Lets go on what a fault held that is not installed any more. */
    void removed(Fault fault) {
        installed.decrementAndGet();
        record(Kind.FAULT, host(), "removed " + fault.label());
        connections().forEach(connection -> connection.release(fault));
        held.forEach(Parker::unpark);
    }

    void crash(Partition partition) {
        List<SimListenSocket> listeners = namespace.all().stream()
                .filter(listener -> listener.owner() == partition)
                .toList();
        Runnable stopActors = () -> {
            if (scheduler instanceof Baton baton) {
                baton.on(partition).forEach(Actor::stop);
            }
        };
        Each.of(
                List.<Runnable>of(
                        () -> Each.of(listeners, SimListenSocket::close),
                        () -> reset(partition, Event.Cause.CRASH),
                        stopActors),
                Runnable::run);
    }

    void migrate(Partition partition, long cid) {
        partitions.renumber(partition, cid);
        reset(partition, Event.Cause.TRANSPORT);
    }

    void reset(Partition partition, Event.Cause cause) {
        List<Connection> mine = connections().stream()
                .filter(it -> it.from() == partition || it.to() == partition)
                .toList();
        Each.of(mine, connection -> connection.reset(cause));
    }

    /** What a connection that is made now can tell and carry. */
    Set<Capability> capabilities(Link link, Partition from, Partition to) {
        if (undisturbed()) {
            return ALL;
        }
        EnumSet<Capability> lacks = EnumSet.noneOf(Capability.class);
        Stream.of(link.rules(), from.rules(), to.rules(), rules).forEach(it -> it.addLacks(lacks));
        return Set.copyOf(EnumSet.complementOf(lacks));
    }

    /** Whether no rule is installed anywhere: the one thing that undisturbed reads and writes look at. */
    boolean undisturbed() {
        return installed.get() == 0;
    }

    @Nullable
    Ruling judge(Event event, @Nullable Rules ofConnection, Link link) {
        Ruling ruling = ofConnection == null ? null : ofConnection.judge(event, choices);
        if (ruling == null) {
            ruling = link.rules().judge(event, choices);
        }
        if (ruling == null) {
            ruling = event.from().rules().judge(event, choices);
        }
        if (ruling == null && event.from() != event.to()) {
            ruling = event.to().rules().judge(event, choices);
        }
        if (ruling == null) {
            ruling = rules.judge(event, choices);
        }
        if (ruling != null && ruling.interferes()) {
            record(Kind.FAULT, event.from(), ruling.text(event));
        }
        return ruling;
    }

    Connection open(Connection.Endpoint near, Connection.Endpoint far, int window) {
        Connection connection = new Connection(this, ids.getAndIncrement(), near, far, window);
        connections.add(connection);
        return connection;
    }

    /** For the trace of a simulation: what an actor does at a partition. */
    void record(Kind kind, Partition where, String detail) {
        if (scheduler instanceof Baton baton) {
            baton.record(kind, where, where, -1, detail);
        }
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    /** One direction of a connection, from a writer on that partition. */
    Pipe pipe(Partition writer, int window) {
        return new Pipe(scheduler, scheduler.elsewhere(writer), pool, window);
    }

    long freePort() {
        return FIRST_FREE_PORT + ports.getAndIncrement() % FREE_PORTS;
    }

    private void checkMine(Partition partition) {
        if (partition.hypervisor() != this) {
            throw new IllegalArgumentException(partition + " is of another hypervisor, must be of this one");
        }
    }

    void checkOpen(String operation, FlowAddress address) throws FlowClosedException {
        if (closed) {
            throw new FlowClosedException(operation, address, "the simulated hypervisor is closed", null);
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    void putBehind(Path path, Partition partition) {
        partitions.putBehind(path, partition);
    }

    Namespace namespace() {
        return namespace;
    }

    AddressBook addresses() {
        return addresses;
    }

    List<Parker> held() {
        return held;
    }
}
