"""`gridlog history`: people read words in their language, programs the raw keys."""

import re
from pathlib import Path

import pytest

from gridlog.words.vocabulary import vocabulary
from tests.conftest import Run, id_in, objects

FORMAT = Path(__file__).parents[1].parent / "docs" / "format.md"
UNSEEN = {
    "begun",
    "change",
    "was",
    "stubs",
    "fingerprint",
    "zone",
    "events",
    "of",
}  # told field by field, for programs alone, a value and no field


@pytest.fixture
def busy(run: Run, small: Path) -> None:
    """One event of nearly every kind."""
    assert small
    id = id_in(run("issue raise E1 断电 --by 张三 --category POWER"))
    visit = id_in(run("visit add E1 --by 张三 --with 李四 --note x"))
    for line in (
        f"issue assign {id} 供电所",
        f"issue accept {id}",
        f"issue hold {id} --reason 等 --waiting enterprise",
        f"issue resume {id}",
        f"issue extend {id} --due 2025-12-20 --reason 料未到",
        f"issue escalate {id} --reason 已联系",
        f"issue answer {id} --result solved --text 好",
        f"issue revisit {id} --satisfaction 5 --by 李四",
        f"visit edit {visit} --method phone --reason 写错",
        f"visit void {visit} --reason 重复",
        "config set quota 4",
        "officer leave 王五 --from 2025-11-17 --to 2025-11-18",
    ):
        done = run(line)
        assert done.code == 0, (line, done.err)


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("form", ["table", "text", "md"])
def test_people_read_no_key_of_a_program_in_a_history(run: Run, form: str) -> None:
    shown = run(f"history --limit 99 --format {form}").out
    assert "=" not in shown
    assert not re.search(r"\b(true|false|onsite|phone|enterprise|solved|waiting|satisfaction)\b", shown)
    assert not re.search(r"\b(issue|visit|officer|setting)\b", shown)
    for word in (
        "问题",
        "走访",
        "责任人 供电所",
        "等待 等企业",
        "满意度 非常满意",
        "方式 电话沟通",
        "联合人员 李四",
    ):
        assert word in shown, word


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("form", ["table", "text", "md"])
def test_a_history_in_english_is_in_words_too(run: Run, form: str) -> None:
    shown = run(f"history --limit 99 --format {form}", lang="en").out
    for word in ("satisfaction very satisfied", "method by phone", "waiting for the enterprise"):
        assert word in shown, word
    assert "=" not in shown
    assert "true" not in shown


@pytest.mark.usefixtures("busy")
def test_programs_read_the_raw_keys_of_a_history(run: Run) -> None:
    told = objects(run("history --limit 99 --json"))
    assert {one["noun"] for one in told} >= {"issue", "visit", "setting", "officer"}
    details = " ".join(str(one["details"]) for one in told)
    for raw in ("satisfaction=5", "waiting=enterprise", "method=phone", "participants=P2"):
        assert raw in details, raw
    csv = run("history --limit 99 --format csv").out
    assert ",visit," in csv
    assert "satisfaction=5" in csv


def test_every_field_of_every_event_has_a_word() -> None:
    lines = re.findall(r"(?m)^\| `(?!report)[a-z]+\.[a-z_*]+` .*$", FORMAT.read_text(encoding="utf-8"))
    kinds = {line[3:].partition(".")[0] for line in lines}
    fields = {key for line in lines for said in re.findall(r"`([a-z_ ]+)`", line) for key in said.split()}
    assert kinds <= vocabulary("noun").keys()
    assert len(fields) > 40
    assert fields - vocabulary("field").keys() == UNSEEN
