"""`gridlog report`: the figures scripts rely on, and the page people read, at a fixed width and day."""

import csv
import io
import json
import os
import re
import shlex
import sys
from itertools import takewhile
from pathlib import Path

import pytest

from gridlog.ledgers.ruled import cells
from tests.conftest import DATA, NOW, Ran, Run, objects
from tests.golden import matches

OFFICER = [
    "week",
    "start",
    "end",
    "block",
    "grid",
    "officer_code",
    "officer",
    "required",
    "counted",
    "enterprises",
    "short",
    "status",
    "late",
    "joint",
    "onsite",
    "station",
    "phone",
    "online",
    "meeting",
    "issues_raised",
    "issues_closed",
]
UNIT = ["officers", "officers_met", "enterprises_in_charge", "coverage"]
FIGURES = [key for key in OFFICER[7:] if key != "status"]


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


def put(folder: Path, text: str) -> str:
    (folder / "visits.csv").write_text(text, encoding="utf-8")
    return shlex.quote((folder / "visits.csv").as_posix())


@pytest.fixture
def week(small: Path, run: Run) -> None:
    """W47: 张三 five counted, one of them joint with 李四; 李四 two; 王五 one by phone; two issues, one closed."""
    lines = [
        "date,enterprise,officer,participants,method,note,recorded_at",
        "2025-11-17,E1,P1,,onsite,a,2025-11-17T18:00:00+08:00",
        "2025-11-18,E1,P1,P2,onsite,b,2025-11-18T18:00:00+08:00",
        "2025-11-18,E1,P1,,onsite,c,2025-11-18T19:00:00+08:00",
        "2025-11-19,E2,P1,,onsite,d,2025-11-21T13:00:00+08:00",
        "2025-11-20,E2,P1,,onsite,e,2025-11-20T18:00:00+08:00",
        "2025-11-22,E2,P1,,onsite,f,2025-11-22T18:00:00+08:00",
        "2025-11-20,E3,P2,,onsite,g,2025-11-20T18:00:00+08:00",
        "2025-11-20,E3,P2,,meeting,h,2025-11-20T18:00:00+08:00",
        "2025-11-20,E4,P3,,phone,i,2025-11-20T18:00:00+08:00",
        "2025-11-24,E4,P3,,onsite,j,2025-11-24T08:00:00+08:00",
    ]
    late = "2025-11-24T09:00:00+08:00"
    assert run(f"visit import {put(small, chr(10).join(lines))}", now=late).code == 0
    raised = run("issue raise E3 断电 --by 张三 --category POWER", now="2025-11-18T09:00:00+08:00")
    assert run("issue raise E4 缺工 --by 张三 --category OTHER", now="2025-11-18T09:00:00+08:00").code == 0
    id = raised.out.split()[0]
    closed = run(
        f"issue close {id} --result solved --text 好 --satisfaction 5", now="2025-11-20T09:00:00+08:00"
    )
    assert closed.code == 0


# --- the week, for scripts


@pytest.mark.usefixtures("week")
def test_the_week_by_officer_has_the_promised_columns_in_order(run: Run) -> None:
    ran = run("report week 2025-W47 --format csv")
    assert ran.out.splitlines()[0] == ",".join(OFFICER)
    assert b"\r" not in ran.raw
    assert not ran.raw.startswith(b"\xef\xbb\xbf")
    assert ran.out.splitlines()[1:] == [
        "2025-W47,2025-11-17,2025-11-23,A,A-1,P1,张三,5,5,2,0,met,1,1,6,0,0,0,0,2,1",
        "2025-W47,2025-11-17,2025-11-23,A,A-2,P2,李四,5,2,2,3,short,0,1,2,0,0,0,1,0,0",
        "2025-W47,2025-11-17,2025-11-23,B,B-1,P3,王五,5,0,0,5,short,0,0,0,0,1,0,0,0,0",
    ]


@pytest.mark.parametrize(("by", "finer"), [("grid", []), ("block", ["grid"]), ("zone", ["grid", "block"])])
@pytest.mark.usefixtures("week")
def test_a_units_week_drops_the_finer_columns_and_adds_its_own(run: Run, by: str, finer: list[str]) -> None:
    head = [key for key in OFFICER[:5] if key not in finer]
    ran = run(f"report week 2025-W47 --by {by} --format csv")
    assert ran.out.splitlines()[0].split(",") == [*head, *FIGURES, *UNIT]


