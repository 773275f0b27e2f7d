"""`gridlog config`: what holds on this machine, and the rules of the zone, which travel and go on record."""

import sys
from typing import Annotated

import typer

from gridlog.cli.levels import known_level
from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import Format, Output
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import Session, session
from gridlog.core.rules import DEFAULT, Rules, checked
from gridlog.ledgers.columns import Column, Value
from gridlog.machine.config import KEYS, SWITCH
from gridlog.share import holdings
from gridlog.store import lookup, questions
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work.settings import need_key, set_local, set_rule

app = typer.Typer()

SETTINGS = (
    Column("key", "设置", "setting"),
    Column("value", "值", "value", is_long=True),
    Column("default", "默认", "default"),
    Column("scope", "范围", "scope"),
    Column("origin", "来自", "from", words="origin"),
)
MEANING = Column("meaning", "意思", "meaning", is_long=True)  # a person reads it; scripts have the key
MEANINGS = {
    "db": two("数据库文件", "the database"),
    "lang": two("语言", "the language"),
    "officer": two("本机专员，登记时签名", "who signs on this machine"),
    "share": two("共享目录", "the shared folder"),
    "copies": two("自动留副本", "copies made by themselves"),
    "quota": two("每周应访次数", "visits owed a week"),
    "counted_methods": two("计入应访的走访方式", "methods that count"),
    "participants": two("一次走访最多几人", "people on one visit, at most"),
    "late_hour": two(
        "次工作日几点以后录入算补录", "the hour of the next workday after which an entry is late"
    ),
    "late_reason_days": two(
        "走访过去几天以上，登记要写原因", "days after a visit from which its entry needs a reason"
    ),
    "overvisit_officers": two(
        "一周几人走访同一企业要提醒", "officers at one enterprise in a week that are too many"
    ),
    "coverage_days": two("重点企业几天内要走访一次", "days within which a key enterprise is visited"),
    "stale_workdays": two(
        "问题几个工作日没有进展亮黄灯", "workdays without progress until an issue is yellow"
    ),
    "soon_workdays": two("离时限几个工作日亮蓝灯", "workdays before its deadline in which an issue is blue"),
    "urgent_workdays": two("紧急问题的时限，工作日", "workdays for an urgent issue"),
    "simple_workdays": two("简单问题的时限，工作日", "workdays for a simple issue"),
    "general_workdays": two("一般问题的时限，工作日", "workdays for a general issue"),
    "complex_workdays": two("复杂问题的时限，工作日", "workdays for a complex issue"),
    "zone_name": two("高新区名称，印在报表上", "the name of the zone, on reports"),
    "demo": two("演示数据为 1", "1 for sample data"),
    "report_level": two("报表按网格树的哪一层汇总", "the level of the tree that reports sum up"),
    "gap_yellow_points": two("项目落后几个百分点亮黄灯", "points behind plan until a project is yellow"),
    "gap_red_points": two("项目落后几个百分点亮红灯", "points behind plan until a project is red"),
    "log_workdays": two("项目几个工作日没有日志亮黄灯", "workdays without a log until a project is yellow"),
    "milestone_late_days": two(
        "节点超期超过几天项目亮红灯", "days that a milestone may be late before its project is red"
    ),
    "plan_review_days": two("方案几天复盘一次", "days between reviews of a plan"),
}


@app.command(
    "list", help=two("全部设置，以及每个值从哪里来", "All settings, and where each value comes from")
)
def list_(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    has_file = here.db_path.exists()
    rows: list[tuple[str, Value, Value, str, Value]] = [_local(ctx, here, key) for key in KEYS]
    others = here.config.officers().items()
    rows += [(f"officer@{path}", name, "", "database", "config") for path, name in others if name]
    rules = here.rules if has_file else DEFAULT
    found = questions.rules_set(here.store.connection) if has_file else set()
    rows += [
        (key, getattr(rules, key), getattr(DEFAULT, key), "zone", "database" if key in found else "default")
        for key in Rules._fields
    ]
    how = wish(format, json, output)
    if how.format not in FOR_PEOPLE:
        emit(SETTINGS, rows, how)
        return
    emit((*SETTINGS, MEANING), [_as_read(*row) for row in rows], how, ("default", "scope"))


def _as_read(key: str, value: Value, default: Value, scope: str, origin: Value) -> tuple[Value, ...]:
    """Return a setting as people read it, with what it is about; the officer of another database stands before its path."""
    name, _, path = key.partition("@")
    told = fill(two("{value}（{path}）", "{value} ({path})"), value=value, path=path) if path else value
    return name, told, default, shown("scope", scope, language()), origin, pick(MEANINGS[name])


def _local(ctx: typer.Context, here: Session, key: str) -> tuple[str, Value, Value, str, Value]:
    """A setting of this machine as a row; the officer is the one of this database."""
    value, origin = here.config.get(key), here.config.origin(key, here.db_path)
    if key == "officer":
        return (key, here.me_or_nobody(), "", "database", origin)
    if key == "db":
        return (key, str(here.db_path), "", "local", "option" if here.db_is_named else origin)
    if key == "lang":
        return (key, language(), "", "local", "option" if ctx.find_root().params.get("lang") else origin)
    if key == "copies":
        return (key, value or SWITCH[0], SWITCH[0], "local", origin)
    if not value and here.db_path.exists():
        value = holdings.membership(here.store.connection).folder
        origin = "database" if value else origin
    return (key, value, "", "local", origin)


@app.command("get", help=two("一项设置的值", "The value of a setting"))
def get(
    ctx: typer.Context, key: Annotated[str, typer.Argument(metavar="KEY", help=two("设置项", "Which"))]
) -> None:
    here = session(ctx)
    if key in KEYS:
        value: object = _got(here, key)
    else:
        need_key(key)
        value = getattr(here.rules, key)
    sys.stdout.write(f"{value}\n")


def _got(here: Session, key: str) -> object:
    """The value of a setting of this machine, empty for one that was not set. The database always has one."""
    if key == "db":
        return here.db_path
    return here.me_or_nobody() if key == "officer" else here.config.get(key)


@app.command(
    "set",
    help=two("改一项设置；全区规则会留下记录", "Set one; a rule of the zone goes on record"),
    context_settings={
        "ignore_unknown_options": True
    },  # so that -1 is a value, which the rule refuses by name
)
def set_(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help=two("设置项", "Which"))],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help=two("新的值；空字符串恢复默认", "The new value; empty for the default")
        ),
    ],
) -> None:
    here = session(ctx)
    need_key(key)
    if key in KEYS:
        set_local(here, key, value)
    else:
        named = key == "report_level" and value
        set_rule(here, key, _level(here, value) if named else value)
    tell(two("{key} = {value}", "{key} = {value}"), key=key, value=value)


def _level(here: Session, typed: str) -> str:
    """A level of the tree by its word."""
    return known_level(str(checked("report_level", typed)), lookup.tree(here.store.connection, here.rules))
