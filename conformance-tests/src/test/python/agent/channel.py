"""The control channel: frames, and the fields in them."""

import os
import struct

MAX_FRAME, MAX_DATA, MAX_BUFFERS, MAX_TOKEN = 65_536, 67_108_864, 8_192, 1_024
MOST = 1 << 18  # Bytes that are read at once.
MAGIC, VERSION = b"HvFlowAg", 1
HELLO = MAGIC + struct.pack(">HH", VERSION, 0)
REQUEST, DATA, REPLY, GOODBYE = 1, 2, 3, 4


class Broken(Exception):
    """The suite broke the protocol."""


class Gone(Exception):
    """The control channel broke."""


class Fields:
    """The fields of a frame, read in their order."""

    def __init__(self, data):
        self.data = data

    def number(self, form):
        size = struct.calcsize(form)
        return struct.unpack(form, self.bytes(size))[0]

    def bytes(self, count):
        part, self.data = self.data[:count], self.data[count:]
        if len(part) < count:
            raise Broken("a frame is too short for its fields")
        return part

    def text(self):
        try:
            return self.bytes(self.number(">H")).decode()
        except UnicodeDecodeError as e:
            raise Broken("a text is not UTF-8") from e

    def options(self):
        return [(self.text(), self.number(">q")) for _ in range(self.number(">H"))]

    def size(self, most=MAX_DATA, least=0):
        size = self.number(">I")
        if not least <= size <= most:
            raise Broken(f"a size or count is {size}, must be from {least} to {most}")
        return size

    def sizes(self):
        sizes = [self.size() for _ in range(self.size(MAX_BUFFERS))]
        if sum(sizes) > MAX_DATA:
            raise Broken(f"a gathering write has {sum(sizes)} bytes, at most {MAX_DATA} may be")
        return sizes

    def read(self, form):
        """A field: a text, options, sizes of buffers, a size, the size of a piece, a time; otherwise a number."""
        match form:
            case "t":
                return self.text()
            case "o":
                return self.options()
            case "s":
                return self.sizes()
            case "z":
                return self.size()
            case "p":
                return self.size(least=1)
        return self.number(">q" if form == "i" else ">I")


class Channel:
    """Frames from the suite, and to it: these all at once, when everything has been done that could be done."""

    def __init__(self, loop, source, sink):
        self.loop, self.source, self.sink = loop, source, sink
        self.received, self.outgoing = bytearray(), []
        self.greeted = self.ended = False
        os.set_blocking(source, False)

    def receive(self):
        try:
            data = os.read(self.source, MOST)
            self.received += data
            self.ended = not data
        except BlockingIOError:
            pass

    def frames(self):
        """The frames that are whole, after the hello, as kind and rest."""
        start = 0
        try:
            while (self.greeted or self.greet()) and len(self.received) - start >= 4:
                size = int.from_bytes(self.received[start:start + 4], "big")
                if not 1 <= size <= MAX_FRAME:
                    raise Broken(f"a frame has {size} bytes, must have 1 to {MAX_FRAME}")
                if len(self.received) - start < 4 + size:
                    return
                kind, rest = self.received[start + 4], bytes(self.received[start + 5:start + 4 + size])
                start += 4 + size
                yield kind, rest
        finally:
            del self.received[:start]

    def greet(self):
        begin = bytes(self.received[:len(MAGIC)])
        if not MAGIC.startswith(begin):
            raise Broken(f"this is no suite: it began with the bytes {begin.hex(' ')}")
        if len(self.received) < len(HELLO):
            return False
        version, length = struct.unpack_from(">HH", self.received, len(MAGIC))
        if length > MAX_TOKEN:
            raise Broken(f"a token has {length} bytes, at most {MAX_TOKEN} may be")
        if len(self.received) < len(HELLO) + length:
            return False
        del self.received[:len(HELLO) + length]
        self.greeted = True
        self.put(HELLO)
        if version != VERSION:
            raise Broken(f"the suite speaks version {version}, this agent version {VERSION}")
        return True

    def send(self, kind, *parts):
        self.put(struct.pack(">IB", 1 + sum(map(len, parts)), kind) + b"".join(parts))

    def put(self, data):
        if not self.outgoing:
            self.loop.ready.append(self.flush)
        self.outgoing.append(data)

    def flush(self):
        data, self.outgoing = memoryview(b"".join(self.outgoing)), []
        while data:
            data = data[os.write(self.sink, data):]
