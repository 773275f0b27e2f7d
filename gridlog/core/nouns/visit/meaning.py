"""What the words about a visit mean, each once: as a function of the visit, and as SQL for its row `v` of `visits`.

`tests/core/nouns/test_meanings.py` compares each pair. Source: domain.md, "A visit" and "The quota".
"""

from collections.abc import Container, Mapping
from datetime import date
from typing import TYPE_CHECKING

from gridlog.core.rules import ON_SITE

if TYPE_CHECKING:
    from gridlog.core.nouns.visit.life import Visit

STANDS = "NOT v.void"


def stands(visit: "Visit") -> bool:
    """Return whether a visit was not taken back."""
    return not visit.void


WAS_ON_SITE = f"NOT v.void AND v.method = '{ON_SITE}'"


def was_on_site(visit: "Visit") -> bool:
    """Return whether a visit stands and was made in person: an enterprise is covered by no other one."""
    return stands(visit) and visit.method == ON_SITE


COUNTED = """(NOT v.void AND instr(',' || :methods || ',', ',' || v.method || ',') > 0 AND NOT EXISTS (
  SELECT 1 FROM visits AS w WHERE w.officer = v.officer AND w.visited_on = v.visited_on
  AND w.enterprise = v.enterprise AND NOT w.void AND (w.recorded_at < v.recorded_at OR (w.recorded_at = v.recorded_at AND w.id < v.id))
  AND instr(',' || :methods || ',', ',' || w.method || ',') > 0))"""


def counted(visits: Mapping[str, "Visit"], methods: Container[str]) -> set[str]:
    """Return the ids of the visits that count towards the quota of their lead officer.

    A visit counts when it stands and its method is one of `methods`; of several to an enterprise on one day, the one that
    was recorded first.
    """
    first: dict[tuple[str, date, str], tuple[str, str]] = {}
    for id, one in visits.items():
        if stands(one) and one.method in methods:
            key = (one.officer, one.on, one.enterprise)
            first[key] = min(first.get(key, (one.recorded_at, id)), (one.recorded_at, id))
    return {id for _, id in first.values()}


# the day of the last visit on site to the enterprise `e`, up to `:today`; NULL where there was none
LAST_ON_SITE = f"""(SELECT v.visited_on FROM visits AS v WHERE v.enterprise = e.code AND v.visited_on <= :today
  AND {WAS_ON_SITE} ORDER BY v.visited_on DESC LIMIT 1)"""


def last_on_site(visits: Mapping[str, "Visit"], enterprise: str, today: date) -> date | None:
    """Return the day of the last visit on site to an enterprise up to `today`; None where there was none."""
    days = (one.on for one in visits.values() if one.enterprise == enterprise and was_on_site(one))
    return max((day for day in days if day <= today), default=None)
