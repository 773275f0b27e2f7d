"""The parameters that several commands share, each with its help in both languages."""

from typing import Annotated
from unicodedata import normalize

import typer

from gridlog.cli.shell.forms import EXPORT_FORMATS, FORMATS, REPORT_FORMATS
from gridlog.cli.shell.say import say
from gridlog.errors import Usage
from gridlog.words.language import two

MOST_ROWS = 1 << 62  # SQLite counts so far, with room for one more

Format = Annotated[
    str,
    typer.Option("--format", "-f", metavar="|".join(FORMATS), help=two("输出格式", "The output format")),
]
ExportFormat = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        metavar="|".join(EXPORT_FORMATS),
        help=two("输出格式，xlsx 为 Excel/WPS 工作簿", "The output format; xlsx is a workbook"),
    ),
]
ReportFormat = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        metavar="|".join(REPORT_FORMATS),
        help=two(
            "输出格式；html、xlsx、docx 为整份报告", "The output format; html, xlsx and docx are documents"
        ),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=two("即 --format json", "Short for --format json"))]
Output = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=two(
            "写入文件，- 为标准输出；没写 --format 时按文件结尾",
            "Write to a file; - is stdout. Its ending is the format unless --format is given",
        ),
    ),
]
Shape = tuple[str, bool, str]  # the values of --format, --json and --output
Excel = Annotated[
    bool,
    typer.Option(
        "--excel", help=two("Excel/WPS 用的 CSV：中文表头、带 BOM", "CSV for Excel: ledger headings, BOM")
    ),
]
Unmask = Annotated[
    bool,
    typer.Option(
        "--unmask",
        help=two("电话不打码；谁看会记录在案", "Show whole phone numbers; who does so goes on record"),
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help=two("有人未达标则退出码为 7", "Exit with 7 when somebody is short"))
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="INSTANT",
        help=two("截至某时已录入的，如“周五 17:00”", "What was recorded by then, such as '2025-11-21 17:00'"),
    ),
]
Freeze = Annotated[
    bool,
    typer.Option(
        "--freeze",
        help=two("上报：以后都按这次的数字显示", "Hand in: from now on these figures are shown"),
    ),
]
FreezeReason = Annotated[
    str,
    typer.Option(
        "--reason",
        metavar="TEXT",
        help=two(
            "与 --freeze 同用：更正已上报的数字，写明原因",
            "With --freeze: correct what was handed in, and say why",
        ),
    ),
]
Live = Annotated[
    bool, typer.Option("--live", help=two("已上报的也按现在的数据算", "Reckon anew what was handed in"))
]
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
AddedCode = Annotated[str, typer.Argument(metavar="CODE", help=two("编号", "A code"))]
AddedName = Annotated[str, typer.Argument(metavar="NAME", help=two("名称", "The name"))]
Since = Annotated[str | None, typer.Option("--since", metavar="D", help=two("从哪天起", "From this day on"))]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
]
Remark = Annotated[str | None, typer.Option("--remark", metavar="TEXT", help=two("备注", "A remark"))]
OfProject = Annotated[
    str | None,
    typer.Option("--project", metavar="PROJECT", help=two("哪个项目（堵点）", "Of this project (a blocker)")),
]
OfEnterprise = Annotated[
    str | None, typer.Option("--enterprise", metavar="E", help=two("哪家企业", "Of this enterprise"))
]
RaisedSince = Annotated[
    str | None, typer.Option("--since", metavar="D", help=two("登记日从", "Raised on this day or later"))
]
RaisedUntil = Annotated[
    str | None,
    typer.Option("--until", metavar="D", help=two("登记日到（含）", "Raised on this day or before")),
]
InGrid = Annotated[
    str | None, typer.Option("--grid", metavar="G", help=two("哪个网格或板块", "In this grid or block"))
]
ShareFolder = Annotated[
    str | None,
    typer.Argument(
        metavar="[DIR]", help=two("共享目录，默认已加入的那个", "The share; the one joined by default")
    ),
]

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
