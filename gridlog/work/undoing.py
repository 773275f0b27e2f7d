"""Taking back what a command recorded, by new events: what goes, what comes back, and what was built on it. The code asks no question and prints nothing."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from typing import NamedTuple, TypeAlias

from gridlog.core.branches import REMOVED, seen_by
from gridlog.core.event import SHORT, Event, Json, Stamp, created, heads, in_order, read_prefix, written
from gridlog.core.fold import MERGED, SAID_ANEW, fold, noun_of
from gridlog.core.undoing import NAMED, UNDONE, is_lasting, is_undo, left
from gridlog.errors import NotFound, Refused
from gridlog.store.actions import action_of, event_of, ids_of, last_action
from gridlog.store.projection import events_of
from gridlog.words.language import language, listed, minute
from gridlog.words.vocabulary import shown
from gridlog.work.desk import Desk
from gridlog.work.hanging import hanging, referring, uses_text

Mark: TypeAlias = tuple[object, ...]
Progress = Callable[[int, int], None]

MOST = 2
STEP = 100
SHOWN = 5


class Change(NamedTuple):
    """What an undo does to one row.

    named: the events that the undo names
    gone: the events that it takes away
    back: the events that stand again, where it undoes an undo
    later: the events that stand and whose authors had seen what would be taken away
    """

    noun: str
    owner: str
    key: str
    row: bytes
    named: list[Event]
    gone: list[Event]
    back: list[Event]
    later: list[Event]
    vanishes: bool


class Undoing(NamedTuple):
    """An action that can be taken back: who recorded it and when, what becomes of each row, and what the log said then."""

    by: str
    time: str
    changes: list[Change]
    mark: Mark

    @property
    def gone(self) -> list[Event]:
        """The events that go."""
        return [event for change in self.changes for event in change.gone]

    @property
    def back(self) -> list[Event]:
        """The events that come back."""
        return [event for change in self.changes for event in change.back]


def planned(desk: Desk, typed: str = "") -> Undoing:
    """Return what would be taken back: the last action of this device, or the one that an id means.

    The id is that of an event, or of a row without a code, such as a visit: there its last event is meant.
    Raises NotFound, or Refused where it is undone already, stays for good, or others built on it.
    """
    connection = desk.store.connection
    action = action_of(connection, _meant(connection, typed)) if typed else last_action(connection)
    if not action:
        raise NotFound("undo.nothing")
    return _checked(connection, action, desk.today)


def undo(desk: Desk, plan: Undoing, anybody: bool = False, progress: Progress | None = None) -> Event:
    """Take back what was planned. Returns the first of the new events. Raises Refused when a later record was built on it meanwhile."""
    made: list[bytes] = []
    with desk.write(anybody=anybody) as writer:
        connection = writer.connection
        if _mark(connection) != plan.mark:
            named = [event for change in plan.changes for event in change.named]
            plan = _checked(connection, named, desk.today)
        for one in plan.changes:
            told: dict[str, Json] = {NAMED: [event.id.hex() for event in one.named]}
            made.append(writer.append(f"{one.noun}{UNDONE}", told, one.key, one.row).id)
            if progress and (len(made) % STEP == 0 or len(made) == len(plan.changes)):
                progress(len(made), len(plan.changes))
    return event_of(desk.store.connection, made[0])


def _mark(connection: sqlite3.Connection) -> Mark:
    """Return what tells whether anything was recorded since: the replica, the last place in the log and its event."""
    found = connection.execute(
        "SELECT replica.id, seq, stored.id FROM replica, stored ORDER BY seq DESC LIMIT 1"
    )
    return tuple(found.fetchone())


def _meant(connection: sqlite3.Connection, typed: str) -> Event:
    """Return the event that a prefix of an id means. Raises NotFound."""
    prefix = read_prefix(typed)
    found = ids_of(connection, prefix, MOST) if prefix else []
    if not found:
        raise NotFound("undo.unknown", id=typed)
    if len(found) > 1:
        raise NotFound("undo.several", id=typed)
    event = event_of(connection, found[0])
    if event.row != event.id:
        return event
    ordered = in_order(events_of(connection, event.row))
    standing = [one for one in left(ordered) if not is_undo(one)]
    return (standing or ordered)[-1]  # of a row that was undone, the undo: it is restored


def _checked(connection: sqlite3.Connection, action: Sequence[Event], today: date) -> Undoing:
    """Return what becomes of each row. Raises Refused."""
    for event in action:
        if is_lasting(event.kind):
            raise Refused("undo.lasting", kind=shown("event", event.kind, language()))
    by_row: dict[bytes, list[Event]] = {}
    for event in action:
        by_row.setdefault(event.row, []).append(event)
    changes = [_change(connection, row, named) for row, named in by_row.items()]
    changes = [one for one in changes if one.gone or one.back]
    if not changes:
        raise Refused("undo.done", time=minute(action[-1].time))
    _need_free(connection, changes, today)
    return Undoing(action[-1].by, action[-1].time, changes, _mark(connection))


def _change(connection: sqlite3.Connection, row: bytes, named: Sequence[Event]) -> Change:
    events = in_order(events_of(connection, row))
    noun, key = noun_of(named[0].kind), max(one.key for one in events)
    owner = key.partition("/")[2] or written(row)
    if len(events) == 1 and not is_undo(events[0]):
        is_begun = fold(events).value is not None
        return Change(noun, owner, key, row, list(named), events, [], [], is_begun)
    after = [*events, _tried(events, named)]
    stood, stands = left(events), left(after)
    before_ids = {one.id for one in stood if not is_undo(one)}
    after_ids = {one.id for one in stands if not is_undo(one)}
    return Change(
        noun,
        owner,
        key,
        row,
        list(named),
        [one for one in events if one.id in before_ids - after_ids],
        [one for one in events if one.id in after_ids - before_ids],
        _later(events, stood, {one.id for one in named if not _only_recodes(one)}),
        _has_value(events, stood) and not _has_value(after, stands),
    )


def _only_recodes(event: Event) -> bool:
    """Return whether an event merges an entry, or only lets a record follow its code, so that no later event rests on it."""
    if event.kind == MERGED or event.kind.endswith(SAID_ANEW):
        return True
    change = event.data.get("change")
    return (
        isinstance(change, dict)
        and [*change] == ["enterprise"]
        and f" → {change['enterprise']}" in str(event.data.get("why"))
    )


def _has_value(events: Sequence[Event], standing: Sequence[Event]) -> bool:
    """Return whether events make a thing, given those of them that stand; an undo that stands had no effect."""
    read = events if any(map(is_undo, standing)) else standing
    return bool(read) and fold(read).value is not None


def _later(events: Sequence[Event], standing: Sequence[Event], named: Set[bytes]) -> list[Event]:
    """Return the events that stand and whose authors had seen some that an undo names."""
    stands = {one.id for one in standing if not is_undo(one)} - named
    seen = seen_by(events) if stands else {}
    return [one for one in events if one.id in stands and not named.isdisjoint(seen[one.id])]


def _tried(events: Sequence[Event], named: Iterable[Event]) -> Event:
    """Return an undo as it would be written, by an author who has seen the whole row."""
    noun = noun_of(next(iter(named)).kind)
    stamp = Stamp("", 0, max(one.clock for one in events) + 1, "", "", False)
    data = {NAMED: [one.id.hex() for one in named]}
    return created(f"{noun}{UNDONE}", data, events[0].row.hex(), heads(events), stamp)


def _need_free(connection: sqlite3.Connection, changes: Sequence[Change], today: date) -> None:
    """Raise Refused where later events of a row, or other rows, rest on what would be taken away.

    A removal that comes back is judged as a removal is.
    """
    own = {(one.noun, one.owner) for one in changes}
    later = [event for one in changes for event in one.later]
    uses: dict[str, list[str]] = {}
    for one in changes:
        if one.vanishes:
            is_removed = any(event.kind.endswith(REMOVED) for event in one.back)
            found = (
                hanging(connection, one.noun, one.owner, today)
                if is_removed
                else referring(connection, one.noun, one.owner)
            )
            for noun, ids in found.items():
                uses.setdefault(noun, []).extend(id for id in ids if (noun, id) not in own)
    uses = {noun: ids for noun, ids in uses.items() if ids}
    if later or uses:
        built = [*_told(later), *([uses_text(uses)] if uses else [])]
        raise Refused("undo.built_on", built=listed(built))


def _told(events: Sequence[Event]) -> Iterator[str]:
    """Yield the kind, the id, the author and the time of each event; of many, the first few."""
    for one in events[:SHOWN]:
        yield f"{shown('event', one.kind, language())} {written(one.id)[:SHORT]} ({one.by} {minute(one.time)})"
    if len(events) > SHOWN:
        yield f"… {len(events)}"
