"""What is remarked below figures: times without records, holidays, who moved within the week."""

from datetime import date
from pathlib import Path

import pytest

from gridlog.reports import monthly
from gridlog.reports.zone import Zone
from gridlog.store.file import open_store
from tests.conftest import Run, objects
from tests.support.read_back import of_html
from tests.support.zones import NOW

SILENT = "尚无记录（最早的记录是 2025-09-01），不算未达标。"


def came(run: Run, day: str) -> None:
    """A visit of a day, written down later."""
    assert run(f"visit add E1 --by 张三 --note x --on {day} --reason 忘了").code == 0


@pytest.mark.usefixtures("small")
def test_a_week_before_the_first_record_blames_nobody(run: Run) -> None:
    for form in ("table", "text", "md", "html"):
        shown = run(f"report week 2025-W35 --format {form}").out
        assert ("尚无记录" in shown, "未达标 " in shown, f"2025-W35 {SILENT}" in shown) == (
            True,
            False,
            True,
        ), form
    assert {row["status"] for row in objects(run("report week 2025-W35 --json"))} == {"short"}
    for week in ("2025-W36", "2025-W47"):
        assert "尚无记录" not in run(f"report week {week}").out


@pytest.mark.usefixtures("small")
def test_a_visit_before_there_was_a_roster_is_a_record(run: Run) -> None:
    came(run, "2025-07-23")
    assert [SILENT[:4] in run(f"report week 2025-W{week}").out for week in (29, 30, 31)] == [
        True,
        False,
        False,
    ]


@pytest.mark.usefixtures("small")
def test_a_week_without_records_that_was_handed_in_stays_as_it_was(run: Run) -> None:
    assert run("report week 2025-W35 --freeze").code == 0
    shown = run("report week 2025-W35").out
    assert ("尚无记录" in shown, "未达标" in shown) == (False, True)
    (zone,) = objects(run("report month 2025-08 --by zone --json"))
    assert zone["weeks_owed"] == 3


@pytest.mark.usefixtures("small")
def test_a_month_before_the_first_record_has_no_shortcomings(run: Run) -> None:
    for form in ("text", "md", "html"):
        shown = run(f"report month 2025-08 --format {form}").out
        assert f"2025-08 {SILENT}" in shown, form
        assert "本月的考核周尚无记录。" in shown, form
        assert "本月尚无记录。" in shown, form
        assert [word for word in ("走访未达标", "未实地走访", "超期未访企业（") if word in shown] == [], form
    assert f"2025-08 {SILENT}" in run("report month 2025-08").out
    (zone,) = objects(run("report month 2025-08 --by zone --json"))
    assert (zone["weeks_owed"], zone["required"], zone["short"]) == (0, 0, 0)
    assert "尚无记录" not in run("report month 2025-09 --format text").out
    assert run("report month 2025-08 --freeze").code == 0
    assert "本月尚无记录。" in run("report month 2025-08 --format text").out


def test_a_month_names_its_weeks_without_records_and_counts_the_others(run: Run, small: Path) -> None:
    other = f"--db {(small / 'new.db').as_posix()}"
    files = " ".join((small / name).as_posix() for name in ("grids.csv", "officers.csv", "enterprises.csv"))
    for line in ("init", f"roster import {files}"):
        assert run(f"{other} {line}", now="2025-10-15T09:00:00+08:00").code == 0
    told = run(f"{other} report month 2025-10 --format text").out
    assert "考核周 2 个（第42周至第43周，" in told
    assert "；第40周至第41周尚无记录，不计在内）：应访 30 次，实访 0 次" in told
    running = run(f"{other} report month 2025-10 --format text", now="2025-10-20T09:00:00+08:00").out
    assert "尚无记录，不计在内；第43周尚未结束，不计在内）" in running


def test_the_week_of_the_first_record_counts_even_if_it_was_made_on_its_sunday(run: Run, small: Path) -> None:
    other = f"--db {(small / 'new.db').as_posix()}"
    files = " ".join((small / name).as_posix() for name in ("grids.csv", "officers.csv", "enterprises.csv"))
    for line in ("init", f"roster import {files}"):
        assert run(f"{other} {line}", now="2025-10-12T22:00:00+08:00").code == 0
    told = run(f"{other} report month 2025-10 --format text").out
    assert "考核周 3 个（第41周至第43周，" in told
    assert "；第40周尚无记录，不计在内）" in told
    silent = [
        week for week in ("2025-W40", "2025-W41") if "尚无记录" in run(f"{other} report week {week}").out
    ]
    assert silent == ["2025-W40"]


@pytest.mark.usefixtures("small")
def test_the_heat_map_is_empty_where_there_are_no_records(tmp_path: Path) -> None:
    store = open_store(tmp_path / "zone.db", NOW)
    met = monthly.met(Zone(store.connection, NOW.date()), date(2025, 9, 8))
    store.close()
    assert [(row.week, row.owed) for row in met if row.block == "A"] == [
        *((f"2025-W{week}", 0) for week in range(30, 36)),
        ("2025-W36", 2),
        ("2025-W37", 2),
    ]


@pytest.mark.usefixtures("small")
def test_the_trend_leaves_out_weeks_without_records_for_people_and_keeps_them_for_scripts(run: Run) -> None:
    line = "report trend 2025-W37 --weeks 5"
    shown = run(line).out
    assert [week for week in range(33, 38) if f"2025-W{week}  " in shown] == [36, 37]
    assert f"2025-W33 – 2025-W35 {SILENT}" in shown
    assert [row["week"] for row in objects(run(f"{line} --json"))] == [
        f"2025-W{week}" for week in range(33, 38)
    ]
    assert "尚无记录" not in run("report trend 2025-W42").out
    only = run("report trend 2025-W34 --weeks 2").out
    assert f"2025-W33 – 2025-W34 {SILENT}" in only


