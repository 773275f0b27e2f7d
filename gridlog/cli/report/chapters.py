"""The chapters of a report: what it says of nouns that not every zone uses."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from gridlog.core.figures.beside import Letter
from gridlog.reports import chapters
from gridlog.reports.zone import Zone

if TYPE_CHECKING:
    from gridlog.papers.chapters import Chapter


def chapters_of(zone: Zone, period: str, start: date, letter: Letter) -> "list[Chapter]":
    """Return the chapters of the `period` (day, week or month) that begins on a day; none for a zone without such nouns."""
    read = {"day": chapters.of_day, "week": chapters.of_week, "month": chapters.of_month}[period]
    told = read(zone, start)
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
