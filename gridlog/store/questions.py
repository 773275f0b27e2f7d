"""Questions that one command or one report asks of the tables, each in a function named by its answer.

What several use cases look up on their way stands in `gridlog.store.lookup`.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from gridlog.core.nouns.issue.meaning import LONGTERM, OPEN
from gridlog.core.nouns.visit.meaning import STANDS
from gridlog.core.roster import on_day


def visit_elsewhere(connection: sqlite3.Connection, issue: str) -> tuple[str, str] | None:
    """The visit that an issue came up on, and its enterprise, where that is another one than the issue's."""
    found: tuple[str, str] | None = connection.execute(
        """SELECT v.id, v.enterprise FROM issues AS i JOIN visits AS v ON v.id = i.visit
           WHERE i.id = ? AND i.visit <> '' AND v.enterprise <> i.enterprise""",
        (issue,),
    ).fetchone()
    return found


def newest_issue(connection: sqlite3.Connection) -> str:
    """The id of the issue that was taken in last; empty where there is none."""
    found = connection.execute("SELECT id FROM issues ORDER BY rowid DESC LIMIT 1").fetchone()
    return found[0] if found else ""


def longterm_open(connection: sqlite3.Connection, first: date, last: date) -> int:
    """How many open long-term issues were raised from `first` to `last`, both days included."""
    query = f"SELECT count(*) FROM issues AS i WHERE {OPEN} AND {LONGTERM} AND raised_on BETWEEN ? AND ?"
    return int(connection.execute(query, (first.isoformat(), last.isoformat())).fetchone()[0])


def named_days(
    connection: sqlite3.Connection, table: str, start: date, end: date
) -> dict[date, tuple[bool, str]]:
    """Of each day in [start, end) that is in `table`, `holidays` or `days`: whether it is worked, and its name."""
    query = f"SELECT day, work, name FROM {table} WHERE day >= ? AND day < ?"
    found = connection.execute(query, (start.isoformat(), end.isoformat()))
    return {date.fromisoformat(day): (bool(work), name) for day, work, name in found}


def forget_published(connection: sqlite3.Connection) -> None:
    """Forget the published holidays, so that they are read again."""
    connection.execute("DELETE FROM holiday_years")
    connection.execute("DELETE FROM holidays")


def officer_names(connection: sqlite3.Connection) -> dict[str, str]:
    """The name of each officer, by code."""
    return dict(connection.execute("SELECT code, name FROM officers"))


def has_enterprises(connection: sqlite3.Connection) -> bool:
    """Whether there is any enterprise."""
    return connection.execute("SELECT 1 FROM enterprises LIMIT 1").fetchone() is not None


def other_enterprises(connection: sqlite3.Connection, code: str) -> sqlite3.Cursor:
    """Code, name and credit code of every enterprise but one."""
    query = "SELECT code, name, uscc FROM enterprises WHERE code <> ? ORDER BY code"
    return connection.execute(query, (code,))


def credit_code(connection: sqlite3.Connection, code: str) -> str:
    """Return the credit code of an enterprise, empty for an unknown one."""
    found = connection.execute("SELECT uscc FROM enterprises WHERE code = ?", (code,)).fetchone()
    return str(found[0]) if found else ""


