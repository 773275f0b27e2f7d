"""The words of the export in both languages: what scripts write, and what people read."""

NOUN = ("导出", "export")
FIELDS: dict[str, tuple[str, str]] = {
    "what": ("台账", "of"),
    "rows": ("行数", "rows"),
    "since": ("起", "since"),
    "until": ("止", "until"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "export.unmasked": ("导出全号", "whole numbers exported"),
}
