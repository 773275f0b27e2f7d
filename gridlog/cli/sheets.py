"""What is said of the sheets and rows of every file that is taken in."""

from gridlog.cli.shell.say import say
from gridlog.intake.table import Sheet
from gridlog.words.language import fill, two

LISTED = 20
SHOWN = 60  # characters of a row that is left out, or of a text that changed


def name_unknown(sheet: Sheet) -> None:
    """Say which columns were left out because no heading of theirs is known."""
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
        list_skipped(sheet, number, text)
    list_more(len(sheet.skipped) - LISTED)


def row_at(tab: str, number: int) -> str:
    """Return the place where a reader finds a row: the sheet of a workbook and its row, or the line of a text."""
    if tab:
        return fill(two("工作表“{tab}”第 {number} 行", "sheet {tab}, row {number}"), tab=tab, number=number)
    return fill(two("第 {number} 行", "line {number}"), number=number)


def list_skipped(sheet: Sheet, number: int, text: str) -> None:
    """Say that a row was taken for no entry."""
    say(
        two(
            "{at}是合计、备注或重复的表头，没有导入：{text}",
            "{at} is a total, a remark or a heading and was left out: {text}",
        ),
        at=row_at(sheet.tab, number),
        text=short(text),
    )


def list_more(count: int) -> None:
    """Say how many rows were taken for no entries and are not listed."""
    if count > 0:
        say(two("……还有 {more} 行这样的", "… and {more} more like these"), more=count)


def short(text: str) -> str:
    """Return the beginning of a text."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
