"""`gridlog plan`: one plan an enterprise, its needs, measures, reviews and confirmation (一企业一方案); a module a task."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "new": Entry(
        "gridlog.cli.plan.saving",
        two("为企业制定方案，一家企业一个", "Make the plan of an enterprise, one each"),
        False,
    ),
    "edit": Entry(
        "gridlog.cli.plan.saving",
        two(
            "更正当前版本写错的内容；内容有变要出新版，用 revise",
            "Correct the current version; what has changed is a new version, see revise",
        ),
        False,
    ),
    "revise": Entry(
        "gridlog.cli.plan.saving",
        two(
            "修订：出新一版，没完成的需求和措施跟过来，要请企业重新确认",
            "Make the next version: open needs and measures come along, the enterprise confirms anew",
        ),
        False,
    ),
    "remove": Entry(
        "gridlog.cli.plan.saving",
        two("撤销制定错的方案；有需求或措施的不能撤销", "Take back a plan without needs and measures"),
        False,
    ),
    "list": Entry("gridlog.cli.plan.finding", two("方案列表", "List the plans"), False),
    "show": Entry(
        "gridlog.cli.plan.finding",
        two(
            "一家企业的方案：需求、措施和复盘；-o 方案.docx 为可交付的一页",
            "The plan of an enterprise; -o plan.docx is one page to hand over",
        ),
        False,
    ),
    "history": Entry(
        "gridlog.cli.plan.finding",
        two("一家企业的方案的变更经过", "What became of the plan of an enterprise"),
        False,
    ),
    "need": Entry(
        "gridlog.cli.plan.adding",
        two(
            "写下企业的需求；--issue 是已登记的问题，--raise 同时登记一个",
            "Write down a need; --issue names its issue, --raise raises one with it",
        ),
        False,
    ),
    "measure": Entry(
        "gridlog.cli.plan.adding",
        two(
            "写下服务措施：谁、何时完成；同样的措施再写一次，改责任人或时限",
            "Write down a measure; the same measure again gets the new owner and day",
        ),
        False,
    ),
    "done": Entry(
        "gridlog.cli.plan.closing",
        two("措施完成；--need 为需求已满足", "A measure is done; with --need, a need is met"),
        False,
    ),
    "drop": Entry(
        "gridlog.cli.plan.closing",
        two("取消措施，写明原因；--need 为取消需求", "Drop a measure, and say why; with --need, a need"),
        False,
    ),
    "review": Entry(
        "gridlog.cli.plan.agreeing",
        two(
            "复盘：今天看过方案，记下情况和下次日期",
            "Review: note how the plan stands, and when to look again",
        ),
        False,
    ),
    "confirm": Entry(
        "gridlog.cli.plan.agreeing",
        two("企业确认当前版本", "The enterprise confirms the current version"),
        False,
    ),
    "import": Entry(
        "gridlog.cli.plan.importing",
        two(
            "导入方案、措施或需求；重复导入不会改变什么",
            "Import plans, measures or needs; twice changes nothing",
        ),
        False,
    ),
}
