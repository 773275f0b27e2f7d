"""`gridlog issue`: from the first word of a problem to its closed loop; a module a task."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "raise": Entry("gridlog.cli.issue.raising", two("登记一个问题", "Raise an issue"), False),
    "list": Entry("gridlog.cli.issue.finding", two("查询问题", "List issues"), False),
    "show": Entry("gridlog.cli.issue.finding", two("一个问题的全部内容", "All of one issue"), False),
    "history": Entry(
        "gridlog.cli.issue.finding", two("一个问题的办理经过", "How an issue was handled"), False
    ),
    "assign": Entry("gridlog.cli.issue.steps", two("交办给人或单位", "Give it to a person or unit"), False),
    "accept": Entry("gridlog.cli.issue.steps", two("签收", "Accept it"), False),
    "note": Entry("gridlog.cli.issue.steps", two("记录进展", "Record progress"), False),
    "hold": Entry(
        "gridlog.cli.issue.steps",
        two("挂起；只有等企业时才停表", "Put on hold; only waiting for the enterprise stops the clock"),
        False,
    ),
    "resume": Entry("gridlog.cli.issue.steps", two("恢复办理", "Go on with it"), False),
    "extend": Entry(
        "gridlog.cli.issue.steps", two("延期，须在到期前", "Extend the deadline, before it has passed"), False
    ),
    "escalate": Entry(
        "gridlog.cli.issue.steps",
        two("提级上报，须说明已做过什么", "Raise it one level, saying what was tried"),
        False,
    ),
    "edit": Entry(
        "gridlog.cli.issue.correcting",
        two(
            "更正登记错的企业、类别、紧急程度或描述，须写原因",
            "Correct the enterprise, category, grade or text, with a reason",
        ),
        False,
    ),
    "answer": Entry("gridlog.cli.issue.steps", two("答复企业", "Answer the enterprise"), False),
    "revisit": Entry("gridlog.cli.issue.steps", two("回访企业", "Ask the enterprise afterwards"), False),
    "close": Entry(
        "gridlog.cli.issue.steps",
        two(
            "销号；可同时完成答复和回访，各记一笔", "Close it; may answer and revisit too, each its own fact"
        ),
        False,
    ),
    "reopen": Entry("gridlog.cli.issue.steps", two("重办", "Reopen it"), False),
    "reject": Entry("gridlog.cli.issue.steps", two("不予受理", "Decline it"), False),
    "merge": Entry("gridlog.cli.issue.steps", two("并入另一个问题", "Merge it into another"), False),
}
