"""`gridlog report`: a module a report, of which only the called one is loaded."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "day": Entry(
        "gridlog.cli.report.day",
        two("日调度：当天走访、问题、到期", "The day: visits, issues, what falls due"),
        False,
    ),
    "week": Entry(
        "gridlog.cli.report.week",
        two("周汇总：应访、实访、达标、补录、覆盖", "The week: owed, made, met, late, coverage"),
        False,
    ),
    "month": Entry(
        "gridlog.cli.report.month",
        two("月通报：五段文字、两张附表", "The monthly bulletin: five paragraphs, two tables"),
        False,
    ),
    "trend": Entry(
        "gridlog.cli.report.trend",
        two("各周对比：与上一周相比的变化", "Weeks side by side, and what changed"),
        False,
    ),
    "coverage": Entry(
        "gridlog.cli.report.coverage", two("超期未访企业", "Enterprises nobody came to in time"), False
    ),
    "issues": Entry(
        "gridlog.cli.report.issues",
        two("问题办理情况：按责任人或类别", "How issues are handled, by handler or category"),
        False,
    ),
}
