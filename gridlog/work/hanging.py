"""What hangs on an enterprise, an officer, a grid, a station or a project, so that its code cannot be taken back."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gridlog.core.event import SHORT, in_order
from gridlog.core.fold import fold
from gridlog.core.nouns import coded
from gridlog.store.projection import events_of, turned_rows
from gridlog.words.language import fill, language, listed, two
from gridlog.words.vocabulary import shown

LISTED = 5

QUERIES = {
    "enterprise": {
        "visit": "SELECT id FROM visits WHERE enterprise = :code AND NOT void ORDER BY visited_on DESC",
        "issue": "SELECT id FROM issues WHERE enterprise = :code ORDER BY raised_on DESC",
        "occupancy": "SELECT id FROM occupancies WHERE enterprise = :code AND until_on > :day ORDER BY id",
        "project": "SELECT code FROM projects WHERE enterprise = :code ORDER BY code",
        "plan": "SELECT enterprise FROM plans WHERE enterprise = :code",
    },
    "officer": {
        "visit": """SELECT id FROM visits WHERE NOT void AND (officer = :code
            OR id IN (SELECT visit FROM visit_participants WHERE officer = :code)) ORDER BY visited_on DESC""",
        "issue": "SELECT id FROM issues WHERE officer = :code OR handler = :code ORDER BY raised_on DESC",
        "project": """SELECT code FROM projects WHERE :code IN (leader, deputy)
            UNION SELECT project FROM project_members WHERE officer = :code ORDER BY 1""",
        "station": "SELECT DISTINCT station FROM duties WHERE :code IN (officer, standin, leader) ORDER BY 1",
    },
    "grid": {
        "grid": "SELECT code FROM grids WHERE parent = :code AND code <> :code ORDER BY code",
        "enterprise": """SELECT DISTINCT enterprise FROM enterprise_grids JOIN enterprises ON code = enterprise
            WHERE grid = :code AND until_on > :day ORDER BY 1""",
        "officer": """SELECT DISTINCT officer FROM assignments JOIN officers ON code = officer
            WHERE grid = :code AND until_on > :day ORDER BY 1""",
        "visit": """SELECT id FROM visits WHERE (grid = :code OR block = :code) AND NOT void
            ORDER BY visited_on DESC""",
        "issue": "SELECT id FROM issues WHERE grid = :code OR block = :code ORDER BY raised_on DESC",
        "station": "SELECT code FROM stations WHERE block = :code ORDER BY code",
        "premises": "SELECT code FROM premises WHERE block = :code ORDER BY code",
    },
    "project": {
        "log": "SELECT id FROM logs WHERE project = :code ORDER BY on_day",
        "progress": "SELECT id FROM progress WHERE project = :code ORDER BY monday",
        "issue": "SELECT issue FROM blockers WHERE project = :code ORDER BY issue",
    },
    "station": {"duty": "SELECT id FROM duties WHERE station = :code ORDER BY id"},
    "premises": {"occupancy": "SELECT id FROM occupancies WHERE premises = :code ORDER BY id"},
}

# what else names a row, and keeps its beginning from being undone
REFERRING = {
    "visit": {
        "issue": "SELECT id FROM issues WHERE visit = :code AND visit <> '' ORDER BY id",
        "spotcheck": "SELECT DISTINCT id FROM spotchecks WHERE visit = :code ORDER BY id",
    },
    "issue": {
        "issue": "SELECT id FROM issues WHERE merged_into = :code ORDER BY id",
        "need": "SELECT id FROM needs WHERE issue = :code ORDER BY id",
    },
    "enterprise": {"indicator": "SELECT id FROM indicators WHERE enterprise = :code ORDER BY id"},
    "indicator_key": {"indicator": "SELECT id FROM indicators WHERE key = :code ORDER BY id"},
    "plan": {
        "need": "SELECT id FROM needs WHERE enterprise = :code ORDER BY place",
        "measure": "SELECT id FROM measures WHERE enterprise = :code ORDER BY place",
    },
}

# no index answers these
SCANNED = {
    ("grid", "visit"),
    ("grid", "issue"),
    ("grid", "premises"),
    ("officer", "issue"),
    ("officer", "project"),
    ("officer", "station"),
}


def hanging(
    connection: sqlite3.Connection, noun: str, code: str, day: date, is_quick: bool = False
) -> dict[str, list[str]]:
    """The ids or codes of what names this code, by noun; void visits and stays that ended before `day` left out.

    With `is_quick` only what an index finds.
    """
    parameters = {"code": code, "day": day.isoformat()}
    found = {
        other: [one for (one,) in connection.execute(query, parameters)]
        for other, query in QUERIES.get(noun, {}).items()
        if not (is_quick and (noun, other) in SCANNED)
    }
    return {other: ids for other, ids in found.items() if ids}


def referring(connection: sqlite3.Connection, noun: str, code: str) -> dict[str, list[str]]:
    """Return the ids or codes of every row that names a row by its code or id, by noun; void visits are left out."""
    found = hanging(connection, noun, code, date.min)
    for other, query in REFERRING.get(noun, {}).items():
        found.setdefault(other, []).extend(one for (one,) in connection.execute(query, {"code": code}))
    return found


def uses_text(uses: Mapping[str, Sequence[str]]) -> str:
    """Return how many of each noun there are, and which."""
    count = two("{noun} {count} 个（{which}）", "{count} of {noun} ({which})")
    return listed(
        fill(count, noun=shown("noun", noun, language()), count=len(ids), which=_which(noun, ids))
        for noun, ids in uses.items()
    )


def _which(noun: str, ids: Sequence[str]) -> str:
    shown = [one[:SHORT] if noun in ("visit", "issue", "spotcheck") else one for one in ids[:LISTED]]
    return listed(shown) + ("…" if len(ids) > LISTED else "")


def removed_in_use(
    connection: sqlite3.Connection, day: date
) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    """Yield the codes that were removed on one device and used on another: noun, code and what names it."""
    for row in turned_rows(connection, coded()):
        events = in_order(events_of(connection, row))
        noun, _, code = max(one.key for one in events).partition("/")
        if fold(events).value is not None:
            continue
        if uses := hanging(connection, noun, code, day, is_quick=True):
            yield noun, code, uses
