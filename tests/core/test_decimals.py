"""Exact decimal numbers: the one form in which a number is kept, and what is no number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.decimals import is_kept, of_parts, parts, read, spelled, spelled_parts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3000", "3000"),
        ("3000.50", "3000.5"),
        ("0.0", "0"),
        ("007", "7"),
        ("+5", "5"),
        ("３０００．５", "3000.5"),
        (" 1,234,567.5 ", "1234567.5"),
        ("999999999.9999", "999999999.9999"),
        ("-1", None),
        ("－1", None),
        ("1e999", None),
        ("½", None),
        ("²", None),
        ("٣", None),
        ("1234567890", None),
        ("0.00001", None),
        ("1,2", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        (".5", None),
        ("5.", "5"),
        ("1 000", "1000"),
        ("1 000 000.5", "1000000.5"),
        ("12 34", None),
        ("1,000 000", None),
        ("12²", None),
        ("①", None),
        ("1,5", None),
        ("3000.5000000", "3000.5"),
        ("0x10", None),
        ("1_000", None),
    ],
)
def test_a_number_is_kept_in_one_form_or_refused(typed: str, kept: str | None) -> None:
    assert read(typed) == kept
    assert kept is None or is_kept(kept)


@given(st.integers(0, 10**13 - 1))
def test_a_number_and_its_ten_thousandths_say_the_same(count: int) -> None:
    text = spelled_parts(count)
    assert is_kept(text)
    assert parts(text) == count
    assert Decimal(text) == of_parts(count) == Decimal(count) / 10_000
    assert read(text) == text


@pytest.mark.parametrize("text", ["01", "1.", "1.50", "-1", "1e3", "", " 1", "1234567890", "1.00001"])
def test_another_spelling_of_a_number_is_not_the_one_that_is_kept(text: str) -> None:
    assert not is_kept(text)


def test_a_number_is_spelled_without_an_exponent_and_an_empty_text_counts_nothing() -> None:
    assert spelled(Decimal("1E+3")) == "1000"
    assert [parts(one) for one in ("", "0", "0.0001")] == [0, 0, 1]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("999999999999.999999", "999999999999.999999"),
        ("-3.50", "-3.5"),
        ("－３", "-3"),
        ("\N{MINUS SIGN}3", "-3"),
        ("-0.0", "0"),
        ("-1,200", "-1200"),
        ("1000000000000", None),
        ("0.1234567", None),
        ("--3", None),
        ("-", None),
    ],
)
def test_a_reader_may_ask_for_more_digits_and_for_a_sign(typed: str, kept: str | None) -> None:
    assert read(typed, whole=12, behind=6, signed=True) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("12万元", "12"), ("１，２００ 万 元", "1200"), ("42％", None), ("12万", None)]
)
def test_a_unit_is_one_of_the_known_ones(typed: str, kept: str | None) -> None:
    assert read(typed, ("万元",)) == kept


def test_a_whole_number_has_nothing_behind_the_point() -> None:
    assert [read(one, behind=0) for one in ("5", "5.", "5.0", "5.5")] == ["5", "5", "5", None]
