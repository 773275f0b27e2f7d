"""The words of the measure in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("措施", "measure")
LEDGERS: dict[str, tuple[str, str]] = {"measures": ("服务措施清单", "measures")}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "measure_state": {
        "open": ("未完成", "open"),
        "done": ("已完成", "done"),
        "dropped": ("取消", "dropped"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "measure_state": {"进行中": "open", "完成": "done", "已取消": "dropped"}
}
FIELDS: dict[str, tuple[str, str]] = {
    "owner": ("责任单位(人)", "owner"),
    "due": ("完成时限", "due"),
    "version": ("版本", "version"),
}
PERSONS = ("owner",)  # may be the code of an officer
EVENTS: dict[str, tuple[str, str]] = {
    "measure.saved": ("措施登记", "measure saved"),
    "measure.done": ("措施完成", "measure done"),
    "measure.dropped": ("措施取消", "measure dropped"),
    **recoded_words("measure", *NOUN),
}
