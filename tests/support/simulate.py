"""Several replicas, one share that fails in every way of faults.md, clocks, crashes, clones, all from one seed.

The code under test is the real one: stores, merge, exchange. Only the share, the clock, the machine's
name and chance are played. By hand: `python -m tests.support.simulate RUNS [FIRST_SEED]` prints each seed that fails.
"""

import errno
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from gridlog.core.event import Event, Json, natural_row, written
from gridlog.core.fold import noun_of
from gridlog.core.nouns import coded
from gridlog.core.nouns.spotcheck.life import Lot, told
from gridlog.core.plan import is_candidate
from gridlog.core.redaction import target
from gridlog.core.segment import NAME, Unread, events, opened
from gridlog.errors import Unreachable
from gridlog.share.holdings import local, waiting
from gridlog.share.sync import Self, exchange
from gridlog.store.actions import action_of, event_of
from gridlog.store.file import Author, Store, open_store
from gridlog.store.projection import events_of, rebuild
from gridlog.store.redacting import find, wipe
from gridlog.store.schema import derived_tables
from gridlog.store.stored import NAMED
from gridlog.work.redacting import record
from tests.support.images import without_log
from tests.support.kinds import SAMPLES

SHARE = "5ea5ea5ea5ea5ea5"
START = datetime(2025, 11, 3, 1, tzinfo=UTC)
ROUNDS = 16
QUIET = 2  # rounds of 13 hours in which no file moves: more than the day a covered file has
STEPS = 28
NOUNS = {
    "edit": "visit",
    "void": "visit",
    "later version": "visit",
    "draw": "visit",
    "step": "issue",
    "call": "spotcheck",
    "recode": "issue",
}  # the noun of the row that such an event needs
CODED = {"save": "saved", "move": "moved", "remove": "removed", "merge": "merged", "split": "split"}
ALL_HAVE = ("save", "remove", "split")  # a move and a merge are an enterprise's own
BEGUN = {"visit": "visit.logged", "issue": "issue.raised", "spotcheck": "spotcheck.drawn"}
SECRETS = ("王大山", "13900001111")
CODES = ("E1", "E2", "E7", "P1", "A-1", "A")


class Crash(BaseException):
    """The process is gone, between one effect and the next."""


class Broken(AssertionError):
    """A promise that did not hold."""


class Effects:
    """Counts what touches the world, and ends the process at the k-th when told to."""

    def __init__(self) -> None:
        self.fuse = 0
        self.calls: list[str] = []

    def happen(self, name: str) -> None:
        """One effect, about to happen or just done."""
        self.calls.append(name)
        if self.fuse:
            self.fuse -= 1
            if not self.fuse:
                raise Crash


class Connection(sqlite3.Connection):
    """A database whose commits are effects."""

    effects: Effects | None = None

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if sql != "COMMIT" or self.effects is None:
            return super().execute(sql, *parameters)
        self.effects.happen("before commit")
        done = super().execute(sql)
        self.effects.happen("commit")
        return done


class FaultyShare:
    """The four verbs over a dictionary, seen by one device; `world.faults` says how bad a day it is."""

    def __init__(self, world: "World", effects: Effects) -> None:
        self.world = world
        self.effects = effects
        self.can_be_reopened = False

    @property
    def is_writable(self) -> bool:
        return not self.world.chance(0.05)

    def list(self) -> list[str]:
        self._call("list")
        names = list(self.world.files)
        self.world.random.shuffle(names)
        return [name for name in names if not self.world.chance(0.03)]  # some have not arrived yet

    def get(self, name: str) -> bytes:
        self._call("get")
        if self.world.chance(0.03):
            raise OSError(errno.EIO, "as if")
        content = self.world.files.get(name)
        if content is None:
            raise FileNotFoundError(errno.ENOENT, name)
        return self.world.hurt(content) if self.world.chance(0.05) else content

    def put_new(self, name: str, content: bytes, temporary: str) -> None:
        assert temporary.startswith(".~"), temporary
        self._call("put")
        if self.world.chance(0.05):
            raise OSError(self.world.random.choice((errno.ENOSPC, errno.EROFS, errno.EHOSTDOWN)), "as if")
        if name not in self.world.files:
            self.world.files[name] = self.world.hurt(content) if self.world.chance(0.03) else content
        self.effects.happen("put")

    def delete(self, name: str) -> None:
        self._call("delete")
        gone = self.world.files.pop(name, None)
        if gone is not None:
            self.world.trash[name] = gone
        self.effects.happen("delete")

    def _call(self, name: str) -> None:
        self.effects.happen(name)
        if self.world.chance(0.02):
            raise OSError(errno.ESTALE, "as if")


