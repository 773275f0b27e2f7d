"""What the words about a need mean, each once, as SQL for a row `n` of `needs`.

A need is met when its issue was closed as solved and the enterprise did not deny it, or when an officer says that it is met.
An issue that was merged into another is solved with it.
"""

from gridlog.core.nouns.issue.meaning import SOLVED

_ISSUES = "(n.issue, (SELECT merged_into FROM issues WHERE id = n.issue))"
MET = f"""(n.state = 'met' OR (n.state = 'open' AND n.issue <> ''
  AND EXISTS (SELECT 1 FROM issues AS i WHERE i.id IN {_ISSUES} AND {SOLVED})))"""
STATE = f"CASE WHEN {MET} THEN 'met' ELSE n.state END"
SOLVED_AT = f"""(n.issue <> '' AND EXISTS (SELECT 1 FROM issue_spells AS s WHERE s.issue IN {_ISSUES}
  AND s.from_on <= :at AND s.until_on > :at AND s.state = 'closed' AND s.result = 'solved' AND ifnull(s.solved, 1)))"""
