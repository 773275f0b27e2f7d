"""What a day, a week and a month say of nouns that not every zone uses: nothing where there is none, and each figure where there is."""

import re
from pathlib import Path

import pytest

from tests.conftest import Ran, Run

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def with_stations(run: Run) -> Run:
    for line in (
        "config set officer 张三",
        "station add S1 甲站 --block A",
        "station add S2 乙站 --block B",
        "officer leave 李四 --from 2025-11-19 --to 2025-11-19",
        "station duty S1 张三 --on 2025-11-17 --leader 板块长甲",
        "station duty S1 李四 --on 2025-11-18 --shift am",
        "station duty S1 李四 --on 2025-11-19 --stand-in 张三",
        "station duty S2 王五 --on 2025-11-18",
        "station duty S2 王五 --on 2025-11-21 --shift am",
        "station duty S2 张三 --on 2025-11-21 --shift pm",
        "station handover S1 --on 2025-11-17 --note 供电局明天来",
        "visit add E1 --by 张三 --on 2025-11-17 --method station --note 来访 --issue 停电 --category POWER",
        "visit add E2 --by 李四 --on 2025-11-17 --method station --note 来访",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return run


def told(done: Ran) -> list[str]:
    assert done.code == 0, done.err
    return [line for line in done.out.splitlines() if line.startswith(("服务站值守", "Stations"))]


@pytest.mark.parametrize("line", ["report day", "report week", "report month"])
def test_a_zone_without_stations_reads_nothing_of_them(run: Run, line: str) -> None:
    for form in ("", " --format md", " --format html"):
        assert "服务站" not in run(line + form).out


def test_a_day_says_who_is_on_duty_and_where_nobody_is(with_stations: Run) -> None:
    assert told(with_stations("report day 2025-11-21")) == [
        "服务站值守：乙站 上午 王五、下午 张三。",
        "服务站值守：无人值守 1 处：甲站。",
    ]
    assert told(with_stations("report day 2025-11-17", lang="en")) == ["Stations: 甲站: 张三."]
    page = with_stations("report day 2025-11-17 --format html").out
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", page[page.index("值班表") :])
    assert cells[:8] == ["甲站", "全天", "张三", "", "板块长甲", "2", "1", "供电局明天来"]


def test_a_week_says_what_was_rostered_received_and_wrong_by_day_and_name(with_stations: Run) -> None:
    assert told(with_stations("report week 2025-11-21")) == [
        "服务站值守：2 个服务站值守 5 站天，值守覆盖 50%（5/10），接待企业 2 家次，登记问题 1 件。",
        "服务站值守：无人值守 5 处：11月18日 甲站 下午、11月19日 乙站、11月20日 甲站、11月20日 乙站、11月21日 甲站。",
        "服务站值守：没有交接 3 处：11月18日 甲站、11月18日 乙站、11月19日 甲站。",
    ]


def test_a_month_counts_them_and_its_table_has_a_row_a_station_and_their_sum(with_stations: Run) -> None:
    assert told(with_stations("report month 2025-11")) == [
        "服务站值守：2 个服务站值守 5 站天，值守覆盖 50%（5/10），接待企业 2 家次，登记问题 1 件。",
        "服务站值守：值班表存在的问题：无人值守 5、没有交接 3。",
    ]
    text = with_stations("report month 2025-11 --format md").out
    assert "## 四、服务站值守" in text
    assert "## 五、存在问题" in text
    table = text[text.index("各服务站值守情况") :].splitlines()
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in table
        if row.startswith("| ") and "---" not in row
    ]
    assert rows == [
        [
            "服务站",
            "所属板块",
            "值守(天)",
            "空班",
            "一人两处",
            "请假",
            "接待企业(家次)",
            "登记问题",
            "缺交接(天)",
        ],
        ["甲站", "板块甲", "3", "3", "0", "0", "2", "1", "2"],
        ["乙站", "板块乙", "2", "2", "0", "0", "0", "0", "1"],
        ["合计", "", "5", "5", "0", "0", "2", "1", "3"],
    ]


