"""Levels are data: zones of other trees, and every report over them."""

import csv
import io
import shlex
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.calendar import Calendar
from gridlog.core.figures.month import Month, by_block, by_officer, by_unit, met_in
from gridlog.core.figures.quota import Call
from gridlog.core.figures.week import Customer, Person, Week, tables
from gridlog.core.rules import DEFAULT
from gridlog.core.tree import Node, Tree
from tests.conftest import NOW as TODAY
from tests.conftest import Run, events, id_in, objects, only, ran, sql
from tests.support import recount
from tests.support.periods import mondays, months, name, rows, weeks_of
from tests.support.read_back import of_docx, of_html, sheets
from tests.support.recount import Place, Row, by_day
from tests.support.zones import BEFORE, Fact, put, zones

BEGUN = "2025-09-01T09:00:00+08:00"
FIVE = {
    "grids.csv": "code,name,level,parent\nZ,五级区,zone,\nP1,东片,片区,Z\nP2,西片,片区,Z\nA,甲块,板块,P1\nB,乙块,板块,P1\n"
    "C,丙块,板块,P2\nA-1,甲一,网格,A\nA-2,甲二,网格,A\nB-1,乙一,网格,B\nC-1,丙一,网格,C\nA-1-x,甲一组,组,A-1\n",
    "officers.csv": "code,name,grid,role,quota,phone\nO1,张三,A-1,officer,,\nO2,李四,A-1-x,officer,,\nO3,王五,C-1,officer,,\n"
    "O4,赵六,P2,officer,,\nO5,钱七,Z,officer,,\n",
    "enterprises.csv": "code,name,uscc,grid\nE1,禾木家居,,A-1\nE2,禾木电器,,A-1-x\nE3,蓝天光伏,,C-1\nE4,远山新材,,P2\nE5,总部,,Z\n"
    "E6,孤松,,B\nE7,无主,,\n",
}
NUMBERS = {
    "grids.csv": "code,name,level,parent\nZ,数区,１,\nA,甲,２,Z\nB,乙,２,Z\nA1,甲一,３,A\nB1,乙一,３,B\nA11,甲一一,４,A1\nB11,乙一一,４,B1\n",
    "officers.csv": "code,name,grid,role,quota,phone\nO1,张三,A11,officer,,\nO2,李四,B11,officer,,\nO3,王五,A,officer,,\n",
    "enterprises.csv": "code,name,uscc,grid\nE1,禾木家居,,A11\nE2,禾木电器,,B11\nE3,蓝天光伏,,B1\n",
}
ONE = {
    "grids.csv": "code,name,level,parent\nV1,一村,村,\nV2,二村,村,\n",
    "officers.csv": "code,name,grid,role,quota,phone\nO1,张三,V1,officer,,\nO2,李四,V2,officer,,\n",
    "enterprises.csv": "code,name,uscc,grid\nE1,禾木家居,,V1\nE2,禾木电器,,V2\n",
}
ZONES = {"five": (FIVE, "片区", 5), "numbers": (NUMBERS, "2", 3), "one": (ONE, "村", 2)}
WORD = {"five": "片区", "numbers": "第2级", "one": "村"}
LEVELS = {
    "five": ["组", "grid", "block", "片区"],
    "numbers": ["4", "3", "2", "1"],
    "one": ["村"],
}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A database of each of these zones with a visit and an issue of every officer in week 47, made once."""
    found = {}
    for key, (files, level, officers) in ZONES.items():
        folder = tmp_path_factory.mktemp(key)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        db = shlex.quote(str(folder / "zone.db"))
        paths = " ".join(shlex.quote(str(folder / file)) for file in files)
        lines = [f"init --zone {key}", f"roster import {paths}", f"config set report_level {level}"]
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("GRIDLOG_LANG", "zh")
            for line in lines:
                assert ran(f"--db {db} {line}", now=BEGUN).code == 0
            for number in range(1, officers + 1):
                for line in (
                    f"visit add E{number} --by O{number} --note 好",
                    f"issue raise E{number} 断电 --by O{number}",
                ):
                    assert ran(f"--db {db} {line}", now=TODAY).code == 0
        found[key] = folder / "zone.db"
    return found


@pytest.fixture(params=list(ZONES))
def key(request: pytest.FixtureRequest, made: dict[str, Path], tmp_path: Path) -> str:
    """One of the zones, as the file that commands open."""
    chosen = str(request.param)
    shutil.copy(made[chosen], tmp_path / "zone.db")
    return chosen


@pytest.fixture
def five(made: dict[str, Path], tmp_path: Path) -> Path:
    """The zone of five levels, which reports by 片区."""
    shutil.copy(made["five"], tmp_path / "zone.db")
    return tmp_path


def table(run: Run, line: str, now: str = "") -> list[dict[str, str]]:
    """The rows of a CSV."""
    done = run(f"{line} --format csv", now=now)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


SUMS = {
    "week": ("required", "counted", "short", "officers", "officers_met", "enterprises_in_charge", "issues_raised"),
    "month": ("required", "counted", "visits", "onsite", "issues_raised", "officers", "enterprises_in_charge"),
    "day": ("visits", "counted", "issues_raised", "issues_due", "issues_overdue"),
    "trend": ("required", "counted", "officers", "enterprises_in_charge", "issues_raised"),
}  # fmt: skip
LINES = {
    "week": "report week",
    "month": "report month",
    "day": "report day",
    "trend": "report trend this --weeks 1",
}


@pytest.mark.parametrize("report", LINES)
def test_the_rows_of_every_level_add_up_to_the_zones_row(run: Run, key: str, report: str) -> None:
    (zone,) = table(run, f"{LINES[report]} --by zone")
    assert int(zone.get("visits", zone["counted"])) == ZONES[key][2]
    for level in LEVELS[key]:
        found = table(run, f"{LINES[report]} --by {level}")
        sums = {column: str(sum(int(row[column]) for row in found)) for column in SUMS[report]}
        assert sums == {column: zone[column] for column in SUMS[report]}, level


def test_a_unit_adds_up_all_below_it_and_what_hangs_above_has_a_row_of_its_own(run: Run, five: Path) -> None:
    def told(level: str) -> list[tuple[str | None, ...]]:
        wanted = ("block", "grid", "officers", "counted", "enterprises_in_charge", "issues_raised")
        return [
            tuple(row.get(column) for column in wanted) for row in table(run, f"report week --by {level}")
        ]

    assert five.is_dir()
    assert told("片区") == [
        ("", None, "1", "1", "2", "1"), ("P1", None, "2", "2", "3", "2"), ("P2", None, "2", "2", "2", "2"),
    ]  # fmt: skip
    assert told("板块") == told("block") == [
        ("", "", "0", "0", "1", "0"), ("", "Z", "1", "1", "1", "1"), ("P1", "A", "2", "2", "2", "2"),
        ("P1", "B", "0", "0", "1", "0"), ("P2", "C", "1", "1", "1", "1"), ("P2", "P2", "1", "1", "1", "1"),
    ]  # fmt: skip
    assert told("grid")[2:] == [
        ("P1", "A-1", "2", "2", "2", "2"), ("P1", "B", "0", "0", "1", "0"), ("P2", "C-1", "1", "1", "1", "1"),
        ("P2", "P2", "1", "1", "1", "1"),
    ]  # fmt: skip
    assert told("组")[2:4] == [("P1", "A-1", "1", "1", "1", "1"), ("P1", "A-1-x", "1", "1", "1", "1")]
    assert [(row["block"], row["grid"]) for row in table(run, "report week")] == [
        ("", "Z"), ("P1", "A-1"), ("P1", "A-1-x"), ("P2", "C-1"), ("P2", "P2"),
    ]  # fmt: skip


def test_people_see_the_unit_of_a_level_beside_the_report_level(run: Run, five: Path) -> None:
    assert five.is_dir()
    heading, *told = run("report week --by 板块").out.splitlines()[1:]
    assert heading.split()[:2] == ["片区", "板块"]
    assert [line.split()[:2] for line in told[2:4]] == [["P1", "A"], ["P1", "B"]]
    for level in ("grid", "zone", "片区"):
        assert run(f"config set report_level {level}").code == 0
        assert run("report week --by 板块").out.splitlines()[1].split()[1] == "板块", level


@pytest.mark.parametrize("line", ["report month", "report day", "spotcheck report this"])
def test_a_report_without_by_goes_by_the_report_level(run: Run, key: str, line: str) -> None:
    if line.startswith("spotcheck"):
        assert run("spotcheck draw this --percent 100 --seed 1 --by O1").code == 0
    level = ZONES[key][1]
    assert table(run, line) == table(run, f"{line} --by {level}")
    assert "grid" not in table(run, line)[0]


def test_scripts_say_block_and_grid_in_a_zone_without_these_levels(
    run: Run, made: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copy(made["numbers"], tmp_path / "zone.db")
    assert table(run, "report week --by block") == table(run, "report week --by 2")
    grids = [(row["block"], row["grid"]) for row in table(run, "report week --by grid")]
    assert grids == [("A", "A"), ("A", "A11"), ("B", "B1"), ("B", "B11")]


def test_a_trend_compares_each_unit_with_its_own_week_before(run: Run, five: Path) -> None:
    assert five.is_dir()
    found = table(run, "report trend this --weeks 1 --by 板块")
    assert {row["grid"]: row["counted_change"] for row in found if row["grid"]} == {
        "Z": "1", "A": "2", "B": "0", "C": "1", "P2": "1",
    }  # fmt: skip


@pytest.mark.parametrize("line", ["report week", "report month", "report day"])
def test_a_level_that_the_tree_has_not_is_refused_with_those_it_has(run: Run, five: Path, line: str) -> None:
    assert five.is_dir()
    done = run(f"{line} --by 省")
    assert (done.code, done.out) == (2, "")
    assert "officer, 组, grid, block, 片区, zone" in done.err
    assert "grid, block, 片区, zone" in (err := run("report trend --by officer").err)
    assert "officer," not in err


# --- how it looks


FORMS = ("table", "text", "md", "csv", "json", "ndjson", "html", "xlsx", "docx")
SHORT = ("report month", "report week --by LEVEL", "report trend this --weeks 1 --by LEVEL")
ALL = (*SHORT, "report week", "report month --by LEVEL", "report day", "report coverage --on 2025-12-30")


@pytest.mark.parametrize("format", FORMS)
@pytest.mark.parametrize(
    ("key", "lang"), [("five", "zh"), ("numbers", "en"), ("one", "zh")], indirect=["key"]
)
def test_every_report_of_every_zone_comes_in_every_form(run: Run, key: str, lang: str, format: str) -> None:
    word = ZONES[key][1] if format in ("csv", "json", "ndjson") else WORD[key]
    word = "level 2" if lang == "en" and word == "第2级" else word
    for line in ALL if key == "five" else SHORT:
        done = run(f"{line.replace('LEVEL', ZONES[key][1])} --format {format}", lang=lang)
        assert (done.code, done.err.count("Traceback")) == (0, 0), (line, done.err)
        if format == "html":
            page = of_html(done)
            text = "\n".join([*page.lines, *(cell for one in page.tables for row in one for cell in row)])
        else:
            text = done.out if format in ("table", "text", "md") else word
        assert word in text or format == "text", line
        assert ("板块" if lang == "zh" else "block") not in text, line
        if format == "docx" and line in ("report week", "report month"):
            cells = [cell for one in of_docx(done).tables for row in one for cell in row]
            assert word in cells, line
        if format == "xlsx" and line in ("report week", "report month"):
            cells = [str(cell) for one in sheets(done).values() for row in one for cell in row]
            assert word in cells, line


def test_a_document_names_the_units_and_who_answers_for_them(run: Run, five: Path) -> None:
    assert five.is_dir()
    week = of_html(run("report week --format html"))
    assert ["片区", "—", "东片", "西片", "合计"] in [[row[0] for row in one] for one in week.tables]
    day = of_html(run("report day --format html"))
    assert [row[0] for row in day.tables[0]] == ["片区", "—", "东片", "西片"]
    bulletin = run("report month 2025-11 --format text", now="2025-12-01T09:00:00+08:00").out
    for text in ("全区 2 个片区", "各片区实地走访覆盖率：", "未达标的网格由片区负责人逐周核对"):
        assert text in bulletin
    english = run("report month 2025-11 --format text", now="2025-12-01T09:00:00+08:00", lang="en").out
    assert "5 officers of 2 片区 units and" in english


def test_the_usual_zone_is_not_told_of_its_level(run: Run, small: Path) -> None:
    assert small.is_dir()
    for line in ("report month", "report day", "report trend", "config set report_level block"):
        assert "report_level LEVEL" not in run(line, lang="en").err


# --- the roster and the setting


def test_levels_are_kept_as_given_and_shown(run: Run, key: str, tmp_path: Path) -> None:
    listed = {str(one["code"]): one["level"] for one in objects(run("grid list --json"))}
    told = {"five": {"P1": "片区", "A": "block", "A-1": "grid", "A-1-x": "组", "Z": "zone"}}
    told |= {"numbers": {"Z": "1", "A": "2", "A1": "3", "A11": "4"}, "one": {"V1": "村", "V2": "村"}}
    assert listed.items() >= told[key].items()
    code, level = next(
        (code, level) for code, level in told[key].items() if level not in ("block", "grid", "zone")
    )
    assert only(run(f"grid show {code} --json"))["level"] == level
    assert {row["code"]: row["level"] for row in table(run, "grid tree")} == listed
    shown = {"five": "P1 东片（片区）", "numbers": "A 甲（第2级）", "one": "V1 一村（村）"}
    assert shown[key] in run("grid tree").out
    (tmp_path / "again.csv").write_text(ZONES[key][0]["grids.csv"], encoding="utf-8")
    before = events(tmp_path)
    assert run(f"roster import {tmp_path / 'again.csv'} --kind grids").code == 0
    assert events(tmp_path) == before


def test_a_grid_is_added_and_changed_at_any_level(run: Run, five: Path) -> None:
    assert run("grid add S 南街 --level 街道 --parent P1").code == 0
    assert run("grid edit A-2 --level '４'").code == 0
    assert sql(five, "SELECT level FROM grids WHERE code IN ('S', 'A-2') ORDER BY code") == [
        ("4",),
        ("街道",),
    ]
    assert table(run, "report week --by 街道")


def test_no_grid_is_at_the_level_officer_which_means_persons(run: Run, five: Path) -> None:
    before = events(five)
    (five / "grids.csv").write_text("code,name,level,parent\nS,南街,Officer,P1\n", encoding="utf-8")
    assert run("grid add S 南街 --level officer").code == 2
    assert run(f"roster import {five / 'grids.csv'}").code == 4
    assert events(five) == before


def test_a_report_level_that_the_tree_has_not_is_refused_with_those_it_has(run: Run, five: Path) -> None:
    before = events(five)
    done = run("config set report_level 省")
    assert done.code == 2
    assert "组, grid, block, 片区, zone" in done.err
    assert run("config set report_level officer").code == 2
    assert (events(five), run("config get report_level").out) == (before, "片区\n")
    assert run("config set report_level 板块").code == 0
    assert run("config get report_level").out == "block\n"
    assert run("config set report_level ''").code == 0
    assert run("config get report_level").out == "block\n"
    assert {str(one["key"]): one["value"] for one in objects(run("config list --json"))}[
        "report_level"
    ] == "block"


def test_an_import_without_a_unit_at_the_report_level_says_what_to_set(run: Run, tmp_path: Path) -> None:
    (tmp_path / "grids.csv").write_text(NUMBERS["grids.csv"], encoding="utf-8")
    assert run("init").code == 0
    done = run(f"roster import {tmp_path / 'grids.csv'}")
    assert done.code == 0
    assert "config set report_level" in done.err
    assert "4, 3, 2, 1" in done.err
    (row,) = table(run, "report day")
    assert row["block"] == ""


def test_a_report_level_may_be_set_before_there_is_a_tree(run: Run, tmp_path: Path) -> None:
    (tmp_path / "grids.csv").write_text(NUMBERS["grids.csv"], encoding="utf-8")
    assert run("init").code == 0
    assert run("config set report_level 省").code == 0
    assert run(f"roster import {tmp_path / 'grids.csv'}").code == 0
    done = run("report day --by 省 --format csv")
    assert (done.code, done.out.count("\n")) == (0, 2)
    assert "config set report_level" in done.err


def test_a_broken_tree_is_shown_whole_and_reported(run: Run, five: Path) -> None:
    assert run("grid tree").code == 0
    for code, parent in (("P1", "A"), ("P2", "nowhere"), ("C-1", "C-1")):
        sql_write(five, f"UPDATE grids SET parent = '{parent}' WHERE code = '{code}'")
    listed = {row["code"] for row in table(run, "grid list")}
    assert [row["code"] for row in table(run, "grid tree")].count("A") == 1
    assert {row["code"] for row in table(run, "grid tree")} == listed
    (zone,) = table(run, "report week --by zone")
    for level in (*LEVELS["five"], "officer"):
        found = table(run, f"report week --by {level}")
        assert sum(int(row["counted"]) for row in found) == int(zone["counted"])
    for line in (
        "grid show P1",
        "report month --format html",
        "report coverage",
        "export enterprises",
        "visit list --grid A",
    ):
        assert run(line).code == 0, line


def sql_write(folder: Path, statement: str) -> None:
    """Change a table behind the program's back."""
    with closing(sqlite3.connect(folder / "zone.db")) as database, database:
        database.execute(statement)


