"""What matters today, read from the tables through their indexes: for an officer, a block head, a dispatcher, or the zone."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.calendar import Calendar, monday
from gridlog.core.figures import quota
from gridlog.core.figures.today import Candidate, Item, Now, Today, visit_next
from gridlog.core.nouns.enterprise.meaning import days_for_others, in_charge
from gridlog.core.nouns.issue.meaning import LIGHT, OPEN, lit_days
from gridlog.core.nouns.visit.meaning import LAST_ON_SITE, WAS_ON_SITE
from gridlog.core.roster import on_day
from gridlog.reports.zone import Zone
from gridlog.store import lookup

DUE_DAYS = 7  # a review or a measure is shown so many days before it is due
MILESTONE_DAYS = 14
HANDOVER_DAYS = 7  # an older handover is no news, and an older gap is for `station check`
_GRID = f"(SELECT grid FROM enterprise_grids AS g WHERE g.enterprise = p.enterprise AND {on_day(':today', 'g.')} LIMIT 1)"
LEADERS = ("block_head", "chief", "dispatcher")


class Scope(NamedTuple):
    """Whose day it is: an officer's, or that of the grids of a block, or of the zone for no grids."""

    officer: str = ""
    grids: tuple[str, ...] = ()
    is_person: bool = False


class _Day(NamedTuple):
    zone: Zone
    calendar: Calendar
    now: Now
    scope: Scope

    @property
    def today(self) -> date:
        return self.now.today

    @property
    def parameters(self) -> dict[str, str]:
        """Return what the queries below name."""
        stale = self.calendar.before(self.today, self.zone.rules.stale_workdays)
        return {
            "today": str(self.today),
            "me": self.scope.officer,
            "stale": str(stale),
            "soon": str(self.now.soon),
            "near": str(self.today + timedelta(days=DUE_DAYS)),
            "monday": str(self.now.monday),
        }


def today(zone: Zone, officer: str = "") -> Today:
    """Return what matters today for an officer by code, or for the zone where none is named."""
    found = zone.connection.execute(
        f"""SELECT name, role, ifnull((SELECT grid FROM assignments WHERE officer = o.code AND {on_day(":today")} LIMIT 1), '')
            FROM officers AS o WHERE code = :me""",
        {"me": officer, "today": str(zone.today)},
    ).fetchone()
    name, role, grid = found or ("", "", "")
    calendar = zone.calendar(*lit_days(zone.today, zone.rules))
    soon = calendar.after(zone.today, zone.rules.soon_workdays)
    now = Now(zone.today, monday(zone.today), soon, zone.rules.overvisit_officers)
    if role and role not in LEADERS:
        grids = tuple(lookup.below(zone.connection, grid)) if grid else ()
        day = _Day(zone, calendar, now, Scope(officer, grids, is_person=True))
        week = _week(day)
        is_short = bool(week and week[0].short)
        parts = [week, _next(day, is_short), _issues(day), _duties(day), _plans(day), _projects(day)]
        return Today(zone.today, role, name, _unit(zone, grid), grid, _full(parts))
    if role == "block_head" and grid:
        day = _Day(zone, calendar, now, Scope(officer, tuple(lookup.below(zone.connection, grid))))
        parts = [_short(day), _red(day), _overdue(day), _duties(day), _plans(day), _projects(day)]
        return Today(zone.today, role, name, _unit(zone, grid), grid, _full(parts))
    day = _Day(zone, calendar, now, Scope(officer))
    parts = [_waiting(day), _red(day), _short(day), _overdue(day), _duties(day), _plans(day), _projects(day)]
    return Today(zone.today, role, name, zone.rules.zone_name, "", _full(parts))


def _full(parts: Sequence[Sequence[Item]]) -> list[Sequence[Item]]:
    return [part for part in parts if part]


def _unit(zone: Zone, grid: str) -> str:
    found = zone.connection.execute("SELECT name FROM grids WHERE code = ?", (grid,)).fetchone()
    return str(found[0]) if found else ""


def _week(day: _Day) -> list[Item]:
    """Return an officer's week so far; nothing for an officer without a quota."""
    connection, rules, me = day.zone.connection, day.zone.rules, day.scope.officer
    own = lookup.quota_of(connection, me, rules)
    if own is None:
        return []
    start = day.now.monday
    owed = quota.required(own, lookup.leaves(connection, me), start, day.calendar)
    calls = lookup.officer_week(connection, me, start)
    made = len(quota.counted(calls, me, rules.counted_methods.split(",")))
    left = day.calendar.workdays(day.today, start + timedelta(days=7))
    short = max(0, owed - made)
    why = quota.status(owed, made)
    return [Item("week", why=why, required=owed, counted=made, short=short, days_left=left)]


