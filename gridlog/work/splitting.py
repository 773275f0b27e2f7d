"""Giving one of two things that share a code a code of its own: what goes along, and what cannot be told."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from gridlog.core import roster
from gridlog.core.branches import BROUGHT, REREAD, SPLIT, lineage
from gridlog.core.dispute import Namesake, branch, namesakes
from gridlog.core.event import Event, Json, natural_row, read_id, texts, written
from gridlog.core.fold import SAID_ANEW, Value, fold
from gridlog.core.nouns import coded, life_of, nouns, same_name
from gridlog.core.nouns.table import columns_of
from gridlog.core.recoding import (
    as_read,
    bringing,
    codes_in,
    is_in_key,
    names_of,
    renamed,
)
from gridlog.core.roster import folded
from gridlog.core.undoing import left
from gridlog.errors import Refused
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.store.projection import conflicting_rows, events_of, turned_rows
from gridlog.work.desk import Desk
from gridlog.work.witness import Witness

NAMES = {"enterprise": ("enterprise",), "grid": ("grid", "block")}
VISIT_NAMES = {**NAMES, "officer": ("officer", "participants")}
ISSUE_NAMES = {**NAMES, "officer": ("officer", "handler"), "project": ("project",)}
INDEXED = {(table, field) for table in ("visits", "issues") for field in ("enterprise", "officer", "handler")}
INDEXED -= {("issues", "officer")}
HANDED = ("issue.assigned", "issue.accepted")
Turned: TypeAlias = Mapping[str, Collection[tuple[str, str]]]
HELD = {"enterprise": "enterprise_grids", "officer": "assignments"}


class Fact(NamedTuple):
    """An event to append, to the row of a natural key or else to the row of an id."""

    kind: str
    data: Mapping[str, Json]
    key: str = ""
    row: bytes | None = None


class Use(NamedTuple):
    """A record that names the code: its noun, its id or code, the event that wrote the code there, its correction.

    There is no correction where the noun says itself which of its fields name a thing: all uses of a row go together.
    """

    noun: str
    id: str
    setter: Event
    fact: Fact | None = None


class Parting(NamedTuple):
    """A split as it will be written: the names of what stays and what goes, the events, and what cannot be told."""

    stays: str
    goes: str
    facts: list[Fact]
    moved: list[Use]
    unsure: list[Use]

    def write(self, writer: Writer) -> None:
        """Append all of it."""
        for kind, data, key, row in self.facts:
            writer.append(kind, data, key, row)


class _DryRun(Exception):
    """Nothing is to be kept."""


def split(desk: Desk, noun: str, code: str, into: str, name: str, dry_run: bool = False) -> Parting:
    """Give one of the things under `code` the code `into`: the one called `name`, or else the later one.

    Returns what was written, or would be. Raises Refused where the code is in use or nothing is to be parted.
    """
    with suppress(_DryRun), desk.write() as writer:
        connection = writer.connection
        if not _was_split(connection, noun, code, into) and lookup.by_code(connection, noun, into):
            raise Refused("roster.exists", noun=noun, code=into)
        found = parting(connection, noun, code, into, name)
        if not found.facts:
            raise Refused("split.nothing", code=code, into=into)
        found.write(writer)
        if dry_run:
            raise _DryRun
    return found


def _was_split(connection: sqlite3.Connection, noun: str, code: str, into: str) -> bool:
    """Whether an earlier split gave something under `code` this very code."""
    events = events_of(connection, natural_row(f"{noun}/{code}"))
    return any(one.kind == f"{noun}.split" and one.data.get("new_code") == into for one in events)


def shared(connection: sqlite3.Connection) -> Iterator[tuple[str, str, list[Namesake]]]:
    """The codes under which different things were begun: noun, code, the things."""
    for noun, code, events in _coded(connection, conflicting_rows(connection)):
        if things := namesakes(events):
            yield noun, code, things


def late(connection: sqlite3.Connection, since: int) -> Iterator[tuple[str, str, str, Parting]]:
    """The splits of which more came in since: noun, code, the other code, and what is to follow it.

    Where no index finds the records, as of a grid, only what arrived after the place `since` is looked at.
    """
    recent = _arrived(connection, since)
    for noun, code, events in _coded(connection, turned_rows(connection, coded())):
        for into in sorted(set(Witness(connection, events).line.given.values())):
            found = parting(connection, noun, code, into, "", recent)
            if found.facts:
                yield noun, code, into, found


def renamed_here(connection: sqlite3.Connection, code: str) -> list[tuple[str, str]]:
    """The new code and the name of each officer who had `code`, was split off, and was entered on this device."""
    (own,) = connection.execute("SELECT id FROM replica").fetchone()
    events = left(events_of(connection, natural_row(f"officer/{code}")))
    given = lineage(events).given
    found = []
    for into in sorted(set(given.values())):
        going = branch(events, frozenset(id for id, other in given.items() if other == into))
        if any(one.replica == own for one in going):
            found.append((into, _name(_thing(going))))
    return found


def _arrived(connection: sqlite3.Connection, since: int) -> list[str]:
    """The ids of the visits and issues of which something arrived after a place in the order of arrival."""
    found = connection.execute("SELECT DISTINCT ifnull(row, id) FROM events WHERE seq > ?", (since,))
    return sorted(written(row) for (row,) in found)


def _coded(connection: sqlite3.Connection, rows: Iterable[bytes]) -> Iterator[tuple[str, str, list[Event]]]:
    """Yield those of the rows that have a code that people choose: noun, code, events."""
    for row in rows:
        events = events_of(connection, row)
        noun, _, code = max(one.key for one in events).partition("/")
        if same_name(noun):
            yield noun, code, events


def parting(
    connection: sqlite3.Connection,
    noun: str,
    code: str,
    into: str,
    name: str,
    only: Sequence[str] | None = None,
) -> Parting:
    """How to give the thing of this `name`, by default the one that was begun last, the code `into`.

    Where `into` was split off already, this is what came in since and follows it. Of the visits and issues that
    no index finds those with the ids `only` are looked at, or all of them. Raises Refused where only one thing
    has the code, or where none of them has that name.
    """
    events = left(events_of(connection, natural_row(f"{noun}/{code}")))
    witness = Witness(connection, events)
    earlier = [one for one in events if _is_into(one, into) and one.id not in witness.line.idle]
    done = frozenset[bytes]().union(*(witness.line.seen[one.id] for one in earlier))
    begun = frozenset(id for id, other in witness.line.given.items() if other == into)
    begun = begun or _chosen(noun, code, namesakes(events), name).begun
    going = branch(events, begun)
    facts: list[Fact] = []
    if any(one.id not in done for one in going):
        told: dict[str, Json] = {"begun": sorted(id.hex() for id in begun), "new_code": into}
        facts.append(Fact(f"{noun}{SPLIT}", told, f"{noun}/{code}"))
        if f"{noun}{BROUGHT}" in life_of(noun).KINDS:
            fresh = {one.id for one in going if one.id not in done and not one.kind.endswith(SAID_ANEW)}
            read = [one for one in as_read(events) if one.id in fresh]
            facts += [Fact(*said) for said in bringing(read, f"{noun}/{into}")]
        else:
            facts += _copied(noun, into, [one for one in going if one.id in done], going)
    moved, unsure = _judged(uses_of(connection, noun, code, into, only), witness, begun, earlier)
    facts += [use.fact for use in moved if use.fact]
    facts += carried(noun, code, into, [use.setter for use in moved if not use.fact])
    stays = _thing([one for one in events if one not in going])
    return Parting(_name(stays), _name(_thing(going)), facts, moved, unsure)


def _is_into(event: Event, into: str) -> bool:
    return event.kind.endswith(SPLIT) and event.data.get("new_code") == into


def _chosen(noun: str, code: str, things: Sequence[Namesake], name: str) -> Namesake:
    """The thing that is to go. Raises Refused."""
    if not things:
        raise Refused("split.one", noun=noun, code=code)
    if not name:
        return things[-1]
    found = [one for one in things if folded(name) == folded(one.name)]
    found = found or [one for one in things if folded(name) in folded(one.name)]
    if len(found) != 1:
        raise Refused("split.name", noun=noun, code=code, name=name, known=[one.name for one in things])
    return found[0]


def _copied(noun: str, into: str, before: Sequence[Event], after: Sequence[Event]) -> Iterator[Fact]:
    """What must be said under the new code, where `before` was said already."""
    thing = _thing(after)
    if thing is not None:
        for kind, data in roster.facts(_thing(before), thing):
            yield Fact(kind, data, f"{noun}/{into}")


def _thing(events: Sequence[Event]) -> Value | None:
    return fold(events).value if events else None


def _name(thing: Value | None) -> str:
    return str(getattr(thing, "name", ""))


def _judged(
    uses: Iterator[Use], witness: Witness, begun: frozenset[bytes], earlier: Sequence[Event]
) -> tuple[list[Use], list[Use]]:
    """Return the uses that mean the thing that goes, and the uses that may mean either; all others mean the thing that stays.

    What was written before the thing began, or after it had been split off, by the clocks, is not listed as
    unsure: it stays.
    """
    first = min(one.clock for one in witness.ordered if one.id in begun)
    last = min((one.clock for one in earlier), default=None)
    moved, unsure = [], []
    for use in uses:
        known = witness.known(use.setter)
        if known and known <= begun:
            moved.append(use)
        elif (
            (not known or known & begun)
            and first < use.setter.clock
            and not (last and last < use.setter.clock)
        ):
            unsure.append(use)
    return moved, unsure


def uses_of(
    connection: sqlite3.Connection,
    noun: str,
    code: str,
    into: str,
    only: Sequence[str] | None = None,
    turned: Turned | None = None,
) -> Iterator[Use]:
    """Every record of another row that names the code. `turned` is what `turned_by_code` returns, for many codes at once."""
    yield from _visits(connection, noun, code, into, only)
    yield from _issues(connection, noun, code, into, only)
    yield from _declared(
        connection, noun, code, turned_by_code(connection, noun) if turned is None else turned
    )
    if noun == "grid":
        yield from _stays(connection, code, into)
        yield from _children(connection, code, into)


def _ids(
    connection: sqlite3.Connection, table: str, field: str, code: str, only: Sequence[str] | None
) -> list[str]:
    """The ids of the visits or issues that name a code in a field."""
    if (table, field) == ("issues", "project"):
        found = connection.execute("SELECT issue FROM blockers WHERE project = ? ORDER BY issue", (code,))
        return [id for (id,) in found]
    if only is None or (table, field) in INDEXED:
        found = connection.execute(f"SELECT id FROM {table} WHERE {field} = ? ORDER BY id", (code,))
        return [id for (id,) in found]
    query = f"SELECT 1 FROM {table} WHERE id = ? AND {field} = ?"
    return [id for id in only if connection.execute(query, (id, code)).fetchone()]


def _joined(connection: sqlite3.Connection, code: str) -> list[str]:
    """The ids of the visits on which an officer came along."""
    found = connection.execute("SELECT visit FROM visit_participants WHERE officer = ? ORDER BY 1", (code,))
    return [id for (id,) in found]


def _visits(
    connection: sqlite3.Connection, noun: str, code: str, into: str, only: Sequence[str] | None
) -> Iterator[Use]:
    for field in VISIT_NAMES.get(noun, ()):
        is_joint = field == "participants"
        for id in _joined(connection, code) if is_joint else _ids(connection, "visits", field, code, only):
            events = left(events_of(connection, read_id(id)))
            setter = next(one for one in reversed(events) if field in _change(one) or one.id == one.row)
            new: Json = into
            if is_joint:
                new = [into if one == code else one for one in texts(_change(setter), field)]
            told: dict[str, Json] = {"change": {field: new}, "why": f"{code} → {into}"}
            yield Use("visit", id, setter, Fact("visit.edited", told, row=read_id(id)))


def _change(event: Event) -> Mapping[str, Json]:
    """The fields that an event of a visit or an issue sets."""
    change = event.data.get("change", event.data)
    return change if isinstance(change, Mapping) else {}


def _issues(
    connection: sqlite3.Connection, noun: str, code: str, into: str, only: Sequence[str] | None
) -> Iterator[Use]:
    for field in ISSUE_NAMES.get(noun, ()):
        for id in _ids(connection, "issues", field, code, only):
            events = left(events_of(connection, read_id(id)))
            named = [one for one in events if _change(one).get(field) == code or one.id == one.row]
            by_hand = [one for one in events if field == "handler" and one.kind in HANDED]
            setter = (named if len(named) > 1 or not by_hand else by_hand)[-1]
            told: dict[str, Json] = {"change": {field: into}, "why": f"{code} → {into}"}
            yield Use("issue", id, setter, Fact("issue.recoded", told, row=read_id(id)))


def _stays(connection: sqlite3.Connection, code: str, into: str) -> Iterator[Use]:
    """The moves of enterprises and officers into a grid."""
    for noun, table in HELD.items():
        found = connection.execute(f"SELECT DISTINCT {noun} FROM {table} WHERE grid = ? ORDER BY 1", (code,))
        for (owner,) in found.fetchall():
            key = f"{noun}/{owner}"
            latest = {
                str(one.data.get("from")): one
                for one in left(events_of(connection, natural_row(key)))
                if one.kind == roster.MOVE[noun]
            }
            for day, setter in latest.items():
                if setter.data.get("grid") == code:
                    fact = Fact(roster.MOVE[noun], {"grid": into, "from": day}, key)
                    yield Use(noun, owner, setter, fact)


def _children(connection: sqlite3.Connection, code: str, into: str) -> Iterator[Use]:
    """The grids below a grid."""
    found = connection.execute("SELECT code FROM grids WHERE parent = ? ORDER BY code", (code,))
    for (child,) in found.fetchall():
        key = f"grid/{child}"
        events = left(events_of(connection, natural_row(key)))
        setter = next(one for one in reversed(events) if "parent" in one.data)
        yield Use("grid", child, setter, Fact("grid.saved", {"parent": into}, key))


def turned_by_code(connection: sqlite3.Connection, noun: str) -> Turned:
    """The rows with a removal, a merge, a part of a split or an undo, noun and name, by the codes that their events name."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in turned_rows(connection, _naming(noun)):
        events = events_of(connection, row)
        other, _, owner = max(one.key for one in events).partition("/")
        for one in _said(left(events)):
            for code in codes_in(one, noun):
                found.setdefault(code, set()).add((other, owner))
    return found


