"""The parameters that the commands of premises share."""

from typing import Annotated

import typer

from gridlog.words.language import two

Text = str | None

Premises = Annotated[
    str, typer.Argument(metavar="PREMISES", help=two("载体的编号或名称", "The premises, by code or name"))
]
Enterprise = Annotated[
    str,
    typer.Argument(
        metavar="ENTERPRISE", help=two("企业的编号、名称或其中一段", "By code, name or part of the name")
    ),
]


def text(flag: str, metavar: str, zh: str, en: str) -> object:
    return typer.Option(flag, metavar=metavar, help=two(zh, en))


KIND = text(
    "--kind",
    "K",
    "类型：plant 厂房、office 办公、flat 公寓、shop 商业、land 土地",
    "plant, office, flat, shop or land",
)
AREA = text("--area", "A", "面积，平方米", "The area in square metres")
Park = Annotated[Text, text("--park", "P", "园区", "The park")]
Part = Annotated[Text, text("--part", "TEXT", "园区里的分区，如 A区", "The part of the park")]
Floor = Annotated[Text, text("--floor", "TEXT", "楼层", "The floor")]
Load = Annotated[Text, text("--load", "L", "楼面承重，吨/平方米", "Floor load in tonnes a square metre")]
Height = Annotated[Text, text("--height", "H", "层高，米", "The height in metres")]
Power = Annotated[Text, text("--power", "P", "配电容量，kVA", "The power in kVA")]
Price = Annotated[
    Text, text("--price", "P", "租金，元/平方米·月", "The price in yuan a square metre and month")
]
Owner = Annotated[Text, text("--owner", "TEXT", "产权单位", "Who owns it")]
Status = Annotated[
    Text,
    text("--status", "S", "状态：building 在建、ready 可用、idle 低效闲置", "building, ready or idle"),
]
Block = Annotated[Text, text("--block", "GRID", "所属板块", "The block it lies in")]
