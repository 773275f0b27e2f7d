"""A person at a terminal: gridlog asks for missing values, tells a slip and asks again, and writes nothing when the person leaves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gridlog.cli.shell.app import root_group
from gridlog.words.language import pick
from gridlog.words.vocabulary import meant, read, vocabularies
from gridlog.words.vocabulary import vocabulary as words_of
from tests.conftest import Run, events, id_in, sql

pytestmark = pytest.mark.usefixtures("small")

RAISE = "issue raise E1 车间断电 --by 张三"


def commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command of the program under the words that call it."""
    group = group or root_group()
    for name in group.list_commands(None):
        found = group.get_command(None, name)
        words = (*path, name)
        if hasattr(found, "makers"):
            yield from commands(found, words)
        else:
            yield " ".join(words), found


def needs(command: Any) -> list[Any]:
    """The parameters that a command cannot do without."""
    return [param for param in command.params if param.required]


WALKED = [(line, needs(command)) for line, command in commands() if needs(command)]
LINES = [line for line, _ in WALKED]


def test_the_walk_meets_the_commands_that_trials_stumbled_over() -> None:
    assert {"visit void", "visit edit", "spotcheck record", "officer leave", "issue merge", "export"} <= set(
        LINES
    )


@pytest.mark.parametrize(("line", "params"), WALKED, ids=LINES)
def test_a_bare_command_asks_at_a_terminal_for_the_first_thing_it_needs(
    run: Run, tmp_path: Path, line: str, params: list[Any]
) -> None:
    before = events(tmp_path)
    left = run(line, typed="")
    assert (left.code, left.out) == (2, "")
    assert f"{pick(params[0].help)}：\n错误：输入结束了，没有写入" in left.err
    assert events(tmp_path) == before


@pytest.mark.parametrize(("line", "params"), WALKED, ids=LINES)
def test_a_bare_command_tells_a_script_what_it_needs(run: Run, line: str, params: list[Any]) -> None:
    told = run(line)
    assert (told.code, told.out) == (2, "")
    first = params[0]
    assert (first.metavar or first.opts[0]).removesuffix("...") in told.err or first.opts[0] in told.err
    assert "：\n" not in told.err


@pytest.mark.parametrize("line", LINES)
def test_an_empty_line_is_told_what_to_do_and_asked_again(run: Run, line: str) -> None:
    left = run(line, typed="\n")
    assert left.code == 2
    assert left.err.count("这一项要填") == 1
    assert left.err.count("：") >= 2


# what a command asks for itself: the line, the question, what a script is told
ASKED = [
    ("visit void {visit}", "作废原因", "--reason"),
    ("visit edit {visit} --method 电话", "更正原因", "--reason"),
    ("visit add", "企业", "ENTERPRISE"),
    ("issue raise", "企业", "ENTERPRISE"),
    ("issue raise E1", "问题描述", "TEXT"),
    ("issue assign {issue}", "责任人（编号、姓名）或单位", "HANDLER"),
    ("issue note {issue}", "进展", "TEXT"),
    ("issue hold {taken}", "挂起原因", "--reason"),
    ("issue extend {issue}", "新时限", "--due"),
    ("issue extend {issue} --due 2026-01-30", "延期原因", "--reason"),
    ("issue escalate {issue}", "已做过什么、为什么提级", "--reason"),
    ("issue edit {issue} --category 用电", "更正原因", "--reason"),
    ("issue answer {issue}", "结果", "--result"),
    ("issue answer {issue} --result solved", "怎么办的", "--text"),
    ("issue revisit {told}", "满意度，1 到 5", "--satisfaction"),
    ("issue close {issue}", "结果", "--result"),
    ("issue close {told}", "满意度，1 到 5", "--satisfaction"),
    ("issue reopen {told}", "重办原因", "--reason"),
    ("issue reject {issue}", "不予受理的原因", "--reason"),
    ("spotcheck record {visit}", "联系上企业了吗", "--reached"),
    ("officer leave 张三 --from 2025-11-24", "结束日", "--to"),
]


