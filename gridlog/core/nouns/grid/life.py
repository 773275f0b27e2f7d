"""The grid: a node of the tree of the zone; how its events change it, and its row."""

from typing import NamedTuple

from gridlog.core.event import Event
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.roster import folded, names_of, natural, removed, split, texts_of

GRIDS = Table(
    "grids",
    "code name folded initials syllables level parent remark",
    key=True,
    indexes="""folded
               parent""",
)
TABLES = (GRIDS,)

SAME_NAME = folded


class Grid(NamedTuple):
    """A node of the zone's tree; `level` is any word, and the setting `report_level` names the one reports group by."""

    code: str
    name: str = ""
    level: str = "grid"
    parent: str = ""
    remark: str = ""


def grid_saved(old: Grid | None, event: Event) -> Grid:
    """Fields that the event names, over those there were."""
    grid = old or Grid(natural(event, "grid"))
    return grid._replace(**texts_of(event.data, ("name", "level", "parent", "remark")))


KINDS = {"grid.saved": grid_saved, "grid.removed": removed, "grid.split": split}


def rows(code: str, grid: Grid) -> Rows:
    """The row of a grid."""
    return {GRIDS: [(code, *names_of(grid.name), grid.level, grid.parent, grid.remark)]}
