"""The issue: its life as one table, the deadline on its clock, and the gate before its end.

Source: domain.md, "An issue". `NEXT` is the whole life; docs/format.md prints it.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY, Calendar
from gridlog.core.event import Data, Event, Json, Misfit, civil, flag, number, text
from gridlog.core.nouns.issue.meaning import LONG, OPEN_STATES, WORST, is_longterm, is_open
from gridlog.core.rules import Rules
from gridlog.errors import Refused, Usage

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
CORRECTABLE = ("enterprise", "block", "grid", "category", "grade", "text")


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
    the day of the last step that a report asks for, `course` the issue as it stood before each such day.
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


class When(NamedTuple):
    """The day a step is taken on, the calendar its deadlines are counted by, and the zone's rules."""

    today: date
    calendar: Calendar
    rules: Rules


class Raised(NamedTuple):
    """An issue as somebody tells it; enterprise, officer and visit are codes and ids."""

    enterprise: str
    officer: str
    text: str
    block: str
    grid: str
    category: str = "OTHER"
    grade: str = "general"
    source: str = "other"
    visit: str = ""
    due: date | None = None
    on: date | None = None
    remark: str = ""


def after_step(issue: Issue, kind: str) -> str:
    """The state that `kind` leads to. Raises Refused, naming what is possible instead."""
    state = NEXT.get((issue.state, kind))
    if state is None:
        steps = [VERBS[step] for here, step in NEXT if here == issue.state]
        raise Refused("issue.not_now", state=issue.state, step=VERBS[kind], steps=steps)
    return state


def one_of(value: str, known: tuple[str, ...], what: str) -> str:
    """`value` when it is known. Raises Usage listing what is."""
    if value not in known:
        raise Usage("issue.unknown_word", what=what, value=value, known=", ".join(known))
    return value


def said(value: str, what: str) -> str:
    """A text that says something. Raises Usage."""
    if not value.strip():
        raise Usage("issue.text_missing", what=what)
    return value.strip()


def register(raised: Raised, when: When) -> dict[str, Json]:
    """The data of `issue.raised`, with the deadline the grade gives. Raises Usage or Refused."""
    on = raised.on or when.today
    if on > when.today:
        raise Refused("issue.future", on=on, today=when.today)
    grade = one_of(raised.grade, GRADES, "grade")
    if grade == LONG and raised.due is None:
        raise Usage("issue.longterm_due")
    due = raised.due or when.calendar.after(on, when.rules.grade_workdays(grade))
    if due < on:
        raise Refused("issue.due_past", due=due, on=on)
    data: dict[str, Json] = {
        "on": on.isoformat(),
        "enterprise": raised.enterprise,
        "officer": raised.officer,
        "text": said(raised.text, "text"),
        "block": raised.block,
        "grid": raised.grid,
        "category": one_of(raised.category, CATEGORIES, "category"),
        "grade": grade,
        "source": one_of(raised.source, SOURCES, "source"),
        "due": due.isoformat(),
    }
    optional = {"visit": raised.visit, "remark": raised.remark}
    return data | {key: value for key, value in optional.items() if value}


def assign(issue: Issue, handler: str, helper: str, when: When) -> dict[str, Json]:
    """The data of `issue.assigned`: who handles it, and who helps."""
    after_step(issue, "issue.assigned")
    data: dict[str, Json] = {"on": when.today.isoformat(), "handler": said(handler, "handler")}
    return data | ({"helper": helper} if helper else {})


def accept(issue: Issue, handler: str, when: When) -> dict[str, Json]:
    """Return the data of `issue.accepted`. The officer who accepts an unassigned issue becomes its handler."""
    after_step(issue, "issue.accepted")
    data: dict[str, Json] = {"on": when.today.isoformat()}
    return data if issue.handler else data | {"handler": handler}


def note(issue: Issue, progress: str, when: When) -> dict[str, Json]:
    """The data of `issue.noted`: progress, in words."""
    after_step(issue, "issue.noted")
    return {"on": when.today.isoformat(), "text": said(progress, "text")}


def hold(issue: Issue, reason: str, waiting: str, when: When) -> dict[str, Json]:
    """The data of `issue.held`; only `waiting` for the enterprise stops the clock."""
    after_step(issue, "issue.held")
    return {
        "on": when.today.isoformat(),
        "reason": said(reason, "reason"),
        "waiting": one_of(waiting, ("enterprise", "other"), "waiting"),
    }


