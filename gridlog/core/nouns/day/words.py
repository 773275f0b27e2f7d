"""The words of the calendar day in both languages: what scripts write, and what people read."""

NOUN = ("工作日", "calendar day")
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "holiday": {
        "New Year's Day": ("元旦", "New Year's Day"),
        "Spring Festival": ("春节", "Spring Festival"),
        "Tomb-sweeping Day": ("清明节", "Tomb-sweeping Day"),
        "Labour Day": ("劳动节", "Labour Day"),
        "Dragon Boat Festival": ("端午节", "Dragon Boat Festival"),
        "Mid-autumn Festival": ("中秋节", "Mid-autumn Festival"),
        "National Day": ("国庆节", "National Day"),
    },
}
FIELDS: dict[str, tuple[str, str]] = {
    "work": ("上班", "workday"),
}
EVENTS: dict[str, tuple[str, str]] = {
    "day.set": ("设工作日", "calendar day set"),
}
