"""Issues: raised, alone or with a visit, and carried to their end; several steps may be taken in one transaction.

Each step is a fact of its own, judged by what is on record when it is written. The code asks no question and prints nothing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.event import SHORT, Data, read_id, written
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.meaning import is_dissatisfied, is_open
from gridlog.core.nouns.issue.steps import Raised, When
from gridlog.core.nouns.issue.value import Issue, Revisit
from gridlog.core.nouns.visit.life import Around, Draft
from gridlog.core.rules import Rules
from gridlog.errors import NotFound, Refused, Usage
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.words.language import pick, two
from gridlog.work.desk import Desk

Step = Callable[[Issue, When], Data]


def when(desk: Desk, on: date | None = None) -> When:
    """The day, calendar and rules that a step is judged by; `on` is a day the calendar must reach back to."""
    start = min(on or desk.today, desk.today)
    rules = desk.rules
    return When(desk.today, desk.calendar(start, desk.today + reach(rules)), rules)


def reach(rules: Rules) -> timedelta:
    """How far ahead of today the calendar must be known, so that the longest deadline lies within it."""
    longest = max(
        rules.complex_workdays, rules.general_workdays, rules.simple_workdays, rules.urgent_workdays
    )
    return timedelta(days=longest * 2 + 14)


class IssueDraft(NamedTuple):
    """An issue as it came up on a visit; `project` is the code of the project that it blocks, empty for none."""

    text: str
    category: str
    grade: str
    project: str = ""


def raise_issue(
    desk: Desk, writer: Writer, draft: Draft, told: IssueDraft, visit: str, around: Around
) -> tuple[str, date]:
    """Record an issue that came up on a visit. Returns its id and deadline.

    `around` is what the visit was judged by; its calendar holds the deadline.
    """
    raised = Raised(
        enterprise=draft.enterprise,
        officer=draft.officer,
        text=told.text,
        block=around.block,
        grid=around.grid,
        category=told.category,
        grade=told.grade,
        source="visit",
        visit=visit,
        on=draft.on,
        project=told.project,
    )
    return register(writer, raised, When(desk.today, around.calendar, around.rules))


def need_visit_of(desk: Desk, visit: str, enterprise: str) -> None:
    """Raises Refused for a visit that was paid to another enterprise."""
    called_on = lookup.visited(desk.store.connection, visit)
    if called_on != enterprise:
        raise Refused(
            "issue.visit_other",
            visit=visit[:SHORT],
            other=named(desk, called_on),
            own=named(desk, enterprise),
        )


def need_project_of(desk: Desk, project: str, enterprise: str) -> None:
    """Raises Refused for a project of another enterprise."""
    from gridlog.work.projects import need_enterprise

    need_enterprise(desk, project, enterprise)


def named(desk: Desk, enterprise: str) -> str:
    """An enterprise's code and name."""
    return f"{enterprise} {lookup.enterprise_name(desk.store.connection, enterprise)}"


def handler_of(desk: Desk, typed: str) -> str:
    """Return an officer's code for a whole code or name, else a unit as it was typed.

    Raises NotFound for a part of an officer's name, its initials or its pinyin: it is neither.
    """
    connection = desk.store.connection
    if found := lookup.exactly(connection, "officer", typed):
        return found.code
    if near := lookup.guessed(connection, "officer", typed):
        raise NotFound("issue.handler_unclear", typed=typed, candidates=near[: lookup.LISTED])
    return typed.strip()


def raise_alone(desk: Desk, raised: Raised) -> tuple[str, date]:
    """Put an issue on record by itself, in the block and grid that its enterprise has on the day.

    Returns its id and deadline. Raises Refused for the visit or the project of another enterprise.
    """
    day = raised.on or desk.today
    with desk.write(raised.officer) as writer:
        place = lookup.place_of(writer.connection, raised.enterprise, day, desk.rules.report_level)
        raised = raised._replace(block=place.block, grid=place.grid)
        if raised.visit:
            need_visit_of(desk, raised.visit, raised.enterprise)
        if raised.project:
            need_project_of(desk, raised.project, raised.enterprise)
        return register(writer, raised, when(desk, raised.on))


def register(writer: Writer, raised: Raised, at: When) -> tuple[str, date]:
    """Record an issue. Returns its id and deadline."""
    data = issue.register(raised, at)
    event = writer.append("issue.raised", data)
    return written(event.id), date.fromisoformat(str(data["due"]))


def issue_now(desk: Desk, id: str) -> Issue:
    """The issue as it is on record. Raises Refused while its beginning has not arrived."""
    value = desk.store.row(id).value
    if not isinstance(value, Issue):
        raise Refused("id.not_begun", id=id)
    return value


class Begun(NamedTuple):
    """A step that an officer is about to take on an issue; `by` is empty where the officer was not named."""

    desk: Desk
    id: str
    kind: str
    by: str


def taken(begun: Begun, step: Step) -> Issue:
    """The issue after one step in a transaction of its own."""
    desk, id, kind, by = begun
    with desk.write(by, anybody=True) as writer:
        return take(desk, writer, id, kind, step)


