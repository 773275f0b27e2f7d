"""Numbers in workbooks: what is a number in a ledger or a report is a number there, exact, and shown as it was said."""

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gridlog.ledgers.columns import Column
from gridlog.ledgers.layout import Exact, Field, Figure, cell_of
from tests.conftest import Run

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
USUAL = {"1": "0", "2": "0.00", "9": "0%", "10": "0.00%"}
DECIMAL = Field("数", Column("value", "数", "value", "decimal"))


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("12000.50", Exact(Decimal("12000.50"), "0.00", "12000.50")),
        ("12", Exact(Decimal(12), "0", "12")),
        ("-3.2", Exact(Decimal("-3.2"), "0.0", "-3.2")),
        ("45.0%", Exact(Decimal("0.45"), "0.0%", "45.0%")),
        ("+13%", Exact(Decimal("0.13"), "+0%;-0%", "+13%")),
        ("-0.5%", Exact(Decimal("-0.005"), "0.0%", "-0.5%")),
        (
            Figure("77.88亿元", Decimal("778800"), '0.00"万元"'),
            Exact(Decimal(778800), '0.00"万元"', "77.88亿元"),
        ),
        ("123456789012.3456", "123456789012.3456"),
        ("—", "—"),
        ("1e9", "1e9"),
        ("", None),
        (None, None),
    ],
)
def test_a_decimal_is_an_exact_number_and_a_text_that_a_workbook_would_round_stays_a_text(
    said: str | None, cell: object
) -> None:
    assert cell_of(DECIMAL)(said) == cell


@pytest.fixture
def zone(run: Run) -> Run:
    for line in (
        "init",
        "grid add A 甲板块 --level block",
        "grid add A-1 甲一 --parent A",
        "officer add P1 王一 --grid A-1",
        "config set officer P1",
        "enterprise add E1 甲企业 --grid A-1",
        "project add X1 光伏 --enterprise E1 --investment 12000.50",
        "project progress X1 --planned 45 --actual 40.5 --week 2025-W46",
        "project progress X1 --planned 50 --actual 37.5",
        "premises add Z1 一号 --kind plant --area 3000.5 --load 2.5 --height 8 --power 630 --price 12.25",
        "premises move-in Z1 E1 --area 1000.25 --from 2025-11-03",
        *(f"indicator set E1 {year}-{month:02} taxable_sales {sum_}" for year, sum_ in ((2024, "200000.5"), (2025, "250000.75"))
          for month in (9, 10)),
        "indicator set E1 2025-10 employees 1200",
    ):  # fmt: skip
        done = run(line)
        assert done.code == 0, (line, done.err)
    return run


