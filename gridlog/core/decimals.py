"""Exact decimal numbers: as people type them, as events and tables keep them (text), and as they are added.

No number here is ever a float. A number of premises has up to nine digits before the point and up to four behind it, so that
tables can also keep it as a whole number of ten-thousandths, which SQLite adds and compares exactly.
"""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

PLACES = 4
PARTS = 10**PLACES  # a whole one has so many parts
# Thousands may be set apart by commas or by blanks, but by one of them throughout: 1,5 is not 15.
_TYPED = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?P<mark>[, ])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?:\.(?P<behind>[0-9]*))?(?P<unit>[^0-9.,+-].*)?"
)
_SIGNS = {
    ord(wide): narrow
    for wide, narrow in zip(
        "０１２３４５６７８９．，＋－\N{MINUS SIGN}\u3000", "0123456789.,+-- ", strict=True
    )
}
_KEPT = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,3}[1-9])?")


def read(
    typed: str, units: Iterable[str] = (), *, whole: int = 9, behind: int = PLACES, signed: bool = False
) -> str | None:
    """Return the number that was typed, in the one form in which it is kept: 3000.50 is 3000.5.

    Full-width digits, thousands set apart and one of the `units` behind the number are understood, in either width.
    Returns None for what is no number, for more digits than `whole` before the point and `behind` behind it, and for a
    number below zero unless it is `signed`. ² and ½ are no digits here.
    """
    found = _TYPED.fullmatch(typed.translate(_SIGNS).strip())
    if found is None or (found["sign"] == "-" and not signed):
        return None
    unit = normalize("NFKC", (found["unit"] or "").replace(" ", "")).lower()
    if unit and unit not in units:
        return None
    front = found["whole"].replace(found["mark"] or ",", "").lstrip("0") or "0"
    back = (found["behind"] or "").rstrip("0")
    if len(front) > whole or len(back) > behind:
        return None
    value = f"{front}.{back}" if back else front
    return f"-{value}" if found["sign"] == "-" and value != "0" else value


def is_kept(text: str) -> bool:
    """Return whether a text is a number in the form in which it is kept."""
    return _KEPT.fullmatch(text) is not None


def spelled(number: Decimal) -> str:
    """Return a number as text, without an exponent and without zeros behind the last digit that says something."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def parts(text: str) -> int:
    """Return a kept number in ten-thousandths; 0 for an empty text. Raises ValueError for a text that is no such number."""
    if not text:
        return 0
    try:
        return int(Decimal(text) * PARTS)
    except (InvalidOperation, OverflowError):
        raise ValueError(text) from None


def of_parts(count: int) -> Decimal:
    """Return the number that has so many ten-thousandths."""
    return Decimal(count).scaleb(-PLACES)


def spelled_parts(count: int) -> str:
    """Return the text of the number that has so many ten-thousandths."""
    return spelled(of_parts(count))


def parts_sql(expression: str) -> str:
    """Return SQL for the text that `spelled_parts` returns, of a whole number that is not negative."""
    return f"rtrim(rtrim(printf('%d.%0{PLACES}d', ({expression}) / {PARTS}, ({expression}) % {PARTS}), '0'), '.')"
