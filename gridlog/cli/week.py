"""`gridlog report week`: the week's figures, live, as handed in, or as of an instant."""

import sqlite3
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Annotated, NamedTuple

import typer

from gridlog.cli import remarks
from gridlog.cli.handing import Period, hand_in, handed_in, need_present
from gridlog.cli.levels import Level, finer, headed, kept_level_of, level_of, without
from gridlog.cli.shell.options import (
    DOCUMENTS,
    FOR_PEOPLE,
    AsOf,
    Check,
    Excel,
    Freeze,
    FreezeReason,
    Json,
    Live,
    Output,
    ReportFormat,
)
from gridlog.cli.shell.output import emit, emit_paper, report_wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import session, warn_unknown_years
from gridlog.cli.short import Short, emit_document, need_met, only_short
from gridlog.cli.view import View, days_back, provenance, signing_day, view
from gridlog.core.event import Json as Figures
from gridlog.core.figures import week as week_figures
from gridlog.core.figures.summary import Summary
from gridlog.core.figures.week import Tables
from gridlog.core.nouns.report.figures import Frozen, as_handed_in, changes, summary_as_handed_in
from gridlog.core.nouns.report.figures import freeze as freeze_data
from gridlog.core.when import week_name
from gridlog.ledgers.columns import OFFICER_WEEK, UNIT_WEEK, Column, Value
from gridlog.ledgers.totals import level_notes
from gridlog.papers.titles import NOT_OVER, demo
from gridlog.reports import monthly, weekly
from gridlog.reports.zone import Zone
from gridlog.words.language import clean, fill, language, listed, pick, two

app = typer.Typer()

WEEK = timedelta(days=7)


@app.command("week")
def week(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help=two("本周、上周、2026-W47 或其中一天", "this, last, 2026-W47, or a day in it"),
        ),
    ] = "this",
    by: Level = "officer",
    short: Short = False,
    format: ReportFormat = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    check: Check = False,
    freeze: Freeze = False,
    reason: FreezeReason = "",
    as_of: AsOf = None,
    live: Live = False,
) -> None:
    here = session(ctx)
    need_present(freeze, as_of, live, reason)
    how = report_wish(format, json, output, excel)
    start = here.week(period)
    span = Period(week_name(start), start, start + WEEK)
    kept = hand_in(here, span, reason, lambda connection: _reckoned(connection, start, here.today))
    back = days_back(here.rules) if how.format in DOCUMENTS else 0
    with kept if freeze else nullcontext(), view(here, as_of, start, start + WEEK, back) as seen:
        if how.format in DOCUMENTS:
            seen.zone.read_weeks(start, start + WEEK, monthly.WEEKS_SHOWN)
        shown = _shown(seen, start, by, is_live=live or as_of is not None)._replace(is_cut=short)
        if short and how.format in DOCUMENTS:
            emit_document(
                seen, *_for_people(_marked(seen, shown)), span.name, _foot(seen, shown).splitlines(), how
            )
        elif how.format in DOCUMENTS:
            from gridlog.cli.papers import letter, with_names
            from gridlog.cli.summary import summary

            notes = _foot(seen, shown).splitlines()
            told = shown.told or monthly.summary(seen.zone, shown.figures)
            told = told._replace(uncovered=with_names(seen, told.uncovered, told.until))
            signed_on, is_live = signing_day(shown.frozen), shown.frozen is None
            tables = _blameless(seen, shown).tables
            emit_paper(summary(letter(seen), shown.figures, tables, told, notes, is_live, signed_on), how)
        elif how.format in FOR_PEOPLE:
            columns, rows = _for_people(_marked(seen, shown))
            foot = "\n".join((*level_notes("week", shown.level, columns, language()), _foot(seen, shown)))
            emit(columns, rows, how, SPARE, _title(shown, seen.today), foot)
        else:
            emit(*_rows(shown), how)
            for line in _notes(seen, shown):
                say(line)
    warn_unknown_years(shown.figures.calendar, start, start + WEEK)
    if check:
        need_met(span.name, shown.tables.officer)


class Shown(NamedTuple):
    """A week as it is shown: what it is made of now, its rows, and the freeze they come from, if any.

    `level` is the one to have rows for; `told` is what was handed in beside the rows; `is_cut` when only
    those who are short have a row.
    """

    figures: week_figures.Week
    tables: Tables
    level: str
    frozen: Frozen | None = None
    told: Summary | None = None
    is_cut: bool = False


def _shown(seen: View, start: date, by: str, *, is_live: bool) -> Shown:
    figures = weekly.week(seen.zone, start)
    frozen = None if is_live else seen.zone.frozen(week_name(start))
    if frozen is None:
        level = level_of(by, figures.tree)
        return Shown(figures, week_figures.tables(figures, [level]), level)
    tables = as_handed_in(frozen)
    level = kept_level_of(by, tables.level, tables.levels, figures.tree, week_name(start))
    return Shown(figures, tables, level, frozen, summary_as_handed_in(frozen))


def _reckoned(connection: sqlite3.Connection, start: date, today: date) -> dict[str, Figures]:
    zone = Zone(connection, today)
    figures = weekly.week(zone, start)
    tables = week_figures.tables(figures, figures.tree.levels())
    return freeze_data(tables, monthly.summary(zone, figures))


