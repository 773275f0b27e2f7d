"""What the tables say of one plan: the sheet of a version, with its needs and measures in their order."""

import sqlite3
from datetime import date

from gridlog.core.figures.plans import MeasureLine, NeedLine, ReviewLine, Sheet
from gridlog.core.nouns.measure.ledger import OWNER
from gridlog.core.nouns.need.meaning import MET
from gridlog.core.nouns.plan.meaning import in_version
from gridlog.errors import NotFound
from gridlog.store import lookup


def current_version(connection: sqlite3.Connection, enterprise: str) -> int:
    """Return the number of the current version of a plan. Raises NotFound where the enterprise has no plan."""
    found = connection.execute("SELECT version FROM plans WHERE enterprise = ?", (enterprise,)).fetchone()
    if found is None:
        raise NotFound("plan.none", name=lookup.enterprise_name(connection, enterprise))
    return int(found[0])


def sheet(connection: sqlite3.Connection, enterprise: str, version: int | None = None) -> Sheet:
    """Return a version of a plan, the current one by default. Raises NotFound where there is no such version."""
    last = current_version(connection, enterprise)
    version = last if version is None else version
    name = lookup.enterprise_name(connection, enterprise)
    found = connection.execute(
        """SELECT v.begun_on, v.goal, v.period, v.state, v.leader, v.officer, p.review, v.confirmed_on, v.confirmed_by
           FROM plan_versions AS v JOIN plans AS p USING (enterprise) WHERE enterprise = ? AND v.version = ?""",
        (enterprise, min(version, last + 1)),
    ).fetchone()
    if found is None:
        raise NotFound("plan.no_version", name=name, version=version, last=last)
    begun_on, goal, period, state, leader, officer, review, confirmed_on, confirmed_by = found
    return Sheet(
        enterprise,
        name,
        version,
        last,
        date.fromisoformat(begun_on),
        goal,
        period,
        state,
        lookup.name_of(connection, leader),
        lookup.name_of(connection, officer),
        date.fromisoformat(review) if version == last else None,
        _day(confirmed_on),
        confirmed_by,
        needs(connection, enterprise, version, is_current=version == last),
        measures(connection, enterprise, version),
        _reviews(connection, enterprise, begun_on, version, last),
    )


def needs(
    connection: sqlite3.Connection, enterprise: str, version: int, *, is_current: bool
) -> list[NeedLine]:
    """Return the needs of a version; in an older one, what was closed later was open."""
    met = MET if is_current else "n.state = 'met' AND n.closed_version = :version"
    found = connection.execute(
        f"""SELECT n.id, n.text, n.category, n.issue,
              CASE WHEN {met} THEN 'met' WHEN n.closed_version = :version THEN n.state ELSE 'open' END,
              iif(n.closed_version = :version, n.closed_on, NULL), iif(n.closed_version = :version, n.note, '')
            FROM needs AS n WHERE n.enterprise = :enterprise AND {in_version("n", ":version")} ORDER BY n.place, n.id""",
        {"enterprise": enterprise, "version": version},
    )
    return [
        NeedLine(at, id, text, category, issue, state, _day(closed_on), note)
        for at, (id, text, category, issue, state, closed_on, note) in enumerate(found, 1)
    ]


def measures(connection: sqlite3.Connection, enterprise: str, version: int) -> list[MeasureLine]:
    """Return the measures of a version; in an older one, what was closed later was open."""
    found = connection.execute(
        f"""SELECT m.id, m.text, {OWNER}, m.due, iif(m.closed_version = :version, m.state, 'open'),
              iif(m.closed_version = :version, m.closed_on, NULL), iif(m.closed_version = :version, m.note, ''), m.owner
            FROM measures AS m WHERE m.enterprise = :enterprise AND {in_version("m", ":version")} ORDER BY m.place, m.id""",
        {"enterprise": enterprise, "version": version},
    )
    return [
        MeasureLine(at, id, text, owner, date.fromisoformat(due), state, _day(closed_on), note, code)
        for at, (id, text, owner, due, state, closed_on, note, code) in enumerate(found, 1)
    ]


def _reviews(
    connection: sqlite3.Connection, enterprise: str, begun_on: str, version: int, last: int
) -> list[ReviewLine]:
    """Return the reviews that were held while a version was the current one, oldest first."""
    query = "SELECT begun_on FROM plan_versions WHERE enterprise = ? AND version = ?"
    after = connection.execute(query, (enterprise, version + 1)).fetchone() if version < last else None
    found = connection.execute(
        """SELECT ended_on, text, reviewed_by FROM plan_reviews
           WHERE enterprise = ? AND held AND ended_on >= ? AND ended_on < ? ORDER BY ended_on""",
        (enterprise, begun_on, after[0] if after else "9999-12-31"),
    )
    return [
        ReviewLine(date.fromisoformat(on), text, lookup.name_of(connection, by)) for on, text, by in found
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def keeper(connection: sqlite3.Connection, enterprise: str, day: date) -> str:
    """Return the code of the officer who holds the grid of an enterprise on a day; empty where there is none."""
    grid = lookup.grid_of(connection, "enterprise", enterprise, day)
    found = connection.execute(
        """SELECT a.officer FROM assignments AS a JOIN officers AS o ON o.code = a.officer
           WHERE a.grid = ? AND o.role = 'officer' AND a.from_on <= ? AND ? < a.until_on ORDER BY o.code LIMIT 1""",
        (grid, day.isoformat(), day.isoformat()),
    ).fetchone()
    return str(found[0]) if found and grid else ""


def keys_of(connection: sqlite3.Connection, enterprise: str) -> list[str]:
    """Return the keys of the rows of the log that an enterprise's needs and measures are."""
    found = connection.execute(
        """SELECT 'need/' || id FROM needs WHERE enterprise = ?
           UNION ALL SELECT 'measure/' || id FROM measures WHERE enterprise = ?""",
        (enterprise, enterprise),
    )
    return [key for (key,) in found]
