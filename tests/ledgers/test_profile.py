"""`gridlog export --profile`: any office's own form from a small file that is read and never run."""

import csv
import io
import re
import shlex
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.ledgers.columns import Column
from gridlog.ledgers.layout import (
    PARTS,
    Field,
    Layout,
    cell_of,
    csv_lines,
    dated,
    number_format,
    strange_parts,
)
from tests.conftest import DATA, Run
from tests.support.books import book

EXAMPLE = DATA / "profile-example.toml"
README = (DATA.parent / "README.md").read_text(encoding="utf-8")
HEAD = ["序号", "走访时间", "企业", "企业代码", "方式", "走访人", "情况", "诉求", "填报单位"]
FIRST = ["1", "2025年11月3日", "禾木家居有限公司", "E1", "实地走访", "张三", "=1+1", "断电", "企业服务部"]


@pytest.fixture
def told(small: Path, run: Run) -> Path:
    """A visit with an issue, of a day with one figure."""
    line = "visit add E1 --by 张三 --with 李四 --phone 13900001234 --note =1+1 --issue 断电 --on 2025-11-03 --reason x"
    assert run(line).code == 0
    return small


def profiled(folder: Path, toml: str) -> str:
    """The option that names a profile of this text."""
    path = folder / "profile.toml"
    path.write_text(toml, encoding="utf-8")
    return f"--profile {shlex.quote(path.as_posix())}"


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))


def test_the_example_fills_an_offices_own_form(run: Run, told: Path) -> None:
    assert told
    ran = run(f"export visits --profile {EXAMPLE.as_posix()}")
    assert ran.code == 0, ran.err
    title, unit, head, first = rows(ran.out)
    assert (title[0], unit[0], set(title[1:])) == ("服务企业走访登记表", "填报单位：企业服务部", {""})
    assert (head, first) == (HEAD, FIRST)
    assert b"\r" not in ran.raw
    assert not ran.raw.startswith(b"\xef\xbb\xbf")


def test_the_same_form_for_excel_is_marked_ended_and_guarded_as_excel_wants(run: Run, told: Path) -> None:
    assert told
    ran = run(f"export visits --excel --profile {EXAMPLE.as_posix()}")
    assert ran.raw.startswith(b"\xef\xbb\xbf")
    assert ran.raw.count(b"\r\n") == ran.raw.count(b"\n") == 4
    assert rows(ran.out)[3] == [cell.replace("=1+1", "'=1+1") for cell in FIRST]


def test_the_same_form_as_a_workbook_keeps_its_dates_and_numbers(run: Run, told: Path) -> None:
    assert told
    made = book(run(f"export visits --format xlsx --profile {EXAMPLE.as_posix()}"))
    assert made.sheet == "走访登记表"
    assert [row[0] for row in made.rows[:2]] == ["服务企业走访登记表", "填报单位：企业服务部"]
    assert made.rows[2] == HEAD
    assert made.rows[3] == [1.0, date(2025, 11, 3), *FIRST[2:]]
    assert made.formats(1) >= {"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"}
    for wanted in ('<mergeCell ref="A1:I1"/>', '<autoFilter ref="A3:I4"/>', 'topLeftCell="A4"'):
        assert wanted in made.xml
    assert "$3:$3" in made.names
    (width,) = re.findall(r'<col min="2" max="2" width="([\d.]+)"', made.xml)
    assert float(width) >= 14  # room for 2025年11月23日


def test_the_readme_shows_columns_of_the_example() -> None:
    shown = re.search(r"<!-- profile -->\n```toml\n(.*?)```", README, re.DOTALL)
    assert shown
    told, example = tomllib.loads(shown[1]), tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert told["title"] == example["title"]
    assert [column for column in told["column"] if column not in example["column"]] == []


def test_words_say_whose_values_a_column_has(run: Run, told: Path) -> None:
    columns = "".join(
        f"[[column]]\nheading = '{key} {words}'\nfrom = '{key}'\nwords = '{words}'\n"
        for key in ("method", "block", "participants", "late")
        for words in ("zh", "en", "raw")
    )
    for whole in ("", "words = 'raw'\n"):
        _, first = rows(run(f"export visits {profiled(told, whole + columns)}").out)
        assert first == [
            *("实地走访", "on site", "onsite"),
            *("板块甲", "板块甲", "A"),
            *("李四", "李四", "P2"),
            *("是", "yes", "1"),
        ]


