"""The parameters that the commands of stations share."""

from typing import Annotated

import typer

from gridlog.words.language import two

Station = Annotated[
    str, typer.Argument(metavar="STATION", help=two("服务站的编号或名称", "The station, by code or name"))
]
Place = Annotated[str | None, typer.Option("--place", metavar="TEXT", help=two("地点", "Where it is"))]
Phone = Annotated[str | None, typer.Option("--phone", metavar="TEXT", help=two("联系电话", "Its phone"))]
