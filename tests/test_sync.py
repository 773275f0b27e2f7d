"""One exchange after another over real files: what each costs, what each survives, what nobody ever loses."""

import errno
import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core import plan as planning
from gridlog.core import segment as segments
from gridlog.core.event import Data, Stamp, created, hash_id, written
from gridlog.core.plan import GRACE, PATIENCE, WANTED
from gridlog.core.roster import moved
from gridlog.core.segment import NAME, Unread, opened
from gridlog.core.when import ZONE
from gridlog.errors import Damaged, Unreachable
from gridlog.share import holdings, sync
from gridlog.share.place import Directory, Share
from gridlog.share.sync import Outcome, Self, exchange
from gridlog.store import file as storing
from gridlog.store.file import Author, Store, open_store
from gridlog.store.projection import Ready, rebuild, shed_indexes
from tests.support.copies import COPIES
from tests.support.images import without_log
from tests.support.memory_share import MemoryShare, quiet
from tests.support.tables import dump

SHARE = "5ea5ea5ea5ea5ea5"
NOW = datetime(2025, 11, 21, 16, 0, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)
VISIT: Data = {
    "on": "2025-11-20",
    "enterprise": "E1",
    "officer": "P1",
    "method": "onsite",
    "kind": "routine",
    "grid": "A-1",
    "block": "A",
}
LIST = ("list", "")


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which nothing has happened."""
    path = tmp_path_factory.mktemp("blank") / "zone.db"
    open_store(path, NOW, create=True).close()
    return path


class Device:
    """One officer's machine, with a clock of its own."""

    def __init__(self, store: Store, share: Share, machine: str) -> None:
        self.store = store
        self.share = share
        self.machine = machine
        self.now = NOW
        self.random = Random(machine)  # noqa: S311  # repeatable chance, no secret
        store.connection.execute("PRAGMA synchronous = OFF")  # nobody pulls the plug of a test

    @property
    def connection(self) -> sqlite3.Connection:
        return self.store.connection

    @property
    def replica(self) -> str:
        return self.store.replica

    def say(self, kind: str, data: Data, key: str = "", row: bytes | None = None) -> bytes:
        """One more event; its id."""
        with self.store.write(Author("P1", self.now)) as writer:
            return writer.append(kind, data, key, row).id

    def log(self, *notes: str) -> list[bytes]:
        """A visit for each note, in one transaction."""
        with self.store.write(Author("P1", self.now)) as writer:
            return [writer.append("visit.logged", {**VISIT, "note": note}).id for note in notes]

    def edit(self, row: bytes, note: str) -> bytes:
        """Another note for a visit."""
        return self.say("visit.edited", {"change": {"note": note}, "why": "x"}, row=row)

    def sync(self, share: Share | None = None) -> Outcome:
        """One exchange."""
        return exchange(self.store, share or self.share, self.me)

    @property
    def me(self) -> Self:
        return Self(SHARE, self.machine, self.now, self.random.randbytes)

    def ids(self) -> set[bytes]:
        """Every event this device has."""
        return {id for (id,) in self.connection.execute("SELECT id FROM events")}

    def bodies(self) -> set[bytes]:
        """Every event's bytes."""
        return {body for (body,) in self.connection.execute("SELECT body FROM events")}

    def note(self, row: bytes) -> str:
        """What stands in a visit's note."""
        found = self.connection.execute("SELECT note FROM visits WHERE id = ?", (written(row),)).fetchone()
        return str(found[0])

    def replicas(self) -> list[str]:
        """Who wrote what is here, in order of arrival."""
        return [by for (by,) in self.connection.execute("SELECT replica FROM events ORDER BY seq")]


Make = Callable[..., Device]


@pytest.fixture
def share() -> MemoryShare:
    return MemoryShare()


@pytest.fixture
def make(blank: Path, tmp_path: Path, share: MemoryShare) -> Iterator[Make]:
    """A way to make devices; each has an id of its own and stands on the common share unless told otherwise."""
    made: list[Store] = []
    numbers = count(1)

    def device(image: Path = blank, on: Share = share, machine: str = "", replica: str = "") -> Device:
        number = next(numbers)
        path = tmp_path / f"device{number}.db"
        shutil.copyfile(image, path)
        store = open_store(path, NOW)
        made.append(store)
        if image is blank or replica:
            store.connection.execute("UPDATE replica SET id = ?", (replica or f"{number:x}" * 16,))
        return Device(store, on, machine or f"machine {number}")

    yield device
    for store in made:
        store.close()


def assert_alike(*devices: Device) -> None:
    """All have the same events and tables, the tables are what a rebuild makes, and nothing waits."""
    first = devices[0]
    for one in devices:
        assert one.ids() == first.ids()
        tables = dump(one.connection)
        assert tables == dump(first.connection)
        rebuild(one.connection)
        assert dump(one.connection) == tables
        assert holdings.waiting(one.connection) == 0


def calls_of(share: MemoryShare, act: Callable[[], object]) -> list[tuple[str, str]]:
    """What a share is asked to do meanwhile."""
    share.calls.clear()
    act()
    return [*share.calls]


def assert_idle(*devices: Device) -> None:
    """Another sync lists once and does nothing else."""
    for one in devices:
        assert isinstance(one.share, MemoryShare)
        assert calls_of(one.share, one.sync) == [LIST]


def only_file(share: MemoryShare) -> str:
    (name,) = share.files
    return name


def published(device: Device, *notes: str) -> str:
    """The name of the file that tells others of these visits."""
    assert isinstance(device.share, MemoryShare)
    before = {*device.share.files}
    device.log(*notes)
    device.sync()
    (name,) = [name for name in device.share.files.keys() - before if not covers(device.share, name)]
    return name


def covers(share: MemoryShare, name: str) -> tuple[str, ...]:
    """What a file replaces; nothing where it cannot be read."""
    try:
        return opened(share.files[name], SHARE).covers
    except Unread:
        return ()


# What a sync costs.


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


# Order, repetition and division of what arrives mean nothing.


