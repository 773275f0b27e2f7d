"""A disk that is full at any write: one line, an exit code, nothing half done; what was there stays as it was."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Ran, ran
from tests.support.tables import dump

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not (shutil.which("mount") and shutil.which("umount")),
    reason="only root makes a small disk",
)

MOUNT, UMOUNT = shutil.which("mount") or "", shutil.which("umount") or ""
BLOCK = 4 << 10
FREE = (*range(16), *range(16, 64, 4), *range(64, 400, 24))  # blocks that are left on the disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run([MOUNT, "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]).returncode:
        pytest.skip("this machine mounts no disk")
    try:
        yield folder
    finally:
        subprocess.run([UMOUNT, "-l", str(folder)], check=True)


def leave(disk: Path, blocks: int) -> None:
    """Fill the disk so that so many blocks are free."""
    free = os.statvfs(disk)
    rest = free.f_bavail * free.f_frsize - blocks * BLOCK
    (disk / "filler").write_bytes(b"\0" * rest)


def facts(database: Path) -> tuple[list[tuple[object, ...]], dict[str, list[tuple[object, ...]]]]:
    """The events of a file and what its tables say; fails for a file that is not whole."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT id, body FROM events ORDER BY seq").fetchall(), dump(connection)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but the filler."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "filler")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def one_line(done: Ran) -> None:
    """Fail unless a command was refused with one line of error and no result."""
    assert done.code in (4, 5), (done.code, done.err)
    assert [line[:3] for line in done.err.splitlines() if line.startswith("错误：")] == ["错误："], done.err
    assert "Traceback" not in done.err
    assert "损坏" not in done.err


def swept(
    disk: Path, prepare: Callable[[], object], words: list[str], every: int = 1
) -> Iterator[tuple[int, Ran]]:
    """Yield how a command ends with ever more room, each time after the disk was prepared, and the room given back."""
    for blocks in FREE[::every]:
        for path in disk.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        prepare()
        leave(disk, blocks)
        done = ran(words)
        (disk / "filler").unlink()
        yield blocks, done


@pytest.mark.parametrize("name", ["add", "import", "raise", "edit"])
def test_a_command_that_records_writes_all_or_nothing(
    disk: Path, small: Path, tmp_path: Path, name: str
) -> None:
    rows = "".join(f"2025-11-{3 + n % 5:02},E{1 + n % 4},P3,第{n}次\n" for n in range(300))
    (small / "visits.csv").write_text(f"date,enterprise,officer,note\n{rows}", encoding="utf-8")
    line = {
        "add": ["visit", "add", "E1", "--by", "张三", "--note", "好" * 500, "--yes"],
        "import": ["visit", "import", str(small / "visits.csv")],
        "raise": ["issue", "raise", "E1", "断电" * 200, "--by", "张三", "--category", "POWER"],
        "edit": ["enterprise", "edit", "E1", "--address", "二号路" * 100],
    }[name]
    database = disk / "zone.db"
    before = facts(tmp_path / "zone.db")
    ends = []
    for blocks, done in swept(
        disk, lambda: shutil.copy(tmp_path / "zone.db", database), ["--db", str(database), *line]
    ):
        after = facts(database)
        if done.code:
            one_line(done)
            assert (done.out, after) == ("", before), blocks
        else:
            assert len(after[0]) == len(before[0]) + (300 if name == "import" else 1)
        ends.append(done.code)
        assert [path for path in files(disk) if path.startswith(".~")] == []
    assert {*ends} == {0, 4}
    assert ends == sorted(ends, reverse=True)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_an_export_replaces_a_file_or_leaves_it(disk: Path, small: Path, tmp_path: Path, ending: str) -> None:
    assert small.is_dir()
    rows = "".join(f"2025-11-{3 + n % 5:02},E{1 + n % 4},P3,第{n}次\n" for n in range(300))
    (small / "visits.csv").write_text(f"date,enterprise,officer,note\n{rows}", encoding="utf-8")
    assert ran(["visit", "import", str(small / "visits.csv")]).code == 0
    target = disk / f"out.{ending}"
    words = ["export", "visits", "-o", str(target), *(["--format", ending] if ending == "csv" else [])]
    every = 5 if ending == "xlsx" else 1  # a workbook takes long to make
    ends = []
    for _, done in swept(disk, lambda: target.write_bytes(b"old"), words, every):
        if done.code:
            one_line(done)
            assert files(disk) == {target.name: b"old"}
        else:
            assert len(target.read_bytes()) > 3000
            assert [*files(disk)] == [target.name]
        ends.append(done.code)
    assert {*ends} == {0, 4}
    assert ends == sorted(ends, reverse=True)
    assert tmp_path.is_dir()


