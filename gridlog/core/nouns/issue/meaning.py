"""What the words about an issue mean, each once: as a function of the issue, and as SQL for its row.

A condition in SQL is about a row `i` of `issues`; where its name ends in THEN, about a row `s` of `issue_spells`, which
says how the issue stood at the end of a day. `tests/core/nouns/test_meanings.py` compares each pair.
Source: domain.md, "An issue".
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from gridlog.core.rules import Rules

if TYPE_CHECKING:
    from gridlog.core.nouns.issue.course import Spell
    from gridlog.core.nouns.issue.value import Issue

OPEN_STATES = ("registered", "assigned", "accepted", "handling", "on_hold", "answered")
NOT_HANDLED = ("rejected", "merged")
WORST = 2  # the best satisfaction that is called dissatisfied
LONG = "longterm"


# --- an issue as it is

OPEN = "i.open"


def is_open(issue: "Issue") -> bool:
    """Return whether an issue has not come to an end."""
    return issue.state in OPEN_STATES


CLOSED = "i.state = 'closed'"


def is_closed(issue: "Issue") -> bool:
    """Return whether an issue came to its end by an answer; neither declined nor merged."""
    return issue.state == "closed"


LONGTERM = f"i.grade = '{LONG}'"


def is_longterm(issue: "Issue") -> bool:
    """Return whether an issue is listed apart (挂账): in no rate, and never counted as closed or overdue."""
    return issue.grade == LONG


HANDLED = f"i.state NOT IN {NOT_HANDLED} AND i.grade <> '{LONG}'"


def is_handled(issue: "Issue") -> bool:
    """Return whether an issue counts in the rates of those who handle it: declined, merged and long-term ones do not."""
    return issue.state not in NOT_HANDLED and not is_longterm(issue)


OVERDUE = "(i.missed OR (i.clock_runs AND i.due < :today))"


def is_overdue(issue: "Issue", today: date) -> bool:
    """Return whether an issue is late on `today`, or was late ever before."""
    return issue.missed or (issue.clock_runs and issue.due < today)


LIGHT = f"""CASE WHEN NOT i.open THEN '' WHEN {OVERDUE} THEN 'red'
  WHEN i.reopened OR (i.clock_runs AND i.progress_on <= :stale) THEN 'yellow'
  WHEN i.clock_runs AND i.due <= :soon THEN 'blue' ELSE 'green' END"""


def light(issue: "Issue", today: date, stale: date, soon: date) -> str:
    """Return the light (督办灯) of an issue on `today`, empty when it came to its end.

    An issue without progress since after `stale` is yellow, one that is due by `soon` is blue.
    """
    if not is_open(issue):
        return ""
    if is_overdue(issue, today):
        return "red"
    if issue.reopened or (issue.clock_runs and issue.progress_on <= stale):
        return "yellow"
    return "blue" if issue.clock_runs and issue.due <= soon else "green"


def lit_days(today: date, rules: Rules) -> tuple[date, date]:
    """Return the days [first, after) that the calendar must know for the lights of issues on `today`."""
    reach = timedelta(days=2 * (rules.stale_workdays + rules.soon_workdays) + 21)
    return today - reach, today + reach


SOLVED = "i.state = 'closed' AND i.result = 'solved' AND ifnull(i.solved, 1)"


def is_solved(issue: "Issue") -> bool:
    """Return whether an issue was closed as solved, and the enterprise did not deny it."""
    denied = issue.revisit is not None and issue.revisit.solved is False
    return is_closed(issue) and issue.result == "solved" and not denied


RATED = "i.satisfaction IS NOT NULL"


def is_rated(issue: "Issue") -> bool:
    """Return whether the enterprise was asked how content it is."""
    return issue.revisit is not None


DISSATISFIED = f"i.satisfaction <= {WORST}"


def was_dissatisfied(issue: "Issue") -> bool:
    """Return whether the enterprise was dissatisfied when it was asked last, with the present answer or an earlier one."""
    return issue.revisit is not None and issue.revisit.satisfaction <= WORST


def is_dissatisfied(issue: "Issue") -> bool:
    """Return whether the enterprise is dissatisfied with the present answer, so that the issue cannot be closed."""
    return issue.answered_on is not None and was_dissatisfied(issue)


# --- an issue as it stood at the end of a day

IN_HAND_THEN = f"s.grade <> '{LONG}' AND s.open"


def was_in_hand(spell: "Spell") -> bool:
    """Return whether an issue was open and no long-term one."""
    return spell.is_open and spell.grade != LONG


LONGTERM_THEN = f"s.open AND s.grade = '{LONG}'"


def was_longterm(spell: "Spell") -> bool:
    """Return whether an issue was an open long-term one."""
    return spell.is_open and spell.grade == LONG


CLOSED_THEN = f"s.grade <> '{LONG}' AND ifnull(s.closed_on >= :first, 0)"


def was_closed(spell: "Spell", first: date) -> bool:
    """Return whether an issue was closed on `first` or later, and stayed so; a long-term one never counts."""
    return spell.grade != LONG and spell.closed_on is not None and spell.closed_on >= first


SOLVED_THEN = f"{CLOSED_THEN} AND s.result = 'solved' AND ifnull(s.solved, 1)"


def was_solved(spell: "Spell", first: date) -> bool:
    """Return whether an issue was closed as solved on `first` or later, and the enterprise did not deny it."""
    return was_closed(spell, first) and spell.result == "solved" and spell.solved is not False


def late_then(day: str) -> str:
    """Return SQL for whether an issue was late on `day`, an expression."""
    return f"ifnull(s.late_on <= {day}, 0)"


def was_late(spell: "Spell", day: date) -> bool:
    """Return whether an issue was late on a day, or had been late before."""
    return spell.late_on is not None and spell.late_on <= day


def due_then(day: str) -> str:
    """Return SQL for whether an issue fell due on `day`, an expression."""
    return f"(s.clock_runs AND s.due = {day})"


def was_due(spell: "Spell", day: date) -> bool:
    """Return whether the deadline of an issue was on a day, while its clock ran."""
    return spell.clock_runs and spell.due == day


def rated_then(first: str, last: str) -> str:
    """Return SQL for the satisfaction that was said from `first` to `last`, expressions; NULL where none was."""
    return f"iif(s.grade <> '{LONG}' AND s.revisited_on BETWEEN {first} AND {last}, s.satisfaction, NULL)"


def rating_of(spell: "Spell", first: date, last: date) -> int | None:
    """Return the satisfaction that the enterprise gave from `first` to `last`; None of a long-term issue."""
    if spell.grade == LONG or spell.revisited_on is None or not first <= spell.revisited_on <= last:
        return None
    return spell.satisfaction
