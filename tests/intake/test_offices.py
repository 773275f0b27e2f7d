"""Rosters of ten offices, each as messy as its own: all of it comes in right, and a second import changes nothing.

Every office, enterprise and person is made up.
"""

import runpy
from pathlib import Path
from typing import NamedTuple

import pytest

from gridlog.core.coding import made_code, place_code
from gridlog.core.position import duty
from tests.conftest import Ran, Run, events, objects, sql
from tests.support.offices import Rows, workbook

DOCS = Path(__file__).parents[1].parent / "docs"
VALID = ("91320382FAKE002160", "91350100M000100Y43", "91320382FAKE00013B")


class Zone(NamedTuple):
    """All that the tables hold, by name: places, people, enterprises."""

    places: list[tuple[object, ...]]
    people: list[tuple[object, ...]]
    firms: list[tuple[object, ...]]


def zone(folder: Path) -> Zone:
    """Places as (code, name, level, parent), people with their grid, enterprises with their grid and every field."""
    return Zone(
        sql(folder, "SELECT code, name, level, parent FROM grids ORDER BY code"),
        sql(
            folder,
            "SELECT name, role, quota, phone, ifnull(grid, ''), remark FROM officers"
            " LEFT JOIN assignments ON officer = code ORDER BY name, phone",
        ),
        sql(
            folder,
            "SELECT name, uscc, ifnull(grid, ''), industry, scale, key, status, address, contact, title, phone, remark"
            " FROM enterprises LEFT JOIN enterprise_grids ON enterprise = code ORDER BY name, uscc",
        ),
    )


def firm(name: str, grid: str = "", **fields: object) -> tuple[object, ...]:
    """An enterprise as `zone` lists it."""
    known = {
        "uscc": "",
        "industry": "",
        "scale": "",
        "key": 1,
        "status": "",
        "address": "",
        "contact": "",
        "title": "",
    }
    values = {**known, "phone": "", "remark": "", **fields}
    rest = ("industry", "scale", "key", "status", "address", "contact", "title", "phone", "remark")
    return (name, values["uscc"], grid, *(values[key] for key in rest))


@pytest.fixture
def empty(run: Run, tmp_path: Path) -> Path:
    """A zone without a roster."""
    assert run("init --zone 试验区").code == 0
    return tmp_path


def taken(run: Run, folder: Path, path: str) -> Ran:
    """What the import of a file says; a dry run before writes nothing, a second import after changes nothing."""
    before = events(folder)
    dry = run(f"roster import {path} --dry-run")
    assert (dry.code, events(folder)) == (0, before), dry.err
    ran = run(f"roster import {path}")
    assert ran.code == 0, ran.err
    after, held = events(folder), zone(folder)
    again = run(f"roster import {path}")
    assert again.code == 0, again.err
    assert (events(folder), zone(folder)) == (after, held), again.out
    assert "更新 0" in again.out
    return ran


# --- 1: three sheets in one workbook, titles, remarks, a hidden sheet


def test_every_sheet_of_a_workbook_is_read_by_what_it_holds(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "底册.xlsx",
        {
            "填表说明": [["本表由各板块填写，一式两份"], ["填好后交企业服务部"]],
            "企业": [
                ["试验区企业底册"],
                [
                    "序号",
                    "企业名称",
                    "统一社会信用代码",
                    "所属板块",
                    "网格",
                    "联系人",
                    "职务",
                    "联系电话",
                    "备注",
                ],
                [
                    1,
                    "山川光电有限公司",
                    VALID[0],
                    "光伏板块",
                    "第一网格",
                    "周某",
                    "厂长",
                    13900000001,
                    "老厂",
                ],
                [2, "木石家居有限公司", "", "家居板块", "第一网格", "吴某", "经理", "0516-86000000", ""],
                [3, "白云新材厂", VALID[1], "光伏板块", "第二网格", "", "", "", ""],
                ["合计", "3家"],
                ["注：本表每季度更新"],
            ],
            "网格": [
                ["试验区网格划分表"],
                ["填报单位：企业服务部", "", "填报日期：2025.11.20"],
                ["序号", "所属板块", "网格名称", "备注"],
                [1, "光伏板块", "第一网格", "园区东区"],
                [2, "光伏板块", "第二网格", ""],
                [3, "家居板块", "第一网格", ""],
                ["合计", 3],
            ],
            "人员": [
                ["网格专员名单"],
                ["序号", "姓名", "单位", "职务", "所属板块", "负责网格", "手机号码"],
                [1, "甲\u3000一", "经发局", "网格员", "光伏板块", "第一网格", 13800000001],
                [2, "乙二二", "招商局", "网格专员", "光伏", "第二网格", "13800000002"],
                [3, "丙三三", "", "专员", "家居板块", "第一网格", ""],
                ["制表人：某某", "", "", "审核人：某某"],
            ],
            "旧名单": [["企业名称", "网格"], ["不该读的企业", "旧网格"]],
        },
        hidden=["旧名单"],
    )
    ran = taken(run, empty, path)
    assert zone(empty) == Zone(
        [
            ("光伏板块", "光伏板块", "block", ""),
            ("光伏板块-第一网格", "第一网格", "grid", "光伏板块"),
            ("光伏板块-第二网格", "第二网格", "grid", "光伏板块"),
            ("家居板块", "家居板块", "block", ""),
            ("家居板块-第一网格", "第一网格", "grid", "家居板块"),
        ],
        [
            ("丙三三", "officer", None, "", "家居板块-第一网格", "职务：专员"),
            ("乙二二", "officer", None, "13800000002", "光伏板块-第二网格", "单位：招商局；职务：网格专员"),
            ("甲一", "officer", None, "13800000001", "光伏板块-第一网格", "单位：经发局；职务：网格员"),
        ],
        [
            firm(
                "山川光电有限公司", "光伏板块-第一网格",
                uscc=VALID[0], contact="周某", title="厂长", phone="13900000001", remark="老厂",
            ),
            firm("木石家居有限公司", "家居板块-第一网格", contact="吴某", title="经理", phone="0516-86000000"),
            firm("白云新材厂", "光伏板块-第二网格", uscc=VALID[1]),
        ],
    )  # fmt: skip
    assert sql(empty, "SELECT remark FROM grids WHERE code = '光伏板块-第一网格'") == [("园区东区",)]
    assert [line.partition("〔")[2] for line in ran.out.splitlines()[:3]] == [
        "网格〕：新增 3，更新 0，未变 0，有误 0，跳过 1 行",
        "人员〕：新增 3，更新 0，未变 0，有误 0，跳过 1 行",
        "企业〕：新增 3，更新 0，未变 0，有误 0，跳过 2 行",
    ]
    assert ran.out.splitlines()[3] == "随表新增板块、网格 2：光伏板块、家居板块"
    assert "〔填表说明〕 没有认得的表头，没有读" in ran.err
    assert (
        "〔人员〕 第 2 行是表头，按人员读：姓名 → 网格员、单位 → 网格员单位、职务 → 网格员职务、" in ran.err
    )
    assert "旧名单" not in ran.err


