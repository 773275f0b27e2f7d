"""`gridlog search`: everything on record is found, the newest first, by an index that no other command pays for."""

import itertools
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.nouns import module_of, nouns
from gridlog.core.search import folded, words_of
from gridlog.reports.search import Question, Search
from gridlog.store import search_index
from gridlog.store.search_index import Index, prepare, sources
from tests.conftest import Ran, Run, id_in, objects
from tests.support.processes import read_only, terminal

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def zone(run: Run) -> Run:
    """The small zone with a text in every place that is searched."""

    def at(day: int, line: str) -> Ran:
        done = run(line, now=f"2025-11-{day:02}T09:00:00+08:00")
        assert done.code == 0, (line, done.err)
        return done

    os.environ["GRIDLOG_OFFICER"] = "张三"
    try:
        at(3, "visit add E1 --note 午后电压波动，需增容 --contact 周总")
        at(10, "visit add E2 --note 订单排到月底")
        at(4, "visit add E3 --note 反映１３８００１３８０００的变压器ＫＷ不够 --phone 13900001234")
        issue = id_in(at(5, "issue raise E1 变压器超负荷 --category POWER"))
        at(6, f"issue assign {issue} 供电所")
        at(7, f"issue accept {issue}")
        at(8, f"issue note {issue} 已联系厂家报价")
        at(9, f"issue answer {issue} --result solved --text 换了大开关")
        at(3, "plan new E4 --goal upgrade --text 设备老旧")
        at(3, "plan need E4 缺变频设备")
        at(3, "plan measure E4 引进机器人 --owner 科技局 --due 2025-12-01")
        at(12, "plan review E4 --text 进展顺利")
        at(3, "project add X1 光伏组件 --enterprise E3 --content 新建厂房两栋")
        at(13, "project log X1 --done 钢结构吊装 --needs 电压不稳")
        at(3, "station add S1 甲站 --block A")
        at(14, "station handover S1 --note 供电局明天来 --on 2025-11-14")
        at(3, "premises add Z1 一号标准厂房 --kind plant --area 100")
    finally:
        del os.environ["GRIDLOG_OFFICER"]
    return run


def found(run: Run, line: str) -> list[tuple[object, ...]]:
    rows = objects(run(f"search {line} --json"))
    return [(one["date"], one["noun"], one["field"], one["enterprise_code"]) for one in rows]


PLACES = {
    "电压": [("2025-11-13", "log", "needs", "E3"), ("2025-11-03", "visit", "note", "E1")],
    "周总": [("2025-11-03", "visit", "contact", "E1")],
    "变压器": [("2025-11-05", "issue", "text", "E1"), ("2025-11-04", "visit", "note", "E3")],
    "报价": [("2025-11-08", "issue", "text", "E1")],
    "大开关": [("2025-11-09", "issue", "text", "E1")],
    "老旧": [("2025-11-03", "plan", "state", "E4")],
    "变频": [("2025-11-03", "need", "text", "E4")],
    "机器人": [("2025-11-03", "measure", "text", "E4")],
    "顺利": [("2025-11-12", "plan", "review", "E4")],
    "两栋": [("2025-11-03", "project", "content", "E3")],
    "供电局": [("2025-11-14", "handover", "note", "")],
    "远山": [("", "enterprise", "name", "E4")],
    "e4": [("", "enterprise", "code", "E4")],
    "标准厂房": [("", "premises", "name", "")],
    "KW": [("2025-11-04", "visit", "note", "E3")],
    "不会有的词": [],
}


@pytest.mark.parametrize("word", PLACES)
def test_a_text_is_found_where_it_stands_and_the_place_is_named(zone: Run, word: str) -> None:
    assert found(zone, word) == PLACES[word]


def test_of_several_words_all_must_be_there_and_one_may_be_the_enterprise(zone: Run) -> None:
    assert found(zone, "电压 增容") == [("2025-11-03", "visit", "note", "E1")]
    assert found(zone, "电压 订单") == []
    assert found(zone, "禾木家居 电压") == [("2025-11-03", "visit", "note", "E1")]
    assert found(zone, "禾木 有限公司 订单") == [("2025-11-10", "visit", "note", "E2")]
    assert found(zone, "蓝天 电压") == [("2025-11-13", "log", "needs", "E3")]
    assert [one[1] for one in found(zone, "禾木家居")] == ["enterprise"]


def test_days_limit_what_is_found(zone: Run) -> None:
    assert found(zone, "电压 --since 2025-11-04") == [("2025-11-13", "log", "needs", "E3")]
    assert found(zone, "电压 --until 2025-11-12") == [("2025-11-03", "visit", "note", "E1")]
    assert found(zone, "远山 --since 2025-11-01") == []


