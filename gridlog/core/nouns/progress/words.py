"""The words of the weekly progress in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("项目周进度", "weekly progress")
LEDGERS: dict[str, tuple[str, str]] = {"progress": ("项目周进度", "weekly progress")}
FIELDS: dict[str, tuple[str, str]] = {
    "planned": ("计划%", "planned %"),
    "actual": ("实际%", "actual %"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "progress.set": ("填周进度", "progress set"),
    **recoded_words("progress", *NOUN),
}
