"""What gridlog keeps a record of: a folder a noun, found here by its name. No file outside the folder lists the nouns.

A folder has up to four modules, each imported when a question names the noun, not before:
- `life.py`: the tables of the noun (`TABLES`), how each kind of event changes its value (`KINDS`), and the rows that a
  value puts into the tables (`rows`).
- `words.py`: what people call the noun, its events, its fields and its closed vocabularies, in Chinese and in English.
- `ledger.py`: the columns of its lists and exports, each with its SQL. A noun without one is not exported.
- `intake.py`: the columns of a file to import, and the event that a row makes. A noun without one is not imported this way.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from gridlog.core.nouns.table import Rows, Table

if TYPE_CHECKING:
    from gridlog.core.event import Event

Step: TypeAlias = Callable[[Any, "Event"], Any]  # from a value, or None, and an event to the value after it


class Life(Protocol):
    """What the module `life` of a noun has.

    It may also have
    - `IS_SETTLED = True`: of rival events the first stands, so there is nothing to settle.
    - `LASTING`: the kinds of events that no undo takes away.
    - `rows_of_events(owner, events)`: rows that the value does not tell of.
    - `IN_SPAN`, for a noun with a row for each day: SQL that is true of the rows of its first table in [:first, :after).
    - `SAME_NAME`, for a noun whose rows have a code that people choose: two people can begin two things under one code.
      The function makes a key of a name; things whose names have one key are one thing.
    """

    TABLES: tuple[Table, ...]
    KINDS: Mapping[str, Step]

    def rows(self, owner: str, value: Any, /) -> Rows:
        """The rows of a value, by table; `owner` is the first cell of each."""


class Words(Protocol):
    """What the module `words` of a noun has. Each pair is Chinese and English.

    It may also have `FIELDS` (a field of an event or a value → its name), `WORDS` (a closed vocabulary → its keys → their
    names), `ALIASES` (a vocabulary → another word for a key → the key), `OPEN` (vocabularies that take any word)
    `LEDGERS` (an export → its name), `PERSONS` (fields with the code of an officer) and `ERRORS` (the end of an error's code →
    its sentence).
    """

    NOUN: tuple[str, str]
    EVENTS: Mapping[str, tuple[str, str]]


@cache
def nouns() -> tuple[str, ...]:
    """The name of each noun, in alphabetical order."""
    from pkgutil import iter_modules

    return tuple(sorted(one.name for one in iter_modules(__path__) if one.ispkg))


@cache
def module_of(noun: str, part: str) -> ModuleType | None:
    """The module `part` in the folder of a noun. None when there is no such noun, or its folder has no such module."""
    name = f"{__name__}.{noun}.{part}"
    if not noun.isidentifier():
        return None
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            return None
        raise


def life_of(noun: str) -> Life:
    """The life of a noun. Raises LookupError for another word."""
    found = module_of(noun, "life")
    if found is None:
        raise LookupError(noun)
    return cast(Life, found)


def words_of(noun: str) -> Words:
    """The words of a noun. Raises LookupError for another word."""
    found = module_of(noun, "words")
    if found is None:
        raise LookupError(noun)
    return cast(Words, found)


def plural(noun: str) -> str:
    """The plural of a noun: the name of the table and of the export that have a row for each."""
    return noun if noun.endswith("s") else f"{noun[:-1]}ies" if noun.endswith(("ty", "cy")) else f"{noun}s"


def is_settled(noun: str) -> bool:
    """Whether rival events of a noun need no answer."""
    return bool(getattr(life_of(noun), "IS_SETTLED", False))


def same_name(noun: str) -> Callable[[str], str] | None:
    """The function that makes a key of a name, by which things under one code are told apart; None without such codes."""
    return cast("Callable[[str], str] | None", getattr(module_of(noun, "life"), "SAME_NAME", None))


def coded() -> frozenset[str]:
    """Return the nouns whose things have a code that people choose."""
    return frozenset(noun for noun in nouns() if same_name(noun))


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
    return [table for noun in nouns() for table in life_of(noun).TABLES]


def kinds() -> list[str]:
    """Every kind of event."""
    return [kind for noun in nouns() for kind in life_of(noun).KINDS]
