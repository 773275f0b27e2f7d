"""What every report on paper has in common: its head, a table with its total, weeks as a heat map."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from gridlog.cli.levels import headed, unit_word
from gridlog.cli.shell.options import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.output import Wish, emit, emit_paper, emit_query
from gridlog.cli.shell.session import Session
from gridlog.cli.view import View, present
from gridlog.core.figures import handling
from gridlog.core.figures.handling import Count, Handling
from gridlog.core.figures.month import Met, Uncovered, UnitMonth
from gridlog.core.figures.week import UnitWeek
from gridlog.core.rules import Rules
from gridlog.ledgers.columns import COVERAGE, HANDLING, Column, Rows, Value
from gridlog.ledgers.queries import Query, keeper
from gridlog.ledgers.totals import footnotes
from gridlog.papers.document import Bar, Bars, Heat, Paper, Section, Table
from gridlog.papers.spelled import day, short_week
from gridlog.papers.titles import demo, titled
from gridlog.words.language import clean, fill, language, listed, pick, two
from gridlog.words.vocabulary import level_word

NOT_AN_INSPECTION = two("（服务走访，非行政检查）", "(service visits, no inspections)")
TOTAL = two("合计", "total")
GRID = Column("grid", "网格", "grid")
OFFICER = Column("officer", "专员", "officer")


class Frame(NamedTuple):
    """What stands around the text of a document; `signed_on` is the day it was handed in, today where it was not."""

    title: str
    period: str = ""
    signed_on: date | None = None


class Letter(NamedTuple):
    """All that a document needs to know of the zone beside its figures.

    `names`: of units by code.
    `enterprises`: names by code, of those that the sentences may name.
    `today`: the day the document is made, or would have been.
    `now`: the instant it is made.
    """

    rules: Rules
    names: Mapping[str, str]
    enterprises: Mapping[str, str]
    today: date
    now: datetime


def letter(seen: View, enterprises: Iterable[str] = ()) -> Letter:
    """Read what a document needs to know of the zone, with the names of these enterprises."""
    zone = seen.zone
    return Letter(seen.rules, zone.names, zone.enterprises(enterprises), seen.today, seen.now)


def with_names(seen: View, late: Sequence[Uncovered], on: date) -> list[Uncovered]:
    """Fill in the names that were left out when very many were handed in, by the roster of now."""
    return [row if row.enterprise else _with_name(seen, row, on) for row in late]


def _with_name(seen: View, row: Uncovered, on: date) -> Uncovered:
    query = f"SELECT {keeper('officer', ':grid')}"
    (officer,) = seen.connection.execute(query, {"grid": row.grid, "today": str(on)}).fetchone()
    name = seen.zone.enterprises([row.enterprise_code])[row.enterprise_code]
    return row._replace(enterprise=name, officer=officer or "")


def paper(seen: Letter, frame: Frame, sections: Iterable[Section], annexes: Iterable[Section] = ()) -> Paper:
    """A report that the zone signs; one of made-up data says so above its title."""
    return Paper(
        mark=demo(seen.rules).strip(),
        title=pick(frame.title),
        period=frame.period,
        note=pick(NOT_AN_INSPECTION),
        sections=tuple(sections),
        signed=(clean(seen.rules.zone_name), day(frame.signed_on or seen.today)),
        annexes=tuple(annexes),
        made_at=seen.now,
        language=language(),
    )


def of_zone(seen: Letter, what: str) -> str:
    """A title of few words under the zone's name."""
    return clean(seen.rules.zone_name) + pick(two("", " ")) + pick(what)


def annexes(tables: Iterable[Table]) -> list[Section]:
    """The tables of a document behind its text, numbered in their order; none where there are no tables."""
    name = two("附表{n}　{title}", "Table {n}: {title}")
    numbered = [one._replace(title=fill(name, n=n, title=one.title)) for n, one in enumerate(tables, 1)]
    return [Section(pick(two("附表", "Tables")), (), tuple(numbered))] if numbered else []


