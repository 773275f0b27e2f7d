"""How a period's issues were handled: what was in hand, what was closed in time, how content people are.

In hand is what was closed in the period or open at its end. Closed, solved and satisfied are three
figures, each of its own whole. Source: domain.md, "An issue" and "Reports".
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.nouns.issue.meaning import WORST

COMMON_DAYS = timedelta(days=30)
COMMON_ENTERPRISES = 3


class Case(NamedTuple):
    """An issue that a period has to do with. `late` is closed late, or open and past its deadline.

    `open` is at the period's end; `solved` closed as solved and not denied; `satisfaction` as said in the period.
    """

    handler: str
    block: str
    grid: str
    category: str
    enterprise: str
    raised: bool
    closed: bool
    open: bool
    late: bool
    solved: bool
    satisfaction: int | None


class Handling(NamedTuple):
    """The issues of one handler, block or category, as counts; whatever is a rate follows from them."""

    name: str
    raised: int
    on_time: int
    overtime: int
    unfinished: int
    overdue: int
    solved: int
    rated: int
    dissatisfied: int

    @property
    def closed(self) -> int:
        """In time or not."""
        return self.on_time + self.overtime

    @property
    def in_hand(self) -> int:
        """Closed in the period, or open at its end."""
        return self.closed + self.unfinished

    @property
    def cells(self) -> tuple[str | int | float | None, ...]:
        """A row of the table: counts and rates of those in hand, of those closed, of those rated; None for 0/0."""
        return (
            self.name,
            self.raised,
            self.in_hand,
            self.on_time,
            self.overtime,
            self.unfinished,
            self.overdue,
            share(self.closed, self.in_hand),
            share(self.on_time, self.in_hand),
            self.solved,
            share(self.solved, self.closed),
            self.rated,
            self.dissatisfied,
            share(self.dissatisfied, self.rated),
        )


def handling(name: str, cases: Iterable[Case]) -> Handling:
    """What a set of cases amounts to."""
    cases = list(cases)
    closed = [case for case in cases if case.closed]
    unfinished = [case for case in cases if case.open]
    on_time = sum(not case.late for case in closed)
    said = [case.satisfaction for case in cases if case.satisfaction is not None]
    return Handling(
        name=name,
        raised=sum(case.raised for case in cases),
        on_time=on_time,
        overtime=len(closed) - on_time,
        unfinished=len(unfinished),
        overdue=sum(case.late for case in unfinished),
        solved=sum(case.solved for case in closed),
        rated=len(said),
        dissatisfied=sum(one <= WORST for one in said),
    )


def share(part: int, whole: int) -> float | None:
    """A rate; None for 0/0."""
    return part / whole if whole else None


def by(key: Callable[[Case], str], cases: Iterable[Case]) -> list[Handling]:
    """A row for each name that a key gives, those with the most in hand first."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    rows = [handling(name, group) for name, group in groups.items()]
    return sorted(rows, key=lambda row: (-row.in_hand, -row.raised, row.name))


def total(rows: Sequence[Handling]) -> Handling:
    """The sum of rows that have no issue in common."""
    sums = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    return Handling("", *(sums or [0] * (len(Handling._fields) - 1)))


class Count(NamedTuple):
    """How often something was met, by its code."""

    code: str
    times: int


def top(cases: Iterable[Case], most: int = 5) -> list[Count]:
    """The categories most issues of the period were raised in, and how many.

    Categories with as many issues as the last of the `most` first ones are among them, so that no tie is cut.
    """
    counts: dict[str, int] = {}
    for case in cases:
        if case.raised:
            counts[case.category] = counts.get(case.category, 0) + 1
    ranked = most_first(counts)
    least = ranked[most - 1].times if len(ranked) > most else 0
    return [one for one in ranked if one.times >= least]


def most_first(counts: Mapping[str, int]) -> list[Count]:
    """Counts, the highest first."""
    return sorted((Count(*one) for one in counts.items()), key=lambda one: (-one.times, one.code))


class Complaint(NamedTuple):
    """That an enterprise raised an issue of a category."""

    category: str
    enterprise: str


def common(complaints: Sequence[Complaint]) -> list[Count]:
    """The categories that three or more different enterprises complained of (共性问题), and how many did."""
    who: dict[str, set[str]] = {}
    for one in complaints:
        who.setdefault(one.category, set()).add(one.enterprise)
    return most_first({code: len(them) for code, them in who.items() if len(them) >= COMMON_ENTERPRISES})


def common_since(last: date) -> date:
    """The first of the days that count towards a common issue on `last`."""
    return last - COMMON_DAYS + timedelta(days=1)
