"""`plan need` and `plan measure`: what an enterprise needs, and what is done for it."""

from datetime import date
from typing import Annotated

import typer

from gridlog.cli.plan.fields import Enterprise
from gridlog.cli.shell.options import By
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, session, text_of
from gridlog.core.event import SHORT
from gridlog.reports import plans as reading
from gridlog.store.lookup import Found
from gridlog.words.language import language, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import plans
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("need")
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
    found = here.find("enterprise", enterprise)
    chosen = meant("category", category) if category else None
    draft = plans.NeedDraft(text_of(text), chosen, here.id("issue", issue) if issue else "", raise_)
    officer = here.officer(by).code if raise_ or by else ""
    done = plans.add_need(here, found.code, draft, officer)
    line = two("{name} 需求 {number}：{text}", "{name}, need {number}: {text}")
    tell(line, name=found.name, number=done.number, text=draft.text)
    if code := done.proposed:
        taken = two(
            "类别按用词定为 {name}（{code}），不对请加 --category 再写一次。",
            "The category was taken from the words: {name} ({code}); write it again with --category to correct it.",
        )
        if code == "OTHER":
            taken = two(
                "用词看不出类别，记为其他（OTHER），请加 --category 再写一次。",
                "The words propose no category, so it is OTHER; write it again with --category to correct it.",
            )
        say(taken, name=shown("category", code, language()), code=code)
    if done.due:
        say(
            two("已登记问题 {id}，时限 {due}。", "Issue {id} raised, due {due}."),
            id=done.issue[:SHORT],
            due=day_text(done.due),
        )


@app.command("measure")
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
    found = here.find("enterprise", enterprise)
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
