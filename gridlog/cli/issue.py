"""`gridlog issue`: from the first word of a problem to its closed loop."""

from typing import Annotated

import typer

from gridlog.cli.shell.options import (
    By,
    Category,
    Excel,
    Format,
    Grade,
    Id,
    Json,
    Output,
    Reason,
    Shape,
    Unmask,
    yes_or_no,
)
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import (
    Session,
    is_asking,
    needed,
    needed_word,
    required,
    session,
    text_of,
    warn_unknown_years,
)
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.meaning import is_open
from gridlog.core.nouns.issue.steps import Raised
from gridlog.core.nouns.issue.value import Issue, Revisit
from gridlog.errors import NotFound, Refused
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


@app.command("raise", help=two("登记一个问题", "Raise an issue"))
def raise_(
    ctx: typer.Context,
    enterprise: Annotated[
        str | None,
        typer.Argument(metavar="ENTERPRISE", help=two("企业", "The enterprise"), show_default=False),
    ] = None,
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXT", help=two("问题描述", "The issue in words"), show_default=False),
    ] = None,
    category: Category = "OTHER",
    grade: Grade = "general",
    due: Annotated[
        str | None,
        typer.Option(
            "--due",
            metavar="DATE",
            help=two("办结时限，默认按紧急程度", "The deadline; by the grade unless given"),
        ),
    ] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="ID", help=two("来自哪次走访", "The visit it came up on"))
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help=two("登记日期，默认今天", "The day; today by default")),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="S",
            help=two(
                "来源：visit phone station online meeting superior other",
                "visit, phone, station, online, meeting, superior or other",
            ),
        ),
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said before the first question
    found = needed(
        enterprise, two("企业", "Enterprise"), "ENTERPRISE", lambda typed: here.find("enterprise", typed)
    )
    words = text_of(required(text, two("问题描述", "The issue"), "TEXT"))
    officer = here.officer(by)
    day = here.day(on, "issue raise --on") or here.today
    place = lookup.place_of(here.store.connection, found.code, day, here.rules.report_level)
    raised = Raised(
        enterprise=found.code,
        officer=officer.code,
        text=words,
        block=place.block,
        grid=place.grid,
        category=meant("category", category),
        grade=meant("grade", grade),
        source=meant("source", source) if source else "visit" if visit else "other",
        visit=here.id("visit", visit) if visit else "",
        due=here.day(due, "issue raise --due"),
        on=day,
    )
    id, deadline = steps.raise_alone(here, raised)
    if json:
        from gridlog.cli.issues import tell_object

        tell_object(here, id)
        return
    tell(
        two(
            "{id} 已登记问题：{name}，{category}，{grade}，时限 {due}",
            "{id} issue raised: {name}, {category}, {grade}, due {due}",
        ),
        id=lookup.shortest(here.store.connection, "issue", id),
        name=found.name,
        category=shown("category", raised.category, language()),
        grade=shown("grade", raised.grade, language()),
        due=day_text(deadline),
    )
    _warn_years(here, deadline.isoformat())


def _warn_years(here: Session, due: str) -> None:
    from datetime import date, timedelta

    end = date.fromisoformat(due) + timedelta(days=1)
    warn_unknown_years(here.calendar(here.today, end), here.today, max(end, here.today))


@app.command("list", help=two("查询问题", "List issues"))
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help=two("只看未结", "Open ones only"))] = False,
    overdue: Annotated[
        bool, typer.Option("--overdue", help=two("只看超期（含曾超期）", "Overdue now or before"))
    ] = False,
    state: Annotated[
        str | None, typer.Option("--state", metavar="S", help=two("状态，如 办理中", "The state"))
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="C", help=two("类别", "The category"))
    ] = None,
    enterprise: Annotated[
        str | None, typer.Option("--enterprise", metavar="E", help=two("哪家企业", "Of this enterprise"))
    ] = None,
    handler: Annotated[
        str | None,
        typer.Option("--handler", metavar="H", help=two("责任人或单位", "The person or unit handling it")),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help=two("只看交给我办的", "Given to me"))] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="D", help=two("登记日从", "Raised on this day or later"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("登记日到（含）", "Raised on this day or before")),
    ] = None,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    from gridlog.cli.issues import show_issues
    from gridlog.work.finding import IssueFilter

    here = session(ctx)
    chosen = IssueFilter(
        open_,
        overdue,
        None if state is None else meant("state", state),
        None if category is None else meant("category", category),
        enterprise,
        handler,
        *here.limits(since, until),
        mine,
    )
    show_issues(here, chosen, (format, json, output, excel))