@pytest.fixture
def ids(run: Run) -> dict[str, str]:
    """A visit, an issue, one that was taken and one that was answered."""
    made = {"visit": id_in(run("visit add E2 --by 李四 --nothing"))}
    made |= {name: id_in(run(RAISE)) for name in ("issue", "taken", "told")}
    assert run(f"issue accept {made['taken']} --by 李四").code == 0
    assert run(f"issue answer {made['told']} --result partly --text 先接临时电").code == 0
    return made


@pytest.mark.parametrize(("line", "question", "missing"), ASKED, ids=[f"{one[0]} {one[2]}" for one in ASKED])
def test_what_a_command_may_lack_is_asked_for_and_named_to_scripts(
    run: Run, tmp_path: Path, ids: dict[str, str], line: str, question: str, missing: str
) -> None:
    before = events(tmp_path)
    left = run(line.format(**ids), typed="")
    assert left.code == 2
    assert f"{question}：\n错误：输入结束了，没有写入" in left.err
    told = run(line.format(**ids))
    assert (told.code, told.out) == (2, "")
    assert missing in told.err
    assert question + "：" not in told.err
    assert events(tmp_path) == before


# --- a slip


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ("\n1", "这一项要填"),
        ("9\n1", "“9”不认得。可用：solved 已解决, partly 部分解决"),
        ("0\n已解决", "“0”不认得"),
        ("好了\nsolved", "“好了”不认得"),
        ("解决\n1", "“解决”对应 2 个词：solved 已解决, partly 部分解决"),
    ],
)
def test_a_choice_takes_a_number_a_key_or_a_word_and_says_why_another_answer_is_wrong(
    run: Run, tmp_path: Path, answers: str, says: str
) -> None:
    id = id_in(run(RAISE))
    closed = run(f"issue close {id}", typed=f"{answers}\n换了变压器\n5\n")
    assert closed.code == 0, closed.err
    assert "1. solved 已解决\n2. partly 部分解决\n3. explained 解释答复\n" in closed.err
    assert closed.err.count(says) == 1
    assert sql(tmp_path, "SELECT state, result, satisfaction FROM issues") == [("closed", "solved", 5)]


