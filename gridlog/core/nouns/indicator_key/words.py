"""The words of the key of an indicator in both languages: what scripts write, and what people read."""

NOUN = ("指标项", "indicator key")
FIELDS: dict[str, tuple[str, str]] = {
    "zh": ("中文名", "Chinese name"),
    "en": ("英文名", "English name"),
    "unit": ("单位", "unit"),
    "decimals": ("小数位", "decimals"),
    "stock": ("时点数", "level at the end of the month"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "indicator_key.saved": ("指标项登记", "indicator key saved"),
}
