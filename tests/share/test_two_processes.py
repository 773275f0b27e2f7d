"""Two processes on one machine."""

import errno
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from gridlog.core import segment as segments
from gridlog.core.plan import GRACE, WANTED
from gridlog.core.segment import opened
from gridlog.errors import Damaged
from gridlog.share import holdings, sync
from gridlog.share.place import Directory
from gridlog.share.sync import exchange
from gridlog.store.file import Author, open_store
from gridlog.store.projection import Ready, shed_indexes
from tests.support.devices import (
    NOW,
    SHARE,
    VISIT,
    Device,
    Make,
    assert_alike,
    assert_idle,
    body,
    covers,
    published,
)
from tests.support.memory_share import MemoryShare, quiet


def test_a_visit_logged_during_a_sync_is_not_lost(make: Make, share: MemoryShare) -> None:
    one, peer = make(), make()
    published(peer, "theirs")
    meanwhile = open_store(one.store.path, NOW)
    said = []

    def log(verb: str, name: str) -> None:
        with meanwhile.write(Author("P2", NOW)) as writer:
            said.append(writer.append("visit.logged", {**VISIT, "note": f"{verb} {name}"}).id)

    one.log("mine")
    share.before = share.after = log
    one.sync()
    share.before = share.after = quiet
    meanwhile.close()
    one.sync()
    peer.sync()
    assert len(said) > 4
    assert {*said} <= peer.ids()
    assert_alike(one, peer)


def test_two_syncs_of_one_database_at_once_do_everything_once(make: Make, share: MemoryShare) -> None:
    one, peer = make(), make()
    for number in range(7):
        published(one, f"{number}")
        published(peer, f"{number}")
    one.log("mine")
    second = Device(open_store(one.store.path, NOW), share, one.machine)
    depth = [0]

    def sync_too(verb: str, name: str) -> None:
        del verb, name
        if not depth[0]:
            depth[0] = 1
            second.sync()
            depth[0] = 0

    share.before = share.after = sync_too
    done = one.sync()
    share.before = share.after = quiet
    second.store.close()
    assert done.trouble == ""
    one.sync()
    newcomer = make()
    for device in (peer, newcomer):
        device.sync()
    assert len(newcomer.ids()) == 15
    assert_alike(one, peer, newcomer)
    assert_idle(one, peer, newcomer)


def test_a_pack_that_only_claims_to_cover_a_file_drops_nothing(make: Make, share: MemoryShare) -> None:
    owner, peer = make(), make()
    name = published(owner, "worth keeping")
    peer.sync()
    false = segments.sealed(SHARE, "f" * 16, [(1, body())], [name])
    share.files[false.name] = false.content
    peer.sync()
    assert false.name in {one for (one,) in peer.connection.execute("SELECT name FROM segments")}
    del share.files[name]
    peer.sync()
    assert opened(share.files[name], SHARE).name == name


def indexes(device: Device) -> set[str]:
    """The names of all indexes."""
    return {
        name for (name,) in device.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")
    }


