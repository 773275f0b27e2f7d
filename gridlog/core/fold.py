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
    from gridlog.core.export import Export
    from gridlog.core.freeze import Frozen
    from gridlog.core.spotcheck import Spotcheck

Value: TypeAlias = Union[
    Grid, Officer, Enterprise, Day, Setting, Visit, Issue, "Frozen", "Export", "Spotcheck"
]
Step: TypeAlias = Callable[[Value | None, Event], Value]

KINDS = cast(Mapping[str, Step], {**roster.KINDS, **visit.KINDS, **issue.KINDS})
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
    """A row as its events leave it; `value` is None while nothing has begun it."""

    id: bytes
    noun: str
    value: Value | None
    heads: tuple[bytes, ...]
    flaws: tuple[Flaw, ...]


def noun_of(kind: str) -> str:
    """The noun an event kind belongs to."""
    return kind.partition(".")[0]


def fold(events: Iterable[Event]) -> Row:
    """The row that these events, all of one row and at least one, make together.

    An event of a kind this version does not know, or that its row does not allow, is a flaw: kept,
    listed, without effect.
    """
    ordered = in_order(events)
    value: Value | None = None
    noun = ""
    flaws = []
    for event in ordered:
        try:
            value = _apply(value, event, noun)
            noun = noun or noun_of(event.kind)
        except Misfit as misfit:
            flaws.append(Flaw(event.id, event.kind, str(misfit)))
    return Row(ordered[0].row, noun, value, heads(ordered), tuple(flaws))


def begun(event: Event) -> Value:
    """What one event that begins a row makes of it: the fold of a set of one. Raises Misfit."""
    return _apply(None, event, "")


def _apply(value: Value | None, event: Event, noun: str) -> Value:
    step = step_of(event.kind)
    if step is None:
        raise Misfit("unknown kind")
    if noun and noun_of(event.kind) != noun:
        raise Misfit(f"{event.kind} on a row of {noun}")
    return step(value, event)
