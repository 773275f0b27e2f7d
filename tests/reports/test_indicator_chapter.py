"""What a month's bulletin says of indicators: each figure recounted, and nothing in a zone without any."""

import random
import re
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from gridlog.store.as_of import as_of
from tests.conftest import Ran, Run, sql

pytestmark = pytest.mark.usefixtures("small")
KEYS = {
    "taxable_sales": "应税销售",
    "local_tax": "地方税收",
    "output": "产值",
    "employees": "用工",
    "power": "用电",
}
BLOCK = {"E1": "板块甲", "E2": "板块甲", "E3": "板块甲", "E4": "板块乙"}
INDUSTRY = {"E1": "家居", "E2": "电器", "E3": "光伏", "E4": "新材料"}


def told(done: Ran) -> list[str]:
    assert done.code == 0, done.err
    return [line for line in done.out.splitlines() if line.startswith(("经济指标", "Indicators"))]


def taken(run: Run, tmp_path: Path, text: str, more: str = "") -> None:
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    done = run(f"indicator import {tmp_path / 'f.csv'} {more}")
    assert done.code == 0, done.err


@pytest.fixture
def article(run: Run, tmp_path: Path) -> Run:
    """The article's own totals: 77.88 亿元 of sales in the first half of 2022, and 13 % more than a year before."""
    run("config set officer 张三")
    text = (
        "enterprise,2021-01,2021-06,2022-01,2022-06\n"
        "E1,300000,200000,339000,226000\nE2,100000,50000,113000,56500\nE4,,,,44300.004\n"
    )
    taken(run, tmp_path, text, "--key taxable_sales")
    taken(
        run,
        tmp_path,
        "enterprise,2021-01,2022-01\nE1,10000,11200\nE2,3214.29,3600\nE3,5,\n",
        "--key local_tax",
    )
    return run


@pytest.mark.parametrize("line", ["report day", "report week", "report month"])
def test_a_zone_without_indicators_reads_nothing_of_them(run: Run, line: str) -> None:
    for form in ("", " --format md", " --format html"):
        assert "经济指标" not in run(line + form).out


def test_the_bulletin_opens_as_the_article_does(article: Run) -> None:
    opening = (
        "2022年上半年，完成工业应税销售收入77.88亿元、同比增长13%（可比口径 2 家，另 1 家无上年数）；"
        "地方税收1.48亿元、同比增长12%（可比口径 2 家，1 家无本期数）。"
    )
    assert told(article("report month 2022-06"))[0] == f"经济指标：{opening}"
    text = article("report month 2022-06 --format md").out
    general = text[text.index("## 一、总体情况") :].split("\n")
    assert general[2] == opening
    assert "## 四、经济指标" in text
    assert told(article("report month 2022-06", lang="en"))[0] == (
        "Indicators: 2022-H1: industrial taxable sales of 77.88 hundred million yuan, up 13% (2 comparable enterprises, "
        "1 without the year before); local tax of 1.48 hundred million yuan, up 12% (2 comparable enterprises, 1 without this year)."
    )


def test_a_day_and_a_week_say_nothing_of_indicators(article: Run) -> None:
    assert told(article("report day 2022-06-30")) == []
    assert told(article("report week 2022-06-30")) == []


def test_a_month_without_its_own_figures_says_how_far_they_go(article: Run) -> None:
    lines = told(article("report month 2022-08"))
    assert lines[0].startswith("经济指标：2022年上半年，完成工业应税销售收入77.88亿元")
    assert lines[-1] == "经济指标：2022年8月的数尚未报齐，以上截至2022年6月。"
    assert told(article("report month 2023-01")) == []
    assert told(article("report month 2022-01"))[0].startswith(
        "经济指标：2022年1月，完成工业应税销售收入45.20亿元、同比增长13%"
    )


def test_a_report_of_an_earlier_instant_has_the_figures_that_were_on_record_then(article: Run) -> None:
    article("indicator set E1 2022-06 taxable_sales 1", now="2025-11-22T09:00:00+08:00")
    later = {"now": "2025-11-24T09:00:00+08:00"}
    assert "55.28亿元" in told(article("report month 2022-06", **later))[0]
    assert "77.88亿元" in told(article("report month 2022-06 --as-of 2025-11-21T18:00:00+08:00", **later))[0]


@pytest.mark.usefixtures("small", "article")
def test_a_report_of_an_earlier_instant_folds_indicators_for_a_month_alone(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2025-11-21T18:00:00+08:00")
    with closing(sqlite3.connect(tmp_path / "zone.db")) as connection:
        for start, end, count in (
            (date(2022, 5, 30), date(2022, 6, 6), 0),
            (date(2022, 6, 30), date(2022, 7, 1), 14),
            (date(2022, 1, 1), date(2022, 2, 1), 11),
        ):
            with closing(as_of(connection, at, start, end)) as past:
                found = past.execute("SELECT count(*) FROM indicators").fetchone()
                assert found == (count,), start


def money(value: Decimal) -> str:
    shown = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return (
        f"{shown}万元"
        if abs(shown) < 10000
        else f"{(value / 10000).quantize(Decimal('0.01'), ROUND_HALF_UP)}亿元"
    )


def shown(key: str, value: Decimal) -> str:
    if key == "employees":
        return f"{value:,.0f}人"
    if key == "power":
        return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,}万千瓦时"
    return money(value)


def rate(now: Decimal, before: Decimal) -> str:
    if before <= 0:
        return "—"
    growth = ((now - before) / before).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    percent = abs(growth) * 100
    fine = percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{fine}%" if fine < 10 else f"{percent.quantize(Decimal(1), ROUND_HALF_UP)}%"
    return text if text == "0.0%" else ("-" if growth < 0 else "+") + text


