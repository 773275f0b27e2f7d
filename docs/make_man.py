"""Write the man pages docs/gridlog.1 and docs/gridlog.zh_CN.1 from the program's own help, as docs/cli.md is.

`python docs/make_man.py`; a test keeps the pages equal to what this makes. Source of the language: man(7), groff_man(7).
"""

import os
import runpy
from collections.abc import Iterator
from pathlib import Path

from gridlog import __version__
from gridlog.cli.shell.app import root_group
from gridlog.words.language import fill, pick, two, use

HERE = Path(__file__).parent
NAMES = {"en": "gridlog.1", "zh": "gridlog.zh_CN.1"}
COLUMNS = "74"  # a man page of 80 columns sets its text in by 7 at least
CODES = (
    ("0", two("完成", "done")),
    ("1", two("程序有错", "a bug")),
    ("2", two("用法不对", "usage")),
    ("3", two("没有找到，或不止一个", "not found, or ambiguous")),
    ("4", two("按规则拒绝", "refused by a rule")),
    ("5", two("共享目录连不上", "the share cannot be reached")),
    ("6", two("数据损坏", "data are damaged")),
    ("7", two("--check 没有达到", "--check is not met")),
    ("130", two("被中断", "interrupted")),
)
VARIABLES = (
    ("GRIDLOG_DB", two("数据库文件，同 --db", "the database file, as --db")),
    ("GRIDLOG_LANG", two("语言，同 --lang", "the language, as --lang")),
    ("GRIDLOG_OFFICER", two("本机的网格员", "the officer at this machine")),
    ("GRIDLOG_SHARE", two("共享目录", "the folder of the share")),
    ("GRIDLOG_NOW", two("时钟，ISO 格式；记录里会注明", "the clock, an ISO instant; the record says so")),
    ("NO_COLOR", two("不用颜色", "no colours")),
)


def text(line: str) -> str:
    """Return a line of text as roff shows it unchanged."""
    line = line.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{line}" if line.startswith(".") else line


def block(lines: str) -> Iterator[str]:
    """Yield text that keeps its lines."""
    yield ".nf"
    yield from map(text, lines.strip("\n").split("\n"))
    yield ".fi"


def tagged(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield a list of words, each with what it means."""
    for word, meaning in rows:
        yield from (".TP", f".B {text(word)}", text(pick(meaning)))


def page() -> str:
    """Return the man page in the language in use."""
    pages = runpy.run_path(str(HERE / "make_cli.py"))["pages"]
    (_, first), *rest = pages(root_group(), "gridlog")
    title = fill(two("命令手册", "Commands"))
    lines = [
        '.\\" ' + "made by docs/make_man.py from the program's own help; do not edit",
        f'.TH GRIDLOG 1 "" "gridlog {__version__}" "{title}"',
        f".SH {pick(two('名称', 'NAME'))}",
        f"gridlog \\- {text(pick(two('网格走访台账', 'a ledger for grid officers: visits, issues, weekly figures')))}",
        f".SH {pick(two('概述', 'SYNOPSIS'))}",
        *block(first),
        f".SH {pick(two('命令', 'COMMANDS'))}",
    ]
    for path, shown in rest:
        lines += [f".SS {text(path)}", *block(shown)]
    lines += [f".SH {pick(two('退出码', 'EXIT STATUS'))}", *tagged(CODES)]
    lines += [f".SH {pick(two('环境变量', 'ENVIRONMENT'))}", *tagged(VARIABLES)]
    return "\n".join(lines) + "\n"


def made() -> dict[str, str]:
    """Return the text of each page by the name of its file."""
    os.environ["COLUMNS"] = COLUMNS
    texts = {}
    for language, name in NAMES.items():
        use(language)
        texts[name] = page()
    return texts


if __name__ == "__main__":
    for name, content in made().items():
        (HERE / name).write_text(content, encoding="utf-8")
