"""How measures are read: the list for scripts, and 服务措施清单."""

from gridlog.core.nouns.enterprise.meaning import grid_sql
from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.nouns.measure.meaning import OVERDUE
from gridlog.core.tree import above_sql

OWNER = "ifnull((SELECT name FROM officers WHERE code = m.owner), m.owner)"
_BLOCK_NAME = f"(SELECT name FROM grids WHERE code = {above_sql(grid_sql(':today'), ':report_level')})"
_SOURCE = "measures AS m LEFT JOIN enterprises AS e ON e.code = m.enterprise"
_VERSION = (
    "ifnull(m.closed_version, ifnull((SELECT version FROM plans WHERE enterprise = m.enterprise), m.version))"
)

MEASURES = Ledger(
    (
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "m.enterprise"),
        (Column("text", "服务措施", "measure", is_long=True), "m.text"),
        (Column("owner", "责任单位(人)", "owner"), "m.owner"),
        (Column("due", "完成时限", "due", "date"), "m.due"),
        (Column("state", "状态", "state", words="measure_state"), "m.state"),
        (Column("version", "方案版本", "version", "number"), _VERSION),
        (Column("overdue", "是否超期", "overdue", "flag"), OVERDUE),
    ),
    _SOURCE,
    "ORDER BY m.enterprise, m.place, m.id",
)
MEASURE_LEDGER = Ledger(
    (
        (
            Column("number", "序号", "no.", "number"),
            "row_number() OVER (ORDER BY m.enterprise, m.place, m.id)",
        ),
        (Column("name", "企业名称", "name"), "ifnull(e.name, m.enterprise)"),
        (Column("block", "所属板块", "block"), f"ifnull({_BLOCK_NAME}, '')"),
        (Column("text", "服务措施", "measure", is_long=True), "m.text"),
        (Column("owner", "责任单位(人)", "owner"), OWNER),
        (Column("due", "完成时限", "due", "date"), "m.due"),
        (Column("state", "状态", "state", words="measure_state"), "m.state"),
        (Column("closed_on", "完成日期", "closed on", "date"), "m.closed_on"),
        (Column("note", "落实情况", "note", is_long=True), "m.note"),
        (Column("overdue", "是否超期", "overdue", "flag"), OVERDUE),
        (Column("version", "方案版本", "version", "number"), _VERSION),
    ),
    _SOURCE,
    "ORDER BY m.enterprise, m.place, m.id",
)
EXPORTS = {"measures": Export(MEASURES, MEASURE_LEDGER)}