def test_raw_words_are_those_of_the_script_dialect(run: Run, told: Path) -> None:
    head = run("export visits").out.splitlines()[0].split(",")
    columns = "".join(f"[[column]]\nheading = '{key}'\nfrom = '{key}'\n" for key in head)
    option = profiled(told, "words = 'raw'\n" + columns)
    assert run(f"export visits {option}").out == run("export visits").out


@pytest.mark.parametrize("what", ["issues", "enterprises", "officers"])
def test_every_list_may_have_a_profile(run: Run, told: Path, what: str) -> None:
    key = "id" if what == "issues" else "code"
    option = profiled(told, f"title = '表'\n[[column]]\nheading = '编号'\nfrom = '{key}'\n")
    told_rows = rows(run(f"export {what} {option}").out)
    assert told_rows[:2] == [["表"], ["编号"]]
    assert len(told_rows) == 2 + len(rows(run(f"export {what}").out)) - 1
    made = book(run(f"export {what} --format xlsx {option}"))
    assert [[str(cell) for cell in row] for row in made.rows] == told_rows


def test_phones_of_a_profile_are_masked_unless_unmask_is_asked_for(run: Run, told: Path) -> None:
    option = profiled(told, "[[column]]\nheading = '电话'\nfrom = 'phone'\n")
    assert rows(run(f"export visits {option}").out)[1] == ["139****1234"]
    assert rows(run(f"export visits {option} --unmask").out)[1] == ["13900001234"]


def test_a_constant_may_be_a_number_or_look_like_sql(run: Run, told: Path) -> None:
    nasty = "'; DROP TABLE visits; --"
    option = profiled(
        told, f'[[column]]\nheading = "a"\nvalue = "{nasty}"\n[[column]]\nheading = "b"\nvalue = 7\n'
    )
    assert rows(run(f"export visits {option}").out)[1] == [nasty, "7"]
    assert book(run(f"export visits --format xlsx {option}")).rows[1] == [nasty, 7.0]


COLUMN = "[[column]]\nheading = 'a'\nfrom = 'date'\n"
WRONG = {
    "no TOML": ("heading: a", "不是 TOML"),
    "no columns": ("title = 'x'", "[[column]]"),
    "columns that are no tables": ("column = ['date']", "[[column]]"),
    "an unknown setting": (f"colour = 'red'\n{COLUMN}", "“colour”。可用：sheet, title, words, column"),
    "an unknown setting of a column": (f"{COLUMN}width = 7\n", "（column 1）里不认得“width”"),
    "an unknown key": ("[[column]]\nheading = 'a'\nfrom = 'colour'\n", "可用：id, date, week"),
    "unknown words": (f"words = 'fr'\n{COLUMN}", "可用：zh, en, raw"),
    "unknown words of a column": (f"{COLUMN}words = 'fr'\n", "（column 1 words）"),
    "an unknown part of a date": (f"{COLUMN}format = '%Y %j'\n", f"“%j”。可用：{' '.join(PARTS)}"),
    "a lone per cent": (f"{COLUMN}format = '100%'\n", "“%”"),
    "a date of what is no date": (
        f"{COLUMN}[[column]]\nheading = 'a'\nfrom = 'note'\nformat = '%Y'\n",
        "（column 2 format）里不认得“note”。可用：date, recorded_at",
    ),
    "a date of a constant": ("[[column]]\nheading = 'a'\nvalue = 'x'\nformat = '%Y'\n", 'from = "…"'),
    "neither source nor value": ("[[column]]\nheading = 'a'\n", 'from = "…" | value = "…"'),
    "both source and value": (f"{COLUMN}value = 'x'\n", 'from = "…" | value = "…"'),
    "no heading": ("[[column]]\nfrom = 'date'\n", 'heading = "…"'),
    "a heading that is a number": ("[[column]]\nheading = 1\nfrom = 'date'\n", 'heading = "…"'),
    "a value that is a list": ("[[column]]\nheading = 'a'\nvalue = [1]\n", 'value = "…"'),
    "a value that is true": ("[[column]]\nheading = 'a'\nvalue = true\n", 'value = "…"'),
    "a title that is a number": (f"title = 1\n{COLUMN}", 'title = ["…", "…"]'),
    "a sheet no program can name": (f"sheet = 'a/b'\n{COLUMN}", "“a/b”"),
    "a sheet with a long name": (f"sheet = '{'长' * 32}'\n{COLUMN}", "最多 31 字"),
}


