"""Stations, their duties and handovers: added, rostered, swapped, noted. The code asks no question and prints nothing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core import roster
from gridlog.core.event import Json
from gridlog.core.nouns.duty.life import Duty, key_of
from gridlog.core.nouns.duty.roster import rotation
from gridlog.core.nouns.handover import life as handover
from gridlog.errors import NotFound, Refused
from gridlog.reports import stations
from gridlog.reports.zone import Zone
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.work.desk import Desk

LOOKBACK = timedelta(days=366)  # the duties of so many days before a rotation make the turns
AHEAD = timedelta(days=366)  # a swap looks for the other officer's next duty so far


def fields(
    desk: Desk,
    name: str | None = None,
    block: str | None = None,
    place: str | None = None,
    phone: str | None = None,
) -> dict[str, Json]:
    """Return the fields that were given, as they are stored. Raises NotFound for an unknown block."""
    given: dict[str, Json] = {
        "name": None if name is None else roster.check_name(name, "station"),
        "block": None if block is None else desk.find("grid", block).code,
        "place": place,
        "phone": phone,
    }
    return {key: value for key, value in given.items() if value is not None}


def add(desk: Desk, code: str, fields: Mapping[str, Json]) -> None:
    """Put a station on record. Raises Refused for a code in use."""
    with desk.write() as writer:
        if lookup.by_code(writer.connection, "station", code):
            raise Refused("roster.exists", noun="station", code=code)
        writer.append("station.saved", dict(fields), f"station/{code}")


def change(desk: Desk, code: str, given: Mapping[str, Json]) -> dict[str, Json]:
    """Save the fields that differ, and return them. Raises Refused where none does."""
    with desk.write() as writer:
        old = writer.connection.execute(
            "SELECT name, block, place, phone FROM stations WHERE code = ?", (code,)
        ).fetchone()
        was = dict(zip(("name", "block", "place", "phone"), old, strict=True))
        changed = roster.change(was, given)
        if not changed:
            raise Refused("roster.same")
        writer.append("station.saved", changed, f"station/{code}")
    return changed


def remove(desk: Desk, code: str, name: str, why: str) -> None:
    """Take a station back. Raises Refused where a duty names it."""
    with desk.write() as writer:
        days = writer.connection.execute("SELECT count(*) FROM duties WHERE station = ?", (code,)).fetchone()[
            0
        ]
        if days:
            raise Refused("station.in_use", code=code, name=name, count=days)
        writer.append("station.removed", {"why": why}, f"station/{code}")


class Persons(NamedTuple):
    """The persons of a duty, by code; an empty code stands for no person."""

    officer: str
    standin: str = ""
    leader: str = ""


def set_duty(desk: Desk, station: str, on: date, shift: str, persons: Persons) -> Duty | None:
    """Give a shift its persons. Returns the duty that stood there before, None for none.

    Raises Refused where the same persons have it already.
    """
    with desk.write() as writer:
        before = duty_at(writer, station, on, shift)
        if before and before[3:] == persons:
            raise Refused("roster.same")
        _set(writer, Duty(station, on, shift, *persons))
    return before


def clear_duty(desk: Desk, station: str, on: date, shift: str, why: str) -> Duty:
    """Take a duty back, and return it. Raises NotFound where no person has it."""
    with desk.write() as writer:
        before = duty_at(writer, station, on, shift)
        if before is None:
            raise NotFound("station.no_duty", code=station, on=on)
        writer.append("duty.cleared", {"why": why}, f"duty/{key_of(station, on, shift)}")
    return before


def duty_at(writer: Writer, station: str, on: date, shift: str) -> Duty | None:
    """Return the duty of a shift; None where no person has it."""
    found = stations.duties(writer.connection, on, on, station)
    return next((duty for duty in found if duty.shift == shift), None)


def _set(writer: Writer, duty: Duty) -> None:
    persons: dict[str, Json] = {"officer": duty.officer, "standin": duty.standin, "leader": duty.leader}
    writer.append("duty.set", persons, f"duty/{key_of(duty.station, duty.on, duty.shift)}")


class Rotated(NamedTuple):
    """A rotation: the duties that it made, and the workdays for which it found no person."""

    made: list[Duty]
    open: list[date]


def rotate(desk: Desk, station: str, first: date, last: date, seed: int, dry_run: bool = False) -> Rotated:
    """Give each workday without a duty to an officer of the station's block, in a fair turn.

    Raises Refused when the block has no officer, or the days are more than a year or in the wrong order.
    """
    if last < first:
        raise Refused("station.backwards", since=first, until=last)
    if last - first > AHEAD:
        raise Refused("station.long", since=first, until=last)
    with desk.write() as writer:
        zone = Zone(writer.connection, desk.today)
        known = stations.known(zone, first - LOOKBACK, last, station)
        below = zone.tree.below(known.blocks[station])
        roles = {one.code: one.role for one in zone.officers}

        def candidates(day: date) -> list[str]:
            return sorted(
                code
                for code, role in roles.items()
                if role in roster.ROLES_WITH_QUOTA and zone.grid_of(code, day) in below
            )

        if not any(candidates(day) for day in (first, last)):
            raise Refused("station.no_officers", code=station)
        rostered = stations.duties(writer.connection, first - LOOKBACK, last)
        made = rotation(station, first, last, rostered, candidates, known, seed)
        taken = {one.on for one in (*made, *rostered) if one.station == station}
        span = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        if not dry_run:
            for duty in made:
                _set(writer, duty)
    return Rotated(made, [day for day in span if known.is_workday(day) and day not in taken])


class Swapped(NamedTuple):
    """A swap: the duty that the other officer took over, and the duty given in return, None where there is none."""

    taken: Duty
    given: Duty | None


def swap(desk: Desk, station: str, on: date, officer: str, other: str) -> Swapped:
    """Let `other` take the duty of `officer` on a day, and `officer` the next duty that `other` has at the station.

    Raises NotFound when the officer has no duty on the day, Refused where both are one officer.
    """
    if officer == other:
        raise Refused("roster.same")
    with desk.write() as writer:
        near = stations.duties(writer.connection, on, on + AHEAD, station)
        mine = next((one for one in near if one.on == on and one.officer == officer), None)
        if mine is None:
            raise NotFound("station.no_duty_of", code=station, on=on, officer=desk.name("officer", officer))
        theirs = next((one for one in near if one.officer == other and one.on > on), None)
        taken = mine._replace(officer=other)
        given = theirs._replace(officer=officer) if theirs else None
        for duty in (taken, given):
            if duty:
                _set(writer, duty)
    return Swapped(taken, given)


def note(desk: Desk, station: str, on: date, text: str, by: str = "") -> str:
    """Write down what the next officer must know. Returns the note that stood there before; empty for none.

    Raises Refused for a note that says nothing.
    """
    if not text.strip():
        raise Refused("station.no_note")
    key = handover.key_of(station, on)
    with desk.write(by) as writer:
        found = writer.connection.execute("SELECT note FROM handovers WHERE id = ?", (key,)).fetchone()
        writer.append("handover.noted", {"note": text}, f"handover/{key}")
    return str(found[0]) if found else ""
