"""The page of one enterprise, read from the tables through their indexes; nothing of nouns that have no row for it."""

import sqlite3
from decimal import Decimal

from gridlog.core.figures.indicators import Figure, grown
from gridlog.core.figures.page import FigureLine, IssueLine, Page, ProjectLine, StayLine, VisitLine
from gridlog.core.months import year_before
from gridlog.core.nouns.issue.meaning import LIGHT, OPEN, lit_days
from gridlog.core.nouns.visit.meaning import STANDS
from gridlog.core.roster import on_day
from gridlog.ledgers import queries
from gridlog.reports.zone import Zone
from gridlog.store import lookup

LAST_VISITS = 5
LAST_MONTHS = 3


def page(zone: Zone, enterprise: str) -> Page:
    """Return what the tables say of an enterprise, by its code."""
    from gridlog.reports import indicators, plans

    connection = zone.connection
    has_plan = connection.execute("SELECT 1 FROM plans WHERE enterprise = ?", (enterprise,)).fetchone()
    figures = _figures(connection, enterprise)
    return Page(
        zone.today,
        lookup.statuses(connection, enterprise),
        _visits(connection, enterprise),
        _issues(zone, enterprise),
        plans.sheet(connection, enterprise) if has_plan else None,
        _projects(zone, enterprise),
        figures,
        indicators.keys(connection) if figures else {},
        _stays(zone, enterprise),
    )


def _visits(connection: sqlite3.Connection, enterprise: str) -> list[VisitLine]:
    found = connection.execute(
        f"""SELECT v.id, v.visited_on, v.method, ifnull(o.name, v.officer), v.contact, v.note
            FROM visits AS v LEFT JOIN officers AS o ON o.code = v.officer
            WHERE v.enterprise = ? AND {STANDS} ORDER BY v.visited_on DESC, v.id DESC LIMIT {LAST_VISITS}""",
        (enterprise,),
    )
    return [VisitLine(*one) for one in found]


def _issues(zone: Zone, enterprise: str) -> list[IssueLine]:
    days = queries.light_days(zone.today, zone.calendar(*lit_days(zone.today, zone.rules)), zone.rules)
    found = zone.connection.execute(
        f"""SELECT i.id, i.raised_on, i.category, i.text, i.due, {LIGHT}, i.state, ifnull(o.name, i.handler)
            FROM issues AS i LEFT JOIN officers AS o ON o.code = i.handler
            WHERE i.enterprise = :enterprise AND {OPEN} ORDER BY i.due, i.raised_on, i.id""",
        {"enterprise": enterprise, "today": str(zone.today), **days},
    )
    return [IssueLine(*one) for one in found]


def _projects(zone: Zone, enterprise: str) -> list[ProjectLine]:
    found = zone.connection.execute(
        "SELECT code, name, stage FROM projects WHERE enterprise = ? AND closed_on IS NULL ORDER BY code",
        (enterprise,),
    ).fetchall()
    if not found:
        return []
    from gridlog.ledgers import projects

    known = projects.known(zone.connection, enterprise)
    mine = {code: known[code] for code, _, _ in found}
    shone = projects.lights(mine, zone.today, zone.calendar, zone.rules)
    return [
        ProjectLine(
            code, name, stage, shone[code].colour, projects.scripted(shone[code]), projects.said(shone[code])
        )
        for code, name, stage in found
    ]


def _figures(connection: sqlite3.Connection, enterprise: str) -> list[FigureLine]:
    """Return the figures of the last months that have some, the latest month first."""
    rows = connection.execute(
        "SELECT month, key, value FROM indicators WHERE enterprise = ? AND value IS NOT NULL ORDER BY month DESC, key",
        (enterprise,),
    )
    found = [Figure(enterprise, month, key, Decimal(value)) for month, key, value in rows]
    values = {(one.month, one.key): one.value for one in found}
    months = sorted({one.month for one in found})[-LAST_MONTHS:]
    return [
        FigureLine(one.month, one.key, one.value, _growth(one, values))
        for one in found
        if one.month in months
    ]


def _growth(one: Figure, values: dict[tuple[str, str], Decimal]) -> Decimal | None:
    before = values.get((year_before(one.month), one.key))
    return None if before is None else grown(one.value, before)


def _stays(zone: Zone, enterprise: str) -> list[StayLine]:
    found = zone.connection.execute(
        f"""SELECT o.premises, ifnull(p.name, o.premises), o.area, o.from_on FROM occupancies AS o
            LEFT JOIN premises AS p ON p.code = o.premises
            WHERE o.enterprise = :enterprise AND {on_day(":today", "o.")} ORDER BY o.from_on, o.premises""",
        {"enterprise": enterprise, "today": str(zone.today)},
    )
    return [StayLine(*one) for one in found]
