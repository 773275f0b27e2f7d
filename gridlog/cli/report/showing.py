"""One table in any form of a report: for a person, for a program, or as a document."""

from collections.abc import Sequence
from datetime import date

from gridlog.cli.report.seeing import present
from gridlog.cli.shell.forms import DOCUMENTS, FOR_PEOPLE
from gridlog.cli.shell.output import Wish, emit, emit_paper, emit_query
from gridlog.cli.shell.session import Session
from gridlog.ledgers.columns import Column, Rows
from gridlog.ledgers.queries import Query
from gridlog.papers.titles import titled


def show(
    here: Session,
    columns: Sequence[Column],
    rows: Rows,
    how: Wish,
    what: str,
    spare: Sequence[str] = (),
    foot: str = "",
) -> None:
    """Write rows in the wanted form; a document has the names of units in place of their codes."""
    if how.format in DOCUMENTS:
        from gridlog.papers.parts import one_table

        emit_paper(one_table(present(here).letter(), what, columns, rows, notes=foot.splitlines()), how)
    else:
        emit(columns, rows, how, spare, titled(here.rules, what), foot)


def show_query(
    here: Session, query: Query, how: Wish, what: str, spare: Sequence[str] = (), foot: str = ""
) -> None:
    """Write the rows of a query in the wanted form; title and foot are for people."""
    if how.format in (*FOR_PEOPLE, *DOCUMENTS):
        show(here, query.columns, query.rows(here.store.connection), how, what, spare, foot)
    else:
        emit_query(here.store.connection, query, how, spare, titled(here.rules, what))


def as_told(how: Wish, on: date) -> str:
    """Return a day as the line below a table has it: spelled in a document, as programs write it on a terminal."""
    if how.format not in DOCUMENTS:
        return str(on)
    from gridlog.papers import spelled

    return spelled.day(on)
