"""Premises (载体) and who occupies them: never more than the area on any day; in and out of files; on two devices."""

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import NOW, Run, objects, sql
from tests.support.books import book


@pytest.fixture
def park(run: Run) -> Run:
    for line in (
        "init",
        "grid add A 甲板块 --level block",
        "grid add A-1 甲一 --parent A",
        "grid add B 乙板块 --level block",
        "officer add P1 王一 --grid A-1",
        "officer add P2 李二 --grid A-1",
        "config set officer P1",
        "enterprise add E1 甲企业有限公司 --grid A-1",
        "enterprise add E2 乙企业有限公司 --grid A-1",
        "premises add Z1 智谷一号厂房 --kind 厂房 --area 3,000.5㎡ --park 智谷 --part A区 --block A --load 2 --height 8米 "
        "--power 800kVA --price 12.5",
        "premises add Z2 智谷写字楼 --kind office --area 500 --park 智谷 --part B区 --status idle",
        "premises add Z3 科创公寓 --kind flat --area 40 --park 科创园 --block 乙板块 --status building --owner 科创公司",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)
    return run


def exported(run: Run, what: str = "premises") -> dict[str, dict[str, str]]:
    key = "code" if what == "premises" else "premises"
    return {row[key]: row for row in csv.DictReader(io.StringIO(run(f"export {what}").out))}


def test_what_was_understood_is_told_and_a_new_place_is_ready(park: Run) -> None:
    done = park("premises add Z9 九号 --kind 车间 --area １２００ --load 2.50")
    assert done.out == "已新增 Z9 九号：状态 可用; 类型 厂房; 面积(㎡) 1200; 承重(t/㎡) 2.5\n"
    assert park("premises add Z9 九号 --kind plant --area 5").code == 4
    assert park("premises add Z10 十号 --kind 城堡 --area 5").code == 2
    english = park("premises add Z11 eleven --kind land --area 20000 --status idle", lang="en")
    assert english.out == "added Z11 eleven: status idle; kind land; area m2 20000\n"


@pytest.mark.parametrize("value", ["-5", "1e999", "½", "1234567890", "0", "nan", "", "三千", "12.34567"])
def test_an_area_that_is_no_number_is_refused_in_one_line(park: Run, value: str) -> None:
    before = sql_count(park)
    for line in (
        f"premises add X1 新 --kind plant --area='{value}'",
        f"premises edit Z1 --area='{value}'",
        f"premises move-in Z1 E1 --area='{value}'",
    ):
        done = park(line)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), line
        assert "面积" in done.err
    assert sql_count(park) == before


def sql_count(run: Run) -> int:
    return len(objects(run("history --json --limit 1000")))


@pytest.mark.parametrize("option", ["load", "height", "power", "price"])
@pytest.mark.parametrize("value", ["-1", "1e5", "½", "很大"])
def test_every_other_number_is_held_to_the_same(park: Run, option: str, value: str) -> None:
    done = park(f"premises edit Z1 --{option}='{value}'")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert value in done.err


def test_an_enterprise_takes_what_is_vacant_and_no_day_has_more_than_the_area(park: Run) -> None:
    done = park("premises move-in 一号厂房 甲企业 --area 1000 --from 11-3")
    assert done.out == "Z1 智谷一号厂房 入驻：甲企业有限公司 1000㎡，自 2025-11-03 周一\n"
    assert "2000.5㎡，自 2025-11-21 周五" in park("premises move-in Z1 E2").out
    row = exported(park)["Z1"]
    assert (row["occupied"], row["vacant"]) == ("3000.5", "0")
    assert row["enterprises"] == "甲企业有限公司;乙企业有限公司"
    full = park("premises move-in Z1 E1 --area 0.5 --from 2025-12-01")
    assert full.code == 4
    assert "面积 3000.5㎡，2025-12-01 这天会被占用 3001㎡，超出 0.5㎡" in full.err
    assert park("premises move-in Z1 E1").code == 4
    early = park("premises move-in Z1 E2 --area 2000.6 --from 2025-11-20 --until 2025-11-20")
    assert early.code == 4
    assert park("premises move-in Z1 E2 --area 2000.5 --from 2025-11-20 --until 2025-11-20").code == 0


