"""`gridlog report week`: the week's figures, live, as handed in, or as of an instant."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Annotated, NamedTuple

import typer

from gridlog.cli.levels import Level, kept_level_of, level_of
from gridlog.cli.report.chapters import chapters_of, lines_of
from gridlog.cli.report.seeing import need_present, view
from gridlog.cli.report.short import Short, emit_document, only_short
from gridlog.cli.shell.forms import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.listing import AsOf, Check, Excel, Freeze, FreezeReason, Live, Output, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import Wish, emit, emit_paper, report_wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import session, warn_unknown_years
from gridlog.core.figures import week as week_figures
from gridlog.core.figures.beside import Origin, Remarked
from gridlog.core.figures.handling import Count
from gridlog.core.figures.summary import Summary
from gridlog.core.figures.week import Tables
from gridlog.core.nouns.report.figures import as_handed_in, changes, summary_as_handed_in
from gridlog.core.when import week_name
from gridlog.ledgers.columns import OFFICER_WEEK, UNIT_WEEK, Column, Value
from gridlog.ledgers.totals import level_notes
from gridlog.papers import remarks, titles
from gridlog.papers.levels import finer, headed, without
from gridlog.reports import monthly, weekly
from gridlog.reports.view import View, days_back
from gridlog.words.language import language, two
from gridlog.work.handing_in import hand_in, week_of
from gridlog.work.short import need_met

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
    span = week_of(start)
    back = days_back(here.rules) if how.format in DOCUMENTS else 0
    with (
        hand_in(here, span, reason) if freeze else nullcontext(),
        view(here, as_of, start, start + WEEK, back) as seen,
    ):
        if how.format in DOCUMENTS:
            seen.zone.read_weeks(start, start + WEEK, monthly.WEEKS_SHOWN)
        shown = _shown(seen, start, by, is_live=live or as_of is not None)._replace(is_cut=short)
        if how.format in (*FOR_PEOPLE, *DOCUMENTS):
            _emit(seen, shown, how)
        else:
            emit(*_rows(shown), how)
            for line in remarks.of_origin(shown.origin):
                say(line)
    warn_unknown_years(shown.figures.calendar, start, start + WEEK)
    if check:
        need_met(span.name, shown.tables.officer)


class Shown(NamedTuple):
    """A week as it is shown: what it is made of now, its rows, and where they come from.

    `level` is the one to have rows for; `told` is what was handed in beside the rows; `is_cut` when only
    those who are short have a row.
    """

    figures: week_figures.Week
    tables: Tables
    level: str
    origin: Origin
    told: Summary | None = None
    is_cut: bool = False

    @property
    def crowded(self) -> Sequence[Count]:
        """The enterprises that too many officers came to."""
        return self.told.crowded if self.told else monthly.crowded_in(self.figures)


def _shown(seen: View, start: date, by: str, *, is_live: bool) -> Shown:
    figures = weekly.week(seen.zone, start)
    name = week_name(start)
    frozen = None if is_live else seen.zone.frozen(name)
    if frozen is None:
        level = level_of(by, figures.tree)
        return Shown(figures, week_figures.tables(figures, [level]), level, seen.origin(name))
    tables = as_handed_in(frozen)
    level = kept_level_of(by, tables.level, tables.levels, figures.tree, name)
    later = changes(tables.officer, week_figures.by_officer(figures))
    return Shown(figures, tables, level, seen.origin(name, frozen, later), summary_as_handed_in(frozen))


def _emit(seen: View, shown: Shown, how: Wish) -> None:
    """Write the week for people: on a screen, as a document, or as a document of those who are short."""
    start = shown.figures.start
    told = _remarked(seen, shown)
    tables = week_figures.blameless(shown.tables) if told.is_silent else shown.tables
    notes = remarks.of_week(week_name(start), shown.tables, shown.crowded, told, shown.origin)
    if how.format in DOCUMENTS and not shown.is_cut:
        from gridlog.papers.week import summary

        beside = shown.told or monthly.summary(seen.zone, shown.figures)
        beside = beside._replace(uncovered=monthly.with_names(seen.zone, beside.uncovered, beside.until))
        letter = seen.letter()
        chapters = chapters_of(seen, "week", start, letter, shown.origin.frozen)
        emit_paper(summary(letter, shown.figures, tables, beside, notes, shown.origin.frozen, chapters), how)
        return
    columns, rows = _for_people(shown._replace(tables=_marked(tables)))
    if how.format in DOCUMENTS:
        emit_document(seen.letter(), columns, rows, week_name(start), notes, how)
        return
    is_open = seen.today < shown.figures.end and shown.origin.frozen is None
    further = lines_of(chapters_of(seen, "week", start, seen.letter(), shown.origin.frozen))
    foot = "\n".join((*level_notes("week", shown.level, columns, language()), *notes, *further))
    emit(columns, rows, how, SPARE, titles.of_week(seen.rules, start, is_open), foot)


def _remarked(seen: View, shown: Shown) -> Remarked:
    figures = shown.figures
    is_silent = shown.origin.frozen is None and not figures.calls and seen.zone.is_silent(figures.end)
    names = (one.code for one in shown.crowded)
    return seen.remarked(figures.start, figures.start + WEEK, is_silent=is_silent, enterprises=names)


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


def _marked(tables: Tables) -> Tables:
    """The rows as people read them in one table: each grid of a move is marked."""
    officers = remarks.marked(tables.officer, tables.officer)
    return tables._replace(officer=officers, grid=remarks.marked(tables.grid, tables.officer))


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