@pytest.mark.usefixtures("week")
def test_a_units_figures_are_those_of_its_people_and_its_enterprises(run: Run) -> None:
    keys = ("required", "counted", "enterprises", "short", "issues_raised", "issues_closed", *UNIT)
    found = {
        by: [
            tuple(one[key] for key in keys)
            for one in rows(run(f"report week 2025-W47 --by {by} --format csv"))
        ]
        for by in ("grid", "block", "zone")
    }
    assert found == {
        "grid": [
            ("5", "5", "2", "0", "0", "0", "1", "1", "2", "1.0000"),
            ("5", "2", "2", "3", "1", "1", "1", "0", "1", "1.0000"),
            ("5", "0", "0", "5", "1", "0", "1", "0", "1", "0.0000"),
        ],
        "block": [
            ("10", "7", "3", "3", "1", "1", "2", "1", "3", "1.0000"),
            ("5", "0", "0", "5", "1", "0", "1", "0", "1", "0.0000"),
        ],
        "zone": [("15", "7", "3", "8", "2", "1", "3", "1", "4", "0.7500")],
    }


@pytest.mark.parametrize("by", ["officer", "grid", "block", "zone"])
@pytest.mark.usefixtures("week")
def test_json_has_the_same_words_as_csv_and_its_own_types(run: Run, by: str) -> None:
    line = f"report week 2025-W47 --by {by}"
    texts, values = rows(run(f"{line} --format csv")), objects(run(f"{line} --json"))
    assert [list(one) for one in values] == [list(one) for one in texts]
    for one in values:
        for key, value in one.items():
            kind = float if key == "coverage" else int if key in (*FIGURES, *UNIT) else str
            assert isinstance(value, kind), key
    lines = run(f"{line} --format ndjson").out.splitlines()
    assert [json.loads(one) for one in lines] == values


@pytest.mark.usefixtures("week")
def test_a_unit_without_enterprises_has_no_coverage_rather_than_none_covered(run: Run) -> None:
    assert run("officer add P9 周九").code == 0
    nowhere = next(one for one in objects(run("report week 2025-W47 --by grid --json")) if one["grid"] == "")
    assert (nowhere["enterprises_in_charge"], nowhere["coverage"]) == (0, None)
    text = next(one for one in rows(run("report week 2025-W47 --by grid --format csv")) if one["grid"] == "")
    assert text["coverage"] == ""
    assert "—" in run("report week 2025-W47 --by grid").out


@pytest.mark.usefixtures("week")
def test_only_who_met_the_quota_is_counted_as_having_met_it(run: Run) -> None:
    assert run("officer leave 王五 --from 2025-11-17 --to 2025-11-21").code == 0
    states = [one["status"] for one in objects(run("report week 2025-W47 --json"))]
    assert states == ["met", "short", "exempt"]
    (zone,) = objects(run("report week 2025-W47 --by zone --json"))
    assert (zone["officers"], zone["officers_met"]) == (3, 1)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("", "2025-W47"), ("this", "2025-W47"), ("上周", "2025-W46"), ("2025-11-23", "2025-W47"), ("W40", "2025-W40")],
)  # fmt: skip
@pytest.mark.usefixtures("small")
def test_a_week_is_named_in_many_ways(run: Run, typed: str, name: str) -> None:
    assert {one["week"] for one in rows(run(f"report week {typed} --format csv"))} == {name}


@pytest.mark.usefixtures("small")
def test_the_last_days_of_a_year_lie_in_the_first_week_of_the_next(run: Run) -> None:
    found = rows(run("report week 2025-12-31 --format csv", now="2025-12-31T12:00:00+08:00"))
    assert {one["week"] for one in found} == {"2026-W01"}


# --- short weeks and leave


@pytest.mark.parametrize(
    ("week", "required"),
    [("2025-W39", 5), ("2025-W40", 2), ("2025-W41", 3), ("2025-W42", 5), ("2025-W47", 5)],
)
@pytest.mark.usefixtures("small")
def test_a_week_with_holidays_asks_for_its_workdays(run: Run, week: str, required: int) -> None:
    assert {one["required"] for one in objects(run(f"report week {week} --json"))} == {required}


