"""The officer: a person of the zone, the grids held and the days away; how events change it, and its rows."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, civil, number, recorded_at, text
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import FOREVER, Leave, folded, names_of, natural, removed, split, stays, texts_of
from gridlog.core.when import ZONE

OFFICERS = Table(
    "officers", "code name folded initials syllables role quota:int? phone remark", key=True, indexes="folded"
)
ASSIGNMENTS = Table(
    "assignments",
    "officer grid from_on:date until_on:date",
    indexes="""officer
               grid""",
)
LEAVES = Table("leaves", "officer from_on:date until_on:date kind", indexes="officer")
OFFICER_RECORDS = Table("officer_records", "officer recorded_on:date", indexes="officer")
TABLES = (
    OFFICERS,
    ASSIGNMENTS,
    LEAVES,
    OFFICER_RECORDS,
)

SAME_NAME = folded


class Officer(NamedTuple):
    """A person of the zone; `quota` None means what the role and the zone's rule say."""

    code: str
    name: str = ""
    role: str = "officer"
    quota: int | None = None
    phone: str = ""
    remark: str = ""
    moves: tuple[tuple[date, str], ...] = ()
    leaves: tuple[Leave, ...] = ()


def officer_saved(old: Officer | None, event: Event) -> Officer:
    """Fields that the event names, over those there were."""
    officer = old or Officer(natural(event, "officer"))
    officer = officer._replace(**texts_of(event.data, ("name", "role", "phone", "remark")))  # type: ignore[arg-type]  # all of these are text
    if "quota" not in event.data:
        return officer
    quota = None if event.data["quota"] is None else number(event.data, "quota")
    return officer._replace(quota=quota)


def officer_assigned(old: Officer | None, event: Event) -> Officer:
    """A dated move into a grid, or out of any when the grid is empty."""
    officer = old or Officer(natural(event, "officer"))
    return officer._replace(moves=(*officer.moves, (civil(event.data, "from"), text(event.data, "grid"))))


def officer_leave(old: Officer | None, event: Event) -> Officer:
    """An approved absence, first and last day included in the event."""
    officer = old or Officer(natural(event, "officer"))
    last = civil(event.data, "to")
    if last == FOREVER:
        raise Misfit("a leave without an end")
    until = date.fromordinal(last.toordinal() + 1)
    taken = Leave(civil(event.data, "from"), until, text(event.data, "kind"))
    return officer._replace(leaves=(*officer.leaves, taken))


def officer_leave_cancelled(old: Officer | None, event: Event) -> Officer:
    """Every leave that begins on the named day is taken back."""
    officer = old or Officer(natural(event, "officer"))
    gone = civil(event.data, "from")
    return officer._replace(leaves=tuple(one for one in officer.leaves if one.from_on != gone))


KINDS = {
    "officer.saved": officer_saved,
    "officer.assigned": officer_assigned,
    "officer.leave_approved": officer_leave,
    "officer.leave_cancelled": officer_leave_cancelled,
    "officer.removed": removed,
    "officer.split": split,
}


def rows(code: str, one: Officer) -> Rows:
    """The rows of an officer: the person, the grids by day, the days away."""
    leaves = sorted(set(one.leaves))
    return {
        OFFICERS: [(code, *names_of(one.name), one.role, one.quota, one.phone, one.remark)],
        ASSIGNMENTS: stays(code, one.moves),
        LEAVES: [(code, gone.from_on.isoformat(), gone.until_on.isoformat(), gone.kind) for gone in leaves],
    }


def rows_of_events(code: str, events: Sequence[Event]) -> Rows:
    """The rows that the events make beside those of the value: the day on which the officer was first recorded."""
    first = min(recorded_at(event) for event in events).astimezone(ZONE).date()
    return {OFFICER_RECORDS: [(code, first.isoformat())]}
