"""Sums and growth of indicators: tables of cases, and an independent count over random zones."""

import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from gridlog.core.figures.indicators import (
    Figure,
    Sum,
    amount,
    counted_months,
    course,
    exact,
    grown,
    percentage,
    sums,
)
from gridlog.core.months import Period, month_of
from gridlog.core.nouns.indicator_key.life import STANDARD, IndicatorKey

KEYS = {one.key: one for one in STANDARD}
SALES, STAFF = KEYS["taxable_sales"], KEYS["employees"]
HALF = Period(2022, 1, 6)


def figures(key: IndicatorKey, said: Mapping[str, Mapping[str, str]]) -> list[Figure]:
    return [
        Figure(enterprise, month, key.key, Decimal(value))
        for enterprise, months in said.items()
        for month, value in months.items()
    ]


def whole(key: IndicatorKey, said: Mapping[str, Mapping[str, str]], period: Period = HALF) -> Sum | None:
    found = sums(figures(key, said), period, [key], "zone", lambda _: "")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("said", "value", "before", "growth", "counts"),
    [
        ({"E1": {"2022-01": "113", "2021-01": "100"}}, "113", "100", "0.13", (1, 0, 0)),
        ({"E1": {"2022-01": "87", "2021-01": "100"}}, "87", "100", "-0.13", (1, 0, 0)),
        ({"E1": {"2022-01": "1"}}, "1", None, None, (0, 1, 0)),
        ({"E1": {"2022-01": "1", "2021-01": "0"}}, "1", "0", None, (1, 0, 0)),
        ({"E1": {"2022-01": "1", "2021-01": "-5"}}, "1", "-5", None, (1, 0, 0)),
        ({"E1": {"2022-01": "0", "2021-01": "4"}}, "0", "4", "-1", (1, 0, 0)),
        ({"E1": {"2022-01": "12", "2021-01": "10"}, "E2": {"2022-01": "50"}}, "62", "10", "0.2", (1, 1, 0)),
        ({"E1": {"2022-01": "12", "2021-01": "10"}, "E2": {"2021-01": "50"}}, "12", "60", "0.2", (1, 0, 1)),
        # the months of last year of which nothing is known this year count in neither sum
        ({"E1": {"2022-01": "12", "2021-01": "10", "2021-05": "99"}}, "12", "10", "0.2", (1, 0, 0)),
        # an enterprise with a month that lacks its counterpart is not comparable
        (
            {"E1": {"2022-01": "12", "2021-01": "10"}, "E2": {"2022-01": "1", "2022-02": "2", "2021-01": "3"}},
            "15", "13", "0.2", (1, 1, 0),
        ),
        # an enterprise that lacks a month this year is compared on the months that it has
        (
            {"E1": {"2022-01": "1", "2022-02": "2", "2021-01": "1", "2021-02": "1"}, "E2": {"2022-02": "3", "2021-01": "9", "2021-02": "2"}},
            "6", "13", "0.5", (2, 0, 0),
        ),
        ({"E1": {"2022-01": "0.1", "2022-02": "0.2", "2021-01": "0.3", "2021-02": "0"}}, "0.3", "0.3", "0", (1, 0, 0)),
        ({"E1": {"2022-07": "1", "2021-07": "1"}}, None, None, None, None),
        ({"E1": {"2021-01": "1"}}, None, None, None, None),
    ],
)  # fmt: skip
def test_growth_is_over_the_enterprises_that_have_both_years(
    said: dict[str, dict[str, str]],
    value: str | None,
    before: str | None,
    growth: str | None,
    counts: tuple[int, int, int] | None,
) -> None:
    found = whole(SALES, said)
    if counts is None:
        assert found is None
        return
    assert found is not None
    assert (exact(found.value), exact(found.before), exact(found.growth)) == (value, before, growth)
    assert (found.comparable, found.new, found.gone) == counts
    assert found.left_out == counts[1] + counts[2]


def test_a_level_is_that_of_the_last_month_and_no_sum() -> None:
    said = {
        "E1": {"2022-05": "100", "2022-06": "110", "2021-06": "100"},
        "E2": {"2022-05": "9", "2021-05": "8"},
    }
    found = whole(STAFF, said)
    assert found is not None
    assert (exact(found.value), exact(found.before), exact(found.growth)) == ("110", "100", "0.1")
    assert (found.comparable, found.left_out) == (1, 0)
    assert counted_months(figures(STAFF, said), HALF, STAFF) == ("2022-06",)
    assert counted_months(figures(STAFF, said), Period(2022, 1, 5), STAFF) == ("2022-05",)


def test_units_stand_by_code_and_then_by_key_and_what_belongs_to_none_comes_last() -> None:
    mine = [*figures(SALES, {"E1": {"2022-01": "1"}, "E2": {"2022-01": "2"}, "E3": {"2022-01": "4"}}),
            *figures(STAFF, {"E1": {"2022-01": "7"}})]  # fmt: skip
    block = {"E1": "B", "E2": "A", "E3": ""}.__getitem__
    found = sums(mine, HALF, STANDARD, "block", block)
    assert [(one.code, one.key, exact(one.value)) for one in found] == [
        ("A", "taxable_sales", "2"),
        ("B", "taxable_sales", "1"),
        ("B", "employees", "7"),
        ("", "taxable_sales", "4"),
    ]


