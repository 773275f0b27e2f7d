"""Who is on duty at a station: what is found wrong, and whose turn it is."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import Misfit
from gridlog.core.nouns.duty.life import Duty, duty_at, key_of
from gridlog.core.nouns.duty.roster import Finding, Known, Turn, findings, on_duty, rotation, turns

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


def test_a_turn_counts_the_duties_and_knows_the_last_day() -> None:
    duties = [
        Duty("S1", day, "day", officer)
        for day, officer in ((FRIDAY, "P1"), (SUNDAY, "P1"), (MONDAY, "P1"), (MONDAY, "P2"))
    ]
    assert turns(duties, known().is_workday) == {"P1": Turn(4, SUNDAY), "P2": Turn(1, MONDAY)}


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


# Random zones: what is found is counted again in another way, and a rotation is held to its promises.

people = st.sampled_from(["P1", "P2", "P3", "P4", "P5", "P6", "P9"])
offsets = st.integers(0, 13)
random_duties = st.lists(
    st.builds(
        lambda station, offset, shift, officer, standin: Duty(
            station, MONDAY + timedelta(days=offset), shift, officer, standin
        ),
        st.sampled_from(["S1", "S2"]),
        offsets,
        st.sampled_from(["day", "am", "pm"]),
        people,
        people | st.just(""),
    ),
    max_size=30,
    unique_by=lambda duty: duty[:3],
)
absences = st.frozensets(st.tuples(people, offsets.map(lambda offset: MONDAY + timedelta(days=offset))))
OF = {f"P{number}": "A" for number in range(1, 7)} | {"P9": "B"}


@given(random_duties, absences)
def test_what_is_wrong_is_what_a_count_hour_by_hour_finds(
    duties: list[Duty], away: frozenset[tuple[str, date]]
) -> None:
    with_ = known({"S1": "A", "S2": "B"}, away, OF)
    last = MONDAY + timedelta(days=13)
    told = list(findings(duties, with_, MONDAY, last, LONG_AGO))
    halves = {
        (duty.station, duty.on, half): duty
        for duty in duties
        for half in ("am", "pm")
        if duty.shift in ("day", half)
    }

    def present(duty: Duty) -> str:
        return duty.standin if duty.standin and (duty.officer, duty.on) in away else duty.officer

    gaps = set()
    for offset in range(14):
        day = MONDAY + timedelta(days=offset)
        for station in ("S1", "S2"):
            empty = [half for half in ("am", "pm") if (station, day, half) not in halves]
            if day.weekday() < 5 and empty:
                gaps.add((day, station, "day" if len(empty) == 2 else empty[0]))
    assert {(one.on, one.station, one.shift) for one in told if one.what == "gap"} == gaps
    busy: dict[tuple[str, date, str], set[str]] = {}
    for duty in duties:
        for half in ("am", "pm") if duty.shift == "day" else (duty.shift,):
            busy.setdefault((present(duty), duty.on, half), set()).add(duty.station)
    doubled = {(who, on) for (who, on, _), places in busy.items() if len(places) > 1}
    assert {(one.officer, one.on) for one in told if one.what == "double"} == doubled
    absent = {(present(duty), duty.on) for duty in duties if (present(duty), duty.on) in away}
    assert {(one.officer, one.on) for one in told if one.what == "leave"} == absent
    strange = {
        (d.station, d.on, d.shift) for d in duties if OF[present(d)] != {"S1": "A", "S2": "B"}[d.station]
    }
    assert {(one.station, one.on, one.shift) for one in told if one.what == "block"} == strange


@given(random_duties, absences, st.integers(0, 99))
def test_a_rotation_keeps_its_promises_in_any_zone(
    duties: list[Duty], away: frozenset[tuple[str, date]], seed: int
) -> None:
    crew = ["P1", "P2", "P3", "P4", "P5", "P6"]
    last = MONDAY + timedelta(days=13)
    with_ = known({"S1": "A", "S2": "B"}, away, OF)
    made = rotation("S1", MONDAY, last, duties, lambda _: crew, with_, seed)
    had = {duty.on for duty in duties if duty.station == "S1"}
    busy = {(who, duty.on) for duty in duties for who in (duty.officer, duty.standin)}
    filled = {duty.on: duty.officer for duty in made}
    assert len(filled) == len(made)
    for offset in range(14):
        day = MONDAY + timedelta(days=offset)
        free = [who for who in crew if (who, day) not in away and (who, day) not in busy]
        if day.weekday() >= 5 or day in had or not free:
            assert day not in filled
        else:
            assert filled[day] in free
    week: dict[tuple[date, str], int] = {}
    for duty in sorted(
        [*made, *(one for one in duties if one.station == "S1" and one.on >= MONDAY)], key=lambda one: one.on
    ):
        monday = duty.on - timedelta(days=duty.on.weekday())
        if filled.get(duty.on) == duty.officer:
            rostered = [
                one.officer
                for one in duties
                if one.station == "S1" and one.on - timedelta(days=one.on.weekday()) == monday
            ]
            before = week.get((monday, duty.officer), 0) + rostered.count(duty.officer)
            free = [who for who in crew if (who, duty.on) not in away and (who, duty.on) not in busy]
            least = min(week.get((monday, who), 0) + rostered.count(who) for who in free)
            assert before == least, "somebody free had fewer duties in this week"
            week[monday, duty.officer] = week.get((monday, duty.officer), 0) + 1
