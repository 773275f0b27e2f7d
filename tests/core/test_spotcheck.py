"""The spot check: a sample that every reader can draw again, the officers who may answer for it, and the figures."""

import random
from collections import Counter
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import COUNTER_BITS, Data, Event, Json, Stamp, created, hash_id, written
from gridlog.core.fold import fold
from gridlog.core.nouns.spotcheck.life import (
    RULE,
    Answer,
    Candidate,
    Checked,
    Figures,
    Lot,
    Said,
    Spotcheck,
    by_unit,
    draw,
    of_zone,
    record,
    sample,
    spread,
    told,
)
from gridlog.errors import GridlogError, Refused
from gridlog.store.tables import derived

WEEK = Lot(date(2025, 11, 10), date(2025, 11, 17), 10, 7)
IDS = [written(hash_id(str(number).encode())) for number in range(60)]
ZONE = [Candidate(id, "ABC"[number % 3], f"E{number}") for number, id in enumerate(IDS)]

ids = st.sampled_from(IDS)
pools = st.dictionaries(ids, st.sampled_from(["A", "B", "C", "D", ""]), min_size=1).map(
    lambda blocks: [Candidate(id, block, f"E{ord(id[0]) % 3}") for id, block in blocks.items()]
)
percents, seeds = st.integers(1, 100), st.integers(0, 99)


# The sample.


def test_the_sample_of_a_known_zone_never_changes() -> None:
    """A reader who has visits, percent and seed can draw again, with any program that has SHA-256."""
    by_hand = sorted(IDS, key=lambda id: sha256(f"7:{id}".encode()).hexdigest())
    assert sample([Candidate(id, "A", id) for id in IDS], 10, 7) == by_hand[:6]
    assert [IDS.index(id) for id in sample(ZONE, 10, 7)] == KNOWN


KNOWN = [54, 33, 38, 2, 35, 31]


@given(pools, percents, seeds, st.randoms(use_true_random=False))
def test_the_order_in_which_visits_are_found_means_nothing(
    pool: list[Candidate], percent: int, seed: int, chance: random.Random
) -> None:
    shuffled = [*pool, *pool[:3]]
    chance.shuffle(shuffled)
    assert sample(shuffled, percent, seed) == sample(pool, percent, seed)


