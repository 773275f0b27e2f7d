"""Figures as they were handed in: a week's rows, kept as an event, that nothing changes afterwards.

Source: domain.md, "frozen week". The first freeze of a period stands; another one means nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from gridlog.core.event import Event, Json, Misfit
from gridlog.core.report import OfficerWeek, Tables, UnitWeek

LEVELS = ("grid", "block", "zone")


class Frozen(NamedTuple):
    """Who handed in a period's figures, when by their clock, and the tables: level to columns and rows."""

    by: str
    at: str
    tables: Mapping[str, Json]


def freeze(tables: Tables) -> dict[str, Json]:
    """The data of `report.frozen`: each table by its level. There are no fractions in events, so a rate is its numerator."""
    told: dict[str, Json] = {"officer": _table(OfficerWeek._fields, tables.officer)}
    for level in LEVELS:
        told[level] = _table(UnitWeek._fields, getattr(tables, level))
    return {"tables": told}


def _table(columns: Sequence[str], rows: Sequence[OfficerWeek] | Sequence[UnitWeek]) -> Json:
    return {"columns": list(columns), "rows": [[_told(row, key) for key in columns] for row in rows]}


def _told(row: OfficerWeek | UnitWeek, key: str) -> Json:
    value = getattr(row, key)
    if isinstance(row, UnitWeek) and key == "coverage":
        return None if row.coverage is None else round(row.coverage * row.enterprises_in_charge)
    return value.isoformat() if isinstance(value, date) else value


def frozen(old: Frozen | None, event: Event) -> Frozen:
    """The figures an event hands in. Raises Misfit for a second freeze, and for tables that cannot be read."""
    if old is not None:
        raise Misfit("handed in already")
    tables = event.data.get("tables")
    if not event.key or not isinstance(tables, dict):
        raise Misfit("no tables")
    made = Frozen(event.by, event.time, tables)
    as_handed_in(made)
    return made


def as_handed_in(one: Frozen) -> Tables:
    """The rows again. Raises Misfit when they are not what a report is made of."""
    return Tables(_officer_rows(one), *(_unit_rows(one, level) for level in LEVELS))


def _officer_rows(one: Frozen) -> list[OfficerWeek]:
    """The officers' rows as handed in. Raises Misfit."""
    rows = []
    for cells in _rows(one, "officer", OfficerWeek._fields):
        rows.append(OfficerWeek(**{key: _typed(OfficerWeek, key, value) for key, value in cells.items()}))
    return rows


def _unit_rows(one: Frozen, level: str) -> list[UnitWeek]:
    """A level's rows as handed in. Raises Misfit."""
    rows = []
    for cells in _rows(one, level, UnitWeek._fields):
        covered = cells.pop("coverage")
        typed = {key: _typed(UnitWeek, key, value) for key, value in cells.items()}
        charge = typed["enterprises_in_charge"]
        rate = covered / charge if type(covered) is int and charge else None
        rows.append(UnitWeek(**typed, coverage=rate))
    return rows


def _rows(one: Frozen, level: str, wanted: Sequence[str]) -> list[dict[str, Json]]:
    table = one.tables.get(level)
    if not isinstance(table, dict):
        raise Misfit(f"no table by {level}")
    columns, rows = table.get("columns"), table.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list) or set(wanted) - set(map(str, columns)):
        raise Misfit(f"a table by {level} without its columns")
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) != len(columns):
            raise Misfit("a row of another length")
        cells = {str(key): value for key, value in zip(columns, row, strict=True)}
        found.append({key: cells[key] for key in wanted})
    return found


def _typed(table: type[OfficerWeek] | type[UnitWeek], key: str, value: Json) -> Any:
    kind = table.__annotations__[key]
    if kind is date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise Misfit(f"{key} is not a date") from None
    if type(value) is kind:
        return value
    raise Misfit(f"{key} is not {kind.__name__}")


KINDS = {"report.frozen": frozen}


def changes(before: Sequence[OfficerWeek], now: Sequence[OfficerWeek]) -> dict[str, int]:
    """How many counted visits each officer has more, or fewer, than was handed in (上期补录)."""
    then = {row.officer_code: row.counted for row in before}
    later = {row.officer_code: row.counted for row in now}
    return {
        code: later.get(code, 0) - then.get(code, 0)
        for code in sorted(then.keys() | later.keys())
        if later.get(code, 0) != then.get(code, 0)
    }
