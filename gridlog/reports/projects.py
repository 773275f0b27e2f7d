"""What the tables say of projects in a period."""

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.calendar import DAY, days
from gridlog.core.figures.projects import Blockers, Left, Served
from gridlog.core.nouns.log.life import Log
from gridlog.core.nouns.progress.life import Progress
from gridlog.core.nouns.project.lights import Known
from gridlog.core.roster import on_day
from gridlog.ledgers import projects as lights
from gridlog.reports.zone import Zone


class Found(NamedTuple):
    """The projects of a period with their lights at its end, and what these are judged by."""

    served: Sequence[Served]
    known: dict[str, Known]


def found(zone: Zone, first: date, last: date) -> Found:
    """Return the projects that were on record by `last` and not closed before `first`; lights are of `last`."""
    known = lights.known(zone.connection)
    weeks = dict(
        zone.connection.execute("SELECT project, min(monday) FROM progress GROUP BY project").fetchall()
    )
    shone = lights.lights(known, min(last, zone.today), zone.calendar, zone.rules)
    names = officers(zone)
    rows = zone.connection.execute(
        "SELECT code, name, deputy, leader, investment FROM projects ORDER BY code"
    )
    served = [
        Served(
            code,
            name,
            names.get(deputy or leader, deputy or leader),
            investment,
            known[code].milestones,
            shone[code],
        )
        for code, name, deputy, leader, investment in rows
        if _stands(known[code], weeks.get(code, ""), first, last)
    ]
    return Found(served, known)


def _stands(one: Known, week: str, first: date, last: date) -> bool:
    is_begun = one.begun_on <= last or bool(week and week <= last.isoformat())
    return is_begun and (one.closed_on is None or one.closed_on >= first)


def officers(zone: Zone) -> dict[str, str]:
    """Return the name of each officer, by code."""
    return {one.code: one.name for one in zone.officers}


def logs(connection: sqlite3.Connection, on: date) -> dict[str, Log]:
    """Return the logs of a day, by project."""
    rows = connection.execute(
        "SELECT project, done, plan, needs, people, noted_by, noted_at FROM logs WHERE on_day = ?",
        (on.isoformat(),),
    )
    return {code: Log(code, on, *rest) for code, *rest in rows}


def progress(connection: sqlite3.Connection, last: date) -> dict[str, dict[date, Progress]]:
    """Return the progress of every week that had begun by a day, by project and Monday."""
    told: dict[str, dict[date, Progress]] = {}
    rows = connection.execute(
        "SELECT project, monday, planned, actual FROM progress WHERE monday <= ?", (last.isoformat(),)
    )
    for code, day, planned, actual in rows:
        monday = date.fromisoformat(day)
        told.setdefault(code, {})[monday] = Progress(code, monday, planned, actual)
    return told


def blockers(connection: sqlite3.Connection, first: date, last: date) -> dict[str, Blockers]:
    """Return the blockers of each project that has any, as they stood at the end of `last`."""
    rows = connection.execute(
        f"""SELECT b.project, i.raised_on >= :first, ifnull(s.closed_on >= :first, 0), s.open, i.text
            FROM blockers AS b JOIN issues AS i ON i.id = b.issue
            JOIN issue_spells AS s ON s.issue = b.issue AND {on_day(":last", "s.")}
            WHERE i.raised_on <= :last ORDER BY i.raised_on, i.id""",
        {"first": first.isoformat(), "last": last.isoformat()},
    )
    told: dict[str, Blockers] = {}
    for code, raised, resolved, is_open, text in rows:
        one = told.get(code, Blockers())
        texts = (*one.texts, text) if is_open else one.texts
        told[code] = Blockers(one.raised + raised, one.resolved + resolved, one.open + is_open, texts)
    return told


def left_early(zone: Zone, first: date, last: date) -> list[Left]:
    """Return the members who left a project before its completion, on a day from `first` to `last`."""
    rows = zone.connection.execute(
        """SELECT p.name, m.officer, m.until_on, m.reason FROM project_members AS m JOIN projects AS p ON p.code = m.project
           WHERE m.early AND m.until_on > ? AND m.until_on <= ? ORDER BY m.until_on, p.code, m.officer""",
        (first.isoformat(), (last + DAY).isoformat()),
    )
    names = officers(zone)
    return [
        Left(name, names.get(officer, officer), date.fromisoformat(until) - DAY, reason)
        for name, officer, until, reason in rows
    ]


def members(connection: sqlite3.Connection, on: date, codes: Sequence[str]) -> tuple[int, int]:
    """Return how many officers are in a task force of these projects on a day, and how many of them are resident."""
    rows = connection.execute(
        f"SELECT project, officer, resident FROM project_members WHERE {on_day(':on')}",
        {"on": on.isoformat()},
    )
    mine = [(officer, resident) for code, officer, resident in rows if code in codes]
    return len({officer for officer, _ in mine}), len({officer for officer, resident in mine if resident})


def unlogged(zone: Zone, one: Known, first: date, last: date) -> list[date]:
    """Return the workdays from `first` to `last` on which a project owed a log and has none."""
    calendar = zone.calendar(first, last + DAY)
    had = set(one.logs)
    return [
        day
        for day in days(max(first, one.begun_on), min(last, one.closed_on or last) + DAY)
        if calendar.is_workday(day) and day not in had
    ]
