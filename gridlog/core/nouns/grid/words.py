"""The words of the grid in both languages: what scripts write, and what people read."""

NOUN = ("网格", "grid")
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "grid_level": {
        "zone": ("高新区", "zone"),
        "block": ("板块", "block"),
        "grid": ("网格", "grid"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "grid_level": {
        "小网格": "grid",
    },
}
OPEN = frozenset({"grid_level"})  # a zone has words of its own for these
FIELDS: dict[str, tuple[str, str]] = {
    "parent": ("上级", "parent"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "grid.saved": ("网格登记", "grid saved"),
    "grid.removed": ("网格撤销", "grid removed"),
    "grid.split": ("网格编号拆分", "grid code split"),
}