def _next(day: _Day, is_short: bool) -> list[Item]:
    """Return the enterprises of the officer's grids to visit next; `is_short` tells that visits are still owed."""
    if not day.scope.grids:
        return []
    rules = day.zone.rules
    other = days_for_others(day.today)
    found = day.zone.connection.execute(
        f"""SELECT e.code, e.name, e.key, {LAST_ON_SITE},
              (SELECT min(i.due) FROM issues AS i WHERE i.enterprise = e.code AND {OPEN} AND i.clock_runs),
              (SELECT group_concat(DISTINCT v.officer) FROM visits AS v
               WHERE v.enterprise = e.code AND v.visited_on BETWEEN :monday AND :today AND {WAS_ON_SITE})
            FROM enterprise_grids AS g JOIN enterprises AS e ON e.code = g.enterprise
            WHERE g.grid IN ({_marks(day.scope.grids)}) AND {on_day(":today", "g.")} AND {in_charge(":today")}""",
        day.parameters,
    )
    candidates = [
        Candidate(
            code,
            name,
            bool(key),
            date.fromisoformat(last) if last else None,
            rules.coverage_days if key else other,
            date.fromisoformat(due) if due else None,
            frozenset(guests.split(",") if guests else ()),
        )
        for code, name, key, last, due, guests in found
    ]
    return [
        Item(
            "next",
            enterprise_code=one.candidate.code,
            enterprise=one.candidate.name,
            date=str(one.candidate.last_on) if one.candidate.last_on else None,
            days=one.days,
            why=";".join(one.reasons),
            text=str(one.candidate.due) if "deadline" in one.reasons else "",
        )
        for one in visit_next(candidates, day.scope.officer, day.now._replace(is_short=is_short))
    ]


def _marks(codes: Sequence[str]) -> str:
    """Return codes of the tables as SQL lists them."""
    return ", ".join("'" + code.replace("'", "''") + "'" for code in codes)


_BRIGHTEST = "instr('red yellow blue green', light)"


def _issues(day: _Day) -> list[Item]:
    """Return the open issues that an officer handles or raised."""
    return _lit(day, "issue", "(i.handler = :me OR i.officer = :me)")


def _red(day: _Day) -> list[Item]:
    """Return the red issues of the scope."""
    return _lit(day, "red", f"{LIGHT} = 'red' AND {_within(day, 'i.grid')}")


def _waiting(day: _Day) -> list[Item]:
    """Return the issues without a handler that were only registered, the oldest first."""
    return _lit(day, "assign", "i.state = 'registered'", "i.raised_on, i.id")


def _within(day: _Day, grid: str) -> str:
    return f"{grid} IN ({_marks(day.scope.grids)})" if day.scope.grids else "1"


def _lit(
    day: _Day, part: str, where: str, order: str = f"{_BRIGHTEST}, i.due, i.raised_on, i.id"
) -> list[Item]:
    found = day.zone.connection.execute(
        f"""SELECT i.id, i.enterprise, ifnull(e.name, i.enterprise), i.due, {LIGHT} AS light, i.text, i.raised_on,
              ifnull((SELECT name FROM officers WHERE code = i.handler), i.handler), i.grade
            FROM issues AS i LEFT JOIN enterprises AS e ON e.code = i.enterprise
            WHERE {OPEN} AND {where} ORDER BY {order}""",
        day.parameters,
    )
    return [
        Item(
            part,
            id=id,
            enterprise_code=enterprise,
            enterprise=name,
            officer=handler,
            date=due,
            days=(day.today - date.fromisoformat(raised)).days,
            light=light,
            why=grade,
            text=text,
        )
        for id, enterprise, name, due, light, text, raised, handler, grade in found
    ]


def _short(day: _Day) -> list[Item]:
    """Return the officers who still owe visits this week, by block and grid."""
    from gridlog.core.figures.week import by_officer
    from gridlog.reports import weekly

    left = day.calendar.workdays(day.today, day.now.monday + timedelta(days=7))
    return [
        Item(
            "short",
            id=one.officer_code,
            officer=one.officer,
            required=one.required,
            counted=one.counted,
            short=one.short,
            days_left=left,
        )
        for one in by_officer(weekly.quotas(day.zone, day.now.monday))
        if one.short and (not day.scope.grids or one.grid in day.scope.grids)
    ]


def _overdue(day: _Day) -> list[Item]:
    """Return the enterprises of the scope that were not visited in time, longest first."""
    from gridlog.ledgers import queries

    query = queries.coverage(day.today, day.zone.rules)
    if day.scope.grids:
        query = query.narrowed(queries.any_of(query.cells[1], day.scope.grids))
    cells = [f"({query.cells[at]})" for at in (3, 4, 2, 5, 6)]
    query = query.with_cells([query.columns[at] for at in (3, 4, 2, 5, 6)], cells)
    return [
        Item(
            "overdue",
            enterprise_code=code,
            enterprise=name,
            officer=officer or "",
            date=last,
            days=days,
            why="never" if last is None else "overdue",
        )
        for code, name, officer, last, days in query.rows(day.zone.connection)
    ]


