"""Figures that were handed in stay as they were; what was recorded by an instant can be asked for."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gridlog.core.event import MAX_BODY_BYTES, Event, Json, Misfit, Stamp, created
from gridlog.core.figures import week as week_figures
from gridlog.core.fold import fold
from gridlog.core.nouns.report import figures as core_freeze
from gridlog.core.nouns.report.figures import (
    LATER_COUNTS,
    Frozen,
    as_handed_in,
    freeze,
    frozen,
    month_as_handed_in,
    summary_as_handed_in,
)
from gridlog.core.nouns.report.life import KINDS
from gridlog.core.when import ZONE, parse_week
from gridlog.reports import monthly, weekly
from gridlog.reports.zone import Zone
from gridlog.store import as_of, lookup
from gridlog.store.file import MAX_EVENT, open_store
from tests.conftest import Run, id_in, objects, sql
from tests.support.read_back import of_html

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


@pytest.mark.parametrize("form", ["csv", "text", "html", "json"])
def test_a_timer_that_runs_again_gets_its_file_and_changes_nothing(
    run: Run, handed_in: Path, tmp_path: Path, form: str
) -> None:
    assert run("visit add E2 --by 张三 --note 迟到 --on 2025-11-11 --reason 忘了").code == 0
    file = tmp_path / f"week.{form}"
    again = run(f"report week {WEEK} --freeze --format {form} --output {file.as_posix()}")
    assert (again.code, again.out) == (0, "")
    assert f"{WEEK} 此前已由 — 于 2025-11-14 17:00 上报冻结，没有改动" in again.err
    assert file.read_bytes() == run(f"report week {WEEK} --format {form}").raw
    assert sql(handed_in, "SELECT count(*) FROM events WHERE kind = 'report.frozen'") == [(1,)]
    assert sql(handed_in, "SELECT period, at FROM frozen") == [(WEEK, "2025-11-14T17:00:00+08:00")]
    assert "report.frozen" in run("history --format csv").out


def test_a_month_handed_in_again_is_shown_as_it_was_and_told_by_whom(
    run: Run, handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert handed_in.is_dir()
    monkeypatch.setenv("GRIDLOG_OFFICER", "王五")
    first = run("report month 2025-10 --freeze --format csv")
    assert run("visit add E2 --by 张三 --note 迟到 --on 2025-10-14 --reason 忘了").code == 0
    again = run("report month 2025-10 --freeze --format csv")
    assert (first.code, again.code, again.out) == (0, 0, first.out)
    assert "2025-10 此前已由 王五 于 2025-11-21 16:00 上报冻结" in again.err


def test_of_two_timers_at_once_one_hands_in_and_both_get_the_file(
    run: Run, handed_in: Path, tmp_path: Path
) -> None:
    line = "report week 2025-W45 --freeze --output"
    timers = [
        subprocess.Popen([sys.executable, "-m", "gridlog", *line.split(), str(tmp_path / name)])
        for name in ("one.csv", "two.csv")
    ]
    assert [timer.wait(60) for timer in timers] == [0, 0]
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (tmp_path / "one.csv").read_bytes() == run("report week 2025-W45 --format csv").raw
    assert sql(handed_in, "SELECT count(*) FROM events WHERE kind = 'report.frozen'") == [(2,)]


def test_a_correction_with_a_reason_takes_the_place_of_what_was_handed_in(
    run: Run, handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(run)
    assert run("visit add E2 --by 张三 --note 迟到 --on 2025-11-11 --reason 忘了").code == 0
    live = tables(run, "--live")
    monkeypatch.setenv("GRIDLOG_OFFICER", "王五")
    done = run(f"report week {WEEK} --freeze --reason 漏了一次走访")
    assert (done.code, done.err) == (0, f"已更正 {WEEK} 的上报数字。\n")
    assert tables(run) == live != before
    told = (
        "已于 2025-11-14 17:00 上报冻结，以上为更正后的数字。",
        "更正：王五 于 2025-11-21 16:00，原因：漏了一次走访",
    )
    for form in ("table", "md", "text", "html"):
        assert [one for one in told if one not in run(f"report week {WEEK} --format {form}").out] == [], form
    assert told[1] in run(f"report week {WEEK} --json").err
    kinds = sql(handed_in, "SELECT kind FROM events WHERE kind LIKE 'report.%' ORDER BY seq")
    assert kinds == [("report.frozen",), ("report.corrected",)]
    assert sql(handed_in, "SELECT at, corrected_by, corrected_at, reason FROM frozen") == [
        ("2025-11-14T17:00:00+08:00", "P3", "2025-11-21T16:00:00+08:00", "漏了一次走访")
    ]
    assert "报表更正" in run("history").out
    assert sql(handed_in, "SELECT count(*) FROM flaws") == [(0,)]


def test_the_same_figures_are_no_correction(run: Run, handed_in: Path) -> None:
    assert (
        run(f"report week {WEEK} --freeze --reason 核对").code == 0
    )  # those of a whole week, not of its Friday
    again = run(f"report week {WEEK} --freeze --reason 核对")
    assert (again.code, again.err) == (0, f"{WEEK} 的数字与上报的一样，没有更正。\n")
    assert sql(handed_in, "SELECT count(*) FROM events WHERE kind = 'report.corrected'") == [(1,)]


def test_a_month_is_corrected_too(run: Run, handed_in: Path) -> None:
    assert handed_in.is_dir()
    assert run("report month 2025-10 --freeze").code == 0
    assert run("visit add E2 --by 张三 --note 迟到 --on 2025-10-14 --reason 忘了").code == 0
    assert run("report month 2025-10 --freeze --reason 漏报").code == 0
    shown = run("report month 2025-10").out
    assert ("走访 1 次" in shown, "更正：— 于 2025-11-21 16:00，原因：漏报" in shown) == (True, True)
    assert "走访 1 次" in run("report month 2025-10 --format md").out


def test_a_corrected_week_leaves_the_month_that_was_handed_in_as_it_was(run: Run, handed_in: Path) -> None:
    assert run("report week 2025-W42 --freeze").code == 0
    assert run("report month 2025-10 --freeze").code == 0
    before = run("report month 2025-10 --format csv").out
    assert run("visit add E2 --by 张三 --note 迟到 --on 2025-10-14 --reason 忘了").code == 0
    week = run("report week 2025-W42 --format csv").out
    assert run("report week 2025-W42 --freeze --reason 漏报").code == 0
    assert run("report week 2025-W42 --format csv").out != week
    assert run("report month 2025-10 --format csv").out == before
    told = run("report month 2025-10").out
    assert ("走访 0 次" in told, "上期补录）合计 +1 次：张三 +1" in told, "更正：" in told) == (
        True,
        True,
        False,
    )
    assert run("report month 2025-10 --freeze --reason 漏报").code == 0
    assert "走访 1 次" in run("report month 2025-10").out
    assert handed_in.is_dir()


@pytest.mark.parametrize(
    ("line", "code"),
    [("week 2025-W45 --freeze --reason x", 4), ("week 2025-W46 --reason x", 2), ("month 2025-10 --reason x", 2),
     ("month 2025-10 --freeze --reason x", 4)],
)  # fmt: skip
def test_a_reason_goes_only_with_a_correction(run: Run, handed_in: Path, line: str, code: int) -> None:
    assert run(f"report {line}").code == code
    assert sql(handed_in, "SELECT count(*) FROM events WHERE kind LIKE 'report.%'") == [(1,)]


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
        then = as_of.as_of(store.connection, now, start, start.fromordinal(start.toordinal() + 7))
        assert week_figures.tables(weekly.week(Zone(then, now.date()), start)) == week_figures.tables(
            weekly.week(Zone(store.connection, now.date()), start)
        )
    store.close()


def said(data: dict[str, Json], clock: int, prev: tuple[bytes, ...] = (), replica: str = "a") -> Event:
    stamp = Stamp(replica * 16, clock, clock << 16, f"2025-11-14T17:00:{clock:02}+08:00", "P1", False)
    return created("report.frozen", data, f"report/{WEEK}", prev, stamp)


def data_of(handed_in: Path) -> dict[str, Json]:
    store = open_store(handed_in / "zone.db", datetime(2025, 11, 21, tzinfo=ZONE))
    start = parse_week(WEEK, datetime(2025, 11, 21, tzinfo=ZONE).date())
    week = weekly.week(Zone(store.connection, start), start)
    rows, beside = week_figures.tables(week), monthly.summary(Zone(store.connection, start), week)
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


def correction(data: dict[str, Json], clock: int, prev: tuple[bytes, ...], replica: str = "a") -> Event:
    stamp = Stamp(replica * 16, clock, clock << 16, f"2025-11-17T09:00:{clock:02}+08:00", "P3", False)
    return created("report.corrected", data, f"report/{WEEK}", prev, stamp)


def other_figures(made: dict[str, Json], longterm: int) -> dict[str, Json]:
    """The same figures but for one."""
    return {**made, "figures": {**dict(made["figures"]), "longterm": longterm}, "reason": "漏报"}  # type: ignore[arg-type]  # a mapping


def test_of_two_corrections_at_once_the_later_stands_and_both_are_told(handed_in: Path) -> None:
    made = data_of(handed_in)
    first = said(made, 1)
    early = correction(other_figures(made, 7), 2, (first.id,))
    late = correction(other_figures(made, 8), 3, (first.id,), "b")
    for events in ([first, early, late], [late, early, first]):
        value = fold(events).value
        assert isinstance(value, Frozen)
        assert (value.at, value.figures["longterm"]) == ("2025-11-14T17:00:01+08:00", 8)
        assert [one.at[-8:-6] for one in value.corrections] == ["02", "03"]


def test_an_older_gridlog_keeps_a_correction_and_shows_the_first_figures(
    handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = data_of(handed_in)
    first = said(made, 1)
    later = correction(other_figures(made, 7), 2, (first.id,))
    monkeypatch.delitem(KINDS, "report.corrected")
    row = fold([first, later])
    assert isinstance(row.value, Frozen)
    assert row.value.figures["longterm"] == 0
    assert [(flaw.id, flaw.reason) for flaw in row.flaws] == [(later.id, "unknown kind")]


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"tables": {}}, {"figures": {"before": {}}}, {"reason": 3}]
)
def test_a_correction_that_cannot_be_read_changes_nothing(handed_in: Path, change: dict[str, Json]) -> None:
    made = data_of(handed_in)
    first = said(made, 1)
    bad = correction({**other_figures(made, 7), **change}, 2, (first.id,))
    row = fold([first, bad])
    assert isinstance(row.value, Frozen)
    assert (row.value.figures["longterm"], row.value.corrections) == (0, ())
    assert [flaw.id for flaw in row.flaws] == [bad.id]
    assert fold([correction(other_figures(made, 7), 1, ())]).value is None


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
    columns = list(week_figures.OfficerWeek._fields)
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


def test_a_machine_whose_freeze_came_too_late_is_told_at_each_sync_until_it_is_corrected(
    run: Run, handed_in: Path, tmp_path: Path
) -> None:
    assert handed_in.is_dir()
    share, other = (tmp_path / "share").as_posix(), f"--db {(tmp_path / 'other.db').as_posix()}"
    assert run(f"share create {share}").code == 0
    for line in ("init", f"share join {share} --yes"):
        assert run(f"{other} {line}").code == 0
    for db, at in (("", "16:00"), (other, "17:00")):
        assert run(f"{db} report week 2025-W45 --freeze", now=f"2025-11-22T{at}:00+08:00").code == 0
    told = "注意：本机上报的 2025-W45 没有采用，— 于 2025-11-22 16:00 已先上报。"
    asks = "gridlog report week 2025-W45 --freeze --reason 原因"
    assert told not in run("sync").err
    for _ in range(2):
        heard = run(f"{other} sync").err
        assert (told in heard, asks in heard) == (True, True)
    assert told not in run("sync").err
    lost = "另有 — 于 2025-11-22 17:00 的上报，因已有人先上报，没有采用。"
    for db in ("", other):
        assert lost in run(f"{db} report week 2025-W45").out
    assert (
        run(
            "visit add E1 --by 张三 --note x --on 2025-11-04 --reason 忘了", now="2025-11-23T09:00:00+08:00"
        ).code
        == 0
    )
    assert run("report week 2025-W45 --freeze --reason 漏报", now="2025-11-23T09:00:00+08:00").code == 0
    assert run("sync").code == 0
    assert told not in run(f"{other} sync").err
    assert "漏报" in run(f"{other} report week 2025-W45").out


def test_a_zone_with_thousands_of_enterprises_nobody_visited_can_be_handed_in(
    run: Run, small: Path, tmp_path: Path
) -> None:
    rows = [
        f"F{at:05},江苏某某新材料科技发展（集团）股份有限公司徐州高新区第{at}分公司,A-1,1"
        for at in range(2_500)
    ]
    file = small / "many.csv"
    file.write_text("\n".join(["code,name,grid,key", *rows]), encoding="utf-8")
    assert run(f"roster import {file.as_posix()} --kind enterprises").code == 0
    for period in (f"week {WEEK}", "month 2025-10"):
        made = run(
            f"report {period} --format md" if "month" in period else f"report {period} --format html"
        ).out
        done = run(f"report {period} --freeze --by zone --json")
        assert done.code == 0, done.err
        again = run(
            f"report {period} --format md" if "month" in period else f"report {period} --format html"
        ).out
        assert again.count("新材料科技") == made.count("新材料科技") > 2_400
    sizes = sql(tmp_path, "SELECT length(body) FROM events WHERE kind = 'report.frozen'")
    assert [MAX_EVENT < size < MAX_BODY_BYTES for (size,) in sizes] == [True, True]  # type: ignore[operator]  # numbers
    assert run(f"share create {(tmp_path / 'share').as_posix()}").code == 0


def test_the_names_of_very_many_enterprises_are_left_out_of_the_event_and_found_by_their_codes(
    run: Run, handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_freeze, "NAMED", 1)
    line = f"report week {WEEK} --format html"
    assert run(f"report week {WEEK} --freeze --reason 编号").code == 0
    assert of_html(run(line)).tables[2] == of_html(run(f"{line} --live")).tables[2]
    (body,) = sql(handed_in, "SELECT body FROM events WHERE kind = 'report.corrected'")[0]
    assert "蓝天光伏" not in bytes(body).decode()  # type: ignore[call-overload]  # a blob


def test_a_week_that_was_handed_in_is_not_called_unfinished(run: Run, small: Path) -> None:
    assert small.is_dir()

    def unfinished(more: str = "") -> list[str]:
        line = f"report week 2025-W47 {more}"
        return [
            form
            for form in ("table", "text", "md", "html")
            if "本周未完" in run(f"{line} --format {form}").out
        ]

    assert unfinished() == ["table", "text", "md", "html"]
    assert run("report week 2025-W47 --freeze").code == 0
    assert unfinished() == []
    assert unfinished("--live") == ["table", "text", "md", "html"]


def test_the_trend_goes_to_the_running_week_once_it_was_handed_in(run: Run, small: Path) -> None:
    assert small.is_dir()

    def last() -> object:
        return objects(run("report trend --json"))[-1]["week"]

    assert last() == WEEK
    assert run("report week 2025-W47 --freeze").code == 0
    assert last() == "2025-W47"
    assert objects(run("report trend last --json"))[-1]["week"] == WEEK


def test_the_history_names_a_freeze_without_its_figures(run: Run, handed_in: Path) -> None:
    assert handed_in.is_dir()
    for form in ("table", "csv"):
        lines = run(f"history --format {form}").out.splitlines()
        assert any("报表冻结" in one or "report.frozen" in one for one in lines)
        assert max(map(len, lines)) < 400


def test_what_an_older_gridlog_handed_in_reads_as_before(run: Run, handed_in: Path) -> None:
    assert run("report month 2025-10 --freeze").code == 0
    month = objects(run("report month 2025-10 --json"))
    store = open_store(handed_in / "zone.db", datetime(2025, 11, 21, tzinfo=ZONE))
    week, bulletin = (lookup.frozen(store.connection, period) for period in (WEEK, "2025-10"))
    store.close()
    assert week is not None
    assert bulletin is not None
    officers: Any = week.tables["officer"]
    at = officers["columns"].index("moved_from")
    rows = [[*row[:at], *row[at + 1 :]] for row in officers["rows"]]
    columns = [key for key in officers["columns"] if key != "moved_from"]
    older: dict[str, Json] = {**week.tables, "officer": {"columns": columns, "rows": rows}}
    assert as_handed_in(week._replace(tables=older)) == as_handed_in(week)
    figures = {key: said for key, said in bulletin.figures.items() if key not in LATER_COUNTS}
    told = month_as_handed_in(bulletin._replace(figures=figures))
    assert told == month_as_handed_in(bulletin)._replace(unrecorded=0, workdays=0, workdays_before=0)
    assert [row.visits for row in told.block] == [row["visits"] for row in month]
