"""What the words about a plan mean, each once: as a function, and as SQL for a row `p` of `plans`.

`tests/core/nouns/test_meanings.py` compares each pair.
"""

from typing import TYPE_CHECKING

from gridlog.core.nouns.measure.meaning import OVERDUE
from gridlog.core.nouns.need.meaning import MET

if TYPE_CHECKING:
    from gridlog.core.nouns.measure.life import Measure
    from gridlog.core.nouns.need.life import Need


def in_version(of: str, version: str) -> str:
    """Return SQL for whether a need or a measure, the row `of`, belongs to a version, an expression.

    What was open when a version ended came along into the next one; what was closed stays with the version it was closed in.
    """
    return f"({of}.version <= {version} AND ifnull({of}.closed_version >= {version}, 1))"


def belongs(one: "Need | Measure", version: int) -> bool:
    """Return whether a need or a measure belongs to a version."""
    return one.version <= version and (one.closed_version is None or one.closed_version >= version)


def _count(table: str, of: str, where: str) -> str:
    return (
        f"(SELECT count(*) FROM {table} AS {of} WHERE {of}.enterprise = p.enterprise"
        f" AND {in_version(of, 'p.version')} AND {where})"
    )


MEASURES = _count("measures", "m", "m.state <> 'dropped'")
MEASURES_DONE = _count("measures", "m", "m.state = 'done'")
MEASURES_OVERDUE = _count("measures", "m", OVERDUE)
NEEDS = _count("needs", "n", "n.state <> 'dropped'")
NEEDS_MET = _count("needs", "n", MET)
IS_MISSED = "p.review < :today"
