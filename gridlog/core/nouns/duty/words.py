"""The words of the duty in both languages: what scripts write, and what people read."""

from gridlog.core.recoding import recoded_words

NOUN = ("值守", "duty")
LEDGERS: dict[str, tuple[str, str]] = {"duty": ("值班表", "the duty roster")}
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "shift": {
        "day": ("全天", "all day"),
        "am": ("上午", "morning"),
        "pm": ("下午", "afternoon"),
    },
    "duty_finding": {
        "gap": ("无人值守", "nobody on duty"),
        "double": ("一人两处", "one person in two places"),
        "leave": ("值守人请假", "on leave"),
        "block": ("不是本板块人员", "not of this block"),
        "handover": ("没有交接", "no handover"),
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "shift": {"白班": "day", "早班": "am", "午班": "pm", "上": "am", "下": "pm"}
}
FIELDS: dict[str, tuple[str, str]] = {
    "officer": ("值守人", "officer"),
    "standin": ("替班", "stand-in"),
    "leader": ("带班领导", "leader in charge"),
    "shift": ("班次", "shift"),
}
PERSONS = ("officer", "standin", "leader")  # fields with the code of an officer
EVENTS: dict[str, tuple[str, str]] = {
    "duty.set": ("排班", "duty set"),
    "duty.cleared": ("撤销值守", "duty taken back"),
    **recoded_words("duty", *NOUN),
}