@pytest.mark.parametrize(
    ("week", "leave", "required", "status"),
    [
        ("2025-W47", "--from 2025-11-17 --to 2025-11-18", 3, "short"),
        ("2025-W47", "--from 2025-11-22 --to 2025-11-23", 5, "short"),
        ("2025-W47", "--from 2025-11-01 --to 2025-11-30", 0, "exempt"),
        ("2025-W41", "--from 2025-10-09 --to 2025-10-09", 2, "short"),
        ("2025-W41", "--from 2025-10-06 --to 2025-10-08", 3, "short"),
        ("2025-W40", "--from 2025-09-29 --to 2025-10-08", 0, "exempt"),
        ("2025-W39", "--from 2025-09-22 --to 2025-09-22", 5, "short"),
    ],
)
@pytest.mark.usefixtures("small")
def test_leave_takes_its_workdays_off_the_quota(
    run: Run, week: str, leave: str, required: int, status: str
) -> None:
    assert run(f"officer leave 张三 {leave}").code == 0
    mine = next(one for one in objects(run(f"report week {week} --json")) if one["officer_code"] == "P1")
    assert (mine["required"], mine["status"]) == (required, status)


@pytest.mark.usefixtures("small")
def test_a_year_without_published_holidays_says_so_loudly(run: Run) -> None:
    ran = run("report week 2031-W10", now="2031-03-05T12:00:00+08:00")
    assert ran.code == 0
    assert "2031 年放假安排尚未公布或收录" in ran.err


@pytest.mark.usefixtures("small")
def test_a_day_the_zone_set_itself_changes_what_is_owed(run: Run) -> None:
    assert run("calendar set 2025-11-19 rest --name 停电").code == 0
    assert {one["required"] for one in objects(run("report week 2025-W47 --json"))} == {4}


# --- check, words, output


@pytest.mark.usefixtures("week")
def test_check_exits_with_seven_after_the_whole_report(run: Run) -> None:
    plain = run("report week 2025-W47 --format csv")
    checked = run("report week 2025-W47 --format csv --check")
    assert (plain.code, checked.code) == (0, 7)
    assert checked.out == plain.out
    assert checked.err == "错误：2025-W47 有 2 人未达标：李四 2/5、王五 0/5。名单加 --by officer --short\n"


@pytest.mark.usefixtures("small")
def test_check_is_content_when_nobody_is_short(run: Run) -> None:
    for name in ("张三", "李四", "王五"):
        assert run(f"officer leave {name} --from 2025-11-17 --to 2025-11-21").code == 0
    assert run("report week 2025-W47 --check").code == 0


@pytest.mark.usefixtures("week")
def test_the_week_for_excel_needs_no_second_option(run: Run) -> None:
    ran = run("report week 2025-W47 --excel")
    assert ran.code == 0, ran.err
    assert ran.raw.startswith("\ufeff周次,".encode())
    assert b"\r\n" in ran.raw


@pytest.mark.usefixtures("week")
def test_a_pipe_gets_a_plain_table_whole_and_without_colour(run: Run) -> None:
    lines = run("report week 2025-W47").out.splitlines()
    assert lines[0] == "试验区 周汇总 2025-W47（2025-11-17 至 2025-11-23，本周未完）"
    assert lines[1].split() == (
        [
            "板块",
            "网格",
            "专员",
            "应访",
            "实访(次)",
            "走访企业(家)",
            "达标",
            "补录",
            "联合",
            "来访",
            "电话",
            "线上",
            "座谈",
            "新增问题",
            "办结",
        ]
    )
    assert lines[2].split()[:8] == ["A", "A-1", "张三", "5", "5", "2", "√", "达标"]
    assert lines[-1] == "应访 15 次，实访 7 次；达标 1/3 人；覆盖企业 3/4 家（75%）；补录 1 次"
    assert not any(mark in "".join(lines) for mark in "\x1b│─┃")


