"""The light of a project on a day, always with its reason. Pure.

Source: domain-2.md, "Project"; every bound is a setting. A week is yellow when its gap is, or when the log was silent at its
end; a project that was yellow in two weeks running is red.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY, WEEK, Calendar, monday
from gridlog.core.nouns.project.life import MILESTONE_KEYS, Milestone, skipped
from gridlog.core.nouns.project.rules import late_days
from gridlog.core.rules import Rules

FIRST_WEEK = date(1, 1, 1)  # a Monday, and no week is before it
MOST_SILENT = 20  # so many workdays without a log are counted, and more are "20 or more"


class Known(NamedTuple):
    """What a light is judged by.

    `begun_on`: the first day on which a log is expected.
    `weeks`: the gap of each week in tenths of a point, by its Monday.
    `logs`: the days with a log, in order.
    """

    begun_on: date
    milestones: tuple[Milestone, ...]
    weeks: Mapping[date, int]
    logs: Sequence[date]
    closed_on: date | None = None


class Reason(NamedTuple):
    """Why a light is what it is.

    `what` is gap, twice, silent, late, or none (no progress is on record). `amount` is tenths of a point, workdays or days.
    """

    what: str
    amount: int = 0
    milestone: str = ""


class Light(NamedTuple):
    """A light: red, yellow or green; empty for a project that is closed. `gap` is the latest one in tenths of a point."""

    colour: str
    reasons: tuple[Reason, ...] = ()
    gap: int | None = None


def silent_workdays(known: Known, day: date, calendar: Calendar) -> int:
    """Return how many workdays before `day` went by since the last log."""
    at = bisect_left(known.logs, day)
    since = known.logs[at - 1] + DAY if at else known.begun_on
    count, back = 0, day - DAY
    while back >= since and count < MOST_SILENT:
        count += calendar.is_workday(back)
        back -= DAY
    return count


def light(known: Known, on: date, calendar: Calendar, rules: Rules) -> Light:
    """Return the light at the end of a day. `calendar` is good for 60 days before it."""
    if known.closed_on and known.closed_on <= on:
        return Light("")
    measured = [week for week in known.weeks if week <= on]
    last = max(measured, default=None)
    gap = known.weeks[last] if last else None
    red: list[Reason] = []
    yellow: list[Reason] = []
    if gap is not None and gap < -10 * rules.gap_red_points:
        red.append(Reason("gap", gap))
    elif gap is not None and gap < -10 * rules.gap_yellow_points:
        yellow.append(Reason("gap", gap))
    silent = silent_workdays(known, on, calendar)
    if silent >= rules.log_workdays:
        yellow.append(Reason("silent", silent))
    if _twice(known, on, last, silent, calendar, rules):
        red.append(Reason("twice"))
    red += [Reason("late", days, key) for key, days in _late(known, on) if days > rules.milestone_late_days]
    if red or yellow:
        return Light("red" if red else "yellow", (*red, *yellow), gap)
    return Light("green", (Reason("none") if gap is None else Reason("gap", gap),), gap)


def _twice(known: Known, on: date, last: date | None, silent: int, calendar: Calendar, rules: Rules) -> bool:
    """Whether the project is yellow in two weeks running, of which the second is the present or the last measured one."""

    def gap_is_yellow(week: date) -> bool:
        return known.weeks.get(week, 0) < -10 * rules.gap_yellow_points

    def was_yellow(week: date) -> bool:
        return gap_is_yellow(week) or silent_workdays(known, week + WEEK, calendar) >= rules.log_workdays

    seconds = {last} if last and gap_is_yellow(last) else set()
    if silent >= rules.log_workdays:
        seconds.add(monday(on))
    return any(was_yellow(week - WEEK) for week in seconds if week > FIRST_WEEK)


def _late(known: Known, on: date) -> list[tuple[str, int]]:
    """Return the milestones that are not reached on a day, and by how many days each is past its plan."""
    then = tuple(
        one._replace(actual=one.actual if one.actual and one.actual <= on else None)
        for one in known.milestones
    )
    passed = skipped(then)
    return [
        (one.key, late_days(one, on))
        for one in sorted(then, key=lambda one: MILESTONE_KEYS.index(one.key))
        if one.actual is None and one.key not in passed
    ]
