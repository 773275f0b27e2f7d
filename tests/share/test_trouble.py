"""A share that may only be read, and a share that fails."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gridlog.core.plan import GRACE, WANTED
from gridlog.errors import Unreachable
from gridlog.share.place import Directory
from gridlog.share.sync import Outcome
from tests.support.devices import LIST, Make, assert_alike, assert_idle, calls_of, cut, published
from tests.support.memory_share import MemoryShare, quiet


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
