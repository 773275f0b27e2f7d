"""Copies that gridlog makes by itself: when they are made, how many are kept, and what they never stop."""

import errno
import gzip
import os
import shlex
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gridlog.cli.shell import session as session_module
from gridlog.core.when import ZONE
from gridlog.store import copies, file
from gridlog.store.schema import DERIVED_VERSION
from gridlog.work import keeping
from tests.conftest import NOW, Run, ran

OLD = Path(__file__).parents[1] / "files" / "old" / "zone.db.gz"
MONDAY = datetime(2025, 11, 17, 9, tzinfo=ZONE)
ADD = "visit add E1 --by 张三 --nothing --yes"


class Clock:
    """A clock that stands; no variable sets it."""

    now = MONDAY


@pytest.fixture
def clock(small: Path, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of this computer, to be moved."""
    assert small.is_dir()
    monkeypatch.delenv("GRIDLOG_NOW")
    standing = Clock()
    monkeypatch.setattr(session_module, "_this_instant", lambda: standing.now)
    return standing


def kept(folder: Path, kind: str) -> list[str]:
    """The names of the copies of a kind."""
    return sorted(path.name for path in folder.glob(f"zone.db.*.{kind}.bak"))


def visits(path: Path) -> int:
    """How many visits a file has."""
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute("SELECT count(*) FROM visits").fetchone()
        return int(count)


def rows(folder: Path, count: int, day: int = 3) -> str:
    """A file of visits to import."""
    lines = [f"2025-11-{day:02},E{1 + n % 4},P3,{n}" for n in range(count)]
    path = folder / f"{day}-{count}.csv"
    path.write_text("date,enterprise,officer,note\n" + "\n".join(lines), encoding="utf-8")
    return shlex.quote(path.as_posix())


def test_the_first_command_of_a_week_that_writes_keeps_a_copy(run: Run, clock: Clock, tmp_path: Path) -> None:
    assert run("visit list").code == 0
    assert kept(tmp_path, "weekly") == []
    done = run(ADD)
    assert (done.code, done.err) == (0, "")
    assert kept(tmp_path, "weekly") == ["zone.db.2025-W47.weekly.bak"]
    assert visits(tmp_path / "zone.db.2025-W47.weekly.bak") == 1
    run("visit add E2 --by 张三 --nothing --yes")
    assert visits(tmp_path / "zone.db.2025-W47.weekly.bak") == 1
    assert (tmp_path / "zone.db.2025-W47.weekly.bak").stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    clock.now += timedelta(days=7)
    run(ADD)
    assert kept(tmp_path, "weekly") == ["zone.db.2025-W47.weekly.bak", "zone.db.2025-W48.weekly.bak"]


def test_three_weeks_are_kept(run: Run, clock: Clock, tmp_path: Path) -> None:
    for _ in range(5):
        run(ADD)
        clock.now += timedelta(days=7)
    assert kept(tmp_path, "weekly") == [f"zone.db.2025-W{week}.weekly.bak" for week in (49, 50, 51)]


def test_a_copy_of_a_clock_that_was_wrong_does_not_push_out_the_one_just_made(
    run: Run, clock: Clock, tmp_path: Path
) -> None:
    for year in (2031, 2032, 2033, 2034):
        (tmp_path / f"zone.db.{year}-W01.weekly.bak").touch()
    assert clock.now == MONDAY
    run(ADD)
    assert kept(tmp_path, "weekly") == [
        "zone.db.2025-W47.weekly.bak",
        "zone.db.2033-W01.weekly.bak",
        "zone.db.2034-W01.weekly.bak",
    ]


def test_a_sync_keeps_the_weeks_copy_even_of_a_large_file(
    run: Run, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SMALL", 1000)
    assert clock.now == MONDAY
    run(ADD)
    assert kept(tmp_path, "weekly") == []
    assert run(f"share create {shlex.quote((tmp_path / 'share').as_posix())}").code == 0
    assert run("sync").code == 0
    assert kept(tmp_path, "weekly") == ["zone.db.2025-W47.weekly.bak"]


@pytest.mark.usefixtures("clock")
def test_copies_can_be_switched_off(run: Run, tmp_path: Path) -> None:
    assert run("config set copies maybe").code == 2
    assert run("config set copies off").code == 0
    run(ADD)
    assert run(f"visit import {rows(tmp_path, 150)}").code == 0
    assert list(tmp_path.glob("*.bak")) == []


def test_a_clock_that_was_set_keeps_no_weekly_copy(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    assert run(ADD, now=NOW).code == 0
    assert kept(tmp_path, "weekly") == []


@pytest.mark.usefixtures("clock")
def test_a_copy_that_cannot_be_made_is_told_and_stops_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "as if")

    monkeypatch.setattr(copies, "need_room", full)
    done = run(ADD)
    assert (done.code, done.err) == (0, "注意：自动备份没有做成：磁盘已满。详情见 gridlog doctor。\n")
    done = run(f"visit import {rows(tmp_path, 150)}")
    assert (done.code, done.err.count("自动备份没有做成")) == (0, 2)
    assert visits(tmp_path / "zone.db") == 151


@pytest.mark.usefixtures("clock")
def test_ctrl_c_during_the_weeks_copy_does_not_undo_the_command(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "need_whole", interrupted)
    done = run(ADD)
    assert (done.code, done.err) == (0, "")
    assert (visits(tmp_path / "zone.db"), list(tmp_path.glob("*.bak")), list(tmp_path.glob(".~*"))) == (
        1,
        [],
        [],
    )


def test_before_an_import_of_many_rows_a_copy_is_kept(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    run(ADD)
    assert run(f"visit import {rows(tmp_path, 99)}").code == 0
    assert kept(tmp_path, "import") == []
    assert run(f"visit import {rows(tmp_path, 100, day=4)}").code == 0
    (copy,) = kept(tmp_path, "import")
    assert visits(tmp_path / copy) == 100
    assert run(f"visit import {rows(tmp_path, 100, day=4)}").code == 0  # known by now: nothing is written
    assert kept(tmp_path, "import") == [copy]


def test_what_comes_from_standard_input_counts_too(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    path = Path(shlex.split(rows(tmp_path, 120))[0])
    assert run("visit import -", stdin=path.read_bytes()).code == 0
    assert len(kept(tmp_path, "import")) == 1


def test_dry_runs_push_no_copy_out(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    for minute in range(5):
        now = f"2025-11-21T16:0{minute}:00+08:00"
        assert run(f"visit import {rows(tmp_path, 120)} --dry-run", now=now).code == 0
    assert len(kept(tmp_path, "import")) == 1


def test_three_imports_are_kept(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    for day in range(3, 8):
        now = f"2025-11-21T16:0{day}:00+08:00"
        assert run(f"visit import {rows(tmp_path, 120, day)}", now=now).code == 0
    assert [visits(tmp_path / name) for name in kept(tmp_path, "import")] == [240, 360, 480]


def test_a_roster_of_many_rows_is_an_import_too(run: Run, small: Path, tmp_path: Path) -> None:
    lines = "".join(f"G{n},网格{n},grid,A\n" for n in range(120))
    (small / "more.csv").write_text(f"code,name,level,parent\n{lines}", encoding="utf-8")
    assert run(f"roster import {shlex.quote((small / 'more.csv').as_posix())} --kind grids").code == 0
    assert len(kept(tmp_path, "import")) == 1


def test_a_database_of_an_older_version_is_kept_before_it_is_brought_over(run: Run, tmp_path: Path) -> None:
    content = gzip.decompress(OLD.read_bytes())
    (tmp_path / "zone.db").write_bytes(content)
    assert run("visit list").code == 0
    (copy,) = kept(tmp_path, "upgrade")
    (tmp_path / "before.db").write_bytes(content)
    with (
        closing(copies.still(tmp_path / copy)) as database,
        closing(copies.still(tmp_path / "before.db")) as old,
    ):
        ids = "SELECT id FROM events ORDER BY id"
        assert database.execute(ids).fetchall() == old.execute(ids).fetchall()
    assert run("visit list").code == 0
    assert kept(tmp_path, "upgrade") == [copy]


def test_tables_are_folded_anew_even_where_no_copy_fits(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "as if")

    assert small.is_dir()
    monkeypatch.setattr(copies, "need_room", full)
    monkeypatch.setattr(file, "DERIVED_VERSION", DERIVED_VERSION + 1)
    assert run("visit list").code == 0
    assert kept(tmp_path, "upgrade") == []


def test_a_demo_keeps_no_copies(tmp_path: Path, play: Path) -> None:
    assert play.is_file()
    lines = [f"2025-11-03,E0{10 + n % 40},QL01,{n}" for n in range(120)]
    path = tmp_path / "many.csv"
    path.write_text("date,enterprise,officer,note\n" + "\n".join(lines), encoding="utf-8")
    assert ran(["visit", "import", str(path)]).code == 0
    assert list(tmp_path.glob("*.bak")) == []
