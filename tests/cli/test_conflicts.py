"""What two people say of one row at once: one result on every machine, the other kept and listed."""

from itertools import permutations
from pathlib import Path

import pytest

from gridlog.core.event import Event, Json, Stamp, created
from gridlog.core.fold import Row, fold
from gridlog.core.nouns.issue.value import Issue
from gridlog.core.nouns.visit.life import Visit
from tests.conftest import Run, id_in, objects

RAISED: dict[str, Json] = {
    "on": "2025-11-03",
    "enterprise": "E1",
    "officer": "P1",
    "text": "x",
    "block": "A",
    "grid": "A-1",
    "category": "POWER",
    "grade": "general",
    "source": "visit",
    "due": "2025-11-14",
}
LOGGED: dict[str, Json] = {
    "on": "2025-11-03",
    "enterprise": "E1",
    "officer": "P1",
    "method": "onsite",
    "kind": "routine",
    "block": "A",
    "grid": "A-1",
    "note": "first",
}
ANSWER: dict[str, Json] = {"on": "2025-11-04", "result": "solved", "text": "x"}
REVISIT: dict[str, Json] = {"on": "2025-11-05", "by": "P1", "by_handler": False, "satisfaction": 5}
CLOSE: dict[str, Json] = {"on": "2025-11-06", "workdays": 3}
REOPEN: dict[str, Json] = {"on": "2025-11-06", "reason": "x", "level": "block", "due": "2025-11-20"}


def said(kind: str, data: dict[str, Json], clock: int, before: list[Event], replica: str = "a") -> Event:
    """An event of the row that `before` began, its author having seen all of that."""
    row = before[0].id.hex() if before else ""
    stamp = Stamp(replica * 16, clock, clock << 16, "2025-11-03T09:00:00+08:00", "P1", False)
    return created(kind, data, row, tuple(one.id for one in before[-1:]), stamp)


def history(*steps: tuple[str, dict[str, Json]]) -> list[Event]:
    """Events that saw one another."""
    made: list[Event] = []
    for number, (kind, data) in enumerate(steps, 1):
        made.append(said(kind, data, number, made))
    return made


def both_ways(
    before: list[Event], one: tuple[str, dict[str, Json]], other: tuple[str, dict[str, Json]]
) -> list[Row]:
    """What comes of two events that did not see one another, either being the earlier."""
    rows = []
    for first, second in permutations((one, other)):
        events = [*before, said(*first, 50, before, "b"), said(*second, 60, before, "c")]
        rows.append(fold(events))
    return rows


ANSWERED = history(
    ("issue.raised", RAISED),
    ("issue.accepted", {"on": "2025-11-04", "handler": "P1"}),
    ("issue.answered", ANSWER),
    ("issue.revisited", REVISIT),
)
CLOSED = [*ANSWERED, said("issue.closed", CLOSE, 5, ANSWERED)]


def states(rows: list[Row]) -> list[str]:
    """The state an issue ends in, each way."""
    assert all(isinstance(row.value, Issue) for row in rows)
    return [row.value.state for row in rows if isinstance(row.value, Issue)]


def test_an_issue_that_is_closed_and_reopened_at_once_is_open() -> None:
    assert (
        states(both_ways(ANSWERED, ("issue.closed", CLOSE), ("issue.reopened", REOPEN))) == ["handling"] * 2
    )


def test_an_issue_that_two_reopen_at_once_is_reopened_once() -> None:
    rows = both_ways(CLOSED, ("issue.reopened", REOPEN), ("issue.reopened", {**REOPEN, "reason": "y"}))
    assert states(rows) == ["handling"] * 2
    assert [row.value.reopened for row in rows if isinstance(row.value, Issue)] == [1, 1]
    assert [len(row.flaws) for row in rows] == [1, 1]


def test_of_two_merges_at_once_the_earlier_stands() -> None:
    raised = history(("issue.raised", RAISED))
    merge: dict[str, Json] = {"on": "2025-11-04", "into": "B" * 26}
    rows = both_ways(raised, ("issue.merged", merge), ("issue.merged", {**merge, "into": "C" * 26}))
    assert states(rows) == ["merged"] * 2
    assert [row.value.merged_into for row in rows if isinstance(row.value, Issue)] == ["B" * 26, "C" * 26]


