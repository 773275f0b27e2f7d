"""The rules of a daily log: how many people may be on site. Pure."""

from gridlog.core.rules import whole
from gridlog.errors import Usage

MOST_PEOPLE = 99_999


def people_in(typed: str) -> int:
    """Return the number of people on site. Raises Usage."""
    found = whole(typed, 0, MOST_PEOPLE)
    if found is None:
        raise Usage("project.people", value=typed, most=MOST_PEOPLE)
    return found
