"""One enterprise on one page: what was said there last, what is open, what is planned, built, earned and rented."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from gridlog.core.figures.plans import Sheet
from gridlog.core.nouns.indicator_key.life import IndicatorKey
from gridlog.core.roster import Spell


class VisitLine(NamedTuple):
    """A visit; `officer` is the name of the lead officer."""

    id: str
    date: str
    method: str
    officer: str
    contact: str
    note: str


class IssueLine(NamedTuple):
    """An open issue; `handler` is the name of an officer or a unit."""

    id: str
    raised_on: str
    category: str
    text: str
    due: str
    light: str
    state: str
    handler: str


class ProjectLine(NamedTuple):
    """A project that is not closed; `light_reason` is what scripts read, `light_said` what people read."""

    code: str
    name: str
    stage: str
    light: str
    light_reason: str
    light_said: str


class FigureLine(NamedTuple):
    """An indicator of a month; `growth` against the same month a year before, None where there is nothing to compare."""

    month: str
    key: str
    value: Decimal
    growth: Decimal | None


class StayLine(NamedTuple):
    """Premises that the enterprise is in today; `area` is in ㎡."""

    code: str
    name: str
    area: str
    from_on: str


class Page(NamedTuple):
    """All that is told of one enterprise beside its row on the roster; `keys` are the indicators by their code."""

    today: date
    statuses: Sequence[Spell]
    visits: Sequence[VisitLine]
    issues: Sequence[IssueLine]
    plan: Sheet | None
    projects: Sequence[ProjectLine]
    figures: Sequence[FigureLine]
    keys: dict[str, IndicatorKey]
    stays: Sequence[StayLine]
