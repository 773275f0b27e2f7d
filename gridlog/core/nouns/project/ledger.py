"""How projects and their milestones are read: the lists, the exports, 项目台账 and 项目节点.

`:project_lights` is a JSON object that gives each project its light, its reason for scripts and for people, and its gap.
"""

from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.roster import on_day
from gridlog.core.tree import above_sql

_NAME = "ifnull((SELECT name FROM officers WHERE code = {code}), {code})"
_ENTERPRISE = "ifnull((SELECT name FROM enterprises WHERE code = p.enterprise), p.enterprise)"
_GRID = f"(SELECT grid FROM enterprise_grids AS g WHERE g.enterprise = p.enterprise AND {on_day(':today', 'g.')} LIMIT 1)"
_BLOCK = f"ifnull({above_sql(_GRID, ':report_level')}, '')"
LIGHT, REASON, SAID, GAP = (f"ifnull(json_extract(l.value, '$[{at}]'), '')" for at in range(4))
BLOCKERS = "(SELECT count(*) FROM blockers AS b JOIN issues AS i ON i.id = b.issue WHERE b.project = p.code AND i.open)"
_SOURCE = "projects AS p LEFT JOIN json_each(:project_lights) AS l ON l.key = p.code"
_ORDER = "ORDER BY p.code"

PROJECTS = Ledger(
    (
        (Column("code", "项目编号", "code", is_code=True), "p.code"),
        (Column("name", "项目名称", "name"), "p.name"),
        (Column("enterprise", "企业名称", "enterprise"), _ENTERPRISE),
        (Column("level", "级别", "level", words="project_level"), "p.level"),
        (Column("investment", "总投资(万元)", "investment", "decimal"), "p.investment"),
        (Column("content", "建设内容", "content", is_long=True), "p.content"),
        (Column("leader", "挂帅领导", "leader"), _NAME.format(code="p.leader")),
        (Column("deputy", "扛旗干部", "deputy"), _NAME.format(code="p.deputy")),
        (Column("block", "所属板块", "block", is_code=True), _BLOCK),
        (Column("stage", "阶段", "stage", words="milestone"), "p.stage"),
        (Column("light", "灯", "light", words="project_light"), LIGHT),
        (Column("light_reason", "亮灯原因", "light reason", is_long=True), REASON),
        (Column("gap", "序时差", "gap", "decimal"), GAP),
        (Column("blockers_open", "堵点在办", "blockers open", "number"), BLOCKERS),
        (Column("enterprise_code", "企业编号", "enterprise code", is_code=True), "p.enterprise"),
        (Column("leader_code", "挂帅领导编号", "leader code", is_code=True), "p.leader"),
        (Column("deputy_code", "扛旗干部编号", "deputy code", is_code=True), "p.deputy"),
        (Column("closed_on", "结束日期", "closed on", "date"), "p.closed_on"),
    ),
    _SOURCE,
    _ORDER,
)
PROJECT_LEDGER = Ledger(
    (
        *PROJECTS.cells[:8],
        (
            Column("block", "所属板块", "block"),
            f"ifnull((SELECT name FROM grids WHERE code = {_BLOCK}), '')",
        ),
        *PROJECTS.cells[9:11],
        (Column("light_reason", "亮灯原因", "light reason", is_long=True), SAID),
        *PROJECTS.cells[12:14],
        (Column("closed_on", "结束日期", "closed on", "date"), "p.closed_on"),
    ),
    _SOURCE,
    _ORDER,
)
DAYS_LATE = "CASE WHEN m.plan IS NULL OR m.skipped THEN NULL ELSE max(0, julianday(ifnull(m.actual, :today)) - julianday(m.plan)) END"
_MILESTONES = "milestones AS m JOIN projects AS p ON p.code = m.project"
MILESTONES = Ledger(
    (
        (Column("project", "项目编号", "project", is_code=True), "m.project"),
        (Column("milestone", "节点", "milestone", words="milestone"), "m.milestone"),
        (Column("plan", "计划日期", "plan", "date"), "m.plan"),
        (Column("actual", "实际日期", "actual", "date"), "m.actual"),
        (Column("first_plan", "首次计划", "first plan", "date"), "m.first_plan"),
        (Column("days_late", "超期(天)", "days late", "number"), f"CAST({DAYS_LATE} AS INTEGER)"),
        (Column("skipped", "跳过", "skipped", "flag"), "m.skipped"),
        (Column("reason", "调整原因", "reason", is_long=True), "m.reason"),
    ),
    _MILESTONES,
    "ORDER BY m.project, m.number",
)
MILESTONE_LEDGER = Ledger(
    (
        MILESTONES.cells[0],
        (Column("name", "项目名称", "name"), "p.name"),
        *MILESTONES.cells[1:],
    ),
    _MILESTONES,
    "ORDER BY m.project, m.number",
)
MEMBERS = Ledger(
    (
        (Column("project", "项目编号", "project", is_code=True), "m.project"),
        (Column("officer_code", "人员编号", "officer code", is_code=True), "m.officer"),
        (Column("officer", "成员", "member"), _NAME.format(code="m.officer")),
        (Column("from", "起", "from", "date"), "m.from_on"),
        (
            Column("until", "止", "until", "date"),
            "CASE WHEN m.until_on = '9999-12-31' THEN NULL ELSE date(m.until_on, '-1 day') END",
        ),
        (Column("resident", "脱产驻点", "resident", "flag"), "m.resident"),
        (Column("early", "提前撤离", "left early", "flag"), "m.early"),
        (Column("reason", "原因", "reason", is_long=True), "m.reason"),
    ),
    "project_members AS m",
    "ORDER BY m.project, m.from_on, m.officer",
)
EXPORTS = {
    "projects": Export(PROJECTS, PROJECT_LEDGER),
    "milestones": Export(MILESTONES, MILESTONE_LEDGER),
}
