"""The words of the handover in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("交接", "handover")
FIELDS: dict[str, tuple[str, str]] = {"note": ("交接事项", "note")}
EVENTS: dict[str, tuple[str, str]] = {
    "handover.noted": ("交接登记", "handover noted"),
    **recoded_words("handover", *NOUN),
}
