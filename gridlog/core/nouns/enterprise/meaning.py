"""What the words about an enterprise mean, each once: as a function of it, and as SQL for its row `e` of `enterprises`.

`tests/core/nouns/test_meanings.py` compares each pair. Source: domain.md, "Reports".
"""

from datetime import date
from typing import TYPE_CHECKING

from gridlog.core.calendar import DAY
from gridlog.core.nouns.visit.meaning import LAST_ON_SITE
from gridlog.core.roster import CLOSED, grid_on, on_day, spells

if TYPE_CHECKING:
    from gridlog.core.nouns.enterprise.life import Enterprise


def grid_sql(day: str) -> str:
    """Return SQL for the grid that an enterprise belongs to on `day`, an expression; NULL where it belongs to none."""
    return f"(SELECT grid FROM enterprise_grids WHERE enterprise = e.code AND {on_day(day)} LIMIT 1)"


def grid_of(enterprise: "Enterprise", day: date) -> str:
    """Return the grid that an enterprise belongs to on a day, empty where it belongs to none."""
    return grid_on(spells(enterprise.moves), day)


def status_sql(day: str) -> str:
    """Return SQL for the status of an enterprise on `day`, an expression; NULL where none was said."""
    return f"(SELECT status FROM enterprise_statuses WHERE enterprise = e.code AND {on_day(day)} LIMIT 1)"


def status_of(enterprise: "Enterprise", day: date) -> str:
    """Return the status of an enterprise on a day, empty where none was said."""
    return grid_on(spells(enterprise.statuses), day)


def in_charge(day: str) -> str:
    """Return SQL for whether an enterprise is in charge on `day`, an expression."""
    return f"e.code NOT IN (SELECT enterprise FROM enterprise_statuses WHERE status = '{CLOSED}' AND {on_day(day)})"


def is_in_charge(enterprise: "Enterprise", day: date) -> bool:
    """Return whether the zone is in charge of an enterprise on a day (辖内企业): not after its registration ended (注销)."""
    return status_of(enterprise, day) != CLOSED


def days_for_others(today: date) -> int:
    """Return how many days back the last visit to an enterprise that is not a key one may lie: to the first of the month before."""
    return (today - (today.replace(day=1) - DAY).replace(day=1)).days


ALLOWED_DAYS = "CASE WHEN e.key THEN :key_days ELSE :other_days END"
DAYS_SINCE = f"CAST(julianday(:today) - julianday({LAST_ON_SITE}) AS INTEGER)"
UNCOVERED = f"({in_charge(':today')} AND ifnull({DAYS_SINCE} > {ALLOWED_DAYS}, 1))"


def is_uncovered(
    enterprise: "Enterprise", last_on_site: date | None, today: date, key_days: int, other_days: int
) -> bool:
    """Return whether an enterprise in charge was not visited on site in time (超期未访), or never.

    The last visit may lie `key_days` back for a key enterprise, and `other_days` for any other one.
    """
    if not is_in_charge(enterprise, today):
        return False
    allowed = key_days if enterprise.key else other_days
    return last_on_site is None or (today - last_on_site).days > allowed
