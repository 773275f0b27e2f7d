"""Two entries of one enterprise become one: what is written of its visits, issues, projects, plans and figures. The code asks no question and prints nothing."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from typing import NamedTuple

from gridlog.core.branches import REREAD, SPLIT
from gridlog.core.event import Event, in_order, natural_row, read_id, written
from gridlog.core.fold import MERGED, fold, noun_of
from gridlog.core.nouns import nouns
from gridlog.core.recoding import is_in_key, names_of, renamed
from gridlog.core.undoing import left
from gridlog.errors import Refused
from gridlog.store import lookup, questions
from gridlog.store.lookup import Found
from gridlog.store.projection import events_of, turned_rows
from gridlog.work import undoing
from gridlog.work.desk import Desk
from gridlog.work.splitting import Fact, Turned, Use, carried, turned_by_code, uses_of

NOUN = "enterprise"


class Merging(NamedTuple):
    """A merge as it was written: how many rows of each noun follow, and whether the entries became one before."""

    rows: dict[str, int]
    was_merged: bool


def numbers_differ(desk: Desk, code: str, into: str) -> tuple[str, str] | None:
    """Return the two credit codes when both entries have one and they differ."""
    number, other = (questions.credit_code(desk.store.connection, one) for one in (code, into))
    return (number, other) if number and other and number.upper() != other.upper() else None


def entry(desk: Desk, typed: str) -> Found:
    """Return the entry to merge: one of the roster, or one that was merged before. Raises NotFound."""
    connection = desk.store.connection
    known = questions.merged_entry(connection, typed.strip().upper())
    return Found(*known) if known else desk.find(NOUN, typed)


def merge(desk: Desk, code: str, into: str, why: str) -> Merging:
    """Let everything that names `code` count to `into`. Raises Refused for itself, a loop, and where nothing is left to do."""
    with desk.write() as writer:
        connection = writer.connection
        if lookup.merged_code(connection, into) == code or code == into:
            raise Refused("enterprise.merge_itself", code=code, into=into)
        was_merged = lookup.merged_code(connection, code) == into
        followed = list(_followers(connection, code, into, ""))
        if was_merged and not followed:
            raise Refused("enterprise.merged_already", code=code, into=into)
        if not was_merged:
            writer.append(MERGED, {"into": into, "why": why}, f"{NOUN}/{code}")
        for fact in _facts(connection, code, into, followed):
            writer.append(*fact)
    return Merging(_counted(followed), was_merged)


def follow(desk: Desk) -> dict[str, int]:
    """Let what this device recorded of merged entries count to what they were merged into. Returns how many rows of each noun.

    The device that wrote a record without knowing of the merge lets it follow, and no other one, so that no two do.
    """
    rows: Counter[str] = Counter()
    own = desk.store.replica
    ends = _ends(desk.store.connection)
    turned = turned_by_code(desk.store.connection, NOUN) if ends else {}
    for code, into in ends:
        if any(_followers(desk.store.connection, code, into, own, turned)):
            with desk.write(anybody=True) as writer:
                found = list(_followers(writer.connection, code, into, own))
                for fact in _facts(writer.connection, code, into, found):
                    writer.append(*fact)
            rows.update(_counted(found))
    return dict(rows)


def part_again(desk: Desk) -> dict[str, int]:
    """Take back what this device let follow a merge that was undone since. Returns how many rows of each noun.

    What a person worked on since stays with the entry that it counted to.
    """
    rows: Counter[str] = Counter()
    own = desk.store.replica
    mine = [event for _, _, event in strays(desk.store.connection) if event.replica == own]
    done: set[bytes] = set()
    for event in mine:
        if event.id in done:
            continue
        with suppress(Refused):
            plan = undoing.planned(desk, written(event.id))
            done.update(one.id for one in plan.gone)
            undoing.undo(desk, plan, anybody=True)
            rows.update(Counter(one.noun for one in plan.changes))
    return dict(rows)


def left_with(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Yield what of other devices still follows a merge that was undone: code, what it was merged into, the id of the event.

    What an undo would refuse is left out.
    """
    for code, into, event in strays(desk.store.connection):
        with suppress(Refused):
            undoing.planned(desk, written(event.id))
            yield code, into, written(event.id)


