"""What was revived and how much is occupied, against a count day by day over random premises."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.figures.premises import Place, Share, revived, share_of, shares, total
from gridlog.core.nouns.occupancy.meaning import Stay
from gridlog.core.roster import ALWAYS, FOREVER, Spell, spells

FIRST = date(2025, 11, 1)
LAST = date(2025, 11, 30)


def on(day: int) -> date:
    """A day of November 2025; 0 and less lie in October."""
    return FIRST + timedelta(days=day - 1)


def place(stays: Sequence[Stay], statuses: Sequence[Spell] = (Spell("ready", ALWAYS, FOREVER),)) -> Place:
    return Place("Z1", "智谷", "A区", "plant", "A", 100, statuses, stays)


IDLE_UNTIL_10 = (Spell("idle", ALWAYS, on(10)), Spell("ready", on(10), FOREVER))


@pytest.mark.parametrize(
    ("stays", "statuses", "area"),
    [
        ([], None, 0),
        ([Stay(on(-9), FOREVER, 60)], None, 0),
        ([Stay(on(1), FOREVER, 60)], None, 60),
        ([Stay(on(30), FOREVER, 60)], None, 60),
        ([Stay(on(31), FOREVER, 60)], None, 0),
        # one tenant follows another overnight, or renews: nothing was vacant
        ([Stay(on(-9), on(5), 60), Stay(on(5), FOREVER, 60)], None, 0),
        ([Stay(on(-9), on(5), 60), Stay(on(5), FOREVER, 90)], None, 30),
        # vacant for a while, then let again; and never more than the area
        ([Stay(on(-9), on(5), 60), Stay(on(8), FOREVER, 60)], None, 60),
        ([Stay(on(1), on(3), 80), Stay(on(5), on(7), 80)], None, 100),
        # idle premises that are used again: all that is occupied, the earlier tenant's too
        ([Stay(on(10), FOREVER, 40)], IDLE_UNTIL_10, 40),
        ([Stay(on(-9), FOREVER, 30), Stay(on(10), FOREVER, 40)], IDLE_UNTIL_10, 70),
        ([Stay(on(5), FOREVER, 40)], IDLE_UNTIL_10, 40),
        ([Stay(on(5), FOREVER, 40)], (Spell("idle", ALWAYS, FOREVER),), 0),
        ([Stay(on(5), FOREVER, 40)], (Spell("building", ALWAYS, FOREVER),), 0),
        ([Stay(on(5), FOREVER, 40)], (Spell("building", ALWAYS, on(5)), Spell("ready", on(5), FOREVER)), 40),
    ],
)
def test_what_was_idle_or_vacant_and_became_occupied_is_revived(
    stays: list[Stay], statuses: Sequence[Spell] | None, area: int
) -> None:
    assert revived(place(stays, statuses) if statuses else place(stays), FIRST, LAST) == area


def test_the_figures_of_a_place_follow_its_status_on_the_last_day() -> None:
    half = [Stay(on(-9), FOREVER, 60)]
    assert share_of(place(half), FIRST, LAST) == Share(("Z1",), 1, 100, 100, 0, 0, 60, 40, 0)
    idle = place(half, (Spell("idle", ALWAYS, FOREVER),))
    assert share_of(idle, FIRST, LAST) == Share(("Z1",), 1, 100, 0, 0, 100, 0, 0, 0)
    building = place([], (Spell("building", ALWAYS, FOREVER),))
    assert share_of(building, FIRST, LAST) == Share(("Z1",), 1, 100, 0, 100, 0, 0, 0, 0)
    twice = place([Stay(on(-9), FOREVER, 60), Stay(on(-8), FOREVER, 60)])
    assert share_of(twice, FIRST, LAST) == Share(("Z1",), 1, 100, 100, 0, 0, 100, 0, 0)


stay = st.builds(
    lambda first, length, area: Stay(on(first), on(first + length), area),
    st.integers(-20, 40),
    st.integers(1, 40),
    st.integers(1, 60),
)
course = st.lists(
    st.tuples(st.integers(-20, 35).map(on), st.sampled_from(["ready", "idle", "building"])), max_size=3
).map(lambda words: tuple(spells([(ALWAYS, "ready"), *words])))
some_place = st.builds(
    Place,
    st.uuids().map(str),
    st.sampled_from(["智谷", "科创", ""]),
    st.sampled_from(["A区", "B区"]),
    st.sampled_from(["plant", "office"]),
    st.sampled_from(["A", ""]),
    st.integers(60, 200),
    course,
    st.lists(stay, max_size=4),
)


def recount(one: Place) -> tuple[int, ...]:
    """The figures of a place, counted day by day from its stays and statuses."""

    def taken(day: date) -> int:
        return sum(stay.area for stay in one.stays if stay.from_on <= day < stay.until_on)

    def status(day: date) -> str:
        return next(spell.grid for spell in one.statuses if spell.from_on <= day < spell.until_on)

    gained = 0
    for number in range(1, 31):
        today, eve = on(number), on(number - 1)
        if status(today) != "ready":
            continue
        if status(eve) == "idle":
            gained += taken(today)
        elif taken(today) > taken(eve):
            gained += taken(today) - taken(eve)
    area = {name: one.area if status(LAST) == name else 0 for name in ("ready", "building", "idle")}
    used = min(taken(LAST), area["ready"])
    return (
        1,
        one.area,
        area["ready"],
        area["building"],
        area["idle"],
        used,
        area["ready"] - used,
        min(gained, one.area),
    )


@given(st.lists(some_place, max_size=6), st.sampled_from(["park", "part", "kind", "block", "park_kind"]))
def test_the_figures_of_units_are_the_sums_of_a_count_day_by_day(places: list[Place], by: str) -> None:
    keys = {"park_kind": ("park", "kind"), "part": ("park", "part")}.get(by, (by,))
    expected: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for one in places:
        expected.setdefault(tuple(getattr(one, key) for key in keys), []).append(recount(one))
    found = shares(places, by, FIRST, LAST)
    assert {one.unit: tuple(one[1:]) for one in found} == {
        unit: tuple(map(sum, zip(*rows, strict=True))) for unit, rows in expected.items()
    }
    assert [one.unit for one in found] == sorted(expected)
    whole = total(found)
    assert whole.area == whole.ready + whole.building + whole.idle
    assert whole.ready == whole.occupied + whole.vacant
    assert whole.revived <= whole.area