# --- 2: one list that names blocks, grids and officers beside the enterprises


def test_an_enterprise_list_names_blocks_grids_and_officers(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "重点企业走访安排.xlsx",
        {
            "Sheet1": [
                ["序号", "所属板块", "网格", "网格专员", "联系电话", "单位名称", "联系人", "职务", "联系电话", "存在问题", "走访时间"],
                [1, "电子板块", "一号网格", "丁四", 13800000004, "灵山电子有限公司", "郑某", "总经理", 13900000004, "缺工", "2025-11-03"],
                [2, "电子板块", "一号网格", "丁四", 13800000004, "秀水电器有限公司", "王某", "副总", "13900000005", "", ""],
                [3, "电子板块", "二号网格", "戊五、己六", "", "清风仪表有限公司", "", "", "", "用电", "2025-11-04"],
            ]
        },
    )  # fmt: skip
    ran = taken(run, empty, path)
    assert zone(empty) == Zone(
        [
            ("电子板块", "电子板块", "block", ""),
            ("电子板块-一号网格", "一号网格", "grid", "电子板块"),
            ("电子板块-二号网格", "二号网格", "grid", "电子板块"),
        ],
        [
            ("丁四", "officer", None, "13800000004", "电子板块-一号网格", ""),
            ("己六", "officer", None, "", "电子板块-二号网格", ""),
            ("戊五", "officer", None, "", "电子板块-二号网格", ""),
        ],
        [
            firm("清风仪表有限公司", "电子板块-二号网格"),
            firm(
                "灵山电子有限公司", "电子板块-一号网格", contact="郑某", title="总经理", phone="13900000004"
            ),
            firm("秀水电器有限公司", "电子板块-一号网格", contact="王某", title="副总", phone="13900000005"),
        ],
    )
    assert (
        "联系电话 → 网格员电话、单位名称 → 企业名称、联系人 → 联系人、职务 → 联系人职务、联系电话 → 企业电话"
        in ran.err
    )
    assert "不认识的列没有导入：存在问题, 走访时间" in ran.err
    assert [line for line in ran.out.splitlines() if line.startswith("随表")] == [
        "随表新增板块、网格 3：电子板块、电子板块-一号网格 一号网格、电子板块-二号网格 二号网格",
        "随表新增人员 3：" + "、".join(_coded(empty, "officers", ["丁四", "戊五", "己六"])),
    ]


def _coded(folder: Path, table: str, names: list[str]) -> list[str]:
    found = {name: code for code, name in sql(folder, f"SELECT code, name FROM {table}")}
    return [f"{found[name]} {name}" for name in names]


# --- 3: two rows of headings, merged


def test_two_rows_of_headings_are_one(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "企业联系表.xlsx",
        {
            "联系表": [
                ["高新片区企业联系表", "", "", "", "", "", "", ""],
                ["序号", "企业名称", "企业联系人", "", "", "网格员", "", "所属网格"],
                ["", "", "姓名", "职务", "电话", "姓名", "电话", ""],
                [1, "云帆车业有限公司", "冯某", "主管", "13900000011", "庚七", "13800000007", "东风网格"],
                [2, "星河线缆有限公司", "陈某", "", "13900000012", "辛八", "", "朝阳网格"],
            ]
        },
        merged={"联系表": ["A1:H1", "A2:A3", "B2:B3", "C2:E2", "F2:G2", "H2:H3"]},
    )
    ran = taken(run, empty, path)
    assert zone(empty) == Zone(
        [("东风网格", "东风网格", "grid", ""), ("朝阳网格", "朝阳网格", "grid", "")],
        [
            ("庚七", "officer", None, "13800000007", "东风网格", ""),
            ("辛八", "officer", None, "", "朝阳网格", ""),
        ],
        [
            firm("云帆车业有限公司", "东风网格", contact="冯某", title="主管", phone="13900000011"),
            firm("星河线缆有限公司", "朝阳网格", contact="陈某", phone="13900000012"),
        ],
    )
    assert "第 3 行是表头" in ran.err
    assert "没有写明板块" not in ran.err  # a zone without blocks


# --- 4: a table of grids with their people


def test_a_table_of_grids_brings_its_people_and_vacant_grids(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "网格员一览.xlsx",
        {
            "Sheet1": [
                ["序号", "所属板块", "板块长", "网格名称", "网格员", "联系电话", "B角"],
                [1, "车辆板块", "壬九", "车辆一", "癸十", "13800000010", "子一"],
                [2, "", "", "车辆二", "丑二 寅三", "13800000012/13800000013", "癸十"],
                [3, "", "", "车辆三", "空缺", "", "/"],
                [4, "轻工板块", "卯四", "轻工一", "辰五（组长）", "", ""],
            ]
        },
        merged={"Sheet1": ["B2:B4", "C2:C4"]},
    )
    taken(run, empty, path)
    assert zone(empty) == Zone(
        [
            ("车辆板块", "车辆板块", "block", ""),
            ("车辆板块-车辆一", "车辆一", "grid", "车辆板块"),
            ("车辆板块-车辆三", "车辆三", "grid", "车辆板块"),
            ("车辆板块-车辆二", "车辆二", "grid", "车辆板块"),
            ("轻工板块", "轻工板块", "block", ""),
            ("轻工板块-轻工一", "轻工一", "grid", "轻工板块"),
        ],
        [
            ("丑二", "officer", None, "13800000012", "车辆板块-车辆二", ""),
            ("卯四", "block_head", None, "", "轻工板块", ""),
            ("壬九", "block_head", None, "", "车辆板块", ""),
            ("子一", "deputy", None, "", "车辆板块-车辆一", ""),
            ("寅三", "officer", None, "13800000013", "车辆板块-车辆二", ""),
            ("癸十", "officer", None, "13800000010", "车辆板块-车辆一", ""),
            ("辰五", "officer", None, "", "轻工板块-轻工一", ""),
        ],
        [],
    )


