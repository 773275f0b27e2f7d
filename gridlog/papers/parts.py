"""What every report on paper has in common: its head, a table with its total, weeks as a heat map."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.figures import handling
from gridlog.core.figures.beside import Letter
from gridlog.core.figures.handling import Count, Handling
from gridlog.core.figures.month import Met, Uncovered, UnitMonth
from gridlog.core.figures.week import UnitWeek
from gridlog.core.nouns.enterprise.ledger import COVERAGE
from gridlog.core.nouns.issue.ledger import HANDLING
from gridlog.ledgers.columns import Column, Rows, Value
from gridlog.ledgers.totals import footnotes
from gridlog.papers.document import Bar, Bars, Heat, Paper, Section, Table
from gridlog.papers.levels import headed, unit_word
from gridlog.papers.spelled import day, short_week
from gridlog.papers.titles import demo
from gridlog.words.language import clean, fill, language, listed, pick, two
from gridlog.words.vocabulary import shown

NOT_AN_INSPECTION = two("（服务走访，非行政检查）", "(service visits, no inspections)")
TOTAL = two("合计", "total")
GRID = Column("grid", "网格", "grid")
OFFICER = Column("officer", "专员", "officer")


class Frame(NamedTuple):
    """What stands around the text of a document; `signed_on` is the day it was handed in, today where it was not."""

    title: str
    period: str = ""
    signed_on: date | None = None


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


def one_table(
    seen: Letter,
    what: str,
    columns: Sequence[Column],
    rows: Rows,
    *,
    sentences: Iterable[str] = (),
    notes: Iterable[str] = (),
    period: str = "",
) -> Paper:
    """Return a document of one table, with sentences above it and notes below it; blocks are told by their names."""
    table = Table("", pick(what), tuple(columns), named(columns, rows, seen.names), ended(notes))
    return paper(seen, Frame(of_zone(seen, what), period), [Section("", ended(sentences), (table,))])


def named(columns: Sequence[Column], rows: Rows, names: Mapping[str, str]) -> tuple[tuple[Value, ...], ...]:
    """Return the rows with the name of each block in place of its code, where `names` has one."""
    at = [place for place, column in enumerate(columns) if column.key == "block"]
    told = []
    for row in rows:
        cells = list(row)
        for place in at:
            cells[place] = names.get(str(cells[place] or ""), cells[place])
        told.append(tuple(cells))
    return tuple(told)


def percent(part: int, whole: int) -> str:
    """A rate with what it is made of: 67%（20/30）; 0/0 is a dash."""
    rate = f"{part / whole:.0%}" if whole else "—"
    return rate + pick(two("（{part}/{whole}）", " ({part}/{whole})")).format(part=part, whole=whole)


def category_name(code: str) -> str:
    """What a category is called."""
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


def uncovered(seen: Letter, late: Sequence[Uncovered], on: date, report_level: str) -> Table:
    """Return the table of the enterprises that no officer visited in time."""
    names = seen.names
    rows = [row._replace(block=names.get(row.block, row.block)) for row in late]
    title = fill(two("超期未访企业（截至{on}）", "Not visited in time, as of {on}"), on=day(on))
    columns = tuple(headed(COVERAGE.columns, report_level))
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
