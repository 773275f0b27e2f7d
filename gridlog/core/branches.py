"""Branches of a row of the roster: which events saw which, what a removal ends, what a split gives away.

Source: docs/format.md, "One code, two things" and "Removing".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, text, texts

REMOVED = ".removed"
SPLIT = ".split"
REREAD = ".reread"
BROUGHT = ".brought"
SAYS_NOTHING_NEW = (REMOVED, REREAD, BROUGHT)  # no word of somebody who goes on with a thing


class Lineage(NamedTuple):
    """How the events of one row depend on one another.

    seen: for each event, the events that its author had seen, with the event itself
    beginnings: the events that began something under the code and were not removed since
    given: the new code of each beginning that a split gave away
    away: the events that went away with such a beginning
    idle: the events without effect, each with the reason
    """

    seen: Mapping[bytes, frozenset[bytes]]
    beginnings: tuple[bytes, ...]
    given: Mapping[bytes, str]
    away: frozenset[bytes]
    idle: Mapping[bytes, str]

    def begun(self, id: bytes) -> frozenset[bytes]:
        """Return the beginnings that the author of an event had seen."""
        return self.seen[id].intersection(self.beginnings)

    @property
    def left(self) -> tuple[bytes, ...]:
        """Return the beginnings that are still under the code, in order."""
        return tuple(id for id in self.beginnings if id not in self.given)


def lineage(ordered: Sequence[Event]) -> Lineage:
    """Return the lineage of a row from its events in order: causes before effects."""
    seen = seen_by(ordered)
    idle = dict(_idle_removals(ordered, seen))
    ends = {one.id for one in ordered if one.kind.endswith(REMOVED) and one.id not in idle}
    over = frozenset().union(*(seen[id] for id in ends))
    beginnings = tuple(
        one.id
        for one in ordered
        if one.kind.endswith(".saved") and one.id not in over and ends.issuperset(one.prev)
    )
    given: dict[bytes, str] = {}
    for one in ordered:
        if one.kind.endswith(SPLIT) and one.id not in over:
            try:
                given.update(_given(one, beginnings, given))
            except Misfit as misfit:
                idle[one.id] = str(misfit)
    away = frozenset(
        one.id
        for one in ordered
        if (begun := seen[one.id].intersection(beginnings)) and given.keys() >= begun
    )
    return Lineage(seen, beginnings, given, away, idle)


def seen_by(ordered: Iterable[Event]) -> dict[bytes, frozenset[bytes]]:
    """Return, for each event, the events of the set that its author had seen, with the event itself."""
    seen: dict[bytes, frozenset[bytes]] = {}
    for one in ordered:
        causes = (seen[cause] for cause in one.prev if cause in seen)
        seen[one.id] = frozenset((one.id,)).union(*causes)
    return seen


def _idle_removals(
    ordered: Sequence[Event], seen: Mapping[bytes, frozenset[bytes]]
) -> Iterable[tuple[bytes, str]]:
    """Return the removals that crossed a change: neither author had seen the other event, so the thing stays."""
    for end in ordered:
        if end.kind.endswith(REMOVED) and any(
            one.id not in seen[end.id]
            and end.id not in seen[one.id]
            and not one.kind.endswith(SAYS_NOTHING_NEW)
            for one in ordered
        ):
            yield end.id, "changed by somebody else at the same time"


def _given(event: Event, beginnings: Sequence[bytes], given: Mapping[bytes, str]) -> dict[bytes, str]:
    """Return what one split gives away. Raises Misfit when the split is not possible."""
    into = text(event.data, "new_code")
    wanted = {id for id in beginnings if id.hex() in texts(event.data, "begun")}
    if not into or not wanted:
        raise Misfit("a split of what did not begin here")
    if any(given.get(id, into) != into for id in wanted):
        raise Misfit("already split into another code")
    if wanted | given.keys() >= set(beginnings):
        raise Misfit("a split that leaves nothing under the code")
    return dict.fromkeys(wanted, into)
