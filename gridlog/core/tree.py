"""The tree of grids: find the unit of a level that a grid belongs to, in Python and, for the tables, in SQL.

A level is a word of the zone's own (板块, 片区, 2). The setting `report_level` names the level that reports group
by. A thing belongs to the nearest unit of a level: its own grid, or the first unit above it. In a broken tree (a
cycle, an unknown parent) the search ends at the break. `tests/core/test_tree.py` compares the SQL with the Python.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from gridlog.errors import Usage

DEFAULT_LEVEL = "block"
WHOLE = "zone"  # `--by zone` is everything, in every grid and in none
PERSONS = "officer"  # `--by officer` has a row for each person, so no level has this name
LONGEST = 40

Unit = tuple[
    str, str
]  # the code at the report level, and the code at a finer level, each empty when there is none


def level_name(typed: str) -> str:
    """Return the stored form of a level: half-width, single blanks.

    Raises Usage for a word that cannot name a level.
    """
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not name or len(name) > LONGEST or not name.isprintable() or name.casefold() == PERSONS:
        raise Usage("grid.level", value=typed, most=LONGEST)
    return name


def above_sql(code: str, level: str) -> str:
    """Return a subselect for the nearest unit of `level` at or above the grid `code`; it is NULL when there is none.

    `code` and `level` are SQL expressions. UNION drops a row that came before, so a cycle ends.
    """
    return f"""(WITH RECURSIVE up (code, level, parent) AS (
  SELECT code, level, parent FROM grids WHERE code = {code}
  UNION SELECT g.code, g.level, g.parent FROM grids AS g JOIN up ON g.code = up.parent)
  SELECT code FROM up WHERE level = {level} LIMIT 1)"""


BELOW_SQL = """WITH RECURSIVE down (code) AS (
  SELECT code FROM grids WHERE code = ?
  UNION SELECT grids.code FROM grids JOIN down ON grids.parent = down.code)
  SELECT code FROM down"""


class Node(NamedTuple):
    """One grid of the tree. At the top, the parent is empty or unknown."""

    level: str
    parent: str


class Tree:
    """All grids by code, and the level that reports group by."""

    def __init__(self, nodes: Mapping[str, Node] | None = None, report_level: str = DEFAULT_LEVEL) -> None:
        self.nodes = nodes or {}
        self.report_level = report_level

    def above(self, code: str, level: str) -> str:
        """Return the nearest unit of a level at or above a grid, empty when there is none."""
        for one in self._line(code):
            if self.nodes[one].level == level:
                return one
        return ""

    def _line(self, code: str) -> Iterator[str]:
        """Yield a grid and all grids above it, nearest first, each once."""
        met: set[str] = set()
        while code in self.nodes and code not in met:
            yield code
            met.add(code)
            code = self.nodes[code].parent

    def below(self, code: str) -> set[str]:
        """Return a grid and everything under it, empty for an unknown grid."""
        return {one for one in self.nodes if code in self._line(one)}

    def block(self, grid: str) -> str:
        """Return the unit at the report level that a grid belongs to, empty when there is none."""
        return self.above(grid, self.report_level)

    def kept_block(self, block: str, grid: str) -> str:
        """Return the unit at the report level for a thing that was stored with a block and a grid.

        The stored block is kept while it is a unit of that level. When it was stored under another report level,
        the unit is found anew from the grid.
        """
        node = self.nodes.get(block)
        if node is not None and node.level == self.report_level:
            return block
        if node is None and self.report_level == DEFAULT_LEVEL:
            return block
        return self.block(grid)

    def levels(self) -> tuple[str, ...]:
        """Return every level of the tree, the deepest first."""
        depths: dict[str, int] = {}
        for code, node in self.nodes.items():
            depths[node.level] = max(depths.get(node.level, 0), sum(1 for _ in self._line(code)))
        return tuple(sorted(depths, key=lambda level: (-depths[level], level)))

    def own_levels(self) -> tuple[str, ...]:
        """Return the levels that need rows of their own.

        Rows by grid, by the report level and of the zone exist anyway.
        """
        known = {WHOLE, self.report_level}
        if all(self.above(code, "grid") in ("", code) for code in self.nodes):
            known.add("grid")  # nothing hangs below a grid, so the rows by grid are the same
        else:
            known.discard("grid")
        return tuple(level for level in self.levels() if level not in known)

    def coarse_levels(self) -> tuple[str, ...]:
        """Return the report level and the levels that lie above it everywhere.

        The result is empty when no grid is at the report level.
        """
        levels = self.levels()
        if self.report_level not in levels:
            return ()
        finer = {node.level for node in self.nodes.values() if self.block(node.parent)}
        above = levels[levels.index(self.report_level) + 1 :]
        return (self.report_level, *(level for level in above if level not in finer))

    def coarse_unit(self, level: str) -> Callable[[str, str], Unit]:
        """Return the function that gives the unit of a coarse level.

        The function gives a unit without a code for a thing that belongs to no unit.
        """
        if level == self.report_level:
            return self.by_block
        return lambda _, grid: ("", self.above(grid, level))

    def unit(self, level: str) -> Callable[[str, str], Unit]:
        """Return the function that gives the unit of a level for a stored block and grid.

        A thing above or beside the level belongs to no unit of it; for such a thing the function gives its own grid.
        """
        if level == WHOLE:
            return lambda _, __: ("", "")
        if level == self.report_level and level != "grid":
            return lambda block, grid: (self.kept_block(block, grid), "")
        return lambda block, grid: self._fine(level, block, grid)

    def by_block(self, block: str, grid: str) -> Unit:
        """Return the unit at the report level, with an empty code for a thing that belongs to none."""
        return self.kept_block(block, grid), ""

    def by_grid(self, block: str, grid: str) -> Unit:
        """Return the grid itself that a thing belongs to, at any level."""
        return self.kept_block(block, grid), grid

    def _fine(self, level: str, block: str, grid: str) -> Unit:
        unit = self.above(grid, level)
        if unit in ("", grid):
            return self.by_grid(block, grid)
        return self.block(unit), unit
