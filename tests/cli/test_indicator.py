"""Indicators (经济指标): set, taken in as statistics hand them out, taken back; keys of the zone's own; sums and growth."""

import io
from pathlib import Path

import pytest
import xlsxwriter

from tests.conftest import NOW, Ran, Run, objects, sql

KEYS = "taxable_sales", "local_tax", "output", "employees", "power"


@pytest.fixture
def zone(run: Run) -> Run:
    for line in (
        "init --zone 试验区",
        "grid add A 甲板块 --level block",
        "grid add A-1 甲一 --parent A",
        "grid add B 乙板块 --level block",
        "grid add B-1 乙一 --parent B",
        "officer add P1 王一 --grid A-1",
        "config set officer P1",
        "enterprise add E1 甲企业有限公司 --grid A-1 --industry 汽车 --uscc 91350100M000100Y43",
        "enterprise add E2 乙企业有限公司 --grid B-1 --industry 电子",
        "enterprise add E3 丙企业有限公司 --grid A-1 --industry 汽车",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return run


def stored(tmp_path: Path) -> dict[str, object]:
    return dict(sql(tmp_path, "SELECT id, value FROM indicators ORDER BY id"))  # type: ignore[arg-type]


def taken(run: Run, tmp_path: Path, text: str, more: str = "", encoding: str = "utf-8") -> Ran:
    file = tmp_path / "f.csv"
    file.write_text(text, encoding=encoding)
    return run(f"indicator import {file} {more}")


def test_a_figure_is_set_replaced_and_taken_back_and_the_history_keeps_each_step(
    zone: Run, tmp_path: Path
) -> None:
    done = zone("indicator set 甲企业 2025-10 应税销售 1,234.50")
    assert done.out == "甲企业有限公司 2025-10 应税销售：1234.5万元\n"
    assert zone("indicator set E1 10月 taxable_sales 1234.500").code == 4
    assert "原来是 1234.5。" in zone("indicator set E1 2025-10 taxable_sales -- -3").err
    assert stored(tmp_path) == {"E1/2025-10/taxable_sales": "-3"}
    assert zone("indicator set E1 2025-10 taxable_sales --clear").code == 2
    assert (
        zone("indicator set E1 2025-10 taxable_sales --clear --reason 填错企业").out
        == "已撤销 甲企业有限公司 2025-10 应税销售：-3万元\n"
    )
    assert zone("indicator set E1 2025-10 taxable_sales --clear --reason 填错企业").code == 3
    assert stored(tmp_path) == {"E1/2025-10/taxable_sales": None}
    assert zone("export indicators").out.count("\n") == 1
    zone("indicator set E1 2025-09 output 7")
    rows = objects(zone("indicator history E1 2025-10 --json"))
    assert [(row["kind"], row["details"]) for row in rows] == [
        ("indicator.set", "value=1234.5"),
        ("indicator.set", "value=-3"),
        ("indicator.cleared", "why=填错企业"),
    ]
    assert len(objects(zone("indicator history E1 --json"))) == 4
    assert "数值 1234.5" in zone("indicator history 甲企业").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("E9 2025-10 output 1", 3),
        ("E1 2025-12 output 1", 2),
        ("E1 1900-01 output 1", 2),
        ("E1 上半年 output 1", 2),
        ("E1 2025-10 利润 1", 2),
        ("E1 2025-10 output 1e999", 2),
        ("E1 2025-10 output ½", 2),
        ("E1 2025-10 output", 2),
        ("E1 2025-10 employees 1.5", 2),
        ("E1 2025-10 output -- -1", 2),
    ],
)
def test_a_wrong_figure_is_refused_in_one_line(zone: Run, tmp_path: Path, line: str, code: int) -> None:
    done = zone(f"indicator set {line}")
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert stored(tmp_path) == {}


