"""`visit add`: a visit written down in a minute, with the issues that were raised on it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from gridlog.cli.shell.options import By, Categories, Grades, Json, OfProject, Phone, Reason, Yes
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, confirmed, is_asking, needed, required, session, text_of
from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Draft
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import visits
from gridlog.work.desk import day_text

if TYPE_CHECKING:
    from gridlog.work.issues import IssueDraft

app = typer.Typer()

Default = TypeVar("Default", str, None)

On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="DATE",
        help=two(
            "走访日期，可带时间，如 昨天、11-3、上周五 15:30；默认今天",
            "The day, with a time if you like: yesterday, 11-3, last friday 15:30; today by default",
        ),
    ),
]
With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="OFFICER", help=two("联合走访的同事", "A colleague who came along")),
]
Method = Annotated[
    str,
    typer.Option(
        "--method",
        metavar="M",
        help=two(
            "方式：onsite 实地、station 来访、phone 电话、online 线上、meeting 座谈",
            "onsite, station, phone, online or meeting",
        ),
    ),
]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="K",
        help=two(
            "类型：routine demand policy project followup duty other；默认 routine，专班成员到项目企业为 project",
            "routine, demand, policy, project, followup, duty or other; routine by default, project for a member of "
            "the enterprise's task force",
        ),
    ),
]
Note = Annotated[
    str,
    typer.Option(
        "--note",
        "-n",
        metavar="TEXT|-|@FILE",
        help=two(
            "走访内容；- 读标准输入，@文件 读文件", "What was talked about; - reads stdin, @FILE a file"
        ),
    ),
]


@app.command("add")
def add(
    ctx: typer.Context,
    enterprise: Annotated[
        str | None,
        typer.Argument(
            metavar="ENTERPRISE",
            help=two("企业：编号、名称或其中一段", "By code, name or part of the name"),
            show_default=False,
        ),
    ] = None,
    on: On = None,
    by: By = None,
    with_: With = None,
    method: Method = "onsite",
    kind: Kind = "",
    project: OfProject = None,
    contact: Annotated[
        str, typer.Option("--contact", metavar="TEXT", help=two("受访人", "Whom you met"))
    ] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help=two("受访人职务", "Their position"))
    ] = "",
    phone: Phone = "",
    note: Note = "",
    nothing: Annotated[bool, typer.Option("--nothing", help=two("无诉求", "Nothing was raised"))] = False,
    issue: Annotated[
        list[str] | None,
        typer.Option(
            "--issue", metavar="TEXT", help=two("同时登记一个问题", "Raise an issue in the same breath")
        ),
    ] = None,
    category: Categories = None,
    grade: Grades = None,
    reason: Reason = "",
    yes: Yes = False,
    json: Json = False,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said before the first question
    served = here.find("project", project).code if project else ""
    found = needed(
        enterprise or _enterprise_of(here, served),
        two("企业", "Enterprise"),
        "ENTERPRISE",
        lambda typed: here.find("enterprise", typed),
        yes,
    )
    day, at = (here.today, "") if on is None else here.moment(on, "visit add --on")
    people = (here.officer(by).code, *(here.officer(one).code for one in with_ or ()))
    draft = Draft(
        on=day,
        enterprise=found.code,
        officer=people[0],
        participants=people[1:],
        method=meant("method", method),
        kind=meant("kind", kind) if kind else visits.usual_kind(here, found.code, people, day, served),
        contact=contact.strip(),
        title=title.strip(),
        phone=phone.strip(),
        note=text_of(note),
        nothing=nothing,
        reason=reason.strip(),
        at=at,
    )
    visits.check_first(here, draft, bool(issue))
    issues = _paired(issue or [], category or [], grade or [], yes)
    if served:
        from gridlog.work.projects import need_enterprise

        need_enterprise(here, served, found.code)
        issues = [one._replace(project=served) for one in issues]
    _log(here, draft, issues, served, yes, json)
    if issues and not category and (yes or not is_asking()):
        _say_taken(issues)


def _enterprise_of(here: Session, project: str) -> str | None:
    """Return the code of the enterprise of a project, where one was named."""
    if not project:
        return None
    from gridlog.work.projects import project_now

    return project_now(here.connection, project).enterprise


def _log(
    here: Session, draft: Draft, issues: "list[IssueDraft]", project: str, yes: bool, json: bool
) -> None:
    """Log a visit and what was raised on it, all or nothing."""
    known = visits.known_of(here, draft, bool(issues))
    draft = _asked(draft, issues, yes, known)
    visit.log(draft, known.around)
    if not _is_wanted(draft, yes, known):
        raise Refused("visit.declined")
    if not issues and _is_issue(draft, yes):
        issues = [one._replace(project=project) for one in _paired([draft.note], [], [], yes)]
        known = visits.known_of(here, draft, has_issues=True)
    _show_added(here, draft, visits.log_visit(here, draft, issues, known), json)


def _is_issue(draft: Draft, yes: bool) -> bool:
    """Return whether the person at a terminal says that a note which speaks of a wish or a trouble is an issue."""
    if yes or draft.nothing or not is_asking():
        return False
    from gridlog.core.nouns.issue.proposed import speaks_of_wish

    question = two("内容像是企业的诉求，登记为问题吗？", "The note sounds like a wish; raise it as an issue?")
    return speaks_of_wish(draft.note) and confirmed(question, yes)


def _paired(texts: list[str], categories: list[str], grades: list[str], yes: bool) -> "list[IssueDraft]":
    """Each issue with its own category and grade, or all with the one given. Raises Usage."""
    for name, words in (("--category", categories), ("--grade", grades)):
        if len(words) > 1 and len(words) != len(texts):
            raise Usage("visit.pairs", name=name, count=len(words), issues=len(texts))
    if not texts:
        return []
    from gridlog.work.issues import IssueDraft

    words = [text_of(text) for text in texts]
    each = zip(words, _spread(categories, None, texts), _spread(grades, "general", texts), strict=True)
    return [
        IssueDraft(text, _category(text, category, yes), meant("grade", grade))
        for text, category, grade in each
    ]


def _category(text: str, typed: str | None, yes: bool) -> str:
    if typed is not None:
        return meant("category", typed)
    from gridlog.cli.issue.category import category_of

    return category_of(text, is_asked=is_asking() and not yes)


def _say_taken(issues: "list[IssueDraft]") -> None:
    from gridlog.cli.issue.category import say_taken

    for code in dict.fromkeys(one.category for one in issues):
        say_taken(code)


def _spread(words: list[str], default: Default, texts: list[str]) -> "list[str | Default]":
    if len(words) > 1:
        return [*words]
    return [words[0] if words else default] * len(texts)


def _asked(draft: Draft, issues: "list[IssueDraft]", yes: bool, known: "visits.Known") -> Draft:
    """The draft with what is still missing asked for at a terminal, unless `yes`."""
    if issues and not draft.note:
        draft = draft._replace(note="；".join(told.text for told in issues))
    if yes or not is_asking():
        return draft
    if not draft.note and not draft.nothing:
        from gridlog.cli.shell.prompts import ask

        said = ask(two("走访内容（直接回车表示无诉求）", "What was talked about (Enter: nothing was raised)"))
        draft = draft._replace(note=said, nothing=not said)
    around = known.around
    if not draft.reason and visit.needs_reason(draft.on, around.recorded_at.date(), around.rules):
        why = required("", two("已超过补录期限，请写原因", "That was long ago; why so late?"), "--reason")
        draft = draft._replace(reason=why)
    return draft


def _is_wanted(draft: Draft, yes: bool, known: "visits.Known") -> bool:
    """Ask once more when this officer has been there on that day already."""
    if not visits.is_second(draft, known.calls):
        return True
    say(
        two(
            "提示：这家企业当天已有一次走访记录，重复的不会多计一次。",
            "Note: there is a visit of that day already; a second one does not count again.",
        )
    )
    return confirmed(two("仍然登记？", "Log it all the same?"), yes, default=False)


def _show_added(here: Session, draft: Draft, done: "visits.Logged", json: bool) -> None:
    start, _ = visit.week_of(draft.on)
    id = done.id
    count, owed = visits.week_so_far(here, draft, done.known)
    if json:
        _tell_added(here, id, count, owed, done.known)
        return
    short = lookup.shortest(here.store.connection, "visit", id)
    tell(
        two(
            "{id} 已登记走访：{day} {name}（{code}）{method}，{officer}",
            "{id} visit logged: {day}, {name} ({code}), {method}, {officer}",
        ),
        id=short,
        day=day_text(draft.on, draft.at),
        name=here.name("enterprise", draft.enterprise),
        code=draft.enterprise,
        method=_how(draft),
        officer=visits.people_text(here, draft),
    )
    for issue_id, due in done.issues:
        short_issue = lookup.shortest(here.store.connection, "issue", issue_id)
        tell(
            two("{id} 已登记问题，时限 {due}", "{id} issue raised, due {due}"),
            id=short_issue,
            due=day_text(due),
        )
    _tell_week(owed, count, start, here.today)
    visits.say_of_visit(here, draft, done.event, done.known.around)


def _how(draft: Draft) -> str:
    """The method, and the kind of visit where it is not the usual one."""
    words = [("method", draft.method), *([("kind", draft.kind)] if draft.kind != "routine" else [])]
    return pick(two("，", ", ")).join(shown(*one, language()) for one in words)


def _tell_week(owed: int | None, count: int, start: date, today: date) -> None:
    if owed is not None:
        done = pick(two("，已达标", ", met")) if count >= owed else ""
        this = visit.week_of(today)[0] == start
        week = (
            two("本周（{start} 起）", "week of {start}:")
            if this
            else two("{start} 那一周 ", "week of {start}:")
        )
        told = two("{week}{count}/{owed}{done}", "{week} {count}/{owed}{done}")
        tell(told, week=fill(week, start=start), count=count, owed=owed, done=done)


def _tell_added(here: Session, id: str, count: int, owed: int | None, known: "visits.Known") -> None:
    """The visit as `visit show --json` has it, on one line, and the officer's week so far."""
    from gridlog.cli.shell.output import emit_object
    from gridlog.ledgers import queries

    query = queries.visits(known.around.rules).narrowed("v.id = :id", id=id)
    row = query.one(here.store.connection)
    emit_object(query.columns, row, week_counted=count, week_required=owed)