class Device:
    """One officer's machine: a database, a clock that may be wrong, a name that a clone may share."""

    def __init__(self, world: "World", image: bytes, machine: str) -> None:
        self.world = world
        self.machine = machine
        self.skew = timedelta()
        self.effects = Effects()
        self.share = FaultyShare(world, self.effects)
        self.load(image)

    def load(self, image: bytes) -> None:
        """Have this database from here on."""
        connection = sqlite3.connect(
            ":memory:", isolation_level=None, factory=Connection, cached_statements=1000
        )
        connection.deserialize(without_log(image))
        self.connection = connection
        self.store = Store(connection, Path("memory.db"))
        connection.effects = self.effects

    @property
    def now(self) -> datetime:
        """This machine's idea of the time."""
        return max(self.world.now + self.skew, datetime(1970, 1, 2, tzinfo=UTC))

    def ids(self) -> set[bytes]:
        """Every event in this database."""
        return {id for (id,) in self.connection.execute("SELECT id FROM events")}

    def sync(self) -> None:
        """One exchange; the share may fail, never the database."""
        me = Self(SHARE, self.machine, self.now, self.world.random.randbytes)
        try:
            exchange(self.store, self.share, me)
        except Unreachable:
            if not self.world.faults:
                raise

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """What every derived table says, in an order of its own."""
        return {
            table.name: sorted(self.connection.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr)
            for table in derived_tables()
        }


