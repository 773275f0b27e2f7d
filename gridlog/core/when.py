"""Turn the words of officers into days, times of day, weeks, months and instants.

This module owns the words, not the clock: `today` is always an argument. Weeks are the weeks of
ISO 8601-1:2019: Monday first, and week 1 is the one with the year's first Thursday.
A bare form (`11-3`, `周五`, `3号`, `月底`, `W47`, `11月`) names several days. `Side` says which day is
meant: the latest one not in the future unless the command says otherwise, because officers write
down what has been done. Every other form names exactly one day.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal, NamedTuple

from gridlog.errors import Usage

# China has had one zone, without summer time, since 1991; Windows ships no zone database.
ZONE = timezone(timedelta(hours=8))


# Which day a bare form means: the latest that is not in the future, the first that is not in
# the past, or the one nearer to today (of two equally near, and of weekdays, the one ahead).
Side = Literal["past", "ahead", "near"]


class Moment(NamedTuple):
    """A civil day and, when the words name one, the time of day."""

    day: date
    time: time | None


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
    return _first_from(words, first) or day if _bare_reader(words) else day


def _day_of(text: str, today: date) -> tuple[str, date]:
    """Return the words without a part of the day (上午), and the day they mean; a bare form is in the past."""
    words = _tidy(text)
    day = _iso_day(words)
    if day is None:
        words = _without_part(_plain(words))
        day = _read(_DAYS, words, today)
    if day is None:
        raise Usage("when.day", text=text)
    return words, day


def _turned(words: str, day: date, today: date, side: Side) -> date:
    """Return the day on the side of today that is meant. `day` is the one in the past."""
    reader = _bare_reader(words)
    coming = _first_from(words, today) if reader else None
    if coming is None:
        return day
    if side == "ahead" or reader is _bare_weekday or coming - today <= today - day:
        return coming
    return day


def _first_from(words: str, first: date) -> date | None:
    """Return the first day from `first` on that a bare form names."""
    start = first.toordinal()
    later = map(date.fromordinal, range(start, min(start + _LEAP_DAYS, date.max.toordinal() + 1)))
    return next((one for one in later if _day(words, one) == one), None)


def parse_moment(text: str, today: date) -> Moment:
    """Return the day and time that the words mean; a time alone is a time of `today`.

    An hour without 上午, 下午 or a similar word is an hour of the 24-hour clock.
    Raises: Usage `when.moment` unless every character was understood, and in one way only.
    """
    words = _tidy(text)
    day = _iso_day(words)
    if day is None:
        words = _plain(words)
        day = _read(_DAYS, _without_part(words), today)
    moments = {Moment(day, None)} if day else _days_with_time(words, today)
    if len(moments) != 1:
        raise Usage("when.moment", text=text)
    return moments.pop()


def parse_week(text: str, today: date) -> date:
    """Return the Monday of the week that the words name, or of the week that their day lies in.

    Raises: Usage `when.week` unless every character was understood.
    """
    words = _tidy(text)
    day = _iso_day(words) or _read(_WEEKS, words, today) or _told_day(words, today)
    if day is None:
        raise Usage("when.week", text=text)
    return _monday(day)


def parse_month(text: str, today: date, side: Side = "past") -> date:
    """Return the first day of the month that the words name, or of the month that their day lies in.

    Raises: Usage `when.month` unless every character was understood.
    """
    words = _tidy(text)
    day = _iso_day(words) or _read(_MONTHS, words, today) or _told_day(words, today)
    if day is None:
        raise Usage("when.month", text=text)
    month = day.replace(day=1)
    if side == "past" or not re.fullmatch(_BARE_MONTH, words) or month.year == date.max.year:
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


def week_name(day: date) -> str:
    """Return the ISO week that the day lies in, like `2026-W47`. The year is the year of the week, not of the day."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def weekday_name(day: date, language: str) -> str:
    """Return 周一 to 周日 when the language is zh, Mon to Sun in any other language."""
    names = _CHINESE_WEEKDAYS if language == "zh" else _ENGLISH_WEEKDAYS
    return names[day.weekday()]