def test_a_stay_is_corrected_under_its_first_day_and_taken_back_with_a_reason(park: Run) -> None:
    line = "premises move-in Z1 E1 --from 2025-11-03"
    assert park(f"{line} --area 1000").code == 0
    assert park(f"{line} --area 1000").code == 4
    assert "原来是 1000㎡" in park(f"{line} --area 1200").err
    assert park(f"{line} --area 1200 --until 2025-11-02").code == 4
    assert park(f"{line} --clear").code == 2
    gone = park(f"{line} --clear --reason 登错")
    assert gone.out == "已撤销 Z1 智谷一号厂房：甲企业有限公司 1200㎡，自 2025-11-03 周一\n"
    assert park(f"{line} --clear --reason 登错").code == 3
    assert exported(park)["Z1"]["vacant"] == "3000.5"
    assert park(f"{line} --area 900").code == 0
    assert exported(park)["Z1"]["vacant"] == "2100.5"


def test_a_move_out_has_its_last_day_and_the_area_is_vacant_the_day_after(park: Run) -> None:
    park("premises move-in Z1 E1 --area 1000 --from 2025-11-03")
    done = park("premises move-out Z1 E1 --until 11-20")
    assert done.out == "Z1 智谷一号厂房 腾退：甲企业有限公司 1000㎡，自 2025-11-03 周一，至 2025-11-20 周四\n"
    assert "自 2025-11-21 周五 起空出" in done.err
    assert exported(park)["Z1"]["occupied"] == "0"
    assert park("premises move-out Z1 E1 --until 2025-11-20").code == 4
    absent = park("premises move-out Z1 E1")
    assert (absent.code, "甲企业有限公司 在 2025-11-21 没有入驻 Z1" in absent.err) == (3, True)
    assert park("premises move-in Z1 E2 --area 3000.5 --from 2025-11-20").code == 4
    assert park("premises move-in Z1 E2 --area 3000.5 --from 2025-11-21").code == 0


def test_an_area_may_not_become_less_than_what_any_day_has(park: Run) -> None:
    park("premises move-in Z1 E1 --area 1000 --from 2025-01-01 --until 2025-01-31")
    less = park("premises edit Z1 --area 999.9")
    assert (less.code, "2025-01-01 这天会被占用 1000㎡，超出 0.1㎡" in less.err) == (4, True)
    assert park("premises edit Z1 --area 1000").out == "已更新 Z1 智谷一号厂房：面积(㎡) 1000\n"
    assert park("premises edit Z1 --area 1000.00").code == 4


def test_moving_into_idle_premises_makes_them_ready_and_building_ones_are_told(park: Run) -> None:
    assert exported(park)["Z2"]["vacant"] == ""
    done = park("premises move-in Z2 E1 --area 200 --from 2025-11-10")
    assert "智谷写字楼 原为低效闲置，现改为可用" in done.err
    row = exported(park)["Z2"]
    assert (row["status"], row["occupied"], row["vacant"]) == ("ready", "200", "300")
    assert "科创公寓 还在建" in park("premises move-in Z3 E1 --from 2025-12-01").err
    assert exported(park)["Z3"]["status"] == "building"
    assert park("premises edit Z2 --status idle --from 2025-11-22").code == 4
    assert "状态 低效闲置" in park("premises edit Z2 --status 僵尸 --from 11-18").out


def test_the_list_has_what_is_vacant_what_is_idle_and_what_lies_in_a_park(park: Run) -> None:
    park("premises move-in Z1 E1")
    park("premises add Z4 四号厂房 --kind plant --area 100 --park 科创园")

    def codes(options: str) -> list[object]:
        return [row["code"] for row in objects(park(f"premises list {options} --json"))]

    assert codes("") == ["Z1", "Z2", "Z3", "Z4"]
    assert codes("--vacant") == ["Z4"]
    assert codes("--idle") == ["Z2"]
    assert codes("--vacant --idle") == ["Z2", "Z4"]
    assert codes("--park 智谷") == ["Z1", "Z2"]
    assert codes("--park 科创 --vacant") == ["Z4"]
    assert park("premises list --park 没有").code == 2
    assert "载体编号" in park("premises list").out


def test_a_place_is_shown_with_its_stays_and_its_history_has_them_all(park: Run) -> None:
    park("premises move-in Z1 E1 --area 1000 --from 2025-11-03")
    park("premises move-out Z1 E1 --until 2025-11-20")
    shown = park("premises show 一号厂房").out
    assert "面积(㎡)：3000.5\n" in shown
    assert "2025-11-20" in shown
    (row,) = objects(park("premises show Z1 --json"))
    assert (row["area"], row["vacant"], row["load"], row["owner"]) == ("3000.5", "3000.5", "2", "")
    kinds = [row["kind"] for row in objects(park("premises history Z1 --json"))]
    assert kinds == ["premises.saved", "occupancy.moved_in", "occupancy.moved_out"]
    assert "类型 厂房" in park("premises history Z1").out


