"""The words of the officer in both languages: what scripts write, and what people read."""

NOUN = ("人员", "officer")
LEDGERS: dict[str, tuple[str, str]] = {
    "officers": ("人员底册", "officers"),
}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "role": {
        "officer": ("专员", "officer"),
        "deputy": ("B角", "deputy"),
        "block_head": ("板块长", "block head"),
        "chief": ("总负责人", "chief"),
        "dispatcher": ("企业服务部", "dispatcher"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "role": {
        "网格员": "officer",
        "副专员": "deputy",
        "块长": "block_head",
        "A角": "officer",
        "专员(A角)": "officer",
        "企业服务部": "dispatcher",
        "调度员": "dispatcher",
    },
}
FIELDS: dict[str, tuple[str, str]] = {
    "role": ("角色", "role"),
    "quota": ("应访", "quota"),
    "leave": ("请假", "leave"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "officer.saved": ("人员登记", "officer saved"),
    "officer.removed": ("人员撤销", "officer removed"),
    "officer.split": ("人员编号拆分", "officer code split"),
    "officer.assigned": ("分配网格", "assigned to a grid"),
    "officer.leave_approved": ("请假", "leave approved"),
    "officer.leave_cancelled": ("销假", "leave cancelled"),
}
