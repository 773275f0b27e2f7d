"""How officers are read: the list and the export, with the grid that each holds today."""

from gridlog.core.nouns.ledger import Column, Export, Ledger
from gridlog.core.roster import on_day

OFFICERS = Ledger(
    (
        (Column("code", "人员编号", "code", is_code=True), "o.code"),
        (Column("name", "姓名", "name"), "o.name"),
        (
            Column("grid", "网格编号", "grid", is_code=True),
            f"(SELECT grid FROM assignments WHERE officer = o.code AND {on_day(':today')} LIMIT 1)",
        ),
        (Column("role", "角色", "role", words="role"), "o.role"),
        (Column("quota", "应访次数", "quota", "number"), "o.quota"),
        (Column("phone", "联系电话", "phone", is_code=True, is_phone=True), "o.phone"),
    ),
    "officers AS o",
    "ORDER BY o.code",
)
EXPORTS = {"officers": Export(OFFICERS, OFFICERS)}


def keeper(role: str, grid: str) -> str:
    """Return SQL for the name of the person who holds a grid today in this role."""
    return f"""(SELECT group_concat(name, ';') FROM (SELECT o.name FROM assignments AS a JOIN officers AS o
      ON o.code = a.officer WHERE a.grid = {grid} AND o.role = '{role}'
      AND {on_day(":today", "a.")} ORDER BY o.code))"""