def resume(issue: Issue, when: When) -> dict[str, Json]:
    """The data of `issue.resumed`; workdays spent waiting for the enterprise are given back."""
    after_step(issue, "issue.resumed")
    due = issue.due
    if issue.waiting == "enterprise" and issue.held_on:
        due = when.calendar.after(due, when.calendar.workdays(issue.held_on, when.today))
    return {"on": when.today.isoformat(), "due": due.isoformat()}


def extend(issue: Issue, due: date, reason: str, when: When) -> dict[str, Json]:
    """The data of `issue.extended`. Raises Refused once the deadline has passed."""
    after_step(issue, "issue.extended")
    if when.today > issue.due:
        raise Refused("issue.extend_late", due=issue.due)
    if due <= issue.due:
        raise Refused("issue.extend_earlier", due=issue.due, new=due)
    return {"on": when.today.isoformat(), "due": due.isoformat(), "reason": said(reason, "reason")}


def escalate(issue: Issue, tried: str, when: When) -> dict[str, Json]:
    """The data of `issue.escalated`: one level up, saying what was tried. Raises Refused at the top."""
    after_step(issue, "issue.escalated")
    if issue.level == ISSUE_LEVELS[-1]:
        raise Refused("issue.top_level", level=issue.level)
    return {"on": when.today.isoformat(), "level": raised_level(issue.level), "tried": said(tried, "reason")}


def raised_level(level: str) -> str:
    """The next level up; the highest stays."""
    if level not in ISSUE_LEVELS:
        return ISSUE_LEVELS[0]
    return ISSUE_LEVELS[min(ISSUE_LEVELS.index(level) + 1, len(ISSUE_LEVELS) - 1)]


def answer(issue: Issue, result: str, words: str, when: When) -> dict[str, Json]:
    """The data of `issue.answered`: what the enterprise was told."""
    after_step(issue, "issue.answered")
    return {
        "on": when.today.isoformat(),
        "result": one_of(result, RESULTS, "result"),
        "text": said(words, "text"),
    }


def revisit(issue: Issue, said_back: Revisit, words: str, when: When) -> dict[str, Json]:
    """The data of `issue.revisited`. Raises Usage for a satisfaction outside 1 to 5."""
    after_step(issue, "issue.revisited")
    if not 1 <= said_back.satisfaction <= 5:
        raise Usage("issue.satisfaction", value=said_back.satisfaction)
    data: dict[str, Json] = {
        "on": when.today.isoformat(),
        "by": said_back.by,
        "by_handler": bool(said_back.by) and said_back.by == issue.handler,
        "satisfaction": said_back.satisfaction,
    }
    asked = {key: getattr(said_back, key) for key in ("solved", "answered", "contacted")}
    data.update({key: said for key, said in asked.items() if said is not None})
    return data | ({"text": words} if words else {})


def is_dissatisfied(issue: Issue) -> bool:
    """Whether the last revisit of the present answer gave 1 or 2."""
    after = issue.revisit if issue.answered_on else None
    return after is not None and after.satisfaction <= WORST


def close(issue: Issue, when: When) -> dict[str, Json]:
    """The data of `issue.closed`. Raises Refused unless there is a result, a text and a content revisit."""
    after_step(issue, "issue.closed")
    if issue.revisit is None:
        raise Refused("issue.not_revisited")
    if is_dissatisfied(issue):
        raise Refused("issue.dissatisfied", satisfaction=issue.revisit.satisfaction)
    if issue.result == "solved" and issue.revisit.solved is False:
        raise Refused("issue.not_solved")
    spent = when.calendar.workdays(issue.raised_on + DAY, when.today + DAY)
    return {"on": when.today.isoformat(), "workdays": spent}


def reopen(issue: Issue, reason: str, when: When) -> dict[str, Json]:
    """The data of `issue.reopened` with fresh days; after dissatisfaction a level up and half of them."""
    after_step(issue, "issue.reopened")
    allowed = when.rules.grade_workdays(issue.grade) or when.rules.complex_workdays
    level = issue.level
    if is_dissatisfied(issue):
        allowed = (allowed + 1) // 2
        level = raised_level(level)
    return {
        "on": when.today.isoformat(),
        "reason": said(reason, "reason"),
        "level": level,
        "due": when.calendar.after(when.today, allowed).isoformat(),
    }