@pytest.mark.parametrize("is_beside", [True, False])
def test_a_backup_is_whole_or_not_there(disk: Path, small: Path, tmp_path: Path, is_beside: bool) -> None:
    assert small.is_dir()
    before = facts(tmp_path / "zone.db")
    database = disk / "zone.db" if is_beside else tmp_path / "zone.db"
    words = ["--db", str(database), "backup", *([] if is_beside else [str(disk / "copy.bak")])]
    ends = []
    for _, done in swept(disk, lambda: shutil.copy(tmp_path / "zone.db", disk / "zone.db"), words):
        copies = [*disk.glob("*.bak")]
        if done.code:
            one_line(done)
            assert copies == []
        else:
            (copy,) = copies
            assert facts(copy) == before
        assert [path for path in files(disk) if path.startswith(".~")] == []
        assert facts(disk / "zone.db") == before
        ends.append(done.code)
    assert {*ends} == {0, 4}
    assert ends == sorted(ends, reverse=True)


def test_a_restore_replaces_all_or_nothing_and_keeps_a_copy(disk: Path, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    assert ran(["backup", str(tmp_path / "copy.bak")]).code == 0
    assert ran("visit add E1 --by 张三 --nothing --yes").code == 0
    copied, before = facts(tmp_path / "copy.bak"), facts(tmp_path / "zone.db")
    database = disk / "zone.db"
    ends = []
    for blocks in (*range(0, 700, 35),):
        for path in disk.iterdir():
            path.unlink()
        shutil.copy(tmp_path / "zone.db", database)
        leave(disk, blocks)
        done = ran(["--db", str(database), "restore", str(tmp_path / "copy.bak"), "--yes"])
        (disk / "filler").unlink()
        if done.code:
            one_line(done)
            assert facts(database) == before
        else:
            assert facts(database) == copied
            (kept,) = disk.glob("*.restore.bak")
            assert facts(kept) == before
        assert [path for path in files(disk) if path.startswith(".~")] == []
        ends.append(done.code)
    assert {*ends} == {0, 4}
    assert ends == sorted(ends, reverse=True)


@pytest.mark.parametrize("is_share", [True, False])
def test_a_sync_loses_nothing_and_goes_on_when_there_is_room(
    disk: Path, small: Path, tmp_path: Path, is_share: bool
) -> None:
    """The share lies on the full disk, or the database does; with room again the next sync finishes."""
    assert small.is_dir()
    start, source = tmp_path / "share", tmp_path / "zone.db"
    assert ran(["share", "create", str(start)]).code == 0
    for number in range(30):
        assert ran(["visit", "add", "E1", "--by", "张三", "--note", f"{number}" * 300, "--yes"]).code == 0
    before = facts(source)
    share = disk / "share" if is_share else tmp_path / "used"
    database = tmp_path / "used.db" if is_share else disk / "zone.db"

    def prepare() -> None:
        shutil.rmtree(tmp_path / "used", ignore_errors=True)
        shutil.copytree(start, share)
        shutil.copy(source, database)

    ends = []
    for _, done in swept(disk, prepare, ["--db", str(database), "sync", str(share)]):
        if done.code:
            one_line(done)
        assert facts(database) == before
        assert [path for path in files(share) if ".tmp" in path] == []
        again = ran(["--db", str(database), "sync", str(share)])
        assert again.code == 0, again.err
        other = tmp_path / "other.db"
        other.unlink(missing_ok=True)
        assert ran(["--db", str(other), "init"]).code == 0
        assert ran(["--db", str(other), "share", "join", str(share), "--yes"]).code == 0
        assert sorted(facts(other)[0]) == sorted(before[0])
        ends.append(done.code)
    assert ends[-1] == 0
    assert {*ends} == {0, 5 if is_share else 4}
