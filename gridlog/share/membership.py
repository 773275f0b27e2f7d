"""To which share a database belongs: a share is made, joined, met again and mended.

A `Place` is where a share lies: its root with the marker, and its log with the files of events.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gridlog.core.segment import LOG
from gridlog.errors import Refused, Unreachable
from gridlog.share import holdings
from gridlog.share.place import Directory
from gridlog.share.sync import Marker, marker_of, written
from gridlog.store.file import MARKER, Store


class Place(NamedTuple):
    """Where a share lies.

    path: the folder, as errors name it
    root: the files beside the log, of which the marker is one
    log: the files of events
    """

    path: Path
    root: Directory
    log: Directory

    @property
    def has_log(self) -> bool:
        """Whether there is a place for files of events."""
        return self.log.path.is_dir()


def open_place(named: str | Path) -> Place:
    """Return the place that a folder's name means; nothing is read yet."""
    path = Path(named).expanduser().absolute()
    return Place(path, Directory(path), Directory(path / LOG))


def marker_at(place: Place) -> Marker:
    """Return the marker of the share in a place. Raises Unreachable where there is none."""
    return marker_of(place.root, place.path)


def meet(store: Store, place: Place, is_mending: bool = False) -> Marker:
    """Return the marker of the share that this database belongs to. Raises Unreachable for any other place.

    With `is_mending`, the log of the share may be missing.
    """
    known = holdings.membership(store.connection)
    try:
        marker = marker_at(place)
    except Unreachable as problem:
        if problem.code == "share.unmarked" and place.has_log and known.share:
            raise Unreachable("share.incomplete", path=place.path) from None
        raise
    if not known.share:
        raise Unreachable("share.unjoined", path=place.path)
    if marker.share != known.share:
        raise _other(place, marker, known.zone, known.share)
    if not is_mending and not place.has_log:
        raise Unreachable("share.incomplete", path=place.path)
    return marker


def _other(place: Place, marker: Marker, own_zone: str, own: str) -> Unreachable:
    """Return the error that says that another share lies in a place."""
    return Unreachable(
        "share.other", path=place.path, zone=marker.zone, share=marker.share, own=own_zone, own_share=own
    )


def need_same(one: Place, other: Place) -> Marker:
    """Return the marker of the share that lies in both places. Raises Unreachable where these are two shares."""
    marker, second = marker_at(one), marker_at(other)
    if marker.share != second.share:
        raise _other(other, second, marker.zone, marker.share)
    return marker


def need_free(store: Store, marker: Marker, place: Place) -> None:
    """Raise Refused for a database that shares with others elsewhere.

    A database that made a share which no other database joined, such as the second of two in one folder, may still
    join another share.
    """
    known = holdings.membership(store.connection)
    if known.share not in ("", marker.share) and not holdings.is_alone(store.connection):
        raise Refused("share.joined_other", path=place.path, own=known.zone or known.share)


def need_outside(database: Path, place: Place) -> None:
    """Raise Refused when the database lies in the folder that is to be a share."""
    if place.path.resolve() in database.resolve().parents:
        raise Refused("file.on_share", path=database, folder=place.path)


def need_new(place: Place) -> None:
    """Raise Refused for a place in a share, and for one that holds what is left of a share."""
    for above in (place.path, *place.path.parents):
        if (above / MARKER).is_file() and (above / MARKER).stat().st_size:
            raise Refused("share.exists", path=above)
    if (place.path / MARKER).exists() or (place.has_log and any(place.log.path.iterdir())):
        raise Refused("share.left_over", path=place.path)


def new_marker(store: Store, zone: str, draw: Callable[[int], bytes]) -> Marker:
    """Return the marker for a share that this database makes: of the share that it belongs to, or of a new one."""
    known = holdings.membership(store.connection)
    return Marker(known.share or draw(8).hex(), zone or known.zone)


def make(place: Place, marker: Marker) -> None:
    """Make a folder a share. Raises Unreachable when the folder cannot be written."""
    try:
        place.log.path.mkdir(parents=True, exist_ok=True)
        place.root.put_new(MARKER, written(marker), f".~{MARKER}.{os.getpid()}.tmp")
    except OSError as problem:
        raise Unreachable("share.unreachable", path=place.path, reason=problem) from None


def join(store: Store, marker: Marker, place: Place) -> None:
    """Let this database belong to a share from here on. Raises Refused as `need_free` does."""
    need_free(store, marker, place)
    known = holdings.membership(store.connection)
    if known.share not in ("", marker.share):
        with store.change() as connection:
            stray = holdings.leave(connection)
        for name in stray:
            with suppress(OSError):
                place.log.delete(name)
    with store.change() as connection:
        holdings.join(connection, marker.share, marker.zone, str(place.path))


def mend(store: Store, place: Place) -> None:
    """Put back the marker and the log of the share that this database belongs to. Raises Unreachable."""
    known = holdings.membership(store.connection)
    if not known.share:
        raise Unreachable("share.unjoined", path=place.path)
    if not place.path.is_dir():
        raise Unreachable("share.unmarked", path=place.path)
    try:
        marker_at(place)
    except Unreachable as problem:
        if problem.code != "share.unmarked":
            raise
        (place.path / MARKER).unlink(missing_ok=True)
        make(place, Marker(known.share, known.zone))
    meet(store, place, is_mending=True)
    try:
        place.log.path.mkdir(exist_ok=True)
    except OSError as problem:
        raise Unreachable("share.unreachable", path=place.log.path, reason=problem) from None
