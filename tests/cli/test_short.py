"""Who is short: named where `--check` is not met, and listed alone with `--short`, at every level and in every format."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from gridlog.words.language import some
from tests.conftest import Ran, Run, id_in, objects

pytestmark = pytest.mark.usefixtures("small")

WEEK = "2025-W47"


@pytest.fixture(autouse=True)
def visits(run: Run, small: Path) -> None:  # noqa: ARG001  # the zone is made before its visits
    """A week in which 张三 met a quota of two and 李四 made one visit; 王五 is on leave."""
    assert run("config set quota 2").code == 0
    assert run("officer leave 王五 --from 2025-11-17 --to 2025-11-23 --yes").code == 0
    for line in ("E1 --by 张三", "E2 --by 张三", "E3 --by 李四"):
        assert run(f"visit add {line} --nothing --on 2025-11-19").code == 0


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh", "错误：2025-W47 有 1 人未达标：李四 1/2。名单加 --by officer --short\n"),
        (
            "en",
            "Error: in 2025-W47 1 officers are short of their quota: 李四 1/2; list them with --by officer --short\n",
        ),
    ],
)
@pytest.mark.parametrize("by", ["officer", "grid", "block", "zone"])
def test_a_week_that_is_not_met_names_who_is_short(run: Run, by: str, lang: str, told: str) -> None:
    done = run(f"report week {WEEK} --by {by} --check", lang=lang)
    assert (done.code, done.err) == (7, told)


def test_a_week_that_everybody_met_is_met(run: Run) -> None:
    assert run("visit add E1 --by 李四 --nothing --on 2025-11-20").code == 0
    assert run(f"report week {WEEK} --check").code == 0


def test_many_who_are_short_are_named_in_part_and_counted(run: Run) -> None:
    for at in range(8):
        assert run(f"officer add Q{at} 赵大{at} --grid B-1").code == 0
    done = run(f"report week {WEEK} --check")
    assert done.code == 7
    assert "有 9 人未达标：李四 1/2、赵大0 0/2、赵大1 0/2、赵大2 0/2、赵大3 0/2，另有 4 人。" in done.err


def test_the_first_of_many_are_told_with_how_many_more_there_are() -> None:
    assert some(["a", "b"], "人", 2) == "a、b"
    assert some(["a", "b", "c"], "人", 2) == "a、b，另有 1 人"
    assert some([], "人", 2) == ""


@pytest.mark.parametrize(
    ("by", "key", "left"), [("officer", "officer", "李四"), ("grid", "grid", "A-2"), ("block", "block", "A")]
)
def test_short_leaves_only_those_who_are_short_or_units_with_somebody_short(
    run: Run, by: str, key: str, left: str
) -> None:
    line = f"report week {WEEK} --by {by} --short"
    (row,) = objects(run(f"{line} --json"))
    assert row[key] == left
    assert row in objects(run(f"report week {WEEK} --by {by} --json"))
    (csv_row,) = csv.DictReader(io.StringIO(run(f"{line} --format csv").out))
    assert csv_row[key] == left
    assert len(run(f"{line} --format ndjson").out.splitlines()) == 1


@pytest.mark.parametrize("format", ["table", "md", "text", "html"])
def test_short_filters_what_people_read_too(run: Run, format: str) -> None:
    shown = run(f"report week {WEEK} --short --format {format}")
    assert shown.code == 0, shown.err
    assert "李四" in shown.out
    assert "张三" not in shown.out


@pytest.mark.parametrize("format", ["table", "md", "text", "html", "csv", "json"])
def test_short_filters_a_month_in_every_format(run: Run, format: str) -> None:
    now = "2025-11-24T10:00:00+08:00"
    assert run("officer add P9 赵六 --grid A-2 --quota 0").code == 0
    assert "赵六" in run("report month 2025-11 --by officer --format csv", now=now).out
    shown = run(f"report month 2025-11 --by officer --short --format {format}", now=now)
    assert shown.code == 0, shown.err
    assert "李四" in shown.out
    assert "赵六" not in shown.out


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_short_filters_documents(run: Run, ending: str) -> None:
    book = zipfile.ZipFile(io.BytesIO(run(f"report week {WEEK} --short --format {ending}").raw))
    told = "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
    assert "李四" in told
    assert "张三" not in told


def test_the_line_below_the_short_ones_is_still_the_zones(run: Run) -> None:
    shown = run(f"report week {WEEK} --short").out
    assert "应访 4 次，实访 3 次；达标 1/2 人" in shown


def test_a_month_names_and_lists_who_is_short(run: Run) -> None:
    now = "2025-11-24T10:00:00+08:00"
    done = run("report month 2025-11 --check", now=now)
    assert done.code == 7
    assert "2025-11 有 3 人未达标：张三 2/8、李四 1/8、王五 0/6。" in done.err
    rows = objects(run("report month 2025-11 --by officer --short --json", now=now))
    assert [row["officer"] for row in rows] == ["张三", "李四", "王五"]


def test_nobody_short_is_an_empty_list(run: Run) -> None:
    assert run("visit add E1 --by 李四 --nothing --on 2025-11-20").code == 0
    assert objects(run(f"report week {WEEK} --short --json")) == []
    assert run(f"report week {WEEK} --short").code == 0


def test_figures_handed_in_name_who_was_short_then(run: Run) -> None:
    assert run(f"report week {WEEK} --freeze").code == 0
    assert run("visit add E1 --by 李四 --nothing --on 2025-11-20").code == 0
    assert "李四 1/2" in run(f"report week {WEEK} --check").err
    assert run(f"report week {WEEK} --check --live").code == 0
    assert [row["officer"] for row in objects(run(f"report week {WEEK} --short --json"))] == ["李四"]


def test_coverage_that_is_not_met_names_the_first_enterprises(run: Run) -> None:
    done = run("report coverage --on 2025-11-21 --check")
    assert (done.code, done.err) == (7, "错误：2025-11-21 有 1 家企业超期未访：远山新材\n")


def test_a_day_that_is_not_met_names_the_first_issues_that_are_overdue(run: Run) -> None:
    ids = [
        id_in(run(f"issue raise {one} 断电 --by 张三 --grade urgent", now="2025-11-03T10:00:00+08:00"))
        for one in ("E1", "E2", "E3", "E4", "E1", "E2")
    ]
    assert (
        run(
            "issue raise E4 缺地 --by 张三 --grade longterm --due 2025-11-10", now="2025-11-03T10:00:00+08:00"
        ).code
        == 0
    )
    assert run("report day 2025-11-04 --check").code == 0
    done = run("report day 2025-11-05 --check")
    assert done.code == 7
    head, _, named = done.err.strip().partition("：")[2].partition("：")
    assert head == "2025-11-05 有 6 件问题超期未结"
    names = dict(zip(ids, ("禾木家居有限公司", "禾木电器有限公司", "蓝天光伏", "远山新材") * 2, strict=False))
    told = [f"{id[:6]} {names[id]}" for id in sorted(ids)]
    assert named == "、".join(told[:5]) + "，另有 1 件"


def test_the_issues_that_are_named_are_as_many_as_the_day_counts(run: Run) -> None:
    id = id_in(run("issue raise E1 断电 --by 张三 --grade urgent", now="2025-11-03T10:00:00+08:00"))
    assert (
        run(
            f"issue close {id} --result solved --text x --satisfaction 5", now="2025-11-06T10:00:00+08:00"
        ).code
        == 0
    )
    for day, count in (("2025-11-04", 0), ("2025-11-05", 1), ("2025-11-06", 0), ("2025-11-07", 0)):
        done = run(f"report day {day} --by zone --check --json")
        assert objects(Ran(0, done.out, "", b""))[0]["issues_overdue"] == count
        assert (done.code, f"{id[:6]} 禾木家居有限公司" in done.err) == (7 if count else 0, bool(count))


@pytest.mark.usefixtures("play")
def test_a_list_of_who_is_short_names_the_blocks_on_paper(run: Run) -> None:
    lines = run("report week 2025-W45 --short --format html").out
    assert ("<td>电器电子</td>" in lines, "<td>DQ</td>" in lines) == (True, False)
    assert "DQ," in run("report week 2025-W45 --short --format csv").out
