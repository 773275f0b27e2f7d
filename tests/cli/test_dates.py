"""Which day a date without a year means: one table says it for every command, and the commands keep to it."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

import gridlog
from gridlog.cli.shell.forms import DATES
from tests.conftest import Run, events, id_in, objects, sql
from tests.support.pages import PAGES
from tests.support.processes import needs_pty, terminal

THURSDAY = "2026-11-26T09:00:00+08:00"
DATE_METAVARS = {"D", "DATE", "WEEK", "INSTANT", "PERIOD", "YEAR|MONTH", "MONTH"}
SAYS_A_DAY = re.compile(r"哪天|日期|哪一周|从哪|起始日|开始日|结束日|登记日")


def name_of(param: Any) -> str:
    """How the user names a parameter: `--since`, or an argument's PERIOD."""
    return str(param.opts[0] if param.opts[0].startswith("-") else param.metavar)


DATED = [
    pytest.param(path, name_of(param), id=f"{path} {name_of(param)}")
    for path, page in PAGES.items()
    for param in page.command.params
    if param.metavar in DATE_METAVARS or "--week" in param.opts
]


@pytest.mark.parametrize(("path", "name"), DATED)
def test_every_date_option_has_its_direction_in_the_table(path: str, name: str) -> None:
    assert f"{path} {name}" in DATES or name in DATES


@pytest.mark.parametrize("path", PAGES)
def test_an_option_whose_help_speaks_of_a_day_is_a_date_option(path: str) -> None:
    for param in PAGES[path].command.params:
        if SAYS_A_DAY.search(param.help or "") and not getattr(param, "is_flag", False):
            assert param.metavar in DATE_METAVARS or "--week" in param.opts, param.opts


@pytest.mark.parametrize("key", DATES)
def test_the_table_lists_only_what_commands_take(key: str) -> None:
    path, _, name = key.rpartition(" ")
    if name.islower() and not name.startswith("-"):  # a column of an import
        assert path.endswith("import")
        return
    assert [param for param in DATED if param.values[1] == name and path in ("", param.values[0])]


def test_only_the_session_reads_days_so_that_none_passes_by_the_table() -> None:
    folder = Path(gridlog.__file__).parent / "cli"
    instants = {"session.py", "seeing.py", "demo.py"}  # --as-of and the demo read instants
    for path in folder.rglob("*.py"):
        if path.name not in instants:
            assert not re.search(
                r"import.*\bparse_(day|due|moment|week|month|period)", path.read_text("utf-8")
            ), path


@pytest.mark.parametrize("key", [key for key, dated in DATES.items() if dated.side in ("ahead", "near")])
def test_what_looks_ahead_is_read_through_its_own_line_of_the_table(key: str) -> None:
    folder = Path(gridlog.__file__).parent / "cli"
    used = [path.name for path in folder.rglob("*.py") if f'"{key}"' in path.read_text("utf-8")]
    assert len(used) >= (1 if DATES[key].takes == "month" else 2), "the table's own file and the command's"


# --- leave


def leaves(folder: Path) -> list[tuple[object, ...]]:
    return sql(folder, "SELECT from_on, until_on FROM leaves ORDER BY from_on")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("typed", "first", "after"),
    [
        ("--from 11-27 --to 11-27", "2026-11-27", "2026-11-28"),
        ("--from 周五 --to 周五", "2026-11-27", "2026-11-28"),
        ("--from friday --to friday", "2026-11-27", "2026-11-28"),
        ("--from 12-1 --to 12-3", "2026-12-01", "2026-12-04"),
        ("--from 12-30 --to 1-3", "2026-12-30", "2027-01-04"),
        ("--from 1号 --to 5号", "2026-12-01", "2026-12-06"),
        ("--from 明天 --to 周二", "2026-11-27", "2026-12-02"),
        ("--from 11-24 --to 11-25", "2026-11-24", "2026-11-26"),
        ("--from 今天 --to 月底", "2026-11-26", "2026-12-01"),
        ("--from 2026-12-30 --to 1-3", "2026-12-30", "2027-01-04"),
    ],
)
def test_a_leave_without_a_year_lies_ahead(
    run: Run, tmp_path: Path, typed: str, first: str, after: str
) -> None:
    done = run(f"officer leave 张三 {typed}", now=THURSDAY)
    assert (done.code, done.err) == (0, "")
    assert leaves(tmp_path) == [(first, after)]
    assert f"{first} 周" in done.out


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("typed", ["--from 11-16 --to 11-17", "--from 2025-11-27 --to 2025-11-27"])
def test_a_leave_that_is_over_is_warned_of_in_a_script(run: Run, tmp_path: Path, typed: str) -> None:
    done = run(f"officer leave 张三 {typed}", now=THURSDAY)
    assert (done.code, done.err.count("\n")) == (0, 1)
    assert "在本周之前就已结束" in done.err
    assert len(leaves(tmp_path)) == 1


@pytest.mark.usefixtures("small")
def test_a_leave_that_ends_this_week_needs_no_warning(run: Run) -> None:
    assert run("officer leave 张三 --from 11-20 --to 11-23", now=THURSDAY).err == ""
    assert (
        "was over before this week"
        in run("officer leave 张三 --from 11-20 --to 11-22", now=THURSDAY, lang="en").err
    )


@needs_pty
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("answer", "code", "kept"), [("y", 0, 1), ("", 4, 0), ("n", 4, 0)])
def test_a_leave_that_is_over_is_asked_about_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, kept: int
) -> None:
    monkeypatch.setenv("GRIDLOG_NOW", THURSDAY)
    with terminal("officer leave 张三 --from 2026-11-16 --to 2026-11-17") as child:
        child.expect("照此登记吗")
        child.sendline(answer)
    assert child.exitstatus == code
    assert len(leaves(tmp_path)) == kept


