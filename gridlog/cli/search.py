"""`gridlog search`: find text in everything on record, the newest first."""

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from typing import Annotated

import typer

from gridlog.cli.shell.listing import MOST_ROWS, Excel, Format, Output, Since, Until
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, width_of, wish, write_text
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, session
from gridlog.core.event import SHORT
from gridlog.core.search import excerpt, spans, words_of
from gridlog.errors import Usage
from gridlog.ledgers.columns import Column
from gridlog.ledgers.terminal import one_line
from gridlog.machine import windows
from gridlog.reports.search import Hit, Question, Search
from gridlog.store.search_index import BATCH, Index, Source, open_index, path_of, prepare, sources
from gridlog.words.language import fill, language, two
from gridlog.words.vocabulary import field_word, shown

app = typer.Typer()

COLUMNS = (
    Column("date", "日期", "date", "date"),
    Column("noun", "对象", "about", words="noun"),
    Column("field", "栏目", "field", words="field"),
    Column("id", "编号", "id", is_code=True),
    Column("enterprise_code", "企业编号", "enterprise code", is_code=True),
    Column("enterprise", "企业名称", "enterprise"),
    Column("text", "内容", "text", is_long=True),
)
SHOWN = 20
LONG_ID = 26
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


@app.command(
    "search",
    help=two(
        "全文查找，最新的在前；几个词都要有",
        "Find text, the newest first; of several words all must be there",
    ),
)
def search(
    ctx: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help=two("要找的词", "The words to find"))],
    since: Since = None,
    until: Until = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            max=MOST_ROWS,
            help=two("最多列多少条，0 为全部；只管表格", "The latest N, 0 for all; of a table alone"),
        ),
    ] = SHOWN,
    format: Format = "",
    json: Json = False,
    excel: Excel = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    how = wish(format, json, output, excel)
    words = words_of(" ".join(text))
    if not words:
        raise Usage("argument.missing", name="TEXT")
    question = Question(words, *here.limits(since, until))
    found = hits(here, question)
    if how.format != "table":
        emit(COLUMNS, found, how)
        complete(here)
        return
    listed = list(islice(found, limit + 1 if limit else None))
    more = bool(limit) and len(listed) > limit
    width = width_of(how)
    mark = (BOLD, PLAIN) if width and is_coloured() else ("", "")
    lines = [line for hit in listed[: limit or None] for line in told(hit, words, width, mark)]
    write_text([f"{line}\n" for line in lines], how.output)
    if more:
        say(
            two(
                "只列最新 {limit} 条；全部请加 --limit 0，或用 --format csv。",
                "The latest {limit} only; --limit 0 or --format csv shows all.",
            ),
            limit=limit,
        )
    elif not listed:
        say(two("没有找到。", "Nothing was found."))
    complete(here)


def hits(here: Session, question: Question) -> Iterator[Hit]:
    """Yield what is found, by the index of this machine; by reading everything where there is none of use."""
    of = sources()
    prepare(here.connection)
    asked = Search(here.connection, of, question)
    index = _index(here, of)
    if index is None:
        yield from asked.hits(None)
        return
    with closing(index):
        yield from asked.hits(index)


def _index(here: Session, of: Sequence[Source]) -> Index | None:
    """Return the index with all that is on record now.

    Returns None where this machine cannot keep one, where another search writes it, and where so much is missing that a person
    would wait: `complete` takes that in afterwards.
    """
    with suppress(sqlite3.OperationalError, OSError):
        index = open_index(path_of(here.config.cache(), here.db_path), of)
        try:
            if index.behind(here.connection) <= BATCH:
                index.catch_up(here.connection, _progress)
                return index
            index.close()
        except BaseException:
            index.close()
            raise
    return None


def complete(here: Session) -> None:
    """Take into the index what a search would have had to wait for. Ctrl-C leaves it undone: the answer was given."""
    of = sources()
    path = path_of(here.config.cache(), here.db_path)
    with suppress(sqlite3.OperationalError, OSError), closing(open_index(path, of)) as index:
        if index.behind(here.connection) <= BATCH:
            return
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            index.catch_up(here.connection, _progress)
        if sys.stderr.isatty():
            sys.stderr.write("\n")


def _progress(done: int) -> None:
    """Show on a terminal how far a long index is; a few rows are taken in without a word."""
    if done >= BATCH and sys.stderr.isatty():
        sys.stderr.write(
            fill(
                two(
                    "\r正在建立查找索引（仅一次，Ctrl-C 跳过）：{done}",
                    "\rmaking the index, once (Ctrl-C skips it): {done}",
                ),
                done=done,
            )
        )


def is_coloured() -> bool:
    """Return whether a terminal understands bold: an old Windows console does not, and a person may want none."""
    environment = os.environ
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return windows.knows_marks(environment)


def told(hit: Hit, words: list[str], width: int | None, mark: tuple[str, str]) -> list[str]:
    """Return the lines of a hit: where it stands, and the text with the words lit up."""
    id = hit.id[:SHORT] if len(hit.id) == LONG_ID else hit.id
    place = (
        hit.date,
        shown("noun", hit.noun, language()),
        field_word(hit.noun, hit.field, language()),
        id,
        hit.enterprise if hit.enterprise_code != id or hit.field != "name" else "",
    )
    return [" ".join(filter(None, place)), "  " + lit(one_line(hit.text), words, width, mark)]


def lit(text: str, words: list[str], width: int | None, mark: tuple[str, str]) -> str:
    """Return the part of a text that fits one line, with the words between marks."""
    found = spans(text, words)
    most = max(8, ((width or 0) - 8) // 2) if width else len(text)
    part = excerpt(text, found[0].start if found else 0, most)
    pieces, at = [], part.start
    for one in found:
        start, end = max(one.start, part.start), min(one.end, part.end)
        if start < end:
            pieces += [text[at:start], mark[0], text[start:end], mark[1]]
            at = end
    pieces.append(text[at : part.end])
    front, back = ".." * (part.start > 0), ".." * (part.end < len(text))
    return "".join((front, *pieces, back))
