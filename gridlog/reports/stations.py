"""What the tables say of stations and their duties, and what is wrong with a roster."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from gridlog.core.calendar import DAY
from gridlog.core.nouns.duty.life import Duty
from gridlog.core.nouns.duty.roster import Finding, Known, findings
from gridlog.reports.zone import Zone

NOON = 12


def duties(connection: sqlite3.Connection, first: date, last: date, station: str = "") -> list[Duty]:
    """Return the duties from `first` to `last`, of all stations or of one, day by day."""
    found = connection.execute(
        """SELECT station, on_day, shift, officer, standin, leader FROM duties
           WHERE on_day BETWEEN ? AND ? AND (station = ? OR ? = '') ORDER BY on_day, station, shift <> 'day', shift""",
        (first.isoformat(), last.isoformat(), station, station),
    )
    return [Duty(code, date.fromisoformat(day), *rest) for code, day, *rest in found]


class Place(NamedTuple):
    """A station: its name, its block, and the first day with a duty; None for a station without one."""

    name: str
    block: str
    begun: date | None


def places(connection: sqlite3.Connection) -> dict[str, Place]:
    """Return the stations, by code."""
    begun = "(SELECT min(on_day) FROM duties WHERE station = code)"
    found = connection.execute(f"SELECT code, name, block, {begun} FROM stations ORDER BY code")
    return {
        code: Place(name, block, date.fromisoformat(day) if day else None) for code, name, block, day in found
    }


def known(
    zone: Zone, first: date, last: date, station: str = "", of: Mapping[str, Place] | None = None
) -> Known:
    """Return what the duties from `first` to `last` are judged by; of one station when it is named.

    `of` are all stations, where they were read before. A station that never had a duty has gaps from today on.
    """
    calendar = zone.calendar(first, last + DAY)
    noted = zone.connection.execute(
        "SELECT station, on_day FROM handovers WHERE on_day BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    )
    of = of or places(zone.connection)
    return Known(
        {code: one.block for code, one in of.items() if station in ("", code)},
        calendar.is_workday,
        zone.is_away,
        lambda officer, block, day: zone.grid_of(officer, day) in zone.tree.below(block),
        {(code, date.fromisoformat(day)) for code, day in noted},
        {code: one.begun or zone.today for code, one in of.items()},
    )


def found_wrong(
    zone: Zone,
    first: date,
    last: date,
    now: datetime,
    station: str = "",
    rostered: Sequence[Duty] | None = None,
    of: Mapping[str, Place] | None = None,
) -> list[Finding]:
    """Return what is wrong with the duties from `first` to `last`, as far as it can be known at `now`.

    `rostered` are the duties of these days, and `of` all stations, where they were read before.
    """
    due = now.date() - (DAY if now.hour >= NOON else 2 * DAY)
    rostered = duties(zone.connection, first, last) if rostered is None else rostered
    return list(findings(rostered, known(zone, first, last, station, of), first, last, due))