def counted(
    book: Mapping[tuple[str, str, str], Decimal], codes: list[str], key: str, months: list[str]
) -> list[str]:
    """Return the cells of a key in a table: the amount and its growth, counted from the book of figures."""
    if key == "employees":
        months = months[-1:]
    now = [book[e, m, key] for e in codes for m in months if (e, m, key) in book]
    after = before = Decimal(0)
    for e in codes:
        mine = [m for m in months if (e, m, key) in book]
        earlier = [(e, f"{int(m[:4]) - 1}{m[4:]}", key) for m in mine]
        if mine and all(one in book for one in earlier):
            after += sum(book[e, m, key] for m in mine)
            before += sum(book[one] for one in earlier)
    return [shown(key, sum(now, Decimal(0))), rate(after, before)] if now else ["—", "—"]


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_of_the_tables_is_what_a_count_of_its_own_says(
    run: Run, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test draws its zones
    run("config set officer 张三")
    lines = ["month,enterprise,key,value"]
    for year in (2023, 2024):
        for month in range(1, 13 if year == 2023 else 10):
            for enterprise in BLOCK:
                for key in KEYS:
                    if chance.random() < 0.85 or (enterprise, month) == ("E1", 9):
                        value = (
                            str(chance.randint(0, 900))
                            if key == "employees"
                            else f"{chance.uniform(0, 9000):.2f}"
                        )
                        lines.append(f"{year}-{month:02},{enterprise},{key},{value}")
    taken(run, tmp_path, "\n".join(lines) + "\n")
    stored = sql(tmp_path, "SELECT enterprise, month, key, value FROM indicators")
    book = {(str(e), str(m), str(k)): Decimal(str(v)) for e, m, k, v in stored}
    months = [f"2024-{month:02}" for month in range(1, 10)]
    text = run("report month 2024-09 --format md").out
    for title, of in (("各板块经济指标（2024年1-9月）", BLOCK), ("各行业经济指标（2024年1-9月）", INDUSTRY)):
        part = text[text.index(title) :].split("\n\n")[1]
        rows = [
            [cell.strip() for cell in row.strip("|").split("|")]
            for row in part.splitlines()
            if "---" not in row
        ]
        assert rows[0][1::2] == list(KEYS.values())
        names = list(dict.fromkeys(of.values())) if of is BLOCK else sorted(set(of.values()))
        assert [row[0] for row in rows[1:]] == [*names, "合计"]
        for name, *cells in rows[1:]:
            codes = [code for code in of if name in ("合计", of[code])]
            assert cells == [cell for key in KEYS for cell in counted(book, codes, key, months)], name
    said = told(run("report month 2024-09"))
    for line, span in ((said[1], months[-1:]), (said[2], months)):
        amounts = re.findall(r"(?:期末)?(应税销售|地方税收|产值|用工|用电) ([^、；。]+)", line)
        whole = {key: counted(book, list(BLOCK), key, span)[0] for key in KEYS}
        assert dict(amounts) == {KEYS[key]: value for key, value in whole.items()}


@pytest.mark.parametrize("form", ["html", "docx", "xlsx", "md"])
def test_every_document_takes_the_chapter(article: Run, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"r.{form}"
    assert article(f"report month 2022-06 -o {target}").code == 0
    assert target.stat().st_size > 2000


def test_growth_is_charted_month_by_month_on_a_terminal_in_html_and_in_tables(
    article: Run, tmp_path: Path
) -> None:
    article("indicator set E1 2021-03 taxable_sales 100")
    article("indicator set E1 2022-03 taxable_sales 74")
    lines = article("report month 2022-06").out.splitlines()
    at = lines.index("应税销售各月同比：")
    assert lines[at + 1 : at + 13] == [
        *(f"2021-{month:02}     —" for month in range(7, 13)),
        "2022-01  +13%  ■■■■■■■■■■",
        "2022-02     —",
        "2022-03  -26%  □□□□□□□□□□□□□□□□□□□□",
        "2022-04     —",
        "2022-05     —",
        "2022-06  +13%  ■■■■■■■■■■",
    ]
    text = article("report month 2022-06 --format md").out
    assert "| 2022-03 | -26% | □□□□□□□□□□□□□□□□□□□□ |" in text
    page = article("report month 2022-06 --format html").out
    chart = page[page.index("<figcaption>应税销售各月同比") :].partition("</svg>")[0]
    assert re.findall(r">([-+]\d+%|—)</text>", chart) == [*["—"] * 6, "+13%", "—", "-26%", "—", "—", "+13%"]
    assert [float(wide) for wide in re.findall(r'<rect [^>]*width="([0-9.]+)"', chart)] == [80.0, 160.0, 80.0]
    assert re.findall(r'<rect x="([0-9.]+)"[^>]*width="160', chart) == [str(float(line_at(chart)) - 160)]
    assert article(f"report month 2022-06 -o {tmp_path / 'm.docx'}").code == 0
    with zipfile.ZipFile(tmp_path / "m.docx") as book:
        assert "□□□□□□□□□□□□□□□□□□□□" in book.read("word/document.xml").decode()


def line_at(chart: str) -> str:
    """Where the line stands from which rises and falls go."""
    found = re.search(r'<line x1="([0-9.]+)"', chart)
    assert found
    return found[1]


def test_a_month_that_nothing_can_be_compared_with_has_no_chart(article: Run) -> None:
    assert "各月同比" not in article("report month 2021-06").out
