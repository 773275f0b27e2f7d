"""The steps of an issue: the data of each event, with the deadline on its clock and the gate before its end.

Source: domain.md, "An issue".
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY, Calendar
from gridlog.core.event import Json
from gridlog.core.nouns.issue.meaning import LONG, is_dissatisfied, is_longterm, is_open
from gridlog.core.nouns.issue.value import (
    CATEGORIES,
    GRADES,
    ISSUE_LEVELS,
    NEXT,
    RESULTS,
    SOURCES,
    VERBS,
    Issue,
    Revisit,
)
from gridlog.core.rules import Rules
from gridlog.errors import Refused, Usage


class When(NamedTuple):
    """The day a step is taken on, the calendar its deadlines are counted by, and the zone's rules."""

    today: date
    calendar: Calendar
    rules: Rules


class Raised(NamedTuple):
    """An issue as a person tells it; enterprise, officer, visit and project are codes and ids."""

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
    project: str = ""


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
    optional = {"visit": raised.visit, "remark": raised.remark, "project": raised.project}
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
