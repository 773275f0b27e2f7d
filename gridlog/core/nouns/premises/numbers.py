"""The numbers of premises as people and offices write them: with their unit, or without it."""

from collections.abc import Mapping

from gridlog.core.decimals import read
from gridlog.errors import Usage

# Units in small letters and half width, as `decimals.read` compares them: ㎡ is m2.
UNITS: Mapping[str, tuple[str, ...]] = {
    "area": ("m2", "平方米", "平米", "平方", "平"),
    "load": ("t/m2", "吨/m2", "吨/平方米", "吨/平", "t", "吨"),
    "height": ("m", "米"),
    "power": ("kva", "千伏安"),
    "price": ("元/m2·月", "元/平方米·月", "元/m2/月", "元/平方米/月", "元/平/月", "元"),
}


def number(key: str, typed: str) -> str:
    """Return a number of premises as it is kept: of area, load, height, power or price.

    Raises Usage for what is no number, for a negative one, and for an area of nothing.
    """
    found = read(typed, UNITS[key])
    if found is None:
        raise Usage("premises.number", field=key, value=typed)
    if key == "area" and found == "0":
        raise Usage("premises.nothing", field=key, value=typed)
    return found
