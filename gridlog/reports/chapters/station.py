"""The chapter of stations, read from the tables."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from gridlog.core.calendar import DAY
from gridlog.core.figures.month import last_day
from gridlog.core.figures.stations import Shift, StationDay, StationSpan, by_station
from gridlog.core.nouns.duty.ledger import DUTIES
from gridlog.core.nouns.duty.life import Duty
from gridlog.ledgers.queries import query_of
from gridlog.reports import stations
from gridlog.reports.zone import Zone

NIGHT = time(23, 59)


def of_day(zone: Zone, on: date) -> StationDay:
    """Return who is on duty on a day, and what is wrong with it; a missing handover is told the day after."""
    shifts, of = _shifts(zone, on, on), stations.places(zone.connection)
    at = datetime.combine(min(on, zone.today), NIGHT)
    found = stations.found_wrong(zone, on, on, at, "", [one.duty for one in shifts], of)
    return StationDay(on, shifts, [one for one in found if one.what != "handover"], _names(zone, of))


def of_week(zone: Zone, monday: date) -> StationSpan:
    """Return the stations of a week. What is not over is wrong only as far as it is known: a gap ahead is a gap."""
    return _span(zone, monday, monday + timedelta(days=6))


def of_month(zone: Zone, first: date) -> StationSpan:
    """Return the stations of a month, up to today in a month that is not over."""
    return _span(zone, first, min(last_day(first), max(zone.today, first)))


def _span(zone: Zone, first: date, last: date) -> StationSpan:
    shifts, of = _shifts(zone, first, last), stations.places(zone.connection)
    at = datetime.combine(min(zone.today, last + 2 * DAY), NIGHT)
    found = stations.found_wrong(zone, first, last, at, "", [one.duty for one in shifts], of)
    blocks = {code: one.block for code, one in of.items()}
    return StationSpan(first, last, by_station(blocks, shifts, found), found, _names(zone, of))


def _shifts(zone: Zone, first: date, last: date) -> list[Shift]:
    query = query_of(DUTIES, {"first": first.isoformat(), "last": last.isoformat()})
    query = query.narrowed("d.on_day BETWEEN :first AND :last")
    keys = [column.key for column in query.columns]
    told = []
    for row in query.rows(zone.connection):
        cell = dict(zip(keys, row, strict=True))
        day = date.fromisoformat(str(cell["date"]))
        persons = (cell["officer_code"], cell["standin_code"], cell["leader_code"])
        duty = Duty(str(cell["station"]), day, str(cell["shift"]), *map(str, persons))
        told.append(Shift(duty, int(cell["received"]), int(cell["issues"]), str(cell["handover"])))
    return told


def _names(zone: Zone, of: Mapping[str, stations.Place]) -> dict[str, str]:
    return {**{one.code: one.name for one in zone.officers}, **{code: one.name for code, one in of.items()}}