def test_the_number_of_a_satisfaction_is_the_satisfaction(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    closed = run(f"issue close {id}", typed="1\n换了变压器\n6\n4\n")
    assert "5. 非常满意\n4. 满意\n3. 基本满意\n" in closed.err
    assert "“6”不认得" in closed.err
    assert sql(tmp_path, "SELECT satisfaction FROM issues") == [(4,)]


def test_a_slip_at_the_enterprise_is_told_and_asked_again(run: Run, tmp_path: Path) -> None:
    added = run("visit add --by 张三 --nothing", typed="禾木家俱厂\n禾木\n7\n\n蓝天\n")
    assert added.code == 0, added.err
    assert "没有企业“禾木家俱厂”" in added.err
    assert "没有“7”这一项，请填 1 到 2" in added.err
    assert "“禾木”对应 2 个企业" in added.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E3",)]


@pytest.mark.parametrize("answer", ["2", "E2", "禾木电器有限公司"])
def test_one_of_several_is_picked_by_number_code_or_name(run: Run, tmp_path: Path, answer: str) -> None:
    assert run("visit add 禾木 --by 张三 --nothing", typed=f"{answer}\n").code == 0
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


def test_a_slip_in_a_deadline_or_a_handler_is_asked_again(run: Run, tmp_path: Path) -> None:
    id = id_in(run(RAISE))
    extended = run(f"issue extend {id}", typed="下个月吧\n2025-12-30\n等设备\n")
    assert extended.code == 0, extended.err
    assert "看不懂日期" in extended.err
    assigned = run(f"issue assign {id}", typed="李\n李四\n")
    assert "“李”像是人名的一部分" in assigned.err
    assert sql(tmp_path, "SELECT due, handler FROM issues") == [("2025-12-30", "P2")]


def test_an_id_that_is_missing_is_picked_from_the_latest_by_number_or_typed(run: Run) -> None:
    old, new = id_in(run(RAISE)), id_in(run("issue raise E4 缺人 --by 王五"))
    listed = sorted(
        [(id[:6], name) for id, name in ((old, "禾木家居有限公司 车间断电"), (new, "远山新材 缺人"))]
    )[::-1]
    noted = run("issue note", typed="zz\n3\n1\n在办\n")
    assert noted.code == 0, noted.err
    for number, (id, name) in enumerate(listed, 1):
        assert f"{number}. {id} 2025-11-21 {name}" in noted.err
    assert "没有编号为 zz 的问题" in noted.err
    assert "上面没有第 3 项，请填 1 到 2" in noted.err
    assert noted.out.startswith(listed[0][0])
    assert run("issue note", typed=f"{old}\n在办\n").out.startswith(old)


def test_a_list_of_ids_has_only_what_the_command_may_be_run_on(run: Run) -> None:
    open_, other, taken = id_in(run(RAISE)), id_in(run("issue raise E4 缺人 --by 王五")), id_in(run(RAISE))
    rejected = id_in(run(RAISE))
    assert run(f"issue reject {rejected} --reason x").code == 0
    assert run(f"issue accept {taken} --by 李四").code == 0

    def listed(line: str) -> set[str]:
        return {one for one in (open_, other, taken, rejected) if f". {one[:6]} " in run(line, typed="").err}

    assert listed("issue close") == {open_, other, taken}
    assert listed("issue reopen") == {rejected}
    assert listed("issue hold") == {taken}
    assert listed("issue reject") == {open_, other}
    assert listed("issue show") == {open_, other, taken, rejected}
    assert listed(f"issue merge {open_}") == {taken}


def test_a_list_of_visits_leaves_out_the_void_and_those_that_were_not_drawn(run: Run) -> None:
    visit, void = (id_in(run(f"visit add {one} --by 张三 --nothing")) for one in ("E1", "E2"))
    assert run("spotcheck draw this --percent 100 --by 王五").code == 0
    late = id_in(run("visit add E3 --by 张三 --nothing"))
    assert run(f"visit void {void} --reason x").code == 0

    def listed(line: str) -> set[str]:
        return {one for one in (visit, void, late) if f". {one[:6]} " in run(line, typed="").err}

    assert listed("visit edit") == listed("visit void") == {visit, late}
    assert listed("visit history") == {visit, void, late}
    assert listed("spotcheck record") == {visit, void}


def test_everything_a_command_lacks_is_asked_in_turn(run: Run, tmp_path: Path) -> None:
    away = run("officer leave", typed="张三\n昨儿个\n2025-11-24\n2025-11-25\n")
    assert away.code == 0, away.err
    assert sql(tmp_path, "SELECT officer, from_on, until_on FROM leaves") == [
        ("P1", "2025-11-24", "2025-11-26")
    ]
    one, other = id_in(run(RAISE)), id_in(run(RAISE))
    assert run("issue merge", typed=f"{one}\n{other}\n").out == f"{one} 已合并\n"
    visit = id_in(run("visit add E1 --by 张三 --nothing"))
    void = run("visit void", typed=f"{visit}\n记错了\n")
    assert void.code == 0, void.err
    assert sql(tmp_path, "SELECT void, void_reason FROM visits") == [(1, "记错了")]


def test_an_answer_may_begin_with_a_dash(run: Run, tmp_path: Path) -> None:
    assert run("officer assign 张三", typed="-\n").code == 0
    assert run("officer add", typed="-9\nP9\n赵六\n").code == 0
    assert run("config set zone_name", typed="--新区\n").code == 0
    assert sql(tmp_path, "SELECT value FROM settings WHERE key = 'zone_name'") == [("--新区",)]


@pytest.mark.parametrize(("answers", "reached"), [("1\n", 1), ("2\n", 0), ("是\n", 1), ("也许\nno\n", 0)])
def test_yes_or_no_takes_a_number_or_a_word(run: Run, tmp_path: Path, answers: str, reached: int) -> None:
    visit = id_in(run("visit add E1 --by 张三 --nothing"))
    assert run("spotcheck draw this --percent 100 --by 王五").code == 0
    recorded = run(f"spotcheck record {visit} --by 王五", typed=answers)
    assert recorded.code == 0, recorded.err
    assert sql(tmp_path, "SELECT reached FROM spotchecks") == [(reached,)]


def test_a_number_out_of_range_is_told_and_asked_again(run: Run) -> None:
    assert run("visit add E1 --by 张三 --nothing").code == 0
    drawn = run("spotcheck draw --by 王五 --seed 1 this", typed="many\n500\n100\n")
    assert drawn.code == 0, drawn.err
    assert "要填整数" in drawn.err
    assert "超出范围" in drawn.err


def test_a_choice_of_the_command_line_is_a_numbered_list(run: Run, tmp_path: Path) -> None:
    done = run("calendar set 2025-11-29", typed="3\n1\n")
    assert done.code == 0, done.err
    assert "1. work\n2. rest\n" in done.err
    assert sql(tmp_path, "SELECT day, work FROM days") == [("2025-11-29", 1)]


def test_a_setting_is_picked_from_a_numbered_list(run: Run, tmp_path: Path) -> None:
    done = run("config set", typed="quotta\nquota\n4\n")
    assert done.code == 0, done.err
    assert "“quotta”不认得" in done.err
    assert sql(tmp_path, "SELECT key, value FROM settings WHERE key = 'quota'") == [("quota", "4")]


def test_a_code_or_a_file_that_will_not_do_is_told_and_asked_again(run: Run, tmp_path: Path) -> None:
    added = run("officer add", typed="P 9\nP9\n赵六\n")
    assert added.code == 0, added.err
    assert "编号“P 9”不可用" in added.err
    path = tmp_path / "走访 一.csv"
    path.write_text("date,enterprise,officer,note\n2025-11-20,E1,P1,订单足\n", encoding="utf-8")
    done = run("visit import", typed=f"nowhere.csv\n'{path}'\n")
    assert done.code == 0, done.err
    assert "没有文件 nowhere.csv" in done.err
    assert sql(tmp_path, "SELECT note FROM visits") == [("订单足",)]


def test_a_second_visit_asks_again_after_an_answer_that_is_neither(run: Run, tmp_path: Path) -> None:
    assert run("visit add E1 --by 张三 --nothing").code == 0
    again = run("visit add E1 --by 张三 --nothing", typed="再说\ny\n")
    assert "请回答 y（是）或 n（否）" in again.err
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(2,)]


