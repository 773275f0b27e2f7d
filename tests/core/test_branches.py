"""Rows with a code: who saw what, what a removal ends, what a split gives away; the same on every machine."""

import random
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.branches import lineage
from gridlog.core.dispute import Namesake, namesakes, rivals
from gridlog.core.event import Data, Event, Stamp, created, in_order
from gridlog.core.fold import fold
from gridlog.core.nouns.enterprise.life import Enterprise
from gridlog.core.nouns.grid.life import Grid
from gridlog.core.nouns.officer.life import Officer
from gridlog.core.roster import ALWAYS, Leave, facts, moved
from gridlog.store.projection import immediate, merge, ready, rebuild
from gridlog.store.schema import derived_tables
from tests.support.images import without_log
from tests.support.simulate import blank


def said(
    kind: str, data: Data, *seen: Event, clock: int = 1, replica: str = "a", time: str = "", code: str = "E1"
) -> Event:
    """Return an event of a row with a code, by an author who had seen these events."""
    stamp = Stamp(replica * 16, clock, clock << 16, time or "2025-11-03T09:00:00+08:00", "", False)
    return created(kind, data, f"{kind.partition('.')[0]}/{code}", tuple(one.id for one in seen), stamp)


FIRST = said("enterprise.saved", {"name": "甲厂"})
MOVED = said("enterprise.moved", moved("A-1", None), FIRST, clock=2)
SECOND = said("enterprise.saved", {"name": "乙厂", "phone": "1"}, clock=3, replica="b")
ELSEWHERE = said("enterprise.moved", moved("B-1", None), SECOND, clock=4, replica="b")
BOTH = [FIRST, MOVED, SECOND, ELSEWHERE]
SPLIT = said("enterprise.split", {"begun": [SECOND.id.hex()], "new_code": "E2"}, MOVED, ELSEWHERE, clock=5)
REMOVED = said("enterprise.removed", {"why": "x"}, MOVED, clock=9)


def test_two_enterprises_under_one_code_are_told_apart() -> None:
    assert namesakes(BOTH) == [
        Namesake(frozenset((FIRST.id,)), "甲厂"),
        Namesake(frozenset((SECOND.id,)), "乙厂"),
    ]


def test_two_spellings_of_one_enterprise_are_one_thing() -> None:
    other = said("enterprise.saved", {"name": "甲厂（徐州）有限公司"}, clock=3, replica="b")
    assert namesakes([FIRST, other]) == []
    assert [one.values for one in rivals([FIRST, other])] == [
        {"name": "甲厂"},
        {"name": "甲厂（徐州）有限公司"},
    ]


def test_two_that_share_a_code_stay_listed_when_somebody_changes_another_field() -> None:
    unaware = said("enterprise.saved", {"phone": "2"}, MOVED, ELSEWHERE, clock=6)
    assert [one.name for one in namesakes([*BOTH, unaware])] == ["甲厂", "乙厂"]
    assert [one.event for one in rivals([*BOTH, unaware])] == [MOVED, ELSEWHERE]


def test_who_has_seen_both_and_says_that_they_are_one_settles_it() -> None:
    settled = said("enterprise.saved", {"name": "甲厂", "settled": True}, MOVED, ELSEWHERE, clock=6)
    assert namesakes([*BOTH, settled]) == []
    assert rivals([*BOTH, settled]) == []


def test_who_has_seen_one_alone_settles_nothing() -> None:
    hasty = said("enterprise.saved", {"name": "甲厂", "settled": True}, MOVED, clock=6)
    assert len(namesakes([*BOTH, hasty])) == 2


def test_a_name_from_a_roster_that_was_imported_settles_nothing() -> None:
    imported = said("enterprise.saved", {"name": "乙厂"}, MOVED, ELSEWHERE, clock=6)
    assert [one.name for one in namesakes([*BOTH, imported])] == ["甲厂", "乙厂"]


def test_one_enterprise_renamed_by_two_is_a_difference_and_not_two_things() -> None:
    one = said("enterprise.saved", {"name": "丙厂"}, FIRST, clock=3)
    other = said("enterprise.saved", {"name": "丁厂"}, FIRST, clock=4, replica="b")
    assert namesakes([FIRST, one, other]) == []
    assert [rival.values for rival in rivals([FIRST, one, other])] == [{"name": "丙厂"}, {"name": "丁厂"}]


