"""Ledgers: exact headings, lines that read back the same, and one meaning in Python and in SQL."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridlog.cli.shell.output import Wish, emit_query
from gridlog.core.calendar import Calendar
from gridlog.core.event import Data
from gridlog.core.nouns.enterprise.ledger import ENTERPRISE_LEDGER as ENTERPRISES_ON_PAPER
from gridlog.core.nouns.issue.ledger import ISSUE_LEDGER as ISSUES_ON_PAPER
from gridlog.core.nouns.visit.ledger import VISIT_LEDGER as VISITS_ON_PAPER
from gridlog.core.nouns.visit.ledger import VISITS
from gridlog.core.roster import moved
from gridlog.core.rules import DEFAULT
from gridlog.core.when import parse_instant
from gridlog.ledgers import columns as ledger
from gridlog.ledgers import queries as listing
from gridlog.ledgers.columns import (
    Column,
    Value,
    csv_lines,
    excel_lines,
    guard,
    json_lines,
    mask,
    ndjson_lines,
    quoted,
    unguard,
)
from gridlog.ledgers.queries import Query, masked
from gridlog.ledgers.terminal import table_text
from gridlog.store.file import Author, Store, open_store
from tests.conftest import NOW, Run

TODAY = date(2025, 11, 21)
PLAIN = Calendar({}, frozenset())

# The headings, letter by letter as domain.md has them; the duty ledger comes with its commands.

VISIT_LEDGER = [
    "序号",
    "走访编号",
    "走访日期",
    "星期",
    "所属板块",
    "网格编号",
    "网格名称",
    "企业名称",
    "统一社会信用代码",
    "走访方式",
    "走访类型",
    "走访人员",
    "联合走访人员",
    "受访人",
    "职务",
    "联系电话",
    "生产经营情况",
    "用工情况",
    "问题及诉求",
    "现场办理情况",
    "问题编号",
    "意见建议",
    "录入时间",
    "是否补录",
    "是否计入考核",
    "备注",
    "走访时间",
]
ISSUE_LEDGER = [
    "序号",
    "问题编号",
    "登记日期",
    "企业名称",
    "所属板块",
    "网格编号",
    "来源",
    "问题类别",
    "问题描述",
    "紧急程度",
    "办理层级",
    "主办单位",
    "协办单位",
    "责任人",
    "交办日期",
    "签收日期",
    "办结时限",
    "是否延期",
    "当前状态",
    "最新进展",
    "答复日期",
    "办理结果",
    "结果类型",
    "回访日期",
    "回访人",
    "满意度",
    "是否销号",
    "销号日期",
    "用时(工作日)",
    "是否超期",
    "重办次数",
    "督办灯",
    "备注",
]
ENTERPRISE_LEDGER = [
    "序号",
    "企业编号",
    "企业名称",
    "统一社会信用代码",
    "所属板块",
    "网格编号",
    "专员(A角)",
    "B角",
    "行业",
    "规上/规下",
    "企业状态",
    "地址",
    "联系人",
    "职务",
    "联系电话",
    "重点等级",
    "备注",
]

LEDGERS: dict[str, tuple[Query, list[str]]] = {
    "visits": (listing.visits(DEFAULT).under(VISITS_ON_PAPER), VISIT_LEDGER),
    "issues": (
        listing.issues(TODAY, PLAIN, DEFAULT).under(ISSUES_ON_PAPER),
        ISSUE_LEDGER,
    ),
    "enterprises": (listing.enterprises(TODAY).under(ENTERPRISES_ON_PAPER), ENTERPRISE_LEDGER),
}


@pytest.mark.parametrize(("query", "headings"), LEDGERS.values(), ids=LEDGERS.keys())
def test_a_ledger_has_the_headings_of_the_paper_form(query: Query, headings: list[str]) -> None:
    assert [column.zh for column in query.columns] == headings


@pytest.mark.parametrize("what", LEDGERS)
@pytest.mark.usefixtures("small")
def test_an_excel_export_begins_with_a_mark_and_the_headings(run: Run, what: str) -> None:
    done = run(f"export {what} --excel")
    assert done.code == 0, done.err
    assert done.raw.startswith(b"\xef\xbb\xbf" + LEDGERS[what][1][0].encode())
    first = done.out.removeprefix("\ufeff").split("\r\n")[0]
    assert first.split(",") == LEDGERS[what][1]
    assert "\n" not in done.out.replace("\r\n", "")


# A file of nasty words.

NASTY = {
    "a comma": "甲,乙",
    "a quote": '他说"好"',
    "only a quote": '"',
    "a newline": "一\n二",
    "a return and newline": "一\r\n二",
    "a return": "一\r二",
    "leading blanks": "  x ",
    "nothing": "",
    "a blank": " ",
    "a tab": "\tx\t",
    "a semicolon": "a;b",
    "a formula": "=1+1",
    "a minus": "-1",
    "an at": "@sum",
    "a full-width formula": "＝1",
    "a star and brackets": "*[a]?",
    "percent signs": "%s %d %%",
    "an apostrophe": "'x",
    "emoji and rare characters": "🏭𠮷\u2028\ufeff",
    "a number": "007",
    "a null word": "NULL",
    "a backslash": "a\\",
}


def put(store: Store, note: str, **more: str) -> None:
    """One visit that says something, of an enterprise and officer with names as odd."""
    with store.write(Author("P1", parse_instant(NOW))) as writer:
        code = f"E{store.connection.execute('SELECT count(*) FROM visits').fetchone()[0]}"
        writer.append(
            "enterprise.saved", {"name": note or "无名", "phone": more.get("phone", "")}, f"enterprise/{code}"
        )
        writer.append("enterprise.moved", moved("A-1", None), f"enterprise/{code}")
        said: Data = {
            "on": "2025-11-21",
            "enterprise": code,
            "officer": "P1",
            "method": "onsite",
            "kind": "routine",
            "note": note,
            "contact": note,
            **more,
        }
        visit = writer.append("visit.logged", said)
        data: Data = {
            "on": "2025-11-21",
            "due": "2025-11-28",
            "enterprise": code,
            "text": note,
            "handler": note,
        }
        writer.append("issue.raised", data)
        assert visit.number > 0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty file, open."""
    opened = open_store(tmp_path / "nasty.db", parse_instant(NOW), create=True)
    yield opened
    opened.close()


