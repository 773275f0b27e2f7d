"""Who is on duty at a station: what is found wrong, and whose turn it is."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from gridlog.core.event import Misfit
from gridlog.core.nouns.duty.life import Duty, duty_at, key_of
from gridlog.core.nouns.duty.roster import Finding, Known, findings, on_duty, rotation

MONDAY = date(2025, 11, 17)
FRIDAY, SUNDAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=6)
LONG_AGO = date(2020, 1, 1)


def known(
    stations: Mapping[str, str] = {"S1": "A"},
    away: frozenset[tuple[str, date]] = frozenset(),
    of: Mapping[str, str] = {"P1": "A", "P2": "A", "P3": "A"},
    noted: frozenset[tuple[str, date]] = frozenset(),
    off: frozenset[date] = frozenset(),
) -> Known:
    return Known(
        stations,
        lambda day: day.weekday() < 5 and day not in off,
        lambda officer, day: (officer, day) in away,
        lambda officer, block, day: of.get(officer) == block and day > LONG_AGO,
        noted,
    )


def found(duties: list[Duty], with_: Known, first: date = MONDAY, last: date = MONDAY) -> list[Finding]:
    return list(findings(duties, with_, first, last, LONG_AGO))


@pytest.mark.parametrize(
    ("duties", "wrong"),
    [
        ([], [("gap", "day")]),
        ([Duty("S1", MONDAY, "day", "P1")], []),
        ([Duty("S1", MONDAY, "am", "P1")], [("gap", "pm")]),
        ([Duty("S1", MONDAY, "pm", "P1")], [("gap", "am")]),
        ([Duty("S1", MONDAY, "am", "P1"), Duty("S1", MONDAY, "pm", "P2")], []),
        ([Duty("S1", MONDAY, "day", "P9")], [("block", "day")]),
    ],
)
def test_a_workday_without_a_person_and_a_person_of_another_block_are_found(
    duties: list[Duty], wrong: list[tuple[str, str]]
) -> None:
    assert [(one.what, one.shift) for one in found(duties, known())] == wrong


def test_no_day_before_the_first_duty_of_a_station_is_a_gap() -> None:
    tuesday = MONDAY + timedelta(days=1)
    begun = known()._replace(begun={"S1": tuesday})
    assert [one.on for one in found([], begun, MONDAY, tuesday)] == [tuesday]


def test_a_day_off_needs_nobody() -> None:
    assert found([], known(), SUNDAY, SUNDAY) == []
    assert found([], known(off=frozenset({MONDAY}))) == []


def test_one_person_in_two_places_is_found_where_the_shifts_share_hours() -> None:
    two_places = known({"S1": "A", "S2": "A"})
    all_day = [Duty("S1", MONDAY, "day", "P1"), Duty("S2", MONDAY, "pm", "P1")]
    twice = [one for one in found(all_day, two_places) if one.what == "double"]
    assert [(one.station, one.other, one.officer) for one in twice] == [
        ("S1", "S2", "P1"),
        ("S2", "S1", "P1"),
    ]
    halves = [Duty("S1", MONDAY, "am", "P1"), Duty("S2", MONDAY, "pm", "P1")]
    assert [one for one in found(halves, two_places) if one.what == "double"] == []


def test_duty_on_leave_is_found_unless_the_stand_in_is_there() -> None:
    away = known(away=frozenset({("P1", MONDAY)}))
    (leave,) = found([Duty("S1", MONDAY, "day", "P1")], away)
    assert (leave.what, leave.officer) == ("leave", "P1")
    covered = Duty("S1", MONDAY, "day", "P1", "P2")
    assert found([covered], away) == []
    assert on_duty(covered, away.is_away) == "P2"
    assert on_duty(covered, known().is_away) == "P1"
    both = known(away=frozenset({("P1", MONDAY), ("P2", MONDAY)}))
    assert [one.officer for one in found([covered], both)] == ["P2"]


def test_a_handover_is_wanted_once_it_is_due_and_never_of_a_day_without_duty() -> None:
    duties = [Duty("S1", MONDAY, "day", "P1"), Duty("S1", MONDAY + timedelta(days=1), "day", "P2")]
    last = MONDAY + timedelta(days=1)
    wanted = findings(duties, known(), MONDAY, last, MONDAY)
    assert [(one.on, one.what) for one in wanted] == [(MONDAY, "handover")]
    noted = known(noted=frozenset({("S1", MONDAY)}))
    assert list(findings(duties, noted, MONDAY, last, MONDAY)) == []


def rotated(
    first: date, last: date, duties: list[Duty], with_: Known, people: list[str], seed: int = 1
) -> list[tuple[date, str]]:
    made = rotation("S1", first, last, duties, lambda _: people, with_, seed)
    assert {(one.station, one.shift) for one in made} <= {("S1", "day")}
    return [(one.on, one.officer) for one in made]


def test_a_rotation_fills_the_workdays_that_nobody_has() -> None:
    duties = [Duty("S1", MONDAY + timedelta(days=1), "am", "P1")]
    days = [day for day, _ in rotated(MONDAY, SUNDAY, duties, known(), ["P1", "P2", "P3"])]
    assert days == [MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=3), FRIDAY]


def test_nobody_has_two_duties_in_a_week_before_everybody_had_one() -> None:
    people = ["P1", "P2", "P3", "P4", "P5"]
    made = rotated(MONDAY, FRIDAY, [], known(), people)
    assert sorted(officer for _, officer in made) == people


def test_fewest_duties_come_first_and_then_the_longest_ago() -> None:
    before = [
        Duty("S1", MONDAY - timedelta(days=days), "day", officer)
        for days, officer in ((7, "P1"), (8, "P2"), (9, "P1"))
    ]
    made = rotated(MONDAY, MONDAY + timedelta(days=2), before, known(), ["P1", "P2", "P3"])
    assert [officer for _, officer in made] == ["P3", "P2", "P1"]
    even = [
        Duty("S1", MONDAY - timedelta(days=days), "day", officer)
        for days, officer in ((3, "P1"), (4, "P2"), (5, "P3"))
    ]
    made = rotated(MONDAY, MONDAY + timedelta(days=2), even, known(), ["P1", "P2", "P3"])
    assert [officer for _, officer in made] == ["P3", "P2", "P1"]


def test_a_duty_on_a_day_off_counts_as_two() -> None:
    holiday = MONDAY - timedelta(days=1)
    before = [
        Duty("S1", holiday, "day", "P1"),
        Duty("S1", MONDAY - timedelta(days=4), "day", "P2"),
        Duty("S1", MONDAY - timedelta(days=3), "day", "P3"),
    ]
    made = rotated(MONDAY, MONDAY + timedelta(days=2), before, known(), ["P1", "P2", "P3"])
    assert [officer for _, officer in made] == ["P2", "P3", "P1"]


def test_leave_and_duty_elsewhere_pass_the_turn_on_and_a_day_without_anybody_stays_open() -> None:
    tuesday = MONDAY + timedelta(days=1)
    elsewhere = [Duty("S2", MONDAY, "am", "P1"), Duty("S2", tuesday, "day", "P9", "P2")]
    away = known(away=frozenset({("P2", MONDAY), ("P1", tuesday)}))
    assert rotated(MONDAY, tuesday, elsewhere, away, ["P1", "P2"]) == []
    assert rotated(MONDAY, tuesday, elsewhere, away, ["P1", "P2", "P3"]) == [(MONDAY, "P3"), (tuesday, "P3")]


def test_the_same_seed_makes_the_same_rotation_and_seeds_differ() -> None:
    people = [f"P{number}" for number in range(9)]
    made = {seed: tuple(rotated(MONDAY, FRIDAY, [], known(), people, seed)) for seed in range(8)}
    assert made == {
        seed: tuple(rotated(MONDAY, FRIDAY, [], known(), people[::-1], seed)) for seed in range(8)
    }
    assert len(set(made.values())) > 4


@pytest.mark.parametrize(
    "code",
    [
        "S1",
        "S1/2025-11-20",
        "S1/2025-11-20/night",
        "S1/2025-13-01/am",
        "S1/20251120/am",
        "S1/2025-11-20/am/x",
        "",
    ],
)
def test_a_code_that_names_no_day_and_shift_is_no_duty(code: str) -> None:
    with pytest.raises(Misfit):
        duty_at(code)


def test_a_code_of_a_duty_names_its_station_day_and_shift() -> None:
    assert duty_at(key_of("S1", MONDAY, "am")) == Duty("S1", MONDAY, "am")
