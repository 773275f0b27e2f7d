"""Who is short of the quota. The code asks no question and prints nothing."""

from collections.abc import Sequence
from typing import Protocol

from gridlog.errors import NotMet
from gridlog.words.language import some


class Owed(Protocol):
    """What an officer owed and made; `short` is how many visits are missing."""

    @property
    def officer(self) -> str: ...

    @property
    def required(self) -> int: ...

    @property
    def counted(self) -> int: ...

    @property
    def short(self) -> int: ...


def need_met(period: str, officers: Sequence[Owed]) -> None:
    """Raises NotMet, naming the first officers who are short, with what they made of what they owed."""
    short = [f"{row.officer} {row.counted}/{row.required}" for row in officers if row.short]
    if short:
        raise NotMet("report.not_met", week=period, count=len(short), names=some(short, "人"))