def test_premises_are_removed_while_no_occupancy_names_them(park: Run) -> None:
    park("premises move-in Z1 E1 --area 1000")
    refused = park("premises remove Z1 --reason 重复")
    assert (refused.code, "已有 1 条入驻记录" in refused.err) == (4, True)
    assert park("premises remove Z2").code == 2
    assert park("premises remove Z2 --reason 重复").code == 0
    assert [*exported(park)] == ["Z1", "Z3"]


LEDGER = (
    "序号,载体编号,载体名称,园区,分区,类型,面积(㎡),楼层,承重(t/㎡),层高(m),配电(kVA),租金(元/㎡·月),产权单位,状态,已用(㎡),空置(㎡),"
    "入驻企业,所属板块"
)


def test_the_columns_are_the_promised_ones_and_the_ledger_has_the_headings_of_the_office(park: Run) -> None:
    park("premises move-in Z1 E1 --area 1000")
    head, first, *_ = park("export premises").out.splitlines()
    assert head == (
        "code,name,park,part,kind,area,floor,load,height,power,price,owner,status,occupied,vacant,enterprises,block"
    )
    assert first == "Z1,智谷一号厂房,智谷,A区,plant,3000.5,,2,8,800,12.5,,ready,1000,2000.5,甲企业有限公司,A"
    head, first, *_ = park("export premises --excel").out.lstrip("\ufeff").splitlines()
    assert head == LEDGER
    assert (
        first
        == "1,Z1,智谷一号厂房,智谷,A区,厂房,3000.5,,2,8,800,12.5,,可用,1000,2000.5,甲企业有限公司,甲板块"
    )
    assert park("export occupancy").out.splitlines()[0].startswith("premises,enterprise,area,from,until")


def test_a_workbook_has_its_areas_as_numbers(park: Run) -> None:
    rows = book(park("export premises --format xlsx -o -")).rows
    (place,) = [row for row in rows if "Z1" in row]
    assert [cell for cell in place if isinstance(cell, float)] == [
        1,
        3000.5,
        2,
        8,
        800,
        12.5,
        0,
        3000.5,
    ]


@pytest.mark.parametrize("dialect", ["", "--excel", "-o {file}.xlsx"])
def test_our_own_export_comes_back_unchanged_and_is_known_again(
    park: Run, tmp_path: Path, dialect: str
) -> None:
    park("premises move-in Z1 E1 --area 1000.25 --from 2025-11-03 --until 2025-12-31")
    park("premises move-in Z1 E2 --area 1 --from 2025-11-03")
    before = sql_count(park)
    for what, count in (("premises", 3), ("occupancy", 2)):
        file = tmp_path / f"{what}.csv"
        done = park(f"export {what} {dialect.format(file=tmp_path / what)}")
        if dialect.startswith("-o"):
            file = tmp_path / f"{what}.xlsx"
        else:
            file.write_bytes(done.raw)
        again = park(f"premises import {file}")
        assert (again.code, again.err) == (0, ""), again.err
        assert f"新增 0 行，更新 0 行，已有 {count} 行" in again.out
    assert sql_count(park) == before


def test_files_of_the_office_are_tried_taken_and_known_again(park: Run, tmp_path: Path) -> None:
    places, stays = tmp_path / "载体.csv", tmp_path / "入驻.csv"
    places.write_text(
        '载体编号,载体名称,所属园区,类型,建筑面积,层高（米）,状态\nZ1,智谷一号厂房,智谷,标准厂房,3000.50,8,在用\nY1,友谊二号,友谊园,车间,"1,200㎡",,闲置\n',
        encoding="gb18030",
    )
    stays.write_text(
        "载体名称,企业名称,入驻面积,入驻时间,到期日期\n友谊二号,乙企业,300,2025.11.3,\n", encoding="gb18030"
    )
    assert park(f"premises import {places} --dry-run").out.startswith("试运行：")
    assert "Y1" not in exported(park)
    assert "新增 1 行，更新 0 行，已有 1 行，有误 0 行" in park(f"premises import {places}").out
    assert "（occupancy）：新增 1 行" in park(f"premises import {stays}").out
    assert "已有 1 行" in park(f"premises import {stays}").out
    row = exported(park)["Y1"]
    assert (row["kind"], row["area"], row["status"], row["occupied"]) == ("plant", "1200", "idle", "300")


