"""`gridlog config`: what holds on this machine, and the rules of the zone, which travel and go on record."""

import sys
from typing import Annotated

import typer

from gridlog.cli.levels import known_level
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
from gridlog.words.language import language, two
from gridlog.work.settings import need_key, set_local, set_rule

app = typer.Typer()

SETTINGS = (
    Column("key", "设置", "setting"),
    Column("value", "值", "value"),
    Column("default", "默认", "default"),
    Column("scope", "范围", "scope"),
    Column("origin", "来自", "from", words="origin"),
)


@app.command(
    "list", help=two("全部设置，以及每个值从哪里来", "All settings, and where each value comes from")
)
def list_(ctx: typer.Context, format: Format = "", json: Json = False, output: Output = "") -> None:
    here = session(ctx)
    has_file = here.db_path.exists()
    rows: list[tuple[Value, ...]] = [_local(ctx, here, key) for key in KEYS]
    others = here.config.officers().items()
    rows += [(f"officer@{path}", name, "", "database", "config") for path, name in others if name]
    rules = here.rules if has_file else DEFAULT
    found = questions.rules_set(here.store.connection) if has_file else set()
    rows += [
        (key, getattr(rules, key), getattr(DEFAULT, key), "zone", "database" if key in found else "default")
        for key in Rules._fields
    ]
    emit(SETTINGS, rows, wish(format, json, output))


def _local(ctx: typer.Context, here: Session, key: str) -> tuple[Value, ...]:
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
