"""The tables that a report is made from, as its options ask: as they are, or as they were at an instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock

from gridlog.cli.shell.session import Session
from gridlog.core.when import ZONE, parse_instant, parse_moment
from gridlog.errors import Refused, Usage
from gridlog.reports.view import View, view_at
from gridlog.reports.zone import Zone


def present(here: Session) -> View:
    """Return the tables as they are now."""
    zone = Zone(here.store.connection, here.today)
    zone.rules = here.rules
    return View(zone, here.now)


@contextmanager
def view(here: Session, as_of: str | None, start: date, after: date, back: int = 0) -> Iterator[View]:
    """Yield the tables as they are, or the days [start - `back`, after) as of the instant that `as_of` means.

    Raises Refused for days that had not begun then.
    """
    at = here.now if as_of is None else min(instant(as_of, here.today).astimezone(ZONE), here.now)
    if start > at.date():
        raise Refused("report.not_begun", start=start, day=at.date())
    if as_of is None:
        yield present(here)
        return
    with view_at(here.store.connection, here.now, at, start, after, back) as seen:
        yield seen


def instant(typed: str, today: date) -> datetime:
    """Return the instant that words mean: ISO, or a day in words with a time; a day alone is its end."""
    try:
        day, time = parse_moment(typed, today)
    except Usage:
        return parse_instant(typed)
    return datetime.combine(day, time or clock(23, 59, 59), ZONE)


def need_present(freeze: bool, as_of: str | None, live: bool, reason: str) -> None:
    """Raises Usage where other figures would be shown than are handed in, or a reason has nothing to correct."""
    if reason and not freeze:
        raise Usage("report.reason_alone")
    if freeze and (as_of is not None or live):
        raise Usage("report.freeze_now")
