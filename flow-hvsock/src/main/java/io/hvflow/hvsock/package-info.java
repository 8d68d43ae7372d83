/**
 * Flows over the sockets of this machine: {@code vsock:}, {@code hybrid:}, {@code hyperkit:} and {@code unix:} addresses on Linux,
 * {@code hvsock:} addresses on Windows. Programs
 * use {@link io.hvflow.Flows} and need nothing of this package but the permission for its module, {@code
 * --enable-native-access=io.hvflow.hvsock}; it is all Java, by the foreign function and memory API.
 *
 * <h2>Families</h2>
 *
 * <p>A family is one kind of address. {@code hvsock:} is AF_HYPERV, of which the last section tells. The others are POSIX
 * stream sockets that differ in their socket name, in what their errors mean, and in a handshake. {@code vsock:} is AF_VSOCK. {@code unix:} is AF_UNIX; a listener removes its
 * socket file when it closes, if it is still its own, and never removes another's. {@code hybrid:} is AF_UNIX to a virtual
 * machine's monitor, which bridges it to the guest's AF_VSOCK, and so is {@code hyperkit:}, whose monitor has a directory of
 * sockets and answers nothing: where nobody listens in the guest, connecting succeeds, and the stream ends or breaks at once.
 *
 * <p>The path of a socket file has 107 bytes at most, that of the file in hyperkit's directory included, and so has an
 * abstract name. A longer one is refused with both numbers. A relative path counts as it is written, and belongs to the
 * directory that the JDK resolves its own paths by ({@link io.hvflow.UnixAddress}). The file is seen only when it
 * accepts connections; {@link io.hvflow.hvsock.UnixOptions} has its mode, and the way to take over one that a dead
 * process left.
 *
 * <p>{@link io.hvflow.hvsock.VsockOptions} has what only AF_VSOCK has, {@link io.hvflow.hvsock.HvsockOptions} what only AF_HYPERV has. {@link io.hvflow.hvsock.InheritedSocket} takes over
 * sockets that this process was started with.
 *
 * <p>macOS is not served. Of it only the layouts of socket addresses are written, from its headers and never run; what is
 * missing is a poller by kqueue(2) in place of epoll(7) and eventfd(2), accept(2) and socket(2) without flags, and its
 * numbers of options and errors.
 *
 * <p>The POSIX families declare {@link io.hvflow.Capability#HALF_CLOSE} and {@link io.hvflow.Capability#PEER_SHUTDOWN_READ}, since
 * the sockets have both, and none declares {@link io.hvflow.Capability#RESET_DETECTION}: the stream of a peer that is
 * killed ends as if it were closed. Behind a hybrid socket a monitor may have less. Firecracker and others take the host's
 * half-close for a close of both directions, so that the guest's answer is lost, and do not pass the guest's half-close on;
 * {@link io.hvflow.FlowOptions#framing} restores both where the guest speaks it too.
 *
 * <h2>A descriptor's life</h2>
 *
 * <p>The kernel hands a number out again as soon as it is closed, so a thread that still used it would read another
 * socket's bytes. Every use is counted in and out. Closing lets nobody in any more, wakes those who wait, and returns; the
 * last one out closes the number, once. All descriptors are non-blocking, since a thread that blocks in accept(2) on AF_VSOCK is
 * woken neither by shutdown(2) nor by close(2). Closing in good order first takes what has arrived and was not read: AF_UNIX
 * would give the peer a reset in place of the end of stream.
 *
 * <h2>Waiting</h2>
 *
 * <p>Every call is tried first, and waits only when the system has nothing. A platform thread waits in poll(2), for the socket and
 * for an eventfd by which {@code wake}, close and interrupts reach it. A virtual thread would pin its carrier there. It yields
 * and tries again up to four times, which spares most of the waiting where the peer runs in this process; then it registers
 * with the poller, and parks.
 *
 * <h2>The poller</h2>
 *
 * <p>One platform thread waits in epoll_wait(2) for all parked virtual threads and for all callbacks, which it runs. A
 * descriptor has one registration for everything that is wanted of it, for one event, under an id that is never used again.
 * The poller starts when the first one needs it, and ends a second after the last: a process whose flows nobody waits for
 * has neither its thread nor its descriptors. When the process has no descriptor left for it, waiting goes on by looking
 * again every millisecond.
 *
 * <h2>AF_HYPERV</h2>
 *
 * <p>Its calls block, as early versions of Windows can wait for these sockets in no other way; helper threads make them ({@link
 * io.hvflow.FlowOptions#executor}), only while there is something to wait for. Closing cancels them and closes the handle when the
 * last one is out. It declares {@link io.hvflow.Capability#HALF_CLOSE} alone. {@link io.hvflow.hvsock.HyperV} looks machines up
 * and registers services. It has not been run on Windows, but over a stand-in for it, as docs/hyperv.md tells.
 */
@NullMarked
package io.hvflow.hvsock;

import org.jspecify.annotations.NullMarked;
