"""How weekly progress is read: the list for scripts, and 项目周进度."""

from gridlog.core.nouns.ledger import Column, Export, Ledger

_SOURCE = "progress AS w LEFT JOIN projects AS p ON p.code = w.project"
_ORDER = "ORDER BY w.monday, w.project"
_PROJECT = (Column("project", "项目编号", "project", is_code=True), "w.project")
_SAID = (
    (Column("week", "周次", "week"), "w.week"),
    (Column("planned", "计划%", "planned %", "decimal"), "w.planned"),
    (Column("actual", "实际%", "actual %", "decimal"), "w.actual"),
    (
        Column("gap", "序时差", "gap", "decimal"),
        "CASE WHEN w.gap IS NULL THEN '' ELSE format('%.1f', w.gap / 10.0) END",
    ),
)

PROGRESS = Ledger((_PROJECT, *_SAID), _SOURCE, _ORDER, day="w.monday")
PROGRESS_LEDGER = Ledger(
    (_PROJECT, (Column("name", "项目名称", "name"), "ifnull(p.name, w.project)"), *_SAID),
    _SOURCE,
    _ORDER,
    day="w.monday",
)
EXPORTS = {"progress": Export(PROGRESS, PROGRESS_LEDGER)}
