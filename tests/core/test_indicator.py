"""A figure of an enterprise in a month: what is read, what is kept, what is refused."""

import pytest

from gridlog.core.event import Event, Json, Misfit, Stamp, created
from gridlog.core.fold import fold
from gridlog.core.nouns.indicator.entry import read_figure
from gridlog.core.nouns.indicator.life import INDICATORS, Indicator, indicator_at, key_of, rows
from gridlog.core.nouns.indicator_key.life import STANDARD, IndicatorKey, indicator_key_saved, is_key
from gridlog.errors import Usage

KEYS = {one.key: one for one in STANDARD}
RENT = IndicatorKey("rent", "租金", "rent", "万元")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", "12.5"),
        ("12.50", "12.5"),
        ("012.500000", "12.5"),
        ("7", "7"),
        ("0", "0"),
        ("00", "0"),
        ("-0.00", "0"),
        ("100", "100"),
        ("1,234,567.89", "1234567.89"),
        ("１２．５", "12.5"),
        (" 12 ", "12"),
        ("-3.25", "-3.25"),
        ("−3", "-3"),
        ("5.", "5"),
        ("1 200", "1200"),
        ("999999999999.999999", "999999999999.999999"),
        ("0.30000000000000004", "0.3"),
        ("123.45600000000002", "123.456"),
        ("77.879999999999995", "77.88"),
        ("77.87999999999999", "77.88"),
    ],
)
def test_a_figure_is_kept_exactly_and_in_its_shortest_form(typed: str, value: str) -> None:
    assert read_figure(typed, KEYS["taxable_sales"], "2022-06") == value


@pytest.mark.parametrize(
    ("typed", "key", "code"),
    [
        ("", "output", "number"),
        ("1e999", "output", "number"),
        ("1E+5", "output", "number"),
        ("inf", "output", "number"),
        ("nan", "output", "number"),
        ("½", "output", "number"),
        ("12²", "output", "number"),
        ("①", "output", "number"),
        ("12 34", "output", "number"),
        ("一百", "output", "number"),
        ("77.88亿元", "output", "number"),
        ("12%", "output", "number"),
        ("1,5", "output", "number"),
        ("1.2.3", "output", "number"),
        (".5", "output", "number"),
        ("0.1234567", "output", "number"),
        ("1000000000000", "output", "number"),
        ("٣", "output", "number"),
        ("-1", "output", "negative"),
        ("-1", "employees", "negative"),
        ("-0.5", "power", "negative"),
        ("12.5", "employees", "whole"),
    ],
)
def test_what_is_no_figure_is_refused(typed: str, key: str, code: str) -> None:
    with pytest.raises(Usage) as raised:
        read_figure(typed, KEYS[key], "2022-06")
    assert raised.value.code == f"indicator.{code}"


def test_sales_taxes_and_what_a_zone_counts_itself_may_be_below_zero() -> None:
    for key in (KEYS["taxable_sales"], KEYS["local_tax"], RENT):
        assert read_figure("-1.5", key, "2022-06") == "-1.5"
    assert read_figure("12.0", KEYS["employees"], "2022-06") == "12"


def event(
    number: int,
    kind: str,
    data: dict[str, Json],
    code: str = "E1/2022-06/output",
    prev: tuple[bytes, ...] = (),
) -> Event:
    return created(
        kind,
        data,
        f"indicator/{code}",
        prev,
        Stamp("a" * 16, number, number << 16, "2022-07-01T09:00:00+08:00", "P1", False),
    )


def test_a_later_figure_replaces_an_earlier_one_and_one_taken_back_has_no_value() -> None:
    first = event(1, "indicator.set", {"value": "12.5"})
    later = event(2, "indicator.set", {"value": "13"}, prev=(first.id,))
    gone = event(3, "indicator.cleared", {"why": "重复"}, prev=(later.id,))
    assert fold([first]).value == Indicator("E1", "2022-06", "output", "12.5")
    assert fold([later, first]).value == Indicator("E1", "2022-06", "output", "13")
    empty = fold([gone, first, later]).value
    assert isinstance(empty, Indicator)
    assert rows("E1/2022-06/output", empty) == {
        INDICATORS: [("E1/2022-06/output", "E1", "2022-06", "output", None)]
    }


@pytest.mark.parametrize("value", ["", "1e5", "1.1234567", "x", "NaN", "-", "１"])
def test_an_event_without_a_figure_changes_nothing(value: str) -> None:
    first = event(1, "indicator.set", {"value": "12.5"})
    odd = event(2, "indicator.set", {"value": value}, prev=(first.id,))
    folded = fold([first, odd])
    assert folded.value == Indicator("E1", "2022-06", "output", "12.5")
    assert [flaw.id for flaw in folded.flaws] == [odd.id]


@pytest.mark.parametrize(
    "code",
    ["E1", "E1/2022-06", "/2022-06/output", "E1/2022-13/output", "E1/1900-01/output", "E1/2022-6/output",
     "E1/2022-06/Output", "E1/2022-06/产值", "E1/2022-06/output/x", ""],
)  # fmt: skip
def test_a_code_that_names_no_enterprise_month_and_key_is_no_indicator(code: str) -> None:
    with pytest.raises(Misfit):
        indicator_at(code)


def test_a_code_of_an_indicator_names_its_enterprise_month_and_key() -> None:
    assert indicator_at(key_of("E1", "2022-06", "output")) == Indicator("E1", "2022-06", "output")


@pytest.mark.parametrize(
    ("text", "can_be"),
    [("rent", True), ("a1_b", True), ("1a", False), ("Rent", False), ("租金", False), ("a" * 41, False)],
)
def test_a_key_is_small_letters_digits_and_underscores(text: str, can_be: bool) -> None:
    assert is_key(text) == can_be


@pytest.mark.parametrize(("said", "kept"), [(0, 0), (3, 3), (6, 6), (7, 6), (-1, 0)])
def test_a_key_has_no_decimals_to_six(said: int, kept: int) -> None:
    stamp = Stamp("a" * 16, 1, 1 << 16, "2022-07-01T09:00:00+08:00", "P1", False)
    saved = indicator_key_saved(
        None, created("indicator_key.saved", {"decimals": said}, "indicator_key/rent", (), stamp)
    )
    assert saved.decimals == kept
