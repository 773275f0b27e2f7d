"""How stations are read: the list and the export."""

from gridlog.core.nouns.ledger import Column, Export, Ledger

STATIONS = Ledger(
    (
        (Column("code", "服务站编号", "code", is_code=True), "s.code"),
        (Column("name", "服务站", "name"), "s.name"),
        (Column("block", "所属板块", "block", is_code=True), "s.block"),
        (Column("place", "地点", "place"), "s.place"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "s.phone"),
    ),
    "stations AS s",
    "ORDER BY s.code",
)
EXPORTS = {"stations": Export(STATIONS, STATIONS)}