class Files(dict[str, bytes]):
    """Files by name; not all of their bytes need be shown where a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} files"


@pytest.fixture(scope="module")
def busy_files(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of three replicas that saw some of one another's work and contradicted the rest."""
    folder = tmp_path_factory.mktemp("busy")
    share = MemoryShare()
    devices = []
    for number in (1, 2, 3):
        path = folder / f"{number}.db"
        shutil.copyfile(blank, path)
        store = open_store(path, NOW)
        store.connection.execute("UPDATE replica SET id = ?", (f"{number}" * 16,))
        devices.append(Device(store, share, f"machine {number}"))
    one, two, three = devices
    for code, level, parent in (("Z", "zone", ""), ("A", "block", "Z"), ("A-1", "grid", "A")):
        one.say("grid.saved", {"name": code, "level": level, "parent": parent}, f"grid/{code}")
    one.say("officer.saved", {"name": "张三"}, "officer/P1")
    one.say("officer.assigned", moved("A-1", None), "officer/P1")
    one.say("enterprise.saved", {"name": "禾木"}, "enterprise/E1")
    (visit,) = one.log("first")
    raised: Data = {
        **{key: VISIT[key] for key in ("on", "enterprise", "officer", "grid", "block")},
        "text": "断电",
        "category": "POWER",
        "grade": "general",
        "source": "visit",
        "due": "2025-12-01",
    }
    issue = one.say("issue.raised", raised)
    one.sync()
    two.sync()
    three.now = NOW + timedelta(days=400)
    three.sync()
    for device in (two, three, one):
        device.edit(visit, f"by {device.machine}")
        device.say("enterprise.saved", {"name": f"named by {device.machine}"}, "enterprise/E1")
        device.say("setting.set", {"value": device.machine}, "setting/zone")
    two.say("issue.accepted", {"on": "2025-11-20", "handler": "P1"}, row=issue)
    three.say("issue.closed", {"on": "2025-11-21", "workdays": 1}, row=issue)
    three.say("visit.praised", {"stars": 5}, row=visit)
    two.say("visit.voided", {"why": "重复"}, row=visit)
    for device in devices:
        device.sync()
    two.sync()
    two.edit(visit, "settled")
    two.sync()
    one.sync()
    one.log("later")
    one.say("officer.leave", {"from": "2025-11-03", "to": "2025-11-04", "kind": "年假"}, "officer/P1")
    one.sync()
    for device in devices:
        device.sync()
    assert_alike(*devices)
    for device in devices:
        device.store.close()
    return Files(share.files)


@pytest.fixture(scope="module")
def blank_image(blank: Path) -> bytes:
    return blank.read_bytes()


def in_memory(
    image: bytes,
    share: Share,
    machine: str = "reader",
    factory: type[sqlite3.Connection] = sqlite3.Connection,
) -> Device:
    """A device whose database costs nothing to make."""
    connection = sqlite3.connect(":memory:", isolation_level=None, factory=factory)
    connection.deserialize(without_log(image))
    return Device(Store(connection, Path("memory.db")), share, machine)


def reader_of(files: dict[str, bytes], image: bytes) -> Device:
    """A newcomer that has read all of this once."""
    share = MemoryShare()
    share.files.update(files)
    share.is_writable = False
    device = in_memory(image, share)
    device.sync()
    return device


@given(st.data())
def test_any_order_and_division_of_deliveries_gives_the_same_tables(
    busy_files: Files, blank: Path, data: st.DataObject
) -> None:
    share = MemoryShare()
    share.is_writable = False
    image = blank.read_bytes()
    device = in_memory(image, share)
    forms = st.sampled_from(["{}.jsonl.gz", *COPIES])
    delivery = st.dictionaries(st.sampled_from(sorted(busy_files)), forms)
    for arrived in data.draw(st.lists(delivery, max_size=5)):
        share.files.update(
            {form.format(name.removesuffix(".jsonl.gz")): busy_files[name] for name, form in arrived.items()}
        )
        if data.draw(st.booleans()):
            share.files = dict(data.draw(st.permutations(sorted(share.files.items()))))
        device.sync()
        if data.draw(st.booleans()):
            share.files.clear()
    share.files.update(busy_files)
    device.sync()
    assert dump(device.connection) == dump(reader_of(busy_files, image).connection)
    tables = dump(device.connection)
    rebuild(device.connection)
    assert dump(device.connection) == tables
    assert_idle(device)


def test_what_two_said_at_once_is_the_same_for_all_and_listed_until_somebody_settles_it(make: Make) -> None:
    one, two, three = make(), make(), make()
    (visit,) = one.log("first")
    one.sync(), two.sync()
    one.edit(visit, "one")
    two.edit(visit, "two")
    for device in (one, two, one, three):
        device.sync()
    assert {device.note(visit) for device in (one, two, three)} in ({"one"}, {"two"})
    assert len(dump(three.connection)["conflicts"]) == 2
    assert_alike(one, two, three)
    three.edit(visit, "three")
    for device in (three, one, two):
        device.sync()
    assert {device.note(visit) for device in (one, two, three)} == {"three"}
    assert dump(one.connection)["conflicts"] == []
    assert_alike(one, two, three)


# Files that are not whole.


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def zeroed(content: bytes) -> bytes:
    return content[:20] + bytes(len(content) - 20)


def flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


def nothing(_: bytes) -> bytes:
    return b""


def longer(content: bytes) -> bytes:
    return content + b"\0"


HURTS = (cut, zeroed, flipped, nothing, longer)


@pytest.mark.parametrize("hurt", HURTS)
def test_a_torn_file_is_read_again_when_whole(
    make: Make, share: MemoryShare, hurt: Callable[[bytes], bytes]
) -> None:
    one, other = make(), make()
    first, second = published(one, "1"), published(one, "2", "3")
    whole = share.files[first]
    share.files[first] = hurt(whole)
    done = other.sync()
    assert (done.came, done.unread, done.trouble) == (2, {first: "torn"}, "")
    assert calls_of(share, other.sync) == [LIST, ("get", first)]
    assert share.files.keys() == {first, second}
    share.files[first] = whole
    assert other.sync().came == 1
    assert_idle(other)
    assert_alike(one, other)


@pytest.mark.parametrize("hurt", HURTS)
def test_a_damaged_file_is_asked_for_and_put_back_by_a_peer(
    make: Make, share: MemoryShare, hurt: Callable[[bytes], bytes]
) -> None:
    owner, peer, newcomer = make(), make(), make()
    name = published(owner, "x")
    peer.sync()
    whole = share.files[name]
    share.files[name] = hurt(whole)
    newcomer.sync()
    newcomer.now += PATIENCE - MINUTE
    newcomer.sync()
    assert share.files.keys() == {name}
    newcomer.now += MINUTE
    newcomer.sync()
    assert share.files.keys() == {name, name + WANTED}
    assert calls_of(share, newcomer.sync) == [LIST, ("get", name)]
    assert peer.sync().mended == 1
    assert share.files == {name: whole}
    assert newcomer.sync().came == 1
    assert_idle(owner, peer, newcomer)
    assert_alike(owner, peer, newcomer)


def test_a_good_file_in_the_place_of_another_is_asked_for_and_put_back(
    make: Make, share: MemoryShare
) -> None:
    owner, newcomer = make(), make()
    first, second = published(owner, "1"), published(owner, "2")
    files = dict(share.files)
    share.files[first] = files[second]
    for _ in range(6):
        newcomer.sync()
        newcomer.now += 4 * MINUTE
    assert first + WANTED in share.files
    owner.sync()
    newcomer.sync()
    assert share.files == files
    assert_alike(owner, newcomer)
    assert_idle(owner, newcomer)


