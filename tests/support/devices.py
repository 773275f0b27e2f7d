"""Devices that exchange over a share: each with a database, a clock and chance of its own."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from gridlog.core.event import Data, Stamp, created, written
from gridlog.core.plan import GRACE
from gridlog.core.segment import Unread, opened
from gridlog.core.when import ZONE
from gridlog.share import holdings
from gridlog.share.place import Share
from gridlog.share.sync import Outcome, Self, exchange
from gridlog.store.file import Author, Store
from gridlog.store.projection import rebuild
from tests.support.images import without_log
from tests.support.memory_share import MemoryShare
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


class Device:
    """One officer's machine, with a clock of its own."""

    def __init__(self, store: Store, share: Share, machine: str) -> None:
        self.store = store
        self.share = share
        self.machine = machine
        self.now = NOW
        self.random = Random(machine)  # noqa: S311  # repeatable chance, no secret
        store.connection.execute("PRAGMA synchronous = OFF")  # no power fails in a test

    @property
    def connection(self) -> sqlite3.Connection:
        return self.store.connection

    @property
    def replica(self) -> str:
        return self.store.replica

    def say(self, kind: str, data: Data, key: str = "", row: bytes | None = None) -> bytes:
        """Write one more event. Returns its id."""
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
    """Return the calls that a share gets while `act` runs."""
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


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


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


def body(kind: str = "visit.logged", replica: str = "f" * 16, number: int = 1, **data: Any) -> bytes:
    """The bytes of an event that another replica made."""
    stamp = Stamp(replica, number, 1 << 16, NOW.isoformat(), "P9", False)
    return created(kind, {**VISIT, **data}, "", (), stamp).body
