"""Premises and who occupies them: exact numbers, the area on each day, and events that make no sense."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.decimals import is_kept
from gridlog.core.event import Event, Misfit, Stamp, created
from gridlog.core.nouns.occupancy.life import (
    OCCUPANCIES,
    Occupancy,
    key_of,
    moved_in,
    moved_out,
    occupancy_at,
)
from gridlog.core.nouns.occupancy.life import rows as rows_of_stay
from gridlog.core.nouns.occupancy.meaning import Full, Stay, occupied, overfull, peak
from gridlog.core.nouns.premises.fit import Fit, Lack, Wanted, lacks
from gridlog.core.nouns.premises.life import PREMISES, PREMISES_STATUSES, Premises, premises_saved, rows
from gridlog.core.nouns.premises.need import Need, need_in
from gridlog.core.nouns.premises.numbers import number
from gridlog.core.roster import ALWAYS, FOREVER
from gridlog.errors import Usage

DAY = date(2025, 11, 1)
STAMP = Stamp("r1", 1, 1, "2025-11-21T16:00:00+08:00", "P1", False)


def on(count: int) -> date:
    return DAY + timedelta(days=count)


def event(kind: str, key: str, **data: str) -> Event:
    return created(kind, data, key, (), STAMP)


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("area", "3000㎡", "3000"),
        ("area", "3000 平方米", "3000"),
        ("area", "3000平", "3000"),
        ("load", "2.5t/㎡", "2.5"),
        ("load", "2吨", "2"),
        ("height", "8米", "8"),
        ("height", "8m", "8"),
        ("power", "800KVA", "800"),
        ("price", "12.5元/㎡·月", "12.5"),
        ("price", "0", "0"),
    ],
)
def test_a_number_may_have_its_unit(key: str, typed: str, kept: str) -> None:
    assert number(key, typed) == kept


@pytest.mark.parametrize(
    ("key", "typed"), [("area", "0"), ("area", "3000亩"), ("height", "8㎡"), ("price", "-1")]
)
def test_a_number_with_another_unit_and_an_area_of_nothing_are_refused(key: str, typed: str) -> None:
    with pytest.raises(Usage):
        number(key, typed)


ALL = Stay(DAY, FOREVER, 100)


@pytest.mark.parametrize(
    ("area", "before", "now", "full"),
    [
        (100, [], [ALL], None),
        (99, [], [ALL], Full(DAY, 100)),
        (100, [], [Stay(on(0), on(10), 60), Stay(on(9), FOREVER, 60)], Full(on(9), 120)),
        (100, [], [Stay(on(0), on(10), 60), Stay(on(10), FOREVER, 60)], None),
        (150, [ALL], [ALL, Stay(on(5), on(6), 50)], None),
        (149, [ALL], [ALL, Stay(on(5), on(6), 50)], Full(on(5), 150)),
        # two devices let too much at once: what takes less is not refused, what takes more on any day is
        (100, [ALL, ALL], [ALL, Stay(DAY, on(30), 100)], None),
        (100, [ALL, ALL], [ALL, ALL._replace(area=90)], None),
        (100, [ALL, ALL], [ALL, ALL._replace(area=101)], Full(DAY, 201)),
        (
            100,
            [Stay(on(0), on(10), 60), Stay(on(4), FOREVER, 60)],
            [Stay(on(0), on(20), 60), Stay(on(4), FOREVER, 60)],
            Full(on(10), 120),
        ),
    ],
)
def test_no_more_than_the_area_is_occupied_on_any_day(
    area: int, before: list[Stay], now: list[Stay], full: Full | None
) -> None:
    assert overfull(area, before, now) == full


stays = st.lists(
    st.builds(
        lambda first, length, area: Stay(on(first), on(first + length), area),
        st.integers(0, 20),
        st.integers(1, 20),
        st.integers(1, 50),
    ),
    max_size=6,
)


@given(st.integers(0, 120), stays, stays)
def test_the_day_that_is_too_full_is_the_first_of_all_days(
    area: int, before: list[Stay], now: list[Stay]
) -> None:
    wanted = next(
        (
            Full(day, occupied(now, day))
            for day in map(on, range(45))
            if occupied(now, day) > area and occupied(now, day) > occupied(before, day)
        ),
        None,
    )
    assert overfull(area, before, now) == wanted


@given(stays, st.integers(0, 30), st.integers(1, 10))
def test_the_peak_is_the_most_of_all_days(now: list[Stay], first: int, length: int) -> None:
    assert peak(now, on(first), on(first + length)) == max(
        occupied(now, on(first + day)) for day in range(length)
    )


@pytest.mark.parametrize(
    "code", ["", "Z1", "Z1/E1", "Z1/E1/2025-13-01", "Z1/E1/20251101", "Z1/E1/2025-11-01/x", "/E1/2025-11-01"]
)
def test_a_code_that_names_no_stay_is_none(code: str) -> None:
    with pytest.raises(Misfit):
        occupancy_at(code)


def test_a_stay_begins_is_corrected_and_ends_with_its_last_day() -> None:
    code = key_of("Z1", "E1", DAY)
    stay = moved_in(None, event("occupancy.moved_in", f"occupancy/{code}", area="10"))
    assert stay == Occupancy("Z1", "E1", DAY, "10")
    stay = moved_in(stay, event("occupancy.moved_in", f"occupancy/{code}", area="12.5"))
    stay = moved_out(stay, event("occupancy.moved_out", f"occupancy/{code}", until="2025-11-30"))
    (row,) = rows_of_stay(code, stay)[OCCUPANCIES]
    area, first, after, count = row[3:]
    assert (area, first, after, count) == ("12.5", "2025-11-01", "2025-12-01", 125_000)
    assert stay._replace(until=date.max).until_on == FOREVER


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"area": "-1"},
        {"area": "1e9"},
        {"area": "10", "until": "2025-10-31"},
        {"area": "10", "until": "soon"},
    ],
)
def test_a_stay_without_a_sound_area_or_with_an_end_before_its_beginning_is_a_misfit(
    data: dict[str, str],
) -> None:
    with pytest.raises(Misfit):
        moved_in(None, event("occupancy.moved_in", f"occupancy/{key_of('Z1', 'E1', DAY)}", **data))


def test_no_stay_ends_that_never_began() -> None:
    with pytest.raises(Misfit):
        moved_out(None, event("occupancy.moved_out", "occupancy/Z1/E1/2025-11-01", until="2025-11-30"))


def test_a_status_holds_since_ever_then_from_its_day_and_a_bad_number_is_a_misfit() -> None:
    place = premises_saved(
        None, event("premises.saved", "premises/Z1", name="智谷", area="10", status="idle")
    )
    place = premises_saved(
        place, event("premises.saved", "premises/Z1", status="ready", status_from="2025-11-05")
    )
    place = premises_saved(place, event("premises.saved", "premises/Z1", status="building"))
    assert place.statuses == (
        (ALWAYS, "idle"),
        (date(2025, 11, 5), "ready"),
        (date(2025, 11, 21), "building"),
    )
    told = rows("Z1", place)
    assert [row[1] for row in told[PREMISES_STATUSES]] == ["idle", "ready", "building"]
    assert told[PREMISES][0][-5:] == (100_000, None, None, None, None)
    for area in ("-1", "1e999", "½", "0x1"):
        with pytest.raises(Misfit):
            premises_saved(Premises("Z1"), event("premises.saved", "premises/Z1", area=area))


@pytest.mark.parametrize(
    ("text", "kind", "area"),
    [
        ("需要3000平方米厂房", "plant", "3000"),
        ("想租3千平的车间", "plant", "3000"),
        ("求３０００㎡标准厂房", "plant", "3000"),
        ("缺仓库约1.5万平米", "plant", "15000"),
        ("需办公用房500平方", "office", "500"),
        ("员工宿舍不够，要两千平米左右", "flat", "2000"),
        ("扩产要三千五百平方米", "", "3500"),
        ("扩产要三千五平方米", "", "3500"),
        ("扩产要一万二平方米", "", "12000"),
        ("要十五平方米门面", "shop", "15"),
        ("需要3000-5000平方米厂房", "plant", "3000"),
        ("需要3到5千平厂房", "plant", "3000"),
        ("需 3,500.5 m2 的写字楼", "office", "3500.5"),
        ("需要工业用地50亩", "land", "33333.33"),
        ("要30亩", "land", "20000"),
        ("现有厂房2000平方米不够，需要5000平方米厂房", "plant", "5000"),
        ("现有办公楼500平，需要厂房800平", "plant", "800"),
        ("已有车间1200平米，另外找宿舍", "flat", ""),
        ("厂房漏雨，请维修", "plant", ""),
        ("2平台升级", "", ""),
        ("要0平方米", "", ""),
        ("要9999999999平方米厂房", "plant", ""),
        pytest.param(f"要{'9' * 60}亩地", "land", "", id="sixty digits"),
        pytest.param(f"要{'9' * 60}平方米", "", "", id="sixty digits of square metres"),
        pytest.param(f"要一{'万' * 500}亩地", "land", "", id="a numeral without end"),
        ("停电三小时", "", ""),
        ("", "", ""),
        ("we need a workshop of 3000 m2", "plant", "3000"),
        ("looking for an office, 200 square metres", "office", "200"),
    ],
)
def test_what_is_needed_is_read_out_of_a_text(text: str, kind: str, area: str) -> None:
    need = need_in(text)
    assert (need.kind, need.area) == (kind, area)
    assert bool(need.kind_word) == bool(kind)
    assert bool(need.area_words) == bool(area)


@given(
    st.text(alphabet="需要现有厂房办公楼土地亩平方米㎡m2千万百十一二两三零0123456789.,-~到 ½²", max_size=30)
)
def test_any_text_is_read_to_an_area_that_is_kept_or_to_none(text: str) -> None:
    need = need_in(text)
    assert need.area == "" or is_kept(need.area)
    assert need == need_in(text)
    assert need_in("停电") == Need()


FIT = Fit("Z1", "一号", "智谷", "A区", "plant", "A-1", "3000", "0", "800", "", "8", "12.5", 0)


@pytest.mark.parametrize(
    ("wanted", "failed"),
    [
        (Wanted("plant", "3000"), []),
        (Wanted(power="800", height="8", price="12.5", block="A", blocks=("A", "A-1")), []),
        (Wanted(power="800.0001"), [Lack("power", "800", "800.0001")]),
        (Wanted(load="0"), [Lack("load", "", "0")]),
        (Wanted(height="10"), [Lack("height", "8", "10")]),
        (Wanted(price="12.4"), [Lack("price", "12.5", "12.4")]),
        (Wanted(block="B", blocks=("B",)), [Lack("block", "A-1", "B")]),
        (Wanted(price="9", power="900"), [Lack("power", "800", "900"), Lack("price", "12.5", "9")]),
    ],
)
def test_each_wish_that_a_place_fails_is_named(wanted: Wanted, failed: list[Lack]) -> None:
    assert list(lacks(wanted, FIT)) == failed
