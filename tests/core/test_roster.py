"""Who belongs where since when, how names are compared, which codes are taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import Data, Event, Stamp, created
from gridlog.core.fold import Row, fold
from gridlog.core.nouns.day.life import Day
from gridlog.core.nouns.enterprise.life import Enterprise
from gridlog.core.nouns.grid.life import Grid
from gridlog.core.nouns.officer.life import Officer
from gridlog.core.nouns.setting.life import Setting
from gridlog.core.roster import (
    ALWAYS,
    FOREVER,
    Leave,
    Spell,
    change,
    check_code,
    folded,
    grid_on,
    is_credit_code,
    leave,
    moved,
    said_on,
    spells,
    twin_key,
)
from gridlog.errors import GridlogError, Refused, Usage


def history(key: str, *said: tuple[str, Data]) -> list[Event]:
    """The events of a natural row, each having seen the one before."""
    events: list[Event] = []
    for number, (kind, data) in enumerate(said, 1):
        prev = (events[-1].id,) if events else ()
        events.append(created(kind, data, key, prev, Stamp("a" * 16, number, number, "", "", False)))
    return events


def folded_row(key: str, *said: tuple[str, Data]) -> Row:
    return fold(history(key, *said))


MAR, APR, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
SPELLS: dict[str, tuple[list[tuple[date, str]], list[Spell]]] = {
    "nowhere": ([], []),
    "since ever": ([(ALWAYS, "A")], [Spell("A", ALWAYS, FOREVER)]),
    "since a day": ([(MAR, "A")], [Spell("A", MAR, FOREVER)]),
    "two in a row": ([(MAR, "A"), (APR, "B")], [Spell("A", MAR, APR), Spell("B", APR, FOREVER)]),
    "told backwards": ([(APR, "B"), (MAR, "A")], [Spell("A", MAR, APR), Spell("B", APR, FOREVER)]),
    "out for a month": (
        [(MAR, "A"), (APR, ""), (MAY, "A")],
        [Spell("A", MAR, APR), Spell("A", MAY, FOREVER)],
    ),
    "out for good": ([(MAR, "A"), (APR, "")], [Spell("A", MAR, APR)]),
    "the later word of one day": ([(MAR, "A"), (MAR, "B")], [Spell("B", MAR, FOREVER)]),
    "taken back on the same day": (
        [(ALWAYS, "A"), (MAR, "B"), (MAR, "A")],
        [Spell("A", ALWAYS, MAR), Spell("A", MAR, FOREVER)],
    ),
    "never really there": ([(MAR, "A"), (MAR, "")], []),
}


@pytest.mark.parametrize(("moves", "expected"), SPELLS.values(), ids=SPELLS.keys())
def test_a_move_lasts_until_the_next(moves: list[tuple[date, str]], expected: list[Spell]) -> None:
    assert spells(moves) == expected


MOVES = [(MAR, "A"), (APR, "B"), (MAY, "")]
PLACES = [
    (date(2025, 2, 28), ""),
    (MAR, "A"),
    (date(2025, 3, 31), "A"),
    (APR, "B"),
    (date(2025, 4, 30), "B"),
    (MAY, ""),
    (date(2030, 1, 1), ""),
]


@pytest.mark.parametrize(("day", "grid"), PLACES, ids=[day.isoformat() for day, _ in PLACES])
def test_a_day_of_change_belongs_to_the_new_grid(day: date, grid: str) -> None:
    assert grid_on(spells(MOVES), day) == grid


move_lists = st.lists(st.tuples(st.dates(MAR, MAY), st.sampled_from(["", "A", "B"])), max_size=6)


@given(move_lists, st.dates(date(2025, 2, 20), date(2025, 5, 10)))
def test_nobody_is_in_two_grids_on_a_day(moves: list[tuple[date, str]], day: date) -> None:
    here = [one.grid for one in spells(moves) if one.from_on <= day < one.until_on]
    said = dict(moves)
    before = [when for when in sorted(said) if when <= day]
    expected = said[before[-1]] if before else ""
    assert here == ([expected] if expected else [])
    assert grid_on(spells(moves), day) == expected


def test_two_moves_on_one_day_leave_the_one_said_last() -> None:
    row = folded_row(
        "officer/P1",
        ("officer.saved", {"name": "张三"}),
        ("officer.assigned", moved("A-1", MAR)),
        ("officer.assigned", moved("A-2", MAR)),
    )
    assert isinstance(row.value, Officer)
    assert grid_on(spells(row.value.moves), MAR) == "A-2"
    assert row.flaws == ()


NAMES = [
    ("江苏（邳州）禾木家居有限公司", "江苏(邳州)禾木家居有限公司"),
    ("ＡＢＣ电子", "abc电子"),
    ("Abc 电子", "abc电子"),
    ("　禾木　家居 ", "禾木家居"),
    ("禾木\t家居\n", "禾木家居"),
    ("５ＧＷ项目", "5gw项目"),
    ("ﾊｲ", "ハイ"),
    ("禾木【总部】", "禾木【总部】"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "expected"), NAMES, ids=[ascii(name) for name, _ in NAMES])
def test_names_are_compared_without_width_blanks_and_case(name: str, expected: str) -> None:
    assert folded(name) == expected


@given(st.text("禾木Aａb（）(【 　1", max_size=20))
def test_blanks_around_and_within_a_name_make_no_difference(name: str) -> None:
    assert folded(f"　{' '.join(name)} ") == folded("".join(folded(one) for one in name))


TWINS = [
    ("禾木家居有限公司", "禾木家居"),
    ("禾木家居有限责任公司", "禾木家居股份有限公司"),
    ("禾木家居（徐州）有限公司", "禾木家居有限公司"),
    ("禾木 家居(徐州)", "禾木家居"),
    ("（邳州）禾木家居有限公司", "禾木家居(徐州高新区)有限公司"),
    ("ＡＢＣ电子（江苏）有限公司", "abc电子有限公司"),
    ("禾木(集团)有限公司", "禾木有限公司"),
    ("禾木有限公司邳州分公司", "禾木邳州分公司"),
]
STRANGERS = [
    ("禾木家居有限公司", "禾木家具有限公司"),
    ("光伏电站（一期）", "光伏电站（二期）"),
    ("光伏电站（一期）", "光伏电站"),
    ("禾木（总部）", "禾木"),
    ("禾木（东区）", "禾木（西区）"),
    ("禾木有限公司", "禾木有限公司邳州分公司"),
    ("有限公司", "（徐州）"),
    ("徐州禾木有限公司", "禾木有限公司"),
]


@pytest.mark.parametrize(("one", "other"), TWINS, ids=[f"{one!a} {other!a}" for one, other in TWINS])
def test_two_spellings_of_one_enterprise_have_one_key(one: str, other: str) -> None:
    assert twin_key(one) == twin_key(other) != ""


@pytest.mark.parametrize(("one", "other"), STRANGERS, ids=[f"{one!a} {other!a}" for one, other in STRANGERS])
def test_two_enterprises_of_similar_names_have_two_keys(one: str, other: str) -> None:
    assert twin_key(one) != twin_key(other)


CREDIT_CODES = [
    ("91350100M000100Y43", True),
    ("91320382FAKE002160", True),
    ("91320382FAKE00013B", True),
    ("91350100M000100Y4A", False),
    ("91350100M000100Y44", False),
    ("91350100M000100Y4", False),
    ("91350100M000100Y430", False),
    ("91350100M000100I43", False),  # the standard has no I, O, S, V, Z
    ("", False),
    ("统一社会信用代码", False),
    ("9.13201E+17", False),
]


@pytest.mark.parametrize(("uscc", "valid"), CREDIT_CODES, ids=[ascii(one) for one, _ in CREDIT_CODES])
def test_a_credit_code_is_held_to_its_check_character(uscc: str, valid: bool) -> None:
    assert is_credit_code(uscc) is valid


@pytest.mark.parametrize("code", ["E001", "A-1", "甲一", "a" * 40, "QL.01_x", "=1"], ids=ascii)
def test_an_ordinary_code_is_taken_as_it_is(code: str) -> None:
    assert check_code(code, "grid") == code


def test_a_code_typed_in_full_width_is_kept_in_half_width() -> None:
    assert check_code("Ｅ００１", "enterprise") == "E001"


BAD_CODES = [
    "",
    "a" * 41,
    " A",
    "A ",
    "A B",
    "A　B",
    "A/B",
    "A\\B",
    "A,B",
    "A;B",
    'A"B',
    "A'B",
    "A\nB",
    "A\0",
    "A\u200b",
    "\ud800",
]


@pytest.mark.parametrize("code", BAD_CODES, ids=ascii)
def test_a_code_that_could_break_a_file_or_a_line_is_refused(code: str) -> None:
    with pytest.raises(Usage) as caught:
        check_code(code, "grid")
    assert caught.value.code == "roster.code"
    assert caught.value.values == {"noun": "grid", "code": code.replace("\u3000", " ")}


LEAVES = [
    ("2025-11-03", "2025-11-03", None),
    ("2025-11-03", "2025-11-05", None),
    ("2025-01-01", "2026-01-02", None),
    ("2025-01-01", "2026-01-03", "leave.long"),
    ("2025-11-04", "2025-11-03", "leave.backwards"),
]


@pytest.mark.parametrize(("first", "last", "problem"), LEAVES)
def test_a_leave_runs_forward_and_not_much_longer_than_a_year(
    first: str, last: str, problem: str | None
) -> None:
    caught: GridlogError | None = None
    try:
        data = leave(date.fromisoformat(first), date.fromisoformat(last), "事假")
    except Refused as refused:
        caught = refused
    else:
        assert data == {"from": first, "to": last, "kind": "事假"}
    assert (caught.code if caught else None) == problem


def test_a_change_carries_only_what_differs() -> None:
    old: Data = {"name": "甲", "phone": "1", "key": True}
    assert change(old, {"name": "甲", "phone": "2", "remark": ""}) == {"phone": "2", "remark": ""}
    assert change(old, old) == {}


def test_both_days_of_a_leave_are_days_of_absence() -> None:
    row = folded_row(
        "officer/P1", ("officer.leave_approved", leave(date(2025, 11, 3), date(2025, 11, 5), "事假"))
    )
    assert isinstance(row.value, Officer)
    assert row.value.leaves == (Leave(date(2025, 11, 3), date(2025, 11, 6), "事假"),)


def test_a_cancelled_leave_is_gone_and_others_stay() -> None:
    row = folded_row(
        "officer/P1",
        ("officer.leave_approved", leave(MAR, MAR, "事假")),
        ("officer.leave_approved", leave(APR, APR, "病假")),
        ("officer.leave_cancelled", {"from": "2025-03-01"}),
    )
    assert isinstance(row.value, Officer)
    assert row.value.leaves == (Leave(APR, date(2025, 4, 2), "病假"),)


def test_a_later_word_changes_the_fields_it_names_and_no_others() -> None:
    row = folded_row(
        "enterprise/E1",
        ("enterprise.saved", {"name": "禾木", "phone": "1", "key": False}),
        ("enterprise.saved", {"phone": "2", "future_field": [1]}),
        ("enterprise.moved", moved("A-1", None)),
    )
    assert row.value == Enterprise("E1", name="禾木", phone="2", key=False, moves=((ALWAYS, "A-1"),))
    assert row.flaws == ()


STATUSES: dict[str, tuple[list[Data], list[tuple[date, str]]]] = {
    "the first without a day holds since ever": ([{"status": "投产"}], [(ALWAYS, "投产")]),
    "one that changes it holds from the day of the event": (
        [{"status": "投产"}, {"status": "停产"}],
        [(ALWAYS, "投产"), (date(2025, 11, 3), "停产")],
    ),
    "one that says the same changes nothing": (
        [{"status": "投产"}, {"status": "投产"}],
        [(ALWAYS, "投产")],
    ),
    "one with a day holds from it": (
        [{"status": "投产"}, {"status": "停产", "status_from": "2025-03-01"}],
        [(ALWAYS, "投产"), (MAR, "停产")],
    ),
    "a first one with a day holds from it": (
        [{"status": "投产", "status_from": "2025-03-01"}],
        [(MAR, "投产")],
    ),
    "no status is no word": ([{"name": "甲"}], []),
}


@pytest.mark.parametrize(("told", "expected"), STATUSES.values(), ids=STATUSES.keys())
def test_a_status_has_a_day(told: list[Data], expected: list[tuple[date, str]]) -> None:
    events: list[Event] = []
    for number, data in enumerate(told, 1):
        stamp = Stamp("a" * 16, number, number << 16, "2025-11-03T23:30:00+08:00", "", False)
        prev = (events[-1].id,) if events else ()
        events.append(created("enterprise.saved", data, "enterprise/E1", prev, stamp))
    value = fold(events).value
    assert isinstance(value, Enterprise)
    assert list(value.statuses) == expected


DAYS_SAID = [
    ("2025-11-03T23:30:00+08:00", 0, date(2025, 11, 3)),
    ("some day", 1_763_740_800_000, date(2025, 11, 22)),  # 16:00 UTC of the 21st is midnight at UTC+8
    ("some day", 1_763_740_799_999, date(2025, 11, 21)),
]


@pytest.mark.parametrize(("time", "ms", "day"), DAYS_SAID)
def test_the_day_of_an_event_is_its_authors_civil_day(time: str, ms: int, day: date) -> None:
    assert said_on(created("day.set", {}, "day/x", (), Stamp("a" * 16, 1, ms << 16, time, "", False))) == day


def test_the_status_of_an_enterprise_is_the_one_that_holds_last() -> None:
    assert Enterprise("E1").status == ""
    assert Enterprise("E1", statuses=((APR, "停产"), (MAR, "投产"))).status == "停产"


def test_a_quota_of_ones_own_can_be_set_and_given_up() -> None:
    said: list[tuple[str, Data]] = [("officer.saved", {"quota": 3}), ("officer.saved", {"quota": None})]
    assert folded_row("officer/P1", said[0]).value == Officer("P1", quota=3)
    assert folded_row("officer/P1", *said).value == Officer("P1", quota=None)


VALUES: dict[str, tuple[str, str, Data, object]] = {
    "a grid": ("grid/A", "grid.saved", {"name": "甲", "level": "block"}, Grid("A", "甲", "block")),
    "a day": (
        "day/2025-10-01",
        "day.set",
        {"work": True, "name": "加班"},
        Day(date(2025, 10, 1), True, "加班"),
    ),
    "a setting": ("setting/quota", "setting.set", {"value": "4"}, Setting("quota", "4")),
    "a code with a slash": ("grid/A/1", "grid.saved", {}, Grid("A/1")),
}


@pytest.mark.parametrize(("key", "kind", "data", "value"), VALUES.values(), ids=VALUES.keys())
def test_a_natural_row_begins_with_its_first_event(key: str, kind: str, data: Data, value: object) -> None:
    assert folded_row(key, (kind, data)).value == value


FLAWS: dict[str, tuple[str, str, Data]] = {
    "another noun's row": ("grid/A", "officer.saved", {}),
    "a row without a code": ("grid/", "grid.saved", {}),
    "a row without a noun": ("/A", "grid.saved", {}),
    "a name that is a number": ("grid/A", "grid.saved", {"name": 5}),
    "a quota that is a text": ("officer/P1", "officer.saved", {"quota": "5"}),
    "a quota without end": ("officer/P1", "officer.saved", {"quota": 10**30}),
    "a quota that is true": ("officer/P1", "officer.saved", {"quota": True}),
    "a key mark that is a number": ("enterprise/E1", "enterprise.saved", {"key": 1}),
    "a move on no day": ("officer/P1", "officer.assigned", {"grid": "A", "from": "2025-02-30"}),
    "a move since nothing": ("enterprise/E1", "enterprise.moved", {"grid": "A"}),
    "a leave without an end": (
        "officer/P1",
        "officer.leave_approved",
        {"from": "2025-01-01", "to": "9999-12-31"},
    ),
    "a day that is none": ("day/2025-02-30", "day.set", {"work": True}),
    "a day neither worked nor not": ("day/2025-02-03", "day.set", {"work": "yes"}),
    "a setting that is a number": ("setting/quota", "setting.set", {"value": 4}),
}


@pytest.mark.parametrize(("key", "kind", "data"), FLAWS.values(), ids=FLAWS.keys())
def test_what_a_row_cannot_mean_is_a_flaw_and_begins_nothing(key: str, kind: str, data: Data) -> None:
    row = folded_row(key, (kind, data))
    assert row.value is None
    assert [(flaw.kind, bool(flaw.reason)) for flaw in row.flaws] == [(kind, True)]
