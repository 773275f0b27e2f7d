"""What a weekly summary (周汇总) says beside its rows of visits. Source: domain.md, "Reports"."""

from datetime import date
from typing import NamedTuple

from gridlog.core.figures.handling import Count, Handling
from gridlog.core.figures.month import Met, Uncovered


class Summary(NamedTuple):
    """The days up to `until`. `handlers`, `blocks` and `grids` are the same issues by each.

    `uncovered` are enterprises not visited in time by `until`, `crowded` those that too many officers came to;
    `weeks` go back some weeks, block by block.
    """

    until: date
    handlers: list[Handling]
    blocks: list[Handling]
    grids: list[Handling]
    top: list[Count]
    common: list[Count]
    uncovered: list[Uncovered]
    crowded: list[Count]
    weeks: list[Met]
    longterm: int
