"""The texts of premises that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        tuple((key, f"p.{key}") for key in ("name", "code", "park", "part", "owner")),
        "premises AS p",
        "p.rowid",
        "p.code",
        "''",
        "''",
    ),
)