@cache
def blank() -> bytes:
    """A fresh database as bytes, made once; each device draws its own replica id."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "blank.db", START, create=True)
        image: bytes = store.connection.serialize()
        store.close()
    return image


class World:
    """Devices, the share's files, and everything that goes wrong between them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  # repeatable chance, no secret
        self.now = START
        self.faults = True
        self.files: dict[str, bytes] = {}
        self.trash: dict[str, bytes] = {}
        self.images: list[tuple[int, bytes]] = []
        self.made: set[bytes] = set()
        self.devices = [self._device(f"machine {n}") for n in range(self.random.randint(2, 4))]
        self.patient = self.random.random() < 0.5  # half of the worlds write much and pack
        self.private = self.random.random() < 0.4  # these worlds write names and numbers, and redact them

    def _device(self, machine: str) -> Device:
        device = Device(self, blank(), machine)
        device.connection.execute("UPDATE replica SET id = ?", (self.random.randbytes(8).hex(),))
        return device

    def chance(self, share: float) -> bool:
        """Whether something with this likelihood goes wrong now; nothing does once faults are over."""
        return self.faults and self.random.random() < share

    def hurt(self, content: bytes) -> bytes:
        """The bytes torn, zero-filled, empty or with a bit turned."""
        at = self.random.randrange(len(content)) if content else 0
        turned = (
            content[:at] + bytes([content[at] ^ 1 << self.random.randrange(8)]) + content[at + 1 :]
            if content
            else b""
        )
        return self.random.choice((content[:at], b"", content[:at] + bytes(len(content) - at), turned))

    def step(self) -> None:
        """Let one thing happen to one device."""
        self.now += timedelta(minutes=self.random.choice((1, 15, 600, 2000)))
        device = self.random.choice(self.devices)
        deed = self.random.choices(
            (
                self._write,
                self._sync,
                self._crash,
                self._clock,
                self._clone,
                self._save,
                self._restore,
                self._meddle,
                self._redact,
            ),
            (10, 9 if self.patient else 5, 3, 1, 0.5, 1, 0.7, 3, 2 if self.private else 0),
        )[0]
        before = device.ids()
        deed(device)
        if deed != self._restore and not before <= device.ids():
            raise Broken("a committed event is gone")

    def _write(self, device: Device) -> None:
        author = Author("P1", device.now)
        if self.random.random() < 0.1:
            self._take_back(device, author)
        for _ in range(self.random.choice((1, 1, 2, 9))):
            with device.store.write(author) as writer:
                kind, data, key, row = self._fact(device)
                if self.private:
                    data, key = self._with_secrets(kind, data, key)
                self.made.add(writer.append(kind, data, key, row).id)

    def _with_secrets(self, kind: str, data: dict[str, Json], key: str) -> tuple[dict[str, Json], str]:
        """Return data with a name or number among them, now and then also in the name of a row."""
        secret = self.random.choice((*SECRETS, "见王大山，回电139 0000 1111", ""))
        if kind in ("visit.logged", "visit.praised", "enterprise.saved", "issue.answered"):
            data = {**data, "contact": secret}
        elif kind == "visit.edited":
            data = {"change": {"note": secret}, "why": secret}
        elif key.startswith("need/") and self.random.random() < 0.5:
            key += SECRETS[0]
        return data, key

    def _redact(self, device: Device) -> None:
        """Redact a name or number as the command does; a crash before the commit leaves nothing."""
        for secret in self.random.sample(SECRETS, self.random.randint(1, 2)):
            self._redact_one(device, secret)

    def _redact_one(self, device: Device, secret: str) -> None:
        of = target(secret)
        with device.store.write(Author("P1", device.now)) as writer:
            found = find(writer.connection, of, CODES)
            self.made.update(record(writer, of, "x", found, SHARE))

    def _fact(self, device: Device) -> tuple[str, dict[str, Json], str, bytes | None]:
        """Return an event to write: about a row that exists, about a row with a natural key, or about a new row."""
        say = self.random.choice(
            (
                *(
                    "log",
                    "log",
                    "edit",
                    "edit",
                    "void",
                    "raise",
                    "step",
                    "set",
                    "later version",
                    "draw",
                    "call",
                ),
                *("save", "save", "move", "remove", "merge", "split", "recode"),
                *("sample", "sample", "undo", "undo"),
            )
        )
        if say in CODED:
            return self._coded(device, say)
        if say == "undo":
            return self._undo(device)
        if say == "sample":
            key, kind, data = self.random.choice(SAMPLES)
            return kind, data, key, None
        if say == "set":
            return (
                "setting.set",
                {"value": str(self.random.randrange(9))},
                f"setting/{self.random.choice('ab')}",
                None,
            )
        noun = NOUNS.get(say, "")
        row = self._row(device, noun) if noun else None
        on = (START + timedelta(days=self.random.randrange(20))).date().isoformat()
        if row is None:
            place: dict[str, Json] = {
                "enterprise": "E1",
                "officer": "P1",
                "grid": "A-1",
                "block": "A",
                "on": on,
            }
            if say == "raise":
                more: dict[str, Json] = {
                    "text": "x",
                    "category": "POWER",
                    "grade": "general",
                    "source": "visit",
                    "due": on,
                }
                return "issue.raised", {**place, **more}, "", None
            return (
                "visit.logged",
                {**place, "method": "onsite", "kind": "routine", "note": str(self.random.random())},
                "",
                None,
            )
        if say == "edit":
            return "visit.edited", {"change": {"note": str(self.random.random())}, "why": "x"}, "", row
        if say == "recode":
            return "issue.recoded", {"change": {"enterprise": self.random.choice(("E1", "E2"))}}, "", row
        if say == "void":
            return "visit.voided", {"why": "x"}, "", row
        if say == "draw":
            drawn = self._begun(device, "visit")[: self.random.randint(1, 3)]  # often the same ones
            week = Lot(START.date(), START.date() + timedelta(days=7), 5, 7)
            return "spotcheck.drawn", told(week, 9, [written(id) for id in drawn]), "", None
        if say == "call":
            sample = device.connection.execute("SELECT visit FROM spotchecks WHERE id = ?", (written(row),))
            called = self.random.choice(sorted(sample.fetchall()))[0]
            return "spotcheck.recorded", {"visit": called, "reached": self.random.random() < 0.5}, "", row
        if say == "later version":
            return "visit.praised", {"stars": self.random.randrange(5)}, "", row
        steps: tuple[tuple[str, dict[str, Json]], ...] = (
            ("issue.accepted", {"handler": "P1"}),
            ("issue.answered", {"result": "solved", "text": "x"}),
            ("issue.closed", {"workdays": 3}),
            ("issue.reopened", {"reason": "x", "level": "block", "due": on}),
            ("issue.merged", {"into": "x" * 26}),
            ("issue.rejected", {"reason": "x"}),
            ("issue.corrected", {"change": {"text": str(self.random.random()), "due": on}, "why": "x"}),
        )
        kind, data = self.random.choice(steps)
        return kind, {"on": on, **data}, "", row

    def _undo(self, device: Device) -> tuple[str, dict[str, Json], str, bytes | None]:
        """Return an undo of some events of a row; of any kind and of undos, too."""
        rows = device.connection.execute("SELECT DISTINCT ifnull(row, id) FROM stored ORDER BY 1").fetchall()
        if not rows:
            return "setting.undone", {"undone": []}, "setting/a", None
        (row,) = self.random.choice(rows)
        found = sorted(events_of(device.connection, row))
        some = self.random.sample(found, min(len(found), self.random.randint(1, 2)))
        return f"{noun_of(some[0].kind)}.undone", {"undone": [one.id.hex() for one in some]}, "", row

    def _take_back(self, device: Device, author: Author) -> None:
        """Undo what one transaction of any device recorded, row by row, as the command does."""
        ids = device.connection.execute("SELECT id FROM stored ORDER BY id").fetchall()
        if not ids:
            return
        by_row: dict[bytes, list[Event]] = {}
        (id,) = self.random.choice(ids)
        for one in action_of(device.connection, event_of(device.connection, id)):
            by_row.setdefault(one.row, []).append(one)
        with device.store.write(author) as writer:
            for row, some in by_row.items():
                kind = f"{noun_of(some[0].kind)}.undone"
                self.made.add(writer.append(kind, {"undone": [one.id.hex() for one in some]}, "", row).id)

    def _coded(self, device: Device, say: str) -> tuple[str, dict[str, Json], str, bytes | None]:
        """Return an event to write about a thing whose code another device may have given to another thing."""
        others = sorted(coded()) if say in ALL_HAVE else ["enterprise"]
        noun = self.random.choice(("enterprise", self.random.choice(others)))
        key = f"{noun}/{self.random.choice(('E1', 'E2'))}"
        word = self.random.choice("甲乙丙")
        begun: list[Json] = [
            one.id.hex() for one in events_of(device.connection, natural_row(key)) if not one.prev
        ]
        told: dict[str, dict[str, Json]] = {
            "save": {"name": word, **({"status": word} if noun == "enterprise" else {})},
            "move": {"grid": word, "from": "2025-11-03"},
            "remove": {"why": "x"},
            "merge": {"into": self.random.choice(("E1", "E2", "E3")), "why": "x"},
            "split": {"begun": sorted(begun, key=str)[-1:], "new_code": self.random.choice(("E2", "E3"))},
        }
        return f"{noun}.{CODED[say]}", told[say], key, None

    def _row(self, device: Device, noun: str) -> bytes | None:
        found = self._begun(device, noun)
        return self.random.choice(found) if found else None

    def _begun(self, device: Device, noun: str) -> list[bytes]:
        query = f"SELECT id FROM stored WHERE kind = {NAMED} ORDER BY id"
        return [id for (id,) in device.connection.execute(query, (BEGUN[noun],))]

    def _sync(self, device: Device) -> None:
        device.sync()

    def _crash(self, device: Device) -> None:
        device.effects.fuse = self.random.randint(1, 25)
        try:
            device.sync()
        except Crash:
            pass
        finally:
            device.effects.fuse = 0

    def _clock(self, device: Device) -> None:
        device.skew = self.random.choice(
            (
                timedelta(),
                timedelta(hours=1),
                timedelta(hours=-1),
                timedelta(days=-30000),
                timedelta(days=27000),
            )
        )

    def _clone(self, device: Device) -> None:
        if len(self.devices) < 5:
            machine = self.random.choice((device.machine, f"machine {len(self.devices)} too"))
            self.devices.append(Device(self, device.connection.serialize(), machine))

    def _save(self, device: Device) -> None:
        self.images.append((self.devices.index(device), device.connection.serialize()))

    def _restore(self, device: Device) -> None:
        own = [image for index, image in self.images if self.devices[index] is device]
        if own:
            device.load(self.random.choice(own))

    def _meddle(self, device: Device) -> None:
        """Change the share itself."""
        del device
        names = sorted(self.files)
        name = self.random.choice(names) if names else ""
        deed = self.random.choice(("lose", "hurt", "copy", "return", "junk", "empty", "swap"))
        if deed == "lose" and name:
            del self.files[name]
        elif deed == "hurt" and name:
            self.files[name] = self.hurt(self.files[name])
        elif deed == "copy" and name:
            form = self.random.choice(("{} (1)", "{}.sync-conflict-20261122-1200-ABCDEFG.gz", "PC-{}", "~{}"))
            self.files[form.format(name)] = self.files[name]
        elif deed == "return":
            self.files.update(self.trash)
        elif deed == "junk":
            self.files["Thumbs.db"] = self.files["0123456789abcdef.1-2.txt"] = self.random.randbytes(20)
        elif deed == "empty" and self.random.random() < 0.2:
            self.files.clear()
        elif deed == "swap" and name:
            self.files[name] = self.files[self.random.choice(names)]

    def settle(self) -> None:
        """End the faults and sync every device now and then until no file moves. Raises Broken for a promise that does not hold."""
        expected = self._expected()
        self.faults = False
        self.devices.append(self._device("a newcomer"))
        for device in self.devices:
            device.skew = timedelta()
        self.now = max([self.now, *map(self._latest, self.devices)])
        self._calm()
        if (
            self.private
        ):  # events came late, and redactions did not know of each other: once more, now that all know all
            for secret in SECRETS:
                self._redact_one(self.random.choice(self.devices[:-1]), secret)
                self._calm()
            self._expect_silence()
        self._judge(expected)

    def _calm(self) -> None:
        """Sync every device now and then until no file moves."""
        quiet = 0
        for _ in range(ROUNDS):
            before = dict(self.files)
            self.now += timedelta(hours=13)
            for device in self.devices:
                device.sync()
            quiet = quiet + 1 if self.files == before else 0
            if quiet == QUIET:
                break

    def _expect_silence(self) -> None:
        """Raise Broken where a byte of a database or of a whole file says what was redacted."""
        for device in self.devices:
            if not wipe(device.connection):
                raise Broken("a database was not wiped")
            held = device.connection.execute("SELECT content FROM contents").fetchall()
            _need_silence("a database", device.connection.serialize())
            for (content,) in held:
                _need_silence("a held file", _plain(content))
        for name in filter(is_candidate, self.files):  # no device opens a file of any other name
            _need_silence(name, _plain(self.files[name]))

    def _latest(self, device: Device) -> datetime:
        """Return the latest instant that a device noted, so that a day's patience that began under a wrong clock passes."""
        found = device.connection.execute(
            "SELECT max(at) FROM (SELECT at FROM covered UNION ALL SELECT since FROM sightings)"
        )
        (text,) = found.fetchone()
        return datetime.fromisoformat(text) if text else self.now

    def _expected(self) -> set[bytes]:
        """Return the ids of every event that a database or a sound file holds when the faults end."""
        expected = set().union(*(device.ids() for device in self.devices))
        return expected.union(
            *(map(_id, sound_events(content)) for name, content in self.files.items() if is_candidate(name))
        )

    def _judge(self, expected: set[bytes]) -> None:
        first = self.devices[0]
        tables = first.tables()
        for device in self.devices:
            found = device.ids()
            if expected - found:
                raise Broken(f"{len(expected - found)} events were lost")
            if found - self.made:
                raise Broken("an event was invented")
            if waiting(device.connection):
                raise Broken("something still waits")
            if device.tables() != tables:
                raise Broken("two databases differ")
            self._expect_rest(device)
        rebuild(first.connection)
        if first.tables() != tables:
            raise Broken("a rebuild differs")

    def _expect_rest(self, device: Device) -> None:
        """Raise Broken unless a second sync makes one listing and opens only the files that no device can mend."""
        mine = local(device.connection, self.files)
        known = {
            *mine.held,
            *mine.covered,
            *(name for name, seen in mine.sightings.items() if not seen.fault),
        }
        hopeless = sum(
            is_candidate(name) and name not in known and not _is_sound(name, content)
            for name, content in self.files.items()
        )
        device.effects.calls.clear()
        device.sync()
        calls = [call for call in device.effects.calls if "commit" not in call]
        if calls != ["list"] + ["get"] * hopeless:
            raise Broken(f"a sync with nothing to do made {calls}, {hopeless} files are beyond repair")


