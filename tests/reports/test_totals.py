"""A total that is not the sum of its column has a footnote in every form, and only such a total has one."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.figures import day as day_figures
from gridlog.core.figures import month as month_figures
from gridlog.core.figures import week as report
from gridlog.core.figures.handling import handling
from gridlog.core.figures.handling import total as whole
from gridlog.core.nouns.issue.ledger import HANDLING
from gridlog.ledgers.columns import (
    NUMBERS,
    OFFICER_DAY,
    OFFICER_MONTH,
    OFFICER_WEEK,
    UNIT_DAY,
    UNIT_MONTH,
    UNIT_WEEK,
    WEEK_ON_PAPER,
    Column,
)
from gridlog.ledgers.totals import NOTES, footnotes, level_notes
from gridlog.reports import daily, monthly, weekly
from gridlog.reports import zone as reports_zone
from tests.conftest import Run
from tests.support.read_back import of_docx, of_html, of_markdown, sheets
from tests.support.zones import NOW, Fact, Zone, zones

TODAY = NOW.date()
COLUMNS = {
    "week": (*UNIT_WEEK, *WEEK_ON_PAPER),
    "week officer": OFFICER_WEEK,
    "month": UNIT_MONTH,
    "month officer": OFFICER_MONTH,
    "day": UNIT_DAY,
    "day officer": OFFICER_DAY,
    "issues": HANDLING,
    "month short": OFFICER_MONTH,
}
mondays = st.sampled_from([date(2025, 10, 13) + timedelta(days=7 * at) for at in range(6)])


def unequal(columns: Sequence[Column], rows: Iterable[Any], total: Any) -> set[str]:
    """The columns whose total is not the sum of the rows; a rate never is."""
    told = list(rows)
    numbers = [column for column in columns if column.kind in NUMBERS and hasattr(total, column.key)]
    rates = {column.key for column in numbers if column.kind == "fraction"}
    counts = [column.key for column in numbers if column.kind == "number"]
    assert counts
    return rates | {
        key
        for key in counts
        if all(hasattr(row, key) for row in told)
        and sum(getattr(row, key) for row in told) != getattr(total, key)
    }


def found_in(facts: list[Fact], monday: date) -> dict[str, set[str]]:
    """For each report, the columns whose total is not their sum in a zone."""
    connection = Zone(facts).connection
    tables = report.tables(weekly.week(reports_zone.Zone(connection, TODAY), monday))
    month = monthly.month(reports_zone.Zone(connection, TODAY), monday.replace(day=1))
    found: dict[str, set[str]] = {key: set() for key in NOTES}
    for zone in tables.zone:
        found["week officer"] |= unequal(OFFICER_WEEK, tables.officer, zone)
        for rows in (tables.grid, tables.block):
            found["week"] |= unequal(UNIT_WEEK, rows, zone)
    (zone_month,) = month_figures.by_unit(month, "zone")
    found["month officer"] |= unequal(OFFICER_MONTH, month_figures.by_officer(month), zone_month)
    for level in ("grid", "block"):
        found["month"] |= unequal(UNIT_MONTH, month_figures.by_unit(month, level), zone_month)
    for at in range(7):
        day = daily.day(reports_zone.Zone(connection, TODAY), monday + timedelta(days=at))
        (zone_day,) = day_figures.by_day_unit(day, "zone")
        found["day officer"] |= unequal(OFFICER_DAY, day_figures.by_officer(day), zone_day)
        for level in ("grid", "block"):
            found["day"] |= unequal(UNIT_DAY, day_figures.by_day_unit(day, level), zone_day)
    told = monthly.summary(
        reports_zone.Zone(connection, TODAY), weekly.week(reports_zone.Zone(connection, TODAY), monday)
    )
    everything = handling("", monthly.cases(connection, monday, monday + timedelta(days=6), TODAY))
    for handlers in (told.handlers, told.blocks):
        assert whole(handlers) == everything
    return found


@given(zones, mondays)
@settings(max_examples=40)
def test_a_total_that_is_not_the_sum_of_its_column_has_a_footnote(facts: list[Fact], monday: date) -> None:
    for name, columns in found_in(facts, monday).items():
        assert columns <= NOTES[name].keys(), name


def test_a_week_with_more_visits_than_owed_pays_for_no_other_week() -> None:
    (short,) = (one for one in OFFICER_MONTH if one.key == "short")
    assert footnotes("month short", [short], "zh") == ["注：差(次)：各周所差之和，一周多走访的不抵另一周。"]


@pytest.mark.parametrize("name", list(NOTES))
def test_each_footnote_is_of_a_column_of_its_report_and_each_rate_has_one(name: str) -> None:
    keys = {column.key for column in COLUMNS[name]}
    assert NOTES[name].keys() <= keys
    assert {column.key for column in COLUMNS[name] if column.kind == "fraction"} <= NOTES[name].keys()
    for language in ("zh", "en"):
        lines = footnotes(name, COLUMNS[name], language)
        assert len(lines) == len(set(NOTES[name].values()))
        headings = {column.heading(language) for column in COLUMNS[name] if column.key in NOTES[name]}
        assert {heading for heading in headings if any(heading in line for line in lines)} == headings


def test_a_table_has_the_footnotes_of_its_own_columns_alone() -> None:
    joint, required = (next(one for one in UNIT_WEEK if one.key == key) for key in ("joint", "required"))
    assert footnotes("week", [required], "zh") == []
    assert footnotes("week", [joint], "zh") == [
        "注：联合：一次联合走访在每位参加人所在的行各计一次，合计只计一次。"
    ]
    assert level_notes("week", "zone", [joint], "zh") == []
    assert level_notes("month", "officer", [joint], "en")[0].startswith("Note on joint: a row has the visits")
    assert (
        level_notes("month", "block", [joint], "zh") == []
    )  # a visit belongs to one block: its total is the sum


WEEK_NOTE = "注：联合、补录、电话线上：一次联合走访在每位参加人所在的行各计一次，合计只计一次。"
RAISED_NOTE = "注：新增问题：本期登记的全部问题，包括不予受理、已合并和长期挂账的，这些不计入其他各栏，所以可大于在办总数。"


@pytest.mark.parametrize("report", ["week 2025-W45", "month 2025-10"])
def test_every_document_has_the_footnotes_below_its_tables(read: Run, report: str) -> None:
    line = f"report {report} --format"
    wanted = {RAISED_NOTE} | ({WEEK_NOTE} if report.startswith("week") else set())
    made = [of_html(read(f"{line} html")).lines, of_docx(read(f"{line} docx")).lines]
    if report.startswith("month"):
        made.append(of_markdown(read(f"{line} md")).lines)
    made.append([str(cell) for rows in sheets(read(f"{line} xlsx")).values() for row in rows for cell in row])
    for lines in made:
        assert wanted <= set(lines)
        assert any(line.startswith("注：走访企业(家)：") for line in lines)


@pytest.mark.parametrize("form", ["table", "text", "md"])
@pytest.mark.parametrize(
    ("report", "note"),
    [
        ("week 2025-W45 --by block", "联合"),
        ("week 2025-W45", "新增问题、办结：各行是专员本人登记的问题"),
        ("day 2025-11-19", "出动(人)：一人当天在几行都走访了的"),
        ("month 2025-10 --by block --format table", "走访企业(家)：一家企业在几行"),
    ],
)
def test_a_table_for_people_has_its_footnotes_below_it(read: Run, report: str, note: str, form: str) -> None:
    shown = read(f"report {report}" + ("" if "--format" in report else f" --format {form}")).out
    (line,) = [line for line in shown.splitlines() if line.startswith("注：") and note in line]
    assert line in shown.splitlines()[-6:]
    assert "注：" not in read(f"report {report.replace('--by block', '')} --by zone --format table").out


@pytest.mark.parametrize("report", ["week 2025-W45 --by block", "month 2025-10", "day 2025-11-19"])
def test_programs_get_rows_without_footnotes(read: Run, report: str) -> None:
    for form in ("csv", "json", "ndjson", "csv --excel"):
        done = read(f"report {report} --format {form}")
        assert "注：" not in done.out + done.err