_CHINESE_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# Full-width ASCII, and the full stop that a Chinese keyboard gives in place of a point.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("。"): "."}
_IDLE_SPACE = r"(?<![0-9a-z]) | (?![0-9a-z])"  # a space that does not stand between two words or numbers


def _tidy(text: str) -> str:
    """Return the text half-width, in lower case, with only the spaces that stand between words or numbers."""
    if not text.isascii():
        text = text.translate(_HALF_WIDTH)
    words = " ".join(text.split()).lower()
    return re.sub(_IDLE_SPACE, "", words) if " " in words else words


# Patterns are strings: `re` compiles each at its first use and keeps it, so that importing
# this module and reading an ISO day compile none. They say [0-9], for \d is every script's digits.

_DIGITS = "零一二三四五六七八九"
_ONES = f"[{_DIGITS[1:]}]"
_NUMBER = f"[0-9]{{1,2}}|{_ONES}?十{_ONES}?|{_ONES}"
_COUNT = f"{_NUMBER}|两"  # 两天前 and 两点, but never 两月


_ENGLISH_COUNT = "[0-9]{1,4}|a|one|two|three"
_ENGLISH_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3}


def _number(word: str) -> int:
    """Return the value of a numeral: ASCII digits, a short English word, or a Chinese numeral below a hundred."""
    if word.isascii():
        return _ENGLISH_NUMBERS.get(word) or int(word)
    tens, ten, ones = word.replace("两", "二").replace("零", "").rpartition("十")
    return (10 * _DIGITS.index(tens or "一") if ten else 0) + _DIGITS.index(ones or "零")


# Ways to say a day and a part of it in one word, and the two words they stand for.
_JOINED_CHINESE = "([昨今明前])([早晚])上?"
_JOINED_ENGLISH = {
    "last night": "yesterday night",
    "last evening": "yesterday evening",
    "this morning": "today morning",
    "this afternoon": "today afternoon",
    "this evening": "today evening",
    "tonight": "today night",
}
_PARTS_SAID = "凌晨|早上|上午|中午|下午|傍晚|晚上"
_ENGLISH_PARTS = "morning|afternoon|evening|night"


def _plain(words: str) -> str:
    """Return the words with 昨晚 as 昨天晚上 and `last night` as `yesterday night`; other words stay as they are."""
    if not words.isascii():
        return re.sub(f"^{_JOINED_CHINESE}", r"\1天\2上", words)
    for joined, apart in _JOINED_ENGLISH.items():
        if words == joined or words.startswith(f"{joined} "):
            return apart + words.removeprefix(joined)
    return words


def _without_part(words: str) -> str:
    """Return the words of the day, without a part of the day that follows them and has no hour (昨天上午)."""
    found = re.fullmatch(f"(.+?)(?:{_PARTS_SAID}| (?:{_ENGLISH_PARTS}))", words)
    return found[1] if found else words


# A reader takes the match of its pattern and today, and returns a day; it fails when no such day exists.
_Found = re.Match[str]
_Rules = tuple[tuple[str, Callable[[_Found, date], date | None]], ...]


def _read(rules: _Rules, words: str, today: date) -> date | None:
    """Return the day that the matching rule reads from the words. No two rules match the same words."""
    for pattern, reader in rules:
        if found := re.fullmatch(pattern, words):
            try:
                return reader(found, today)
            except (ValueError, OverflowError):  # no such day exists, or it is not in the years 1 to 9999
                return None
    return None


def _latest(
    make: Callable[[int, int, int], date], candidates: Iterable[tuple[int, int, int]], today: date
) -> date | None:
    """Return the first of the candidates that exists and is not in the future."""
    for fields in candidates:
        try:
            day = make(*fields)
        except (ValueError, OverflowError):
            continue
        if day <= today:
            return day
    return None


def _years_back(today: date) -> range:
    """Return the years to try: the next, whose week 1 may have begun, and back to any 29 February or week 53."""
    return range(today.year + 1, today.year - 9, -1)


def _month_off(today: date, months: int) -> tuple[int, int]:
    """Return year and month, so many months after the month of today.

    Raises ValueError for a year that no date has.
    """
    from dateutil.relativedelta import (
        relativedelta,
    )  # the import takes 20 ms and serves only words such as 3个月后

    month = today.replace(day=1) + relativedelta(months=months)
    return month.year, month.month


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


