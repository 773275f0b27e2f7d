"""Steps of an issue within one transaction; a command may take several, each its own fact."""

from collections.abc import Callable
from typing import NamedTuple

from gridlog.cli.raising import named, when
from gridlog.cli.shell.session import Session, is_asking
from gridlog.core import issue
from gridlog.core.event import SHORT, Data, read_id
from gridlog.core.issue import Issue, Revisit, When
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.words.language import pick, two

Step = Callable[[Issue, When], Data]


def issue_now(here: Session, id: str) -> Issue:
    """The issue as it is on record. Raises Refused while its beginning has not arrived."""
    value = here.store.row(id).value
    if not isinstance(value, Issue):
        raise Refused("id.not_begun", id=id)
    return value


class Begun(NamedTuple):
    """A step that somebody is about to take: on which issue, and who does it; `by` is empty where nobody said."""

    here: Session
    id: str
    kind: str
    by: str


def begin(here: Session, typed: str, kind: str, by: str | None) -> Begun:
    """The issue meant and who takes the step. Raises NotFound.

    On a terminal a step that is not possible now is refused before anything is asked.
    """
    begun = Begun(here, here.id("issue", typed), kind, here.officer(by).code if by is not None else "")
    if is_asking():
        issue.after_step(issue_now(here, begun.id), kind)
    return begun


def begin_answer(here: Session, typed: str, by: str | None) -> Begun:
    """As `begin`, for an answer, which resumes an issue that is on hold."""
    id = here.id("issue", typed)
    is_held = issue_now(here, id).state == "on_hold"
    begun = begin(here, id, "issue.resumed" if is_held else "issue.answered", by)
    return begun._replace(kind="issue.answered")


def taken(begun: Begun, step: Step) -> Issue:
    """The issue after one step in a transaction of its own."""
    here, id, kind, by = begun
    with here.write(by, anybody=True) as writer:
        return take(here, writer, id, kind, step)


def merged(begun: Begun, into: str) -> Issue:
    """The issue after it became part of another of the same enterprise. Raises Refused."""
    here, id, kind, by = begun
    with here.write(by, anybody=True) as writer:
        own, other = issue_now(here, id), issue_now(here, into)
        if own.enterprise != other.enterprise:
            raise Refused(
                "issue.merge_other",
                id=id[:SHORT],
                own=named(here, own.enterprise),
                into=into[:SHORT],
                other=named(here, other.enterprise),
            )
        return take(here, writer, id, kind, lambda now, then: issue.merge(now, other, id, into, then))


def corrected(begun: Begun, given: dict[str, str], reason: str) -> Data:
    """What a correction changed; a new enterprise brings the block and grid that it had on the day of the issue."""
    here, id, kind, by = begun
    with here.write(by) as writer:
        now = issue_now(here, id)
        if "enterprise" in given:
            place = lookup.place_of(
                here.store.connection, given["enterprise"], now.raised_on, here.rules.report_level
            )
            given = {**given, "block": place.block, "grid": place.grid}
        data = issue.correct(now, given, reason, when(here, now.raised_on))
        writer.append(kind, data, row=read_id(id))
    return data


def take(here: Session, writer: Writer, id: str, kind: str, step: Step) -> Issue:
    """One step, judged by what is on record now."""
    now = issue_now(here, id)
    writer.append(kind, step(now, when(here, now.raised_on)), row=read_id(id))
    return issue_now(here, id)


def answer(here: Session, writer: Writer, id: str, result: str, words: str) -> Issue:
    """An answer; what is on hold is resumed first."""
    if issue_now(here, id).state == "on_hold":
        take(here, writer, id, "issue.resumed", issue.resume)
    return take(here, writer, id, "issue.answered", lambda now, then: issue.answer(now, result, words, then))


def revisit(here: Session, writer: Writer, id: str, said: Revisit, words: str) -> Issue:
    """A revisit; a satisfaction of 1 or 2 reopens the issue at once, a level up."""
    after = take(here, writer, id, "issue.revisited", lambda now, then: issue.revisit(now, said, words, then))
    if not issue.is_dissatisfied(after):
        return after
    why = pick(two("回访不满意（{n} 分）", "dissatisfied on revisit ({n})")).format(n=said.satisfaction)
    return take(here, writer, id, "issue.reopened", lambda now, then: issue.reopen(now, why, then))


def close(here: Session, writer: Writer, id: str, result: str, words: str, said: Revisit | None) -> Issue:
    """Whatever is still missing of answer and revisit, then the closing, unless it was reopened."""
    before = issue_now(here, id)
    if wanted := missing(before, result, words, said is not None):
        raise Usage("issue.gate", missing=wanted)
    chosen, text = result or before.result, words or before.result_text
    if before.state != "answered" or (chosen, text) != (before.result, before.result_text):
        answer(here, writer, id, chosen, text)
    after = issue_now(here, id)
    if said is not None:
        after = revisit(here, writer, id, said, "")
    if after.reopened > before.reopened:
        return after
    return take(here, writer, id, "issue.closed", issue.close)


def missing(now: Issue, result: str, words: str, revisits: bool) -> list[str]:
    """What closing still needs: a result, a text and a revisit, given now or on record. Raises Refused for what is closed."""
    if now.state not in issue.OPEN:
        issue.after_step(now, "issue.closed")
    has_answer = now.state == "answered"
    needs = {
        "--result": bool(result) or has_answer,
        "--text": bool(words) or has_answer,
        "--satisfaction": revisits or (has_answer and now.revisit is not None),
    }
    return [name for name, is_there in needs.items() if not is_there]
