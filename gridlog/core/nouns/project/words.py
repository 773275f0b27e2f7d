"""The words of the project in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("项目", "project")
LEDGERS: dict[str, tuple[str, str]] = {
    "projects": ("项目台账", "projects"),
    "milestones": ("项目节点", "milestones"),
}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "project_level": {
        "province": ("省级", "province"),
        "city": ("市级", "city"),
        "county": ("县级", "county"),
        "zone": ("区级", "zone"),
    },
    "milestone": {
        "signed": ("签约", "signed"),
        "registered": ("注册", "registered"),
        "land": ("拿地", "land"),
        "started": ("开工", "started"),
        "topped_out": ("封顶", "topped out"),
        "equipment": ("设备安装", "equipment"),
        "completed": ("竣工", "completed"),
        "in_production": ("投产", "in production"),
        "above_scale": ("达规", "above scale"),
        "full_output": ("达效", "full output"),
    },
    "project_light": {
        "red": ("红", "red"),
        "yellow": ("黄", "yellow"),
        "green": ("绿", "green"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "project_level": {"省": "province", "市": "city", "县": "county", "区": "zone"},
    "milestone": {
        "设备": "equipment",
        "主体封顶": "topped_out",
        "竣工验收": "completed",
        "升规": "above_scale",
    },
    "project_light": {"红灯": "red", "黄灯": "yellow", "绿灯": "green"},
}
FIELDS: dict[str, tuple[str, str]] = {
    "name": ("项目名称", "name"),
    "enterprise": ("企业", "enterprise"),
    "level": ("级别", "level"),
    "investment": ("总投资(万元)", "investment"),
    "content": ("建设内容", "content"),
    "leader": ("挂帅领导", "leader"),
    "deputy": ("扛旗干部", "deputy"),
    "officer": ("成员", "member"),
    "resident": ("脱产驻点", "resident"),
    "milestone": ("节点", "milestone"),
    "plan": ("计划日期", "planned for"),
    "actual": ("实际日期", "actual"),
}
PERSONS = ("leader", "deputy")  # fields with the code of an officer
EVENTS: dict[str, tuple[str, str]] = {
    "project.saved": ("项目登记", "project saved"),
    "project.removed": ("项目撤销", "project removed"),
    "project.member_set": ("专班成员", "member set"),
    "project.member_removed": ("撤销成员", "member taken back"),
    "project.milestone_set": ("节点", "milestone set"),
    "project.closed": ("项目结束", "project closed"),
    "project.reopened": ("项目恢复", "project reopened"),
    "project.split": ("项目编号拆分", "project code split"),
    **recoded_words("project", *NOUN),
}
ERRORS: dict[str, tuple[str, str]] = {
    "amount": (
        "“{value}”不是金额。投资按万元写，如 12000 或 350.5",
        "'{value}' is no amount; the investment is in 10,000 yuan, such as 12000 or 350.5",
    ),
    "percent": (
        "“{value}”不是百分比。请写 0 到 100，最多一位小数，如 35 或 42.5",
        "'{value}' is no per cent; write 0 to 100 with at most one decimal, such as 35 or 42.5",
    ),
    "people": (
        "“{value}”不是在岗人数。请写 0 到 {most} 的整数",
        "'{value}' is no number of people on site; write a whole number from 0 to {most}",
    ),
    "far": (
        "节点日期 {on} 不在 {first} 年到 {last} 年之间，请核对",
        "the day {on} of a milestone is not between {first} and {last}; check it",
    ),
    "moved": (
        "{milestone} 的日期已是 {was}，改动要写原因。请加 --reason",
        "{milestone} has the day {was} on record, and a change needs a reason; add --reason",
    ),
    "ahead": (
        "实际日期 {on} 还没有到（今天 {today}）。计划请用 --plan",
        "the actual day {on} is still to come (today is {today}); a plan is --plan",
    ),
    "future_log": (
        "{on} 还没有到（今天 {today}），不能写日志",
        "{on} is still to come (today is {today}); no log can be written",
    ),
    "future_week": (
        "{week} 还没有开始，不能写实际进度；只写计划请去掉 --actual",
        "the week {week} has not begun, so it has no actual progress; leave out --actual to plan it",
    ),
    "order": (
        "{milestone} 的实际日期 {on} 与 {other_milestone}（{other_on}）的先后不符。请核对两个日期",
        "the actual day {on} of {milestone} is out of order with {other_milestone} ({other_on}); check both days",
    ),
    "backwards": (
        "结束日 {until} 在开始日 {since} 之前",
        "the last day {until} is before the first day {since}",
    ),
    "member_already": (
        "{officer} 自 {since} 起已在专班。离开用 --until，改为驻点用 --resident",
        "{officer} is in the task force from {since} on; --until ends it, --resident changes it",
    ),
    "no_member": (
        "{officer} 没有从 {since} 起的成员记录。用 gridlog project show {code} 查看",
        "{officer} has no stay that begins on {since}; gridlog project show {code} lists them",
    ),
    "early": (
        "项目竣工前不得撤离：{officer} 到 {until} 离开要写原因。请加 --reason",
        "nobody leaves before completion: a reason is needed for {officer} to leave on {until}; add --reason",
    ),
    "closed": (
        "项目 {code} 已于 {on} 结束。要恢复：gridlog project reopen {code} --reason 原因",
        "the project {code} was closed on {on}; gridlog project reopen {code} --reason TEXT takes that back",
    ),
    "not_closed": (
        "项目 {code} 没有结束，不需要恢复",
        "the project {code} is not closed, so there is nothing to reopen",
    ),
    "not_completed": (
        "项目 {code} 没有竣工，不能结束。先登记：gridlog project milestone {code} completed --actual 日期",
        "the project {code} is not completed and cannot be closed; first gridlog project milestone {code} completed --actual DAY",
    ),
    "no_text": (
        "内容不能是空的",
        "the text must say something",
    ),
    "nothing_said": (
        "没有写明要改什么。请写 {names} 中的至少一个",
        "nothing to set; give at least one of {names}",
    ),
    "in_use": (
        "{code} {name} 已有 {count} 条日志、进度、节点、成员或堵点，不能撤销",
        "{code} {name} has {count} logs, weeks, milestones, members or blockers and cannot be removed",
    ),
    "no_log": (
        "{code} 在 {on} 没有日志",
        "{code} has no log of {on}",
    ),
    "no_progress": (
        "{code} 在 {week} 没有进度",
        "{code} has no progress of {week}",
    ),
    "other_enterprise": (
        "项目 {code} 属于 {own}，不是 {other}。请核对项目或企业",
        "the project {code} is of {own}, not of {other}; check the project or the enterprise",
    ),
}
