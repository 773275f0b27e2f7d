"""How grids are read: the tree as a list."""

from gridlog.core.nouns.ledger import Column, Ledger

GRIDS = Ledger(
    (
        (Column("code", "网格编号", "code", is_code=True), "code"),
        (Column("name", "网格名称", "name"), "name"),
        (Column("level", "层级", "level", words="grid_level"), "level"),
        (Column("parent", "上级编号", "parent"), "parent"),
    ),
    "grids",
    "ORDER BY code",
)