# --- 5: people whose positions owe no visits


def test_a_position_that_is_no_officers_owes_no_visits(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "人员名单.xlsx",
        {
            "名单": [
                ["姓名", "单位", "职务", "负责网格", "手机"],
                ["巳六", "企业服务部", "网格员", "北一网格", "13800000021"],
                ["午七", "企业服务部", "B角", "北一网格", "13800000022"],
                ["未八", "管委会", "主任", "", "13800000023"],
                ["申九", "企业服务部", "驾驶员", "北二网格", ""],
                ["酉十", "北方板块", "板块长", "", ""],
                ["戌一", "经发局", "四级调研员", "北二网格", ""],
                ["亥二", "经发局", "顾问", "", ""],
                ["甲三", "经发局", "副局长、网格员", "北二网格", ""],
                ["乙四", "综合办公室", "综合办公室主任", "北二网格", ""],
            ]
        },
    )
    ran = taken(run, empty, path)
    assert zone(empty).people == [
        ("乙四", "officer", 0, "", "北二网格", "单位：综合办公室；职务：综合办公室主任"),
        ("亥二", "officer", 0, "", "", "单位：经发局；职务：顾问"),
        ("午七", "deputy", None, "13800000022", "北一网格", "单位：企业服务部；职务：B角"),
        ("巳六", "officer", None, "13800000021", "北一网格", "单位：企业服务部；职务：网格员"),
        ("戌一", "officer", None, "", "北二网格", "单位：经发局；职务：四级调研员"),
        ("未八", "chief", None, "13800000023", "", "单位：管委会；职务：主任"),
        ("甲三", "officer", None, "", "北二网格", "单位：经发局；职务：副局长、网格员"),
        ("申九", "officer", 0, "", "北二网格", "单位：企业服务部；职务：驾驶员"),
        ("酉十", "block_head", None, "", "", "单位：北方板块；职务：板块长"),
    ]
    assert "第 7 行：不认识职务“四级调研员”，因负责网格，按网格员计应访" in ran.err
    assert "第 8 行：不认识职务“顾问”，没有网格，不计应访" in ran.err
    owed = {one[0]: one[1] for one in sql(empty, "SELECT name, quota FROM officers")}
    assert owed["申九"] == 0


# --- 6: a GBK text from WPS, spoilt phones, full-width letters


def test_a_gbk_list_with_spoilt_phones_and_wide_letters(run: Run, empty: Path) -> None:
    rows = (
        "试验区规上企业名单,,,,,,,\n"
        "序号,企业名称,信用代码,网格编号,网格名称,是否规上,联系方式,经营状态\n"
        f"１,ＡＢ电机有限公司,{VALID[0]},ＧＦ０１,光伏一,是,1.3900000008E10,正常生产\n"
        "２,远航轴承厂,９１３５０１００Ｍ０００１００Ｙ４３,GF01,光伏一,否,1.39E+10,停业\n"
        "３,飞鸟玻璃厂,1.23E+17,GF02,光伏二,是,１３９００００００１０,半死不活\n"
        "4,,,,,,,\n"
        "总计,3,,,,,,\n"
    )
    path = empty / "规上企业.csv"
    path.write_bytes(rows.encode("gbk"))
    ran = taken(run, empty, path.as_posix())
    assert zone(empty) == Zone(
        [("GF01", "光伏一", "grid", ""), ("GF02", "光伏二", "grid", "")],
        [],
        [
            firm("远航轴承厂", "GF01", uscc=VALID[1], scale="规下", status="停产", phone="1.39E+10"),
            firm("飞鸟玻璃厂", "GF02", uscc="1.23E+17", scale="规上", status="半死不活", phone="13900000010"),
            firm("ＡＢ电机有限公司", "GF01", uscc=VALID[0], scale="规上", status="投产", phone="13900000008"),
        ],
    )
    assert "第 4 行：电话 1.39E+10 像是表格软件改坏的数字" in ran.err
    assert "第 5 行：统一社会信用代码 1.23E+17 校验不通过" in ran.err
    assert "第 5 行：企业状态“半死不活”不是 在建、投产、停产、失联、注销 之一" in ran.err
    assert "新增 3，更新 0，未变 0，有误 0，跳过 1 行" in ran.out


# --- 7: the same enterprise more than once


def test_twins_are_said_by_row_and_never_merged(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "企业摸排.xlsx",
        {
            "Sheet1": [
                ["企业名称", "社会信用代码", "所属板块", "联系人"],
                ["大河纸业有限公司", VALID[0], "造纸板块", "孙某"],
                ["大河纸业", "", "造纸板块", "李某"],
                ["大河 纸业有限公司", VALID[0], "造纸板块", "钱某"],
                ["小溪纸业有限公司", VALID[0], "造纸板块", ""],
                ["长江印刷厂", VALID[1], "造纸板块", "甲某"],
                ["长江印刷厂", VALID[2], "造纸板块", "乙某"],
                ["大河纸业（试验）有限公司", "", "造纸板块", ""],
            ]
        },
    )
    ran = taken(run, empty, path)
    assert zone(empty).firms == [
        firm("大河 纸业有限公司", "造纸板块", uscc=VALID[0], contact="钱某"),
        firm("大河纸业", "造纸板块", contact="李某"),
        firm("大河纸业（试验）有限公司", "造纸板块"),
        firm("小溪纸业有限公司", "造纸板块", uscc=VALID[0]),
        firm("长江印刷厂", "造纸板块", uscc=VALID[2], contact="乙某"),
        firm("长江印刷厂", "造纸板块", uscc=VALID[1], contact="甲某"),
    ]
    code = {(name, uscc): code for code, name, uscc in sql(empty, "SELECT code, name, uscc FROM enterprises")}
    big, small = code["大河 纸业有限公司", VALID[0]], code["大河纸业", ""]
    for told in (
        f"第 3 行：大河纸业 与第 2 行 {big} 大河 纸业有限公司 名称相近，可能是同一家企业；没有合并",
        "第 4 行：大河 纸业有限公司 在第 2 行已有，按同一家企业处理，以后一行为准",
        f"第 5 行：小溪纸业有限公司 的信用代码 {VALID[0]} 与第 2 行 {big} 大河 纸业有限公司 相同，请核对；没有合并",
        f"第 7 行：长江印刷厂 与第 6 行 {code['长江印刷厂', VALID[1]]} 同名，可能是同一家企业",
        f"第 8 行：大河纸业（试验）有限公司 与第 3 行 {small} 大河纸业 名称相近",
    ):
        assert told in ran.err
    assert (ran.err.count("名称相近"), ran.err.count("同名"), ran.err.count("相同，")) == (3, 1, 1)


