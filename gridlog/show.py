"""What a person reads in a terminal: tables that fit, in characters every Chinese console has."""

import io
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gridlog.ledger import Column, Rows, Value, spoken

UNCUT = 10_000
MARKS = {"met": "√", "short": "×", "exempt": "○", "red": "●", "yellow": "▲", "blue": "◆", "green": "○"}
STYLES = {
    "met": "green",
    "short": "bold red",
    "red": "bold red",
    "yellow": "yellow",
    "blue": "blue",
    "green": "green",
}
LONG = ("note", "text", "result_text", "details", "address")


def table_text(
    columns: Sequence[Column], rows: Rows, language: str, width: int | None, title: str = "", foot: str = ""
) -> str:
    """A table as text: boxed and coloured for a terminal of `width` columns, plain and uncut for a pipe."""
    table = Table(
        title=Text(title) if title else None,
        title_justify="left",
        box=SIMPLE_HEAD if width else None,
        header_style="bold" if width else "",
        pad_edge=False,
        padding=(0, 1),
        expand=False,
    )
    for column in columns:
        is_number = column.kind in ("number", "fraction")
        table.add_column(
            Text(column.heading(language)),
            justify="right" if is_number else "left",
            no_wrap=column.key not in LONG or width is None,
            overflow="fold",
            min_width=8 if column.key in LONG else None,
        )
    for row in rows:
        table.add_row(*(_cell(column, value, language) for column, value in zip(columns, row, strict=True)))
    return rendered(table, width) + (foot + "\n" if foot else "")


def _cell(column: Column, value: Value, language: str) -> Text:
    text = one_line(spoken(column, value, language))
    style = STYLES.get(str(value), "") if column.words in ("status", "light") else ""
    mark = MARKS.get(str(value)) if column.words in ("status", "light") else None
    return Text(f"{mark} {text}" if mark else text, style=style)


def one_line(text: str) -> str:
    """A cell's text without line breaks and control characters."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def rendered(table: Table, width: int | None) -> str:
    """The table drawn; colour only for a terminal that wants it, which rich learns from the environment."""
    drawn = io.StringIO()
    console = Console(
        file=drawn,
        width=width or UNCUT,
        force_terminal=bool(width),
        color_system="auto" if width else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(table)
    return "".join(line.rstrip() + "\n" for line in drawn.getvalue().splitlines())
