"""What the tables said at an instant: a database in memory, folded from the events that were recorded by then.

Only the rows that a report of some days reads are folded: the roster, the rules, and the visits and issues that
belong, or once belonged, to these days. So the cost follows the length of the period, not the length of the log.
"""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime

from gridlog.core.event import natural_row, read_id, recorded_at
from gridlog.core.nouns import is_settled, life_of, nouns
from gridlog.core.nouns.issue.meaning import NOT_HANDLED
from gridlog.core.rules import ON_SITE
from gridlog.store.projection import batches, events_of, folded_row, write_rows
from gridlog.store.schema import reset_derived


def as_of(connection: sqlite3.Connection, at: datetime, start: date, end: date) -> sqlite3.Connection:
    """Return the tables with only the events recorded by `at`, good for reports of the days [start, end).

    The authors' clocks say when an event was recorded; it counts even when it reached this machine later.
    """
    past = sqlite3.connect(":memory:", isolation_level=None)
    reset_derived(past)
    for batch in batches(_rows(connection, start, end)):
        known = [[one for one in events_of(connection, row) if recorded_at(one) <= at] for row in batch]
        write_rows(past, [folded_row(events) for events in known if events])
    return past


LAST_VISIT = f"SELECT id FROM visits WHERE enterprise = code AND visited_on < :first AND method = '{ON_SITE}'"


def _rows(connection: sqlite3.Connection, start: date, end: date) -> Iterator[bytes]:
    yield from _natural_rows(connection, start, end)
    span = {"first": start.isoformat(), "after": end.isoformat()}
    visits = """SELECT id FROM visits WHERE visited_on >= :first AND visited_on < :after
                UNION SELECT visit FROM visit_days WHERE visited_on >= :first AND visited_on < :after"""
    for standing in (
        "",
        "AND NOT void",
    ):  # void visits, too: a visit that is void now may not have been void then
        visits += f""" UNION SELECT id FROM (SELECT ({LAST_VISIT} {standing} ORDER BY visited_on DESC LIMIT 1) AS id
          FROM enterprises) WHERE id <> ''"""
    issues = f"""SELECT id FROM issues WHERE raised_on >= :first AND raised_on < :after
                UNION SELECT issue FROM needs WHERE issue <> ''
                UNION SELECT merged_into FROM issues WHERE merged_into <> '' AND id IN (SELECT issue FROM needs)
                UNION SELECT id FROM issues WHERE open UNION SELECT id FROM issues WHERE closed_on >= :first
                UNION SELECT id FROM issues WHERE state IN {NOT_HANDLED} AND progress_on >= :first"""
    for query in (visits, issues):
        for (id,) in connection.execute(query, span):
            yield read_id(id)


def _natural_rows(connection: sqlite3.Connection, start: date, end: date) -> set[bytes]:
    """Return the rows of the roster, the calendar and the rules, also the rows that were removed since.

    Of a noun with a row for each day (`IN_SPAN`), the rows of the days [start, end).
    """
    rows = {row for (row,) in connection.execute("SELECT row FROM turned")}
    for noun in nouns():
        for table in life_of(noun).TABLES[:1]:
            if table.key and not is_settled(noun):  # what was handed in, nothing reads from here
                in_span = getattr(life_of(noun), "IN_SPAN", ":first = :first")
                span = {"first": start.isoformat(), "after": end.isoformat()}
                found = connection.execute(f"SELECT {table.owner} FROM {table.name} WHERE {in_span}", span)
                rows.update(natural_row(f"{noun}/{code}") for (code,) in found)
    return rows
