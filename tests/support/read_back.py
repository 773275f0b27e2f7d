"""Reports in every form taken apart again: lines, tables, cells."""

import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from tests.conftest import Ran


class Said(NamedTuple):
    """A report taken apart: its lines in their order, and its tables with their headings on top."""

    lines: list[str]
    tables: list[list[list[str]]]


def printable(text: str) -> str:
    """Text as every form may show it: blanks for what cannot be seen."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def made_then(text: str) -> str:
    """A report as of an instant without the line that says so, which a report made then did not have."""
    paragraph = re.sub(r"(?<=\n)\n以上为截至 [^\n]* 已录入的数字。\n", "", text)
    return re.sub(r"(<p>)?以上为截至 [^\n]* 已录入的数字。(</p>)?\n", "", paragraph)


VOID = {"meta", "br", "wbr", "hr", "img", "link", "input"}


class _Page(HTMLParser):
    """An HTML file as a browser sees it; anything out of place is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.styles = ""
        self.lines: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.svg: list[str] = []
        self.charts = 0
        self.caption = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self.ids += [str(value) for key, value in attrs if key == "id"]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
            self.lines += [self.caption] * bool(self.caption)
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag in ("h1", "h2", "p"):
            self.lines.append("")
        elif tag == "figure":
            self.caption = ""
        elif tag in ("text", "figcaption") and tag == "text":
            self.svg.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        at = self.open[-1] if self.open else ""
        if at == "style":
            self.styles += data
        elif at in ("td", "th"):
            self.tables[-1][-1][-1] += data
        elif at in ("h1", "h2", "p") and "footer" not in self.open:
            self.lines[-1] += data
        elif at == "figcaption":
            self.caption += data
        elif at == "text":
            self.svg[-1] += data
        else:
            assert not data.strip() or at in ("title", "p"), (at, data)


def page(done: Ran) -> _Page:
    """The HTML that a command wrote, read to its end."""
    assert done.code == 0, done.err
    parser = _Page()
    parser.feed(done.raw.decode())
    parser.close()
    assert parser.open == []
    return parser


def of_html(done: Ran) -> Said:
    """What the HTML says."""
    read = page(done)
    lines = [printable(line) for line in read.lines]
    return Said(
        [line for line in lines if line], [[[*map(printable, row)] for row in table] for table in read.tables]
    )


def unfolded(text: str) -> str:
    """A heading that was broken between its words, as one line again."""
    return text.replace("\n", " " if text.isascii() else "")


def of_docx(done: Ran) -> Said:
    """What the letter says."""
    from docx import Document
    from docx.table import Table

    assert done.code == 0, done.err
    document = Document(io.BytesIO(done.raw))
    parts = list(document.iter_inner_content())
    lines = [printable(part.text) for part in parts if not isinstance(part, Table)]
    tables = [
        [[printable(unfolded(cell.text)) for cell in row.cells] for row in part.rows]
        for part in parts
        if isinstance(part, Table)
    ]
    return Said([line for line in lines if line], tables)


def of_markdown(done: Ran) -> Said:
    """What the Markdown says; charts are left out."""
    assert done.code == 0, done.err
    lines: list[str] = []
    tables: list[list[list[str]]] = []
    before = ""
    for line in done.out.split("\n"):
        if line.startswith("| ---"):
            continue
        if line.startswith("| "):
            if not before.startswith("| "):
                tables.append([])
            cells = re.split(r"(?<!\\) \| ", line[2:-2])
            tables[-1].append([printable(re.sub(r"\\(.)", r"\1", cell)) for cell in cells])
        elif line.startswith("- "):
            lines = lines if before.startswith("- ") else lines[:-1]
        elif line:
            lines.append(printable(re.sub(r"\\(.)", r"\1", line.lstrip("# "))))
        before = line or before
    return Said(lines, tables)


def sheets(done: Ran) -> dict[str, list[list[object]]]:
    """The cells of every sheet of a workbook."""
    assert done.code == 0, done.err
    book = CalamineWorkbook.from_filelike(io.BytesIO(done.raw))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).iter_rows()] for name in book.sheet_names
    }


def ways(cell: object) -> set[str]:
    """Every way a cell of a workbook may be shown."""
    if isinstance(cell, date):
        return {cell.isoformat()[:10]}
    if isinstance(cell, int | float):
        whole = {f"{cell:.0f}", f"{int(cell):+d}"} if cell == int(cell) else set()
        return whole | {f"{cell:.0%}"}
    return {"", "—"} if cell in ("", None) else {printable(str(cell))}


def agree(told: list[list[str]], rows: list[list[object]]) -> None:
    """Each cell of a workbook shows what the other forms show."""
    assert len(rows) == len(told)
    for row, line in zip(rows, told, strict=True):
        for cell, text in zip(row, line, strict=True):
            assert text.removeprefix("'") in {one.removeprefix("'") for one in ways(cell)}, (text, cell)
