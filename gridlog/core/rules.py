"""The rules of the work that a zone may set, with their defaults.

Source: domain.md's table of defaults. Each default is one setting, travels as an event and is documented in
docs/decisions.md. A value out of its range is refused when it is set and ignored when events are folded.
"""

from collections.abc import Mapping
from typing import NamedTuple
from unicodedata import normalize

from gridlog.core.tree import DEFAULT_LEVEL, level_name
from gridlog.errors import Usage


class Rules(NamedTuple):
    """The rules of a zone.

    A field without a unit in its name is a count; `_days` are civil days, `_workdays` workdays, and `late_hour` is
    an hour of the day.
    """

    quota: int = 5
    counted_methods: str = "onsite"
    participants: int = 3
    late_hour: int = 12
    late_reason_days: int = 7
    overvisit_officers: int = 3
    coverage_days: int = 14
    stale_workdays: int = 5
    soon_workdays: int = 1
    urgent_workdays: int = 1
    simple_workdays: int = 3
    general_workdays: int = 7
    complex_workdays: int = 15
    zone_name: str = "高新区"
    demo: int = 0
    report_level: str = DEFAULT_LEVEL
    gap_yellow_points: int = 10
    gap_red_points: int = 30
    log_workdays: int = 3
    milestone_late_days: int = 30
    plan_review_days: int = 30

    def grade_workdays(self, grade: str) -> int:
        """Return the workdays that a grade allows; 0 for the grade whose date is planned by hand."""
        return {
            "urgent": self.urgent_workdays,
            "simple": self.simple_workdays,
            "general": self.general_workdays,
            "complex": self.complex_workdays,
        }.get(grade, 0)


RANGES = {
    "quota": (0, 50),
    "participants": (1, 20),
    "late_hour": (0, 23),
    "late_reason_days": (0, 366),
    "overvisit_officers": (2, 50),
    "coverage_days": (1, 366),
    "stale_workdays": (1, 100),
    "soon_workdays": (0, 100),
    "urgent_workdays": (1, 366),
    "simple_workdays": (1, 366),
    "general_workdays": (1, 366),
    "complex_workdays": (1, 366),
    "demo": (0, 1),
    "gap_yellow_points": (0, 100),
    "gap_red_points": (0, 100),
    "log_workdays": (1, 20),
    "milestone_late_days": (0, 366),
    "plan_review_days": (1, 366),
}
MOST_DIGITS = 18
ON_SITE = "onsite"  # the method of a visit in person
METHODS = (ON_SITE, "station", "phone", "online", "meeting")
DEFAULT = Rules()


def checked(key: str, value: str) -> str | int:
    """Return the value of setting `key` in its type. Raises Usage with the values that are allowed."""
    if key not in Rules._fields:
        raise Usage("rule.unknown", key=key, known=", ".join(Rules._fields))
    if key == "zone_name":
        return value.strip() or DEFAULT.zone_name
    value = normalize("NFKC", value)
    if key == "counted_methods":
        return _methods(value)
    if key == "report_level":
        return level_name(value) if value.strip() else DEFAULT.report_level
    low, high = RANGES[key]
    number = whole(value, low, high)
    if number is None:
        raise Usage("rule.range", key=key, value=value, low=low, high=high)
    return number


def whole(typed: str, low: int, high: int) -> int | None:
    """Return the typed whole number from `low` to `high`, else None. Python reads no more than 4300 digits."""
    digits = typed.strip()
    if not digits.isdecimal() or len(digits) > MOST_DIGITS or not low <= int(digits) <= high:
        return None
    return int(digits)


def _methods(value: str) -> str:
    chosen = [one.strip() for one in value.replace("，", ",").split(",") if one.strip()]
    if not chosen or not set(chosen) <= set(METHODS):
        raise Usage("rule.methods", value=value, known=", ".join(METHODS))
    return ",".join(one for one in METHODS if one in chosen)


def effective(settings: Mapping[str, str]) -> Rules:
    """Return the defaults, changed by every setting that is valid."""
    valid: dict[str, str | int] = {}
    for key, value in settings.items():
        try:
            valid[key] = checked(key, value)
        except Usage:
            continue
    return DEFAULT._replace(**valid)  # type: ignore[arg-type]  # checked() gives each value the type of its field
