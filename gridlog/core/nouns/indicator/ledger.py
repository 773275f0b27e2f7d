"""How indicators are read: the export for scripts, and 经济指标 for people."""

from gridlog.core.nouns.enterprise.meaning import grid_sql
from gridlog.core.nouns.indicator_key.life import STANDARD
from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.tree import above_sql

_LAST_DAY = "date(i.month || '-01', '+1 month', '-1 day')"
_BLOCK = above_sql(grid_sql(_LAST_DAY), ":report_level")
_NAMES = " ".join(f"WHEN '{one.key}' THEN '{one.zh}'" for one in STANDARD)
_UNITS = " ".join(f"WHEN '{one.key}' THEN '{one.unit}'" for one in STANDARD)
_OWN = "(SELECT {field} FROM indicator_keys AS k WHERE k.key = i.key)"
_SOURCE = "indicators AS i LEFT JOIN enterprises AS e ON e.code = i.enterprise"
_ORDER = "ORDER BY i.month, i.enterprise, i.key"
_WHERE = ("i.value IS NOT NULL",)
_DAY = "i.month || '-01'"

INDICATORS = Ledger(
    (
        (Column("month", "月份", "month"), "i.month"),
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "i.enterprise"),
        (Column("key", "指标代码", "key"), "i.key"),
        (Column("value", "数值", "value", "decimal"), "i.value"),
        (Column("block", "板块编号", "block", is_code=True), f"ifnull({_BLOCK}, '')"),
        (Column("industry", "行业", "industry"), "ifnull(e.industry, '')"),
    ),
    _SOURCE,
    _ORDER,
    _WHERE,
    day=_DAY,
)
INDICATOR_LEDGER = Ledger(
    (
        (Column("month", "月份", "month"), "i.month"),
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "i.enterprise"),
        (Column("name", "企业名称", "name"), "ifnull(e.name, i.enterprise)"),
        (
            Column("key", "指标", "indicator"),
            f"CASE i.key {_NAMES} ELSE ifnull({_OWN.format(field='zh')}, i.key) END",
        ),
        (Column("value", "数值", "value", "decimal"), "i.value"),
        (
            Column("unit", "计量单位", "unit"),
            f"CASE i.key {_UNITS} ELSE ifnull({_OWN.format(field='unit')}, '') END",
        ),
        (
            Column("block", "所属板块", "block"),
            f"ifnull((SELECT name FROM grids WHERE code = {_BLOCK}), '')",
        ),
        (Column("industry", "行业", "industry"), "ifnull(e.industry, '')"),
    ),
    _SOURCE,
    _ORDER,
    _WHERE,
    day=_DAY,
)
EXPORTS = {"indicators": Export(INDICATORS, INDICATOR_LEDGER)}
