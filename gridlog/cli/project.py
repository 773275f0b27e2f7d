"""`gridlog project`: projects, their task forces, milestones, daily logs and weekly progress (一项目一专班)."""

from datetime import date, timedelta
from typing import Annotated

import typer

from gridlog.cli.history import code_history, told
from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import (
    AddedCode,
    AddedName,
    By,
    DryRun,
    Excel,
    Format,
    Json,
    Output,
    Reason,
)
from gridlog.cli.shell.output import emit_one, emit_query, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session, text_of
from gridlog.core import roster
from gridlog.core.event import Json as JsonValue
from gridlog.core.nouns.log.rules import people_in
from gridlog.core.nouns.progress.ledger import PROGRESS
from gridlog.core.nouns.project.ledger import LIGHT, MEMBERS, MILESTONES
from gridlog.core.nouns.project.life import DAY, Member, Project
from gridlog.core.roster import FOREVER
from gridlog.core.when import week_name
from gridlog.ledgers import projects as lights
from gridlog.ledgers import queries
from gridlog.store import lookup
from gridlog.store.lookup import Found
from gridlog.words.language import fill, language, listed, pick, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import projects
from gridlog.work.desk import day_text

app = typer.Typer()

KINDS = {"projects": "project", "milestones": "project", "logs": "log", "progress": "progress"}
WEEKS_SHOWN = timedelta(days=56)  # so far back a project is shown with its progress
SPARE = ("content", "closed_on", "level", "investment", "block", "deputy", "leader", "gap")

ProjectArgument = Annotated[
    str, typer.Argument(metavar="PROJECT", help=two("项目的编号或名称", "The project, by code or name"))
]
Level = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="L",
        help=two("级别：province 省、city 市、county 县、zone 区", "province, city, county or zone"),
    ),
]
Investment = Annotated[
    str | None,
    typer.Option(
        "--investment", metavar="AMOUNT", help=two("总投资，万元", "The investment, in 10,000 yuan")
    ),
]
Content = Annotated[
    str | None, typer.Option("--content", metavar="TEXT", help=two("建设内容", "What is built"))
]
Leader = Annotated[
    str | None, typer.Option("--leader", metavar="O", help=two("挂帅领导", "The leader in charge"))
]
Deputy = Annotated[
    str | None, typer.Option("--deputy", metavar="O", help=two("扛旗干部", "The cadre who carries it"))
]
Week = Annotated[
    str, typer.Option("--week", metavar="W", help=two("哪一周，默认本周", "Which week; this one by default"))
]
Clear = Annotated[
    bool, typer.Option("--clear", help=two("撤销这一条，要写原因", "Take this one back; needs a reason"))
]
WHY_BACK = two("撤销的原因", "Why it is taken back")


def _found(here: Session, typed: str) -> Found:
    return here.find("project", typed)


@app.command("add", help=two("新增项目", "Add a project"))
def add(
    ctx: typer.Context,
    code: AddedCode,
    name: AddedName,
    enterprise: Annotated[
        str, typer.Option("--enterprise", metavar="E", help=two("哪家企业的项目", "The enterprise"))
    ],
    level: Level = None,
    investment: Investment = None,
    content: Content = None,
    leader: Leader = None,
    deputy: Deputy = None,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "project")
    given = {"name": name, "enterprise": enterprise, "leader": leader, "deputy": deputy}
    fields = projects.fields(here, {**given, **_typed(level, investment, content)})
    projects.add(here, code, fields)
    _tell_saved(here, two("已新增 {code} {name}{fields}", "added {code} {name}{fields}"), code, name, fields)


def _typed(level: str | None, investment: str | None, content: str | None) -> dict[str, str | None]:
    return {
        "level": meant("project_level", level) if level else level,
        "investment": investment,
        "content": None if content is None else text_of(content),
    }


@app.command("edit", help=two("修改项目的各项登记", "Change what is on record of a project"))
def edit(
    ctx: typer.Context,
    project: ProjectArgument,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=two("新名称", "The new name"))
    ] = None,
    enterprise: Annotated[
        str | None, typer.Option("--enterprise", metavar="E", help=two("哪家企业的项目", "The enterprise"))
    ] = None,
    level: Level = None,
    investment: Investment = None,
    content: Content = None,
    leader: Leader = None,
    deputy: Deputy = None,
) -> None:
    here = session(ctx)
    found = _found(here, project)
    given = {"name": name, "enterprise": enterprise, "leader": leader, "deputy": deputy}
    fields = projects.fields(here, {**given, **_typed(level, investment, content)})
    changed = projects.change(here, found.code, fields)
    line = two("已更新 {code} {name}{fields}", "updated {code} {name}{fields}")
    _tell_saved(here, line, found.code, name or found.name, changed)


