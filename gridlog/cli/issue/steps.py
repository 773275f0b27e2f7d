"""The steps that carry an issue to its end, from `issue assign` to `issue close`."""

from typing import Annotated

import typer

from gridlog.cli.shell.options import By, Id, Json, Reason, yes_or_no
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, is_asking, needed, needed_word, required, session, text_of
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.meaning import is_open
from gridlog.core.nouns.issue.value import Issue, Revisit
from gridlog.store import lookup
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import issues as steps
from gridlog.work.desk import day_text
from gridlog.work.issues import Begun

app = typer.Typer()

Words = Annotated[str, typer.Option("--text", "-t", metavar="TEXT|-|@FILE", help=two("内容", "In words"))]
Result = Annotated[
    str,
    typer.Option(
        "--result",
        metavar="R",
        help=two(
            "结果：solved partly explained withdrawn transferred",
            "solved, partly, explained, withdrawn or transferred",
        ),
    ),
]
Satisfaction = Annotated[
    int | None,
    typer.Option(
        "--satisfaction",
        metavar="1..5",
        help=two("满意度：5 非常满意 … 1 非常不满意", "5 very satisfied … 1 very dissatisfied"),
    ),
]
Solved = Annotated[
    str | None,
    typer.Option(
        "--solved", metavar="yes|no", help=two("企业说解决了吗", "Whether the enterprise says it is solved")
    ),
]
Answered = Annotated[
    str | None,
    typer.Option(
        "--answered", metavar="yes|no", help=two("企业收到答复了吗", "Whether the enterprise got an answer")
    ),
]
Contacted = Annotated[
    str | None,
    typer.Option(
        "--contacted",
        metavar="yes|no",
        help=two("办理前联系过企业吗", "Whether the enterprise was contacted first"),
    ),
]


def begin(here: Session, typed: str, kind: str, by: str | None) -> Begun:
    """The issue meant and the officer who takes the step. Raises NotFound.

    On a terminal a step that is not possible now is refused before anything is asked.
    """
    begun = Begun(here, here.id("issue", typed), kind, here.officer(by).code if by is not None else "")
    if is_asking():
        issue.after_step(steps.issue_now(here, begun.id), kind)
    return begun


def _begin_answer(here: Session, typed: str, by: str | None) -> Begun:
    """As `begin`, for an answer, which resumes an issue that is on hold."""
    id = here.id("issue", typed)
    is_held = steps.issue_now(here, id).state == "on_hold"
    begun = begin(here, id, "issue.resumed" if is_held else "issue.answered", by)
    return begun._replace(kind="issue.answered")


def _finish(begun: Begun, after: Issue, json: bool) -> None:
    """What the step left: the state in a line, or the whole issue as one JSON object."""
    if json:
        from gridlog.cli.issue.finding import tell_object

        tell_object(begun.desk, begun.id)
    else:
        tell_state(begun, after)


def tell_state(begun: Begun, after: Issue) -> None:
    """The state an issue is in after a step, its deadline and its handler."""
    desk, id, kind, _ = begun
    ends = not is_open(after)
    due = "" if ends else pick(two("，时限 {due}", ", due {due}")).format(due=day_text(after.due))
    handler = lookup.name_of(desk.store.connection, after.handler)
    tell(
        two("{id} {state}{due}{handler}", "{id} {state}{due}{handler}"),
        id=lookup.shortest(desk.store.connection, "issue", id),
        state=_state_text(kind, after),
        due=due,
        handler=pick(two("，责任人 {name}", ", handled by {name}")).format(name=handler)
        if handler and not ends
        else "",
    )


def _state_text(kind: str, after: Issue) -> str:
    """The state, and what the step said of it: for whom it waits, or which level it was raised to."""
    more = {
        "issue.held": shown("waiting", after.waiting, language()),
        "issue.escalated": shown("level", after.level, language()),
    }.get(kind, "")
    state = shown("state", after.state, language())
    return state + (fill(two("（{more}）", " ({more})"), more=more) if more else "")


