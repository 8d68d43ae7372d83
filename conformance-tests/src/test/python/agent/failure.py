"""What a reply says of a call that failed, and what the system's errors mean."""

import errno
import os
import struct


def text(value):
    encoded = value.encode(errors="replace")[:0xFFFF]
    return struct.pack(">H", len(encoded)) + encoded


class Failure(Exception):
    """What a reply says of a call that failed."""

    def __init__(self, kind, operation, address, reason, number=0, count=0):
        super().__init__(reason)
        self.kind, self.operation, self.address, self.reason = kind, operation, address, reason
        self.number, self.count = number, count

    def encode(self, moved):
        texts = self.kind, self.operation, self.address, self.reason, errno.errorcode.get(self.number, "")
        return b"".join(map(text, texts)) + struct.pack(">Iqq", self.number, self.count, moved)


class GivenUp(Exception):
    """A call had to wait, and was interrupted, or its time has passed."""


def errors(names):
    return {getattr(errno, name) for name in names.split()}


REFUSED = errors("ECONNREFUSED ECONNRESET ENOENT")
UNSUPPORTED = errors("EAFNOSUPPORT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP")
BROKEN = errors("ECONNRESET ENOTCONN ENOBUFS ETIMEDOUT")
WRONG_ADDRESS = errors(
    "EADDRINUSE EADDRNOTAVAIL EACCES EPERM EINVAL ENAMETOOLONG ENOENT ENOTDIR ELOOP EROFS EPROTOTYPE ENODEV"
    " ENETUNREACH ENETDOWN EHOSTUNREACH"
)


def failure_of(operation, address, error):
    """What an error of the system means, by what was attempted."""
    number, kind = error.errno or 0, "flow"
    if operation == "connect" and number in REFUSED:
        kind = "refused"
    elif operation == "connect" and number == errno.ETIMEDOUT:
        kind = "timeout"
    elif operation in ("connect", "listen"):
        kind = "address" if number in WRONG_ADDRESS else "unsupported" if number in UNSUPPORTED else "flow"
    elif operation in ("read", "write"):
        kind = "closed" if number == errno.EPIPE else "reset" if number in BROKEN else "flow"
    return Failure(kind, operation, address, error.strerror or str(error), number)


def system_error(number):
    return OSError(number, os.strerror(number))
