"""`gridlog visit`: a visit written down in a minute, found again, corrected or voided with a reason."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from gridlog.cli.shell.options import (
    MOST_ROWS,
    By,
    Categories,
    Excel,
    Format,
    Grades,
    Id,
    Json,
    OfficerName,
    Output,
    Reason,
    Unmask,
    Yes,
    phone_typed,
)
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, confirmed, is_asking, needed, required, session, text_of
from gridlog.core.event import Data
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
            "类型：routine demand policy project followup duty other",
            "routine, demand, policy, project, followup, duty or other",
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


@app.command("add", help=two("登记一次走访", "Log a visit"))
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
    kind: Kind = "routine",
    contact: Annotated[
        str, typer.Option("--contact", metavar="TEXT", help=two("受访人", "Whom you met"))
    ] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help=two("受访人职务", "Their position"))
    ] = "",
    phone: Annotated[
        str,
        typer.Option("--phone", metavar="TEXT", callback=phone_typed, help=two("联系电话", "Their phone")),
    ] = "",
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
    found = needed(
        enterprise, two("企业", "Enterprise"), "ENTERPRISE", lambda typed: here.find("enterprise", typed), yes
    )
    day, at = (here.today, "") if on is None else _moment(here, on, "visit add --on")
    draft = Draft(
        on=day,
        enterprise=found.code,
        officer=here.officer(by).code,
        participants=tuple(here.officer(one).code for one in with_ or ()),
        method=meant("method", method),
        kind=meant("kind", kind),
        contact=contact.strip(),
        title=title.strip(),
        phone=phone.strip(),
        note=text_of(note),
        nothing=nothing,
        reason=reason.strip(),
        at=at,
    )
    _log(here, draft, _paired(issue or [], category or [], grade or []), yes, json)


def _log(here: Session, draft: Draft, issues: "list[IssueDraft]", yes: bool, json: bool) -> None:
    """Log a visit and what was raised on it, all or nothing. Raises what rule says no, before it asks."""
    visits.check_first(here, draft, bool(issues))
    known = visits.known_of(here, draft, bool(issues))
    draft = _asked(draft, issues, yes, known)
    visit.log(draft, known.around)
    if not _is_wanted(draft, yes, known):
        raise Refused("visit.declined")
    _show_added(here, draft, visits.log_visit(here, draft, issues, known), json)


def _paired(texts: list[str], categories: list[str], grades: list[str]) -> "list[IssueDraft]":
    """Each issue with its own category and grade, or all with the one given. Raises Usage."""
    for name, words in (("--category", categories), ("--grade", grades)):
        if len(words) > 1 and len(words) != len(texts):
            raise Usage("visit.pairs", name=name, count=len(words), issues=len(texts))
    if not texts:
        return []
    from gridlog.work.issues import IssueDraft

    each = zip(texts, _spread(categories, "OTHER", texts), _spread(grades, "general", texts), strict=True)
    return [
        IssueDraft(text_of(text), meant("category", category), meant("grade", grade))
        for text, category, grade in each
    ]


def _spread(words: list[str], default: str, texts: list[str]) -> list[str]:
    return words if len(words) > 1 else (words or [default]) * len(texts)


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
    if not draft.reason and visit.needs_reason(draft.on, known.around):
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
        officer=_people_text(here, draft),
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


def _people_text(here: Session, draft: Draft) -> str:
    """The names of those who were there, the lead first."""
    names = [here.name("officer", one) for one in (draft.officer, *draft.participants)]
    return pick(two("、", ", ")).join(names)


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
    from json import dumps

    from gridlog.ledgers import queries
    from gridlog.ledgers.columns import plain

    query = queries.visits(known.around.rules).narrowed("v.id = :id", id=id)
    row = query.one(here.store.connection)
    told = {column.key: plain(column, value) for column, value in zip(query.columns, row, strict=True)}
    sys.stdout.write(dumps({**told, "week_counted": count, "week_required": owed}, ensure_ascii=False) + "\n")


@app.command("list", help=two("查询走访", "List visits"))
def list_(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="D", help=two("从哪天起", "From this day on"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
    ] = None,
    week: Annotated[
        str | None,
        typer.Option(
            "--week", metavar="W", help=two("哪一周：本周、上周、2026-W47", "A week: this, last, 2026-W47")
        ),
    ] = None,
    officer: Annotated[
        str | None, typer.Option("--officer", metavar="O", help=two("谁走访的（含联合）", "Led or joined by"))
    ] = None,
    enterprise: Annotated[
        str | None, typer.Option("--enterprise", metavar="E", help=two("哪家企业", "Of this enterprise"))
    ] = None,
    grid: Annotated[
        str | None, typer.Option("--grid", metavar="G", help=two("哪个网格或板块", "In this grid or block"))
    ] = None,
    method: Annotated[
        str | None, typer.Option("--method", metavar="M", help=two("走访方式", "By this method"))
    ] = None,
    late: Annotated[bool, typer.Option("--late", help=two("只看补录", "Late entries only"))] = False,
    void: Annotated[bool, typer.Option("--void", help=two("只看作废", "Void ones only"))] = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            max=MOST_ROWS,
            help=two("表格最多多少行，0 为不限", "At most N rows in a table; 0 is all"),
        ),
    ] = 200,
) -> None:
    from gridlog.cli.visits import show_visits
    from gridlog.work.finding import VisitFilter

    here = session(ctx)
    chosen = VisitFilter(
        *here.limits(since, until),
        None if week is None else here.week(week),
        officer,
        enterprise,
        grid,
        None if method is None else meant("method", method),
        late,
        void,
    )
    show_visits(here, chosen, (format, json, output, excel), limit)


@app.command("show", help=two("一次走访的全部内容", "All of one visit"))
def show(
    ctx: typer.Context,
    id: Id,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    from gridlog.cli.visits import show_one

    here = session(ctx)
    show_one(here, here.id("visit", id), (format, json, output), unmask)


@app.command("history", help=two("一次走访的更正经过", "How a visit came to be what it is"))
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
    row_history(here, here.id("visit", id), (format, json, output), unmask)


@app.command("edit", help=two("更正一次走访，须写原因", "Correct a visit, with a reason"))
def edit(
    ctx: typer.Context,
    id: Id,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            help=two(
                "改为哪天，写法同 visit add --on；只写时间则日期不变",
                "It was this day; as for visit add --on, and a time alone leaves the day",
            ),
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="OFFICER", help=two("改为谁走访的", "It was this officer"))
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="OFFICER",
            help=two("联合走访的同事，取代原来的", "Those who came along, instead of who did"),
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help=two("取消联合走访人员", "Nobody came along"))
    ] = False,
    enterprise: Annotated[
        str | None,
        typer.Option("--enterprise", metavar="E", help=two("改为哪家企业", "It was this enterprise")),
    ] = None,
    method: Annotated[
        str | None, typer.Option("--method", metavar="M", help=two("走访方式", "The method"))
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="K", help=two("走访类型", "The kind"))] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="TEXT", help=two("受访人", "Whom you met"))
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help=two("受访人职务", "Their position"))
    ] = None,
    phone: Annotated[
        str | None,
        typer.Option("--phone", metavar="TEXT", callback=phone_typed, help=two("联系电话", "Their phone")),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", "-n", metavar="TEXT|-|@FILE", help=two("走访内容", "What was talked about")),
    ] = None,
    nothing: Annotated[bool, typer.Option("--nothing", help=two("改为无诉求", "Nothing was raised"))] = False,
    reason: Reason = "",
    json: Json = False,
) -> None:
    from gridlog.cli.visits import tell_object

    here = session(ctx)
    if alone and with_:
        raise Usage("visit.alone_with")
    full = here.id("visit", id)
    changes: dict[str, object] = {
        "officer": None if by is None else here.officer(by).code,
        "participants": tuple(here.officer(one).code for one in with_) if with_ else () if alone else None,
        "enterprise": None if enterprise is None else here.find("enterprise", enterprise).code,
        "method": meant("method", method) if method else None,
        "kind": meant("kind", kind) if kind else None,
        "contact": contact,
        "title": title,
        "phone": phone,
        "note": None if note is None else text_of(note),
        "nothing": True if nothing else False if note else None,
    }
    given = {key: value for key, value in changes.items() if value is not None}
    if not given and on is None:
        raise Refused("visit.same")
    visits.need_standing(here, full)
    why = required(reason, two("更正原因", "Why"), "--reason")
    before, draft, data = visits.correct_visit(
        here, full, lambda now: given | _moment_changed(here, on, now.on), why
    )
    if json:
        tell_object(here, full)
    else:
        _tell_edited(here, full, draft, data)
    if draft.enterprise != before.enterprise:
        visits.say_open_issues(here, full, draft.enterprise)


TOLD = (
    "on",
    "enterprise",
    "officer",
    "participants",
    "grid",
    "block",
    "outside",
)  # in every line, or derived


def _tell_edited(here: Session, id: str, draft: Draft, data: Data) -> None:
    """The visit as it is now, and each of its other fields that changed."""
    from gridlog.cli.history import told

    change = data["change"]
    others = (
        {key: value for key, value in change.items() if key not in TOLD} if isinstance(change, dict) else {}
    )
    tell(
        two(
            "{id} 已更正：{day} {name}（{code}），{officer}{others}；原因：{why}",
            "{id} corrected: {day}, {name} ({code}), {officer}{others}; because: {why}",
        ),
        id=lookup.shortest(here.store.connection, "visit", id),
        day=day_text(draft.on, draft.at),
        name=lookup.enterprise_name(here.store.connection, draft.enterprise),
        code=draft.enterprise,
        officer=_people_text(here, draft),
        others="".join(pick(two("；", "; ")) + one for one in told(others, {})),
        why=data["why"],
    )


def _moment(here: Session, typed: str, option: str) -> tuple[date, str]:
    """The day and the time of day that are meant; no time where none is said."""
    day, at = here.moment(typed, option)
    return day, at.isoformat("minutes") if at else ""


def _moment_changed(here: Session, typed: str | None, on: date) -> dict[str, object]:
    """What `--on` changes of a visit of the day `on`: the day, the time, or both. A time alone is one of that day."""
    if typed is None:
        return {}
    try:
        day, at = _moment(here, f"{on} {typed}", "visit edit --on")
    except Usage:
        day, at = _moment(here, typed, "visit edit --on")
    return {"on": day, "at": at} if at else {"on": day}


@app.command(
    "void", help=two("作废一次走访，须写原因；记录仍保留", "Void a visit, with a reason; the record stays")
)
def void(ctx: typer.Context, id: Id, reason: Reason = "", json: Json = False) -> None:
    from gridlog.cli.visits import tell_object

    here = session(ctx)
    full = here.id("visit", id)
    visits.need_standing(here, full)
    why = required(reason, two("作废原因", "Why"), "--reason")
    gone = visits.void_visit(here, full, why)
    if json:
        tell_object(here, full)
    else:
        tell(
            two("{id} 已作废：{day} {name}；原因：{why}", "{id} voided: {day}, {name}; because: {why}"),
            id=lookup.shortest(here.store.connection, "visit", full),
            day=day_text(gone.on),
            name=lookup.enterprise_name(here.store.connection, gone.enterprise),
            why=why,
        )
    visits.say_open_issues(here, full)


@app.command(
    "import",
    help=two(
        "从 CSV 或工作簿批量导入走访；相同的行只导入一次",
        "Import visits from CSV or a workbook; an equal row is taken once",
    ),
)
def import_(
    ctx: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=two("CSV、xlsx、xls 或 ods 文件，- 为标准输入", "A CSV, xlsx, xls or ods file; - is stdin"),
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=two("只检查，不写入", "Check only, write nothing"))
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help=two("跳过有误的行", "Leave out the rows that are wrong"))
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update",
            help=two(
                "把本工具导出的文件里改过的行记为更正，须写 --reason",
                "Record the changed rows of our own export as corrections; needs --reason",
            ),
        ),
    ] = False,
    reason: Reason = "",
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help=two(
                "有跳过的错行、没有改的不同行时退出码为 7",
                "Exit with 7 where a bad row was skipped or a differing one left as it was",
            ),
        ),
    ] = False,
    by: OfficerName = None,
) -> None:
    from gridlog.cli.importing import import_visits
    from gridlog.work.amending import Wish
    from gridlog.work.take_in import Options

    here = session(ctx)
    if reason and not update:
        raise Usage("import.reason_idle")
    why = required(reason, two("更正原因", "Why"), "--reason") if update and not dry_run else reason or "—"
    import_visits(here, file, Options(dry_run, skip_bad, strict, by, Wish(update, why)))