@pytest.mark.parametrize(("toml", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_profile_that_makes_no_sense_is_refused_at_its_place(
    run: Run, told: Path, toml: str, says: str
) -> None:
    for form in ("csv", "xlsx"):
        refused = run(f"export visits --format {form} {profiled(told, toml)}")
        assert (refused.code, refused.out, refused.raw) == (2, "", b"")
        assert len(refused.err.splitlines()) == 1
        assert says in refused.err
        assert "profile.toml" in refused.err


@pytest.mark.parametrize("form", ["json", "ndjson", "table"])
def test_a_profile_is_for_csv_and_workbooks(run: Run, told: Path, form: str) -> None:
    refused = run(f"export visits --format {form} {profiled(told, COLUMN)}")
    assert (refused.code, refused.out) == (2, "")
    assert "--profile 只用于 csv 和 xlsx" in refused.err


def test_a_profile_that_is_not_there_is_named(run: Run, told: Path) -> None:
    refused = run(f"export visits --profile {told / 'nowhere.toml'}")
    assert (refused.code, refused.out) == (2, "")
    assert "nowhere.toml" in refused.err


def test_a_profile_that_notepad_saved_is_read(run: Run, told: Path) -> None:
    path = told / "gbk.toml"
    for encoding in ("utf-8-sig", "gbk"):
        path.write_bytes("[[column]]\r\nheading = '日期'\r\nfrom = 'date'\r\n".encode(encoding))
        assert run(f"export visits --profile {path}").out == "日期\n2025-11-03\n"


def test_a_heading_cannot_bring_control_characters_into_a_file(run: Run, told: Path) -> None:
    option = profiled(told, 'title = "x\\u001b[31m"\n[[column]]\nheading = "a\\u0000b"\nfrom = "date"\n')
    assert rows(run(f"export visits {option}").out)[:2] == [["x [31m"], ["a b"]]


# --- patterns of dates


@given(st.datetimes(datetime(1901, 1, 1)), st.lists(st.sampled_from([*PARTS, "年", "月", "-", " ", ":"])))
def test_a_date_is_written_as_strftime_writes_it(at: datetime, pieces: list[str]) -> None:
    pattern = "".join(pieces)
    portable = at.strftime(
        pattern.replace("%-m", str(at.month)).replace("%-d", str(at.day)).replace("%Y", f"{at.year:04}")
    )
    assert dated(pattern, at) == portable
    assert strange_parts(pattern) == []


@given(st.text(max_size=20))
def test_no_pattern_breaks_the_writer(pattern: str) -> None:
    field = Field("a", Column("date", "a", "a", "date"), "zh", pattern)
    assert isinstance(dated(pattern, date(2025, 11, 3)), str)
    assert number_format(field).count('"') % 2 == 0


@pytest.mark.parametrize(
    ("pattern", "excel"),
    [
        ("", "yyyy-mm-dd"),
        ("%Y年%m月%d日", 'yyyy"年"mm"月"dd"日"'),
        ("%Y.%-m.%-d", 'yyyy"."m"."d'),
        ("%d/%m/%y %H:%M:%S", "dd/mm/yy hh:mm:ss"),
    ],
)
def test_a_pattern_is_a_number_format_of_excel(pattern: str, excel: str) -> None:
    assert number_format(Field("a", Column("date", "a", "a", "date"), "zh", pattern)) == excel


def test_what_is_no_date_stays_what_it_is() -> None:
    field = Field("a", Column("date", "a", "a", "date"), "zh", "%Y年")
    assert cell_of(field)("改天") == "改天"
    assert cell_of(field)("") is None
    assert list(csv_lines(Layout((field,)), [("改天",)], for_excel=False)) == ["a\n", "改天\n"]
