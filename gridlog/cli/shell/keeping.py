"""The parameters of commands that keep the roster and its codes, each with its help in both languages."""

from typing import Annotated

import typer

from gridlog.words.language import two

AddedCode = Annotated[str, typer.Argument(metavar="CODE", help=two("编号", "A code"))]
AddedName = Annotated[str, typer.Argument(metavar="NAME", help=two("名称", "The name"))]
Remark = Annotated[str | None, typer.Option("--remark", metavar="TEXT", help=two("备注", "A remark"))]
SPLIT_HELP = two(
    "两台设备把同一编号给了两个对象：给其中一个换新编号，它的记录跟着走",
    "Two devices gave one code to two things: give one of them a new code, its records go along",
)
SharedCode = Annotated[
    str, typer.Argument(metavar="CODE", help=two("现在共用的编号", "The code that both have now"))
]
NewCode = Annotated[str, typer.Argument(metavar="NEW", help=two("新编号", "The new code"))]
REMOVE_HELP = two(
    "撤销登记错的编号；有走访、问题等记录的不能撤销",
    "Take back what came in wrong; refused while visits, issues or others name it",
)
Which = Annotated[
    str,
    typer.Option(
        "--name",
        metavar="NAME",
        help=two(
            "哪一个换编号（名称）；默认后登记的那个", "Which one goes, by name; the later one by default"
        ),
    ),
]
