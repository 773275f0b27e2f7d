"""What `roster import` says of its outcome: how many rows are new or changed, and each change in people's words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gridlog.cli.sheets import row_at
from gridlog.cli.shell.say import tell, without_phones
from gridlog.core.event import Json
from gridlog.intake.roster.plan import Change, Plan
from gridlog.intake.roster.rolls import Roll
from gridlog.ledgers import columns as ledger
from gridlog.words.language import language, listed, pick, two
from gridlog.words.vocabulary import level_word, shown
from gridlog.work.enrolling import Enrolled

LISTED = 20
NOUNS = {
    "grid": two("板块、网格", "blocks and grids"),
    "officer": two("人员", "officers"),
    "enterprise": two("企业", "enterprises"),
}


def tell_changes(done: Enrolled, dry_run: bool) -> None:
    """What becomes of the rows of each table, and of what they name beside; each change when nothing is written."""
    plan, parts, beside = done
    for roll, rows, changes in parts:
        if dry_run:
            _tell_each(plan, changes, is_beside=False)
        _tell_counts(plan, roll, rows, changes, dry_run)
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