def test_a_line_a_figure_is_taken_in_and_known_again(zone: Run, tmp_path: Path) -> None:
    text = '月份,企业名称,指标,数值\n2025年9月,甲企业有限公司,应税销售(万元),"1,234.50"\n2025-10,E2,用工,120.0\n合计,,,1354.5\n'
    done = taken(zone, tmp_path, text, "--dry-run", "gb18030")
    assert "试运行：" in done.out
    assert stored(tmp_path) == {}
    done = taken(zone, tmp_path, text, "", "gb18030")
    assert "新增 2 个数，更新 0 个，已有 0 个，有误 0 处；2 家企业，2 个月" in done.out
    assert "合计" in done.err
    assert stored(tmp_path) == {"E1/2025-09/taxable_sales": "1234.5", "E2/2025-10/employees": "120"}
    assert "新增 0 个数，更新 0 个，已有 2 个" in taken(zone, tmp_path, text).out
    changed = text.replace("120.0", "121")
    assert "新增 0 个数，更新 1 个，已有 1 个" in taken(zone, tmp_path, changed).out
    assert [row["details"] for row in objects(zone("indicator history E2 --json"))] == [
        "value=120",
        "value=121",
    ]
    assert "新增 0 个数，更新 1 个，已有 1 个" in taken(zone, tmp_path, text).out
    assert objects(zone("conflicts --json")) == []


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("企业编号,2025-09,2025年10月\nE1,1,2\nE2,3,—\n", "--key 产值"),
        ("企业编号,202509,2025/10\nE1,1,2\nE2,3,\n", "--key output"),
        ("2025年各企业产值,,\n企业名称,9月,10月份\n甲企业有限公司,1,2\n乙企业有限公司,3,\n", "--key output"),
        ("2023年各企业产值,,\n单位,九月,十月\n甲企业有限公司,1,2\n乙企业有限公司,3,\n", "--key output --month 2025-01"),
        ("指标,企业编号,2025-09,2025-10\n产值,E1,1,2\n工业总产值(万元),E2,3,/\n", ""),
        ("month,enterprise,output\n2025-09,E1,1\n2025-10,E1,2\n2025-09,E2,3\n", ""),
        ("月份,企业编号,产值(万元),行业\n9,E1,1,汽车\n10月,E1,2,汽车\n9月,E2,3,\n", "--month 2025"),
        ("month,enterprise,value\n2025-09,E1,1\n2025-10,E1,2\n2025-09,E2,3\n", "--key output"),
    ],
)  # fmt: skip
def test_a_table_with_a_column_a_month_or_a_key_says_the_same(
    zone: Run, tmp_path: Path, text: str, more: str
) -> None:
    done = taken(zone, tmp_path, text, more)
    assert done.code == 0, done.err
    assert stored(tmp_path) == {"E1/2025-09/output": "1", "E1/2025-10/output": "2", "E2/2025-09/output": "3"}


def test_a_column_a_key_takes_its_month_from_the_option(zone: Run, tmp_path: Path) -> None:
    text = "序号,统一社会信用代码,企业名称,应税销售收入(万元),地方税收,用工(人),备注\n1,91350100M000100Y43,改了名的企业,12.5,-1,30,x\n"
    done = taken(zone, tmp_path, text, "--month 2025年9月")
    assert done.code == 0, done.err
    assert "备注" in done.err
    assert stored(tmp_path) == {
        "E1/2025-09/employees": "30",
        "E1/2025-09/local_tax": "-1",
        "E1/2025-09/taxable_sales": "12.5",
    }