# --- before a question


@pytest.mark.parametrize("line", LINES)
def test_yes_asks_for_nothing(run: Run, line: str) -> None:
    told = run(f"{line} --yes", typed="")
    assert "输入结束了" not in told.err
    assert told.code == 2


@pytest.mark.parametrize(
    "line", ["officer leave 禾 --from 2025-11-24 --to 2025-11-24 -y", "officer leave P1 --from 2025-11-24 -y"]
)
def test_yes_asks_neither_which_one_was_meant_nor_for_an_option(run: Run, line: str) -> None:
    for name in ("禾一", "禾二"):
        assert run(f"officer add {name} {name} --grid A-1").code == 0
    told = run(line, typed="1\n")
    assert told.code in (2, 3)
    assert told.err.startswith("错误：")


def test_a_missing_database_is_said_before_the_first_question(run: Run, tmp_path: Path) -> None:
    (tmp_path / "zone.db").unlink()
    for line in ("visit void", "issue merge", "officer add", "calendar set", "issue raise", "visit add"):
        told = run(line, typed="x\n")
        assert told.err.startswith("错误：没有数据库"), line
        assert told.code == 3 or told.code == 2, line


def test_a_step_that_is_not_possible_is_refused_before_anybody_types_a_reason(run: Run) -> None:
    id = id_in(run(RAISE))
    assert run(f"issue reject {id} --reason x").code == 0
    for step in (
        "note",
        "hold",
        "extend",
        "escalate",
        "answer",
        "revisit",
        "close",
        "reject",
        "edit --text y",
        "assign",
    ):
        told = run(f"issue {step} {id}", typed="x\n")
        assert told.code == 4, step
        assert told.err.startswith("错误：问题现在是“不予受理”"), step
    visit = id_in(run("visit add E1 --by 张三 --nothing"))
    assert run(f"visit void {visit} --reason x").code == 0
    for line in (f"visit void {visit}", f"visit edit {visit} --method 电话"):
        assert run(line, typed="x\n").err == "错误：这次走访已作废，不能再改\n"


