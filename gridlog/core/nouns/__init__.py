"""What gridlog keeps a record of: a folder a noun, found here by its name.

`life.py` in the folder says which tables the noun has (`TABLES`), how each kind of event changes its value (`KINDS`), and
which rows a value puts into the tables (`rows`). It is imported when an event or a question names the noun, not before.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from gridlog.core.nouns.table import Rows, Table

if TYPE_CHECKING:
    from gridlog.core.event import Event

NOUNS = ("grid", "officer", "enterprise", "day", "setting", "visit", "issue", "report", "export", "spotcheck")

Step: TypeAlias = Callable[[Any, "Event"], Any]  # from a value, or None, and an event to the value after it


class Life(Protocol):
    """What the module `life` of a noun has.

    It may also have `IS_SETTLED = True`: of rival events the first stands, so there is nothing to settle;
    and `rows_of_events(owner, events)`: rows that the value does not tell of.
    """

    TABLES: tuple[Table, ...]
    KINDS: Mapping[str, Step]

    def rows(self, owner: str, value: Any, /) -> Rows:
        """The rows of a value, by table; `owner` is the first cell of each."""


@cache
def life_of(noun: str) -> Life:
    """The life of a noun of NOUNS. Raises LookupError for another word."""
    if noun not in NOUNS:
        raise LookupError(noun)
    return cast(Life, import_module(f"{__name__}.{noun}.life"))


def is_settled(noun: str) -> bool:
    """Whether rival events of a noun need no answer."""
    return bool(getattr(life_of(noun), "IS_SETTLED", False))


def rows_of_events(noun: str, owner: str, events: "Sequence[Event]") -> Rows:
    """The rows that the events of a row make beside those of its value."""
    make = _maker_of(noun)
    return make(owner, events) if make else {}


@cache
def _maker_of(noun: str) -> "Callable[[str, Sequence[Event]], Rows] | None":
    return cast(
        "Callable[[str, Sequence[Event]], Rows] | None", getattr(life_of(noun), "rows_of_events", None)
    )


def tables() -> list[Table]:
    """The tables of every noun."""
    return [table for noun in NOUNS for table in life_of(noun).TABLES]


def kinds() -> list[str]:
    """Every kind of event."""
    return [kind for noun in NOUNS for kind in life_of(noun).KINDS]
