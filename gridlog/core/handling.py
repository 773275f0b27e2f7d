"""How a period's issues were handled: what was in hand, what was closed in time, how content people are.

In hand is what was closed in the period or open at its end. Closed, solved and satisfied are three
figures, each of its own whole. Source: domain.md, "An issue" and "Reports".
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.issue import DISSATISFIED

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
    """The issues of one handler, block or category; a rate is None for 0/0.

    `closed_rate` and `on_time_rate` are of those in hand, `solved_rate` of those closed, `dissatisfied_rate`
    of those rated.
    """

    name: str
    raised: int
    in_hand: int
    on_time: int
    overtime: int
    unfinished: int
    overdue: int
    closed_rate: float | None
    on_time_rate: float | None
    solved: int
    solved_rate: float | None
    rated: int
    dissatisfied: int
    dissatisfied_rate: float | None

    @property
    def closed(self) -> int:
        """In time or not."""
        return self.on_time + self.overtime


def handling(name: str, cases: Iterable[Case]) -> Handling:
    """What a set of cases amounts to."""
    cases = list(cases)
    closed = [case for case in cases if case.closed]
    unfinished = [case for case in cases if case.open]
    on_time = sum(not case.late for case in closed)
    solved = sum(case.solved for case in closed)
    said = [case.satisfaction for case in cases if case.satisfaction is not None]
    dissatisfied = sum(one <= DISSATISFIED for one in said)
    in_hand = len(closed) + len(unfinished)
    return Handling(
        name=name,
        raised=sum(case.raised for case in cases),
        in_hand=in_hand,
        on_time=on_time,
        overtime=len(closed) - on_time,
        unfinished=len(unfinished),
        overdue=sum(case.late for case in unfinished),
        closed_rate=share(len(closed), in_hand),
        on_time_rate=share(on_time, in_hand),
        solved=solved,
        solved_rate=share(solved, len(closed)),
        rated=len(said),
        dissatisfied=dissatisfied,
        dissatisfied_rate=share(dissatisfied, len(said)),
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


def top(cases: Iterable[Case], most: int = 5) -> list[tuple[str, int]]:
    """The categories most issues of the period were raised in, and how many."""
    counts: dict[str, int] = {}
    for case in cases:
        if case.raised:
            counts[case.category] = counts.get(case.category, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]


class Complaint(NamedTuple):
    """That an enterprise raised an issue of a category."""

    category: str
    enterprise: str


def common(complaints: Sequence[Complaint]) -> list[tuple[str, int]]:
    """The categories that three or more different enterprises complained of (共性问题), and how many did."""
    who: dict[str, set[str]] = {}
    for one in complaints:
        who.setdefault(one.category, set()).add(one.enterprise)
    found = [(category, len(them)) for category, them in who.items() if len(them) >= COMMON_ENTERPRISES]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def common_since(last: date) -> date:
    """The first of the days that count towards a common issue on `last`."""
    return last - COMMON_DAYS + timedelta(days=1)