@pytest.mark.usefixtures("small")
def test_a_leave_is_taken_back_by_the_day_it_was_given_by(run: Run, tmp_path: Path) -> None:
    assert run("officer leave 张三 --from 12-30 --to 1-3", now=THURSDAY).code == 0
    assert run("officer leave 李四 --from 周五 --to 周五", now=THURSDAY).code == 0
    done = run("officer leave 张三 --from 12-30 --cancel", now="2027-08-01T09:00:00+08:00")
    assert (done.code, "2026-12-30 周三" in done.out) == (0, True), done.err
    assert run("officer leave 李四 --from 周五 --cancel", now="2026-11-28T09:00:00+08:00").code == 0
    assert leaves(tmp_path) == []


# --- moves, calendars, deadlines, filters


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("line", "query"),
    [
        (
            "officer assign 张三 A-2 --from 12-1",
            "SELECT from_on FROM assignments WHERE officer='P1' AND grid='A-2'",
        ),
        ("officer add P9 赵六 --grid A-2 --from 12-1", "SELECT from_on FROM assignments WHERE officer='P9'"),
        (
            "enterprise edit E1 --grid B-1 --from 12-1",
            "SELECT from_on FROM enterprise_grids WHERE enterprise='E1' AND grid='B-1'",
        ),
        ("calendar set 12-1 rest", "SELECT day FROM days"),
    ],
)
def test_a_change_of_the_roster_is_dated_on_the_nearer_side_and_says_so(
    run: Run, tmp_path: Path, line: str, query: str
) -> None:
    done = run(line, now=THURSDAY)
    assert done.code == 0, done.err
    assert sql(tmp_path, query) == [("2026-12-01",)]
    assert "2026-12-01 周二" in done.out + done.err


def test_a_roster_of_moves_is_dated_on_the_nearer_side(run: Run, small: Path, tmp_path: Path) -> None:
    file = small / "officers2.csv"
    file.write_text("code,name,grid\nP1,张三,A-2\n", encoding="utf-8")
    done = run(f"roster import {shlex.quote(file.as_posix())} --kind officers --from 12-1", now=THURSDAY)
    assert (done.code, done.err) == (0, "自 2026-12-01 周二 起。\n")
    assert sql(tmp_path, "SELECT from_on FROM assignments WHERE grid='A-2' AND officer='P1'") == [
        ("2026-12-01",)
    ]


def test_an_imported_calendar_lies_on_the_nearer_side(run: Run, small: Path, tmp_path: Path) -> None:
    file = small / "days.csv"
    file.write_text("date,work,name\n12-31,rest,盘点\n11-20,rest,搬家\n", encoding="utf-8")
    assert run(f"calendar import {shlex.quote(file.as_posix())}", now=THURSDAY).code == 0
    assert sql(tmp_path, "SELECT day FROM days ORDER BY day") == [("2026-11-20",), ("2026-12-31",)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("month", "first"), [("12月", "2026-12-01"), ("1月", "2027-01-01"), ("10月", "2026-10-01")]
)
def test_a_calendar_shows_the_nearer_month(run: Run, month: str, first: str) -> None:
    assert objects(run(f"calendar show {month} --json", now=THURSDAY))[0]["date"] == first


@pytest.mark.usefixtures("small")
def test_a_deadline_lies_ahead_and_the_day_an_issue_was_raised_behind(run: Run) -> None:
    line = "issue raise E1 停电 --by 张三 --on 11-20 --due 1-5 --json"
    raised = objects(run(line, now=THURSDAY))[0]
    assert (raised["raised_on"], raised["due"]) == ("2026-11-20", "2027-01-05")


@pytest.mark.usefixtures("small")
def test_a_filter_that_lets_no_day_through_says_so(run: Run) -> None:
    done = run("visit list --since 11-3 --until 12-31 --json", now=THURSDAY)
    assert (done.code, done.out) == (0, "[]\n")
    assert "2025-12-31 周三" in done.err
    assert run("visit list --since 11-3 --until 11-20 --json", now=THURSDAY).err == ""


# --- one parser for a visit's day


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("昨天 15:00", "2026-11-25"),
        ("昨晚8点", "2026-11-25"),
        ("今早", "2026-11-26"),
        ("上周五上午", "2026-11-20"),
    ],
)
def test_a_visit_is_corrected_by_the_words_it_is_logged_with(
    run: Run, tmp_path: Path, words: str, day: str
) -> None:
    id = id_in(run("visit add E2 --by 张三 --nothing --on 11-24", now=THURSDAY))
    for line in ("visit add E1 --by 张三 --nothing --on", f"visit edit {id} --reason 记错 --on"):
        done = run(f"{line} {shlex.quote(words)}", now=THURSDAY)
        assert done.code == 0, done.err
    found = sql(tmp_path, f"SELECT enterprise FROM visits WHERE visited_on = '{day}' ORDER BY enterprise")
    assert found == [("E1",), ("E2",)]


@pytest.mark.usefixtures("small")
def test_a_day_that_no_calendar_reaches_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    for line in (
        "visit add E1 --by 张三 --nothing --on 0001-01-01",
        "report coverage --on 0001-01-01",
        "report day 9999-12-31",
        "officer leave 张三 --from 9999-12-30 --to 9999-12-31",
        "calendar set 0001-01-01 work",
    ):
        done = run(line)
        assert (done.code, done.err.count("\n")) == (2, 1), line
        assert "1900" in done.err
    assert events(tmp_path) == before
