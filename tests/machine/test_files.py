"""A file is whole and on the disk before a command says that it is written."""

import os
import shlex
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridlog.machine.files import replace_file
from gridlog.store.copies import copy_file
from gridlog.store.file import open_store
from tests.conftest import Run


def test_a_replaced_file_is_synced_before_it_takes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")
    seen: list[bytes] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        seen.append(target.read_bytes())
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    replace_file(target, [b"new", b"er"])
    assert seen == [b"old"]
    assert target.read_bytes() == b"newer"


def test_a_write_that_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"old")

    def pieces() -> object:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_file(target, pieces())  # type: ignore[arg-type]  # a generator that dies
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.csv"]
    assert target.read_bytes() == b"old"


@pytest.mark.usefixtures("durable")
def test_a_commit_is_on_the_disk_when_it_is_said(tmp_path: Path) -> None:
    store = open_store(tmp_path / "zone.db", datetime.now(UTC), create=True)
    extra = 3  # sync the log at every commit; where a file has a journal instead, its folder too
    assert store.connection.execute("PRAGMA synchronous").fetchone() == (extra,)
    assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_what_gridlog_makes(run: Run, small: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    old = os.umask(0o022)
    try:
        for line in (
            "visit add E1 --by 张三 --nothing",
            "export visits -o {folder}/visits.csv",
            "export visits -o {folder}/visits.xlsx",
            "report week this -o {folder}/week.html",
            "report week this -o {folder}/week.docx",
            "report week this -o {folder}/week.txt",
            "config set lang zh",
            "--db {folder}/other.db init",
            "demo {folder}/play",
        ):
            done = run(line.format(folder=shlex.quote((tmp_path / "out").as_posix())))
            assert done.code == 0, (line, done.err)
        with closing(sqlite3.connect(tmp_path / "zone.db")) as connection:
            copy_file(connection, tmp_path / "zone.db", tmp_path / "out" / "kept.bak")
        shared = run(f"share create {shlex.quote((tmp_path / 'share').as_posix())}")
    finally:
        os.umask(old)
    assert (shared.code, small.is_dir()) == (0, True)
    places = [tmp_path / "out", tmp_path / "home"]
    made = [one for place in places for one in place.rglob("*") if one.is_file()]
    readable = [one.name for one in made if one.stat().st_mode & 0o077]
    assert (len(made), readable) == (9, [])
    assert all(one.stat().st_mode & 0o044 for one in (tmp_path / "share").rglob("*.gz"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_replaced_file_keeps_its_mode(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    target = tmp_path / "visits.csv"
    for mode in (0o640, 0o600):
        target.touch()
        target.chmod(mode)
        assert run(f"export visits -o {shlex.quote(target.as_posix())}").code == 0
        assert target.stat().st_mode & 0o777 == mode
