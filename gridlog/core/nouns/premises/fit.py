"""Which premises fit a need: the kind and the area are needed, all else is wished. Pure.

Source: domain-2.md, "Premises": a place that fails a need is not listed; each wish that it fails is named; the order is
wishes met, then least area over, then price.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gridlog.core.decimals import parts

AT_LEAST = ("power", "load", "height")
AT_MOST = ("price",)
MEASURED = (*AT_LEAST, *AT_MOST)


class Wanted(NamedTuple):
    """What is looked for; an empty text stands for what does not matter.

    `kind` and `area` are needed. `power`, `load` and `height` are wished at least, `price` at most; the place may lie in
    any of the units `blocks`, which are `block` and the units below it.
    """

    kind: str = ""
    area: str = ""
    power: str = ""
    load: str = ""
    height: str = ""
    price: str = ""
    block: str = ""
    blocks: Sequence[str] = ()

    @property
    def wishes(self) -> tuple[str, ...]:
        """The names of what is wished."""
        return tuple(key for key in (*MEASURED, "block") if getattr(self, key))


class Fit(NamedTuple):
    """A place that has what is needed.

    `free` is the area that is neither occupied nor promised, `over` how much of it is more than what is needed.
    The numbers are kept as text; an empty text means that no one knows it. `met` counts the wishes that it meets.
    """

    code: str
    name: str
    park: str
    part: str
    kind: str
    block: str
    free: str
    over: str
    power: str
    load: str
    height: str
    price: str
    met: int


class Lack(NamedTuple):
    """A wish that a place fails: what it has (empty where no one knows it), and what is wished."""

    wish: str
    has: str
    wanted: str


def lacks(wanted: Wanted, fit: Fit) -> Iterator[Lack]:
    """Yield each wish that a place fails; a wish about which nothing is known is failed."""
    for wish in wanted.wishes:
        has, asked = str(getattr(fit, wish)), str(getattr(wanted, wish))
        if not _is_met(wish, has, asked, wanted.blocks):
            yield Lack(wish, has, asked)


def _is_met(wish: str, has: str, asked: str, blocks: Sequence[str]) -> bool:
    if wish == "block":
        return has in blocks
    if not has:
        return False
    return parts(has) <= parts(asked) if wish in AT_MOST else parts(has) >= parts(asked)
