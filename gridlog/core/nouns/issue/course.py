"""The course of an issue: its state at the end of each day, so that a report of a past day shows that day's state.

Source: domain.md, "An issue".
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.nouns.issue.meaning import is_open
from gridlog.core.nouns.issue.value import Issue


class Spell(NamedTuple):
    """The state of an issue at the end of each day of [from_on, until_on).

    `late_on` is the first day on which the issue was overdue, or would be; None when no clock runs. The answer of
    a revisit is None when no enterprise was asked. `closed_on` is the day on which the issue was closed; later
    corrections do not change it.
    """

    from_on: date
    until_on: date
    state: str
    is_open: bool
    grade: str
    due: date
    clock_runs: bool
    late_on: date | None
    handler: str
    result: str
    solved: bool | None
    revisited_on: date | None
    satisfaction: int | None
    closed_on: date | None


def spells(issue: Issue) -> list[Spell]:
    """Return the whole course of an issue; days with no change are one spell, and the last spell has no end."""
    stands = [*issue.course, issue]
    found: list[Spell] = []
    closed_on: date | None = None
    for at, one in enumerate(stands):
        until_on = stands[at + 1].since if at + 1 < len(stands) else date.max
        closed_on = (closed_on or one.since) if one.state == "closed" else None
        made = _spell(one, until_on, closed_on)
        if found and found[-1][2:] == made[2:]:
            found[-1] = found[-1]._replace(until_on=until_on)
        else:
            found.append(made)
    return found


def _spell(one: Issue, until_on: date, closed_on: date | None) -> Spell:
    after = one.revisit
    return Spell(
        from_on=one.since,
        until_on=until_on,
        state=one.state,
        is_open=is_open(one),
        grade=one.grade,
        due=one.due,
        clock_runs=one.clock_runs,
        late_on=one.late_on,
        handler=one.handler,
        result=one.result,
        solved=after.solved if after else None,
        revisited_on=after.on if after else None,
        satisfaction=after.satisfaction if after else None,
        closed_on=closed_on,
    )
