"""The chapter of plans, read from the tables as they stood on a day: what was closed later was open then."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.figures.month import last_day
from gridlog.core.figures.plans import (
    MeasureAt,
    PlanAt,
    PlanDay,
    PlanSpan,
    ReviewAt,
    by_block,
    overdue_at,
)
from gridlog.core.nouns.measure.ledger import OWNER
from gridlog.core.nouns.need.meaning import SOLVED_AT
from gridlog.core.roster import on_day
from gridlog.reports.zone import Zone

_OFFICER = "ifnull((SELECT name FROM officers AS o WHERE o.code = p.officer), p.officer)"
_DUE = f"JOIN measure_dues AS d ON d.measure = m.id AND {on_day(':at', 'd.')}"


class _Version(NamedTuple):
    """The version of a plan that was the current one on a day."""

    enterprise: str
    number: int
    is_confirmed: bool
    block: str


def of_day(zone: Zone, on: date) -> PlanDay | None:
    """Return what falls due on a day; None where nothing does."""
    current = {one.enterprise: one.number for one in _versions(zone, on)}
    day = on.isoformat()
    found = zone.connection.execute(
        f"""SELECT m.enterprise, m.text, {OWNER}, m.state, m.closed_on FROM measures AS m
            {_DUE} WHERE d.due = :on AND ifnull(m.closed_on >= :on, 1) ORDER BY m.enterprise, m.place""",
        {"on": day, "at": day},
    )
    measures = [
        MeasureAt(enterprise, text, owner, on, state if closed_on == day else "open")
        for enterprise, text, owner, state, closed_on in found
        if enterprise in current and not (closed_on == day and state == "dropped")
    ]
    reviews = [
        ReviewAt(enterprise, on, officer, bool(held) and ended_on == day)
        for enterprise, _, officer, ended_on, held in _reviews(
            zone, "r.due = :at AND ifnull(r.ended_on >= :at, 1)", on
        )
    ]
    if not measures and not reviews:
        return None
    return PlanDay(on, measures, reviews, _names(zone, (*measures, *reviews)))


def of_week(zone: Zone, monday: date) -> PlanSpan | None:
    """Return the plans at the end of a week, or today in a week that is not over."""
    return _span(zone, monday, monday + timedelta(days=6))


def of_month(zone: Zone, first: date) -> PlanSpan | None:
    """Return the plans at the end of a month, or today in a month that is not over."""
    return _span(zone, first, last_day(first))


def _span(zone: Zone, first: date, last: date) -> PlanSpan | None:
    """Return the plans on the last day that is known; None where no plan was made by then."""
    at = min(last, zone.today)
    versions = _versions(zone, at)
    if not versions:
        return None
    measures, needs = _measures(zone, versions, at), _needs(zone, versions, at)
    plans = [
        PlanAt(one.enterprise, one.block, one.is_confirmed, measures[one.enterprise], needs[one.enterprise])
        for one in versions
    ]
    every = [measure for one in plans for measure in one.measures]
    overdue = overdue_at(every, at)
    waiting = _reviews(zone, "r.due < :at AND ifnull(r.ended_on > :at, 1)", at)
    missed = [
        ReviewAt(enterprise, date.fromisoformat(due), officer) for enterprise, due, officer, *_ in waiting
    ]
    dropped = (
        sum(one.state == "dropped" for one in every),
        sum(state == "dropped" for one in plans for state in one.needs),
    )
    done, held = _in_period(zone, first, at)
    names = _names(zone, (*overdue, *missed))
    return PlanSpan(at, by_block(plans, at), overdue, missed, done, held, dropped, names)


def _versions(zone: Zone, at: date) -> list[_Version]:
    """Return the current version of each plan on a day, by enterprise."""
    grid = f"(SELECT grid FROM enterprise_grids AS g WHERE g.enterprise = v.enterprise AND {on_day(':at', 'g.')} LIMIT 1)"
    found = zone.connection.execute(
        f"""SELECT v.enterprise, v.version, ifnull(v.confirmed_on <= :at, 0), ifnull({grid}, '') FROM plan_versions AS v
            WHERE v.begun_on <= :at AND NOT EXISTS (SELECT 1 FROM plan_versions AS w
              WHERE w.enterprise = v.enterprise AND w.version > v.version AND w.begun_on <= :at) ORDER BY v.enterprise""",
        {"at": at.isoformat()},
    )
    return [
        _Version(enterprise, number, bool(is_confirmed), zone.tree.block(grid))
        for enterprise, number, is_confirmed, grid in found
    ]


def _measures(zone: Zone, versions: Iterable[_Version], at: date) -> dict[str, list[MeasureAt]]:
    """Return the measures of each plan that belonged to its version on a day."""
    of: dict[str, list[MeasureAt]] = {one.enterprise: [] for one in versions}
    current = {one.enterprise: one.number for one in versions}
    found = zone.connection.execute(
        f"""SELECT m.enterprise, m.text, {OWNER}, d.due, m.state, m.closed_on, m.closed_version FROM measures AS m
            {_DUE} ORDER BY m.enterprise, m.place""",
        {"at": at.isoformat()},
    )
    for enterprise, text, owner, due, state, closed_on, closed_version in found:
        is_closed = closed_on is not None and closed_on <= at.isoformat()
        if enterprise in current and not (is_closed and closed_version < current[enterprise]):
            then = state if is_closed else "open"
            of[enterprise].append(MeasureAt(enterprise, text, owner, date.fromisoformat(due), then))
    return of


def _needs(zone: Zone, versions: Iterable[_Version], at: date) -> dict[str, list[str]]:
    """Return the states of the needs of each plan that belonged to its version on a day."""
    of: dict[str, list[str]] = {one.enterprise: [] for one in versions}
    current = {one.enterprise: one.number for one in versions}
    found = zone.connection.execute(
        f"""SELECT n.enterprise, n.state, n.closed_on, n.closed_version, {SOLVED_AT} FROM needs AS n
            WHERE n.added_on <= :at ORDER BY n.enterprise, n.place""",
        {"at": at.isoformat()},
    )
    for enterprise, state, closed_on, closed_version, is_solved in found:
        is_closed = closed_on is not None and closed_on <= at.isoformat()
        if enterprise in current and not (is_closed and closed_version < current[enterprise]):
            of[enterprise].append(state if is_closed else "met" if is_solved else "open")
    return of


def _reviews(zone: Zone, where: str, at: date) -> list[tuple[str, str, str, str | None, int]]:
    """Return enterprise, day, officer, end and whether it was held, of the reviews that were known on a day."""
    return zone.connection.execute(
        f"""SELECT r.enterprise, r.due, {_OFFICER}, r.ended_on, r.held FROM plan_reviews AS r
            JOIN plans AS p ON p.enterprise = r.enterprise WHERE r.set_on <= :at AND {where} ORDER BY r.due, r.enterprise""",
        {"at": at.isoformat()},
    ).fetchall()


def _in_period(zone: Zone, first: date, at: date) -> tuple[int, int]:
    """Return how many measures were done, and how many reviews were held, from `first` to `at`."""
    done, held = zone.connection.execute(
        """SELECT (SELECT count(*) FROM measures WHERE state = 'done' AND closed_on BETWEEN :first AND :at),
                  (SELECT count(*) FROM plan_reviews WHERE held AND ended_on BETWEEN :first AND :at)""",
        {"first": first.isoformat(), "at": at.isoformat()},
    ).fetchone()
    return int(done), int(held)


def _names(zone: Zone, told: Iterable[MeasureAt | ReviewAt]) -> dict[str, str]:
    return zone.enterprises(one.enterprise for one in told)
