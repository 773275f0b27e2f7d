"""Read the files of a share: unpack and check each one, decode its events, lay the events out for the tables."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from gridlog.core.segment import NAME, Unread, events, healed, is_sound, opened
from gridlog.share.holdings import Arrived
from gridlog.share.place import Share
from gridlog.store.projection import ready

Reading: TypeAlias = Arrived | Unread | OSError


def read(content: bytes, name: str, share: str) -> Arrived:
    """Read the bytes under a listed name. Raises Unread.

    The bytes may be another file than the name says; then the result says so.
    """
    segment = opened(healed(name, content), share)
    is_other = NAME.fullmatch(name) and not is_sound(name, content)
    return Arrived(name, segment, list(map(ready, events(segment))), "torn" if is_other else "")


def readings(root: Share, names: Sequence[str], share: str) -> Iterator[Reading]:
    """Yield the reading of each of these files in turn, or the error that says why the file cannot be read."""
    for name in names:
        yield _reading(root, name, share)


def _reading(root: Share, name: str, share: str) -> Reading:
    try:
        return read(root.get(name), name, share)
    except (Unread, OSError) as problem:
        return problem
