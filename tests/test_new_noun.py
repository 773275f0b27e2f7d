"""A noun is a folder: one that no shared file knows gets tables, history, conflicts, import, export, rebuild and sync."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gridlog.core.nouns import nouns

ROOT = Path(__file__).parent.parent
# One child puts the folder of the kiosk beside the folders of gridlog's own nouns, and does nothing else to gridlog.
CHILD = """
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

from gridlog.core import nouns

nouns.__path__.extend(sys.argv[1:])
from gridlog.machine.config import Config
from gridlog.store.as_of import as_of
from gridlog.work.desk import Desk
from gridlog.work.noun_files import take_in
from tests.conftest import NOW, ran


def run(db, *words):
    done = ran(["--db", db, *words])
    return [done.code, done.out or done.err]


def take(db, name, path, dry_run, skip_bad):
    config = Config({"HOME": str(Path(db).parent), "GRIDLOG_OFFICER": "P1"})
    desk = Desk(config, lambda: datetime.fromisoformat(NOW), db)
    tally = take_in(desk, "kiosk", name, path, dry_run=dry_run, skip_bad=skip_bad)
    desk.close()
    bad = [(number, problem.code) for number, problem in tally.bad]
    return [tally.new, tally.changed, tally.known, bad, tally.is_kept]


def count_as_of(db, instant):
    desk = Desk(Config({"HOME": str(Path(db).parent)}), lambda: datetime.fromisoformat(NOW), db)
    past = as_of(desk.store.connection, datetime.fromisoformat(instant), date(2025, 11, 1), date(2025, 12, 1))
    return past.execute("SELECT count(*) FROM kiosks").fetchone()[0]


os.environ["GRIDLOG_LANG"] = "zh"
os.environ["GRIDLOG_NOW"] = NOW
for line in sys.stdin:
    home, name, *given = json.loads(line)
    os.environ["HOME"] = os.environ["USERPROFILE"] = home
    print(json.dumps(globals()[name](*given)), flush=True)
