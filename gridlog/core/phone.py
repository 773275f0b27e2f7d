"""Phone numbers and codes as people and spreadsheets write them."""

import re
from unicodedata import normalize

SHOWN = 5  # decimals of 1.39123E+10, the most that a cell of Excel's General format shows
MOST = 20  # digits
_FLOAT = re.compile(r"([0-9]+)\.([0-9]+)[Ee]\+?([0-9]{1,2})")
_POWER = re.compile(r"[0-9](\.[0-9]*)?[Ee]\+?[0-9]{1,2}")


def unfloated(text: str) -> str:
    """1.3900002222E+10 and 13900002222.0 as the number it was.

    1.39E+10 stays as it is: what a narrow cell shows has lost digits.
    """
    if text.endswith(".0") and text[:-2].isdecimal():
        return text[:-2]
    found = _FLOAT.fullmatch(text)
    if found and SHOWN < len(found[2]) <= int(found[3]) <= MOST:
        return found[1] + found[2].ljust(int(found[3]), "0")
    return text


def read_phone(typed: str) -> str:
    """A phone in half-width digits, without what a spreadsheet made of it."""
    return unfloated(typed.strip() if typed.isascii() else normalize("NFKC", typed).strip())


def is_spoilt(phone: str) -> bool:
    """Whether a spreadsheet wrote the number as a power of ten, so that digits are lost."""
    return bool(_POWER.fullmatch(phone))
