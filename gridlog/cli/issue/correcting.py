"""`issue edit`: what was written down wrong is put right, with a reason."""

from typing import Annotated

import typer

from gridlog.cli.issue.finding import tell_object
from gridlog.cli.issue.steps import begin
from gridlog.cli.shell.options import By, Id, Json, Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import required, session, text_of
from gridlog.core.event import Data
from gridlog.errors import Refused
from gridlog.store import lookup, questions
from gridlog.words.language import two
from gridlog.words.vocabulary import meant
from gridlog.work import issues as steps
from gridlog.work.desk import Desk

app = typer.Typer()


@app.command("edit")
def edit(
    ctx: typer.Context,
    id: Id,
    enterprise: Annotated[
        str | None,
        typer.Option("--enterprise", metavar="E", help=two("改为哪家企业", "It is this enterprise's")),
    ] = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="C", help=two("改为哪个类别", "The category"))
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option(
            "--grade",
            metavar="G",
            help=two(
                "改为哪种紧急程度；没有延期的重新计算时限",
                "The grade; reckons the deadline anew unless extended",
            ),
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", "-t", metavar="TEXT|-|@FILE", help=two("改为怎样描述", "The issue in words")),
    ] = None,
    project: Annotated[
        str | None,
        typer.Option(
            "--project",
            metavar="PROJECT",
            help=two("记为哪个项目的堵点，- 为不是堵点", "The project that it blocks; - for none"),
        ),
    ] = None,
    reason: Reason = "",
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    begun = begin(here, id, "issue.corrected", by)
    given = {
        "enterprise": None if enterprise is None else here.find("enterprise", enterprise).code,
        "category": None if category is None else meant("category", category),
        "grade": None if grade is None else meant("grade", grade),
        "text": None if text is None else text_of(text),
        "project": "" if project == "-" else None if project is None else here.find("project", project).code,
    }
    wanted = {key: value for key, value in given.items() if value is not None}
    if not wanted:
        raise Refused("issue.same")
    why = required(reason, two("更正原因", "Why"), "--reason")
    data = steps.corrected(begun, wanted, why)
    if json:
        tell_object(here, begun.id)
    else:
        tell_corrected(here, begun.id, data)


def tell_corrected(here: Desk, id: str, data: Data) -> None:
    """What a correction changed, from what to what; and which visit still names another enterprise."""
    from gridlog.cli.history import told

    connection = here.store.connection
    names = {f"enterprise/{code}": lookup.enterprise_name(connection, code) for code in _enterprises(data)}
    tell(
        two("{id} 已更正：{changes}", "{id} corrected: {changes}"),
        id=lookup.shortest(connection, "issue", id),
        changes="; ".join(told({key: value for key, value in data.items() if key != "on"}, names)),
    )
    if visit := questions.visit_elsewhere(connection, id):
        say(
            two(
                "提醒：登记它的走访 {visit} 仍记在 {name} 名下，没有随之改动；也错了请用 visit edit {visit} --enterprise 更正。",
                "Mind: the visit {visit} it came up on is still to {name}; if that is wrong too, run visit edit {visit} --enterprise.",
            ),
            visit=lookup.shortest(connection, "visit", visit[0]),
            name=lookup.enterprise_name(connection, visit[1]),
        )


def _enterprises(data: Data) -> list[str]:
    """The codes of the enterprises that a correction speaks of."""
    parts = [part for part in (data.get("change"), data.get("was")) if isinstance(part, dict)]
    return [str(part["enterprise"]) for part in parts if "enterprise" in part]
