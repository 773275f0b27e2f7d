"""All that a day's figures are made of, read from the tables through their indexes."""

import sqlite3
from datetime import date

from gridlog import reading, weekly
from gridlog.core import dispatch


def day(connection: sqlite3.Connection, on: date) -> dispatch.Day:
    """All that the figures of a day are made of; what is due or overdue on it is so as far as known today."""
    rules = reading.rules(connection)
    found = connection.execute(
        f"SELECT block, {reading.CALL} FROM visits WHERE visited_on = ? AND NOT void", (on.isoformat(),)
    )
    return dispatch.Day(
        on=on,
        guests=[dispatch.Guest(block, reading.call(rest)) for block, *rest in found],
        troubles=troubles(connection, on),
        customers=weekly.customers(connection, on),
        methods=rules.counted_methods.split(","),
    )


def troubles(connection: sqlite3.Connection, on: date) -> list[dispatch.Trouble]:
    """The issues that were raised or closed on a day, and the open ones."""
    found = connection.execute(
        """SELECT block, grid, raised_on = :on, ifnull(closed_on = :on, 0),
             open AND clock_runs AND due = :on, open AND raised_on <= :on AND (missed OR (clock_runs AND due < :on))
           FROM issues WHERE id IN (SELECT id FROM issues WHERE raised_on = :on
             UNION SELECT id FROM issues WHERE closed_on = :on UNION SELECT id FROM issues WHERE open)""",
        {"on": on.isoformat()},
    )
    return [dispatch.Trouble(block, grid, *map(bool, flags)) for block, grid, *flags in found]