def test_every_field_on_which_the_branches_differ_is_named_with_both_values() -> None:
    assert [(one.event, dict(one.values)) for one in rivals(BOTH)] == [
        (MOVED, {"name": "甲厂", "phone": "", "grid": "A-1"}),
        (ELSEWHERE, {"name": "乙厂", "phone": "1", "grid": "B-1"}),
    ]


def test_two_who_say_the_same_have_nothing_to_settle() -> None:
    assert rivals([FIRST, said("enterprise.saved", {"name": "甲厂"}, clock=3, replica="b")]) == []


def test_a_split_leaves_the_first_as_if_the_second_had_never_been_there() -> None:
    row = fold([*BOTH, SPLIT])
    assert row.value == Enterprise("E1", name="甲厂", moves=((ALWAYS, "A-1"),))
    assert (row.flaws, namesakes([*BOTH, SPLIT]), rivals([*BOTH, SPLIT])) == ((), [], [])


def test_what_the_second_ones_device_adds_without_knowing_of_the_split_stays_off_the_first() -> None:
    late = said("enterprise.saved", {"phone": "9"}, ELSEWHERE, clock=99, replica="b")
    row = fold([*BOTH, SPLIT, late])
    assert isinstance(row.value, Enterprise)
    assert (row.value.phone, row.flaws) == ("", ())
    assert late.id in lineage(in_order([*BOTH, SPLIT, late])).away


def test_a_change_by_somebody_who_knew_the_split_counts() -> None:
    after = said("enterprise.saved", {"phone": "9"}, SPLIT, clock=6)
    value = fold([*BOTH, SPLIT, after]).value
    assert isinstance(value, Enterprise)
    assert value.phone == "9"


SPLITS: dict[str, Data] = {
    "of the only one": {"begun": [FIRST.id.hex(), SECOND.id.hex()], "new_code": "E2"},
    "of what did not begin here": {"begun": [MOVED.id.hex()], "new_code": "E2"},
    "into no code": {"begun": [SECOND.id.hex()]},
    "of nothing": {"new_code": "E2"},
}


@pytest.mark.parametrize("data", SPLITS.values(), ids=SPLITS.keys())
def test_a_split_that_cannot_be_is_a_flaw(data: Data) -> None:
    event = said("enterprise.split", data, MOVED, ELSEWHERE, clock=5)
    assert [flaw.id for flaw in fold([*BOTH, event]).flaws] == [event.id]


def test_of_two_splits_at_once_the_earlier_stands() -> None:
    other = said(
        "enterprise.split", {"begun": [SECOND.id.hex()], "new_code": "E3"}, MOVED, ELSEWHERE, clock=6
    )
    line = lineage(in_order([*BOTH, SPLIT, other]))
    assert (line.given, list(line.idle)) == ({SECOND.id: "E2"}, [other.id])


def test_two_splits_at_once_never_leave_a_code_empty() -> None:
    other = said("enterprise.split", {"begun": [FIRST.id.hex()], "new_code": "E2"}, MOVED, ELSEWHERE, clock=6)
    value = fold([*BOTH, SPLIT, other]).value
    assert isinstance(value, Enterprise)
    assert value.name == "甲厂"


def test_a_removed_enterprise_is_gone() -> None:
    row = fold([FIRST, MOVED, REMOVED])
    assert (row.value, row.noun, row.flaws) == (None, "enterprise", ())


def test_a_removed_code_begins_anew_and_nothing_of_the_old_is_left() -> None:
    again = said("enterprise.saved", {"name": "丙厂"}, REMOVED, clock=10)
    assert fold([FIRST, MOVED, REMOVED, again]).value == Enterprise("E1", name="丙厂")


@pytest.mark.parametrize("clock", [8, 99], ids=["before", "after"])
def test_who_changes_an_enterprise_while_another_removes_it_keeps_it(clock: int) -> None:
    change = said("enterprise.saved", {"phone": "2"}, MOVED, clock=clock, replica="b")
    row = fold([FIRST, MOVED, REMOVED, change])
    assert isinstance(row.value, Enterprise)
    assert (row.value.phone, [flaw.id for flaw in row.flaws]) == ("2", [REMOVED.id])
    told = {one.event.id: one.values for one in rivals([FIRST, MOVED, REMOVED, change])}
    assert told == {REMOVED.id: {"phone": "", "removed": "true"}, change.id: {"phone": "2", "removed": ""}}


def test_a_second_removal_that_has_seen_the_change_counts() -> None:
    change = said("enterprise.saved", {"phone": "2"}, MOVED, clock=8, replica="b")
    again = said("enterprise.removed", {"why": "x"}, REMOVED, change, clock=12)
    assert fold([FIRST, MOVED, REMOVED, change, again]).value is None


