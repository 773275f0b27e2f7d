"""The texts of measures that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        (("text", "m.text"), ("note", "m.note"), ("owner", "m.owner")),
        "measures AS m",
        "m.rowid",
        "m.enterprise",
        "m.enterprise",
        "m.added_on",
    ),
)
