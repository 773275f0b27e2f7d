"""What it means that premises are occupied, and that they are full: as functions of stays, and as SQL. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.roster import on_day


def occupied_sql(premises: str, day: str) -> str:
    """Return SQL for the area, in ten-thousandths, that is occupied of premises on a day; both are expressions."""
    return (
        f"(SELECT ifnull(sum(area_parts), 0) FROM occupancies WHERE premises = {premises} AND {on_day(day)})"
    )


def promised_sql(premises: str, day: str) -> str:
    """Return SQL for the area that is occupied on a day, or let to an enterprise that comes later."""
    return f"(SELECT ifnull(sum(area_parts), 0) FROM occupancies WHERE premises = {premises} AND {day} < until_on)"


class Stay(NamedTuple):
    """An area, in ten-thousandths, that is occupied on the days [from_on, until_on)."""

    from_on: date
    until_on: date
    area: int


class Full(NamedTuple):
    """A day on which more is occupied than there is."""

    on: date
    occupied: int


def occupied(stays: Sequence[Stay], day: date) -> int:
    """Return the area that is occupied on a day."""
    return sum(one.area for one in stays if one.from_on <= day < one.until_on)


def peak(stays: Sequence[Stay], first: date, after: date) -> int:
    """Return the largest area that is occupied on a day of [first, after)."""
    days = {first, *(one.from_on for one in stays if first < one.from_on < after)}
    return max(occupied(stays, day) for day in days)


def overfull(area: int, before: Sequence[Stay], now: Sequence[Stay]) -> Full | None:
    """Return the first day on which the stays of `now` take more than the area, and more than those of `before` took.

    Stays that took too much already, because two devices let one place at once, may be mended one by one.
    """
    days = sorted({one.from_on for one in now} | {one.until_on for one in before})
    for day in days:
        if (taken := occupied(now, day)) > max(area, occupied(before, day)):
            return Full(day, taken)
    return None
