"""What a sync costs: puts, lists, files opened, queries."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import pytest

from gridlog.core.segment import opened
from gridlog.share import holdings, sync
from gridlog.share.sync import Outcome, exchange
from gridlog.store.projection import Ready
from tests.support.devices import LIST, SHARE, Make, assert_alike, assert_idle, calls_of, only_file, published
from tests.support.memory_share import MemoryShare, quiet


def test_publishing_a_visit_is_one_listing_and_one_put(make: Make, share: MemoryShare) -> None:
    one = make()
    one.log("x")
    calls = calls_of(share, one.sync)
    assert calls == [LIST, ("put_new", only_file(share))]


def test_many_visits_go_out_as_one_file(make: Make, share: MemoryShare) -> None:
    one = make()
    for number in range(20):
        one.log(f"{number}")
    done = one.sync()
    assert (done.went, done.waits, len(share.files)) == (20, 0, 1)


def test_an_unseen_file_is_read_once(make: Make, share: MemoryShare) -> None:
    name = published(make(), "x")
    other = make()
    assert calls_of(share, other.sync) == [LIST, ("get", name)]
    assert_idle(other)


def test_a_sync_reads_publishes_and_counts_events(make: Make) -> None:
    one, other = make(), make()
    one.log("1", "2", "3")
    one.sync()
    other.log("4")
    assert other.sync() == Outcome(3, 1, 0, 0, {}, False, "")
    assert one.sync() == Outcome(1, 0, 0, 0, {}, False, "")
    assert_alike(one, other)


def test_a_sync_with_nothing_to_do_only_lists(make: Make, share: MemoryShare) -> None:
    devices = [make() for _ in range(3)]
    for one in devices:
        one.log("x")
        one.sync()
    for one in devices:
        one.sync()

    def blow_up(verb: str, name: str) -> None:
        assert verb == "list", (verb, name)

    share.before = blow_up
    for one in devices:
        assert one.sync() == Outcome(0, 0, 0, 0, {}, False, "")
    share.before = quiet
    assert_idle(*devices)
    assert_alike(*devices)


def test_an_empty_share_and_an_empty_database_have_nothing_to_say(make: Make, share: MemoryShare) -> None:
    assert_idle(make())
    assert share.files == {}


def test_a_first_publication_is_made_of_files_of_bounded_size(
    make: Make, share: MemoryShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "SEAL_EVENTS", 3)
    one, other = make(), make()
    one.log(*map(str, range(10)))
    assert one.sync().went == 10
    assert sorted(opened(content, SHARE).size for content in share.files.values()) == [1, 3, 3, 3]
    other.sync()
    assert_alike(one, other)


def test_long_texts_make_smaller_files(
    make: Make, share: MemoryShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holdings, "SEAL_BYTES", 3000)
    one, other = make(), make()
    one.log(*("长" * 400 + str(number) for number in range(6)), "字" * 2000)
    assert one.sync().went == 7
    assert all(
        sum(map(len, opened(one, SHARE).lines)) <= 3000 or opened(one, SHARE).size == 1
        for one in share.files.values()
    )
    other.sync()
    assert_alike(one, other)


def test_others_can_write_while_much_is_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "LAND_EVENTS", 4)
    one, reader = make(), make()
    for number in range(5):
        one.log(f"a{number}", f"b{number}")
        one.sync()
    landed = []
    progress: list[tuple[int, int]] = []
    applying = holdings.apply

    def apply(connection: sqlite3.Connection, arrived: Sequence[holdings.Arrived], *rest: Any) -> list[Ready]:
        landed.append(len(arrived))
        return applying(connection, arrived, *rest)

    monkeypatch.setattr(holdings, "apply", apply)
    exchange(reader.store, reader.share, reader.me, lambda done, total: progress.append((done, total)))
    assert landed == [2, 2, 1]
    assert progress == [(number, 5) for number in range(1, 6)]
    assert_alike(one, reader)