def queries() -> dict[str, Query]:
    """Every list that has a script dialect."""
    return {
        "visits": listing.visits(DEFAULT),
        "visits unmasked": listing.visits(DEFAULT, unmask=True),
        "issues": listing.issues(TODAY, PLAIN, DEFAULT),
        "enterprises": listing.enterprises(TODAY),
        "officers": listing.officers(TODAY),
        "grids": listing.grids(),
        "coverage": listing.coverage(date(2026, 1, 31), DEFAULT),
        "handlers": listing.handled("handler", TODAY),
        "categories": listing.handled("category", TODAY),
    }


def values_of(connection: sqlite3.Connection, query: Query) -> list[tuple[Value, ...]]:
    return connection.execute(query.sql(), query.parameters).fetchall()


def script_text(connection: sqlite3.Connection, query: Query) -> str:
    """The whole script dialect as the commands write it to a file."""
    (file,) = (row[2] for row in connection.execute("PRAGMA database_list"))
    path = Path(file).with_suffix(".csv")
    emit_query(connection, query, Wish("csv", str(path)))
    return path.read_bytes().decode()


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def expected_of(query: Query, rows: Sequence[Sequence[Value]]) -> list[dict[str, str]]:
    """What a script should read: texts as they are, nothing for nothing, 1 and 0 for flags."""
    return [
        {
            column.key: "" if value is None else str(value)
            for column, value in zip(query.columns, row, strict=True)
        }
        for row in rows
    ]


LISTS = [name for name in queries() if name not in ("handlers", "categories")]


@pytest.mark.parametrize("word", NASTY.values(), ids=NASTY.keys())
def test_lines_that_sql_joined_are_those_of_a_csv_writer(store: Store, word: str) -> None:
    put(store, word)
    for name in LISTS:
        query = queries()[name]
        rows = values_of(store.connection, query)
        assert script_text(store.connection, query) == "".join(csv_lines(query.columns, rows)), name


