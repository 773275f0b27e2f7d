"""How plans are read: the list for scripts, and 一企业一方案台账."""

from gridlog.core.nouns.enterprise.meaning import grid_sql
from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.nouns.plan.meaning import (
    IS_MISSED,
    MEASURES,
    MEASURES_DONE,
    MEASURES_OVERDUE,
    NEEDS,
    NEEDS_MET,
)
from gridlog.core.tree import above_sql

BLOCK = above_sql(grid_sql(":today"), ":report_level")
BLOCK_NAME = f"(SELECT name FROM grids WHERE code = {BLOCK})"
_NAME = "ifnull((SELECT name FROM officers WHERE code = {code}), {code})"
_SOURCE = "plans AS p LEFT JOIN enterprises AS e ON e.code = p.enterprise"
_ORDER = "ORDER BY p.enterprise"

PLANS = Ledger(
    (
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "p.enterprise"),
        (Column("goal", "方案目标", "goal", words="goal"), "p.goal"),
        (Column("period", "实施期限", "period"), "p.period"),
        (Column("state", "企业现状", "state now", is_long=True), "p.state"),
        (Column("leader", "挂钩领导", "leader"), "p.leader"),
        (Column("officer", "服务专员", "officer", is_code=True), "p.officer"),
        (Column("review", "下次复盘", "review", "date"), "p.review"),
        (Column("name", "企业名称", "name"), "ifnull(e.name, p.enterprise)"),
        (Column("block", "所属板块", "block", is_code=True), f"ifnull({BLOCK}, '')"),
        (Column("version", "版本", "version", "number"), "p.version"),
        (Column("begun_on", "制定日期", "made on", "date"), "p.begun_on"),
        (Column("confirmed_by", "企业确认人", "confirmed by"), "p.confirmed_by"),
        (Column("confirmed_on", "确认日期", "confirmed on", "date"), "p.confirmed_on"),
        (Column("measures", "措施(项)", "measures", "number"), MEASURES),
        (Column("measures_done", "已完成", "done", "number"), MEASURES_DONE),
        (Column("measures_overdue", "超期", "overdue", "number"), MEASURES_OVERDUE),
        (Column("needs", "需求(项)", "needs", "number"), NEEDS),
        (Column("needs_met", "已满足", "met", "number"), NEEDS_MET),
        (Column("review_missed", "未按期复盘", "review missed", "flag"), IS_MISSED),
    ),
    _SOURCE,
    _ORDER,
)
PLAN_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY p.enterprise)"),
        (Column("name", "企业名称", "name"), "ifnull(e.name, p.enterprise)"),
        (Column("block", "所属板块", "block"), f"ifnull({BLOCK_NAME}, '')"),
        (Column("goal", "方案目标", "goal", words="goal"), "p.goal"),
        (Column("period", "实施期限", "period"), "p.period"),
        (Column("state", "企业现状", "state now", is_long=True), "p.state"),
        (Column("leader", "挂钩领导", "leader"), _NAME.format(code="p.leader")),
        (Column("officer", "服务专员", "officer"), _NAME.format(code="p.officer")),
        (Column("version", "版本", "version", "number"), "p.version"),
        (Column("begun_on", "制定日期", "made on", "date"), "p.begun_on"),
        (Column("confirmed_by", "企业确认人", "confirmed by"), "p.confirmed_by"),
        (Column("confirmed_on", "确认日期", "confirmed on", "date"), "p.confirmed_on"),
        (Column("needs", "需求(项)", "needs", "number"), NEEDS),
        (Column("needs_met", "已满足", "met", "number"), NEEDS_MET),
        (Column("measures", "措施(项)", "measures", "number"), MEASURES),
        (Column("measures_done", "已完成", "done", "number"), MEASURES_DONE),
        (Column("measures_overdue", "超期", "overdue", "number"), MEASURES_OVERDUE),
        (Column("review", "下次复盘", "review", "date"), "p.review"),
    ),
    _SOURCE,
    _ORDER,
)
EXPORTS = {"plans": Export(PLANS, PLAN_LEDGER)}
