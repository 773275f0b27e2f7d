"""The life of a plan, a need and a measure: versions, reviews, confirmation; what does not fit is kept and changes nothing."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from gridlog.core.event import Event, Misfit, Stamp, created
from gridlog.core.fold import begun, fold
from gridlog.core.nouns.measure.life import MEASURE_DUES, MEASURES, Measure
from gridlog.core.nouns.measure.life import rows as measure_rows
from gridlog.core.nouns.need.life import NEEDS, Need
from gridlog.core.nouns.need.life import rows as need_rows
from gridlog.core.nouns.plan.life import PLAN_REVIEWS, PLAN_VERSIONS, PLANS, Plan, Review, rows

PLAN = "plan/E1"
BEGUN = ("plan.saved", {"goal": "listing", "period": "2025—2026", "review": "2025-12-01"}, "2025-11-01")


def told(row: str, *facts: tuple[str, dict[str, Any], str]) -> Iterator[Event]:
    """Yield the events of a row in which each author saw all before."""
    prev: tuple[bytes, ...] = ()
    for at, (kind, data, day) in enumerate(facts, 1):
        stamp = Stamp("a" * 16, at, at << 16, f"{day}T09:00:00+08:00", "P1", False)
        event = created(kind, data, row, prev, stamp)
        prev = (event.id,)
        yield event


def value(row: str, *facts: tuple[str, dict[str, Any], str]) -> Any:
    return fold(told(row, *facts)).value


def flaws(row: str, *facts: tuple[str, dict[str, Any], str]) -> list[str]:
    return [flaw.reason for flaw in fold(told(row, *facts)).flaws]


def test_a_revision_is_the_next_version_and_keeps_what_it_does_not_name_but_the_confirmation() -> None:
    plan: Plan = value(
        PLAN,
        BEGUN,
        ("plan.confirmed", {"confirmed_by": "张总", "on": "2025-11-02", "version": 1}, "2025-11-02"),
        ("plan.revised", {"goal": "expansion"}, "2025-11-20"),
    )
    first, second = plan.versions
    assert (first.goal, first.confirmed_by, first.begun_on) == ("listing", "张总", date(2025, 11, 1))
    assert (second.goal, second.period, second.confirmed_by) == ("expansion", "2025—2026", "")
    assert second.begun_on == date(2025, 11, 20)
    assert plan.review == "2025-12-01"


def test_a_confirmation_belongs_to_the_version_that_it_names() -> None:
    late = ("plan.confirmed", {"confirmed_by": "张总", "on": "2025-11-21", "version": 1}, "2025-11-21")
    plan: Plan = value(PLAN, BEGUN, ("plan.revised", {"goal": "relief"}, "2025-11-20"), late)
    assert [one.confirmed_by for one in plan.versions] == ["张总", ""]
    wrong = ("plan.confirmed", {"confirmed_by": "张总", "on": "2025-11-21", "version": 2}, "2025-11-21")
    assert flaws(PLAN, BEGUN, wrong) == ["no version 2"]


@pytest.mark.parametrize(
    ("day", "reviews"),
    [
        ("2025-11-30", [Review(date(2025, 12, 20), date(2025, 11, 1))]),
        ("2025-12-01", [Review(date(2025, 12, 20), date(2025, 11, 1))]),
        (
            "2025-12-02",
            [
                Review(date(2025, 12, 1), date(2025, 11, 1), date(2025, 12, 2)),
                Review(date(2025, 12, 20), date(2025, 12, 2)),
            ],
        ),
    ],
)
def test_a_review_that_was_missed_stays_on_record_when_it_is_put_off(day: str, reviews: list[Review]) -> None:
    plan: Plan = value(PLAN, BEGUN, ("plan.saved", {"review": "2025-12-20"}, day))
    assert list(plan.reviews) == reviews


def test_a_review_that_was_held_says_who_found_what_and_the_next_one_waits() -> None:
    held = ("plan.reviewed", {"on": "2025-11-28", "text": "正常", "review": "2025-12-28"}, "2025-11-28")
    plan: Plan = value(PLAN, BEGUN, held)
    assert plan.reviews == (
        Review(date(2025, 12, 1), date(2025, 11, 1), date(2025, 11, 28), True, "正常", "P1"),
        Review(date(2025, 12, 28), date(2025, 11, 28)),
    )
    made = rows("E1", plan)
    assert [len(made[table]) for table in (PLANS, PLAN_VERSIONS, PLAN_REVIEWS)] == [1, 1, 2]


def test_a_removed_plan_is_none() -> None:
    assert value(PLAN, BEGUN, ("plan.removed", {"why": "x"}, "2025-11-02")) is None


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("plan.saved", {"goal": "listing"}),
        ("plan.saved", {"goal": "fame", "review": "2025-12-01"}),
        ("plan.saved", {"review": "2025-13-01"}),
        ("plan.saved", {"review": 20251201}),
        ("plan.saved", {"period": 2025, "review": "2025-12-01"}),
        ("plan.revised", {"goal": "listing"}),
        ("plan.reviewed", {"on": "2025-11-01", "text": "", "review": "2025-12-01"}),
        ("plan.confirmed", {"confirmed_by": "x", "on": "2025-11-01", "version": 1}),
        ("plan.removed", {}),
    ],
)
def test_what_begins_no_plan_is_a_flaw(kind: str, data: dict[str, Any]) -> None:
    row = fold(told(PLAN, (kind, data, "2025-11-01")))
    assert (row.value, len(row.flaws)) == (None, 1)


def test_a_need_is_open_until_it_is_met_or_dropped_once() -> None:
    saved = ("need.saved", {"category": "POWER", "version": 2}, "2025-11-01")
    met = ("need.met", {"version": 3, "text": "已通电"}, "2025-11-05")
    need: Need = value("need/E1/缺电", saved, met, ("need.dropped", {"version": 3}, "2025-11-06"))
    assert (need.enterprise, need.text, need.version, need.category) == ("E1", "缺电", 2, "POWER")
    assert (need.state, need.closed_on, need.closed_version, need.note) == (
        "met",
        date(2025, 11, 5),
        3,
        "已通电",
    )
    assert need_rows("E1/缺电", need)[NEEDS][0][:6] == ("E1/缺电", "E1", "缺电", "POWER", "", "met")
    assert flaws("need/E1/缺电", saved, met, ("need.saved", {"issue": "X"}, "2025-11-06")) == [
        "closed already"
    ]


def test_the_text_of_a_need_may_have_slashes_and_differ_from_its_row() -> None:
    saved = ("need.saved", {"version": 1}, "2025-11-01")
    assert value("need/E1/水/电/气", saved).text == "水/电/气"
    assert (
        value("need/E1/缺电/2", ("need.saved", {"version": 1, "text": "缺电"}, "2025-11-01")).text == "缺电"
    )


def test_a_measure_has_an_owner_and_a_day_that_may_change_until_it_is_closed() -> None:
    saved = ("measure.saved", {"owner": "金融办", "due": "2025-12-05", "version": 1}, "2025-11-01")
    moved = ("measure.saved", {"due": "2025-12-09"}, "2025-11-02")
    done = ("measure.done", {"version": 1, "text": "已签约"}, "2025-11-05")
    measure: Measure = value("measure/E1/对接券商", saved, moved, done)
    assert (measure.owner, measure.due, measure.state) == ("金融办", date(2025, 12, 9), "done")
    assert (measure.closed_on, measure.closed_version, measure.note) == (date(2025, 11, 5), 1, "已签约")
    assert flaws("measure/E1/对接券商", saved, done, moved) == ["closed already"]
    assert flaws("measure/E1/对接券商", saved, done, (done[0], {}, "2025-11-06")) == ["no open measure"]
    made = measure_rows("E1/对接券商", measure)
    assert len(made[MEASURES]) == 1
    assert [cells[1:] for cells in made[MEASURE_DUES]] == [
        ("2025-11-01", "2025-11-02", "2025-12-05"),
        ("2025-11-02", "9999-12-31", "2025-12-09"),
    ]


def test_a_measure_that_was_done_before_it_was_written_down_was_there_since() -> None:
    saved = ("measure.saved", {"owner": "金融办", "due": "2025-10-20", "version": 1}, "2025-11-01")
    done = ("measure.done", {"version": 1, "on": "2025-10-15"}, "2025-11-01")
    measure: Measure = value("measure/E1/对接券商", saved, done)
    assert (measure.added_on, measure.closed_on) == (date(2025, 10, 15), date(2025, 10, 15))
    made = measure_rows("E1/对接券商", measure)
    assert [cells[1:] for cells in made[MEASURE_DUES]] == [("2025-10-15", "9999-12-31", "2025-10-20")]
    assert flaws("measure/E1/对接券商", saved, (done[0], {"on": "15日"}, "2025-11-01")) == [
        "on is not a date"
    ]


@pytest.mark.parametrize(
    ("row", "kind", "data"),
    [
        ("measure/E1/x", "measure.saved", {"owner": "P1"}),
        ("measure/E1/x", "measure.saved", {"owner": 7, "due": "2025-12-05"}),
        ("measure/E1/x", "measure.saved", {"owner": "P1", "due": "2025-12-05", "version": "1"}),
        ("measure/E1", "measure.saved", {"owner": "P1", "due": "2025-12-05"}),
        ("measure/E1/", "measure.saved", {"owner": "P1", "due": "2025-12-05"}),
        ("measure/E1/x", "measure.done", {"version": 1}),
        ("need/E1", "need.saved", {"version": 1}),
        ("need/E1/x", "need.saved", {"category": "GOLD"}),
        ("need/E1/x", "need.met", {}),
    ],
)
def test_what_begins_no_need_and_no_measure_is_a_flaw(row: str, kind: str, data: dict[str, Any]) -> None:
    assert fold(told(row, (kind, data, "2025-11-01"))).value is None
    with pytest.raises(Misfit):
        begun(next(told(row, (kind, data, "2025-11-01"))))
