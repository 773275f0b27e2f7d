"""The parameters that the commands of projects share."""

from typing import Annotated

import typer

from gridlog.words.language import two

ProjectArgument = Annotated[
    str, typer.Argument(metavar="PROJECT", help=two("项目的编号或名称", "The project, by code or name"))
]
Clear = Annotated[
    bool, typer.Option("--clear", help=two("撤销这一条，要写原因", "Take this one back; needs a reason"))
]
WHY_BACK = two("撤销的原因", "Why it is taken back")
