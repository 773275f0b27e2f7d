"""What the author of an event had seen of a code that two things share, told from the events alone.

A device says what it has seen of a row by each event it adds there: `prev` names it. Between two syncs a device
learns nothing, and each sync closes the device's file on the share. So a file holds what was written with
one and the same knowledge. Source: docs/format.md, "One code, two things".
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gridlog.core.branches import Lineage, lineage
from gridlog.core.event import Event
from gridlog.core.segment import NAME
from gridlog.core.undoing import left
from gridlog.store.stored import NAMED

PACKED = 8  # a file of fewer events is no pack: a pack covers eight files


class Word(NamedTuple):
    """An event that a device added to the row: the beginnings it had seen before it, and with it."""

    number: int
    before: frozenset[bytes]
    after: frozenset[bytes]


class Witness:
    """Answers, for events of other rows, which things under one code their authors can have known."""

    def __init__(self, connection: sqlite3.Connection, events: Sequence[Event]) -> None:
        self.connection = connection
        self.ordered = left(events)
        self.line = lineage(self.ordered)
        self._words = _words(self.ordered, self.line)
        (self._own,) = connection.execute("SELECT id FROM replica").fetchone()
        self._arrived = {id: self._seq(id) for id in self.line.beginnings}

    def known(self, event: Event) -> frozenset[bytes]:
        """The beginnings that the author can have seen, and no others; empty where that cannot be told."""
        if event.replica == self._own:
            seq = self._seq(event.id)
            return frozenset(id for id, at in self._arrived.items() if at < seq)
        if not self._is_only(event):
            return frozenset()
        words = self._words.get(event.replica, ())
        earlier = next((one for one in reversed(words) if one.number < event.number), None)
        if earlier and self._is_one_sitting(event.replica, earlier.number, event.number):
            return earlier.after
        later = next((one for one in words if one.number > event.number), None)
        return later.before if later else frozenset()  # what was not seen later was not seen here

    def _seq(self, id: bytes) -> int:
        found = self.connection.execute("SELECT seq FROM events WHERE id = ?", (id,)).fetchone()
        return int(found[0])

    def _is_only(self, event: Event) -> bool:
        """Whether no other event bears its number: a restored backup repeats numbers and tells nothing for sure."""
        (count,) = self.connection.execute(
            f"SELECT count(*) FROM stored WHERE replica = {NAMED} AND number = ?",
            (event.replica, event.number),
        ).fetchone()
        return int(count) == 1

    def _is_one_sitting(self, replica: str, first: int, last: int) -> bool:
        """Whether two events of a device lie in one file that it closed at one sync.

        A file around another one was made anew after its bytes went bad, and may hold several syncs.
        """
        files = set(self._files(replica))
        return any(
            low <= first and last <= high
            for low, high in files
            if not any(low <= inner and outer <= high for inner, outer in files - {(low, high)})
        )

    def _files(self, replica: str) -> Iterator[tuple[int, int]]:
        """The numbers that each file of a device bounds; packs left out, for they hold several syncs."""
        span = (f"{replica}.", f"{replica}/")
        whole = """SELECT name FROM segments WHERE name > ? AND name < ?
                   AND id NOT IN (SELECT segment FROM covers)"""
        parts = """SELECT name FROM covers WHERE name > ? AND name < ?
                   UNION SELECT name FROM covered WHERE name > ? AND name < ?"""
        for query, parameters, is_whole in ((whole, span, True), (parts, span * 2, False)):
            for (name,) in self.connection.execute(query, parameters):
                if match := NAME.fullmatch(name):
                    low, high = int(match[2]), int(match[3])
                    if is_whole or high - low + 1 < PACKED:
                        yield low, high


def _words(ordered: Sequence[Event], line: Lineage) -> dict[str, list[Word]]:
    """What each device added to the row, by number; a number that stands twice tells nothing and is left out."""
    words: dict[str, list[Word]] = {}
    for one in ordered:
        after = line.begun(one.id)
        words.setdefault(one.replica, []).append(Word(one.number, after - {one.id}, after))
    for said in words.values():
        said.sort(key=lambda one: one.number)
        numbers = [one.number for one in said]
        said[:] = [one for one in said if numbers.count(one.number) == 1]
    return words
