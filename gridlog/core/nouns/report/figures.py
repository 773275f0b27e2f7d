"""Figures as they were handed in: a week's summary, a month's bulletin, kept as an event, that nothing changes afterwards.

Source: domain.md, "frozen week". The first freeze of a period stands; another one means nothing. A correction, which
says why, takes its place; both stay on record.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from gridlog.core.event import Data, Event, Json, Misfit, civil, number, text, texts
from gridlog.core.figures.handling import Count, Handling
from gridlog.core.figures.month import Bulletin, Met, OfficerMonth, Totals, Uncovered, UnitMonth
from gridlog.core.figures.summary import Summary
from gridlog.core.figures.week import OfficerWeek, Tables, UnitWeek
from gridlog.core.tree import DEFAULT_LEVEL
from gridlog.core.when import ZONE

WEEK: Mapping[str, Any] = {"officer": OfficerWeek, "grid": UnitWeek, "block": UnitWeek, "zone": UnitWeek}
BESIDE: Mapping[str, Any] = {
    "handlers": Handling,
    "blocks": Handling,
    "grids": Handling,
    "top": Count,
    "common": Count,
    "uncovered": Uncovered,
    "crowded": Count,
    "weeks": Met,
}
MONTH: Mapping[str, Any] = {
    "officer": OfficerMonth,
    "grid": UnitMonth,
    "block": UnitMonth,
    "zone": UnitMonth,
    "weeks": Met,
    "issues": Handling,
    "top": Count,
    "common": Count,
    "crowded": Count,
    "uncovered": Uncovered,
}
COUNTS = ("counted", "frozen", "longterm")
LEVEL = "level:"  # begins the name of a table with the rows of a level other than the report level
LATER_COUNTS = ("unrecorded", "workdays", "workdays_before")  # which older versions did not hand in
TWICE = "handed in already"
NAMED = 4_000  # rows of enterprises that are kept with their names: more would not fit into an event


class Signed(NamedTuple):
    """Who handed figures in or corrected them, when by their clock; `reason` says why of a correction."""

    by: str
    at: str
    reason: str = ""


class Frozen(NamedTuple):
    """A period's figures: who handed them in first and when, the tables by name that stand now, and what is no table.

    `corrections` are in order, the last one made the tables; `lost` are freezes that came too late to count.
    """

    by: str
    at: str
    tables: Mapping[str, Json]
    figures: Mapping[str, Json]
    corrections: tuple[Signed, ...] = ()
    lost: tuple[Signed, ...] = ()

    @property
    def signed_at(self) -> datetime:
        """The instant at which the figures were handed in, or corrected last."""
        at = self.corrections[-1].at if self.corrections else self.at
        return datetime.fromisoformat(at).astimezone(ZONE)

    @property
    def signed_on(self) -> date:
        """The day on which the figures were handed in, or corrected last."""
        return self.signed_at.date()

    @property
    def data(self) -> dict[str, Json]:
        """The figures that stand, as the data of their event."""
        return {"tables": self.tables, "figures": self.figures}


def freeze(tables: Tables, beside: Summary) -> dict[str, Json]:
    """The data of a week's `report.frozen`. There are no fractions in events, so a rate is its numerator."""
    told: dict[str, Json] = {name: _table(kind._fields, getattr(tables, name)) for name, kind in WEEK.items()}
    told |= {name: _table(kind._fields, _short(getattr(beside, name))) for name, kind in BESIDE.items()}
    told |= _levels(UnitWeek, tables.levels)
    figures: dict[str, Json] = {"until": beside.until.isoformat(), "longterm": beside.longterm}
    return {"figures": figures | _level(tables.level), "tables": told}


def freeze_month(told: Bulletin) -> dict[str, Json]:
    """The data of a month's `report.frozen`."""
    figures: dict[str, Json] = {
        "until": told.until.isoformat(),
        "before": dict(told.before._asdict()),
        "unseen": list(told.unseen),
        **{name: getattr(told, name) for name in (*COUNTS, *LATER_COUNTS)},
    }
    tables: dict[str, Json] = {
        name: _table(kind._fields, _short(getattr(told, name))) for name, kind in MONTH.items()
    }
    tables |= _levels(UnitMonth, told.levels)
    return {"figures": figures | _level(told.level), "tables": tables}


def _level(report_level: str) -> dict[str, Json]:
    """The level that the table `block` has rows of, told where it is not the usual one."""
    return {} if report_level == DEFAULT_LEVEL else {"level": report_level}


def _levels(kind: Any, levels: Mapping[str, Sequence[Any]]) -> dict[str, Json]:
    """The tables of other levels, each under its own name."""
    return {LEVEL + level: _table(kind._fields, rows) for level, rows in levels.items()}


def _short(rows: Sequence[Any]) -> Sequence[Any]:
    """The rows, without the names of enterprises and officers where there are too many; their codes tell who is meant."""
    if len(rows) <= NAMED or not isinstance(rows[0], Uncovered):
        return rows
    return [row._replace(enterprise="", officer="") for row in rows]


def _table(columns: Sequence[str], rows: Sequence[Any]) -> Json:
    return {"columns": list(columns), "rows": [[_told(row, key) for key in columns] for row in rows]}


def _told(row: Any, key: str) -> Json:
    value = getattr(row, key)
    if key == "coverage":
        return None if value is None else round(value * row.enterprises_in_charge)
    return value.isoformat() if isinstance(value, date) else value


