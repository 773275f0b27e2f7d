"""`project add`, `edit`, `remove`, `split`, `close` and `reopen`: projects are put on record, changed, taken back, told apart, ended."""

from collections.abc import Mapping
from typing import Annotated

import typer

from gridlog.cli.project.fields import WHY_BACK, ProjectArgument
from gridlog.cli.saved import ADDED, UPDATED, tell_fields
from gridlog.cli.shell.keeping import AddedCode, AddedName, NewCode, SharedCode, Which
from gridlog.cli.shell.options import DryRun, Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session, text_of
from gridlog.core import roster
from gridlog.core.event import Json as JsonValue
from gridlog.core.nouns.project.words import PERSONS
from gridlog.store import lookup
from gridlog.words.language import two
from gridlog.words.vocabulary import meant
from gridlog.work import projects

app = typer.Typer()
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


@app.command("add")
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
    tell_fields(ADDED, code, name, fields, "project", _names(here, fields))


def _typed(level: str | None, investment: str | None, content: str | None) -> dict[str, str | None]:
    return {
        "level": meant("project_level", level) if level else level,
        "investment": investment,
        "content": None if content is None else text_of(content),
    }


@app.command("edit")
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
    found = here.find("project", project)
    given = {"name": name, "enterprise": enterprise, "leader": leader, "deputy": deputy}
    fields = projects.fields(here, {**given, **_typed(level, investment, content)})
    changed = projects.change(here, found.code, fields)
    tell_fields(UPDATED, found.code, found.name, changed, "project", _names(here, changed))


def _names(here: Session, fields: Mapping[str, JsonValue]) -> dict[str, str]:
    """Return the names of the people and of the enterprise that fields hold by code."""
    people = [str(fields[key]) for key in PERSONS if fields.get(key)]
    names = {code: here.name("officer", code) for code in people}
    if enterprise := str(fields.get("enterprise", "")):
        names[f"enterprise/{enterprise}"] = here.name("enterprise", enterprise)
    return names


@app.command("remove")
def remove(ctx: typer.Context, project: ProjectArgument, reason: Reason = "") -> None:
    here = session(ctx)
    found = here.find("project", project)
    projects.remove(here, found.code, found.name, required(reason, WHY_BACK, "--reason"))
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


@app.command("close")
def close(
    ctx: typer.Context,
    project: ProjectArgument,
    text: Annotated[
        str, typer.Option("--text", metavar="TEXT|-|@FILE", help=two("结束说明", "How it ended"))
    ],
) -> None:
    here = session(ctx)
    found = here.find("project", project)
    projects.close(here, found.code, text_of(text))
    tell(two("{project} 已结束", "{project} is closed"), project=found.name)
    left = lookup.open_blockers(here.store.connection, found.code)
    if left:
        say(two("提醒：还有 {count} 个堵点在办。", "Mind: {count} blockers are still open."), count=left)


@app.command("reopen")
def reopen(ctx: typer.Context, project: ProjectArgument, reason: Reason = "") -> None:
    here = session(ctx)
    found = here.find("project", project)
    projects.reopen(here, found.code, required(reason, two("恢复的原因", "Why it goes on"), "--reason"))
    tell(two("{project} 已恢复", "{project} goes on"), project=found.name)


@app.command("split")
def split_(
    ctx: typer.Context, code: SharedCode, new: NewCode, name: Which = "", dry_run: DryRun = False
) -> None:
    from gridlog.cli.codes import split

    split(session(ctx), "project", code, new, name, dry_run)
