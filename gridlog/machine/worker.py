"""Run a generator in another process, ahead of the code that takes its items.

This pays for bulk work where reading keeps one processor busy while writing could keep another one busy.
When no second process can be started, or it dies, this process does the work: slower, with the same result.
"""

import gc
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from queue import Queue
from threading import Thread
from typing import Any, BinaryIO, TypeVar

AHEAD = 16 << 20  # as many bytes may wait to be taken
PIECE = 256 << 10
TURN = 0.0002  # seconds; with the usual 5 ms the writing thread would run too seldom
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from gridlog.machine.worker import serve"
START += "; serve(sys.stdin.buffer, sys.stdout.buffer)"
# Python starts without environment and site: text that they print at the start would spoil the pipe
BARE = ("-I", "-S", "-B")
HAIL = b"gridlog aside\n"

Item = TypeVar("Item")


class Gone(Exception):
    """No other process could be started, or it ended before it made every item."""


def aside(make: Callable[..., Iterator[Item]], *given: object) -> Iterator[Item]:
    """Yield the items of `make(*given)`, even when the other process dies.

    `make`, `given` and the items are pickled. A second call of `make` must yield as many items in the same order,
    for this process makes the rest when the other one dies. Each item must be complete without the other items.
    """
    taken = 0
    try:
        for item in ahead(make, *given):
            taken += 1
            yield item
    except Gone:
        yield from islice(make(*given), taken, None)


def ahead(make: Callable[..., Iterator[Item]], *given: object) -> Iterator[Item]:
    """Yield the items of `make(*given)` from another process; `make`, `given` and the items are pickled.

    Raises Gone when the other process cannot give every item.
    """
    worker = _started(pickle.dumps((make, given)))
    try:
        if _end(worker.stdout).read(len(HAIL)) != HAIL:
            raise Gone
        while (message := _next(worker)) != END:
            yield message[0]
    finally:
        _stop(worker)


Message = tuple[Any, ...]
END: Message = ()


def _started(task: bytes) -> subprocess.Popen[bytes]:
    if not sys.executable or getattr(sys, "frozen", False) or (os.cpu_count() or 1) < 2:
        raise Gone
    reads_utf8 = ("-X", "utf8") if sys.flags.utf8_mode else ()
    command = [sys.executable, *BARE, *reads_utf8, "-c", START, json.dumps(sys.path)]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)  # noqa: S603  # the command is this program
    except OSError:
        raise Gone from None
    try:
        with _end(worker.stdin) as stream:
            stream.write(task)
    except OSError:
        _stop(worker)
        raise Gone from None
    return worker


def _end(pipe: Any) -> BinaryIO:
    """Return one end of a pipe that was asked for, so that it is not None."""
    end: BinaryIO = pipe
    return end


def _next(worker: subprocess.Popen[bytes]) -> Message:
    """Return a tuple with the next item alone, or END. Raises Gone."""
    try:
        message: Message = pickle.load(_end(worker.stdout))  # noqa: S301  # the bytes come from our own process
    except Exception:  # an incomplete pickle may raise any exception
        raise Gone from None
    return message


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    _end(worker.stdout).close()


def serve(task: BinaryIO, taker: BinaryIO) -> None:
    """Work as the other process: make the items of the task until they are complete or no process takes them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that takes the items gets Ctrl-C, too
    gc.disable()
    sys.setswitchinterval(TURN)
    taker.write(HAIL)
    make, given = pickle.load(task)  # noqa: S301  # the bytes come from the process that started this one
    outlet = _Outlet(taker)
    outlet.start()
    try:
        for item in make(*given):
            outlet.put((item,))
            if not outlet.is_heard:
                return
        outlet.put(END)
    finally:
        outlet.waiting.put(b"")
        outlet.join()


class _Outlet(Thread):
    """A thread that writes waiting items while the next items are made."""

    def __init__(self, taker: BinaryIO) -> None:
        super().__init__()
        self.waiting: Queue[bytes] = Queue(AHEAD // PIECE)
        self.is_heard = True
        self._taker = taker

    def put(self, message: Message) -> None:
        told = pickle.dumps(message)
        for at in range(0, len(told), PIECE):
            self.waiting.put(told[at : at + PIECE])

    def run(self) -> None:
        while piece := self.waiting.get():
            try:
                if self.is_heard:
                    self._taker.write(piece)
                    self._taker.flush()
            except OSError:
                self.is_heard = False
