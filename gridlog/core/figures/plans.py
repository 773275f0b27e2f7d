"""What is said of plans: the sheet of one version with its needs and measures in their order."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class NeedLine(NamedTuple):
    """A need as its plan numbers it, from 1; `state` is open, met or dropped."""

    number: int
    id: str
    text: str
    category: str
    issue: str
    state: str
    closed_on: date | None
    note: str


class MeasureLine(NamedTuple):
    """A measure as its plan numbers it, from 1; `owner` is a name, `state` is open, done or dropped."""

    number: int
    id: str
    text: str
    owner: str
    due: date
    state: str
    closed_on: date | None
    note: str


class ReviewLine(NamedTuple):
    """A review that was held: when, what was found, and by whom."""

    on: date
    text: str
    by: str


class Sheet(NamedTuple):
    """One version of a plan, with all that a page says of it; leader and officer are names.

    `last` is the number of the latest version. `review` is None in an older version.
    """

    enterprise: str
    name: str
    version: int
    last: int
    begun_on: date
    goal: str
    period: str
    state: str
    leader: str
    officer: str
    review: date | None
    confirmed_on: date | None
    confirmed_by: str
    needs: Sequence[NeedLine]
    measures: Sequence[MeasureLine]
    reviews: Sequence[ReviewLine]

    @property
    def met(self) -> tuple[int, int]:
        """Return how many needs are met, of how many that were not dropped."""
        return _done(self.needs, "met")

    @property
    def done(self) -> tuple[int, int]:
        """Return how many measures are done, of how many that were not dropped."""
        return _done(self.measures, "done")

    def overdue(self, today: date) -> list[MeasureLine]:
        """Return the open measures that were due before today."""
        return [one for one in self.measures if one.state == "open" and one.due < today]


def _done(lines: Sequence[NeedLine] | Sequence[MeasureLine], state: str) -> tuple[int, int]:
    states = [one.state for one in lines]
    return states.count(state), len(states) - states.count("dropped")
