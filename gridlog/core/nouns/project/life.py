"""The project: its fields, its task force, its milestones; how events change it, and its rows.

Source: domain-2.md, "Project".
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, civil, flag, text
from gridlog.core.nouns.table import Cells, Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import FOREVER, folded, names_of, natural, removed, said_on, split, texts_of

PROJECTS = Table(
    "projects",
    """code name folded initials syllables enterprise level investment content leader deputy begun_on:date stage
       closed_on:date? closed_text""",
    key=True,
    indexes="""folded
               enterprise""",
)
MEMBERS = Table(
    "project_members",
    "project enterprise officer from_on:date until_on:date resident:flag early:flag reason",
    indexes="""project
               enterprise: enterprise officer""",
)
MILESTONES = Table(
    "milestones",
    "project number:int milestone first_plan:date? plan:date? actual:date? skipped:flag moves:int reason",
    indexes="project",
)
TABLES = (PROJECTS, MEMBERS, MILESTONES)
NAMES = {"enterprise": ("enterprise",), "officer": ("leader", "deputy", "officer")}
SAME_NAME = folded
FIELDS = ("name", "enterprise", "level", "investment", "content", "leader", "deputy")
MILESTONE_KEYS = (
    "signed",
    "registered",
    "land",
    "started",
    "topped_out",
    "equipment",
    "completed",
    "in_production",
    "above_scale",
    "full_output",
)
COMPLETED = "completed"
AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")  # of 万元
DAY = timedelta(days=1)


class Member(NamedTuple):
    """An officer in the task force on the days [from_on, until_on).

    `resident` tells that the officer does no other work and is at the project. `reason` says why the stay ended early.
    """

    officer: str
    from_on: date
    until_on: date = FOREVER
    resident: bool = False
    reason: str = ""


class Milestone(NamedTuple):
    """A milestone: the plan that was said first, the plan of now, and the actual day; None while nothing is said.

    `moves` counts how often the plan was moved; `reason` says why it, or the actual day, was changed last.
    """

    key: str
    first_plan: date | None = None
    plan: date | None = None
    actual: date | None = None
    moves: int = 0
    reason: str = ""


class Project(NamedTuple):
    """A project. `investment` is an exact decimal of 万元. `begun_on` is the day on which it was put on record."""

    code: str
    name: str = ""
    enterprise: str = ""
    level: str = ""
    investment: str = ""
    content: str = ""
    leader: str = ""
    deputy: str = ""
    begun_on: date = date.min
    members: tuple[Member, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    closed_on: date | None = None
    closed_text: str = ""

    def milestone(self, key: str) -> Milestone:
        """Return a milestone; an empty one while nothing is said of it."""
        return next((one for one in self.milestones if one.key == key), Milestone(key))

    @property
    def completed_on(self) -> date | None:
        """The actual day of 竣工; None before it."""
        return self.milestone(COMPLETED).actual


def project_saved(old: Project | None, event: Event) -> Project:
    """Fields that the event names, over the fields that were there."""
    project = old or Project(natural(event, "project"), begun_on=said_on(event))
    investment = text(event.data, "investment")
    if investment and not AMOUNT.fullmatch(investment):
        raise Misfit("no amount")
    return project._replace(**texts_of(event.data, FIELDS))  # type: ignore[arg-type]  # all of these are text


def _need(old: Project | None) -> Project:
    if old is None:
        raise Misfit("no such project yet")
    return old


def member_set(old: Project | None, event: Event) -> Project:
    """The stay of an officer from a day on takes the place of one that began on the same day."""
    project, data = _need(old), event.data
    last = civil(data, "to") if text(data, "to") else FOREVER
    until_on = last + DAY if last != FOREVER else FOREVER
    stay = Member(
        text(data, "officer"), civil(data, "from"), until_on, flag(data, "resident"), text(data, "reason")
    )
    if until_on <= stay.from_on:
        raise Misfit("a stay that ends before it begins")
    return project._replace(members=tuple(sorted((*_others(project, stay), stay))))


def _others(project: Project, stay: Member) -> list[Member]:
    return [one for one in project.members if one[:2] != stay[:2]]


def member_removed(old: Project | None, event: Event) -> Project:
    """Return the project without a stay that was entered by mistake."""
    project = _need(old)
    stay = Member(text(event.data, "officer"), civil(event.data, "from"))
    left = _others(project, stay)
    if len(left) == len(project.members):
        raise Misfit("no stay to take back")
    return project._replace(members=tuple(left))


def milestone_set(old: Project | None, event: Event) -> Project:
    """The plan and the actual day that the event names; an empty one is taken back. The first plan stays for ever."""
    project, data = _need(old), event.data
    key = text(data, "milestone")
    if key not in MILESTONE_KEYS:
        raise Misfit(f"no milestone: {key}")
    before = project.milestone(key)
    days = {
        name: civil(data, name) if text(data, name) else None for name in ("plan", "actual") if name in data
    }
    after = before._replace(**days)  # type: ignore[arg-type]  # both are days
    after = after._replace(
        first_plan=before.first_plan or after.plan,
        moves=before.moves + (before.plan is not None and after.plan != before.plan),
        reason=text(data, "reason") or before.reason,
    )
    others = [one for one in project.milestones if one.key != key]
    return project._replace(milestones=tuple(sorted((*others, after), key=_order)))


def _order(one: Milestone) -> int:
    return MILESTONE_KEYS.index(one.key)


def project_closed(old: Project | None, event: Event) -> Project:
    """The task force is dissolved."""
    return _need(old)._replace(closed_on=civil(event.data, "on"), closed_text=text(event.data, "text"))


def project_reopened(old: Project | None, _: Event) -> Project:
    """The closing is taken back."""
    return _need(old)._replace(closed_on=None, closed_text="")


KINDS = {
    "project.saved": project_saved,
    "project.removed": removed,
    "project.member_set": member_set,
    "project.member_removed": member_removed,
    "project.milestone_set": milestone_set,
    "project.closed": project_closed,
    "project.reopened": project_reopened,
    "project.split": split,
    **recoded_kinds("project"),
}


def is_early(project: Project, stay: Member) -> bool:
    """Whether a stay ends before 竣工 (提前撤离)."""
    done = project.completed_on
    return stay.until_on != FOREVER and (done is None or stay.until_on <= done)


def stage_on(milestones: tuple[Milestone, ...], day: date) -> str:
    """Return the stage on a day: the last milestone that was reached by then; empty before the first."""
    reached = [one.key for one in milestones if one.actual and one.actual <= day]
    return reached[-1] if reached else ""


def skipped(milestones: tuple[Milestone, ...]) -> set[str]:
    """Return the milestones without an actual day that stand before one that has an actual day."""
    last = max((_order(one) for one in milestones if one.actual), default=0)
    reached = {one.key for one in milestones if one.actual}
    return set(MILESTONE_KEYS[:last]) - reached


def rows(code: str, one: Project) -> Rows:
    """The rows of a project: itself, its task force, and each milestone that is said or was skipped."""
    cells: Cells = (
        code,
        *names_of(one.name),
        *one[2:8],
        one.begun_on.isoformat(),
        stage_on(one.milestones, date.max),
        _iso(one.closed_on),
        one.closed_text,
    )
    return {
        PROJECTS: [cells],
        MEMBERS: [
            (
                code,
                one.enterprise,
                stay.officer,
                stay.from_on.isoformat(),
                stay.until_on.isoformat(),
                int(stay.resident),
                int(is_early(one, stay)),
                stay.reason,
            )
            for stay in one.members
        ],
        MILESTONES: _milestones(code, one),
    }


def _milestones(code: str, one: Project) -> list[Cells]:
    passed = skipped(one.milestones)
    said = {milestone.key for milestone in one.milestones}
    return [
        (
            code,
            number,
            key,
            *map(_iso, one.milestone(key)[1:4]),
            int(key in passed),
            one.milestone(key).moves,
            one.milestone(key).reason,
        )
        for number, key in enumerate(MILESTONE_KEYS)
        if key in said | passed
    ]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
