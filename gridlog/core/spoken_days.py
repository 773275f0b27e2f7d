r"""The words for days, weeks and months: a table of patterns, each with the function that reads its match.

A pattern is a text: `re` compiles it at its first use and keeps it, so that importing this module and reading an ISO
day compile none. It says [0-9], for \d is every script's digits. No two patterns of a table match the same words.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# Full-width ASCII, and the full stop that a Chinese keyboard gives in place of a point.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("。"): "."}
_IDLE_SPACE = r"(?<![0-9a-z]) | (?![0-9a-z])"  # a space that does not stand between two words or numbers


def tidy(text: str) -> str:
    """Return the text half-width, in lower case, with only the spaces that stand between words or numbers."""
    if not text.isascii():
        text = text.translate(_HALF_WIDTH)
    words = " ".join(text.split()).lower()
    return re.sub(_IDLE_SPACE, "", words) if " " in words else words


_DIGITS = "零一二三四五六七八九"
ONES = f"[{_DIGITS[1:]}]"
_NUMBER = f"[0-9]{{1,2}}|{ONES}?十{ONES}?|{ONES}"
COUNT = f"{_NUMBER}|两"  # 两天前 and 两点, but never 两月


_ENGLISH_COUNT = "[0-9]{1,4}|a|one|two|three"
_ENGLISH_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3}


def numeral(word: str) -> int:
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
PARTS_SAID = "凌晨|早上|上午|中午|下午|傍晚|晚上"
ENGLISH_PARTS = "morning|afternoon|evening|night"


def plain(words: str) -> str:
    """Return the words with 昨晚 as 昨天晚上 and `last night` as `yesterday night`; other words stay as they are."""
    if not words.isascii():
        return re.sub(f"^{_JOINED_CHINESE}", r"\1天\2上", words)
    for joined, apart in _JOINED_ENGLISH.items():
        if words == joined or words.startswith(f"{joined} "):
            return apart + words.removeprefix(joined)
    return words


def without_part(words: str) -> str:
    """Return the words of the day, without a part of the day that follows them and has no hour (昨天上午)."""
    found = re.fullmatch(f"(.+?)(?:{PARTS_SAID}| (?:{ENGLISH_PARTS}))", words)
    return found[1] if found else words


# A reader takes the match of its pattern and today, and returns a day; it fails when no such day exists.
_Found = re.Match[str]
_Rules = tuple[tuple[str, Callable[[_Found, date], date | None]], ...]


def read_by(rules: _Rules, words: str, today: date) -> date | None:
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


def iso_day(words: str) -> date | None:
    """Read `YYYY-MM-DD` and no other form, without a pattern: this is the fast path."""
    if len(words) != 10 or words[4] != "-" or words[7] != "-" or not words.isascii():
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def day_said(words: str, today: date) -> date | None:
    return iso_day(words) or read_by(DAYS, words, today)


def told_day(words: str, today: date) -> date | None:
    """Return the day that the words mean, without a part of the day."""
    return read_by(DAYS, without_part(plain(words)), today)


def bare_reader(words: str) -> Callable[[_Found, date], date | None] | None:
    """Return the reader of the words when they are a bare form, else None."""
    readers = (reader for pattern, reader in DAYS if reader in _BARE and re.fullmatch(pattern, words))
    return next(readers, None)


def _spoken_day(found: _Found, today: date) -> date:
    return today + timedelta(days=_SPOKEN_DAYS[found[0]])


def _days_ago(found: _Found, today: date) -> date:
    return today - timedelta(days=numeral(found["days"]))


def _days_ahead(found: _Found, today: date) -> date:
    return today + timedelta(days=numeral(found["days"]))


def _weeks_off(found: _Found, today: date) -> date:
    weeks = numeral(found["weeks"])
    return today + timedelta(weeks=weeks if _is_ahead(found) else -weeks)


def _months_off(found: _Found, today: date) -> date:
    """Return the same day of another month; raise ValueError when that month has no such day."""
    months = numeral(found["months"])
    return date(*_month_off(today, months if _is_ahead(found) else -months), today.day)


def _half_month_off(found: _Found, today: date) -> date:
    """Return the day 15 days away for 半个月, as offices reckon, and 14 days away for a fortnight."""
    days = 14 if "fortnight" in found[0] else 15
    return today + timedelta(days=days if _is_ahead(found) else -days)


def _is_ahead(found: _Found) -> bool:
    return found[0].endswith("后") or found[0].startswith("in ")


def _day_of_month_near(found: _Found, today: date) -> date:
    return date(*_month_off(today, _STEPS[found["which"]]), numeral(found["day"]))


def _month_end(year: int, month: int) -> date:
    """Return the last day of a month. Raises ValueError for a month that no calendar has."""
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _month_end_near(found: _Found, today: date) -> date:
    return _month_end(*_month_off(today, _STEPS[found["which"]]))


def _bare_month_end(_found: _Found, today: date) -> date:
    this = _month_end(today.year, today.month)
    return this if this == today else today.replace(day=1) - timedelta(days=1)


def _named_month_end(found: _Found, _today: date) -> date:
    return _month_end(int(found["year"]), numeral(found["month"]))


def _month_end_of_year(found: _Found, today: date) -> date | None:
    years = ((year, numeral(found["month"]), 0) for year in _years_back(today))
    return _latest(lambda year, month, _: _month_end(year, month), years, today)


def _full_day(found: _Found, _today: date) -> date:
    return date(int(found["year"]), numeral(found["month"]), numeral(found["day"]))


def _month_day(found: _Found, today: date) -> date | None:
    month, day = numeral(found["month"]), numeral(found["day"])
    return _latest(date, ((year, month, day) for year in _years_back(today)), today)


def _day_of_month(found: _Found, today: date) -> date | None:
    day = numeral(found["day"])
    months = (0, -1, -2)  # one of any three months in a row has 31 days
    return _latest(date, ((*_month_off(today, off), day) for off in months), today)


def _weekday(found: _Found) -> int:
    """Return 0 for Monday to 6 for Sunday, for a weekday in either language."""
    word = found["weekday"]
    if word.isascii():
        return ENGLISH_WEEKDAYS.index(word[:3].title())
    return "一二三四五六日".index(word.replace("天", "日"))


def bare_weekday(found: _Found, today: date) -> date:
    return today - timedelta(days=(today.weekday() - _weekday(found)) % 7)


def _weekday_of_week(found: _Found, today: date) -> date:
    return today + timedelta(weeks=_STEPS[found["which"]], days=_weekday(found) - today.weekday())


DAYS: _Rules = (
    ("|".join(_SPOKEN_DAYS), _spoken_day),
    ("(?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})", _month_day),
    ("(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})", _full_day),
    ("(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _full_day),
    (f"(?P<year>[0-9]{{4}})年(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]", _full_day),
    (f"(?P<month>{_NUMBER})月(?P<day>{_NUMBER})[日号]", _month_day),
    (f"(?P<day>{_NUMBER})[日号]", _day_of_month),
    (_WEEKDAY, bare_weekday),
    (_WEEKDAY_ENGLISH, bare_weekday),
    (_WHICH + _WEEKDAY, _weekday_of_week),
    (f"{_WHICH_ENGLISH} {_WEEKDAY_ENGLISH}", _weekday_of_week),
    (f"(?P<days>[0-9]{{1,4}}|{COUNT})天前", _days_ago),
    (f"(?P<days>{_ENGLISH_COUNT}) days? ago", _days_ago),
    (f"(?P<days>[0-9]{{1,4}}|{COUNT})天后", _days_ahead),
    (f"in (?P<days>{_ENGLISH_COUNT}) days?", _days_ahead),
    (f"(?P<weeks>[0-9]{{1,3}}|{COUNT})个?{_WEEK}[前后]", _weeks_off),
    (f"(?P<weeks>{_ENGLISH_COUNT}) weeks? ago", _weeks_off),
    (f"in (?P<weeks>{_ENGLISH_COUNT}) weeks?", _weeks_off),
    (f"(?P<months>[0-9]{{1,3}}|{COUNT})个月[前后]", _months_off),
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
_BARE = (_month_day, _day_of_month, bare_weekday, _bare_month_end, _month_end_of_year)
LEAP_DAYS = 8 * 366  # the longest wait for a 29 February

# Weeks.


def _named_week(found: _Found, _today: date) -> date:
    return date.fromisocalendar(int(found["year"]), int(found["week"]), 1)


def _bare_week(found: _Found, today: date) -> date | None:
    week = int(found["week"])
    return _latest(date.fromisocalendar, ((year, week, 1) for year in _years_back(today)), today)


def _week_near(found: _Found, today: date) -> date:
    return today + timedelta(weeks=_STEPS[found["which"]])


WEEKS: _Rules = (
    ("(?P<year>[0-9]{4})-?w(?P<week>[0-9]{1,2})", _named_week),
    ("w(?P<week>[0-9]{1,2})", _bare_week),
    (_WHICH + _WEEK, _week_near),
    (f"{_WHICH_ENGLISH}(?: week)?", _week_near),
)

# Months.


def _named_month(found: _Found, _today: date) -> date:
    return date(int(found["year"]), numeral(found["month"]), 1)


def _bare_month(found: _Found, today: date) -> date | None:
    month = numeral(found["month"])
    return _latest(date, ((year, month, 1) for year in _years_back(today)), today)


def _month_near(found: _Found, today: date) -> date:
    return date(*_month_off(today, _STEPS[found["which"]]), 1)


BARE_MONTH = f"(?P<month>{_NUMBER})月份?"
MONTHS: _Rules = (
    ("(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})", _named_month),
    (f"(?P<year>[0-9]{{4}})年(?P<month>{_NUMBER})月份?", _named_month),
    (BARE_MONTH, _bare_month),
    (f"{_WHICH}月", _month_near),
    (f"{_WHICH_ENGLISH}(?: month)?", _month_near),
)
