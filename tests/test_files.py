"""A file is whole and on the disk before anybody is told that it is written."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridlog.files import replace_file
from gridlog.store import open_store


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


def test_a_commit_is_on_the_disk_when_it_is_said(tmp_path: Path) -> None:
    store = open_store(tmp_path / "zone.db", datetime.now(UTC), create=True)
    extra = 3  # sync the journal, the file and, when the journal goes, the folder
    assert store.connection.execute("PRAGMA synchronous").fetchone() == (extra,)
    assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    store.close()
