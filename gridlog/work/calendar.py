"""The zone's own days: set one by one or from a file; the published ones are read anew. The code asks no question and prints nothing."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from gridlog.errors import GridlogError, Usage
from gridlog.intake.table import Sheet, heading_map, open_sheet
from gridlog.store import questions
from gridlog.store.file import Writer
from gridlog.work.desk import Desk

HEADINGS = heading_map(
    {"date": "date", "work": "work", "kind": "work", "name": "name"},
    {
        "日期": "date",
        "上班": "work",
        "类别": "work",
        "说明": "name",
        "名称": "name",
        "星期": "_derived",
        "来源": "_derived",
    },
)
WORK = ("work", "1", "是", "班", "上班", "true", "yes", "workday")
REST = ("rest", "0", "否", "休", "放假", "false", "no", "holiday")


class DayRule(NamedTuple):
    """What a day of the zone is: worked or not, and why."""

    is_work: bool
    name: str


def is_work(kind: str) -> bool:
    """Return whether the word means a workday. Raises Usage for a word that means neither."""
    word = normalize("NFKC", kind).strip().lower()
    if word not in WORK + REST:
        raise Usage("calendar.kind", value=kind)
    return word in WORK


def set_day(desk: Desk, day: date, rule: DayRule) -> None:
    """Put on record what a day is."""
    with desk.write() as writer:
        _append(writer, day, rule)


def _append(writer: Writer, day: date, rule: DayRule) -> None:
    writer.append("day.set", {"work": rule.is_work, "name": rule.name}, f"day/{day.isoformat()}")


def open_days(file: str) -> Sheet:
    """Open a file of days. Raises Usage for a file without the columns."""
    return open_sheet(file, HEADINGS, "日期 date, 上班 work")


def days_in(
    sheet: Sheet, day_of: Callable[[str], date]
) -> Iterator[tuple[int, date, DayRule] | tuple[int, GridlogError]]:
    """Yield each row by its number: the day, as `day_of` reads it, and what the day is; or why the row cannot be taken."""
    for line in sheet.lines:
        try:
            line.check()
            day = day_of(line.cells.get("date", ""))
            yield line.number, day, DayRule(is_work(line.cells.get("work", "")), line.cells.get("name", ""))
        except GridlogError as problem:
            yield line.number, problem


def import_days(desk: Desk, wanted: Mapping[date, DayRule], dry_run: bool = False) -> int:
    """Put on record the days that are not yet as wanted. Returns how many; with `dry_run` nothing is written."""
    known = questions.named_days(desk.store.connection, "days", date.min, date.max)
    new = {day: rule for day, rule in wanted.items() if known.get(day) != rule}
    if not dry_run:
        with desk.write() as writer:
            for day, rule in new.items():
                _append(writer, day, rule)
    return len(new)


def read_published(desk: Desk) -> list[int]:
    """Read the published holidays anew. Returns the years around this one that have some."""
    with desk.write() as writer:
        questions.forget_published(writer.connection)
    years = range(desk.today.year - 1, desk.today.year + 2)
    return sorted(desk.calendar(date(years[0], 1, 1), date(years[-1], 12, 31)).years)
