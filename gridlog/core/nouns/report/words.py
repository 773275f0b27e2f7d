"""The words of the frozen report in both languages: what scripts write, and what people read."""

NOUN = ("报表", "report")
EVENTS: dict[str, tuple[str, str]] = {
    "report.frozen": ("报表冻结", "figures handed in"),
    "report.corrected": ("报表更正", "figures corrected"),
}