def test_whoever_has_a_good_copy_mends_the_torn_original(make: Make, share: MemoryShare) -> None:
    owner, reader = make(), make()
    name = published(owner, "x")
    whole = share.files[name]
    share.files[f"{name} (1)"] = whole
    share.files[name] = cut(whole)
    assert reader.sync().came == 1
    reader.sync()
    assert share.files == {name: whole, f"{name} (1)": whole}
    owner.sync()
    assert_idle(owner, reader)


def test_a_file_that_nobody_has_is_waited_for_in_peace(make: Make, share: MemoryShare) -> None:
    one = make()
    name = published(make(), "x")
    share.files[name] = cut(share.files[name])
    for _ in range(3):
        one.sync()
        one.now += timedelta(hours=1)
    assert calls_of(share, one.sync) == [LIST, ("get", name)]
    assert share.files.keys() == {name, name + WANTED}
    one.log("mine")
    assert one.sync().went == 1


# A gzip header has bytes that no checksum covers: 3 flags, 4 to 7 the time, 8 how hard it was packed, 9 the system.


@pytest.mark.parametrize("at", [3, 4, 8, 9])
def test_a_bit_that_no_checksum_covers_makes_no_second_file_and_no_second_self(
    make: Make, share: MemoryShare, at: int
) -> None:
    owner, other = make(), make()
    name, replica = published(owner, "x"), owner.replica
    whole = share.files[name]
    share.files[name] = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    for _ in range(4):
        other.sync()
        owner.sync()
        for device in (owner, other):
            device.now += PATIENCE
    other.sync()
    assert owner.replica == replica
    assert share.files == {name: whole}
    assert_alike(owner, other)


def test_the_only_copy_of_a_file_is_read_though_its_header_was_hurt(make: Make, share: MemoryShare) -> None:
    owner = make()
    name = published(owner, "x", "y")
    whole = share.files[name]
    share.files[name] = bytes(10) + whole[10:]
    other = make()
    assert other.sync() == Outcome(2, 0, 0, 1, {name: "torn"}, False, "")
    assert share.files == {name: whole}
    assert_idle(other)


def test_a_file_under_the_name_of_another_is_read_and_both_are_put_right(
    make: Make, share: MemoryShare
) -> None:
    owner, peer = make(), make()
    lost, hidden = published(owner, "x", "y"), published(peer, "z")
    whole = share.files[lost]
    share.files[hidden] = share.files.pop(lost)
    other = make()
    assert other.sync() == Outcome(2, 0, 0, 1, {hidden: "torn"}, False, "")
    assert share.files == {hidden: whole, lost: whole}
    other.now += PATIENCE
    other.sync()
    assert hidden + WANTED in share.files
    peer.sync()
    other.sync()
    assert share.files[lost] == whole
    assert {*share.files} == {lost, hidden}
    assert_idle(other, peer)
    assert_alike(other, peer)


# Copies that folder-syncers make.


@pytest.mark.parametrize("form", COPIES)
def test_a_copy_under_another_name_is_read_once_and_applied_once(
    make: Make, share: MemoryShare, form: str
) -> None:
    one, other = make(), make()
    name = published(one, "x", "y")
    copy = form.format(name.removesuffix(".jsonl.gz"))
    share.files[copy] = share.files[name]
    assert other.sync() == Outcome(2, 0, 0, 0, {}, False, "")
    assert one.sync() == Outcome(0, 0, 0, 0, {}, False, "")
    assert_idle(one, other)
    assert_alike(one, other)
    assert share.files.keys() == {name, copy}


@pytest.mark.parametrize("form", COPIES)
def test_a_file_of_which_only_a_copy_is_left_is_not_lost(make: Make, share: MemoryShare, form: str) -> None:
    one, other = make(), make()
    name = published(one, "x")
    content = share.files.pop(name)
    copy = form.format(name.removesuffix(".jsonl.gz"))
    share.files[copy] = content
    done = other.sync()
    assert (done.came, done.mended, done.renewed) == (1, 1, False)
    assert share.files == {name: content, copy: content}
    assert one.sync().renewed is False
    assert_idle(one, other)
    assert_alike(one, other)


def test_what_is_no_record_is_never_opened(make: Make, share: MemoryShare) -> None:
    one = make()
    junk = (
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "新建 文本文档.txt",
        "~$book.xlsx",
        ".~0123456789abcdef.1.aa.tmp",
    )
    share.files.update(dict.fromkeys(junk, b"?"))
    assert calls_of(share, one.sync) == [LIST]
    assert share.files.keys() == {*junk}


def test_a_name_in_another_encoding_stops_nobody(make: Make, share: MemoryShare) -> None:
    junk = "新建文本文档.txt".encode("gbk").decode("utf-8", "surrogateescape")
    one, other = make(), make()
    share.files[junk] = b"?"
    name = published(one, "x")
    assert other.sync().came == 1
    assert_idle(one, other)
    assert share.files.keys() == {junk, name}


def test_a_record_under_a_name_in_another_encoding_is_read_or_left(make: Make, share: MemoryShare) -> None:
    one, other = make(), make()
    name = published(one, "x")
    copy = name.replace(".jsonl", "（副本）.jsonl").encode("gbk").decode("utf-8", "surrogateescape")
    torn = copy.replace(".1-", ".2-")
    share.files[copy] = share.files.pop(name)
    share.files[torn] = b""
    other.sync()
    one.sync()
    other.sync()
    assert share.files.keys() == {name, copy, torn}
    assert_alike(one, other)


PATHS = (
    "../../{}",
    "..\\..\\{}",
    "/etc/{}",
    "C:{}",
    "{}/../../x",
    "{}:stream",
    "{}\0.txt",
    "{}\n",
    "{} ",
    "\x1b[2J{}",
)


@pytest.mark.parametrize("form", PATHS)
def test_no_name_that_was_found_is_ever_written_but_those_we_make(
    make: Make, share: MemoryShare, form: str
) -> None:
    owner, one = make(), make()
    name = published(owner, "x")
    tricks = {
        form.format(name): b"torn",
        form.format(name) + WANTED: b"",
        form.format(f".~{one.replica}.1.aa.tmp"): b"",
    }
    share.files.update(tricks)
    share.calls.clear()
    for _ in range(3):
        one.sync()
        one.now += GRACE
    written = {name for verb, name in share.calls if verb in ("put_new", "delete")}
    assert written == set()
    assert share.files == {**tricks, name: share.files[name]}
    assert_alike(owner, one)


# Files that come and go.


