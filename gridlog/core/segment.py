"""The segment: one write-once file of a share, and the checks before its content is believed.

Source: docs/format.md, "The share". The container is gzip (RFC 1952), as zlib writes and checks it.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, decode, encoded, number, object_in, text, texts

FORMAT = 1
LOG = "log"
MAX_FILE = 64 << 20
MAX_EVENTS = 100_000
NAME = re.compile(r"([0-9a-f]{16})\.([0-9]{1,19})-([0-9]{1,19})\.([0-9a-f]{16})\.jsonl\.gz")
FAULTS = ("torn", "forged", "huge", "newer", "foreign", "unreadable")
GZIP = 31  # zlib's number for a gzip container with the widest window
# the gzip header, without name, time or system; no checksum covers it
HEADER = bytes.fromhex("1f8b08 00 00000000 00 ff")


class Unread(Exception):
    """The bytes are not a valid segment; `fault` is one of FAULTS. This error never ends an exchange."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Segment(NamedTuple):
    """Events of one replica as a file.

    `first` and `last` are the smallest and the greatest number of its events; `covers` names the files that this
    one replaces.
    """

    name: str
    replica: str
    first: int
    last: int
    covers: tuple[str, ...]
    lines: tuple[bytes, ...]
    content: bytes

    @property
    def bytes(self) -> int:
        """Return the length of the unpacked events."""
        return sum(map(len, self.lines))

    @property
    def size(self) -> int:
        """Return the number of events."""
        return len(self.lines)


def sealed(
    share: str, replica: str, numbered: Sequence[tuple[int, bytes]], covers: Sequence[str] = ()
) -> Segment:
    """Return the segment of these events, each given with its number. The same events give the same bytes."""
    numbers = [number for number, _ in numbered]
    lines = tuple(body for _, body in numbered)
    header = {
        "count": len(lines),
        "covers": sorted(covers),
        "first": min(numbers),
        "format": FORMAT,
        "gridlog": "segment",
        "last": max(numbers),
        "reader": FORMAT,
        "replica": replica,
        "share": share,
        "signature": "",
    }
    content = _packed(b"\n".join((encoded(header).encode(), *lines, b"")))
    first, last = min(numbers), max(numbers)
    return Segment(
        _name(replica, first, last, content), replica, first, last, tuple(sorted(covers)), lines, content
    )


def _packed(plain: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, GZIP)
    return HEADER + (packer.compress(plain) + packer.flush())[len(HEADER) :]


def _name(replica: str, first: int, last: int, content: bytes) -> str:
    return f"{replica}.{first}-{last}.{sha256(content).hexdigest()[:16]}.jsonl.gz"


def is_sound(name: str, content: bytes) -> bool:
    """Return whether the bytes are what a proper name promises."""
    match = NAME.fullmatch(name)
    return match is not None and sha256(content).hexdigest().startswith(match[4])


def healed(name: str, content: bytes) -> bytes:
    """Return the bytes with the gzip header as it was written.

    No checksum covers the header, only the hash in the name does. Bytes that fit this hash are returned unchanged.
    """
    is_named = sha256(content).hexdigest()[:16] in name.lower()
    return content if is_named else HEADER + content[len(HEADER) :]


def opened(content: bytes, share: str) -> Segment:
    """Read a segment from its bytes, under any file name. Raises Unread."""
    lines = _unpacked(content).split(b"\n", MAX_EVENTS + 1)
    try:
        header = object_in(lines[0])
        if text(header, "gridlog") != "segment":
            raise Unread("forged")
        if number(header, "reader") > FORMAT:
            raise Unread("newer")
        if text(header, "share") != share:
            raise Unread("foreign")
        replica, covers = text(header, "replica"), texts(header, "covers")
        first, last, count = (number(header, key) for key in ("first", "last", "count"))
    except Misfit:
        raise Unread("forged") from None
    name = _name(replica, first, last, content)
    if not NAME.fullmatch(name) or count != len(lines) - 2 or lines[-1] or not count:
        raise Unread("forged")
    return Segment(name, replica, first, last, covers, tuple(lines[1:-1]), content)


def _unpacked(content: bytes) -> bytes:
    if len(content) > MAX_FILE:
        raise Unread("huge")
    stream = zlib.decompressobj(GZIP)
    try:
        plain = stream.decompress(content, MAX_FILE + 1)
    except zlib.error:
        raise Unread("torn") from None
    if len(plain) > MAX_FILE:
        raise Unread("huge")
    if not stream.eof or stream.unused_data:
        raise Unread("torn")
    return plain


def events(segment: Segment) -> Iterator[Event]:
    """Yield the events inside a segment.

    Raises Unread when one of them is not an event, or not what the header promises.
    """
    for line in segment.lines:
        try:
            event = decode(line)
        except Misfit:
            raise Unread("forged") from None
        if event.replica != segment.replica or not segment.first <= event.number <= segment.last:
            raise Unread("forged")
        yield event
