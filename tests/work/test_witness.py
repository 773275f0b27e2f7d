"""What an author had seen of a code, told from the events and files alone; in doubt nothing is told."""

import sqlite3
from collections.abc import Iterator

import pytest

from gridlog.core.event import Data, Event, Stamp, created, natural_row
from gridlog.store.projection import events_of, immediate, merge, ready
from gridlog.work.witness import Witness
from tests.support.images import without_log
from tests.support.simulate import blank

A, B, C = "a" * 16, "b" * 16, "c" * 16


def said(kind: str, data: Data, replica: str, number: int, *seen: Event, key: str = "enterprise/E1") -> Event:
    stamp = Stamp(replica, number, (100 + number) << 16, "2025-11-03T09:00:00+08:00", "", False)
    return created(kind, data, key, tuple(one.id for one in seen), stamp)


def visit(replica: str, number: int, note: str = "x") -> Event:
    place = {"on": "2025-11-03", "enterprise": "E1", "officer": "P1", "method": "onsite", "note": note}
    return said("visit.logged", place, replica, number, key="")


FIRST = said("enterprise.saved", {"name": "甲厂"}, A, 1)
SECOND = said("enterprise.saved", {"name": "乙厂"}, B, 1)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """A database of a third device."""
    found = sqlite3.connect(":memory:", isolation_level=None)
    found.deserialize(without_log(blank()))
    yield found
    found.close()


def arrived(database: sqlite3.Connection, *events: Event) -> None:
    with immediate(database):
        merge(database, map(ready, events))


def file(
    database: sqlite3.Connection, replica: str, first: int, last: int, covers: tuple[str, ...] = ()
) -> str:
    """A file that is held, and the names that it claims to cover."""
    name = f"{replica}.{first}-{last}.{len(covers):016x}.jsonl.gz"
    made = database.execute(
        "INSERT INTO segments (name, replica, first, size, bytes, mine, shared) VALUES (?,?,?,?,0,0,1)",
        (name, replica, first, last - first + 1),
    )
    database.executemany("INSERT INTO covers VALUES (?,?)", [(one, made.lastrowid) for one in covers])
    return name


def named(replica: str, first: int, last: int) -> str:
    return f"{replica}.{first}-{last}.{'f' * 16}.jsonl.gz"


def known(database: sqlite3.Connection, event: Event) -> set[str]:
    """The names of what the author had seen for sure."""
    names = {FIRST.id: "甲厂", SECOND.id: "乙厂"}
    witness = Witness(database, events_of(database, natural_row("enterprise/E1")))
    return {names[id] for id in witness.known(event)}


def test_what_a_device_wrote_in_one_sitting_is_written_with_one_knowledge(
    database: sqlite3.Connection,
) -> None:
    arrived(database, FIRST, SECOND, visit(B, 2))
    file(database, B, 1, 2)
    assert known(database, visit(B, 2)) == {"乙厂"}


def test_after_a_sync_nobody_can_tell(database: sqlite3.Connection) -> None:
    arrived(database, FIRST, SECOND, visit(B, 2))
    file(database, B, 1, 1)
    file(database, B, 2, 2)
    assert known(database, visit(B, 2)) == set()


def test_what_was_not_seen_later_was_not_seen_before(database: sqlite3.Connection) -> None:
    later = said("enterprise.saved", {"phone": "1"}, B, 3, SECOND)
    arrived(database, FIRST, SECOND, visit(B, 2), later)
    file(database, B, 1, 1)
    file(database, B, 2, 3)
    assert known(database, visit(B, 2)) == {"乙厂"}


def test_what_was_seen_later_may_have_been_seen_before(database: sqlite3.Connection) -> None:
    later = said("enterprise.saved", {"phone": "1"}, B, 3, FIRST, SECOND)
    arrived(database, FIRST, SECOND, visit(B, 2), later)
    file(database, B, 1, 1)
    file(database, B, 2, 3)
    assert known(database, visit(B, 2)) == {"甲厂", "乙厂"}


def test_what_was_seen_later_says_nothing_against_an_earlier_sitting(database: sqlite3.Connection) -> None:
    later = said("enterprise.saved", {"phone": "1"}, B, 3, FIRST, SECOND)
    arrived(database, FIRST, SECOND, visit(B, 2), later)
    file(database, B, 1, 2)
    file(database, B, 3, 3)
    assert known(database, visit(B, 2)) == {"乙厂"}


def test_of_a_device_that_never_touched_the_code_nobody_can_tell(database: sqlite3.Connection) -> None:
    arrived(database, FIRST, SECOND, visit(C, 2))
    file(database, C, 1, 2)
    assert known(database, visit(C, 2)) == set()


def test_a_number_that_stands_twice_tells_nothing(database: sqlite3.Connection) -> None:
    arrived(database, FIRST, SECOND, visit(B, 2), visit(B, 2, note="restored"))
    file(database, B, 1, 2)
    assert known(database, visit(B, 2)) == set()


def test_a_beginning_whose_number_stands_twice_tells_nothing(database: sqlite3.Connection) -> None:
    other = said("enterprise.saved", {"name": "丙厂"}, B, 1)
    arrived(database, FIRST, SECOND, other, visit(B, 2))
    file(database, B, 1, 2)
    assert known(database, visit(B, 2)) == set()


def test_a_pack_is_no_sitting(database: sqlite3.Connection) -> None:
    arrived(database, FIRST, SECOND, visit(B, 2))
    file(database, B, 1, 20, covers=(named(B, 1, 1), named(B, 2, 2)))
    assert known(database, visit(B, 2)) == set()


def test_the_files_that_a_pack_covers_are_sittings_if_they_can_be_no_packs(
    database: sqlite3.Connection,
) -> None:
    arrived(database, FIRST, SECOND, visit(B, 2), visit(B, 10))
    file(database, B, 1, 64, covers=(named(B, 1, 7), named(B, 8, 64)))
    assert known(database, visit(B, 2)) == {"乙厂"}
    again = said("enterprise.saved", {"phone": "1"}, B, 9, SECOND)
    arrived(database, again)
    assert known(database, visit(B, 10)) == set()


def test_a_file_made_anew_around_others_is_no_sitting(database: sqlite3.Connection) -> None:
    arrived(database, FIRST, SECOND, visit(B, 3))
    file(database, B, 1, 1)
    file(database, B, 1, 3)
    assert known(database, visit(B, 3)) == set()


def test_the_device_itself_goes_by_the_order_of_arrival(database: sqlite3.Connection) -> None:
    database.execute("UPDATE replica SET id = ?", (B,))
    arrived(database, SECOND)
    arrived(database, visit(B, 2))
    arrived(database, FIRST)
    arrived(database, visit(B, 3))
    assert known(database, visit(B, 2)) == {"乙厂"}
    assert known(database, visit(B, 3)) == {"甲厂", "乙厂"}
