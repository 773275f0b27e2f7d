"""Rows for pasting: a table in Markdown, and a block of plain lines for a chat."""

from collections.abc import Iterable, Iterator, Sequence

from gridlog.ledgers.columns import NUMBERS, Column, Rows, spoken
from gridlog.ledgers.terminal import bar_text, one_line
from gridlog.papers.document import Bars, Paper, Part, Section, Swings, Table, Timeline


def markdown(columns: Sequence[Column], rows: Rows, language: str, title: str = "") -> Iterator[str]:
    """A table as GitHub's Markdown has it, figures to the right, a title as a heading."""
    if title:
        yield f"## {_escaped(title)}\n\n"
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


def escaped(text: str) -> str:
    """Lines that stand below a table, without markup of their own."""
    return "\n".join(map(_escaped, text.splitlines()))


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


def paper_lines(paper: Paper) -> Iterator[str]:
    """A whole report in Markdown: headings, paragraphs, tables, and charts as figures."""
    if paper.mark:
        yield f"{_escaped(paper.mark)}\n\n"
    yield f"# {_escaped(paper.title)}\n"
    yield from _paragraphs(paper.head)
    for section in paper.sections:
        yield from _section(section, paper.language)
    yield from _paragraphs(paper.tail)
    for section in paper.annexes:
        yield from _section(section, paper.language)


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"\n{_escaped(line)}\n" for line in lines)


def _section(section: Section, language: str) -> Iterator[str]:
    if section.heading:
        yield f"\n## {_escaped(section.heading)}\n"
    yield from _paragraphs(section.sentences)
    for part in section.parts:
        yield from _part(part, language)


def paper_chat(paper: Paper) -> Iterator[str]:
    """A report as a plain block for a chat: its headings and sentences; tables are for other formats."""
    yield from (one_line(line) + "\n" for line in paper.lines)


def _part(part: Part, language: str) -> Iterator[str]:
    if isinstance(part, Swings):
        part = part.table
    if isinstance(part, Table):
        yield f"\n### {_escaped(part.title)}\n\n" if part.title else "\n"
        yield from markdown(part.columns, part.rows, language)
        yield from _paragraphs(part.notes)
    elif isinstance(part, Bars):
        yield f"\n### {_escaped(part.title)}\n\n"
        yield from (f"- {_escaped(bar.label)} {bar_text(bar.value, bar.whole)}\n" for bar in part.bars)
    elif isinstance(part, Timeline):
        yield f"\n### {_escaped(part.title)}\n\n"
        for label, marks in part.rows:
            yield f"- {_escaped(label)} {' '.join(mark.text for mark in marks)}\n"
