"""Two entries of one enterprise become one: everything counts to the one that stays, on every device, and can be taken back."""

from pathlib import Path

import pytest

from gridlog.core.event import written
from tests.conftest import Run, id_in, objects, only, sql
from tests.support.two_devices import EVENING, MORNING, NOON, Two

MERGE = "enterprise merge E2 E1 --reason 同一家"


@pytest.fixture(autouse=True)
def me(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    return small


EVERYTHING = (
    "visit add E2 --by 张三 --note 甲",
    "issue raise E2 断电 --by 张三 --category POWER",
    "project add X1 二期 --enterprise E2",
    "plan new E2 --goal listing",
    "plan need E2 缺电",
    "plan measure E2 增容 --owner 供电局 --due 2025-12-01",
    "indicator set E2 2025-10 应税销售 12.5",
    "premises add Z1 一号 --kind plant --area 100",
    "premises move-in Z1 E2 --area 10 --from 2025-11-01",
)
NAMED = (
    "visits",
    "issues",
    "projects",
    "plans",
    "needs",
    "measures",
    "indicators",
    "occupancies",
    "plan_reviews",
)


def named(tmp_path: Path) -> dict[str, list[object]]:
    """Which enterprise each table names."""
    return {
        table: [code for (code,) in sql(tmp_path, f"SELECT DISTINCT enterprise FROM {table} ORDER BY 1")]
        for table in NAMED
    }


def test_everything_that_names_the_entry_counts_to_the_other_one(run: Run, tmp_path: Path) -> None:
    for line in EVERYTHING:
        assert run(line).code == 0
    assert named(tmp_path) == {table: ["E2"] for table in NAMED}
    done = run(MERGE)
    assert done.code == 0, done.err
    assert "走访 1" in done.out
    assert named(tmp_path) == {table: ["E1"] for table in NAMED}
    assert [row["code"] for row in objects(run("enterprise list --json"))] == ["E1", "E3", "E4"]
    assert sql(tmp_path, "SELECT count(*) FROM flaws") == [(0,)]
    assert sql(tmp_path, "SELECT code, merged_into FROM enterprise_merges") == [("E2", "E1")]


def test_an_undo_of_a_merge_parts_everything_again(run: Run, tmp_path: Path) -> None:
    for line in EVERYTHING:
        assert run(line).code == 0
    lines = (
        "visit list",
        "issue list",
        "enterprise list",
        "project list",
        "plan list",
        "indicator show 2025-10",
        "report coverage",
    )
    before = [run(line).out for line in lines]
    assert run(MERGE).code == 0
    assert run("undo --yes").code == 0
    assert [run(line).out for line in lines] == before
    assert named(tmp_path) == {table: ["E2"] for table in NAMED}


@pytest.mark.parametrize("typed", ["E2", "e2", "禾木电器有限公司"])
def test_the_code_and_the_name_find_the_other_entry_and_say_so(run: Run, typed: str) -> None:
    assert run(MERGE).code == 0
    done = run(f"visit add {typed} --by 张三 --note x")
    assert done.code == 0
    assert "E2 禾木电器有限公司 已并入 E1 禾木家居有限公司" in done.err
    assert "禾木家居有限公司（E1）" in done.out
    assert "E2 禾木电器有限公司" in run("enterprise show E1").out


def test_an_entry_merged_into_one_that_is_merged_later_is_found_at_the_end(run: Run) -> None:
    assert run(MERGE).code == 0
    assert run("enterprise merge E1 E3 --reason x --yes").code == 0
    assert "（E3）" in run("visit add E2 --by 张三 --note x").out


def test_what_both_entries_have_is_not_counted_twice(run: Run, tmp_path: Path) -> None:
    for code, value in (("E1", "7"), ("E2", "12.5")):
        assert run(f"indicator set {code} 2025-10 应税销售 {value}").code == 0
        assert run(f"plan new {code} --goal {'listing' if code == 'E1' else 'relief'}").code == 0
    assert run(MERGE).code == 0
    assert sql(tmp_path, "SELECT enterprise, value FROM indicators WHERE value IS NOT NULL") == [("E1", "7")]
    assert sql(tmp_path, "SELECT enterprise, goal FROM plans") == [("E1", "listing")]


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("enterprise list", "enterprise merge E1 E1 --reason x"),
        (MERGE, "enterprise merge E1 E2 --reason x"),
        (MERGE, MERGE),
        ("enterprise edit E2 --uscc 91320382FAKE000018", "enterprise merge E2 E1 --reason x"),
    ],
    ids=["itself", "a loop", "twice", "other credit codes"],
)
def test_a_merge_that_cannot_be_meant_is_refused(run: Run, before: str, line: str) -> None:
    assert run(before).code == 0
    done = run(line)
    assert (done.code, done.out) == (4, "")
    if "--uscc" in before:
        assert run(f"{line} --yes").code == 0


