"""What the tables say of indicators: the keys, the figures of months, the units that enterprises belong to."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from gridlog.core.event import natural_row
from gridlog.core.figures.indicators import Figure, Sum, counted_months, sums
from gridlog.core.months import Period
from gridlog.core.nouns.indicator_key.life import STANDARD, IndicatorKey
from gridlog.errors import NotFound
from gridlog.reports.zone import Zone
from gridlog.words.language import clean


def keys(connection: sqlite3.Connection) -> dict[str, IndicatorKey]:
    """Return the standard keys and then the zone's own, each by its code."""
    own = connection.execute("SELECT key, zh, en, unit, decimals, stock FROM indicator_keys ORDER BY key")
    told = [
        IndicatorKey(key, zh, en, unit, int(decimals), bool(stock))
        for key, zh, en, unit, decimals, stock in own
    ]
    return {one.key: one for one in (*STANDARD, *told)}


def figures(connection: sqlite3.Connection, periods: Iterable[Period], key: str = "") -> list[Figure]:
    """Return the figures of some periods, of all keys or of one."""
    found: list[Figure] = []
    for period in periods:
        rows = connection.execute(
            f"""SELECT enterprise, month, key, value FROM indicators
                WHERE month BETWEEN ? AND ? AND value IS NOT NULL{" AND key = ?" if key else ""}""",
            (period.months[0], period.months[-1], *([key] if key else [])),
        )
        found += [
            Figure(enterprise, month, named, Decimal(value)) for enterprise, month, named, value in rows
        ]
    return found


def value_at(connection: sqlite3.Connection, code: str) -> str:
    """Return the figure of a row, empty when there is none."""
    found = connection.execute("SELECT value FROM indicators WHERE id = ?", (code,)).fetchone()
    return str(found[0] or "") if found else ""


def last_month(connection: sqlite3.Connection, first: str = "", last: str = "9999-12") -> str:
    """Return the last month from `first` to `last` that has a figure; empty when there is none."""
    (found,) = connection.execute(
        "SELECT ifnull(max(month), '') FROM indicators WHERE month BETWEEN ? AND ? AND value IS NOT NULL",
        (first, last),
    ).fetchone()
    return str(found)


def months_of(connection: sqlite3.Connection, enterprise: str) -> list[tuple[str, str]]:
    """Return each month and key that an enterprise has, or had, a figure of."""
    found = connection.execute(
        "SELECT month, key FROM indicators WHERE enterprise = ? ORDER BY month, key", (enterprise,)
    )
    return [(month, key) for month, key in found]


def industries(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the industry of each enterprise that has one, by code."""
    return dict(connection.execute("SELECT code, industry FROM enterprises WHERE industry <> ''").fetchall())


def blocks(zone: Zone, on: date) -> dict[str, str]:
    """Return the unit at the report level that each enterprise belongs to on a day, by code."""
    found = zone.connection.execute(
        "SELECT enterprise, grid FROM enterprise_grids WHERE from_on <= :on AND :on < until_on",
        {"on": on.isoformat()},
    )
    of: dict[str, str] = {}  # the block of each grid
    told = {}
    for enterprise, grid in found:
        if grid not in of:
            of[grid] = zone.tree.block(grid)
        told[enterprise] = of[grid]
    return told


def code_of(zone: Zone, unit: str, on: date) -> Callable[[str], str]:
    """Return the function that says the code of an enterprise's unit; empty where it belongs to none."""
    if unit == "enterprise":
        return lambda enterprise: enterprise
    if unit == "zone":
        return lambda _: ""
    told = blocks(zone, on) if unit == "block" else industries(zone.connection)
    return lambda enterprise: told.get(enterprise, "")


class Summed(NamedTuple):
    """What a period comes to, unit by unit; `names` has the names of units by code.

    `partial` has the keys that lack figures of some months of the period, by the months that count.
    """

    period: Period
    sums: Sequence[Sum]
    keys: Mapping[str, IndicatorKey]
    names: Mapping[str, str]
    partial: Mapping[tuple[str, ...], Sequence[str]]


def summed(zone: Zone, period: Period, unit: str, key: IndicatorKey | None = None) -> Summed:
    """Return what a period comes to, for each unit of a kind, under all keys or one."""
    connection = zone.connection
    known = keys(connection)
    wanted = [key] if key else list(known.values())
    found = figures(connection, (period, period.before), key.key if key else "")
    told = sums(found, period, wanted, unit, code_of(zone, unit, period.last_day))
    partial: dict[tuple[str, ...], list[str]] = {}
    for one in wanted:
        months = counted_months(found, period, one)
        whole = period.months[-1:] if one.stock else period.months
        if months and months != whole:
            partial.setdefault(months, []).append(one.key)
    return Summed(period, told, known, _names(zone, unit, [one.code for one in told]), partial)


def _names(zone: Zone, unit: str, codes: Sequence[str]) -> Mapping[str, str]:
    if unit == "enterprise":
        return zone.enterprises(codes)
    if unit == "zone":
        return {"": clean(zone.rules.zone_name)}
    return zone.names if unit == "block" else {code: code for code in codes}


def with_credit_code(connection: sqlite3.Connection, uscc: str) -> str:
    """Return the code of the one enterprise with this credit code. Raises NotFound."""
    found = connection.execute(
        "SELECT code FROM enterprises WHERE uscc = ? LIMIT 2", (uscc.upper(),)
    ).fetchall()
    if len(found) != 1:
        raise NotFound("name.unknown", noun="enterprise", command="enterprise", typed=uscc, near=[])
    return str(found[0][0])


def on_record(
    connection: sqlite3.Connection, codes: Sequence[str]
) -> tuple[dict[str, str | None], dict[bytes, bytes | None]]:
    """Return the figure of each of these codes that has a row, None for one that was taken back; and the rows with events.

    Each of the rows is there with the id of its event, or None where it has several.
    """
    marks = ",".join("?" * len(codes))
    stand = connection.execute(f"SELECT id, value FROM indicators WHERE id IN ({marks})", codes)
    rows = [natural_row(f"indicator/{code}") for code in codes]
    events = connection.execute(
        f"SELECT row, min(id), count(*) FROM stored WHERE row IN ({marks}) GROUP BY row", rows
    )
    return dict(stand.fetchall()), {row: None if count > 1 else id for row, id, count in events}
