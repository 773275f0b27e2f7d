"""Whole phone numbers go on record before they go out. The code asks no question and prints nothing."""

from datetime import date

from gridlog.core.nouns.export.life import Export, told
from gridlog.ledgers.queries import Query
from gridlog.words.language import two
from gridlog.work.desk import Desk

RECORDED = two("已记录：导出 {n} 行，电话未打码。", "Recorded: {n} rows exported with whole phone numbers.")


def record(desk: Desk, what: str, query: Query, since: date | None = None, until: date | None = None) -> None:
    """Write down who takes out which numbers, of which days; rows without numbers leave no trace."""
    if any(column.is_phone for column in query.columns):
        record_rows(desk, what, query.count(desk.store.connection), since, until)


def record_shown(desk: Desk, what: str, query: Query) -> None:
    """Write down that one row is shown with its whole number; a row without one leaves no trace."""
    at = [column.is_phone for column in query.columns].index(True)
    if query.one(desk.store.connection)[at]:
        record_rows(desk, what, 1)


def record_rows(
    desk: Desk, what: str, rows: int, since: date | None = None, until: date | None = None
) -> None:
    """Write down who takes out so many rows with whole numbers, of which days."""
    export = Export(what, rows, str(since or ""), str(until or ""))
    with desk.write() as writer:
        writer.append("export.unmasked", told(export))
    desk.say(RECORDED, n=export.rows)