def cells(path: Path) -> Iterator[tuple[str, object, str]]:
    """Each cell of every sheet below the row of headings: heading, value and pattern; None for an empty cell."""
    with zipfile.ZipFile(path) as book:
        parts = {name: ET.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xml")}  # noqa: S314
    patterns = _patterns(parts["xl/styles.xml"])
    words = ["".join(one.itertext()) for one in parts.get("xl/sharedStrings.xml", ())]
    for name in sorted(one for one in parts if one.startswith("xl/worksheets/sheet")):
        rows = [[_cell(cell, words, patterns) for cell in row] for row in parts[name].iter(f"{MAIN}row")]
        top = parts[name].find(f"{MAIN}autoFilter")
        if top is not None:
            first = int(re.sub("[A-Z]", "", top.attrib["ref"].partition(":")[0])) - 1
            for row in rows[first + 1 :]:
                yield from ((str(head[0]), *cell) for head, cell in zip(rows[first], row, strict=False))


def _patterns(styles: ET.Element) -> list[str]:
    own = {one.attrib["numFmtId"]: one.attrib["formatCode"] for one in styles.iter(f"{MAIN}numFmt")}
    formats = styles.find(f"{MAIN}cellXfs")
    assert formats is not None
    return [own.get(one.attrib["numFmtId"], USUAL.get(one.attrib["numFmtId"], "")) for one in formats]


def _cell(cell: ET.Element, words: list[str], patterns: list[str]) -> tuple[object, str]:
    told = "".join(cell.itertext())
    pattern = patterns[int(cell.attrib.get("s", "0"))]
    kind = cell.attrib.get("t", "n")
    if not told:
        return None, pattern
    return (float(told) if kind == "n" else words[int(told)] if kind == "s" else told), pattern


NUMBERS: dict[str, dict[str, list[tuple[float, str]]]] = {
    "export projects": {"总投资(万元)": [(12000.5, "0.0")], "序时差": [(-12.5, "0.0")]},
    "export progress": {
        "计划%": [(45, "0.0"), (50, "0.0")],
        "实际%": [(40.5, "0.0"), (37.5, "0.0")],
        "序时差": [(-4.5, "0.0"), (-12.5, "0.0")],
    },
    "export premises": {
        "面积(㎡)": [(3000.5, "0.0")],
        "承重(t/㎡)": [(2.5, "0.0")],
        "层高(m)": [(8, "0")],
        "配电(kVA)": [(630, "0")],
        "租金(元/㎡·月)": [(12.25, "0.00")],
        "已用(㎡)": [(1000.25, "0.00")],
        "空置(㎡)": [(2000.25, "0.00")],
    },
    "export occupancy": {"面积(㎡)": [(1000.25, "0.00")]},
    "export indicators": {
        "数值": [(200000.5, "0.0"), (200000.5, "0.0"), (250000.75, "0.00"), (1200, "0"), (250000.75, "0.00")]
    },
    "report week 2025-11-17": {
        "上周计划%": [(45, "0.0")],
        "上周实际%": [(40.5, "0.0")],
        "序时差": [(-4.5, "0.0")],
        "本周计划%": [(50, "0.0")],
    },
    "report month 2025-11": {
        "年度投资": [(12000.5, "0.0")],
        "计划进度": [(0.5, "0.0%")],
        "实际进度": [(0.375, "0.0%")],
        "面积": [(3000.5, "0.0")] * 2,
        "已用": [(1000.25, "0.00")] * 2,
        "空置": [(2000.25, "0.00")] * 2,
        "入驻率": [(0.3334, "0%")] * 2,
    },
    "report month 2025-10": {
        "应税销售": [(500001.5, '#,##0.00"万元"')] * 4,
        "用工": [(1200, '#,##0"人"')] * 4,
    },
}


@pytest.mark.parametrize("line", NUMBERS)
def test_every_number_of_a_workbook_is_a_number_in_its_own_form(zone: Run, tmp_path: Path, line: str) -> None:
    target = tmp_path / "book.xlsx"
    assert zone(f"{line} -o {target}").code == 0
    found: dict[str, list[tuple[object, str]]] = {}
    for heading, value, pattern in cells(target):
        if heading in NUMBERS[line] and value is not None:
            found.setdefault(heading, []).append((value, pattern))
    assert found == NUMBERS[line]


def test_growth_in_a_workbook_is_a_number_with_its_sign(zone: Run, tmp_path: Path) -> None:
    assert zone(f"report month 2025-10 -o {tmp_path / 'book.xlsx'}").code == 0
    growth = {
        (value, pattern) for heading, value, pattern in cells(tmp_path / "book.xlsx") if heading == "同比"
    }
    assert growth == {(0.25, "+0%;-0%"), ("—", "")}


@pytest.mark.parametrize("form", ["md", "csv", "html", "docx"])
def test_other_forms_say_what_they_said(zone: Run, tmp_path: Path, form: str) -> None:
    assert zone(f"report month 2025-10 -o {tmp_path / f'r.{form}'}").code == 0
    if form == "md":
        assert "25.00亿元" in (tmp_path / "r.md").read_text(encoding="utf-8")
