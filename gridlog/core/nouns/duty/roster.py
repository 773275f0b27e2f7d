"""The duty roster of stations: what is wrong with it, and a fair rotation. Pure.

Source: domain-2.md, "Station"; the order of the rotation is the zone's default.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from gridlog.core.calendar import DAY, days, monday
from gridlog.core.nouns.duty.life import Duty

HOLIDAY_WEIGHT = 2  # a duty on a day off counts as two in the fairness of the rotation


class Finding(NamedTuple):
    """What is wrong on a day at a station.

    `what` is gap, double, leave, block or handover (a key of the vocabulary `duty_finding`).
    `officer` is empty for a gap. `other` is the other station of a double duty. `shift` is the shift that it is about.
    """

    on: date
    station: str
    what: str
    shift: str = ""
    officer: str = ""
    other: str = ""


class Known(NamedTuple):
    """What duties are judged by.

    `blocks`: the block of each station, by code.
    `is_workday`: whether a day is worked.
    `is_away`: whether an officer is on leave on a day.
    `belongs`: whether an officer holds a grid of a block on a day.
    `noted`: the stations and days that have a handover.
    `begun`: the first day with a duty at each station; no day before it is a gap. A station that is not there has none.
    """

    blocks: Mapping[str, str]
    is_workday: Callable[[date], bool]
    is_away: Callable[[str, date], bool]
    belongs: Callable[[str, str, date], bool]
    noted: Collection[tuple[str, date]]
    begun: Mapping[str, date] = {}


def overlap(one: str, other: str) -> bool:
    """Whether two shifts of a day share hours."""
    return one == other or "day" in (one, other)


def on_duty(duty: Duty, is_away: Callable[[str, date], bool]) -> str:
    """Return who has the duty: the stand-in while the officer is on leave, else the officer."""
    return duty.standin if duty.standin and is_away(duty.officer, duty.on) else duty.officer


def findings(duties: Sequence[Duty], known: Known, first: date, last: date, due: date) -> Iterator[Finding]:
    """Yield what is wrong from `first` to `last`, day by day and station by station.

    `due` is the last day whose handover must be there: a handover has time until the next noon.
    """
    of: dict[tuple[date, str], list[Duty]] = {}
    for duty in duties:
        of.setdefault((duty.on, duty.station), []).append(duty)
    for day in days(first, last + DAY):
        on_day = [duty for (on, _), here in of.items() if on == day for duty in here]
        for station in sorted(known.blocks):
            here = of.get((day, station), [])
            yield from _gaps(day, station, here, known)
            for duty in here:
                yield from _of_duty(duty, on_day, known)
            if here and day <= due and (station, day) not in known.noted:
                yield Finding(day, station, "handover")


def _gaps(day: date, station: str, here: Sequence[Duty], known: Known) -> Iterator[Finding]:
    if not known.is_workday(day) or day < known.begun.get(station, day):
        return
    shifts = {duty.shift for duty in here}
    if not shifts:
        yield Finding(day, station, "gap", "day")
    elif "day" not in shifts:
        yield from (Finding(day, station, "gap", shift) for shift in ("am", "pm") if shift not in shifts)


def _of_duty(duty: Duty, on_day: Sequence[Duty], known: Known) -> Iterator[Finding]:
    person = on_duty(duty, known.is_away)
    if known.is_away(person, duty.on):
        yield Finding(duty.on, duty.station, "leave", duty.shift, person)
    for other in on_day:
        if other is duty or not overlap(duty.shift, other.shift):
            continue
        if on_duty(other, known.is_away) == person and other.station != duty.station:
            yield Finding(duty.on, duty.station, "double", duty.shift, person, other.station)
    if not known.belongs(person, known.blocks.get(duty.station, ""), duty.on):
        yield Finding(duty.on, duty.station, "block", duty.shift, person)


class Turn(NamedTuple):
    """What an officer did before: how many duties, each on a day off counted twice, and the last day."""

    duties: int = 0
    last: date = date.min


def turns(duties: Iterable[Duty], is_workday: Callable[[date], bool]) -> dict[str, Turn]:
    """Return the turn of each officer who had a duty."""
    found: dict[str, Turn] = {}
    for duty in duties:
        before = found.get(duty.officer, Turn())
        weight = 1 if is_workday(duty.on) else HOLIDAY_WEIGHT
        found[duty.officer] = Turn(before.duties + weight, max(before.last, duty.on))
    return found


def rotation(
    station: str,
    first: date,
    last: date,
    duties: Sequence[Duty],
    candidates: Callable[[date], Sequence[str]],
    known: Known,
    seed: int,
) -> list[Duty]:
    """Return a duty for each workday from `first` to `last` on which the station has none and an officer is free.

    `duties` are the duties of all stations around the period; the earlier ones of this station make the turns.
    `candidates` are the officers of the block on a day. The order: who had no duty in this week before who had one, then
    who had the fewest duties, then whose last duty is the longest ago; the seed decides between equals. A duty on a day
    off counts twice. The same duties, officers and seed make the same rotation.
    """
    made: list[Duty] = []
    turn = turns([one for one in duties if one.station == station and one.on < first], known.is_workday)
    taken = {one.on for one in duties if one.station == station}
    busy = {(one.officer, one.on) for one in duties} | {
        (one.standin, one.on) for one in duties if one.standin
    }
    in_week: dict[tuple[str, date], int] = {}
    for one in duties:
        if one.station == station:
            key = (one.officer, monday(one.on))
            in_week[key] = in_week.get(key, 0) + 1
    for day in days(first, last + DAY):
        if day in taken or not known.is_workday(day):
            continue
        week = monday(day)
        free = [one for one in candidates(day) if not known.is_away(one, day) and (one, day) not in busy]
        if not free:
            continue

        def order(officer: str, week: date = week) -> tuple[int, int, date, bytes]:
            before = turn.get(officer, Turn())
            return in_week.get((officer, week), 0), before.duties, before.last, _lot(seed, officer)

        chosen = min(free, key=order)
        made.append(Duty(station, day, "day", chosen))
        before = turn.get(chosen, Turn())
        turn[chosen] = Turn(before.duties + 1, day)
        in_week[chosen, week] = in_week.get((chosen, week), 0) + 1
    return made


def _lot(seed: int, officer: str) -> bytes:
    return sha256(f"{seed}/{officer}".encode()).digest()
