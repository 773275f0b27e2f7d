"""The words of the enterprise in both languages: what scripts write, and what people read."""

NOUN = ("企业", "enterprise")
LEDGERS: dict[str, tuple[str, str]] = {
    "enterprises": ("企业底册", "enterprises"),
}
FIELDS: dict[str, tuple[str, str]] = {
    "uscc": ("信用代码", "credit code"),
    "industry": ("行业", "industry"),
    "scale": ("规模", "scale"),
    "key": ("重点", "key"),
    "status": ("状态", "status"),
    "status_from": ("状态自", "status from"),
    "address": ("地址", "address"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "enterprise.saved": ("企业登记", "enterprise saved"),
    "enterprise.removed": ("企业撤销", "enterprise removed"),
    "enterprise.split": ("企业编号拆分", "enterprise code split"),
    "enterprise.moved": ("划入网格", "moved to a grid"),
}