# --- what was decided on its day, and what was handed in


def test_exports_name_the_unit_at_the_report_level(run: Run, five: Path) -> None:
    assert five.is_dir()
    told = {str(one["code"]): one["block"] for one in objects(run("export enterprises --json"))}
    assert told == {"E1": "P1", "E2": "P1", "E3": "P2", "E4": "P2", "E5": None, "E6": "P1", "E7": None}
    ledger = run("export enterprises --excel").out
    assert "东片" in ledger
    assert "甲块" not in ledger
    visits = {str(one["enterprise_code"]): one["block"] for one in objects(run("export visits --json"))}
    assert visits == {"E1": "P1", "E2": "P1", "E3": "P2", "E4": "P2", "E5": ""}
    issues = {str(one["enterprise_code"]): one["block"] for one in objects(run("export issues --json"))}
    assert issues == visits
    assert run("visit add E2 --by O2 --note 好 --issue 停水 --on 2025-11-20").code == 0
    assert sql(five, "SELECT block FROM issues WHERE text = '停水'") == [("P1",)]


def test_a_new_report_level_leaves_stored_visits_as_they_are_and_moves_reports(run: Run, five: Path) -> None:
    before = sql(five, "SELECT id, block FROM visits ORDER BY id")
    month = {row["block"]: row["visits"] for row in table(run, "report month")}
    assert month == {"": "1", "P1": "2", "P2": "2"}
    assert run("config set report_level 板块").code == 0
    month = {row["block"]: row["visits"] for row in table(run, "report month")}
    assert month == {"": "2", "A": "2", "B": "0", "C": "1"}
    assert sql(five, "SELECT id, block FROM visits ORDER BY id") == before
    page = of_html(run("report month --format html"))
    names = [sorted({row[0] for row in one}) for one in page.tables if one[0][0] == "板块"]
    assert ["—", "丙块", "乙块", "合计", "板块", "甲块"] in names
    assert ["—", "丙块", "合计", "板块", "甲块"] in names
    assert {name for one in names for name in one} == {"—", "丙块", "乙块", "合计", "板块", "甲块"}
    assert run("visit add E1 --by O1 --note 又来 --on 2025-11-20").code == 0
    assert ("A",) in sql(five, "SELECT block FROM visits WHERE visited_on = '2025-11-20'")


