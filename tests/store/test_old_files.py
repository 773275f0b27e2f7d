"""Files of an older version open, say the same, and go on: a database and a share kept from 2026-11-28.

tests/files/old/make.py says what the two machines recorded that made them.
"""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gridlog.store.projection import rebuild
from tests.conftest import Run, sql
from tests.files.old.make import facts

OLD = Path(__file__).parents[1] / "files" / "old"
LATER = {"syllables"}  # columns that a later version added
NOW = "2025-11-28T09:00:00+08:00"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The old database as zone.db, the old share as share/; what the old version's tables said."""
    monkeypatch.setenv("GRIDLOG_NOW", NOW)
    (tmp_path / "zone.db").write_bytes(gzip.decompress((OLD / "zone.db.gz").read_bytes()))
    shutil.copytree(OLD / "share", tmp_path / "share")
    told: dict[str, list[str]] = json.loads(gzip.decompress((OLD / "facts.json.gz").read_bytes()))
    return told


def said(database: Path) -> dict[str, list[str]]:
    """What the derived tables of a database say; tables and columns of later versions are left out."""
    old = json.loads(gzip.decompress((OLD / "facts.json.gz").read_bytes()))
    with closing(sqlite3.connect(database)) as connection:
        told = facts(connection, LATER)
    return {name: rows for name, rows in told.items() if rows or name in old}


def test_an_old_database_opens_and_says_what_it_said(
    run: Run, tmp_path: Path, old: dict[str, list[str]]
) -> None:
    assert run("visit list").code == 0
    assert said(tmp_path / "zone.db") == old


def test_an_old_log_folds_to_the_tables_that_it_folded_to(tmp_path: Path, old: dict[str, list[str]]) -> None:
    with closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as connection:
        rebuild(connection)
    assert said(tmp_path / "zone.db") == old


def test_an_old_share_gives_a_new_machine_everything(
    run: Run, tmp_path: Path, old: dict[str, list[str]]
) -> None:
    other = tmp_path / "other.db"
    assert run(f"--db {other.as_posix()} init").code == 0
    joined = run(f"--db {other.as_posix()} share join {(tmp_path / 'share').as_posix()} --yes")
    assert joined.code == 0, joined.err
    assert said(other) == old


def test_an_old_database_goes_on_with_its_old_share(
    run: Run, tmp_path: Path, old: dict[str, list[str]]
) -> None:
    share, other = (tmp_path / "share").as_posix(), (tmp_path / "other.db").as_posix()
    assert run("visit add E002 --by QL02 --nothing --yes").code == 0
    synced = run(f"sync {share}")
    assert (synced.code, "1" in synced.out) == (0, True), synced.err
    run(f"--db {other} init")
    run(f"--db {other} share join {share} --yes")
    assert said(Path(other)) == said(tmp_path / "zone.db") != old
    ((visits,),) = sql(tmp_path, "SELECT count(*) FROM visits")
    assert visits == len(old["visits"]) + 1
