"""The weekly summary (周汇总) as a document: blocks, grids and officers, enterprises that no officer visited, what became of issues."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gridlog.core.figures import handling
from gridlog.core.figures.beside import Letter
from gridlog.core.figures.handling import Handling
from gridlog.core.figures.summary import Summary
from gridlog.core.figures.week import OfficerWeek, Tables, UnitWeek, Week
from gridlog.core.nouns.report.figures import Frozen
from gridlog.ledgers.columns import OFFICER_WEEK, WEEK_ON_PAPER, Column, Value
from gridlog.ledgers.totals import footnotes
from gridlog.papers import remarks, spelled
from gridlog.papers.chapters import Chapter, numbered
from gridlog.papers.document import Paper, Section, Table
from gridlog.papers.levels import unit_column, unit_word, unit_words
from gridlog.papers.parts import (
    GRID,
    OFFICER,
    TOTAL,
    Frame,
    Issues,
    annexes,
    ended,
    handled,
    issue_sentences,
    paper,
    quota_bars,
    quota_heat,
    uncovered,
)
from gridlog.papers.titles import NOT_OVER
from gridlog.words.language import fill, language, listed, pick, two
from gridlog.words.vocabulary import shown

NO_WEEK = UnitWeek._make(("", date.min, date.min, "", "", *[0] * 16, None))


def summary(
    seen: Letter,
    figures: Week,
    tables: Tables,
    told: Summary,
    notes: Sequence[str],
    frozen: Frozen | None = None,
    chapters: Sequence[Chapter] = (),
) -> Paper:
    """Return the whole document; `notes` are the lines that stand below the week on a terminal.

    `frozen` are the figures as they were handed in, where these are shown: they are final, so that only those of now
    are called unfinished.
    """
    late = uncovered(seen, told.uncovered, told.until, tables.level)
    issues = Issues(handling.total(told.blocks), told.top, told.common, told.longterm)
    charts = (quota_bars(seen, tables.block, tables.level), quota_heat(seen, told.weeks))
    sections = (
        Section(pick(two("走访情况", "Visits")), ended(notes), charts),
        Section(pick(two("达标情况", "Quotas")), (_quotas(seen, tables.officer),)),
        Section(pick(two("超期未访企业", "Not visited in time")), (_count(late),)),
        Section(pick(two("问题办理", "Issues")), tuple(issue_sentences(issues))),
        *(one.section for one in chapters),
    )
    all_tables = (
        _short(seen, tables),
        _blocks(seen, tables, told.blocks),
        _grids(seen, tables, told.grids),
        late,
        _handlers(told.handlers),
        *(table for one in chapters for table in one.annexes),
    )
    return paper(
        seen,
        _frame(figures, told, frozen),
        numbered(sections),
        annexes(one for one in all_tables if one.rows),
    )


def _frame(figures: Week, told: Summary, frozen: Frozen | None) -> Frame:
    week = spelled.week(figures.start)
    title = two(f"{week}走访服务企业情况汇总", f"Visits to enterprises, {week}")
    open = pick(NOT_OVER) if frozen is None and told.until < figures.end else ""
    return Frame(title, spelled.span(figures.start, figures.end) + open, frozen and frozen.signed_on)


def _quotas(seen: Letter, officers: Sequence[OfficerWeek]) -> str:
    """How many met their quota, and where those are who did not."""
    if any(row.status == "unrecorded" for row in officers):
        return pick(two("本周尚无记录。", "There are no records of the week yet."))
    held = [row for row in officers if row.status != "exempt"]
    short = [row for row in held if row.status == "short"]
    names = seen.names
    counts: dict[str, int] = {}
    for row in short:
        name = names.get(row.block, row.block)
        counts[name] = counts.get(name, 0) + 1
    text = two(
        "应考核专员 {held} 人，达标 {met} 人，未达标 {short} 人{where}。",
        "Officers with a quota {held}, of them met {met}, short {short}{where}.",
    )
    where = listed(f"{name} {count}" for name, count in counts.items())
    told = fill(two("（{where}，名单见附表）", " ({where}; their names are in a table below)"), where=where)
    return fill(
        text, held=len(held), met=len(held) - len(short), short=len(short), where=told if short else ""
    )


def _short(seen: Letter, tables: Tables) -> Table:
    """The officers who missed their quota, by block and grid."""
    names = seen.names
    short = [row for row in tables.officer if row.status == "short"]
    rows = tuple(
        (names.get(row.block, row.block), row.grid, row.officer, row.required, row.counted, row.short)
        for row in remarks.marked(short, tables.officer)
    )
    kept = [column for column in OFFICER_WEEK if column.key in ("required", "counted", "short")]
    title = pick(two("未达标专员", "officers who missed their quota"))
    return Table(
        title,
        pick(two("未达标", "short")),
        (unit_column(tables.level), GRID, OFFICER, *kept),
        rows,
        merged="block",
    )


def _blocks(seen: Letter, tables: Tables, issues: Sequence[Handling]) -> Table:
    names = seen.names
    overdue = {row.name: row.overdue for row in issues}
    rows: list[tuple[Value, ...]] = [
        (
            names.get(row.block, row.block),
            *_cells(row, overdue.get(row.block, 0), _met(tables.officer, row.block)),
        )
        for row in _with_missing(tables.block, [one.name for one in issues if one.overdue])
    ]
    rows += [(pick(TOTAL), *_cells(row, sum(overdue.values()), _met(tables.officer))) for row in tables.zone]
    title = fill(two("各{unit}走访情况", "visits by {unit}"), unit=unit_word(tables.level))
    columns = (unit_column(tables.level), *WEEK_ON_PAPER)
    notes = tuple(footnotes("week", columns, language()))
    return Table(title, unit_words(tables.level), columns, tuple(rows), notes)


def _with_missing(blocks: Sequence[UnitWeek], codes: Iterable[str]) -> list[UnitWeek]:
    """The rows of a week with a row of nothing for each of these blocks that has none, so that a total has all its rows."""
    there = {row.block for row in blocks}
    missing = [NO_WEEK._replace(block=code) for code in codes if code not in there]
    return sorted([*blocks, *missing], key=lambda row: row.block)


def _grids(seen: Letter, tables: Tables, issues: Sequence[Handling]) -> Table:
    """Return the grids by block; a grid with an officer who is short comes before the others."""
    overdue = {row.name: row.overdue for row in issues}
    people: dict[tuple[str, str], list[OfficerWeek]] = {}
    for one in tables.officer:
        people.setdefault((one.block, one.grid), []).append(one)
    short = {place for place, mine in people.items() if any(one.status == "short" for one in mine)}
    units = sorted(tables.grid, key=lambda row: (row.block, (row.block, row.grid) not in short, row.grid))
    names = seen.names
    rows = tuple(
        (
            names.get(row.block, row.block),
            marked.grid,
            *_grid(row, people.get((row.block, row.grid), []), overdue),
        )
        for row, marked in zip(units, remarks.marked(units, tables.officer), strict=True)
    )
    columns = (unit_column(tables.level), GRID, OFFICER, *WEEK_ON_PAPER)
    loud = frozenset((at, len(columns) - 1) for at, row in enumerate(units) if (row.block, row.grid) in short)
    title = pick(two("各网格走访情况", "visits by grid"))
    return Table(title, pick(two("网格", "grids")), columns, rows, loud=loud, merged="block")


def _grid(row: UnitWeek, mine: Sequence[OfficerWeek], overdue: Mapping[str, int]) -> tuple[Value, ...]:
    """A grid's row behind its block and code: its officers, its figures and who met the quota."""
    told = listed(shown("status", one.status, language()) for one in mine)
    return (listed(one.officer for one in mine), *_cells(row, overdue.get(row.grid, 0), told))


