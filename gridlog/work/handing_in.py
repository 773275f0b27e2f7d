"""Handing figures in (上报): freezing them, correcting them with a reason, and saying who did it and when."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from gridlog.core.calendar import DAY, WEEK
from gridlog.core.event import Json, encoded
from gridlog.core.figures.month import last_day, weeks_of
from gridlog.core.figures.week import tables
from gridlog.core.nouns.report.figures import Frozen, freeze, freeze_month
from gridlog.core.when import week_name
from gridlog.errors import Refused
from gridlog.reports import chapters, monthly, weekly
from gridlog.reports.chapters import Told
from gridlog.reports.view import days_back, view_at
from gridlog.reports.zone import Zone
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.words.language import fill, minute, two
from gridlog.work.desk import Desk


class Period(NamedTuple):
    """The days [start, after), what they are called, and how their figures are reckoned to be handed in."""

    name: str
    start: date
    after: date
    figures: Callable[[Zone], dict[str, Json]]


def week_of(monday: date) -> Period:
    """Return the week that begins on a Monday."""
    return Period(week_name(monday), monday, monday + WEEK, lambda zone: _of_week(zone, monday))


def month_of(start: date) -> Period:
    """Return the month that begins on a day."""
    after = last_day(start) + DAY
    return Period(f"{start:%Y-%m}", start, after, lambda zone: _of_month(zone, start))


def _of_week(zone: Zone, monday: date) -> dict[str, Json]:
    figures = weekly.week(zone, monday)
    return freeze(tables(figures, figures.tree.levels()), monthly.summary(zone, figures))


def _of_month(zone: Zone, start: date) -> dict[str, Json]:
    """Return the figures to hand in. Raises Refused while a week of the month is neither over nor handed in."""
    counted = monthly.counted_weeks(zone, start)
    mondays = weeks_of(start)
    mondays = mondays[monthly.unrecorded(zone, mondays) :]
    waiting = [week_name(monday) for monday in mondays if monday not in counted]
    if waiting:
        raise Refused("report.weeks_open", month=f"{start:%Y-%m}", weeks=", ".join(waiting))
    return freeze_month(monthly.bulletin(zone, start, zone.tree.levels()))


@contextmanager
def hand_in(desk: Desk, period: Period, reason: str) -> Iterator[None]:
    """Freeze a period's figures, or correct the figures that were handed in when there is a `reason`.

    It holds once what is done inside was done. A period that was handed in before stays as it is; the desk says so, for
    a timer may do it again. Raises Refused before the period's last workday, and for a correction of figures that were
    not handed in.
    """
    with desk.write() as writer:
        frozen = lookup.frozen(writer.connection, period.name)
        if frozen and not reason:
            done = _before(desk, period, frozen)
        elif frozen:
            done = _correct(
                writer, desk, period, reason, frozen, period.figures(Zone(writer.connection, desk.today))
            )
        else:
            _need_time(desk, period, reason)
            writer.append(
                "report.frozen", period.figures(Zone(writer.connection, desk.today)), f"report/{period.name}"
            )
            done = fill(two("已冻结 {week} 的数字。", "The figures of {week} are frozen."), week=period.name)
        yield
    desk.say("{done}", done=done)


def _before(desk: Desk, period: Period, frozen: Frozen) -> str:
    """Return that a period was handed in before, by whom and when."""
    told = two(
        "{week} 此前已由 {by} 于 {at} 上报冻结，没有改动；给出的是上报的数字。要更正，加 --reason 原因。",
        "{week} was handed in before, by {by} at {at}; nothing was changed, and these are the figures handed in. "
        "To correct them, add --reason TEXT.",
    )
    name = lookup.name_of(desk.store.connection, frozen.by)
    return fill(told, week=period.name, by=name or "—", at=minute(frozen.at))


def _correct(
    writer: Writer, desk: Desk, period: Period, reason: str, frozen: Frozen, now: dict[str, Json]
) -> str:
    """Correct what was handed in. Returns what is said of it; the same figures are no correction."""
    if encoded(now) == encoded(frozen.data) and not _has_other_chapters(writer, desk, period, frozen):
        same = two(
            "{week} 的数字与上报的一样，没有更正。",
            "The figures of {week} are those handed in; nothing was corrected.",
        )
        return fill(same, week=period.name)
    writer.append("report.corrected", now | {"reason": reason}, f"report/{period.name}")
    told = two("已更正 {week} 的上报数字。", "The figures handed in for {week} are corrected.")
    return fill(told, week=period.name)


def _has_other_chapters(writer: Writer, desk: Desk, period: Period, frozen: Frozen) -> bool:
    """Whether the chapters of projects, plans and the like say something else than when the period was signed."""
    connection = writer.connection
    if not chapters.used(connection):
        return False
    zone = Zone(connection, desk.today)
    return chapters_at(zone, desk.now, frozen.signed_at, period) != chapters_at(
        zone, desk.now, desk.now, period
    )


def chapters_at(zone: Zone, now: datetime, at: datetime, period: Period) -> list[Told]:
    """Return the chapters of a week or month, made from what was on record at an instant."""
    with view_at(zone.connection, now, at, period.start, period.after, days_back(zone.rules)) as then:
        return chapters.told(then.zone, "week" if "W" in period.name else "month", period.start)


def _need_time(desk: Desk, period: Period, reason: str) -> None:
    """Raises Refused before a period's last workday, and where there is nothing to be corrected."""
    if reason:
        raise Refused("report.not_frozen", week=period.name)
    last = desk.calendar(period.start, period.after).before(period.after, 1)
    if desk.today < max(last, period.start):
        raise Refused("report.too_early", week=period.name, start=max(last, period.start))