def test_a_file_that_vanishes_between_listing_and_reading_is_read_next_time(
    make: Make, share: MemoryShare
) -> None:
    one, other = make(), make()
    first, second = published(one, "1"), published(one, "2")
    content = share.files[first]

    def vanish(verb: str, name: str) -> None:
        if (verb, name) == ("get", first):
            share.files.pop(first, None)

    share.before = vanish
    assert other.sync() == Outcome(1, 0, 0, 0, {}, False, "")
    share.before = quiet
    assert share.files.keys() == {second}
    share.files[first] = content
    assert other.sync().came == 1
    assert_alike(one, other)
    assert_idle(other)


def test_a_lost_file_is_put_back_by_whoever_has_it(make: Make, share: MemoryShare) -> None:
    owner, peer, newcomer = make(), make(), make()
    published(owner, "x", "y")
    peer.sync()
    files = dict(share.files)
    share.files.clear()
    assert peer.sync() == Outcome(0, 0, 0, 1, {}, False, "")
    assert share.files == files
    newcomer.sync()
    assert_alike(owner, peer, newcomer)
    assert_idle(owner, peer, newcomer)


def test_an_emptied_share_is_filled_again_by_those_who_read_it(make: Make, share: MemoryShare) -> None:
    devices = [make() for _ in range(3)]
    for one in devices:
        published(one, "x", "y")
    for one in devices:
        one.sync()
    files = dict(share.files)
    share.files.clear()
    assert devices[1].sync().mended == 3
    assert share.files == files
    newcomer = make()
    newcomer.sync()
    assert_alike(*devices, newcomer)


def test_a_file_that_is_missing_takes_nothing_away(make: Make, share: MemoryShare) -> None:
    one, other = make(), make()
    published(one, "x")
    other.sync()
    before = dump(other.connection)
    share.files.clear()
    share.is_writable = False
    other.sync()
    assert dump(other.connection) == before
    assert len(other.ids()) == 1


# Eight small files become one.


def test_eight_small_files_become_one_and_are_deleted_a_day_later_by_their_owner(
    make: Make, share: MemoryShare
) -> None:
    owner, peer = make(), make()
    small = {published(owner, f"{number}") for number in range(7)}
    owner.log("8")
    owner.sync()
    (eighth, pack) = sorted(
        share.files.keys() - small, key=lambda name: opened(share.files[name], SHARE).size
    )
    small |= {eighth}
    assert {*opened(share.files[pack], SHARE).covers} == small
    assert opened(share.files[pack], SHARE).size == 8
    peer.sync()
    assert_alike(owner, peer)
    assert_idle(owner, peer)

    peer.now += 2 * GRACE
    owner.now += GRACE - MINUTE
    assert_idle(owner, peer)
    owner.now += MINUTE
    deleting = calls_of(share, owner.sync)
    assert deleting[0] == LIST
    assert {*deleting[1:]} == {("delete", name) for name in small}
    assert share.files.keys() == {pack}
    assert_idle(owner, peer)
    newcomer = make()
    newcomer.sync()
    assert_alike(owner, peer, newcomer)
    assert_idle(owner, peer, newcomer)


def packed(owner: Device) -> tuple[str, dict[str, bytes]]:
    """A pack that replaced its eight, and what they were."""
    share = owner.share
    assert isinstance(share, MemoryShare)
    for number in range(8):
        owner.log(f"{number}")
        owner.sync()
    own = [name for name in share.files if name.startswith(owner.replica)]
    (pack,) = [name for name in own if covers(share, name)]
    small = {name: share.files[name] for name in own if name != pack}
    owner.now += GRACE
    owner.sync()
    assert not small.keys() & share.files.keys()
    return pack, small


def test_a_packed_file_that_comes_back_does_no_harm(make: Make, share: MemoryShare) -> None:
    owner, peer, newcomer = make(), make(), make()
    for number in range(8):
        owner.log(f"{number}")
        owner.sync()
        peer.sync()
    pack = next(name for name in share.files if covers(share, name))
    small = {name: content for name, content in share.files.items() if name != pack}
    owner.now += GRACE
    owner.sync()
    assert share.files.keys() == {pack}
    assert_idle(peer)
    share.files.update(small)
    done = newcomer.sync()
    assert (done.came, done.mended) == (8, 0)
    assert_idle(peer, newcomer)
    assert_alike(owner, peer, newcomer)
    owner.sync()
    assert share.files.keys() == {pack}
    assert_idle(owner, peer, newcomer)


def test_a_packed_file_that_comes_back_to_one_who_knew_only_the_pack_does_no_harm(
    make: Make, share: MemoryShare
) -> None:
    owner, newcomer = make(), make()
    pack, small = packed(owner)
    newcomer.sync()
    share.files.update(small)
    assert newcomer.sync().came == 0
    owner.sync()
    newcomer.sync()
    assert share.files.keys() == {pack}
    assert_idle(owner, newcomer)
    assert_alike(owner, newcomer)


def test_a_lost_pack_is_put_back_by_whoever_has_it(make: Make, share: MemoryShare) -> None:
    owner, peer, newcomer = make(), make(), make()
    pack, _ = packed(owner)
    peer.sync()
    content = share.files.pop(pack)
    assert peer.sync().mended == 1
    assert share.files == {pack: content}
    newcomer.sync()
    assert_alike(owner, peer, newcomer)


def test_eight_packs_become_one_and_what_they_covered_stays_away(make: Make, share: MemoryShare) -> None:
    owner = make()
    everything: dict[str, bytes] = {}
    for number in range(64):
        owner.log(f"{number}")
        owner.sync()
        everything.update(share.files)
    (biggest,) = [name for name, content in share.files.items() if opened(content, SHARE).size == 64]
    late, later = make(), make()
    late.sync()  # while all 73 files lie there
    owner.now += GRACE
    owner.sync()
    assert share.files.keys() == {biggest}
    later.sync()
    for device in (late, later):
        device.now += GRACE
        device.sync()
    assert share.files.keys() == {biggest}
    assert_idle(owner, late, later)
    share.files.update(everything)
    for device in (later, late, owner, later, late, owner):
        device.sync()
    assert share.files.keys() == {biggest}
    assert_idle(owner, late, later)
    assert_alike(owner, late, later)