# --- words


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("issue list --category 用地", ""),
        ("issue list --category pow", ""),
        ("issue list --state 办理", ""),
        ("visit list --method 座谈", ""),
        ("visit list --method 实地", ""),
        (
            "issue list --category 用",
            "“用”对应 4 个词：LAND 用地厂房, POWER 用电保障, LABOR 用工招聘, TAX 财税费用",
        ),
        ("visit list --method 打电话", "可用：onsite 实地走访, station 到站来访, phone 电话沟通"),
        ("issue list --state 好", "可用：registered 已登记, assigned 已交办"),
    ],
)
def test_a_part_of_a_word_is_enough_and_a_wrong_one_lists_the_words_with_their_names(
    run: Run, line: str, told: str
) -> None:
    done = run(line)
    assert done.code == (2 if told else 0), done.err
    assert told in done.err


def test_part_of_a_word_is_enough_in_every_command(run: Run, tmp_path: Path) -> None:
    assert run("visit add E1 --by 张三 --nothing --method 座 --kind 政策").code == 0
    assert run("visit add E3 --by 张三 --issue 缺地 --category 用地 --grade 复").code == 0
    assert run("issue raise E4 断电 --by 张三 --category 用电 --grade 简 --source 上级").code == 0
    assert run("officer add P9 赵六 --role 板块").code == 0
    assert sql(tmp_path, "SELECT method, kind FROM visits ORDER BY enterprise") == [
        ("meeting", "policy"),
        ("onsite", "routine"),
    ]
    assert sql(tmp_path, "SELECT category, grade, source FROM issues ORDER BY enterprise") == [
        ("LAND", "complex", "visit"),
        ("POWER", "simple", "superior"),
    ]
    assert sql(tmp_path, "SELECT role FROM officers WHERE code = 'P9'") == [("block_head",)]


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("停", 0, ""),
        ("停产", 0, ""),
        ("产", 2, "“产”对应 2 个词：投产, 停产"),
        ("关门", 2, "可用：在建, 投产, 停产, 失联, 注销"),
    ],
)
def test_part_of_a_status_is_enough(run: Run, tmp_path: Path, typed: str, code: int, told: str) -> None:
    edited = run(f"enterprise edit E1 --status {typed}")
    assert (edited.code, told in edited.err) == (code, True), edited.err
    expected = "投产" if code else "停产"
    assert sql(tmp_path, "SELECT status FROM enterprises WHERE code = 'E1'") == [(expected,)]


@pytest.mark.parametrize("vocabulary", vocabularies())
def test_a_whole_word_means_itself_even_where_it_is_part_of_another(vocabulary: str) -> None:
    for key, pair in words_of(vocabulary).items():
        for word in (key, *pair):
            assert meant(vocabulary, word) == read(vocabulary, word)
        assert meant(vocabulary, key) == key


@pytest.mark.parametrize("line", ["visit add 蓝天 --nothing", "issue raise 蓝天 缺工"])
def test_a_machine_without_an_officer_asks_who_it_is_at_a_terminal(
    run: Run, tmp_path: Path, line: str
) -> None:
    told = run(line, typed="不存在\n\n李四\n\n")
    assert told.code == 0
    assert "没有人员“不存在”" in told.err
    assert "这一项要填" in told.err
    by = {sql(tmp_path, "SELECT code FROM officers WHERE name = '李四'")[0][0]}
    made = "visits" if line.startswith("visit") else "issues"
    assert {officer for (officer,) in sql(tmp_path, f"SELECT officer FROM {made}")} == by


@pytest.mark.parametrize("line", ["visit add 蓝天 --nothing", "issue raise 蓝天 缺工"])
def test_a_script_without_an_officer_is_told_to_name_one(run: Run, tmp_path: Path, line: str) -> None:
    before = events(tmp_path)
    told = run(line)
    assert (told.code, told.out) == (2, "")
    assert "未设置本机专员" in told.err
    assert events(tmp_path) == before


def test_yes_asks_nobody_who_the_officer_is(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    told = run("visit add 蓝天 --nothing --yes", typed="李四\n")
    assert (told.code, told.out) == (2, "")
    assert "未设置本机专员" in told.err
    assert events(tmp_path) == before
