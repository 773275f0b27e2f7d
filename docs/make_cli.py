"""Write docs/cli.md: the help of every command in both languages, as the program itself prints it.

`python docs/make_cli.py`; a test keeps the file equal to what this makes.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gridlog.cli.shell.app import root_group
from gridlog.cli.shell.forms import DATES
from gridlog.cli.shell.help import show_help
from gridlog.words.language import use

HEAD = """# Commands

Made by `docs/make_cli.py` from the program's own help; do not edit. Chinese first, English below it.
"""


def pages(command: Any, path: str, parent: Any = None) -> Iterator[tuple[str, str]]:
    """The path and help of a command and of everything below it."""
    context = command.context_class(command, info_name=path.split()[-1], parent=parent)
    yield path, show_help(command, context)
    for name in getattr(command, "makers", {}):
        yield from pages(command.get_command(context, name), f"{path} {name}", context)


TAKES = {
    "day": "日期 a day",
    "limit": "日期 a day",
    "moment": "日期，可带时间 a day, with a time or without",
    "week": "周 a week",
    "month": "月 a month",
    "period": "周或月 a week or month",
    "instant": "时刻 an instant",
}
SIDES = {
    "past": "以前最近的一个 the latest one not in the future",
    "ahead": "以后最近的一个 the next one, today included",
    "near": "离今天最近的一个；星期几为以后最近的 the one nearer to today; a weekday is the next one",
    "after": "--from 以后最近的一个 the first one from --from on",
}
DATES_HEAD = """## 日期 Dates

不写年份的 `12-1`、`周五`、`5号`、`月底` 指哪一天，看命令：
Which day `12-1`, `friday`, `5号` or `月底` means, where no year is said, depends on the command:

| command | takes | without a year |
|---|---|---|
"""


def dates() -> str:
    """The table of what each date option takes and on which side of today it looks."""
    return DATES_HEAD + "".join(
        f"| `{option.replace('|', '/')}` | {TAKES[takes]} | {SIDES[side]} |\n"
        for option, (takes, side) in DATES.items()
    )


def reference() -> str:
    """The whole file."""
    os.environ["COLUMNS"] = "100"
    texts: dict[str, list[str]] = {}
    for language in ("zh", "en"):
        use(language)
        for path, text in pages(root_group(), "gridlog"):
            texts.setdefault(path, []).append(text)
    parts = [f"## {path}\n\n```text\n{both[0]}```\n\n```text\n{both[1]}```\n" for path, both in texts.items()]
    return HEAD + "\n" + "\n".join([*parts, dates()])


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(reference(), encoding="utf-8")
