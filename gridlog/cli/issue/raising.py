"""`issue raise`: an issue put on record by itself."""

from typing import Annotated

import typer

from gridlog.cli.issue.category import category_of, say_taken
from gridlog.cli.shell.options import By, Category, Grade, Json, OfProject
from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import (
    Session,
    is_asking,
    needed,
    required,
    session,
    text_of,
    warn_unknown_years,
)
from gridlog.core.nouns.issue.steps import Raised
from gridlog.store import lookup
from gridlog.words.language import language, two
from gridlog.words.vocabulary import meant, shown
from gridlog.work import issues as steps
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("raise")
def raise_(
    ctx: typer.Context,
    enterprise: Annotated[
        str | None,
        typer.Argument(metavar="ENTERPRISE", help=two("企业", "The enterprise"), show_default=False),
    ] = None,
    text: Annotated[
        str | None,
        typer.Argument(metavar="TEXT", help=two("问题描述", "The issue in words"), show_default=False),
    ] = None,
    category: Category = None,
    grade: Grade = "general",
    due: Annotated[
        str | None,
        typer.Option(
            "--due",
            metavar="DATE",
            help=two("办结时限，默认按紧急程度", "The deadline; by the grade unless given"),
        ),
    ] = None,
    visit: Annotated[
        str | None, typer.Option("--visit", metavar="ID", help=two("来自哪次走访", "The visit it came up on"))
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help=two("登记日期，默认今天", "The day; today by default")),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="S",
            help=two(
                "来源：visit phone station online meeting superior other",
                "visit, phone, station, online, meeting, superior or other",
            ),
        ),
    ] = None,
    project: OfProject = None,
    by: By = None,
    json: Json = False,
) -> None:
    here = session(ctx)
    here.store  # noqa: B018  # a missing database is said before the first question
    blocked = here.find("project", project).code if project else ""
    found = needed(
        enterprise, two("企业", "Enterprise"), "ENTERPRISE", lambda typed: here.find("enterprise", typed)
    )
    words = text_of(required(text, two("问题描述", "The issue"), "TEXT"))
    officer = here.officer(by)
    day = here.day(on, "issue raise --on") or here.today
    raised = Raised(
        enterprise=found.code,
        officer=officer.code,
        text=words,
        block="",  # the block and grid of the enterprise on that day are found when it is written
        grid="",
        category=meant("category", category) if category is not None else category_of(words, is_asking()),
        grade=meant("grade", grade),
        source=meant("source", source) if source else "visit" if visit else "other",
        visit=here.id("visit", visit) if visit else "",
        due=here.day(due, "issue raise --due"),
        on=day,
        project=blocked,
    )
    id, deadline = steps.raise_alone(here, raised)
    if category is None and not is_asking():
        say_taken(raised.category)
    if json:
        from gridlog.cli.issue.finding import tell_object

        tell_object(here, id)
        return
    tell(
        two(
            "{id} 已登记问题：{name}，{category}，{grade}，时限 {due}",
            "{id} issue raised: {name}, {category}, {grade}, due {due}",
        ),
        id=lookup.shortest(here.store.connection, "issue", id),
        name=found.name,
        category=shown("category", raised.category, language()),
        grade=shown("grade", raised.grade, language()),
        due=day_text(deadline),
    )
    _warn_years(here, deadline.isoformat())


def _warn_years(here: Session, due: str) -> None:
    from datetime import date, timedelta

    end = date.fromisoformat(due) + timedelta(days=1)
    warn_unknown_years(here.calendar(here.today, end), here.today, max(end, here.today))
