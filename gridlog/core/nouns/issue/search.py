"""The texts of issues and of each of their steps that a search looks through.

A step stands in the log alone: the table keeps the latest one.
"""

from gridlog.core.nouns.ledger import Searched

_KINDS = (
    "issue.noted",
    "issue.held",
    "issue.extended",
    "issue.escalated",
    "issue.answered",
    "issue.rejected",
    "issue.reopened",
)


def _said(key: str) -> str:
    """Return SQL for a text of the data of an event; of one that is kept whole, too."""
    data = "CAST(s.data AS TEXT)"
    return f"ifnull(json_extract({data}, iif(s.time IS NULL, '$.data.{key}', '$.{key}')), '')"


SEARCHED = (
    Searched(
        (("text", "i.text"), ("remark", "i.remark")),
        "issues AS i",
        "i.rowid",
        "i.id",
        "i.enterprise",
        "i.raised_on",
    ),
    Searched(
        tuple((key, _said(key)) for key in ("text", "reason", "tried")),
        "stored AS s CROSS JOIN issues AS i ON i.id = written(ifnull(s.row, s.id))",
        "s.seq",
        "i.id",
        "i.enterprise",
        _said("on"),
        f"s.kind IN (SELECT id FROM names WHERE name IN {_KINDS})",
        event="s.id, ifnull(s.row, s.id)",
    ),
)
