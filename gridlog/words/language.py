"""Two languages side by side: every sentence stands once, in Chinese and in English, where it is used."""

from collections.abc import Iterable, Sequence

LANGUAGES = ("zh", "en")
_SPLIT = "\x1f"
_language = "zh"


def use(language: str) -> None:
    """Speak `language` from here on."""
    global _language
    _language = language


def language() -> str:
    """The language spoken now."""
    return _language


def two(zh: str, en: str) -> str:
    """One text in both languages, to be picked when it is shown."""
    return f"{zh}{_SPLIT}{en}"


def pick(text: str) -> str:
    """The half of `two` that is spoken now; a text of one language is itself."""
    zh, split, en = text.partition(_SPLIT)
    return en if split and _language == "en" else zh


def fill(text: str, /, **values: object) -> str:
    """The picked half with its values in place, safe for any terminal."""
    return pick(text).format(**{key: clean(str(value)) for key, value in values.items()})


def clean(text: str) -> str:
    """Without the control characters that could move a cursor or change a colour."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def minute(at: str) -> str:
    """An ISO instant as people read it, to the minute."""
    return clean(at[:16].replace("T", " "))


def listed(things: Iterable[str]) -> str:
    """Things one after the other."""
    return pick(two("、", ", ")).join(things)


def some(things: Sequence[str], unit: str, most: int = 5) -> str:
    """The first of many things one after the other, and how many more there are; `unit` is the measure word, 人 or 家."""
    more = len(things) - most
    rest = fill(two("，另有 {more} {unit}", " and {more} more"), more=more, unit=unit) if more > 0 else ""
    return listed(things[:most]) + rest