def test_an_import_stores_the_unit_at_the_report_level(run: Run, five: Path) -> None:
    (five / "visits.csv").write_text(
        "date,enterprise,officer,note\n2025-11-20,E2,O2,x\n2025-11-19,E4,O4,x\n", encoding="utf-8"
    )
    assert run(f"visit import {five / 'visits.csv'}").code == 0
    assert sql(five, "SELECT block FROM visits WHERE visited_on < '2025-11-21' ORDER BY 1") == [
        ("P1",),
        ("P2",),
    ]


def test_as_of_has_the_levels_of_that_day(run: Run, five: Path) -> None:
    assert five.is_dir()
    later = "2025-11-22T10:00:00+08:00"
    before = table(run, "report week 2025-W47 --by 片区")
    assert run("config set report_level 板块", now=later).code == 0
    done = run("report week 2025-W47 --by 片区 --as-of '2025-11-21T18:00' --format csv", now=later)
    assert list(csv.DictReader(io.StringIO(done.out))) == before
    assert "grid" in table(run, "report week 2025-W47 --by 片区", later)[0]


@pytest.mark.parametrize("period", ["week 2025-W47", "month 2025-11"])
def test_a_freeze_keeps_the_rows_of_every_level(run: Run, five: Path, period: str) -> None:
    at = "2025-12-01T09:00:00+08:00"
    line = f"report {period}"
    levels = ("officer", "zone", *LEVELS["five"])

    def shown(more: str = "") -> dict[str, str]:
        return {level: run(f"{line} --by {level} --format csv {more}", now=at).out for level in levels}

    before = shown()
    paper = run(f"{line} --format html", now=at).out
    assert run(f"{line} --freeze", now=at).code == 0
    sql_write(five, "UPDATE grids SET parent = 'B', level = '街道' WHERE code IN ('A', 'C-1', 'P2')")
    assert run("config set report_level 街道", now=at).code == 0
    assert shown() == before
    assert shown("--live") != before
    assert "各片区" in run(f"{line} --format html", now=at).out
    assert "东片" in paper
    done = run(f"{line} --by 街道", now=at)
    assert done.code == 4
    assert "officer, grid, block, 组, 片区, zone" in done.err
    assert run(f"{line} --by 街道 --live", now=at).code == 0
    assert run(f"{line} --by 省", now=at).code == 2