def ended(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines of a terminal as sentences of a text: each begins and ends as one."""
    stop = pick(two("。", "."))
    return tuple(line[:1].upper() + line[1:] + stop * (line[-1:] not in "。.") for line in lines if line)


def as_told(how: Wish, on: date) -> str:
    """A day in the line below a table: spelled in a document, as programs write it on a terminal."""
    return day(on) if how.format in DOCUMENTS else str(on)


def show(
    here: Session,
    columns: Sequence[Column],
    rows: Rows,
    how: Wish,
    what: str,
    spare: Sequence[str] = (),
    foot: str = "",
    names: Mapping[str, str] | None = None,
) -> None:
    """One table in any form of a report. A document has the `names` of units in place of their codes."""
    if how.format in DOCUMENTS:
        notes = ended(foot.splitlines())
        table = Table("", pick(what), tuple(columns), named(columns, rows, names or {}), notes)
        seen = letter(present(here))
        emit_paper(paper(seen, Frame(of_zone(seen, what)), [Section("", (), (table,))]), how)
    else:
        emit(columns, rows, how, spare, titled(here.rules, what), foot)


def named(columns: Sequence[Column], rows: Rows, names: Mapping[str, str]) -> tuple[tuple[Value, ...], ...]:
    """The rows with the name of each block in place of its code, where `names` has one."""
    at = [place for place, column in enumerate(columns) if column.key == "block"]
    told = []
    for row in rows:
        cells = list(row)
        for place in at:
            cells[place] = names.get(str(cells[place] or ""), cells[place])
        told.append(tuple(cells))
    return tuple(told)


def show_query(
    here: Session,
    query: Query,
    how: Wish,
    what: str,
    spare: Sequence[str] = (),
    foot: str = "",
    names: Mapping[str, str] | None = None,
) -> None:
    """The rows of a query in any form of a report; title, foot and names are for people."""
    if how.format in (*FOR_PEOPLE, *DOCUMENTS):
        rows = here.store.connection.execute(query.sql(), query.parameters)
        show(here, query.columns, rows, how, what, spare, foot, names)
    else:
        emit_query(here.store.connection, query, how, spare, titled(here.rules, what))


def percent(part: int, whole: int) -> str:
    """A rate with what it is made of: 67%（20/30）; 0/0 is a dash."""
    rate = f"{part / whole:.0%}" if whole else "—"
    return rate + pick(two("（{part}/{whole}）", " ({part}/{whole})")).format(part=part, whole=whole)


def category_name(code: str) -> str:
    """What a category is called."""
    from gridlog.words.vocabulary import shown

    return shown("category", code, language())


def handled(title: str, sheet: str, first: Column, rows: Sequence[Handling]) -> Table:
    """Issues by handler, block or category, with their total."""
    whole = handling.total(rows)._replace(name=pick(TOTAL))
    columns = (first, *HANDLING)
    notes = tuple(footnotes("issues", columns, language()))
    return Table(title, sheet, columns, tuple(row.cells for row in (*rows, whole)), notes)


class Issues(NamedTuple):
    """What is said of the issues of a period."""

    whole: Handling
    top: Sequence[Count]
    common: Sequence[Count]
    longterm: int


def issue_sentences(told: Issues) -> list[str]:
    """What became of the issues of a period, each rate with its numerator and denominator."""
    whole = told.whole
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
    if told.top:
        names = listed(f"{category_name(code)} {count}" for code, count in told.top)
        lines.append(
            fill(two("新增问题主要集中在：{names}。", "Most were raised about: {names}."), names=names)
        )
    if told.common:
        names = listed(f"{category_name(code)}({count})" for code, count in told.common)
        lines.append(
            fill(
                two(
                    "共性问题（30 天内三家以上企业提出）：{names}。",
                    "Common issues (three enterprises or more within 30 days): {names}.",
                ),
                names=names,
            )
        )
    if told.longterm:
        lines.append(
            fill(
                two(
                    "长期挂账 {count} 件另列，不计入在办、办结、超期和各项比率。",
                    "{count} long-term issues are listed apart: not open, closed or overdue, and in no rate above.",
                ),
                count=told.longterm,
            )
        )
    return lines


def unit_column(report_level: str) -> Column:
    """The first column of a table by units of the report level."""
    return Column("block", level_word(report_level, "zh"), level_word(report_level, "en"))


def uncovered(seen: Letter, late: Sequence[Uncovered], on: date, report_level: str) -> Table:
    """The enterprises nobody came to in time."""
    names = seen.names
    rows = [row._replace(block=names.get(row.block, row.block)) for row in late]
    title = fill(two("超期未访企业（截至{on}）", "Not visited in time, as of {on}"), on=day(on))
    columns = tuple(headed(COVERAGE, report_level))
    return Table(title, pick(two("超期未访", "not visited")), columns, tuple(rows))


def quota_bars(seen: Letter, blocks: Sequence[UnitWeek] | Sequence[UnitMonth], report_level: str) -> Bars:
    """What each block's officers owed, and made."""
    names = seen.names
    bars = (Bar(names.get(row.block, row.block), row.counted, row.required) for row in blocks)
    text = two("各{unit}实访与应访", "Visits counted, of those required, by {unit}")
    title = fill(text, unit=unit_word(report_level))
    return Bars(title, tuple(bars), pick(two("竖线为应访", "the line marks what is required")))


def quota_heat(seen: Letter, weeks: Sequence[Met]) -> Heat:
    """How many of each block's officers met their quota, week by week."""
    names = seen.names
    periods = sorted({one.week for one in weeks})
    rates = {(one.block, one.week): handling.share(one.met, one.owed) for one in weeks}
    return Heat(
        pick(two("各周达标率（人）", "Officers who met their quota, week by week")),
        tuple(short_week(week) for week in periods),
        tuple(
            (names.get(block, block), tuple(rates.get((block, week)) for week in periods))
            for block in sorted({one.block for one in weeks})
        ),
    )
