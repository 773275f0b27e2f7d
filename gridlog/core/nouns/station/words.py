"""The words of the station in both languages: what scripts write, and what people read."""

NOUN = ("服务站", "station")
LEDGERS: dict[str, tuple[str, str]] = {"stations": ("服务站名册", "stations")}
FIELDS: dict[str, tuple[str, str]] = {
    "name": ("站名", "name"),
    "place": ("地点", "place"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "station.saved": ("服务站登记", "station saved"),
    "station.removed": ("服务站撤销", "station removed"),
}
