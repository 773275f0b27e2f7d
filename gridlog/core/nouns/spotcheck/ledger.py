"""How spot checks are read: every drawn visit with the enterprise's answers, even when the visit was voided since."""

from gridlog.core.nouns.ledger import Column, Ledger
from gridlog.core.nouns.visit.ledger import NAMES

# The number to call is the roster's. When the roster has none, it is the number that the officer wrote down.
_PHONE = "ifnull(nullif(e.phone, ''), ifnull(v.phone, ''))"

SPOTCHECKS = Ledger(
    (
        (Column("draw", "抽查编号", "draw"), "s.id"),
        (Column("visit", "走访编号", "visit", is_code=True), "s.visit"),
        (Column("date", "走访日期", "date", "date"), "ifnull(v.visited_on, '')"),
        (Column("block", "所属板块", "block", is_code=True), "ifnull(v.block, '')"),
        (Column("enterprise_code", "企业编号", "enterprise code", is_code=True), "ifnull(v.enterprise, '')"),
        (Column("enterprise", "企业名称", "enterprise"), "ifnull(e.name, ifnull(v.enterprise, ''))"),
        (Column("contact", "联系人", "contact"), "ifnull(nullif(e.contact, ''), ifnull(v.contact, ''))"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), _PHONE),
        (Column("officer_code", "人员编号", "officer code", is_code=True), "ifnull(v.officer, '')"),
        (Column("officer", "走访人员", "officer"), "ifnull(o.name, ifnull(v.officer, ''))"),
        (Column("void", "是否作废", "void", "flag"), "ifnull(v.void, 0)"),
        (Column("reached", "联系上", "reached", "flag"), "s.reached"),
        (Column("confirmed", "属实", "confirmed", "flag"), "s.confirmed"),
        (Column("satisfaction", "满意度", "satisfaction", "number", words="satisfaction"), "s.satisfaction"),
        (Column("note", "说明", "note", is_long=True), "s.note"),
        (
            Column("recorded_by", "核实人", "checked by"),
            "ifnull((SELECT name FROM officers WHERE code = s.recorded_by), s.recorded_by)",
        ),
        (Column("recorded_at", "核实时间", "checked at"), "s.recorded_at"),
    ),
    f"spotchecks AS s LEFT JOIN visits AS v ON v.id = s.visit {NAMES}",
    "ORDER BY s.drawn_clock, s.id, v.block, v.visited_on, s.visit",
)
