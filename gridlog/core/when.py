"""Turn the words of officers into days, times of day, weeks, months and instants.

This module owns the words, not the clock: `today` is always an argument. Weeks are the weeks of
ISO 8601-1:2019: Monday first, and week 1 is the one with the year's first Thursday.
A bare form (`11-3`, `周五`, `3号`, `月底`, `W47`, `11月`) names several days. `Side` says which day is
meant: the latest one not in the future unless the command says otherwise, because officers write
down what has been done. Every other form names exactly one day.
"""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from gridlog.core.spoken_days import (
    BARE_MONTH,
    DAYS,
    ENGLISH_WEEKDAYS,
    LEAP_DAYS,
    MONTHS,
    WEEKS,
    bare_reader,
    bare_weekday,
    day_said,
    iso_day,
    plain,
    read_by,
    tidy,
    told_day,
    without_part,
)
from gridlog.core.spoken_hours import Moment, days_with_time
from gridlog.errors import Usage

# China has had one zone, without summer time, since 1991; Windows ships no zone database.
ZONE = timezone(timedelta(hours=8))


# Which day a bare form means: the latest that is not in the future, the first that is not in
# the past, or the one nearer to today (of two equally near, and of weekdays, the one ahead).
Side = Literal["past", "ahead", "near"]


def parse_day(text: str, today: date, side: Side = "past") -> date:
    """Return the day that the words mean on `today`. `side` decides which day a bare form means.

    Raises: Usage `when.day` unless every character was understood.
    """
    words, day = _day_of(text, today)
    return day if side == "past" else _turned(words, day, today, side)


def parse_due(text: str, today: date) -> date:
    """Return the day of a plan, read as `parse_day` does.

    A bare form is the next such day, for a deadline lies ahead.

    Raises: Usage `when.day`.
    """
    return parse_day(text, today, "ahead")


def parse_end(text: str, today: date, first: date) -> date:
    """Return the last day of something that begins on `first`; a bare form is the first such day from `first` on.

    Raises: Usage `when.day`.
    """
    words, day = _day_of(text, today)
    return _first_from(words, first) or day if bare_reader(words) else day


def _day_of(text: str, today: date) -> tuple[str, date]:
    """Return the words without a part of the day (上午), and the day they mean; a bare form is in the past."""
    words = tidy(text)
    day = iso_day(words)
    if day is None:
        words = without_part(plain(words))
        day = read_by(DAYS, words, today)
    if day is None:
        raise Usage("when.day", text=text)
    return words, day


def _turned(words: str, day: date, today: date, side: Side) -> date:
    """Return the day on the side of today that is meant. `day` is the one in the past."""
    reader = bare_reader(words)
    coming = _first_from(words, today) if reader else None
    if coming is None:
        return day
    if side == "ahead" or reader is bare_weekday or coming - today <= today - day:
        return coming
    return day


def _first_from(words: str, first: date) -> date | None:
    """Return the first day from `first` on that a bare form names."""
    start = first.toordinal()
    later = map(date.fromordinal, range(start, min(start + LEAP_DAYS, date.max.toordinal() + 1)))
    return next((one for one in later if day_said(words, one) == one), None)


def parse_moment(text: str, today: date) -> Moment:
    """Return the day and time that the words mean; a time alone is a time of `today`.

    An hour without 上午, 下午 or a similar word is an hour of the 24-hour clock.
    Raises: Usage `when.moment` unless every character was understood, and in one way only.
    """
    words = tidy(text)
    day = iso_day(words)
    if day is None:
        words = plain(words)
        day = read_by(DAYS, without_part(words), today)
    moments = {Moment(day, None)} if day else days_with_time(words, today)
    if len(moments) != 1:
        raise Usage("when.moment", text=text)
    return moments.pop()


def parse_week(text: str, today: date) -> date:
    """Return the Monday of the week that the words name, or of the week that their day lies in.

    Raises: Usage `when.week` unless every character was understood.
    """
    words = tidy(text)
    day = iso_day(words) or read_by(WEEKS, words, today) or told_day(words, today)
    if day is None:
        raise Usage("when.week", text=text)
    return _monday(day)


def parse_month(text: str, today: date, side: Side = "past") -> date:
    """Return the first day of the month that the words name, or of the month that their day lies in.

    Raises: Usage `when.month` unless every character was understood.
    """
    words = tidy(text)
    day = iso_day(words) or read_by(MONTHS, words, today) or told_day(words, today)
    if day is None:
        raise Usage("when.month", text=text)
    month = day.replace(day=1)
    if side == "past" or not re.fullmatch(BARE_MONTH, words) or month.year == date.max.year:
        return month
    back = (today.year - month.year) * 12 + today.month - month.month
    return month.replace(year=month.year + 1) if back >= (1 if side == "ahead" else 6) else month


def parse_period(text: str, today: date) -> tuple[date, date]:
    """Return the week or month that the words name, as [start, end); a day alone means its week.

    Raises: Usage `when.period` unless every character was understood.
    """
    for parse, days in ((parse_week, 7), (parse_month, 32)):
        try:
            start = parse(text, today)
            end = start + timedelta(days=days)
        except (Usage, OverflowError):
            continue
        return start, end if days == 7 else end.replace(day=1)
    raise Usage("when.period", text=text)


def parse_instant(text: str) -> datetime:
    """Return the instant that an ISO 8601 text names, on the clocks of `ZONE`.

    A text without an offset is a time of `ZONE`; a day alone is its midnight there.
    Raises: Usage `when.instant`.
    """
    trimmed = text.strip()
    try:
        if (
            len(trimmed) == 25 and trimmed.endswith("+08:00") and trimmed[10] == "T"
        ):  # texts that gridlog wrote itself come by the million
            return datetime.fromisoformat(trimmed)
        if not re.fullmatch(_INSTANT, trimmed):
            raise ValueError
        instant = datetime.fromisoformat(trimmed.upper())
        return instant.astimezone(ZONE) if instant.tzinfo else instant.replace(tzinfo=ZONE)
    except (ValueError, OverflowError):
        raise Usage("when.instant", text=text) from None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """Return the ISO week that the day lies in, like `2026-W47`. The year is the year of the week, not of the day."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def weekday_name(day: date, language: str) -> str:
    """Return 周一 to 周日 when the language is zh, Mon to Sun in any other language."""
    names = _CHINESE_WEEKDAYS if language == "zh" else ENGLISH_WEEKDAYS
    return names[day.weekday()]


_CHINESE_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

# A tight shape, because `fromisoformat` takes more, and more with each version of Python: 24:00 too.
_INSTANT = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "(?:[Tt ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    "(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