def test_a_workbook_with_a_title_and_merged_industry_is_taken_in(zone: Run, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(
            (
                ["2025年企业应税销售收入"],
                ["行业", "企业名称", "9月", "10月"],
                ["汽车", "甲企业有限公司", 77.88, 0.1 + 0.2],
                [None, "丙企业有限公司", 1234567],
                ["合计", None, 1, 2],
            )
        ):
            sheet.write_row(at, 0, row)
        sheet.merge_range("A3:A4", "汽车")
    done = zone(f"indicator import {tmp_path / 'f.xlsx'} --key taxable_sales")
    assert done.code == 0, done.err
    assert stored(tmp_path) == {
        "E1/2025-09/taxable_sales": "77.88",
        "E1/2025-10/taxable_sales": "0.3",
        "E3/2025-09/taxable_sales": "1234567",
    }


def test_a_bad_cell_is_named_and_nothing_is_taken_unless_bad_ones_are_left_out(
    zone: Run, tmp_path: Path
) -> None:
    text = "enterprise,2025-09,2025-10,2025-12\nE1,1,x,\nE9,1,1,\nE2,2,1e999,4\nE3,3,½,\n"
    done = taken(zone, tmp_path, text, "--key output")
    assert (done.code, done.out, stored(tmp_path)) == (4, "", {})
    lines = done.err.splitlines()
    assert [line.partition("：")[0] for line in lines[:5]] == [f"第 {n} 行" for n in (2, 3, 4, 4, 5)]
    assert "2025-10 output 的“x”不是数" in lines[0]
    done = taken(zone, tmp_path, text, "--key output --skip-bad")
    assert (done.code, "有误 5 处" in done.out) == (0, True)
    assert stored(tmp_path) == {f"E{n}/2025-09/output": str(n) for n in (1, 2, 3)}


def test_two_lines_that_say_two_figures_of_one_month_are_refused(zone: Run, tmp_path: Path) -> None:
    text = "month,enterprise,key,value\n2025-09,E1,output,1\n2025-09,甲企业,产值,1.0\n2025-9,E1,output,2\n"
    done = taken(zone, tmp_path, text)
    assert (done.code, "第 4 行：E1 2025-09 output 在第 2 行已经写了 1" in done.err) == (4, True)
    assert "新增 1 个数，更新 0 个，已有 1 个，有误 1 处" in taken(zone, tmp_path, text, "--skip-bad").out


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        ("a,b\n1,2\n", "", "缺少"),
        ("enterprise,name\nE1,x\n", "", "value"),
        ("enterprise,9月\nE1,1\n", "--key output", "--month"),
        ("2024年与2025年对比,\nenterprise,9月\nE1,1\n", "--key output", "--month"),
        ("enterprise,2025-09\nE1,1\n", "", "--key"),
        ("enterprise,output\nE1,1\n", "", "--month"),
        ("enterprise,output\nE1,1\n", "--month 2025-Q1", "不是一个月"),
        ("enterprise,2025-09,output\nE1,1,2\n", "", "拆成两张"),
        ("enterprise,2025-09,2025年9月\nE1,1,2\n", "--key output", "2 2025-09, 3 2025年9月"),
        ("enterprise,2025-09\n", "--key output", "没有"),
        ("enterprise,2025-09\nE1,1\n", "--key 利润", "利润"),
        ("enterprise,2025-09\nE1,1\n", "--key output --month 2099-01", "还没有到"),
    ],
)
def test_a_table_that_does_not_say_what_it_has_is_refused_in_one_line(
    zone: Run, tmp_path: Path, text: str, more: str, says: str
) -> None:
    done = taken(zone, tmp_path, text, more)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert says in done.err


def test_our_own_exports_come_back_unchanged(zone: Run, tmp_path: Path) -> None:
    for line in (
        "E1 2025-09 taxable_sales 12.345678",
        "E2 2025-10 employees 120",
        "E3 2025-10 local_tax -- -3",
    ):
        assert zone(f"indicator set {line}").code == 0
    zone("indicator keys --add rent --zh 租金 --en rent --unit 万元")
    zone("indicator set E3 2025-10 租金 7.5")
    done = zone("export indicators")
    assert done.out == (
        "month,enterprise,key,value,block,industry\n"
        "2025-09,E1,taxable_sales,12.345678,A,汽车\n"
        "2025-10,E2,employees,120,B,电子\n"
        "2025-10,E3,local_tax,-3,A,汽车\n"
        "2025-10,E3,rent,7.5,A,汽车\n"
    )
    for name, form in (("a.csv", ""), ("b.csv", "--excel"), ("c.xlsx", "--format xlsx")):
        zone(f"export indicators {form} -o {tmp_path / name}")
        back = zone(f"indicator import {tmp_path / name}")
        assert (back.code, back.err) == (0, ""), name
        assert "新增 0 个数，更新 0 个，已有 4 个，有误 0 处" in back.out
    assert zone("export indicators --excel --since 2025-10-01").out.splitlines()[1:] == [
        "2025-10,E2,乙企业有限公司,用工,120,人,乙板块,电子",
        "2025-10,E3,丙企业有限公司,地方税收,'-3,万元,甲板块,汽车",
        "2025-10,E3,丙企业有限公司,租金,7.5,万元,甲板块,汽车",
    ]
    assert objects(zone("export indicators --json"))[0]["value"] == "12.345678"


def test_the_block_of_a_figure_is_the_one_of_the_last_day_of_its_month(zone: Run) -> None:
    for month in ("2025-08", "2025-09", "2025-10"):
        zone(f"indicator set E1 {month} output 1")
    zone("enterprise edit E1 --grid B-1 --from 2025-09-30")
    assert [row["block"] for row in objects(zone("export indicators --json"))] == ["A", "B", "B"]


