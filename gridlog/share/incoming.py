"""The files of a share as they are read: unpacked, checked, every event decoded and laid out for the tables."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from gridlog.core.segment import NAME, Unread, events, healed, is_sound, opened
from gridlog.share.holdings import Arrived
from gridlog.share.place import Share
from gridlog.store.projection import ready

Reading: TypeAlias = Arrived | Unread | OSError


def read(content: bytes, name: str, share: str) -> Arrived:
    """What lies under a listed name, be it another file than the name says. Raises Unread."""
    segment = opened(healed(name, content), share)
    is_other = NAME.fullmatch(name) and not is_sound(name, content)
    return Arrived(name, segment, list(map(ready, events(segment))), "torn" if is_other else "")


def readings(root: Share, names: Sequence[str], share: str) -> Iterator[Reading]:
    """Each of these files in turn, or why it cannot be read."""
    for name in names:
        yield _reading(root, name, share)


def _reading(root: Share, name: str, share: str) -> Reading:
    try:
        return read(root.get(name), name, share)
    except (Unread, OSError) as problem:
        return problem
