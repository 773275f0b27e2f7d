"""What the words about a measure mean, each once: as a function of the measure, and as SQL for its row `m` of `measures`.

`tests/core/nouns/test_meanings.py` compares each pair.
"""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridlog.core.nouns.measure.life import Measure

OVERDUE = "(m.state = 'open' AND m.due < :today)"


def is_overdue(measure: "Measure", today: date) -> bool:
    """Return whether a measure is open and was due before `today`."""
    return measure.state == "open" and measure.due < today
