"""`plan new`, `plan edit`, `plan revise` and `plan remove`: a plan is made, corrected, made anew, taken back."""

from collections.abc import Mapping
from typing import Annotated

import typer

from gridlog.cli.history import told
from gridlog.cli.plan.fields import Enterprise
from gridlog.cli.shell.options import Reason
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session, text_of
from gridlog.core.event import Json as JsonValue
from gridlog.core.nouns.plan.life import GOALS
from gridlog.core.nouns.plan.words import PERSONS
from gridlog.reports import plans as reading
from gridlog.store.lookup import Found
from gridlog.words.language import two
from gridlog.words.vocabulary import meant
from gridlog.work import plans

app = typer.Typer()
MADE = two("{name} 方案第{version}版：{fields}", "{name}, plan version {version}: {fields}")
GOAL_HELP = two("目标，也可写中文：上市、扩产、技改、纾困、其他", "The goal")
Goal = Annotated[str, typer.Option("--goal", metavar="|".join(GOALS), help=GOAL_HELP)]
Text = Annotated[
    str | None,
    typer.Option("--text", metavar="TEXT|-|@FILE", help=two("企业现状", "How the enterprise stands now")),
]
Period = Annotated[
    str | None, typer.Option("--period", metavar="TEXT", help=two("实施期限，如 2025—2026年", "The period"))
]
Leader = Annotated[
    str | None, typer.Option("--leader", metavar="O", help=two("挂钩领导", "The leader in charge"))
]
Officer = Annotated[
    str | None,
    typer.Option(
        "--officer",
        metavar="O",
        help=two(
            "服务专员，默认企业所在网格的专员", "The officer; the one of the enterprise's grid by default"
        ),
    ),
]
Review = Annotated[
    str | None,
    typer.Option(
        "--review",
        metavar="D",
        help=two("下次复盘日期，默认30天后", "The next review; in 30 days by default"),
    ),
]


def _given(
    here: Session,
    option: str,
    goal: str | None,
    text: str | None,
    review: str | None,
    period: str | None,
    leader: str | None,
    officer: str | None,
) -> dict[str, JsonValue]:
    """Return the fields that were given, as they are stored; `option` is the --review of the command, as DATES has it."""
    day = here.day(review, option)
    words = text_of(text) if text else text
    chosen = None if goal is None else meant("goal", goal)
    return plans.fields(here, chosen, period, words, leader, officer, day)


def _tell_fields(
    here: Session, line: str, found: Found, fields: Mapping[str, JsonValue], version: int
) -> None:
    """Tell what was saved: the fields in words, with the names of people."""
    people = {str(fields[key]): here.name("officer", str(fields[key])) for key in PERSONS if key in fields}
    tell(line, name=found.name, version=version, fields="; ".join(told(fields, people, noun="plan")))


@app.command("new")
def new(
    ctx: typer.Context,
    enterprise: Enterprise,
    goal: Goal,
    text: Text = None,
    review: Review = None,
    period: Period = None,
    leader: Leader = None,
    officer: Officer = None,
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    given = _given(here, "plan new --review", goal, text, review, period, leader, officer)
    data = plans.make(here, found.code, given)
    _tell_fields(here, MADE, found, data, 1)


@app.command("edit")
def edit(
    ctx: typer.Context,
    enterprise: Enterprise,
    goal: Annotated[str | None, typer.Option("--goal", metavar="|".join(GOALS), help=GOAL_HELP)] = None,
    text: Text = None,
    review: Review = None,
    period: Period = None,
    leader: Leader = None,
    officer: Officer = None,
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    given = _given(here, "plan edit --review", goal or None, text, review, period, leader, officer)
    data = plans.change(here, found.code, given)
    version = reading.current_version(here.store.connection, found.code)
    line = two("已更正 {name} 方案第{version}版：{fields}", "corrected {name}, version {version}: {fields}")
    _tell_fields(here, line, found, data, version)


@app.command("revise")
def revise(
    ctx: typer.Context,
    enterprise: Enterprise,
    goal: Goal,
    text: Text = None,
    review: Review = None,
    period: Period = None,
    leader: Leader = None,
    officer: Officer = None,
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    given = _given(here, "plan revise --review", goal, text, review, period, leader, officer)
    version = plans.revise(here, found.code, given)
    _tell_fields(here, MADE, found, given, version)
    sheet = reading.sheet(here.store.connection, found.code)
    say(
        two(
            "带过来未满足的需求 {needs} 项、未完成的措施 {measures} 项。请企业确认：gridlog plan confirm",
            "{needs} open needs and {measures} open measures came along; have it confirmed: gridlog plan confirm",
        ),
        needs=len(sheet.needs),
        measures=len(sheet.measures),
    )


@app.command("remove")
def remove(ctx: typer.Context, enterprise: Enterprise, reason: Reason = "") -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    reading.current_version(here.store.connection, found.code)
    why = required(reason, two("撤销的原因", "Why it is taken back"), "--reason")
    plans.remove(here, found.code, why)
    tell(two("已撤销 {name} 的方案", "removed the plan of {name}"), name=found.name)
