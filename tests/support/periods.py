"""Weeks and months drawn by chance, and their figures."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from gridlog.core.when import ZONE
from tests.conftest import objects, ran
from tests.support import recount
from tests.support.recount import DAY, Row, Week, by_day, mondays_of
from tests.support.zones import NOW, Fact, until, zones

TODAY = NOW.date()

MONDAYS = [date(2025, 10, 13) + timedelta(days=7 * at) for at in range(7)]

MONTHS = (date(2025, 10, 1), date(2025, 11, 1))

mondays = st.sampled_from([one for one in MONDAYS if one <= TODAY])

months = st.sampled_from(MONTHS)


def rows(line: str, now: datetime = NOW) -> list[Row]:
    """What a report tells programs: the same as JSON, as lines of JSON and as CSV."""
    told = ran(f"{line} --json", now=now.isoformat())
    found = objects(told)
    table = list(csv.DictReader(io.StringIO(ran(f"{line} --format csv", now=now.isoformat()).out)))
    assert [list(row) for row in table] == [list(row) for row in found]
    assert [[*row.values()] for row in table] == [[as_csv(cell) for cell in row.values()] for row in found]
    return found


def as_csv(cell: object) -> str:
    """A value of JSON as the script dialect spells it."""
    if cell is None:
        return ""
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)


def week(facts: Sequence[Fact], monday: date) -> Week:
    """A week's rows, with its issues as they stood at its end."""
    return recount.week(by_day(facts, monday + 6 * DAY), monday)


def name(monday: date) -> str:
    """A week as it is written."""
    return str(recount.week_of(monday)["week"])


def weeks_of(
    facts: Sequence[Fact], first: date, frozen: dict[date, Week] | None = None, today: date = TODAY
) -> list[Week]:
    """The weeks of a month that are over, or handed in, those as they were handed in."""
    handed_in = frozen or {}
    counted = [monday for monday in mondays_of(first) if monday in handed_in or monday + 6 * DAY <= today]
    return [handed_in.get(monday) or week(facts, monday) for monday in counted]


class HandedIn(NamedTuple):
    """Facts, the week that was handed in, and when."""

    facts: list[Fact]
    monday: date
    at: datetime

    @property
    def then(self) -> list[Fact]:
        """What was known when it was handed in."""
        return until(self.facts, self.at)


@st.composite
def handed_in(draw: st.DrawFn) -> HandedIn:
    """A week that was handed in from its Friday on, and what came later."""
    monday = draw(st.sampled_from(MONDAYS[1:5]))
    latest = (TODAY - monday).days
    at = datetime(monday.year, monday.month, monday.day, 17, tzinfo=ZONE)
    return HandedIn(draw(zones), monday, at + timedelta(days=draw(st.integers(4, latest - 1))))