@pytest.mark.parametrize("word", NASTY.values(), ids=NASTY.keys())
def test_every_line_reads_back_as_the_values_it_was_made_of(store: Store, word: str) -> None:
    put(store, word)
    for name in LISTS:
        query = queries()[name]
        rows = values_of(store.connection, query)
        assert read_csv(script_text(store.connection, query)) == expected_of(query, rows), name
    (row,) = values_of(store.connection, queries()["visits"])
    said = dict(zip((column.key for column in queries()["visits"].columns), row, strict=True))
    assert (said["note"], said["contact"]) == (word, word)


@pytest.mark.parametrize("word", NASTY.values(), ids=NASTY.keys())
def test_what_the_csv_writer_wrote_reads_back_too(word: str) -> None:
    columns = (Column("a", "甲", "a"), Column("b", "乙", "b"))
    assert read_csv("".join(csv_lines(columns, [(word, "x"), ("", word)]))) == [
        {"a": word, "b": "x"},
        {"a": "", "b": word},
    ]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | st.text(
    ",\"\n\r;' =a走", max_size=8
)


@given(texts)
def test_a_quoted_cell_reads_back_as_any_text(text: str) -> None:
    assert list(csv.reader(io.StringIO(f"{quoted(text)},x", newline=""))) == [[text, "x"]]


@given(texts)
def test_the_csv_writer_reads_back_as_any_text(text: str) -> None:
    columns = (Column("a", "甲", "a"), Column("b", "乙", "b"))
    assert read_csv("".join(csv_lines(columns, [(text, "x")]))) == [{"a": text, "b": "x"}]


@pytest.mark.parametrize("word", ["甲\x1f乙", "\x1f", "\x1f,\x1f\x1f\n"], ids=ascii)
def test_a_mark_that_sets_cells_apart_inside_a_text_moves_no_other_cell(store: Store, word: str) -> None:
    for said in ("before", word, "after", "after it"):
        put(store, said)
    for name in LISTS:
        query = queries()[name]
        rows = values_of(store.connection, query)
        assert read_csv(script_text(store.connection, query)) == expected_of(query, rows), name


@pytest.mark.usefixtures("small")
def test_an_export_of_the_command_is_what_a_script_reads(run: Run, tmp_path: Path) -> None:
    assert run("visit add E1 --by P1 --note '一,二\"三\"' --phone 13912345678 --issue 用电").code == 0
    assert run("visit add E3 --by P2 --nothing").code == 0
    done = run("export visits")
    rows = read_csv(done.out)
    assert [row["note"] for row in rows if row["note"]] == ['一,二"三"']
    assert sorted(row["phone"] for row in rows) == ["", "139****5678"]
    assert [column.key for column in VISITS.columns] == list(rows[0])
    assert done.raw.endswith(b"\n")
    assert b"\r" not in done.raw
    written = run(f"export visits --output {tmp_path / 'v.csv'}")
    assert written.out == ""
    assert (tmp_path / "v.csv").read_bytes() == done.raw


# JSON.

TYPES = (
    Column("text", "文", "text"),
    Column("number", "数", "number", "number"),
    Column("flag", "是", "flag", "flag"),
    Column("day", "日", "day", "date"),
    Column("rate", "率", "rate", "fraction"),
)
TYPED: list[tuple[Value, ...]] = [
    ("走\n访", 5, 1, date(2025, 11, 3), 2 / 3),
    ("", 0, 0, "2025-11-03", 1.0),
    (None, None, None, None, None),
    ("5", -1, True, "", 0.0),
]
EXPECTED = [
    {"text": "走\n访", "number": 5, "flag": True, "day": "2025-11-03", "rate": 0.6667},
    {"text": "", "number": 0, "flag": False, "day": "2025-11-03", "rate": 1.0},
    {"text": None, "number": None, "flag": None, "day": None, "rate": None},
    {"text": "5", "number": -1, "flag": True, "day": "", "rate": 0.0},
]


def typed(found: object) -> object:
    """Values with their types, for 1 == True == 1.0."""
    if isinstance(found, dict):
        return {key: typed(value) for key, value in found.items()}
    return [typed(one) for one in found] if isinstance(found, list) else (type(found), found)


