"""The words of the plan in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("方案", "plan")
LEDGERS: dict[str, tuple[str, str]] = {"plans": ("一企业一方案台账", "plans")}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "goal": {
        "listing": ("上市", "listing"),
        "expansion": ("扩产", "expansion"),
        "upgrade": ("技改", "upgrade"),
        "relief": ("纾困", "relief"),
        "other": ("其他", "other"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "goal": {"上市培育": "listing", "增资扩产": "expansion", "技术改造": "upgrade", "纾困解难": "relief"}
}
FIELDS: dict[str, tuple[str, str]] = {
    "goal": ("目标", "goal"),
    "period": ("期限", "period"),
    "state": ("现状", "state now"),
    "leader": ("挂钩领导", "leader"),
    "officer": ("服务专员", "officer"),
    "review": ("复盘日期", "review"),
    "version": ("版本", "version"),
    "confirmed_by": ("企业确认人", "confirmed by"),
}
PERSONS = ("leader", "officer")  # fields with the code of an officer
EVENTS: dict[str, tuple[str, str]] = {
    "plan.saved": ("方案登记", "plan saved"),
    "plan.revised": ("方案修订", "plan revised"),
    "plan.reviewed": ("方案复盘", "plan reviewed"),
    "plan.confirmed": ("企业确认方案", "plan confirmed"),
    "plan.removed": ("方案撤销", "plan removed"),
    **recoded_words("plan", *NOUN),
}
ERRORS: dict[str, tuple[str, str]] = {
    "none": (
        "{name} 还没有方案。先用 gridlog plan new 制定",
        "{name} has no plan yet; make one with gridlog plan new",
    ),
    "exists": (
        "{name} 已有方案（第{version}版）。修订用 gridlog plan revise，更正用 gridlog plan edit",
        "{name} has a plan already (version {version}); revise it with gridlog plan revise, correct it with gridlog plan edit",
    ),
    "in_use": (
        "{name} 的方案已有需求或措施 {count} 项，不能撤销。内容有变请出新版：gridlog plan revise",
        "the plan of {name} has {count} needs or measures and cannot be removed; make the next version with gridlog plan revise",
    ),
    "no_version": (
        "{name} 的方案没有第{version}版，最新是第{last}版",
        "the plan of {name} has no version {version}; the latest is {last}",
    ),
    "no_number": (
        "{name} 的方案没有第 {number} 项{noun}，共 {count} 项。编号见 gridlog plan show",
        "the plan of {name} has no {noun} {number}, it has {count}; gridlog plan show numbers them",
    ),
    "closed": (
        "第 {number} 项{noun}已经了结：{text}。情况见 gridlog plan show",
        "{noun} {number} is closed already: {text}; see gridlog plan show",
    ),
    "past": (
        "{day} 已经过去，完成时限和复盘日期要在今天或以后",
        "{day} is over; a measure is due and a review is held today or later",
    ),
    "no_text": (
        "{noun}的内容不能是空的",
        "the {noun} must say something",
    ),
    "known": (
        "方案里已有这项{noun}：{text}",
        "the plan has this {noun} already: {text}",
    ),
    "goal_differs": (
        "{name} 的方案不是这个目标。换目标要出新版：gridlog plan revise",
        "the plan of {name} has another goal; a new goal is a new version: gridlog plan revise",
    ),
    "issue_other": (
        "问题 {id} 属于 {other}，不属于 {name}",
        "issue {id} is about {other}, not about {name}",
    ),
    "issue_or_raise": (
        "--issue 和 --raise 只能写一个",
        "--issue and --raise exclude each other",
    ),
}
