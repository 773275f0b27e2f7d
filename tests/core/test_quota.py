"""What a week asks, what counts towards it, and figures that add up however they are grouped."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.calendar import Calendar
from gridlog.core.figures.quota import Call, counted, overvisited, required, status
from gridlog.core.figures.week import Customer, Matter, Person, UnitWeek, Week, by_officer, by_unit
from gridlog.core.roster import Leave
from gridlog.core.rules import DEFAULT, METHODS
from gridlog.core.tree import Tree
from gridlog.machine.holidays import of_year

OFFICIAL = Calendar({day: work for day, (work, _) in (of_year(2025) or {}).items()}, frozenset({2025}))
W38, W39, W40, W41 = (date(2025, 9, 15) + timedelta(weeks=week) for week in range(4))


def away(first: str, last: str) -> Leave:
    """Leave with both days included."""
    return Leave(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1), "事假")


REQUIRED: dict[str, tuple[int, list[Leave], date, int]] = {
    "a full week": (5, [], W38, 5),
    "six workdays ask no more than the quota": (5, [], W39, 5),
    "six workdays and a quota of six": (6, [], W39, 6),
    "the week of National Day": (5, [], W40, 2),
    "the week after": (5, [], W41, 3),
    "a small quota in a short week": (2, [], W41, 2),
    "no quota": (0, [], W38, 0),
    "a day away": (5, [away("2025-09-17", "2025-09-17")], W38, 4),
    "a day away of six": (5, [away("2025-09-24", "2025-09-24")], W39, 5),
    "two days away of six": (5, [away("2025-09-24", "2025-09-25")], W39, 4),
    "a worked Sunday away": (5, [away("2025-09-28", "2025-09-28"), away("2025-09-22", "2025-09-22")], W39, 4),
    "a weekend away": (5, [away("2025-09-20", "2025-09-21")], W38, 5),
    "away over the whole holiday": (5, [away("2025-10-01", "2025-10-08")], W40, 2),
    "away from before the holiday into it": (5, [away("2025-09-30", "2025-10-09")], W40, 1),
    "the other end of it": (5, [away("2025-09-30", "2025-10-09")], W41, 2),
    "away all week": (5, [away("2025-09-15", "2025-09-21")], W38, 0),
    "away for months": (5, [away("2025-01-01", "2025-12-31")], W38, 0),
    "away last week": (5, [away("2025-09-08", "2025-09-14")], W38, 5),
    "away next week": (5, [away("2025-09-22", "2025-09-28")], W38, 5),
    "the same day taken twice": (
        5,
        [away("2025-09-17", "2025-09-17"), away("2025-09-16", "2025-09-17")],
        W38,
        3,
    ),
    "a small quota is not lessened by a day away": (2, [away("2025-09-17", "2025-09-17")], W38, 2),
}


@pytest.mark.parametrize(("quota", "leaves", "start", "owed"), REQUIRED.values(), ids=REQUIRED.keys())
def test_what_a_week_asks(quota: int, leaves: list[Leave], start: date, owed: int) -> None:
    assert required(quota, leaves, start, OFFICIAL) == owed


STATUS = [(0, 0, "exempt"), (0, 3, "exempt"), (5, 0, "short"), (5, 4, "short"), (5, 5, "met"), (5, 9, "met")]


@pytest.mark.parametrize(("owed", "done", "expected"), STATUS)
def test_a_week_is_met_short_or_exempt(owed: int, done: int, expected: str) -> None:
    assert status(owed, done) == expected


def call(on: str, enterprise: str, *people: str, method: str = "onsite", late: bool = False) -> Call:
    return Call(on, enterprise, "A-1", people, method, late)


MON, SAT = "2025-11-03", "2025-11-08"
COUNTED: dict[str, tuple[list[Call], int]] = {
    "nothing": ([], 0),
    "one visit": ([call(MON, "E1", "P1")], 1),
    "twice the same enterprise on a day": ([call(MON, "E1", "P1"), call(MON, "E1", "P1")], 1),
    "the same enterprise on two days": ([call(MON, "E1", "P1"), call("2025-11-04", "E1", "P1")], 2),
    "two enterprises on a day": ([call(MON, "E1", "P1"), call(MON, "E2", "P1")], 2),
    "as companion": ([call(MON, "E1", "P2", "P1")], 1),
    "led and joined on the same day": ([call(MON, "E1", "P1"), call(MON, "E1", "P2", "P1")], 1),
    "somebody else's": ([call(MON, "E1", "P2", "P3")], 0),
    "on a Saturday": ([call(SAT, "E1", "P1")], 1),
    "late": ([call(MON, "E1", "P1", late=True)], 1),
    **{
        f"by {method}": ([call(MON, "E1", "P1", method=method)], 0)
        for method in ("phone", "online", "station", "meeting")
    },
    "by phone and then on site": ([call(MON, "E1", "P1", method="phone"), call(MON, "E1", "P1")], 1),
}


@pytest.mark.parametrize(("calls", "count"), COUNTED.values(), ids=COUNTED.keys())
def test_a_visit_on_site_counts_once_a_day_and_enterprise(calls: list[Call], count: int) -> None:
    assert len(counted(calls, "P1", ["onsite"])) == count


def test_a_joint_visit_counts_once_for_each_of_them() -> None:
    calls = [call(MON, "E1", "P1", "P2", "P3")]
    assert [len(counted(calls, person, ["onsite"])) for person in ("P1", "P2", "P3", "P4")] == [1, 1, 1, 0]


def test_the_methods_that_count_are_the_zones_to_set() -> None:
    calls = [call(MON, "E1", "P1", method="phone"), call(MON, "E2", "P1", method="station")]
    assert counted(calls, "P1", ["onsite", "phone"]) == {("E1", MON)}


def test_the_third_different_officer_is_one_too_many() -> None:
    calls = [call(MON, "E1", "P1"), call(SAT, "E1", "P1"), call(MON, "E1", "P2"), call(MON, "E2", "P3")]
    assert overvisited(calls, 3) == {}
    assert overvisited([*calls, call(SAT, "E1", "P3")], 3) == {"E1": 3}
    assert overvisited([*calls, call(SAT, "E1", "P3", method="phone")], 3) == {}
    assert overvisited([*calls, call(SAT, "E1", "P2", "P3", "P4")], 3) == {}
    assert overvisited(calls, 2) == {"E1": 2}


# Whole weeks against a recount that knows nothing of the code.

BLOCK = {"A-1": "A", "A-2": "A", "B-1": "B", "": ""}
grids = st.sampled_from(list(BLOCK))
week_days = st.integers(0, 6).map(lambda at: (W41 + timedelta(days=at)).isoformat())
codes = st.sampled_from(["P1", "P2", "P3", "P4", "H1"])
calls_of_a_week = st.lists(
    st.builds(
        Call,
        week_days,
        st.sampled_from(["E1", "E2", "E3"]),
        grids,
        st.lists(codes, min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from(METHODS) | st.just("onsite"),
        st.booleans(),
    ),
    max_size=14,
)
leave_spells = st.builds(
    lambda at, length: Leave(W41 + timedelta(days=at), W41 + timedelta(days=at + length), "事假"),
    st.integers(-5, 8),
    st.integers(1, 12),
)
people = st.lists(st.sampled_from(["P1", "P2", "P3", "P4"]), unique=True, max_size=4).flatmap(
    lambda chosen: st.tuples(
        *(
            st.builds(
                lambda grid, quota, leaves, code=code: Person(
                    code, f"name of {code}", grid, BLOCK[grid], quota, tuple(leaves)
                ),
                grids,
                st.integers(0, 6),
                st.lists(leave_spells, max_size=2),
            )
            for code in chosen
        )
    )
)
matters = st.lists(
    st.builds(
        lambda officer, grid, raised, closed: Matter(officer, BLOCK[grid], grid, raised, closed),
        codes,
        grids,
        st.booleans(),
        st.booleans(),
    ),
    max_size=5,
)
customers = st.lists(st.sampled_from(["E1", "E2", "E3", "E4"]), unique=True).flatmap(
    lambda chosen: st.tuples(
        *(grids.map(lambda grid, code=code: Customer(code, grid, BLOCK[grid])) for code in chosen)  # type: ignore[misc]  # mypy knows no lambda defaults
    )
)
weeks = st.builds(
    Week,
    st.just(W41),
    people,
    calls_of_a_week,
    matters,
    customers,
    st.sampled_from([OFFICIAL, Calendar({}, frozenset())]),
    st.sampled_from([DEFAULT, DEFAULT._replace(counted_methods="onsite,station")]),
    st.just(Tree()),
)


def done_by(week: Week, codes: Sequence[str]) -> set[tuple[str, str, str]]:
    """Every (officer, enterprise, day) that counts, the long way."""
    done = set()
    for one in week.calls:
        for code in codes:
            if code in one.people and one.method in week.rules.counted_methods.split(","):
                done.add((code, one.enterprise, one.on))
    return done


@given(weeks)
@settings(max_examples=100)
def test_an_officers_week_is_what_a_recount_says(week: Week) -> None:
    rows = by_officer(week)
    assert sorted(row.officer_code for row in rows) == sorted(person.code for person in week.people)
    assert [(row.block, row.grid, row.officer_code) for row in rows] == sorted(
        (row.block, row.grid, row.officer_code) for row in rows
    )
    for row in rows:
        person = next(one for one in week.people if one.code == row.officer_code)
        mine = [one for one in week.calls if person.code in one.people]
        done = done_by(week, [person.code])
        workdays = [
            day
            for day in (W41 + timedelta(days=at) for at in range(7))
            if week.calendar.is_workday(day)
            and not any(leave.from_on <= day < leave.until_on for leave in person.leaves)
        ]
        assert row.required == min(person.quota, len(workdays))
        assert row.counted == len(done)
        assert row.enterprises == len({enterprise for _, enterprise, _ in done})
        assert row.short == max(0, row.required - row.counted)
        assert row.status == ("exempt" if not row.required else "short" if row.short else "met")
        assert row.late == len([one for one in mine if one.late])
        assert row.joint == len([one for one in mine if len(one.people) > 1])
        for method in METHODS:
            assert getattr(row, method) == len([one for one in mine if one.method == method])
        assert row.issues_raised == len([m for m in week.matters if m.officer == person.code and m.raised])
        assert row.issues_closed == len([m for m in week.matters if m.officer == person.code and m.closed])
        assert (row.week, row.start, row.end) == ("2025-W41", W41, date(2025, 10, 12))


@given(weeks, st.sampled_from(["grid", "block", "zone"]))
@settings(max_examples=100)
def test_a_units_week_is_what_a_recount_says(week: Week, level: str) -> None:
    def is_in(row: UnitWeek, block: str, grid: str) -> bool:
        return level == "zone" or (row.block == block and (level == "block" or row.grid == grid))

    rows = by_unit(week, level)
    assert len({(row.block, row.grid) for row in rows}) == len(rows)
    for row in rows:
        staff = [one.code for one in week.people if is_in(row, one.block, one.grid)]
        theirs = [one for one in week.calls if set(one.people) & set(staff)]
        charge = [one.code for one in week.customers if is_in(row, one.block, one.grid)]
        onsite = {one.enterprise for one in week.calls if one.method == "onsite"}
        done = done_by(week, staff)
        assert row.officers == len(staff)
        assert row.counted == len(done)
        assert row.enterprises == len({enterprise for _, enterprise, _ in done})
        assert row.late == len([one for one in theirs if one.late])
        assert row.joint == len([one for one in theirs if len(one.people) > 1])
        for method in METHODS:
            assert getattr(row, method) == len([one for one in theirs if one.method == method])
        assert row.enterprises_in_charge == len(charge)
        visited = [code for code in charge if code in onsite]
        assert row.coverage == (len(visited) / len(charge) if charge else None)


ADDING_UP = ("required", "counted", "short", "officers", "officers_met", "enterprises_in_charge")


@given(weeks)
@settings(max_examples=100)
def test_the_zone_is_the_sum_of_its_blocks_its_grids_and_its_officers(week: Week) -> None:
    zone = by_unit(week, "zone")
    assert len(zone) <= 1
    for field in ADDING_UP:
        sums = {
            level: sum(getattr(row, field) for row in by_unit(week, level))
            for level in ("zone", "block", "grid")
        }
        assert len(set(sums.values())) == 1, (field, sums)
    officers = by_officer(week)
    for field in ("required", "counted", "short"):
        assert sum(getattr(row, field) for row in zone) == sum(getattr(row, field) for row in officers)


@given(weeks)
@settings(max_examples=100)
def test_no_issue_of_the_week_is_lost_between_the_units(week: Week) -> None:
    for level in ("grid", "block", "zone"):
        rows = by_unit(week, level)
        assert sum(row.issues_raised for row in rows) == len([one for one in week.matters if one.raised])
        assert sum(row.issues_closed for row in rows) == len([one for one in week.matters if one.closed])


def test_a_unit_in_charge_of_nothing_has_no_coverage_rather_than_none_of_it() -> None:
    person = Person("P1", "张三", "A-1", "A", 5, ())
    week = Week(W41, [person], [call(MON, "E1", "P1")], [], [], OFFICIAL, DEFAULT)
    assert [row.coverage for row in by_unit(week, "zone")] == [None]
    empty = Week(W41, [], [], [], [Customer("E1", "A-1", "A")], OFFICIAL, DEFAULT)
    assert [(row.coverage, row.officers) for row in by_unit(empty, "grid")] == [(0.0, 0)]


def test_an_enterprise_seen_by_somebody_elses_officer_is_covered_all_the_same() -> None:
    person = Person("P3", "王五", "B-1", "B", 5, ())
    visits = [call("2025-10-09", "E1", "P3")]
    week = Week(
        W41, [person], visits, [], [Customer("E1", "A-1", "A"), Customer("E2", "A-1", "A")], OFFICIAL, DEFAULT
    )
    rows = {row.grid: row for row in by_unit(week, "grid")}
    assert (rows["A-1"].coverage, rows["A-1"].counted) == (0.5, 0)
    assert (rows["B-1"].coverage, rows["B-1"].counted) == (None, 1)


def test_a_joint_visit_of_two_grids_is_one_visit_of_their_block_and_counts_for_both() -> None:
    staff = [Person("P1", "张三", "A-1", "A", 5, ()), Person("P2", "李四", "A-2", "A", 5, ())]
    week = Week(W41, staff, [call("2025-10-09", "E1", "P1", "P2")], [], [], OFFICIAL, DEFAULT)
    assert [(row.onsite, row.joint, row.counted) for row in by_unit(week, "grid")] == [(1, 1, 1), (1, 1, 1)]
    assert [(row.onsite, row.joint, row.counted, row.enterprises) for row in by_unit(week, "block")] == [
        (1, 1, 2, 1)
    ]
