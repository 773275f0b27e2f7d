"""What `roster import` says of a table's columns: which heading was taken for which, and what was left out."""

from collections.abc import Iterable

from gridlog.cli.sheets import name_filled, name_skipped
from gridlog.cli.shell.say import say
from gridlog.intake.roster.columns import is_guess, is_read
from gridlog.intake.roster.headings import NAMES
from gridlog.intake.roster.rolls import Roll, Unread
from gridlog.words.language import listed, pick, two

KINDS = {
    "grids": two("网格", "grids"),
    "officers": two("人员", "officers"),
    "enterprises": two("企业", "enterprises"),
}


def tell_layouts(rolls: Iterable[Roll], unread: Iterable[Unread], dry_run: bool) -> None:
    """Which heading was taken for which column, where it is not our own, and what was left out."""
    for roll in rolls:
        columns = roll.layout.columns
        if dry_run or any(is_guess(column) for column in columns):
            say(
                two(
                    "{label} 第 {number} 行是表头，按{kind}读：{columns}",
                    "{label} has its headings on line {number} and lists {kind}: {columns}",
                ),
                label=roll.label,
                number=roll.heading_row,
                kind=pick(KINDS[roll.layout.kind]),
                columns=listed(
                    f"{column.heading} → {_named(column.key)}" for column in columns if is_read(column)
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


def _named(key: str) -> str:
    return pick(two(*NAMES[key]))
