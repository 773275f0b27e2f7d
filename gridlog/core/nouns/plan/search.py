"""The texts of plans and of their reviews that a search looks through."""

from gridlog.core.nouns.ledger import Searched

SEARCHED = (
    Searched(
        (("state", "p.state"), ("period", "p.period"), ("confirmed_by", "p.confirmed_by")),
        "plans AS p",
        "p.rowid",
        "p.enterprise",
        "p.enterprise",
        "p.version_on",
    ),
    Searched(
        (("review", "r.text"),),
        "plan_reviews AS r",
        "r.rowid",
        "r.enterprise",
        "r.enterprise",
        "r.ended_on",
        "r.held",
        is_lone=False,
    ),
)
