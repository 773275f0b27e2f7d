"""`gridlog demo`: the first command that a new user runs."""

import sqlite3
from decimal import Decimal
from pathlib import Path

from tests.conftest import Run


def test_the_demo_leaves_a_whole_zone_to_play_with(run: Run, tmp_path: Path) -> None:
    done = run(f"demo {tmp_path / 'play'}")
    assert done.code == 0, done.err
    assert "演示数据" in done.out
    database = sqlite3.connect(tmp_path / "play" / "gridlog.db")
    counts = {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("grids", "officers", "enterprises", "flaws", "conflicts")
    }
    assert counts == {"grids": 89, "officers": 122, "enterprises": 168, "flaws": 0, "conflicts": 0}
    states = {state for (state,) in database.execute("SELECT DISTINCT state FROM issues")}
    assert len(states) == 9
    more = ("stations", "duties", "projects", "plans", "premises", "occupancies", "indicators")
    assert all(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in more)
    for said in ("没有交接", "2022年上半年", "77.88亿元", "演示电器03公司项目"):
        assert said in done.out
    assert "错误" not in done.out + done.err
    assert all(f"\n{code} " in done.out for code in ("PRJ-7", "PRJ-9"))  # a red and a yellow light
    check_task_forces(database)
    check_first_half(database)


def check_task_forces(database: sqlite3.Connection) -> None:
    """The article's five task forces have its persons and nothing else; others show gaps, logs and a blocker."""
    of = "project IN ('PRJ-1', 'PRJ-2', 'PRJ-3', 'PRJ-4', 'PRJ-5')"
    people = database.execute(
        f"SELECT count(DISTINCT leader), count(DISTINCT deputy), group_concat(DISTINCT investment) FROM projects WHERE {of.replace('project', 'code')}"
    ).fetchone()
    assert people == (5, 5, "")
    members = f"SELECT count(DISTINCT officer), min(resident), count(*) FROM project_members WHERE {of}"
    assert database.execute(members).fetchone() == (21, 1, 21)
    for table in ("logs", "progress", "milestones", "blockers"):
        assert database.execute(f"SELECT count(*) FROM {table} WHERE {of}").fetchone() == (0,), table
        assert database.execute(f"SELECT count(*) > 0 FROM {table}").fetchone() == (1,), table


def check_first_half(database: sqlite3.Connection) -> None:
    """Added up here, the first half of 2022 is 77.88 亿元 and 13% more, and 1.48 亿元 and 12% more, as the article tells."""
    sums: dict[tuple[str, str], Decimal] = {}
    for key, month, value in database.execute("SELECT key, month, value FROM indicators"):
        if month[5:] <= "06":
            sums[key, month[:4]] = sums.get((key, month[:4]), Decimal()) + Decimal(value)
    for key, total, growth in (("taxable_sales", "77.88", "0.13"), ("local_tax", "1.48", "0.12")):
        now, before = sums[key, "2022"], sums[key, "2021"]
        assert now == 10_000 * Decimal(total)
        assert round(now / before - 1, 4) == Decimal(growth)


def test_a_demo_never_overwrites_what_is_there(run: Run, tmp_path: Path) -> None:
    play = tmp_path / "play"
    play.mkdir()
    (play / "gridlog.db").write_bytes(b"mine")
    refused = run(f"demo {play}")
    assert refused.code == 4
    assert (play / "gridlog.db").read_bytes() == b"mine"
