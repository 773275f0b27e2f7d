"""What matters today: whom to visit next and why, and how much of each part fits on one screen. Pure.

Source: domain.md, "The zone" (有求必应、无事不扰) and "The quota".
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

REASONS = ("deadline", "never", "overdue", "key", "short")  # in the order in which an enterprise is called on
FEWEST_LINES = 10


class Candidate(NamedTuple):
    """An enterprise in charge of an officer.

    `last_on`: the day of the last visit on site by any officer, None where there was none.
    `limit_days`: how many days may pass between two visits.
    `due`: the earliest deadline of an open issue whose clock runs.
    `guests`: the officers who led a visit on site in the present week.
    """

    code: str
    name: str
    is_key: bool
    last_on: date | None
    limit_days: int
    due: date | None = None
    guests: frozenset[str] = frozenset()


class Next(NamedTuple):
    """An enterprise to visit, and why: some of REASONS. `days` passed since the last visit, None where there was none."""

    candidate: Candidate
    reasons: tuple[str, ...]
    days: int | None


class Now(NamedTuple):
    """What the reasons are judged by.

    A deadline is near up to the day `soon`; `monday` begins the week; the `crowd`-th officer at one enterprise in a week is
    too many. `is_short` tells that the officer still owes visits this week.
    """

    today: date
    monday: date
    soon: date
    crowd: int
    is_short: bool = False


def visit_next(candidates: Iterable[Candidate], officer: str, now: Now) -> list[Next]:
    """Return the enterprises that an officer should visit, the most pressing first.

    An enterprise that waits for an answer comes first, by its deadline; then the ones never visited, the ones visited too long
    ago, longest over the limit first, and the key ones without a visit this week. An officer who still owes visits gets the
    others, too, the longest unvisited first. None is listed that was visited on site today, or that one more officer would
    disturb.
    """
    found = [
        Next(one, reasons, (now.today - one.last_on).days if one.last_on else None)
        for one in candidates
        if one.last_on != now.today and not disturbs(one, officer, now.crowd)
        if (reasons := reasons_for(one, now))
    ]
    return sorted(found, key=_urgency)


def disturbs(candidate: Candidate, officer: str, crowd: int) -> bool:
    """Return whether a visit of an officer makes an enterprise over-visited this week, or it is already (扰企)."""
    return len(candidate.guests | {officer}) >= crowd


def reasons_for(candidate: Candidate, now: Now) -> tuple[str, ...]:
    """Return why an enterprise should be visited; nothing for one that may be left in peace."""
    last = candidate.last_on
    told = {
        "deadline": candidate.due is not None and candidate.due <= now.soon,
        "never": last is None,
        "overdue": last is not None and (now.today - last).days > candidate.limit_days,
        "key": candidate.is_key and (last is None or last < now.monday),
    }
    found = tuple(reason for reason, is_true in told.items() if is_true)
    return found or (("short",) if now.is_short else ())


def _urgency(one: Next) -> tuple[object, ...]:
    first, days = one.reasons[0], one.days or 0
    return (
        REASONS.index(first),
        one.candidate.due if first == "deadline" else date.max,
        one.candidate.limit_days - days if first == "overdue" else 0,
        not one.candidate.is_key,
        -days,
        one.candidate.code,
    )


def shares(counts: Sequence[int], lines: int) -> list[int]:
    """Return how many items of each part are shown so that all of it takes at most `lines` lines, if that can be.

    A part takes a heading, a line for each item shown, and a line for the rest where there is a rest. Each part shows one item
    at least; the earlier parts get a free line first.
    """
    shown = [min(count, 1) for count in counts]
    while True:
        grown = False
        for at, count in enumerate(counts):
            if shown[at] < count:
                more = [*shown[:at], shown[at] + 1, *shown[at + 1 :]]
                if taken(counts, more) <= lines:
                    shown, grown = more, True
        if not grown:
            return shown


def taken(counts: Sequence[int], shown: Sequence[int]) -> int:
    """Return how many lines parts take that show so many of their items."""
    return sum(1 + some + (some < count) for count, some in zip(counts, shown, strict=True) if count)


class Item(NamedTuple):
    """One thing of today. `part` is a word of the vocabulary today_part; a cell that does not apply is empty or None.

    `date`: the deadline, the last visit or the day of duty, as the part has it. `days`: how many days passed since then, or
    since an issue was raised.
    """

    part: str
    id: str = ""
    enterprise_code: str = ""
    enterprise: str = ""
    officer: str = ""
    date: str | None = None
    days: int | None = None
    light: str = ""
    why: str = ""
    text: str = ""
    required: int | None = None
    counted: int | None = None
    short: int | None = None
    days_left: int | None = None


class Today(NamedTuple):
    """What matters today for a person: `role` decides what that is; it is empty where no
    person is named and the zone is shown.

    `unit` is the name of the person's grid or block, or of the zone; `grid` is its code, empty for the zone.
    """

    on: date
    role: str
    name: str
    unit: str
    grid: str
    parts: Sequence[Sequence[Item]]
