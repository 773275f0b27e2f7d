"""`gridlog visit`: a visit written down in a minute, found again, corrected or voided with a reason."""

from datetime import date
from typing import Annotated

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
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import (
    Session,
    day_text,
    needed,
    required,
    session,
    text_of,
)
from gridlog.core import visit
from gridlog.core.event import Data
from gridlog.core.visit import Draft, Visit
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.words.language import pick, two
from gridlog.words.vocabulary import meant

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
    from gridlog.cli.adding import add_visit, paired

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
    add_visit(here, draft, paired(issue or [], category or [], grade or []), yes, json)


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
    from gridlog.cli.visits import Filter, show_visits

    here = session(ctx)
    chosen = Filter(
        since,
        until,
        week,
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
    from gridlog.cli.adding import around_edit, mind_issues
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
    _need_standing(here, full)
    why = required(reason, two("更正原因", "Why"), "--reason")
    with here.write() as writer:
        before = _visit(here, full)
        given |= _moment_changed(here, on, before.on)
        draft = visit.draft_of(before)._replace(**given)  # type: ignore[arg-type]  # each has its field's type
        data = visit.edit(before, draft, around_edit(here, before, draft), why)
        writer.append("visit.edited", data, row=_row(here, full))
    if json:
        tell_object(here, full)
    else:
        _tell_edited(here, full, draft, data)
    if draft.enterprise != before.enterprise:
        mind_issues(here, full, draft.enterprise)


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
    from gridlog.cli.adding import people_text
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
        officer=people_text(here, draft),
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


def _visit(here: Session, id: str) -> Visit:
    value = here.store.row(id).value
    if not isinstance(value, Visit):
        raise Refused("id.not_begun", id=id)
    return value


def _need_standing(here: Session, id: str) -> None:
    """Raises Refused for a void visit, before anybody is asked why it changes."""
    if _visit(here, id).void:
        raise Refused("visit.is_void")


def _row(here: Session, id: str) -> bytes:
    return here.store.row(id).id


@app.command(
    "void", help=two("作废一次走访，须写原因；记录仍保留", "Void a visit, with a reason; the record stays")
)
def void(ctx: typer.Context, id: Id, reason: Reason = "", json: Json = False) -> None:
    from gridlog.cli.adding import mind_issues
    from gridlog.cli.visits import tell_object

    here = session(ctx)
    full = here.id("visit", id)
    _need_standing(here, full)
    why = required(reason, two("作废原因", "Why"), "--reason")
    with here.write() as writer:
        writer.append("visit.voided", visit.void(_visit(here, full), why), row=_row(here, full))
    if json:
        tell_object(here, full)
    else:
        gone = _visit(here, full)
        tell(
            two("{id} 已作废：{day} {name}；原因：{why}", "{id} voided: {day}, {name}; because: {why}"),
            id=lookup.shortest(here.store.connection, "visit", full),
            day=day_text(gone.on),
            name=lookup.enterprise_name(here.store.connection, gone.enterprise),
            why=why,
        )
    mind_issues(here, full)


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
    from gridlog.cli.amending import Wish
    from gridlog.cli.importing import Options, import_visits

    here = session(ctx)
    if reason and not update:
        raise Usage("import.reason_idle")
    why = required(reason, two("更正原因", "Why"), "--reason") if update and not dry_run else reason or "—"
    import_visits(here, file, Options(dry_run, skip_bad, strict, by, Wish(update, why)))