def _plain(content: bytes) -> bytes:
    """Return what a whole file says, as bytes; a damaged file says nothing."""
    try:
        return b"\n".join(opened(content, SHARE).lines)
    except Unread:
        return b""


def _need_silence(name: str, said: bytes) -> None:
    for secret in (*SECRETS, "139 0000 1111"):
        if secret.encode() in said:
            raise Broken(f"{name} says {secret}")


def _id(event: Event) -> bytes:
    return event.id


def sound_events(content: bytes) -> list[Event]:
    """Return the events of a file that is whole; a damaged file has none."""
    try:
        return list(events(opened(content, SHARE)))
    except Unread:
        return []


def _is_sound(name: str, content: bytes) -> bool:
    """Whether the file is one that is read once and for all."""
    try:
        return opened(content, SHARE).name == name or not NAME.fullmatch(name)
    except Unread:
        return False


def run(seed: int) -> World:
    """Play one world from its beginning to its rest. Raises Broken."""
    world = World(seed)
    for _ in range(STEPS):
        world.step()
    world.settle()
    return world


def failures(seeds: Iterable[int]) -> Iterator[tuple[int, Broken]]:
    """Yield each seed whose world breaks a promise, and the promise."""
    for seed in seeds:
        try:
            run(seed)
        except Broken as problem:
            yield seed, problem


def by_hand(runs: int, first: int) -> None:
    """Play many worlds and print each failure with the seed that replays it."""
    count = 0
    for seed, problem in failures(range(first, first + runs)):
        count += 1
        sys.stdout.write(f"seed {seed}: {problem}\n")
    sys.stdout.write(f"{runs} worlds from seed {first}, {count} broken\n")


if __name__ == "__main__":
    by_hand(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