def test_a_zone_adds_keys_of_its_own(zone: Run, tmp_path: Path) -> None:
    done = zone(
        "indicator keys --add loans --zh 贷款余额 --en 'loans outstanding' --unit 万元 --decimals 2 --stock"
    )
    assert done.out == "已新增 loans 贷款余额(万元)\n"
    assert zone("indicator keys --add loans --zh 贷款余额").code == 4
    assert zone("indicator keys --add loans --decimals 0").out == "已更新 loans 贷款余额(万元)\n"
    rows = objects(zone("indicator keys --json"))
    assert [row["key"] for row in rows] == [*KEYS, "loans"]
    assert rows[-1] == {
        "key": "loans", "zh": "贷款余额", "en": "loans outstanding", "unit": "万元", "decimals": 0, "stock": True, "own": True,
    }  # fmt: skip
    assert [row["stock"] for row in rows[:5]] == [False, False, False, True, False]
    assert taken(zone, tmp_path, "企业编号,贷款余额(万元)\nE1,5\n", "--month 2025-09").code == 0
    assert zone("indicator set E1 2025-10 loans 1.5").code == 2
    assert zone("indicator keys --zh 租金").code == 2
    assert zone("indicator keys --add output2 --zh 产值 --en o --unit x").code == 4


def test_a_zone_of_two_devices_writes_two_figures_at_once_without_a_conflict(
    zone: Run, tmp_path: Path
) -> None:
    share, other = tmp_path / "share", tmp_path / "b.db"
    zone("indicator set E1 2025-08 output 1")
    for line in (f"share create {share}", f"--db {other} init", f"--db {other} share join {share}"):
        assert zone(line).code == 0
    zone(f"--db {other} config set officer P1")
    file = tmp_path / "f.csv"
    file.write_text("enterprise,2025-08,2025-09\nE1,2,3\n", encoding="utf-8")
    zone(f"--db {other} indicator import {file} --key output")
    zone("indicator set E1 2025-10 output 4")
    for db in (other, tmp_path / "zone.db", other):
        assert zone(f"--db {db} sync", now=NOW).code == 0
    expected = [("2025-08", "2"), ("2025-09", "3"), ("2025-10", "4")]
    for db in (other, tmp_path / "zone.db"):
        rows = objects(zone(f"--db {db} export indicators --json"))
        assert [(row["month"], row["value"]) for row in rows] == expected
    assert objects(zone("conflicts --json")) == []


def test_a_table_from_a_pipe_is_taken_in(zone: Run, tmp_path: Path) -> None:
    done = zone("indicator import - --key output", stdin="企业编号,2025-09\nE1,7\n".encode())
    assert (done.code, stored(tmp_path)) == (0, {"E1/2025-09/output": "7"})
    assert io.StringIO(done.out).readline().startswith("-：新增 1 个数")


@pytest.fixture
def filled(zone: Run, tmp_path: Path) -> Run:
    """Two quarters of two years; E3 has no figures of the year before."""
    text = (
        "enterprise,2024-04,2024-05,2024-06,2025-04,2025-05,2025-06\n"
        "E1,40000,30000,30000,50000,30000,33000\nE2,10.5,10.5,10,11,11,11.1\nE3,,,,,,7\n"
    )
    assert taken(zone, tmp_path, text, "--key taxable_sales").code == 0
    text = "enterprise,2024-05,2024-06,2025-05,2025-06\nE1,90,100,100,110\n"
    assert taken(zone, tmp_path, text, "--key employees").code == 0
    return zone


def test_a_period_is_summed_with_its_growth_over_comparable_enterprises(filled: Run) -> None:
    rows = objects(filled("indicator show 2025-Q2 --json"))
    assert rows == [
        {
            "period": "2025-Q2", "unit": "zone", "code": "", "name": "试验区", "key": "taxable_sales", "value": "113040.1",
            "before": "100031", "growth": "0.13", "comparable": 2, "left_out": 1,
        },
        {
            "period": "2025-Q2", "unit": "zone", "code": "", "name": "试验区", "key": "employees", "value": "110",
            "before": "100", "growth": "0.1", "comparable": 1, "left_out": 0,
        },
    ]  # fmt: skip
    for words in ("二季度", "2025年第二季度", "4-6月", "2025-04/2025-06"):
        assert objects(filled(f"indicator show {words} --json")) == rows
    assert objects(filled("indicator show --json"))[0]["period"] == "2025-06"


