"""The words of the visit in both languages: what scripts write, and what people read."""

NOUN = ("走访", "visit")
LEDGERS: dict[str, tuple[str, str]] = {
    "visits": ("走访台账", "visits"),
}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "method": {
        "onsite": ("实地走访", "on site"),
        "station": ("到站来访", "at the station"),
        "phone": ("电话沟通", "by phone"),
        "online": ("线上", "online"),
        "meeting": ("座谈会", "meeting"),
    },
    "kind": {
        "routine": ("日常走访", "routine"),
        "demand": ("需求调研", "demand survey"),
        "policy": ("政策宣讲", "policy briefing"),
        "project": ("项目服务", "project service"),
        "followup": ("回访", "follow-up"),
        "duty": ("值守接访", "on duty"),
        "other": ("其他", "other"),
    },
    "part": {
        "date": ("日期", "date"),
        "enterprise": ("企业", "enterprise"),
        "officer": ("走访人", "officer"),
        "participants": ("同去的人", "who came along"),
        "method": ("方式", "method"),
        "contact": ("受访人", "contact"),
        "title": ("职务", "title"),
        "phone": ("电话", "phone"),
        "note": ("内容", "note"),
        "issue": ("诉求", "what was asked for"),
        "category": ("诉求类别", "its category"),
        "skip": ("跳过这一条", "leave it out"),
    },
    "doubt": {
        "date_missing": ("没有日期", "no date"),
        "date_future": ("日期还没到", "a date to come"),
        "several_days": ("日期不止一个", "several dates"),
        "enterprise_unknown": ("企业不在底册", "enterprise unknown"),
        "enterprise_several": ("企业不止一家", "several enterprises fit"),
        "officer_unknown": ("走访人不在底册", "officer unknown"),
        "officer_several": ("走访人有重名", "several officers fit"),
        "people_many": ("人数超过上限", "too many people"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "method": {
        "走访": "onsite",
        "实地": "onsite",
        "现场": "onsite",
        "电话": "phone",
        "来访": "station",
        "座谈": "meeting",
    },
    "kind": {
        "日常": "routine",
        "调研": "demand",
    },
}
FIELDS: dict[str, tuple[str, str]] = {
    "at": ("时间", "at"),
    "participants": ("联合人员", "with"),
    "method": ("方式", "method"),
    "kind": ("类型", "kind"),
    "nothing": ("无诉求", "nothing raised"),
    "late": ("补录", "late"),
    "outside": ("跨网格", "outside own grid"),
    "void": ("作废", "void"),
    "void_reason": ("作废原因", "void because"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "visit.logged": ("走访登记", "visit logged"),
    "visit.edited": ("走访更正", "visit corrected"),
    "visit.voided": ("走访作废", "visit voided"),
}