# --- 8: a sheet for every block, headings repeated on every page


def test_a_sheet_that_is_named_after_a_block_fills_the_block(run: Run, empty: Path) -> None:
    head = ["序号", "企业全称", "所属网格", "走访人", "企业负责人", "手机"]
    path = workbook(
        empty / "各板块企业.xlsx",
        {
            "化工板块": [
                head,
                [1, "红叶涂料有限公司", "网格1", "丙五", "褚某", 13900000031],
                head,
                [2, "绿叶涂料有限公司", "网格2", "丙五", "卫某", 13900000032],
                ["小计", 2],
            ],
            "纺织板块": [head, [1, "金线纺织有限公司", "网格1", "丁六", "蒋某", ""]],
            "走访台账": [["走访日期", "企业名称", "走访方式", "走访人"], ["2025-11-03", "红叶涂料有限公司", "实地走访", "丙五"]],
        },
    )  # fmt: skip
    ran = taken(run, empty, path)
    assert zone(empty) == Zone(
        [
            ("化工板块", "化工板块", "block", ""),
            ("化工板块-网格1", "网格1", "grid", "化工板块"),
            ("化工板块-网格2", "网格2", "grid", "化工板块"),
            ("纺织板块", "纺织板块", "block", ""),
            ("纺织板块-网格1", "网格1", "grid", "纺织板块"),
        ],
        [
            ("丁六", "officer", None, "", "纺织板块-网格1", ""),
            ("丙五", "officer", None, "", "化工板块-网格1", ""),
        ],
        [
            firm("红叶涂料有限公司", "化工板块-网格1", contact="褚某", phone="13900000031"),
            firm("绿叶涂料有限公司", "化工板块-网格2", contact="卫某", phone="13900000032"),
            firm("金线纺织有限公司", "纺织板块-网格1", contact="蒋某"),
        ],
    )
    assert "〔走访台账〕 是走访、问题等台账，不是底册，没有读" in ran.err
    assert (
        "第 2 行：丙五 负责几个网格（化工板块-网格1、化工板块-网格2），一人只记一个：化工板块-网格1"
        in ran.err
    )
    assert "工作表“化工板块”第 3 行是合计、备注或重复的表头" in ran.err


# --- 9: blank columns, section rows, codes of the office's own


def test_own_codes_are_kept_and_blank_columns_pass(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "book.xlsx",
        {
            "企业清单": [
                ["", "附件2", "", "", "", ""],
                ["", "序号", "企业编号", "", "企业名称（全称）", "网格", "重点企业", "详细地址："],
                ["", 1, "QY-001", "", "高塔钢构有限公司", "GG-01", "是", "一号路1号"],
                ["", 2, "QY-002", "", "石桥建材有限公司", "GG-02", "否", "一号路2号"],
                ["", 3, "", "", "新来的厂", "GG-02", "", ""],
            ]
        },
    )
    taken(run, empty, path)
    assert zone(empty) == Zone(
        [("GG-01", "GG-01", "grid", ""), ("GG-02", "GG-02", "grid", "")],
        [],
        [
            firm("新来的厂", "GG-02"),
            firm("石桥建材有限公司", "GG-02", key=0, address="一号路2号"),
            firm("高塔钢构有限公司", "GG-01", address="一号路1号"),
        ],
    )
    codes = sql(
        empty,
        "SELECT code FROM enterprises WHERE name IN ('高塔钢构有限公司', '石桥建材有限公司') ORDER BY code",
    )
    assert codes == [("QY-001",), ("QY-002",)]


# --- 10: the next quarter's list of the same office


def test_a_changed_row_updates_what_the_first_list_made(run: Run, empty: Path) -> None:
    head = ["序号", "企业名称", "统一社会信用代码", "所属板块", "网格", "网格员", "联系人", "联系电话"]
    first = workbook(
        empty / "三季度.xlsx",
        {"Sheet1": [
            head,
            [1, "明月灯具有限公司", VALID[0], "照明板块", "一网格", "甲七", "沈某", "13900000041"],
            [2, "繁星灯具有限公司", "", "照明板块", "二网格", "乙八", "韩某", "13900000042"],
        ]},
    )  # fmt: skip
    taken(run, empty, first)
    made = {row[0]: row[1] for row in sql(empty, "SELECT name, code FROM enterprises")}
    second = workbook(
        empty / "四季度.xlsx",
        {"Sheet1": [
            head,
            [1, "繁星灯具有限公司", VALID[1], "照明", "二网格", "甲七", "杨某", "13900000042"],
            [2, "皓月灯具有限公司", VALID[0], "照明", "一网格", "丙九", "沈某", "13900000041"],
        ]},
    )  # fmt: skip
    dry = run(f"roster import {second} --dry-run").out.splitlines()
    assert dry[0] == (
        f"工作表“Sheet1”第 2 行 更新 {made['繁星灯具有限公司']} 繁星灯具有限公司："
        f"信用代码 — → {VALID[1]}、联系人 韩某 → 杨某"
    )
    assert dry[1] == (
        f"工作表“Sheet1”第 3 行 更新 {made['明月灯具有限公司']} 皓月灯具有限公司：名称 明月灯具有限公司 → 皓月灯具有限公司"
    )
    ran = taken(run, empty, second)
    assert "新增 0，更新 2，未变 0，有误 0" in ran.out
    assert (
        f"信用代码与 {made['明月灯具有限公司']} 明月灯具有限公司 相同，按更名为 皓月灯具有限公司 处理"
        in ran.err
    )
    assert zone(empty).firms == [
        firm("皓月灯具有限公司", "照明板块-一网格", uscc=VALID[0], contact="沈某", phone="13900000041"),
        firm("繁星灯具有限公司", "照明板块-二网格", uscc=VALID[1], contact="杨某", phone="13900000042"),
    ]
    held = sql(
        empty,
        "SELECT name, grid, from_on FROM assignments JOIN officers ON code = officer ORDER BY name, from_on",
    )
    assert held == [
        ("丙九", "照明板块-一网格", "0001-01-01"),
        ("乙八", "照明板块-二网格", "0001-01-01"),
        ("甲七", "照明板块-一网格", "0001-01-01"),
        ("甲七", "照明板块-二网格", "2025-11-21"),
    ]  # fmt: skip