def test_a_trend_leaves_out_a_week_handed_in_without_rows_of_the_level(run: Run, five: Path) -> None:
    at = "2025-12-01T09:00:00+08:00"
    assert run("report week 2025-W47 --freeze", now=at).code == 0
    sql_write(five, "UPDATE grids SET level = '街道' WHERE level = '片区'")
    line = "report trend 2025-W48 --weeks 2 --format csv --by"
    kept = run(f"{line} 板块", now=at)
    assert "2025-W47" in kept.out
    done = run(f"{line} 街道", now=at)
    assert "2025-W47" not in done.out
    assert "2025-W48" in done.out
    assert "2025-W47" in done.err


def test_a_month_sums_weeks_handed_in_at_any_report_level(run: Run, five: Path) -> None:
    at = "2025-12-01T09:00:00+08:00"
    assert five.is_dir()
    before = run("report month 2025-11 --by 组 --format csv", now=at).out
    assert run("report week 2025-W47 --freeze", now=at).code == 0
    assert run("config set report_level 板块", now=at).code == 0
    (zone,) = csv.DictReader(io.StringIO(run("report month 2025-11 --by zone --format csv", now=at).out))
    for level in LEVELS["five"]:
        found = csv.DictReader(
            io.StringIO(run(f"report month 2025-11 --by {level} --format csv", now=at).out)
        )
        assert sum(int(row["counted"]) for row in found) == int(zone["counted"]) == 5, level
    after = run("report month 2025-11 --by 组 --format csv", now=at).out
    assert sorted(line.split(",")[4:] for line in after.splitlines()) == sorted(
        line.split(",")[4:] for line in before.splitlines()
    )


