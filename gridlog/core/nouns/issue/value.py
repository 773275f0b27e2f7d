"""The issue: its life as one table, and what is known of it.

Source: domain.md, "An issue". `NEXT` is the whole life; docs/format.md prints it.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY
from gridlog.core.nouns.issue.meaning import OPEN_STATES, is_open

STATES = (
    "registered",
    "assigned",
    "accepted",
    "handling",
    "on_hold",
    "answered",
    "closed",
    "rejected",
    "merged",
)
GRADES = ("urgent", "simple", "general", "complex", "longterm")
ISSUE_LEVELS = ("grid", "block", "zone", "city")
RESULTS = ("solved", "partly", "explained", "withdrawn", "transferred")
SOURCES = ("visit", "phone", "station", "online", "meeting", "superior", "other")
CATEGORIES = (
    "LAND",
    "POWER",
    "UTIL",
    "INFRA",
    "BUILD",
    "PERMIT",
    "LABOR",
    "TALENT",
    "FIN",
    "POLICY",
    "TAX",
    "MARKET",
    "LOGIS",
    "TECH",
    "ENV",
    "SAFETY",
    "LEGAL",
    "OTHER",
)

NEXT: dict[tuple[str, str], str] = {
    ("", "issue.raised"): "registered",
    ("registered", "issue.assigned"): "assigned",
    ("registered", "issue.accepted"): "accepted",
    ("registered", "issue.noted"): "registered",
    ("registered", "issue.extended"): "registered",
    ("registered", "issue.escalated"): "registered",
    ("registered", "issue.answered"): "answered",
    ("registered", "issue.rejected"): "rejected",
    ("registered", "issue.merged"): "merged",
    ("assigned", "issue.assigned"): "assigned",
    ("assigned", "issue.accepted"): "accepted",
    ("assigned", "issue.noted"): "assigned",
    ("assigned", "issue.extended"): "assigned",
    ("assigned", "issue.escalated"): "assigned",
    ("assigned", "issue.answered"): "answered",
    ("assigned", "issue.rejected"): "rejected",
    ("assigned", "issue.merged"): "merged",
    ("accepted", "issue.assigned"): "assigned",
    ("accepted", "issue.noted"): "handling",
    ("accepted", "issue.held"): "on_hold",
    ("accepted", "issue.extended"): "accepted",
    ("accepted", "issue.escalated"): "accepted",
    ("accepted", "issue.answered"): "answered",
    ("accepted", "issue.merged"): "merged",
    ("handling", "issue.assigned"): "assigned",
    ("handling", "issue.noted"): "handling",
    ("handling", "issue.held"): "on_hold",
    ("handling", "issue.extended"): "handling",
    ("handling", "issue.escalated"): "handling",
    ("handling", "issue.answered"): "answered",
    ("handling", "issue.merged"): "merged",
    ("on_hold", "issue.noted"): "on_hold",
    ("on_hold", "issue.resumed"): "handling",
    ("on_hold", "issue.extended"): "on_hold",
    ("on_hold", "issue.escalated"): "on_hold",
    ("answered", "issue.noted"): "answered",
    ("answered", "issue.answered"): "answered",
    ("answered", "issue.revisited"): "answered",
    ("answered", "issue.closed"): "closed",
    ("answered", "issue.reopened"): "handling",
    ("closed", "issue.reopened"): "handling",
    ("rejected", "issue.reopened"): "handling",
    ("merged", "issue.reopened"): "handling",
    **{(state, "issue.corrected"): state for state in (*OPEN_STATES, "closed")},
}


VERBS = {
    "issue.assigned": "assign",
    "issue.accepted": "accept",
    "issue.noted": "note",
    "issue.held": "hold",
    "issue.resumed": "resume",
    "issue.extended": "extend",
    "issue.escalated": "escalate",
    "issue.answered": "answer",
    "issue.revisited": "revisit",
    "issue.closed": "close",
    "issue.reopened": "reopen",
    "issue.rejected": "reject",
    "issue.merged": "merge",
    "issue.corrected": "edit",
}
CORRECTABLE = ("enterprise", "block", "grid", "category", "grade", "text", "project")


class Revisit(NamedTuple):
    """What the enterprise said afterwards, None where it was not asked; `satisfaction` runs from 5 to 1."""

    on: date
    by: str
    by_handler: bool
    solved: bool | None
    answered: bool | None
    contacted: bool | None
    satisfaction: int


class Issue(NamedTuple):
    """An issue as its events leave it.

    `missed_on` is the first day on which it was overdue; it stays once a deadline has passed unanswered. `since` is
    the day of the last step that a report asks for, `course` the issue as it stood before each such day. `project` is the
    code of the project that it blocks (堵点), empty for none.
    """

    raised_on: date
    enterprise: str
    officer: str
    block: str
    grid: str
    source: str
    category: str
    text: str
    grade: str
    visit: str
    first_due: date
    due: date
    progress_on: date
    progress: str
    remark: str = ""
    state: str = "registered"
    level: str = "grid"
    handler: str = ""
    helper: str = ""
    assigned_on: date | None = None
    accepted_on: date | None = None
    held_on: date | None = None
    waiting: str = ""
    extended: bool = False
    missed_on: date | None = None
    answered_on: date | None = None
    result: str = ""
    result_text: str = ""
    revisit: Revisit | None = None
    closed_on: date | None = None
    workdays: int | None = None
    reopened: int = 0
    merged_into: str = ""
    end_reason: str = ""
    since: date = date.min
    course: tuple["Issue", ...] = ()
    project: str = ""

    @property
    def missed(self) -> bool:
        """Whether a deadline has passed unanswered."""
        return self.missed_on is not None

    @property
    def late_on(self) -> date | None:
        """The first day on which it was overdue, or will be if nothing happens; None where no clock runs."""
        if self.missed_on or not self.clock_runs or self.due == date.max:
            return self.missed_on
        return max(self.due + DAY, self.since)

    @property
    def clock_runs(self) -> bool:
        """Only an answer, an end, or waiting for the enterprise stops the clock."""
        if self.state == "on_hold":
            return self.waiting != "enterprise"
        return is_open(self) and self.state != "answered"