@given(pools, percents, seeds)
def test_a_sample_is_the_share_rounded_up_or_one_of_each_block(
    pool: list[Candidate], percent: int, seed: int
) -> None:
    chosen = sample(pool, percent, seed)
    blocks = {one.id: one.block for one in pool}
    share = -(-len(pool) * percent // 100)
    assert len(chosen) == len(set(chosen)) == max(share, len(set(blocks.values()))) >= 1
    assert {blocks[id] for id in chosen} == set(blocks.values())


@given(pools, percents, seeds)
def test_a_larger_share_holds_the_smaller(pool: list[Candidate], percent: int, seed: int) -> None:
    assert set(sample(pool, percent, seed)) <= set(sample(pool, min(100, percent + 10), seed))


def test_another_seed_draws_another_sample_and_each_visit_has_about_the_same_chance() -> None:
    times = dict.fromkeys(IDS, 0)
    for seed in range(400):
        for id in sample(ZONE, 10, seed):
            times[id] += 1
    assert sum(times.values()) == 400 * 6
    assert 15 <= min(times.values()) <= max(times.values()) <= 75  # 40 on average


@pytest.mark.parametrize(
    ("count", "percent", "size"), [(1, 1, 1), (100, 1, 1), (101, 1, 2), (20, 5, 1), (21, 5, 2), (60, 100, 60)]
)
def test_a_share_is_rounded_up_in_whole_numbers(count: int, percent: int, size: int) -> None:
    pool = [Candidate(written(hash_id(bytes([number]))), "A", "E1") for number in range(count)]
    assert len(sample(pool, percent, 1)) == size


# Rule 2: nobody is called twice where a block has somebody else.

KNOWN_SPREAD = [54, 33, 38, 2, 35, 31]  # of ZONE, where every visit is to an enterprise of its own
CROWDED = [Candidate(id, "AB"[number % 2], f"E{number % 8}") for number, id in enumerate(IDS)]
KNOWN_CROWDED = [54, 33, 2, 35, 39, 56]


def test_the_spread_sample_of_a_known_zone_never_changes() -> None:
    assert [IDS.index(id) for id in spread(ZONE, 10, 7)] == KNOWN_SPREAD
    assert [IDS.index(id) for id in spread(CROWDED, 10, 7)] == KNOWN_CROWDED


@given(pools, percents, seeds)
def test_a_spread_sample_has_as_many_of_each_block_as_lot_gave_it(
    pool: list[Candidate], percent: int, seed: int
) -> None:
    blocks = {one.id: one.block for one in pool}
    told = [Counter(blocks[id] for id in rule(pool, percent, seed)) for rule in (sample, spread)]
    assert told[0] == told[1]
    assert spread([*reversed(pool), *pool], percent, seed) == spread(pool, percent, seed)


@given(pools, percents, seeds)
def test_no_enterprise_is_drawn_twice_while_its_block_has_one_that_was_not_drawn(
    pool: list[Candidate], percent: int, seed: int
) -> None:
    chosen = set(spread(pool, percent, seed))
    drawn = [one for one in pool if one.id in chosen]
    times = Counter(one.enterprise for one in drawn)
    for one in drawn:
        others = {other.enterprise for other in pool if other.block == one.block} - set(times)
        again = [other for other in drawn if (other.enterprise, other.block) == (one.enterprise, one.block)]
        assert len(again) == 1 or not others


def test_a_draw_names_its_rule_and_one_without_a_rule_was_made_by_the_first() -> None:
    new = told(WEEK, 60, IDS[:3])
    assert new["rule"] == RULE
    old = told(WEEK, 60, IDS[:3], 1)
    assert "rule" not in old
    for data, rule in ((new, 2), (old, 1), ({**old, "rule": "odd"}, 1)):
        value = fold([said("spotcheck.drawn", data, [])]).value
        assert isinstance(value, Spotcheck)
        assert value.rule == rule


def test_where_no_visit_counts_there_is_nothing_to_draw() -> None:
    with pytest.raises(Refused, match=r"spotcheck\.nothing"):
        draw([], WEEK)


# Who may answer, and what.


@pytest.mark.parametrize("caller", ["P1", "P2"])
def test_nobody_who_was_there_checks_the_visit(caller: str) -> None:
    with pytest.raises(Refused, match=r"spotcheck\.own"):
        record(IDS[0], ("P1", "P2"), caller, Said(True, True))


WRONG = {
    "confirmed by nobody": (Said(False, True), "spotcheck.not_reached"),
    "denied by nobody": (Said(False, False), "spotcheck.not_reached"),
    "satisfaction of nobody": (Said(False, None, 3), "spotcheck.not_reached"),
    "six": (Said(True, True, 6), "issue.satisfaction"),
    "nought": (Said(True, True, 0), "issue.satisfaction"),
}


@pytest.mark.parametrize(("said", "code"), WRONG.values(), ids=WRONG.keys())
def test_an_answer_that_cannot_be_is_refused(said: Said, code: str) -> None:
    with pytest.raises(GridlogError) as raised:
        record(IDS[0], ("P1",), "P3", said)
    assert raised.value.code == code


def test_what_was_not_asked_is_left_out() -> None:
    assert record(IDS[0], ("P1",), "P3", Said(True)) == {"visit": IDS[0], "reached": True}
    assert record(IDS[0], ("P1",), "P3", Said(True, False, 2, "没来过")) == {
        "visit": IDS[0],
        "reached": True,
        "confirmed": False,
        "satisfaction": 2,
        "note": "没来过",
    }


# The fold.

DRAWN: Data = told(WEEK, 60, IDS[:3])


def said(kind: str, data: Data, after: list[Event], clock: int = 1, replica: str = "a") -> Event:
    row = after[0].id.hex() if after else ""
    stamp = Stamp(replica * 16, clock, clock << COUNTER_BITS, "2025-11-21T16:00:00+08:00", "P3", False)
    return created(kind, data, row, tuple(one.id for one in after[-1:]), stamp)


def answers(*events: Event) -> dict[str, Answer | None]:
    value = fold(events).value
    assert isinstance(value, Spotcheck)
    return dict(value.answers)


def test_a_draw_holds_its_visits_in_the_order_of_drawing_and_how_it_was_made() -> None:
    value = fold([said("spotcheck.drawn", DRAWN, [])]).value
    assert isinstance(value, Spotcheck)
    assert (value.lot, value.pool, value.by, list(value.answers)) == (WEEK, 60, "P3", IDS[:3])


def test_a_later_answer_stands_in_the_place_of_an_earlier_one() -> None:
    root = said("spotcheck.drawn", DRAWN, [])
    first = said("spotcheck.recorded", {"visit": IDS[1], "reached": True, "confirmed": False}, [root], 9)
    second = said("spotcheck.recorded", {"visit": IDS[1], "reached": False}, [root, first], 2)
    found = answers(second, root, first)
    assert found[IDS[1]] == Answer(
        False, None, None, "", "P3", "2025-11-21T16:00:00+08:00", 2 << COUNTER_BITS
    )
    assert (found[IDS[0]], found[IDS[2]]) == (None, None)


def test_two_answers_at_once_come_to_the_later_by_clock_everywhere() -> None:
    root = said("spotcheck.drawn", DRAWN, [])
    one = said("spotcheck.recorded", {"visit": IDS[0], "reached": False}, [root], 5, "a")
    other = said("spotcheck.recorded", {"visit": IDS[0], "reached": True}, [root], 6, "b")
    elsewhere = said("spotcheck.recorded", {"visit": IDS[1], "reached": True}, [root], 4, "c")
    assert answers(root, one, other, elsewhere) == answers(elsewhere, other, one, root)
    found = answers(other, one, root, elsewhere)
    assert [None if answer is None else answer.reached for answer in found.values()] == [True, True, None]


HOSTILE: dict[str, tuple[str, Json]] = {
    "no visits": ("visits", []),
    "visits that are a text": ("visits", IDS[0]),
    "visits that are numbers": ("visits", [1]),
    "a short id": ("visits", [IDS[0][:25]]),
    "an id of other letters": ("visits", ["I" * 26]),
    "a null": ("visits", None),
    "no day": ("from", "soon"),
    "an end before the start": ("to", "2025-11-09"),
    "an end of all days": ("to", "9999-12-31"),
    "no percent": ("percent", 0),
    "more than all": ("percent", 101),
    "a yes for a percent": ("percent", True),
    "a seed of many digits": ("seed", 10**30),
    "a seed that is text": ("seed", "7"),
    "a pool that is a list": ("pool", [60]),
}


@pytest.mark.parametrize(("key", "value"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_draw_that_makes_no_sense_is_a_flaw_and_no_row(key: str, value: Json) -> None:
    row = fold([said("spotcheck.drawn", {**DRAWN, key: value}, [])])
    assert (row.value, len(row.flaws)) == (None, 1)


WRONG_ANSWERS: dict[str, Data] = {
    "of a visit that was not drawn": {"visit": IDS[9], "reached": True},
    "of no visit": {"reached": True},
    "of a list of visits": {"visit": [IDS[0]], "reached": True},
    "without reached": {"visit": IDS[0], "confirmed": True},
    "reached in words": {"visit": IDS[0], "reached": "yes"},
    "confirmed by nobody": {"visit": IDS[0], "reached": False, "confirmed": True},
    "a null": {"visit": IDS[0], "reached": True, "confirmed": None},
    "satisfaction of nine": {"visit": IDS[0], "reached": True, "satisfaction": 9},
    "satisfaction in words": {"visit": IDS[0], "reached": True, "satisfaction": "5"},
    "a note that is a number": {"visit": IDS[0], "reached": True, "note": 5},
}


@pytest.mark.parametrize("data", WRONG_ANSWERS.values(), ids=WRONG_ANSWERS.keys())
def test_an_answer_that_makes_no_sense_is_a_flaw_and_changes_nothing(data: Data) -> None:
    root = said("spotcheck.drawn", DRAWN, [])
    wrong = said("spotcheck.recorded", data, [root], 2)
    row = fold([root, wrong])
    assert [flaw.id for flaw in row.flaws] == [wrong.id]
    assert row.value == fold([root]).value


def test_an_id_drawn_twice_stands_once_in_the_table() -> None:
    root = said("spotcheck.drawn", {**DRAWN, "visits": [IDS[0], IDS[0]]}, [])
    made = derived(fold([root]), [root])
    assert made is not None
    assert [len(rows) for rows in made.rows.values()] == [1]


# The figures.


def checked(
    visit: int,
    block: str,
    reached: bool | None = None,
    confirmed: bool | None = None,
    satisfaction: int | None = None,
    rank: int = 0,
) -> Checked:
    return Checked(IDS[visit], block, "", reached, confirmed, satisfaction, (rank, 0, ""))


def test_rates_are_of_those_reached_and_of_those_who_gave_a_grade() -> None:
    found = [
        checked(0, "A", True, True, 5),
        checked(1, "A", True, True, 3),
        checked(2, "A", True, False, 2),
        checked(3, "A", True),
        checked(4, "A", False),
        checked(5, "A"),
        checked(6, "B"),
    ]
    assert by_unit(found) == [
        Figures("A", "", 6, 4, 2, 1, 0.5, 3, 2, 2 / 3),
        Figures("B", "", 1, 0, 0, 0, None, 0, 0, None),
    ]
    assert of_zone(found) == Figures("", "", 7, 4, 2, 1, 0.5, 3, 2, 2 / 3)


def test_a_visit_of_several_draws_counts_once_by_its_latest_answer() -> None:
    found = [checked(0, "A", True, True, rank=5), checked(0, "A", rank=-1), checked(0, "A", False, rank=3)]
    assert of_zone(found) == Figures("", "", 1, 1, 1, 0, 1.0, 0, 0, None)


def test_a_zone_without_a_sample_has_a_row_of_noughts_and_no_rate() -> None:
    assert by_unit([]) == []
    assert of_zone([]) == Figures("", "", 0, 0, 0, 0, None, 0, 0, None)