@pytest.mark.parametrize("line", ["week 2025-W30", "month 2025-07"])
@pytest.mark.usefixtures("small")
def test_as_of_an_instant_before_the_roster_came_says_so(run: Run, line: str) -> None:
    told = "截至 2025-07-31 23:59 还没有人员底册，没有数字。"
    for form in ("table", "md", "text", "html"):
        shown = run(f"report {line} --as-of 2025-07-31 --format {form}").out
        assert told in shown, form
    shown = run(f"report {line} --as-of 2025-07-31").out
    assert ("0/0" in shown, "0 名专员" in shown) == (False, False)
    assert told in run(f"report {line} --as-of 2025-07-31 --json").err
    assert "人员底册" not in run(f"report {line} --as-of 2025-09-02").out


@pytest.mark.usefixtures("small")
def test_who_moves_within_a_week_is_marked_with_a_footnote(run: Run) -> None:
    assert run("officer assign 张三 B-1 --from 2025-11-12").code == 0
    foot = "* 本周内换网格：张三 A-1→B-1；应访和实访都计在新网格。"
    table = run("report week 2025-W46").out
    assert foot in table
    assert [line.split()[1:3] for line in table.splitlines() if "*" in line][:1] == [["B-1*", "张三"]]
    grids = run("report week 2025-W46 --by grid").out
    assert [grid in grids for grid in ("A-1*", "B-1*", "A-2*")] == [True, True, False]
    html = of_html(run("report week 2025-W46 --format html"))
    assert foot in html.lines
    assert {row[1] for table in html.tables for row in table[1:]} >= {"A-1*", "A-2", "B-1*"}
    assert "*" not in run("report week 2025-W46 --format csv").out
    assert "*" not in run("report week 2025-W47").out
    assert run("report week 2025-W46 --freeze").code == 0
    assert foot in run("report week 2025-W46").out


@pytest.mark.usefixtures("small")
def test_a_marked_grid_keeps_its_officers_and_its_overdue_issues(run: Run) -> None:
    assert run("officer add P9 赵六 --grid A-1").code == 0
    assert run("officer assign 张三 B-1 --from 2025-11-12").code == 0
    assert run("issue raise E1 缺工 --by 赵六 --on 2025-11-03 --grade urgent").code == 0
    tables = of_html(run("report week 2025-W46 --format html")).tables
    (by_grid,) = (table for table in tables if table[0][1:3] == ["网格", "专员"] and table[0][-1] == "达标")
    marked = next(row for row in by_grid if row[1] == "A-1*")
    assert (marked[2], marked[by_grid[0].index("超期")], marked[-1]) == ("赵六", "1", "未达标")


@pytest.mark.usefixtures("small")
def test_back_and_forth_within_a_week_names_every_grid_once(run: Run) -> None:
    assert run("officer assign 张三 B-1 --from 2025-11-11").code == 0
    assert run("officer assign 张三 A-2 --from 2025-11-12").code == 0
    assert run("officer assign 张三 A-1 --from 2025-11-13").code == 0
    assert "张三 B-1→A-2→A-1；" in run("report week 2025-W46").out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("week 2025-W40", "含放假 3 天（国庆节），工作日 2 天。"),
        ("week 2025-W41", "含放假 3 天（中秋节、国庆节）、调休上班 1 天，工作日 3 天。"),
        ("month 2025-10", "含放假 6 天（国庆节、中秋节）、调休上班 1 天，工作日 18 天。"),
        ("trend 2025-W41", "2025-W40 含放假 3 天（国庆节），工作日 2 天。"),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_period_that_holds_holidays_is_explained(run: Run, line: str, told: str) -> None:
    for form in ("table", "md", "html"):
        wanted = told.replace("2025-W40", "2025年第40周") if form == "html" else told
        assert wanted in run(f"report {line} --format {form}").out, form


@pytest.mark.usefixtures("small")
def test_an_ordinary_period_explains_nothing(run: Run) -> None:
    for line in ("week 2025-W46", "month 2025-11", "trend 2025-W47 --weeks 2"):
        assert [word for word in ("放假", "调休") if word in run(f"report {line}").out] == []


@pytest.mark.usefixtures("small")
def test_a_day_that_the_zone_set_itself_is_explained_by_its_name(run: Run) -> None:
    assert run("calendar set 2025-11-19 rest --name 停电").code == 0
    assert "含放假 1 天（停电），工作日 4 天。" in run("report week 2025-W47").out


@pytest.mark.usefixtures("small")
def test_the_trend_ends_with_the_workdays_of_each_week(run: Run) -> None:
    lines = run("report trend 2025-W42 --weeks 4 --format csv").out.splitlines()
    assert lines[0].endswith(",issues_closed_change,workdays")
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["6", "2", "3", "5"]


@pytest.mark.usefixtures("small")
def test_a_month_that_is_not_over_counts_the_workdays_of_as_many_days(run: Run) -> None:
    assert "工作日 15 天，上月同期 10 天。" in run("report month 2025-11").out
    later = "2025-12-01T09:00:00+08:00"
    assert "工作日 20 天，上月 18 天。" in run("report month 2025-11", now=later).out
