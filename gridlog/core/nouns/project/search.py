"""The texts of projects that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        tuple((key, f"p.{key}") for key in ("name", "content", "closed_text")),
        "projects AS p",
        "p.rowid",
        "p.code",
        "p.enterprise",
        "p.begun_on",
    ),
)
