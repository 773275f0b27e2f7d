"""The course of an issue: each past day as it was, whatever came later."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings

from gridlog.core.event import Event, Json, decode, read_id, written
from gridlog.core.fold import fold
from gridlog.core.nouns.issue.course import Spell, spells
from gridlog.core.nouns.issue.value import Issue
from gridlog.store.file import Author, open_store
from gridlog.store.projection import rebuild
from tests.conftest import Run, id_in, objects, sql
from tests.support.zones import NOW, Fact, Zone, issues, until

DAYS = [date(2025, 10, 20) + timedelta(days=at) for at in range(40)]


def standing(course: Sequence[Spell], day: date) -> list[Spell]:
    """The spells that hold on a day, without their ends."""
    return [one._replace(from_on=day, until_on=day) for one in course if one.from_on <= day < one.until_on]


def course_of(events: Sequence[Event]) -> list[Spell]:
    """The course that some events make, or none where nothing began."""
    value = fold(events).value if events else None
    return spells(value) if isinstance(value, Issue) else []


@given(issues())
@settings(max_examples=30)
def test_every_day_stands_as_its_own_steps_and_the_earlier_ones_leave_it(facts: list[Fact]) -> None:
    zone = Zone(until(sorted(facts, key=lambda one: one.at), NOW))
    for id in zone.rows.values():
        found = zone.connection.execute("SELECT body FROM events WHERE row = ?1 OR id = ?1", (id,))
        events = [decode(body) for (body,) in found]
        whole = course_of(events)
        assert [one.until_on for one in whole[:-1]] == [one.from_on for one in whole[1:]]
        for day in DAYS:
            known = [one for one in events if str(one.data["on"]) <= day.isoformat()]
            assert standing(whole, day) == standing(course_of(known), day), day
        laid = zone.connection.execute(
            "SELECT from_on, until_on, state, late_on FROM issue_spells WHERE issue = ? ORDER BY from_on",
            (written(id),),
        ).fetchall()
        assert laid == [
            (str(one.from_on), str(one.until_on), one.state, one.late_on and str(one.late_on))
            for one in whole
        ]


def step(run: Run, line: str, day: str) -> str:
    """A step of an issue on a day, and its id."""
    return id_in(run(f"issue {line}", now=f"{day}T09:00:00+08:00"))


LATER = "2025-11-28T16:00:00+08:00"
ENDS = {
    "answered late and badly": ("answer {id} --result partly --text 好", "revisit {id} --satisfaction 1"),
    "declined": ("reject {id} --reason 非本区",),
    "merged": ("merge {id} {other}",),
    "closed": ("close {id} --result solved --text 好 --satisfaction 5",),
    "closed and reopened": ("close {id} --result partly --text 好 --satisfaction 1",),
    "given to somebody else": ("assign {id} 李四",),
}


def figures(run: Run, now: str) -> list[object]:
    """What every kind of report says of the days up to 11-25."""
    told: list[object] = []
    for line in ("day 2025-11-24", "day 2025-11-25", "day 2025-11-26", "week 2025-W47", "month 2025-10"):
        told += [objects(run(f"report {line} --by {by} --json", now=now)) for by in ("grid", "zone")]
    for line in ("week 2025-W47 --format html", "month 2025-10 --format md", "day 2025-11-24 --format html"):
        shown = run(f"report {line}", now=now).out
        told.append(shown.replace(now[:16].replace("T", " "), ""))
    return told


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.usefixtures("small")
def test_no_past_day_week_or_month_changes_whatever_becomes_of_an_issue(run: Run, end: str) -> None:
    old = step(run, "raise E1 断电 --by 张三 --due 2025-11-25", "2025-10-22")
    other = step(run, "raise E1 停电 --by 张三 --due 2025-12-31", "2025-10-22")
    before = figures(run, "2025-11-26T18:00:00+08:00")
    for line in ENDS[end]:
        step(run, line.format(id=old, other=other), "2025-11-27")
    assert figures(run, "2025-11-26T18:00:00+08:00") == before
    assert [one for one in before if isinstance(one, list)] == [
        one for one in figures(run, LATER) if isinstance(one, list)
    ]


@pytest.mark.parametrize(("day", "overdue"), [("2025-11-24", 0), ("2025-11-25", 0), ("2025-11-26", 1)])
@pytest.mark.usefixtures("small")
def test_an_issue_answered_badly_later_was_not_overdue_before_its_deadline(
    run: Run, day: str, overdue: int
) -> None:
    id = step(run, "raise E1 断电 --by 张三 --due 2025-11-25", "2025-11-20")
    step(run, f"answer {id} --result partly --text 好", "2025-11-27")
    step(run, f"revisit {id} --satisfaction 1", "2025-11-27")
    (zone,) = objects(run(f"report day {day} --by zone --json", now=LATER))
    assert (zone["issues_due"], zone["issues_overdue"]) == (int(day == "2025-11-25"), overdue)


@pytest.mark.usefixtures("small")
def test_an_extended_issue_was_due_on_its_first_deadline_only_until_it_was_extended(run: Run) -> None:
    id = step(run, "raise E1 断电 --by 张三 --due 2025-11-19", "2025-11-12")
    step(run, f"extend {id} --due 2025-11-26 --reason 缺料", "2025-11-19")
    for day, due, overdue in (
        ("2025-11-18", 0, 0),
        ("2025-11-19", 0, 0),
        ("2025-11-26", 1, 0),
        ("2025-11-27", 0, 1),
    ):
        (zone,) = objects(run(f"report day {day} --by zone --json", now=LATER))
        assert (zone["issues_due"], zone["issues_overdue"]) == (due, overdue), day


@pytest.mark.usefixtures("small")
def test_a_closing_that_was_reopened_later_stays_in_its_own_week(run: Run) -> None:
    id = step(run, "raise E1 断电 --by 张三", "2025-11-12")
    step(run, f"close {id} --result solved --text 好 --satisfaction 5", "2025-11-13")
    step(run, f"reopen {id} --reason 又断了", "2025-11-18")
    step(run, f"close {id} --result solved --text 好 --satisfaction 5", "2025-11-19")
    for line, closed in (
        ("day 2025-11-13", 1),
        ("week 2025-W46", 1),
        ("day 2025-11-18", 0),
        ("week 2025-W47", 1),
    ):
        (zone,) = objects(run(f"report {line} --by zone --json", now=LATER))
        assert zone["issues_closed"] == closed, line
    (zone,) = objects(run("report month 2025-11 --by zone --json", now=LATER))
    assert zone["issues_closed"] == 1


@pytest.mark.usefixtures("small")
def test_a_closing_that_was_reopened_within_its_week_counts_on_its_day_alone(run: Run) -> None:
    id = step(run, "raise E1 断电 --by 张三", "2025-11-07")
    step(run, f"close {id} --result solved --text 好 --satisfaction 5", "2025-11-12")
    step(run, f"reopen {id} --reason 又断了", "2025-11-14")
    for line, closed in (
        ("day 2025-11-12", 1),
        ("day 2025-11-14", 0),
        ("week 2025-W46", 0),
        ("month 2025-11", 0),
    ):
        (zone,) = objects(run(f"report {line} --by zone --json", now=LATER))
        assert zone["issues_closed"] == closed, line


@pytest.mark.usefixtures("small")
def test_a_correction_of_a_closed_issue_does_not_close_it_again(run: Run) -> None:
    id = step(run, "raise E1 断电 --by 张三", "2025-11-12")
    step(run, f"close {id} --result solved --text 好 --satisfaction 5", "2025-11-13")
    step(run, f"edit {id} --grade urgent --reason 写错", "2025-11-18")
    for line, closed in (
        ("day 2025-11-13", 1),
        ("week 2025-W46", 1),
        ("day 2025-11-18", 0),
        ("week 2025-W47", 0),
    ):
        (zone,) = objects(run(f"report {line} --by zone --json", now=LATER))
        assert zone["issues_closed"] == closed, line
    assert "办结 0 件（按时" in run("report week 2025-W47 --format html", now=LATER).out


@pytest.mark.usefixtures("small")
def test_a_past_day_on_paper_lists_what_was_overdue_then(run: Run) -> None:
    id = step(run, "raise E1 断电 --by 张三 --due 2025-11-13", "2025-11-12")
    step(run, f"assign {id} 李四", "2025-11-12")
    step(run, f"close {id} --result solved --text 好 --satisfaction 5", "2025-11-19")
    later = step(run, "raise E2 停水 --by 张三 --due 2025-11-25", "2025-11-12")
    step(run, f"answer {later} --result solved --text 好", "2025-11-27")
    shown = run("report day 2025-11-18 --format html", now=LATER).out
    assert ("断电" in shown, "李四" in shown, "停水" in shown) == (True, True, False)
    assert "断电" not in run("report day 2025-11-20 --format html", now=LATER).out


def test_a_new_code_of_a_handler_holds_for_the_past_days_of_the_issue_too(run: Run, small: Path) -> None:
    id = step(run, "raise E1 断电 --by 张三", "2025-11-12")
    step(run, f"assign {id} 张三", "2025-11-13")
    step(run, f"assign {id} 李四", "2025-11-17")
    step(run, f"assign {id} 张三", "2025-11-18")
    step(run, f"extend {id} --due 2025-12-05 --reason 缺料", "2025-11-19")
    spelled = "SELECT from_on, handler FROM issue_spells ORDER BY from_on"
    before = sql(small.parent, spelled)
    assert [handler for _, handler in before] == ["", "P1", "P2", "P1", "P1"]
    with closing(open_store(small.parent / "zone.db", NOW)) as store:
        (whole,) = store.connection.execute("SELECT id FROM issues").fetchone()
        told: dict[str, Json] = {"change": {"handler": "P9"}, "why": "P1 → P9"}
        with store.write(Author("P1", NOW)) as writer:
            writer.append("issue.recoded", told, row=read_id(whole))
        folded = store.connection.execute(spelled).fetchall()
        rebuild(store.connection)
        assert store.connection.execute(spelled).fetchall() == folded
    assert folded == [(day, "P9" if handler == "P1" else handler) for day, handler in before]
