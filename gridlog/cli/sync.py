"""`gridlog sync`: exchange with everybody else."""

from typing import Annotated

import typer

from gridlog.cli.sharing import exchange_aloud, folder_of
from gridlog.cli.shell.session import session
from gridlog.words.language import two

app = typer.Typer()


@app.command("sync")
def sync(
    ctx: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(
            metavar="[DIR]", help=two("共享目录，默认已加入的那个", "The share; the one joined by default")
        ),
    ] = None,
) -> None:
    here = session(ctx)
    exchange_aloud(here, folder_of(here, folder))