def test_no_phone_is_shown_and_none_is_found_by_its_hidden_digits(zone: Run, tmp_path: Path) -> None:
    assert "138****8000" in zone("search 变压器").out
    for digits in ("13800138000", "0013", "１３８００１３８０００", "13900001234", "00001"):
        done = zone(f"search {digits}")
        assert (done.code, done.out) == (0, ""), digits
    for file in (tmp_path / "home" / ".cache" / "gridlog").iterdir():
        assert b"13800138000" not in file.read_bytes()


def test_what_was_written_corrected_or_voided_since_is_known_to_the_next_search(zone: Run) -> None:
    assert found(zone, "订单") == [("2025-11-10", "visit", "note", "E2")]
    visit = zone("visit list --enterprise E2 --format csv").out.splitlines()[1].split(",")[0]
    assert zone(f"visit edit {visit} --note 设备停了 --reason 记错 --by 张三").code == 0
    assert (found(zone, "订单"), found(zone, "停了")) == ([], [("2025-11-10", "visit", "note", "E2")])
    zone("config set officer 张三")
    assert zone(f"visit void {visit} --reason 重复").code == 0
    assert found(zone, "停了") == []
    assert zone("visit add E2 --note 又开工了 --by 张三").code == 0
    assert found(zone, "开工") == [("2025-11-21", "visit", "note", "E2")]


@pytest.mark.parametrize("has_index", [True, False])
def test_a_step_that_was_undone_is_not_found_until_the_undo_is_undone(
    zone: Run, monkeypatch: pytest.MonkeyPatch, has_index: bool
) -> None:
    if not has_index:
        monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    issue = id_in(zone("issue raise E1 停水 --category UTIL"))
    assert zone(f"issue assign {issue} 水务所").code == 0
    assert zone(f"issue note {issue} 水务所抢修").code == 0
    assert zone(f"issue note {issue} 水务所已派人").code == 0
    assert len(found(zone, "抢修")) == len(found(zone, "派人")) == 1
    assert zone("undo --yes").code == 0
    assert (len(found(zone, "抢修")), found(zone, "派人")) == (1, [])
    assert zone("undo --yes").code == 0
    assert len(found(zone, "派人")) == 1


def test_the_last_row_keeps_its_number_when_it_changes_and_is_taken_in_again_once(zone: Run) -> None:
    assert len(found(zone, "变压器")) == 2
    visit = zone("visit list --enterprise E3 --format csv").out.splitlines()[1].split(",")[0]
    assert zone(f"visit edit {visit} --note 变压器和煤气都不够 --reason 记错 --by 张三").code == 0
    assert found(zone, "煤气") == [("2025-11-04", "visit", "note", "E3")]
    assert len(found(zone, "变压器")) == 2


def test_another_file_in_the_place_of_the_database_is_indexed_anew(
    zone: Run, tmp_path: Path, small_zone: Path
) -> None:
    assert len(found(zone, "电压")) == 2
    (tmp_path / "zone.db").write_bytes((small_zone / "zone.db").read_bytes())
    assert zone("visit add E4 --by 张三 --note 另一个文件").code == 0
    assert found(zone, "电压") == []
    assert found(zone, "另一个文件") == [("2025-11-21", "visit", "note", "E4")]


def test_a_damaged_index_is_made_anew(zone: Run, tmp_path: Path) -> None:
    found(zone, "电压")
    (file,) = (tmp_path / "home" / ".cache" / "gridlog").iterdir()
    file.write_bytes(b"not a database at all" * 400)
    assert found(zone, "电压") == PLACES["电压"]


