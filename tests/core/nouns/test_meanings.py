"""Each meaning is said twice, as a function and as SQL: on rows of every edge case, both pick the same ones."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from gridlog.core.nouns.enterprise import life as enterprises
from gridlog.core.nouns.enterprise import meaning as enterprise
from gridlog.core.nouns.enterprise.life import Enterprise
from gridlog.core.nouns.issue import life as issues
from gridlog.core.nouns.issue import meaning as issue
from gridlog.core.nouns.issue.course import Spell, spells
from gridlog.core.nouns.issue.value import GRADES, RESULTS, STATES, Issue, Revisit
from gridlog.core.nouns.measure import life as measures
from gridlog.core.nouns.measure import meaning as measure
from gridlog.core.nouns.measure.life import Measure
from gridlog.core.nouns.need import life as needs
from gridlog.core.nouns.need import meaning as need
from gridlog.core.nouns.need.life import Need
from gridlog.core.nouns.plan import meaning as plan
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.nouns.visit import life as visits
from gridlog.core.nouns.visit import meaning as visit
from gridlog.core.nouns.visit.life import Visit
from gridlog.core.roster import CLOSED, on_day
from gridlog.core.rules import METHODS

TODAY = date(2025, 11, 20)
FIRST = TODAY - timedelta(days=6)
DAYS = [TODAY + timedelta(days=at) for at in (-40, -33, -32, -8, -7, -6, -2, -1, 0, 1, 2, 9)]
LATER = date(2025, 11, 25)
SPAN = {"first": FIRST.isoformat(), "last": TODAY.isoformat(), "today": TODAY.isoformat()}
LIGHTS = {"stale": str(TODAY - timedelta(days=2)), "soon": str(TODAY + timedelta(days=2))}


def chances(seed: int) -> Random:
    """The same rows in every run."""
    return Random(seed)  # noqa: S311  # no secret


def filled(tables: Iterable[Table], rows: Iterable[Rows]) -> sqlite3.Connection:
    """A database with the tables of a noun and these rows."""
    connection = sqlite3.connect(":memory:")
    for table in tables:
        for statement in table.sqlite():
            connection.execute(statement)
    for one in rows:
        for table, cells in one.items():
            connection.executemany(table.insert, cells)
    return connection


def picked(
    connection: sqlite3.Connection, sql: str, parameters: Mapping[str, str | int] | None = None
) -> set[str]:
    return {id for (id,) in connection.execute(sql, {**SPAN, **LIGHTS, **(parameters or {})})}


# --- issues


def answers(chance: Random) -> Revisit | None:
    said = chance.choice([None, True, False])
    after = Revisit(chance.choice(DAYS), "P1", False, said, None, None, chance.randint(1, 5))
    return chance.choice([None, after])


def some_issue(chance: Random, state: str, grade: str) -> Issue:
    day = chance.choice(DAYS[:9])
    closed_on = chance.choice(DAYS[:9]) if state == "closed" else None
    return Issue(
        *(day, "E1", "P1", "B1", "G1", "visit", "POWER", "停电", grade, "", day),
        due=chance.choice([*DAYS, date.max]),
        progress_on=chance.choice(DAYS),
        progress="",
        state=state,
        waiting=chance.choice(["", "enterprise", "other"]),
        missed_on=chance.choice([None, None, *DAYS]),
        answered_on=chance.choice([None, *DAYS]),
        result=chance.choice(["", *RESULTS]),
        revisit=answers(chance),
        closed_on=closed_on,
        reopened=chance.choice([0, 0, 1]),
        since=chance.choice(DAYS[:9]),
    )


def some_course(chance: Random, state: str, grade: str) -> Issue:
    """An issue that stood otherwise on earlier days."""
    now = some_issue(chance, state, grade)
    earlier = [
        some_issue(chance, chance.choice(STATES), chance.choice(GRADES)) for _ in range(chance.randint(0, 3))
    ]
    days = sorted(chance.sample(DAYS[:9], len(earlier) + 1))
    course = tuple(one._replace(since=day) for one, day in zip(earlier, days, strict=False))
    return now._replace(since=days[-1], course=course)


def every_issue() -> dict[str, Issue]:
    chance = chances(20251120)
    kinds = [*product(STATES, GRADES)] * 20
    return {f"i{at:04}": some_course(chance, *kind) for at, kind in enumerate(kinds)}


ISSUES = every_issue()


@pytest.fixture(scope="module")
def stored_issues() -> Iterator[sqlite3.Connection]:
    with closing(filled(issues.TABLES, (issues.rows(id, one) for id, one in ISSUES.items()))) as connection:
        yield connection


def is_lit(color: str) -> Callable[[Issue], bool]:
    stale, soon = (date.fromisoformat(day) for day in LIGHTS.values())
    return lambda one: issue.light(one, TODAY, stale, soon) == color


OF_ISSUES: dict[str, tuple[str, Callable[[Issue], bool]]] = {
    "open": (issue.OPEN, issue.is_open),
    "closed": (issue.CLOSED, issue.is_closed),
    "long-term": (issue.LONGTERM, issue.is_longterm),
    "handled": (issue.HANDLED, issue.is_handled),
    "overdue": (issue.OVERDUE, lambda one: issue.is_overdue(one, TODAY)),
    "solved": (issue.SOLVED, issue.is_solved),
    "rated": (issue.RATED, issue.is_rated),
    "dissatisfied": (issue.DISSATISFIED, issue.was_dissatisfied),
    **{
        f"light {color or 'none'}": (f"{issue.LIGHT} = '{color}'", is_lit(color))
        for color in ("", "red", "yellow", "blue", "green")
    },
}


@pytest.mark.parametrize("meaning", OF_ISSUES)
def test_the_sql_about_an_issue_picks_the_issues_for_which_the_function_is_true(
    stored_issues: sqlite3.Connection, meaning: str
) -> None:
    sql, is_so = OF_ISSUES[meaning]
    told = {id for id, one in ISSUES.items() if is_so(one)}
    assert picked(stored_issues, f"SELECT i.id FROM issues AS i WHERE {sql}") == told
    assert 0 < len(told) < len(ISSUES), "the rows hold both cases"


# --- needs and measures of plans


def every_need() -> dict[str, Need]:
    chance = chances(20251121)
    states = [*product(("open", "met", "dropped"), range(100))]
    ids = [*ISSUES]
    return {
        f"E1/{at}": Need(
            *("E1", f"{at}", chance.randint(1, 4), chance.choice(DAYS), at, "OTHER"),
            issue=chance.choice(["", *ids[:90], *MERGED]),
            state=state,
            closed_version=None if state == "open" else chance.randint(1, 4),
        )
        for at, (state, _) in enumerate(states)
    }


MERGED = {
    f"m{at}": ISSUES[id]._replace(state="merged", merged_into=id) for at, id in enumerate([*ISSUES][:90])
}
NEEDS = every_need()


def test_a_need_is_met_by_its_word_or_by_its_issue_or_by_the_one_that_its_issue_went_into() -> None:
    known = {**ISSUES, **MERGED}
    rows = [
        *(issues.rows(id, one) for id, one in known.items()),
        *(needs.rows(id, one) for id, one in NEEDS.items()),
    ]
    with closing(filled([*issues.TABLES, *needs.TABLES], rows)) as connection:
        found = picked(connection, f"SELECT n.id FROM needs AS n WHERE {need.MET}")
        told = {id for id, one in NEEDS.items() if need.is_met(one, known)}
        assert found == told
        assert {NEEDS[id].state for id in told} == {"open", "met"}
        assert any(NEEDS[id].state == "open" and NEEDS[id].issue in MERGED for id in told)
        for version in range(1, 6):
            sql = f"SELECT n.id FROM needs AS n WHERE {plan.in_version('n', ':version')}"
            here = {id for id, one in NEEDS.items() if plan.belongs(one, version)}
            assert picked(connection, sql, {"version": version}) == here


def test_a_measure_is_overdue_when_it_is_open_and_was_due_before_today() -> None:
    every = {
        f"E1/{at}": Measure("E1", f"{at}", "P1", due, 1, due, at, state, dues=((due, due),))
        for at, (due, state) in enumerate(product(DAYS, ("open", "done", "dropped")))
    }
    with closing(
        filled(measures.TABLES, (measures.rows(id, one) for id, one in every.items()))
    ) as connection:
        found = picked(connection, f"SELECT m.id FROM measures AS m WHERE {measure.OVERDUE}")
    assert found == {id for id, one in every.items() if measure.is_overdue(one, TODAY)}
    assert 0 < len(found) < len(every)


def is_rated(grade: int | None) -> Callable[[Spell], bool]:
    return lambda one: issue.rating_of(one, FIRST, TODAY) == grade


OF_SPELLS: dict[str, tuple[str, Callable[[Spell], bool]]] = {
    "in hand": (issue.IN_HAND_THEN, issue.was_in_hand),
    "long-term": (issue.LONGTERM_THEN, issue.was_longterm),
    "closed": (issue.CLOSED_THEN, lambda one: issue.was_closed(one, FIRST)),
    "solved": (issue.SOLVED_THEN, lambda one: issue.was_solved(one, FIRST)),
    "late": (issue.late_then(":last"), lambda one: issue.was_late(one, TODAY)),
    "due": (issue.due_then(":last"), lambda one: issue.was_due(one, TODAY)),
    **{
        f"rated {grade}": (
            f"{issue.rated_then(':first', ':last')} IS {grade or 'NULL'}",
            is_rated(grade),
        )
        for grade in (None, 1, 2, 3, 4, 5)
    },
}


@pytest.mark.parametrize("meaning", OF_SPELLS)
@pytest.mark.parametrize("day", [TODAY, FIRST, TODAY - timedelta(days=20)])
def test_the_sql_about_a_past_day_picks_the_issues_for_which_the_function_was_true(
    stored_issues: sqlite3.Connection, meaning: str, day: date
) -> None:
    sql, was_so = OF_SPELLS[meaning]
    stood = {
        id: spell
        for id, one in ISSUES.items()
        for spell in spells(one)
        if spell.from_on <= day < spell.until_on
    }
    told = {id for id, spell in stood.items() if was_so(spell)}
    query = f"SELECT s.issue FROM issue_spells AS s WHERE {on_day(':day', 's.')} AND {sql}"
    assert picked(stored_issues, query, {"day": day.isoformat()}) == told
    assert len(told) < len(stood)


# --- visits


def some_visit(chance: Random) -> Visit:
    """One of few officers, days and enterprises, so that many visits are to one enterprise on one day."""
    return Visit(
        *(chance.choice(DAYS[6:10]), f"E{chance.randint(1, 3)}", f"P{chance.randint(1, 2)}", ()),
        method=chance.choice(METHODS),
        kind="routine",
        contact="",
        title="",
        phone="",
        note="",
        nothing=True,
        grid="G1",
        block="B1",
        outside=False,
        late=False,
        reason="",
        remark="",
        recorded_at=f"2025-11-20T0{chance.randint(8, 9)}:00:00+08:00",
        void=chance.random() < 0.3,
    )


def every_visit(count: int = 200) -> dict[str, Visit]:
    chance = chances(count)
    return {f"v{at:04}": some_visit(chance) for at in range(count)}


VISITS = every_visit()


@pytest.fixture(scope="module")
def stored_visits() -> Iterator[sqlite3.Connection]:
    with closing(filled(visits.TABLES, (visits.rows(id, one) for id, one in VISITS.items()))) as connection:
        yield connection


@pytest.mark.parametrize(
    ("sql", "is_so"),
    [(visit.STANDS, visit.stands), (visit.WAS_ON_SITE, visit.was_on_site)],
    ids=["stands", "on site"],
)
def test_the_sql_about_a_visit_picks_the_visits_for_which_the_function_is_true(
    stored_visits: sqlite3.Connection, sql: str, is_so: Callable[[Visit], bool]
) -> None:
    told = {id for id, one in VISITS.items() if is_so(one)}
    assert picked(stored_visits, f"SELECT v.id FROM visits AS v WHERE {sql}") == told
    assert 0 < len(told) < len(VISITS)


@pytest.mark.parametrize("methods", ["onsite", "onsite,station", "phone,online,meeting", ",".join(METHODS)])
def test_the_visit_that_counts_is_the_first_recorded_of_an_officer_a_day_and_an_enterprise(
    stored_visits: sqlite3.Connection, methods: str
) -> None:
    told = visit.counted(VISITS, methods.split(","))
    found = picked(stored_visits, f"SELECT v.id FROM visits AS v WHERE {visit.COUNTED}", {"methods": methods})
    assert found == told
    assert 0 < len(told) < len(VISITS)


# --- enterprises


def some_enterprise(chance: Random, code: str) -> Enterprise:
    words = ["在建", "投产", CLOSED, ""]
    return Enterprise(
        code,
        code,
        key=chance.random() < 0.5,
        moves=tuple(
            (chance.choice([date.min, *DAYS]), chance.choice(["G1", "G2", ""]))
            for _ in range(chance.randint(0, 3))
        ),
        statuses=tuple(
            (chance.choice([date.min, *DAYS]), chance.choice(words)) for _ in range(chance.randint(0, 3))
        ),
    )


def some_call(chance: Random) -> Visit:
    return some_visit(chance)._replace(on=chance.choice(DAYS), enterprise=f"E{chance.randint(0, 299):03}")


FIRMS = {f"E{at:03}": some_enterprise(chances(at), f"E{at:03}") for at in range(300)}
CALLS = {f"c{at:04}": some_call(chances(at)) for at in range(600)}


@pytest.fixture(scope="module")
def stored_firms() -> Iterator[sqlite3.Connection]:
    firms = (enterprises.rows(code, one) for code, one in FIRMS.items())
    calls = (visits.rows(id, one) for id, one in CALLS.items())
    with closing(filled((*enterprises.TABLES, *visits.TABLES), (*firms, *calls))) as connection:
        yield connection


@pytest.mark.parametrize("day", [TODAY, FIRST, LATER, DAYS[0], date.min + timedelta(days=1)])
def test_an_enterprise_has_the_grid_and_the_status_of_the_day_and_is_in_charge_unless_it_was_closed(
    stored_firms: sqlite3.Connection, day: date
) -> None:
    query = f"""SELECT e.code, ifnull({enterprise.grid_sql(":day")}, ''), ifnull({enterprise.status_sql(":day")}, ''),
      {enterprise.in_charge(":day")} FROM enterprises AS e ORDER BY e.code"""
    found = stored_firms.execute(query, {"day": day.isoformat()}).fetchall()
    assert found == [
        (
            code,
            enterprise.grid_of(one, day),
            enterprise.status_of(one, day),
            enterprise.is_in_charge(one, day),
        )
        for code, one in FIRMS.items()
    ]


@pytest.mark.parametrize(
    ("today", "days"), [("2025-11-21", 51), ("2025-11-01", 31), ("2025-03-31", 58), ("2025-01-01", 31)]
)
def test_an_enterprise_that_is_not_a_key_one_waits_from_the_first_of_the_month_before(
    today: str, days: int
) -> None:
    assert enterprise.days_for_others(date.fromisoformat(today)) == days


@pytest.mark.parametrize(("key_days", "other_days"), [(7, 32), (1, 8), (32, 33), (0, 0)])
def test_an_enterprise_is_uncovered_when_its_last_visit_on_site_lies_too_far_back(
    stored_firms: sqlite3.Connection, key_days: int, other_days: int
) -> None:
    limits: dict[str, str | int] = {"key_days": key_days, "other_days": other_days}
    last = {code: visit.last_on_site(CALLS, code, TODAY) for code in FIRMS}
    query = f"SELECT e.code, {visit.LAST_ON_SITE} FROM enterprises AS e"
    days = {
        code: day and date.fromisoformat(day)
        for code, day in stored_firms.execute(query, {"today": str(TODAY)})
    }
    assert days == last
    told = {
        code
        for code, one in FIRMS.items()
        if enterprise.is_uncovered(one, last[code], TODAY, key_days, other_days)
    }
    found = picked(stored_firms, f"SELECT e.code FROM enterprises AS e WHERE {enterprise.UNCOVERED}", limits)
    assert found == told
    assert 0 < len(told) < len(FIRMS)
