"""Rows for pasting: a table in Markdown, and a block of plain lines for a chat."""

from collections.abc import Iterator, Sequence

from gridlog.ledger import Column, Rows, spoken
from gridlog.show import NUMBERS, one_line


def markdown(columns: Sequence[Column], rows: Rows, language: str, title: str = "") -> Iterator[str]:
    """A table as GitHub's Markdown has it, figures to the right, a title as a heading."""
    if title:
        yield f"## {one_line(title)}\n\n"
    yield _bars([column.heading(language) for column in columns])
    yield _bars(["---:" if column.kind in NUMBERS else "---" for column in columns])
    for row in rows:
        yield _bars(
            [_escaped(spoken(column, value, language)) for column, value in zip(columns, row, strict=True)]
        )


def _bars(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _escaped(text: str) -> str:
    """A cell that cannot end its column, begin markup or break its row."""
    for mark in "\\|`*_<>[]":
        text = text.replace(mark, "\\" + mark)
    return one_line(text)


def chat(columns: Sequence[Column], rows: Rows, language: str, title: str = "") -> Iterator[str]:
    """A line a row: what it is about, then each heading with its figure; what is empty is left out."""
    colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
    if title:
        yield one_line(title) + "\n"
    for row in rows:
        told = [
            (column, one_line(spoken(column, value, language)))
            for column, value in zip(columns, row, strict=True)
        ]
        about = " ".join(text for column, text in told if column.kind not in NUMBERS and text)
        figures = [
            f"{column.heading(language)} {text}" for column, text in told if column.kind in NUMBERS and text
        ]
        yield about + (colon if about and figures else "") + comma.join(figures) + "\n"
