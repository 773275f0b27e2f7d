"""A visit: which rules it meets when told, corrected or voided, and what its events make of it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.calendar import Calendar
from gridlog.core.event import Data, Event, Stamp, created, encoded
from gridlog.core.fold import fold
from gridlog.core.nouns.visit.life import (
    KINDS_OF_VISIT,
    TEXTS,
    Around,
    Draft,
    Visit,
    check,
    draft_of,
    edit,
    imported,
    is_late,
    is_outside,
    log,
    needs_reason,
    spelled,
    told,
    void,
)
from gridlog.core.rules import DEFAULT, METHODS, Rules
from gridlog.core.when import ZONE
from gridlog.errors import GridlogError, Refused, Usage

TODAY = date(2025, 11, 21)  # a Friday
NOW = datetime(2025, 11, 21, 16, 0, tzinfo=ZONE)
DRAFT = Draft(TODAY, "E1", "P1", note="订单稳定")
AROUND = Around("A-1", "A", "A-1", NOW, Calendar({}, frozenset()), DEFAULT)


def event(kind: str, data: Data, *before: Event) -> Event:
    """The next event of a visit, or its first."""
    row = before[0].id.hex() if before else ""
    number = len(before) + 1
    stamp = Stamp("a" * 16, number, number, NOW.isoformat(), "P1", False)
    return created(kind, data, row, tuple(one.id for one in before[-1:]), stamp)


def visit_of(*events: Event) -> Visit:
    """What the events make of the visit, none of them a flaw."""
    row = fold(events)
    assert row.flaws == ()
    assert isinstance(row.value, Visit)
    return row.value


def logged(draft: Draft = DRAFT, around: Around = AROUND) -> Visit:
    return visit_of(event("visit.logged", log(draft, around)))


# Logging.

REFUSED: dict[str, tuple[Draft, type[GridlogError], str, dict[str, object]]] = {
    "tomorrow": (
        DRAFT._replace(on=TODAY + timedelta(days=1)),
        Refused,
        "visit.future",
        {"on": TODAY + timedelta(days=1), "today": TODAY},
    ),
    "a method nobody knows": (
        DRAFT._replace(method="drone"),
        Usage,
        "visit.method",
        {"value": "drone", "known": "onsite, station, phone, online, meeting"},
    ),
    "an inspection": (
        DRAFT._replace(kind="inspection"),
        Usage,
        "visit.kind",
        {"value": "inspection", "known": "routine, demand, policy, project, followup, duty, other"},
    ),
    "the lead along with himself": (
        DRAFT._replace(participants=("P1",)),
        Usage,
        "visit.twice_there",
        {"officer": "P1"},
    ),
    "a companion twice": (
        DRAFT._replace(participants=("P2", "P2")),
        Usage,
        "visit.twice_there",
        {"officer": "P2"},
    ),
    "four people": (
        DRAFT._replace(participants=("P2", "P3", "P4")),
        Refused,
        "visit.crowd",
        {"count": 4, "most": 3},
    ),
    "not a word": (DRAFT._replace(note=""), Usage, "visit.silent", {}),
    "more than a week late without a reason": (
        DRAFT._replace(on=TODAY - timedelta(days=8)),
        Refused,
        "visit.reason_needed",
        {"on": TODAY - timedelta(days=8), "days": 7},
    ),
}


@pytest.mark.parametrize(("draft", "kind", "code", "values"), REFUSED.values(), ids=REFUSED.keys())
def test_a_visit_that_breaks_a_rule_is_refused_with_the_rules_name(
    draft: Draft, kind: type[GridlogError], code: str, values: dict[str, object]
) -> None:
    with pytest.raises(kind) as caught:
        log(draft, AROUND)
    assert (caught.value.code, caught.value.values) == (code, values)


TAKEN: dict[str, tuple[Draft, dict[str, object]]] = {
    "today": (DRAFT, {}),
    "nothing raised": (DRAFT._replace(note="", nothing=True), {"nothing": True}),
    "three people": (DRAFT._replace(participants=("P2", "P3")), {"participants": ["P2", "P3"]}),
    "a week ago": (DRAFT._replace(on=TODAY - timedelta(days=7)), {"late": True}),
    "long ago with a reason": (
        DRAFT._replace(on=TODAY - timedelta(days=30), reason="出差"),
        {"late": True, "reason": "出差"},
    ),
    "yesterday": (DRAFT._replace(on=TODAY - timedelta(days=1)), {"late": True}),  # Friday noon has passed
    "a reason in time": (DRAFT._replace(reason="x"), {"reason": "x"}),
}


@pytest.mark.parametrize(("draft", "said"), TAKEN.values(), ids=TAKEN.keys())
def test_a_visit_says_what_was_told_and_leaves_out_what_was_not(
    draft: Draft, said: dict[str, object]
) -> None:
    expected: dict[str, object] = {
        "on": draft.on.isoformat(),
        "enterprise": "E1",
        "officer": "P1",
        "method": "onsite",
        "kind": "routine",
        "grid": "A-1",
        "block": "A",
    }
    if draft.note:
        expected["note"] = draft.note
    assert log(draft, AROUND) == expected | said


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", KINDS_OF_VISIT)
def test_every_known_method_and_kind_is_taken(method: str, kind: str) -> None:
    visit = logged(DRAFT._replace(method=method, kind=kind))
    assert (visit.method, visit.kind) == (method, kind)


SET_RULES: list[tuple[Rules, Draft, str]] = [
    (DEFAULT._replace(participants=1), DRAFT._replace(participants=("P2",)), "visit.crowd"),
    (
        DEFAULT._replace(late_reason_days=0),
        DRAFT._replace(on=TODAY - timedelta(days=1)),
        "visit.reason_needed",
    ),
]


@pytest.mark.parametrize(("rules", "draft", "code"), SET_RULES, ids=[code for *_, code in SET_RULES])
def test_the_rules_are_the_zones_to_set(rules: Rules, draft: Draft, code: str) -> None:
    log(draft, AROUND)
    with pytest.raises(Refused) as caught:
        log(draft, AROUND._replace(rules=rules))
    assert caught.value.code == code


@pytest.mark.parametrize(("days", "needed"), [(0, False), (7, False), (8, True), (400, True)])
def test_a_reason_is_needed_after_seven_days(days: int, needed: bool) -> None:
    assert needs_reason(TODAY - timedelta(days=days), TODAY, AROUND.rules) is needed


@pytest.mark.parametrize(
    ("own", "grid", "outside"),
    [("A-1", "A-1", False), ("A-2", "A-1", True), ("", "A-1", False), ("A-1", "", False), ("", "", False)],
)
def test_only_somebody_elses_grid_is_outside(own: str, grid: str, outside: bool) -> None:
    around = AROUND._replace(own_grid=own, grid=grid)
    assert is_outside(around) is outside
    assert logged(DRAFT, around).outside is outside


def test_the_grid_and_block_of_the_day_are_kept_with_the_visit() -> None:
    visit = logged(DRAFT, AROUND._replace(grid="B-9", block="B"))
    assert (visit.grid, visit.block, visit.recorded_at) == ("B-9", "B", NOW.isoformat())


def test_a_time_of_entry_that_came_with_an_import_stands() -> None:
    data: Data = {**log(DRAFT, AROUND), "recorded_at": "2025-11-21T10:00:00+08:00", "fingerprint": 5}
    visit = visit_of(event("visit.logged", data))
    assert (visit.recorded_at, visit.fingerprint) == ("2025-11-21T10:00:00+08:00", 5)


# Correcting.


def test_a_correction_carries_only_what_differs() -> None:
    assert edit(logged(), DRAFT._replace(note="新订单", phone="139"), AROUND, "打错") == {
        "change": {"note": "新订单", "phone": "139"},
        "why": "打错",
    }


def test_a_correction_can_empty_a_field() -> None:
    old = logged(DRAFT._replace(phone="139", participants=("P2",), nothing=True))
    data = edit(old, DRAFT._replace(note="x"), AROUND, "打错")
    assert data["change"] == {"note": "x", "nothing": False, "participants": [], "phone": ""}


def test_a_correction_of_the_enterprise_takes_its_grid_and_block_along() -> None:
    data = edit(logged(), DRAFT._replace(enterprise="E4"), AROUND._replace(grid="B-1", block="B"), "选错")
    assert data["change"] == {"enterprise": "E4", "grid": "B-1", "block": "B", "outside": True}


def test_a_correction_of_the_officer_says_whether_it_now_was_somebody_elses_grid() -> None:
    data = edit(logged(), DRAFT._replace(officer="P2"), AROUND._replace(own_grid="A-2"), "选错")
    assert data["change"] == {"officer": "P2", "outside": True}


def test_a_correction_back_into_the_own_grid_takes_the_mark_away() -> None:
    old = logged(DRAFT._replace(officer="P2"), AROUND._replace(own_grid="A-2"))
    assert old.outside
    assert edit(old, DRAFT, AROUND, "选错")["change"] == {"officer": "P1", "outside": False}


def test_a_correction_never_makes_an_entry_late_nor_in_time() -> None:
    old = logged()
    later = AROUND._replace(recorded_at=NOW + timedelta(days=60))
    before = edit(old, DRAFT._replace(on=TODAY - timedelta(days=20)), later, "日期错")
    assert before["change"] == {"on": "2025-11-01"}


EDITS_REFUSED: dict[str, tuple[Visit, Draft, str, type[GridlogError], str]] = {
    "nothing differs": (logged(), DRAFT, "x", Refused, "visit.same"),
    "no reason": (logged(), DRAFT._replace(note="y"), "", Usage, "visit.edit_reason"),
    "a blank reason": (logged(), DRAFT._replace(note="y"), " 　", Usage, "visit.edit_reason"),
    "a void visit": (logged()._replace(void=True), DRAFT._replace(note="y"), "x", Refused, "visit.is_void"),
    "into the future": (logged(), DRAFT._replace(on=date(2025, 11, 22)), "x", Refused, "visit.future"),
    "to silence": (logged(), DRAFT._replace(note=""), "x", Usage, "visit.silent"),
    "to a crowd": (logged(), DRAFT._replace(participants=("P2", "P3", "P4")), "x", Refused, "visit.crowd"),
    "to an unknown method": (logged(), DRAFT._replace(method="fax"), "x", Usage, "visit.method"),
}


@pytest.mark.parametrize(
    ("old", "draft", "reason", "kind", "code"), EDITS_REFUSED.values(), ids=EDITS_REFUSED.keys()
)
def test_a_correction_that_breaks_a_rule_is_refused(
    old: Visit, draft: Draft, reason: str, kind: type[GridlogError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        edit(old, draft, AROUND, reason)
    assert caught.value.code == code


drafts = st.builds(
    Draft,
    on=st.dates(TODAY - timedelta(days=30), TODAY),
    enterprise=st.sampled_from(["E1", "E2"]),
    officer=st.sampled_from(["P1", "P2"]),
    participants=st.sampled_from([(), ("P3",), ("P3", "P4")]),
    method=st.sampled_from(METHODS),
    kind=st.sampled_from(KINDS_OF_VISIT),
    contact=st.sampled_from(["", "周某"]),
    phone=st.sampled_from(["", "139", "138"]),
    note=st.sampled_from(["x", "y\n"]),
    nothing=st.booleans(),
    reason=st.sampled_from(["r", "s"]),
    remark=st.sampled_from(["", "z"]),
    at=st.sampled_from(["", "09:30", "15:59"]),
)
arounds = st.builds(
    lambda grid, own: AROUND._replace(grid=grid, block=grid[:1], own_grid=own),
    st.sampled_from(["A-1", "B-1", ""]),
    st.sampled_from(["A-1", "B-1", ""]),
)


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
any_drafts = st.builds(
    Draft,
    on=st.dates(),
    enterprise=words,
    officer=words,
    participants=st.lists(words, max_size=3).map(tuple),
    method=words,
    kind=words,
    contact=words,
    title=words,
    phone=words,
    note=words,
    nothing=st.booleans(),
    reason=words,
    remark=words,
    at=words,
)
any_arounds = st.builds(
    lambda grid, block, own, hours: AROUND._replace(
        grid=grid, block=block, own_grid=own, recorded_at=NOW + timedelta(hours=hours)
    ),
    words, words, words, st.integers(-99, 99),
)  # fmt: skip


@given(any_drafts, any_arounds, words, st.integers(0, (1 << 63) - 1))
def test_an_imported_visit_is_spelled_as_it_would_be_told_and_is_what_its_event_folds_to(
    draft: Draft, around: Around, recorded_at: str, fingerprint: int
) -> None:
    one = imported(draft, around, recorded_at, fingerprint)
    data = {**told(draft, around, is_late(draft.on, around)), "fingerprint": fingerprint}
    if recorded_at:
        data["recorded_at"] = recorded_at
    assert spelled(one) == encoded(data)
    assert visit_of(event("visit.logged", data)) == one._replace(recorded_at=recorded_at or NOW.isoformat())


@given(drafts, arounds, drafts, arounds)
@settings(max_examples=100)
def test_a_corrected_visit_is_what_logging_it_right_would_have_made(
    said: Draft, before: Around, meant: Draft, now: Around
) -> None:
    first = event("visit.logged", log(said, before))
    old = visit_of(first)
    assert draft_of(old) == said
    right = visit_of(event("visit.logged", log(meant, now)))._replace(late=old.late)
    if right == old:
        with pytest.raises(Refused, match=r"visit\.same"):
            edit(old, meant, now, "更正")
        return
    data = edit(old, meant, now, "更正")
    former = (said.on,) if said.on != meant.on else ()
    assert visit_of(first, event("visit.edited", data, first)) == right._replace(former_days=former)
    change = data["change"]
    assert isinstance(change, dict)
    assert all(getattr(right, key) != getattr(old, key) for key in change)


@given(drafts, arounds)
def test_a_correction_to_the_same_is_refused(said: Draft, around: Around) -> None:
    old = logged(said, around)
    with pytest.raises(Refused) as caught:
        edit(old, draft_of(old), around, "x")
    assert caught.value.code == "visit.same"


# Voiding.


def test_a_void_visit_keeps_its_words_and_says_why() -> None:
    first = event("visit.logged", log(DRAFT, AROUND))
    gone = visit_of(first, event("visit.voided", void(visit_of(first), "重复"), first))
    assert gone == visit_of(first)._replace(void=True, void_reason="重复")


@pytest.mark.parametrize("reason", ["", "  "], ids=repr)
def test_a_void_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(Usage) as caught:
        void(logged(), reason)
    assert caught.value.code == "visit.void_reason"


def test_a_visit_is_voided_once() -> None:
    with pytest.raises(Refused) as caught:
        void(logged()._replace(void=True), "x")
    assert caught.value.code == "visit.is_void"


def test_the_rules_of_telling_hold_for_every_text_field() -> None:
    said = {key: f"a {key}" for key in TEXTS} | {"at": "09:30"}
    full = DRAFT._replace(**said)  # type: ignore[arg-type]  # TEXTS are all texts
    check(full, TODAY, DEFAULT)
    visit = logged(full)
    assert {key: getattr(visit, key) for key in TEXTS} == said
    assert visit.people == ("P1",)