def _table(shown: Shown) -> tuple[Sequence[Column], Sequence[Sequence[Value]]]:
    """The columns and rows of the level, under the words of the zone's levels."""
    report_level = shown.tables.level
    rows: Sequence[Sequence[Value]] = shown.tables.officer
    columns = headed(OFFICER_WEEK, report_level)
    if shown.level != "officer":
        rows = shown.tables.at(shown.level) or []
        columns = headed(UNIT_WEEK, report_level, shown.level)
    return columns, only_short(columns, rows) if shown.is_cut else rows


def _rows(shown: Shown) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """The level's columns and rows, without those that it does not have."""
    return without(*_table(shown), finer(shown.level, shown.tables.level))


def _for_people(shown: Shown) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """What a screen has room for."""
    columns, rows = _table(shown)
    kept = {*SHOWN.get(shown.level, SHOWN["unit"])} - {*finer(shown.level, shown.tables.level)}
    return without(columns, rows, {column.key for column in columns} - kept)


def _marked(seen: View, shown: Shown) -> Shown:
    """The rows as people read them in one table: as `_blameless` gives them, and each grid of a move is marked."""
    told = _blameless(seen, shown)
    tables = told.tables
    officers = remarks.marked(tables.officer, tables.officer)
    grids = remarks.marked(tables.grid, tables.officer)
    return told._replace(tables=tables._replace(officer=officers, grid=grids))


def _blameless(seen: View, shown: Shown) -> Shown:
    """The rows with nobody short in a week without records."""
    if not _is_silent(seen, shown):
        return shown
    rows = shown.tables.officer
    officers = [row._replace(status="unrecorded") if row.status == "short" else row for row in rows]
    return shown._replace(tables=shown.tables._replace(officer=officers))


def _is_silent(seen: View, shown: Shown) -> bool:
    figures = shown.figures
    return shown.frozen is None and remarks.is_silent(seen.zone, figures.end, bool(figures.calls))


SHOWN = {
    "officer": ("block", "grid", "officer", "required", "counted", "enterprises", "status", "late", "joint",
                "station", "phone", "online", "meeting", "issues_raised", "issues_closed"),
    "grid": ("block", "grid", "required", "counted", "enterprises", "enterprises_in_charge", "coverage", "late",
             "short", "joint", "phone", "online", "issues_raised", "issues_closed"),
    "unit": ("block", "grid", "required", "counted", "enterprises", "enterprises_in_charge", "coverage", "late",
             "officers_met", "officers", "joint", "phone", "online", "issues_raised", "issues_closed"),
}  # fmt: skip
SPARE = (
    *("meeting", "station", "online", "phone", "issues_closed", "issues_raised"),
    *("joint", "officers", "late"),
)


def _title(shown: Shown, today: date) -> str:
    figures = shown.figures
    mark = demo(figures.rules)
    is_open = today < figures.end and shown.frozen is None
    text = two(
        "{demo}{zone} 周汇总 {week}（{start} 至 {end}{open}）",
        "{demo}{zone} week {week} ({start} to {end}{open})",
    )
    return pick(text).format(
        demo=mark,
        zone=clean(figures.rules.zone_name),
        week=week_name(figures.start),
        start=figures.start,
        end=figures.end,
        open=pick(NOT_OVER) if is_open else "",
    )


def _foot(seen: View, shown: Shown) -> str:
    """The zone's line under the table, and what the officers cannot see in their own rows."""
    figures = shown.figures
    has_nobody = shown.frozen is None and remarks.no_roster(seen)
    lines = [] if has_nobody else [_sum(zone, shown.tables.officer) for zone in shown.tables.zone]
    if _is_silent(seen, shown) and not has_nobody:
        lines = remarks.silence(seen.zone, week_name(figures.start))
    after = figures.start + WEEK
    lines += remarks.holidays(seen.connection, figures.calendar, figures.start, after)
    lines += remarks.moves(shown.tables.officer)
    if crowded := shown.told.crowded if shown.told else monthly.crowded_in(figures):
        named = seen.zone.enterprises(one.code for one in crowded)
        names = listed(f"{named[code]}({count})" for code, count in crowded)
        lines.append(
            fill(two("一周内多人走访（扰企）：{names}", "visited by many this week: {names}"), names=names)
        )
    lines += _notes(seen, shown)
    return "\n".join(lines)


def _sum(zone: week_figures.UnitWeek, officers: Sequence[week_figures.OfficerWeek]) -> str:
    """The zone's week in one line."""
    held = [row for row in officers if row.status != "exempt"]
    text = two(
        "应访 {required} 次，实访 {counted} 次；达标 {met}/{all} 人；覆盖企业 {seen}/{charge} 家（{coverage}）；补录 {late} 次",
        "required {required}, counted {counted}; met {met}/{all}; enterprises covered {seen}/{charge} ({coverage}); late {late}",
    )
    return pick(text).format(
        required=zone.required,
        counted=zone.counted,
        met=sum(row.status == "met" for row in held),
        all=len(held),
        seen=round((zone.coverage or 0) * zone.enterprises_in_charge),
        charge=zone.enterprises_in_charge,
        coverage="—" if zone.coverage is None else f"{zone.coverage:.0%}",
        late=zone.late,
    )


def _notes(seen: View, shown: Shown) -> list[str]:
    if shown.frozen is None:
        return remarks.no_roster(seen) + provenance(seen, week_name(shown.figures.start))
    later = changes(shown.tables.officer, week_figures.by_officer(shown.figures))
    return handed_in(seen, shown.frozen, later)