OLD = Tree({"P": Node("片区", ""), "A": Node("block", "P"), "G": Node("grid", "A")})
MONDAY = date(2025, 11, 3)


def month_of(tree: Tree) -> Month:
    """A month of one week, handed in by block, of an officer who is gone since; reports now go by another level."""
    person = Person("O1", "张三", "G", "A", 5, ())
    calls = [Call(MONDAY.isoformat(), "E1", "G", ("O1",), "onsite", False)]
    week = Week(
        MONDAY, [person], calls, [], [Customer("E1", "G", "A")], Calendar({}, frozenset({2025})), DEFAULT, OLD
    )
    return Month(date(2025, 11, 1), date(2025, 11, 30), [], [tables(week)], [], [], [], tree)


def test_a_month_has_what_was_owed_in_weeks_handed_in_at_another_report_level() -> None:
    month = month_of(Tree(OLD.nodes, "片区"))
    assert [(row.block, row.grid) for row in by_officer(month)] == [("P", "G")]
    for rows_of in (by_block(month), by_unit(month, "片区")):
        assert [(row.block, row.grid, row.required, row.counted) for row in rows_of] == [("P", "", 5, 1)]
    (week,) = month.weeks
    assert met_in("2025-W45", week.officer, month.tree) == [("2025-W45", "P", 0, 1)]
    other = month_of(Tree({**OLD.nodes, "A": Node("街道", "P"), "P": Node("区", "")}, "区"))
    assert [(row.block, row.grid, row.required) for row in by_unit(other, "街道")] == [("P", "A", 5)]


