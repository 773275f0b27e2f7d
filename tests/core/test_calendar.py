"""Workdays, weeks and deadlines, over the real holidays of 2025."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.calendar import DAY, Calendar, days, in_time_until, monday
from gridlog.core.figures.quota import required
from gridlog.core.nouns.visit.life import Around, is_late, week_of
from gridlog.core.roster import Leave
from gridlog.core.rules import DEFAULT
from gridlog.core.when import ZONE, week_name
from gridlog.machine.holidays import of_year


def of_years(*years: int) -> Calendar:
    """The published calendar of these years."""
    tables = [of_year(year) for year in years]
    known = frozenset(year for year, table in zip(years, tables, strict=True) if table)
    return Calendar({day: work for table in tables for day, (work, _) in (table or {}).items()}, known)


OFFICIAL = of_years(2024, 2025)
PLAIN = Calendar({}, frozenset())


def on(text: str) -> date:
    return date.fromisoformat(text)


WEEKS = [  # Monday, workdays, what a quota of five asks
    ("2025-09-15", 5, 5),  # W38, an ordinary week
    ("2025-09-22", 6, 5),  # W39, with a Sunday worked
    ("2025-09-29", 2, 2),  # W40, National Day
    ("2025-10-06", 3, 3),  # W41, with a Saturday worked
    ("2025-01-27", 1, 1),  # Spring Festival from the 28th on
    ("2024-12-30", 4, 4),  # New Year's Day between two years
]


@pytest.mark.parametrize(("start", "workdays", "owed"), WEEKS, ids=[week_name(on(one)) for one, *_ in WEEKS])
def test_a_week_has_the_workdays_the_state_council_left_it(start: str, workdays: int, owed: int) -> None:
    first = on(start)
    assert OFFICIAL.workdays(first, first + timedelta(days=7)) == workdays
    assert required(5, (), first, OFFICIAL) == owed


DAYS = [
    ("2025-09-27", False),  # an ordinary Saturday
    ("2025-09-28", True),  # a Sunday worked for National Day
    ("2025-09-30", True),
    ("2025-10-01", False),
    ("2025-10-08", False),
    ("2025-10-09", True),
    ("2025-10-11", True),  # a Saturday worked for National Day
    ("2025-10-12", False),
    ("2025-02-08", True),  # a Saturday worked for Spring Festival
]


@pytest.mark.parametrize(("day", "works"), DAYS)
def test_holidays_rest_and_shifted_days_are_worked(day: str, works: bool) -> None:
    assert OFFICIAL.is_workday(on(day)) is works


def test_an_exception_outranks_the_day_of_the_week_both_ways() -> None:
    own = Calendar({on("2025-11-03"): False, on("2025-11-08"): True}, frozenset())
    assert [own.is_workday(day) for day in days(on("2025-11-03"), on("2025-11-10"))] == [
        *(False, True, True, True, True),
        *(True, False),
    ]


DEADLINES = [  # registered, grade, due
    ("2025-09-29", "urgent", "2025-09-30"),
    ("2025-09-29", "simple", "2025-10-10"),
    ("2025-09-29", "general", "2025-10-15"),
    ("2025-09-29", "complex", "2025-10-27"),
    ("2025-09-30", "urgent", "2025-10-09"),
    ("2025-10-01", "urgent", "2025-10-09"),
    ("2025-10-01", "simple", "2025-10-11"),
    ("2025-10-01", "general", "2025-10-16"),
    ("2025-10-01", "complex", "2025-10-28"),
    ("2025-10-08", "urgent", "2025-10-09"),
    ("2025-10-10", "urgent", "2025-10-11"),
    ("2025-10-11", "urgent", "2025-10-13"),
    ("2025-09-26", "simple", "2025-09-30"),
]


@pytest.mark.parametrize(("day", "grade", "due"), DEADLINES)
def test_a_deadline_counts_workdays_from_the_day_after(day: str, grade: str, due: str) -> None:
    assert OFFICIAL.after(on(day), DEFAULT.grade_workdays(grade)) == on(due)


BACKWARDS = [
    ("2025-10-09", 1, "2025-09-30"),
    ("2025-10-13", 4, "2025-09-30"),
    ("2025-10-05", 5, "2025-09-25"),
]


@pytest.mark.parametrize(("day", "count", "expected"), BACKWARDS)
def test_before_counts_workdays_back_over_the_holiday(day: str, count: int, expected: str) -> None:
    assert OFFICIAL.before(on(day), count) == on(expected)


dates = st.dates(date(2024, 1, 1), date(2026, 12, 31))
calendars = st.dictionaries(dates, st.booleans(), max_size=40).map(lambda one: Calendar(one, frozenset()))


@given(st.sampled_from([PLAIN, OFFICIAL]) | calendars, dates, st.integers(0, 30))
def test_after_goes_exactly_so_many_workdays_on(calendar: Calendar, day: date, count: int) -> None:
    due = calendar.after(day, count)
    assert calendar.workdays(day + DAY, due + DAY) == count
    assert due == day if count == 0 else calendar.is_workday(due)


@given(st.sampled_from([PLAIN, OFFICIAL]) | calendars, dates, st.integers(0, 30))
def test_before_goes_exactly_so_many_workdays_back(calendar: Calendar, day: date, count: int) -> None:
    found = calendar.before(day, count)
    assert calendar.workdays(found, day) == count
    assert found == day if count == 0 else calendar.is_workday(found)


@given(calendars, dates, dates, dates)
def test_workdays_of_two_spells_in_a_row_add_up(
    calendar: Calendar, one: date, two: date, three: date
) -> None:
    start, middle, end = sorted((one, two, three))
    assert calendar.workdays(start, middle) + calendar.workdays(middle, end) == calendar.workdays(start, end)
    assert calendar.workdays(end, start) == 0


UNKNOWN = [
    ("2025-01-01", "2026-01-01", []),
    ("2025-01-01", "2026-01-02", [2026]),
    ("2023-12-31", "2025-06-01", [2023]),
    ("2026-05-01", "2028-05-01", [2026, 2027, 2028]),
    ("2025-06-01", "2025-06-01", []),
]


@pytest.mark.parametrize(("start", "end", "years"), UNKNOWN)
def test_the_years_without_a_published_calendar_are_named(start: str, end: str, years: list[int]) -> None:
    assert OFFICIAL.unknown(on(start), on(end)) == years


@pytest.mark.parametrize("year", [1999, 2100], ids=str)
def test_a_year_that_nobody_published_is_not_guessed(year: int) -> None:
    assert of_year(year) is None
    assert of_years(year).unknown(date(year, 1, 1), date(year + 1, 1, 1)) == [year]


def test_an_unknown_year_counts_monday_to_friday() -> None:
    unknown = of_years(2100)
    assert unknown.workdays(date(2100, 10, 4), date(2100, 10, 11)) == 5


EDGES = [  # a day, its Monday, its week's name
    ("2024-12-29", "2024-12-23", "2024-W52"),
    ("2024-12-30", "2024-12-30", "2025-W01"),
    ("2025-01-01", "2024-12-30", "2025-W01"),
    ("2025-01-05", "2024-12-30", "2025-W01"),
    ("2026-12-28", "2026-12-28", "2026-W53"),
    ("2027-01-01", "2026-12-28", "2026-W53"),
    ("2027-01-03", "2026-12-28", "2026-W53"),
    ("2027-01-04", "2027-01-04", "2027-W01"),
]


@pytest.mark.parametrize(("day", "start", "name"), EDGES, ids=[day for day, *_ in EDGES])
def test_a_week_at_the_turn_of_the_year_belongs_to_one_year(day: str, start: str, name: str) -> None:
    assert monday(on(day)) == on(start)
    assert week_name(on(day)) == name
    assert week_of(on(day)) == (on(start), on(start) + timedelta(days=7))


LATE = [  # visited on, until when in time
    ("2025-11-03", "2025-11-04T12:00:00"),  # Monday
    ("2025-11-07", "2025-11-10T12:00:00"),  # Friday, over a weekend
    ("2025-11-08", "2025-11-10T12:00:00"),  # Saturday
    ("2025-09-26", "2025-09-28T12:00:00"),  # Friday before a Sunday worked
    ("2025-09-30", "2025-10-09T12:00:00"),  # over National Day
    ("2025-10-04", "2025-10-09T12:00:00"),  # within National Day
    ("2025-10-10", "2025-10-11T12:00:00"),  # Friday before a Saturday worked
    ("2024-12-31", "2025-01-02T12:00:00"),  # over New Year
]


def around(recorded: datetime, hour: int = 12) -> Around:
    return Around("A-1", "A", "A-1", recorded, OFFICIAL, DEFAULT._replace(late_hour=hour))


@pytest.mark.parametrize(("day", "until"), LATE, ids=[day for day, _ in LATE])
def test_an_entry_is_late_from_the_second_after_noon_of_the_next_workday(day: str, until: str) -> None:
    noon = datetime.fromisoformat(until).replace(tzinfo=ZONE)
    assert in_time_until(OFFICIAL, on(day), 12) == noon
    assert not is_late(on(day), around(noon - timedelta(seconds=1)))
    assert not is_late(on(day), around(noon))
    assert is_late(on(day), around(noon + timedelta(seconds=1)))


@pytest.mark.parametrize("hour", [0, 9, 23], ids=str)
def test_the_hour_is_the_zones_to_set(hour: int) -> None:
    bound = datetime(2025, 11, 4, hour, tzinfo=ZONE)
    assert not is_late(on("2025-11-03"), around(bound, hour))
    assert is_late(on("2025-11-03"), around(bound + timedelta(seconds=1), hour))


def test_an_entry_of_the_same_day_is_never_late() -> None:
    assert not is_late(on("2025-11-03"), around(datetime(2025, 11, 3, 23, 59, 59, tzinfo=ZONE), 0))


def test_a_leave_on_days_off_takes_nothing_from_the_quota() -> None:
    holiday = Leave(on("2025-10-01"), on("2025-10-09"), "年休假")
    assert required(5, [holiday], on("2025-09-29"), OFFICIAL) == 2
    assert required(5, [holiday], on("2025-10-06"), OFFICIAL) == 3