# Days.

_SPOKEN_DAYS = (
    {"大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "yesterday": -1}
    | {"今天": 0, "今日": 0, "today": 0}
    | {"明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3}
)
_STEPS = {"上上": -2, "上": -1, "last": -1, "本": 0, "这": 0, "this": 0, "下": 1, "next": 1, "下下": 2}
_WHICH = "(?P<which>上上?|下下?|本|这)个?"
_WHICH_ENGLISH = "(?P<which>last|this|next)"
_NTH = "(?P<day>[0-9]{1,2})(?:st|nd|rd|th)"
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAY = f"{_WEEK}(?P<weekday>[一二三四五六日天])"
_WEEKDAY_ENGLISH = (
    "(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?"
    "|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)


def _iso_day(words: str) -> date | None:
    """Read `YYYY-MM-DD` and no other form, without a pattern: this is the fast path."""
    if len(words) != 10 or words[4] != "-" or words[7] != "-" or not words.isascii():
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _day(words: str, today: date) -> date | None:
    return _iso_day(words) or _read(_DAYS, words, today)


def _told_day(words: str, today: date) -> date | None:
    """Return the day that the words mean, without a part of the day."""
    return _read(_DAYS, _without_part(_plain(words)), today)


def _bare_reader(words: str) -> Callable[[_Found, date], date | None] | None:
    """Return the reader of the words when they are a bare form, else None."""
    readers = (reader for pattern, reader in _DAYS if reader in _BARE and re.fullmatch(pattern, words))
    return next(readers, None)


def _spoken_day(found: _Found, today: date) -> date:
    return today + timedelta(days=_SPOKEN_DAYS[found[0]])


def _days_ago(found: _Found, today: date) -> date:
    return today - timedelta(days=_number(found["days"]))


def _days_ahead(found: _Found, today: date) -> date:
    return today + timedelta(days=_number(found["days"]))


def _weeks_off(found: _Found, today: date) -> date:
    weeks = _number(found["weeks"])
    return today + timedelta(weeks=weeks if _is_ahead(found) else -weeks)


def _months_off(found: _Found, today: date) -> date:
    """Return the same day of another month; raise ValueError when that month has no such day."""
    months = _number(found["months"])
    return date(*_month_off(today, months if _is_ahead(found) else -months), today.day)


def _half_month_off(found: _Found, today: date) -> date:
    """Return the day 15 days away for 半个月, as offices reckon, and 14 days away for a fortnight."""
    days = 14 if "fortnight" in found[0] else 15
    return today + timedelta(days=days if _is_ahead(found) else -days)


def _is_ahead(found: _Found) -> bool:
    return found[0].endswith("后") or found[0].startswith("in ")


def _day_of_month_near(found: _Found, today: date) -> date:
    return date(*_month_off(today, _STEPS[found["which"]]), _number(found["day"]))


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month. Raises ValueError for a month that no calendar has."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month_end_near(found: _Found, today: date) -> date:
    return _month_end(*_month_off(today, _STEPS[found["which"]]))


def _bare_month_end(_found: _Found, today: date) -> date:
    this = _month_end(today.year, today.month)
    return this if this == today else today.replace(day=1) - timedelta(days=1)


def _named_month_end(found: _Found, _today: date) -> date:
    return _month_end(int(found["year"]), _number(found["month"]))


def _month_end_of_year(found: _Found, today: date) -> date | None:
    years = ((year, _number(found["month"]), 0) for year in _years_back(today))
    return _latest(lambda year, month, _: _month_end(year, month), years, today)


def _full_day(found: _Found, _today: date) -> date:
    return date(int(found["year"]), _number(found["month"]), _number(found["day"]))


def _month_day(found: _Found, today: date) -> date | None:
    month, day = _number(found["month"]), _number(found["day"])
    return _latest(date, ((year, month, day) for year in _years_back(today)), today)


def _day_of_month(found: _Found, today: date) -> date | None:
    day = _number(found["day"])
    months = (0, -1, -2)  # one of any three months in a row has 31 days
    return _latest(date, ((*_month_off(today, off), day) for off in months), today)


def _weekday(found: _Found) -> int:
    """Return 0 for Monday to 6 for Sunday, for a weekday in either language."""
    word = found["weekday"]
    if word.isascii():
        return _ENGLISH_WEEKDAYS.index(word[:3].title())
    return "一二三四五六日".index(word.replace("天", "日"))


def _bare_weekday(found: _Found, today: date) -> date:
    return today - timedelta(days=(today.weekday() - _weekday(found)) % 7)


def _weekday_of_week(found: _Found, today: date) -> date:
    return today + timedelta(weeks=_STEPS[found["which"]], days=_weekday(found) - today.weekday())


_DAYS: _Rules = (
    ("|".join(_SPOKEN_DAYS), _spoken_day),
    ("(?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})", _month_day),
    ("(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})", _full_day),
    ("(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _full_day),
    (f"(?P<year>[0-9]{{4}})年(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]", _full_day),
    (f"(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]", _month_day),
    (f"(?P<day>{_NUMBER})[日号]", _day_of_month),
    (_WEEKDAY, _bare_weekday),
    (_WEEKDAY_ENGLISH, _bare_weekday),
    (_WHICH + _WEEKDAY, _weekday_of_week),
    (f"{_WHICH_ENGLISH} {_WEEKDAY_ENGLISH}", _weekday_of_week),
    (f"(?P<days>[0-9]{{1,4}}|{_COUNT})天前", _days_ago),
    (f"(?P<days>{_ENGLISH_COUNT}) days? ago", _days_ago),
    (f"(?P<days>[0-9]{{1,4}}|{_COUNT})天后", _days_ahead),
    (f"in (?P<days>{_ENGLISH_COUNT}) days?", _days_ahead),
    (f"(?P<weeks>[0-9]{{1,3}}|{_COUNT})个?{_WEEK}[前后]", _weeks_off),
    (f"(?P<weeks>{_ENGLISH_COUNT}) weeks? ago", _weeks_off),
    (f"in (?P<weeks>{_ENGLISH_COUNT}) weeks?", _weeks_off),
    (f"(?P<months>[0-9]{{1,3}}|{_COUNT})个月[前后]", _months_off),
    (f"(?P<months>{_ENGLISH_COUNT}) months? ago", _months_off),
    (f"in (?P<months>{_ENGLISH_COUNT}) months?", _months_off),
    ("半个?月[前后]|(?:half a month|a fortnight) ago|in (?:half a month|a fortnight)", _half_month_off),
    (f"{_WHICH}月(?P<day>{_NUMBER})[日号]", _day_of_month_near),
    (f"(?:the )?{_NTH}(?: of)? {_WHICH_ENGLISH} month", _day_of_month_near),
    (f"(?:the )?{_NTH}", _day_of_month),
    ("月[底末]|(?:the )?end of (?:the )?month|month end", _bare_month_end),
    (f"{_WHICH}月[底末]", _month_end_near),
    (f"(?:the )?end of {_WHICH_ENGLISH} month", _month_end_near),
    (f"(?P<month>{_NUMBER})月[底末]", _month_end_of_year),
    (f"(?P<year>[0-9]{{4}})年(?P<month>{_NUMBER})月[底末]", _named_month_end),
)
_BARE = (_month_day, _day_of_month, _bare_weekday, _bare_month_end, _month_end_of_year)
_LEAP_DAYS = 8 * 366  # the longest wait for a 29 February

# Weeks.


def _named_week(found: _Found, _today: date) -> date:
    return date.fromisocalendar(int(found["year"]), int(found["week"]), 1)


def _bare_week(found: _Found, today: date) -> date | None:
    week = int(found["week"])
    return _latest(date.fromisocalendar, ((year, week, 1) for year in _years_back(today)), today)


def _week_near(found: _Found, today: date) -> date:
    return today + timedelta(weeks=_STEPS[found["which"]])


_WEEKS: _Rules = (
    ("(?P<year>[0-9]{4})-?w(?P<week>[0-9]{1,2})", _named_week),
    ("w(?P<week>[0-9]{1,2})", _bare_week),
    (_WHICH + _WEEK, _week_near),
    (f"{_WHICH_ENGLISH}(?: week)?", _week_near),
)

# Months.


def _named_month(found: _Found, _today: date) -> date:
    return date(int(found["year"]), _number(found["month"]), 1)


def _bare_month(found: _Found, today: date) -> date | None:
    month = _number(found["month"])
    return _latest(date, ((year, month, 1) for year in _years_back(today)), today)


def _month_near(found: _Found, today: date) -> date:
    return date(*_month_off(today, _STEPS[found["which"]]), 1)


_BARE_MONTH = f"(?P<month>{_NUMBER})月份?"
_MONTHS: _Rules = (
    ("(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})", _named_month),
    (f"(?P<year>[0-9]{{4}})年(?P<month>{_NUMBER})月份?", _named_month),
    (_BARE_MONTH, _bare_month),
    (f"{_WHICH}月", _month_near),
    (f"{_WHICH_ENGLISH}(?: month)?", _month_near),
)

# Times of day.

# The hours a part of the day may mean; `下午3点` and `下午15点` are both 15:00. 晚上12点 is in
# none of them on purpose: it is the midnight of one day to some and of the next to others.
_PARTS = (
    {"凌晨": range(7), "早上": range(4, 12), "上午": range(1, 12), "中午": range(11, 15)}
    | {"下午": range(12, 24), "傍晚": range(16, 21), "晚上": range(17, 24)}
    | {"am": range(12), "pm": range(12, 24)}
    | {"morning": range(1, 12), "afternoon": range(12, 24), "evening": range(16, 24), "night": range(17, 24)}
)
_PART = f"(?P<part>{_PARTS_SAID})?"
_HOUR = "(?P<hour>[0-9]{1,2})"
_MINUTE = "(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
_SPOKEN_MINUTE = f"[0-9]{{2}}|[0-9](?=分)|{_ONES}?十{_ONES}?|零{_ONES}|{_ONES}(?=分)"
_TIMES = (
    f"{_PART}{_HOUR}:{_MINUTE}",
    f"(?:(?P<around>{_ENGLISH_PARTS}) )?{_HOUR}(?::{_MINUTE})? ?(?P<part>am|pm)",
    f"(?P<part>{_ENGLISH_PARTS}) {_HOUR}:{_MINUTE}",
    f"{_PART}(?P<hour>{_COUNT})[点时](?:(?P<half>半)|(?P<quarters>[13一三])刻|(?P<minute>{_SPOKEN_MINUTE})分?|整|钟)?",
)
_SEAM = r" |(?<=[0-9])t(?=[0-9])|(?<![0-9a-z])|(?![0-9a-z])"  # a place where a day may end and a time begin
_LONGEST = 40  # characters, more than a day with a time needs; every seam of the text is tried


def _days_with_time(words: str, today: date) -> set[Moment]:
    """Return every way to read the words as a day and a time, or as a time alone."""
    if len(words) > _LONGEST:
        return set()
    seams = list(re.finditer(_SEAM, words))
    halves = ((words[: seam.start()], _time(words[seam.end() :])) for seam in seams)
    pairs = ((_day(before, today) if before else today, clock) for before, clock in halves if clock)
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
    hour = _hour(_number(said["hour"] or ""), said.get("part"))
    if (around := said.get("around")) and hour not in _PARTS[around]:
        raise ValueError(around)
    if said.get("half"):
        return time(hour, 30)
    if quarters := said.get("quarters"):
        return time(hour, 15 * _number(quarters))
    return time(hour, _number(said.get("minute") or "0"), _number(said.get("second") or "0"))


def _hour(hour: int, part: str | None) -> int:
    """Return the hour of the 24-hour clock that lies in the part of the day.

    It is the hour in the words, or the hour that is twelve hours away.
    """
    if part is None:
        return hour
    meant = (hour, (hour + 12) % 24) if 1 <= hour <= 12 else (hour,)
    return next(filter(_PARTS[part].__contains__, meant), 24)  # time() refuses 24


# A tight shape, because `fromisoformat` takes more, and more with each version of Python: 24:00 too.
_INSTANT = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    "(?:[Tt ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    "(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