def test_every_unit_of_the_report_level_has_a_visit_in_the_smallest_sample(run: Run, five: Path) -> None:
    id_in(run("spotcheck draw this --percent 1 --seed 7 --by O1"))
    drawn = sql(five, "SELECT v.block FROM spotchecks AS s JOIN visits AS v ON v.id = s.visit ORDER BY 1")
    assert drawn == [("",), ("P1",), ("P2",)]
    assert [(row["block"], row["drawn"]) for row in table(run, "spotcheck report this")] == [
        ("", "1"), ("P1", "1"), ("P2", "1"),
    ]  # fmt: skip
    assert run("config set report_level 组").code == 0
    id = id_in(run("spotcheck draw this --percent 1 --seed 7 --by O1"))
    assert len(table(run, f"spotcheck list --draw {id}")) == 2
    assert run("config set report_level 片区").code == 0
    for level in ("grid", "block", "组", "officer"):
        assert run(f"spotcheck report this --by {level}").code == 2, level


# --- an independent count over trees made up at random


REPORT_LEVELS = ("片区", "1")
RANDOM_LEVELS = ("片区", "1", "2", "block", "grid")
HIGHER = ("M1", "M2", "M3", "M4")
parents = st.sampled_from((*HIGHER, "A-1", "Z", "", "nowhere"))
nodes = st.fixed_dictionaries(
    {
        code: st.tuples(st.sampled_from(RANDOM_LEVELS), parents)
        for code in (*HIGHER, "A-1", "A-2", "B-1", "X-1")
    }
)
Nodes = dict[str, tuple[str, str]]


