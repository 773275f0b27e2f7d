"""`gridlog demo`: the first command that a new user runs."""

import sqlite3
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


def test_a_demo_never_overwrites_what_is_there(run: Run, tmp_path: Path) -> None:
    play = tmp_path / "play"
    play.mkdir()
    (play / "gridlog.db").write_bytes(b"mine")
    refused = run(f"demo {play}")
    assert refused.code == 4
    assert (play / "gridlog.db").read_bytes() == b"mine"
