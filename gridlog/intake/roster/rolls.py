"""The tables of a roster's files: each sheet of a workbook, with what it lists and what each column holds."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from gridlog.errors import Usage
from gridlog.intake.files import TITLE_ROWS
from gridlog.intake.lines import Line, Skipped, is_said
from gridlog.intake.roster.columns import Layout, is_foreign, is_known, joined, layout, wanting
from gridlog.intake.roster.headings import NAMES
from gridlog.intake.table import Sheet, Table, below, tables

WANTED = {
    "grids": "网格编号 code, 网格名称 name",
    "officers": "人员编号 code, 姓名 name",
    "enterprises": "企业编号 code, 企业名称 name",
}
BLOCK_ENDINGS = ("板块", "片区")


class Roll(NamedTuple):
    """A table that was read to its end: what it lists, the row of its headings, its rows, and its sheet."""

    layout: Layout
    heading_row: int
    lines: Sequence[Line]
    sheet: Sheet
    is_script: bool
    has_charges: bool

    @property
    def label(self) -> str:
        """Return the name of the table for people."""
        return label(self.sheet.name, self.sheet.tab)


class Unread(NamedTuple):
    """A sheet that was not read; `is_foreign` when the sheet is a ledger of something else."""

    label: str
    is_foreign: bool


class Head(NamedTuple):
    """The headings of a table.

    The value has the headings, the number of their last row, the rows below, and each row of headings as one text.
    """

    names: Sequence[str]
    number: int
    rows: Iterator[tuple[int, list[str]]]
    texts: Sequence[str]


def read_rolls(path: str, kind: str | None) -> tuple[list[Roll], list[Unread]]:
    """Return every table of a file.

    Raises Usage when the file has no table, or when nothing says what its only table lists.
    """
    read: list[Roll] = []
    unread: list[Unread] = []
    problems: list[Usage] = []
    for table in tables(path):
        try:
            read.append(_roll(path, table, kind))
        except Usage as problem:
            if problem.code not in ("import.columns", "import.kind", "roster.foreign"):
                raise
            problems.append(problem)
            unread.append(Unread(label(path, table.name), problem.code == "roster.foreign"))
    if not read:
        raise (
            problems[0] if problems else Usage("import.columns", path=path, missing=_missing(kind), seen="—")
        )
    return read, unread


def label(path: str, tab: str) -> str:
    """Return a table's name for people: its file, and its sheet of a workbook."""
    return f"{path}〔{tab}〕" if tab else path


def _roll(path: str, table: Table, kind: str | None) -> Roll:
    title = label(path, table.name)
    head = _head(title, table, kind)
    if is_foreign(head.names):
        raise Usage("roster.foreign", path=title)
    found = layout(head.names, kind, (table.name, path.rpartition("/")[2].rpartition("\\")[2]))
    if found is None:
        raise Usage("import.kind", path=title)
    if missing := wanting(found):
        zh, _ = NAMES[missing]
        raise Usage(
            "import.columns",
            path=title,
            missing=f"{zh} {missing.rpartition('.')[2]}",
            seen=", ".join(name for name in head.names if name),
        )
    keys = [column.key for column in found.columns]
    skipped: list[Skipped] = []
    entries = _entries(head.rows, head.texts, keys, skipped)
    sheet = below(path, Table(entries, table.tab), head.names, keys, head.number)
    lines = list(sheet.lines)
    if is_block(table.name) and not {"b.name", "b.code", "g.grid"} & set(keys):
        lines = [line._replace(cells={**line.cells, "b.name": table.name}) for line in lines]
    sheet.skipped.extend(skipped)
    sheet.skipped.sort()
    return Roll(found, head.number, lines, sheet, found.is_script, found.has_charges)


def is_block(sheet: str) -> bool:
    """Return whether a sheet is named after a block: its rows belong to the block when no column says another one."""
    return any(sheet.endswith(ending) and sheet != ending for ending in BLOCK_ENDINGS)


def _missing(kind: str | None) -> str:
    return WANTED[kind] if kind else WANTED["enterprises"]


def _head(title: str, table: Table, kind: str | None) -> Head:
    """Return the row of headings: of the first rows, the one with the most known headings. Raises Usage."""
    rows = iter(table.rows)
    first = list(islice(rows, TITLE_ROWS + 2))
    counts = [sum(map(is_known, cells)) for _, cells in first[: TITLE_ROWS + 1]]
    best = max(counts, default=0)
    if not best:
        seen = next((cells for _, cells in first if any(map(str.strip, cells))), [])
        told = ", ".join([name.strip() for name in seen if name.strip()][:20]) or "—"
        raise Usage("import.columns", path=title, missing=_missing(kind), seen=told)
    at = counts.index(best)
    number, names = first[at]
    heads = [_text(names)]
    second = first[at + 1] if at + 1 < len(first) else None
    both = joined(names, second[1]) if second else None
    if second and both:
        number, names, at = second[0], both, at + 1
        heads.append(_text(second[1]))
    return Head([name.strip() for name in names], number, chain(first[at + 1 :], rows), heads)


def _entries(
    rows: Iterator[tuple[int, list[str]]], heads: Sequence[str], keys: Sequence[str], skipped: list[Skipped]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows.

    A row is empty when it repeats the headings, as printed lists do on every page, or heads a section.
    """
    aside = [at for at, key in enumerate(keys) if not is_said(key)]
    telling = {head.split("\x1e")[0] for head in heads}
    for number, cells in rows:
        first = next((cell.strip() for cell in cells if cell.strip()), "")
        is_again = bool(cells) and cells[0].strip() in telling and _text(cells) in heads
        if is_again or (_is_section(first) and not _rest(cells, aside)):
            skipped.append(Skipped(number, " ".join(" ".join(cells).split())))
            cells = []
        yield number, cells


_SECTION = re.compile(r"[一二三四五六七八九十]+[、.．].*|[(（][一二三四五六七八九十]+[)）].*")


def _is_section(first: str) -> bool:
    """Return whether a row that begins so may be a title between the entries: 二、电子产业."""
    return bool(_SECTION.fullmatch(first))


def _rest(cells: Sequence[str], aside: Sequence[int]) -> bool:
    """Return whether a row has text, besides its first words, in the columns that are read."""
    told = [at for at, cell in enumerate(cells) if cell.strip()]
    return any(at not in aside for at in told[1:])


def _text(cells: Sequence[str]) -> str:
    return "\x1e".join(cell.strip() for cell in cells)
