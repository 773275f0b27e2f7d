"""Handing figures in (上报): freezing them, correcting them with a reason, and saying who did it and when."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session
from gridlog.core.event import Json, encoded
from gridlog.core.nouns.report.figures import Frozen
from gridlog.errors import Refused, Usage
from gridlog.papers.remarks import minute
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.words.language import fill, two


class Period(NamedTuple):
    """The days [start, after), and what they are called."""

    name: str
    start: date
    after: date


@contextmanager
def hand_in(
    here: Session, period: Period, reason: str, figures: Callable[[sqlite3.Connection], dict[str, Json]]
) -> Iterator[None]:
    """Freeze a period's figures, or correct those handed in where there is a `reason`, once what is done inside was done.

    A period handed in before stays as it is; who does it again, such as a timer, is told so. Raises Refused before the
    period's last workday, and for a correction of what was not handed in.
    """
    with here.write() as writer:
        frozen = lookup.frozen(writer.connection, period.name)
        if frozen and not reason:
            done = _before(here, period, frozen)
        elif frozen:
            done = _correct(writer, period, reason, frozen, figures(writer.connection))
        else:
            _need_time(here, period, reason)
            writer.append("report.frozen", figures(writer.connection), f"report/{period.name}")
            done = fill(two("已冻结 {week} 的数字。", "The figures of {week} are frozen."), week=period.name)
        yield
    say("{done}", done=done)


def _before(here: Session, period: Period, frozen: Frozen) -> str:
    """That a period was handed in before, by whom and when."""
    told = two(
        "{week} 此前已由 {by} 于 {at} 上报冻结，没有改动；给出的是上报的数字。要更正，加 --reason 原因。",
        "{week} was handed in before, by {by} at {at}; nothing was changed, and these are the figures handed in. "
        "To correct them, add --reason TEXT.",
    )
    name = lookup.name_of(here.store.connection, frozen.by)
    return fill(told, week=period.name, by=name or "—", at=minute(frozen.at))


def _correct(writer: Writer, period: Period, reason: str, frozen: Frozen, now: dict[str, Json]) -> str:
    """Correct what was handed in, and what is to be said of it; the same figures are no correction."""
    if encoded(now) == encoded(frozen.data):
        same = two(
            "{week} 的数字与上报的一样，没有更正。",
            "The figures of {week} are those handed in; nothing was corrected.",
        )
        return fill(same, week=period.name)
    writer.append("report.corrected", now | {"reason": reason}, f"report/{period.name}")
    told = two("已更正 {week} 的上报数字。", "The figures handed in for {week} are corrected.")
    return fill(told, week=period.name)


def _need_time(here: Session, period: Period, reason: str) -> None:
    """Raises Refused before a period's last workday, and where there is nothing to be corrected."""
    if reason:
        raise Refused("report.not_frozen", week=period.name)
    last = here.calendar(period.start, period.after).before(period.after, 1)
    if here.today < max(last, period.start):
        raise Refused("report.too_early", week=period.name, start=max(last, period.start))


def need_present(freeze: bool, as_of: str | None, live: bool, reason: str) -> None:
    """Raises Usage where other figures would be shown than are handed in, or a reason has nothing to correct."""
    if reason and not freeze:
        raise Usage("report.reason_alone")
    if freeze and (as_of is not None or live):
        raise Usage("report.freeze_now")
