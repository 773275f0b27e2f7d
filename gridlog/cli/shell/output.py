"""Write results in the wanted form: a table for a person, lines for a program, a file if asked."""

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gridlog.cli.shell.forms import FOR_PEOPLE, FORMATS, REPORT_FORMATS
from gridlog.cli.shell.say import say, screen_width
from gridlog.errors import Refused, Usage
from gridlog.ledgers import columns as ledger
from gridlog.ledgers.columns import Column, Rows, Value
from gridlog.ledgers.layout import Layout
from gridlog.ledgers.queries import Query
from gridlog.machine import windows
from gridlog.machine.files import replace_file
from gridlog.words.language import fill, language, two

if TYPE_CHECKING:
    from gridlog.ledgers.ruled import Paint
    from gridlog.papers.document import Paper
    from gridlog.papers.xlsx import Page


# endings by which programs choose how to open a file, each with the format that it must have
OFFICE = {"html": "html", "htm": "html", "docx": "docx", "xlsx": "xlsx"} | dict.fromkeys(
    ("doc", "xls", "pdf", "ods", "odt", "et", "wps"), ""
)
# the format of each ending, when no option names a format
ENDINGS = OFFICE | {one: one for one in ("csv", "json", "ndjson", "md")}


class Wish(NamedTuple):
    """The form in which the user wants the rows."""

    format: str
    output: str
    excel: bool = False


def wish(
    format: str,
    json: bool,
    output: str,
    excel: bool = False,
    default: str = "table",
    known: Sequence[str] = FORMATS,
) -> Wish:
    """Return the wanted form; the ending of the file decides when no option does.

    Raises Usage for options that contradict one another.
    """
    ending = Path(output).suffix.lower().removeprefix(".")
    told = ENDINGS.get(ending, "")
    chosen = "json" if json else format or ("csv" if excel else told if told in known else default)
    if chosen not in known:
        raise Usage("format.unknown", value=chosen, known=", ".join(known))
    if excel and chosen != "csv":
        raise Usage("format.excel", value=chosen)
    if ending in OFFICE and OFFICE[ending] != chosen:
        endings = " ".join(f".{one}" for one in (*ENDINGS, "txt") if ENDINGS.get(one, "text") in known)
        raise Usage("format.ending", path=output, value=chosen, known=endings)
    return Wish(chosen, output, excel)


def emit(
    columns: Sequence[Column],
    rows: Rows,
    how: Wish,
    spare: Sequence[str] = (),
    title: str = "",
    foot: str = "",
) -> None:
    """Write rows in the wanted form.

    `spare` columns are left out, first to last, of a table that is too wide. Title and foot are for people: a
    program gets the rows alone.
    """
    if how.format == "table":
        from gridlog.ledgers.terminal import BARS_FROM, QUOTA, table_text, with_bars

        width = width_of(how)
        if (width or 0) >= BARS_FROM and {column.key for column in columns} >= QUOTA:
            columns, rows = with_bars(columns, rows)
            spare = (*spare[:4], "bar", *spare[4:])
        write_text([table_text(columns, rows, language(), width, title, foot, spare, paint())], how.output)
        return
    if how.format in FOR_PEOPLE:
        from gridlog.papers import markdown

        writer = {"md": markdown.markdown, "text": markdown.chat}[how.format]
        ending = ["\n" + markdown.escaped(foot) if how.format == "md" else foot, "\n"] if foot else []
        write_text([*writer(columns, rows, language(), title), *ending], how.output)
        return
    lines = ledger.excel_lines if how.excel else ledger.WRITERS[how.format]
    write_bytes((piece.encode() for piece in lines(columns, rows)), how.output)


def emit_workbook(layout: Layout, rows: Rows, page: "Page", how: Wish) -> None:
    """Write rows as a workbook for Excel and WPS."""
    from gridlog.papers.xlsx import workbook

    write_bytes(workbook(layout, rows, page, _tell_cut), how.output)


def _tell_cut(count: int) -> None:
    say(
        two(
            "注意：{count} 个单元格的文字超过 Excel 上限 32767 字，已截断，末尾为“…”；全文请用 --format csv。",
            "Warning: {count} cells hold more than Excel's 32767 characters; they were cut and end in …; --format csv has all.",
        ),
        count=count,
    )


def report_wish(format: str, json: bool, output: str, excel: bool) -> Wish:
    """Return the form of a report. Raises Usage."""
    how = wish(format, json, output, excel, known=REPORT_FORMATS)
    mind_terminal(how)
    return how


def emit_paper(paper: "Paper", how: Wish) -> None:
    """Write a whole report as a document, or as text to paste. Raises Usage when a library for it is missing."""
    if how.format == "html":
        from gridlog.papers.html import html

        write_bytes([html(paper).encode()], how.output)
    elif how.format == "docx":
        from gridlog.papers.docx import docx

        write_bytes([docx(paper)], how.output)
    elif how.format == "xlsx":
        from gridlog.papers.xlsx import paper_book

        write_bytes(paper_book(paper), how.output)
    else:
        from gridlog.papers import markdown

        write_text({"md": markdown.paper_lines, "text": markdown.paper_chat}[how.format](paper), how.output)


def mind_terminal(how: Wish) -> None:
    """Raise Usage when a workbook or a letter would be written to a terminal."""
    if how.format in ("xlsx", "docx") and not how.output and sys.stdout.isatty():
        raise Usage("output.binary", value=how.format)