# --- 11: no grids at all beside the enterprises, titles between them, rows left for later


def test_an_enterprise_without_a_grid_goes_to_its_officers_grid(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "包联表.xlsx",
        {
            "网格员": [["姓名", "网格"], ["甲九", "南一"], ["乙十", "南二"]],
            "包联企业": [
                ["单位：（盖章）", "", "", "2025年11月"],
                ["序号", "企业名称", "包联领导", "网格员", "联系电话", "办公电话"],
                ["一、光伏产业"],
                [1, "甲光伏有限公司", "某书记", "甲九", 13800000051, "0516-1"],
                [2, "乙光伏有限公司", "某书记", "丙一", "", ""],
                ["二、电子产业", "", "", "", "", ""],
                [3, "丙电子有限公司", "", "乙十", "", ""],
                [4],
                [5],
            ],
        },
    )
    ran = taken(run, empty, path)
    assert zone(empty) == Zone(
        [("南一", "南一", "grid", ""), ("南二", "南二", "grid", "")],
        [
            ("丙一", "officer", None, "", "", ""),
            ("乙十", "officer", None, "", "南二", ""),
            ("甲九", "officer", None, "13800000051", "南一", ""),
        ],
        [firm("丙电子有限公司", "南二"), firm("乙光伏有限公司"), firm("甲光伏有限公司", "南一")],
    )
    assert "不认识的列没有导入：包联领导, 办公电话" in ran.err
    assert "工作表“包联企业”第 3 行是合计、备注或重复的表头，没有导入：一、光伏产业" in ran.err
    assert "工作表“包联企业”第 6 行是合计、备注或重复的表头，没有导入：二、电子产业" in ran.err
    assert "第 5 行：1 家新企业没有写明网格，从本行起（乙光伏有限公司）" in ran.err
    assert "新增 3，更新 0，未变 0，有误 0，跳过 2 行" in ran.out


# --- bad rows


@pytest.mark.usefixtures("small")
def test_a_bad_row_of_any_sheet_keeps_everything_out(run: Run, tmp_path: Path) -> None:
    before, held = events(tmp_path), zone(tmp_path)
    path = workbook(
        tmp_path / "book.xlsx",
        {
            "网格员": [
                ["姓名", "网格", "每周应访"],
                ["赵九", "甲一网格", "五次"],
                ["钱十", "甲二网格", "４"],
            ],
            "企业": [
                ["企业名称", "统一社会信用代码", "网格"],
                ["", VALID[1], "甲一网格"],
                ["新厂", "", "甲一网格"],
            ],
        },
    )
    refused = run(f"roster import {path}")
    assert refused.code == 4
    assert f"{path} 工作表“网格员”第 2 行：quota 要在 0 到 50 之间，不能是“五次”" in refused.err
    assert f"{path} 工作表“企业”第 2 行：缺少 企业名称" in refused.err
    assert refused.err.splitlines()[-1] == "错误：2 行有误，什么也没有写入。改正后重来"
    assert "〔网格员〕：新增 1，更新 0，未变 0，有误 1" in refused.out
    assert (events(tmp_path), zone(tmp_path)) == (before, held)


@pytest.mark.usefixtures("small")
def test_serial_numbers_in_the_place_of_codes_are_refused(run: Run, tmp_path: Path) -> None:
    first = workbook(tmp_path / "a.xlsx", {"企业": [["编号", "企业名称"], [1, "东厂"], [2, "西厂"]]})
    assert run(f"roster import {first}").code == 0
    second = workbook(tmp_path / "b.xlsx", {"企业": [["编号", "企业名称"], [1, "西厂"], [2, "东厂"]]})
    refused = run(f"roster import {second}")
    assert refused.code == 4
    assert (
        "第 2 行：编号 1 在库中是 东厂，表中是 西厂，而 西厂 的编号是 2。若这一列只是顺序号，请把表头改为“序号”"
        in refused.err
    )


@pytest.mark.usefixtures("small")
def test_a_new_grid_without_a_block_is_said_where_the_zone_has_blocks(run: Run, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", {"企业": [["企业名称", "网格"], ["东厂", "甲三网格"], ["西厂", "甲一网格"]]}
    )
    ran = run(f"roster import {path}")
    assert ran.code == 0
    assert "第 2 行：新网格 甲三网格 没有写明板块" in ran.err
    assert ran.out.splitlines()[-1] == "随表新增板块、网格 1：甲三网格"
    assert sql(tmp_path, "SELECT grid FROM enterprise_grids JOIN enterprises ON code = enterprise WHERE name = '西厂'") == [
        ("A-1",)
    ]  # fmt: skip


@pytest.mark.usefixtures("small")
def test_a_name_of_several_grids_needs_its_block(run: Run, tmp_path: Path) -> None:
    rows = [["网格编号", "网格名称", "所属板块"], ["A-9", "东网格", "板块甲"], ["B-9", "东网格", "板块乙"]]
    assert run(f"roster import {workbook(tmp_path / 'g.xlsx', {'网格': rows})}").code == 0
    path = workbook(tmp_path / "a.xlsx", {"企业": [["企业名称", "网格"], ["东厂", "东网格"]]})
    refused = run(f"roster import {path}")
    assert refused.code == 4
    assert "“东网格”对应 2 个网格：A-9、B-9" in refused.err
    path = workbook(
        tmp_path / "a.xlsx", {"企业": [["企业名称", "网格", "板块"], ["东厂", "东网格", "板块乙"]]}
    )
    assert run(f"roster import {path}").code == 0
    found = sql(
        tmp_path,
        "SELECT grid FROM enterprise_grids JOIN enterprises ON code = enterprise WHERE name = '东厂'",
    )
    assert found == [("B-9",)]


# --- in English


