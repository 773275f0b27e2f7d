"""Phone numbers and codes as people and spreadsheets write them."""

import re
from unicodedata import normalize

SHOWN = 5  # decimals as in 1.39123E+10: a cell of Excel's General format shows no more
MOST = 20  # digits
REDACTED = "█"  # one for each letter that a redaction masked
_FLOAT = re.compile(r"([0-9]+)\.([0-9]+)[Ee]\+?([0-9]{1,2})")
_POWER = re.compile(r"[0-9](\.[0-9]*)?[Ee]\+?[0-9]{1,2}")


def unfloated(text: str) -> str:
    """Return 1.3900002222E+10 and 13900002222.0 as the number before the spreadsheet changed it.

    1.39E+10 stays as it is: the narrow cell that showed it has lost digits.
    """
    if text.endswith(".0") and text[:-2].isdecimal():
        return text[:-2]
    found = _FLOAT.fullmatch(text)
    if found and SHOWN < len(found[2]) <= int(found[3]) <= MOST:
        return found[1] + found[2].ljust(int(found[3]), "0")
    return text


def read_phone(typed: str) -> str:
    """Return a phone in half-width digits, without the changes of a spreadsheet."""
    return unfloated(typed.strip() if typed.isascii() else normalize("NFKC", typed).strip())


def is_spoilt(phone: str) -> bool:
    """Return whether a spreadsheet wrote the number as a power of ten, so that digits are lost."""
    return bool(_POWER.fullmatch(phone))


# A mobile number, or a landline number with its area code, without a letter or digit beside it.
_NUMBER = r"(?<![0-9A-Za-z])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})(?![0-9A-Za-z])"
_DIGITS = re.compile("[0-9]{7}")  # every such number has so many digits together


def mask(phone: str) -> str:
    """Return the phone number as 138****1234: the first three and last four characters, fewer of a short number."""
    if not phone.strip(REDACTED):
        return phone
    if len(phone) < 8:
        return "****" if phone else ""
    return f"{phone[:3]}****{phone[-4:]}"


def without_phones(text: str) -> str:
    """Return a text with every phone number in it masked."""
    if not _DIGITS.search(text):
        return text
    return re.sub(_NUMBER, lambda found: mask(found[0]), text)
