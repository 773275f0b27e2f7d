"""How a name is typed: its syllables as a column keeps them, and the patterns that find typed letters among them.

A column has a token for each character of the folded name, each after a blank: the character, then its readings with a
comma between, the usual one first: ` 长chang,zhang 龙long`. A character is typed as itself, as a whole reading or as
its initial (z or zh), the last one as any beginning of a reading: one pattern serves characters, full pinyin, initials
and mixtures. `docs/decisions.md` has the reasons.
"""

import re
from functools import cache, lru_cache

LETTER = "[a-z0-9]"
CHARACTER = "[^ ]"
EVERY = "(?:[a-z]+,)*"  # the readings that stand before the one meant
LEFT = "(?:(?=[, ]|$)|(?<=[^a-z][a-z])|(?<=[^a-z][zcs]h))[^ ]*"  # after a whole reading or an initial
ENOUGH = 5  # letters that must be typed until a slip of a part of the name is looked for; a character counts as two


@lru_cache(maxsize=64)  # a row is folded again with each of its events
def syllables(plain: str) -> str:
    """Return the tokens of a folded name, one for each character."""
    if plain.isascii():
        return "".join(f" {char}" for char in plain)
    from pypinyin import Style, lazy_pinyin  # 0.3 s, needed only where a roster is written

    usual = lazy_pinyin(plain, style=Style.NORMAL, errors=list)  # type: ignore[arg-type]  # pypinyin takes a list, too
    if len(usual) != len(plain):  # a later pypinyin may count characters otherwise
        usual = [_all_readings(char)[0] for char in plain]
    tokens = zip(plain, usual, strict=True)
    return "".join(f" {char}{','.join(_readings(char, said))}" for char, said in tokens)


def _readings(char: str, usual: str) -> list[str]:
    """Return the readings of a character, the usual one first; none for a character that is typed as itself."""
    if usual == char:
        return []
    readings = dict.fromkeys((usual, *_all_readings(char)))
    flat = [one.replace("v", "u") for one in readings if "v" in one]  # 吕 is typed lv or lu
    return [one for one in dict.fromkeys((*readings, *flat)) if one.isascii() and one.isalpha()]


@cache
def _all_readings(char: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    return tuple(pinyin(char, style=Style.NORMAL, heteronym=True)[0])


def fits(typed: str, is_usual: bool) -> re.Pattern[str]:
    """Return the pattern of the tokens that typed text means, in the usual readings or in all of them."""
    return re.compile(_pattern(list(typed), "" if is_usual else EVERY))


def sieve(typed: str) -> str:
    """Return a GLOB that lets through all tokens that `typed` may fit, and few others."""
    return "*" + "".join(f"[{char}]*" if char in "*?[" else f"{char}*" for char in typed)


def slip_sieves(typed: str) -> list[str]:
    """Return GLOBs that let through all tokens that `typed` fits but for one slip: one character is left out in each."""
    return list(dict.fromkeys(sieve(typed[:at] + typed[at + 1 :]) for at in range(len(typed))))


def slips(typed: str) -> re.Pattern[str]:
    """Return the pattern of tokens that `typed` fits but for one wrong, missing, extra or swapped character."""
    kinds = [_kind(char) for char in typed]
    chars = list(typed)
    wrong = [[*chars[:at], kinds[at], *chars[at + 1 :]] for at in range(len(chars))]
    missing = [[*chars[:at], kinds[at], *chars[at:]] for at in range(1, len(chars))]
    missing += [[*chars[:at], kinds[at - 1], *chars[at:]] for at in range(1, len(chars))]
    extra = [[*chars[:at], *chars[at + 1 :]] for at in range(len(chars))]
    swapped = [
        [*chars[:at], chars[at + 1], chars[at], *chars[at + 2 :]]
        for at in range(len(chars) - 1)
        if chars[at] != chars[at + 1]
    ]
    is_part = sum(1 if kind == LETTER else 2 for kind in kinds) >= ENOUGH
    patterns = dict.fromkeys(_pattern(one, EVERY) for one in (*wrong, *missing, *extra, *swapped))
    any_of = "|".join(patterns)
    return re.compile(any_of if is_part else f"^(?:{any_of})[^ ]*$")


def _kind(char: str) -> str:
    """Return which characters may stand where this one was typed."""
    return LETTER if char.isascii() else CHARACTER


def _pattern(parts: list[str], readings: str) -> str:
    """Return the pattern of characters, letters and wildcards in a row."""
    pattern, was_letter = "", False
    for part in parts:
        is_letter = part == LETTER or (part.isascii() and part.isalnum())
        spelled = part if part in (LETTER, CHARACTER) else re.escape(part)
        head = f" (?:[^ ]{readings})?{spelled}" if is_letter else f" {spelled}"
        following = f"{LEFT if was_letter else '[^ ]*'}{head}"
        pattern += (
            head if not pattern else f"(?:{spelled}|{following})" if was_letter and is_letter else following
        )
        was_letter = is_letter
    return pattern