@pytest.mark.usefixtures("small")
def test_an_import_speaks_english(run: Run, tmp_path: Path) -> None:
    rows: Rows = [
        ["企业名称", "网格", "联系人", "联系电话", "法人", "应收"],
        ["远山新材有限公司", "甲一网格", "周某", "1.38E+10", "x", ""],
        ["远山新材", "甲一网格", "吴某", 13900000002, "", ""],
        ["合计", "2家", "", "", "", ""],
    ]
    path = workbook(tmp_path / "a.xlsx", {"企业": rows})
    dry = run(f"roster import {path} --dry-run", lang="en")
    assert dry.code == 0
    assert (
        f"{path}〔企业〕 has its headings on line 1 and lists enterprises: 企业名称 → enterprise, 网格 → grid, "
        "联系人 → contact, 联系电话 → enterprise's phone"
    ) in dry.err
    assert "columns not known were left out: 法人, 应收" in dry.err
    assert (
        "sheet 企业, row 2: the phone 1.38E+10 looks like a number that a spreadsheet spoilt; kept as it is"
        in dry.err
    )
    assert (
        "sheet 企业, row 3: 远山新材 is nearly the name of EHF1TW9D 远山新材有限公司 on line 2; the same"
        in dry.err
    )
    lines = dry.out.splitlines()
    assert lines[0].endswith(
        "远山新材有限公司: name 远山新材有限公司, contact 周某, phone 1.3****E+10, grid A-1 甲一网格"
    )
    assert lines[1] == (
        "sheet 企业, row 3 changed E4 远山新材: contact — → 吴某, phone — → 139****0002, grid B-1 乙一网格 → A-1 甲一网格"
    )
    assert lines[2].endswith("1 new, 1 changed, 0 the same, 0 bad, 1 skipped")


# --- what the page and the command list


def test_the_page_on_imports_lists_what_the_program_understands() -> None:
    made = runpy.run_path(str(DOCS / "make_import.py"))["page"]
    assert (DOCS / "import.md").read_text(encoding="utf-8") == made(), "run docs/make_import.py"


def test_the_headings_that_are_understood_can_be_asked_for(run: Run) -> None:
    rows = {one["field"]: one["headings"] for one in objects(run("roster headings --json"))}
    assert "网格专员" in str(rows["网格员"]).split("、")
    assert "社会信用代码" in str(rows["统一社会信用代码"]).split("、")
    assert "credit code" in run("roster headings", lang="en").out
    assert "gridlogrosterheadings" in "".join(run("roster import --help").out.split())


# --- the same care where somebody types


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("line", "query", "stored"),
    [
        ("officer add Ｐ９ 周九 --phone １３８００００００１９", "SELECT code, phone FROM officers WHERE name = '周九'", ("P9", "13800000019")),
        ("officer add P9 周九 --phone 1.3800000019E10", "SELECT code, phone FROM officers WHERE name = '周九'", ("P9", "13800000019")),
        (
            "enterprise add Ｅ９ 新厂 --uscc ９１３２０３８２ＦＡＫＥ００２１６０ --phone 1.3900000019E+10",
            "SELECT code, uscc, phone FROM enterprises WHERE name = '新厂'",
            ("E9", VALID[0], "13900000019"),
        ),
        ("enterprise edit E3 --phone １３９", "SELECT phone FROM enterprises WHERE code = 'E3'", ("139",)),
        ("visit add E3 --by 李四 --nothing --phone １３９", "SELECT phone FROM visits", ("139",)),
    ],
)  # fmt: skip
def test_wide_letters_and_floats_are_folded_where_somebody_types(
    run: Run, tmp_path: Path, line: str, query: str, stored: tuple[str, ...]
) -> None:
    ran = run(line)
    assert ran.code == 0, ran.err
    assert sql(tmp_path, query) == [stored]
    assert "改坏" not in ran.err


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "line",
    [
        "officer add P9 周九 --phone 1.38E+10",
        "enterprise add E9 新厂 --phone 1.38E10",
        "enterprise edit E3 --phone 1.38e+10",
        "visit add E3 --by 李四 --nothing --phone 1.38E+10",
    ],
)
def test_a_phone_that_lost_digits_is_said_where_somebody_types(run: Run, line: str) -> None:
    ran = run(line)
    assert ran.code == 0
    assert "注意：电话 1.38" in ran.err
    assert "像是表格软件改坏的数字，已照录，请核对" in ran.err


# --- 12: who has which enterprises in charge, headings and names broken into lines


def test_a_list_of_charges_names_officers_and_several_enterprises_a_cell(run: Run, empty: Path) -> None:
    path = workbook(
        empty / "包联.xlsx",
        {
            "Sheet1": [
                ["序 号", "单位", "姓\n名", "职务", "联系\n电话", "包联企业", "所 属\n网 格"],
                [1, "财政局", "甲二", "科员", 13800000061, "A厂", "西一"],
                [2, "税务局", "乙三", "科员", "", "B厂、C厂\n(二期)；D\n厂", "西二"],
            ]
        },
    )
    ran = taken(run, empty, path)
    assert zone(empty) == Zone(
        [("西一", "西一", "grid", ""), ("西二", "西二", "grid", "")],
        [
            ("乙三", "officer", None, "", "西二", "单位：税务局；职务：科员"),
            ("甲二", "officer", None, "13800000061", "西一", "单位：财政局；职务：科员"),
        ],
        [firm("A厂", "西一"), firm("B厂", "西二"), firm("C厂(二期)", "西二"), firm("D厂", "西二")],
    )
    assert (
        "姓 名 → 网格员、职务 → 网格员职务、联系 电话 → 网格员电话、包联企业 → 企业名称、所 属 网 格 → 网格"
        in ran.err
    )


@pytest.mark.usefixtures("small")
def test_a_ledger_of_visits_says_which_phones_were_spoilt(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "走访.csv"
    head = "走访日期,企业名称,走访人员,走访内容,联系电话\n"
    rows = ("1.38E+10", "1.3800000008E10", "１３８００００００１０", "0516-86000000", "13800000011")
    path.write_text(
        head + "".join(f"2025-11-20,E1,P1,第{at}次,{cell}\n" for at, cell in enumerate(rows)), "utf-8"
    )
    ran = run(f"visit import {path}")
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT phone FROM visits ORDER BY note") == [
        ("1.38E+10",), ("13800000008",), ("13800000010",), ("0516-86000000",), ("13800000011",),
    ]  # fmt: skip
    assert "第 2 行：电话 1.38E+10 像是表格软件改坏的数字，已照录，请核对" in ran.err
    assert ran.err.count("改坏") == 1
    before = events(tmp_path)
    assert run(f"visit import {path}").code == 0
    assert events(tmp_path) == before