def merges(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return each enterprise that was merged, and the code of the one it was merged into."""
    return connection.execute("SELECT code, merged_into FROM enterprise_merges ORDER BY code").fetchall()


def merged_entry(connection: sqlite3.Connection, code: str) -> tuple[str, str] | None:
    """Return the code and name of the entry with this code when it was merged into another one."""
    query = "SELECT code, name FROM enterprise_merges WHERE code = ?"
    found: tuple[str, str] | None = connection.execute(query, (code,)).fetchone()
    return found


def merged_from(connection: sqlite3.Connection, code: str) -> list[tuple[str, str]]:
    """Return the code and name of each entry that was merged into an enterprise."""
    query = "SELECT code, name FROM enterprise_merges WHERE merged_into = ? ORDER BY code"
    return connection.execute(query, (code,)).fetchall()


def grids_counted(connection: sqlite3.Connection, day: date) -> list[tuple[str, str, str, str, int, int]]:
    """Code, name, level and parent of every grid, and how many officers and enterprises it holds on a day."""
    return connection.execute(
        f"""SELECT code, name, level, parent,
             (SELECT count(*) FROM assignments WHERE grid = code AND {on_day(":day")}),
             (SELECT count(*) FROM enterprise_grids WHERE grid = code AND {on_day(":day")})
           FROM grids ORDER BY code""",
        {"day": day.isoformat()},
    ).fetchall()


def inside(
    connection: sqlite3.Connection, noun: str, grids: Sequence[str], day: date
) -> list[tuple[str, str, str]]:
    """Code, name and grid of the officers, or the enterprises, that one of the grids holds on a day."""
    table = "enterprise_grids" if noun == "enterprise" else "assignments"
    holes = ", ".join("?" * len(grids))
    return connection.execute(
        f"""SELECT {noun}s.code, {noun}s.name, grid FROM {table} JOIN {noun}s ON {noun}s.code = {noun}
            WHERE grid IN ({holes}) AND {on_day("?")} ORDER BY grid, {noun}s.code""",
        (*grids, day.isoformat(), day.isoformat()),
    ).fetchall()


def has_imports(connection: sqlite3.Connection) -> bool:
    """Whether any visit came from a file."""
    query = "SELECT 1 FROM visits WHERE fingerprint IS NOT NULL LIMIT 1"
    return connection.execute(query).fetchone() is not None


def known_fingerprints(connection: sqlite3.Connection, marks: Sequence[int]) -> set[int]:
    """Which of these fingerprints a visit has."""
    holes = ",".join("?" * len(marks))
    found = connection.execute(f"SELECT fingerprint FROM visits WHERE fingerprint IN ({holes})", marks)
    return {mark for (mark,) in found}


def enterprises_with_grids(connection: sqlite3.Connection, day: date) -> list[tuple[str, str, str]]:
    """The code, the name and, empty for none, the grid on a day of every enterprise."""
    query = f"""SELECT e.code, e.name, ifnull((SELECT g.grid FROM enterprise_grids AS g WHERE g.enterprise = e.code
                AND {on_day(":day", "g.")} LIMIT 1), '') FROM enterprises AS e ORDER BY e.code"""
    return connection.execute(query, {"day": day.isoformat()}).fetchall()


def officers_with_grids(connection: sqlite3.Connection, day: date) -> list[tuple[str, str, str]]:
    """The code, the name and, empty for none, the grid on a day of every officer."""
    query = f"""SELECT o.code, o.name, ifnull((SELECT a.grid FROM assignments AS a WHERE a.officer = o.code
                AND {on_day(":day", "a.")} LIMIT 1), '') FROM officers AS o ORDER BY o.code"""
    return connection.execute(query, {"day": day.isoformat()}).fetchall()


def uscc_of(connection: sqlite3.Connection, enterprise: str) -> str:
    """The 统一社会信用代码 of an enterprise, empty for none."""
    found = connection.execute("SELECT uscc FROM enterprises WHERE code = ?", (enterprise,)).fetchone()
    return found[0] if found else ""


def visits_on(connection: sqlite3.Connection, enterprise: str, day: date) -> list[tuple[str, str]]:
    """The id and the officer of the visits to an enterprise on a day."""
    query = f"SELECT id, officer FROM visits AS v WHERE enterprise = ? AND visited_on = ? AND {STANDS} ORDER BY id"
    return connection.execute(query, (enterprise, day.isoformat())).fetchall()


def notes_by_fingerprint(connection: sqlite3.Connection, marks: Sequence[int]) -> dict[int, set[str]]:
    """The notes of the visits that have one of these fingerprints."""
    holes = ",".join("?" * len(marks))
    notes: dict[int, set[str]] = {}
    found = connection.execute(f"SELECT fingerprint, note FROM visits WHERE fingerprint IN ({holes})", marks)
    for mark, note in found:
        notes.setdefault(mark, set()).add(note)
    return notes


def rules_set(connection: sqlite3.Connection) -> set[str]:
    """The rules of the zone that an event set."""
    return {key for (key,) in connection.execute("SELECT key FROM settings")}


def event_count(connection: sqlite3.Connection) -> int:
    """How many events this file holds."""
    return int(connection.execute("SELECT count(*) FROM events").fetchone()[0])


def last_place(connection: sqlite3.Connection) -> int:
    """The place of the event that this file took in last; 0 where it has none."""
    return int(connection.execute("SELECT ifnull(max(seq), 0) FROM events").fetchone()[0])


def unknown_kinds(connection: sqlite3.Connection) -> int:
    """How many events are of a kind that only a newer version knows."""
    query = "SELECT count(*) FROM flaws WHERE reason = 'unknown kind'"
    return int(connection.execute(query).fetchone()[0])


def misfits(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of events that break a rule, by kind, the most first; those of an unknown kind are left out."""
    query = "SELECT kind, count(*) FROM flaws WHERE reason <> 'unknown kind' GROUP BY kind ORDER BY 2 DESC, 1"
    return dict(connection.execute(query))


def newest_of_others(connection: sqlite3.Connection) -> int:
    """The latest clock of an event that another replica wrote; 0 for none."""
    query = """SELECT ifnull(max(clock), 0) FROM stored
               WHERE replica <> ifnull((SELECT id FROM names WHERE name = (SELECT id FROM replica)), 0)"""
    return int(connection.execute(query).fetchone()[0])


def own_clock(connection: sqlite3.Connection) -> int:
    """The clock of this replica."""
    return int(connection.execute("SELECT clock FROM replica").fetchone()[0])


def machine(connection: sqlite3.Connection) -> str:
    """The fingerprint of the machine that synced last; empty before the first sync."""
    return str(connection.execute("SELECT machine FROM replica").fetchone()[0])


def made_at(connection: sqlite3.Connection) -> str:
    """The instant at which this file was made."""
    return str(connection.execute("SELECT made_at FROM replica").fetchone()[0])


def conflict_count(connection: sqlite3.Connection) -> int:
    """Return how many rows two people changed at once and no person has settled yet."""
    return int(connection.execute("SELECT count(DISTINCT row) FROM conflicts").fetchone()[0])


Candidate = tuple[str, str, str, str]  # id, day, enterprise, text

_ISSUES = """SELECT i.id, i.raised_on, ifnull(e.name, i.enterprise), i.text FROM issues AS i
             LEFT JOIN enterprises AS e ON e.code = i.enterprise WHERE {where}
             ORDER BY i.raised_on DESC, i.id DESC LIMIT ?"""
_VISITS = """SELECT v.id, v.visited_on, ifnull(e.name, v.enterprise), v.note FROM visits AS v
             LEFT JOIN enterprises AS e ON e.code = v.enterprise WHERE {where}
             ORDER BY v.visited_on DESC, v.id DESC LIMIT ?"""


def latest_issues(connection: sqlite3.Connection, states: Iterable[str], most: int) -> list[Candidate]:
    """The latest issues in one of these states."""
    wanted = list(states)
    where = f"i.state IN ({', '.join('?' * len(wanted))})"
    return connection.execute(_ISSUES.format(where=where), (*wanted, most)).fetchall()


def latest_of(connection: sqlite3.Connection, noun: str, is_live: bool, most: int) -> list[Candidate]:
    """Return the latest visits or issues; without void visits and ended issues when `is_live`."""
    query, live = (_VISITS, STANDS) if noun == "visit" else (_ISSUES, OPEN)
    return connection.execute(query.format(where=live if is_live else "1"), (most,)).fetchall()


def with_ids(connection: sqlite3.Connection, noun: str, ids: Sequence[str]) -> list[Candidate]:
    """Return the visits or issues that have these ids."""
    query, table = (_VISITS, "v") if noun == "visit" else (_ISSUES, "i")
    where = f"{table}.id IN ({', '.join('?' * len(ids))})"
    return connection.execute(query.format(where=where), (*ids, len(ids))).fetchall()


def latest_beside(connection: sqlite3.Connection, issue: str, most: int) -> list[Candidate]:
    """The latest open issues of the enterprise that an issue is of, without that issue."""
    where = f"{OPEN} AND i.id <> ? AND i.enterprise = (SELECT enterprise FROM issues WHERE id = ?)"
    return connection.execute(_ISSUES.format(where=where), (issue, issue, most)).fetchall()


def latest_visits(connection: sqlite3.Connection, is_standing: bool, most: int) -> list[Candidate]:
    """The latest visits; without the void ones when `is_standing`."""
    where = STANDS if is_standing else "1"
    return connection.execute(_VISITS.format(where=where), (most,)).fetchall()


def latest_unchecked(connection: sqlite3.Connection, most: int) -> list[Candidate]:
    """The latest visits that a spot check drew and that have no answer yet."""
    where = "v.id IN (SELECT visit FROM spotchecks WHERE reached IS NULL)"
    return connection.execute(_VISITS.format(where=where), (most,)).fetchall()
