"""`gridlog station`: the stations of the blocks, who is on duty there, what is handed over (服务站值守)."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import randbelow
from typing import Annotated

import typer

from gridlog.cli.history import code_history, told
from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import By, DryRun, Excel, Format, Json, Output, Reason, Unmask, phone_typed
from gridlog.cli.shell.output import emit, emit_one, emit_query, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session, text_of
from gridlog.core import roster
from gridlog.core.event import Json as JsonValue
from gridlog.core.nouns.duty.life import Duty
from gridlog.core.nouns.duty.roster import Finding
from gridlog.core.nouns.station.ledger import STATIONS
from gridlog.errors import NotMet
from gridlog.ledgers import queries
from gridlog.ledgers.columns import Column, Value
from gridlog.store.lookup import Found
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import stations
from gridlog.work.desk import day_text
from gridlog.work.unmasking import record, record_shown

app = typer.Typer()

KINDS = {"stations": "station", "duties": "duty", "handovers": "handover"}
SEEDS = 1_000_000
SPARE = ("station", "standin_code", "leader_code", "officer_code", "block", "issues", "received", "standin")
FINDINGS = (
    Column("date", "日期", "date", "date"),
    Column("station", "服务站编号", "station", is_code=True),
    Column("station_name", "服务站", "station name"),
    Column("what", "情况", "what", words="duty_finding"),
    Column("shift", "班次", "shift", words="shift"),
    Column("officer_code", "人员编号", "officer code", is_code=True),
    Column("officer", "人员", "officer"),
    Column("other", "另一处", "other station", is_code=True),
)

Code = Annotated[str, typer.Argument(metavar="CODE", help=two("编号", "A code"))]
Name = Annotated[str, typer.Argument(metavar="NAME", help=two("名称", "The name"))]
Station = Annotated[
    str, typer.Argument(metavar="STATION", help=two("服务站的编号或名称", "The station, by code or name"))
]
Place = Annotated[str | None, typer.Option("--place", metavar="TEXT", help=two("地点", "Where it is"))]
Phone = Annotated[str | None, typer.Option("--phone", metavar="TEXT", help=two("联系电话", "Its phone"))]
Shift = Annotated[
    str,
    typer.Option(
        "--shift",
        metavar="S",
        help=two("班次：day 全天、am 上午、pm 下午", "day, am or pm; the whole day by default"),
    ),
]
Since = Annotated[str | None, typer.Option("--from", metavar="D", help=two("从哪天起", "From this day on"))]
Until = Annotated[
    str | None, typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day"))
]


def _found(here: Session, typed: str) -> Found:
    return here.find("station", typed)


@app.command("add", help=two("新增服务站", "Add a station"))
def add(
    ctx: typer.Context,
    code: Code,
    name: Name,
    block: Annotated[
        str, typer.Option("--block", metavar="GRID", help=two("所属板块", "The block that it serves"))
    ],
    place: Place = None,
    phone: Phone = None,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "station")
    fields = stations.fields(here, name, block, place, phone_typed(phone))
    stations.add(here, code, fields)
    _tell_saved(two("已新增 {code} {name}{fields}", "added {code} {name}{fields}"), code, name, fields)


@app.command(
    "edit", help=two("修改服务站的名称、板块、地点、电话", "Change a station's name, block, place or phone")
)
def edit(
    ctx: typer.Context,
    station: Station,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=two("新名称", "The new name"))
    ] = None,
    block: Annotated[
        str | None, typer.Option("--block", metavar="GRID", help=two("所属板块", "The block that it serves"))
    ] = None,
    place: Place = None,
    phone: Phone = None,
) -> None:
    here = session(ctx)
    found = _found(here, station)
    changed = stations.change(here, found.code, stations.fields(here, name, block, place, phone_typed(phone)))
    line = two("已更新 {code} {name}{fields}", "updated {code} {name}{fields}")
    _tell_saved(line, found.code, name or found.name, changed)


def _tell_saved(line: str, code: str, name: str, fields: dict[str, JsonValue]) -> None:
    said = "; ".join(told({key: value for key, value in fields.items() if key != "name"}, {}, noun="station"))
    tell(line, code=code, name=name, fields=fill(two("：{said}", ": {said}"), said=said) if said else "")


@app.command(
    "remove", help=two("撤销登记错的服务站；有值守记录的不能撤销", "Take back a station that has no duties")
)
def remove(ctx: typer.Context, station: Station, reason: Reason = "") -> None:
    here = session(ctx)
    found = _found(here, station)
    why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
    stations.remove(here, found.code, found.name, why)
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


@app.command("list", help=two("服务站列表", "List the stations"))
def list_(
    ctx: typer.Context,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    query, _ = queries.exported(queries.export_of("stations"), here, unmask)
    if unmask:
        record(here, "stations", query)
    emit_query(here.store.connection, query, wish(format, json, output, excel))


@app.command("show", help=two("一个服务站和它一周的值班表", "One station, and who is on duty in a week"))
def show(
    ctx: typer.Context,
    station: Station,
    week: Annotated[
        str,
        typer.Option("--week", metavar="W", help=two("哪一周，默认本周", "Which week; this one by default")),
    ] = "this",
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = _found(here, station)
    monday = here.week(week)
    how = wish(format, json, output)
    connection = here.store.connection
    stationed, _ = queries.exported(queries.export_of("stations"), here, unmask)
    stationed = stationed.narrowed("s.code = :code", code=found.code)
    if unmask:
        record_shown(here, "stations", stationed)
    emit_one(STATIONS.columns, stationed.one(connection), how)
    if how.format != "table":
        return
    duties, _ = queries.exported(queries.export_of("duty"), here, False)
    days = {"first": monday.isoformat(), "last": (monday + timedelta(days=6)).isoformat()}
    duties = duties.narrowed("d.station = :code", code=found.code)
    duties = duties.narrowed("d.on_day BETWEEN :first AND :last", **days)
    title = fill(two("值班表 {first} 至 {last}", "duties {first} to {last}"), **days)
    emit_query(connection, duties, how, SPARE, title)


@app.command("history", help=two("一个服务站的变更经过", "What became of a station"))
def history(
    ctx: typer.Context,
    station: Station,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    code_history(here, "station", _found(here, station).code, (format, json, output), unmask)


@app.command(
    "duty",
    help=two(
        "排班：某天由谁值守，已有的改由新的人", "Say who is on duty on a day; an earlier one is replaced"
    ),
)
def duty(
    ctx: typer.Context,
    station: Station,
    officer: Annotated[
        str | None,
        typer.Argument(metavar="OFFICER", help=two("值守人", "Who is on duty"), show_default=False),
    ] = None,
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    shift: Shift = "day",
    standin: Annotated[
        str | None, typer.Option("--stand-in", metavar="O", help=two("替班", "Who takes over when needed"))
    ] = None,
    leader: Annotated[
        str | None, typer.Option("--leader", metavar="O", help=two("带班领导", "Who is in charge of the day"))
    ] = None,
    clear: Annotated[
        bool, typer.Option("--clear", help=two("撤销这一班，要写原因", "Take this duty back; needs a reason"))
    ] = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found = _found(here, station)
    day = here.day_of(on, "station duty --on")
    chosen = meant("shift", shift)
    if clear:
        why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
        gone = stations.clear_duty(here, found.code, day, chosen, why)
        _tell_duty(
            here,
            two("已撤销 {station} {on} {shift}：{who}", "taken back: {station}, {on}, {shift}: {who}"),
            found,
            gone,
        )
        return
    codes = [here.find("officer", one).code if one else "" for one in (standin, leader)]
    persons = stations.Persons(here.officer(officer).code, *codes)
    before = stations.set_duty(here, found.code, day, chosen, persons)
    now = Duty(found.code, day, chosen, *persons)
    _tell_duty(here, two("{station} {on} {shift}：{who}", "{station}, {on}, {shift}: {who}"), found, now)
    if before:
        say(two("原来是 {who}。", "It was {who} before."), who=_who(here, before))
    _say_findings(here, found, now)


def _tell_duty(here: Session, line: str, station: Found, duty: Duty) -> None:
    shift = shown("shift", duty.shift, language())
    tell(line, station=station.name, on=day_text(duty.on), shift=shift, who=_who(here, duty))


def _who(here: Session, duty: Duty) -> str:
    parts = [here.name("officer", duty.officer)]
    if duty.standin:
        parts.append(fill(two("替班 {name}", "stand-in {name}"), name=here.name("officer", duty.standin)))
    if duty.leader:
        parts.append(fill(two("带班 {name}", "in charge {name}"), name=here.name("officer", duty.leader)))
    return pick(two("，", ", ")).join(parts)


def _say_findings(here: Session, station: Found, duty: Duty) -> None:
    """Say what is wrong with one duty: the person is away, in two places, or of another block."""
    from gridlog.reports.stations import found_wrong
    from gridlog.reports.zone import Zone

    zone = Zone(here.store.connection, here.today)
    for one in found_wrong(zone, duty.on, duty.on, here.now, station.code):
        if one.shift == duty.shift and one.what in ("leave", "double", "block"):
            say(
                two("注意：{name} {what}。", "Note: {name}: {what}."),
                name=here.name("officer", one.officer),
                what=_what(one),
            )


def _what(one: Finding) -> str:
    what = shown("duty_finding", one.what, language())
    return f"{what} {one.other}" if one.other else what


@app.command(
    "rotate",
    help=two(
        "按公平轮换排一段时间的班，只排工作日，已有的不动",
        "Rotate the duties of a period fairly: workdays only, and no day that is rostered",
    ),
)
def rotate(
    ctx: typer.Context,
    station: Station,
    from_: Annotated[str, typer.Option("--from", metavar="D", help=two("从哪天起", "From this day on"))],
    until: Annotated[
        str, typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day"))
    ],
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=SEEDS,
            help=two(
                "种子：同样的人和班，同样的种子排出同样的表；默认随机",
                "The same people, duties and seed make the same roster; by chance by default",
            ),
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    here = session(ctx)
    found = _found(here, station)
    first = here.day_of(from_, "station rotate --from")
    last = here.end(until, first)
    seed = randbelow(SEEDS) if seed is None else seed
    done = stations.rotate(here, found.code, first, last, seed, dry_run)
    for one in done.made:
        tell("{on} {who}", on=day_text(one.on), who=here.name("officer", one.officer))
    tell(
        two(
            "{head}{station} 排了 {count} 天，种子 {seed}",
            "{head}{station}: {count} days rostered, seed {seed}",
        ),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        station=found.name,
        count=len(done.made),
        seed=seed,
    )
    if done.open:
        say(
            two("还有 {count} 个工作日没有人可排：{days}", "{count} workdays found nobody: {days}"),
            count=len(done.open),
            days=", ".join(map(str, done.open[:10])),
        )


@app.command(
    "swap",
    help=two(
        "换班：两人互换，后一人最近的一班归前一人",
        "Swap: the second takes the duty, the first the second's next one",
    ),
)
def swap(
    ctx: typer.Context,
    station: Station,
    day: Annotated[str, typer.Argument(metavar="D", help=two("哪一天的班", "The day of the duty"))],
    officer: Annotated[str, typer.Argument(metavar="OFFICER", help=two("原来值守的人", "Who has the duty"))],
    other: Annotated[str, typer.Argument(metavar="OTHER", help=two("换给谁", "Who takes it over"))],
) -> None:
    here = session(ctx)
    found = _found(here, station)
    one, two_ = here.find("officer", officer), here.find("officer", other)
    done = stations.swap(here, found.code, here.day_of(day, "station swap D"), one.code, two_.code)
    line = two("{station} {on} {shift}：{who}", "{station}, {on}, {shift}: {who}")
    _tell_duty(here, line, found, done.taken)
    if done.given:
        _tell_duty(here, line, found, done.given)
    else:
        say(
            two("{name} 此后没有班可换，只是替班。", "{name} has no later duty to give in return."),
            name=two_.name,
        )
    for duty in filter(None, (done.taken, done.given)):
        _say_findings(here, found, duty)


@app.command(
    "handover",
    help=two("交接：留给下一班的话，每站每天一条", "Leave a note for the next one, one a station and day"),
)
def handover(
    ctx: typer.Context,
    station: Station,
    note: Annotated[
        str,
        typer.Option(
            "--note", "-n", metavar="TEXT|-|@FILE", help=two("交接事项", "What the next one must know")
        ),
    ],
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    by: By = None,
) -> None:
    here = session(ctx)
    found = _found(here, station)
    day = here.day_of(on, "station handover --on")
    before = stations.note(here, found.code, day, text_of(note), here.officer(by).code)
    tell(
        two("{station} {on} 交接已记录", "{station}, {on}: handover noted"),
        station=found.name,
        on=day_text(day),
    )
    if before:
        say(two("原来写的是：{text}", "It said before: {text}"), text=before)


@app.command(
    "check",
    help=two(
        "检查值班表：空班、一人两处、请假、没有交接",
        "Check the roster: gaps, double duty, leave, no handover",
    ),
)
def check(
    ctx: typer.Context,
    from_: Since = None,
    until: Until = None,
    format: Format = "",
    json: Json = False,
    output: Output = "",
    strict: Annotated[
        bool, typer.Option("--check", help=two("有问题则退出码为 7", "Exit with 7 when anything is wrong"))
    ] = False,
) -> None:
    from gridlog.core.calendar import monday
    from gridlog.reports.stations import found_wrong, places
    from gridlog.reports.zone import Zone

    here = session(ctx)
    first = here.day(from_, "station check --from") or monday(here.today)
    last = here.end(until, first) if until else max(first, monday(here.today)) + timedelta(days=6)
    connection = here.store.connection
    found = found_wrong(Zone(connection, here.today), first, last, here.now)
    names = {code: one.name for code, one in places(connection).items()}
    title = fill(two("值班表检查 {first} 至 {last}", "duty roster {first} to {last}"), first=first, last=last)
    rows = [_row(here, one, names) for one in found]
    emit(FINDINGS, rows, wish(format, json, output), ("station", "officer_code", "other"), title)
    if not found:
        say(two("没有发现问题。", "Nothing is wrong."))
    wrong = [one for one in found if one.what != "block"]
    if strict and wrong:
        raise NotMet("station.wrong", count=len(wrong), since=first, until=last)


def _row(here: Session, one: Finding, names: dict[str, str]) -> Sequence[Value]:
    name = here.name("officer", one.officer) if one.officer else ""
    return (
        one.on,
        one.station,
        names.get(one.station, one.station),
        one.what,
        one.shift,
        one.officer,
        name,
        one.other,
    )


@app.command(
    "import",
    help=two(
        "导入服务站、值班表或交接；重复导入不会改变什么",
        "Import stations, duties or handovers; twice changes nothing",
    ),
)
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    import_files(session(ctx), KINDS, files, kind, dry_run, skip_bad)
