"""A session: the requests of one suite, with a method for each operation."""

import collections
import itertools
import os
import socket
import struct
import sys

from address import KINDS
from channel import DATA, GOODBYE, MAX_DATA, MAX_FRAME, REPLY, REQUEST, Broken, Fields, Gone
from connecting import Listener, connect
from failure import Failure, GivenUp, failure_of, text
from loop import BURST, READABLE, Request, now
from options import SECOND, options_of, time_of

MAX_FLOWS, MAX_LISTENERS, MAX_REQUESTS = 4_096, 1_024, 4_096
REMEMBERED = 1_024  # Flows and listeners that are closed.
ROOM = 4 * MAX_DATA  # For data of requests that are not answered.
SILENCE = 120 * SECOND

# Of each operation: the method, what is attempted, and the fields as Fields.read knows them; f and l are the numbers of
# a flow and of a listener.
OPERATIONS = {
    1: "ping ask -", 2: "who ask -", 3: "reach ask t", 4: "interrupt ask n",
    10: "listen listen to", 11: "accept accept l", 12: "accept_timeout set li", 13: "close_listener close l",
    20: "connect connect to", 21: "read read f", 22: "read_some read fz", 23: "read_into read fz",
    24: "write write fz", 25: "writev write fs", 26: "shutdown_read shutdown f", 27: "shutdown_write shutdown f",
    28: "close close f", 29: "abort abort f", 30: "read_timeout set fi", 31: "write_timeout set fi",
    32: "stats ask f", 33: "addresses ask f", 34: "write_pieces write fzp", 35: "read_pieces read fzp",
}
WRITES = 24, 25, 34


class Holdings:
    """Flows or listeners by their numbers: those that are open, and the last of those that are not."""

    def __init__(self, noun, most):
        self.noun, self.most = noun, most
        self.all, self.closed, self.numbers = {}, collections.deque(), itertools.count(1)

    def check_room(self):
        if len(self.all) - len(self.closed) >= self.most:
            raise Failure("agent", "", "", f"this agent holds at most {self.most} {self.noun}s")

    def add(self, thing):
        number = next(self.numbers)
        self.all[number] = thing
        return number

    def get(self, number):
        if number not in self.all:
            raise Failure("agent", "", "", f"{self.noun} {number} is unknown or forgotten")
        return self.all[number]

    def close(self, number):
        """It is closed, and remembered for some time."""
        if number in self.all and number not in self.closed:
            self.closed.append(number)
        if len(self.closed) > REMEMBERED:
            del self.all[self.closed.popleft()]


