"""What is remarked below the figures of a period: its holidays, who moved, and that nothing is on record yet."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from gridlog.cli.view import View
from gridlog.core.calendar import Calendar, days
from gridlog.core.figures.week import OfficerWeek, UnitWeek
from gridlog.reports.zone import Zone
from gridlog.store import lookup
from gridlog.words.language import fill, language, listed, two
from gridlog.words.vocabulary import shown

MOVED = "*"

Row = TypeVar("Row", OfficerWeek, UnitWeek)


def holidays(connection: sqlite3.Connection, calendar: Calendar, start: date, after: date) -> list[str]:
    """How many workdays the days [start, after) have, and why, where they hold holidays or shifted workdays."""
    off = [day for day in days(start, after) if day.weekday() < 5 and not calendar.is_workday(day)]
    on = [day for day in days(start, after) if day.weekday() > 4 and calendar.is_workday(day)]
    if not off and not on:
        return []
    names = lookup.days_off(connection, start, after)
    called = dict.fromkeys(shown("holiday", names[day], language()) for day in off if names.get(day))
    parts = []
    if off:
        text = two("放假 {count} 天{names}", "{count} days off{names}")
        brackets = fill(two("（{names}）", " ({names})"), names=listed(called)) if called else ""
        parts.append(fill(text, count=len(off), names=brackets))
    if on:
        parts.append(fill(two("调休上班 {count} 天", "{count} worked instead"), count=len(on)))
    told = two("含{parts}，工作日 {workdays} 天。", "{workdays} workdays: {parts}.")
    return [fill(told, parts=listed(parts), workdays=calendar.workdays(start, after))]


def moves(officers: Iterable[OfficerWeek]) -> list[str]:
    """Who changed grid within the week, and where the whole week is counted."""
    moved = [row for row in officers if row.moved_from]
    if not moved:
        return []
    names = listed(f"{row.officer} {row.moved_from.replace(';', '→')}→{row.grid}" for row in moved)
    text = two(
        "{mark} 本周内换网格：{names}；应访和实访都计在新网格。",
        "{mark} changed grid within the week: {names}; all is counted in the new one.",
    )
    return [fill(text, mark=MOVED, names=names)]


def marked(rows: Sequence[Row], officers: Iterable[OfficerWeek]) -> list[Row]:
    """Rows by officer or by grid, with a mark at each grid that somebody came to within the week, or left."""
    touched = {row.grid for row in officers if row.moved_from}
    touched |= {grid for row in officers for grid in row.moved_from.split(";") if grid}
    return [
        row._replace(grid=f"{row.grid}{MOVED}") if row.grid in touched and _has_moved(row) else row
        for row in rows
    ]


def _has_moved(row: OfficerWeek | UnitWeek) -> bool:
    """Of a grid's officers only those who came are marked; a grid itself is whenever somebody came or left."""
    return not isinstance(row, OfficerWeek) or bool(row.moved_from)


def is_silent(zone: Zone, end: date, has_visits: bool) -> bool:
    """Whether nothing was on record when a period ended: nobody can be blamed for it."""
    return not has_visits and end < (zone.begun_on or date.min)


def silence(zone: Zone, period: str) -> list[str]:
    """That nothing is on record for a period, and since when there is something."""
    text = two(
        "{period} 尚无记录（最早的记录是 {begun}），不算未达标。",
        "{period}: no records yet (the first is of {begun}), so nobody is short.",
    )
    return [fill(text, period=period, begun=zone.begun_on)]


def no_roster(seen: View) -> list[str]:
    """That there was nobody on the roster, at the instant a report was asked for or now; nothing where there was."""
    if seen.zone.officers:
        return []
    if seen.at is None:
        return [
            fill(
                two(
                    "还没有人员底册，没有数字。",
                    "there is no roster of officers yet, so there are no figures.",
                )
            )
        ]
    text = two(
        "截至 {at} 还没有人员底册，没有数字。",
        "by {at} there was no roster of officers yet, so there are no figures.",
    )
    return [fill(text, at=f"{seen.at:%Y-%m-%d %H:%M}")]
