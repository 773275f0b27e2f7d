"""The rules of a daily log: how many people may be on site. Pure."""

from gridlog.core.decimals import read
from gridlog.errors import Usage

MOST_DIGITS = 5


def people_in(typed: str) -> int:
    """Return the number of people on site. Raises Usage."""
    found = read(typed, whole=MOST_DIGITS, behind=0)
    if found is None:
        raise Usage("project.people", value=typed, most=10**MOST_DIGITS - 1)
    return int(found)