def _tell_saved(here: Session, line: str, code: str, name: str, fields: dict[str, JsonValue]) -> None:
    names = {
        str(fields[key]): here.name("officer", str(fields[key]))
        for key in ("leader", "deputy")
        if fields.get(key)
    }
    if fields.get("enterprise"):
        enterprise = str(fields["enterprise"])
        names[f"enterprise/{enterprise}"] = here.name("enterprise", enterprise)
    said = "; ".join(
        told({key: value for key, value in fields.items() if key != "name"}, names, noun="project")
    )
    tell(line, code=code, name=name, fields=fill(two("：{said}", ": {said}"), said=said) if said else "")


@app.command(
    "remove",
    help=two(
        "撤销登记错的项目；有日志、进度、节点、成员、堵点的不能撤销",
        "Take back a project without logs, progress, milestones, members and blockers",
    ),
)
def remove(ctx: typer.Context, project: ProjectArgument, reason: Reason = "") -> None:
    here = session(ctx)
    found = _found(here, project)
    projects.remove(here, found.code, found.name, required(reason, WHY_BACK, "--reason"))
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


@app.command(
    "list", help=two("项目列表：阶段、灯和原因、堵点", "List the projects: stage, light and why, blockers")
)
def list_(
    ctx: typer.Context,
    light: Annotated[
        str | None,
        typer.Option(
            "--light", metavar="L", help=two("只看某种灯：red yellow green", "red, yellow or green")
        ),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", metavar="S", help=two("只看某个阶段，如 开工", "At this milestone only")),
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help=two("只看已结束的", "Closed ones only"))] = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    query, people = queries.exported(queries.export_of("projects"), here, False)
    how = wish(format, json, output, excel)
    query = people if how.format == "table" or excel else query
    query = query.narrowed(f"p.closed_on IS {'NOT ' if closed else ''}NULL")
    if light is not None:
        query = query.narrowed(f"{LIGHT} = :light", light=meant("project_light", light))
    if stage is not None:
        query = query.narrowed("p.stage = :stage", stage=meant("milestone", stage))
    emit_query(here.store.connection, query, how, SPARE)