@pytest.mark.parametrize("seed", range(60))
def test_an_independent_count_over_random_zones_says_the_same(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test draws its zones
    period = chance.choice(
        [HALF, Period(2022, 1, 12), Period(2022, 3, 3), Period(2022, 1, 5), Period(2022, 10, 12)]
    )
    enterprises = [f"E{number}" for number in range(chance.randint(1, 9))]
    block = {one: chance.choice(["A", "B", ""]) for one in enterprises}
    density = chance.choice([0.3, 0.7, 1.0])
    book: dict[tuple[str, int, int, str], Fraction] = {}
    for one in enterprises:
        for year in (2020, 2021, 2022):
            for month in range(1, 13):
                for key in STANDARD:
                    if chance.random() < density:
                        book[one, year, month, key.key] = Fraction(chance.randint(-200, 900), 100)
    told = [
        Figure(one, f"{year}-{month:02}", key, Decimal(value.numerator) / Decimal(value.denominator))
        for (one, year, month, key), value in book.items()
    ]
    for unit, of in (("block", block.__getitem__), ("zone", lambda _: ""), ("enterprise", str)):
        found = {(one.code, one.key): one for one in sums(told, period, STANDARD, unit, of)}
        for key in STANDARD:
            months = [
                m
                for m in range(period.first, period.last + 1)
                if any((e, 2022, m, key.key) in book for e in enterprises)
            ]
            months = months[-1:] if key.stock else months
            for code in {of(one) for one in enterprises}:
                mine = [one for one in enterprises if of(one) == code]
                now = [
                    book[e, 2022, m, key.key] for e in mine for m in months if (e, 2022, m, key.key) in book
                ]
                then = [
                    book[e, 2021, m, key.key] for e in mine for m in months if (e, 2021, m, key.key) in book
                ]
                if not now and not then:
                    assert (code, key.key) not in found
                    continue
                row = found.pop((code, key.key))
                assert row.value == (None if not now else exact_of(sum(now)))
                assert row.before == (None if not then else exact_of(sum(then)))
                comparable, after, before = 0, Fraction(0), Fraction(0)
                for e in mine:
                    has = [m for m in months if (e, 2022, m, key.key) in book]
                    if has and all((e, 2021, m, key.key) in book for m in has):
                        comparable += 1
                        after += sum(book[e, 2022, m, key.key] for m in has)
                        before += sum(book[e, 2021, m, key.key] for m in has)
                assert row.comparable == comparable
                assert (
                    row.left_out
                    == len(
                        [
                            e
                            for e in mine
                            if any((e, y, m, key.key) in book for y in (2021, 2022) for m in months)
                        ]
                    )
                    - comparable
                )
                if before <= 0:
                    assert row.growth is None
                else:
                    assert row.growth is not None
                    assert abs(Fraction(row.growth) - (after - before) / before) <= Fraction(1, 20000)
        assert found == {}


def exact_of(value: Fraction | int) -> Decimal:
    return Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0", "0.00万元"),
        ("12.345", "12.35万元"),
        ("-12.345", "-12.35万元"),
        ("9999.994", "9999.99万元"),
        ("9999.995", "1.00亿元"),
        ("10000", "1.00亿元"),
        ("778812.34", "77.88亿元"),
        ("-10000", "-1.00亿元"),
        ("14850", "1.49亿元"),
    ],
)
def test_money_is_told_in_wan_yuan_and_from_one_yi_on_in_yi(value: str, told: str) -> None:
    assert "".join(amount(Decimal(value), SALES)) == told


def test_other_figures_are_told_with_the_decimals_of_their_key() -> None:
    assert amount(Decimal("234105"), STAFF) == ("234,105", "人")
    assert amount(Decimal("1234.567"), KEYS["power"]) == ("1,234.57", "万千瓦时")
    assert amount(Decimal("1.25"), IndicatorKey("rate", "率", "rate", "%", 1)) == ("1.3", "%")


@pytest.mark.parametrize(
    ("growth", "told"),
    [
        ("0.13", "13%"),
        ("0.1349", "13%"),
        ("0.135", "14%"),
        ("0.0964", "9.6%"),
        ("0.0995", "10%"),
        ("0.0994", "9.9%"),
        ("-0.032", "3.2%"),
        ("-0.5", "50%"),
        ("0", "0.0%"),
        ("12.345", "1235%"),
    ],
)
def test_a_percentage_has_no_decimals_unless_below_ten(growth: str, told: str) -> None:
    assert percentage(Decimal(growth)) == told


@pytest.mark.parametrize(
    ("now", "before", "growth"),
    [("2", "3", "-0.3333"), ("4", "3", "0.3333"), ("1", "0", None), ("1", "-1", None)],
)
def test_growth_has_four_decimals_and_none_against_nothing(now: str, before: str, growth: str | None) -> None:
    assert exact(grown(Decimal(now), Decimal(before))) == growth


@pytest.mark.parametrize(
    ("value", "told"),
    [("1E+2", "100"), ("1.50", "1.5"), ("0.00", "0"), ("-0.5", "-0.5"), ("1E-6", "0.000001")],
)
def test_a_number_is_written_without_an_exponent(value: str, told: str) -> None:
    assert exact(Decimal(value)) == told
    assert exact(None) is None


def test_the_course_of_growth_has_a_place_for_each_month() -> None:
    said = {"E1": {"2022-01": "2", "2021-01": "1", "2022-02": "3", "2022-03": "3", "2021-03": "4"}}
    months = [month_of(f"2022-{month:02}") for month in range(1, 5)]
    told = course(figures(SALES, said), months, SALES)
    assert told.months == ("2022-01", "2022-02", "2022-03", "2022-04")
    assert list(map(exact, told.growth)) == ["1", None, "-0.25", None]
