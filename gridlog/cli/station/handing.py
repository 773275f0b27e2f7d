"""`station handover`: what the officer on duty leaves to the next one."""

from typing import Annotated

import typer

from gridlog.cli.shell.options import By
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import session, text_of
from gridlog.cli.station.fields import Station
from gridlog.words.language import two
from gridlog.work import stations
from gridlog.work.desk import day_text

app = typer.Typer()


@app.command("handover")
def handover(
    ctx: typer.Context,
    station: Station,
    note: Annotated[
        str,
        typer.Option(
            "--note", "-n", metavar="TEXT|-|@FILE", help=two("交接事项", "What the next one must know")
        ),
    ],
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=two("哪一天，默认今天", "Which day; today by default"))
    ] = "today",
    by: By = None,
) -> None:
    here = session(ctx)
    found = here.find("station", station)
    day = here.day_of(on, "station handover --on")
    before = stations.note(here, found.code, day, text_of(note), here.officer(by).code)
    tell(
        two("{station} {on} 交接已记录", "{station}, {on}: handover noted"),
        station=found.name,
        on=day_text(day),
    )
    if before:
        say(two("原来写的是：{text}", "It said before: {text}"), text=before)
