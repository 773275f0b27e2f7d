"""`gridlog report month`: the monthly bulletin (月通报) for the office, its tables for programs."""

from contextlib import nullcontext
from datetime import date, timedelta
from typing import Annotated, NamedTuple

import typer

from gridlog.cli.levels import GroupLevel, kept_level_of, level_of
from gridlog.cli.report.chapters import chapters_of, lines_of
from gridlog.cli.report.seeing import need_present, present, view
from gridlog.cli.report.short import Short, emit_document, only_short
from gridlog.cli.shell.forms import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.listing import AsOf, Check, Excel, Freeze, FreezeReason, Live, Output, ReportFormat
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import Wish, emit, emit_paper, report_wish
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import session, warn_unknown_years
from gridlog.core.figures.beside import Origin
from gridlog.core.figures.month import Bulletin, by_officer, last_day, weeks_of
from gridlog.core.nouns.report.figures import changes, month_as_handed_in
from gridlog.ledgers.columns import OFFICER_MONTH, UNIT_MONTH, Column, Value
from gridlog.ledgers.totals import level_notes
from gridlog.papers import remarks, titles
from gridlog.papers.levels import finer, headed, without
from gridlog.reports import monthly
from gridlog.reports.view import View, days_back
from gridlog.words.language import language, two
from gridlog.work.handing_in import hand_in, month_of
from gridlog.work.short import need_met

app = typer.Typer()

HIDDEN = ("month", "start", "end", "officer_code")
SPARE = (
    *("meeting", "station", "online", "phone", "onsite", "joint", "officers"),
    *("issues_closed", "issues_raised", "late", "weeks_owed", "weeks_met", "short"),
)
ON_PAPER = (*DOCUMENTS, "md", "text")


@app.command("month")
def month(
    ctx: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            metavar="PERIOD",
            help=two("本月、上月、2026-11 或其中一天", "this, last, 2026-11, or a day in it"),
        ),
    ] = "this",
    by: GroupLevel = "",
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
    start = here.month(period)
    monday, after = weeks_of(start)[0], last_day(start) + timedelta(days=1)
    span = month_of(start)
    with (
        hand_in(here, span, reason) if freeze else nullcontext(),
        view(here, as_of, start, after, days_back(here.rules)) as seen,
    ):
        seen.zone.read_weeks(monday, after, monthly.WEEKS_SHOWN)
        shown = _shown(seen, start, by, is_live=live or as_of is not None)
        if short:
            _emit_short(seen, shown, how)
        else:
            _emit(seen, shown, how)
        now = seen if seen.at is None else present(here)
        calendar = now.zone.calendar(monday, after)
    warn_unknown_years(calendar, monday, after)
    if check:
        need_met(span.name, shown.told.officer)


class Shown(NamedTuple):
    """A month as it is shown, the level to have rows for, and where the figures come from."""

    told: Bulletin
    level: str
    origin: Origin

    @property
    def month(self) -> str:
        """The name of the month, such as 2025-10."""
        return self.told.zone[0].month


def _shown(seen: View, start: date, by: str, *, is_live: bool) -> Shown:
    tree = seen.zone.tree
    name = f"{start:%Y-%m}"
    frozen = None if is_live else seen.zone.frozen(name)
    if frozen is None:
        level = level_of(by, tree)
        return Shown(monthly.bulletin(seen.zone, start, [level]), level, seen.origin(name))
    told = month_as_handed_in(frozen)
    level = kept_level_of(by, told.level, told.levels, tree, name)
    later = changes(told.officer, by_officer(monthly.month(seen.zone, start)))
    return Shown(told, level, seen.origin(name, frozen, later))


def _emit_short(seen: View, shown: Shown, how: Wish) -> None:
    """Only the rows of those who are short, in any form."""
    is_for_people = how.format in (*FOR_PEOPLE, *DOCUMENTS)
    columns, rows = _rows(shown.told, shown.level, ())
    short = only_short(columns, rows)
    columns, rows = without(columns, short, HIDDEN if is_for_people else ())
    notes = remarks.of_origin(shown.origin)
    if how.format in DOCUMENTS:
        emit_document(seen.letter(), columns, rows, shown.month, notes, how)
        return
    emit(columns, rows, how, SPARE, titles.of_month(seen.rules, shown.month), "\n".join(notes))
    if not is_for_people:
        for line in notes:
            say(line)


def _emit(seen: View, shown: Shown, how: Wish) -> None:
    from gridlog.papers.month import bulletin, named_codes, summary

    told = shown.told
    notes = remarks.of_origin(shown.origin)
    if how.format in ON_PAPER:
        lines = [*_remarks(seen, shown), *notes]
        told = told._replace(uncovered=monthly.with_names(seen.zone, told.uncovered, told.until))
        frozen = shown.origin.frozen
        signed_on = frozen.signed_on if frozen else None
        letter = seen.letter(named_codes(told))
        chapters = chapters_of(seen, "month", told.zone[0].start, letter, frozen)
        emit_paper(bulletin(letter, told, lines, signed_on, chapters), how)
    elif how.format == "table":
        columns, rows = _rows(told, shown.level, HIDDEN)
        foot = [*level_notes("month", shown.level, columns, language()), *summary(told)]
        further = lines_of(chapters_of(seen, "month", told.zone[0].start, seen.letter(), shown.origin.frozen))
        lines = [*([] if shown.origin.has_no_roster else foot), *further, *_remarks(seen, shown), *notes]
        emit(columns, rows, how, SPARE, titles.of_month(seen.rules, shown.month), "\n".join(lines))
    else:
        emit(*_rows(told, shown.level), how)
        for line in notes:
            say(line)


def _remarks(seen: View, shown: Shown) -> list[str]:
    told = shown.told
    after = told.until + timedelta(days=1)
    remarked = seen.remarked(told.zone[0].start, after, is_silent=not told.has_records)
    return remarks.of_month(shown.month, remarked)


def _rows(
    told: Bulletin, level: str, hidden: tuple[str, ...] = ()
) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """Return the columns and the rows of a level.

    Columns that the level does not have, and the columns `hidden` by the user, are left out.
    """
    if level == "officer":
        return without(headed(OFFICER_MONTH, told.level), told.officer, hidden)
    hidden = (*finer(level, told.level), *hidden)
    return without(headed(UNIT_MONTH, told.level, level), told.at(level) or [], hidden)
