"""`project list`, `project show` and `project history`: projects found again, with their lights."""

from datetime import timedelta
from typing import Annotated

import typer

from gridlog.cli.history import code_history
from gridlog.cli.project.fields import ProjectArgument
from gridlog.cli.shell.listing import Excel, Format, Output
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit_one, emit_query, wish
from gridlog.cli.shell.session import session
from gridlog.core.nouns.progress.ledger import PROGRESS
from gridlog.core.nouns.project.ledger import LIGHT, MEMBERS, MILESTONES
from gridlog.ledgers import queries
from gridlog.words.language import pick, two
from gridlog.words.vocabulary import meant

app = typer.Typer()
WEEKS_SHOWN = timedelta(days=56)  # so far back a project is shown with its progress
SPARE = ("content", "closed_on", "level", "investment", "block", "deputy", "leader", "gap", "enterprise")


@app.command("list")
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


@app.command("show")
def show(
    ctx: typer.Context, project: ProjectArgument, format: Format = "", json: Json = False, output: Output = ""
) -> None:
    here = session(ctx)
    found = here.find("project", project)
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


@app.command("history")
def history(
    ctx: typer.Context,
    project: ProjectArgument,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    code_history(here, "project", here.find("project", project).code, (format, json, output), False)
