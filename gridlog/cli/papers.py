"""What every report on paper has in common: its head, a table with its total, weeks as a heat map."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import NamedTuple

from gridlog import listing, monthly, past, reading
from gridlog.cli.asking import DOCUMENTS
from gridlog.cli.output import Wish, emit, emit_paper, emit_query
from gridlog.cli.session import Session
from gridlog.cli.speak import fill, language, pick, two
from gridlog.cli.titles import heading, titled
from gridlog.core import handling
from gridlog.core.handling import Case, Handling
from gridlog.core.report import OfficerWeek, Tables
from gridlog.core.rules import Rules
from gridlog.core.when import ZONE, parse_instant, parse_moment, week_name
from gridlog.errors import Usage
from gridlog.ledger import COVERAGE, HANDLING, Column, Rows, Value
from gridlog.listing import Query
from gridlog.paper import Bar, Bars, Heat, Paper, Section, Table

WEEKS_SHOWN = 8
MONTHS_BACK = 63  # two months, which an enterprise that is no key one may go unvisited
NOT_AN_INSPECTION = two("服务走访，非行政检查", "service visits, no inspections")
TOTAL = two("合计", "total")
BLOCK = Column("block", "板块", "block")


class View(NamedTuple):
    """What a report is made from: the tables, as they are or as they were `at` an instant, and today's date."""

    connection: sqlite3.Connection
    now: datetime
    at: datetime | None = None

    @property
    def today(self) -> date:
        """The day the report is made, or would have been."""
        return (self.at or self.now).date()

    @property
    def rules(self) -> Rules:
        """The zone's rules."""
        return reading.rules(self.connection)


@contextmanager
def view(here: Session, as_of: str | None, start: date, after: date, back: int = 0) -> Iterator[View]:
    """The tables as they are, or the days [start - `back`, after) as what was recorded by an instant leaves them."""
    if as_of is None:
        yield View(here.store.connection, here.now)
        return
    at = instant(as_of, here.today)
    first = start - timedelta(days=min(back, start.toordinal() - 1))
    with closing(past.as_of(here.store.connection, at, first, after)) as then:
        yield View(then, here.now, min(at.astimezone(ZONE), here.now))


def instant(typed: str, today: date) -> datetime:
    """An instant: ISO, or a day in words with a time; a day alone is its end."""
    try:
        day, time = parse_moment(typed, today)
    except Usage:
        return parse_instant(typed)
    return datetime.combine(day, time or clock(23, 59, 59), ZONE)


def days_back(rules: Rules) -> int:
    """How many days before its first a whole report looks, for the weeks it shows and for who was not visited."""
    return max(7 * WEEKS_SHOWN, MONTHS_BACK, rules.coverage_days + 1)


def paper(seen: View, what: str, period: str, sections: Iterable[Section]) -> Paper:
    """A report under the zone's name; one of made-up data says so in its title."""
    title = titled(seen.rules, what)
    return Paper(title, period, pick(NOT_AN_INSPECTION), tuple(sections), seen.now, language())


def show(
    here: Session,
    columns: Sequence[Column],
    rows: Rows,
    how: Wish,
    what: str,
    spare: Sequence[str] = (),
    foot: str = "",
) -> None:
    """One table in any form of a report."""
    if how.format in DOCUMENTS:
        table = Table("", pick(what), tuple(columns), tuple(map(tuple, rows)))
        lines = tuple(foot.splitlines())
        seen = View(here.store.connection, here.now)
        emit_paper(paper(seen, what, "", [Section("", lines, (table,))]), how)
    else:
        emit(columns, rows, how, spare, heading(here, what), foot)


def show_query(here: Session, query: Query, how: Wish, what: str, spare: Sequence[str] = ()) -> None:
    """The rows of a query in any form of a report."""
    if how.format in DOCUMENTS:
        rows = here.store.connection.execute(query.sql(), query.parameters)
        show(here, query.columns, rows, how, what)
    else:
        emit_query(here.store.connection, query, how, spare, heading(here, what))


def percent(part: int, whole: int) -> str:
    """A rate with what it is made of: 67%（20/30）; 0/0 is a dash."""
    rate = f"{part / whole:.0%}" if whole else "—"
    return rate + pick(two("（{part}/{whole}）", " ({part}/{whole})")).format(part=part, whole=whole)


def listed(things: Iterable[str]) -> str:
    """Things one after the other."""
    return pick(two("、", ", ")).join(things)


def block_names(connection: sqlite3.Connection) -> dict[str, str]:
    """What each block is called; nothing is `—`."""
    found = connection.execute("SELECT code, name FROM grids WHERE level = 'block'")
    return {"": "—", **dict(found)}


