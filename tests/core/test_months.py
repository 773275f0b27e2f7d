"""Spans of months as statistics name them, and months in headings."""

from datetime import date

import pytest

from gridlog.core.months import Period, heading_month, is_month, parse_period, year_before
from gridlog.errors import Usage

TODAY = date(2025, 11, 21)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2022-06", "2022-06"),
        ("2022.6", "2022-06"),
        ("202206", "2022-06"),
        ("2022年6月", "2022-06"),
        ("2022年06月份", "2022-06"),
        ("２０２２年６月", "2022-06"),
        ("June 2022", "2022-06"),
        ("6月", "2025-06"),
        ("十一月", "2025-11"),
        ("12月", "2024-12"),
        ("上月", "2025-10"),
        ("this", "2025-11"),
        ("last", "2025-10"),
        ("2022-Q2", "2022-Q2"),
        ("2022Q2", "2022-Q2"),
        ("q2", "2025-Q2"),
        ("2022年第二季度", "2022-Q2"),
        ("2022年2季度", "2022-Q2"),
        ("一季度", "2025-Q1"),
        ("四季度", "2024-Q4"),
        ("上季度", "2025-Q3"),
        ("这个季度", "2025-Q4"),
        ("前三季度", "2025-01/2025-09"),
        ("2022-H1", "2022-H1"),
        ("2022年上半年", "2022-H1"),
        ("2022上半年", "2022-H1"),
        ("上半年", "2025-H1"),
        ("下半年", "2024-H2"),
        ("去年下半年", "2024-H2"),
        ("2022", "2022"),
        ("2022年", "2022"),
        ("2022年全年", "2022"),
        ("去年", "2024"),
        ("今年", "2025"),
        ("1-5月", "2025-01/2025-05"),
        ("1—5月", "2025-01/2025-05"),
        ("1月至5月", "2025-01/2025-05"),
        ("2022年1-5月", "2022-01/2022-05"),
        ("2022年1-6月份", "2022-H1"),
        ("1-12月", "2024"),
        ("2022-01/2022-05", "2022-01/2022-05"),
        ("今年1-3月", "2025-Q1"),
        ("1980", "1980"),
        ("2199", "2199"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, name: str) -> None:
    found = parse_period(text, TODAY)
    assert found.name == name
    assert parse_period(found.name, TODAY) == found


@pytest.mark.parametrize(
    "text",
    ["", "0", "6", "13月", "0月", "2022-13", "2022-Q5", "2022-H3", "5-1月", "1-13月", "½月", "20226", "2022-06-01",
     "2022-01/2023-05", "1e999", "-1月", "周五", "2022年上", "第五季度"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Usage) as raised:
        parse_period(text, TODAY)
    assert raised.value.code == "indicator.period"


@pytest.mark.parametrize("text", ["1900-01", "0000", "1979年", "2200", "9999-12"])
def test_a_year_that_no_figure_is_of_is_refused(text: str) -> None:
    with pytest.raises(Usage) as raised:
        parse_period(text, TODAY)
    assert raised.value.code == "indicator.reach"


def test_a_period_has_its_months_its_last_day_and_the_same_months_a_year_before() -> None:
    half = Period(2024, 1, 6)
    assert half.months[0] == "2024-01"
    assert half.months[-1] == "2024-06"
    assert len(half.months) == 6
    assert half.last_day == date(2024, 6, 30)
    assert Period(2024, 2, 2).last_day == date(2024, 2, 29)
    assert Period(2024, 1, 12).last_day == date(2024, 12, 31)
    assert half.before.name == "2023-H1"
    assert year_before("2024-02") == "2023-02"


@pytest.mark.parametrize(
    ("heading", "month"),
    [
        ("2022-06", "2022-06"),
        ("2022年6月", "2022-06"),
        ("2022/06", "2022-06"),
        ("202206", "2022-06"),
        ("2022-06-01", "2022-06"),
        (" 2022 年 6 月 ", "2022-06"),
        ("6月", "2021-06"),
        ("6月份", "2021-06"),
        ("六月", "2021-06"),
        ("1月", "2021-01"),
        ("十二月", "2021-12"),
        ("13月", ""),
        ("0月", ""),
        ("1979年12月", ""),
        ("企业名称", ""),
        ("2022年", ""),
        ("2022-13", ""),
        ("1-6月", ""),
        ("6月累计", ""),
        ("6", ""),
        ("", ""),
    ],
)
def test_a_heading_names_a_month_or_none(heading: str, month: str) -> None:
    assert heading_month(heading, 2021) == month


def test_a_heading_without_a_year_needs_one() -> None:
    with pytest.raises(Usage) as raised:
        heading_month("6月", None)
    assert raised.value.code == "indicator.no_year"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2022-06", True),
        ("2022-6", False),
        ("2022-13", False),
        ("1900-01", False),
        ("２０２２-06", False),
        ("", False),
    ],
)
def test_the_name_of_a_month_has_one_form(text: str, is_one: bool) -> None:
    assert is_month(text) == is_one