def _cells(row: UnitWeek, overdue: int, met: str) -> tuple[Value, ...]:
    """A unit's figures as WEEK_ON_PAPER has them."""
    visits = (row.required, row.counted, row.enterprises, row.enterprises_in_charge, row.coverage)
    return (
        *visits,
        row.joint,
        row.late,
        row.phone + row.online,
        row.issues_raised,
        row.issues_closed,
        overdue,
        met,
    )


def _met(officers: Sequence[OfficerWeek], block: str | None = None) -> str:
    """How many of those who owed visits made them."""
    mine = [row for row in officers if block in (None, row.block)]
    if any(row.status == "unrecorded" for row in mine):
        return shown("status", "unrecorded", language())
    owed = [row for row in mine if row.status != "exempt"]
    return f"{sum(row.status == 'met' for row in owed)}/{len(owed)}"


def _handlers(issues: Sequence[Handling]) -> Table:
    nobody = pick(two("（未交办）", "(unassigned)"))
    rows = [row._replace(name=row.name or nobody) for row in issues]
    title = pick(two("各责任人办理情况", "issues by handler"))
    first = Column("handler", "责任人", "handler")
    table = handled(title, pick(two("责任人", "handlers")), first, rows)
    return table if issues else table._replace(rows=())


def _count(late: Table) -> str:
    text = two("超期未访 {count} 家。", "{count} enterprises were not visited in time.")
    return fill(text, count=len(late.rows))
