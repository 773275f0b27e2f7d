"""The weekly progress of a project: planned and actual per cent, cumulative; how events change it, and its row.

Each week of a project is a row of the log of its own, so that two devices may write two weeks at once.
"""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from gridlog.core.event import Event, Misfit
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural, texts_of
from gridlog.core.when import week_name

PROGRESS = Table(
    "progress",
    "id project week monday:date planned actual gap:int?",
    key=True,
    indexes="""project: project monday
               monday: monday""",
)
TABLES = (PROGRESS,)
NAMES = {"project": ("project",)}
KEY = ("project", "week")
FIELDS = ("planned", "actual")
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")
_PERCENT = re.compile(r"(?:[0-9]{1,2}|100)\.[0-9]")


class Progress(NamedTuple):
    """The progress of a week: per cent from 0.0 to 100.0 with one decimal, as text; empty where it is not said."""

    project: str
    monday: date
    planned: str = ""
    actual: str = ""

    @property
    def gap(self) -> int | None:
        """The gap in tenths of a point, actual less planned; None where one of them is not said."""
        return int(10 * (Decimal(self.actual) - Decimal(self.planned))) if all(self[2:]) else None


def key_of(project: str, monday: date) -> str:
    """The code of the row of a week, such as `X1/2025-W47`."""
    return f"{project}/{week_name(monday)}"


def progress_at(code: str) -> Progress:
    """The empty progress that a code of a row means. Raises Misfit."""
    project, _, week = code.partition("/")
    try:
        monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1) if _WEEK.fullmatch(week) else None
    except ValueError:
        monday = None
    if monday is None or code != key_of(project, monday):
        raise Misfit(f"no week: {code}")
    return Progress(project, monday)


def progress_set(old: Progress | None, event: Event) -> Progress:
    """The figures that the event names, over the figures that were there; an empty one is taken back."""
    progress = old or progress_at(natural(event, "progress"))
    said = texts_of(event.data, FIELDS)
    if wrong := [one for one in said.values() if one and not _PERCENT.fullmatch(one)]:
        raise Misfit(f"no per cent: {wrong[0]}")
    return progress._replace(**said)  # type: ignore[arg-type]  # both are text


KINDS = {
    "progress.set": progress_set,
    **recoded_kinds("progress"),
}


def rows(code: str, one: Progress) -> Rows:
    """The row of a week; a week without figures has none."""
    if not any(one[2:]):
        return {}
    return {PROGRESS: [(code, one.project, week_name(one.monday), one.monday.isoformat(), *one[2:], one.gap)]}