def merged(begun: Begun, into: str) -> Issue:
    """The issue after it became part of another of the same enterprise. Raises Refused."""
    desk, id, kind, by = begun
    with desk.write(by, anybody=True) as writer:
        own, other = issue_now(desk, id), issue_now(desk, into)
        if own.enterprise != other.enterprise:
            raise Refused(
                "issue.merge_other",
                id=id[:SHORT],
                own=named(desk, own.enterprise),
                into=into[:SHORT],
                other=named(desk, other.enterprise),
            )
        return take(desk, writer, id, kind, lambda now, then: issue.merge(now, other, id, into, then))


def answered(begun: Begun, result: str, words: str) -> Issue:
    """The issue after an answer in a transaction of its own."""
    desk, id, _, by = begun
    with desk.write(by, anybody=True) as writer:
        return answer(desk, writer, id, result, words)


def revisited(begun: Begun, said: Revisit, words: str) -> tuple[Issue, bool]:
    """The issue after a revisit, and whether the revisit reopened it."""
    desk, id, _, by = begun
    with desk.write(by, anybody=True) as writer:
        before = issue_now(desk, id)
        after = revisit(desk, writer, id, said, words)
    return after, after.reopened > before.reopened


def closed(begun: Begun, result: str, words: str, said: Revisit | None) -> tuple[Issue, bool]:
    """The issue after it was answered, revisited and closed as far as each was missing, and whether the revisit reopened it."""
    desk, id, _, by = begun
    with desk.write(by, anybody=True) as writer:
        before = issue_now(desk, id)
        after = close(desk, writer, id, result, words, said)
    return after, after.reopened > before.reopened


def corrected(begun: Begun, given: dict[str, str], reason: str) -> Data:
    """What a correction changed; a new enterprise brings the block and grid that it had on the day of the issue."""
    desk, id, kind, by = begun
    with desk.write(by) as writer:
        now = issue_now(desk, id)
        if "enterprise" in given:
            place = lookup.place_of(
                desk.store.connection, given["enterprise"], now.raised_on, desk.rules.report_level
            )
            given = {**given, "block": place.block, "grid": place.grid}
        blocked = given.get("project", now.project)
        if blocked and given.keys() & {"enterprise", "project"}:
            need_project_of(desk, blocked, given.get("enterprise", now.enterprise))
        data = issue.correct(now, given, reason, when(desk, now.raised_on))
        writer.append(kind, data, row=read_id(id))
    return data


def take(desk: Desk, writer: Writer, id: str, kind: str, step: Step) -> Issue:
    """One step, judged by what is on record now."""
    now = issue_now(desk, id)
    writer.append(kind, step(now, when(desk, now.raised_on)), row=read_id(id))
    return issue_now(desk, id)


def answer(desk: Desk, writer: Writer, id: str, result: str, words: str) -> Issue:
    """An answer; what is on hold is resumed first."""
    if issue_now(desk, id).state == "on_hold":
        take(desk, writer, id, "issue.resumed", issue.resume)
    return take(desk, writer, id, "issue.answered", lambda now, then: issue.answer(now, result, words, then))


def revisit(desk: Desk, writer: Writer, id: str, said: Revisit, words: str) -> Issue:
    """A revisit; a satisfaction of 1 or 2 reopens the issue at once, a level up."""
    after = take(desk, writer, id, "issue.revisited", lambda now, then: issue.revisit(now, said, words, then))
    if not is_dissatisfied(after):
        return after
    why = pick(two("回访不满意（{n} 分）", "dissatisfied on revisit ({n})")).format(n=said.satisfaction)
    return take(desk, writer, id, "issue.reopened", lambda now, then: issue.reopen(now, why, then))


def close(desk: Desk, writer: Writer, id: str, result: str, words: str, said: Revisit | None) -> Issue:
    """Whatever is still missing of answer and revisit, then the closing, unless it was reopened."""
    before = issue_now(desk, id)
    if wanted := missing(before, result, words, said is not None):
        raise Usage("issue.gate", missing=wanted)
    chosen, text = result or before.result, words or before.result_text
    if before.state != "answered" or (chosen, text) != (before.result, before.result_text):
        answer(desk, writer, id, chosen, text)
    after = issue_now(desk, id)
    if said is not None:
        after = revisit(desk, writer, id, said, "")
    if after.reopened > before.reopened:
        return after
    return take(desk, writer, id, "issue.closed", issue.close)


def missing(now: Issue, result: str, words: str, revisits: bool) -> list[str]:
    """What closing still needs: a result, a text and a revisit, given now or on record. Raises Refused for what is closed."""
    if not is_open(now):
        issue.after_step(now, "issue.closed")
    has_answer = now.state == "answered"
    needs = {
        "--result": bool(result) or has_answer,
        "--text": bool(words) or has_answer,
        "--satisfaction": revisits or (has_answer and now.revisit is not None),
    }
    return [name for name, is_there in needs.items() if not is_there]
