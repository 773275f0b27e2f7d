"""`gridlog visit paste`: messages of a chat become visits, all or none, each once; a person corrects, a script is told."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from gridlog.core.nouns.visit.ledger import VISITS
from tests.conftest import Run, events, objects, sql

pytestmark = pytest.mark.usefixtures("small")

GOOD = (
    "张三  2025/11/20 17:20\n今天走访禾木家居，见王总，订单排到月底，反映午后电压波动需协调供电\n\n"
    "李四  2025/11/20 18:00\n电话联系蓝天光伏，一切正常，无诉求\n收到\n"
)
DOUBTED = "11月20日走访无名食品厂，正常\n"


def put(tmp_path: Path, text: str, encoding: str = "utf-8") -> str:
    path = tmp_path / "chat.txt"
    path.write_bytes(text.encode(encoding))
    return shlex.quote(path.as_posix())


def rows(out: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(out)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_messages_are_logged_with_what_was_asked_for(run: Run, tmp_path: Path, encoding: str) -> None:
    done = run(f"visit paste {put(tmp_path, GOOD, encoding)}")
    assert done.code == 0, done.err
    assert sql(
        tmp_path,
        "SELECT visited_on, enterprise, officer, method, contact, title, nothing_raised FROM visits ORDER BY 3",
    ) == [
        ("2025-11-20", "E1", "P1", "onsite", "王", "总", 0),
        ("2025-11-20", "E3", "P2", "phone", "", "", 1),
    ]
    assert sql(tmp_path, "SELECT enterprise, category, text, source FROM issues") == [
        ("E1", "POWER", "午后电压波动需协调供电", "visit")
    ]
    assert "登记 2 条走访，登记问题 1 个" in done.err


def test_a_message_pasted_twice_is_known_and_counted(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, GOOD + "\n" + GOOD)
    assert "登记 2 条走访，登记问题 1 个，跳过已有 2 条" in run(f"visit paste {path}").err
    before = events(tmp_path)
    again = run(f"visit paste {path}")
    assert (again.code, again.out) == (0, "")
    assert "登记 0 条走访，跳过已有 4 条" in again.err
    assert events(tmp_path) == before


def test_a_dry_run_tells_each_message_with_the_keys_of_the_export(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    done = run("visit paste - --dry-run --json", stdin=f"{DOUBTED}\n{GOOD}".encode())
    assert done.code == 0, done.err
    told = rows(done.out)
    keys = [column.key for column in VISITS.columns]
    assert [list(one) for one in told] == [[*keys, "category", "doubts"]] * 3
    third, first, second = told
    assert (first["id"], first["date"], first["enterprise_code"], first["officer_code"], first["doubts"]) == (
        "", "2025-11-20", "E1", "P1", []
    )  # fmt: skip
    assert (first["issues"], first["category"], first["grid"], first["week"]) == (
        "午后电压波动需协调供电", "POWER", "A-1", "2025-W47"
    )  # fmt: skip
    assert (second["method"], second["issues"]) == ("phone", "")
    assert third["doubts"] == ["enterprise_unknown", "officer_unknown"]
    assert third["enterprise_code"] == ""
    assert events(tmp_path) == before


def test_a_dry_run_says_what_the_export_says_afterwards(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    foretold = rows(run(f"visit paste {path} --dry-run --json").out)
    assert run(f"visit paste {path}").code == 0
    exported = objects(run("export visits --json"))
    own = {"id", "issues", "recorded_at", "category", "doubts"}
    assert sorted(
        ({key: value for key, value in one.items() if key not in own} for one in foretold), key=str
    ) == sorted(({key: value for key, value in one.items() if key not in own} for one in exported), key=str)


def test_a_script_with_a_doubt_logs_nothing_and_is_told_each(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    done = run(f"visit paste {put(tmp_path, GOOD + chr(10) + DOUBTED)} --by 张三")
    assert done.code == 3
    assert "第 3 条“11月20日走访无名食品厂，正常”：企业不在底册 (enterprise_unknown)：无名食品厂" in done.err
    assert "有 1 条存疑，什么都没有登记" in done.err
    assert events(tmp_path) == before


def test_the_day_and_the_officer_of_bare_messages_can_be_given(run: Run, tmp_path: Path) -> None:
    done = run(f"visit paste {put(tmp_path, '走访禾木家居，正常')} --on 昨天 --by 李四")
    assert done.code == 0, done.err
    assert sql(tmp_path, "SELECT visited_on, officer FROM visits") == [("2025-11-20", "P2")]


def test_a_message_without_a_day_is_another_visit_on_another_day(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "走访禾木家居，正常")
    for day in ("昨天", "前天", "昨天"):
        assert run(f"visit paste {path} --on {day} --by 李四").code == 0
    assert sql(tmp_path, "SELECT visited_on FROM visits ORDER BY 1") == [("2025-11-19",), ("2025-11-20",)]


def test_a_member_of_the_task_force_visits_for_the_project(run: Run, tmp_path: Path) -> None:
    assert run("project add X1 家居二期 --enterprise E1").code == 0
    assert run("project member X1 张三 --from 2025-11-01").code == 0
    path = put(tmp_path, GOOD)
    assert [one["kind"] for one in rows(run(f"visit paste {path} --dry-run --json").out)] == [
        "project",
        "routine",
    ]
    assert run(f"visit paste {path}").code == 0
    assert sql(tmp_path, "SELECT kind FROM visits ORDER BY officer") == [("project",), ("routine",)]


def test_a_second_visit_of_the_day_is_warned_of(run: Run, tmp_path: Path) -> None:
    assert run("visit add E1 --by 李四 --on 2025-11-20 --nothing").code == 0
    done = run(f"visit paste {put(tmp_path, GOOD)}")
    assert done.code == 0
    assert "提醒：第 1 条：禾木家居有限公司 2025-11-20 已有走访（" in done.err
    assert "李四），请核对是否同一次" in done.err


def test_two_visits_of_one_page_to_one_enterprise_on_a_day_are_warned_of(run: Run, tmp_path: Path) -> None:
    text = "张三  2025/11/20 17:20\n走访禾木家居，正常\n\n李四  2025/11/20 18:00\n走访禾木家居，缺工"
    done = run(f"visit paste {put(tmp_path, text)} --dry-run")
    assert "提醒：第 2 条：禾木家居有限公司 2025-11-20 已有走访（本页 张三），请核对是否同一次" in done.err
    assert done.err.count("提醒") == 1


@pytest.mark.parametrize(("day", "code"), [("11/14", 0), ("11/13", 4)])
def test_a_reason_is_needed_after_more_than_the_days_of_the_rule(
    run: Run, tmp_path: Path, day: str, code: int
) -> None:
    assert (
        run(f"visit paste {put(tmp_path, f'张三  2025/{day} 17:20{chr(10)}走访禾木家居，正常')}").code == code
    )
    asked = run(
        f"visit paste {put(tmp_path, f'张三  2025/{day} 17:20{chr(10)}走访蓝天光伏，正常')}",
        typed=typed("", "出差"),
    )
    assert ("请写原因" in asked.err) == (code == 4)


def test_a_visit_of_long_ago_needs_a_reason(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "张三  2025/11/3 17:20\n走访禾木家居，正常")
    before = events(tmp_path)
    assert run(f"visit paste {path}").code == 4
    assert events(tmp_path) == before
    assert run(f"visit paste {path} --reason 出差").code == 0
    assert sql(tmp_path, "SELECT visited_on, reason FROM visits") == [("2025-11-03", "出差")]
    assert run(f"visit paste {put(tmp_path, GOOD)} --reason 出差").code == 0
    assert sql(tmp_path, "SELECT DISTINCT reason FROM visits WHERE visited_on = '2025-11-20'") == [("",)]


def test_json_after_logging_has_the_ids(run: Run, tmp_path: Path) -> None:
    told = rows(run(f"visit paste {put(tmp_path, GOOD)} --json").out)
    assert [one["id"] for one in told] == [
        id for (id,) in sql(tmp_path, "SELECT id FROM visits ORDER BY rowid")
    ]
    assert all(one["doubts"] == [] for one in told)


def test_talk_alone_is_refused_as_empty(run: Run, tmp_path: Path) -> None:
    done = run(f"visit paste {put(tmp_path, '收到')}")
    assert done.code == 2
    assert "没有读到走访" in done.err


def test_no_phone_is_told(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "张三  2025/11/20 17:20\n走访禾木家居，联系人周某，电话13900001234，正常")
    told = run(f"visit paste {path} --dry-run --json")
    assert rows(told.out)[0]["phone"] == "139****1234"
    done = run(f"visit paste {path}")
    assert "13900001234" not in told.out + told.err + done.out + done.err
    assert sql(tmp_path, "SELECT phone, note FROM visits")[0][0] == "13900001234"


# --- a person at a terminal


def typed(*lines: str) -> str:
    return "".join(line + "\n" for line in lines)


def test_a_person_sees_the_table_and_logs_with_enter(run: Run, tmp_path: Path) -> None:
    done = run(f"visit paste {put(tmp_path, GOOD)}", typed=typed(""))
    assert done.code == 0, done.err
    assert "直接回车登记全部 2 条" in done.err
    assert "禾木家居有限公司" in done.out
    assert len(sql(tmp_path, "SELECT 1 FROM visits")) == 2


def test_each_doubt_is_asked_and_a_message_may_be_skipped(run: Run, tmp_path: Path) -> None:
    text = "张三  2025/11/20 17:20\n走访无名食品厂，正常\n\n张三  2025/11/20 17:30\n走访无名纺织厂，正常"
    done = run(f"visit paste {put(tmp_path, text)}", typed=typed("没有这家", "禾木家居", "skip", ""))
    assert done.code == 0, done.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E1",)]
    assert done.err.count("哪家企业") == 3


def test_a_name_with_a_slip_is_asked_back(run: Run, tmp_path: Path) -> None:
    text = "张三  2025/11/20 17:20\n走访禾木家俱有限公司，正常"
    path = put(tmp_path, text)
    done = run(f"visit paste {path}", typed=typed("y", ""))
    assert "是不是 E1 禾木家居有限公司" in done.err
    assert "哪家企业" not in done.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E1",)]
    other = run(f"visit paste {path}", typed=typed("n", "E2", ""))
    assert other.err.count("哪家企业") == 1
    assert sql(tmp_path, "SELECT enterprise FROM visits ORDER BY 1") == [("E1",), ("E2",)]


def test_of_several_enterprises_one_is_picked(run: Run, tmp_path: Path) -> None:
    path = put(tmp_path, "张三  2025/11/20 17:20\n走访禾木，正常")
    done = run(f"visit paste {path}", typed=typed("2", ""))
    assert done.code == 0, done.err
    assert "2. E2 禾木电器有限公司，A-1 甲一网格" in done.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


def test_each_field_can_be_corrected(run: Run, tmp_path: Path) -> None:
    answers = [
        ("1", "date", "11-19"),
        ("1", "enterprise", "E2"),
        ("1", "officer", "李四"),
        ("1", "participants", "王五"),
        ("1", "method", "online"),
        ("1", "contact", "周某"),
        ("1", "title", "主任"),
        ("1", "phone", "１３９00001234"),
        ("1", "note", "改过"),
        ("1", "issue", "缺工"),
        ("1", "category", "TALENT"),
    ]
    lines = [line for one in answers for line in one]
    path = put(tmp_path, "张三  2025/11/20 17:20\n走访禾木家居，正常")
    done = run(f"visit paste {path}", typed=typed(*lines, ""))
    assert done.code == 0, done.err
    assert sql(
        tmp_path,
        "SELECT visited_on, enterprise, officer, participants, method, contact, title, phone, note, nothing_raised FROM visits",
    ) == [("2025-11-19", "E2", "P2", "P3", "online", "周某", "主任", "13900001234", "改过", 0)]
    assert sql(tmp_path, "SELECT text, category FROM issues") == [("缺工", "TALENT")]
    assert "登记 0 条走访，跳过已有 1 条" in run(f"visit paste {path} --yes").err


def test_a_correction_keeps_the_hour_and_names_nobody_twice(run: Run, tmp_path: Path) -> None:
    text = "张三  2025/11/20 17:20\n下午3点和李四走访禾木家居，正常"
    lines = ("1", "date", "11-19", "1", "officer", "李四")
    assert run(f"visit paste {put(tmp_path, text)}", typed=typed(*lines, "")).code == 0
    assert sql(tmp_path, "SELECT visited_on, at, officer, participants FROM visits") == [
        ("2025-11-19", "15:00", "P2", "")
    ]


def test_a_correction_that_a_rule_refuses_is_asked_again(run: Run, tmp_path: Path) -> None:
    text = "张三  2025/11/20 17:20\n走访禾木家居，正常"
    lines = ("1", "date", "2025-11-22", "11-19", "1", "participants", "张三", "李四、王五、板块长甲", "王五")
    done = run(f"visit paste {put(tmp_path, text)}", typed=typed(*lines, ""))
    assert done.code == 0, done.err
    assert (done.err.count("哪天走访的"), done.err.count("同去的人，用")) == (2, 3)
    assert "同一个人写了两次：P1" in done.err
    assert sql(tmp_path, "SELECT visited_on, participants FROM visits") == [("2025-11-19", "P3")]


def test_what_was_asked_for_can_be_taken_back(run: Run, tmp_path: Path) -> None:
    done = run(f"visit paste {put(tmp_path, GOOD)}", typed=typed("1", "issue", "-", "2", "skip", ""))
    assert done.code == 0, done.err
    assert sql(tmp_path, "SELECT enterprise, nothing_raised FROM visits") == [("E1", 1)]
    assert sql(tmp_path, "SELECT 1 FROM issues") == []


@pytest.mark.parametrize(
    "lines", [("q",), ("1", "skip", "1", "skip"), ()], ids=["q", "all skipped", "end of input"]
)
def test_a_person_who_leaves_logs_nothing(run: Run, tmp_path: Path, lines: tuple[str, ...]) -> None:
    before = events(tmp_path)
    assert run(f"visit paste {put(tmp_path, GOOD)}", typed=typed(*lines)).code in (2, 4)
    assert events(tmp_path) == before


def test_a_chat_is_pasted_at_the_terminal_and_then_asked_about(small: None, tmp_path: Path) -> None:
    del small
    pytest.importorskip("pexpect")
    from tests.support.processes import terminal

    with terminal("visit paste") as person:
        person.expect("粘贴到这里")
        person.send("张三  2025/11/20 17:20\n走访禾木家居，正常\n\n")
        person.sendeof()
        person.expect("直接回车登记全部 1 条")
        person.send("1\n")
        person.expect("改什么")
        person.send("date\n")
        person.expect("哪天走访的")
        person.send("前天\n")
        person.expect("直接回车登记全部 1 条")
        person.send("\n")
        person.expect("登记 1 条走访")
    assert sql(tmp_path, "SELECT visited_on FROM visits") == [("2025-11-19",)]


def test_ctrl_c_at_a_question_logs_nothing(small: None, tmp_path: Path) -> None:
    del small
    pytest.importorskip("pexpect")
    from tests.support.processes import terminal

    path = put(tmp_path, GOOD)
    with terminal(f"visit paste {path}") as person:
        person.expect("直接回车登记全部 2 条")
        person.sendintr()
    assert sql(tmp_path, "SELECT 1 FROM visits") == []
