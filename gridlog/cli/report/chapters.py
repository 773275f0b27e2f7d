"""The chapters of a report: what it says of nouns that not every zone uses."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from gridlog.core.figures.beside import Letter
from gridlog.core.nouns.report.figures import Frozen
from gridlog.reports import chapters
from gridlog.reports.view import View
from gridlog.work.handing_in import chapters_at, month_of, week_of

if TYPE_CHECKING:
    from gridlog.papers.chapters import Chapter


def chapters_of(
    seen: View, period: str, start: date, letter: Letter, frozen: Frozen | None = None
) -> "list[Chapter]":
    """Return the chapters of the `period` (day, week or month) that begins on a day; none for a zone without such nouns.

    Of a period that is shown as it was handed in, they say what was on record when it was signed.
    """
    if frozen is None:
        told = chapters.told(seen.zone, period, start)
    elif chapters.used(seen.zone.connection):
        span = {"week": week_of, "month": month_of}[period](start)
        told = chapters_at(seen.zone, seen.now, frozen.signed_at, span)
    else:
        told = []
    if not told:
        return []
    from gridlog.papers.chapters import set_

    return set_(told, period, letter)


def lines_of(found: "Sequence[Chapter]") -> list[str]:
    """Return the lines of chapters below a table on a terminal."""
    if not found:
        return []
    from gridlog.papers.chapters import lines

    return lines(found)