@pytest.mark.usefixtures("small")
def test_a_dash_or_a_star_leaves_what_there_is(run: Run, tmp_path: Path) -> None:
    rows: Rows = [
        ["企业名称", "信用代码", "地址", "联系人", "联系电话", "企业状态", "备注"],
        ["禾木家居有限公司", "/", "无", "-", "139****1234", "——", "无"],
        ["又一家", VALID[0].lower(), "", "", "", "", ""],
    ]
    ran = run(f"roster import {workbook(tmp_path / 'a.xlsx', {'企业': rows})}")
    assert ran.code == 0
    assert sql(tmp_path, "SELECT uscc, address, contact, phone, status, remark FROM enterprises WHERE code = 'E1'") == [
        (VALID[0], "一号路", "周某", "13900001234", "投产", "无")
    ]  # fmt: skip
    assert f"又一家 的信用代码 {VALID[0].lower()} 与第 2 行 E1 禾木家居有限公司 相同" in ran.err


# --- who is meant where names and credit codes disagree


def firms(folder: Path) -> list[tuple[object, ...]]:
    """Every enterprise as (code, name, credit code)."""
    return sql(
        folder,
        "SELECT code, name, uscc FROM enterprises WHERE code NOT IN ('E1', 'E2', 'E3', 'E4') ORDER BY name, uscc",
    )


def known(run: Run, folder: Path, *rows: tuple[str, str, str]) -> None:
    """Enterprises that the zone has already, by code, name and credit code."""
    path = folder / "known.csv"
    path.write_text("code,name,uscc\n" + "".join(f"{','.join(row)}\n" for row in rows), "utf-8")
    assert run(f"roster import {path} --kind enterprises").code == 0


def listed_firms(run: Run, folder: Path, *sheets: list[tuple[str, str]]) -> Ran:
    """What the import of sheets of (name, credit code) says."""
    head = [("企业名称", "信用代码")]
    path = workbook(folder / "list.xlsx", {f"表{at}": [*head, *rows] for at, rows in enumerate(sheets)})
    ran = run(f"roster import {path}")
    assert ran.code == 0, ran.err
    before = events(folder)
    assert run(f"roster import {path}").code == 0
    assert events(folder) == before
    return ran


@pytest.mark.usefixtures("small")
def test_of_one_name_the_credit_code_tells(run: Run, tmp_path: Path) -> None:
    known(run, tmp_path, ("X1", "长江厂", ""), ("X2", "长江厂", VALID[1]))
    path = workbook(
        tmp_path / "a.xlsx", {"企业": [["企业名称", "信用代码", "联系人"], ["长江厂", VALID[1], "甲某"]]}
    )
    assert run(f"roster import {path}").code == 0
    assert sql(tmp_path, "SELECT code, contact FROM enterprises WHERE name = '长江厂' ORDER BY code") == [
        ("X1", ""), ("X2", "甲某"),
    ]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", {"企业": [["企业名称", "联系人"], ["长江厂", "乙某"]]})
    refused = run(f"roster import {path}")
    assert (refused.code, "“长江厂”对应 2 个企业：X1、X2" in refused.err) == (4, True)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "rows", [[("长江厂", VALID[0]), ("长江厂", VALID[1])], [("长江厂", VALID[1]), ("长江厂", VALID[0])]]
)
def test_a_second_enterprise_of_a_known_name_leaves_the_first_alone(
    run: Run, tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    known(run, tmp_path, ("X1", "长江厂", VALID[0]))
    listed_firms(run, tmp_path, rows)
    assert ("X1", "长江厂", VALID[0]) in firms(tmp_path)
    assert {one[1:] for one in firms(tmp_path)} == {("长江厂", VALID[0]), ("长江厂", VALID[1])}
    assert len(firms(tmp_path)) == 2


@pytest.mark.usefixtures("small")
def test_two_names_under_one_credit_code_in_two_sheets_are_two_enterprises(run: Run, tmp_path: Path) -> None:
    ran = listed_firms(run, tmp_path, [("长江厂", VALID[1])], [("黄河厂", VALID[1])])
    assert [one[1:] for one in firms(tmp_path)] == [("长江厂", VALID[1]), ("黄河厂", VALID[1])]
    assert "按更名" not in ran.err
    assert ran.err.count("相同，请核对；没有合并") == 1
    assert f"工作表“表1”第 2 行：黄河厂 的信用代码 {VALID[1]} 与工作表“表0”第 2 行 " in ran.err


@pytest.mark.usefixtures("small")
def test_a_known_name_beside_another_ones_credit_code_is_said(run: Run, tmp_path: Path) -> None:
    known(run, tmp_path, ("X1", "长江厂", VALID[2]), ("X2", "黄河厂", VALID[1]))
    ran = listed_firms(run, tmp_path, [("长江厂", VALID[1])])
    assert set(firms(tmp_path)) == {("X1", "长江厂", VALID[1]), ("X2", "黄河厂", VALID[1])}
    assert f"长江厂 的信用代码 {VALID[1]} 与 X2 黄河厂 相同，请核对" in ran.err


@pytest.mark.usefixtures("small")
def test_a_new_one_of_a_known_name_is_not_the_owner_of_its_credit_code_renamed(
    run: Run, tmp_path: Path
) -> None:
    known(run, tmp_path, ("X1", "长江厂", VALID[2]), ("X2", "黄河厂", VALID[1]))
    ran = listed_firms(run, tmp_path, [("长江厂", VALID[2]), ("长江厂", VALID[1])])
    assert {one[1:] for one in firms(tmp_path)} == {
        ("长江厂", VALID[2]),
        ("黄河厂", VALID[1]),
        ("长江厂", VALID[1]),
    }
    assert len(firms(tmp_path)) == 3
    assert "与 X2 黄河厂 相同，请核对" in ran.err


# --- who holds what, and who owes what, when the next list comes


@pytest.mark.usefixtures("small")
def test_somebody_named_for_several_grids_keeps_the_one_they_hold(run: Run, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {"网格": [["网格名称", "层级", "网格员"], ["乙一网格", "", "李四"], ["甲二网格", "", "李四"]]},
    )
    ran = run(f"roster import {path}")
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT grid, until_on FROM assignments WHERE officer = 'P2'") == [
        ("A-2", "9999-12-31")
    ]
    assert "李四 负责几个网格（B-1、A-2），一人只记一个：A-2" in ran.err


