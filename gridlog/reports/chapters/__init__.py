"""What a day, a week and a month say of nouns that not every zone uses: a chapter a noun, none where the noun has no row.

A chapter is a module here that reads figures from the tables (`of_day`, `of_week`, `of_month`), and a module of the same
name in `gridlog.papers.chapters` that sets them.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any, NamedTuple

from gridlog.core.nouns import plural
from gridlog.reports.zone import Zone

CHAPTERS = ("indicator", "project", "plan", "station", "premises")  # in the order of a document


class Told(NamedTuple):
    """The figures of a chapter: of which noun, and the value that its module in `gridlog.papers.chapters` sets."""

    noun: str
    figures: Any


def used(connection: sqlite3.Connection) -> list[str]:
    """Return the chapters whose noun has a row."""
    cells = ", ".join(f"EXISTS (SELECT 1 FROM {plural(noun)})" for noun in CHAPTERS)
    found = connection.execute(f"SELECT {cells}").fetchone()
    return [noun for noun, is_used in zip(CHAPTERS, found, strict=True) if is_used]


def told(zone: Zone, period: str, start: date) -> list[Told]:
    """Return the chapters of the `period` (day, week or month) that begins on a day."""
    return list(_told(zone, f"of_{period}", start))


def _told(zone: Zone, reader: str, start: date) -> Iterator[Told]:
    for noun in used(zone.connection):
        figures = getattr(import_module(f"{__name__}.{noun}"), reader)(zone, start)
        if figures is not None:
            yield Told(noun, figures)
