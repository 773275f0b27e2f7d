"""Fold a set of events into their row: pure, for any events, with the same result in any order of arrival."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from gridlog.core.event import Event, Misfit, heads, in_order
from gridlog.core.nouns import Step, module_of

if TYPE_CHECKING:
    from gridlog.core.branches import Lineage

Value: TypeAlias = Any  # of any noun: a NamedTuple of its own module

SAID_ANEW = (".reread", ".brought")
UNDONE = ".undone"
MERGED = "enterprise.merged"
# rare kinds that change what other events of their row mean
TURNS = (".removed", ".split", MERGED, UNDONE, *SAID_ANEW)


def step_of(kind: str) -> Step | None:
    """Return the function that folds an event of this kind, None for an unknown kind. Imports the module of the noun."""
    life = module_of(noun_of(kind), "life")
    return life.KINDS.get(kind) if life else None


class Flaw(NamedTuple):
    """An event that is kept but changes nothing, and the reason."""

    id: bytes
    kind: str
    reason: str


class Row(NamedTuple):
    """A row as its events leave it.

    `value` is None while no event has begun the row, and after the row was removed or its beginning undone. `heads` are
    the last events of those that stand. `is_turned` is true when a removal, a merge, a part of a split
    or an undo is among the events.
    """

    id: bytes
    noun: str
    value: Value | None
    heads: tuple[bytes, ...]
    flaws: tuple[Flaw, ...]
    is_turned: bool = False


def noun_of(kind: str) -> str:
    """Return the noun that an event kind belongs to."""
    return kind.partition(".")[0]


def fold(events: Iterable[Event]) -> Row:
    """Fold these events, at least one and all of one row, into their row.

    An event is a flaw when this version does not know its kind, or the row does not allow it: the event is kept and
    listed, and has no effect.
    """
    whole = in_order(events)
    ordered, idle = _left(whole)
    line, read = _turned(ordered)
    if line:
        idle = {**idle, **line.idle}
    value: Value | None = None
    noun = ""
    flaws = []
    for event in read:
        if line and event.id in line.away:
            continue
        try:
            if reason := idle.get(event.id):
                raise Misfit(reason)
            value = _apply(value, event, noun)
            noun = noun or noun_of(event.kind)
        except Misfit as misfit:
            flaws.append(Flaw(event.id, event.kind, str(misfit)))
    if not noun and ordered is not whole:
        # every beginning was undone, and the tables still have to forget the row
        noun = next((noun_of(one.kind) for one in whole if step_of(one.kind)), "")
    is_turned = line is not None or ordered is not whole
    return Row(whole[0].row, noun, value, heads(ordered), tuple(flaws), is_turned)


def _left(whole: list[Event]) -> tuple[list[Event], Mapping[bytes, str]]:
    """Return the events that no undo takes away, and the undos without effect, each with the reason."""
    if len(whole) < 2 or not any(event.kind.endswith(UNDONE) for event in whole):
        return whole, {}
    from gridlog.core.undoing import standing

    found = standing(whole)
    return found.events, found.idle


def _turned(ordered: list[Event]) -> "tuple[Lineage | None, list[Event]]":
    """Return which author saw which events, and the events as they are read; None while nothing turned their meaning."""
    turns = TURNS if len(ordered) > 1 else SAID_ANEW
    if not any(event.kind.endswith(turns) for event in ordered):
        return None, ordered
    from gridlog.core.branches import lineage
    from gridlog.core.recoding import as_read, brought

    line = lineage(ordered)
    if more := brought(ordered):
        line = line._replace(idle={**line.idle, **lineage(more).idle})
    return line, as_read(ordered)


def begun(event: Event) -> Value:
    """Return the value that one event alone makes of the row that it begins. Raises Misfit."""
    value = _apply(None, event, "")
    if value is None:
        raise Misfit("nothing begins with a removal")
    return value


def _apply(value: Value | None, event: Event, noun: str) -> Value | None:
    step = step_of(event.kind)
    if step is None:
        raise Misfit("unknown kind")
    if noun and noun_of(event.kind) != noun:
        raise Misfit(f"{event.kind} on a row of {noun}")
    return step(value, event)
