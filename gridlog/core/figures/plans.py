"""What is said of plans: the sheet of one version, and what a day, a week and a month say of all of them."""

from collections.abc import Iterable, Mapping, Sequence
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
    """A measure as its plan numbers it, from 1; `owner` is a name, `state` is open, done or dropped.

    `owner_code` is the owner as it is stored: an officer's code, or a unit or person in words.
    """

    number: int
    id: str
    text: str
    owner: str
    due: date
    state: str
    closed_on: date | None
    note: str
    owner_code: str


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


class MeasureAt(NamedTuple):
    """A measure as it stood on a day; `owner` is a name, `state` is open, done or dropped."""

    enterprise: str
    text: str
    owner: str
    due: date
    state: str
    closed_on: date | None = None


class ReviewAt(NamedTuple):
    """A review as it stood on a day: whose plan, when it was due, who is in charge, and whether it was held."""

    enterprise: str
    due: date
    officer: str
    is_held: bool = False


class PlanAt(NamedTuple):
    """A plan as it stood on a day. `needs` has the state of each of its needs: open, met or dropped."""

    enterprise: str
    block: str
    is_confirmed: bool
    measures: Sequence[MeasureAt]
    needs: Sequence[str]


class PlanDay(NamedTuple):
    """What falls due on a day; `names` has the names of the enterprises by code."""

    on: date
    measures: Sequence[MeasureAt]
    reviews: Sequence[ReviewAt]
    names: Mapping[str, str]


class PlanBlock(NamedTuple):
    """The plans of a block: how many, how many are confirmed, and what became of their measures and needs.

    What was dropped is in none of the counts.
    """

    block: str
    plans: int
    confirmed: int
    measures: int
    done: int
    overdue: int
    needs: int
    met: int


class PlanSpan(NamedTuple):
    """The plans at the end of a week or month, which is `at` in a period that is not over.

    `overdue` and `missed` are what was late then, the longest first. `done` counts the measures that were done in the
    period, `held` the reviews. `dropped` counts the measures and the needs that were dropped. `names` has the names of
    enterprises by code.
    """

    at: date
    blocks: Sequence[PlanBlock]
    overdue: Sequence[MeasureAt]
    missed: Sequence[ReviewAt]
    done: int
    held: int
    dropped: tuple[int, int]
    names: Mapping[str, str]

    @property
    def total(self) -> PlanBlock:
        """Return the sums over all blocks."""
        columns = zip(*(one[1:] for one in self.blocks), strict=True)
        return PlanBlock("", *(sum(map(int, column)) for column in columns))


def overdue_at(measures: Iterable[MeasureAt], at: date) -> list[MeasureAt]:
    """Return the measures that were open on a day and due before it, the longest overdue first."""
    late = [one for one in measures if one.state == "open" and one.due < at]
    return sorted(late, key=lambda one: (one.due, one.enterprise, one.text))


def by_block(plans: Sequence[PlanAt], at: date) -> list[PlanBlock]:
    """Return the figures of each block that has a plan, by code."""
    return [
        _block(block, [one for one in plans if one.block == block], at)
        for block in sorted({one.block for one in plans})
    ]


def _block(block: str, plans: Sequence[PlanAt], at: date) -> PlanBlock:
    measures = [one for plan in plans for one in plan.measures if one.state != "dropped"]
    needs = [state for plan in plans for state in plan.needs if state != "dropped"]
    return PlanBlock(
        block,
        len(plans),
        sum(plan.is_confirmed for plan in plans),
        len(measures),
        sum(one.state == "done" for one in measures),
        len(overdue_at(measures, at)),
        len(needs),
        needs.count("met"),
    )
