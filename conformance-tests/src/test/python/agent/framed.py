"""Framed flows."""

import struct

from failure import Failure
from flow import Flow
from loop import READABLE

MAX_FRAME_DATA = 4_096
NO_READING, NO_WRITING, NEITHER = 0xDEADBEEF, 0xBEEFDEAD, 0xDEADDEAD
READ_AHEAD = 65_536


class FramedFlow(Flow):
    """A flow that says in frames where it ends. It reads ahead: the peer's end of reading comes among its data."""

    capabilities = 1 | 2 | 4

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.raw, self.frame_left = bytearray(), 0  # The beginning of a head, and what is missing of a frame's data.
        self.transport_over = False
        self.piece_data, self.says_no_reading, self.says_no_writing = 0, False, False
        self.want(READABLE)

    async def take(self, call, limit):
        data = await super().take(call, limit)
        self.want(READABLE, not self.transport_over and len(self.inbox) < READ_AHEAD)
        return data

    def on_readable(self):
        self.receive(self.message_size)
        if len(self.inbox) >= READ_AHEAD:
            self.want(READABLE, False)

    def came(self, data):
        self.raw += data
        while self.raw and not self.transport_over:
            if self.frame_left:
                part = self.raw[:self.frame_left]
                del self.raw[:len(part)]
                self.frame_left -= len(part)
                super().came(part)
                self.readers.wake()
            elif len(self.raw) >= 4:
                word = int.from_bytes(self.raw[:4], "little")
                del self.raw[:4]
                self.begin(word)
            else:
                return

    def begin(self, word):
        if word <= MAX_FRAME_DATA:
            self.frame_left = word
        elif word not in (NO_READING, NO_WRITING, NEITHER):
            self.end_of_transport(Failure("reset", "read", self.remote, f"no frame begins with 0x{word:08x}"))
        if word in (NO_READING, NEITHER):
            self.lose(Failure("closed", "write", self.remote, "the peer reads no more"), len(self.outbox))
            self.writers.wake()
        if word in (NO_WRITING, NEITHER):
            self.end_of_stream("")

    def end_of_transport(self, how):
        self.transport_over = True
        if not self.peer_ended:
            how = how or Failure("reset", "read", self.remote, "the transport ended, and the stream did not")
        super().end_of_transport(how)

    def end_reading(self):
        self.says_no_reading = True
        self.want(READABLE, not self.transport_over)
        self.pump()

    def unsent(self):
        return len(self.outbox) + min(len(self.piece), self.piece_data)

    def send_straight(self, data):
        """A frame that has begun goes out whole, however small the outbox is."""
        frame = self.frame(data[:MAX_FRAME_DATA])
        self.piece = memoryview(frame)
        self.pump()
        return len(frame) - 4

    def frame(self, data):
        self.piece_data = len(data)
        return struct.pack("<I", len(data)) + data

    def next_piece(self):
        """A frame: that nothing is read as soon as may be, that nothing is written after all data."""
        if self.outbox and not self.says_no_reading:
            data = self.outbox[:MAX_FRAME_DATA]
            del self.outbox[:MAX_FRAME_DATA]
            return self.frame(data)
        self.piece_data = 0
        if self.says_no_reading:
            self.says_no_reading = False
            return struct.pack("<I", NO_READING)
        if self.ending and not self.says_no_writing:
            self.says_no_writing = True
            return struct.pack("<I", NO_WRITING)
        return b""

    def end_writing(self):
        self.ended = True
