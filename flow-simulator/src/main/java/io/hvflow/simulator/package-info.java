/**
 * A hypervisor in memory: partitions, listeners, connections with bounded windows, and faults that can be switched on and
 * off. Its flows are {@link io.hvflow.engine.BufferedFlow}s, as those over real sockets are, so the code that applications
 * ship is the code that tests put under faults.
 *
 * <h2>Model</h2>
 *
 * A {@link io.hvflow.simulator.Hypervisor} has {@link io.hvflow.simulator.Partition}s: the host, and guests that are made
 * when they are first named. Between any two lies a {@link io.hvflow.simulator.Link}; over it go {@link
 * io.hvflow.simulator.Connection}s. A connection has two directions, and each of them is in one of these states:
 *
 * <pre>{@code
 *              the writer shuts down            the reader has taken
 *              writing, or closes               all bytes and the end
 *      OPEN ─────────────────────────> ENDING ────────────────────────> ENDED
 *       │ │                             │ │
 *       │ │   the reader shuts down     │ │
 *       │ └───reading, or closes────────┼─┴──> STOPPED
 *       │                               │
 *       └───────either end aborts, or───┴────> BROKEN
 *               a fault resets it
 *
 *                 OPEN     ENDING             ENDED           STOPPED         BROKEN
 *      a read     waits    the rest           end of stream   end of stream   reset
 *      a write    waits    closed (own end)   the same        closed (peer)   reset
 * }</pre>
 *
 * <p>In the states at the right nothing is queued: what was, is dropped. ENDED and STOPPED last, so an end of stream that
 * was read stays one. A fault may break a direction behind some bytes; their reader gets them first. An end that closes with bytes unread does so in good order, as on AF_VSOCK. The window bounds the
 * bytes that were written and not read; it is the smaller {@code windowSize} of the two ends.
 *
 * <h2>Addresses</h2>
 *
 * Every kind of address names the same partitions and ports, so that a guest's listener on {@code vsock://:52} is what the
 * host reaches at {@code hybrid:///run/vm.sock:52}. Flows report addresses of the kind that their own end asked for.
 *
 * <table>
 * <caption>What addresses mean</caption>
 * <tr><th>Address<th>Connecting<th>Listening
 * <tr><td>{@code sim://guest:5000}<td>the partition of that name; a number is a CID, {@code local} the own partition<td>the
 * same; without a name, any
 * <tr><td>{@code vsock://3:5000}<td>the partition with that CID; 1 is the own one, 2 the host<td>the same; without a CID, any
 * <tr><td>{@code hvsock://<vm id>/5000}<td>the partition with that VM id; {@code parent} is the host, {@code loopback} the
 * own one; a port's service id is that port, another one is a name of its own<td>the same; {@code wildcard} and {@code
 * children}: any
 * <tr><td>{@code hvsock://name=guest/5000}<td>the partition of that name<td>refused
 * <tr><td>{@code hybrid:///run/vm.sock:5000}<br>{@code hyperkit://:5000/vms/0}<td>the port of the guest {@linkplain
 * io.hvflow.simulator.Partition#behind behind} that socket (of any guest that listens on the port, before one is put
 * there); else the listener on the same address<td>the host's port as that guest sees it; the host's own listener comes
 * first. Also found as the socket file that it is on a real host
 * <tr><td>{@code unix:///run/x.sock}<td>the file, on the own partition<td>the same
 * <tr><td>{@code unix:@name}<td>the abstract name, on the own partition<td>the same
 * <tr><td>any other<td>the same text<td>the same
 * </table>
 *
 * <p>A {@link io.hvflow.simulator.Partition} connects from itself and listens on its own names: any means any of its own,
 * another's are refused as not local. {@link io.hvflow.simulator.Hypervisor#connect} connects from the host, and {@link
 * io.hvflow.simulator.Hypervisor#listen} plays every part: any means that each partition seems to listen there, an exact
 * listener coming first. CID 0, the hypervisor itself, is no partition. A listener reports its own partition's name where
 * any was asked for, which is the host's for one that plays all of them. Paths are compared as text, and have the 107 bytes
 * that they have on Linux; no file is made or looked for.
 *
 * <h2>Faults</h2>
 *
 * A {@link io.hvflow.simulator.Rule} judges each {@link io.hvflow.simulator.Event}; {@link io.hvflow.simulator.Faults} has the
 * usual ones. They are installed on the hypervisor, a link or a connection, and removed by closing the {@link
 * io.hvflow.simulator.Fault} that this gives. While none is installed, none of this costs anything.
 *
 * <h2>Threads, time and chance</h2>
 *
 * A hypervisor that is made by itself runs freely. No thread per flow: bytes move on the threads of those who read and
 * write. Delays run on one timer thread, shared by the process, that starts with the first and ends by itself. Chance comes
 * from {@link io.hvflow.simulator.Choices}; the same seed draws the same numbers, while which thread draws which is up to the
 * threads.
 *
 * <p>The hypervisor of a {@link io.hvflow.simulator.Simulation} leaves nothing to the threads: its actors run one at a time,
 * on a virtual clock, and a {@link io.hvflow.simulator.Tape} holds every choice. The state machines are the same ones. {@link
 * io.hvflow.simulator.Exploration} runs a test with many schedules, and replays and simplifies one that fails.
 */
@NullMarked
package io.hvflow.simulator;

import org.jspecify.annotations.NullMarked;
