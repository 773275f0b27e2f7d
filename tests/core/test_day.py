"""The day on one screen and weeks side by side, against independent counts."""

from pathlib import Path

import pytest

from tests.conftest import Run, objects, sql

DAY = "2025-11-19"


@pytest.fixture
def busy(run: Run, small: Path) -> Path:
    """Three visits of one day in two blocks, one of them joint and one by phone; issues in several states."""
    for line in (
        f"visit add E1 --by 张三 --note x --on {DAY} --with 李四",
        f"visit add E3 --by 李四 --note x --on {DAY} --method phone",
        f"visit add E4 --by 王五 --nothing --on {DAY}",
        "visit add E4 --by 王五 --nothing --on 2025-11-12",
        f"issue raise E1 断电 --by 张三 --on {DAY}",
        "issue raise E4 急事 --by 王五 --on 2025-11-18 --grade urgent",
        "issue raise E4 旧事 --by 王五 --on 2025-11-10 --grade simple",
    ):
        done = run(line, now=f"{DAY}T16:00:00+08:00")
        assert done.code == 0, done.err
    return small


def test_the_day_adds_up_by_block(run: Run, busy: Path) -> None:
    first, second = objects(run(f"report day {DAY} --json"))
    assert (first["block"], first["visits"], first["counted"], first["enterprises"]) == ("A", 2, 2, 2)
    assert (first["officers"], first["joint"], first["issues_raised"]) == (2, 1, 1)
    assert (second["block"], second["visits"], second["counted"], second["issues_raised"]) == ("B", 1, 1, 0)
    assert (second["issues_due"], second["issues_overdue"]) == (1, 1)
    (zone,) = objects(run(f"report day {DAY} --by zone --json"))
    blocks = objects(run(f"report day {DAY} --json"))
    for key in (
        "visits",
        "counted",
        "joint",
        "issues_raised",
        "issues_closed",
        "issues_due",
        "issues_overdue",
    ):
        assert zone[key] == sum(int(str(one[key])) for one in blocks)
    assert zone["visits"] == sql(busy.parent, f"SELECT count(*) FROM visits WHERE visited_on = '{DAY}'")[0][0]


def test_a_day_on_which_nothing_happened_says_so(run: Run, busy: Path) -> None:
    assert busy.is_dir()
    (zone,) = objects(run("report day 2025-10-01 --by zone --json"))
    assert [value for key, value in zone.items() if key != "day"] == [0] * 9
    assert "走访 0 次" in run("report day 2025-10-01").out


def test_a_day_of_an_empty_zone_is_one_line_of_nothing(run: Run) -> None:
    assert run("init").code == 0
    assert "走访 0 次" in run("report day").out


def test_the_trend_is_the_weeks_and_what_changed_between_them(run: Run, busy: Path) -> None:
    assert busy.is_dir()
    rows = objects(run("report trend 2025-W47 --weeks 2 --by block --json"))
    assert [(one["block"], one["week"]) for one in rows] == [
        (block, week) for block in "AB" for week in ("2025-W46", "2025-W47")
    ]
    for row in rows:
        (same,) = [
            one
            for one in objects(run(f"report week {row['week']} --by block --json"))
            if one["block"] == row["block"]
        ]
        shared = ("required", "counted", "enterprises", "coverage", "late", "issues_raised", "issues_closed")
        assert {key: row[key] for key in shared} == {key: same[key] for key in shared}
    before, after = (row for row in rows if row["block"] == "B")
    assert (before["counted"], before["counted_change"], after["counted"], after["counted_change"]) == (
        1,
        1,
        1,
        0,
    )
    assert (after["issues_raised"], after["issues_raised_change"]) == (1, 0)


def test_a_change_is_shown_with_its_sign_and_none_as_a_dash(run: Run, busy: Path) -> None:
    assert busy.is_dir()
    lines = run("report trend 2025-W47 --weeks 2").out.splitlines()
    assert "+1" in lines[2]
    assert "+2" in lines[3]
    assert run("report trend 2025-W47 --by officer").code == 2
