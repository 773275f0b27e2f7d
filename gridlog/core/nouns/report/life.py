"""Figures that were handed in, in the tables: who handed them in, who corrected them last.

What reads the figures themselves is imported with the first such event: it needs every report.
"""

from typing import TYPE_CHECKING

from gridlog.core.event import Event
from gridlog.core.nouns.table import Rows, Table

if TYPE_CHECKING:
    from gridlog.core.nouns.report.figures import Frozen

FROZEN = Table("frozen", "period by at corrected_by corrected_at reason", key=True)
TABLES = (FROZEN,)
LASTING = ("report.frozen", "report.corrected")  # what was handed in stays on record
IS_SETTLED = True  # of two freezes the first stands, and no event could answer both


def frozen(old: "Frozen | None", event: Event) -> "Frozen":
    """The figures that an event hands in. Raises Misfit."""
    from gridlog.core.nouns.report import figures

    return figures.frozen(old, event)


def corrected(old: "Frozen | None", event: Event) -> "Frozen":
    """The figures that take the place of what was handed in. Raises Misfit."""
    from gridlog.core.nouns.report import figures

    return figures.corrected(old, event)


KINDS = {"report.frozen": frozen, "report.corrected": corrected}


def rows(period: str, one: "Frozen") -> Rows:
    """The row of a period that was handed in."""
    last = one.corrections[-1] if one.corrections else ("", "", "")
    return {FROZEN: [(period, one.by, one.at, *last)]}