def strays(connection: sqlite3.Connection) -> Iterator[tuple[str, str, Event]]:
    """Yield what let a record follow merges that no longer stand: code, the entry that it names now, the event.

    An entry may count to another one by way of a third: what it counts to in the end is no stray, nor what a split gave away.
    """
    by_code = {}
    for row in turned_rows(connection, {NOUN}):
        events = in_order(events_of(connection, row))
        by_code[max(one.key for one in events).partition("/")[2]] = events
    told = {code: _told(events, MERGED, "into") for code, events in by_code.items()}
    for code, events in by_code.items():
        if not told[code]:
            continue
        stands = left(events)
        right = {code, lookup.merged_code(connection, code)}
        right |= _told(stands, MERGED, "into") | _told(stands, f"{NOUN}{SPLIT}", "new_code")
        for into in sorted(_reached(code, told) - right):
            for event in _following(connection, code, into):
                yield code, into, event


def _told(events: Iterable[Event], kind: str, field: str) -> frozenset[str]:
    """Return what the events of a kind say in a field."""
    return frozenset(str(one.data.get(field, "")) for one in events if one.kind == kind)


def _reached(code: str, told: Mapping[str, Set[str]]) -> set[str]:
    """Return what a code counted to at any time, given what each code was told to count to."""
    found: set[str] = set()
    more = {code}
    while more:
        found |= more
        more = set[str]().union(*(told.get(one, ()) for one in more)) - found
    return found


def _following(connection: sqlite3.Connection, code: str, into: str) -> Iterator[Event]:
    """Yield the events that stand and let a record which named `code` name `into`."""
    reason = f"{code} → {into}"
    for table in ("visits", "issues"):
        found = connection.execute(f"SELECT id FROM {table} WHERE enterprise = ? ORDER BY id", (into,))
        for (id,) in found.fetchall():
            if connection.execute("SELECT 1 FROM stored WHERE row = ? LIMIT 1", (read_id(id),)).fetchone():
                events = left(events_of(connection, read_id(id)))
                yield from (
                    one
                    for one in events
                    if one.data.get("change") == {NOUN: into} and one.data.get("why") == reason
                )
    told = {"of": NOUN, "old_code": code, "new_code": into}
    for row in turned_rows(connection, [noun for noun in nouns() if NOUN in names_of(noun)]):
        for one in left(events_of(connection, row)):
            if one.kind.endswith(REREAD) and told.items() <= one.data.items():
                yield one


def left_behind(connection: sqlite3.Connection) -> Iterator[tuple[str, str, int]]:
    """Yield the merged codes that records of other devices still name: code, what it was merged into, how many rows."""
    ends = _ends(connection)
    turned = turned_by_code(connection, NOUN) if ends else {}
    for code, into in ends:
        if count := sum(_counted(list(_followers(connection, code, into, "", turned))).values()):
            yield code, into, count


def circles(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield the merges that lead back to an entry that is merged itself: code, what it was merged into, the id of the event.

    Two devices make such a circle when each merges one of two entries into the other.
    """
    for code, first in questions.merges(connection):
        if questions.merged_entry(connection, lookup.merged_code(connection, first)):
            events = left(events_of(connection, natural_row(f"{NOUN}/{code}")))
            last = next(one for one in reversed(events) if one.kind == MERGED)
            yield code, first, written(last.id)


def _ends(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return each merged code and the entry that it counts as in the end; a code in a circle is left out."""
    found = [(code, lookup.merged_code(connection, into)) for code, into in questions.merges(connection)]
    return [(code, into) for code, into in found if not questions.merged_entry(connection, into)]


def _counted(uses: Sequence[Use]) -> dict[str, int]:
    return dict(Counter(noun for noun, _ in {(use.noun, use.id) for use in uses}))


def _followers(
    connection: sqlite3.Connection, code: str, into: str, replica: str, turned: Turned | None = None
) -> Iterator[Use]:
    """Yield every record that names `code`, or those whose last such event a replica wrote."""
    for use in uses_of(connection, NOUN, code, into, turned=turned):
        if not replica or use.setter.replica == replica:
            yield use


def _facts(connection: sqlite3.Connection, code: str, into: str, uses: Sequence[Use]) -> Iterator[Fact]:
    """Yield what must be written so that these records name `into`.

    Of a plan, a stay or a month's figure that both entries have, the one of `into` stands.
    """
    yield from (use.fact for use in uses if use.fact)
    setters = [use.setter for use in uses if not use.fact]
    taken = {
        one.key
        for one in setters
        if is_in_key(one, NOUN, code) and _has_value(connection, renamed(one.key, NOUN, code, into))
    }
    for fact in carried(NOUN, code, into, setters):
        is_brought = fact.kind == f"{noun_of(fact.kind)}.brought"
        if not (is_brought and fact.key in {renamed(key, NOUN, code, into) for key in taken}):
            yield fact


def _has_value(connection: sqlite3.Connection, key: str) -> bool:
    events = in_order(events_of(connection, natural_row(key)))
    return bool(events) and fold(events).value is not None
