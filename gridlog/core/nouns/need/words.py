"""The words of the need in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("需求", "need")
LEDGERS: dict[str, tuple[str, str]] = {"needs": ("企业需求清单", "needs")}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "need_state": {
        "open": ("未满足", "open"),
        "met": ("已满足", "met"),
        "dropped": ("取消", "dropped"),
    },
}
ALIASES: dict[str, dict[str, str]] = {"need_state": {"在办": "open", "满足": "met", "已取消": "dropped"}}
FIELDS: dict[str, tuple[str, str]] = {
    "issue": ("问题编号", "issue"),
    "version": ("版本", "version"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "need.saved": ("需求登记", "need saved"),
    "need.met": ("需求满足", "need met"),
    "need.dropped": ("需求取消", "need dropped"),
    **recoded_words("need", *NOUN),
}
