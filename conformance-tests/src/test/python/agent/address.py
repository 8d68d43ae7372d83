"""The addresses that this agent serves: how they are written, and what the system has for them."""

import errno
import os
import socket
import struct
import urllib.parse

from failure import Failure, system_error

PLAIN, HEX, MAX_NAME, ANY = "/-._~!$&'()*+,;=@", set("0123456789abcdefABCDEF"), 107, 0xFFFFFFFF


class UnixAddress:
    family, largest_send = socket.AF_UNIX, 1 << 30

    def __init__(self, rest):
        self.abstract = rest.startswith("@")
        if rest.startswith("//") and not rest.startswith("///"):
            raise ValueError("two slashes are followed by an absolute path")
        written = rest.removeprefix("@") if self.abstract else rest.removeprefix("//")
        if not written or any(c in "?#" or ord(c) < 32 or 127 <= ord(c) < 160 for c in written):
            raise ValueError("a name is not empty, and has no bare ?, # or control character")
        if any(len(it) < 2 or not set(it[:2]) <= HEX for it in written.split("%")[1:]):
            raise ValueError("% is followed by two hexadecimal digits")
        self.name = urllib.parse.unquote_to_bytes(written)
        self.name.decode()
        if b"\0" in self.name and not self.abstract:
            raise ValueError("a path has no NUL")

    def __str__(self):
        name = urllib.parse.quote(self.name, safe=PLAIN)
        if self.abstract:
            return "unix:@" + name
        return "unix:" + ("//" if name.startswith("/") else "./" if name.startswith("@") else "") + name

    def native(self):
        if len(self.name) > MAX_NAME:
            raise system_error(errno.ENAMETOOLONG)
        return b"\0" + self.name if self.abstract else self.name

    @classmethod
    def named(cls, native):
        path = isinstance(native, str)
        written = urllib.parse.quote(os.fsencode(native) if path else native[1:], safe=PLAIN)
        return cls(("./" if path and written.startswith("@") else "" if path else "@") + written)

    @staticmethod
    def set_window(of, size):
        of.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)


class VsockAddress:
    family, largest_send = socket.AF_VSOCK, 31_744  # Some devices lose larger ones whole, with Linux 6.12 and newer.
    cids = {"": ANY, "any": ANY, "hypervisor": 0, "local": 1, "host": 2}

    def __init__(self, rest):
        cid, colon, port = rest.removeprefix("//").rpartition(":")
        if not rest.startswith("//") or not colon:
            raise ValueError("it is vsock://CID:PORT")
        known = self.cids.get(cid.lower())
        self.cid = self.number(cid) if known is None else known
        self.port = ANY if port.lower() == "any" else self.number(port)

    @staticmethod
    def number(digits):
        if not (digits.isascii() and digits.isdigit() and len(digits) < 99 and int(digits) <= ANY):
            raise ValueError(f"{digits!r} is no number up to {ANY}")
        return int(digits)

    def __str__(self):
        return f"vsock://{'' if self.cid == ANY else self.cid}:{'any' if self.port == ANY else self.port}"

    def native(self):
        return self.cid, self.port

    @classmethod
    def named(cls, native):
        return cls(f"//{native[0]}:{native[1]}")

    @staticmethod
    def set_window(of, size):
        credit = struct.pack("Q", max(size, 65_536))
        of.setsockopt(socket.AF_VSOCK, socket.SO_VM_SOCKETS_BUFFER_MAX_SIZE, credit)
        of.setsockopt(socket.AF_VSOCK, socket.SO_VM_SOCKETS_BUFFER_SIZE, credit)


KINDS = {"unix": UnixAddress, "vsock": VsockAddress}


def address_of(written, operation):
    scheme, _, rest = written.partition(":")
    if scheme.lower() not in KINDS:
        raise Failure("unsupported", operation, written, "this agent serves unix: and vsock:")
    try:
        return KINDS[scheme.lower()](rest)
    except ValueError as e:
        raise Failure("argument", "", "", f"{written!r} is no address: {e}") from e


def name_of(kind, native, otherwise):
    """The text for an end, of the system's name for it if there is one that is text."""
    try:
        return str(kind.named(native)) if native else otherwise
    except ValueError:
        return otherwise