def test_of_an_answer_and_a_rejection_at_once_the_earlier_stands() -> None:
    raised = history(("issue.raised", RAISED))
    rows = both_ways(
        raised, ("issue.answered", ANSWER), ("issue.rejected", {"on": "2025-11-04", "reason": "x"})
    )
    assert states(rows) == ["answered", "rejected"]


def test_a_visit_that_is_voided_and_edited_at_once_is_void_and_shows_the_edit() -> None:
    logged = history(("visit.logged", LOGGED))
    edit: tuple[str, dict[str, Json]] = ("visit.edited", {"change": {"note": "second"}, "why": "x"})
    for row in both_ways(logged, edit, ("visit.voided", {"why": "y"})):
        assert isinstance(row.value, Visit)
        assert (row.value.void, row.value.note, row.flaws) == (True, "second", ())


def test_of_two_edits_at_once_the_later_stands_where_both_change_a_field() -> None:
    logged = history(("visit.logged", LOGGED))
    one: tuple[str, dict[str, Json]] = (
        "visit.edited",
        {"change": {"note": "b", "contact": "周"}, "why": "x"},
    )
    rows = both_ways(logged, one, ("visit.edited", {"change": {"note": "c"}, "why": "x"}))
    told = [(row.value.note, row.value.contact) for row in rows if isinstance(row.value, Visit)]
    assert told == [("c", "周"), ("b", "周")]
    assert [len(row.heads) for row in rows] == [2, 2]


@pytest.fixture
def pair(run: Run, small: Path, tmp_path: Path) -> tuple[str, str]:
    """Two databases of one share, as the words that name them."""
    assert small.is_dir()
    share = tmp_path / "share"
    first, second = f"--db {(tmp_path / 'zone.db').as_posix()}", f"--db {(tmp_path / 'other.db').as_posix()}"
    for line in (
        f"{first} share create {share.as_posix()}",
        f"{second} init",
        f"{second} share join {share.as_posix()}",
    ):
        assert run(line).code == 0
    return first, second


def together(run: Run, pair: tuple[str, str]) -> None:
    """Both sync until they know the same."""
    for who in (*pair, *pair):
        assert run(f"{who} sync").code == 0


def test_a_conflict_is_listed_on_both_machines_and_settled_by_the_next_edit(
    run: Run, pair: tuple[str, str]
) -> None:
    first, second = pair
    id = id_in(run(f"{first} visit add E1 --by 张三 --note 起初"))
    together(run, pair)
    assert run(f"{first} visit edit {id} --note 甲 --reason 更正").code == 0
    assert run(f"{second} visit edit {id} --note 乙 --reason 更正", now="2025-11-21T17:00:00+08:00").code == 0
    together(run, pair)
    listed = [objects(run(f"{who} conflicts --json")) for who in pair]
    assert listed[0] == listed[1]
    assert [(one["stands"], str(one["details"]).partition(";")[0]) for one in listed[0]] == [
        (False, "note=甲"),
        (True, "note=乙"),
    ]
    assert "conflicts" in run(f"{first} sync").err
    assert run(f"{first} visit edit {id} --note 商定 --reason 两人商定").code == 0
    together(run, pair)
    for who in pair:
        assert objects(run(f"{who} conflicts --json")) == []
        assert "商定" in run(f"{who} visit show {id}").out


def test_an_event_without_effect_never_stands(run: Run, pair: tuple[str, str]) -> None:
    first, second = pair
    one, two, three = (id_in(run(f"{first} issue raise E1 问题{n} --by 张三")) for n in range(3))
    together(run, pair)
    assert run(f"{first} issue merge {one} {two}").code == 0
    assert run(f"{second} issue merge {one} {three}", now="2025-11-21T17:00:00+08:00").code == 0
    together(run, pair)
    listed = objects(run(f"{second} conflicts --json"))
    assert [one["stands"] for one in listed] == [True, False]
