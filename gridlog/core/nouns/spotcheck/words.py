"""The words of the spot check in both languages: what scripts write, and what people read."""

NOUN = ("抽查", "spot check")
LEDGERS: dict[str, tuple[str, str]] = {
    "spotchecks": ("抽查名单", "spot checks"),
}
FIELDS: dict[str, tuple[str, str]] = {
    "percent": ("比例%", "percent"),
    "seed": ("种子", "seed"),
    "rule": ("抽法", "rule"),
    "pool": ("总数", "out of"),
    "visits": ("抽中", "drawn"),
    "reached": ("联系上", "reached"),
    "confirmed": ("属实", "confirmed"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "spotcheck.drawn": ("抽查抽样", "drawn for a spot check"),
    "spotcheck.recorded": ("抽查结果", "spot check recorded"),
}
