"""An issue's category is proposed from its words, and a note that speaks of a wish may become an issue."""

from pathlib import Path

import pytest

from tests.conftest import Run, events, id_in, sql

pytestmark = pytest.mark.usefixtures("small")

ISSUES = "SELECT category, text FROM issues ORDER BY text"
TAKEN = "类别按用词定为 用工招聘（LABOR），不对请用 issue edit --category 更正。"
UNKNOWN = "用词看不出类别，记为其他（OTHER），请用 issue edit --category 更正。"


def test_a_script_takes_the_proposal_and_is_told(run: Run, tmp_path: Path) -> None:
    ran = run("issue raise E1 缺工三名 --by 张三")
    assert ran.code == 0
    assert TAKEN in ran.err
    assert sql(tmp_path, ISSUES) == [("LABOR", "缺工三名")]


def test_other_is_no_silent_default(run: Run, tmp_path: Path) -> None:
    for line in ("issue raise E1 说不清的事 --by 张三", "visit add E1 --by 张三 --issue 说不清 --yes"):
        ran = run(line)
        assert ran.code == 0
        assert UNKNOWN in ran.err
    assert [code for code, _ in sql(tmp_path, ISSUES)] == ["OTHER", "OTHER"]
    assert "so it is OTHER" in run("issue raise E1 words --by 张三", lang="en").err


def test_a_category_that_was_given_is_neither_asked_for_nor_told(run: Run, tmp_path: Path) -> None:
    for typed in (None, ""):
        ran = run("issue raise E1 缺工 --category 其他 --by 张三", typed=typed)
        assert (ran.code, ran.err) == (0, "")
    assert [code for code, _ in sql(tmp_path, ISSUES)] == ["OTHER", "OTHER"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("\n", "LABOR"), ("LABOR\n", "LABOR"), ("用电\n", "POWER"), ("?\n1\n", "LAND"), ("甲乙\nFIN\n", "FIN")],
)
def test_a_terminal_asks_with_the_proposal_as_the_default(
    run: Run, tmp_path: Path, typed: str, code: str
) -> None:
    ran = run("issue raise E1 缺工 --by 张三", typed=typed)
    assert ran.code == 0, ran.err
    assert "“缺工”的类别 [LABOR 用工招聘]：" in ran.err
    assert sql(tmp_path, ISSUES) == [(code, "缺工")]


def test_without_a_proposal_a_terminal_shows_all_categories_and_enter_takes_none(
    run: Run, tmp_path: Path
) -> None:
    ran = run("issue raise E1 说不清 --by 张三", typed="\n其他\n")
    assert ran.code == 0
    assert "1. LAND 用地厂房\n" in ran.err
    assert "这一项要填" in ran.err
    assert sql(tmp_path, ISSUES) == [("OTHER", "说不清")]


def test_each_issue_of_a_visit_has_its_own_proposal(run: Run, tmp_path: Path) -> None:
    line = "visit add E1 --by 张三 --note 好 --issue 缺工 --issue 断电"
    assert run(line, typed="\n\n").code == 0
    assert sql(tmp_path, ISSUES) == [("POWER", "断电"), ("LABOR", "缺工")]
    both = run("visit add E2 --by 张三 --note 好 --issue 缺工 --issue 断电 --yes", typed="")
    assert both.code == 0
    assert sql(tmp_path, "SELECT category FROM issues WHERE enterprise = 'E2' ORDER BY 1") == [
        ("LABOR",),
        ("POWER",),
    ]


def test_a_rule_says_no_before_the_category_is_asked(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    ran = run("visit add E1 --by 张三 --on 2026-12-01 --issue 缺工", typed="\n")
    assert ran.code == 4
    assert "类别" not in ran.err
    assert events(tmp_path) == before


WISH = "visit add E1 --by 张三 --note 反映午后电压波动，需协调供电"
QUESTION = "内容像是企业的诉求，登记为问题吗？ [Y/n]："


def test_a_note_that_speaks_of_a_wish_is_asked_to_be_an_issue(run: Run, tmp_path: Path) -> None:
    ran = run(WISH, typed="y\n\n")
    assert ran.code == 0, ran.err
    assert QUESTION in ran.err
    assert "已登记问题" in ran.out
    assert sql(tmp_path, "SELECT category, text, source FROM issues") == [
        ("POWER", "反映午后电压波动，需协调供电", "visit")
    ]


def test_a_wish_that_is_no_issue_stays_a_note(run: Run, tmp_path: Path) -> None:
    ran = run(WISH, typed="n\n")
    assert ran.code == 0
    assert sql(tmp_path, "SELECT note FROM visits") == [("反映午后电压波动，需协调供电",)]
    assert sql(tmp_path, ISSUES) == []


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        (WISH, None),
        (f"{WISH} --yes", ""),
        (f"{WISH} --issue 断电 --category POWER", ""),
        ("visit add E1 --by 张三 --note 生产正常 --contact 王总", ""),
        ("visit add E1 --by 张三 --note 暂无诉求", ""),
        ("visit add E1 --by 张三 --nothing", ""),
    ],
)
def test_nothing_is_asked_of_scripts_with_yes_and_of_notes_without_a_wish(
    run: Run, tmp_path: Path, line: str, typed: str | None
) -> None:
    ran = run(line, typed=typed)
    assert ran.code == 0, ran.err
    assert "诉求，登记" not in ran.err
    assert len(sql(tmp_path, ISSUES)) == line.count("--issue")


def test_a_note_typed_at_the_question_is_looked_at_too(run: Run, tmp_path: Path) -> None:
    ran = run("visit add E1 --by 张三", typed="希望招工\n\n\n")
    assert ran.code == 0, ran.err
    assert sql(tmp_path, ISSUES) == [("LABOR", "希望招工")]


def test_a_need_of_a_plan_tells_the_category_that_its_words_proposed_and_no_given_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    issue = id_in(run("issue raise E1 跳闸 --category POWER"))
    assert run("plan new E1 --goal expansion --review 2025-12-01").code == 0
    for line, said in (
        ("缺工三名", "类别按用词定为 用工招聘（LABOR），不对请加 --category 再写一次。"),
        ("说不清的事", "用词看不出类别，记为其他（OTHER），请加 --category 再写一次。"),
        ("缺工五名 --category 其他", ""),
        (f"缺工七名 --issue {issue}", ""),
        ("说不清的事 --category LAND", ""),
    ):
        ran = run(f"plan need E1 {line}")
        assert (ran.code, ran.err.strip()) == (0, said), line
    assert sql(tmp_path, "SELECT text, category FROM needs ORDER BY text") == [
        ("缺工七名", "POWER"),
        ("缺工三名", "LABOR"),
        ("缺工五名", "OTHER"),
        ("说不清的事", "LAND"),
    ]
