"""The need: what an enterprise wants; how events change it, and its row.

A need is a row of the log of its own, named by its enterprise and its text, so that one file imported on two devices is one need.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, civil, number, text
from gridlog.core.nouns.issue.value import CATEGORIES
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural, said_on, texts_of

NEEDS = Table(
    "needs",
    """id enterprise text category issue state version:int added_on:date place:int
       closed_on:date? closed_version:int? note""",
    key=True,
    indexes="""enterprise
               issue: issue WHERE issue <> ''""",
)
TABLES = (NEEDS,)
NAMES = {"enterprise": ("enterprise",)}
KEY = ("enterprise", "text")
FIELDS = ("category", "issue")


class Need(NamedTuple):
    """A need. `state` is open, met or dropped; `issue` is the id of the issue that it is or became, empty for none.

    `version` is the version of the plan in which it was added, `closed_version` the one in which it was closed.
    `clock` orders the needs of a plan; `note` says how it was met, or why it was dropped.
    """

    enterprise: str
    text: str
    version: int
    added_on: date
    clock: int
    category: str = "OTHER"
    issue: str = ""
    state: str = "open"
    closed_on: date | None = None
    closed_version: int | None = None
    note: str = ""


def parts_of(event: Event, noun: str) -> tuple[str, str]:
    """Return the enterprise and the text that the row of a need or a measure is named by. Raises Misfit."""
    enterprise, _, words = natural(event, noun).partition("/")
    if not enterprise or not words:
        raise Misfit(f"no text: {event.key}")
    return enterprise, text(event.data, "text") or words


def need_saved(old: Need | None, event: Event) -> Need:
    """Fields that the event names, over the fields that were there."""
    told = texts_of(event.data, FIELDS)
    if told.get("category", "OTHER") not in CATEGORIES:
        raise Misfit(f"no category: {told['category'][:40]}")
    if old is None:
        enterprise, words = parts_of(event, "need")
        old = Need(enterprise, words, number(event.data, "version", 1), said_on(event), event.clock)
    elif old.state != "open":
        raise Misfit("closed already")
    return old._replace(**told)  # type: ignore[arg-type]  # all of these are text


def need_met(old: Need | None, event: Event) -> Need:
    """The need is met."""
    return _closed(old, event, "met")


def need_dropped(old: Need | None, event: Event) -> Need:
    """The need is given up, for a reason."""
    return _closed(old, event, "dropped")


def _closed(old: Need | None, event: Event, state: str) -> Need:
    if old is None or old.state != "open":
        raise Misfit("no open need")
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
    "need.saved": need_saved,
    "need.met": need_met,
    "need.dropped": need_dropped,
    **recoded_kinds("need"),
}


def rows(code: str, one: Need) -> Rows:
    """The row of a need."""
    closed = (one.closed_on.isoformat() if one.closed_on else None, one.closed_version, one.note)
    added = (one.version, one.added_on.isoformat(), one.clock)
    return {
        NEEDS: [(code, one.enterprise, one.text, one.category, one.issue, one.state, *added, *closed)],
    }
