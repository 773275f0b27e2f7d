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
    "into": ("并入", "into"),
    "merged_into": ("并入", "merged into"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "enterprise.saved": ("企业登记", "enterprise saved"),
    "enterprise.removed": ("企业撤销", "enterprise removed"),
    "enterprise.split": ("企业编号拆分", "enterprise code split"),
    "enterprise.merged": ("企业合并", "enterprise merged"),
    "enterprise.moved": ("划入网格", "moved to a grid"),
}
ERRORS: dict[str, tuple[str, str]] = {
    "merge_itself": (
        "{code} 不能并入自己（{into} 就是它，或已并入它）",
        "{code} cannot be merged into itself: {into} is the same entry, or was merged into it",
    ),
    "merged_already": (
        "{code} 已经并入 {into}，没有新的记录要转过去",
        "{code} was merged into {into} already, and no new record names it",
    ),
    "merge_declined": ("{code} 没有合并", "{code} was not merged"),
    "other_number": (
        "{code} 和 {into} 的统一社会信用代码不同（{number}、{other}），可能不是一家。确实是一家请加 --yes",
        "{code} and {into} have different credit codes ({number}, {other}) and may be two firms; add --yes when they are one",
    ),
}