def test_a_bad_line_is_named_and_nothing_is_taken(park: Run, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text(
        "code,name,kind,area\nY1,一,plant,100\nY2,二,plant,-5\nY3,三,castle,5\nY4,四,plant,1e999\n",
        encoding="utf-8",
    )
    done = park(f"premises import {file}")
    assert (done.code, done.out) == (4, "")
    for number in (3, 4, 5):
        assert f"第 {number} 行：" in done.err
    assert "Y1" not in exported(park)
    assert park(f"premises import {file} --skip-bad").code == 0
    assert {*exported(park)} - {"Z1", "Z2", "Z3"} == {"Y1"}
    assert park("premises import -", stdin=b"a,b\n1,2\n").code == 2


def test_a_file_that_takes_more_than_the_area_is_refused_by_line_and_order_does_not_matter(
    park: Run, tmp_path: Path
) -> None:
    park("premises move-in Z1 E1 --area 3000.5 --from 2025-01-01")
    file = tmp_path / "o.csv"
    head = "premises,enterprise,area,from,until\n"
    coming, going = "Z1,E2,3000.5,2025-12-01,\n", "Z1,E1,3000.5,2025-01-01,2025-11-30\n"
    file.write_text(head + coming, encoding="utf-8")
    refused = park(f"premises import {file}")
    assert (refused.code, "第 2 行：Z1 面积 3000.5㎡，2025-12-01 这天会被占用 6001㎡" in refused.err) == (
        4,
        True,
    )
    file.write_text(head + coming + going, encoding="utf-8")
    assert park(f"premises import {file}").code == 0
    assert len(sql(tmp_path, "SELECT id FROM occupancies")) == 2
    backwards = head + "Z1,E2,1,2025-03-02,2025-03-01\n"
    assert park("premises import - --kind occupancy", stdin=backwards.encode()).code == 4
    shrunk = b"code,name,kind,area\nZ1,\xe4\xb8\x80,plant,3000\n"
    less = park("premises import - --kind premises", stdin=shrunk)
    assert (less.code, "会被占用 3000.5㎡" in less.err) == (4, True)
    years = head + "Z1,E2,1,1899-01-01,\n"
    assert park("premises import - --kind occupancy", stdin=years.encode()).code == 4


@pytest.mark.parametrize("name", ["=1+1", "<b>粗</b>", "甲;DROP TABLE premises", "@cmd", "甲\u202e乙"])
def test_a_hostile_name_is_kept_as_it_is_and_guarded_in_a_spreadsheet(park: Run, name: str) -> None:
    assert park(f"premises edit Z1 --name '{name}'").code == 0
    assert exported(park)["Z1"]["name"] == name
    guarded = f"'{name}" if name[0] in "=@" else name
    assert guarded in park("export premises --excel").out


def test_two_devices_let_two_enterprises_in_at_once_without_a_conflict_and_what_is_too_much_can_be_mended(
    park: Run, tmp_path: Path
) -> None:
    share, other, own = tmp_path / "share", tmp_path / "b.db", tmp_path / "zone.db"
    park(f"share create {share}")
    park(f"--db {other} init")
    park(f"--db {other} share join {share}")
    park(f"--db {other} config set officer P2")
    assert park("premises move-in Z1 E1 --area 2000").code == 0
    assert park(f"--db {other} premises move-in Z1 E2 --area 2000").code == 0
    for db in (other, own, other):
        assert park(f"--db {db} sync", now=NOW).code == 0
    assert objects(park("conflicts --json")) == []
    for db in (own, other):
        (row,) = [one for one in objects(park(f"--db {db} export premises --json")) if one["code"] == "Z1"]
        assert (row["occupied"], row["vacant"]) == ("4000", "0")
    assert park("premises move-in Z1 E1 --area 2500").code == 4
    assert park("premises move-in Z1 E1 --area 1500").code == 0
    assert park("premises move-in Z1 E1 --area 1000.5").code == 0
    assert exported(park)["Z1"]["vacant"] == "0"


def test_what_was_removed_on_one_device_and_used_on_another_is_told_and_so_is_a_code_of_two_places(
    park: Run, tmp_path: Path
) -> None:
    share, other = tmp_path / "share", tmp_path / "b.db"
    for line in (
        f"share create {share}",
        f"--db {other} init",
        f"--db {other} share join {share}",
        f"--db {other} config set officer P2",
        "premises remove Z3 --reason 重复",
        f"--db {other} premises move-in Z3 E1",
        "premises add Z7 七号 --kind plant --area 5",
        f"--db {other} premises add Z7 第七 --kind office --area 6",
        f"--db {other} sync",
    ):
        assert park(line).code == 0, line
    done = park("sync")
    assert done.code == 0
    assert "载体 Z3 已撤销，但还有 入驻 1 个（Z3/E1/2025-11-21） 用着它" in done.err
    assert "编号 Z7 下有 2 个不同的载体：" in done.err
    assert {"七号" in done.err, "第七" in done.err} == {True}
    assert "gridlog premises edit Z7 --name" in done.err
    assert "gridlog premises split Z7" in done.err


def test_a_block_of_premises_and_an_enterprise_that_occupies_some_are_not_taken_back(park: Run) -> None:
    park("premises move-in Z1 E1 --area 10")
    assert "载体 1 个（Z3）" in park("grid remove B --reason x").err
    assert "入驻 1 个" in park("enterprise remove E1 --reason x").err
    park("premises move-out Z1 E1 --until 2025-11-20")


@pytest.fixture
def choice(park: Run) -> Run:
    for line in (
        "premises add M1 甲厂房 --kind plant --area 5000 --power 800 --height 8 --price 10 --block A-1",
        "premises add M2 乙厂房 --kind plant --area 3200 --power 500 --height 9 --price 8 --block B",
        "premises add M3 丙厂房 --kind plant --area 3200 --power 1000 --height 8 --price 12 --block A",
        "premises add M4 丁厂房 --kind plant --area 9000 --status idle",
        "premises move-in M1 E1 --area 1500 --from 2026-01-01",
    ):
        done = park(line)
        assert done.code == 0, done.err
    return park


def test_what_fits_is_ranked_and_each_wish_that_it_fails_is_named(choice: Run) -> None:
    line = "premises match --kind 厂房 --area 3000 --power 800kVA --height 8 --price 11 --block 甲板块"
    done = choice(line + " --json")
    rows = objects(done)
    assert [(row["code"], row["met"], row["wishes"], row["free"], row["over"]) for row in rows] == [
        ("M1", 4, 4, "3500", "500"),
        ("Z1", 3, 4, "3000.5", "0.5"),
        ("M3", 3, 4, "3200", "200"),
        ("M2", 2, 4, "3200", "200"),
    ]
    assert {row["code"]: row["lacks"] for row in rows} == {
        "M1": "",
        "M2": "power=500/800;block=B/A",
        "M3": "price=12/11",
        "Z1": "price=12.5/11",
    }
    assert "另有 1 处低效闲置的够大" in done.err
    table = choice(line).out
    assert "配电(kVA) 500，要 800；板块 B，要 A" in table
    assert "price yuan/m2 a month 12, wanted 11" in choice(line, lang="en").out


def test_without_wishes_the_least_area_over_comes_first_then_the_price(choice: Run) -> None:
    rows = objects(choice("premises match --kind plant --area 3000 --json"))
    assert [row["code"] for row in rows] == ["Z1", "M2", "M3", "M1"]
    few = choice("premises match --kind plant --area 3000 --limit 1 --json")
    assert [row["code"] for row in objects(few)] == ["Z1"]
    assert "还有 3 处" in few.err
    none = choice("premises match --kind shop")
    assert (none.code, "没有合适的空置载体" in none.err) == (0, True)


def test_a_need_is_read_out_of_an_issue_about_premises_and_what_was_understood_is_said(choice: Run) -> None:
    id = choice("issue raise E1 现有厂房2000平方米，需3千平米厂房 --category LAND").out.split()[0]
    done = choice(f"premises match --issue {id} --json")
    assert [row["code"] for row in objects(done)] == ["Z1", "M2", "M3", "M1"]
    assert "甲企业有限公司 的问题读作：类型 厂房（“厂房”）、面积 3000㎡（“3千平米”）" in done.err
    other = choice(f"premises match --issue {id} --area 3100 --json")
    assert [row["code"] for row in objects(other)] == ["M2", "M3", "M1"]
    english = choice(f"premises match --issue {id}", lang="en")
    assert "is read as: kind plant ('厂房'), area 3000 m2 ('3千平米')" in english.err
    silent = choice("issue raise E1 厂区门口积水 --category LAND").out.split()[0]
    unread = choice(f"premises match --issue {silent}")
    assert (unread.code, "没有读出类型和面积" in unread.err) == (2, True)
    power = choice("issue raise E1 停电 --category POWER").out.split()[0]
    assert choice(f"premises match --issue {power}").code == 4
    assert choice("premises match --issue ZZZZZZ").code == 3
    assert choice("premises match --power 800").code == 2
    assert choice("premises match --area=-1").code == 2
    assert choice("premises match --kind plant --block 没有").code == 3
