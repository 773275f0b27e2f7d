"""The chapter of projects, read from the tables."""

from datetime import date, timedelta

from gridlog.core.calendar import DAY, WEEK
from gridlog.core.figures.month import last_day
from gridlog.core.figures.projects import (
    Blockers,
    DayLine,
    MonthLine,
    ProjectDay,
    ProjectMonth,
    ProjectWeek,
    WeekLine,
    latest,
    next_milestone,
    reached,
)
from gridlog.core.nouns.progress.life import Progress
from gridlog.core.nouns.project.life import stage_on
from gridlog.reports import projects
from gridlog.reports.zone import Zone


def of_day(zone: Zone, on: date) -> ProjectDay | None:
    """Return the projects of a day; None for a day without projects."""
    found = projects.found(zone, on, on)
    if not found.served:
        return None
    logs = projects.logs(zone.connection, on)
    blockers = projects.blockers(zone.connection, on, on)
    lines = [
        DayLine(one, stage_on(one.milestones, on), logs.get(one.code), blockers.get(one.code, Blockers()))
        for one in found.served
    ]
    owing = [one for one in found.served if projects.unlogged(zone, found.known[one.code], on, on)]
    return ProjectDay(on, lines, [one.name for one in owing] if on <= zone.today else [])


def of_week(zone: Zone, monday: date) -> ProjectWeek | None:
    """Return the projects of a week, up to today in a week that is not over; None for a week without projects."""
    last = max(monday, min(monday + timedelta(days=6), zone.today))
    found = projects.found(zone, monday, last)
    if not found.served:
        return None
    progress = projects.progress(zone.connection, monday)
    blockers = projects.blockers(zone.connection, monday, last)
    until = min(last, zone.today - DAY)  # the log of today may still be written
    lines = [
        WeekLine(
            one,
            progress.get(one.code, {}).get(monday - WEEK, Progress(one.code, monday - WEEK)),
            progress.get(one.code, {}).get(monday, Progress(one.code, monday)),
            blockers.get(one.code, Blockers()),
            len(projects.unlogged(zone, found.known[one.code], monday, until)) if until >= monday else 0,
        )
        for one in found.served
    ]
    left = projects.left_early(zone, monday, last)
    return ProjectWeek(monday, lines, left, monday + timedelta(days=6) < zone.today)


def of_month(zone: Zone, first: date) -> ProjectMonth | None:
    """Return the projects of a month, up to today in a month that is not over; None for a month without projects."""
    last = min(last_day(first), max(zone.today, first))
    found = projects.found(zone, first, last)
    if not found.served:
        return None
    progress = projects.progress(zone.connection, last)
    blockers = projects.blockers(zone.connection, first, last)
    lines = [
        MonthLine(
            one,
            latest(progress.get(one.code, {}), last, one.code),
            blockers.get(one.code, Blockers()),
            next_milestone(one.milestones, last),
            reached(one.milestones, first, last),
        )
        for one in found.served
    ]
    members, residents = projects.members(zone.connection, last, [one.code for one in found.served])
    return ProjectMonth(first, last, lines, members, residents, projects.left_early(zone, first, last))
