"""What is remarked below the figures of a period: holidays, moves, where the figures come from, that there are none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from gridlog.core.calendar import WEEK, Calendar
from gridlog.core.figures.beside import Origin, Remarked
from gridlog.core.figures.day import UnitDay
from gridlog.core.figures.handling import Count
from gridlog.core.figures.week import OfficerWeek, Tables, UnitWeek
from gridlog.core.nouns.report.figures import Frozen, Signed
from gridlog.words.language import fill, language, listed, minute, pick, two
from gridlog.words.vocabulary import shown

MOVED = "*"

Row = TypeVar("Row", OfficerWeek, UnitWeek)


def of_week(week: str, tables: Tables, crowded: Sequence[Count], told: Remarked, origin: Origin) -> list[str]:
    """Return the zone's line below a week's table, and what the officers cannot see in their own rows."""
    lines = [] if origin.has_no_roster else [_sum(zone, tables.officer) for zone in tables.zone]
    if told.is_silent and not origin.has_no_roster:
        lines = silence(week, told.begun_on)
    lines += holidays(told.calendar, told.days_off, told.start, told.after)
    lines += moves(tables.officer)
    if crowded:
        names = listed(f"{told.enterprises[code]}({count})" for code, count in crowded)
        lines.append(
            fill(two("一周内多人走访（扰企）：{names}", "visited by many this week: {names}"), names=names)
        )
    return lines + of_origin(origin)


def of_day(zone: UnitDay, longterm: int) -> str:
    """Return the zone's day in one line; `longterm` is how many long-term issues are open."""
    apart = two("，另有长期挂账 {n}", ", {n} long-term ones apart") if longterm else ""
    return fill(
        two(
            "全区走访 {visits} 次，{enterprises} 家，{officers} 人；新增问题 {raised}，办结 {closed}，当日到期 {due}，超期未结 {overdue}{apart}",
            "zone: {visits} visits, {enterprises} enterprises, {officers} officers; issues raised {raised}, closed {closed}, "
            "due {due}, overdue {overdue}{apart}",
        ),
        apart=fill(apart, n=longterm) if apart else "",
        visits=zone.visits,
        enterprises=zone.enterprises,
        officers=zone.officers,
        raised=zone.issues_raised,
        closed=zone.issues_closed,
        due=zone.issues_due,
        overdue=zone.issues_overdue,
    )


def of_weeks(
    days_off: Mapping[date, Mapping[date, str]], calendar: Calendar, name: Callable[[date], str]
) -> list[str]:
    """Return why weeks have more or fewer workdays than others; `days_off` has the names of the days off by Monday."""
    return [
        f"{name(monday)} {line}"
        for monday, names in days_off.items()
        for line in holidays(calendar, names, monday, monday + WEEK)
    ]


def of_coverage(count: int, day: str) -> str:
    """Return how many enterprises were not visited in time."""
    text = two("超期未访 {count} 家（以 {day} 为准）", "{count} not visited in time, as of {day}")
    return fill(text, count=count, day=day)


def of_issues(first: str, last: str, longterm: int) -> list[str]:
    """Return between which days the issues of a table were raised, if any are said, and what is counted apart."""
    days = two("登记日：{first} 至 {last}", "raised from {first} to {last}")
    apart = two(
        "另有长期挂账 {count} 件，不计入上表。",
        "{count} long-term issues are listed apart and not counted above.",
    )
    lines = [fill(days, first=first, last=last)] if last else []
    return [*lines, fill(apart, count=longterm)] if longterm else lines


def of_month(month: str, told: Remarked) -> list[str]:
    """Return what explains a month: its holidays, and that nothing is on record."""
    lines = holidays(told.calendar, told.days_off, told.start, told.after)
    return lines + silence(month, told.begun_on) if told.is_silent else lines


def _sum(zone: UnitWeek, officers: Sequence[OfficerWeek]) -> str:
    """Return the zone's week in one line."""
    held = [row for row in officers if row.status != "exempt"]
    text = two(
        "应访 {required} 次，实访 {counted} 次；达标 {met}/{all} 人；覆盖企业 {seen}/{charge} 家（{coverage}）；补录 {late} 次",
        "required {required}, counted {counted}; met {met}/{all}; enterprises covered {seen}/{charge} ({coverage}); late {late}",
    )
    return pick(text).format(
        required=zone.required,
        counted=zone.counted,
        met=sum(row.status == "met" for row in held),
        all=len(held),
        seen=round((zone.coverage or 0) * zone.enterprises_in_charge),
        charge=zone.enterprises_in_charge,
        coverage="—" if zone.coverage is None else f"{zone.coverage:.0%}",
        late=zone.late,
    )


def holidays(calendar: Calendar, names: Mapping[date, str], start: date, after: date) -> list[str]:
    """Return how many workdays the days [start, after) have, and why, where they hold holidays or shifted workdays."""
    unusual = calendar.unusual(start, after)
    off = [day for day in unusual if day.weekday() < 5]
    on = [day for day in unusual if day.weekday() > 4]
    if not unusual:
        return []
    called = dict.fromkeys(shown("holiday", names[day], language()) for day in off if names.get(day))
    parts = []
    if off:
        text = two("放假 {count} 天{names}", "{count} days off{names}")
        brackets = fill(two("（{names}）", " ({names})"), names=listed(called)) if called else ""
        parts.append(fill(text, count=len(off), names=brackets))
    if on:
        parts.append(fill(two("调休上班 {count} 天", "{count} worked instead"), count=len(on)))
    told = two("含{parts}，工作日 {workdays} 天。", "{workdays} workdays: {parts}.")
    return [fill(told, parts=listed(parts), workdays=calendar.workdays(start, after))]


