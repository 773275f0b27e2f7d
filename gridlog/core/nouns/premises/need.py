"""What an enterprise needs, read out of the text of an issue: which kind of premises, and how much of them. Pure.

The words are a small table. What was understood is told, so that a person can put it right.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from unicodedata import normalize

from gridlog.core.decimals import read, spelled

KIND_WORDS = {
    "厂房": "plant",
    "车间": "plant",
    "仓库": "plant",
    "仓储": "plant",
    "办公": "office",
    "写字楼": "office",
    "公寓": "flat",
    "宿舍": "flat",
    "商铺": "shop",
    "门面": "shop",
    "店面": "shop",
    "用地": "land",
    "土地": "land",
    "地块": "land",
    "亩": "land",
    "workshop": "plant",
    "plant": "plant",
    "warehouse": "plant",
    "office": "office",
    "flat": "flat",
    "dormitory": "flat",
    "shop": "shop",
    "land": "land",
}
NEEDING = re.compile(r"需|要|求|缺|租|找|扩|想|拟|增|差|need|want|look|rent|expand|short")
HAVING = re.compile(
    r"(?:现有|已有|原有|目前有|现用|现租|已租|has|have|had)[^,，。;；]{0,12}$"
)  # what the enterprise has already is not what it needs
MOST = 10**9  # square metres, which is more than any park has
SQUARE_METRES = {"亩": Decimal(2000) / 3}
_DIGITS, _TENS = "零一二三四五六七八九", {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000}
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?|[一二两三四五六七八九十百千万零]+"
_AREA = re.compile(
    rf"(?P<low>{_NUMBER})(?P<low_scale>[百千万]?)(?:[-~—至到](?:{_NUMBER})(?P<scale>[百千万]?))?"
    r"(?:多|余|来|左右)?(?P<unit>平方米|平米|平方|m2|平(?![台均面时])|亩|square met(?:re|er)s?)"
)


class Need(NamedTuple):
    """What a text says is needed. An empty text stands for what it does not say.

    `kind_word` and `area_words` are the words of the text that say so.
    """

    kind: str = ""
    area: str = ""
    kind_word: str = ""
    area_words: str = ""


def need_in(text: str) -> Need:
    """Return the kind and the area that a text asks for; of a range of areas, the lower one.

    What comes behind a word of need goes before what comes in front of it; what the enterprise has already is left out.
    """
    told = re.sub(r"(?<=[0-9])\s+(?=\D)", "", normalize("NFKC", text).lower())
    areas = [(found.start(), found[0], area) for found in _AREA.finditer(told) if (area := _area(found))]
    kinds = sorted(
        (found.start(), word, kind)
        for word, kind in KIND_WORDS.items()
        for found in re.finditer(re.escape(word), told)
    )
    _, area_words, area = _chosen(told, areas)
    _, kind_word, kind = _chosen(told, kinds)
    return Need(kind, area, kind_word, area_words)


def _chosen(told: str, found: Sequence[tuple[int, str, str]]) -> tuple[int, str, str]:
    needed = [one for one in found if not HAVING.search(told[: one[0]])]
    word = NEEDING.search(told)
    behind = [one for one in needed if word and one[0] >= word.start()]
    return next(iter((*behind, *needed)), (0, "", ""))


def _area(found: re.Match[str]) -> str:
    scale = found["low_scale"] or found["scale"] or ""
    number = _number(found["low"]) * _SCALES[scale]
    if number >= MOST:
        return ""
    if found["unit"] in SQUARE_METRES:
        number = (number * SQUARE_METRES[found["unit"]]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    area = read(spelled(number))
    return "" if area in (None, "0") else str(area)


def _number(text: str) -> Decimal:
    """Return a number in digits or in Chinese numerals: 3,000 and 三千五 and 一万二."""
    if text[0].isascii():
        return Decimal(text.replace(",", ""))
    whole = part = digit = 0
    last = 1  # what a digit behind the last unit counts: 三千五 is 3500
    for char in text.replace("两", "二"):
        if char in _DIGITS:
            digit = _DIGITS.index(char)
            last = 1 if char == "零" else last
        elif char in _TENS:
            part += (digit or 1) * _TENS[char]
            digit, last = 0, _TENS[char] // 10
        else:
            whole, part, digit, last = (whole + part + digit or 1) * 10_000, 0, 0, 1000
    return Decimal(whole + part + digit * last)
