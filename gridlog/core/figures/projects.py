"""What a day, a week and a month say of projects: the stage, the progress, the light and why, blockers, who left early."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from gridlog.core.nouns.log.life import Log
from gridlog.core.nouns.progress.life import Progress
from gridlog.core.nouns.project.life import MILESTONE_KEYS, Milestone, stage_on
from gridlog.core.nouns.project.lights import Light

COLOURS = ("red", "yellow", "green")


class Served(NamedTuple):
    """A project with a task force; `who` is the name of the officer who answers for it."""

    code: str
    name: str
    who: str
    investment: str
    milestones: tuple[Milestone, ...]
    light: Light


class Blockers(NamedTuple):
    """The blockers of a project: raised and resolved in the period, open at its end; `texts` of the open ones, oldest first."""

    raised: int = 0
    resolved: int = 0
    open: int = 0
    texts: tuple[str, ...] = ()


class DayLine(NamedTuple):
    """A project on a day; `log` is None where there is none."""

    project: Served
    stage: str
    log: Log | None
    blockers: Blockers


class ProjectDay(NamedTuple):
    """The projects of a day; `unlogged` are the names of those that owe a log of the day and have none."""

    on: date
    lines: Sequence[DayLine]
    unlogged: Sequence[str]


class Left(NamedTuple):
    """A member who left a project before its completion: the names, the last day and the reason."""

    project: str
    officer: str
    last: date
    reason: str


class WeekLine(NamedTuple):
    """A project in a week: the progress of the week before and of the week, the blockers, the workdays without a log."""

    project: Served
    before: Progress
    now: Progress
    blockers: Blockers
    unlogged: int


class ProjectWeek(NamedTuple):
    """The projects of a week, and who left early; `is_over` tells that the week lies behind."""

    monday: date
    lines: Sequence[WeekLine]
    left: Sequence[Left]
    is_over: bool


class MonthLine(NamedTuple):
    """A project in a month: the last progress with both figures, the next milestone, the milestones of the month."""

    project: Served
    progress: Progress
    blockers: Blockers
    next: Milestone | None
    reached: Sequence[Milestone]


class ProjectMonth(NamedTuple):
    """The projects of a month until `last`, their members at its end, how many of them are resident, and who left early."""

    first: date
    last: date
    lines: Sequence[MonthLine]
    members: int
    residents: int
    left: Sequence[Left]


def lights(projects: Iterable[Served]) -> dict[str, int]:
    """Return how many projects have each light, red first; lights that no project has are left out."""
    colours = [one.light.colour for one in projects]
    return {colour: colours.count(colour) for colour in COLOURS if colour in colours}


def invested(projects: Iterable[Served]) -> Decimal:
    """Return the sum of the investments, in 万元."""
    return sum((Decimal(one.investment) for one in projects if one.investment), Decimal(0))


def next_milestone(milestones: Sequence[Milestone], on: date) -> Milestone | None:
    """Return the milestone after the stage of a day: the first one with a plan, else the first one; None after the last."""
    stage = stage_on(tuple(milestones), on)
    said = {one.key: one for one in milestones}
    ahead = MILESTONE_KEYS[MILESTONE_KEYS.index(stage) + 1 :] if stage else MILESTONE_KEYS
    rest = [said.get(key, Milestone(key)) for key in ahead]
    return next((one for one in rest if one.plan), rest[0] if rest else None)


def reached(milestones: Iterable[Milestone], first: date, last: date) -> list[Milestone]:
    """Return the milestones whose actual day lies from `first` to `last`."""
    return [one for one in milestones if one.actual and first <= one.actual <= last]


def latest(weeks: Mapping[date, Progress], last: date, code: str) -> Progress:
    """Return the latest progress with both figures by a day; an empty one where there is none."""
    found = [one for monday, one in weeks.items() if monday <= last and one.gap is not None]
    return max(found, key=lambda one: one.monday, default=Progress(code, last))
