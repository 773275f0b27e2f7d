"""`gridlog project`: projects, their task forces, milestones, daily logs and weekly progress (一项目一专班); a module a task."""

from gridlog.cli.shell.lazy import Entry
from gridlog.words.language import two

WORDS: dict[str, Entry] = {
    "add": Entry("gridlog.cli.project.saving", two("新增项目", "Add a project"), False),
    "edit": Entry(
        "gridlog.cli.project.saving",
        two("修改项目的各项登记", "Change what is on record of a project"),
        False,
    ),
    "remove": Entry(
        "gridlog.cli.project.saving",
        two(
            "撤销登记错的项目；有日志、进度、节点、成员、堵点的不能撤销",
            "Take back a project without logs, progress, milestones, members and blockers",
        ),
        False,
    ),
    "split": Entry(
        "gridlog.cli.project.saving",
        two(
            "两台设备把同一编号给了两个对象：给其中一个换新编号，它的记录跟着走",
            "Two devices gave one code to two things: give one of them a new code, its records go along",
        ),
        False,
    ),
    "list": Entry(
        "gridlog.cli.project.finding",
        two("项目列表：阶段、灯和原因、堵点", "List the projects: stage, light and why, blockers"),
        False,
    ),
    "show": Entry(
        "gridlog.cli.project.finding",
        two(
            "一个项目：登记、节点、专班、周进度",
            "One project: its record, milestones, task force and progress",
        ),
        False,
    ),
    "history": Entry(
        "gridlog.cli.project.finding", two("一个项目的变更经过", "What became of a project"), False
    ),
    "import": Entry(
        "gridlog.cli.project.importing",
        two(
            "导入项目、节点、日志或周进度；重复导入不会改变什么",
            "Import projects, milestones, logs or progress; twice changes nothing",
        ),
        False,
    ),
    "member": Entry(
        "gridlog.cli.project.members",
        two(
            "专班成员：加入、离开、改为驻点；竣工前离开要写原因",
            "Members of the task force: join, leave, become resident; a reason to leave before completion",
        ),
        False,
    ),
    "milestone": Entry(
        "gridlog.cli.project.milestones",
        two(
            "节点：计划日期、实际日期；改动要写原因，首次计划一直保留",
            "Set the planned and the actual day of a milestone; a change needs a reason, the first plan is kept",
        ),
        False,
    ),
    "log": Entry(
        "gridlog.cli.project.reporting",
        two("日志：每个项目每天一条", "Write the daily log, one a project and day"),
        False,
    ),
    "progress": Entry(
        "gridlog.cli.project.reporting",
        two("周进度：累计计划和实际百分比", "Set what a week should reach and what it reached, in per cent"),
        False,
    ),
    "close": Entry(
        "gridlog.cli.project.saving",
        two(
            "项目结束，专班撤销；竣工前不能",
            "Close a project and dissolve its task force; not before completion",
        ),
        False,
    ),
    "reopen": Entry(
        "gridlog.cli.project.saving", two("恢复已结束的项目", "Take the closing of a project back"), False
    ),
}
