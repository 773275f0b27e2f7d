"""How daily logs are read: the list for scripts, and 项目日志."""

from gridlog.core.nouns.ledger import Column, Export, Ledger

_SOURCE = "logs AS d LEFT JOIN projects AS p ON p.code = d.project"
_ORDER = "ORDER BY d.on_day, d.project"
_SAID = (
    (Column("done", "今日完成", "done", is_long=True), "d.done"),
    (Column("plan", "明日计划", "plan", is_long=True), "d.plan"),
    (Column("people", "在岗人数", "on site", "number"), "d.people"),
    (Column("needs", "需协调", "needs", is_long=True), "d.needs"),
)
_PROJECT = (Column("project", "项目编号", "project", is_code=True), "d.project")
_DATE = (Column("date", "日期", "date", "date"), "d.on_day")

LOGS = Ledger((_PROJECT, _DATE, *_SAID), _SOURCE, _ORDER, day="d.on_day")
LOG_LEDGER = Ledger(
    (
        _DATE,
        _PROJECT,
        (Column("name", "项目名称", "name"), "ifnull(p.name, d.project)"),
        *_SAID,
        (
            Column("noted_by", "填报人", "noted by"),
            "ifnull((SELECT name FROM officers WHERE code = d.noted_by), d.noted_by)",
        ),
    ),
    _SOURCE,
    _ORDER,
    day="d.on_day",
)
EXPORTS = {"logs": Export(LOGS, LOG_LEDGER)}
