"""What a week and a month say of premises: who moved in and out, how much is occupied, what was revived; a day says nothing."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Ran, Run, objects
from tests.support.read_back import sheets

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def with_premises(run: Run) -> Run:
    for line in (
        "config set officer 张三",
        "premises add Z1 一号厂房 --kind plant --area 5000 --park 智谷 --part A区 --block A",
        "premises add Z2 二号厂房 --kind plant --area 3000 --park 智谷 --part B区 --status idle --block A",
        "premises add Z3 写字楼 --kind office --area 320.5 --park 智谷 --part B区 --block B",
        "premises add Z4 公寓 --kind flat --area 100 --status building",
        "premises move-in Z1 E1 --area 1500 --from 2025-10-01",
        "premises move-in Z1 E2 --area 500.5 --from 2025-11-18",
        "premises move-in Z2 E3 --area 2500 --from 2025-11-05",
        "premises move-out Z1 E1 --until 2025-11-20",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return run


def told(done: Ran) -> list[str]:
    assert done.code == 0, done.err
    return [line for line in done.out.splitlines() if line.startswith(("载体与盘活", "Premises"))]


@pytest.mark.parametrize("line", ["report day", "report week", "report month"])
def test_a_zone_without_premises_reads_nothing_of_them(run: Run, line: str) -> None:
    for form in ("", " --format md", " --format html"):
        assert "载体" not in run(line + form).out


def test_a_day_says_nothing_of_premises(with_premises: Run) -> None:
    for form in ("", " --format md", " --format html"):
        assert "载体" not in with_premises(f"report day 2025-11-18{form}").out


def test_a_week_names_who_moved_in_and_out(with_premises: Run) -> None:
    e1, e2 = (with_premises(f"enterprise show {code} --json") for code in ("E1", "E2"))
    (one,), (two,) = objects(e1), objects(e2)
    assert told(with_premises("report week 2025-11-21")) == [
        f"载体与盘活：入驻 1 家次 500.5㎡：11-18 {two['name']} 一号厂房 500.5㎡。",
        f"载体与盘活：腾退 1 家次 1500㎡：11-20 {one['name']} 一号厂房 1500㎡。",
    ]
    english = told(with_premises("report week 2025-11-21", lang="en"))
    assert english[0] == f"Premises: Moved in 1 with 500.5 m2: 11-18 {two['name']}, 一号厂房 500.5 m2."
    assert told(with_premises("report week 2025-11-12")) == []
    assert "载体" not in with_premises("report week 2025-11-12 --format md").out


def test_a_month_says_how_much_there_is_and_its_table_adds_up(with_premises: Run) -> None:
    assert told(with_premises("report month 2025-11")) == [
        "载体与盘活：载体 4 处、面积 8420.5㎡，其中可用 8320.5㎡、在建 100㎡、低效闲置 0㎡；可用面积入驻率 36%（3000.5/8320.5），空置 5320㎡。",
        "载体与盘活：入驻 2 家次 3000.5㎡，腾退 1 家次 1500㎡，盘活面积 3000.5㎡。",
    ]
    text = with_premises("report month 2025-11 --format md").out
    assert "载体与盘活\n" in text
    table = text[text.index("载体入驻与盘活情况（平方米）") :].splitlines()
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in table
        if row.startswith("| ") and "---" not in row
    ]
    assert rows == [
        ["园区", "类型", "处数", "面积", "已用", "空置", "入驻率", "盘活面积"],
        ["—", "公寓", "1", "100", "0", "0", "—（0/0）", "0"],
        ["智谷", "办公", "1", "320.5", "0", "320.5", "0%（0/320.5）", "0"],
        ["智谷", "厂房", "2", "8000", "3000.5", "4999.5", "38%（3000.5/8000）", "3000.5"],
        ["合计", "", "4", "8420.5", "3000.5", "5320", "36%（3000.5/8320.5）", "3000.5"],
    ]
    places = list(csv.DictReader(io.StringIO(with_premises("export premises").out)))
    assert sum(Decimal(row["vacant"] or 0) for row in places) == Decimal(5320)
    occupied = sum(Decimal(row["occupied"]) for row in places if row["status"] == "ready")
    assert occupied == Decimal("3000.5")


def test_a_month_that_is_not_over_is_told_up_to_today(with_premises: Run) -> None:
    then = with_premises("report month 2025-11", now="2025-11-19T16:00:00+08:00")
    assert "入驻率 54%（4500.5/8320.5）" in told(then)[0]
    assert "腾退 0 家次 0㎡" in told(then)[1]
    early = with_premises(
        "report month 2025-11 --as-of 2025-11-21T15:00:00+08:00", now="2025-11-24T09:00:00+08:00"
    )
    assert told(early) == []


def test_what_two_devices_let_twice_is_named_in_week_and_month(with_premises: Run, tmp_path: Path) -> None:
    share, other, own = tmp_path / "share", tmp_path / "b.db", tmp_path / "zone.db"
    for line in (
        f"share create {share}",
        f"--db {other} init",
        f"--db {other} share join {share}",
        f"--db {other} config set officer 李四",
        "premises move-in Z3 E1 --area 300",
        f"--db {other} premises move-in Z3 E2 --area 300",
        f"--db {other} sync",
        "sync",
    ):
        assert with_premises(line).code == 0, line
    assert own.exists()
    twice = "载体与盘活：入驻面积超过载体面积 1 处：写字楼 600/320.5。"
    assert twice in told(with_premises("report week 2025-11-21"))
    assert twice in told(with_premises("report month 2025-11"))


@pytest.mark.parametrize(
    ("by", "units"),
    [
        ("park", [("",), ("智谷",)]),
        ("part", [("", ""), ("智谷", "A区"), ("智谷", "B区")]),
        ("kind", [("flat",), ("office",), ("plant",)]),
        ("block", [("",), ("A",), ("B",)]),
        ("zone", [()]),
    ],
)
def test_occupancy_by_park_part_kind_and_block_adds_up_to_the_zone(
    with_premises: Run, by: str, units: list[tuple[str, ...]]
) -> None:
    rows = objects(
        with_premises(f"premises occupancy 2025-11 --by {by} --json", now="2025-11-30T16:00:00+08:00")
    )
    keys = {"part": ("park", "part"), "zone": ()}.get(by, (by,))
    assert [tuple(row[key] for key in keys) for row in rows] == units
    sums = {
        key: sum(Decimal(str(row[key])) for row in rows)
        for key in ("premises", "area", "ready", "occupied", "vacant", "revived")
    }
    assert sums == {
        "premises": 4,
        "area": Decimal("8420.5"),
        "ready": Decimal("8320.5"),
        "occupied": Decimal("3000.5"),
        "vacant": Decimal(5320),
        "revived": Decimal("3000.5"),
    }
    for row in rows:
        ready = Decimal(str(row["ready"]))
        assert row["rate"] == (round(float(Decimal(str(row["occupied"])) / ready), 4) if ready else None)


def test_occupancy_takes_a_week_or_a_month_and_refuses_other_words(with_premises: Run) -> None:
    (week,) = objects(with_premises("premises occupancy 2025-W47 --by zone --json"))
    assert week["revived"] == "500.5"
    assert "盘活面积(㎡)" in with_premises("premises occupancy").out
    for line in ("premises occupancy 某天", "premises occupancy --by colour", "premises occupancy 1899-01"):
        done = with_premises(line)
        assert (done.code, done.err.count("\n")) == (2, 1), line


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
@pytest.mark.parametrize("report", ["day", "week", "month"])
def test_every_document_takes_the_chapter(with_premises: Run, tmp_path: Path, report: str, form: str) -> None:
    target = tmp_path / f"r.{form}"
    assert with_premises(f"report {report} 2025-11-21 -o {target}").code == 0
    assert target.stat().st_size > 2000


def test_areas_are_numbers_in_a_workbook(with_premises: Run) -> None:
    found = sheets(with_premises("report month 2025-11 --format xlsx -o -"))
    rows = next(rows for rows in found.values() if any("盘活面积" in row for row in rows))
    (whole,) = [row for row in rows if row and row[0] == "合计"]
    assert whole[2:6] == [4, 8420.5, 3000.5, 5320]
    assert whole[7] == 3000.5
