"""The loop, and the calls that wait in it.

One thread does everything, so no state needs a lock. A call is a coroutine. Where it has to wait, it blocks in a loop
that looks at what it waits for, and whatever changes that wakes it: bytes that come, room, an interrupt, a close.
"""

import collections
import heapq
import itertools
import selectors
import time
import types

from failure import GivenUp
from options import SECOND

READABLE, WRITABLE = selectors.EVENT_READ, selectors.EVENT_WRITE
BURST = 32  # Steps in a row, before others have a turn.
RETRY = SECOND // 20  # Between two tries of what the system does not announce.
now = time.monotonic_ns


@types.coroutine
def suspend():
    yield


class Loop:
    """Runs what is ready, then waits for descriptors and times."""

    def __init__(self):
        self.selector, self.watched = selectors.DefaultSelector(), {}
        self.ready, self.timers, self.numbers = collections.deque(), [], itertools.count()
        self.cancelled = 0

    def at(self, when, action):
        timer = [when, next(self.numbers), action]
        heapq.heappush(self.timers, timer)
        return timer

    def cancel(self, timer):
        """Timers that are cancelled stay in the heap, up to half of it."""
        if timer and timer[2]:
            timer[2] = None
            self.cancelled += 1
            if self.cancelled > 64 + len(self.timers) // 2:
                self.timers, self.cancelled = [it for it in self.timers if it[2]], 0
                heapq.heapify(self.timers)

    def watch(self, descriptor, events, action=None):
        """Has an action called for events of a descriptor, and for no others."""
        before = self.watched.get(descriptor, 0)
        if events and not before:
            self.selector.register(descriptor, events, action)
        elif before and not events:
            self.selector.unregister(descriptor)
        elif events != before:
            self.selector.modify(descriptor, events, action)
        self.watched[descriptor] = events

    def turn(self):
        wait = 0 if self.ready else None
        if self.timers and not self.ready:
            wait = max(0, self.timers[0][0] - now()) / SECOND
        for key, events in self.selector.select(wait):
            key.data(events)
        while self.timers and self.timers[0][0] <= now():
            timer = heapq.heappop(self.timers)
            action, timer[2] = timer[2], None
            if action:
                action()
            else:
                self.cancelled -= 1
        for _ in range(len(self.ready)):
            self.ready.popleft()()


class Request:
    """A request under way, and the data that came for it. It waits for one thing at a time."""

    def __init__(self, loop, number, operation, values, size):
        self.loop, self.number, self.operation, self.values = loop, number, operation, values
        self.size = self.missing = size
        self.data, self.refused = bytearray(), False
        self.coroutine, self.blocked, self.interrupted, self.deadline = None, False, False, None
        self.address, self.moved = "", 0

    def start(self, coroutine):
        self.coroutine = coroutine
        self.loop.ready.append(self.step)

    def step(self):
        try:
            self.coroutine.send(None)
        except StopIteration:
            pass

    def allow(self, nanos):
        """Bounds the call from now on; None sets no bound."""
        self.deadline = None if nanos is None else now() + nanos

    def check_time(self):
        if self.deadline is not None and now() >= self.deadline:
            raise GivenUp("timeout", "its time has passed")

    async def block(self, until=None, interruptible=True):
        """Waits to be woken, at most until a time. Only a call that has to wait looks at its interrupt."""
        if self.interrupted and interruptible:
            raise GivenUp("interrupted", "the call was interrupted")
        self.check_time()
        ends = [it for it in (self.deadline, until) if it is not None]
        timer = self.loop.at(min(ends), self.wake) if ends else None
        self.blocked = True
        await suspend()
        self.loop.cancel(timer)

    async def pause(self):
        """Lets the others go on: in calls of many steps, which may end by their time though they never have to wait."""
        self.check_time()
        self.loop.ready.append(self.step)
        await suspend()

    def wake(self):
        if self.blocked:
            self.blocked = False
            self.loop.ready.append(self.step)

    def interrupt(self):
        self.interrupted = True
        self.wake()


class Turn:
    """Calls of a kind, one at a time, first come first served. One that gives up leaves the others in their order."""

    def __init__(self):
        self.queue = collections.deque()

    async def enter(self, call):
        self.queue.append(call)
        try:
            while self.queue[0] is not call:
                await call.block()
        except GivenUp:
            self.queue.remove(call)
            raise

    def leave(self):
        self.queue.popleft()
        self.wake()

    def wake(self):
        """Wakes the call that has the turn."""
        if self.queue:
            self.queue[0].wake()
