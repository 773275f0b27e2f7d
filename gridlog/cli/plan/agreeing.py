"""`plan review` and `plan confirm`: a plan is looked at again, and the enterprise agrees to it."""

from typing import Annotated

import typer

from gridlog.cli.plan.fields import Enterprise
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import required, session, text_of
from gridlog.words.language import two
from gridlog.work import plans
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("review")
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
    found = here.find("enterprise", enterprise)
    words = text_of(required(text, two("复盘情况", "What was found"), "--text"))
    due = plans.review(here, found.code, words, here.day(next_, "plan review --next"))
    line = two("{name} 已复盘，下次 {due}", "{name} reviewed, next on {due}")
    tell(line, name=found.name, due=day_text(due))


@app.command("confirm")
def confirm(
    ctx: typer.Context,
    enterprise: Enterprise,
    by: Annotated[
        str, typer.Option("--by", metavar="TEXT", help=two("企业的谁确认", "Who of the enterprise confirms"))
    ] = "",
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    who = required(by, two("企业的谁确认", "Who of the enterprise confirms"), "--by")
    version = plans.confirm(here, found.code, who)
    tell(
        two("{name} 方案第{version}版，{who} 已确认", "{name}, version {version}: confirmed by {who}"),
        name=found.name,
        version=version,
        who=who,
    )