def _show_one(here: Session, id: str, shape: Shape) -> None:
    from gridlog.cli.issues import show_one

    show_one(here, id, shape)


@app.command("show", help=two("一个问题的全部内容", "All of one issue"))
def show(ctx: typer.Context, id: Id, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    _show_one(here, here.id("issue", id), (format, json, output))


@app.command("history", help=two("一个问题的办理经过", "How an issue was handled"))
def history(
    ctx: typer.Context,
    id: Id,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    from gridlog.cli.history import row_history

    here = session(ctx)
    row_history(here, here.id("issue", id), (format, json, output), unmask)


def _begin(here: Session, typed: str, kind: str, by: str | None) -> Begun:
    """The issue meant and the officer who takes the step. Raises NotFound.

    On a terminal a step that is not possible now is refused before anything is asked.
    """
    begun = Begun(here, here.id("issue", typed), kind, here.officer(by).code if by is not None else "")
    if is_asking():
        issue.after_step(steps.issue_now(here, begun.id), kind)
    return begun


def _begin_answer(here: Session, typed: str, by: str | None) -> Begun:
    """As `_begin`, for an answer, which resumes an issue that is on hold."""
    id = here.id("issue", typed)
    is_held = steps.issue_now(here, id).state == "on_hold"
    begun = _begin(here, id, "issue.resumed" if is_held else "issue.answered", by)
    return begun._replace(kind="issue.answered")


def _finish(begun: Begun, after: Issue, json: bool) -> None:
    """What the step left: the state in a line, or the whole issue as one JSON object."""
    if json:
        from gridlog.cli.issues import tell_object

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


def _handler(here: Session, typed: str) -> str:
    """An officer's code for a whole code or name, else a unit as it was typed.

    Raises NotFound for a part of an officer's name or its initials: it is neither.
    """
    connection = here.store.connection
    if found := lookup.exactly(connection, "officer", typed):
        return found.code
    if near := lookup.by_part(connection, "officer", typed) or lookup.by_initials(
        connection, "officer", typed
    ):
        raise NotFound("issue.handler_unclear", typed=typed, candidates=near[: lookup.LISTED])
    return typed.strip()


@app.command("assign", help=two("交办给人或单位", "Give it to a person or unit"))
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
    begun = _begin(here, id, "issue.assigned", by)
    question = two("责任人（编号、姓名）或单位", "An officer, or a unit's name")
    who = needed(handler, question, "HANDLER", lambda typed: _handler(here, typed))
    _finish(begun, steps.taken(begun, lambda now, when: issue.assign(now, who, helper, when)), json)


def _who(here: Session, by: str | None) -> str:
    """The code of the person who does it; empty where nobody said who sits here. Raises NotFound for a name that is not on the roster."""
    return here.officer(by).code if by is not None or here.me_or_nobody() else ""


@app.command("accept", help=two("签收", "Accept it"))
def accept(ctx: typer.Context, id: Id, by: By = None, json: Json = False) -> None:
    here = session(ctx)
    me = _who(here, by)
    begun = _begin(here, id, "issue.accepted", by)
    _finish(begun, steps.taken(begun, lambda now, when: issue.accept(now, me, when)), json)


@app.command("note", help=two("记录进展", "Record progress"))
def note(
    ctx: typer.Context,
    id: Id,
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help=two("进展", "The progress"), show_default=False)
    ] = None,
    by: By = None,
    json: Json = False,
) -> None:
    begun = _begin(session(ctx), id, "issue.noted", by)
    words = text_of(required(text, two("进展", "The progress"), "TEXT"))
    _finish(begun, steps.taken(begun, lambda now, when: issue.note(now, words, when)), json)


