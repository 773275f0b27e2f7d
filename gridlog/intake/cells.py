"""What cells of a file of visits mean: officers, days and times of day."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, time, timedelta
from typing import NamedTuple
from unicodedata import normalize

from gridlog.core.when import parse_moment
from gridlog.errors import GridlogError, NotFound, Usage
from gridlog.store import lookup


class People(NamedTuple):
    """The officers that a cell names, by code, and what the cell says of other people without a name."""

    codes: Sequence[str]
    unnamed: GridlogError | None = None


PARTED = r"[、,，;；/／|\n]+"
OTHERS = r"(.*?)\s*等\s*(?:[共计]?\s*([0-9]+|[一二两三四五六七八九十])\s*[人位名]|人)?"
DIGITS = "一二三四五六七八九十"


def people(connection: sqlite3.Connection, typed: str) -> People:
    """Return the officers in a cell: one, or several with marks or blanks between; 张三等3人 names one of three.

    Raises NotFound or Usage for a name that no officer has.
    """
    if not re.search(PARTED + r"|\s|等|[(（]", typed.strip()):
        return People((lookup.find(connection, "officer", typed).code,))
    if whole := lookup.exactly(connection, "officer", typed):
        return People((whole.code,))
    text = normalize("NFKC", typed).strip()
    others = re.fullmatch(OTHERS, text, re.DOTALL)
    names = [one for one in re.split(PARTED, others[1] if others else text) if one.strip()]
    codes = [code for name in names for code in _one_or_more(connection, name)]
    if not codes:
        raise NotFound("name.unknown", noun="officer", command="officer", typed=typed, near=[])
    told = _number(others[2]) if others else 0
    if others and told != len(codes):
        return People(codes, Usage("import.people_unnamed", text=typed, count=len(codes)))
    return People(codes)


def _one_or_more(connection: sqlite3.Connection, typed: str) -> list[str]:
    """Return the officers of a text without marks.

    The text is one name, perhaps with a blank in it (张 三) or a role after it, or several names.
    """
    bare = re.sub(r"\(.*?\)", "", typed).strip()
    codes: list[str] = []
    words = bare.split()
    while words:
        for many in range(len(words), 0, -1):
            if found := lookup.exactly(connection, "officer", " ".join(words[:many])):
                break
        else:
            many, found = 1, lookup.find(connection, "officer", words[0])
        codes.append(found.code)
        words = words[many:]
    return codes


def _number(word: str | None) -> int:
    """Return the value of 3 or 三 or 两; 0 for none."""
    if not word:
        return 0
    return int(word) if word.isdecimal() else DIGITS.index(word.replace("两", "二")) + 1


SERIAL = r"[0-9]{5}(\.[0-9]+)?"
DAY_MINUTES = 24 * 60


def spreadsheet_moment(typed: str, today: date) -> tuple[date, str]:
    """Return a day as people write it or as Excel stores it, and its time of day; midnight counts as no time.

    Source: ECMA-376 part 1, 18.17.4.1: days since 1899-12-30, and fractions of a day.
    """
    if re.fullmatch(SERIAL, typed):
        return date(1899, 12, 30) + timedelta(days=int(float(typed))), _clock_of(float(typed) % 1)
    try:
        day, at = parse_moment(typed, today)
    except Usage:
        raise Usage("when.day", text=typed) from None
    return day, f"{at:%H:%M}" if at and at != time() else ""


def clock(typed: str, today: date) -> tuple[date | None, str]:
    """Return what a cell of the column of times says: a time, a day, or both; neither when it cannot be read.

    Of a span (9:00-10:30) the beginning counts.
    """
    if re.fullmatch(r"0?\.[0-9]+", typed):
        return None, _clock_of(float(typed))
    begin = re.sub(r"[-—–~～至到][^-—–~～至到]*$", "", typed)
    for one in (typed, begin):
        with suppress(Usage):
            return None, spreadsheet_moment(f"{today} {one}", today)[1]
        with suppress(Usage):
            return spreadsheet_moment(one, today)
    return None, ""


def _clock_of(fraction: float) -> str:
    """Return the time of day for a fraction of a day, to the minute; empty for midnight."""
    minutes = round(fraction * DAY_MINUTES) % DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes else ""
