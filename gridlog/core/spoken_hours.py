"""The words for a time of day, alone or behind a day."""

import re
from datetime import date, time
from typing import NamedTuple

from gridlog.core.spoken_days import COUNT, ENGLISH_PARTS, ONES, PARTS_SAID, day_said, numeral


class Moment(NamedTuple):
    """A civil day and, when the words name one, the time of day."""

    day: date
    time: time | None


# The hours a part of the day may mean; `下午3点` and `下午15点` are both 15:00. 晚上12点 is in
# none of them on purpose: it is the midnight of one day to some and of the next to others.
_PARTS = (
    {"凌晨": range(7), "早上": range(4, 12), "上午": range(1, 12), "中午": range(11, 15)}
    | {"下午": range(12, 24), "傍晚": range(16, 21), "晚上": range(17, 24)}
    | {"am": range(12), "pm": range(12, 24)}
    | {"morning": range(1, 12), "afternoon": range(12, 24), "evening": range(16, 24), "night": range(17, 24)}
)
_PART = f"(?P<part>{PARTS_SAID})?"
_HOUR = "(?P<hour>[0-9]{1,2})"
_MINUTE = "(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
_SPOKEN_MINUTE = f"[0-9]{{2}}|[0-9](?=分)|{ONES}?十{ONES}?|零{ONES}|{ONES}(?=分)"
_TIMES = (
    f"{_PART}{_HOUR}:{_MINUTE}",
    f"(?:(?P<around>{ENGLISH_PARTS}) )?{_HOUR}(?::{_MINUTE})? ?(?P<part>am|pm)",
    f"(?P<part>{ENGLISH_PARTS}) {_HOUR}:{_MINUTE}",
    f"{_PART}(?P<hour>{COUNT})[点时](?:(?P<half>半)|(?P<quarters>[13一三])刻|(?P<minute>{_SPOKEN_MINUTE})分?|整|钟)?",
)
_SEAM = r" |(?<=[0-9])t(?=[0-9])|(?<![0-9a-z])|(?![0-9a-z])"  # a place where a day may end and a time begin
_LONGEST = 40  # characters, more than a day with a time needs; every seam of the text is tried


def days_with_time(words: str, today: date) -> set[Moment]:
    """Return every way to read the words as a day and a time, or as a time alone."""
    if len(words) > _LONGEST:
        return set()
    seams = list(re.finditer(_SEAM, words))
    halves = ((words[: seam.start()], _time(words[seam.end() :])) for seam in seams)
    pairs = ((day_said(before, today) if before else today, clock) for before, clock in halves if clock)
    return {Moment(day, clock) for day, clock in pairs if day}


def _time(words: str) -> time | None:
    for pattern in _TIMES:
        if found := re.fullmatch(pattern, words):
            try:
                return _time_of_day(found.groupdict())
            except ValueError:
                return None
    return None


def _time_of_day(said: dict[str, str | None]) -> time:
    """Return the time of day.

    Raises ValueError for an hour that the part of the day does not have, or a minute without an hour.
    """
    hour = _hour(numeral(said["hour"] or ""), said.get("part"))
    if (around := said.get("around")) and hour not in _PARTS[around]:
        raise ValueError(around)
    if said.get("half"):
        return time(hour, 30)
    if quarters := said.get("quarters"):
        return time(hour, 15 * numeral(quarters))
    return time(hour, numeral(said.get("minute") or "0"), numeral(said.get("second") or "0"))


def _hour(hour: int, part: str | None) -> int:
    """Return the hour of the 24-hour clock that lies in the part of the day.

    It is the hour in the words, or the hour that is twelve hours away.
    """
    if part is None:
        return hour
    meant = (hour, (hour + 12) % 24) if 1 <= hour <= 12 else (hour,)
    return next(filter(_PARTS[part].__contains__, meant), 24)  # time() refuses 24
