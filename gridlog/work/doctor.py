"""What `gridlog doctor` looks at, each thing a function that returns what it found. The code asks no question and prints nothing."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from gridlog import __version__
from gridlog.core.event import COUNTER_BITS
from gridlog.core.when import ZONE
from gridlog.errors import Damaged, GridlogError, NotFound, Refused
from gridlog.machine import windows
from gridlog.machine.computer import fingerprint
from gridlog.share import check as shares
from gridlog.share import holdings, membership
from gridlog.share.sync import Self
from gridlog.store import copies, lookup, questions, upkeep
from gridlog.store.upkeep import Difference
from gridlog.work import redacting
from gridlog.work.desk import Desk

OK, WARNING, DAMAGED = "ok", "warning", "damaged"
HARMLESS = ("copy", "unseen", "temporary", "mended")
STALE_DAYS = 14
LITTLE = 200 << 20
SLACK = timedelta(days=1)
DECEMBER = 12
PRIVATE = 0o077

Progress = Callable[[int, int], None]


class Finding(NamedTuple):
    """One thing that was looked at.

    mark: ok, warning or damaged
    code: what is so, a key of `words.health.SAID`
    values: what fills the sentence; an error, a size in bytes, or plain values
    can_fix: whether `doctor --fix` mends it
    """

    mark: str
    code: str
    values: Mapping[str, object] = MappingProxyType({})
    can_fix: bool = False

    @property
    def check(self) -> str:
        """The thing that was looked at."""
        return self.code.partition(".")[0]


def examine(desk: Desk, progress: Progress | None = None) -> Iterator[Finding]:
    """Yield what is found, one thing after the other. Raises NotFound where there is no database."""
    try:
        store = desk.store
    except NotFound:
        raise
    except (Damaged, Refused) as problem:
        yield Finding(DAMAGED, "file.unreadable", {"reason": problem})
        yield from _of_the_machine(desk)
        return
    broken = list(_file(desk, store.connection))
    yield from broken
    yield from _tables(store.connection, progress)
    looks = (_events, _conflicts, _replica, _waiting, _share, _clock, _calendar)
    for look in looks:
        try:
            yield from look(desk)
        except sqlite3.DatabaseError as problem:
            if not any(one.mark == DAMAGED for one in broken):
                yield Finding(DAMAGED, "file.broken", {"reason": problem})
    yield from _of_the_machine(desk)


def _of_the_machine(desk: Desk) -> Iterator[Finding]:
    yield from _copies(desk)
    yield from _disk(desk)
    yield from _permissions(desk)
    yield Finding(
        OK,
        "versions.ok",
        {"gridlog": __version__, "python": platform.python_version(), "sqlite": sqlite3.sqlite_version},
    )


def _file(desk: Desk, connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        said = upkeep.complaints(connection)
        missing = upkeep.missing_indexes(connection)
    except sqlite3.DatabaseError as problem:
        yield Finding(DAMAGED, "file.broken", {"reason": problem})
        return
    if said and not upkeep.is_of_indexes(said):
        yield Finding(DAMAGED, "file.broken", {"reason": said[0]})
    elif said or missing:
        yield Finding(DAMAGED, "file.indexes", {"names": [*missing, *said]}, can_fix=True)
    else:
        yield Finding(OK, "file.ok", {"size": desk.db_path.stat().st_size})


def _tables(connection: sqlite3.Connection, progress: Progress | None) -> Iterator[Finding]:
    try:
        found = upkeep.compare(connection, progress)
    except (GridlogError, OSError, sqlite3.Error) as problem:
        mark = DAMAGED if isinstance(problem, Damaged) else WARNING
        yield Finding(mark, "tables.unknown", {"reason": problem})
        return
    if found.rotten:
        places = list(found.rotten[: upkeep.COMPLAINTS])
        yield Finding(DAMAGED, "events.rotten", {"count": len(found.rotten), "places": places})
    if found.differences:
        told = [_told(one) for one in found.differences]
        yield Finding(DAMAGED, "tables.differ", {"tables": told}, can_fix=True)
    else:
        yield Finding(OK, "tables.ok", {"events": found.events})


def _told(one: Difference) -> str:
    return f"{one.table} {one.rows}" + (f" ({' '.join(one.owners)})" if one.owners else "")


def _events(desk: Desk) -> Iterator[Finding]:
    if count := questions.unknown_kinds(desk.connection):
        yield Finding(WARNING, "events.unknown", {"count": count})
    if found := questions.misfits(desk.connection):
        yield Finding(WARNING, "events.misfits", {"count": sum(found.values()), "kinds": found})


def _conflicts(desk: Desk) -> Iterator[Finding]:
    count = questions.conflict_count(desk.connection)
    yield Finding(WARNING, "conflicts.open", {"count": count}) if count else Finding(OK, "conflicts.ok")


def _replica(desk: Desk) -> Iterator[Finding]:
    machine = questions.machine(desk.connection)
    is_moved = machine not in ("", fingerprint(desk.db_path))
    yield Finding(OK, "replica.moved" if is_moved else "replica.ok", {"id": desk.store.replica})


def _waiting(desk: Desk) -> Iterator[Finding]:
    if holdings.membership(desk.connection).share:
        count = holdings.waiting(desk.connection)
        yield Finding(WARNING, "waiting.some", {"count": count}) if count else Finding(OK, "waiting.ok")


def place_of(desk: Desk) -> membership.Place | None:
    """Return the place of the share: as configured, or as remembered; None for a database that shares nothing."""
    known = holdings.membership(desk.connection)
    named = desk.config.get("share") or known.folder
    return membership.open_place(named) if known.share and named else None


def _share(desk: Desk) -> Iterator[Finding]:
    place = place_of(desk)
    if place is None:
        yield Finding(OK, "share.none")
        return
    try:
        membership.meet(desk.store, place)
        found = shares.check(desk.store, place.log)
    except (GridlogError, OSError) as problem:
        yield Finding(WARNING, "share.away", {"reason": problem})
        return
    bad = [one for one in found if one.what not in HARMLESS]
    if bad:
        counts = {what: sum(one.what == what for one in bad) for what in sorted({one.what for one in bad})}
        yield Finding(WARNING, "share.unsound", {"path": place.path, "found": counts})
    else:
        at = holdings.membership(desk.connection).synced_at
        yield Finding(OK, "share.ok", {"path": place.path, "at": at})
    if count := sum(one.what == "copy" for one in found):
        yield Finding(WARNING, "share.copies", {"count": count})


def doubles(desk: Desk) -> tuple[membership.Place, Self, list[str]] | None:
    """Return the place of the share, who asks, and the duplicates that lie there; None for a database that shares nothing.

    Raises Unreachable, OSError.
    """
    place = place_of(desk)
    if place is None:
        return None
    me = Self(membership.meet(desk.store, place).share, fingerprint(desk.db_path), desk.now, os.urandom)
    return place, me, shares.duplicates(place.log, me)


def _clock(desk: Desk) -> Iterator[Finding]:
    now = desk.now
    values: dict[str, object] = {"now": now}
    if desk.clock_is_set:
        yield Finding(WARNING, "clock.set", values)
    other, own = (
        _instant(clock)
        for clock in (questions.newest_of_others(desk.connection), questions.own_clock(desk.connection))
    )
    made = datetime.fromisoformat(questions.made_at(desk.connection)).astimezone(ZONE)
    if now < made - SLACK:
        yield Finding(WARNING, "clock.early", values | {"made": made})
    elif other > now + SLACK:
        yield Finding(WARNING, "clock.behind", values | {"other": other})
    elif own > now + SLACK:
        yield Finding(WARNING, "clock.ahead", values | {"own": own})
    elif not desk.clock_is_set:
        yield Finding(OK, "clock.ok", values)


def _instant(clock: int) -> datetime:
    """Return the instant in a hybrid clock, the last one that Python knows for one beyond it."""
    try:
        return datetime.fromtimestamp((clock >> COUNTER_BITS) / 1000, UTC).astimezone(ZONE)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=ZONE)


def _calendar(desk: Desk) -> Iterator[Finding]:
    first = date(desk.today.year, 1, 1)
    after = date(desk.today.year + (2 if desk.today.month == DECEMBER else 1), 1, 1)
    unknown = lookup.calendar(desk.connection, desk.today, first, after).unknown(first, after)
    if unknown:
        yield Finding(WARNING, "calendar.missing", {"years": unknown})
    else:
        yield Finding(OK, "calendar.ok", {"years": list(range(first.year, after.year))})


def _copies(desk: Desk) -> Iterator[Finding]:
    found = copies.copies_of(desk.db_path)
    size = sum(one.size for one in found)
    if not found:
        yield Finding(WARNING, "copies.none")
        return
    latest = max(datetime.fromtimestamp(one.path.stat().st_mtime, ZONE) for one in found)
    days = (desk.now - latest).days
    values: dict[str, object] = {"count": len(found), "size": size, "latest": latest, "days": days}
    yield Finding(WARNING, "copies.old", values) if days > STALE_DAYS else Finding(OK, "copies.ok", values)
    with suppress(GridlogError, sqlite3.Error):
        if names := redacting.copies(desk):
            told = [one.name for one in names]
            yield Finding(WARNING, "copies.redacted", {"count": len(names), "names": told})


def _disk(desk: Desk) -> Iterator[Finding]:
    room = shutil.disk_usage(desk.db_path.absolute().parent).free
    size = desk.db_path.stat().st_size
    is_little = room < max(LITTLE, 2 * size)
    values: dict[str, object] = {"room": room, "size": size}
    yield Finding(WARNING, "disk.little", values) if is_little else Finding(OK, "disk.ok", values)


def _permissions(desk: Desk) -> Iterator[Finding]:
    if windows.IS_WINDOWS:
        return
    beside = [desk.db_path.with_name(desk.db_path.name + end) for end in ("", "-wal", "-shm")]
    paths = [*beside, *(one.path for one in copies.copies_of(desk.db_path)), desk.config.path]
    known = [path for path in paths if _is_open(path)]
    yield Finding(WARNING, "permissions.open", {"paths": known}) if known else Finding(OK, "permissions.ok")


def _is_open(path: Path) -> bool:
    with suppress(OSError):
        return bool(path.stat().st_mode & PRIVATE)
    return False


def mend(desk: Desk, progress: Progress | None = None) -> None:
    """Make tables and indexes anew. Raises Refused where the file cannot be written."""
    if desk.store.obstacle:
        raise desk.store.obstacle
    upkeep.mend(desk.connection, progress)
    desk.forget()
