"""Which premises fit a need: the ranking of the tables against an independent one over random zones."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from gridlog.core.nouns.occupancy.life import OCCUPANCIES, Occupancy, key_of
from gridlog.core.nouns.occupancy.life import rows as rows_of_stay
from gridlog.core.nouns.premises.fit import Fit, Wanted, lacks
from gridlog.core.nouns.premises.life import PREMISES, Premises, rows
from gridlog.core.roster import ALWAYS
from gridlog.reports.premises import matched
from gridlog.store.schema import reset_derived

TODAY = date(2025, 11, 21)
MANY = 1000
Zone = tuple[sqlite3.Connection, list[Premises], list[Occupancy]]


@pytest.fixture(params=range(6))
def zone(request: pytest.FixtureRequest) -> Iterator[Zone]:
    chance = random.Random(request.param)  # noqa: S311  # no secret is made
    places, stays = [], []
    for number in range(60):
        known = [str(chance.choice([1, 2, 2.5, 4])) if chance.random() < 0.8 else "" for _ in range(4)]
        places.append(
            Premises(
                f"Z{number}",
                kind=chance.choice(["plant", "office"]),
                area=str(chance.choice([100, 200, 200.5, 300])),
                load=known[0],
                height=known[1],
                power=known[2],
                price=known[3],
                block=chance.choice(["A", "A-1", "B", ""]),
                statuses=((ALWAYS, chance.choice(["ready", "ready", "ready", "idle", "building"])),),
            )
        )
        for enterprise in range(chance.randint(0, 2)):
            first = TODAY + timedelta(days=chance.randint(-40, 20))
            until = first + timedelta(days=chance.randint(0, 40)) if chance.random() < 0.5 else None
            stays.append(
                Occupancy(f"Z{number}", f"E{enterprise}", first, str(chance.choice([10, 50, 0.5])), until)
            )
    with closing(sqlite3.connect(":memory:")) as connection:
        reset_derived(connection)
        for place in places:
            connection.executemany(PREMISES.insert, rows(place.code, place)[PREMISES])
        for stay in stays:
            code = key_of(stay.premises, stay.enterprise, stay.from_on)
            connection.executemany(OCCUPANCIES.insert, rows_of_stay(code, stay)[OCCUPANCIES])
        yield connection, places, stays


WANTED = [
    Wanted("plant", "150"),
    Wanted("plant", "200.5", power="2"),
    Wanted("", "90", "2.5", "2", "4", "2", "A", ("A", "A-1")),
    Wanted("office", "", price="2"),
    Wanted("flat", "1"),
]


@pytest.mark.parametrize("wanted", WANTED)
def test_places_are_ranked_by_wishes_met_then_least_area_over_then_price(zone: Zone, wanted: Wanted) -> None:
    connection, places, stays = zone
    expected = []
    for place in places:
        taken = sum(
            float(one.area)
            for one in stays
            if one.premises == place.code and (one.until or date.max) >= TODAY
        )
        free = float(place.area) - taken
        needed = float(wanted.area or 0)
        if place.status != "ready" or free <= 0 or free < needed or wanted.kind not in ("", place.kind):
            continue
        met = sum(
            bool(has) and (float(has) <= float(asked) if wish == "price" else float(has) >= float(asked))
            for wish in ("power", "load", "height", "price")
            if (asked := getattr(wanted, wish))
            for has in [getattr(place, wish)]
        )
        met += bool(wanted.block) and place.block in wanted.blocks
        price = float(place.price) if place.price else float("inf")
        expected.append((-met, free - needed, price, place.code))
    expected.sort()
    found = matched(connection, wanted, TODAY, MANY)
    told = [(-one.met, float(one.over), float(one.price or "inf"), one.code) for one in found.best]
    assert told == expected
    assert found.in_all == len(expected)
    for one in found.best:
        assert len(list(lacks(wanted, one))) == len(wanted.wishes) - one.met
    few = matched(connection, wanted, TODAY, 3)
    assert (few.best, few.in_all) == (found.best[:3], len(expected))
    idle = [one for one in places if one.status == "idle" and wanted.kind in ("", one.kind)]
    assert found.idle == sum(float(one.area) >= float(wanted.area or 0) for one in idle)


def test_a_place_without_a_wish_to_fail_lacks_nothing(zone: Zone) -> None:
    connection, _, _ = zone
    best = matched(connection, Wanted("plant", "1"), TODAY, MANY).best
    assert best
    assert all(isinstance(one, Fit) and not list(lacks(Wanted("plant", "1"), one)) for one in best)


def test_the_ranking_asks_by_the_index_of_kind_status_and_area(zone: Zone) -> None:
    connection, _, _ = zone
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    matched(connection, Wanted("plant", "150", power="2"), TODAY, 20)
    connection.set_trace_callback(None)
    for statement in asked:
        plan = [str(row[-1]) for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert any("USING" in step and "INDEX premises_fit" in step for step in plan), plan
        assert not [step for step in plan if step in ("SCAN p", "SCAN premises", "SCAN occupancies")]
