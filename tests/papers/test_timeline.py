"""A chart of milestones: first plan, plan and actual day of each project on one scale, with today, in every form."""

import io
import re
from datetime import date, timedelta

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.nouns.project.life import MILESTONE_KEYS
from gridlog.papers.document import MOST_COLUMNS, SCALE, Mark, Timeline
from tests.conftest import Run

TODAY = date(2025, 11, 21)
LEGEND = "○ △ ●"


def chart(*marks: Mark, today: date = TODAY) -> Timeline:
    return Timeline("节点", (("光伏", marks),), today, LEGEND)


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MARKS = st.builds(Mark, DAYS, st.sampled_from(["first", "plan", "actual"]), st.sampled_from(["开工", "竣工"]))


@given(st.lists(MARKS, min_size=1, max_size=12), DAYS)
def test_every_day_lies_on_the_scale_in_its_order_and_in_a_column_of_its_months(
    marks: list[Mark], today: date
) -> None:
    one = chart(*sorted(marks), today=today)
    places = [one.at(mark.on) for mark in sorted(marks)]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in (*places, one.at(today)))
    table = one.table
    assert len(table.columns) <= 1 + MOST_COLUMNS + 1
    (row,) = table.rows
    assert sum(str(cell).count(sign) for cell in row for sign in "○△●") == len(marks)
    assert sum("|" in column.zh for column in table.columns) == 1
    scale = one.lines[1].split(" ")[1]
    assert len(scale) == SCALE + 1


def test_the_ends_of_the_calendar_lie_on_a_scale_too() -> None:
    one = chart(Mark(date.min, "plan", "开工"), Mark(date.max, "plan", "竣工"))
    assert (one.at(date.min), one.at(date.max)) == (0, 1)
    assert one.lines[1].count("△") == 4
    assert sum(str(cell).count("△") for cell in one.table.rows[0]) == 2


def test_a_year_has_a_column_a_month() -> None:
    marks = [Mark(TODAY + timedelta(days=30 * n), "plan", str(n)) for n in range(5)]
    table = chart(*marks).table
    assert [column.zh for column in table.columns] == ["项目", "25.11|", "25.12", "26.01", "26.02", "26.03"]
    assert table.rows == (("光伏", "0△", "1△", "2△", "3△", "4△"),)


def test_the_scale_of_a_terminal_has_today_and_each_day_at_its_place() -> None:
    told = chart(Mark(date(2025, 11, 1), "actual", "开工"), Mark(date(2025, 11, 30), "plan", "竣工")).lines
    scale = ["─"] * 49
    scale[0], scale[33], scale[48] = "●", "│", "△"
    assert told == [LEGEND, f"光伏 {''.join(scale)} 开工●2025-11-01 竣工△2025-11-30"]


@pytest.mark.usefixtures("small")
def test_a_month_shows_the_chart_in_every_form_and_only_where_a_milestone_has_a_day(
    run: Run,
) -> None:
    for line in (
        "config set officer 张三",
        "project add X1 光伏<组件> --enterprise E1",
        "project add X2 家居二期 --enterprise E2",
    ):
        assert run(line).code == 0
    assert "项目节点图" not in run("report month --format html").out
    for line in (
        "X1 签约 --actual 2025-10-08",
        "X1 开工 --plan 2025-12-01",
        "X1 开工 --plan 2025-12-20 --reason 晚",
    ):
        assert run(f"project milestone {line}").code == 0
    days = "签约●2025-10-08 开工○2025-12-01 开工△2025-12-20"
    assert f"光伏<组件> {'─' * 4}●" in run("report month").out
    assert days in run("report month").out
    page = run("report month --format html").out
    picture = page[page.index("项目节点图") : page.index("</svg>", page.index("项目节点图"))]
    assert re.findall(r"<title>(.*?)</title>", picture) == days.split(" ")
    assert "光伏&lt;组件&gt;" in picture
    assert "家居二期" not in picture
    assert f"- 光伏\\<组件\\> {days}" in run("report month --format md").out
    letter = docx.Document(io.BytesIO(run("report month --format docx").raw))
    rows = [[cell.text for cell in row.cells] for table in letter.tables for row in table.rows]
    assert ["光伏<组件>", "签约●", "", "开工○ 开工△"] in rows


@pytest.mark.usefixtures("small")
def test_a_letter_with_a_chart_of_years_stays_upright(run: Run) -> None:
    for line in (
        "config set officer 张三",
        "project add X1 很长很长的项目名称 --enterprise E1",
        *(f"project milestone X1 {key} --plan 20{year}-06-30" for year, key in enumerate(MILESTONE_KEYS, 24)),
    ):
        assert run(line).code == 0
    letter = docx.Document(io.BytesIO(run("report month --format docx").raw))
    page = letter.sections[0]
    assert page.page_width
    assert page.page_height
    assert page.page_width < page.page_height
    assert any("很长很长的项目名称" in row.cells[0].text for table in letter.tables for row in table.rows)
