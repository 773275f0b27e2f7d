"""Do, undo: the tables of the file are what they were, for every kind of every noun, with syncs between."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.calendar import Calendar
from gridlog.core.event import Data, Event, in_order, natural_row
from gridlog.core.fold import fold, noun_of
from gridlog.core.nouns import life_of, nouns
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.value import Issue
from gridlog.core.nouns.visit import life as visit
from gridlog.core.rules import DEFAULT
from gridlog.core.undoing import is_lasting
from gridlog.core.when import ZONE
from gridlog.errors import GridlogError
from gridlog.store.actions import action_of, last_action
from gridlog.store.as_of import as_of
from gridlog.store.file import Author, Store, open_store
from gridlog.store.projection import events_of, immediate, merge, ready, rebuild
from tests.support.kinds import OWN_ROW, SAMPLES
from tests.support.steps import STEPS
from tests.support.tables import dump

NOW = datetime(2025, 11, 21, 16, 0, tzinfo=ZONE)
TODAY = NOW.date()
PLAIN = Calendar({}, frozenset())
WHEN = issue.When(TODAY, PLAIN, DEFAULT)
AROUND = visit.Around("A-1", "A", "A-1", NOW, PLAIN, DEFAULT)
VISIT: Data = visit.log(visit.Draft(TODAY, "E1", "P1", ("P2",), note="x"), AROUND)
ISSUE: Data = issue.register(issue.Raised("E1", "P1", "用电", "A", "A-1"), WHEN)
KEYS = sorted({key for key, _, _ in SAMPLES})
Fact = tuple[str, Data, str, bytes | None]  # kind, data, key, row


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "one.db", NOW, create=True)
    yield opened
    opened.close()


def append(store: Store, *facts: Fact, minutes: int = 0) -> list[Event]:
    """Record facts in one transaction."""
    with store.write(Author("P1", NOW + timedelta(minutes=minutes))) as writer:
        return [writer.append(kind, data, key, row) for kind, data, key, row in facts]


def undo(store: Store, gone: Sequence[Event], minutes: int = 0) -> list[Event]:
    """Take back events of one row."""
    data: Data = {"undone": [one.id.hex() for one in gone]}
    return append(store, (f"{noun_of(gone[0].kind)}.undone", data, gone[0].key, gone[0].row), minutes=minutes)


def said(store: Store) -> list[Event]:
    rows = store.connection.execute("SELECT DISTINCT ifnull(row, id) FROM stored").fetchall()
    return [event for (row,) in rows for event in in_order(events_of(store.connection, row))]


def facts_of(key: str) -> list[Fact]:
    return [(kind, data, name, None) for name, kind, data in SAMPLES if name == key]


# what `turned` says of a row is how to read its events, not what it says
def shown(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in dump(store.connection).items() if name != "turned"}


@pytest.mark.parametrize("key", KEYS)
def test_do_and_undo_of_every_kind_leave_the_tables_as_they_were(
    store: Store, tmp_path: Path, key: str
) -> None:
    other = open_store(tmp_path / "two.db", NOW, create=True)
    states, done = [shown(store)], []
    for fact in facts_of(key):
        done.append(append(store, fact))
        states.append(shown(store))
    for events, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        undo(store, events)
        assert shown(store) == before
        with immediate(other.connection):
            merge(other.connection, map(ready, said(store)))
        assert shown(other) == before
    whole = dump(store.connection)
    rebuild(store.connection)
    assert dump(store.connection) == whole
    other.close()


ABOUT_VISITS: dict[str, Data] = {
    "visit.edited": {"change": {"note": "y", "on": "2025-11-20", "participants": []}, "why": "x"},
    "visit.voided": {"why": "x"},
}


def test_do_and_undo_of_every_kind_about_a_visit_leave_the_tables_as_they_were(store: Store) -> None:
    before = shown(store)
    (begun,) = append(store, ("visit.logged", VISIT, "", None))
    logged = shown(store)
    for kind, data in ABOUT_VISITS.items():
        done = append(store, (kind, data, "", begun.row))
        assert shown(store) != logged
        undo(store, done)
        assert shown(store) == logged
    assert {"visit.logged", *ABOUT_VISITS} == life_of("visit").KINDS.keys()
    undo(store, [begun])
    assert shown(store) == before


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=6), st.integers(0, 2**30))
@settings(max_examples=60)
def test_do_and_undo_of_any_steps_of_an_issue_leave_the_tables_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], seed: int
) -> None:
    store = open_store(tmp_path_factory.mktemp("undo") / f"{seed}.db", NOW, create=True)
    states, done = [shown(store)], [append(store, ("issue.raised", ISSUE, "", None))]
    row = done[0][0].row
    for kind in kinds:
        value = fold(events_of(store.connection, row)).value
        assert isinstance(value, Issue)
        try:
            data = STEPS[kind](value, WHEN)
        except GridlogError:
            continue
        states.append(shown(store))
        done.append(append(store, (kind, data, "", row)))
    for events, before in zip(reversed(done), reversed(states), strict=True):
        undo(store, events)
        assert shown(store) == before
    store.close()


def test_every_noun_has_a_law_here_or_keeps_what_it_says() -> None:
    """A noun in a new folder is undone without code of its own; its samples are in tests/support/kinds.py."""
    named = {noun_of(kind) for _, kind, _ in SAMPLES}
    lasting = {noun for noun in nouns() if all(map(is_lasting, life_of(noun).KINDS))}
    assert {*nouns()} - named - lasting == {"visit", "issue", "spotcheck"}
    assert lasting <= {*OWN_ROW, "report"}


@given(st.data())
@settings(max_examples=60)
def test_any_division_and_order_of_delivery_of_undos_makes_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("undo")
    one, two = (open_store(folder / f"{name}.db", NOW, create=True) for name in ("one", "two"))
    for _ in range(data.draw(st.integers(1, 4))):
        made = append(one, *facts_of(data.draw(st.sampled_from(KEYS)))[: data.draw(st.integers(1, 3))])
        if data.draw(st.booleans()):
            away = undo(one, made)
            if data.draw(st.booleans()):
                undo(one, away)
    waiting = data.draw(st.permutations(said(one)))
    while waiting:
        size = data.draw(st.integers(1, len(waiting)))
        part, waiting = waiting[:size], waiting[size:]
        with immediate(two.connection):
            merge(two.connection, map(ready, part))
    assert dump(two.connection) == dump(one.connection)
    rebuild(two.connection)
    assert dump(two.connection) == dump(one.connection)
    for store in (one, two):
        store.close()


def test_who_was_undone_and_comes_later_is_on_record_since_then(store: Store) -> None:
    fact = facts_of("officer/P1")[0]
    undo(store, append(store, fact))
    append(store, fact, minutes=3 * 24 * 60)
    found = store.connection.execute("SELECT recorded_on FROM officer_records").fetchall()
    assert found == [("2025-11-24",)]


def test_a_report_as_of_an_instant_between_still_has_what_was_undone_later(store: Store) -> None:
    made = append(store, ("visit.logged", VISIT, "", None), minutes=0)
    undo(store, made, minutes=10)
    for minutes, count in ((5, 1), (15, 0)):
        past = as_of(store.connection, NOW + timedelta(minutes=minutes), TODAY, TODAY + timedelta(days=1))
        assert past.execute("SELECT count(*) FROM visits").fetchone() == (count,)
        past.close()


def test_what_one_command_recorded_is_one_action_even_within_one_moment(store: Store) -> None:
    """The clock may stand still, as under GRIDLOG_NOW, and still each transaction is told apart."""
    first = append(store, *facts_of("grid/A")[:2])
    second = append(store, *facts_of("officer/P1")[:3])
    assert action_of(store.connection, first[1]) == first
    assert action_of(store.connection, second[1]) == second
    assert last_action(store.connection) == second


def test_a_record_of_unmasked_phones_is_passed_over_by_the_last_action(store: Store) -> None:
    made = append(store, *facts_of("grid/A")[:1])
    append(store, ("export.unmasked", {"what": "visits", "rows": 3}, "", None))
    assert last_action(store.connection) == made


def test_an_older_file_knows_its_actions_by_author_and_second(store: Store) -> None:
    made = append(store, *facts_of("grid/A")[:2])
    with store.write(Author("P2", datetime.fromisoformat("2025-11-21T16:00:00+08:00"))) as writer:
        writer._clock -= 1  # as an older version wrote it: no gap before a transaction
        writer.append("day.set", {"work": True, "name": "x"}, "day/2025-11-22")
    assert action_of(store.connection, made[0]) == made
    assert natural_row("grid/A") == made[0].row
