"""A share in a directory: write-once files, whole or not there, nothing followed, whatever step fails."""

import errno
import io
import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gridlog.core.segment import MAX_FILE
from gridlog.share import place as sharing
from gridlog.share.place import Directory
from tests.support.memory_share import MemoryShare
from tests.support.share_contract import NAME, TEMPORARY, ShareContract

WHOLE = b"what was written " * 1000


class TestDirectory(ShareContract):
    """The directory keeps the contract."""

    @pytest.fixture
    def share(self, tmp_path: Path) -> Directory:
        place = tmp_path / "共享 log"
        place.mkdir()
        return Directory(place)


class TestMemoryShare(ShareContract):
    """The share of our own tests keeps it too."""

    @pytest.fixture
    def share(self) -> MemoryShare:
        return MemoryShare()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "log"
    folder.mkdir()
    return folder


def content(place: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {one.name: one.read_bytes() for one in place.iterdir()}


# Each step of a put, by the name it is called by here; a failing one stops the put there.

Before = Callable[[str], None]


class Watched(io.BufferedWriter):
    """A file that says what is done to it; a write that is stopped gets half way."""

    def __init__(self, path: Path, mode: str, before: Before) -> None:
        super().__init__(io.FileIO(path, mode.replace("b", "")))
        self.before = before

    def write(self, data: Any) -> int:
        try:
            self.before("write")
        except BaseException:
            super().write(data[: len(data) // 2])
            super().flush()
            raise
        return super().write(data)

    def close(self) -> None:
        if self.closed:
            return
        super().close()
        self.before("close")


STEPS = ("open", "write", "sync file", "close", "rename", "sync folder")
BEFORE_THE_NAME = STEPS[:-1]


def watch(patched: pytest.MonkeyPatch, before: Before) -> None:
    """Have `before` called with each step of a put."""
    opening, syncing = Path.open, os.fsync

    def open_file(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if "x" not in mode:
            return opening(path, mode, *rest, **more)
        before("open")
        return Watched(path, mode, before)

    def sync(descriptor: int) -> None:
        before("sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync file")
        syncing(descriptor)

    patched.setattr(Path, "open", open_file)
    patched.setattr(os, "fsync", sync)
    watch_names(patched, lambda _: before("rename"))


def watch_names(patched: pytest.MonkeyPatch, before: Callable[[Path], None]) -> None:
    """Have `before` called with each name that is about to be given, by whichever means."""
    for means in ("rename", "replace", "link"):
        if hasattr(os, means):
            patched.setattr(os, means, partial(_watched, getattr(os, means), before))


def _watched(means: Callable[..., None], before: Callable[[Path], None], *names: Any, **more: Any) -> None:
    before(Path(names[1]))
    means(*names, **more)


def fail_at(step: str, problem: BaseException) -> Before:
    """What stops a put at one step."""

    def before(name: str) -> None:
        if name == step:
            raise problem

    return before


def is_step(step: str) -> bool:
    """Whether this system has that step: Windows syncs no folders."""
    return os.name != "nt" or step != "sync folder"


def test_a_file_gets_its_name_only_when_it_is_safe(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, list[str]]] = []
    watch(monkeypatch, lambda step: seen.append((step, sorted(one.name for one in place.iterdir()))))
    Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    names = {"open": [], "sync folder": [NAME]}
    assert seen == [(step, names.get(step, [TEMPORARY])) for step in filter(is_step, STEPS)]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT if os.name != "nt" else errno.EIO])
@pytest.mark.parametrize("step", BEFORE_THE_NAME)
def test_a_put_that_fails_before_the_file_has_its_name_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    watch(monkeypatch, fail_at(step, OSError(number, "as if")))
    with pytest.raises(OSError, match="as if") as failed:
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert failed.value.errno == number
    assert content(place) == {}


@pytest.mark.skipif(os.name == "nt", reason="Windows syncs no folders")
def test_a_put_that_fails_after_the_file_has_its_name_leaves_it_whole(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(monkeypatch, fail_at("sync folder", OSError(errno.EIO, "as if")))
    with pytest.raises(OSError, match="as if"):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {NAME: WHOLE}


@pytest.mark.parametrize("step", BEFORE_THE_NAME)
def test_a_put_that_is_interrupted_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    watch(monkeypatch, fail_at(step, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {}


@pytest.mark.parametrize("step", STEPS)
def test_a_put_that_failed_succeeds_the_next_time(
    place: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    if not is_step(step):
        pytest.skip("Windows syncs no folders")
    with monkeypatch.context() as patched:
        watch(patched, fail_at(step, OSError(errno.EIO, "as if")))
        with pytest.raises(OSError, match="as if"):
            Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {NAME: WHOLE}


def test_the_failure_that_is_told_is_the_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        del missing_ok
        raise PermissionError(errno.EACCES, "no deleting", str(path))

    watch(monkeypatch, fail_at("write", OSError(errno.ENOSPC, "as if")))
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OSError, match="as if"):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert NAME not in content(place)


# A file system that cannot sync says so; any other failure to sync counts.


@pytest.mark.parametrize("step", ["sync file", "sync folder"])
@pytest.mark.parametrize("name", ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])
def test_a_file_system_that_cannot_sync_is_no_fault(
    place: Path, monkeypatch: pytest.MonkeyPatch, step: str, name: str
) -> None:
    watch(monkeypatch, fail_at(step, OSError(getattr(errno, name), "as if")))
    Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {NAME: WHOLE}


@pytest.mark.parametrize("name", ["EIO", "ENOSPC", "EROFS", "ESTALE"])
def test_a_sync_that_fails_is_a_fault(place: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    number = getattr(errno, name, errno.EIO)
    watch(monkeypatch, fail_at("sync file", OSError(number, "as if")))
    with pytest.raises(OSError, match="as if"):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {}


# Names are taken once.


def test_a_file_made_at_the_last_moment_is_not_overwritten(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_is_quicker(step: str) -> None:
        if step == "rename":
            (place / NAME).write_bytes(b"theirs")

    watch(monkeypatch, somebody_is_quicker)
    Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {NAME: b"theirs"}


def test_a_rename_that_finds_the_name_taken_lets_it_be(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(target: Path) -> None:
        target.write_bytes(b"theirs")
        raise FileExistsError(errno.EEXIST, "taken", str(target))  # what Windows says

    watch_names(monkeypatch, taken)
    Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {NAME: b"theirs"}


class Clock(SimpleNamespace):
    """Time that passes only while the code sleeps, and a little at each look."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def monotonic(self) -> float:
        self.now += 0.001
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that a share looks at."""
    clock = Clock()
    monkeypatch.setattr(sharing, "time", clock)
    return clock


class HeldError(PermissionError):
    """What Windows says of a file that a scanner or a folder-syncer has open."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EACCES, "in use")
        self.winerror = winerror


def test_a_name_that_is_neither_free_nor_there_is_given_up(
    place: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    tries = []

    def taken(target: Path) -> None:  # such as by a link that leads nowhere
        tries.append(target)
        if len(tries) > 5000:
            raise AssertionError("tried for ever")
        raise FileExistsError(errno.EEXIST, "taken", str(target))

    watch_names(monkeypatch, taken)
    with pytest.raises(OSError, match="taken"):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {}
    assert clock.now > 1000


@pytest.mark.parametrize("winerror", [5, 32])
def test_a_file_that_another_program_holds_is_tried_again(
    place: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, winerror: int
) -> None:
    def held(_: Path) -> None:
        if clock.now < 1001.5:
            raise HeldError(winerror)

    watch_names(monkeypatch, held)
    Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {NAME: WHOLE}
    assert 1001.5 <= clock.now < 1002


@pytest.mark.parametrize("winerror", [5, 32])
def test_a_file_that_another_program_keeps_is_given_up_after_two_seconds(
    place: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, winerror: int
) -> None:
    def held(_: Path) -> None:
        raise HeldError(winerror)

    watch_names(monkeypatch, held)
    with pytest.raises(PermissionError, match="in use"):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {}
    assert 1002 <= clock.now < 1003


def test_a_permission_that_is_missing_is_not_waited_for(
    place: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def forbidden(_: Path) -> None:
        raise PermissionError(errno.EACCES, "not yours")

    watch_names(monkeypatch, forbidden)
    with pytest.raises(PermissionError, match="not yours"):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert content(place) == {}
    assert clock.now < 1000.1


# Only regular files are files.


def linked(link: Path, target: Path) -> None:
    """A symbolic link, where one can be made."""
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no symbolic links here")


def test_directories_are_not_listed(place: Path) -> None:
    (place / NAME).mkdir()
    assert Directory(place).list() == []
    with pytest.raises(OSError):  # noqa: PT011  # which one, depends on the system
        Directory(place).get(NAME)


@pytest.mark.parametrize("aim", ["a file", "a folder", "nothing", "itself"])
def test_links_are_not_listed(place: Path, tmp_path: Path, aim: str) -> None:
    (tmp_path / "a file").write_bytes(b"secret")
    (tmp_path / "a folder").mkdir()
    linked(place / NAME, place / NAME if aim == "itself" else tmp_path / aim)
    assert Directory(place).list() == []


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system always follows")
def test_links_are_not_followed_when_reading(place: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"secret")
    linked(place / NAME, tmp_path / "a file")
    with pytest.raises(OSError):  # noqa: PT011  # which one, depends on the system
        Directory(place).get(NAME)


def test_links_are_not_followed_when_writing_or_deleting(place: Path, tmp_path: Path) -> None:
    (tmp_path / "a file").write_bytes(b"secret")
    linked(place / NAME, tmp_path / "a file")
    with pytest.raises(OSError, match=NAME):
        Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    assert (tmp_path / "a file").read_bytes() == b"secret"
    Directory(place).delete(NAME)
    assert (tmp_path / "a file").read_bytes() == b"secret"
    assert sorted(one.name for one in place.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such thing here")
def test_a_pipe_is_not_listed_and_stops_nobody(place: Path) -> None:
    os.mkfifo(place / NAME)  # type: ignore[attr-defined,unused-ignore]  # not on Windows
    assert Directory(place).list() == []
    assert Directory(place).get(NAME) == b""


def test_a_file_is_read_no_further_than_one_byte_past_the_longest(place: Path) -> None:
    with (place / NAME).open("wb") as file:
        file.truncate(MAX_FILE * 8)
    assert len(Directory(place).get(NAME)) == MAX_FILE + 1


# A place that is not there.


def test_a_folder_that_is_gone_fails_loudly_and_is_not_made(tmp_path: Path) -> None:
    share = Directory(tmp_path / "unmounted")
    with pytest.raises(FileNotFoundError):
        share.list()
    with pytest.raises(FileNotFoundError):
        share.put_new(NAME, WHOLE, TEMPORARY)
    share.delete(NAME)
    assert not share.is_writable
    assert not (tmp_path / "unmounted").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_only_be_read_says_so(place: Path) -> None:
    place.chmod(0o555)
    try:
        assert not Directory(place).is_writable
        with pytest.raises(PermissionError):
            Directory(place).put_new(NAME, WHOLE, TEMPORARY)
    finally:
        place.chmod(0o755)
    assert content(place) == {}


def test_a_share_is_told_by_its_path(place: Path) -> None:
    assert str(Directory(place)) == str(place)