def test_a_week_that_was_handed_in_stays_as_it_was(run: Run) -> None:
    assert run("visit add E2 --by 张三 --note x --on 2025-11-14", now="2025-11-14T16:00:00+08:00").code == 0
    assert run("report week 2025-W46 --freeze").code == 0
    before = run("report week 2025-W46 --format csv").out
    assert run(MERGE).code == 0
    assert run("report week 2025-W46 --format csv").out == before


def test_a_report_as_of_an_instant_before_the_merge_tells_two_entries(run: Run) -> None:
    for code in ("E1", "E2"):
        assert run(f"visit add {code} --by 张三 --note x", now=MORNING).code == 0
    assert run(MERGE, now=NOON).code == 0
    counted = {
        at: [
            row["enterprises"]
            for row in objects(run(f"report week --as-of {at} --json", now=EVENING))
            if row["officer_code"] == "P1"
        ]
        for at in ("2025-11-21T10:00:00+08:00", EVENING)
    }
    assert [*counted.values()] == [[2], [1]]


def test_a_visit_that_another_device_made_without_knowing_counts_to_the_other_entry(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("a", MERGE, MORNING)
    visit = id_in(two("b", "visit add E2 --by 张三 --note x", NOON))
    two.sync("a", "b")  # b hears of the merge and lets its visit follow
    two.sync("b", "a")
    for who in "ab":
        assert [row["enterprise_code"] for row in two.rows(who, "export visits")] == ["E1"]
        assert two.rows(who, "conflicts") == []
    two.join("c")
    assert only_code(two, "c", visit) == "E1"


def test_what_followed_a_merge_on_another_device_returns_when_the_merge_is_undone(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("a", MERGE, MORNING)
    for line in EVERYTHING:
        two("b", line, NOON)
    two.sync("a", "b")
    two.sync("b", "a")
    two("a", f"undo {merge_in(tmp_path)} --yes", EVENING)
    two.sync("a", "b")
    assert "改回原来的企业" not in two.sync("b", "a").err  # once is enough
    assert named(tmp_path) == {table: ["E2"] for table in NAMED}
    assert sql(tmp_path, "SELECT count(*) FROM flaws") == [(0,)]
    assert two.rows("a", "conflicts") == []


def test_what_followed_on_a_device_that_is_gone_is_called_out_with_the_undo_that_returns_it(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("a", MERGE, MORNING)
    two("b", "visit add E2 --by 张三 --note x", NOON)
    two.sync("a", "b")
    two.sync("b", "a")
    two("a", f"undo {merge_in(tmp_path)} --yes", EVENING)
    heard = two("a", "sync", EVENING).err
    (undo,) = [line.rpartition("gridlog ")[2] for line in heard.splitlines() if "已撤回" in line]
    two("a", f"{undo} --yes", EVENING)
    assert [row["enterprise_code"] for row in two.rows("a", "export visits")] == ["E2"]
    assert "已撤回" not in two("a", "sync", EVENING).err


def test_what_followed_a_merge_and_was_corrected_since_returns_with_the_correction(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    own = id_in(two("a", "visit add E2 --by 张三 --note x", MORNING))
    two("a", MERGE, MORNING)
    visit = id_in(two("b", "visit add E2 --by 张三 --note x", NOON))
    two.sync("a", "b")
    two.sync("b", "a")
    for id in (own, visit):
        two("a", f"visit edit {id} --note y --reason x", EVENING)
    two("a", f"undo {merge_in(tmp_path)} --yes", EVENING)
    two.sync("a", "b")
    two.sync("b", "a")
    assert sql(tmp_path, "SELECT enterprise, note FROM visits") == [("E2", "y")] * 2


def test_what_follows_by_way_of_a_third_entry_stays_where_a_direct_merge_was_undone(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("a", "enterprise merge E2 E3 --reason x --yes", MORNING)
    direct = merge_in(tmp_path)
    two("a", f"undo {direct} --yes", MORNING)
    two("a", MERGE, MORNING)
    two("a", "enterprise merge E1 E3 --reason x --yes", NOON)
    two("b", "visit add E2 --by 张三 --note x", NOON)
    two.sync("a", "b")
    heard = two.sync("b", "a", "b").err
    assert "已改" not in heard
    assert [row["enterprise_code"] for row in two.rows("a", "export visits")] == ["E3"]
    two("a", f"undo {merge_in(tmp_path)} --yes", EVENING)  # E1 is an entry of its own again
    two.sync("a", "b")
    two.sync("b", "a")
    assert [row["enterprise_code"] for row in two.rows("a", "export visits")] == ["E1"]


def merge_in(folder: Path) -> str:
    """The id of the last merge."""
    query = """SELECT stored.id FROM stored JOIN names ON names.id = kind
      WHERE name = 'enterprise.merged' ORDER BY seq DESC LIMIT 1"""
    ((id,),) = sql(folder, query)
    assert isinstance(id, bytes)
    return written(id)


def only_code(two: Two, who: str, visit: str) -> object:
    return next(
        row["enterprise_code"] for row in two.rows(who, "export visits") if str(row["id"])[:6] == visit
    )


def test_records_of_a_device_that_is_gone_are_called_out_and_follow_by_the_same_command(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("b", "visit add E2 --by 张三 --note x", NOON)
    two("b", "sync", NOON)
    two("a", MERGE, NOON)
    # what came in before the merge follows at once; here it comes in afterwards
    heard = two("a", "sync", EVENING).err
    assert "gridlog enterprise merge E2 E1" in heard
    two("a", MERGE, EVENING)
    assert [row["enterprise_code"] for row in two.rows("a", "export visits")] == ["E1"]


def test_a_roster_that_still_has_the_merged_entry_changes_nothing(run: Run, tmp_path: Path, me: Path) -> None:
    assert run(MERGE).code == 0
    before = run("enterprise list").out
    count = sql(tmp_path, "SELECT count(*) FROM events")
    done = run(f"roster import {(me / 'enterprises.csv').as_posix()} --kind enterprises")
    assert done.code == 0
    assert sql(tmp_path, "SELECT count(*) FROM events") == count
    assert run("enterprise list").out == before


def test_a_phone_that_another_device_gave_the_merged_entry_changes_nothing(run: Run, tmp_path: Path) -> None:
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("a", MERGE, MORNING)
    two("b", "enterprise edit E2 --phone 13900009999", NOON)
    two.sync("a", "b")
    for who in "ab":
        assert [row["code"] for row in two.rows(who, "enterprise list")] == ["E1", "E3", "E4"]


def test_a_merge_without_a_reason_is_refused(run: Run) -> None:
    assert run("enterprise merge E2 E1").code == 2
    assert only(run("enterprise show E2 --json"))["code"] == "E2"


def test_two_devices_that_merge_each_into_the_other_are_called_out_and_one_undo_settles_it(
    run: Run, tmp_path: Path
) -> None:
    two = Two(run, tmp_path)
    two("a", "visit add E1 --by 张三 --note x", MORNING)
    two("a", "visit add E2 --by 张三 --note x", MORNING)
    two.sync("a", "b")
    two("a", MERGE, NOON)
    two("b", "enterprise merge E1 E2 --reason 同一家", NOON)
    two.sync("a", "b")
    count = sql(tmp_path, "SELECT count(*) FROM events")
    heard = two.sync("b", "a").err
    assert sql(tmp_path, "SELECT count(*) FROM events") == count
    assert "并入了它" in heard
    undo = next(line for line in heard.splitlines() if "E1 并入了 E2" in line).rpartition("gridlog ")[2]
    two("a", f"{undo} --yes", EVENING)
    two.sync("a", "b")
    two.sync("a", "b")
    for who in "ab":
        assert [row["code"] for row in two.rows(who, "enterprise list")] == ["E1", "E3", "E4"]
        assert {row["enterprise_code"] for row in two.rows(who, "export visits")} == {"E1"}