def moves(officers: Iterable[OfficerWeek]) -> list[str]:
    """Return who changed grid within the week, and where the whole week is counted."""
    moved = [row for row in officers if row.moved_from]
    if not moved:
        return []
    names = listed(f"{row.officer} {row.moved_from.replace(';', '→')}→{row.grid}" for row in moved)
    text = two(
        "{mark} 本周内换网格：{names}；应访和实访都计在新网格。",
        "{mark} changed grid within the week: {names}; all is counted in the new one.",
    )
    return [fill(text, mark=MOVED, names=names)]


def marked(rows: Sequence[Row], officers: Iterable[OfficerWeek]) -> list[Row]:
    """Return rows by officer or by grid, with a mark at each grid that an officer came to within the week, or left."""
    touched = {row.grid for row in officers if row.moved_from}
    touched |= {grid for row in officers for grid in row.moved_from.split(";") if grid}
    return [
        row._replace(grid=f"{row.grid}{MOVED}") if row.grid in touched and _has_moved(row) else row
        for row in rows
    ]


def _has_moved(row: OfficerWeek | UnitWeek) -> bool:
    """Whether a row of a touched grid is marked: an officer who came, or the grid itself, which an officer came to or left."""
    return not isinstance(row, OfficerWeek) or bool(row.moved_from)


def silence(period: str, begun_on: date | None) -> list[str]:
    """Return the line that nothing is on record for a period, and since when there is something."""
    text = two(
        "{period} 尚无记录（最早的记录是 {begun}），不算未达标。",
        "{period}: no records yet (the first is of {begun}), so nobody is short.",
    )
    return [fill(text, period=period, begun=begun_on)]


def of_origin(origin: Origin) -> list[str]:
    """Return the lines that say where figures come from.

    They say that the figures were handed in, or are those of an instant, or are not those that were handed in, or that
    there was no roster yet. There is no line for all other figures.
    """
    if origin.frozen:
        return _handed_in(origin.officers, origin.frozen, origin.later)
    return (_no_roster(origin) if origin.has_no_roster else []) + _provenance(origin)


def _no_roster(origin: Origin) -> list[str]:
    if origin.at is None:
        return [
            pick(
                two(
                    "还没有人员底册，没有数字。",
                    "there is no roster of officers yet, so there are no figures.",
                )
            )
        ]
    text = two(
        "截至 {at} 还没有人员底册，没有数字。",
        "by {at} there was no roster of officers yet, so there are no figures.",
    )
    return [fill(text, at=f"{origin.at:%Y-%m-%d %H:%M}")]


def _provenance(origin: Origin) -> list[str]:
    if origin.at is not None:
        at = f"{origin.at:%Y-%m-%d %H:%M}"
        return [fill(two("以上为截至 {at} 已录入的数字。", "these are the figures recorded by {at}."), at=at)]
    if origin.is_set_aside:
        return [
            pick(two("以上为现在的数字，不是上报数字。", "these are today's figures, not those handed in."))
        ]
    return []


def _handed_in(names: Mapping[str, str], frozen: Frozen, later: Mapping[str, int]) -> list[str]:
    """Return who handed figures in and when, who corrected them and why, and what officers entered since (上期补录)."""
    lines = [_signed(names, frozen)]
    lines += [_told(names, one, CORRECTED) for one in frozen.corrections]
    lines += [_told(names, one, LOST) for one in frozen.lost]
    if later:
        changed = listed(f"{names.get(code, code)} {count:+d}" for code, count in later.items())
        text = two(
            "上报后补录（上期补录）合计 {sum} 次：{listed}", "entered since, {sum} visits in all: {listed}"
        )
        lines.append(fill(text, sum=f"{sum(later.values()):+d}", listed=changed))
    return lines


CORRECTED = two("更正：{by} 于 {at}，原因：{reason}", "corrected by {by} at {at}: {reason}")
LOST = two(
    "另有 {by} 于 {at} 的上报，因已有人先上报，没有采用。",
    "{by} handed in at {at}, too, after somebody had; that does not count.",
)


def _signed(names: Mapping[str, str], frozen: Frozen) -> str:
    """Return who handed figures in and when, and whether these are the ones."""
    these = two("以上为更正后的数字", "these are the figures as corrected")
    if not frozen.corrections:
        these = two("以上为上报数字", "these are the figures as handed in")
    told = two("已由 {by} 于 {at} 上报冻结，{these}。", "handed in by {by} at {at}; {these}.")
    if not frozen.by:
        told = two("已于 {at} 上报冻结，{these}。", "handed in at {at}; {these}.")
    return fill(told, by=names.get(frozen.by, frozen.by), at=minute(frozen.at), these=pick(these))


def _told(names: Mapping[str, str], one: Signed, told: str) -> str:
    return fill(told, by=names.get(one.by, one.by) or "—", at=minute(one.at), reason=one.reason)
