"""Undo as a law: do, undo, and the row is what it was; what others built on stays; every device comes to the same."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridlog.core.dispute import rivals
from gridlog.core.event import COUNTER_BITS, Data, Event, Stamp, created, decode
from gridlog.core.fold import Row, fold, noun_of
from gridlog.core.nouns.enterprise.life import Enterprise
from gridlog.core.undoing import is_lasting, standing
from gridlog.store.tables import derived
from tests.support.kinds import SAMPLES

START = 1_763_712_000_000
KEYS = sorted({key for key, _, _ in SAMPLES})


def said(
    kind: str, data: Data, seen: Sequence[Event], number: int, key: str = "enterprise/E7", by: str = "a"
) -> Event:
    """Return an event of a row, by an author who had seen `seen`."""
    stamp = Stamp(by * 16, number, (START + number) << COUNTER_BITS, "2025-11-21T16:00:00+08:00", "P1", False)
    return created(kind, data, key, tuple(one.id for one in seen), stamp)


def undo(gone: Sequence[Event], seen: Sequence[Event], number: int, by: str = "a") -> Event:
    """Return the event that takes others of its row away."""
    data: Data = {"undone": [one.id.hex() for one in gone]}
    return said(f"{noun_of(gone[0].kind)}.undone", data, seen, number, gone[0].key, by)


def told(events: Sequence[Event]) -> object:
    """Return everything that the tables say of a row."""
    if not events:
        return None
    row = fold(events)
    made = derived(row, events)
    rows = {table.name: list(cells) for table, cells in made.rows.items() if cells} if made else {}
    return rows or None, sorted(flaw.id for flaw in row.flaws), [one.event.id for one in rivals(events)]


NOTHING: tuple[object, list[bytes], list[bytes]] = (None, [], [])


def same(left: object, right: object) -> bool:
    return (left or NOTHING) == (right or NOTHING)


@given(st.data())
@settings(max_examples=300)
def test_do_and_undo_leave_every_row_as_it_was_for_any_order_of_arrival(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(KEYS))
    samples = [sample for sample in SAMPLES if sample[0] == key and not is_lasting(sample[1])]
    events: list[Event] = []
    number = 0
    for _ in range(data.draw(st.integers(0, 5))):
        number += 1
        seen = [one for one in events if data.draw(st.booleans())]
        _, kind, fields = data.draw(st.sampled_from(samples))
        events.append(said(kind, fields, seen, number, key, data.draw(st.sampled_from("bc"))))
    before = list(events)
    tips = events
    done: list[Event] = []
    for _ in range(data.draw(st.integers(1, 3))):
        number += 1
        _, kind, fields = data.draw(st.sampled_from(samples))
        done.append(said(kind, fields, tips, number, key))
        tips = done[-1:]
    away = undo(done, tips, number + 1)
    events += [*done, away]
    arrived = data.draw(st.permutations([*events, events[-1]]))
    assert same(told(arrived), told(before))
    again = undo([away], [away], number + 2)
    assert same(told([again, *arrived]), told([*before, *done]))
    assert same(told([*map(decode, (one.body for one in (again, *arrived)))]), told([*before, *done]))


@given(st.data())
@settings(max_examples=200)
def test_undos_of_any_events_by_anybody_leave_one_row_for_any_order_of_arrival(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(KEYS))
    samples = [sample for sample in SAMPLES if sample[0] == key]
    events: list[Event] = []
    for number in range(1, data.draw(st.integers(2, 10))):
        seen = [one for one in events if data.draw(st.booleans())]
        by = data.draw(st.sampled_from("ABC"))
        takes_away: bool = data.draw(st.booleans())
        if events and takes_away:
            gone: list[Event] = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=3))
            events.append(undo(gone, seen, number, by))
        else:
            _, kind, fields = data.draw(st.sampled_from(samples))
            events.append(said(kind, fields, seen, number, key, by))
    arrived = data.draw(st.permutations([*events, *events[:2]]))
    assert fold(arrived) == fold(events)
    assert told(arrived) == told(events)


BEGUN = said("enterprise.saved", {"name": "甲厂"}, [], 1)
NAMED = said("enterprise.saved", {"name": "乙厂"}, [BEGUN], 2)


def name(row: Row) -> str:
    return row.value.name if isinstance(row.value, Enterprise) else ""


def test_an_undone_beginning_takes_the_row_out_of_the_tables_and_is_no_flaw() -> None:
    events = [BEGUN, undo([BEGUN], [BEGUN], 2)]
    row = fold(events)
    assert (row.value, row.noun, row.flaws) == (None, "enterprise", ())
    made = derived(row, events)
    assert made
    assert (made.owner, made.rows) == ("E7", {})


def test_what_is_begun_after_an_undo_is_one_thing_of_its_own() -> None:
    away = undo([BEGUN], [BEGUN], 2)
    again = said("enterprise.saved", {"name": "丙厂"}, [away], 3)
    assert name(fold([BEGUN, away, again])) == "丙厂"
    assert rivals([BEGUN, away, again]) == []


def test_an_undo_that_crosses_a_change_built_on_it_has_no_effect_and_is_a_conflict() -> None:
    away = undo([NAMED], [NAMED], 3)
    phone = said("enterprise.saved", {"phone": "13800138000"}, [NAMED], 3, by="b")
    row = fold([BEGUN, NAMED, away, phone])
    assert name(row) == "乙厂"
    assert [flaw.id for flaw in row.flaws] == [away.id]
    assert {one.event.id for one in rivals([BEGUN, NAMED, away, phone])} == {away.id, phone.id}


def test_a_beginning_that_is_undone_while_somebody_edits_it_stays_and_both_are_shown() -> None:
    away = undo([BEGUN], [BEGUN], 3)
    events = [BEGUN, away, said("enterprise.saved", {"phone": "1"}, [BEGUN], 3, by="b")]
    assert name(fold(events)) == "甲厂"
    values = [dict(one.values) for one in rivals(events)]
    assert {"taken_back": "true", "phone": ""} in values
    assert {"taken_back": "", "phone": "1"} in values


def test_an_undo_that_crosses_a_change_which_did_not_see_what_it_undoes_has_effect() -> None:
    away = undo([NAMED], [NAMED], 3)
    phone = said("enterprise.saved", {"phone": "1"}, [BEGUN], 3, by="b")
    assert name(fold([BEGUN, NAMED, away, phone])) == "甲厂"
    assert rivals([BEGUN, NAMED, away, phone]) == []


def test_when_the_crossing_change_is_undone_too_the_undo_has_effect_again() -> None:
    away = undo([NAMED], [NAMED], 3)
    phone = said("enterprise.saved", {"phone": "1"}, [NAMED], 3, by="b")
    events = [BEGUN, NAMED, away, phone, undo([phone], [phone], 4, by="b")]
    assert name(fold(events)) == "甲厂"
    assert fold(events).flaws == ()


def test_two_devices_that_undo_the_same_are_of_one_mind() -> None:
    events = [BEGUN, NAMED, undo([NAMED], [NAMED], 3), undo([NAMED], [NAMED], 3, by="b")]
    assert name(fold(events)) == "甲厂"
    assert rivals(events) == []


def test_an_undone_answer_to_a_conflict_brings_the_conflict_back() -> None:
    other = said("enterprise.saved", {"name": "丙厂"}, [BEGUN], 2, by="b")
    answer = said("enterprise.saved", {"name": "丁厂"}, [NAMED, other], 3)
    before = [BEGUN, NAMED, other]
    assert len(rivals(before)) == 2
    assert rivals([*before, answer]) == []
    assert told([*before, answer, undo([answer], [answer], 4)]) == told(before)


@pytest.mark.parametrize(
    ("key", "kind", "data"),
    [
        ("report/2025-W46", "report.frozen", {"tables": {}}),
        ("enterprise/E7", "enterprise.split", {"begun": [], "new_code": "E8"}),
    ],
)
def test_what_lasts_is_taken_away_by_no_undo(key: str, kind: str, data: Data) -> None:
    lasting = said(kind, data, [], 1, key)
    away = undo([lasting], [lasting], 2)
    found = standing([lasting, away])
    assert found.events == [lasting, away]
    assert [*found.idle] == [away.id]


@pytest.mark.parametrize("events", [[], ["zz"], [7], "x", None, ["00" * 16], [NAMED.id.hex()]])
def test_an_undo_that_names_nothing_of_its_row_is_a_flaw(events: object) -> None:
    away = said("enterprise.undone", {"undone": events}, [BEGUN], 2)  # type: ignore[dict-item]  # any JSON
    row = fold([BEGUN, away])
    assert name(row) == "甲厂"
    assert [flaw.id for flaw in row.flaws] == [away.id]


def test_an_undo_of_another_noun_takes_nothing_away() -> None:
    away = said("visit.undone", {"undone": [BEGUN.id.hex()]}, [BEGUN], 2)
    assert name(fold([BEGUN, away])) == "甲厂"


def test_a_removal_stays_a_removal_when_something_before_it_was_undone() -> None:
    away = undo([NAMED], [NAMED], 3)
    gone = said("enterprise.removed", {"why": "x"}, [away], 4)
    assert fold([BEGUN, NAMED, away, gone]).value is None
    assert name(fold([BEGUN, NAMED, away, gone, undo([gone], [gone], 5)])) == "甲厂"


def test_an_undo_that_names_an_event_its_author_had_not_seen_takes_away_the_others_alone() -> None:
    place = said("enterprise.saved", {"address": "一路"}, [BEGUN], 3, by="b")
    away = undo([NAMED, place], [NAMED], 4)
    found = standing([BEGUN, NAMED, place, away])
    assert found.undone == {NAMED.id}
    assert not found.idle
