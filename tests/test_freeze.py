"""Figures that were handed in stay as they were; what was recorded by an instant can be asked for."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gridlog import monthly, past, weekly
from gridlog.core import report
from gridlog.core.event import Event, Json, Misfit, Stamp, created
from gridlog.core.fold import fold
from gridlog.core.freeze import Frozen, as_handed_in, freeze, frozen, summary_as_handed_in
from gridlog.core.when import ZONE, parse_week
from gridlog.store import open_store
from tests.conftest import Run, id_in, objects, sql
from tests.forms import of_html

WEEK = "2025-W46"
LEVELS = ("officer", "grid", "block", "zone")


@pytest.fixture
def handed_in(run: Run, small: Path) -> Path:
    """A week with two visits and an issue, handed in on Friday at five."""
    for line in (
        "visit add E1 --by 张三 --note x --on 2025-11-12 --with 李四",
        "visit add E4 --by 王五 --nothing --on 2025-11-13",
        "issue raise E1 断电 --by 张三 --on 2025-11-13",
    ):
        assert run(line, now="2025-11-14T09:00:00+08:00").code == 0
    assert run(f"report week {WEEK} --freeze", now="2025-11-14T17:00:00+08:00").code == 0
    return small.parent


def tables(run: Run, more: str = "") -> list[str]:
    """The week at every level, as CSV."""
    return [run(f"report week {WEEK} --by {level} --format csv {more}").out for level in LEVELS]


def test_a_week_handed_in_never_changes_whatever_is_entered_later(run: Run, handed_in: Path) -> None:
    assert handed_in.is_dir()
    before = tables(run)
    id = id_in(run("visit add E2 --by 张三 --note 迟到 --on 2025-11-11 --reason 忘了"))
    assert run("officer leave 王五 --from 2025-11-10 --to 2025-11-14").code == 0
    assert tables(run) == before
    assert tables(run, "--live") != before
    told = run(f"report week {WEEK}")
    assert "上报冻结" in told.out
    assert "上期补录）合计 +1 次：张三 +1" in told.out
    assert "上期补录" in run(f"report week {WEEK} --json").err
    assert run(f"visit void {id} --reason 错了").code == 0
    assert "上期补录" not in run(f"report week {WEEK}").out


def test_a_week_is_handed_in_once(run: Run, handed_in: Path) -> None:
    again = run(f"report week {WEEK} --freeze")
    assert (again.code, again.out) == (4, "")
    assert sql(handed_in, "SELECT count(*) FROM events WHERE kind = 'report.frozen'") == [(1,)]
    assert sql(handed_in, "SELECT period, at FROM frozen") == [(WEEK, "2025-11-14T17:00:00+08:00")]
    assert "report.frozen" in run("history --format csv").out


def test_a_week_that_has_not_begun_cannot_be_handed_in(run: Run, small: Path) -> None:
    assert small.is_dir()
    assert run("report week 2025-W50 --freeze").code == 4


def test_check_goes_by_the_figures_handed_in(run: Run, handed_in: Path) -> None:
    assert handed_in.is_dir()
    assert run(f"report week {WEEK} --check").code == 7
    assert run("officer leave 张三 --from 2025-11-10 --to 2025-11-14").code == 0
    assert run("officer leave 李四 --from 2025-11-10 --to 2025-11-14").code == 0
    assert run("officer leave 王五 --from 2025-11-10 --to 2025-11-14").code == 0
    assert run(f"report week {WEEK} --check").code == 7
    assert run(f"report week {WEEK} --check --live").code == 0


def test_what_was_recorded_by_an_instant_is_what_was_reported_then(run: Run, handed_in: Path) -> None:
    assert handed_in.is_dir()
    friday = tables(run)
    moved = id_in(run("visit add E2 --by 张三 --note 一 --on 2025-11-11 --reason 忘了"))
    (first,) = sql(handed_in, "SELECT id FROM visits WHERE officer = 'P1' AND visited_on = '2025-11-12'")[0]
    assert run(f"visit edit {first} --on 2025-11-19 --reason 日期写错").code == 0
    assert run(f"visit void {moved} --reason 重复").code == 0
    assert run("enterprise edit E1 --status 注销").code == 0
    assert run("officer assign 张三 B-1 --from 2025-11-10").code == 0
    assert tables(run, "--live") != friday
    assert tables(run, "--as-of 2025-11-14T17:00:00+08:00") == friday
    assert tables(run, "--as-of '11-14 17:00'") == friday
    assert tables(run, "--as-of 2025-11-13") != friday
    assert tables(run, "--as-of 今天") == tables(run, "--live")


def test_as_of_now_is_the_present_for_every_week(run: Run, handed_in: Path) -> None:
    assert (
        run(
            f"issue close {sql(handed_in, 'SELECT id FROM issues')[0][0]} --result solved --text x --satisfaction 1"
        ).code
        == 0
    )
    store = open_store(handed_in / "zone.db", datetime(2025, 11, 21, tzinfo=ZONE))
    now = datetime(2025, 11, 21, 23, tzinfo=ZONE)
    for name in ("2025-W45", WEEK, "2025-W47"):
        start = parse_week(name, now.date())
        then = past.as_of(store.connection, now, start, start.fromordinal(start.toordinal() + 7))
        assert report.tables(weekly.week(then, start, now.date())) == report.tables(
            weekly.week(store.connection, start, now.date())
        )
    store.close()


def said(data: dict[str, Json], clock: int, prev: tuple[bytes, ...] = (), replica: str = "a") -> Event:
    stamp = Stamp(replica * 16, clock, clock << 16, f"2025-11-14T17:00:{clock:02}+08:00", "P1", False)
    return created("report.frozen", data, f"report/{WEEK}", prev, stamp)


def data_of(handed_in: Path) -> dict[str, Json]:
    store = open_store(handed_in / "zone.db", datetime(2025, 11, 21, tzinfo=ZONE))
    start = parse_week(WEEK, datetime(2025, 11, 21, tzinfo=ZONE).date())
    week = weekly.week(store.connection, start, start)
    rows, beside = report.tables(week), monthly.summary(store.connection, week, start)
    store.close()
    made = freeze(rows, beside)
    kept = frozen(None, said(made, 1))
    assert (as_handed_in(kept), summary_as_handed_in(kept)) == (rows, beside)
    return made


def test_of_two_freezes_on_two_machines_the_earlier_stands(handed_in: Path) -> None:
    made = data_of(handed_in)
    early, late = said(made, 1), said(made, 2, replica="b")
    for events in ([early, late], [late, early]):
        row = fold(events)
        assert isinstance(row.value, Frozen)
        assert row.value.at == "2025-11-14T17:00:01+08:00"
        assert [flaw.id for flaw in row.flaws] == [late.id]


BROKEN: dict[str, Json] = {
    "nothing": None,
    "no tables": {},
    "a table that is a list": {"officer": []},
    "no rows": {"officer": {"columns": ["week"]}},
    "columns that lack one": {"officer": {"columns": ["week"], "rows": []}},
}


@pytest.mark.parametrize("name", BROKEN)
def test_figures_that_cannot_be_read_are_a_flaw(name: str) -> None:
    with pytest.raises(Misfit):
        frozen(None, said({"tables": BROKEN[name]}, 1))


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("figures", "until"), "Friday"),
        (("figures", "longterm"), None),
        (("tables", "handlers"), None),
        (("tables", "uncovered", "rows"), [["A", "A-1", "", "E1", "x", "", "never", 14]]),
        (("tables", "weeks", "columns"), ["week"]),
    ],
)
def test_what_stands_beside_the_rows_and_cannot_be_read_is_a_flaw(
    handed_in: Path, where: tuple[str, ...], what: Json
) -> None:
    data: Any = data_of(handed_in)
    part = data
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = what
    with pytest.raises(Misfit):
        frozen(None, said(data, 1))


def test_rows_alone_are_a_freeze_too(handed_in: Path) -> None:
    kept = frozen(None, said({"tables": data_of(handed_in)["tables"]}, 1))
    assert as_handed_in(kept).officer
    assert summary_as_handed_in(kept) is None


def test_a_document_of_a_week_that_was_handed_in_changes_only_in_what_was_added(
    run: Run, handed_in: Path
) -> None:
    line = f"report week {WEEK} --format html"
    before = of_html(run(line))
    (issue,) = sql(handed_in, "SELECT id FROM issues")[0]
    close = f"issue close {issue} --result solved --text x --satisfaction 1"
    for entry in (
        close,
        "issue raise E2 断水 --by 张三 --grade urgent --on 2025-11-12",
        "issue raise E4 断水 --by 王五 --grade longterm --due 2025-12-31 --on 2025-11-12",
        *(
            f"visit add E2 --by {who} --note x --on 2025-11-14 --reason 忘了"
            for who in ("张三", "李四", "王五")
        ),
    ):
        done = run(entry, now="2025-11-14T18:00:00+08:00")
        assert done.code == 0, done
    after = of_html(run(line))
    assert after.tables == before.tables
    assert [one for one in after.lines if one not in before.lines] == [
        "上报后补录（上期补录）合计 +3 次：张三 +1、李四 +1、王五 +1。"
    ]
    assert of_html(run(f"{line} --live")).tables != before.tables
    assert "扰企" not in run(f"report week {WEEK}").out
    assert "扰企" in run(f"report week {WEEK} --live").out


@pytest.mark.parametrize("cell", [1.5, True, None, [], {}, "text"])
def test_a_figure_of_another_kind_is_a_flaw(handed_in: Path, cell: Json) -> None:
    made = data_of(handed_in)
    tables = {**dict(made["tables"])}  # type: ignore[arg-type]  # a mapping
    columns = list(report.OfficerWeek._fields)
    row: list[Json] = ["x"] * len(columns)
    row[columns.index("counted")] = cell
    tables["officer"] = {"columns": columns, "rows": [row]}
    with pytest.raises(Misfit):
        frozen(None, said({"tables": tables}, 1))


def test_a_freeze_travels_by_the_share(run: Run, handed_in: Path, tmp_path: Path) -> None:
    share, other = (tmp_path / "share").as_posix(), f"--db {(tmp_path / 'other.db').as_posix()}"
    assert run(f"share create {share}").code == 0
    assert run(f"{other} init").code == 0
    assert run(f"{other} share join {share} --yes").code == 0
    assert run(f"{other} report week {WEEK} --json").out == run(f"report week {WEEK} --json").out
    assert objects(run(f"{other} report week {WEEK} --json"))
    assert handed_in.is_dir()


def test_two_freezes_of_one_week_are_no_conflict_that_somebody_could_settle(
    run: Run, handed_in: Path, tmp_path: Path
) -> None:
    share, other = (tmp_path / "share").as_posix(), f"--db {(tmp_path / 'other.db').as_posix()}"
    assert run(f"share create {share}").code == 0
    for line in ("init", f"share join {share} --yes"):
        assert run(f"{other} {line}").code == 0
    for db in ("", other):
        assert run(f"{db} report week 2025-W45 --freeze").code == 0
    for db in ("", other, ""):
        assert "两人同时" not in run(f"{db} sync").err
    assert run("conflicts --format csv").out.count("\n") == 1
    assert handed_in.is_dir()


def test_the_history_names_a_freeze_without_its_figures(run: Run, handed_in: Path) -> None:
    assert handed_in.is_dir()
    for form in ("table", "csv"):
        lines = run(f"history --format {form}").out.splitlines()
        assert any("报表冻结" in one or "report.frozen" in one for one in lines)
        assert max(map(len, lines)) < 400
