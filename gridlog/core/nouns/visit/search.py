"""The texts of visits that a search looks through."""

from gridlog.core.nouns.ledger import Searched
from gridlog.core.nouns.visit.meaning import STANDS

SEARCHED = (
    Searched(
        tuple((key, f"v.{key}") for key in ("note", "contact", "title", "remark", "reason")),
        "visits AS v",
        "v.rowid",
        "v.id",
        "v.enterprise",
        "v.visited_on",
        STANDS,
    ),
)
