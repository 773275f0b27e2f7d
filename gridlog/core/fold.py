"""The fold: what a set of events makes of their row. Pure, total, the same for any order of arrival."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union, cast

from gridlog.core import issue, roster, visit
from gridlog.core.event import Event, Misfit, heads, in_order
from gridlog.core.issue import Issue
from gridlog.core.roster import Day, Enterprise, Grid, Officer, Setting
from gridlog.core.visit import Visit

if TYPE_CHECKING:
    from gridlog.core.branches import Lineage
    from gridlog.core.export import Export
    from gridlog.core.freeze import Frozen
    from gridlog.core.spotcheck import Spotcheck

Value: TypeAlias = Union[
    Grid, Officer, Enterprise, Day, Setting, Visit, Issue, "Frozen", "Export", "Spotcheck"
]
Step: TypeAlias = Callable[[Value | None, Event], Value | None]

KINDS = cast(Mapping[str, Step], {**roster.KINDS, **visit.KINDS, **issue.KINDS})
TURNS = (".removed", ".split")  # rare kinds that change what other events of their row mean
# nouns that few commands meet, by the module that folds them
RARE = {"report": "freeze", "export": "export", "spotcheck": "spotcheck"}


def step_of(kind: str) -> Step | None:
    """What folds an event of this kind, None for an unknown one; the module of a rare noun is imported here."""
    step = KINDS.get(kind)
    if step is None and (module := RARE.get(noun_of(kind))):
        step = cast(Mapping[str, Step], import_module(f"gridlog.core.{module}").KINDS).get(kind)
    return step


class Flaw(NamedTuple):
    """An event that is kept but changes nothing, and why."""

    id: bytes
    kind: str
    reason: str


class Row(NamedTuple):
    """A row as its events leave it; `value` is None while nothing has begun it, and once it was removed.

    `is_turned` tells that a removal or a split is among the events.
    """

    id: bytes
    noun: str
    value: Value | None
    heads: tuple[bytes, ...]
    flaws: tuple[Flaw, ...]
    is_turned: bool = False


def noun_of(kind: str) -> str:
    """The noun an event kind belongs to."""
    return kind.partition(".")[0]


def fold(events: Iterable[Event]) -> Row:
    """The row that these events, all of one row and at least one, make together.

    An event of a kind this version does not know, or that its row does not allow, is a flaw: kept,
    listed, without effect.
    """
    ordered = in_order(events)
    line = _turned(ordered) if len(ordered) > 1 else None
    value: Value | None = None
    noun = ""
    flaws = []
    for event in ordered:
        if line and event.id in line.away:
            continue
        try:
            if line and (reason := line.idle.get(event.id)):
                raise Misfit(reason)
            value = _apply(value, event, noun)
            noun = noun or noun_of(event.kind)
        except Misfit as misfit:
            flaws.append(Flaw(event.id, event.kind, str(misfit)))
    return Row(ordered[0].row, noun, value, heads(ordered), tuple(flaws), line is not None)


def _turned(ordered: list[Event]) -> "Lineage | None":
    """Who saw what, where a removal or a split is among the events of the row; else None."""
    if not any(event.kind.endswith(TURNS) for event in ordered):
        return None
    from gridlog.core.branches import lineage

    return lineage(ordered)


def begun(event: Event) -> Value:
    """What one event that begins a row makes of it: the fold of a set of one. Raises Misfit."""
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
