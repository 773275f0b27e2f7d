"""The chapter of premises, read from the tables."""

from datetime import date, timedelta

from gridlog.core.figures.month import last_day
from gridlog.core.figures.premises import PremisesMonth, PremisesWeek, shares, total
from gridlog.reports.premises import moves, overfull, places
from gridlog.reports.zone import Zone


def of_day(_zone: Zone, _on: date) -> None:
    """A day says nothing of premises."""


def of_week(zone: Zone, monday: date) -> PremisesWeek | None:
    """Return who moved in and out in a week, and what is occupied twice; None where there is nothing to say."""
    last = monday + timedelta(days=6)
    moved = moves(zone.connection, monday, last)
    twice = overfull(zone.connection, min(last, max(zone.today, monday)))
    return PremisesWeek(monday, last, moved, twice) if moved or twice else None


def of_month(zone: Zone, first: date) -> PremisesMonth:
    """Return the figures of a month, up to today in a month that is not over."""
    last = min(last_day(first), max(zone.today, first))
    found = places(zone.connection, first, last)
    by = shares(found, "park_kind", first, last)
    moved = moves(zone.connection, first, last)
    return PremisesMonth(first, last, by, total(by), moved, overfull(zone.connection, last))
