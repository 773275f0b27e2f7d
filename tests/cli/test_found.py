"""Names are understood from few keys: pinyin, mixtures and slips; the likeliest of several stands first."""

import re
import sqlite3
import time
from pathlib import Path

import pytest

from gridlog.core.spelling import slips
from gridlog.errors import NotFound
from gridlog.store import guessing, lookup
from gridlog.store.lookup import Found
from tests.conftest import Run, events, sql

pytestmark = pytest.mark.usefixtures("small")


@pytest.mark.parametrize(
    "typed",
    [
        "lantianguangfu",
        "LanTian",
        "lan tian guang fu",
        "lt光伏",
        "蓝tgf",
        "ltguangfu",
        "lantgf",
        "蓝天guangf",
    ],
)
def test_an_enterprise_is_meant_by_pinyin_and_by_mixtures(run: Run, tmp_path: Path, typed: str) -> None:
    ran = run(["visit", "add", typed, "--by", "zhangsan", "--nothing"])
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT enterprise, officer FROM visits") == [("E3", "P1")]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("officer show zhangsan", "张三"),
        ("officer show z三", "张三"),
        ("officer show bankuaizhangjia", "板块长甲"),
        ("grid show jiayiwangge", "甲一网格"),
        ("grid show jia一wg", "甲一网格"),
        ("project show huancailiao", "环材料一期"),
        ("station show jia服务", "甲服务站"),
        ("premises show yihaochang", "一号厂房"),
    ],
)
def test_every_noun_of_the_roster_is_meant_by_pinyin(run: Run, line: str, shown: str) -> None:
    for made in (
        "project add X1 环材料一期 --enterprise E4",
        "station add S1 甲服务站 --block A",
        "premises add C1 一号厂房 --kind plant --area 100",
    ):
        assert run(made).code == 0
    ran = run(line)
    assert ran.code == 0, ran.err
    assert shown in ran.out


def test_a_code_goes_before_a_name_and_initials_go_before_pinyin(run: Run) -> None:
    assert run("enterprise add MA 甲乙 --grid A-1").code == 0
    assert run("enterprise add X2 孟安 --grid A-1").code == 0
    assert run("enterprise add X3 马达 --grid A-1").code == 0
    assert run("enterprise show ma --json").out.count('"MA"') == 1
    assert '"X2"' in run("enterprise show m安 --json").out
    assert '"X3"' in run("enterprise show mada --json").out


SLIPS = ["蓝天光服", "蓝光天伏", "蓝天光伏伏", "蓝天伏", "lantianguagnfu", "lantianguanfu", "lantiamguangfu"]


@pytest.mark.parametrize("typed", SLIPS)
def test_a_slip_is_never_taken_silently_but_told_to_a_script(run: Run, tmp_path: Path, typed: str) -> None:
    before = events(tmp_path)
    for more in ([], ["--yes"]):
        ran = run(["visit", "add", typed, "--by", "张三", "--nothing", *more])
        assert (ran.code, ran.out) == (3, "")
        assert f"没有企业“{typed}”（相近：E3 蓝天光伏）" in ran.err
    assert events(tmp_path) == before


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 3), ("n", 3)])
def test_a_slip_is_asked_back_on_a_terminal_and_enter_takes_nothing(
    run: Run, tmp_path: Path, answer: str, code: int
) -> None:
    ran = run("visit add 蓝天光服 --by 张三 --nothing", typed=f"{answer}\n")
    assert ran.code == code
    assert "没有“蓝天光服”。\n是不是 E3 蓝天光伏，A-2 甲二网格？ [y/N]" in ran.err
    assert len(sql(tmp_path, "SELECT 1 FROM visits")) == (code == 0)


def test_yes_asks_nothing_of_a_slip_even_on_a_terminal(run: Run) -> None:
    ran = run("visit add 蓝天光服 --by 张三 --nothing --yes", typed="y\n")
    assert ran.code == 3
    assert "是不是" not in ran.err


def test_a_slip_that_may_mean_several_is_asked_by_numbers(run: Run, tmp_path: Path) -> None:
    ran = run("visit add 禾木家器 --by 张三 --nothing", typed="2\n")
    assert ran.code == 0, ran.err
    assert "1. E1 禾木家居有限公司，A-1 甲一网格\n2. E2 禾木电器有限公司，A-1 甲一网格\n" in ran.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


def test_candidates_are_ranked_by_beginning_own_grid_and_latest_visit(run: Run) -> None:
    for code, name, grid in (
        ("F1", "华光新材", "B-1"),
        ("F2", "华光铝业", "A-1"),
        ("F3", "华光电器", "A-1"),
        ("F4", "新华光学", "A-1"),
        ("F5", "华光食品", "B-1"),
    ):
        assert run(f"enterprise add {code} {name} --grid {grid}").code == 0
    for code, day in (("F3", "2025-11-18"), ("F5", "2025-11-19")):
        assert run(f"visit add {code} --by 张三 --nothing --on {day}").code == 0
    assert run("config set officer P1").code == 0
    ran = run("enterprise show 华光")
    assert ran.code == 3
    assert "5 个企业：F3 华光电器、F2 华光铝业、F5 华光食品、F1 华光新材、F4 新华光学。" in ran.err
    asked = run("enterprise show huaguang", typed="1\n")
    assert asked.code == 0, asked.err
    assert "1. F3 华光电器，A-1 甲一网格，最近走访 2025-11-18\n2. F2 华光铝业，A-1 甲一网格\n" in asked.err
    assert "：华光电器" in asked.out