@pytest.mark.usefixtures("small")
def test_a_driver_who_becomes_an_officer_owes_visits_and_an_excused_officer_does_not(
    run: Run, tmp_path: Path
) -> None:
    head = ["姓名", "职务", "负责网格", "应访次数"]

    def quotas(*rows: list[str]) -> list[tuple[object, ...]]:
        assert run(f"roster import {workbook(tmp_path / 'a.xlsx', {'人员': [head, *rows]})}").code == 0
        return sql(
            tmp_path, "SELECT name, quota FROM officers WHERE name IN ('赵一一', '钱二二') ORDER BY name DESC"
        )

    first = quotas(["赵一一", "驾驶员", "甲一网格", ""], ["钱二二", "网格员", "甲二网格", "0"])
    assert first == [("钱二二", 0), ("赵一一", 0)]
    second = quotas(["赵一一", "网格员", "甲一网格", ""], ["钱二二", "网格专员", "甲二网格", ""])
    assert second == [("钱二二", 0), ("赵一一", None)]


@pytest.mark.parametrize(
    ("position", "owed"),
    [
        ("网格员", ("officer", True)), ("光伏板块板块长", ("block_head", False)), ("企业服务部副部长", ("officer", False)),
        ("管委会主任", ("chief", False)), ("综合办公室主任", ("officer", False)), ("副局长兼网格员", ("officer", True)),
        ("网格员（A角）", ("officer", True)), ("B角", ("deputy", True)), ("ｂ角", ("deputy", True)), ("顾问", None), ("", None),
    ],
)  # fmt: skip
def test_a_position_tells_role_and_visits(position: str, owed: tuple[str, bool] | None) -> None:
    assert duty(position) == owed


def test_a_made_code_grows_by_a_letter_while_it_is_somebody_elses() -> None:
    code = made_code("enterprise", (), "长江厂")
    assert (code[0], len(code)) == ("E", 8)
    assert made_code("enterprise", (), " 长江 厂 ") == code
    longer = made_code("enterprise", (code,), "长江厂")
    assert (longer[:8], len(longer)) == (code, 9)
    assert made_code("officer", (), "长江厂")[1:] == code[1:]


def test_a_place_code_is_its_names_and_safe_for_files() -> None:
    assert place_code((), "光伏板块", "第一 网格") == "光伏板块-第一网格"
    assert place_code((), "a/b,c", "") == "A-B-C"
    taken = place_code(("光伏-一",), "光伏", "一")
    assert taken != "光伏-一"
    assert taken.startswith("光伏-一-")
    assert len(place_code((), "长" * 60)) == 40


def test_two_officers_who_stand_in_for_each_other_hold_a_grid_each(run: Run, empty: Path) -> None:
    rows = [
        ["网格", "B角", "A角", "企业名称"],
        ["一格", "乙二", "甲一", "A厂"],
        ["二格", "甲一", "乙二", "B厂"],
    ]
    taken(run, empty, workbook(empty / "ab.xlsx", {"Sheet1": rows}))
    assert zone(empty).people == [
        ("乙二", "officer", None, "", "二格", ""),
        ("甲一", "officer", None, "", "一格", ""),
    ]


def test_a_phone_belongs_to_whom_it_stands_behind(run: Run, empty: Path) -> None:
    rows: Rows = [
        ["企业名称", "网格", "网格员", "地址", "联系电话"],
        ["A厂", "一格", "甲一", "一号路", 13900000001],
        ["B厂", "二格", "乙二", "", 13900000002],
    ]
    taken(run, empty, workbook(empty / "a.xlsx", {"Sheet1": rows}))
    assert zone(empty).firms == [
        firm("A厂", "一格", address="一号路", phone="13900000001"),
        firm("B厂", "二格", phone="13900000002"),
    ]
    assert [(one[0], one[3]) for one in zone(empty).people] == [("乙二", ""), ("甲一", "")]


def test_two_persons_of_one_name_are_told_by_their_phones(run: Run, empty: Path) -> None:
    rows: Rows = [
        ["姓名", "性别", "职务", "联系方式", "所辖网格"],
        ["李伟", "男", "网格员", 13800000001, "东一"],
        ["李伟", "男", "网格员", 13800000002, "东二"],
        ["王芳", "女", "网格员", "", "东三"],
        ["王芳", "女", "网格员", "", "东四"],
    ]
    ran = taken(run, empty, workbook(empty / "a.xlsx", {"Sheet1": rows}))
    assert [(one[0], one[3], one[4]) for one in zone(empty).people] == [
        ("李伟", "13800000001", "东一"),
        ("李伟", "13800000002", "东二"),
        ("王芳", "", "东四"),
    ]
    assert "第 5 行：王芳 在第 4 行已有，按同一人处理，以后一行为准；若是两个人，请写上电话或工号" in ran.err
    moved: Rows = [["姓名", "电话", "网格"], ["李伟", 13800000009, "东二"], ["李伟", 13800000001, "东五"]]
    taken(run, empty, workbook(empty / "b.xlsx", {"Sheet1": moved}))
    held = sql(
        empty,
        "SELECT phone, grid FROM officers JOIN assignments ON officer = code WHERE name = '李伟' AND until_on = '9999-12-31'"
        " ORDER BY phone",
    )
    assert held == [("13800000001", "东五"), ("13800000009", "东二")]


def test_words_above_the_table_are_no_headings_and_headings_repeat(run: Run, empty: Path) -> None:
    head = [["序号", "企业名称", "企业联系人", "", ""], ["", "", "姓名", "联系电话", "手机"]]
    rows: Rows = [
        ["填报单位", "某局", "联系电话", "0516-1", ""],
        *head,
        [1, "A厂", "周某", "0516-2", 13900000001],
        *head,
        [2, "B厂", "吴某", "", 13900000002],
    ]
    ran = taken(run, empty, workbook(empty / "a.xlsx", {"Sheet1": rows}))
    assert zone(empty).firms == [firm("A厂", contact="周某", phone="0516-2"), firm("B厂", contact="吴某")]
    assert (
        "第 3 行是表头，按企业读：企业名称 → 企业名称、企业联系人姓名 → 联系人、企业联系人联系电话 → 企业电话"
        in ran.err
    )
    assert "不认识的列没有导入：企业联系人手机" in ran.err
    assert "第 5 行是合计、备注或重复的表头" in ran.err
    assert "第 6 行是合计、备注或重复的表头" in ran.err