def test_json_carries_values_in_their_types() -> None:
    assert typed(json.loads("".join(json_lines(TYPES, TYPED)))) == typed(EXPECTED)
    lines = "".join(ndjson_lines(TYPES, TYPED)).split("\n")
    assert lines.pop() == ""
    assert typed([json.loads(line) for line in lines]) == typed(EXPECTED)
    assert "走" in lines[0]


def test_no_rows_are_an_empty_list() -> None:
    assert json.loads("".join(json_lines(TYPES, []))) == []
    assert "".join(ndjson_lines(TYPES, [])) == ""
    assert "".join(csv_lines(TYPES, [])) == "text,number,flag,day,rate\n"


def test_csv_carries_raw_values() -> None:
    assert read_csv("".join(csv_lines(TYPES, TYPED))) == [
        {"text": "走\n访", "number": "5", "flag": "1", "day": "2025-11-03", "rate": "0.6667"},
        {"text": "", "number": "0", "flag": "0", "day": "2025-11-03", "rate": "1.0000"},
        {"text": "", "number": "", "flag": "", "day": "", "rate": ""},
        {"text": "5", "number": "-1", "flag": "1", "day": "", "rate": "0.0000"},
    ]


@pytest.mark.parametrize("name", queries())
def test_every_list_gives_the_types_its_columns_promise(store: Store, name: str) -> None:
    put(store, "x", phone="13912345678")
    query = queries()[name]
    promised = {"number": (int,), "flag": (int,), "fraction": (float,), "date": (str,), "text": (str,)}
    rows = values_of(store.connection, query)
    assert {len(row) for row in rows} <= {len(query.columns)}
    for row in rows:
        for column, value in zip(query.columns, row, strict=True):
            assert value is None or isinstance(value, promised[column.kind]), column.key


@pytest.mark.parametrize("name", LEDGERS)
def test_every_ledger_has_a_cell_for_each_heading(store: Store, name: str) -> None:
    put(store, "x", phone="13912345678")
    query = LEDGERS[name][0]
    (row,) = values_of(store.connection, query)
    said = dict(zip(LEDGERS[name][1], row, strict=True))
    assert said["序号"] == 1
    assert said["企业名称"] == "x"
    if name != "issues":
        assert said["联系电话"] == "139****5678"


# Excel.

LEADS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def test_the_leads_that_are_guarded_are_these() -> None:
    assert set(ledger.GUARDED) >= set(LEADS)


@pytest.mark.parametrize("lead", LEADS, ids=ascii)
@pytest.mark.parametrize("rest", ["", "1+1", "cmd|' /C calc'!A0", "=="], ids=ascii)
def test_no_cell_of_a_spreadsheet_is_a_formula_and_each_reads_back(lead: str, rest: str) -> None:
    assert guard(lead + rest) == f"'{lead}{rest}"
    assert unguard(guard(lead + rest)) == lead + rest
    (cell,) = list(csv.reader(io.StringIO("".join(excel_lines(TYPES[:1], [(lead + rest,)])), newline="")))[1]
    assert not cell.startswith(LEADS)


@given(st.text(max_size=6) | st.text("'=+a\t", max_size=5))
@example("'=1")
def test_unguarding_gives_any_text_back(text: str) -> None:
    assert unguard(guard(text)) == text


def test_excel_gets_words_where_scripts_get_codes() -> None:
    columns = (
        Column("m", "方式", "m", words="method"),
        Column("f", "补录", "f", "flag"),
        Column("r", "率", "r", "fraction"),
    )
    pieces = "".join(excel_lines(columns, [("onsite", 1, 0.5), ("drone", 0, None)]))
    assert pieces == "\ufeff方式,补录,率\r\n实地走访,是,50%\r\ndrone,否,—\r\n"


# Phones.

PHONES = [
    ("", ""),
    ("1", "****"),
    ("1234567", "****"),
    ("12345678", "123****5678"),
    ("13800001234", "138****1234"),
    ("0516-86221234", "051****1234"),
    ("+86 138 0000 1234", "+86****1234"),
    ("一二三四五六七八", "一二三****五六七八"),
]


@pytest.mark.parametrize(("phone", "shown"), PHONES, ids=[ascii(phone) for phone, _ in PHONES])
def test_a_phone_keeps_its_first_three_and_last_four(phone: str, shown: str) -> None:
    assert mask(phone) == shown


