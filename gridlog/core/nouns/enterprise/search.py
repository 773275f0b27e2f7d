"""The texts of enterprises that a search looks through; never their phone numbers."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        tuple(
            (key, f"e.{key}")
            for key in ("name", "code", "uscc", "address", "contact", "title", "industry", "remark")
        ),
        "enterprises AS e",
        "e.rowid",
        "e.code",
        "e.code",
        "''",
    ),
)
