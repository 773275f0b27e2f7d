"""The texts of daily logs that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        tuple((key, f"l.{key}") for key in ("done", "plan", "needs")),
        "logs AS l",
        "l.rowid",
        "l.project",
        "ifnull((SELECT enterprise FROM projects WHERE code = l.project), '')",
        "l.on_day",
    ),
)
