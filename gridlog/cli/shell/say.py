"""What is said on stderr, what is told on stdout, and how stdout is kept while a transaction runs."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from gridlog.words.language import fill

# A mobile number, or a landline with its area code, that no letter or digit touches.
_NUMBER = r"(?<![0-9A-Za-z])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9A-Za-z])"


def without_phones(text: str) -> str:
    """The text with every phone number in it masked; for what is said, never for what is kept."""
    if sum(map(str.isdigit, text)) < 10:
        return text
    import re

    from gridlog.ledgers.columns import mask

    return re.sub(_NUMBER, lambda found: mask(found[0]), text)


def say(text: str, /, **values: object) -> None:
    """Talk: one line on stderr, its phone numbers masked."""
    sys.stderr.write(without_phones(fill(text, **values)) + "\n")


def tell(text: str, /, **values: object) -> None:
    """A result: one line on stdout."""
    sys.stdout.write(fill(text, **values) + "\n")


def buffered(stdout: TextIO) -> TextIO:
    """Stdout with a buffer, also where PYTHONUNBUFFERED took it away.

    Without one Python drops the rest of a long write that a signal interrupts, such as a stop and a continue.
    """
    raw = getattr(stdout, "buffer", None)
    if not isinstance(raw, io.RawIOBase):
        return stdout
    return io.TextIOWrapper(
        io.BufferedWriter(raw), stdout.encoding, stdout.errors, line_buffering=stdout.isatty()
    )


@contextmanager
def held_back() -> Iterator[None]:
    """Keep what goes to stdout until the block has ended, then write it there.

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
        """Write to the real stdout what was kept."""
        self.flush()
        content = self._kept.getvalue()
        stream = getattr(self._real, "buffer", None)
        if stream is None:
            self._real.write(content.decode(self.encoding, "replace"))
        elif content:
            self._real.flush()
            stream.write(content)
