"""What the words about a need mean, each once: as a function of the need, and as SQL for its row `n` of `needs`.

A need is met when its issue was closed as solved and the enterprise did not deny it, or when an officer says that it is met.
An issue that was merged into another is solved with it. `tests/core/nouns/test_meanings.py` compares each pair.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gridlog.core.nouns.issue.meaning import SOLVED, is_solved

if TYPE_CHECKING:
    from gridlog.core.nouns.issue.value import Issue
    from gridlog.core.nouns.need.life import Need

_ISSUES = "(n.issue, (SELECT merged_into FROM issues WHERE id = n.issue))"
MET = f"""(n.state = 'met' OR (n.state = 'open' AND n.issue <> ''
  AND EXISTS (SELECT 1 FROM issues AS i WHERE i.id IN {_ISSUES} AND {SOLVED})))"""


def is_met(need: "Need", issues: Mapping[str, "Issue"]) -> bool:
    """Return whether a need is met; `issues` has the issues on record, by id."""
    if need.state != "open":
        return need.state == "met"
    own = issues.get(need.issue)
    return any(one is not None and is_solved(one) for one in (own, own and issues.get(own.merged_into)))


STATE = f"CASE WHEN {MET} THEN 'met' ELSE n.state END"
SOLVED_AT = f"""(n.issue <> '' AND EXISTS (SELECT 1 FROM issue_spells AS s WHERE s.issue IN {_ISSUES}
  AND s.from_on <= :at AND s.until_on > :at AND s.state = 'closed' AND s.result = 'solved' AND ifnull(s.solved, 1)))"""
