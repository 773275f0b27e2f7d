"""A generator in a process of its own, ahead of whoever takes what it yields.

For bulk whose reading keeps one processor busy while its writing could keep another. Where no second process can
be had, or it dies, the work is done in this one: slower, and nothing else is different.
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

AHEAD = 16 << 20  # bytes that may wait to be taken
PIECE = 256 << 10
TURN = 0.0002  # seconds; at the usual 5 ms the thread that writes would not come to its turn often enough
START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from gridlog.machine.worker import serve"
START += "; serve(sys.stdin.buffer, sys.stdout.buffer)"
# nothing of the environment and no site: what they print as Python starts would spoil the pipe
BARE = ("-I", "-S", "-B")
HAIL = b"gridlog aside\n"

Item = TypeVar("Item")


class Gone(Exception):
    """No other process could be had, or it ended before everything was made."""


def aside(make: Callable[..., Iterator[Item]], *given: object) -> Iterator[Item]:
    """What `make(*given)` yields, whatever becomes of the other process.

    All of it is pickled. Made twice it must yield as many items in the same order, each of them good without the others.
    """
    taken = 0
    try:
        for item in ahead(make, *given):
            taken += 1
            yield item
    except Gone:
        yield from islice(make(*given), taken, None)


def ahead(make: Callable[..., Iterator[Item]], *given: object) -> Iterator[Item]:
    """What `make(*given)` yields, all of it pickled. Raises Gone where not all of it can be had from another process."""
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
        worker = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)  # noqa: S603  # this program
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
    """An end of a pipe that was asked for."""
    end: BinaryIO = pipe
    return end


def _next(worker: subprocess.Popen[bytes]) -> Message:
    """The next item as the only one of a tuple, or END. Raises Gone."""
    try:
        message: Message = pickle.load(_end(worker.stdout))  # noqa: S301  # of our own process
    except Exception:  # half a pickle may raise anything
        raise Gone from None
    return message


def _stop(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    _end(worker.stdout).close()


def serve(task: BinaryIO, taker: BinaryIO) -> None:
    """The other process: make what the task asks for, until nobody takes it any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who takes it hears Ctrl-C, too
    gc.disable()
    sys.setswitchinterval(TURN)
    taker.write(HAIL)
    make, given = pickle.load(task)  # noqa: S301  # of the process that started this one
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
    """Writes what waits while more is made."""

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
