"""What a day, a week and a month say of stations: who is on duty, what was received, what is wrong with the roster."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.nouns.duty.life import Duty
from gridlog.core.nouns.duty.roster import Finding


class Shift(NamedTuple):
    """A duty with what was received in it: how many visits at the station, how many issues, what was handed over."""

    duty: Duty
    received: int
    issues: int
    handover: str


class StationDay(NamedTuple):
    """A day of all stations. `names` has the names of stations and officers by code."""

    on: date
    shifts: Sequence[Shift]
    findings: Sequence[Finding]
    names: Mapping[str, str]


class StationPeriod(NamedTuple):
    """The figures of a station in a period.

    `rostered` counts the days with an officer on duty, `gaps` the shifts of workdays without one.
    `received` counts visits at the station, `issues` what was raised on them.
    `unnoted` counts the days of duty without a handover.
    """

    station: str
    block: str
    rostered: int
    gaps: int
    doubles: int
    on_leave: int
    received: int
    issues: int
    unnoted: int


class StationSpan(NamedTuple):
    """A week or month of all stations, and what is wrong; `names` has the names of stations and officers by code."""

    first: date
    last: date
    stations: Sequence[StationPeriod]
    findings: Sequence[Finding]
    names: Mapping[str, str]

    @property
    def total(self) -> StationPeriod:
        """Return the sums over all stations."""
        columns = list(zip(*(one[2:] for one in self.stations), strict=True))
        return StationPeriod("", "", *(sum(map(int, column)) for column in columns))


def by_station(
    blocks: Mapping[str, str], shifts: Sequence[Shift], findings: Sequence[Finding]
) -> list[StationPeriod]:
    """Return the figures of each station, by code; `blocks` has the block of each."""
    told = []
    for station, block in sorted(blocks.items()):
        mine = [one for one in shifts if one.duty.station == station]
        wrong = [one.what for one in findings if one.station == station]
        told.append(
            StationPeriod(
                station,
                block,
                len({one.duty.on for one in mine}),
                wrong.count("gap"),
                wrong.count("double"),
                wrong.count("leave"),
                sum(one.received for one in mine),
                sum(one.issues for one in mine),
                wrong.count("handover"),
            )
        )
    return told
