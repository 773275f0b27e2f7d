"""Write messages to stderr and results to stdout; hold stdout back while a transaction runs."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from gridlog.words.language import fill


def without_phones(text: str) -> str:
    """Return the text with every phone number in it masked, for messages, never for stored data."""
    if sum(map(str.isdigit, text)) < 10:
        return text
    from gridlog.core import phone

    return phone.without_phones(text)


def say(text: str, /, **values: object) -> None:
    """Write one line of a message to stderr, with its phone numbers masked."""
    sys.stderr.write(without_phones(fill(text, **values)) + "\n")


def tell(text: str, /, **values: object) -> None:
    """Write one line of a result to stdout."""
    sys.stdout.write(fill(text, **values) + "\n")


def buffered(stdout: TextIO) -> TextIO:
    """Return stdout with a buffer, even when PYTHONUNBUFFERED took the buffer away.

    Without a buffer, Python drops the rest of a long write that a signal interrupts, such as a stop and a continue.
    """
    raw = getattr(stdout, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        return stdout
    return io.TextIOWrapper(
        io.BufferedWriter(raw), stdout.encoding, stdout.errors, line_buffering=stdout.isatty()
    )


def ready_streams() -> None:
    """Make stdout and stderr fit to write to: they are open, they have a buffer, and no character is too much for them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the program that started gridlog closed this stream
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    sys.stdout = buffered(sys.stdout)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def screen_width() -> int | None:
    """Return the terminal's width, or None when stdout is no terminal and nothing should be cut."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def ended_by(problem: BaseException) -> int:
    """Say on stderr, once, what went wrong. Returns the exit code."""
    import sqlite3

    from gridlog.cli.shell.boundary import code_of, line_of

    if isinstance(problem, sqlite3.Error):
        raise problem  # the error is a bug: the traceback is its message
    if isinstance(problem, BrokenPipeError):
        _quiet()
        return 0
    sys.stderr.write(without_phones(line_of(problem)) + "\n")
    return code_of(problem)


def _quiet() -> None:
    """Send the interpreter's last flush to nowhere, for no program reads stdout any more."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  # devnull is not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


@contextmanager
def held_back() -> Iterator[None]:
    """Keep the output for stdout until the block has ended, then write it there.

    A transaction runs in such a block, because a pager that stops reading would else keep the file locked.
    """
    real = sys.stdout
    kept = _Kept(real)
    sys.stdout = kept
    try:
        yield
    finally:
        sys.stdout = real
        kept.pour()


class _Kept(io.TextIOWrapper):
    """A stand-in for stdout that keeps text and bytes in their order."""

    def __init__(self, real: TextIO) -> None:
        self._kept = io.BytesIO()
        self._real = real
        super().__init__(
            self._kept, encoding=real.encoding or "utf-8", errors=real.errors, write_through=True
        )

    def isatty(self) -> bool:
        return self._real.isatty()

    def pour(self) -> None:
        """Write the kept output to the real stdout."""
        self.flush()
        content = self._kept.getvalue()
        stream = getattr(self._real, "buffer", None)
        if stream is None:
            self._real.write(content.decode(self.encoding, "replace"))
        elif content:
            self._real.flush()
            stream.write(content)