def frozen(old: Frozen | None, event: Event) -> Frozen:
    """The figures an event hands in. Raises Misfit for a second freeze, and for figures that cannot be read."""
    if old is not None:
        raise Misfit(TWICE)
    return _figures(event)


def corrected(old: Frozen | None, event: Event) -> Frozen:
    """The figures that take the place of those handed in. Raises Misfit where there are none, or no reason is given."""
    why = text(event.data, "reason")
    if old is None or not why:
        raise Misfit("a correction of nothing, or without a reason")
    made = _figures(event)
    if ("before" in made.figures) != ("before" in old.figures):
        raise Misfit("a week for a month, or a month for a week")
    corrections = (*old.corrections, Signed(event.by, event.time, why))
    return old._replace(tables=made.tables, figures=made.figures, corrections=corrections)


def _figures(event: Event) -> Frozen:
    tables, figures = event.data.get("tables"), event.data.get("figures", {})
    if not event.key or not isinstance(tables, dict) or not isinstance(figures, dict):
        raise Misfit("no tables")
    made = Frozen(event.by, event.time, tables, figures)
    if "before" in figures:
        month_as_handed_in(made)
    else:
        as_handed_in(made)
        summary_as_handed_in(made)
    return made


def as_handed_in(one: Frozen) -> Tables:
    """A week's rows again. Raises Misfit when they are not what a report is made of."""
    tables: dict[str, Any] = {name: _read(one, name, kind) for name, kind in WEEK.items()}
    return Tables(**tables, level=_level_of(one), levels=_levels_of(one, UnitWeek))


def _level_of(one: Frozen) -> str:
    figures: Data = dict(one.figures)
    return text(figures, "level") or DEFAULT_LEVEL


def _levels_of(one: Frozen, kind: Any) -> dict[str, list[Any]]:
    """The rows of other levels, by level."""
    names = [name for name in one.tables if name.startswith(LEVEL)]
    return {name.removeprefix(LEVEL): _read(one, name, kind) for name in names}


def summary_as_handed_in(one: Frozen) -> Summary | None:
    """What was said beside a week's rows; None where only rows were handed in. Raises Misfit."""
    if not one.figures:
        return None
    tables: dict[str, Any] = {name: _read(one, name, kind) for name, kind in BESIDE.items()}
    figures: Data = dict(one.figures)
    return Summary(**tables, until=civil(figures, "until"), longterm=number(figures, "longterm"))


def month_as_handed_in(one: Frozen) -> Bulletin:
    """A month's bulletin again. Raises Misfit when it is none."""
    figures: Data = dict(one.figures)
    before = figures.get("before")
    if not isinstance(before, dict):
        raise Misfit("nothing to compare with")
    tables: dict[str, Any] = {name: _read(one, name, kind) for name, kind in MONTH.items()}
    known = (*COUNTS, *(name for name in LATER_COUNTS if name in figures))
    counts: dict[str, Any] = {name: number(figures, name) for name in known}
    made = Bulletin(
        **tables,
        **counts,
        until=civil(figures, "until"),
        before=Totals(*(number(before, key) for key in Totals._fields)),
        unseen=list(texts(figures, "unseen")),
        level=_level_of(one),
        levels=_levels_of(one, UnitMonth),
    )
    if len(made.zone) != 1:
        raise Misfit("a month has one row for the zone")
    return made


def _read(one: Frozen, name: str, kind: Any) -> list[Any]:
    """A table's rows in their type. Raises Misfit."""
    rows = []
    needed = [key for key in kind._fields if key not in kind._field_defaults]
    for cells in _rows(one, name, kind._fields, needed):
        covered = cells.pop("coverage", None)
        typed = {key: _typed(kind, key, value) for key, value in cells.items()}
        if "coverage" in kind._fields:
            charge = typed["enterprises_in_charge"]
            typed["coverage"] = covered / charge if type(covered) is int and charge else None
        rows.append(kind(**typed))
    return rows


def _rows(one: Frozen, level: str, known: Sequence[str], needed: Sequence[str]) -> list[dict[str, Json]]:
    """A table's rows by column, of those that are known. Raises Misfit where one is needed and missing."""
    table = one.tables.get(level)
    if not isinstance(table, dict):
        raise Misfit(f"no table by {level}")
    columns, rows = table.get("columns"), table.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list) or set(needed) - set(map(str, columns)):
        raise Misfit(f"a table by {level} without its columns")
    found = []
    for row in rows:
        if not isinstance(row, list) or len(row) != len(columns):
            raise Misfit("a row of another length")
        cells = {str(key): value for key, value in zip(columns, row, strict=True)}
        found.append({key: cells[key] for key in known if key in cells})
    return found


def _typed(table: Any, key: str, value: Json) -> Any:
    kind = table.__annotations__[key]
    if kind is date:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise Misfit(f"{key} is not a date") from None
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    raise Misfit(f"{key} is not {kind}")


def changes(
    before: Sequence[OfficerWeek | OfficerMonth], now: Sequence[OfficerWeek | OfficerMonth]
) -> dict[str, int]:
    """How many visits each officer has more, or fewer, than was handed in (上期补录): of a week those that count."""
    then = {row.officer_code: _made(row) for row in before}
    later = {row.officer_code: _made(row) for row in now}
    return {
        code: later.get(code, 0) - then.get(code, 0)
        for code in sorted(then.keys() | later.keys())
        if later.get(code, 0) != then.get(code, 0)
    }


def _made(row: OfficerWeek | OfficerMonth) -> int:
    return row.visits if isinstance(row, OfficerMonth) else row.counted