def _naming(noun: str) -> dict[str, tuple[str, ...]]:
    """The nouns that say which of their fields, or of the parts of their key, name a thing of this noun, with these fields."""
    return {other: fields for other in nouns() if (fields := names_of(other).get(noun, ()))}


def _said(events: Sequence[Event]) -> Iterator[Event]:
    """The events of a row as they are read, without those that only say how to read others."""
    for one in as_read(events) if events else ():
        if not one.kind.endswith(SAID_ANEW):
            yield one


def _declared(connection: sqlite3.Connection, noun: str, code: str, turned: Turned) -> Iterator[Use]:
    """The events that name the code in rows of the nouns that say which of their fields, or of the parts of their key, name a thing."""
    for other, fields in _naming(noun).items():
        earlier = {owner for name, owner in turned.get(code, ()) if name == other}
        for owner in sorted(earlier | _owners(connection, other, fields, code)):
            for one in _said(left(events_of(connection, natural_row(f"{other}/{owner}")))):
                if code in codes_in(one, noun):
                    yield Use(other, owner, one)


def _owners(connection: sqlite3.Connection, other: str, fields: Sequence[str], code: str) -> set[str]:
    """The names of the rows of a noun whose tables name the code in one of these fields."""
    found: set[str] = set()
    for table in life_of(other).TABLES:
        for field in {one.name for one in columns_of(table)}.intersection(fields):
            query = f"SELECT DISTINCT {table.owner} FROM {table.name} WHERE {field} = ?"
            found.update(owner for (owner,) in connection.execute(query, (code,)))
    return found


def carried(noun: str, code: str, into: str, going: Sequence[Event]) -> Iterator[Fact]:
    """What must be said so that these events, as they are read now, name `into`, or stand in the rows that it names."""
    by_row: dict[str, list[Event]] = {}
    for one in going:
        by_row.setdefault(one.key, []).append(one)
    for key, events in by_row.items():
        ids = [one.id.hex() for one in events]
        told: dict[str, Json] = {"of": noun, "old_code": code, "new_code": into, "events": ids}
        yield Fact(f"{key.partition('/')[0]}{REREAD}", told, key)
        if is_in_key(events[0], noun, code):
            for said in bringing(events, renamed(key, noun, code, into)):
                yield Fact(*said)
