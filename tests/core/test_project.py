"""A project: how its events change it, and the light that it has on a day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.calendar import Calendar
from gridlog.core.event import COUNTER_BITS, Event, Json, Misfit, Stamp, created
from gridlog.core.fold import fold
from gridlog.core.nouns.log.life import Log, log_at
from gridlog.core.nouns.log.life import key_of as log_key
from gridlog.core.nouns.progress.life import Progress, progress_at
from gridlog.core.nouns.progress.life import key_of as progress_key
from gridlog.core.nouns.project.life import (
    MILESTONE_KEYS,
    Member,
    Milestone,
    Project,
    is_early,
    rows,
    skipped,
    stage_on,
)
from gridlog.core.nouns.project.lights import Known, Light, Reason, light, silent_workdays
from gridlog.core.nouns.project.rules import amount, percent
from gridlog.core.roster import FOREVER
from gridlog.core.rules import DEFAULT
from gridlog.errors import Usage

MONDAY = date(2025, 11, 17)
FRIDAY = MONDAY + timedelta(days=4)
LONG_AGO = date(2025, 1, 6)
HOLIDAY = Calendar({MONDAY: False}, frozenset({2025}))
PLAIN = Calendar({}, frozenset({2025}))
EVERY_DAY = [LONG_AGO + timedelta(days=n) for n in range(400)]


def week(back: int) -> date:
    """The Monday so many weeks before the week of MONDAY."""
    return MONDAY - timedelta(days=7 * back)


def days(*back: int) -> list[date]:
    """The days so many days before FRIDAY."""
    return sorted(FRIDAY - timedelta(days=one) for one in back)


def shone(
    weeks: Mapping[date, int] = {},
    logs: Sequence[date] = EVERY_DAY,
    milestones: tuple[Milestone, ...] = (),
    on: date = FRIDAY,
    closed_on: date | None = None,
) -> Light:
    return light(Known(LONG_AGO, milestones, weeks, logs, closed_on), on, PLAIN, DEFAULT)


@pytest.mark.parametrize(
    ("weeks", "colour", "reasons"),
    [
        ({}, "green", [("none", 0)]),
        ({MONDAY: 0}, "green", [("gap", 0)]),
        ({MONDAY: 250}, "green", [("gap", 250)]),
        ({MONDAY: -100}, "green", [("gap", -100)]),
        ({MONDAY: -101}, "yellow", [("gap", -101)]),
        ({MONDAY: -300}, "yellow", [("gap", -300)]),
        ({MONDAY: -301}, "red", [("gap", -301)]),
        ({week(1): -301, MONDAY: -100}, "green", [("gap", -100)]),
        ({week(1): -101, MONDAY: -101}, "red", [("twice", 0), ("gap", -101)]),
        ({week(1): -400, MONDAY: -101}, "red", [("twice", 0), ("gap", -101)]),
        ({week(2): -101, MONDAY: -101}, "yellow", [("gap", -101)]),
        ({week(3): -101, week(2): -101}, "red", [("twice", 0), ("gap", -101)]),
        ({week(1): -101, MONDAY: -50}, "green", [("gap", -50)]),
        ({week(-1): -400, MONDAY: 0}, "green", [("gap", 0)]),
    ],
)
def test_the_gap_makes_the_light(
    weeks: Mapping[date, int], colour: str, reasons: list[tuple[str, int]]
) -> None:
    found = shone(weeks)
    assert (found.colour, [one[:2] for one in found.reasons]) == (colour, reasons)


@pytest.mark.parametrize(
    ("logs", "on", "calendar", "silent"),
    [
        (days(0), FRIDAY, PLAIN, 3),  # a log of the day itself is not before it, and Monday has none
        (days(1), FRIDAY, PLAIN, 0),
        (days(2), FRIDAY, PLAIN, 1),
        (days(3), FRIDAY, PLAIN, 2),
        (days(4), FRIDAY, PLAIN, 3),
        (days(5), FRIDAY, PLAIN, 4),
        (days(5), FRIDAY, HOLIDAY, 3),
        (days(7), MONDAY, PLAIN, 0),
        ([], FRIDAY, PLAIN, 20),
    ],
)
def test_the_workdays_since_the_last_log_are_counted_to_the_day_before(
    logs: list[date], on: date, calendar: Calendar, silent: int
) -> None:
    begun = MONDAY + timedelta(days=1) if logs == days(0) else LONG_AGO
    assert silent_workdays(Known(begun, (), {}, logs), on, calendar) == silent


def test_three_workdays_without_a_log_are_yellow_and_two_such_weeks_running_are_red() -> None:
    assert shone(logs=days(3)).colour == "green"
    assert shone(logs=days(4, 7)) == Light("yellow", (Reason("silent", 3),))
    assert shone(logs=days(4 + 7)).reasons == (Reason("twice"), Reason("silent", 8))
    week_before = {week(1): -150}
    assert shone(week_before, days(4, 7)).colour == "red"
    assert shone({week(1): -50}, days(4, 7)).colour == "yellow"


def test_a_milestone_more_than_thirty_days_past_its_plan_is_red() -> None:
    due = FRIDAY - timedelta(days=30)
    assert shone(milestones=(Milestone("started", due, due),)).colour == "green"
    before = due - timedelta(days=1)
    late = (Milestone("started", before, before),)
    assert shone(milestones=late).reasons == (Reason("late", 31, "started"),)
    reached = (Milestone("started", before, before, FRIDAY),)
    assert shone(milestones=reached).colour == "green"
    assert shone(milestones=reached, on=FRIDAY - timedelta(days=1)).colour == "green"
    assert (
        shone(
            milestones=(Milestone("started", due, due, FRIDAY + timedelta(days=9)),),
            on=FRIDAY + timedelta(days=3),
        ).colour
        == "red"
    )
    passed = (*late, Milestone("completed", None, None, FRIDAY))
    assert shone(milestones=passed).colour == "green"
    moved = (Milestone("started", before, FRIDAY),)
    assert shone(milestones=moved).colour == "green"


def test_a_closed_project_has_no_light() -> None:
    assert shone({MONDAY: -900}, closed_on=FRIDAY) == Light("")
    assert shone({MONDAY: -900}, closed_on=FRIDAY + timedelta(days=1)).colour == "red"


def recount(weeks: Mapping[date, int], logs: Sequence[date], on: date) -> str:
    """The light counted another way: a list of yellow days."""

    def silent(day: date) -> bool:
        workdays = [
            one
            for one in (day - timedelta(days=n) for n in range(1, 60))
            if one.weekday() < 5 and one >= LONG_AGO
        ]
        last = max((one for one in logs if one < day), default=date.min)
        return len([one for one in workdays if one > last]) >= 3

    known = sorted(one for one in weeks if one <= on)
    this = on - timedelta(days=on.weekday())
    yellow = {one for one in known if weeks[one] < -100}
    quiet = {start for n in range(60) if silent((start := this - timedelta(days=7 * n)) + timedelta(days=7))}
    last = known[-1] if known else None
    if last and weeks[last] < -300:
        return "red"
    seconds = ({last} & yellow) | ({this} if silent(on) else set())
    if any(one - timedelta(days=7) in yellow | quiet for one in seconds if one):
        return "red"
    return "yellow" if seconds else "green"


@given(
    st.dictionaries(st.integers(0, 5).map(week), st.integers(-400, 100), max_size=6),
    st.sets(st.integers(0, 40), max_size=12),
    st.integers(0, 6),
)
@settings(max_examples=300)
def test_a_light_is_what_an_independent_count_says(
    weeks: dict[date, int], back: set[int], ahead: int
) -> None:
    on, logs = FRIDAY + timedelta(days=ahead), days(*back)
    assert shone(weeks, logs, on=on).colour == recount(weeks, logs, on)


Step: TypeAlias = tuple[str, dict[str, Json]]


def after(*steps: Step) -> Project:
    """The project after events one after the other, none of them a flaw."""
    events: list[Event] = []
    begun: Step = ("project.saved", {"name": "光伏"})
    for number, (kind, data) in enumerate((begun, *steps), 1):
        stamp = Stamp(
            "a" * 16,
            number,
            (1_763_000_000_000 + number) << COUNTER_BITS,
            "2025-11-21T16:00:00+08:00",
            "P1",
            False,
        )
        events.append(created(kind, data, "project/X1", tuple(one.id for one in events[-1:]), stamp))
    row = fold(events)
    assert row.flaws == ()
    assert isinstance(row.value, Project)
    return row.value


def plan(key: str, **said: str) -> Step:
    return "project.milestone_set", {"milestone": key, **said}


def test_the_first_plan_outlives_every_move_and_moves_are_counted() -> None:
    found = after(
        plan("completed", plan="2026-06-30"),
        plan("completed", plan="2026-09-30", reason="晚"),
        plan("completed", plan="", reason="未定"),
        plan("completed", plan="2026-10-01"),
    ).milestone("completed")
    assert found == Milestone("completed", date(2026, 6, 30), date(2026, 10, 1), None, 2, "未定")


def test_a_stay_takes_the_place_of_one_that_began_on_the_same_day() -> None:
    joined: Step = ("project.member_set", {"officer": "P1", "from": "2025-11-03", "resident": True})
    left: Step = (
        "project.member_set",
        {"officer": "P1", "from": "2025-11-03", "to": "2025-11-20", "reason": "调离"},
    )
    for_ever: Step = ("project.member_set", {"officer": "P2", "from": "2025-11-03", "to": "9999-12-31"})
    found = after(joined, left, for_ever)
    assert found.members == (
        Member("P1", date(2025, 11, 3), date(2025, 11, 21), False, "调离"),
        Member("P2", date(2025, 11, 3), FOREVER),
    )
    assert [is_early(found, one) for one in found.members] == [True, False]
    done = after(joined, left, plan("completed", actual="2025-11-20"))
    assert not is_early(done, done.members[0])
    next_day = after(joined, left, plan("completed", actual="2025-11-21"))
    assert is_early(next_day, next_day.members[0])


def test_the_stays_of_a_member_stand_in_the_order_of_their_days() -> None:
    later: Step = ("project.member_set", {"officer": "P1", "from": "2025-11-10"})
    earlier: Step = ("project.member_set", {"officer": "P1", "from": "2025-11-03", "to": "2025-11-05"})
    assert [one.from_on.day for one in after(later, earlier).members] == [3, 10]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("project.milestone_set", {"milestone": "picnic", "plan": "2026-01-01"}),
        ("project.milestone_set", {"milestone": "started", "plan": "bald"}),
        ("project.milestone_set", {"milestone": "started", "plan": 5}),
        ("project.member_set", {"officer": "P1", "from": "2025-11-03", "to": "2025-11-02"}),
        ("project.member_set", {"officer": "P1"}),
        ("project.member_removed", {"officer": "P1", "from": "2025-11-03"}),
        ("project.closed", {"text": "x"}),
        ("project.saved", {"name": 5}),
        ("project.saved", {"investment": "1e999999999"}),
        ("project.saved", {"investment": "viel"}),
        ("project.saved", {"investment": "-5"}),
    ],
)
def test_an_event_that_does_not_fit_is_kept_and_changes_nothing(kind: str, data: dict[str, Json]) -> None:
    with pytest.raises(AssertionError):
        after((kind, data))


def test_stage_and_skipped_milestones_follow_the_actual_days() -> None:
    one = (Milestone("signed", actual=LONG_AGO), Milestone("started", actual=MONDAY))
    assert [stage_on(one, day) for day in (date(2024, 1, 1), LONG_AGO, MONDAY)] == ["", "signed", "started"]
    assert skipped(one) == {"registered", "land"}
    told = rows("X1", Project("X1", "光伏", milestones=one))
    milestones = next(cells for table, cells in told.items() if table.name == "milestones")
    assert [cells[2] for cells in milestones] == list(MILESTONE_KEYS[:4])


@pytest.mark.parametrize(
    "typed", ["1e999", "½", "-1", "NaN", "inf", "1.2.3", "十", "1234567890", "1,5", "5²", "12 34"]
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Usage):
        amount(typed)


@pytest.mark.parametrize(
    ("typed", "exact"), [("12,000.50", "12000.5"), ("１２万元", "12"), ("0.000001", "0.000001"), ("", "")]
)
def test_an_amount_is_the_shortest_exact_decimal(typed: str, exact: str) -> None:
    assert amount(typed) == exact


@pytest.mark.parametrize("typed", ["", "100.1", "-0.1", "33.33", "½", "1e1", "1000", "NaN", "4²", "1,5"])
def test_what_is_no_per_cent_is_refused(typed: str) -> None:
    with pytest.raises(Usage):
        percent(typed)


def test_a_per_cent_has_one_decimal_and_a_gap_is_exact() -> None:
    assert [percent(one) for one in ("0", "100", "４２.5％", "7%")] == ["0.0", "100.0", "42.5", "7.0"]
    assert Progress("X1", MONDAY, "40.1", "0.2").gap == -399
    assert Progress("X1", MONDAY, "40.1").gap is None


@pytest.mark.parametrize(
    "code", ["X1", "X1/2025-W54", "X1/2025-W5", "X1/2025-11-20", "X1/2025-W47/x", "", "X1/0000-W01"]
)
def test_a_code_that_names_no_week_is_no_progress(code: str) -> None:
    with pytest.raises(Misfit):
        progress_at(code)


@pytest.mark.parametrize("code", ["X1", "X1/20251120", "X1/2025-13-01", "X1/2025-11-20/x", ""])
def test_a_code_that_names_no_day_is_no_log(code: str) -> None:
    with pytest.raises(Misfit):
        log_at(code)


def test_the_codes_of_logs_and_weeks_name_their_project_and_time() -> None:
    assert log_at(log_key("X1", FRIDAY)) == Log("X1", FRIDAY)
    assert progress_at(progress_key("X1", MONDAY)) == Progress("X1", MONDAY)