def test_people_read_amounts_with_their_unit_and_a_dash_where_nothing_can_be_compared(filled: Run) -> None:
    lines = filled("indicator show 二季度 --by enterprise --key 应税销售").out.splitlines()
    assert lines[0] == "2025年二季度经济指标"
    assert [line.split()[4:] for line in lines[2:]] == [
        ["应税销售", "11.30亿元", "10.00亿元", "+13%", "1", "0"],
        ["应税销售", "33.10万元", "31.00万元", "+6.8%", "1", "0"],
        ["应税销售", "7.00万元", "—", "—", "0", "1"],
    ]
    english = filled("indicator show 2025-Q2 --key taxable_sales", lang="en").out
    assert "11.30 hundred million yuan" in english
    excel = filled("indicator show 2025-Q2 --excel").out.splitlines()
    assert excel[1] == "2025年二季度,全区,,试验区,应税销售(万元),113040.1,100031,'+13%,2,1"


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("block", [("A", "甲板块", "113007", "0.13", 1, 1), ("B", "乙板块", "33.1", "0.0677", 1, 0)]),
        ("industry", [("汽车", "汽车", "113007", "0.13", 1, 1), ("电子", "电子", "33.1", "0.0677", 1, 0)]),
        (
            "enterprise",
            [
                ("E1", "甲企业有限公司", "113000", "0.13", 1, 0),
                ("E2", "乙企业有限公司", "33.1", "0.0677", 1, 0),
                ("E3", "丙企业有限公司", "7", None, 0, 1),
            ],
        ),
        ("全区", [("", "试验区", "113040.1", "0.13", 2, 1)]),
    ],
)
def test_figures_are_summed_by_block_industry_enterprise_and_zone(
    filled: Run, by: str, rows: list[tuple[object, ...]]
) -> None:
    found = objects(filled(f"indicator show 2025-Q2 --by {by} --key taxable_sales --json"))
    keys = ("code", "name", "value", "growth", "comparable", "left_out")
    assert [tuple(row[key] for key in keys) for row in found] == rows


def test_the_block_is_the_one_of_the_last_day_of_the_period(filled: Run) -> None:
    filled("enterprise edit E1 --grid B-1 --from 2025-06-30")
    values = {}
    for period in ("2025-05", "2025-06", "2025-Q2"):
        found = objects(filled(f"indicator show {period} --by block --key taxable_sales --json"))
        values[period] = [(row["code"], row["value"]) for row in found]
    assert values == {
        "2025-05": [("A", "30000"), ("B", "11")],
        "2025-06": [("A", "7"), ("B", "33011.1")],
        "2025-Q2": [("A", "7"), ("B", "113033.1")],
    }


def test_months_without_figures_are_said_and_count_in_neither_year(filled: Run, tmp_path: Path) -> None:
    taken(filled, tmp_path, "enterprise,2024-07\nE1,99\n", "--key taxable_sales")
    done = filled("indicator show 2025 --json")
    assert [row["before"] for row in objects(done)] == ["100031", "100"]
    done = filled("indicator show 2025 --key 应税销售")
    assert "注意：只有2025年二季度的数：应税销售。" in done.err


@pytest.mark.parametrize(
    ("words", "code"), [("1900", 2), ("2025-13", 2), ("2026", 2), ("周五", 2), ("1e999", 2), ("½", 2)]
)
def test_what_is_no_period_is_refused_in_one_line(filled: Run, words: str, code: int) -> None:
    done = filled(f"indicator show {words}")
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)


def test_a_period_without_figures_names_the_last_month_that_has_some(filled: Run) -> None:
    done = filled("indicator show 2025-10")
    assert done.err == "没有2025年10月的数，最近有数的月是 2025-06。\n"


def test_a_zone_without_figures_is_told_how_to_begin(zone: Run) -> None:
    done = zone("indicator show")
    assert (done.code, "gridlog indicator import" in done.err) == (0, True)
    assert objects(zone("indicator show 2025-06 --json")) == []
    assert zone("indicator show --by officer").code == 2


def test_what_is_missing_is_asked_for_at_a_terminal_until_it_can_be_read(zone: Run, tmp_path: Path) -> None:
    done = zone("indicator set", typed="甲企业\n13月\n10月\n利润\n产值\n12.5\n")
    assert done.code == 0, done.err
    assert "看不懂期间“13月”" in done.err
    assert "没有指标“利润”" in done.err
    assert stored(tmp_path) == {"E1/2025-10/output": "12.5"}
