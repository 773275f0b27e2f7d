"""What `roster import` says of rows: what is odd of them, and what is wrong."""

from collections.abc import Sequence

from gridlog.cli.sheets import row_at
from gridlog.cli.shell.boundary import sentence
from gridlog.cli.shell.say import say
from gridlog.intake.roster.plan import At, Note, Plan
from gridlog.intake.roster.rolls import Roll
from gridlog.words.language import listed, pick, two

LISTED = 20
NOTES = {
    "twice": two(
        "编号 {code} 在第 {first} 行已有，以后一行为准",
        "code {code} stands on line {first} too; the later row counts",
    ),
    "same_enterprise": two(
        "{name} 在第 {first} 行已有，按同一家企业处理，以后一行为准",
        "{name} stands on line {first} too and is taken for the same enterprise; the later row counts",
    ),
    "same_officer": two(
        "{name} 在第 {first} 行已有，按同一人处理，以后一行为准；若是两个人，请写上电话或工号",
        "{name} stands on line {first} too and is taken for the same person; the later row counts. Two persons of one "
        "name need phones or codes",
    ),
    "merged": two(
        "{code} {name} 已并入 {into}，这一行没有用",
        "{code} {name} was merged into {into}; this row is left out",
    ),
    "no_grid": two(
        "{count} 家新企业没有写明网格，从本行起（{name}）",
        "{count} new enterprises have no grid beside them, the first on this line ({name})",
    ),
    "same_name": two(
        "{name} 与{row} {other} 同名，可能是同一家企业",
        "{name} has the name of {other}{row}; the same enterprise?",
    ),
    "twin": two(
        "{name} 与{row} {other} {its} 名称相近，可能是同一家企业；没有合并",
        "{name} is nearly the name of {other} {its}{row}; the same enterprise? They were not merged",
    ),
    "credit_twin": two(
        "{name} 的信用代码 {uscc} 与{row} {other} {its} 相同，请核对；没有合并",
        "{name} has the credit code {uscc} of {other} {its}{row}; check it. They were not merged",
    ),
    "credit": two(
        "统一社会信用代码 {uscc} 校验不通过，请核对（已照录）",
        "the credit code {uscc} fails its check; kept as it is",
    ),
    "renamed": two(
        "信用代码与 {code} {old} 相同，按更名为 {name} 处理",
        "the credit code is that of {code} {old}, which is taken to be called {name} now",
    ),
    "status": two(
        "企业状态“{status}”不是 在建、投产、停产、失联、注销 之一（已照录）",
        "the status '{status}' is none of 在建, 投产, 停产, 失联, 注销; kept as it is",
    ),
    "phone": two(
        "电话 {phone} 像是表格软件改坏的数字，请核对（已照录）",
        "the phone {phone} looks like a number that a spreadsheet spoilt; kept as it is",
    ),
    "position": two(
        "不认识职务“{position}”，没有网格，不计应访",
        "the position '{position}' is not known; without a grid no visits are owed",
    ),
    "position_in_grid": two(
        "不认识职务“{position}”，因负责网格，按网格员计应访；不计请在“应访次数”填 0",
        "the position '{position}' is not known; with a grid visits are owed, unless the column 应访次数 (quota) says 0",
    ),
    "several_grids": two(
        "{name} 负责几个网格（{grids}），一人只记一个：{grid}",
        "{name} is named for several grids ({grids}); one person holds one: {grid}",
    ),
    "other_block": two(
        "网格 {grid} 不在表中所写的板块 {block} 里，没有改动",
        "the grid {grid} is not in the block {block} named beside it; nothing was changed",
    ),
    "no_block": two("新网格 {grid} 没有写明板块", "the new grid {grid} has no block beside it"),
}


def tell_notes(plan: Plan, rolls: Sequence[Roll]) -> None:
    """What is odd, then what is wrong, table by table and row by row."""
    for roll in rolls:
        notes = sorted(
            (one for one in plan.notes if one.at.label == roll.label), key=lambda one: one.at.number
        )
        bad = sorted((one for one in plan.bad if one.at.label == roll.label), key=lambda one: one.at.number)
        _say_some(
            [(one.at, _note(one)) for one in notes],
            two("……还有 {more} 处要核对", "… and {more} more to check"),
        )
        _say_some(
            [(one.at, sentence(one.problem)) for one in bad], two("……还有 {more} 行有误", "… and {more} more")
        )


def _say_some(lines: Sequence[tuple[At, str]], rest: str) -> None:
    for at, reason in lines[:LISTED]:
        say(
            two("{path} {at}：{reason}", "{path} {at}: {reason}"),
            path=at.path,
            at=row_at(at.tab, at.number),
            reason=reason,
        )
    if len(lines) > LISTED:
        say(rest, more=len(lines) - LISTED)


def _note(note: Note) -> str:
    values = {
        key: listed(map(str, value)) if isinstance(value, list) else value
        for key, value in note.values.items()
    }
    if "row" in values:
        values["row"] = _other_row(note)
    return pick(NOTES[note.what]).format(**values)


def _other_row(note: Note) -> str:
    """Where the enterprise stands that a note compares with: nothing where it is on the roster already."""
    row = note.values["row"]
    if not isinstance(row, At):
        return ""
    at = row_at(row.tab if row.tab != note.at.tab else "", row.number)
    return pick(two("{at}", " on {at}")).format(at=at)
