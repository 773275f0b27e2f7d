"""The fold: one row from a set of events, for every order of arrival and every author."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.event import (
    COUNTER_BITS,
    Data,
    Event,
    Json,
    Misfit,
    Stamp,
    created,
    decode,
    hash_id,
    heads,
    written,
)
from gridlog.core.fold import Row, fold, noun_of, step_of
from gridlog.core.nouns import life_of, nouns
from gridlog.core.nouns.issue.value import STATES, Issue
from gridlog.core.nouns.visit.life import Visit
from gridlog.store.tables import derived
from tests.support.kinds import EVERY_KIND

NOV_2025, JAN_2099 = 1_763_712_000_000, 4_070_908_800_000

VISIT: Data = {"on": "2025-11-20", "enterprise": "E1", "officer": "P1", "method": "onsite", "note": "first"}
DRAWN_IDS = [written(hash_id(bytes([number]))) for number in range(3)]
DRAWN: Data = {
    "from": "2025-11-10",
    "to": "2025-11-16",
    "percent": 5,
    "seed": 7,
    "pool": 60,
    "visits": list(DRAWN_IDS),
}
ISSUE: Data = {
    "on": "2025-11-20",
    "due": "2025-11-28",
    "enterprise": "E1",
    "text": "power",
    "grade": "general",
}


def test_every_noun_has_its_kinds_and_every_kind_its_step() -> None:
    assert {*map(noun_of, EVERY_KIND)} == {*nouns()}
    assert {kind for kind in EVERY_KIND if step_of(kind) is None} == set()
    assert all(noun_of(kind) == noun for noun in nouns() for kind in life_of(noun).KINDS)


def said(
    kind: str,
    data: Data,
    after: Sequence[Event] = (),
    of: Event | None = None,
    clock_ms: int = NOV_2025,
    replica: str = "a" * 16,
    number: int = 1,
) -> Event:
    """Return an event of the row that `of` began, by an author who had seen `after`."""
    row = of.id.hex() if of else ""
    stamp = Stamp(replica, number, clock_ms << COUNTER_BITS, "2025-11-21T16:00:00+08:00", "P1", False)
    return created(kind, data, row, tuple(one.id for one in after), stamp)


def edit(
    note: str, after: Sequence[Event], of: Event, clock_ms: int = NOV_2025, replica: str = "a" * 16
) -> Event:
    return said("visit.edited", {"change": {"note": note}, "why": "x"}, after, of, clock_ms, replica)


def note_of(row: Row) -> str:
    assert isinstance(row.value, Visit)
    return row.value.note


# Histories of one row, legal and not.


class Link(NamedTuple):
    """How a generated event comes about; `seen` are places in the history before it."""

    kind: str
    data: dict[str, Json]
    seen: set[int]
    clock: int
    replica: str


days = st.sampled_from(["2025-11-20", "2025-11-24", "2025-12-31", "20251105", "2025-02-30", "", "9999-12-31"])
words = st.sampled_from(["", "x", "onsite", "enterprise", "grid", "solved", "P1", "走访", "\x00"])
junk: st.SearchStrategy[Json] = st.sampled_from([None, 0, 3, True, "x", [], ["P2"], [5], {}, 10**30])
changes = st.fixed_dictionaries(
    {}, optional={"note": words | junk, "on": days | junk, "participants": junk, "nothing": junk, "new": junk}
)
data_of_steps = st.fixed_dictionaries(
    {"on": days},
    optional={
        "due": days | junk,
        "enterprise": words,
        "text": words | junk,
        "handler": words,
        "reason": words | junk,
        "result": words,
        "waiting": words,
        "level": words | junk,
        "satisfaction": st.integers(1, 5) | junk,
        "solved": st.booleans() | junk,
        "workdays": st.integers(0, 9) | junk,
        "into": words,
        "why": words | junk,
        "change": changes | junk,
        "participants": junk,
        "visit": st.sampled_from(DRAWN_IDS) | words | junk,
        "reached": st.booleans() | junk,
        "confirmed": st.booleans() | junk,
        "note": words | junk,
    },
)
kinds = st.sampled_from(
    [
        *EVERY_KIND,
        *(kind for kind in EVERY_KIND if kind.startswith("issue.")),
        *["spotcheck.recorded"] * 4,
        "visit.praised",
        "",
        ".",
    ]
)
links = st.builds(
    Link,
    kinds,
    data_of_steps,
    st.sets(st.integers(0, 20), max_size=3),
    st.integers(0, 9),
    st.sampled_from("ABC"),
)


def grown(root: tuple[str, Data], links: Sequence[Link]) -> list[Event]:
    """A row begun by `root`, with one event a link."""
    made = [said(*root)]
    for number, link in enumerate(links, 2):
        seen = [made[at % len(made)] for at in sorted(link.seen)]
        made.append(
            said(link.kind, link.data, seen, made[0], NOV_2025 + link.clock, link.replica * 16, number)
        )
    return made


roots: st.SearchStrategy[tuple[str, Data]] = st.sampled_from(
    [
        ("visit.logged", VISIT),
        ("issue.raised", ISSUE),
        ("spotcheck.drawn", DRAWN),
        ("visit.logged", {"on": "never"}),
        ("zone.merged", {}),
    ]
)
histories = st.builds(grown, roots, st.lists(links, max_size=12))


@given(histories, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=100)
def test_a_row_is_the_same_for_any_order_of_arrival_and_any_repetition(
    events: list[Event], chance: random.Random, without_root: bool
) -> None:
    known = events[1:] if without_root and len(events) > 1 else events
    arrived = [*known, *chance.choices(known, k=4)]
    chance.shuffle(arrived)
    assert fold(arrived) == fold(known)


@given(histories)
@settings(max_examples=100)
def test_every_event_either_fits_or_is_a_flaw_and_none_stops_the_fold(events: list[Event]) -> None:
    row = fold(events)
    flawed = {flaw.id for flaw in row.flaws}
    assert flawed <= {one.id for one in events}
    assert len(row.flaws) == len(flawed)
    assert all(flaw.reason for flaw in row.flaws)
    assert {one.id for one in events if one.kind not in EVERY_KIND} <= flawed
    assert row.heads == heads(events)
    assert (row.value is None) == (row.noun == "") == (len(flawed) == len(events))
    if row.value is not None:
        assert all(noun_of(one.kind) == row.noun for one in events if one.id not in flawed)
    if isinstance(row.value, Issue):
        assert row.value.state in STATES


@given(histories)
def test_what_is_written_down_folds_as_what_was_said(events: list[Event]) -> None:
    assert fold([decode(one.body) for one in events]) == fold(events)


# Stories.


def test_an_edit_made_after_seeing_another_beats_it_whatever_the_clocks_say() -> None:
    root = said("visit.logged", VISIT)
    ahead = edit("from 2099", [root], root, clock_ms=JAN_2099)
    answer = edit("from 2025", [ahead], root, replica="b" * 16)
    row = fold([answer, ahead, root])
    assert note_of(row) == "from 2025"
    assert row.heads == (answer.id,)


def test_edits_that_did_not_see_one_another_give_one_winner_and_two_heads() -> None:
    root = said("visit.logged", VISIT)
    early = edit("early", [root], root, NOV_2025 + 1, "b" * 16)
    late = edit("late", [root], root, NOV_2025 + 2, "a" * 16)
    row = fold([root, late, early])
    assert note_of(row) == "late"
    assert row.heads == tuple(sorted((early.id, late.id)))
    assert row.flaws == ()


def test_a_tie_of_clocks_goes_to_the_later_replica() -> None:
    root = said("visit.logged", VISIT)
    one = edit("a", [root], root, replica="a" * 16)
    other = edit("b", [root], root, replica="b" * 16)
    assert note_of(fold([root, one, other])) == note_of(fold([other, root, one])) == "b"


def test_an_edit_that_saw_both_settles_them() -> None:
    root = said("visit.logged", VISIT)
    early = edit("early", [root], root, NOV_2025 + 1, "b" * 16)
    late = edit("late", [root], root, JAN_2099, "a" * 16)
    settled = edit("settled", [early, late], root, NOV_2025 + 3, "b" * 16)
    row = fold([settled, late, root, early])
    assert note_of(row) == "settled"
    assert row.heads == (settled.id,)


def test_a_clock_set_to_2099_wins_once_and_does_no_lasting_harm() -> None:
    root = said("visit.logged", VISIT)
    wrong = edit("2099", [root], root, JAN_2099, "b" * 16)
    right = edit("2025", [root], root, NOV_2025 + 1)
    assert note_of(fold([root, right, wrong])) == "2099"
    after = edit("seen both", [wrong, right], root, NOV_2025 + 2)
    again = edit("and again", [after], root, NOV_2025 + 3)
    assert note_of(fold([again, after, wrong, right, root])) == "and again"


def test_fields_of_concurrent_edits_that_do_not_touch_both_stand() -> None:
    root = said("visit.logged", VISIT)
    one = said("visit.edited", {"change": {"contact": "周某"}}, [root], root, NOV_2025 + 1)
    other = said("visit.edited", {"change": {"phone": "139"}}, [root], root, NOV_2025 + 2, "b" * 16)
    value = fold([root, other, one]).value
    assert isinstance(value, Visit)
    assert (value.contact, value.phone) == ("周某", "139")


def test_steps_that_came_before_their_beginning_take_effect_once_it_is_here() -> None:
    root = said("issue.raised", ISSUE)
    step = said("issue.assigned", {"on": "2025-11-21", "handler": "P2"}, [root], root)
    alone = fold([step])
    assert alone.value is None
    assert [flaw.id for flaw in alone.flaws] == [step.id]
    whole = fold([step, root])
    assert isinstance(whole.value, Issue)
    assert (whole.value.state, whole.value.handler, whole.flaws) == ("assigned", "P2", ())
    assert alone.id == whole.id == root.id


def test_an_unknown_kind_is_kept_as_a_flaw_and_the_rest_goes_on() -> None:
    root = said("visit.logged", VISIT)
    praised = said("visit.praised", {"stars": 5}, [root], root)
    edited = edit("after it", [praised], root)
    row = fold([root, praised, edited])
    assert note_of(row) == "after it"
    assert [(flaw.id, flaw.kind) for flaw in row.flaws] == [(praised.id, "visit.praised")]


def test_two_replicas_closing_and_reopening_at_once_agree() -> None:
    root = said("issue.raised", ISSUE)
    answered = said("issue.answered", {"on": "2025-11-21", "result": "solved", "text": "ok"}, [root], root)
    closed = said("issue.closed", {"on": "2025-11-21", "workdays": 1}, [answered], root, NOV_2025 + 1)
    again = said(
        "issue.reopened",
        {"on": "2025-11-22", "due": "2025-12-01", "reason": "no"},
        [answered],
        root,
        NOV_2025 + 2,
        "b" * 16,
    )
    row = fold([again, closed, answered, root])
    assert isinstance(row.value, Issue)
    assert (row.value.state, row.value.closed_on, row.flaws) == ("handling", None, ())
    other = fold(
        [root, answered, said("issue.closed", {"on": "2025-11-23"}, [answered], root, NOV_2025 + 9), again]
    )
    assert isinstance(other.value, Issue)
    assert other.value.state == "handling"
    assert [flaw.kind for flaw in other.flaws] == ["issue.closed"]


WRONG_ROWS: dict[str, tuple[str, Data, str, Data]] = {
    "a second visit on a visit": ("visit.logged", VISIT, "visit.logged", {**VISIT, "note": "other"}),
    "an issue on a visit": ("visit.logged", VISIT, "issue.raised", ISSUE),
    "a step of an issue on a visit": (
        "visit.logged",
        VISIT,
        "issue.noted",
        {"on": "2025-11-21", "text": "x"},
    ),
    "an edit of a visit on an issue": ("issue.raised", ISSUE, "visit.edited", {"change": {"note": "x"}}),
    "a grid on a visit": ("visit.logged", VISIT, "grid.saved", {"name": "x"}),
    "an edit of nothing": ("visit.logged", VISIT, "visit.edited", {}),
    "an edit that is a list": ("visit.logged", VISIT, "visit.edited", {"change": []}),
    "an edit to no day": ("visit.logged", VISIT, "visit.edited", {"change": {"on": "soon"}}),
    "participants that are a text": (
        "visit.logged",
        VISIT,
        "visit.edited",
        {"change": {"participants": "P2"}},
    ),
    "a step on no day": ("issue.raised", ISSUE, "issue.noted", {"text": "x"}),
    "a step that cannot be yet": ("issue.raised", ISSUE, "issue.closed", {"on": "2025-11-21", "workdays": 1}),
    "a visit on a spot check": ("spotcheck.drawn", DRAWN, "visit.logged", VISIT),
    "a second draw on a spot check": ("spotcheck.drawn", DRAWN, "spotcheck.drawn", {**DRAWN, "seed": 8}),
    "an answer to a visit": ("visit.logged", VISIT, "spotcheck.recorded", {"visit": "x", "reached": True}),
    "an extension to no day": ("issue.raised", ISSUE, "issue.extended", {"on": "2025-11-21", "due": "later"}),
}


@pytest.mark.parametrize(("first", "data", "kind", "second"), WRONG_ROWS.values(), ids=WRONG_ROWS.keys())
def test_an_event_its_row_does_not_allow_is_a_flaw_and_changes_nothing(
    first: str, data: Data, kind: str, second: Data
) -> None:
    root = said(first, data)
    wrong = said(kind, second, [root], root)
    row = fold([root, wrong])
    assert [flaw.id for flaw in row.flaws] == [wrong.id]
    assert row.value == fold([root]).value


@pytest.mark.parametrize(
    ("kind", "data"),
    [("visit.logged", VISIT), ("issue.raised", ISSUE), ("spotcheck.drawn", DRAWN)],
    ids=["visit", "issue", "spot check"],
)
def test_nothing_begins_on_a_row_that_another_event_named(kind: str, data: Data) -> None:
    elsewhere = said("visit.logged", VISIT)
    stray = said(kind, {**data, "enterprise": "E2"}, (), elsewhere)
    row = fold([stray])  # its row's own first event is still on the way
    assert row.value is None
    assert [flaw.id for flaw in row.flaws] == [stray.id]


@pytest.mark.parametrize(
    ("kind", "data"),
    [("visit.logged", VISIT), ("issue.raised", ISSUE), ("spotcheck.drawn", DRAWN)],
    ids=["visit", "issue", "spot check"],
)
def test_a_visit_issue_or_spot_check_never_has_a_natural_key(kind: str, data: Data) -> None:
    stamp = Stamp("a" * 16, 1, 1, "", "", False)
    row = fold([created(kind, data, "visit/V1", (), stamp)])
    assert row.value is None
    assert len(row.flaws) == 1


HALF = rb"\ud800"  # half of a character, as JSON can say it
HALVES = {
    "a visit's note": ("visit.logged", {**VISIT, "note": "HALF"}, ""),
    "a participant": ("visit.logged", {**VISIT, "participants": ["HALF"]}, ""),
    "an issue's text": ("issue.raised", {**ISSUE, "text": "HALF"}, ""),
    "an enterprise's name": ("enterprise.saved", {"name": "HALF"}, "enterprise/E1"),
    "a setting": ("setting.set", {"value": "HALF"}, "setting/zone_name"),
    "a kind nobody knows": ("HALF", {}, "setting/zone_name"),
}


@pytest.mark.parametrize(("kind", "data", "row"), HALVES.values(), ids=HALVES.keys())
def test_text_that_is_not_unicode_never_reaches_the_tables(kind: str, data: Data, row: str) -> None:
    body = created(kind, data, row, (), Stamp("a" * 16, 1, 1, "", "", False)).body.replace(b"HALF", HALF)
    try:
        events = [decode(body)]
        folded = fold(events)
    except Misfit:
        return  # refused at the door, which is as good
    texts = [flaw.reason for flaw in folded.flaws] + [flaw.kind for flaw in folded.flaws]
    if made := derived(folded, events):
        texts += [
            cell for rows in made.rows.values() for cells in rows for cell in cells if isinstance(cell, str)
        ]
    assert [text for text in texts if not is_unicode(text)] == []


def is_unicode(text: str) -> bool:
    return text.encode("utf-8", "replace").decode() == text
