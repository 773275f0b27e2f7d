"""Whatever fails, at whichever moment, the next sync finishes it."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gridlog.core.plan import GRACE, PATIENCE, WANTED
from gridlog.core.segment import NAME, opened
from gridlog.errors import Unreachable
from tests.support.devices import (
    NOW,
    SHARE,
    Device,
    assert_alike,
    covers,
    cut,
    in_memory,
    only_file,
    published,
)
from tests.support.memory_share import MemoryShare, quiet


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
    """Return the differences from a share without a crash, after the device has synced again; a new device must see none either."""
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