def test_a_first_sync_that_sheds_indexes_brings_all_of_them_back(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, reader, killed = make(), make(), make()
    whole = indexes(reader)
    for number in range(3):
        published(owner, f"{number}", f"and {number}")
    monkeypatch.setattr(sync, "MANY", 0)
    reader.sync()
    assert indexes(reader) == whole
    with killed.store.change() as connection:
        shed_indexes(connection)
    assert indexes(killed) < whole
    killed.sync()
    assert indexes(killed) == whole
    assert_alike(owner, reader, killed)


@pytest.fixture
def bulky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pull is a bulk, and lands after each fourth event."""
    monkeypatch.setattr(sync, "MANY", 0)
    monkeypatch.setattr(sync, "BULK_EVENTS", 4)


@pytest.mark.usefixtures("bulky")
def test_a_visit_can_be_logged_at_any_moment_in_which_a_bulk_reads_the_share(make: Make) -> None:
    owner, reader = make(), make()
    for number in range(6):
        published(owner, f"{number}", f"and {number}")
    beside = open_store(reader.store.path, NOW)
    beside.connection.execute("PRAGMA busy_timeout = 0")
    colleague = Device(beside, reader.share, reader.machine)
    logged = []

    def meanwhile(done: int, _total: int) -> None:
        logged.extend(colleague.log(f"meanwhile {done}"))

    exchange(reader.store, reader.share, reader.me, meanwhile)
    beside.close()
    assert len(logged) == 6
    owner.sync()
    assert_alike(owner, reader)


@pytest.mark.usefixtures("bulky")
@pytest.mark.parametrize("at", range(1, 6))
def test_a_bulk_that_is_killed_midway_goes_on_where_it_was(
    make: Make, share: MemoryShare, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    owner, reader = make(), make()
    whole = indexes(reader)
    (first,) = owner.log("first")
    for number in range(6):
        owner.edit(first, f"once more {number}")
        published(owner, f"{number}", f"and {number}")
    getting = share.get
    left = count(-at)

    def get(name: str) -> bytes:
        if not next(left):
            raise KeyboardInterrupt
        return getting(name)

    monkeypatch.setattr(share, "get", get)
    with suppress(KeyboardInterrupt):
        reader.sync()
    there = len(reader.ids())
    assert 0 < there < len(owner.ids())
    reopened = Device(open_store(reader.store.path, NOW), share, reader.machine)
    assert reopened.sync().came == len(owner.ids()) - there
    assert indexes(reopened) == whole
    assert_alike(owner, reopened)
    reopened.store.close()


def test_long_texts_land_a_few_files_at_a_time(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "LAND_BYTES", 1000)
    owner, reader = make(), make()
    for number in range(5):
        published(owner, "长" * 400 + str(number))
    landed = []
    applying = holdings.apply

    def apply(connection: sqlite3.Connection, arrived: Sequence[holdings.Arrived], *rest: Any) -> list[Ready]:
        landed.append(len(arrived))
        return applying(connection, arrived, *rest)

    monkeypatch.setattr(holdings, "apply", apply)
    reader.sync()
    assert landed == [1, 1, 1, 1, 1]
    assert_alike(owner, reader)


def test_a_bulk_reads_a_table_without_index_once_a_transaction_however_many_rows_were_edited(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "MANY", 0)
    monkeypatch.setattr(sync, "BULK_EVENTS", 30)
    owner, reader = make(), make()
    visits = owner.log(*map(str, range(30)))
    owner.sync()
    for visit in visits:
        owner.edit(visit, "edited")
    owner.sync()
    said: list[str] = []
    reader.connection.set_trace_callback(said.append)
    reader.sync()
    reader.connection.set_trace_callback(None)
    assert sum(one.startswith("DELETE FROM visits ") for one in said) == 1
    assert_alike(owner, reader)


@pytest.mark.usefixtures("bulky")
def test_the_last_files_of_a_bulk_come_when_the_indexes_are_back_and_make_room_in_them(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "LAST_PART", 4)
    owner, reader = make(), make()
    for number in range(6):
        published(owner, f"{number}", f"and {number}")
    said: list[str] = []
    reader.connection.set_trace_callback(said.append)
    reader.sync()
    reader.connection.set_trace_callback(None)
    landed = [at for at, one in enumerate(said) if one.startswith("INSERT OR IGNORE INTO stored")]
    back = [at for at, one in enumerate(said) if one.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX"))]
    assert landed[0] < back[0] < back[-1] < landed[-1]
    assert_alike(owner, reader)


@pytest.mark.usefixtures("bulky")
def test_a_bulk_that_another_process_reads_is_what_this_one_would_have_read(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "place"
    place.mkdir()
    owner, reader, alone, plain = (make(on=Directory(place)) for _ in range(4))
    for number in range(23):
        owner.log(f"{number}", f"and {number}")
        owner.sync()
    for at, name in enumerate(sorted(path.name for path in place.iterdir())):
        if at in (0, 1, 4, 5, 11):
            content = (place / name).read_bytes()
            (place / name).write_bytes(content[: len(content) // 2] if at % 2 else b"x" * len(content))
    told = reader.sync()
    assert len(told.unread) == 5
    query = "SELECT seq, id FROM events ORDER BY seq"
    for device, what, value in ((alone, "os.cpu_count", lambda: 1), (plain, "gridlog.share.sync.MANY", 1000)):
        monkeypatch.setattr(what, value)
        again = device.sync()
        assert (again.came, again.unread) == (told.came, told.unread)
        assert device.connection.execute(query).fetchall() == reader.connection.execute(query).fetchall()


def rot(device: Device, name: str) -> bytes:
    """Turn a bit of the bytes that a device keeps of a file; what they were."""
    query = "FROM contents JOIN segments ON segments.id = segment WHERE name = ?"
    ((id, content),) = device.connection.execute(f"SELECT segment, content {query}", (name,))
    bad = content[:40] + bytes([content[40] ^ 1]) + content[41:]
    device.connection.execute("UPDATE contents SET content = ? WHERE segment = ?", (bad, id))
    return bytes(content)


def test_bytes_that_went_bad_here_never_reach_the_share(make: Make, share: MemoryShare) -> None:
    owner, keeper, newcomer = make(), make(), make()
    name = published(owner, "mine", "too")
    keeper.sync()
    good = rot(keeper, name)
    assert share.files[name] == good
    share.files[name + WANTED] = b""
    done = keeper.sync()
    assert (done.rotten, done.mended, share.files[name]) == (1, 0, good)
    keeper.sync()
    del share.files[name]
    keeper.sync()
    assert share.files[name] == good
    newcomer.sync()
    assert newcomer.ids() == owner.ids()


def test_what_only_went_bad_here_is_published_anew_from_its_events(make: Make, share: MemoryShare) -> None:
    owner, newcomer = make(), make()
    name = published(owner, "mine", "too")
    rot(owner, name)
    del share.files[name]
    assert owner.sync().rotten == 1
    owner.sync()
    newcomer.sync()
    assert newcomer.ids() == owner.ids()
    assert all(opened(content, SHARE).name == each for each, content in share.files.items())


def test_an_event_that_went_bad_here_is_not_published_as_another(make: Make, share: MemoryShare) -> None:
    owner = make()
    owner.log("mine")
    owner.connection.execute("UPDATE stored SET data = CAST(replace(data, 'mine', 'thine') AS BLOB)")
    with pytest.raises(Damaged):
        owner.sync()
    assert share.files == {}


def test_a_file_that_does_not_fit_keeps_no_other_from_its_turn(make: Make, share: MemoryShare) -> None:
    owner, other = make(), make()
    big = published(owner, "long " * 30_000)
    small = [published(owner, f"{number}") for number in range(3)]
    kept = dict(share.files)
    share.files.clear()

    def full(verb: str, name: str) -> None:
        if verb == "put_new" and name == big:
            raise OSError(errno.ENOSPC, "as if")

    share.before = full
    done = owner.sync()
    assert (done.trouble, done.left, done.waits) == ("full", 1, 0)
    assert sorted(share.files) == sorted(small)
    share.before = quiet
    assert (owner.sync().left, share.files) == (0, kept)
    other.sync()
    assert_alike(owner, other)


def test_what_a_pack_covers_stays_until_the_pack_itself_is_there(make: Make, share: MemoryShare) -> None:
    owner = make()
    small = [published(owner, f"{number}") for number in range(8)]
    (pack,) = [name for name in share.files if covers(share, name)]
    del share.files[pack]

    def no_room(verb: str, name: str) -> None:
        if verb == "put_new" and name == pack:
            raise OSError(errno.ENOSPC, "as if")

    share.before = no_room
    owner.now += 2 * GRACE
    assert owner.sync().left == 1
    assert {*share.files} == {*small}
    share.before = quiet
    owner.sync()
    assert {*share.files} == {pack}