def emit_one(columns: Sequence[Column], row: Sequence[Value], how: Wish, more: Sequence[str] = ()) -> None:
    """Write one row.

    A person gets a line for each field that is not empty, and the lines `more`. Other forms are as in `emit`.
    """
    if how.format != "table":
        emit(columns, [row], how)
        return
    write_text([line + "\n" for line in (*field_lines(columns, row), *more)], how.output)


def emit_object(columns: Sequence[Column], row: Sequence[Value], **more: Value) -> None:
    """Write one row as one JSON object on a line of its own, with the keys of `more` at its end."""
    from json import dumps

    told = {column.key: ledger.plain(column, value) for column, value in zip(columns, row, strict=True)}
    sys.stdout.write(dumps({**told, **more}, ensure_ascii=False) + "\n")


def emit_whole(
    columns: Sequence[Column], row: Sequence[Value], more: dict[str, Any], how: Wish, unmask: bool = False
) -> None:
    """Write one row with lists of more values as JSON; phone numbers in texts are masked unless `unmask`."""
    from json import dumps

    from gridlog.core.phone import without_phones

    told = {column.key: ledger.plain(column, value) for column, value in zip(columns, row, strict=True)}
    text = dumps({**told, **more}, ensure_ascii=False)
    text = text if unmask else without_phones(text)
    write_text([f"[\n{text}\n]\n" if how.format == "json" else f"{text}\n"], how.output)


def field_lines(columns: Sequence[Column], row: Sequence[Value]) -> Iterator[str]:
    """Yield `heading: value` for every field that is not empty."""
    for column, value in zip(columns, row, strict=True):
        if value not in ("", None):
            told = ledger.spoken(column, value, language())
            yield fill(
                two("{heading}：{told}", "{heading}: {told}"), heading=column.heading(language()), told=told
            )


def emit_query(
    connection: sqlite3.Connection, query: Query, how: Wish, spare: Sequence[str] = (), title: str = ""
) -> None:
    """Write the rows of a query as `emit` does."""
    if how.format != "csv" or not query.is_joinable:
        emit(query.columns, query.rows(connection), how, spare, title)
        return
    write_bytes((_excel_csv if how.excel else _script_csv)(connection, query), how.output)


def _script_csv(connection: sqlite3.Connection, query: Query) -> Iterator[bytes]:
    """Yield the script dialect: SQLite joins the cells, and only a row that needs quotes is split again.

    This takes 1.14 times as long as the sqlite3 program over a million visits; quoting every cell in SQL took 2.1
    to 2.9 times as long.
    """
    yield (",".join(column.key for column in query.columns) + "\n").encode()
    found = query.joined_rows(connection)
    while batch := found.fetchmany(ledger.BATCH):
        yield "".join([ledger.script_line(line) for (line,) in batch]).encode()


def _excel_csv(connection: sqlite3.Connection, query: Query) -> Iterator[bytes]:
    """Yield the Excel dialect: SQLite says the words and joins the cells, and the rows are counted here.

    The cells of 200,000 visits one by one, with row_number(), took 9 times as long as the script dialect, 14.1 s.
    """
    yield next(ledger.excel_lines(query.columns, ())).encode()
    is_numbered = query.is_numbered
    spoken = (query.without_first() if is_numbered else query).spoken()
    number, found = 1, spoken.joined_rows(connection)
    while batch := found.fetchmany(ledger.BATCH):
        lines = [ledger.excel_line(line) for (line,) in batch]
        if is_numbered:
            lines = [f"{at},{line}" for at, line in enumerate(lines, number)]
            number += len(lines)
        yield "".join(lines).encode()


def width_of(how: Wish) -> int | None:
    """Return the terminal's width, or None when nothing should be cut."""
    return screen_width() if how.output in ("", "-") else None


def paint() -> "Paint":
    """Return what a terminal shows of weights and colours; a person may want no colour, see no-color.org."""
    if os.environ.get("TERM") in ("dumb", "unknown") or not windows.knows_marks(os.environ):
        return ""
    return "bold" if os.environ.get("NO_COLOR") else "colour"


def write_text(pieces: Iterable[str], output: str) -> None:
    """Write text for a person: in the terminal's own encoding on stdout, in UTF-8 in a file."""
    if output in ("", "-"):
        for piece in pieces:
            sys.stdout.write(piece)
    else:
        write_bytes((piece.encode() for piece in pieces), output)


def write_bytes(pieces: Iterable[bytes], output: str) -> None:
    """Write bytes for a program, in any encoding of the terminal. A file appears whole or not at all."""
    if output not in ("", "-"):
        _write_file(Path(output), pieces)
        return
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    for piece in pieces:
        if stream is None:
            sys.stdout.write(piece.decode())
        else:
            stream.write(piece)
    if stream is not None:
        stream.flush()


def _write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the file at the path, whole or not at all. A pipe or a device at the path is just written to."""
    try:
        target = path.resolve()
        _mind_databases(target)
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                stream.writelines(pieces)
        else:
            replace_file(target, pieces)
    except OSError as problem:
        raise Refused("output.unwritable", path=path, reason=problem) from None
    say(two("已写入 {path}", "wrote {path}"), path=path)


def _mind_databases(target: Path) -> None:
    """Raise Refused when the target is a database: an export never replaces one, ours or another program's."""
    if target.is_file():
        with target.open("rb") as file:
            if file.read(16) == b"SQLite format 3\0":
                raise Refused("output.database", path=target)
