"""The words of the occupancy in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("入驻", "occupancy")
LEDGERS: dict[str, tuple[str, str]] = {"occupancy": ("入驻台账", "occupancies")}
FIELDS: dict[str, tuple[str, str]] = {
    "area": ("面积(㎡)", "area m2"),
    "until": ("至", "until"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "occupancy.moved_in": ("入驻", "moved in"),
    "occupancy.moved_out": ("腾退", "moved out"),
    "occupancy.removed": ("入驻撤销", "occupancy removed"),
    **recoded_words("occupancy", *NOUN),
}
