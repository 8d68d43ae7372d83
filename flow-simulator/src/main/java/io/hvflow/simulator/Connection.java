package io.hvflow.simulator;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.spi.StreamSocket;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two partitions, as the hypervisor sees it: what can happen to it without its ends' doing. All
 * methods may be called from any thread and do not block.
 */
public final class Connection {
    private final Hypervisor hypervisor;
    private final long id;
    private final Link link;
    private final Rules rules = new Rules();
    private final Endpoint nearEnd;
    private final Endpoint farEnd;
    private final Wire there;
    private final Wire back;
    private final Set<Capability> capabilities;
    private final SimSocket near;
    private final SimSocket far;
    private final AtomicInteger open = new AtomicInteger(2);

    /**
     * One end, as it sees itself.
     *
     * @param partition where it is
     * @param local its own address
     * @param remote its peer's address
     */
    record Endpoint(Partition partition, FlowAddress local, FlowAddress remote) {
        boolean is(Flow flow) {
            return flow.localAddress().equals(local) && flow.remoteAddress().equals(remote);
        }
    }

    Connection(Hypervisor hypervisor, long id, Endpoint nearEnd, Endpoint farEnd, int window) {
        this.hypervisor = hypervisor;
        this.id = id;
        this.nearEnd = nearEnd;
        this.farEnd = farEnd;
        link = hypervisor.link(from(), to());
        capabilities = hypervisor.capabilities(link, from(), to());
        there = new Wire(this, from(), to(), hypervisor.pipe(from(), window));
        back = new Wire(this, to(), from(), hypervisor.pipe(to(), window));
        near = new SimSocket(this, nearEnd, back, there, hypervisor.scheduler());
        far = new SimSocket(this, farEnd, there, back, hypervisor.scheduler());
    }

    /**
     * The partition that connected.
     *
     * @return the partition
     */
    public Partition from() {
        return nearEnd.partition();
    }

    /**
     * The partition that was connected to.
     *
     * @return the partition
     */
    public Partition to() {
        return farEnd.partition();
    }

    /**
     * The address that was dialled.
     *
     * @return the address
     */
    public FlowAddress address() {
        return nearEnd.remote();
    }

    /**
     * Breaks the connection now: both ends read and write an error, what is queued in either direction is lost. Nothing
     * happens to an end that has closed or has read the end of the stream.
     */
    public void reset() {
        reset(Event.Cause.RESET);
    }

    void reset(Event.Cause cause) {
        reset(from(), to(), cause, back);
    }

    /** The end that reads that wire aborts. */
    void aborted(Wire read) {
        if (read.pipe().isDead()) {
            return; // nobody there hears of it
        }
        boolean near = read.equals(back);
        reset(near ? from() : to(), near ? to() : from(), Event.Cause.ABORT, read);
    }

    private void reset(Partition by, Partition peer, Event.Cause cause, Wire read) {
        Event event = undisturbed()
                ? null
                : new Event.Break(by, peer, cause, read.pipe().unread());
        Ruling ruling = event == null ? null : judge(event);
        switch (Ruling.verdictOf(ruling)) {
            case Verdict.Pass pass -> breakOff();
            case Verdict.Drop drop -> {
                there.pipe().sever();
                back.pipe().sever();
            }
            case Verdict.ResetOnly only -> resetOnly(only.told(), Objects.requireNonNull(event), ruling);
            case Verdict.End end -> {
                there.pipe().vanish();
                back.pipe().vanish();
            }
            default -> throw Ruling.notUnderstood(Objects.requireNonNull(event), ruling);
        }
    }

    /** Breaks the connection for both ends, whatever the rules say. */
    void breakOff() {
        there.pipe().reset();
        back.pipe().reset();
    }

    private void resetOnly(Partition told, Event event, @Nullable Ruling ruling) {
        if (told != from() && told != to()) {
            throw Ruling.notUnderstood(event, ruling);
        }
        Wire read = told == from() ? back : there;
        read.pipe().resetReader();
        other(read).pipe().resetWriter();
    }

    /** Whichever of the two machines is a guest crashes. */
    void crashGuest() {
        (to().isHost() ? from() : to()).crash();
    }

    /** The other direction. */
    Wire other(Wire wire) {
        return wire == there ? back : there;
    }

    /**
     * Installs a rule on this connection alone.
     *
     * @param rule the rule
     * @return the handle that removes it; it goes with the connection, too
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
        Fault fault = hypervisor.install(rule, schedule, rules);
        if (open.get() == 0) {
            fault.close();
        }
        return fault;
    }

    /** Breaks the connection behind what {@code wire} carries, and in the other direction at once. */
    void breakBehind(Wire wire) {
        wire.pipe().finish(Mark.RESET, null);
        other(wire).pipe().reset();
    }

    boolean undisturbed() {
        return hypervisor.undisturbed();
    }

    @Nullable
    Ruling judge(Event event) {
        return hypervisor.judge(event, rules, link);
    }

    Rules rules() {
        return rules;
    }

    void release(Fault fault) {
        there.pipe().release(fault);
        back.pipe().release(fault);
    }

    /** For the trace of a simulation: what becomes of one end. */
    void record(Happening.Kind kind, Endpoint end) {
        if (hypervisor.scheduler() instanceof Baton baton) {
            Partition peer = end.equals(nearEnd) ? to() : from();
            baton.record(kind, end.partition(), peer, id, String.valueOf(end.remote()));
        }
    }

    StreamSocket scheduled(StreamSocket used, Endpoint end) {
        boolean isNear = end.equals(nearEnd);
        Partition peer = isNear ? to() : from();
        Pipe in = (isNear ? back : there).pipe();
        Pipe out = (isNear ? there : back).pipe();
        return hypervisor.scheduler() instanceof Baton baton
                ? new ScheduledSocket(used, baton, id, end.partition(), peer, in, out)
                : used;
    }

    Flow scheduled(Flow made) {
        return hypervisor.scheduler() instanceof Baton baton ? new ScheduledFlow(made, baton) : made;
    }

    /** One end has closed. */
    void ended() {
        if (open.decrementAndGet() == 0) {
            rules.removeAll();
            hypervisor.ended(this);
        }
    }

    /** What its transport could tell and carry when it was made. */
    Set<Capability> capabilities() {
        return capabilities;
    }

    long id() {
        return id;
    }

    SimSocket near() {
        return near;
    }

    SimSocket far() {
        return far;
    }

    boolean hasEnd(Flow flow) {
        return nearEnd.is(flow) || farEnd.is(flow);
    }

    @Override
    public String toString() {
        return "Connection[" + from().name() + " to " + to().name() + ", " + address() + "]";
    }
}
