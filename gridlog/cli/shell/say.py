"""Write messages to stderr and results to stdout; hold stdout back while a transaction runs."""

import io
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