def test_files_of_long_texts_are_never_packed_into_one_that_nobody_may_read(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The real limits divided by 512: 64 MiB a file, 4 MiB of events a first file, 256 KiB an event.
    monkeypatch.setattr(segments, "MAX_FILE", 128 << 10)
    monkeypatch.setattr(holdings, "SEAL_BYTES", 8 << 10)
    monkeypatch.setattr(planning, "BIG_BYTES", 2 << 10)
    owner, other = make(), make()
    for number in range(64):
        owner.log(*("长" * 600 + f"{number}.{n}" for n in range(4)))
        owner.sync()
    other.sync()
    assert len(other.ids()) == 256
    assert_alike(owner, other)


def test_a_pack_is_made_only_of_what_lies_on_the_share(make: Make, share: MemoryShare) -> None:
    owner = make()
    share.is_writable = False
    for number in range(9):
        owner.log(f"{number}")
        owner.sync()
    share.is_writable = True
    owner.sync()
    assert not any(opened(content, SHARE).covers for content in share.files.values())
    assert len(share.files) == 1


# A share that may only be read.


def test_a_share_that_may_only_be_read_sees_no_change(make: Make, share: MemoryShare) -> None:
    owner, peer = make(), make()
    torn, lost = published(owner, "1"), published(peer, "2")
    reader = make()
    reader.sync()
    for number in range(8):
        published(peer, f"{number}")
    share.files[f".~{reader.replica}.1.aa.tmp"] = b"half"
    share.files[torn + WANTED] = b""
    share.files[torn] = cut(share.files[torn])
    del share.files[lost]
    other = published(owner, "3")
    share.files[other] = b""
    share.is_writable = False
    reader.log("mine")
    files = dict(share.files)
    for _ in range(3):
        done = reader.sync()
        assert (done.went, done.waits, done.mended, done.trouble) == (0, 1, 0, "read_only")
        reader.now += GRACE
    assert {verb for verb, _ in calls_of(share, reader.sync)} == {"list", "get"}
    assert share.files == files
    assert len(reader.ids()) == 2 + 8 + 1
    share.is_writable = True
    assert reader.sync().went == 1


def test_a_reader_forgets_a_damaged_file_that_is_gone(make: Make, share: MemoryShare) -> None:
    owner, reader = make(), make()
    name = published(owner, "x")
    share.files[name] = cut(share.files[name])
    share.is_writable = False
    reader.sync()
    share.files.clear()
    reader.sync()
    assert reader.connection.execute("SELECT name FROM sightings").fetchall() == []


# A share that fails.


def failing(verb: str, number: int) -> Callable[[str, str], None]:
    """A share one of whose verbs always fails."""

    def before(called: str, _: str) -> None:
        if called == verb:
            raise OSError(number, "as if")

    return before


TROUBLES = {
    **dict.fromkeys(("ENOSPC", "EDQUOT"), ("full",)),
    **dict.fromkeys(("EROFS", "EACCES", "EPERM"), ("read_only",)),
    **dict.fromkeys(("EIO", "ESTALE", "EHOSTDOWN", "ENOENT"), ("unreachable", "refused")),
}


@pytest.mark.parametrize("name", [name for name in TROUBLES if hasattr(errno, name)])
def test_what_cannot_be_written_waits_while_reading_goes_on(
    make: Make, share: MemoryShare, name: str
) -> None:
    one, other = make(), make()
    published(other, "theirs")
    one.log("1", "2")
    share.before = failing("put_new", getattr(errno, name))
    done = one.sync()
    assert done == Outcome(1, 0, 2, 0, {}, False, done.trouble, left=1)
    one.log("3")
    again = one.sync()
    assert again == Outcome(0, 0, 3, 0, {}, False, done.trouble, left=again.left)
    assert done.trouble in TROUBLES[name]
    share.before = quiet
    assert one.sync() == Outcome(0, 3, 0, 0, {}, False, "")
    other.sync()
    assert_alike(one, other)
    assert_idle(one, other)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_full_disk_under_the_share_leaves_no_half_file(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    place = tmp_path / "log"
    place.mkdir()
    one, other = make(on=Directory(place)), make(on=Directory(place))
    other.log("theirs")
    other.sync()
    before = {file.name for file in place.iterdir()}
    one.log("mine")
    with monkeypatch.context() as patched:

        def full(_: int) -> None:
            raise OSError(number, "as if")

        patched.setattr(os, "fsync", full)
        done = one.sync()
    assert (done.came, done.went, done.waits) == (1, 0, 1)
    assert done.trouble in TROUBLES[errno.errorcode[number]]
    assert {file.name for file in place.iterdir()} == before
    assert one.sync().went == 1
    assert other.sync().came == 1
    assert_alike(one, other)


def test_a_file_that_cannot_be_read_is_told_and_tried_again(make: Make, share: MemoryShare) -> None:
    one, other = make(), make()
    first, second = published(one, "1"), published(one, "2")

    def before(verb: str, name: str) -> None:
        if (verb, name) == ("get", first):
            raise OSError(errno.EIO, "as if")

    share.before = before
    other.log("mine")
    assert other.sync() == Outcome(1, 1, 0, 0, {first: "unreadable"}, False, "")
    share.before = quiet
    assert other.sync().came == 1
    one.sync()
    assert_alike(one, other)
    assert second in share.files


def test_a_share_that_cannot_be_listed_changes_nothing(make: Make, share: MemoryShare) -> None:
    one = make()
    one.log("x")
    before = [*one.connection.iterdump()]
    share.before = failing("list", errno.EHOSTDOWN)
    with pytest.raises(Unreachable):
        one.sync()
    assert [*one.connection.iterdump()] == before
    share.before = quiet
    assert one.sync().went == 1


def test_a_share_that_goes_away_midway_keeps_what_was_done(make: Make, share: MemoryShare) -> None:
    one, other = make(), make()
    names = sorted(published(one, f"{number}") for number in range(5))
    other.log("mine")

    def away(verb: str, name: str) -> None:
        if len([call for call in share.calls if call[0] != "list"]) > 3:
            raise OSError(errno.EHOSTDOWN, f"{verb} {name}")

    share.before = away
    share.calls.clear()
    done = other.sync()
    assert (done.came, done.went, done.waits, done.trouble) == (3, 0, 1, "unreachable")
    share.before = quiet
    calls = calls_of(share, other.sync)
    assert calls[:3] == [LIST, ("get", names[3]), ("get", names[4])]
    one.sync()
    assert_alike(one, other)
    assert_idle(one, other)


def test_a_drive_that_is_taken_out_midway_is_noticed(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "log"
    place.mkdir()
    one = make(on=Directory(place))
    for number in range(4):
        one.log(f"{number}")
        one.sync()

    class TakenOut(Directory):
        """A drive that is there for two files more."""

        left = 2

        def get(self, name: str) -> bytes:
            if not self.left:
                place.rename(tmp_path / "gone")
            self.left -= 1
            return super().get(name)

    other = make(on=TakenOut(place))
    done = other.sync()
    assert (done.came, done.trouble) == (2, "unreachable")
    assert not place.exists()
    (tmp_path / "gone").rename(place)
    assert other.sync(Directory(place)).came == 2
    assert_alike(one, other)


# Hostile and future files.


def forged(header: dict[str, object], *lines: bytes) -> bytes:
    """A file with this header over these lines."""
    return gzip.compress(b"\n".join((json.dumps(header).encode(), *lines, b"")))


HEADER: dict[str, object] = {
    "count": 1,
    "covers": [],
    "first": 1,
    "format": 1,
    "gridlog": "segment",
    "last": 1,
    "reader": 1,
    "replica": "f" * 16,
    "share": SHARE,
}


def body(kind: str = "visit.logged", replica: str = "f" * 16, number: int = 1, **data: Any) -> bytes:
    """The bytes of an event that another replica made."""
    stamp = Stamp(replica, number, 1 << 16, NOW.isoformat(), "P9", False)
    return created(kind, {**VISIT, **data}, "", (), stamp).body


def named(content: bytes, number: int = 1) -> str:
    """The name that a file of the forger's would have."""
    return f"{'f' * 16}.{number}-{number}.{sha256(content).hexdigest()[:16]}.jsonl.gz"


UNREADABLE = {
    "newer": forged({**HEADER, "reader": 2, "format": 2}, body()),
    "foreign": forged({**HEADER, "share": "another"}, body()),
    "forged": forged({**HEADER, "count": 2}, body()),
    "huge": gzip.compress(bytes((64 << 20) + 1)),
    "torn": b"PK\3\4",
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_a_file_that_cannot_be_understood_is_left_alone_and_stops_nobody(
    make: Make, share: MemoryShare, fault: str
) -> None:
    one, other = make(), make()
    name = published(one, "x")
    strange = named(UNREADABLE[fault])
    share.files[strange] = UNREADABLE[fault]
    other.log("mine")
    assert other.sync() == Outcome(1, 1, 0, 0, {strange: fault}, False, "")
    assert other.sync().unread == {strange: fault}
    one.sync()
    assert share.files[strange] == UNREADABLE[fault]
    assert name in share.files
    assert_alike(one, other)


@pytest.mark.parametrize("fault", ["newer", "foreign"])
def test_what_is_of_another_time_or_place_is_not_asked_for(
    make: Make, share: MemoryShare, fault: str
) -> None:
    one = make()
    share.files[named(UNREADABLE[fault])] = UNREADABLE[fault]
    for _ in range(3):
        one.sync()
        one.now += GRACE
    assert share.files.keys() == {named(UNREADABLE[fault])}
    assert one.ids() == set()


HOSTILE = {
    "a key of another noun": created(
        "grid.saved", {"name": "x"}, "enterprise/A", (), Stamp("f" * 16, 1, 0, "", "", False)
    ).body,
    "a key without a code": created(
        "officer.saved", {"name": "x"}, "officer/", (), Stamp("f" * 16, 1, 0, "", "", False)
    ).body,
    "an edit of nothing": created(
        "visit.edited",
        {"change": {"note": "x"}},
        "ab" * 16,
        (b"\0" * 16,),
        Stamp("f" * 16, 1, 0, "", "", False),
    ).body,
    "numbers too large": body(fingerprint=10**40),
    "a day that is none": body(on="2025-02-30"),
    "the last clock there is": created(
        "visit.logged", VISIT, "", (), Stamp("f" * 16, 1, (1 << 63) - 1, "", "", False)
    ).body,
    "texts where none belong": body(participants="x", nothing=1),
    "control characters": body(note="\x1b[2J\0\u202e", officer="../../etc/passwd"),
    "an unknown noun": body("weather.changed"),
    "no kind": body(""),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_event_whatever_it_says_stops_a_sync(make: Make, share: MemoryShare, what: str) -> None:
    one, other = make(), make()
    published(one, "x")
    content = forged(HEADER, HOSTILE[what])
    share.files[named(content)] = content
    for device in (one, other, one):
        assert device.sync().trouble == ""
    other.log("y")
    for device in (other, one):
        device.sync()
    assert HOSTILE[what] in one.bodies()
    assert_alike(one, other)


def nested(depth: int, row: str = "", number: int = 1, prev: tuple[bytes, ...] = ()) -> bytes:
    """An event whose data are a box in a box in a box."""
    plain = created("visit.logged", {"x": "BOX"}, row, prev, Stamp("f" * 16, number, 0, "", "", False)).body
    return plain.replace(b'"BOX"', b"[" * depth + b"]" * depth)


def deeper(levels: int, act: Callable[[], object]) -> None:
    """Do something from further down the stack, as another command may."""
    __tracebackhide__ = True
    if levels:
        deeper(levels - 1, act)
    else:
        act()


def test_an_event_that_was_read_once_can_always_be_read(make: Make, share: MemoryShare) -> None:
    one = make()
    share.is_writable = False
    depths = [4, 64, *range(700, 1000, 4)]
    for number, depth in enumerate(depths, 1):
        first = nested(depth, number=number)
        content = forged({**HEADER, "first": number, "last": number}, first)
        share.files[named(content, number)] = content
    one.sync()
    for number, depth in enumerate(depths, 1):
        first = nested(depth, number=number)
        more = nested(1, hash_id(first).hex(), number + 1000, (hash_id(first),))
        content = forged({**HEADER, "first": number + 1000, "last": number + 1000}, more)
        share.files[named(content, number + 1000)] = content
    deeper(80, one.sync)
    deeper(120, lambda: rebuild(one.connection))
    assert hash_id(nested(depths[0], number=1)) in one.ids()


def test_what_this_version_does_not_know_survives_byte_for_byte_and_is_passed_on(
    make: Make, share: MemoryShare
) -> None:
    owner, peer, newcomer = make(), make(), make()
    (visit,) = owner.log("x")
    owner.say("visit.praised", {"stars": 5, "deep": {"er": [1, None, True, "字"]}}, row=visit)
    owner.say("weather.changed", {"to": "rain"}, "weather/today")
    owner.sync()
    bodies = owner.bodies()
    for number in range(7):
        published(owner, f"{number}")
    owner.now += GRACE
    owner.sync()
    assert len(share.files) == 1
    peer.sync()
    share.files.clear()
    peer.sync()
    newcomer.sync()
    assert bodies <= newcomer.bodies()
    assert len(dump(newcomer.connection)["flaws"]) == 2
    assert_alike(owner, peer, newcomer)


def test_bytes_that_we_would_write_otherwise_survive_too(make: Make, share: MemoryShare) -> None:
    later = body().replace(b'"v":1', b'"v":2,"zzz":{"new":[1, 2]}')
    spaced = body(note="spaced").replace(b'{"clock":', b'{ "clock" : ')
    for line in (later, spaced):
        content = forged(HEADER, line)
        share.files[named(content)] = content
    assert [name for name, content in share.files.items() if opened(content, SHARE).name != name] == []
    peer, newcomer = make(), make()
    assert peer.sync().came == 2
    share.files.clear()
    peer.sync()
    newcomer.sync()
    assert newcomer.bodies() == {later, spaced}
    assert_alike(peer, newcomer)


# Restored backups and clones.


def image_of(device: Device, folder: Path) -> Path:
    """A backup of a device's file."""
    path = folder / "backup.db"
    storing.backup(device.connection, path)
    return path


def test_a_restored_backup_goes_on_as_somebody_else_and_loses_nothing(make: Make, tmp_path: Path) -> None:
    one = make()
    published(one, "before")
    backup = image_of(one, tmp_path)
    published(one, "after")
    restored = make(backup, machine=one.machine)
    restored.log("instead")
    done = restored.sync()
    assert (done.came, done.renewed, done.waits) == (1, True, 0)
    assert restored.replica != one.replica
    restored.log("afterwards")
    assert restored.sync().renewed is False
    assert restored.replicas()[-1] == restored.replica
    newcomer = make()
    newcomer.sync()
    assert len(newcomer.ids()) == 4
    assert_alike(restored, newcomer)
    assert_idle(restored, newcomer)


def test_a_backup_that_missed_nothing_goes_on_as_it_was(make: Make, tmp_path: Path) -> None:
    one = make()
    published(one, "x")
    restored = make(image_of(one, tmp_path), machine=one.machine)
    restored.log("y")
    assert restored.sync().renewed is False
    assert restored.replica == one.replica


@pytest.mark.parametrize("is_told", [True, False], ids=["another machine", "the same fingerprint"])
def test_a_clone_and_its_original_both_go_on_and_both_branches_survive(
    make: Make, tmp_path: Path, is_told: bool
) -> None:
    one = make()
    published(one, "before")
    one.log("waiting when it was cloned")
    clone = make(image_of(one, tmp_path), machine="another" if is_told else one.machine)
    one.log("original")
    clone.log("clone")
    renewed = False
    for _ in range(3):
        for device in (one, clone):
            renewed = device.sync().renewed or renewed
        one.log("original")
        clone.log("clone")
    for device in (one, clone, one):
        device.sync()
    assert renewed
    assert one.replica != clone.replica
    newcomer = make()
    newcomer.sync()
    assert len(newcomer.ids()) == 2 + 2 + 6
    assert_alike(one, clone, newcomer)
    assert_idle(one, clone, newcomer)


def test_two_machines_that_share_an_id_by_chance_part(make: Make) -> None:
    one, two = make(replica="ab" * 8), make(replica="ab" * 8)
    for device in (one, two):
        device.log(device.machine, f"{device.machine} too")
    for device in (one, two, one, two):
        device.sync()
    assert one.replica != two.replica
    assert len(one.ids()) == 4
    assert_alike(one, two)


def test_a_copied_file_is_another_replica_from_its_first_sync_on(make: Make, tmp_path: Path) -> None:
    one = make()
    published(one, "x")
    clone = make(image_of(one, tmp_path), machine="another")
    assert clone.sync().renewed is True
    assert clone.sync().renewed is False
    clone.log("y")
    clone.sync()
    assert clone.replicas()[-1] == clone.replica != one.replica


def test_neither_peers_nor_copies_of_own_files_make_anybody_somebody_else(
    make: Make, share: MemoryShare
) -> None:
    one, peer = make(), make()
    name = published(one, "x")
    share.files[f"{name} (1)"] = share.files[name]
    published(peer, "y")
    assert one.sync().renewed is False
    pack, small = packed(make())
    del pack
    share.files.update(small)
    assert one.sync().renewed is False
    assert peer.sync().renewed is False


# Clocks.


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_wrong_clock_does_no_lasting_harm(make: Make, year: int) -> None:
    wrong, right, newcomer = make(), make(), make()
    wrong.now = datetime(year, 1, 2, tzinfo=ZONE)
    (visit,) = wrong.log("by a wrong clock")
    published(right, "y")
    wrong.sync()
    right.sync()
    right.edit(visit, "corrected")
    right.sync()
    wrong.sync()
    newcomer.sync()
    assert {device.note(visit) for device in (wrong, right, newcomer)} == {"corrected"}
    assert_alike(wrong, right, newcomer)
    (clock,) = right.connection.execute("SELECT clock FROM replica").fetchone()
    assert clock >> 16 <= (right.now + timedelta(days=1, minutes=1)).timestamp() * 1000
    wrong.now = NOW + MINUTE
    wrong.edit(visit, "by a right clock")
    for device in (wrong, right, newcomer):
        device.sync()
    assert {device.note(visit) for device in (wrong, right, newcomer)} == {"by a right clock"}
    assert_idle(wrong, right, newcomer)


@pytest.mark.parametrize("year", [1970, 2099])
def test_under_a_wrong_clock_damage_is_still_mended(make: Make, share: MemoryShare, year: int) -> None:
    owner, newcomer = make(), make()
    name = published(owner, "x")
    whole = share.files[name]
    share.files[name] = cut(whole)
    newcomer.now = datetime(year, 1, 2, tzinfo=ZONE)
    newcomer.sync()
    newcomer.now = NOW
    newcomer.sync()
    newcomer.now += PATIENCE
    newcomer.sync()
    owner.sync()
    newcomer.sync()
    assert share.files == {name: whole}
    assert_alike(owner, newcomer)


# Whatever fails, at whichever moment, the next sync finishes it.


class Committing(sqlite3.Connection):
    """A database that tells before and after it commits."""

    before: Callable[[str, str], None] = staticmethod(quiet)
    after: Callable[[str, str], None] = staticmethod(quiet)

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if sql != "COMMIT":
            return super().execute(sql, *parameters)
        self.before("commit", "")
        done = super().execute(sql)
        self.after("commit", "")
        return done


class Busy(NamedTuple):
    """A database that has something to do of every kind at its next sync, the share's files, and when that is."""

    image: bytes
    files: dict[str, bytes]
    now: datetime

    def device(self) -> tuple[Device, MemoryShare, Committing]:
        """The device, about to sync."""
        share = MemoryShare()
        share.files.update(self.files)
        device = in_memory(self.image, share, "one", Committing)
        device.now = self.now
        assert isinstance(device.connection, Committing)
        return device, share, device.connection


@pytest.fixture(scope="module")
def busy(blank_image: bytes) -> Busy:
    share = MemoryShare()
    one, peer, ghost = (in_memory(blank_image, share, name) for name in ("one", "peer", "ghost"))
    for device, replica in ((one, "1" * 16), (peer, "2" * 16), (ghost, "3" * 16)):
        device.connection.execute("UPDATE replica SET id = ?", (replica,))
    (visit,) = peer.log("theirs")
    peer.sync()
    one.sync()
    lost = only_file(share)
    for number in range(9 + 6):
        one.log(f"{number}")
        one.sync()
    wanted = published(peer, "wanted")
    one.sync()
    unread = published(ghost, "unread")
    share.files[unread] = cut(share.files[unread])
    one.sync()
    peer.sync()
    peer.edit(visit, "peer")
    published(peer, "more")
    published(ghost, "new")
    copy = published(peer, "copied")
    one.edit(visit, "one")
    one.log("unpublished")
    share.files[f"{copy} (1)"] = share.files.pop(copy)
    share.files[wanted] = b""
    share.files[wanted + WANTED] = b""
    share.files[f".~{one.replica}.1.aa.tmp"] = b"half"
    del share.files[lost]
    return Busy(one.connection.serialize(), dict(share.files), NOW + GRACE)


class Settled(NamedTuple):
    """Every event of a device, and what lies on the share."""

    ids: set[bytes]
    files: dict[str, bytes]


def settled(device: Device, share: MemoryShare) -> Settled:
    """Sync again, and once more when patience has run out; what there is then on either side."""
    device.sync()
    device.now += PATIENCE
    device.sync()
    return Settled(device.ids(), dict(share.files))


@pytest.fixture(scope="module")
def undisturbed(busy: Busy) -> Settled:
    """What comes of the busy device and its share when nothing fails."""
    device, share, _ = busy.device()
    device.sync()
    return settled(device, share)


def difference(device: Device, share: MemoryShare, undisturbed: Settled, image: bytes) -> list[str]:
    """What is not as if nothing had happened, once the device has synced again; also for whoever comes now."""
    found = settled(device, share)
    said = []
    if found.ids != undisturbed.ids:
        said.append(f"{len(found.ids)} events, not {len(undisturbed.ids)}")
    if found.files != undisturbed.files:
        said.append(f"missing {sorted(undisturbed.files.keys() - found.files.keys())}")
        said.append(f"too many {sorted(found.files.keys() - undisturbed.files.keys())}")
    newcomer = in_memory(image, share, "newcomer")
    newcomer.connection.execute("UPDATE replica SET id = ?", ("9" * 16,))
    newcomer.sync()
    if newcomer.ids() == device.ids():
        assert_alike(device, newcomer)
    else:
        said.append(f"a newcomer has {len(newcomer.ids())} of {len(device.ids())} events")
    return said


def test_the_busy_sync_does_something_of_every_kind(
    busy: Busy, undisturbed: Settled, blank_image: bytes
) -> None:
    device, share, _ = busy.device()
    done = device.sync()
    assert (done.came, done.went, done.mended) == (4, 2, 3)
    assert list(done.unread.values()) == ["torn"]
    deleted = [name for verb, name in share.calls if verb == "delete"]
    made = [name for verb, name in share.calls if verb == "put_new"]
    assert len([name for name in deleted if NAME.fullmatch(name)]) >= 8
    assert {Path(name).suffix for name in deleted} == {".gz", ".tmp", WANTED}
    assert len([name for name in made if name.endswith(WANTED)]) == 1
    assert any(covers(share, name) for name in made)
    assert all(opened(share.files[name], SHARE).name == name for name in made if NAME.fullmatch(name))
    assert difference(device, share, undisturbed, blank_image) == []


class Crash(BaseException):
    """The process ends."""


class Stop:
    """Raises at the k-th moment it is told of, and from then on if it lasts."""

    def __init__(self, at: int, problem: BaseException, lasts: bool = False) -> None:
        self.at = at
        self.problem = problem
        self.lasts = lasts
        self.moments: list[str] = []

    def __call__(self, verb: str, name: str) -> None:
        self.moments.append(f"{verb} {name}")
        if len(self.moments) == self.at or (self.lasts and len(self.moments) > self.at):
            raise self.problem


@pytest.mark.parametrize("name", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("lasts", [False, True], ids=["once", "from then on"])
def test_a_share_that_fails_at_any_call_is_caught_up_with(
    busy: Busy, undisturbed: Settled, blank_image: bytes, name: str, lasts: bool
) -> None:
    problems = {}
    for k in range(1, 200):
        device, share, _ = busy.device()
        share.before = stop = Stop(k, OSError(getattr(errno, name), "as if"), lasts)
        with suppress(Unreachable):
            device.sync()
        share.before = quiet
        if len(stop.moments) < k:
            break
        problems[f"{k}: {stop.moments[k - 1]}"] = difference(device, share, undisturbed, blank_image)
    assert len(problems) > 20
    assert {moment: said for moment, said in problems.items() if said} == {}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", ["a call", "a commit"])
def test_a_sync_that_is_interrupted_at_any_moment_is_caught_up_with(
    busy: Busy, undisturbed: Settled, blank_image: bytes, when: str, what: str
) -> None:
    """As on Ctrl-C: what the program does on its way out, it may do."""
    problems = {}
    for k in range(1, 200):
        device, share, connection = busy.device()
        stop = Stop(k, Crash())
        setattr(share if what == "a call" else connection, when, stop)
        with suppress(Crash):
            device.sync()
        setattr(share if what == "a call" else connection, when, quiet)
        if len(stop.moments) < k:
            break
        assert not connection.in_transaction
        problems[f"{k}: {stop.moments[k - 1]}"] = difference(device, share, undisturbed, blank_image)
    assert len(problems) > 5
    assert {moment: said for moment, said in problems.items() if said} == {}


def test_a_machine_that_stops_at_any_moment_is_caught_up_with(
    busy: Busy, undisturbed: Settled, blank_image: bytes
) -> None:
    """Nothing runs any more: what is left is what was committed and what lies on the share."""
    device, share, connection = busy.device()
    committed = [busy.image]
    left: dict[tuple[bytes, frozenset[tuple[str, bytes]]], str] = {}

    def picture(verb: str, name: str) -> None:
        if verb == "commit" and not connection.in_transaction:
            committed[0] = connection.serialize()
        left.setdefault((committed[0], frozenset(share.files.items())), f"{len(left)}: {verb} {name}")

    share.before = share.after = connection.before = connection.after = picture
    device.sync()
    problems = {}
    for (image, files), moment in left.items():
        survivor, again, _ = Busy(image, dict(files), busy.now).device()
        problems[moment] = difference(survivor, again, undisturbed, blank_image)
    assert len(problems) > 20
    assert {moment: said for moment, said in problems.items() if said} == {}


def test_a_machine_that_stops_before_it_took_another_id_takes_it_later(blank_image: bytes) -> None:
    share = MemoryShare()
    one = in_memory(blank_image, share, "one")
    one.log("before")
    one.sync()
    backup = one.connection.serialize()
    one.log("after")
    one.sync()
    files = dict(share.files)
    restored, _, connection = Busy(backup, files, NOW).device()
    restored.log("instead")
    images: list[bytes] = []
    connection.after = lambda verb, name: images.append(connection.serialize())  # noqa: ARG005  # a hook is told both
    restored.sync()
    assert restored.replica != one.replica
    survivors = [Busy(image, files, NOW).device()[0] for image in images]
    for survivor in survivors:
        survivor.sync()
    assert [number for number, survivor in enumerate(survivors) if survivor.replica == one.replica] == []


# Two processes on one machine.


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
    landed = [at for at, one in enumerate(said) if one.startswith("INSERT OR IGNORE INTO events")]
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
    owner.connection.execute(
        "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'mine', 'thine') AS BLOB)"
    )
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