@given(st.text("0123456789-+ ()转", max_size=20) | texts)
def test_python_and_sql_mask_alike(phone: str) -> None:
    connection = sqlite3.connect(":memory:")
    for unmask, expected in ((False, mask(phone)), (True, phone)):
        found = connection.execute(f"SELECT {masked(':phone', unmask)}", {"phone": phone}).fetchone()
        assert found == (expected,)


@given(st.text("0123456789", min_size=8, max_size=20))
def test_a_masked_phone_hides_all_but_seven_digits(phone: str) -> None:
    assert len([letter for letter in mask(phone) if letter != "*"]) == 7


def test_every_list_of_people_masks_phones_unless_asked(store: Store) -> None:
    put(store, "x", phone="13912345678")
    masked_lists = [listing.visits(DEFAULT), listing.enterprises(TODAY), listing.officers(TODAY)]
    assert "13912345678" not in "".join(script_text(store.connection, query) for query in masked_lists)
    shown = [listing.visits(DEFAULT, unmask=True), listing.enterprises(TODAY, unmask=True)]
    assert all("13912345678" in script_text(store.connection, query) for query in shown)


# Lights.

LIGHTS: dict[str, tuple[list[tuple[str, Data]], str, str, int]] = {
    "a fresh one": ([], "2025-11-03", "green", 0),
    "one workday left": ([("issue.noted", {"on": "2025-11-10", "text": "x"})], "2025-11-11", "blue", 0),
    "the due day": ([("issue.noted", {"on": "2025-11-11", "text": "x"})], "2025-11-12", "blue", 0),
    "overdue": ([], "2025-11-13", "red", 1),
    "no progress for five workdays": ([], "2025-11-10", "yellow", 0),
    "no progress for four workdays": ([], "2025-11-07", "green", 0),
    "answered in time": (
        [("issue.answered", {"on": "2025-11-12", "result": "solved", "text": "x"})],
        "2025-12-30",
        "green",
        0,
    ),
    "answered late": (
        [("issue.answered", {"on": "2025-11-13", "result": "solved", "text": "x"})],
        "2025-11-13",
        "red",
        1,
    ),
    "reopened": (
        [
            ("issue.answered", {"on": "2025-11-04", "result": "solved", "text": "x"}),
            ("issue.reopened", {"on": "2025-11-05", "due": "2025-11-28", "reason": "x"}),
        ],
        "2025-11-05",
        "yellow",
        0,
    ),
    "ended": ([("issue.rejected", {"on": "2025-11-04", "reason": "x"})], "2025-12-30", "", 0),
}


@pytest.mark.parametrize(("steps", "today", "light", "overdue"), LIGHTS.values(), ids=LIGHTS.keys())
def test_the_light_of_an_issue(
    store: Store, steps: list[tuple[str, Data]], today: str, light: str, overdue: int
) -> None:
    with store.write(Author("P1", parse_instant(NOW))) as writer:
        data: Data = {
            "on": "2025-11-03",
            "due": "2025-11-12",
            "enterprise": "E1",
            "text": "x",
            "grade": "general",
        }
        raised = writer.append("issue.raised", data)
        for kind, step in steps:
            writer.append(kind, step, row=raised.id)
    query = listing.issues(date.fromisoformat(today), PLAIN, DEFAULT)
    (row,) = values_of(store.connection, query)
    said = dict(zip((column.key for column in query.columns), row, strict=True))
    assert (said["light"], said["overdue"]) == (light, overdue)


def test_a_table_that_fits_no_terminal_is_told_line_by_line() -> None:
    columns = (Column("a", "甲", "first"), Column("details", "内容", "details"), Column("b", "乙", "second"))
    rows = [("x" * 30, "长" * 40, "y" * 30), ("z", "", "w")]
    whole = table_text(columns, rows, "en", 100)
    assert "first" in whole.splitlines()[0]
    lines = table_text(columns, rows, "en", 60).splitlines()
    assert lines == [
        f"first: {'x' * 30}",
        f"details: {'长' * 40}",
        f"second: {'y' * 30}",
        "",
        "first: z",
        "second: w",
    ]
