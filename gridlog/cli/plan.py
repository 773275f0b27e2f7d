"""`gridlog plan`: one plan an enterprise, its needs, measures, reviews and confirmation (一企业一方案)."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.history import rows_history, told
from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import (
    FOR_PEOPLE,
    By,
    DryRun,
    Excel,
    Format,
    Json,
    Output,
    Reason,
    ReportFormat,
)
from gridlog.cli.shell.output import (
    emit_one,
    emit_paper,
    emit_query,
    field_lines,
    report_wish,
    width_of,
    wish,
    write_text,
)
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session, text_of
from gridlog.core.event import SHORT
from gridlog.core.event import Json as JsonValue
from gridlog.core.figures.plans import Sheet
from gridlog.core.nouns.plan.life import GOALS
from gridlog.core.nouns.plan.meaning import IS_MISSED, MEASURES_OVERDUE
from gridlog.ledgers import queries
from gridlog.reports import plans as reading
from gridlog.store.lookup import Found
from gridlog.words.language import language, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import plans
from gridlog.work.desk import day_text

app = typer.Typer()

KINDS = {"plans": "plan", "measures": "measure", "needs": "need"}
MOST = 10_000
SPARE = (
    *("state", "period", "begun_on", "confirmed_by", "number", "leader", "block", "confirmed_on"),
    *("officer", "version"),
)
GOAL_HELP = two("目标，也可写中文：上市、扩产、技改、纾困、其他", "The goal")

Enterprise = Annotated[str, typer.Argument(metavar="ENTERPRISE", help=two("企业", "The enterprise"))]
Goal = Annotated[str, typer.Option("--goal", metavar="|".join(GOALS), help=GOAL_HELP)]
Text = Annotated[
    str | None,
    typer.Option("--text", metavar="TEXT|-|@FILE", help=two("企业现状", "How the enterprise stands now")),
]
Period = Annotated[
    str | None, typer.Option("--period", metavar="TEXT", help=two("实施期限，如 2025—2026年", "The period"))
]
Leader = Annotated[
    str | None, typer.Option("--leader", metavar="O", help=two("挂钩领导", "The leader in charge"))
]
Officer = Annotated[
    str | None,
    typer.Option(
        "--officer",
        metavar="O",
        help=two(
            "服务专员，默认企业所在网格的专员", "The officer; the one of the enterprise's grid by default"
        ),
    ),
]
Review = Annotated[
    str | None,
    typer.Option(
        "--review",
        metavar="D",
        help=two("下次复盘日期，默认30天后", "The next review; in 30 days by default"),
    ),
]
Number = Annotated[
    int,
    typer.Argument(
        metavar="N",
        min=1,
        max=MOST,
        help=two("plan show 列出的第几项", "The number that plan show prints"),
    ),
]
IsNeed = Annotated[
    bool, typer.Option("--need", help=two("第 N 项需求，不是措施", "Need N instead of measure N"))
]


def _found(here: Session, typed: str) -> Found:
    return here.find("enterprise", typed)


def _tell_fields(here: Session, line: str, found: Found, fields: dict[str, JsonValue], version: int) -> None:
    """Tell what was saved: the fields in words, with the names of people."""
    people = {
        str(value): here.name("officer", str(value))
        for key, value in fields.items()
        if key in ("leader", "officer")
    }
    said = "; ".join(told(fields, people, noun="plan"))
    tell(line, name=found.name, version=version, fields=said)


@app.command("new", help=two("为企业制定方案，一家企业一个", "Make the plan of an enterprise, one each"))
def new(
    ctx: typer.Context,
    enterprise: Enterprise,
    goal: Goal,
    text: Text = None,
    review: Review = None,
    period: Period = None,
    leader: Leader = None,
    officer: Officer = None,
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    day = here.day(review, "plan new --review")
    words = text_of(text) if text else text
    given = plans.fields(here, meant("goal", goal), period, words, leader, officer, day)
    data = plans.make(here, found.code, given)
    line = two("{name} 方案第{version}版：{fields}", "{name}, plan version {version}: {fields}")
    _tell_fields(here, line, found, data, 1)


@app.command(
    "edit",
    help=two(
        "更正当前版本写错的内容；内容有变要出新版，用 revise",
        "Correct the current version; what has changed is a new version, see revise",
    ),
)
def edit(
    ctx: typer.Context,
    enterprise: Enterprise,
    goal: Annotated[str | None, typer.Option("--goal", metavar="|".join(GOALS), help=GOAL_HELP)] = None,
    text: Text = None,
    review: Review = None,
    period: Period = None,
    leader: Leader = None,
    officer: Officer = None,
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    day = here.day(review, "plan edit --review")
    words = text_of(text) if text else text
    chosen = meant("goal", goal) if goal else None
    given = plans.fields(here, chosen, period, words, leader, officer, day)
    data = plans.change(here, found.code, given)
    version = reading.current_version(here.store.connection, found.code)
    line = two("已更正 {name} 方案第{version}版：{fields}", "corrected {name}, version {version}: {fields}")
    _tell_fields(here, line, found, data, version)


@app.command(
    "revise",
    help=two(
        "修订：出新一版，没完成的需求和措施跟过来，要请企业重新确认",
        "Make the next version: open needs and measures come along, the enterprise confirms anew",
    ),
)
def revise(
    ctx: typer.Context,
    enterprise: Enterprise,
    goal: Goal,
    text: Text = None,
    review: Review = None,
    period: Period = None,
    leader: Leader = None,
    officer: Officer = None,
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    day = here.day(review, "plan revise --review")
    words = text_of(text) if text else text
    given = plans.fields(here, meant("goal", goal), period, words, leader, officer, day)
    version = plans.revise(here, found.code, given)
    line = two("{name} 方案第{version}版：{fields}", "{name}, plan version {version}: {fields}")
    _tell_fields(here, line, found, given, version)
    sheet = reading.sheet(here.store.connection, found.code)
    say(
        two(
            "带过来未满足的需求 {needs} 项、未完成的措施 {measures} 项。请企业确认：gridlog plan confirm",
            "{needs} open needs and {measures} open measures came along; have it confirmed: gridlog plan confirm",
        ),
        needs=len(sheet.needs),
        measures=len(sheet.measures),
    )


@app.command(
    "remove",
    help=two("撤销制定错的方案；有需求或措施的不能撤销", "Take back a plan without needs and measures"),
)
def remove(ctx: typer.Context, enterprise: Enterprise, reason: Reason = "") -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    reading.current_version(here.store.connection, found.code)
    why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
    plans.remove(here, found.code, why)
    tell(two("已撤销 {name} 的方案", "removed the plan of {name}"), name=found.name)


@app.command("list", help=two("方案列表", "List the plans"))
def list_(
    ctx: typer.Context,
    overdue: Annotated[
        bool,
        typer.Option(
            "--overdue",
            help=two("只看有超期措施或未按期复盘的", "Only those with overdue measures or a missed review"),
        ),
    ] = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    query, ledger = queries.exported(queries.export_of("plans"), here, False)
    query = ledger if how.excel or how.format in FOR_PEOPLE else query
    if overdue:
        query = query.narrowed(f"({IS_MISSED} OR {MEASURES_OVERDUE} > 0)")
    emit_query(here.store.connection, query, how, SPARE)


@app.command(
    "show",
    help=two(
        "一家企业的方案：需求、措施和复盘；-o 方案.docx 为可交付的一页",
        "The plan of an enterprise; -o plan.docx is one page to hand over",
    ),
)
def show(
    ctx: typer.Context,
    enterprise: Enterprise,
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            metavar="N",
            min=1,
            max=MOST,
            help=two("第几版，默认最新", "Which version; the latest by default"),
            show_default=False,
        ),
    ] = None,
    format: ReportFormat = "",
    json: Json = False,
    output: Output = "",
) -> None:
    from gridlog.papers import plan as paper

    here = session(ctx)
    found = _found(here, enterprise)
    how = report_wish(format, json, output, False)
    sheet = reading.sheet(here.store.connection, found.code, version)
    if how.format == "table":
        lines = [f"{line}\n" for line in field_lines(paper.FIELDS, paper.fields(sheet))]
        write_text([*lines, *_tables(sheet, width_of(how))], how.output)
    elif how.format in ("csv", "json", "ndjson"):
        emit_one(paper.FIELDS, paper.fields(sheet), how)
    else:
        from gridlog.cli.report.seeing import present

        emit_paper(paper.page(present(here).letter(), sheet), how)


def _tables(sheet: Sheet, width: int | None) -> list[str]:
    from gridlog.ledgers.terminal import table_text
    from gridlog.papers import plan as paper

    return [
        table_text(one.columns, one.rows, language(), width, one.title, "", ("note", "issue", "category"))
        for one in paper.tables(sheet)
    ]


@app.command("history", help=two("一家企业的方案的变更经过", "What became of the plan of an enterprise"))
def history(
    ctx: typer.Context, enterprise: Enterprise, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    keys = [f"plan/{found.code}", *reading.keys_of(here.store.connection, found.code)]
    rows_history(here, keys, (format, json, output))


@app.command(
    "need",
    help=two(
        "写下企业的需求；--issue 是已登记的问题，--raise 同时登记一个",
        "Write down a need; --issue names its issue, --raise raises one with it",
    ),
)
def need(
    ctx: typer.Context,
    enterprise: Enterprise,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=two("需求内容", "The need in words"))],
    category: Annotated[
        str,
        typer.Option(
            "--category",
            metavar="CODE",
            help=two("类别：代码或中文，如 POWER、用电保障", "The category: a code such as POWER"),
        ),
    ] = "",
    issue: Annotated[
        str, typer.Option("--issue", metavar="ID", help=two("就是这个问题", "It is this issue"))
    ] = "",
    raise_: Annotated[
        bool, typer.Option("--raise", help=two("同时登记为问题", "Raise it as an issue, too"))
    ] = False,
    by: By = None,
) -> None:
    from gridlog.errors import Usage

    here = session(ctx)
    if issue and raise_:
        raise Usage("plan.issue_or_raise")
    found = _found(here, enterprise)
    chosen = meant("category", category) if category else None
    draft = plans.NeedDraft(text_of(text), chosen, here.id("issue", issue) if issue else "", raise_)
    officer = here.officer(by).code if raise_ or by else ""
    done = plans.add_need(here, found.code, draft, officer)
    line = two("{name} 需求 {number}：{text}", "{name}, need {number}: {text}")
    tell(line, name=found.name, number=done.number, text=draft.text)
    if done.due:
        say(
            two("已登记问题 {id}，时限 {due}。", "Issue {id} raised, due {due}."),
            id=done.issue[:SHORT],
            due=day_text(done.due),
        )


@app.command(
    "measure",
    help=two(
        "写下服务措施：谁、何时完成；同样的措施再写一次，改责任人或时限",
        "Write down a measure; the same measure again gets the new owner and day",
    ),
)
def measure(
    ctx: typer.Context,
    enterprise: Enterprise,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=two("措施内容", "The measure in words"))],
    owner: Annotated[
        str, typer.Option("--owner", metavar="WHO", help=two("责任单位或人", "The unit or person in charge"))
    ],
    due: Annotated[str, typer.Option("--due", metavar="D", help=two("完成时限", "Until when"))],
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    day = here.day_of(due, "plan measure --due")
    words = text_of(text)
    done = plans.add_measure(here, found.code, words, owner, day)
    _tell_measure(here, found, done, words, day)


def _tell_measure(here: Session, found: Found, done: plans.Added, text: str, due: date) -> None:
    line = two(
        "{name} 措施 {number}：{text}，{owner}，{due}前",
        "{name}, measure {number}: {text}, {owner}, by {due}",
    )
    lines = reading.sheet(here.store.connection, found.code).measures
    owner = lines[done.number - 1].owner
    tell(line, name=found.name, number=done.number, text=text, owner=owner, due=day_text(due))
    if not done.is_new:
        say(two("这项措施已有，已改责任人或时限。", "The measure was there; its owner or day has changed."))


@app.command(
    "done",
    help=two("措施完成；--need 为需求已满足", "A measure is done; with --need, a need is met"),
)
def done(
    ctx: typer.Context,
    enterprise: Enterprise,
    number: Number,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=two("落实情况", "What was done"))] = "",
    need: IsNeed = False,
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    words = required(text, two("落实情况", "What was done"), "--text")
    _close(here, found, number, words, "met" if need else "done", is_need=need)


@app.command(
    "drop",
    help=two("取消措施，写明原因；--need 为取消需求", "Drop a measure, and say why; with --need, a need"),
)
def drop(
    ctx: typer.Context,
    enterprise: Enterprise,
    number: Number,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=two("取消的原因", "Why"))] = "",
    need: IsNeed = False,
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    words = required(text, two("取消的原因", "Why it is dropped"), "--text")
    _close(here, found, number, words, "dropped", is_need=need)


def _close(here: Session, found: Found, number: int, text: str, state: str, *, is_need: bool) -> None:
    close = plans.close_need if is_need else plans.close_measure
    line = close(here, found.code, number, state, text)
    noun = "need" if is_need else "measure"
    tell(
        two("{name} {noun} {number} {state}：{text}", "{name}, {noun} {number} {state}: {text}"),
        name=found.name,
        noun=shown("noun", noun, language()),
        number=number,
        state=shown(f"{noun}_state", state, language()),
        text=line.text,
    )
    sheet = reading.sheet(here.store.connection, found.code)
    part, whole = sheet.met if is_need else sheet.done
    say(
        two("{noun} {state} {part}/{whole}。", "{noun}: {part} of {whole} {state}."),
        noun=shown("noun", noun, language()),
        state=shown(f"{noun}_state", "met" if is_need else "done", language()),
        part=part,
        whole=whole,
    )


@app.command(
    "review",
    help=two(
        "复盘：今天看过方案，记下情况和下次日期", "Review: note how the plan stands, and when to look again"
    ),
)
def review(
    ctx: typer.Context,
    enterprise: Enterprise,
    text: Annotated[
        str, typer.Option("--text", metavar="TEXT|-|@FILE", help=two("复盘情况", "What was found"))
    ] = "",
    next_: Annotated[
        str | None,
        typer.Option(
            "--next", metavar="D", help=two("下次复盘，默认30天后", "The next review; in 30 days by default")
        ),
    ] = None,
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    words = text_of(required(text, two("复盘情况", "What was found"), "--text"))
    due = plans.review(here, found.code, words, here.day(next_, "plan review --next"))
    line = two("{name} 已复盘，下次 {due}", "{name} reviewed, next on {due}")
    tell(line, name=found.name, due=day_text(due))


@app.command("confirm", help=two("企业确认当前版本", "The enterprise confirms the current version"))
def confirm(
    ctx: typer.Context,
    enterprise: Enterprise,
    by: Annotated[
        str, typer.Option("--by", metavar="TEXT", help=two("企业的谁确认", "Who of the enterprise confirms"))
    ] = "",
) -> None:
    here = session(ctx)
    found = _found(here, enterprise)
    who = required(by, two("企业的谁确认", "Who of the enterprise confirms"), "--by")
    version = plans.confirm(here, found.code, who)
    tell(
        two("{name} 方案第{version}版，{who} 已确认", "{name}, version {version}: confirmed by {who}"),
        name=found.name,
        version=version,
        who=who,
    )


@app.command(
    "import",
    help=two(
        "导入方案、措施或需求；重复导入不会改变什么", "Import plans, measures or needs; twice changes nothing"
    ),
)
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    here = session(ctx)
    import_files(
        here, KINDS, files, kind, dry_run, skip_bad, completed=lambda *line: plans.completed(here, *line)
    )