@app.command("assign")
def assign(
    ctx: typer.Context,
    id: Id,
    handler: Annotated[
        str | None,
        typer.Argument(
            metavar="HANDLER",
            help=two("责任人（编号、姓名）或单位", "An officer, or a unit's name"),
            show_default=False,
        ),
    ] = None,
    helper: Annotated[str, typer.Option("--helper", metavar="TEXT", help=two("协办单位", "Who helps"))] = "",
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    begun = begin(here, id, "issue.assigned", by)
    question = two("责任人（编号、姓名）或单位", "An officer, or a unit's name")
    who = needed(handler, question, "HANDLER", lambda typed: steps.handler_of(here, typed))
    _finish(begun, steps.taken(begun, lambda now, when: issue.assign(now, who, helper, when)), json)


def _who(here: Session, by: str | None) -> str:
    """Return the code of the person who takes the step, or an empty text when no officer is configured. Raises NotFound for a name that is not on the roster."""
    return here.officer(by).code if by is not None or here.me_or_nobody() else ""


@app.command("accept")
def accept(ctx: typer.Context, id: Id, by: By = None, json: Json = False) -> None:
    here = session(ctx)
    me = _who(here, by)
    begun = begin(here, id, "issue.accepted", by)
    _finish(begun, steps.taken(begun, lambda now, when: issue.accept(now, me, when)), json)


@app.command("note")
def note(
    ctx: typer.Context,
    id: Id,
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help=two("进展", "The progress"), show_default=False)
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    begun = begin(session(ctx), id, "issue.noted", by)
    words = text_of(required(text, two("进展", "The progress"), "TEXT"))
    _finish(begun, steps.taken(begun, lambda now, when: issue.note(now, words, when)), json)


@app.command("hold")
def hold(
    ctx: typer.Context,
    id: Id,
    reason: Reason = "",
    waiting: Annotated[
        str,
        typer.Option(
            "--waiting",
            metavar="W",
            help=two("在等谁：enterprise 企业、other 其他", "For whom: enterprise or other"),
        ),
    ] = "other",
    by: By = None,
    json: Json = False,
) -> None:
    kind = meant("waiting", waiting)
    begun = begin(session(ctx), id, "issue.held", by)
    why = required(reason, two("挂起原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.hold(now, why, kind, when)), json)


@app.command("resume")
def resume(ctx: typer.Context, id: Id, by: By = None, json: Json = False) -> None:
    begun = begin(session(ctx), id, "issue.resumed", by)
    _finish(begun, steps.taken(begun, issue.resume), json)


@app.command("extend")
def extend(
    ctx: typer.Context,
    id: Id,
    due: Annotated[
        str | None, typer.Option("--due", metavar="DATE", help=two("新时限", "The new deadline"))
    ] = None,
    reason: Reason = "",
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    begun = begin(here, id, "issue.extended", by)
    question = two("新时限", "The new deadline")
    day = needed(due, question, "--due", lambda typed: here.day_of(typed, "issue extend --due"))
    why = required(reason, two("延期原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.extend(now, day, why, when)), json)


@app.command("escalate")
def escalate(ctx: typer.Context, id: Id, reason: Reason = "", by: By = None, json: Json = False) -> None:
    begun = begin(session(ctx), id, "issue.escalated", by)
    why = required(reason, two("已做过什么、为什么提级", "What was tried"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.escalate(now, why, when)), json)


@app.command("answer")
def answer(
    ctx: typer.Context, id: Id, result: Result = "", text: Words = "", by: By = None, json: Json = False
) -> None:
    begun = _begin_answer(session(ctx), id, by)
    chosen, words = _result(result), _text(text)
    _finish(begun, steps.answered(begun, chosen, words), json)


def _result(typed: str) -> str:
    return needed_word(typed, "result", two("结果", "The result"), "--result")


def _text(typed: str) -> str:
    return text_of(required(typed, two("怎么办的", "What was done"), "--text"))


def _rated(typed: int | None) -> int:
    if typed is not None:
        return typed
    question = two("满意度，1 到 5", "Satisfaction, 1 to 5")
    return int(needed_word("", "satisfaction", question, "--satisfaction"))


def _say_reopened(after: Issue, satisfaction: int) -> None:
    say(
        two(
            "企业不满意（{n} 分）：问题已重办，提级到{level}，时限减半为 {due}。",
            "Dissatisfied ({n}): the issue was reopened at the {level} level, due {due}.",
        ),
        n=satisfaction,
        level=shown("level", after.level, language()),
        due=day_text(after.due),
    )


@app.command("revisit")
def revisit(
    ctx: typer.Context,
    id: Id,
    satisfaction: Satisfaction = None,
    solved: Solved = None,
    answered: Answered = None,
    contacted: Contacted = None,
    text: Annotated[
        str, typer.Option("--text", "-t", metavar="TEXT", help=two("企业的话", "In their words"))
    ] = "",
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    who = _who(here, by)
    begun = begin(here, id, "issue.revisited", by)
    grade = _rated(satisfaction)
    said = _said(here, who, grade, solved, answered, contacted)
    after, is_reopened = steps.revisited(begun, said, text_of(text))
    if is_reopened:
        _say_reopened(after, grade)
    _finish(begun, after, json)


def _said(
    here: Session,
    who: str,
    satisfaction: int,
    solved: str | None,
    answered: str | None,
    contacted: str | None,
) -> Revisit:
    """Return the revisit. A question without an answer stays open: no answer is assumed."""
    flags = (yes_or_no(solved, "solved"), yes_or_no(answered, "answered"), yes_or_no(contacted, "contacted"))
    return Revisit(here.today, who, False, *flags, satisfaction)


@app.command("close")
def close(
    ctx: typer.Context,
    id: Id,
    result: Result = "",
    text: Words = "",
    satisfaction: Satisfaction = None,
    solved: Solved = None,
    answered: Answered = None,
    contacted: Contacted = None,
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    full = here.id("issue", id)
    chosen, words = meant("result", result) if result else "", text_of(text)
    wanted = (
        steps.missing(steps.issue_now(here, full), chosen, words, satisfaction is not None)
        if is_asking()
        else ()
    )
    who = _who(here, by) if satisfaction is not None or "--satisfaction" in wanted else ""
    chosen = _result("") if "--result" in wanted else chosen
    words = _text("") if "--text" in wanted else words
    satisfaction = _rated(None) if "--satisfaction" in wanted else satisfaction
    said = None if satisfaction is None else _said(here, who, satisfaction, solved, answered, contacted)
    begun = Begun(here, full, "issue.closed", here.officer(by).code if by is not None else "")
    after, is_reopened = steps.closed(begun, chosen, words, said)
    if is_reopened:
        _say_reopened(after, satisfaction or 0)
    _finish(begun, after, json)


@app.command("reopen")
def reopen(ctx: typer.Context, id: Id, reason: Reason = "", by: By = None, json: Json = False) -> None:
    begun = begin(session(ctx), id, "issue.reopened", by)
    why = required(reason, two("重办原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.reopen(now, why, when)), json)


@app.command("reject")
def reject(ctx: typer.Context, id: Id, reason: Reason = "", by: By = None, json: Json = False) -> None:
    begun = begin(session(ctx), id, "issue.rejected", by)
    why = required(reason, two("不予受理的原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.reject(now, why, when)), json)


@app.command("merge")
def merge(
    ctx: typer.Context,
    id: Id,
    into: Annotated[
        str, typer.Argument(metavar="INTO", help=two("并入哪个问题", "The issue it becomes part of"))
    ],
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    begun = begin(here, id, "issue.merged", by)
    _finish(begun, steps.merged(begun, here.id("issue", into)), json)
