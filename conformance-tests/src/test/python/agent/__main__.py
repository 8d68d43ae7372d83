"""An agent of the contract suite, on standard input and output, written from docs/agent.md: python3 agent

It serves unix: and vsock:, framed or not, on Linux; Python 3.11 and its standard library are enough, and so is Debian's
python3-minimal. From the bottom: failure, address, options, loop, flow, framed, connecting, channel, session.
"""

import os
import sys

from channel import Channel
from loop import Loop
from session import Session


def main():
    if sys.argv[1:] or sys.version_info < (3, 11):
        print("hvflow agent: it takes no arguments, and Python 3.11 or newer", file=sys.stderr)
        return 2
    loop = Loop()
    status, complaint = Session(loop, Channel(loop, 0, 1)).serve()
    if complaint:
        printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in complaint)
        print("hvflow agent: " + printable, file=sys.stderr)
    return status


if __name__ == "__main__":
    exit_status = main()
    sys.stderr.flush()
    os._exit(exit_status)  # Calls that still wait are not run to their ends.
