"""The words of the daily log in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("项目日志", "daily log")
LEDGERS: dict[str, tuple[str, str]] = {"logs": ("项目日志", "daily logs")}
FIELDS: dict[str, tuple[str, str]] = {
    "done": ("今日完成", "done"),
    "plan": ("明日计划", "plan"),
    "people": ("在岗", "on site"),
    "needs": ("需协调", "needs"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "log.noted": ("写日志", "log noted"),
    "log.cleared": ("撤销日志", "log taken back"),
    **recoded_words("log", *NOUN),
}
