"""Steps of an issue within one transaction; a command may take several, each its own fact."""

from collections.abc import Callable

from gridlog.cli.raising import when
from gridlog.cli.session import Session
from gridlog.cli.speak import pick, two
from gridlog.core import issue
from gridlog.core.event import Data, read_id
from gridlog.core.issue import Issue, Revisit, When
from gridlog.errors import Refused, Usage
from gridlog.store import Writer

Step = Callable[[Issue, When], Data]


def issue_now(here: Session, id: str) -> Issue:
    """The issue as it is on record. Raises Refused while its beginning has not arrived."""
    value = here.store.row(id).value
    if not isinstance(value, Issue):
        raise Refused("id.not_begun", id=id)
    return value


def take(here: Session, writer: Writer, id: str, kind: str, step: Step) -> Issue:
    """One step, judged by what is on record now."""
    now = issue_now(here, id)
    writer.append(kind, step(now, when(here, now.held_on or now.raised_on)), row=read_id(id))
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