@pytest.mark.usefixtures("week")
def test_a_report_in_a_file_is_the_report_of_the_pipe(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "周汇总.csv"
    ran = run(f"report week 2025-W47 --format csv --output {shlex.quote(path.as_posix())}")
    assert (ran.code, ran.out) == (0, "")
    assert "已写入" in ran.err
    assert path.read_bytes() == run("report week 2025-W47 --format csv").raw


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("report week --by 省", "--by 没有“省”"),
        ("report issues --by officer", "--by 没有“officer”"),
        ("report week 八周", "看不懂周“八周”"),
        ("report week --format pdf", "没有格式 pdf"),
        ("report week --json --excel", "--excel 只用于 CSV"),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_report_nobody_knows_is_refused(run: Run, line: str, says: str) -> None:
    ran = run(line)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


# --- coverage


@pytest.mark.usefixtures("week")
def test_coverage_lists_whom_nobody_visited_in_time_longest_first(run: Run) -> None:
    ran = run("report coverage --on 2025-12-05 --format csv", now="2025-12-05T12:00:00+08:00")
    assert ran.out.splitlines() == [
        "block,grid,officer,enterprise_code,enterprise,last_visit,days_since,limit",
        "A,A-1,张三,E1,禾木家居有限公司,2025-11-18,17,14",
        "A,A-2,李四,E3,蓝天光伏,2025-11-20,15,14",
    ]


@pytest.mark.usefixtures("week")
def test_an_ordinary_enterprise_has_the_whole_calendar_month(run: Run) -> None:
    def listed(on: str) -> list[str]:
        ran = run(f"report coverage --on {on} --format csv", now="2026-01-31T12:00:00+08:00")
        return [one["enterprise_code"] for one in rows(ran)]

    assert "E2" not in listed("2025-12-31")
    assert "E2" in listed("2026-01-01")


@pytest.mark.usefixtures("small")
def test_an_enterprise_never_visited_comes_first_and_a_deregistered_one_never(run: Run) -> None:
    assert run("visit add E1 --by 张三 --nothing --on 2025-10-20 --reason x").code == 0
    assert run("enterprise edit E4 --status 注销").code == 0
    found = objects(run("report coverage --json"))
    assert [(one["enterprise_code"], one["days_since"]) for one in found] == [
        ("E2", None),
        ("E3", None),
        ("E1", 32),
    ]


@pytest.mark.usefixtures("small")
def test_coverage_can_be_narrowed_and_checked(run: Run) -> None:
    ran = run("report coverage --grid B --check")
    assert ran.code == 7
    assert "远山新材" in ran.out
    assert "蓝天光伏" not in ran.out
    assert ran.err.splitlines()[-1] == "错误：2025-11-21 有 1 家企业超期未访：远山新材"
    assert run("visit add E4 --by 王五 --nothing").code == 0
    assert run("report coverage --grid B --check").code == 0


@pytest.mark.usefixtures("small")
def test_a_call_by_phone_covers_nobody(run: Run) -> None:
    assert run("visit add E4 --by 王五 --nothing --method phone").code == 0
    assert run("report coverage --grid B --check").code == 7


# --- issues


@pytest.mark.usefixtures("week")
def test_issues_by_handler_count_finished_late_and_dissatisfied(run: Run) -> None:
    def step(line: str, day: int) -> str:
        ran = run(f"issue {line}", now=f"2025-11-{day:02}T09:00:00+08:00")
        assert ran.code == 0, ran.err
        return ran.out.split()[0]

    for text, closes, score in (("a", 5, 5), ("b", 20, 3), ("c", 5, 2)):
        id = step(f"raise E1 {text} --by 张三", 3)
        step(f"assign {id} 李四", 3)
        step(f"close {id} --result partly --text 好 --satisfaction {score} --solved no", closes)
    step(f"assign {step('raise E2 d --by 张三', 19)} 供电公司", 19)
    step("raise E2 远景 --by 张三 --grade longterm --due 2026-12-31", 19)
    step(f"reject {step('raise E2 e --by 张三', 19)} --reason 非本区", 19)
    found = {one["handler"]: one for one in objects(run("report issues --json"))}
    assert {key: list(one.values())[1:] for key, one in found.items()} == {
        "李四": [3, 1, 1, 1, 0.6667, 0.3333, 0, 0.0, 3, 1, 0.3333],
        "": [2, 1, 0, 1, 0.5, 0.5, 1, 1.0, 1, 0, 0.0],
        "供电公司": [1, 0, 0, 1, 0.0, 0.0, 0, None, 0, 0, None],
    }
    assert "另有长期挂账 1 件" in run("report issues").out


@pytest.mark.usefixtures("week")
def test_nothing_out_of_nothing_is_a_dash_for_people_and_empty_for_scripts(run: Run) -> None:
    assert run("issue raise E1 缺工 --by 张三 --category LABOR").code == 0
    table = next(line for line in run("report issues --by category").out.splitlines() if "用工招聘" in line)
    assert table.split() == ["用工招聘", "1", "0", "0", "1", "0%", "0%", "0", "—", "0", "0", "—"]
    text = next(
        one for one in rows(run("report issues --by category --format csv")) if one["category"] == "LABOR"
    )
    assert (text["solved_rate"], text["dissatisfied_rate"]) == ("", "")


@pytest.mark.usefixtures("week")
def test_a_rate_is_the_same_number_in_csv_and_json(run: Run) -> None:
    for text in ("a", "b"):
        assert run(f"issue raise E1 {text} --by 张三 --category POWER").code == 0
    texts = rows(run("report issues --by category --format csv"))
    values = objects(run("report issues --by category --json"))
    power, number = (next(one for one in found if one["category"] == "POWER") for found in (texts, values))
    assert number["closed_rate"] == 0.3333
    assert power["closed_rate"] == "0.3333"


@pytest.mark.usefixtures("week")
def test_issues_are_counted_by_the_day_they_were_raised(run: Run) -> None:
    assert objects(run("report issues --since 2025-11-19 --json")) == []
    (one,) = objects(run("report issues --until 2025-11-18 --json"))
    assert one["assigned"] == 2


# --- the page people read


BOLD_OR_SO = re.compile(r"\x1b\[[\d;]*m")
COLOUR = re.compile(r"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9\d|10\d)[\d;]*m")


def on_terminal(line: str, width: int, language: str, colour: bool = False) -> str:
    """What a terminal of `width` columns gets to show, weights and colours still in it."""
    import pexpect

    environment = {**os.environ, "GRIDLOG_LANG": language, "GRIDLOG_NOW": NOW, "TERM": "xterm-256color"}
    environment |= {"PYTHONIOENCODING": "utf-8"} | ({} if colour else {"NO_COLOR": "1"})
    shown, code = pexpect.run(
        shlex.join([sys.executable, "-m", "gridlog", *shlex.split(line)]),
        env=environment,
        encoding="utf-8",
        withexitstatus=True,
        dimensions=(50, width),
    )
    assert code == 0, shown
    return str(shown).replace("\r\n", "\n")


needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals in Python")


@needs_pty
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("play")
def test_the_week_of_the_sample_zone_looks_as_it_did(language: str, width: int) -> None:
    shown = "\n".join(
        on_terminal(f"report week 2025-W47 --by {by}", width, language) for by in ("zone", "block", "officer")
    )
    matches(f"week_{language}_{width}.txt", BOLD_OR_SO.sub("", shown))


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_of_the_week_is_wider_than_its_terminal(language: str, width: int) -> None:
    golden = Path(__file__).parents[1] / "golden" / f"week_{language}_{width}.txt"
    lines = golden.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 100
    assert [line for line in lines if cells(line) > width] == []


@needs_pty
@pytest.mark.parametrize(
    "line", ["visit list --limit 20", "issue list", "report coverage", "enterprise list"]
)
@pytest.mark.usefixtures("play")
def test_every_table_fits_a_terminal_of_eighty_columns(line: str) -> None:
    shown = BOLD_OR_SO.sub("", on_terminal(line, 80, "zh")).splitlines()
    assert len(shown) > 3
    assert [one for one in shown if cells(one) > 80] == []


@needs_pty
@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.usefixtures("play")
def test_a_report_names_what_a_narrow_window_has_no_room_for(language: str, width: int) -> None:
    shown = BOLD_OR_SO.sub("", on_terminal("report month 2025-11", width, language)).splitlines()
    lead, mark, late = (
        ("窗口较窄，未显示：", "、", "补录") if language == "zh" else ("too narrow to show: ", ",", "late")
    )
    (first,) = (at for at, line in enumerate(shown) if line.startswith(lead))
    told = list(takewhile(lambda line: not line.startswith("2025"), shown[first:]))
    assert [line for line in told if cells(line) > width] == []
    names = [name.strip() for name in "".join(told).removeprefix(lead).split(mark)]
    assert late in names
    assert len(names) == len(set(names)) > 9
    assert not set(names) & {name.strip() for name in shown[1].split("  ")}


@needs_pty
@pytest.mark.parametrize(
    ("line", "width", "left"),
    [
        ("visit list --limit 5", 60, "走访方式"),
        ("issue list --open", 60, "登记日期"),
        ("enterprise list", 60, "企业状态"),
        ("history --limit 5", 80, "设备"),
    ],
)
@pytest.mark.usefixtures("play")
def test_a_list_too_names_what_a_narrow_window_has_no_room_for(line: str, width: int, left: str) -> None:
    shown = BOLD_OR_SO.sub("", on_terminal(line, width, "zh")).splitlines()
    (told,) = ["".join(shown[at:]) for at, one in enumerate(shown) if one.startswith("窗口较窄，未显示：")]
    assert left in told
    assert left not in "".join(one for one in shown if not one.startswith("窗口较窄") and one not in told)


@needs_pty
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("line", ["premises list", "project list", "history --limit 300", "report issues"])
@pytest.mark.usefixtures("play")
def test_a_list_is_a_table_on_eighty_columns(run: Run, line: str, language: str) -> None:
    assert run("config set officer QL01").code == 0
    for noun, file in (("premises", "premises"), ("premises", "occupancy"), ("project", "projects")):
        done = run([noun, "import", str(DATA / f"{file}.csv"), *["--skip-bad"] * (noun == "project")])
        assert done.code == 0, done.err
    shown = BOLD_OR_SO.sub("", on_terminal(line, 80, language)).splitlines()
    assert any(set(one) == {"─"} for one in shown[:3])
    assert [one for one in shown if cells(one) > 80] == []


@needs_pty
@pytest.mark.usefixtures("play")
def test_the_day_on_eighty_columns_keeps_the_figure_that_counts() -> None:
    shown = BOLD_OR_SO.sub("", on_terminal("report day 2025-11-20", 80, "zh")).splitlines()
    assert "实访(次)" in shown[1]


@needs_pty
@pytest.mark.usefixtures("play")
def test_a_terminal_gets_colour_unless_no_color_is_set() -> None:
    assert COLOUR.search(on_terminal("report week 2025-W47", 120, "zh", colour=True))
    assert not COLOUR.search(on_terminal("report week 2025-W47", 120, "zh"))


@pytest.mark.parametrize(("week", "required"), [("2025-W40", "2"), ("2025-W41", "3")])
@pytest.mark.usefixtures("play")
def test_the_sample_zone_owes_less_around_the_national_day(run: Run, week: str, required: str) -> None:
    found = rows(run(f"report week {week} --format csv"))
    assert len(found) == 81
    assert {one["required"] for one in found if one["status"] != "exempt"} == {required}
    assert [(one["block"], one["grid"], one["officer_code"]) for one in found] == sorted(
        (one["block"], one["grid"], one["officer_code"]) for one in found
    )


@pytest.mark.usefixtures("play")
def test_the_parts_of_the_sample_zone_add_up_to_the_whole(run: Run) -> None:
    (zone,) = objects(run("report week 2025-W47 --by zone --json"))
    for by in ("officer", "grid", "block"):
        parts = objects(run(f"report week 2025-W47 --by {by} --json"))
        for key in ("required", "counted", "short"):
            assert sum(int(str(one[key])) for one in parts) == zone[key], (by, key)
    assert (zone["officers"], zone["enterprises_in_charge"]) == (81, 168)


@pytest.mark.usefixtures("play")
def test_every_page_of_the_sample_zone_says_that_it_is_synthetic(run: Run) -> None:
    for line in ("report week 2025-W47", "report coverage", "report issues"):
        assert "演示数据" in run(line).out, line
