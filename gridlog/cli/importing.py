"""`visit import`, and what is said of the rows and columns of every file that is taken in."""

import sys

from gridlog.cli.shell.boundary import sentence
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session
from gridlog.intake.table import Sheet
from gridlog.words.language import fill, pick, two
from gridlog.work.amending import Differing
from gridlog.work.take_in import LISTED, Options, Taken, Tally, need_all, need_good, open_file, take
from gridlog.work.visits import say_open_issues

SHOWN = 60  # characters of a row that is left out, or of a text that changed
EVERY = 20_000


def import_visits(here: Session, file: str, options: Options) -> None:
    """Take the visits of one file in and tell what became of its rows. Raises what `need_good` and `need_all` do."""
    opened = open_file(here, file, options)
    _name_unknown(opened.sheet)
    name_others(opened.sheet)
    taken = take(here, opened, options, _count_aloud)
    name_filled(taken.sheet)
    _list_rows(taken)
    need_good(taken.tally, options)
    for id, enterprise in taken.tally.moved[:LISTED]:
        say_open_issues(here, id, enterprise)
    _sum_up(taken.tally, options)
    need_all(taken.tally, options)


def _sum_up(tally: Tally, options: Options) -> None:
    changed = (
        two("，更正 {n} 条", ", {n} corrected")
        if options.wish.update
        else two(
            "，与记录不同 {n} 条（没有改；要更正请加 --update --reason）",
            ", {n} differ from what is recorded (unchanged; --update --reason corrects them)",
        )
    )
    more = {
        changed: tally.changed,
        two("，作废未导入 {n} 条", ", {n} void ones left out"): tally.void,
        two("，合计、备注等 {n} 行不是走访", ", {n} rows are no visits (totals, remarks)"): tally.skipped,
    }
    tell(
        two(
            "{head}导入 {new} 条走访，跳过已有 {known} 条，有误 {bad} 条{more}",
            "{head}{new} visits imported, {known} known already, {bad} bad{more}",
        ),
        head=pick(two("试运行：", "dry run: ")) if options.dry_run else "",
        new=tally.new,
        known=tally.known,
        bad=tally.bad,
        more="".join(fill(text, n=count) for text, count in more.items() if count),
    )


def _name_unknown(sheet: Sheet) -> None:
    if sheet.unknown:
        say(
            two(
                "注意：{path} 中不认识的列没有导入：{names}",
                "Warning: columns of {path} that are not known were left out: {names}",
            ),
            path=sheet.name,
            names=", ".join(sheet.unknown),
        )


def name_others(sheet: Sheet) -> None:
    """Say which sheets of a workbook are left unread although they look the same."""
    if sheet.others:
        say(
            two(
                "注意：{path} 只读了第一张有表头的工作表，没有读：{names}",
                "Warning: of {path} the first sheet with headings was read, and not {names}",
            ),
            path=sheet.name,
            names=", ".join(sheet.others),
        )


def name_filled(sheet: Sheet) -> None:
    """Say in which columns cells got the value of the merged cell they belong to; of a sheet read to its end."""
    if sheet.filled:
        say(
            two(
                "注意：{path} 的合并单元格已按上面的内容填到每一行：{names}",
                "Note: merged cells of {path} were filled down into every row they cover: {names}",
            ),
            path=sheet.name,
            names=", ".join(f"{name} {count}" for name, count in sheet.filled.items()),
        )


def name_skipped(sheet: Sheet) -> None:
    """Say which rows were taken for no entries; of a sheet read to its end."""
    for number, text in sheet.skipped[:LISTED]:
        _list_skipped(sheet, number, text)
    _list_more(len(sheet.skipped) - LISTED)


def row_at(tab: str, number: int) -> str:
    """Where a row stands, as somebody finds it: the sheet of a workbook and its row, or the line of a text."""
    if tab:
        return fill(two("工作表“{tab}”第 {number} 行", "sheet {tab}, row {number}"), tab=tab, number=number)
    return fill(two("第 {number} 行", "line {number}"), number=number)


def _count_aloud(total: int) -> None:
    """A running count on a terminal while there is much to read."""
    if total % EVERY == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{total}\r")


def _list_rows(taken: Taken) -> None:
    sheet, tally = taken
    for number, text in tally.first_skipped:
        _list_skipped(sheet, number, text)
    _list_more(tally.skipped - LISTED)
    for number, problem in [*tally.first_noted, *tally.first_bad]:
        say(two("{at}：{reason}", "{at}: {reason}"), at=row_at(sheet.tab, number), reason=sentence(problem))
    for number, row in tally.first_changed:
        say(
            two("{at}与记录不同：{text}", "{at} differs from what is recorded: {text}"),
            at=row_at(sheet.tab, number),
            text=_differing(row),
        )
    for count, text in (
        (tally.changed, two("……还有 {more} 行与记录不同", "… and {more} more differ")),
        (tally.noted, two("……还有 {more} 处提醒", "… and {more} more notes")),
        (tally.bad, two("……还有 {more} 行有误", "… and {more} more")),
    ):
        if count > LISTED:
            say(text, more=count - LISTED)


def _differing(row: Differing) -> str:
    """The visit, and of each field what is recorded and what the row says."""
    pattern = two("{heading}“{old}”→“{new}”", "{heading} '{old}' -> '{new}'")
    fields = [
        fill(pattern, heading=one.heading, old=_one_line(one.old), new=_one_line(one.new))
        for one in row.changes
    ]
    return f"{row.id} {row.on} {row.enterprise} {'; '.join(fields)}"


def _one_line(text: str) -> str:
    return _short(" ".join(text.split()))


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def _list_skipped(sheet: Sheet, number: int, text: str) -> None:
    say(
        two(
            "{at}是合计、备注或重复的表头，没有导入：{text}",
            "{at} is a total, a remark or a heading and was left out: {text}",
        ),
        at=row_at(sheet.tab, number),
        text=_short(text),
    )


def _list_more(count: int) -> None:
    if count > 0:
        say(two("……还有 {more} 行这样的", "… and {more} more like these"), more=count)
