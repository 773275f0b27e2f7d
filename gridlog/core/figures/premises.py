"""What a period says of premises: how much is ready, occupied and vacant, what was revived (盘活), who moved in and out.

Pure. Areas are whole ten-thousandths of a square metre, so that sums are exact.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY
from gridlog.core.nouns.occupancy.meaning import Stay, occupied
from gridlog.core.nouns.premises.life import BUILDING, IDLE, READY
from gridlog.core.roster import Spell, grid_on


class Place(NamedTuple):
    """Premises with their course: `statuses` says what they were on which days, `stays` who had how much of them."""

    code: str
    park: str
    part: str
    kind: str
    block: str
    area: int
    statuses: Sequence[Spell]
    stays: Sequence[Stay]


class Share(NamedTuple):
    """The figures of some premises in a period, named by `unit`.

    `places` counts all of them, `area` is all they have; `ready`, `building` and `idle` the areas by status on the last day.
    `occupied` and `vacant` are parts of what is ready on the last day. The rate of occupancy is `occupied` of `ready`.
    `revived` is what was idle or vacant and was occupied in the period.
    """

    unit: tuple[str, ...]
    places: int
    area: int
    ready: int
    building: int
    idle: int
    occupied: int
    vacant: int
    revived: int


class Move(NamedTuple):
    """An enterprise that moved in, or out: `on` is its first or its last day."""

    on: date
    code: str
    name: str
    enterprise: str
    area: int
    is_in: bool


class Overfull(NamedTuple):
    """A place of which more is occupied than there is, because two devices let it at once."""

    code: str
    name: str
    area: int
    occupied: int


class PremisesWeek(NamedTuple):
    """Who moved in and out in a week, and the places that are occupied twice on its last day."""

    first: date
    last: date
    moves: Sequence[Move]
    overfull: Sequence[Overfull]


class PremisesMonth(NamedTuple):
    """The figures of a month up to its last day: by park and kind, of the zone, and who moved in and out."""

    first: date
    last: date
    shares: Sequence[Share]
    whole: Share
    moves: Sequence[Move]
    overfull: Sequence[Overfull]


def share_of(place: Place, first: date, last: date) -> Share:
    """Return the figures of one place in the period from `first` to `last`."""
    status = grid_on(place.statuses, last)
    ready = place.area if status == READY else 0
    used = min(occupied(place.stays, last), ready)
    return Share(
        (place.code,),
        1,
        place.area,
        ready,
        place.area if status == BUILDING else 0,
        place.area if status == IDLE else 0,
        used,
        ready - used,
        revived(place, first, last),
    )


def revived(place: Place, first: date, last: date) -> int:
    """Return the area of a place that was idle or vacant and was occupied in the period; never more than its area.

    Each day on which ready premises have more occupied than the day before counts what was added; a day on which idle
    premises became ready counts all that is occupied. Who follows another tenant overnight revives nothing.
    """
    turned = {one.from_on for one in place.statuses} | {one.from_on for one in place.stays}
    whole = 0
    for day in sorted(day for day in turned if first <= day <= last):
        if grid_on(place.statuses, day) == READY:
            was_idle = grid_on(place.statuses, day - DAY) == IDLE
            before = 0 if was_idle else occupied(place.stays, day - DAY)
            whole += max(occupied(place.stays, day) - before, 0)
    return min(whole, place.area)


BY: dict[str, Callable[[Place], tuple[str, ...]]] = {
    "park": lambda one: (one.park,),
    "part": lambda one: (one.park, one.part),
    "kind": lambda one: (one.kind,),
    "block": lambda one: (one.block,),
    "park_kind": lambda one: (one.park, one.kind),
}


def shares(places: Iterable[Place], by: str, first: date, last: date) -> list[Share]:
    """Return the figures of the period by park, part, kind, block (keys of `BY`), in the order of their names."""
    found: dict[tuple[str, ...], list[Share]] = {}
    for place in places:
        found.setdefault(BY[by](place), []).append(share_of(place, first, last))
    return [total(of, unit) for unit, of in sorted(found.items())]


def total(of: Sequence[Share], unit: tuple[str, ...] = ()) -> Share:
    """Return the sums of some figures."""
    columns = zip(*(one[1:] for one in of), strict=True) if of else [[0]] * 8
    return Share(unit, *(sum(column) for column in columns))
