"""Undoing: which events of a row an undo takes away, and what is left of the row without them.

An event of kind `<noun>.undone` names events of its row. The fold leaves them out, as if they had never been written, so
every noun can be undone without code of its own. Source: docs/format.md, "Undoing".
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from gridlog.core.branches import SPLIT, seen_by
from gridlog.core.event import Event, Misfit, in_order, texts
from gridlog.core.nouns import module_of

UNDONE = ".undone"
NAMED = "undone"  # the field that names the events taken away, in hexadecimal
NOTHING = "an undo of what is not here"
CROSSED = "changed by somebody else at the same time"


class Standing(NamedTuple):
    """What is left of a row.

    events: the events that stand, in order, each after the causes that stand; undos without effect are among them
    undone: the events that an undo takes away
    undos: the undos that have effect, or were taken away
    idle: the undos without effect, each with the reason
    """

    events: list[Event]
    undone: frozenset[bytes]
    undos: frozenset[bytes]
    idle: Mapping[bytes, str]


def is_undo(event: Event) -> bool:
    """Return whether an event undoes others."""
    return event.kind.endswith(UNDONE)


def is_lasting(kind: str) -> bool:
    """Return whether no undo takes away an event of this kind."""
    life = module_of(kind.partition(".")[0], "life")
    return kind.endswith(SPLIT) or kind in getattr(life, "LASTING", ())


def left(events: Iterable[Event]) -> list[Event]:
    """Return the events of a row that stand, in order."""
    ordered = in_order(events)
    return standing(ordered).events if any(map(is_undo, ordered)) else ordered


def standing(ordered: Sequence[Event]) -> Standing:
    """Return what the undos among the events of a row leave of it.

    `ordered` has causes before effects. An undo has no effect when an author who had seen one of the events that it names,
    but not the undo, added a change that stands: an undo takes nothing from under the record of another person. Whether
    that change stands may depend on another undo, so the undos are judged until two rounds agree.
    """
    seen = seen_by(ordered)
    undos = [one for one in ordered if is_undo(one)]
    named = {one.id: _named(one, ordered, seen) for one in undos}
    undone: frozenset[bytes] = frozenset()
    idle: dict[bytes, str] = {}
    for _ in range(len(undos) + 1):
        before = undone
        undone, idle = _judged(ordered, undos, named, seen, before)
        if undone == before:
            break
    away = undone.union(one.id for one in undos if one.id not in idle)
    return Standing(_without(ordered, away, seen), undone, away.intersection(named), idle)


def named_by(undo: Event) -> frozenset[bytes]:
    """Return the ids that an undo names."""
    try:
        return frozenset(bytes.fromhex(one) for one in texts(undo.data, NAMED))
    except (Misfit, ValueError):
        return frozenset()


def _named(undo: Event, ordered: Sequence[Event], seen: Mapping[bytes, frozenset[bytes]]) -> frozenset[bytes]:
    """Return the events of its own noun that an undo can take away: its author had seen them."""
    noun = undo.kind.partition(".")[0]
    wanted = named_by(undo) & (seen[undo.id] - {undo.id})
    return frozenset(
        one.id
        for one in ordered
        if one.id in wanted and one.kind.partition(".")[0] == noun and not is_lasting(one.kind)
    )


def _judged(
    ordered: Sequence[Event],
    undos: Sequence[Event],
    named: Mapping[bytes, frozenset[bytes]],
    seen: Mapping[bytes, frozenset[bytes]],
    before: Set[bytes],
) -> tuple[frozenset[bytes], dict[bytes, str]]:
    """Return the events that are undone, and the undos without effect, where the events `before` do not stand."""
    undone: set[bytes] = set()
    idle: dict[bytes, str] = {}
    for undo in reversed(undos):  # an undo of an undo comes after it
        if undo.id in undone:
            continue
        if not named[undo.id]:
            idle[undo.id] = NOTHING
        elif any(_crosses(one, undo, named[undo.id], seen) for one in ordered if one.id not in before):
            idle[undo.id] = CROSSED
        else:
            undone |= named[undo.id]
    return frozenset(undone), idle


def _crosses(
    one: Event, undo: Event, named: frozenset[bytes], seen: Mapping[bytes, frozenset[bytes]]
) -> bool:
    """Return whether a change was built on what an undo names, while neither author had seen the other event."""
    is_apart = one.id not in seen[undo.id] and undo.id not in seen[one.id]
    return is_apart and not is_undo(one) and not named.isdisjoint(seen[one.id])


def _without(
    ordered: Sequence[Event], away: Set[bytes], seen: Mapping[bytes, frozenset[bytes]]
) -> list[Event]:
    """Return the events without some of them; what followed one that is away follows its causes instead."""
    causes: dict[bytes, frozenset[bytes]] = {}
    kept = []
    for one in ordered:
        found = frozenset[bytes]().union(*(causes.get(cause, frozenset((cause,))) for cause in one.prev))
        if one.id in away:
            causes[one.id] = found
        else:
            kept.append(one if found == {*one.prev} else one._replace(prev=_nearest(found, seen)))
    return in_order(kept)


def _nearest(causes: Iterable[bytes], seen: Mapping[bytes, frozenset[bytes]]) -> tuple[bytes, ...]:
    """Return the causes that no other cause has seen, smallest id first."""
    found = sorted(causes)
    return tuple(
        one for one in found if not any(one != other and one in seen.get(other, ()) for other in found)
    )