def category_name(code: str) -> str:
    """What a category is called."""
    from gridlog.words import shown

    return shown("category", code, language())


def handled(title: str, sheet: str, first: Column, rows: Sequence[Handling], whole: Handling) -> Table:
    """Issues by handler, block or category, with their total."""
    told: list[tuple[Value, ...]] = [tuple(row) for row in rows]
    return Table(title, sheet, (first, *HANDLING), (*told, (pick(TOTAL), *whole[1:])))


def handling_sentences(seen: View, cases: Sequence[Case], last: date) -> list[str]:
    """What became of the issues of a period, each rate with its numerator and denominator."""
    whole = handling.handling("", cases)
    connection = seen.connection
    lines = [
        fill(
            two(
                "新增问题 {raised} 件，办结 {closed} 件（按时 {on_time} 件、超时 {overtime} 件），期末在办 {unfinished} 件，其中超期 {overdue} 件。",
                "Issues raised {raised}, closed {closed} ({on_time} on time, {overtime} late), still open {unfinished}, "
                "of them overdue {overdue}.",
            ),
            **whole._asdict(),
            closed=whole.closed,
        ),
        fill(
            two(
                "办结率 {closed}，按时办结率 {on_time}，解决率 {solved}；回访满意率 {satisfied}。",
                "Closed rate {closed}, on-time rate {on_time}, solved rate {solved}; satisfied {satisfied}.",
            ),
            closed=percent(whole.closed, whole.in_hand),
            on_time=percent(whole.on_time, whole.in_hand),
            solved=percent(whole.solved, whole.closed),
            satisfied=percent(whole.rated - whole.dissatisfied, whole.rated),
        ),
    ]
    if top := handling.top(cases):
        names = listed(f"{category_name(code)} {count}" for code, count in top)
        lines.append(
            fill(two("新增问题主要集中在：{names}。", "Most were raised about: {names}."), names=names)
        )
    if common := handling.common(monthly.complaints(connection, last)):
        names = listed(f"{category_name(code)}({count})" for code, count in common)
        lines.append(
            fill(
                two(
                    "共性问题（30 天内三家以上企业提出）：{names}。",
                    "Common issues (three enterprises or more within 30 days): {names}.",
                ),
                names=names,
            )
        )
    if count := monthly.longterm(connection, last):
        lines.append(
            fill(
                two(
                    "另有长期挂账 {count} 件，不计入以上数字。",
                    "{count} long-term issues are listed apart and not counted above.",
                ),
                count=count,
            )
        )
    return lines


def uncovered(seen: View, on: date) -> Table:
    """The enterprises nobody came to in time."""
    last_month = (on.replace(day=1) - timedelta(days=1)).replace(day=1)
    query = listing.coverage(on, seen.rules.coverage_days, last_month)
    found = seen.connection.execute(query.sql(), query.parameters)
    names = block_names(seen.connection)
    rows = [(names.get(block, block), *rest) for block, *rest in found]
    title = fill(two("超期未访企业（截至 {on}）", "Not visited in time, as of {on}"), on=on)
    return Table(title, pick(two("超期未访", "not visited")), COVERAGE, tuple(rows))


def quota_bars(seen: View, tables: Sequence[Tables]) -> Bars:
    """What each block's officers owed, and made."""
    names = block_names(seen.connection)
    sums: dict[str, list[int]] = {}
    for one in tables:
        for row in one.block:
            told = sums.setdefault(row.block, [0, 0])
            told[0] += row.counted
            told[1] += row.required
    bars = (Bar(names.get(block, block), *told) for block, told in sorted(sums.items()))
    return Bars(pick(two("各板块实访与应访", "Visits counted, of those required, by block")), tuple(bars))


def quota_heat(seen: View, last_monday: date) -> Heat:
    """How many of each block's officers met their quota, week by week."""
    names = block_names(seen.connection)
    mondays = [last_monday - timedelta(days=7 * back) for back in range(WEEKS_SHOWN - 1, -1, -1)]
    rates = [_met(monthly.tables(seen.connection, monday, seen.today).officer) for monday in mondays]
    blocks = sorted({block for week in rates for block in week})
    return Heat(
        pick(two("各周达标率（人）", "Officers who met their quota, week by week")),
        tuple(week_name(monday)[5:] for monday in mondays),
        tuple((names.get(block, block), tuple(week.get(block) for week in rates)) for block in blocks),
    )


def _met(rows: Sequence[OfficerWeek]) -> dict[str, float | None]:
    owed: dict[str, list[bool]] = {}
    for row in rows:
        mine = owed.setdefault(row.block, [])
        if row.status != "exempt":
            mine.append(row.status == "met")
    return {block: handling.share(sum(met), len(met)) for block, met in owed.items()}
