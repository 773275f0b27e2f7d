"""The parameters of commands that list, report or export, each with its help in both languages."""

from typing import Annotated

import typer

from gridlog.cli.shell.forms import EXPORT_FORMATS, FORMATS, REPORT_FORMATS
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
Since = Annotated[str | None, typer.Option("--since", metavar="D", help=two("从哪天起", "From this day on"))]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="D", help=two("到哪天止（含）", "Up to and with this day")),
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
