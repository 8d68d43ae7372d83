"""Connecting and listening."""

import errno
import os
import socket
import stat

from address import MAX_NAME, UnixAddress, VsockAddress, address_of, name_of
from failure import Failure, GivenUp, failure_of, system_error
from flow import Flow
from framed import FramedFlow
from loop import READABLE, RETRY, WRITABLE, Turn, now


def new_socket(address, options):
    made = socket.socket(address.family, socket.SOCK_STREAM)
    return prepared(made, address, options)


def prepared(made, kind, options):
    made.setblocking(False)
    if options["windowSize"]:
        kind.set_window(made, options["windowSize"])
    return made


def new_flow(loop, connected, options, local, remote, kind):
    return (FramedFlow if options["framing"] else Flow)(loop, connected, options, local, remote, kind)


async def connect(loop, call, written, options):
    address = address_of(written, "connect")
    call.allow(options["connectTimeout"])
    made = None
    try:
        made = new_socket(address, options)
        await connect_socket(loop, call, made, address.native())
        local = name_of(type(address), made.getsockname(), str(address))
        return new_flow(loop, made, options, local, str(address), type(address))
    except (GivenUp, OSError) as e:
        if made:
            loop.watch(made.fileno(), 0)
            made.close()
        if isinstance(e, GivenUp):
            raise
        if e.errno == errno.ECONNREFUSED and is_something_else(address):
            raise Failure("address", "connect", written, "what is there is no socket", e.errno) from e
        raise failure_of("connect", written, e) from e


def is_something_else(address):
    try:
        is_file = isinstance(address, UnixAddress) and not address.abstract
        return is_file and not stat.S_ISSOCK(os.stat(address.name).st_mode)
    except OSError:
        return False


async def connect_socket(loop, call, connecting, native):
    error = connecting.connect_ex(native)
    while error == errno.EAGAIN:  # The backlog of a UNIX socket is full, and poll(2) does not say when it has room.
        await call.block(until=now() + RETRY)
        error = connecting.connect_ex(native)
    if error == errno.EINPROGRESS:
        answered = []
        loop.watch(connecting.fileno(), WRITABLE, lambda events: (answered.append(events), call.wake()))
        while not answered:
            await call.block()
        loop.watch(connecting.fileno(), 0)
        error = connecting.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if error:
        raise system_error(error)


class Listener:
    """Accepts flows with its own options. A socket file is not there before it accepts connections."""

    def __init__(self, loop, written, options):
        address = address_of(written, "listen")
        self.loop, self.options, self.kind = loop, options, type(address)
        self.acceptors, self.timeout, self.file, self.socket = Turn(), None, None, None
        try:
            self.socket = new_socket(address, options)
            if isinstance(address, UnixAddress) and not address.abstract:
                self.bind_file(address.native())
            else:
                self.socket.bind(address.native())
                self.socket.listen(options["backlog"])
            if isinstance(address, VsockAddress):
                address.port = self.socket.getsockname()[1]
        except OSError as e:
            if self.socket:
                self.socket.close()
            raise failure_of("listen", written, e) from e
        self.address = str(address)

    def bind_file(self, path):
        """Binds another name, links it to its own when it listens; binds its own if the other is too long."""
        if os.path.lexists(path):
            raise system_error(errno.EADDRINUSE)
        first = path + b".hvflow-" + os.urandom(4).hex().encode()
        first = path if len(first) > MAX_NAME else first
        self.socket.bind(first)
        found = os.lstat(first)
        try:
            self.socket.listen(self.options["backlog"])
            if first != path:
                os.link(first, path)
            self.file = os.path.abspath(path), found.st_dev, found.st_ino
        except FileExistsError:
            raise system_error(errno.EADDRINUSE) from None
        finally:
            if first != path or not self.file:
                os.unlink(first)

    async def accept(self, call):
        call.allow(self.timeout)
        await self.acceptors.enter(call)
        try:
            while self.socket:
                try:
                    accepted, peer = self.socket.accept()
                    prepared(accepted, self.kind, self.options)
                    own = accepted.getsockname() if self.kind is VsockAddress else None
                    local, remote = name_of(self.kind, own, self.address), name_of(self.kind, peer, self.address)
                    return new_flow(self.loop, accepted, self.options, local, remote, self.kind)
                except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                    self.loop.watch(self.socket.fileno(), READABLE, self.happened)
                    await call.block()
            raise Failure("closed", "accept", self.address, "this listener is closed")
        finally:
            self.acceptors.leave()

    def happened(self, events):
        if self.socket and not self.acceptors.queue:
            self.loop.watch(self.socket.fileno(), 0)
        self.acceptors.wake()

    def close(self):
        if self.socket:
            self.remove_file()
            self.loop.watch(self.socket.fileno(), 0)
            self.socket.close()
            self.socket = None
            self.acceptors.wake()

    def remove_file(self):
        """Removes the file that this listener made, and no other that has its name by now."""
        try:
            if self.file:
                path, device, inode = self.file
                found = os.lstat(path)
                if (found.st_dev, found.st_ino) == (device, inode):
                    os.unlink(path)
        except OSError:
            pass  # It is gone already, or may not be removed: the listener is closed all the same.
