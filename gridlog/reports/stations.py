"""What the tables say of stations and their duties, and what is wrong with a roster."""

import sqlite3
from datetime import date, datetime

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


def blocks(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the block of each station, by the code of the station."""
    return dict(connection.execute("SELECT code, block FROM stations ORDER BY code"))


def station_names(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the name of each station, by code."""
    return dict(connection.execute("SELECT code, name FROM stations"))


def known(zone: Zone, first: date, last: date, station: str = "") -> Known:
    """Return what the duties from `first` to `last` are judged by; of one station when it is named."""
    calendar = zone.calendar(first, last + DAY)
    noted = zone.connection.execute(
        "SELECT station, on_day FROM handovers WHERE on_day BETWEEN ? AND ?",
        (first.isoformat(), last.isoformat()),
    )
    of = blocks(zone.connection)
    return Known(
        {code: block for code, block in of.items() if station in ("", code)},
        calendar.is_workday,
        zone.is_away,
        lambda officer, block, day: zone.grid_of(officer, day) in zone.tree.below(block),
        {(code, date.fromisoformat(day)) for code, day in noted},
    )


def found_wrong(zone: Zone, first: date, last: date, now: datetime, station: str = "") -> list[Finding]:
    """Return what is wrong with the duties from `first` to `last`, as far as it can be known at `now`."""
    due = now.date() - (DAY if now.hour >= NOON else 2 * DAY)
    rostered = duties(zone.connection, first, last)
    return list(findings(rostered, known(zone, first, last, station), first, last, due))
