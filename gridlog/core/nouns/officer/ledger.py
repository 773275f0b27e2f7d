"""How officers are read: the list and the export, with the grid that each holds today."""

from gridlog.core.nouns.ledger import Column, Export, Ledger

OFFICERS = Ledger(
    (
        (Column("code", "人员编号", "code", is_code=True), "o.code"),
        (Column("name", "姓名", "name"), "o.name"),
        (
            Column("grid", "网格编号", "grid", is_code=True),
            "(SELECT grid FROM assignments WHERE officer = o.code AND from_on <= :today AND :today < until_on LIMIT 1)",
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
      AND a.from_on <= :today AND :today < a.until_on ORDER BY o.code))"""
