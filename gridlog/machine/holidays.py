"""Return the published holidays and shifted workdays of a year, from the library that keeps them.

Source: the State Council's notices, as chinesecalendar carries them. The functions of chinesecalendar raise
for a year that it lacks. Its sister library `holidays` would answer such a year with wrong days and no error.
"""

from datetime import date


def of_year(year: int) -> dict[date, tuple[bool, str]] | None:
    """Return the days that differ from Monday-to-Friday or have a name: whether the day is worked, and its name.

    Returns None for a year that the library does not cover.
    """
    from chinese_calendar import constants

    named = {
        day: (False, name)
        for table in (constants.holidays, constants.in_lieu_days)
        for day, name in table.items()
        if day.year == year
    }
    shifted = {day: (True, name) for day, name in constants.workdays.items() if day.year == year}
    return {**named, **shifted} or None