@app.command(
    "hold",
    help=two("挂起；只有等企业时才停表", "Put on hold; only waiting for the enterprise stops the clock"),
)
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
    begun = _begin(session(ctx), id, "issue.held", by)
    why = required(reason, two("挂起原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.hold(now, why, kind, when)), json)


@app.command("resume", help=two("恢复办理", "Go on with it"))
def resume(ctx: typer.Context, id: Id, by: By = None, json: Json = False) -> None:
    begun = _begin(session(ctx), id, "issue.resumed", by)
    _finish(begun, steps.taken(begun, issue.resume), json)


@app.command("extend", help=two("延期，须在到期前", "Extend the deadline, before it has passed"))
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
    begun = _begin(here, id, "issue.extended", by)
    question = two("新时限", "The new deadline")
    day = needed(due, question, "--due", lambda typed: here.day_of(typed, "issue extend --due"))
    why = required(reason, two("延期原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.extend(now, day, why, when)), json)


@app.command("escalate", help=two("提级上报，须说明已做过什么", "Raise it one level, saying what was tried"))
def escalate(ctx: typer.Context, id: Id, reason: Reason = "", by: By = None, json: Json = False) -> None:
    begun = _begin(session(ctx), id, "issue.escalated", by)
    why = required(reason, two("已做过什么、为什么提级", "What was tried"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.escalate(now, why, when)), json)


@app.command(
    "edit",
    help=two(
        "更正登记错的企业、类别、紧急程度或描述，须写原因",
        "Correct the enterprise, category, grade or text, with a reason",
    ),
)
def edit(
    ctx: typer.Context,
    id: Id,
    enterprise: Annotated[
        str | None,
        typer.Option("--enterprise", metavar="E", help=two("改为哪家企业", "It is this enterprise's")),
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="C", help=two("改为哪个类别", "The category"))
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option(
            "--grade",
            metavar="G",
            help=two(
                "改为哪种紧急程度；没有延期的重新计算时限",
                "The grade; reckons the deadline anew unless extended",
            ),
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", "-t", metavar="TEXT|-|@FILE", help=two("改为怎样描述", "The issue in words")),
    ] = None,
    reason: Reason = "",
    by: By = None,
    json: Json = False,
) -> None:
    from gridlog.cli.issues import tell_corrected

    here = session(ctx)
    begun = _begin(here, id, "issue.corrected", by)
    given = {
        "enterprise": None if enterprise is None else here.find("enterprise", enterprise).code,
        "category": None if category is None else meant("category", category),
        "grade": None if grade is None else meant("grade", grade),
        "text": None if text is None else text_of(text),
    }
    wanted = {key: value for key, value in given.items() if value is not None}
    if not wanted:
        raise Refused("issue.same")
    why = required(reason, two("更正原因", "Why"), "--reason")
    data = steps.corrected(begun, wanted, why)
    if json:
        _finish(begun, steps.issue_now(here, begun.id), json)
    else:
        tell_corrected(here, begun.id, data)


@app.command("answer", help=two("答复企业", "Answer the enterprise"))
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


@app.command("revisit", help=two("回访企业", "Ask the enterprise afterwards"))
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
    begun = _begin(here, id, "issue.revisited", by)
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


@app.command(
    "close",
    help=two(
        "销号；可同时完成答复和回访，各记一笔", "Close it; may answer and revisit too, each its own fact"
    ),
)
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


@app.command("reopen", help=two("重办", "Reopen it"))
def reopen(ctx: typer.Context, id: Id, reason: Reason = "", by: By = None, json: Json = False) -> None:
    begun = _begin(session(ctx), id, "issue.reopened", by)
    why = required(reason, two("重办原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.reopen(now, why, when)), json)


@app.command("reject", help=two("不予受理", "Decline it"))
def reject(ctx: typer.Context, id: Id, reason: Reason = "", by: By = None, json: Json = False) -> None:
    begun = _begin(session(ctx), id, "issue.rejected", by)
    why = required(reason, two("不予受理的原因", "Why"), "--reason")
    _finish(begun, steps.taken(begun, lambda now, when: issue.reject(now, why, when)), json)


@app.command("merge", help=two("并入另一个问题", "Merge it into another"))
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
    begun = _begin(here, id, "issue.merged", by)
    _finish(begun, steps.merged(begun, here.id("issue", into)), json)