def test_a_report_of_an_earlier_instant_has_the_duties_that_were_on_record_then(with_stations: Run) -> None:
    done = with_stations("report week 2025-11-17 --as-of 2025-11-20T18:00:00+08:00")
    assert told(done) == []
    done = with_stations(
        "report week 2025-11-17 --as-of 2025-11-21T18:00:00+08:00", now="2025-11-24T09:00:00+08:00"
    )
    assert told(done)[0].startswith("服务站值守：2 个服务站值守 5 站天")


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
@pytest.mark.parametrize("report", ["day", "week", "month"])
def test_every_document_takes_the_chapter(with_stations: Run, tmp_path: Path, report: str, form: str) -> None:
    target = tmp_path / f"r.{form}"
    assert with_stations(f"report {report} 2025-11-21 -o {target}").code == 0
    assert target.stat().st_size > 2000


@pytest.mark.parametrize("form", ["", " --format md"])
def test_a_week_that_was_handed_in_keeps_its_chapters_until_it_is_corrected(
    with_stations: Run, form: str
) -> None:
    assert with_stations("report week 2025-W47 --freeze", now="2025-11-21T18:00:00+08:00").code == 0
    monday, tuesday = "2025-11-24T09:00:00+08:00", "2025-11-25T09:00:00+08:00"
    before = with_stations(f"report week 2025-W47{form}", now=monday).out
    assert "值守 5 站天" in before
    for line in (
        "station duty S1 张三 --on 2025-11-20",
        "visit add E1 --by 张三 --on 2025-11-21 --note 补 --reason 漏记",
    ):
        assert with_stations(line, now=monday).code == 0
    assert with_stations(f"report week 2025-W47{form}", now=monday).out.count("值守 5 站天") == 1
    assert "值守 6 站天" in with_stations(f"report week 2025-W47 --live{form}", now=monday).out
    assert with_stations("report week 2025-W47 --freeze --reason 补排", now=tuesday).code == 0
    assert "值守 6 站天" in with_stations(f"report week 2025-W47{form}", now=tuesday).out


def test_a_correction_that_changes_only_a_chapter_counts_and_the_same_chapter_twice_does_not(
    with_stations: Run,
) -> None:
    friday, monday = "2025-11-21T18:00:00+08:00", "2025-11-24T09:00:00+08:00"
    assert with_stations("report week 2025-W47 --freeze", now=friday).code == 0
    assert with_stations("report week 2025-W47 --freeze --reason 过了周末", now=monday).code == 0
    assert with_stations("station duty S1 张三 --on 2025-11-20", now="2025-11-24T10:00:00+08:00").code == 0
    done = with_stations("report week 2025-W47 --freeze --reason 补排", now="2025-11-24T11:00:00+08:00")
    assert done.err == "已更正 2025-W47 的上报数字。\n"
    assert "值守 6 站天" in with_stations("report week 2025-W47", now="2025-11-24T12:00:00+08:00").out
    for day in ("24", "26"):
        again = with_stations(
            "report week 2025-W47 --freeze --reason 再看", now=f"2025-11-{day}T19:00:00+08:00"
        )
        assert again.err == "2025-W47 的数字与上报的一样，没有更正。\n"


def test_a_correction_of_a_month_that_changes_only_a_chapter_counts(with_stations: Run) -> None:
    hours = [f"2025-12-01T{hour}:00:00+08:00" for hour in ("09", "10", "11", "12")]
    for week in ("2025-W45", "2025-W46", "2025-W47", "2025-W48"):
        assert with_stations(f"report week {week} --freeze", now=hours[0]).code == 0
    assert with_stations("report month 2025-11 --freeze", now=hours[0]).code == 0
    assert with_stations("station duty S2 李四 --on 2025-11-19", now=hours[1]).code == 0
    done = with_stations("report month 2025-11 --freeze --reason 补排", now=hours[2])
    assert done.err == "已更正 2025-11 的上报数字。\n"
    again = with_stations("report month 2025-11 --freeze --reason 再看", now=hours[3])
    assert again.err == "2025-11 的数字与上报的一样，没有更正。\n"