class Session:
    """Performs what one suite asks for, until its channel ends."""

    def __init__(self, loop, channel):
        self.loop, self.channel, self.requests = loop, channel, {}
        self.flows, self.listeners = Holdings("flow", MAX_FLOWS), Holdings("listener", MAX_LISTENERS)
        self.held, self.heard = 0, now()  # Bytes of data of requests; when the suite was heard last.

    def serve(self):
        """Returns the exit status, and what there is to complain of."""
        try:
            self.loop.watch(self.channel.source, READABLE, self.came)
            self.watch_silence()
            while not self.channel.ended:
                self.loop.turn()
            if not self.channel.greeted:
                raise Gone("the control channel ended before a hello")
            if self.channel.received:
                raise Gone("the control channel ended in the middle of a frame")
            return 0, ""
        except Broken as e:
            return 4, self.say_goodbye(str(e))
        except (Gone, OSError) as e:
            return 5, str(e)
        finally:
            for flow in self.flows.all.values():
                flow.abort()
            for listener in self.listeners.all.values():
                listener.close()

    def say_goodbye(self, why):
        try:
            if self.channel.greeted:
                self.channel.send(GOODBYE, text(why))
                self.channel.flush()
        except OSError:
            pass  # Why the session ends is known already.
        return why

    def watch_silence(self):
        if now() - self.heard >= SILENCE:
            raise Gone("the suite was silent for two minutes")
        self.loop.at(self.heard + SILENCE, self.watch_silence)

    def came(self, events):
        self.heard = now()
        self.channel.receive()
        for kind, rest in self.channel.frames():
            fields = Fields(rest)
            if kind == REQUEST:
                self.on_request(fields)
            elif kind == DATA:
                self.on_data(fields.number(">I"), fields.data)
            else:
                raise Broken(f"a suite sends no frame of kind {kind}")

    def on_request(self, fields):
        number, operation, _ = fields.number(">I"), fields.number("B"), fields.number("B")
        if operation not in OPERATIONS:
            raise Broken(f"there is no operation {operation}")
        forms = OPERATIONS[operation].split()[2].strip("-")
        values = [fields.read(form) for form in forms]
        if fields.data:
            raise Broken("a frame is longer than its fields")
        if number in self.requests or len(self.requests) >= MAX_REQUESTS:
            raise Broken(f"request {number} is not answered yet, or {MAX_REQUESTS} are not")
        size = 0 if operation not in WRITES else sum(values[1]) if forms[1] == "s" else values[1]
        request = self.requests[number] = Request(self.loop, number, operation, values, size)
        request.refused = self.held + size > ROOM
        self.held += 0 if request.refused else size
        if not size:
            request.start(self.perform(request))

    def on_data(self, number, data):
        request = self.requests.get(number)
        if not data or not request or len(data) > request.missing:
            raise Broken(f"data came for request {number}, {len(data)} bytes that nobody asked for")
        request.missing -= len(data)
        if not request.refused:
            request.data += data
        if not request.missing:
            request.start(self.perform(request))

    async def perform(self, request):
        method, verb, forms = OPERATIONS[request.operation].split()
        outcome, result = 1, b""
        try:
            result = await getattr(self, method)(request, *self.arguments(request, forms)) or b""
            outcome = 0
        except Failure as e:
            failure = e
        except GivenUp as e:
            failure = Failure(e.args[0], verb, request.address, e.args[1], count=request.moved)
        except OSError as e:
            failure = failure_of(verb, request.address, e)
        except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as e:
            failure = Failure("unexpected", verb, request.address, repr(e))
        if outcome:
            result = failure.encode(request.moved)
        del self.requests[request.number]
        self.held -= 0 if request.refused else request.size
        self.channel.send(REPLY, struct.pack(">IBB", request.number, outcome, request.interrupted), result)

    def arguments(self, request, forms):
        """The fields, with the flow or the listener in the place of its number."""
        if request.refused:
            raise Failure("agent", "", "", f"this agent has no room for {request.size} more bytes of data")
        if forms[0] not in "fl":
            return request.values
        thing = (self.flows if forms[0] == "f" else self.listeners).get(request.values[0])
        request.address = thing.remote if forms[0] == "f" else thing.address
        return [thing, *request.values[1:]]

    # Operations

    async def ping(self, request):
        pass

    async def who(self, request):
        system = os.uname()
        pairs = {
            "implementation": "HvFlow agent in Python",
            "system": f"{system.sysname} {system.release} {system.machine}",
            "runtime": f"{sys.implementation.name} {sys.version.split()[0]}",
        }
        return struct.pack(">H", len(pairs)) + b"".join(map(text, itertools.chain(*pairs.items())))

    async def reach(self, request, scheme):
        if scheme.lower() not in KINDS:
            return struct.pack(">H", 0)
        why = ""
        try:
            socket.socket(KINDS[scheme.lower()].family, socket.SOCK_STREAM).close()
        except OSError as e:
            why = f"the system gives no socket: {e.strerror}"
        return struct.pack(">H", 1) + text("python") + text(why)

    async def interrupt(self, request, number):
        if number in self.requests:
            self.requests[number].interrupt()

    async def listen(self, request, address, options):
        request.address = address
        self.listeners.check_room()
        listener = Listener(self.loop, address, options_of(options))
        return struct.pack(">I", self.listeners.add(listener)) + text(listener.address)

    async def accept(self, request, listener):
        self.flows.check_room()
        return self.hold(await listener.accept(request))

    async def accept_timeout(self, request, listener, nanos):
        listener.timeout = time_of("the time-out", nanos)

    async def close_listener(self, request, listener):
        listener.close()
        self.listeners.close(request.values[0])

    async def connect(self, request, address, options):
        request.address = address
        self.flows.check_room()
        return self.hold(await connect(self.loop, request, address, options_of(options)))

    def hold(self, flow):
        return struct.pack(">IB", self.flows.add(flow), flow.capabilities) + text(flow.local) + text(flow.remote)

    async def bring(self, request, flow, limit):
        """One receive, whose data goes to the suite: how many bytes, 0 at the end of the stream."""
        data = await flow.take(request, limit)
        for start in range(0, len(data), MAX_FRAME - 5):
            self.channel.send(DATA, struct.pack(">I", request.number), data[start:start + MAX_FRAME - 5])
        request.moved += len(data)
        flow.stats[0] += len(data)
        return len(data)

    async def read_once(self, request, flow, limit):
        request.allow(flow.read_timeout)
        await flow.readers.enter(request)
        try:
            count = await self.bring(request, flow, limit)
            flow.stats[1] += count > 0
            return count
        finally:
            flow.readers.leave()

    async def read(self, request, flow):
        return struct.pack("B", not await self.read_once(request, flow, flow.message_size))

    async def read_some(self, request, flow, room):
        flow.check_open("read")
        return struct.pack(">I", (await self.read_once(request, flow, room) or 0xFFFFFFFF) if room else 0)

    async def read_into(self, request, flow, size):
        flow.check_open("read")
        request.allow(flow.read_timeout)
        await flow.readers.enter(request)
        try:
            for step in itertools.count(1):
                if request.moved == size or not await self.bring(request, flow, size - request.moved):
                    return struct.pack("B", request.moved == size)
                if step % BURST == 0:
                    await request.pause()
        finally:
            flow.stats[1] += request.moved > 0
            flow.readers.leave()

    async def read_pieces(self, request, flow, size, piece):
        flow.check_open("read")
        for step in itertools.count(1):
            limit = min(piece, size - request.moved)
            if not limit or not await self.read_once(request, flow, limit):
                return struct.pack("B", not limit)
            if step % BURST == 0:
                await request.pause()

    async def write(self, request, flow, size):
        request.allow(flow.write_timeout)
        await flow.write(request, memoryview(request.data))

    async def writev(self, request, flow, sizes):
        await self.write(request, flow, sum(sizes))

    async def write_pieces(self, request, flow, size, piece):
        data = memoryview(request.data)
        for step, start in enumerate(range(0, size, piece), 1):
            request.allow(flow.write_timeout)
            await flow.write(request, data[start:start + piece])
            if step % BURST == 0:
                await request.pause()

    async def shutdown_read(self, request, flow):
        flow.shutdown_read()

    async def shutdown_write(self, request, flow):
        flow.shutdown_write()

    async def close(self, request, flow):
        try:
            await flow.close(request)
        finally:
            self.flows.close(request.values[0])

    async def abort(self, request, flow):
        flow.abort()
        self.flows.close(request.values[0])

    async def read_timeout(self, request, flow, nanos):
        flow.read_timeout = time_of("the time-out", nanos)

    async def write_timeout(self, request, flow, nanos):
        flow.write_timeout = time_of("the time-out", nanos)

    async def stats(self, request, flow):
        return struct.pack(">4q", *flow.stats)

    async def addresses(self, request, flow):
        return text(flow.local) + text(flow.remote)
