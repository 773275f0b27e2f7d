"""Visits and issues found again: what a filter lets through, as a query. The code asks no question and prints nothing."""

from datetime import date, timedelta
from typing import NamedTuple

from gridlog.core.nouns.issue.meaning import OPEN, OVERDUE, lit_days
from gridlog.core.nouns.visit.meaning import STANDS
from gridlog.errors import NotFound
from gridlog.ledgers import queries
from gridlog.ledgers.queries import Query
from gridlog.store import lookup
from gridlog.words.language import two
from gridlog.work.desk import Desk, day_text


class VisitFilter(NamedTuple):
    """Which visits are wanted; officer, enterprise and grid by code or name, `week` by its Monday."""

    since: date | None = None
    until: date | None = None
    week: date | None = None
    officer: str | None = None
    enterprise: str | None = None
    grid: str | None = None
    method: str | None = None
    late: bool = False
    void: bool = False


class IssueFilter(NamedTuple):
    """Which issues are wanted; enterprise, handler and project by code or name, `mine` are those given to me."""

    open: bool = False
    overdue: bool = False
    state: str | None = None
    category: str | None = None
    enterprise: str | None = None
    handler: str | None = None
    since: date | None = None
    until: date | None = None
    mine: bool = False
    project: str | None = None


def visits(desk: Desk, chosen: VisitFilter) -> Query:
    """Return the visits that a filter lets through."""
    mind_order(desk, chosen.since, chosen.until)
    query = between(queries.visits(desk.rules), "v.visited_on", chosen.since, chosen.until)
    if chosen.week is not None:
        end = chosen.week + timedelta(days=7)
        query = query.narrowed(
            "v.visited_on >= :start AND v.visited_on < :end", start=str(chosen.week), end=str(end)
        )
    if chosen.officer is not None:
        code = desk.find("officer", chosen.officer).code
        query = query.narrowed(
            "(v.officer = :officer OR v.id IN (SELECT visit FROM visit_participants WHERE officer = :officer))",
            officer=code,
        )
    if chosen.enterprise is not None:
        query = query.narrowed(
            "v.enterprise = :enterprise", enterprise=desk.find("enterprise", chosen.enterprise).code
        )
    if chosen.grid is not None:
        inside = lookup.below(desk.store.connection, desk.find("grid", chosen.grid).code)
        query = query.narrowed(queries.any_of("v.grid", inside))
    if chosen.method is not None:
        query = query.narrowed("v.method = :method", method=chosen.method)
    if chosen.late:
        query = query.narrowed("v.late")
    return query.narrowed("v.void" if chosen.void else STANDS)


def all_issues(desk: Desk) -> Query:
    """Return every issue, with lights as of today."""
    rules = desk.rules
    return queries.issues(desk.today, desk.calendar(*lit_days(desk.today, rules)), rules)


def issues(desk: Desk, chosen: IssueFilter) -> Query:
    """Return the issues that a filter lets through."""
    mind_order(desk, chosen.since, chosen.until)
    query = between(all_issues(desk), "i.raised_on", chosen.since, chosen.until)
    if chosen.open:
        query = query.narrowed(OPEN)
    if chosen.overdue:
        query = query.narrowed(OVERDUE)
    if chosen.state is not None:
        query = query.narrowed("i.state = :state", state=chosen.state)
    if chosen.category is not None:
        query = query.narrowed("i.category = :category", category=chosen.category)
    if chosen.enterprise is not None:
        query = query.narrowed(
            "i.enterprise = :enterprise", enterprise=desk.find("enterprise", chosen.enterprise).code
        )
    if chosen.handler is not None:
        query = query.narrowed("i.handler = :handler", handler=_handler(desk, chosen.handler))
    if chosen.mine:
        query = query.narrowed("i.handler = :me", me=desk.officer(None).code)
    if chosen.project is not None:
        query = query.narrowed(
            "i.id IN (SELECT issue FROM blockers WHERE project = :project)",
            project=desk.find("project", chosen.project).code,
        )
    return query


def _handler(desk: Desk, typed: str) -> str:
    """Whom an issue was given to: the one officer meant, or a unit as it was typed. Raises NotFound for several."""
    try:
        return desk.find("officer", typed).code
    except NotFound as problem:
        if problem.code == "name.several":
            raise
        return typed.strip()


def between(query: Query, column: str, since: date | None, until: date | None) -> Query:
    """Return the rows whose civil date lies from `since` to `until`, both included."""
    if since is not None:
        query = query.narrowed(f"{column} >= :since", since=str(since))
    if until is not None:
        query = query.narrowed(f"{column} <= :until", until=str(until))
    return query


def mind_order(desk: Desk, first: date | None, last: date | None) -> None:
    """Say that no day lies between the two, where the second is before the first."""
    if first and last and last < first:
        desk.say(
            two(
                "注意：--until {last} 早于 --since {first}，没有哪一天在其间；请写上年份。",
                "Warning: --until {last} lies before --since {first}, so no day is between them; write the year.",
            ),
            first=day_text(first),
            last=day_text(last),
        )
