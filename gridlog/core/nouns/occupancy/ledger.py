"""How occupancies are read: the list for scripts, and 入驻台账."""

from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.roster import FOREVER

_UNTIL = f"CASE WHEN o.until_on = '{FOREVER}' THEN '' ELSE date(o.until_on, '-1 day') END"
_ENTERPRISE = "ifnull((SELECT name FROM enterprises WHERE code = o.enterprise), o.enterprise)"
_SOURCE = "occupancies AS o LEFT JOIN premises AS p ON p.code = o.premises"
_ORDER = "ORDER BY o.premises, o.from_on, o.enterprise"
_AREA = Column("area", "面积(㎡)", "area m2", "decimal")
_FROM = Column("from", "入驻日期", "from", "date")
_LAST = Column("until", "退出日期", "until", "date")

OCCUPANCIES = Ledger(
    (
        (Column("premises", "载体编号", "premises", is_code=True), "o.premises"),
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "o.enterprise"),
        (_AREA, "o.area"),
        (_FROM, "o.from_on"),
        (_LAST, _UNTIL),
        (Column("premises_name", "载体名称", "premises name"), "ifnull(p.name, o.premises)"),
        (Column("enterprise_name", "企业名称", "enterprise name"), _ENTERPRISE),
    ),
    _SOURCE,
    _ORDER,
    day="o.from_on",
)
OCCUPANCY_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), f"row_number() OVER ({_ORDER})"),
        (Column("premises", "载体编号", "premises", is_code=True), "o.premises"),
        (Column("premises_name", "载体名称", "premises name"), "ifnull(p.name, o.premises)"),
        (Column("park", "园区", "park"), "ifnull(p.park, '')"),
        (Column("enterprise", "企业编号", "enterprise", is_code=True), "o.enterprise"),
        (Column("enterprise_name", "企业名称", "enterprise name"), _ENTERPRISE),
        (_AREA, "o.area"),
        (_FROM, "o.from_on"),
        (_LAST, _UNTIL),
    ),
    _SOURCE,
    _ORDER,
    day="o.from_on",
)
EXPORTS = {"occupancy": Export(OCCUPANCIES, OCCUPANCY_LEDGER)}