def _duties(day: _Day) -> list[Item]:
    """Return the duties of today with what the station was told last, and the handovers that are still owed."""
    of = "(d.officer = :me OR d.standin = :me OR d.leader = :me)"
    within = of if day.scope.is_person else _within(day, "ifnull(s.block, '')")
    since = {"since": str(day.today - timedelta(days=HANDOVER_DAYS))}
    told = """(SELECT note FROM handovers AS h WHERE h.station = d.station AND h.on_day < :today AND h.on_day >= :since
               ORDER BY h.on_day DESC LIMIT 1)"""
    found = day.zone.connection.execute(
        f"""SELECT d.station, ifnull(s.name, d.station), d.shift, ifnull(o.name, d.officer), ifnull({told}, '')
            FROM duties AS d LEFT JOIN stations AS s ON s.code = d.station LEFT JOIN officers AS o ON o.code = d.officer
            WHERE d.on_day = :today AND d.officer <> '' AND {within} ORDER BY d.station, d.shift <> 'day', d.shift""",
        {**day.parameters, **since},
    )
    items = [
        Item("duty", id=code, enterprise=name, officer=officer, date=str(day.today), why=shift, text=note)
        for code, name, shift, officer, note in found
    ]
    return [*items, *(_handovers_owed(day, since) if day.scope.is_person else ())]


def _handovers_owed(day: _Day, since: dict[str, str]) -> Iterator[Item]:
    found = day.zone.connection.execute(
        """SELECT d.station, ifnull(s.name, d.station), max(d.on_day)
           FROM duties AS d LEFT JOIN stations AS s ON s.code = d.station
           WHERE d.officer = :me AND d.on_day >= :since AND d.on_day < :today AND NOT EXISTS (
             SELECT 1 FROM handovers AS h WHERE h.station = d.station AND h.on_day = d.on_day)
           GROUP BY d.station ORDER BY d.station""",
        {**day.parameters, **since},
    )
    for code, name, on in found:
        days = (day.today - date.fromisoformat(on)).days
        yield Item("duty", id=code, enterprise=name, date=on, days=days, why="handover")


def _plans(day: _Day) -> list[Item]:
    """Return the reviews and measures of plans that are due or overdue, the earliest first."""
    if day.scope.is_person:
        review, measure = "p.officer = :me", "(m.owner = :me OR p.officer = :me)"
    else:
        review = measure = _within(day, _GRID)
    found = day.zone.connection.execute(
        f"""SELECT p.review AS due, p.enterprise, ifnull(e.name, p.enterprise), 'review', '', ifnull(o.name, p.officer)
            FROM plans AS p LEFT JOIN enterprises AS e ON e.code = p.enterprise LEFT JOIN officers AS o ON o.code = p.officer
            WHERE p.review <= :near AND {review}
            UNION ALL
            SELECT m.due, m.enterprise, ifnull(e.name, m.enterprise), 'measure', m.text, ifnull(o.name, m.owner)
            FROM measures AS m JOIN plans AS p ON p.enterprise = m.enterprise
            LEFT JOIN enterprises AS e ON e.code = m.enterprise LEFT JOIN officers AS o ON o.code = m.owner
            WHERE m.state = 'open' AND m.due <= :near AND {measure} ORDER BY 1, 2, 4 DESC, 5""",
        day.parameters,
    )
    return [
        Item(
            "plan",
            enterprise_code=code,
            enterprise=name,
            officer=officer,
            date=due,
            days=(day.today - date.fromisoformat(due)).days,
            why=why,
            text=text,
        )
        for due, code, name, why, text, officer in found
    ]


def _projects(day: _Day) -> list[Item]:
    """Return the milestones of projects that are due or late; of one's own projects also the logs that today lacks."""
    mine = f"""(:me IN (p.leader, p.deputy) OR EXISTS (SELECT 1 FROM project_members AS m WHERE m.project = p.code
               AND m.officer = :me AND {on_day(":today", "m.")}))"""
    within = mine if day.scope.is_person else _within(day, _GRID)
    owing = int(bool(day.scope.officer) and day.calendar.is_workday(day.today))
    found = day.zone.connection.execute(
        f"""SELECT p.code, p.name, p.enterprise, ifnull(e.name, p.enterprise), ms.plan AS due, ms.milestone, 1 AS at
            FROM projects AS p JOIN milestones AS ms ON ms.project = p.code
            LEFT JOIN enterprises AS e ON e.code = p.enterprise
            WHERE p.closed_on IS NULL AND ms.actual IS NULL AND NOT ms.skipped AND ms.plan <= :ahead AND {within}
            UNION ALL
            SELECT p.code, p.name, p.enterprise, ifnull(e.name, p.enterprise), :today, 'log', 0 FROM projects AS p
            LEFT JOIN enterprises AS e ON e.code = p.enterprise
            WHERE {owing} AND p.closed_on IS NULL AND {mine}
              AND NOT EXISTS (SELECT 1 FROM logs AS l WHERE l.project = p.code AND l.on_day = :today)
            ORDER BY 7, 5, 1""",
        {**day.parameters, "ahead": str(day.today + timedelta(days=MILESTONE_DAYS))},
    )
    return [
        Item(
            "project",
            id=code,
            enterprise_code=enterprise,
            enterprise=firm,
            date=due,
            days=(day.today - date.fromisoformat(due)).days,
            why=what,
            text=name,
        )
        for code, name, enterprise, firm, due, what, _ in found
    ]