def above(tree: Nodes, code: str, level: str) -> str:
    """The nearest unit of a level, by hand."""
    seen: list[str] = []
    while code in tree and code not in seen:
        if tree[code][0] == level:
            return code
        seen.append(code)
        code = tree[code][1]
    return ""


def count_by(patch: pytest.MonkeyPatch, tree: Nodes, report_level: str) -> None:
    """Have the recount go by this tree."""
    blocks = {grid: above(tree, grid, report_level) for grid in (*tree, "")}

    def key_of(level: str, grid: str, _: str | None = None) -> Place:
        unit = above(tree, grid, level) or grid
        return {"zone": ("", ""), report_level: (blocks[grid], "")}.get(level, (blocks[unit], unit))

    def named(level: str, place: Place) -> Row:
        count = {"zone": 0, report_level: 1}.get(level, 2)
        return dict(list(zip(("block", "grid"), place, strict=True))[:count])

    patch.setattr(recount, "BLOCK", blocks)
    patch.setattr(recount, "key_of", key_of)
    patch.setattr(recount, "named", named)


def told_tree(tree: Nodes, report_level: str) -> list[Fact]:
    """What the zone is told of the tree and its report level."""
    facts = [
        Fact(BEFORE, "grid.saved", f"grid/{code}", {"name": code, "level": level, "parent": parent})
        for code, (level, parent) in tree.items()
    ]
    return [*facts, Fact(BEFORE, "setting.set", "setting/report_level", {"value": report_level})]


@given(zones, nodes, st.sampled_from(REPORT_LEVELS), mondays, months)
@settings(max_examples=6)
def test_every_level_of_a_random_tree_is_what_a_recount_says(
    facts: list[Fact], tree: Nodes, report_level: str, monday: date, first: date
) -> None:
    put([*facts, *told_tree(tree, report_level)])
    sunday = by_day(facts, monday + timedelta(days=6))
    whole = {"Z": ("zone", ""), "A": ("block", "Z"), "B": ("block", "Z")} | tree
    levels = [*dict.fromkeys((report_level, *(level for level, _ in whole.values())))]
    with pytest.MonkeyPatch.context() as patch:
        count_by(patch, whole, report_level)
        assert rows(f"report week {name(monday)} --by officer") == recount.officers_week(sunday, monday)
        units = {level: recount.units_week(sunday, monday, level) for level in levels}
        for level in levels:
            assert rows(f"report week {name(monday)} --by {level}") == units[level], level
            assert rows(f"report day {monday} --by {level}") == recount.units_day(
                by_day(facts, monday), monday, level
            ), level
        weeks = [
            SimpleNamespace(
                **one._asdict()
                | {
                    level: recount.units_week(by_day(facts, day + timedelta(days=6)), day, level)
                    for level in levels
                }
            )
            for one, day in ((week, _monday(week)) for week in weeks_of(facts, first))
        ]
        for level in levels:
            wanted = recount.units_month(by_day(facts, recount.month_last(first)), first, weeks, level)  # type: ignore[arg-type]  # weeks with more levels
            assert rows(f"report month {first:%Y-%m} --by {level}") == wanted, level


def _monday(week: recount.Week) -> date:
    return date.fromisoformat(str(week.zone[0]["start"]))