def test_the_likeliest_ten_of_many_are_listed_and_the_rest_is_counted(run: Run) -> None:
    for number in range(12):
        grid = "A-1" if number == 11 else "B-1"
        assert (
            run(f"enterprise add G{number:02} 星{'甲乙丙丁戊己庚辛壬癸子丑'[number]}厂 --grid {grid}").code
            == 0
        )
    assert run("config set officer P1").code == 0
    ran = run("enterprise show 厂")
    assert ran.code == 3
    assert "对应 12 个企业：G11 星丑厂、G00 星甲厂" in ran.err
    assert ran.err.count("、") == 9
    assert "还有 2 个没有列出" in run("enterprise show 厂", typed="\n").err


def test_an_issue_is_not_given_to_the_pinyin_of_an_officer_as_if_to_a_unit(run: Run) -> None:
    id = run("issue raise E1 断电 --by 张三").out.split()[0]
    ran = run(f"issue assign {id} lisi")
    assert ran.code == 3
    assert "P2 李四" in ran.err


def test_a_lookup_imports_no_pypinyin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [one for one in sys.modules if one.partition(".")[0] == "pypinyin"]:
        monkeypatch.delitem(sys.modules, name)
    assert run("enterprise show lantian").code == 0
    assert run("enterprise show lantain").code == 3
    assert "pypinyin" not in sys.modules


class Counted(sqlite3.Connection):
    """A connection that counts its questions."""

    asked = 0

    def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        type(self).asked += 1
        return super().execute(sql, *parameters)  # type: ignore[arg-type]


def test_one_scan_answers_letters_and_20000_names_take_little_time(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "zone.db", factory=Counted)
    row = dict(zip(*_columns(connection, "E3"), strict=True))
    names = [{**row, "code": f"Z{number}", "name": f"{number}"} for number in range(20_000)]
    marks = ", ".join(f":{key}" for key in row)
    connection.executemany(f"INSERT INTO enterprises VALUES ({marks})", names)
    connection.execute("UPDATE enterprises SET folded = '长城汽车', initials = 'ccqc zcqc', "
                       "syllables = ' 长chang,zhang 城cheng 汽qi 车che' WHERE code LIKE 'Z%'")  # fmt: skip
    took = []
    for _ in range(5):
        Counted.asked, began = 0, time.process_time()
        assert lookup.find(connection, "enterprise", "lantianguangf") == Found("E3", "蓝天光伏")
        took.append(time.process_time() - began)
    assert Counted.asked <= 5  # two spellings of the code, the name, what was merged, one scan
    assert min(took) < 0.2  # 5 ms on an idle machine; a scan by Python alone takes more


def _columns(connection: sqlite3.Connection, code: str) -> tuple[list[str], tuple[object, ...]]:
    cursor = connection.execute("SELECT * FROM enterprises WHERE code = ?", (code,))
    return [one[0] for one in cursor.description], cursor.fetchone()


def test_what_looks_alike_is_named_but_not_asked(run: Run) -> None:
    ran = run("enterprise show 蓝天金服", typed="y\n")
    assert ran.code == 3
    assert "是不是" not in ran.err
    assert "相近：E3 蓝天光伏" in ran.err


def test_an_unknown_name_is_an_error_of_its_own(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "zone.db")
    with pytest.raises(NotFound) as told:
        lookup.find(connection, "enterprise", "qqqqq")
    assert told.value.code == "name.unknown"
    assert guessing.slipped(connection, "enterprise", "q") == []


def test_a_text_longer_than_any_name_is_no_slip(run: Run) -> None:
    """The patterns of a slip grow with the square of the text: those of 10,000 characters filled the memory."""
    done = run(f"visit add {'蓝' * 10_000} --by 张三 --nothing")
    assert (done.code, done.out) == (3, "")


@pytest.mark.parametrize("typed", ["qw" * 30, "lantianguangfu" * 9, "长" * 100, "qw" * 50_000])
def test_a_long_text_that_no_name_is_costs_no_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """The pattern of all slips of 100 letters takes 20 s to make, that of 100,000 all memory."""

    def made(_: str) -> None:
        raise AssertionError("a pattern was made")

    monkeypatch.setattr(guessing, "slips", made)
    connection = sqlite3.connect(tmp_path / "zone.db")
    with pytest.raises(NotFound):
        lookup.find(connection, "enterprise", typed)


def test_many_rows_of_unknown_names_cost_no_pattern_each(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(text: str) -> "re.Pattern[str]":
        made.append(text)
        return slips(text)

    monkeypatch.setattr(guessing, "slips", counted)
    rows = "".join(f"2025-11-20,zzqxwvjkpf{number}号,P1,x\n" for number in range(50))
    (tmp_path / "v.csv").write_text(f"date,enterprise,officer,note\n{rows}", encoding="utf-8")
    ran = run(["visit", "import", str(tmp_path / "v.csv")])
    assert "第 2 行：没有企业“zzqxwvjkpf0号”" in ran.err
    assert ran.code != 0
    assert made == []
