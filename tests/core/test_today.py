"""Whom to visit next and why, by hand-made cases; and how parts share one screen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.figures.today import (
    Candidate,
    Now,
    disturbs,
    reasons_for,
    shares,
    taken,
    visit_next,
)

TODAY = date(2025, 11, 20)  # a Thursday
NOW = Now(TODAY, date(2025, 11, 17), date(2025, 11, 21), 3)


def firm(
    code: str = "E1", last: int | None = 1, *, key: bool = False, due: int | None = None, guests: str = ""
) -> Candidate:
    """An enterprise that was visited so many days ago, with an issue that is due in so many days."""
    return Candidate(
        code,
        code,
        key,
        None if last is None else TODAY - timedelta(days=last),
        14 if key else 50,
        None if due is None else TODAY + timedelta(days=due),
        frozenset(guests.split()),
    )


REASONS = {
    "seen yesterday": (firm(last=1), ()),
    "a key one seen on Monday": (firm(last=3, key=True), ()),
    "a key one seen on Sunday": (firm(last=4, key=True), ("key",)),
    "a key one on its last day in time": (firm(last=14, key=True), ("key",)),
    "a key one a day too late": (firm(last=15, key=True), ("overdue", "key")),
    "another one seen on Sunday": (firm(last=4), ()),
    "another one on its last day in time": (firm(last=50), ()),
    "another one a day too late": (firm(last=51), ("overdue",)),
    "never seen": (firm(last=None), ("never",)),
    "a key one never seen": (firm(last=None, key=True), ("never", "key")),
    "an issue due on the next workday": (firm(due=1), ("deadline",)),
    "an issue due the day after": (firm(due=2), ()),
    "an issue overdue": (firm(due=-3), ("deadline",)),
    "never seen, with an issue due": (firm(last=None, due=0), ("deadline", "never")),
}


@pytest.mark.parametrize(("one", "reasons"), REASONS.values(), ids=REASONS)
def test_an_enterprise_is_visited_for_a_reason_or_left_in_peace(
    one: Candidate, reasons: tuple[str, ...]
) -> None:
    assert reasons_for(one, NOW) == reasons


def test_an_officer_who_owes_visits_gets_the_others_too_and_last() -> None:
    found = visit_next([firm("A"), firm("B", 3), firm("C", None)], "P1", NOW._replace(is_short=True))
    assert [(one.candidate.code, one.reasons) for one in found] == [
        ("C", ("never",)),
        ("B", ("short",)),
        ("A", ("short",)),
    ]
    assert [one.candidate.code for one in visit_next([firm("A"), firm("C", None)], "P1", NOW)] == ["C"]


CROWDS = {
    "nobody came": ("", False),
    "I came": ("P1", False),
    "one other came": ("P2", False),
    "I and one other came": ("P1 P2", False),
    "two others came, and I would be the third": ("P2 P3", True),
    "three came, I among them": ("P1 P2 P3", True),
}


@pytest.mark.parametrize(("guests", "too_many"), CROWDS.values(), ids=CROWDS)
def test_no_one_is_sent_where_a_third_officer_would_come_this_week(guests: str, too_many: bool) -> None:
    one = firm(last=None, key=True, due=0, guests=guests)
    assert disturbs(one, "P1", 3) == too_many
    assert bool(visit_next([one], "P1", NOW)) == (not too_many)


def test_nobody_is_sent_where_somebody_was_today() -> None:
    assert visit_next([firm(last=0, due=0)], "P1", NOW._replace(is_short=True)) == []


ORDER = [
    firm("due before", due=-2),
    firm("due after", due=1, key=True),
    firm("never, key", None, key=True),
    firm("never", None),
    firm("key, 6 days over", 20, key=True),
    firm("5 days over", 55),
    firm("key, 1 day over", 15, key=True),
    firm("key, last week", 9, key=True),
    firm("key, less long ago", 5, key=True),
]


@given(st.permutations(ORDER))
def test_who_waits_for_an_answer_comes_first_then_who_was_never_seen_then_the_longest_overdue(
    firms: list[Candidate],
) -> None:
    assert [one.candidate for one in visit_next(firms, "P1", NOW)] == ORDER


@given(st.lists(st.integers(0, 30), max_size=9), st.integers(1, 60))
def test_a_screen_is_never_overfull_and_never_half_empty(counts: list[int], lines: int) -> None:
    shown = shares(counts, lines)
    assert all(min(count, 1) <= some <= count for count, some in zip(counts, shown, strict=True))
    least = taken(counts, [min(count, 1) for count in counts])
    assert taken(counts, shown) <= max(lines, least)
    for at, count in enumerate(counts):
        if shown[at] < count:
            more = [*shown[:at], shown[at] + 1, *shown[at + 1 :]]
            assert taken(counts, more) > lines


SCREENS = {
    "all fits": ([2, 3], 7, [2, 3]),
    "one line is missing": ([2, 3], 6, [2, 1]),
    "a last item takes the line that told of it": ([2], 3, [2]),
    "one item each at least": ([9, 9, 9], 4, [1, 1, 1]),
    "nothing to show": ([], 20, []),
    "the first gets the odd line": ([9, 9], 7, [2, 1]),
}


@pytest.mark.parametrize(("counts", "lines", "shown"), SCREENS.values(), ids=SCREENS)
def test_parts_share_the_lines_of_a_screen(counts: list[int], lines: int, shown: list[int]) -> None:
    assert shares(counts, lines) == shown
