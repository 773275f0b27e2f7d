"""A span of months within a year, as statistics name it: a month, a quarter, a half, a year, 1-5月 (cumulative).

The names that scripts write are 2022-06, 2022-Q2, 2022-H1, 2022 and 2022-01/2022-05. A name without a year means the latest
span whose last month has begun. This module owns the words, not the clock: `today` is always an argument.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from gridlog.core.spoken_days import numeral, tidy
from gridlog.errors import Usage

FIRST_YEAR, LAST_YEAR = 1980, 2199


class Period(NamedTuple):
    """The months from `first` to `last` of a year, both counted from 1."""

    year: int
    first: int
    last: int

    @property
    def name(self) -> str:
        """The name that scripts write."""
        size = self.last - self.first + 1
        if size == 1:
            return month_name(self.year, self.first)
        if size in _PARTS and self.last % size == 0:
            mark = _PARTS[size]
            return f"{self.year:04d}" + (f"-{mark}{self.last // size}" if mark else "")
        return f"{month_name(self.year, self.first)}/{month_name(self.year, self.last)}"

    @property
    def months(self) -> tuple[str, ...]:
        """The name of each month."""
        return tuple(month_name(self.year, month) for month in range(self.first, self.last + 1))

    @property
    def before(self) -> "Period":
        """The same months of the year before."""
        return self._replace(year=self.year - 1)

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        after = self.year * 12 + self.last
        return date.fromordinal(date(after // 12, after % 12 + 1, 1).toordinal() - 1)


_PARTS = {3: "Q", 6: "H", 12: ""}  # how many months a part of a year has, and its letter


def month_name(year: int, month: int) -> str:
    """Return the name of a month, such as 2022-06."""
    return f"{year:04d}-{month:02d}"


def is_month(text: str) -> bool:
    """Return whether a text is the name of a month that figures may be of."""
    if not re.fullmatch("[0-9]{4}-(?:0[1-9]|1[0-2])", text):
        return False
    return FIRST_YEAR <= int(text[:4]) <= LAST_YEAR


def month_of(text: str) -> Period:
    """Return the period of a month's name."""
    return Period(int(text[:4]), int(text[5:7]), int(text[5:7]))


def year_before(month: str) -> str:
    """Return the name of the same month of the year before."""
    return month_name(int(month[:4]) - 1, int(month[5:7]))


_NUMERAL = "[0-9]{1,2}|[一二三四五六七八九]|十[一二]?"
_TO = "[-~—–－至到]{1,2}"
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_QUARTERS = "[1-4一二三四]"


def _range(found: re.Match[str]) -> tuple[int, int]:
    return numeral(found["first"]), numeral(found["last"])


def _month(found: re.Match[str]) -> tuple[int, int]:
    month = numeral(found["month"])
    return month, month


def _english(found: re.Match[str]) -> tuple[int, int]:
    month = _ENGLISH.index(found["name"][:3]) + 1
    return month, month


def _quarter(found: re.Match[str]) -> tuple[int, int]:
    last = 3 * numeral(found["quarter"])
    return last - 2, last


def _quarters(found: re.Match[str]) -> tuple[int, int]:
    return 1, 3 * numeral(found["quarter"])


def _half(found: re.Match[str]) -> tuple[int, int]:
    return (1, 6) if found["half"] in "上1" else (7, 12)


def _year(_: re.Match[str]) -> tuple[int, int]:
    return 1, 12


# What may stand behind a year, each with the months that it means.
_SPANS: tuple[tuple[str, Callable[[re.Match[str]], tuple[int, int]]], ...] = (
    (f"(?P<first>{_NUMERAL})月?{_TO}(?P<last>{_NUMERAL})月(?:份)?", _range),
    (f"(?P<month>{_NUMERAL})月(?:份)?", _month),
    (f"第?(?P<quarter>{_QUARTERS})季度?", _quarter),
    (f"前(?P<quarter>{_QUARTERS})个?季度", _quarters),
    ("(?P<half>[上下])半年", _half),
    ("全年", _year),
)
_YEARED = "(?P<year>[0-9]{4})年?[-./ ]?(?P<rest>.*)"
_NEAR = {"今年": 0, "本年": 0, "this year": 0, "去年": -1, "上年": -1, "last year": -1, "前年": -2}
_NEAR_MONTHS = {"本月": 0, "这个月": 0, "this": 0, "this month": 0, "上月": -1, "上个月": -1, "last": -1}
_NEAR_MONTHS |= {"last month": -1, "上上月": -2, "上上个月": -2}
_NEAR_QUARTERS = {
    "本季度": 0,
    "这个季度": 0,
    "this quarter": 0,
    "上季度": -1,
    "上个季度": -1,
    "last quarter": -1,
}


