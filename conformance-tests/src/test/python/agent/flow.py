"""Flows over a plain socket."""

import itertools
import socket

from failure import Failure, GivenUp, failure_of
from loop import BURST, READABLE, RETRY, WRITABLE, Turn, now

MOST = 1 << 18  # Bytes of one receive, as memory for it is taken before.


class Flow:
    """One end of a stream. What was accepted waits in the outbox until the socket takes it."""

    capabilities = 2 | 4

    def __init__(self, loop, connected, options, local, remote, kind):
        self.loop, self.socket, self.local, self.remote = loop, connected, local, remote
        self.message_size = min(options["messageSize"], kind.largest_send)
        self.buffer_size, self.close_timeout = options["bufferSize"], options["closeTimeout"]
        self.read_timeout, self.write_timeout = options["readTimeout"], options["writeTimeout"]
        self.readers, self.writers, self.closers = Turn(), Turn(), []
        self.stats = [0, 0, 0, 0]
        self.closing, self.wanted = False, 0
        # Reading. What comes after the inbox is the end of the stream ("") or a failure, for good.
        self.inbox, self.read_end = bytearray(), None
        self.reading_shut = self.peer_ended = False
        # Writing: nothing more is accepted; it is all sent, and the end too; nothing can be sent any more.
        self.outbox, self.piece = bytearray(), memoryview(b"")
        self.ending = self.ended = self.broken = False
        self.write_failure, self.lost = None, 0  # Accepted bytes that it cost and that no call has reported.
        self.retry = None

    def fail(self, operation, cause, count=0):
        return Failure(cause.kind, operation, self.remote, cause.reason, cause.number, count)

    def check_open(self, operation):
        if self.closing:
            raise Failure("closed", operation, self.remote, "this flow is closed")

    def want(self, events, wanted=True):
        self.wanted = self.wanted | events if wanted else self.wanted & ~events
        self.loop.watch(self.socket.fileno(), self.wanted, self.happened)

    def happened(self, events):
        if self.socket and events & READABLE:
            self.on_readable()
        if self.socket and events & WRITABLE:
            self.pump()

    # Reading

    async def take(self, call, limit):
        """At least one byte, or none at the end of the stream. The caller has the readers' turn."""
        while True:
            self.check_open("read")
            if not self.inbox and self.read_end is None:
                self.receive(min(limit, self.message_size))
            if self.inbox:
                data = bytes(self.inbox[:limit])
                del self.inbox[:limit]
                return data
            if self.read_end:
                raise self.fail("read", self.read_end)
            if self.read_end is not None:
                return b""
            self.want(READABLE)
            await call.block()

    def receive(self, limit):
        """Takes what one receive has: whether there is more to come."""
        try:
            data = self.socket.recv(min(limit, MOST))
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as e:
            self.end_of_transport(failure_of("read", self.remote, e))
            return False
        if data:
            self.came(data)
        else:
            self.end_of_transport("")
        return bool(data)

    def came(self, data):
        if self.read_end is None and not self.closing:
            self.inbox += data

    def end_of_transport(self, how):
        if not how and self.write_failure and self.write_failure.kind == "reset":
            how = self.write_failure  # The system reports a reset once, and did so to a send.
        self.end_of_stream(how)
        self.want(READABLE, False)

    def end_of_stream(self, how):
        self.read_end = how if self.read_end is None else self.read_end
        self.peer_ended = True
        self.readers.wake()
        self.wake_closers()

    def on_readable(self):
        if self.closing:
            self.receive(self.message_size)
        elif self.readers.queue:
            self.readers.wake()
        else:
            self.want(READABLE, False)

    def shutdown_read(self):
        if not self.closing and not self.reading_shut:
            self.reading_shut = True
            self.read_end = self.read_end or ""
            self.inbox.clear()
            self.end_reading()
            self.readers.wake()

    def end_reading(self):
        self.shut(socket.SHUT_RD)
        # Makes room for a writer at the other end: poll(2) does not say to it that its next send will fail.
        while self.receive(self.message_size):
            pass
        self.peer_ended = True

    def shut(self, how):
        try:
            self.socket.shutdown(how)
        except OSError:
            pass  # The peer is gone, which the next send or receive finds.

    # Writing

    def check_writable(self):
        self.check_open("write")
        if self.write_failure:
            self.lost = 0
            raise self.fail("write", self.write_failure)
        if self.ending:
            raise Failure("closed", "write", self.remote, "this end has shut down writing")

    async def write(self, call, data):
        """Returns when all is accepted; call.moved counts."""
        self.check_writable()
        if not data:
            return
        await self.writers.enter(call)
        begin, end = call.moved, call.moved + len(data)
        try:
            for step in itertools.count(1):
                self.check_writable()
                accepted = self.accept(data[call.moved - begin:])
                call.moved += accepted
                if call.moved == end:
                    self.pump()
                    return
                if step % BURST == 0:
                    await call.pause()
                elif not accepted and not self.write_failure:
                    await call.block()
        finally:
            self.stats[2] += call.moved - begin
            self.stats[3] += call.moved > begin
            self.writers.leave()

    def accept(self, data):
        """Takes what the socket takes or there is room for: how many bytes."""
        if self.unsent() >= self.buffer_size:
            self.pump()
        accepted = 0 if self.outbox or self.piece or self.write_failure else self.send_straight(data)
        if accepted or self.write_failure:
            return accepted
        part = data[:max(0, self.buffer_size - self.unsent())]
        self.outbox += part
        return len(part)

    def send_straight(self, data):
        return self.send(data[:self.message_size])

    def unsent(self):
        """Bytes that are accepted and not with the transport."""
        return len(self.outbox) + len(self.piece)

    def next_piece(self):
        piece = bytes(self.outbox[:self.message_size])
        del self.outbox[:self.message_size]
        return piece

    def pump(self):
        """Sends until the socket takes no more, or nothing is left; then ends the direction, if that was asked for."""
        if not self.socket:
            return
        self.loop.cancel(self.retry)
        self.retry, before = None, self.unsent()
        for _ in range(BURST):
            if not self.piece and not self.broken:
                self.piece = memoryview(self.next_piece())
            if not self.piece:
                if self.ending and not self.ended:
                    self.end_writing()
                break
            sent = self.send(self.piece[:self.message_size])
            if not sent and self.piece:
                # A peer that ends reading with bytes unread makes no room: over AF_UNIX only another send learns of it.
                self.retry = self.loop.at(now() + RETRY, self.pump)
                break
            self.piece = self.piece[sent:]
        self.want(WRITABLE, bool(self.piece or self.outbox or self.ending and not self.ended))
        if self.unsent() < before or self.write_failure:
            self.writers.wake()
        if self.ended:
            self.wake_closers()

    def send(self, data):
        try:
            return self.socket.send(data)
        except (BlockingIOError, InterruptedError):
            pass
        except OSError as e:
            self.lose(failure_of("write", self.remote, e), self.unsent())
            self.piece, self.broken = memoryview(b""), True
        return 0

    def lose(self, failure, count):
        """Nothing is accepted any more, and what was is lost."""
        self.write_failure = self.write_failure or failure
        self.lost += count
        self.outbox.clear()

    def end_writing(self):
        self.shut(socket.SHUT_WR)
        self.ended = True

    def shutdown_write(self):
        if not self.ending:
            self.ending = True
            self.writers.wake()
            self.pump()

    # Closing

    async def close(self, call):
        self.closers.append(call)
        if self.closing:
            while self.socket:
                await call.block(interruptible=False)
            return
        self.closing = self.ending = True
        self.inbox.clear()
        call.allow(self.close_timeout)
        self.readers.wake()
        self.writers.wake()
        try:
            if self.close_timeout != 0 and not self.peer_ended:
                self.want(READABLE)  # What comes is dropped, so that a peer that writes first goes on to read.
            self.pump()
            # An interrupt ends the wait for the peer, and not the handing over.
            while self.socket and not (self.ended and (self.peer_ended or call.interrupted)):
                await call.block(interruptible=False)
        except GivenUp:
            left = self.unsent()
            if left:
                reason = f"{left} accepted bytes never reached the transport"
                raise Failure("timeout", "close", self.remote, reason, count=left) from None
        finally:
            self.release()
        if self.lost:
            raise self.fail("close", self.write_failure)

    def wake_closers(self):
        for call in self.closers:
            call.wake()

    def abort(self):
        self.closing = True
        self.lost = 0
        self.release()

    def release(self):
        if self.socket:
            self.want(READABLE | WRITABLE, False)
            self.loop.cancel(self.retry)
            self.socket.close()
            self.socket = None
            self.inbox, self.outbox, self.piece = bytearray(), bytearray(), memoryview(b"")
            self.readers.wake()
            self.writers.wake()
            self.wake_closers()