def reject(issue: Issue, reason: str, when: When) -> dict[str, Json]:
    """The data of `issue.rejected`: why this is not for the zone to handle."""
    after_step(issue, "issue.rejected")
    return {"on": when.today.isoformat(), "reason": said(reason, "reason")}


def merge(issue: Issue, into: Issue, id: str, into_id: str, when: When) -> dict[str, Json]:
    """The data of `issue.merged` into another open issue. Raises Refused."""
    after_step(issue, "issue.merged")
    if id == into_id:
        raise Refused("issue.merge_self")
    if not is_open(into):
        raise Refused("issue.merge_ended", into=into_id, state=into.state)
    return {"on": when.today.isoformat(), "into": into_id}


def correct(issue: Issue, wanted: Mapping[str, str], reason: str, when: When) -> dict[str, Json]:
    """The data of `issue.corrected`: what changes, what it was before, and why.

    `wanted` has any of CORRECTABLE; `block` and `grid` go with a new enterprise.
    Raises Refused for an issue that was declined or merged and where nothing changes.
    """
    after_step(issue, "issue.corrected")
    new: dict[str, Json] = {key: value for key, value in wanted.items() if getattr(issue, key) != value}
    if "enterprise" not in new:
        new = {key: value for key, value in new.items() if key not in ("block", "grid")}
    if not new:
        raise Refused("issue.same")
    if "category" in new:
        one_of(wanted["category"], CATEGORIES, "category")
    if "grade" in new:
        due = regraded(issue, one_of(wanted["grade"], GRADES, "grade"), when)
        new |= {"due": due.isoformat()} if due != issue.due else {}
    if "text" in new:
        said(wanted["text"], "text")
    was: dict[str, Json] = {key: str(getattr(issue, key)) for key in new}
    return {"on": when.today.isoformat(), "change": new, "was": was, "why": said(reason, "reason")}


def regraded(issue: Issue, grade: str, when: When) -> date:
    """The deadline under another grade, counted anew from the day the issue was raised.

    A deadline that a person set, an extension, a reopening or a wait gave stays, and so does the one
    of an issue that was answered. A long-term grade has no days of its own and keeps the deadline.
    """
    days = when.rules.grade_workdays
    is_by_grade = issue.due == when.calendar.after(issue.raised_on, days(issue.grade))
    is_settled = issue.extended or issue.state in ("answered", "closed")
    if is_settled or not days(grade) or not (is_by_grade or is_longterm(issue)):
        return issue.due
    return when.calendar.after(issue.raised_on, days(grade))


def _began(old: Issue | None, event: Event) -> Issue:
    if old is not None or event.row != event.id:
        raise Misfit("an issue begins once, as a row of its own")
    data = event.data
    on = civil(data, "on")
    due = civil(data, "due")
    return Issue(
        raised_on=on,
        enterprise=text(data, "enterprise"),
        officer=text(data, "officer"),
        block=text(data, "block"),
        grid=text(data, "grid"),
        source=text(data, "source"),
        category=text(data, "category"),
        text=text(data, "text"),
        grade=text(data, "grade"),
        visit=text(data, "visit"),
        first_due=due,
        due=due,
        progress_on=on,
        progress=text(data, "text"),
        remark=text(data, "remark"),
        since=on,
    )


