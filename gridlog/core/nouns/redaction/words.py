"""The words of the redaction in both languages: what scripts write, and what people read."""

NOUN = ("隐去", "redaction")
FIELDS: dict[str, tuple[str, str]] = {
    "what": ("隐去的是", "of"),
}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "redaction_what": {
        "person": ("人名", "a name"),
        "phone": ("电话", "a phone number"),
    },
}
EVENTS: dict[str, tuple[str, str]] = {
    "redaction.made": ("隐去", "redacted"),
}
ERRORS: dict[str, tuple[str, str]] = {
    "code": (
        "这是编号，隐去后记录就不知道指谁。请写姓名或电话",
        "this is a code, and records would no longer tell what it means; give a name or a phone number",
    ),
    "declined": ("没有隐去", "nothing was redacted"),
    "long": (
        "记录 {id} 太长，隐去后的样子放不进一条记录",
        "event {id} is too long: what is left of it does not fit into one event",
    ),
    "needs_yes": (
        "隐去不能撤回，会随同步传到每台设备。确认请加 --yes，先看请加 --dry-run",
        "a redaction cannot be undone and reaches every device; add --yes to confirm, --dry-run to look first",
    ),
    "none": ("记录里没有这个人名或电话", "no record has this name or number"),
    "reason": (
        "原因里不能有要隐去的人名或电话",
        "the reason must not have the name or number that is to go",
    ),
    "short": (
        "太短，会隐去不相干的文字：人名至少 2 个字，电话至少 7 位",
        "this is too short and would mask other words: a name has 2 letters at least, a number 7 digits",
    ),
}
