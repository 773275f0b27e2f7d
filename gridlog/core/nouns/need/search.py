"""The texts of needs that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        (("text", "n.text"), ("note", "n.note")),
        "needs AS n",
        "n.rowid",
        "n.enterprise",
        "n.enterprise",
        "n.added_on",
    ),
)
