"""The parameters that several commands share, each with its help in both languages."""

from typing import Annotated
from unicodedata import normalize

import typer

from gridlog.cli.shell.say import say
from gridlog.errors import Usage
from gridlog.words.language import two

Json = Annotated[bool, typer.Option("--json", help=two("即 --format json", "Short for --format json"))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=two("不再询问", "Ask nothing"))]
By = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="OFFICER", help=two("谁，默认本机专员", "Who; the officer of this machine by default")
    ),
]
OfficerName = Annotated[
    str | None,
    typer.Option(
        "--officer",
        metavar="OFFICER",
        help=two("文件里没有人员列时用谁", "Who, where the file has no officer column"),
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=two("原因", "Why"))]
Category = Annotated[
    str | None,
    typer.Option(
        "--category",
        metavar="CODE",
        help=two(
            "问题类别：代码或中文，如 POWER、用电保障；不写则按用词建议",
            "The category: a code such as POWER, or its Chinese name; by the words unless given",
        ),
    ),
]
Grade = Annotated[
    str,
    typer.Option(
        "--grade",
        metavar="G",
        help=two(
            "紧急程度：urgent simple general complex longterm", "urgent, simple, general, complex or longterm"
        ),
    ),
]
Categories = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        metavar="CODE",
        help=two(
            "问题类别，写一次或与 --issue 一一对应；不写则按用词建议",
            "The category, once or once for each --issue; by its words unless given",
        ),
    ),
]
Grades = Annotated[
    list[str] | None,
    typer.Option(
        "--grade",
        metavar="G",
        help=two("紧急程度，写一次或与 --issue 一一对应", "The grade, once or once for each --issue"),
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help=two("编号的前几位", "The first letters of the id"))]
CheckOnly = Annotated[
    bool, typer.Option("--dry-run", help=two("只检查，不写入", "Check only, write nothing"))
]
OfProject = Annotated[
    str | None,
    typer.Option("--project", metavar="PROJECT", help=two("哪个项目（堵点）", "Of this project (a blocker)")),
]
ShareFolder = Annotated[
    str | None,
    typer.Argument(
        metavar="[DIR]", help=two("共享目录，默认已加入的那个", "The share; the one joined by default")
    ),
]

DryRun = Annotated[bool, typer.Option("--dry-run", help=two("只看结果，不写入", "Show it, write nothing"))]


def yes_or_no(value: str | None, name: str) -> bool | None:
    """Return the answer as a bool, None when there is no answer. Raises Usage."""
    if value is None:
        return None
    word = normalize("NFKC", value).strip().lower()
    if word in ("yes", "y", "1", "true", "是"):
        return True
    if word in ("no", "n", "0", "false", "否"):
        return False
    raise Usage("word.unknown", vocabulary=name, value=value, known="yes 是, no 否")


def phone_typed(typed: str | None) -> str | None:
    """Return a phone in half-width digits; say when a spreadsheet wrote the phone as a power of ten."""
    if not typed or (typed.isascii() and typed.isdecimal()):
        return typed
    from gridlog.core.phone import is_spoilt, read_phone

    read = read_phone(typed)
    if is_spoilt(read):
        say(
            two(
                "注意：电话 {phone} 像是表格软件改坏的数字，已照录，请核对。",
                "Warning: the phone {phone} looks like a number that a spreadsheet spoilt; kept as it is.",
            ),
            phone=read,
        )
    return read


def narrow(typed: str | None) -> str | None:
    """Return a code in half-width letters and digits."""
    if not typed or typed.isascii():
        return typed
    from unicodedata import normalize

    return normalize("NFKC", typed).strip()


Phone = Annotated[
    str,
    typer.Option("--phone", metavar="TEXT", callback=phone_typed, help=two("联系电话", "Their phone")),
]
ChangedPhone = Annotated[
    str | None,
    typer.Option("--phone", metavar="TEXT", callback=phone_typed, help=two("联系电话", "Their phone")),
]
