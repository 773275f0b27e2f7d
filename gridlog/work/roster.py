"""What grids, officers and enterprises have in common: a row is saved, moved, taken back. The code asks no question and prints nothing."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from gridlog.core import roster
from gridlog.core.dispute import namesakes
from gridlog.core.event import Json, natural_row
from gridlog.errors import Refused
from gridlog.intake.roster import known
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.store.lookup import Found
from gridlog.store.projection import events_of
from gridlog.work.desk import Desk
from gridlog.work.hanging import hanging, uses_text


class Saved(NamedTuple):
    """A row that was saved.

    `fields`: what was written of it.
    `grid`: the grid that it came into; None where it stays.
    """

    code: str
    fields: Mapping[str, Json]
    grid: str | None = None


def current(writer: Writer, noun: str, code: str, day: date | None = None) -> dict[str, Json]:
    """Return what is known of one row, with its grid on a day (today); empty for an unknown row."""
    return known.current(writer.connection, noun, code, day or writer.author.now.date())


def change(desk: Desk, noun: str, code: str, given: Mapping[str, Json]) -> Saved:
    """Save the fields that differ from what is known. Raises Refused where none does."""
    given = settled(desk, noun, code, given)
    with desk.write() as writer:
        changed = roster.change(current(writer, noun, code), given)
        if not changed:
            raise Refused("roster.same")
        writer.append(f"{noun}.saved", changed, f"{noun}/{code}")
    return Saved(code, changed)


def settled(desk: Desk, noun: str, code: str, given: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields; a name for a code that two things share settles which of them the code means."""
    is_choice = "name" in given and is_shared(desk, noun, code)
    return {**given, **({"settled": True} if is_choice else {})}


def is_shared(desk: Desk, noun: str, code: str) -> bool:
    """Return whether two things have this code and no later name has settled which one keeps it."""
    return bool(namesakes(events_of(desk.store.connection, natural_row(f"{noun}/{code}"))))


def move(writer: Writer, noun: str, code: str, grid: str, since: date | None) -> None:
    """Put an officer or enterprise into a grid: since ever when it is the first, else since a day."""
    first = not lookup.spells_of(writer.connection, noun, code)
    start = since or (None if first else writer.author.now.date())
    writer.append(roster.MOVE[noun], roster.moved(grid, start), f"{noun}/{code}")


def remove(desk: Desk, noun: str, found: Found, why: str) -> None:
    """Take a code back. Raises Refused where visits, issues or anything else hangs on it."""
    with desk.write() as writer:
        if uses := hanging(writer.connection, noun, found.code, desk.today):
            raise Refused("roster.in_use", noun=noun, code=found.code, name=found.name, uses=uses_text(uses))
        writer.append(f"{noun}.removed", {"why": why}, f"{noun}/{found.code}")
