"""The weekly summary (周汇总) as a document: blocks, grids and officers, whom nobody visited, what became of issues."""

from collections.abc import Sequence

from gridlog.cli.levels import unit_word, unit_words
from gridlog.cli.papers import (
    TOTAL,
    Issues,
    block_names,
    handled,
    issue_sentences,
    paper,
    quota_bars,
    quota_heat,
    uncovered,
    unit_column,
)
from gridlog.cli.speak import fill, language, listed, pick, two
from gridlog.cli.view import View
from gridlog.core import handling
from gridlog.core.handling import Handling
from gridlog.core.report import OfficerWeek, Tables, UnitWeek, Week
from gridlog.core.summary import Summary
from gridlog.core.when import week_name
from gridlog.ledger import WEEK_ON_PAPER, Column, Value
from gridlog.paper import Paper, Section, Table
from gridlog.words import shown

GRID = Column("grid", "网格", "grid")
NOT_OVER = two("，本周未完", ", so far")
OFFICER = Column("officer", "专员", "officer")


def summary(seen: View, figures: Week, tables: Tables, told: Summary, notes: list[str]) -> Paper:
    """The whole document; `notes` are the lines that stand below the week on a terminal."""
    late = uncovered(seen, told.uncovered, told.until, tables.level)
    issues_told = Issues(handling.total(told.blocks), told.top, told.common, told.longterm)
    visits = Section(
        pick(two("一、走访情况", "1. Visits")),
        tuple(notes),
        (
            _blocks(seen, tables, told.blocks),
            quota_bars(seen, tables.block, tables.level),
            quota_heat(seen, told.weeks),
        ),
    )
    officers = Section(
        pick(two("二、网格与专员", "2. Grids and officers")), (), (_grids(seen, tables, told.grids),)
    )
    missing = Section(
        pick(two("三、超期未访企业", "3. Not visited in time")), (_count(late),), (late,) if late.rows else ()
    )
    issues = Section(
        pick(two("四、问题办理", "4. Issues")),
        tuple(issue_sentences(issues_told)),
        (_handlers(told.handlers),) if told.handlers else (),
    )
    name = week_name(figures.start)
    period = fill(
        two("{start} 至 {end}{open}", "{start} to {end}{open}"),
        start=figures.start,
        end=figures.end,
        open=pick(NOT_OVER) if told.until < figures.end else "",
    )
    return paper(seen, two(f"周汇总 {name}", f"week {name}"), period, (visits, officers, missing, issues))


def _blocks(seen: View, tables: Tables, issues: Sequence[Handling]) -> Table:
    names = block_names(seen.connection)
    overdue = {row.name: row.overdue for row in issues}
    rows: list[tuple[Value, ...]] = [
        (
            names.get(row.block, row.block),
            *_cells(row, overdue.get(row.block, 0), _met(tables.officer, row.block)),
        )
        for row in tables.block
    ]
    rows += [(pick(TOTAL), *_cells(row, sum(overdue.values()), _met(tables.officer))) for row in tables.zone]
    title = fill(two("各{unit}走访情况", "Visits by {unit}"), unit=unit_word(tables.level))
    columns = (unit_column(tables.level), *WEEK_ON_PAPER)
    return Table(title, unit_words(tables.level), columns, tuple(rows))


def _grids(seen: View, tables: Tables, issues: Sequence[Handling]) -> Table:
    names = block_names(seen.connection)
    overdue = {row.name: row.overdue for row in issues}
    people: dict[tuple[str, str], list[OfficerWeek]] = {}
    for one in tables.officer:
        people.setdefault((one.block, one.grid), []).append(one)
    rows = []
    for row in tables.grid:
        mine = people.get((row.block, row.grid), [])
        told = listed(shown("status", one.status, language()) for one in mine)
        who = listed(one.officer for one in mine)
        place = (names.get(row.block, row.block), row.grid, who)
        rows.append((*place, *_cells(row, overdue.get(row.grid, 0), told)))
    title = pick(two("各网格走访情况", "Visits by grid"))
    columns = (unit_column(tables.level), GRID, OFFICER, *WEEK_ON_PAPER)
    return Table(title, pick(two("网格", "grids")), columns, tuple(rows))


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
    owed = [row for row in officers if row.status != "exempt" and block in (None, row.block)]
    return f"{sum(row.status == 'met' for row in owed)}/{len(owed)}"


def _handlers(issues: Sequence[Handling]) -> Table:
    nobody = pick(two("（未交办）", "(unassigned)"))
    rows = [row._replace(name=row.name or nobody) for row in issues]
    title = pick(two("各责任人办理情况", "Issues by handler"))
    first = Column("handler", "责任人", "handler")
    return handled(title, pick(two("责任人", "handlers")), first, rows)


def _count(late: Table) -> str:
    return fill(
        two("超期未访 {count} 家。", "{count} enterprises were not visited in time."), count=len(late.rows)
    )
