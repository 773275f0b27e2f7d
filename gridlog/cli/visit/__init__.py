"""`gridlog visit`: a visit written down in a minute, found again, corrected or voided with a reason; a module a task."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "add": Entry("gridlog.cli.visit.add", two("登记一次走访", "Log a visit"), False),
    "list": Entry("gridlog.cli.visit.finding", two("查询走访", "List visits"), False),
    "show": Entry("gridlog.cli.visit.finding", two("一次走访的全部内容", "All of one visit"), False),
    "history": Entry(
        "gridlog.cli.visit.finding", two("一次走访的更正经过", "How a visit came to be what it is"), False
    ),
    "edit": Entry(
        "gridlog.cli.visit.correcting", two("更正一次走访，须写原因", "Correct a visit, with a reason"), False
    ),
    "void": Entry(
        "gridlog.cli.visit.correcting",
        two("作废一次走访，须写原因；记录仍保留", "Void a visit, with a reason; the record stays"),
        False,
    ),
    "import": Entry(
        "gridlog.cli.visit.importing",
        two(
            "从 CSV 或工作簿批量导入走访；相同的行只导入一次",
            "Import visits from CSV or a workbook; an equal row is taken once",
        ),
        False,
    ),
    "paste": Entry(
        "gridlog.cli.visit.paste",
        two(
            "把聊天群里报的走访读出来，核对后一次登记",
            "Read visits out of a chat's messages, check them, log them at once",
        ),
        False,
    ),
}
