"""How the events of an issue change it, and what is kept of its course for reports of past days."""

from datetime import date

from gridlog.core.event import Data, Event, Misfit, civil, flag, number, text
from gridlog.core.nouns.issue.value import (
    CORRECTABLE,
    NEXT,
    Issue,
    Revisit,
)


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
        project=text(data, "project"),
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


CODES = ("enterprise", "officer", "handler", "grid", "block", "project")
KINDS = {"issue.raised": _began, **dict.fromkeys(_STEPS, stepped), "issue.recoded": recoded}
