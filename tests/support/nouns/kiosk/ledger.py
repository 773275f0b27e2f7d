"""How kiosks are read: the list for scripts, and 便民点底册."""

from gridlog.core.nouns.ledger import Column, Export, Ledger

_DAYS = "(SELECT count(*) FROM kiosk_days WHERE kiosk = k.code AND on_day <= :today)"
_SOURCE, _ORDER = "kiosks AS k", "ORDER BY k.code"
KIOSKS = Ledger(
    (
        (Column("code", "便民点编号", "code", is_code=True), "k.code"),
        (Column("name", "便民点名称", "name"), "k.name"),
        (Column("grid", "网格编号", "grid", is_code=True), "k.grid"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "k.phone"),
        (Column("days", "已开放(天)", "days open", "number"), _DAYS),
    ),
    _SOURCE,
    _ORDER,
)
KIOSK_LEDGER = Ledger(
    (
        (Column("number", "序号", "no.", "number"), "row_number() OVER (ORDER BY k.code)"),
        *KIOSKS.cells,
    ),
    _SOURCE,
    _ORDER,
)
EXPORTS = {"kiosks": Export(KIOSKS, KIOSK_LEDGER, "便民点自查")}
