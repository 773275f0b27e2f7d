"""What hangs on an enterprise, an officer or a grid, so that its code cannot be taken back."""

import sqlite3
from datetime import date

QUERIES = {
    "enterprise": {
        "visit": "SELECT id FROM visits WHERE enterprise = :code AND NOT void ORDER BY visited_on DESC",
        "issue": "SELECT id FROM issues WHERE enterprise = :code ORDER BY raised_on DESC",
    },
    "officer": {
        "visit": """SELECT id FROM visits WHERE NOT void AND (officer = :code
            OR id IN (SELECT visit FROM visit_participants WHERE officer = :code)) ORDER BY visited_on DESC""",
        "issue": "SELECT id FROM issues WHERE officer = :code OR handler = :code ORDER BY raised_on DESC",
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
    },
}


SCANNED = {("grid", "visit"), ("grid", "issue"), ("officer", "issue")}  # no index answers these


def hanging(
    connection: sqlite3.Connection, noun: str, code: str, day: date, is_quick: bool = False
) -> dict[str, list[str]]:
    """The ids or codes of what names this code, by noun; void visits and stays that ended before `day` left out.

    With `is_quick` only what an index finds.
    """
    parameters = {"code": code, "day": day.isoformat()}
    found = {
        other: [one for (one,) in connection.execute(query, parameters)]
        for other, query in QUERIES[noun].items()
        if not (is_quick and (noun, other) in SCANNED)
    }
    return {other: ids for other, ids in found.items() if ids}