def test_two_removals_at_once_remove_it() -> None:
    other = said("enterprise.removed", {"why": "y"}, MOVED, clock=10, replica="b")
    assert fold([FIRST, MOVED, REMOVED, other]).value is None


def test_two_who_add_a_removed_code_again_share_it() -> None:
    one = said("enterprise.saved", {"name": "丙厂"}, REMOVED, clock=10)
    other = said("enterprise.saved", {"name": "丁厂"}, REMOVED, clock=11, replica="b")
    assert [thing.name for thing in namesakes([FIRST, MOVED, REMOVED, one, other])] == ["丙厂", "丁厂"]


# What is said under the new code makes the same thing there.

THINGS = {
    "an enterprise": Enterprise(
        "E1",
        "乙厂",
        "91",
        key=False,
        phone="1",
        moves=((ALWAYS, "A-1"), (date(2025, 11, 3), "B-1")),
        statuses=((ALWAYS, "投产"), (date(2025, 11, 3), "停产")),
    ),
    "an officer": Officer(
        "P1",
        "张三",
        "deputy",
        quota=2,
        moves=((ALWAYS, "A-1"),),
        leaves=(Leave(date(2025, 11, 3), date(2025, 11, 5), "事假"),),
    ),
    "a grid": Grid("G1", "甲网格", "block", "Z", "x"),
}


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS.keys())
def test_what_is_copied_to_a_new_code_is_the_same_there(thing: Enterprise | Officer | Grid) -> None:
    told: list[Event] = []
    for clock, (kind, data) in enumerate(facts(None, thing), 1):
        told.append(said(kind, data, *told[-1:], clock=clock, code="N1"))
    assert fold(told).value == thing._replace(code="N1")
    assert facts(thing, thing) == []


# Laws: any history of a row with a code, legal or not.


class Link(NamedTuple):
    """How a generated event comes about; `seen` are places in the history before it."""

    what: str
    name: str
    seen: frozenset[int]
    clock: int
    replica: str


links = st.builds(
    Link,
    st.sampled_from(["saved", "saved", "saved", "moved", "removed", "split", "split", "praised"]),
    st.sampled_from(["甲", "乙", "丙"]),
    st.frozensets(st.integers(0, 20), max_size=3),
    st.integers(0, 9),
    st.sampled_from("abc"),
)


def grown(links: Sequence[Link]) -> list[Event]:
    """A row with one event a link; who has seen nothing begins something under the code."""
    made: list[Event] = []
    for link in links:
        seen = [made[at % len(made)] for at in sorted(link.seen)] if made else []
        told: dict[str, Data] = {
            "saved": {"name": link.name, "status": link.name, "phone": str(link.clock)},
            "moved": moved(link.name, None),
            "split": {"begun": [one.id.hex() for one in seen[:1]], "new_code": f"E{link.name}"},
        }
        data = told.get(link.what, {"why": "x"})
        kind = f"enterprise.{link.what}"
        made.append(said(kind, data, *seen, clock=link.clock + 1, replica=link.replica))
    return made


histories = st.builds(grown, st.lists(links, min_size=1, max_size=9))


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_a_row_with_a_code_is_the_same_for_any_order_and_any_repetition(
    events: list[Event], chance: random.Random
) -> None:
    arrived = [*events, *chance.choices(events, k=3)]
    chance.shuffle(arrived)
    assert fold(arrived) == fold(events)
    assert namesakes(arrived) == namesakes(events)
    assert rivals(arrived) == rivals(events)


@given(histories)
@settings(max_examples=150)
def test_something_is_left_under_a_code_unless_it_was_removed(events: list[Event]) -> None:
    line = lineage(in_order(events))
    assert bool(line.left) == bool(line.beginnings)
    if line.beginnings:
        assert fold(events).value is not None


def tables(database: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted(database.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr)
        for table in derived_tables()
    }


@given(events=histories, chance=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_tables_of_a_code_are_those_of_a_rebuild_however_its_events_arrived(
    events: list[Event], chance: random.Random
) -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.deserialize(without_log(blank()))
    waiting = list({one.id: one for one in events}.values())
    chance.shuffle(waiting)
    while waiting:
        size = chance.randint(1, len(waiting))
        with immediate(database):
            merge(database, map(ready, waiting[:size]))
        waiting = waiting[size:]
    arrived = tables(database)
    rebuild(database)
    assert tables(database) == arrived
    database.close()
