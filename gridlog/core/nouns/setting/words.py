"""The words of the rule in both languages: what scripts write, and what people read."""

NOUN = ("规则", "rule")
FIELDS: dict[str, tuple[str, str]] = {
    "value": ("值", "value"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "setting.set": ("设规则", "rule set"),
}
