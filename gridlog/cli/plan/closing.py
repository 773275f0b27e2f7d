"""`plan done` and `plan drop`: a measure or a need is closed."""

from typing import Annotated

import typer

from gridlog.cli.plan.fields import MOST, Enterprise
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required, session
from gridlog.reports import plans as reading
from gridlog.store.lookup import Found
from gridlog.words.language import language, two
from gridlog.words.vocabulary import shown
from gridlog.work import plans

app = typer.Typer()
Number = Annotated[
    int,
    typer.Argument(
        metavar="N",
        min=1,
        max=MOST,
        help=two("plan show 列出的第几项", "The number that plan show prints"),
    ),
]
IsNeed = Annotated[
    bool, typer.Option("--need", help=two("第 N 项需求，不是措施", "Need N instead of measure N"))
]


@app.command("done")
def done(
    ctx: typer.Context,
    enterprise: Enterprise,
    number: Number,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=two("落实情况", "What was done"))] = "",
    need: IsNeed = False,
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    words = required(text, two("落实情况", "What was done"), "--text")
    _close(here, found, number, words, "met" if need else "done", is_need=need)


@app.command("drop")
def drop(
    ctx: typer.Context,
    enterprise: Enterprise,
    number: Number,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=two("取消的原因", "Why"))] = "",
    need: IsNeed = False,
) -> None:
    here = session(ctx)
    found = here.find("enterprise", enterprise)
    words = required(text, two("取消的原因", "Why it is dropped"), "--text")
    _close(here, found, number, words, "dropped", is_need=need)


def _close(here: Session, found: Found, number: int, text: str, state: str, *, is_need: bool) -> None:
    close = plans.close_need if is_need else plans.close_measure
    line = close(here, found.code, number, state, text)
    noun = "need" if is_need else "measure"
    tell(
        two("{name} {noun} {number} {state}：{text}", "{name}, {noun} {number} {state}: {text}"),
        name=found.name,
        noun=shown("noun", noun, language()),
        number=number,
        state=shown(f"{noun}_state", state, language()),
        text=line.text,
    )
    sheet = reading.sheet(here.store.connection, found.code)
    part, whole = sheet.met if is_need else sheet.done
    say(
        two("{noun} {state} {part}/{whole}。", "{noun}: {part} of {whole} {state}."),
        noun=shown("noun", noun, language()),
        state=shown(f"{noun}_state", "met" if is_need else "done", language()),
        part=part,
        whole=whole,
    )
