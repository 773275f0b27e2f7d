"""Whole phone numbers go on record before they go out."""

from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session
from gridlog.ledgers.queries import Query
from gridlog.words.language import two


def count(here: Session, query: Query) -> int:
    """How many rows a query has."""
    return query.count(here.store.connection)


def record(
    here: Session, what: str, query: Query, since: str | None = None, until: str | None = None
) -> None:
    """Write down who takes out which numbers, of which days; rows without numbers leave no trace."""
    if any(column.key == "phone" for column in query.columns):
        record_rows(here, what, count(here, query), since, until)


def record_shown(here: Session, what: str, query: Query) -> None:
    """Write down that one row is shown with its whole number; a row without one leaves no trace."""
    at = [column.key for column in query.columns].index("phone")
    if query.one(here.store.connection)[at]:
        record_rows(here, what, 1)


def record_rows(
    here: Session, what: str, rows: int, since: str | None = None, until: str | None = None
) -> None:
    """Write down who takes out so many rows with whole numbers, of which days."""
    from gridlog.core.nouns.export.life import Export, told

    days = [str(here.day(typed, name) or "") for typed, name in ((since, "--since"), (until, "--until"))]
    export = Export(what, rows, *days)
    with here.write() as writer:
        writer.append("export.unmasked", told(export))
    say(
        two("已记录：导出 {n} 行，电话未打码。", "Recorded: {n} rows exported with whole phone numbers."),
        n=export.rows,
    )