def parse_period(text: str, today: date) -> Period:
    """Return the period that the words mean. Raises Usage unless every character was understood."""
    words = tidy(text)
    found = _said(words, today)
    if found is None or not (1 <= found.first <= found.last <= 12):
        raise Usage("indicator.period", text=text)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Usage("indicator.reach", text=text, first=FIRST_YEAR, last=LAST_YEAR)
    return found


def _said(words: str, today: date) -> Period | None:
    for near, of in ((_NEAR_MONTHS, 1), (_NEAR_QUARTERS, 3)):
        if words in near:
            at = (today.year * 12 + today.month - 1) // of + near[words]
            return Period(at * of // 12, at * of % 12 + 1, at * of % 12 + of)
    for word, off in _NEAR.items():
        if words.startswith(word):
            return _of_year(words[len(word) :].strip(), today.year + off)
    if whole := re.fullmatch("([0-9]{4}-[0-9]{2})/([0-9]{4}-[0-9]{2})", words):
        first, last = whole[1], whole[2]
        return Period(int(first[:4]), int(first[5:]), int(last[5:])) if first[:4] == last[:4] else None
    if yeared := re.fullmatch(_YEARED, words):
        rest = yeared["rest"]
        is_joined = words[4:] == rest and rest.isdecimal()  # 202206, and no 20226
        return None if is_joined and len(rest) != 2 else _of_year(rest, int(yeared["year"]))
    if named := re.fullmatch("([a-z]+) ([0-9]{4})", words):
        return _of_year(named[1], int(named[2]))
    if words.isdecimal():
        return None
    bare = _of_year(words, today.year) if words else None
    if bare and bare.last > today.month:
        return bare._replace(year=today.year - 1)
    return bare


def _of_year(words: str, year: int) -> Period | None:
    """Return the period of a year that the words behind it mean; no words mean the whole year."""
    if not words:
        return Period(year, 1, 12)
    if re.fullmatch("0[1-9]|1[0-2]|[1-9]", words):
        return Period(year, int(words), int(words))
    letter = re.fullmatch("([qh])([1-4])", words)
    if letter:
        size = 3 if letter[1] == "q" else 6
        return Period(year, (int(letter[2]) - 1) * size + 1, int(letter[2]) * size)
    for pattern, read in _SPANS:
        if found := re.fullmatch(pattern, words):
            try:
                return Period(year, *read(found))
            except ValueError:
                return None
    name = re.fullmatch(f"(?P<name>{'|'.join(_ENGLISH)})[a-z]*", words)
    return Period(year, *_english(name)) if name else None


def heading_month(text: str, year: int | None) -> str:
    """Return the month that a heading names, such as 2022-06, 2022年6月, 202206, 6月; empty when it names none.

    A month without a year is one of `year`. Raises Usage when no year is known.
    """
    words = tidy(text).replace(" ", "")
    found = re.fullmatch(
        "(?P<year>[0-9]{4})(?:年|[-./])?(?P<month>[0-9]{1,2})(?:月份?)?(?:(?:[-./])0?1)?", words
    )
    bare = re.fullmatch(f"(?P<month>{_NUMERAL})月份?", words)
    if found:
        name = month_name(int(found["year"]), int(found["month"]))
        return name if is_month(name) else ""
    if bare is None or not 1 <= numeral(bare["month"]) <= 12:
        return ""
    if year is None:
        raise Usage("indicator.no_year", heading=text)
    return month_name(year, numeral(bare["month"]))
