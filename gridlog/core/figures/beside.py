"""What a report says beside its figures: whose figures they are, and what is remarked of their days."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from gridlog.core.calendar import Calendar
from gridlog.core.nouns.report.figures import Frozen
from gridlog.core.rules import Rules


class Letter(NamedTuple):
    """All that a document needs to know of the zone beside its figures.

    rules: the zone's rules
    names: the names of units by code
    enterprises: the names of the enterprises that the sentences may name, by code
    today: the day the document is made, or would have been made
    now: the instant the document is made
    """

    rules: Rules
    names: Mapping[str, str]
    enterprises: Mapping[str, str]
    today: date
    now: datetime


class Origin(NamedTuple):
    """Where the figures of a period come from.

    officers: the names of all officers on the roster, by code
    at: the instant by which the figures were recorded; None for the figures of now
    frozen: the figures as they were handed in, when these are shown
    later: by how many visits each officer's figures changed since they were handed in
    is_set_aside: whether figures of the period were handed in and those of now are shown
    """

    officers: Mapping[str, str]
    at: datetime | None = None
    frozen: Frozen | None = None
    later: Mapping[str, int] = {}
    is_set_aside: bool = False

    @property
    def has_no_roster(self) -> bool:
        """Whether the figures are reckoned from tables without an officer, so that there are none."""
        return self.frozen is None and not self.officers


class Remarked(NamedTuple):
    """What is remarked of the days [start, after).

    calendar: the working calendar of these days
    days_off: the names of the days off among them
    is_silent: whether nothing was on record when the days ended, so that no officer is to blame for them
    begun_on: the first day of which anything is on record, read where `is_silent`
    enterprises: the names of the enterprises that the remarks may name, by code
    """

    start: date
    after: date
    calendar: Calendar
    days_off: Mapping[date, str]
    is_silent: bool
    begun_on: date | None = None
    enterprises: Mapping[str, str] = {}
