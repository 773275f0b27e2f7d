"""The measure: what is done for an enterprise, by whom and until when; how events change it, and its row.

A measure is a row of the log of its own, named by its enterprise and its text, as a need is.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, civil, number, text
from gridlog.core.nouns.need.life import parts_of
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import said_on

MEASURES = Table(
    "measures",
    """id enterprise text owner due:date state version:int added_on:date place:int
       closed_on:date? closed_version:int? note""",
    key=True,
    indexes="""enterprise
               open: due WHERE state = 'open'""",
)
MEASURE_DUES = Table("measure_dues", "measure from_on:date until_on:date due:date", indexes="measure")
TABLES = (MEASURES, MEASURE_DUES)


NAMES = {"enterprise": ("enterprise",), "officer": ("owner",)}
KEY = ("enterprise", "text")


class Measure(NamedTuple):
    """A measure. `owner` is an officer's code, or a unit or person in words; `state` is open, done or dropped.

    `version` is the version of the plan in which it was added, `closed_version` the one in which it was closed.
    `clock` orders the measures of a plan; `note` says what was done, or why it was dropped. `dues` has each day that it was
    due on, after the day from which that held.
    """

    enterprise: str
    text: str
    owner: str
    due: date
    version: int
    added_on: date
    clock: int
    state: str = "open"
    closed_on: date | None = None
    closed_version: int | None = None
    note: str = ""
    dues: tuple[tuple[date, date], ...] = ()


def measure_saved(old: Measure | None, event: Event) -> Measure:
    """Fields that the event names, over the fields that were there; a measure begins with an owner and a day."""
    on = said_on(event)
    if old is None:
        enterprise, words = parts_of(event, "measure")
        owner, due = text(event.data, "owner"), civil(event.data, "due")
        version = number(event.data, "version", 1)
        return Measure(enterprise, words, owner, due, version, on, event.clock, dues=((on, due),))
    if old.state != "open":
        raise Misfit("closed already")
    owner = text(event.data, "owner") if "owner" in event.data else old.owner
    due = civil(event.data, "due") if "due" in event.data else old.due
    return old._replace(owner=owner, due=due, dues=(*old.dues, (on, due)))


def measure_done(old: Measure | None, event: Event) -> Measure:
    """The measure is done."""
    return _closed(old, event, "done")


def measure_dropped(old: Measure | None, event: Event) -> Measure:
    """The measure is given up, for a reason."""
    return _closed(old, event, "dropped")


def _closed(old: Measure | None, event: Event, state: str) -> Measure:
    if old is None or old.state != "open":
        raise Misfit("no open measure")
    version = number(event.data, "version", old.version)
    on = civil(event.data, "on") if "on" in event.data else said_on(event)
    return old._replace(
        state=state,
        added_on=min(old.added_on, on),
        closed_on=on,
        closed_version=version,
        note=text(event.data, "text"),
    )


KINDS = {
    "measure.saved": measure_saved,
    "measure.done": measure_done,
    "measure.dropped": measure_dropped,
    **recoded_kinds("measure"),
}


def rows(code: str, one: Measure) -> Rows:
    """The row of a measure."""
    closed = (one.closed_on.isoformat() if one.closed_on else None, one.closed_version, one.note)
    added = (one.version, one.added_on.isoformat(), one.clock)
    due = one.due.isoformat()
    moves = sorted(dict(one.dues).items())
    starts = [min(one.added_on, start) if not at else start for at, (start, _) in enumerate(moves)]
    ends = [*starts[1:], date.max]
    return {
        MEASURES: [(code, one.enterprise, one.text, one.owner, due, one.state, *added, *closed)],
        MEASURE_DUES: [
            (code, start.isoformat(), end.isoformat(), day.isoformat())
            for start, end, (_, day) in zip(starts, ends, moves, strict=False)
        ],
    }