def test_the_index_is_its_owners_only(zone: Run, tmp_path: Path) -> None:
    found(zone, "电压")
    (file,) = (tmp_path / "home" / ".cache" / "gridlog").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_without_a_place_for_the_index_the_tables_are_read(
    zone: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    for word, places in PLACES.items():
        assert found(zone, word) == places, word
    assert found(zone, "禾木 有限公司 订单") == [("2025-11-10", "visit", "note", "E2")]


def test_a_database_that_can_only_be_read_is_searched(zone: Run, tmp_path: Path) -> None:
    database = tmp_path / "zone.db"
    with read_only(database.parent, database):
        assert found(zone, "电压") == PLACES["电压"]


def test_a_search_while_another_one_writes_the_index_reads_the_tables(zone: Run, tmp_path: Path) -> None:
    found(zone, "电压")
    zone("visit add E4 --note 新的电压 --by 张三")
    (file,) = (tmp_path / "home" / ".cache" / "gridlog").iterdir()
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert [one[3] for one in found(zone, "电压")] == ["E4", "E3", "E1"]
    other.close()


def test_what_is_long_to_index_is_answered_first_and_indexed_then(
    zone: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from gridlog.cli import search

    monkeypatch.setattr(search, "BATCH", 3)
    assert found(zone, "电压") == PLACES["电压"]
    (file,) = (tmp_path / "home" / ".cache" / "gridlog").iterdir()
    assert sqlite3.connect(file).execute("SELECT count(*) FROM docs").fetchone() > (15,)
    monkeypatch.setattr(Search, "_everything", lambda _: iter(()))
    assert found(zone, "电压") == PLACES["电压"]


def test_who_leaves_while_the_index_is_made_has_the_answer_all_the_same(
    zone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridlog.cli import search

    def leave(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(search, "BATCH", 3)
        patched.setattr(search, "_progress", leave)
        assert found(zone, "电压") == PLACES["电压"]
    assert found(zone, "电压") == PLACES["电压"]


def test_more_texts_of_one_day_than_fit_below_it_are_all_found(
    zone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "DAY_BITS", 0)
    for word, places in PLACES.items():
        assert sorted(map(str, found(zone, word))) == sorted(map(str, places)), word


def test_a_table_shows_the_latest_and_says_that_there_is_more(zone: Run) -> None:
    done = zone("search 电压 --limit 1")
    assert done.out.splitlines() == ["2025-11-13 项目日志 需协调 X1 蓝天光伏", "  电压不稳"]
    assert "--limit 0" in done.err
    assert len(zone("search 电压 --limit 0").out.splitlines()) == 4
    assert zone("search 没有的").err == "没有找到。\n"
    assert zone("search 没有的", lang="en").err == "Nothing was found.\n"
    assert zone("search ' '").code == 2


def test_the_words_are_lit_on_a_terminal_and_plain_in_a_pipe(
    zone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pexpect")
    assert "\x1b" not in zone("search 电压").out
    with terminal("search 电压") as person:
        person.expect_exact("\x1b[1m电压\x1b[0m不稳")
    monkeypatch.setenv("NO_COLOR", "1")
    with terminal("search 电压") as person:
        person.expect_exact("电压不稳")


def test_every_noun_with_running_text_is_searched() -> None:
    """A spot check keeps what was said on the phone for the check alone; a duty shows the text of its handover."""
    for noun in nouns():
        exports = getattr(module_of(noun, "ledger"), "EXPORTS", {})
        own = [one for name, one in exports.items() if name.startswith(noun[:4])]
        if any(column.is_long for one in own for column in one.script.columns) and noun not in (
            "spotcheck",
            "duty",
        ):
            assert getattr(module_of(noun, "search"), "SEARCHED", ()), noun


COUNT = itertools.count()
TEXTS = st.text("电压波动Aａ1１，", min_size=1, max_size=6)


@given(
    st.lists(st.tuples(st.integers(1, 28), TEXTS), max_size=12),
    st.lists(TEXTS, min_size=1, max_size=2),
    st.booleans(),
)
@settings(max_examples=30)
def test_index_and_tables_answer_alike_and_as_a_plain_reading_does(
    notes: list[tuple[int, str]], typed: list[str], is_indexed: bool
) -> None:
    words = words_of(" ".join(typed))
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    connection.executemany(
        "INSERT INTO visits VALUES (?, ?, 'E1', ?, '', '', '', '', 0)",
        [(f"{at:026}", f"2025-11-{day:02}", note) for at, (day, note) in enumerate(notes)],
    )
    of = [one for one in sources() if one.noun == "visit"]
    of = [one._replace(number=at) for at, one in enumerate(of)]
    prepare(connection)
    index = None
    if is_indexed:
        index = Index(Path(os.environ["HOME"]) / f"{next(COUNT)}.db", of)
        index.catch_up(connection, lambda _: None)
    hits = [(one.date, one.id) for one in Search(connection, of, Question(words)).hits(index)]
    told = [
        (f"2025-11-{day:02}", f"{at:026}")
        for at, (day, note) in enumerate(notes)
        if all(word in folded(note) for word in words)
    ]
    assert sorted(hits) == sorted(told)
    assert [day for day, _ in hits] == sorted((day for day, _ in told), reverse=True)


def test_tables_that_were_made_anew_in_another_order_are_indexed_anew_and_not_twice(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    of = [one._replace(number=0) for one in sources() if one.noun == "visit"]
    rows = [(f"{at:026}", f"2025-11-{at:02}", f"电压第{at}次") for at in range(1, 9)]
    index = Index(tmp_path / "i.db", of)
    for order in (rows, rows[::-1]):
        connection.executescript(
            "DROP TABLE IF EXISTS visits; DROP TABLE IF EXISTS enterprises; DROP TABLE IF EXISTS stored;"
        )
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO visits VALUES (?, ?, 'E1', ?, '', '', '', '', 0)", order)
        index.catch_up(connection, lambda _: None)
        hits = list(Search(connection, of, Question(["电压"])).hits(index))
        assert [one.id for one in hits] == [id for id, _, _ in rows[::-1]]
        assert index.connection.execute("SELECT count(*) FROM docs").fetchone() == (8,)


SCHEMA = """CREATE TABLE visits (id, visited_on, enterprise, note, contact, title, remark, reason, void);
CREATE TABLE enterprises (code, name, folded); CREATE TABLE stored (seq INTEGER PRIMARY KEY, id BLOB);"""