@app.command(
    "show",
    help=two(
        "一个项目：登记、节点、专班、周进度", "One project: its record, milestones, task force and progress"
    ),
)
def show(
    ctx: typer.Context, project: ProjectArgument, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = _found(here, project)
    how = wish(format, json, output)
    script, people = queries.exported(queries.export_of("projects"), here, False)
    query = (people if how.format == "table" else script).narrowed("p.code = :code", code=found.code)
    connection = here.store.connection
    emit_one(query.columns, query.one(connection), how)
    if how.format != "table":
        return
    for ledger, title in ((MILESTONES, two("节点", "milestones")), (MEMBERS, two("专班", "task force"))):
        rows = queries.query_of(ledger, {"today": here.today.isoformat()})
        rows = rows.narrowed("m.project = :code", code=found.code)
        rows = rows.with_cells(rows.columns[1:], rows.cells[1:])
        if rows.count(connection):
            emit_query(connection, rows, how, ("officer_code",), pick(title))
    weeks = queries.query_of(PROGRESS, {}).narrowed(
        "w.project = :code AND w.monday >= :since",
        code=found.code,
        since=(here.today - WEEKS_SHOWN).isoformat(),
    )
    weeks = weeks.with_cells(weeks.columns[1:], weeks.cells[1:])
    if weeks.count(connection):
        emit_query(connection, weeks, how, (), pick(two("周进度", "weekly progress")))


@app.command("history", help=two("一个项目的变更经过", "What became of a project"))
def history(
    ctx: typer.Context,
    project: ProjectArgument,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    code_history(here, "project", _found(here, project).code, (format, json, output), False)


@app.command(
    "import",
    help=two(
        "导入项目、节点、日志或周进度；重复导入不会改变什么",
        "Import projects, milestones, logs or progress; twice changes nothing",
    ),
)
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    import_files(session(ctx), KINDS, files, kind, dry_run, skip_bad)


@app.command(
    "member",
    help=two(
        "专班成员：加入、离开、改为驻点；竣工前离开要写原因",
        "Members of the task force: join, leave, become resident; a reason to leave before completion",
    ),
)
def member(
    ctx: typer.Context,
    project: ProjectArgument,
    officer: Annotated[str, typer.Argument(metavar="OFFICER", help=two("哪位人员", "Who"))],
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="D", help=two("从哪天起，默认今天", "From this day on; today by default")
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
    ] = None,
    resident: Annotated[
        bool | None,
        typer.Option("--resident/--not-resident", help=two("脱产驻点", "At the project, without other work")),
    ] = None,
    clear: Clear = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found, person = _found(here, project), here.find("officer", officer)
    first = here.day(from_, "project member --from")
    if clear:
        why = required(reason, WHY_BACK, "--reason")
        gone = projects.remove_member(here, found.code, person.code, first, why)
        _tell_member(here, two("已撤销 {project}：{who}", "taken back from {project}: {who}"), found, gone)
        return
    stay = projects.Stay(first, here.day(until, "project member --until"), resident, reason)
    now = projects.set_member(here, found.code, person.code, stay)
    _tell_member(here, two("{project}：{who}", "{project}: {who}"), found, now)


def _tell_member(here: Session, line: str, project: Found, stay: Member) -> None:
    last = "" if stay.until_on == FOREVER else day_text(stay.until_on - DAY)
    until = fill(two("至 {last}", " until {last}"), last=last) if last else pick(two("起", " on"))
    who = fill(
        two("{name}，{first} {until}{more}", "{name}, from {first}{until}{more}"),
        name=here.name("officer", stay.officer),
        first=day_text(stay.from_on),
        until=until,
        more=pick(two("，脱产驻点", ", resident")) if stay.resident else "",
    )
    tell(line, project=project.name, who=who)


@app.command(
    "milestone",
    help=two(
        "节点：计划日期、实际日期；改动要写原因，首次计划一直保留",
        "Set the planned and the actual day of a milestone; a change needs a reason, the first plan is kept",
    ),
)
def milestone(
    ctx: typer.Context,
    project: ProjectArgument,
    milestone: Annotated[
        str,
        typer.Argument(
            metavar="MILESTONE",
            help=two(
                "节点：签约、注册、拿地、开工、封顶、设备安装、竣工、投产、达规、达效",
                "The milestone, such as started or completed",
            ),
        ),
    ],
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="D", help=two("计划日期，- 为撤销", "The plan; - takes it back")),
    ] = None,
    actual: Annotated[
        str | None,
        typer.Option(
            "--actual", metavar="D", help=two("实际日期，- 为撤销", "The actual day; - takes it back")
        ),
    ] = None,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = _found(here, project)
    key = meant("milestone", milestone)
    days: dict[str, date | None] = {
        name: None if typed.strip() == "-" else here.day_of(typed, option)
        for name, typed, option in (
            ("plan", plan, "project milestone --plan"),
            ("actual", actual, "project milestone --actual"),
        )
        if typed is not None
    }
    done = projects.set_milestone(here, found.code, key, days, reason)
    after = done.after
    tell(
        two(
            "{project} {milestone}：计划 {plan}，实际 {actual}",
            "{project}, {milestone}: planned {plan}, actual {actual}",
        ),
        project=found.name,
        milestone=shown("milestone", key, language()),
        plan=day_text(after.plan) if after.plan else "—",
        actual=day_text(after.actual) if after.actual else "—",
    )
    if after.plan != after.first_plan and after.first_plan:
        say(two("首次计划是 {day}。", "The first plan was {day}."), day=day_text(after.first_plan))
    _say_skipped(done.project)


def _say_skipped(project: Project) -> None:
    from gridlog.core.nouns.project.life import MILESTONE_KEYS, skipped

    passed = skipped(project.milestones)
    if passed:
        names = listed(shown("milestone", key, language()) for key in MILESTONE_KEYS if key in passed)
        say(two("跳过的节点：{names}。", "Skipped: {names}."), names=names)


@app.command("log", help=two("日志：每个项目每天一条", "Write the daily log, one a project and day"))
def log(
    ctx: typer.Context,
    project: ProjectArgument,
    done: Annotated[
        str | None,
        typer.Option(
            "--done", metavar="TEXT|-|@FILE", help=two("今日完成", "What was done"), show_default=False
        ),
    ] = None,
    plan: Annotated[
        str, typer.Option("--plan", metavar="TEXT|-|@FILE", help=two("明日计划", "What comes next"))
    ] = "",
    people: Annotated[
        str | None, typer.Option("--people", metavar="N", help=two("在岗人数", "How many are on site"))
    ] = None,
    needs: Annotated[
        str, typer.Option("--needs", metavar="TEXT|-|@FILE", help=two("需协调", "What is needed of others"))
    ] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    by: By = None,
    clear: Clear = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = _found(here, project)
    day = here.day_of(on, "project log --on")
    if clear:
        projects.clear_log(here, found.code, day, required(reason, WHY_BACK, "--reason"))
        tell(
            two("已撤销 {project} {on} 的日志", "taken back: the log of {project} of {on}"),
            project=found.name,
            on=day_text(day),
        )
        return
    words = text_of(required(done, two("今日完成", "What was done"), "--done"))
    said = projects.Said(words, text_of(plan), text_of(needs), None if people is None else people_in(people))
    before = projects.note(here, found.code, day, said, here.officer(by).code)
    tell(two("{project} {on} 日志已记录", "{project}, {on}: log noted"), project=found.name, on=day_text(day))
    if before:
        say(two("原来写的是：{text}", "It said before: {text}"), text=before.done)


@app.command(
    "progress",
    help=two("周进度：累计计划和实际百分比", "Set what a week should reach and what it reached, in per cent"),
)
def progress(
    ctx: typer.Context,
    project: ProjectArgument,
    planned: Annotated[
        str | None,
        typer.Option(
            "--planned", metavar="P", help=two("累计计划进度，0 到 100", "Planned, cumulative, 0 to 100")
        ),
    ] = None,
    actual: Annotated[
        str | None,
        typer.Option(
            "--actual", metavar="P", help=two("累计实际进度，0 到 100", "Actual, cumulative, 0 to 100")
        ),
    ] = None,
    week: Week = "this",
    by: By = None,
    clear: Clear = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = _found(here, project)
    monday = here.week(week)
    if clear:
        projects.clear_progress(here, found.code, monday, required(reason, WHY_BACK, "--reason"))
        tell(
            two("已撤销 {project} {week} 的进度", "taken back: the progress of {project} of {week}"),
            project=found.name,
            week=week_name(monday),
        )
        return
    done = projects.set_progress(here, found.code, monday, planned, actual, here.officer(by).code)
    after = done.after
    tell(
        two(
            "{project} {week}：计划 {planned}%，实际 {actual}%，序时差 {gap}",
            "{project}, {week}: planned {planned}%, actual {actual}%, gap {gap}",
        ),
        project=found.name,
        week=week_name(monday),
        planned=after.planned or "—",
        actual=after.actual or "—",
        gap=lights.gap_text(after.gap) or "—",
    )
    if any(done.before[2:]):
        say(
            two(
                "原来是计划 {planned}%，实际 {actual}%。",
                "It was planned {planned}%, actual {actual}% before.",
            ),
            planned=done.before.planned or "—",
            actual=done.before.actual or "—",
        )


@app.command(
    "close",
    help=two(
        "项目结束，专班撤销；竣工前不能", "Close a project and dissolve its task force; not before completion"
    ),
)
def close(
    ctx: typer.Context,
    project: ProjectArgument,
    text: Annotated[
        str, typer.Option("--text", metavar="TEXT|-|@FILE", help=two("结束说明", "How it ended"))
    ],
) -> None:
    here = session(ctx)
    found = _found(here, project)
    projects.close(here, found.code, text_of(text))
    tell(two("{project} 已结束", "{project} is closed"), project=found.name)
    left = lookup.open_blockers(here.store.connection, found.code)
    if left:
        say(two("提醒：还有 {count} 个堵点在办。", "Mind: {count} blockers are still open."), count=left)


@app.command("reopen", help=two("恢复已结束的项目", "Take the closing of a project back"))
def reopen(ctx: typer.Context, project: ProjectArgument, reason: Reason = "") -> None:
    here = session(ctx)
    found = _found(here, project)
    projects.reopen(here, found.code, required(reason, two("恢复的原因", "Why it goes on"), "--reason"))
    tell(two("{project} 已恢复", "{project} goes on"), project=found.name)
