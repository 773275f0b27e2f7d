"""What `roster import` says: which column was taken for what, what is odd or wrong by row, what changes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gridlog import ledger
from gridlog.cli.boundary import sentence
from gridlog.cli.importing import name_filled, name_skipped, row_at
from gridlog.cli.speak import language, listed, pick, say, tell, two, without_phones
from gridlog.core.event import Json
from gridlog.enrol.columns import Column
from gridlog.enrol.headings import ASIDE, FIELDS, GENERIC, NAMES, SCRIPT
from gridlog.enrol.plan import At, Change, Note, Plan
from gridlog.enrol.rolls import Roll, Unread
from gridlog.sheet import heading_text
from gridlog.words import level_word, shown

LISTED = 20
KINDS = {
    "grids": two("网格", "grids"),
    "officers": two("人员", "officers"),
    "enterprises": two("企业", "enterprises"),
}
NOUNS = {
    "grid": two("板块、网格", "blocks and grids"),
    "officer": two("人员", "officers"),
    "enterprise": two("企业", "enterprises"),
}
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


def tell_layouts(rolls: Iterable[Roll], unread: Iterable[Unread], dry_run: bool) -> None:
    """Which heading was taken for which column, where it is not our own, and what was left out."""
    for roll in rolls:
        columns = roll.layout.columns
        if dry_run or any(_is_guess(column) for column in columns):
            say(
                two(
                    "{label} 第 {number} 行是表头，按{kind}读：{columns}",
                    "{label} has its headings on line {number} and lists {kind}: {columns}",
                ),
                label=roll.label,
                number=roll.heading_row,
                kind=pick(KINDS[roll.layout.kind]),
                columns=listed(
                    f"{column.heading} → {_named(column.key)}" for column in columns if _is_read(column)
                ),
            )
        if left := [column.heading for column in columns if column.heading and not column.key]:
            say(
                two(
                    "{label} 不认识的列没有导入：{names}", "{label} columns not known were left out: {names}"
                ),
                label=roll.label,
                names=", ".join(left),
            )
        name_filled(roll.sheet)
        name_skipped(roll.sheet)
    for sheet in unread:
        say(
            two("{label} 是走访、问题等台账，不是底册，没有读", "{label} is a ledger of visits or issues, no roster; it was not read")
            if sheet.is_foreign
            else two("{label} 没有认得的表头，没有读", "{label} has no headings that are known; it was not read"),
            label=sheet.label,
        )  # fmt: skip


def _is_read(column: Column) -> bool:
    return bool(column.key) and column.key != "_"


OWN = {
    heading_text(column.zh)
    for columns in (ledger.GRIDS, ledger.OFFICERS, ledger.ENTERPRISES)
    for column in columns
}
OWN |= {heading_text(word) for word in (*ASIDE, "B角", "备注")} | SCRIPT


def _is_guess(column: Column) -> bool:
    """Whether a heading is not one that our own exports write."""
    return _is_read(column) and heading_text(column.heading) not in OWN


def _named(key: str) -> str:
    return pick(two(*NAMES[key]))


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
        row = two("第 {row} 行", " on line {row}") if values["row"] else two("", "")
        values["row"] = pick(row).format(row=values["row"])
    return pick(NOTES[note.what]).format(**values)


def tell_changes(plan: Plan, rolls: Sequence[Roll], changes: Sequence[Change], dry_run: bool) -> None:
    """What becomes of the rows of each table, and of what they name beside; each change when nothing is written."""
    of = {(change.noun, change.code): change for change in changes}
    told: set[tuple[str, str]] = set()
    for roll in rolls:
        own = plan.rows.get(roll.label, [])
        mine = [of[key] for key in dict.fromkeys(own) if key not in told and key in of]
        told.update(own)
        if dry_run:
            _tell_each(plan, mine, is_beside=False)
        _tell_counts(plan, roll, len(own), mine, dry_run)
    beside = [change for key, change in of.items() if key not in told and change.word != "same"]
    if dry_run:
        _tell_each(plan, beside, is_beside=True)
    for noun, name in NOUNS.items():
        _tell_beside(name, [change for change in beside if change.noun == noun])


def _tell_counts(plan: Plan, roll: Roll, rows: int, changes: Iterable[Change], dry_run: bool) -> None:
    count = Counter(change.word for change in changes)
    skipped = two("，跳过 {skipped} 行", ", {skipped} skipped") if roll.sheet.skipped else ""
    tell(
        two(
            "{head}{file}：新增 {new}，更新 {changed}，未变 {same}，有误 {bad}{skipped}",
            "{head}{file}: {new} new, {changed} changed, {same} the same, {bad} bad{skipped}",
        ),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        file=roll.label,
        new=count["new"],
        changed=count["changed"],
        same=rows - count["new"] - count["changed"],
        bad=len({one.at for one in plan.bad if one.at.label == roll.label}),
        skipped=pick(skipped).format(skipped=len(roll.sheet.skipped)),
    )


def _tell_beside(noun: str, changes: Sequence[Change]) -> None:
    """The places and people that lists of something else name, by name."""
    words = (("new", two("随表新增{noun} {count}：{names}", "{count} new {noun} named beside: {names}")),
             ("changed", two("随表更新{noun} {count}：{names}", "{count} changed {noun} named beside: {names}")))  # fmt: skip
    for word, text in words:
        if found := [change for change in changes if change.word == word]:
            names = [_name(change) for change in found[:LISTED]]
            more = [pick(two("等", "and more"))] if len(found) > LISTED else []
            tell(text, noun=pick(noun), count=len(found), names=listed([*names, *more]))


def _name(change: Change) -> str:
    name = str(change.saved.get("name") or change.old.get("name") or "")
    return name if name == change.code or not name else f"{change.code} {name}"


def _tell_each(plan: Plan, changes: Iterable[Change], is_beside: bool) -> None:
    words = {"new": two("新增", "new"), "changed": two("更新", "changed")}
    for change in changes:
        if change.word == "same":
            continue
        tell(
            two("{at} {word}{noun} {name}：{fields}", "{at} {word}{noun} {name}: {fields}"),
            at=row_at(change.at.tab, change.at.number),
            word=pick(words[change.word]),
            noun=" " + pick(NOUNS[change.noun]) if is_beside else "",
            name=_name(change) or change.code,
            fields=without_phones(listed(_fields(plan, change))),
        )


def _fields(plan: Plan, change: Change) -> Iterable[str]:
    """Each field that changes, old → new, in the words that people read."""
    new: dict[str, Json] = {**change.saved, **({} if change.grid is None else {"grid": change.grid})}
    for key, value in new.items():
        field = pick(two("联系人", "contact")) if key == "contact" else shown("field", key, language())
        before = _value(plan, key, change.old.get(key), change.old)
        after = _value(plan, key, value, change.old)
        yield f"{field} {after}" if change.is_new else f"{field} {before} → {after}"


def _value(plan: Plan, key: str, value: Json, old: Mapping[str, Json]) -> str:
    if isinstance(value, bool):
        return pick(two("是", "yes") if value else two("否", "no"))
    if key == "quota" and value is None:
        return pick(two("按角色", "by role")) if old else "—"
    text = str(value or ("0" if value == 0 else ""))
    if key == "phone":
        return ledger.mask(text) or "—"
    if key in ("grid", "parent") and text in plan.places.of:
        name = plan.places.of[text].name
        return text if name in ("", text) else f"{text} {name}"
    if key == "level" and text:
        return level_word(text, language())
    if key == "role" and text:
        return shown("role", text, language())
    return text or "—"


WHOSE = {
    "e": two("企业", "enterprise"),
    "b": two("板块", "block"),
    "g": two("网格", "grid"),
    "o": two("人员", "officer"),
    "d": two("B角", "deputy"),
    "h": two("板块长", "block head"),
}


def headings_by_field() -> list[tuple[str, str, str]]:
    """Whom each field tells of, its name, and the headings that mean it; last those told by the column beside them."""
    rows = [(pick(WHOSE[one.key[0]]), pick(two(one.zh, one.en)), "、".join(one.headings)) for one in FIELDS]
    beside = pick(two("看左边一列和表的内容", "told by the column before and the table"))
    return rows + [("—", beside, "、".join(words)) for words in GENERIC.values()]
