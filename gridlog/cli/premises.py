"""`gridlog premises`: plants, offices, flats, shops and land, who occupies them, and what fits a need (载体，腾笼换鸟)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from gridlog.cli.history import rows_history, told
from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import AddedCode, AddedName, DryRun, Excel, Format, Json, Output, Reason
from gridlog.cli.shell.output import emit_one, emit_query, wish
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session
from gridlog.core import roster
from gridlog.core.event import Json as JsonValue
from gridlog.core.nouns.occupancy.life import Occupancy
from gridlog.core.nouns.premises.ledger import HAS_VACANT, IS_IDLE, PREMISES, PREMISES_LEDGER
from gridlog.core.nouns.premises.life import BUILDING, IDLE
from gridlog.core.nouns.premises.numbers import number
from gridlog.ledgers import queries
from gridlog.ledgers.queries import Query, either
from gridlog.reports.premises import parks
from gridlog.store.lookup import Found
from gridlog.words.language import fill, pick, two
from gridlog.words.vocabulary import part_of
from gridlog.work import premises
from gridlog.work.desk import day_text

app = typer.Typer()

KINDS = {"premises": "premises", "occupancy": "occupancy"}
SPARE = ("owner", "price", "power", "height", "load", "floor", "block", "part")
SPARE_STAYS = ("premises", "premises_name", "enterprise")
Text = str | None

Premises = Annotated[
    str, typer.Argument(metavar="PREMISES", help=two("载体的编号或名称", "The premises, by code or name"))
]
Enterprise = Annotated[
    str,
    typer.Argument(
        metavar="ENTERPRISE", help=two("企业的编号、名称或其中一段", "By code, name or part of the name")
    ),
]


def _text(flag: str, metavar: str, zh: str, en: str) -> object:
    return typer.Option(flag, metavar=metavar, help=two(zh, en))


KIND = _text(
    "--kind",
    "K",
    "类型：plant 厂房、office 办公、flat 公寓、shop 商业、land 土地",
    "plant, office, flat, shop or land",
)
AREA = _text("--area", "A", "面积，平方米", "The area in square metres")
Park = Annotated[Text, _text("--park", "P", "园区", "The park")]
Part = Annotated[Text, _text("--part", "TEXT", "园区里的分区，如 A区", "The part of the park")]
Floor = Annotated[Text, _text("--floor", "TEXT", "楼层", "The floor")]
Load = Annotated[Text, _text("--load", "L", "楼面承重，吨/平方米", "Floor load in tonnes a square metre")]
Height = Annotated[Text, _text("--height", "H", "层高，米", "The height in metres")]
Power = Annotated[Text, _text("--power", "P", "配电容量，kVA", "The power in kVA")]
Price = Annotated[
    Text, _text("--price", "P", "租金，元/平方米·月", "The price in yuan a square metre and month")
]
Owner = Annotated[Text, _text("--owner", "TEXT", "产权单位", "Who owns it")]
Status = Annotated[
    Text,
    _text("--status", "S", "状态：building 在建、ready 可用、idle 低效闲置", "building, ready or idle"),
]
Block = Annotated[Text, _text("--block", "GRID", "所属板块", "The block it lies in")]


def _found(here: Session, typed: str) -> Found:
    return here.find("premises", typed)


@app.command("add", help=two("新增载体", "Add premises"))
def add(
    ctx: typer.Context,
    code: AddedCode,
    name: AddedName,
    kind: Annotated[str, KIND],
    area: Annotated[str, AREA],
    park: Park = None,
    part: Part = None,
    floor: Floor = None,
    load: Load = None,
    height: Height = None,
    power: Power = None,
    price: Price = None,
    owner: Owner = None,
    status: Status = None,
    block: Block = None,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said first
    code = roster.check_code(code, "premises")
    typed = {
        "name": name,
        "kind": kind,
        "area": area,
        "park": park,
        "part": part,
        "floor": floor,
        "load": load,
        "height": height,
        "power": power,
        "price": price,
        "owner": owner,
        "status": status,
        "block": block,
    }
    saved = premises.add(here, code, premises.fields(here, typed))
    _tell_saved(two("已新增 {code} {name}{fields}", "added {code} {name}{fields}"), code, saved)


@app.command(
    "edit", help=two("修改载体；面积不能小于已入驻的", "Change premises; never to less than is occupied")
)
def edit(
    ctx: typer.Context,
    code: Premises,
    name: Annotated[Text, _text("--name", "NAME", "新名称", "The new name")] = None,
    kind: Annotated[Text, KIND] = None,
    area: Annotated[Text, AREA] = None,
    park: Park = None,
    part: Part = None,
    floor: Floor = None,
    load: Load = None,
    height: Height = None,
    power: Power = None,
    price: Price = None,
    owner: Owner = None,
    status: Status = None,
    from_: Annotated[
        Text, _text("--from", "D", "状态从哪天起，默认今天", "Since when the status holds; today by default")
    ] = None,
    block: Block = None,
) -> None:
    here = session(ctx)
    found = _found(here, code)
    typed = {
        "name": name,
        "kind": kind,
        "area": area,
        "park": park,
        "part": part,
        "floor": floor,
        "load": load,
        "height": height,
        "power": power,
        "price": price,
        "owner": owner,
        "status": status,
        "block": block,
    }
    since = here.day(from_, "premises edit --from")
    changed = premises.change(here, found.code, premises.fields(here, typed), since)
    line = two("已更新 {code} {name}{fields}", "updated {code} {name}{fields}")
    _tell_saved(line, found.code, {"name": found.name, **changed})


def _tell_saved(line: str, code: str, fields: Mapping[str, JsonValue]) -> None:
    others = {key: value for key, value in fields.items() if key != "name"}
    said = "; ".join(told(others, {}, noun="premises"))
    tell(
        line,
        code=code,
        name=fields["name"],
        fields=fill(two("：{said}", ": {said}"), said=said) if said else "",
    )


@app.command(
    "remove", help=two("撤销登记错的载体；有入驻记录的不能撤销", "Take back premises without occupancies")
)
def remove(ctx: typer.Context, code: Premises, reason: Reason = "") -> None:
    here = session(ctx)
    found = _found(here, code)
    why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
    premises.remove(here, found.code, found.name, why)
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


@app.command(
    "list", help=two("载体列表，含已用、空置和入驻企业", "List premises: occupied, vacant, and by whom")
)
def list_(
    ctx: typer.Context,
    vacant: Annotated[
        bool, typer.Option("--vacant", help=two("只看有空置面积的", "Only what has a vacant area"))
    ] = False,
    idle: Annotated[bool, typer.Option("--idle", help=two("只看低效闲置的", "Only what is idle"))] = False,
    park: Annotated[Text, _text("--park", "P", "只看一个园区", "Only those of a park")] = None,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    query = _premises(here)
    if vacant or idle:
        query = query.narrowed(either(*[HAS_VACANT] * vacant, *[IS_IDLE] * idle))
    connection = here.store.connection
    if park is not None:
        query = query.narrowed("p.park = :park", park=part_of(parks(connection), park))
    if excel:
        query = query.under(PREMISES_LEDGER)
    emit_query(connection, query, how, SPARE)


def _premises(here: Session) -> Query:
    query, _ = queries.exported(queries.export_of("premises"), here, False)
    return query


@app.command("show", help=two("一处载体和它的入驻经过", "One place, and who occupied it"))
def show(
    ctx: typer.Context, code: Premises, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = _found(here, code)
    how = wish(format, json, output)
    connection = here.store.connection
    query = _premises(here).narrowed("p.code = :code", code=found.code)
    emit_one(PREMISES.columns, query.one(connection), how)
    if how.format == "table":
        stays, _ = queries.exported(queries.export_of("occupancy"), here, False)
        stays = stays.narrowed("o.premises = :code", code=found.code)
        if stays.count(connection):
            emit_query(connection, stays, how, SPARE_STAYS, pick(two("入驻", "occupancies")))


@app.command(
    "history", help=two("一处载体的变更和入驻腾退经过", "What became of premises, and who moved in and out")
)
def history(
    ctx: typer.Context, code: Premises, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = _found(here, code)
    stays = premises.stays_of(here.store.connection, found.code)
    keys = [f"premises/{found.code}", *(f"occupancy/{code}" for code in stays)]
    rows_history(here, keys, (format, json, output))


@app.command(
    "move-in",
    help=two(
        "入驻：企业从某天起用多少面积；超过载体面积的不收",
        "An enterprise moves in; more than the area on any day is refused",
    ),
)
def move_in(
    ctx: typer.Context,
    code: Premises,
    enterprise: Enterprise,
    area: Annotated[
        Text,
        _text(
            "--area", "A", "用多少平方米，默认全部空置面积", "How much, in m2; all that is vacant by default"
        ),
    ] = None,
    from_: Annotated[
        str, _text("--from", "D", "从哪天起，默认今天", "Since when; today by default")
    ] = "today",
    until: Annotated[
        Text, _text("--until", "D", "到哪天止（含），默认一直", "Up to and with this day; open by default")
    ] = None,
    clear: Annotated[
        bool,
        typer.Option(
            "--clear",
            help=two("撤销登记错的入驻，要写原因", "Take a wrong move-in back; needs a reason"),
        ),
    ] = False,
    reason: Reason = "",
) -> None:
    here = session(ctx)
    found, firm = _found(here, code), here.find("enterprise", enterprise)
    first = here.day_of(from_, "premises move-in --from")
    if clear:
        why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
        gone = premises.take_back(here, found.code, firm.code, first, why)
        _tell_stay(
            two("已撤销 {code} {name}：{stay}", "taken back: {code} {name}: {stay}"), found, gone, firm.name
        )
        return
    last = here.end(until, first) if until else None
    size = None if area is None else number("area", area)
    done = premises.move_in(here, found.code, firm.code, size, first, last)
    _tell_stay(
        two("{code} {name} 入驻：{stay}", "{code} {name}, moved in: {stay}"), found, done.stay, firm.name
    )
    if done.before:
        say(two("原来是 {area}㎡。", "It was {area} m2 before."), area=done.before.area)
    if done.was_idle:
        say(two("{name} 原为低效闲置，现改为可用。", "{name} was idle and is ready now."), name=found.name)
    elif done.status == IDLE:
        say(two("注意：{name} 仍是低效闲置。", "Note: {name} still counts as idle."), name=found.name)
    elif done.status == BUILDING:
        say(two("注意：{name} 还在建。", "Note: {name} is still under construction."), name=found.name)


def _tell_stay(line: str, found: Found, stay: Occupancy, enterprise: str) -> None:
    days = two("{enterprise} {area}㎡，自 {since}{until}", "{enterprise}, {area} m2, from {since}{until}")
    until = fill(two("，至 {day}", " until {day}"), day=day_text(stay.until)) if stay.until else ""
    said = fill(days, enterprise=enterprise, area=stay.area, since=day_text(stay.from_on), until=until)
    tell(line, code=found.code, name=found.name, stay=said)


@app.command("move-out", help=two("腾退：企业用到哪天为止", "An enterprise moves out"))
def move_out(
    ctx: typer.Context,
    code: Premises,
    enterprise: Enterprise,
    until: Annotated[
        str, _text("--until", "D", "用到哪天（含），默认今天", "Its last day; today by default")
    ] = "today",
) -> None:
    here = session(ctx)
    found, firm = _found(here, code), here.find("enterprise", enterprise)
    last = here.day_of(until, "premises move-out --until")
    for stay in premises.move_out(here, found.code, firm.code, last):
        _tell_stay(
            two("{code} {name} 腾退：{stay}", "{code} {name}, moved out: {stay}"), found, stay, firm.name
        )
    if last < date.max:
        say(
            two("自 {day} 起空出。", "Vacant from {day} on."),
            day=day_text(date.fromordinal(last.toordinal() + 1)),
        )


@app.command(
    "import",
    help=two("导入载体或入驻；重复导入不会改变什么", "Import premises or occupancies; twice changes nothing"),
)
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    judges = {"premises": premises.judge_premises, "occupancy": premises.judge_occupancy}
    import_files(session(ctx), KINDS, files, kind, dry_run, skip_bad, judges)