"""
KIOSKS = """便民点编号,便民点名称,网格编号,联系电话
K1,千灯便民点,G1,13800138000
K2,光伏便民点,G1,
合计,2,,
"""
Gridlog = Callable[..., str]


class Child:
    """A process of gridlog; `ask` calls one of its functions."""

    def __init__(self, *folders: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, *map(str, folders)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, home: Path, name: str, *given: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([str(home), name, *given]) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def with_kiosks() -> Iterator[Child]:
    child = Child(ROOT / "tests" / "support" / "nouns")
    yield child
    child.process.communicate()


@pytest.fixture(scope="module")
def without_kiosks() -> Iterator[Child]:
    child = Child()
    yield child
    child.process.communicate()


@pytest.fixture
def gridlog(with_kiosks: Child, tmp_path: Path) -> Gridlog:
    def run(line: str, db: str = "zone.db", child: Child = with_kiosks) -> str:
        code, out = child.ask(tmp_path, "run", str(tmp_path / db), *line.split())
        assert code == 0, out
        return str(out)

    return run


@pytest.fixture(autouse=True)
def zone(gridlog: Gridlog) -> None:
    for line in (
        "init",
        "grid add G1 千灯 --level grid",
        "officer add P1 王工 --grid G1",
        "config set officer P1",
    ):
        gridlog(line)


@pytest.fixture
def take_in(with_kiosks: Child, tmp_path: Path) -> Callable[..., list[object]]:
    def take(
        text: str, name: str = "kiosks", *, dry_run: bool = False, skip_bad: bool = False
    ) -> list[object]:
        file = tmp_path / f"{name}.csv"
        file.write_text(text, encoding="utf-8")
        db = str(tmp_path / "zone.db")
        told: list[object] = with_kiosks.ask(tmp_path, "take", db, name, str(file), dry_run, skip_bad)
        return told

    return take


def rows_in(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_no_shared_file_knows_the_noun_of_this_test() -> None:
    assert "kiosk" not in nouns()
    written = [
        path for path in (ROOT / "gridlog").rglob("*.py") if "kiosk" in path.read_text(encoding="utf-8")
    ]
    assert written == []


def test_a_new_noun_has_tables_and_an_import_that_knows_its_lines_again(
    take_in: Callable[..., list[object]], tmp_path: Path
) -> None:
    assert take_in(KIOSKS, dry_run=True) == [2, 0, 0, [], False]
    assert rows_in(tmp_path / "zone.db", "SELECT * FROM kiosks") == []
    assert take_in(KIOSKS) == [2, 0, 0, [], True]
    assert take_in(KIOSKS) == [0, 0, 2, [], True]
    assert take_in(KIOSKS.replace("光伏便民点", "光伏园便民点")) == [0, 1, 1, [], True]
    days = "便民点,开放日期\nK1,2025-11-20\n千灯便民点,11月20日\nK1,2025/11/21\n"
    assert take_in(days, "days") == [0, 2, 1, [], True]
    assert rows_in(tmp_path / "zone.db", "SELECT code, name, grid, phone FROM kiosks ORDER BY code") == [
        ("K1", "千灯便民点", "G1", "13800138000"),
        ("K2", "光伏园便民点", "G1", ""),
    ]
    assert rows_in(tmp_path / "zone.db", "SELECT * FROM kiosk_days") == [
        ("K1", "2025-11-20"),
        ("K1", "2025-11-21"),
    ]


def test_a_bad_line_is_named_and_nothing_is_taken_unless_bad_lines_may_be_skipped(
    take_in: Callable[..., list[object]], tmp_path: Path
) -> None:
    text = "code,name,grid\nK1,甲,G1\nK2,,G1\nK3,丙,G9\nK 4,丁,G1\n"
    bad = [[3, "import.cell_missing"], [4, "name.unknown"], [5, "roster.code"]]
    assert take_in(text) == [1, 0, 0, bad, False]
    assert rows_in(tmp_path / "zone.db", "SELECT * FROM kiosks") == []
    assert take_in(text, skip_bad=True) == [1, 0, 0, bad, True]
    assert rows_in(tmp_path / "zone.db", "SELECT code FROM kiosks") == [("K1",)]


def test_a_new_noun_is_exported_in_every_form_with_its_phones_masked(
    gridlog: Gridlog, take_in: Callable[..., list[object]], tmp_path: Path
) -> None:
    take_in(KIOSKS)
    take_in("kiosk,on\nK1,2025-11-20\nK1,2025-12-01\n", "days")
    assert list(csv.reader(io.StringIO(gridlog("export kiosks")))) == [
        ["code", "name", "grid", "phone", "days"],
        ["K1", "千灯便民点", "G1", "138****8000", "1"],
        ["K2", "光伏便民点", "G1", "", "0"],
    ]
    assert json.loads(gridlog("export kiosks --json --unmask"))[0]["phone"] == "13800138000"
    assert gridlog("export kiosks --excel").splitlines()[:2] == [
        "\ufeff序号,便民点编号,便民点名称,网格编号,联系电话,已开放(天)",
        "1,K1,千灯便民点,G1,138****8000,1",
    ]
    gridlog(f"export kiosks -o {tmp_path / 'k.xlsx'}")
    assert "、kiosks" in gridlog("export --help").replace("\n", "").replace(" ", "")
    assert "便民点底册" in gridlog("history --limit 1")


def test_the_history_and_the_conflicts_of_a_new_noun_are_told_in_its_own_words(
    gridlog: Gridlog, take_in: Callable[..., list[object]], tmp_path: Path
) -> None:
    share = tmp_path / "share"
    take_in(KIOSKS)
    told = gridlog("history --limit 2 --format md")
    assert "便民点登记" in told
    assert "便民点名称 光伏便民点" in told
    gridlog(f"share create {share}")
    gridlog("init", db="b.db")
    gridlog(f"share join {share}", db="b.db")
    assert rows_in(tmp_path / "b.db", "SELECT code FROM kiosks ORDER BY code") == [("K1",), ("K2",)]
    take_in(KIOSKS.replace("千灯便民点", "甲名"))
    (tmp_path / "zone.db").rename(tmp_path / "a.db")
    (tmp_path / "b.db").rename(tmp_path / "zone.db")
    take_in(KIOSKS.replace("千灯便民点", "乙名"))
    for db in ("zone.db", "a.db", "zone.db"):
        gridlog("sync", db=db)
    conflicts = gridlog("conflicts --format md")
    assert "便民点名称 甲名" in conflicts
    assert "便民点名称 乙名" in conflicts
    tables = [rows_in(tmp_path / db, "SELECT * FROM kiosks ORDER BY code") for db in ("zone.db", "a.db")]
    assert tables[0] == tables[1]


def test_a_rebuild_and_the_tables_of_an_earlier_instant_have_the_rows_of_a_new_noun(
    gridlog: Gridlog, take_in: Callable[..., list[object]], with_kiosks: Child, tmp_path: Path
) -> None:
    take_in(KIOSKS)
    before = rows_in(tmp_path / "zone.db", "SELECT * FROM kiosks ORDER BY code")
    with closing(sqlite3.connect(tmp_path / "zone.db")) as connection, connection:
        connection.execute("DELETE FROM kiosks")
        connection.execute("UPDATE replica SET derived = 0")
    gridlog("grid list")
    assert rows_in(tmp_path / "zone.db", "SELECT * FROM kiosks ORDER BY code") == before
    db = str(tmp_path / "zone.db")
    counts = [
        with_kiosks.ask(tmp_path, "count_as_of", db, f"2025-11-{day}T23:00:00+08:00") for day in (21, 20)
    ]
    assert counts == [2, 0]


def test_a_program_that_does_not_know_the_noun_keeps_its_events_and_passes_them_on(
    gridlog: Gridlog, take_in: Callable[..., list[object]], without_kiosks: Child, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    take_in(KIOSKS)
    gridlog(f"share create {share}")

    def older(line: str) -> str:
        return gridlog(line, "old.db", without_kiosks)

    older("init")
    older(f"share join {share}")
    assert "kiosk.saved" in older("history --json")
    gridlog("init", db="new.db")
    older("sync")
    gridlog(f"share join {share}", db="new.db")
    assert rows_in(tmp_path / "new.db", "SELECT code FROM kiosks ORDER BY code") == [("K1",), ("K2",)]
