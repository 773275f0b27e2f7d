"""Reports for pasting say the same as the others, in a form that survives the paste."""

from pathlib import Path

from gridlog.ledgers.columns import Column
from gridlog.papers.markdown import chat, markdown
from tests.conftest import Run, objects

COLUMNS = (
    Column("name", "企业名称", "enterprise"),
    Column("note", "说明", "note"),
    Column("count", "次数", "count", "number"),
    Column("rate", "比例", "rate", "fraction"),
)


def test_a_cell_cannot_break_its_table_or_begin_markup() -> None:
    text = "".join(markdown(COLUMNS, [("甲|乙", "<b>*x*\n[y](z)", 3, 0.5)], "zh", "标题\n二"))
    assert text.splitlines() == [
        "## 标题 二",
        "",
        "| 企业名称 | 说明 | 次数 | 比例 |",
        "| --- | --- | ---: | ---: |",
        r"| 甲\|乙 | \<b\>\*x\* \[y\](z) | 3 | 50% |",
    ]


def test_a_chat_line_tells_what_it_is_about_then_its_figures() -> None:
    rows = [("甲", "", 3, None), ("乙", "停产", 0, 0.25)]
    assert (
        "".join(chat(COLUMNS, rows, "zh", "周汇总"))
        == "周汇总\n甲：次数 3，比例 —\n乙 停产：次数 0，比例 25%\n"
    )
    assert "".join(chat(COLUMNS, rows[1:], "en")) == "乙 停产: count 0, rate 25%\n"


def test_every_report_can_be_pasted_and_says_what_json_says(run: Run, small: Path) -> None:
    assert small.is_dir()
    assert run("visit add E1 --by 张三 --note x").code == 0
    for line in (
        "report week --by block",
        "report day",
        "report trend --by block",
        "visit list",
        "report coverage",
    ):
        rows = objects(run(f"{line} --json"))
        table, block = run(f"{line} --format md"), run(f"{line} --format text")
        assert (table.code, block.code) == (0, 0)
        assert len([one for one in table.out.splitlines() if one.startswith("| ")]) == len(rows) + 2
        assert len(
            [
                one
                for one in block.out.splitlines()
                if not one.startswith(("试验区", "应访", "全区", "一周", "超期未访 ", "注："))
            ]
        ) == len(rows)
