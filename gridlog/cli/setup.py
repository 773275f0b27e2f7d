"""`gridlog init`: what is done once on a machine."""

from typing import Annotated

import typer

from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import session
from gridlog.store import questions
from gridlog.words.language import two
from gridlog.work.settings import make_database, remember_officer

app = typer.Typer()


@app.command("init")
def init(
    ctx: typer.Context,
    officer: Annotated[
        str | None,
        typer.Option(
            "--officer", metavar="NAME", help=two("本机专员的姓名或编号", "The officer of this machine")
        ),
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", metavar="NAME", help=two("高新区名称", "The name of the zone"))
    ] = None,
) -> None:
    here = session(ctx)
    is_new = make_database(here, zone or "")
    if officer and not remember_officer(here, officer):
        say(
            two(
                "底册里还没有 {name}，导入人员后即可使用。",
                "{name} is not on the roster yet; import the officers next.",
            ),
            name=officer,
        )
    done = (
        two("已建立数据库 {path}", "made the database {path}")
        if is_new
        else two("数据库已在 {path}", "the database is at {path}")
    )
    tell(done, path=here.db_path)
    if not questions.has_enterprises(here.store.connection):
        say(
            two(
                "下一步：gridlog roster import 网格.csv 人员.csv 企业.csv，或加入共享目录：gridlog share join DIR",
                "Next: gridlog roster import grids.csv officers.csv enterprises.csv, or gridlog share join DIR",
            )
        )
