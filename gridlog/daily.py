"""All that a day's figures are made of, read from the tables through their indexes."""

import sqlite3
from datetime import date

from gridlog import reading, weekly
from gridlog.core import dispatch


def day(connection: sqlite3.Connection, on: date) -> dispatch.Day:
    """All that the figures of a day are made of; what is due or overdue on it is so as far as known today."""
    rules = reading.rules(connection)
    tree = reading.tree(connection, rules)
    return dispatch.Day(
        on=on,
        people=weekly.people(connection, *reading.span(on, 1), rules, tree),
        guests=guests(connection, *reading.span(on, 1)),
        troubles=troubles(connection, on),
        customers=weekly.customers(connection, on, tree),
        methods=rules.counted_methods.split(","),
        tree=tree,
    )


def guests(connection: sqlite3.Connection, first: str, after: str) -> list[dispatch.Guest]:
    """Every visit of [first, after) that stands, with the block of its day."""
    found = connection.execute(
        f"SELECT block, {reading.CALL} FROM visits WHERE visited_on >= ? AND visited_on < ? AND NOT void",
        (first, after),
    )
    return [dispatch.Guest(block, reading.call(rest)) for block, *rest in found]


def troubles(connection: sqlite3.Connection, on: date) -> list[dispatch.Trouble]:
    """The issues that were raised or closed on a day, and the open ones; long-term ones are only ever raised."""
    found = connection.execute(
        """SELECT officer, block, grid, raised_on = :on, grade <> 'longterm' AND ifnull(closed_on = :on, 0),
             grade <> 'longterm' AND open AND clock_runs AND due = :on,
             grade <> 'longterm' AND open AND raised_on <= :on AND (missed OR (clock_runs AND due < :on))
           FROM issues WHERE id IN (SELECT id FROM issues WHERE raised_on = :on
             UNION SELECT id FROM issues WHERE closed_on = :on UNION SELECT id FROM issues WHERE open)""",
        {"on": on.isoformat()},
    )
    return [
        dispatch.Trouble(officer, block, grid, *map(bool, flags)) for officer, block, grid, *flags in found
    ]