def _assigned(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    handler = text(data, "handler")
    return issue._replace(handler=handler, helper=text(data, "helper"), assigned_on=on, progress_on=on)


def _accepted(issue: Issue, data: Data, on: date, event: Event) -> Issue:
    handler = issue.handler or text(data, "handler") or event.by
    return issue._replace(handler=handler, accepted_on=on, progress_on=on)


def _noted(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(progress=text(data, "text"), progress_on=on)


def _held(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    waiting = text(data, "waiting")
    return issue._replace(held_on=on, waiting=waiting, progress=text(data, "reason"), progress_on=on)


def _resumed(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(held_on=None, waiting="", due=civil(data, "due"), progress_on=on)


def _extended(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    due, reason = civil(data, "due"), text(data, "reason")
    return issue._replace(due=due, extended=True, progress=reason, progress_on=on)


def _escalated(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(level=text(data, "level"), progress=text(data, "tried"), progress_on=on)


def _answered(issue: Issue, data: Data, on: date, event: Event) -> Issue:
    words = text(data, "text")
    return issue._replace(
        handler=issue.handler or event.by,
        answered_on=on,
        result=text(data, "result"),
        result_text=words,
        progress=words,
        progress_on=on,
        revisit=None,
    )


def _revisited(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    said_back = Revisit(
        on=on,
        by=text(data, "by"),
        by_handler=flag(data, "by_handler"),
        solved=_asked(data, "solved"),
        answered=_asked(data, "answered"),
        contacted=_asked(data, "contacted"),
        satisfaction=number(data, "satisfaction"),
    )
    return issue._replace(revisit=said_back, progress_on=on)


def _asked(data: Data, key: str) -> bool | None:
    return flag(data, key) if key in data else None


def _closed(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(closed_on=on, workdays=number(data, "workdays"), progress_on=on)


def _reopened(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(
        level=text(data, "level") or issue.level,
        due=civil(data, "due"),
        progress=text(data, "reason"),
        progress_on=on,
        answered_on=None,
        closed_on=None,
        workdays=None,
        merged_into="",
        end_reason="",
        reopened=issue.reopened + 1,
    )


def _rejected(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(end_reason=text(data, "reason"), progress_on=on)


def _merged(issue: Issue, data: Data, on: date, _: Event) -> Issue:
    return issue._replace(merged_into=text(data, "into"), progress_on=on)


_CORRECTED = {**dict.fromkeys(CORRECTABLE, text), "due": civil}


def _corrected(issue: Issue, data: Data, on: date, _: Event) -> Issue:  # noqa: ARG001  # a correction is no progress
    change = data.get("change")
    if not isinstance(change, dict):
        raise Misfit("a correction without changes")
    fields = {key: read(change, key) for key, read in _CORRECTED.items() if key in change}
    if issue.progress == issue.text:  # nothing was reported since it was raised
        fields |= {"progress": fields.get("text", issue.text)}
    return issue._replace(**fields)  # type: ignore[arg-type]  # _CORRECTED gives each field its type


_STEPS = {
    "issue.assigned": _assigned,
    "issue.accepted": _accepted,
    "issue.noted": _noted,
    "issue.held": _held,
    "issue.resumed": _resumed,
    "issue.extended": _extended,
    "issue.escalated": _escalated,
    "issue.answered": _answered,
    "issue.revisited": _revisited,
    "issue.closed": _closed,
    "issue.reopened": _reopened,
    "issue.rejected": _rejected,
    "issue.merged": _merged,
    "issue.corrected": _corrected,
}


def stepped(issue: Issue | None, event: Event) -> Issue:
    """The issue after one more event. Raises Misfit when its state does not allow it."""
    if issue is None:
        raise Misfit("a step of an issue that is not here yet")
    state = NEXT.get((issue.state, event.kind))
    if state is None:
        raise Misfit(f"{event.kind} cannot follow {issue.state}")
    on = civil(event.data, "on")
    changed = _STEPS[event.kind](issue, event.data, on, event)
    return _remembered(issue, changed._replace(state=state), on)


COURSE = (
    "state",
    "waiting",
    "grade",
    "due",
    "handler",
    "result",
    "revisit",
)  # what a report of a day asks for


def _remembered(before: Issue, after: Issue, on: date) -> Issue:
    """`after`, a step of the day `on`, with what it was until then: how it stood, and whether it was overdue."""
    is_late = before.missed or (before.clock_runs and on > before.due)
    after = after._replace(missed_on=before.late_on if is_late else None)
    if all(getattr(before, key) == getattr(after, key) for key in COURSE):
        return after
    since = max(on, before.since)
    is_same_day = since == before.since
    return after._replace(
        since=since, course=before.course if is_same_day else (*before.course, before._replace(course=()))
    )


def recoded(issue: Issue | None, event: Event) -> Issue:
    """The issue under the new code of something it names; no step, allowed in every state.

    The new code of its handler holds for each past day on which it had the same handler.
    """
    if issue is None:
        raise Misfit("a new code for an issue that is not here yet")
    change = event.data.get("change")
    if not isinstance(change, dict):
        raise Misfit("a new code without a change")
    now = issue._replace(**{key: text(change, key) for key in CODES if key in change})  # type: ignore[arg-type]  # all of these are text
    if now.handler == issue.handler:
        return now
    return now._replace(
        course=tuple(
            one._replace(handler=now.handler) if one.handler == issue.handler else one for one in issue.course
        )
    )


CODES = ("enterprise", "officer", "handler", "grid", "block")
KINDS = {"issue.raised": _began, **dict.fromkeys(_STEPS, stepped), "issue.recoded": recoded}
