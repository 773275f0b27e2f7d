"""The tree of zone, blocks and grids: added to, changed, drawn. The code asks no question and prints nothing."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from gridlog.core import roster
from gridlog.core.event import Json
from gridlog.core.tree import level_name
from gridlog.errors import Refused
from gridlog.store import lookup, questions
from gridlog.words.vocabulary import meant
from gridlog.work.desk import Desk
from gridlog.work.roster import Saved


class Branch(NamedTuple):
    """A grid of the tree, how deep it stands, and how many officers and enterprises it has today."""

    code: str
    name: str
    level: str
    parent: str
    depth: int
    officers: int
    enterprises: int


def fields(
    desk: Desk,
    code: str,
    name: str | None = None,
    level: str | None = None,
    parent: str | None = None,
    remark: str | None = None,
) -> dict[str, Json]:
    """Return the fields that were given, as they are stored; an empty `parent` stands for no parent.

    Raises NotFound for an unknown parent, Refused for one below the grid itself.
    """
    above = desk.find("grid", parent).code if parent else parent
    if above and above in (code, *lookup.below(desk.store.connection, code)):
        raise Refused("grid.cycle", code=code, parent=above)
    given: dict[str, Json] = {
        "name": None if name is None else roster.check_name(name, "grid"),
        "level": None if level is None else level_name(meant("grid_level", level)),
        "parent": above,
        "remark": remark,
    }
    return {key: value for key, value in given.items() if value is not None}


def add(desk: Desk, code: str, fields: dict[str, Json]) -> Saved:
    """Put a grid into the tree. Raises Refused for a code in use."""
    with desk.write() as writer:
        if lookup.by_code(writer.connection, "grid", code):
            raise Refused("roster.exists", noun="grid", code=code)
        writer.append("grid.saved", fields, f"grid/{code}")
    return Saved(code, fields)


def branches(desk: Desk) -> Iterator[Branch]:
    """Yield every grid below its parent, with the number of officers and enterprises that it has today.

    On top stand grids without a known parent. The grids of a cycle have no top, so the first by code stands for it.
    """
    found = questions.grids_counted(desk.store.connection, desk.today)
    codes = {row[0] for row in found}
    children: dict[str, list[Any]] = {}
    for row in found:
        children.setdefault(row[3] if row[3] in codes else "", []).append(row)
    drawn: set[str] = set()
    for top in [*children.get("", ()), *found]:
        waiting = [(top, 0)]
        while waiting:
            (code, name, level, parent, officers, enterprises), depth = waiting.pop()
            if code not in drawn:
                drawn.add(code)
                yield Branch(code, name, level, parent, depth, officers, enterprises)
                waiting += [(row, depth + 1) for row in reversed(children.get(code, ()))]
