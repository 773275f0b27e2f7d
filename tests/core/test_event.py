"""The event: its bytes never change unseen, whatever arrives is read or refused, order follows causes."""

import json
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import (
    ALPHABET,
    COUNTER_BITS,
    ID_BYTES,
    LAST_MS,
    MAX_AHEAD_MS,
    MAX_BODY_BYTES,
    Data,
    Event,
    Json,
    Misfit,
    Stamp,
    created,
    decode,
    encode,
    follow,
    hash_id,
    heads,
    in_order,
    natural_row,
    read_id,
    read_prefix,
    tick,
    written,
)
from tests.support.kinds import EVERY_KIND

STAMP = Stamp(
    "0123456789abcdef", 7, 1763712000000 << COUNTER_BITS | 3, "2025-11-21T16:00:00+08:00", "P1", False
)

unicode_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | unicode_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(unicode_text, inner, max_size=3),
    max_leaves=8,
)
data_of_events = st.dictionaries(unicode_text, json_values, max_size=5)
ids = st.binary(min_size=ID_BYTES, max_size=ID_BYTES)
rows = (
    st.just("")
    | ids.map(bytes.hex)
    | st.builds("{}/{}".format, st.sampled_from(["grid", "day"]), unicode_text)
)
clocks = st.integers(0, (1 << 63) - 1)
replicas = st.binary(min_size=8, max_size=8).map(bytes.hex)
times = st.datetimes().map(lambda one: one.isoformat(timespec="seconds") + "+08:00")
stamps = st.builds(Stamp, replicas, st.integers(0, (1 << 63) - 1), clocks, times, unicode_text, st.booleans())


# Bytes.


@given(st.sampled_from(EVERY_KIND), data_of_events, rows, st.lists(ids, max_size=3), stamps)
def test_what_is_written_is_read_back_the_same(
    kind: str, data: Data, row: str, prev: list[bytes], stamp: Stamp
) -> None:
    event = created(kind, data, row, tuple(prev), stamp)
    assert decode(event.body) == event
    assert event.body == encode(kind, data, row, prev, stamp)
    assert event.id == hash_id(event.body)


@pytest.mark.parametrize("word", ['"', "a\\", "a\nb", '","v":2,"x":"'], ids=ascii)
def test_no_word_of_an_event_breaks_out_of_its_quotes(word: str) -> None:
    event = created(word, {word: word}, f"grid/{word}", (), STAMP._replace(replica=word, time=word, by=word))
    assert decode(event.body) == event


@given(data_of_events, stamps, st.randoms(use_true_random=False))
def test_the_bytes_do_not_depend_on_the_order_in_which_fields_were_said(
    data: dict[str, Json], stamp: Stamp, chance: random.Random
) -> None:
    shuffled = list(data.items())
    chance.shuffle(shuffled)
    assert encode("a.b", dict(shuffled), "", (), stamp) == encode("a.b", data, "", (), stamp)


def test_the_canonical_bytes_of_a_new_row_stay_what_they_are() -> None:
    data: Data = {
        "on": "2025-11-21",
        "enterprise": "E1",
        "note": '说"好"\n',
        "nothing": False,
        "participants": [],
    }
    event = created("visit.logged", data, "", (), STAMP)
    assert event.body.decode() == (
        '{"by":"P1","clock":[1763712000000,3],'
        '"data":{"enterprise":"E1","note":"说\\"好\\"\\n","nothing":false,"on":"2025-11-21","participants":[]},'
        '"kind":"visit.logged","number":7,"prev":[],"replica":"0123456789abcdef",'
        '"time":"2025-11-21T16:00:00+08:00","v":1}'
    )
    assert event.id.hex() == "e830b23d7bbcce1d7a6f4042dc3cafee"
    assert written(event.id) == "X0RB4FBVQK71TYKF811DRF5FXR"
    assert (event.row, event.key) == (event.id, "")


def test_the_canonical_bytes_of_a_later_event_of_a_natural_row_stay_what_they_are() -> None:
    stamp = STAMP._replace(by="", clock_was_set=True)
    event = created("enterprise.saved", {"key": True}, "enterprise/E1", (bytes(range(16)),), stamp)
    assert event.body.decode() == (
        '{"clock":[1763712000000,3],"data":{"key":true},"kind":"enterprise.saved","number":7,'
        '"prev":["000102030405060708090a0b0c0d0e0f"],"replica":"0123456789abcdef","row":"enterprise/E1",'
        '"set":true,"time":"2025-11-21T16:00:00+08:00","v":1}'
    )
    assert event.row.hex() == "0348cc2c7fa90ab04fd062336cb600d2"
    assert event.row == natural_row("enterprise/E1")


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"], ids=ascii)
def test_text_that_is_not_unicode_is_never_written(text: str) -> None:
    with pytest.raises(UnicodeEncodeError):
        encode("visit.logged", {"note": text}, "", (), STAMP)


# Whatever arrives.


def body_with(**fields: object) -> bytes:
    """A good event's bytes with some fields replaced, and left out where `...` is said."""
    envelope: dict[str, object] = json.loads(encode("visit.logged", {"on": "2025-11-21"}, "", (), STAMP))
    envelope |= fields
    return json.dumps({key: value for key, value in envelope.items() if value is not ...}).encode()


NAN, INFINITY = float("nan"), float("inf")
BAD_FIELDS: dict[str, list[object]] = {
    "clock": [
        *(..., None, 5, [], [1], [1, 2, 3], {"0": 1, "1": 2}),
        *([-1, 0], [0, -1], [1 << 47, 0], [0, 1 << COUNTER_BITS], [10**400, 0]),
        *(["1", 2], [1.0, 2], [NAN, 0], [INFINITY, 0], [None, None], [True, False]),
    ],
    "row": [
        *(5, None, [], "E1", "zz" * 16, "ab" * 15, "ab" * 17),
        *(" " * 32, "ab " * 10 + "ab", "１" * 32, "enterprise/\ud800"),
    ],
    "prev": [None, 5, "ab" * 16, {"a": 1}, [5], [None], ["x"], [["ab" * 16]], [" " * 32]],
    "data": [None, 5, "x", [], [["on", "2025-11-21"]]],
    "number": [None, "1", 1.5, True, 1 << 63, -(1 << 63), 10**400, NAN, -INFINITY],
    "kind": [None, 5, ["a"], {}],
    "replica": [None, 5, ["a"]],
    "time": [None, 5],
    "by": [None, 5, []],
    "set": [None, 1, "yes"],
}
BAD_BODIES = {
    "nothing": b"",
    "a blank": b" ",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"event"',
    "half an object": b'{"v":1,',
    "two objects": b"{}{}",
    "not UTF-8": b'{"kind":"\xff"}',
    "an odd UTF-16": b"\xff\xfe{",
    "lists without end": b"[" * 200_000,
    "objects without end": b'{"data":' * 100_000,
    "a number without end": body_with(number=...).replace(b"{", b'{"number":' + b"9" * 100_000 + b",", 1),
    "nothing said": b"{}",
    "more than an event may have": body_with(note="x" * MAX_BODY_BYTES),
    **{
        f"{field} {ascii(value)[:30]}": body_with(**{field: value})
        for field, values in BAD_FIELDS.items()
        for value in values
    },
    "half a character as bytes": body_with(row="enterprise/?").replace(b"?", b"\xed\xa0\x80"),
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_what_is_no_event_is_a_misfit_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(Misfit):
        decode(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_are_a_misfit(body: bytes) -> None:
    assert read_or_refused(body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
envelope_keys = st.sampled_from(
    ["row", "prev", "clock", "data", "kind", "number", "replica", "time", "by", "set", "v", "new"]
)


@given(st.dictionaries(envelope_keys, anything, max_size=4))
def test_an_event_with_fields_of_any_type_is_read_or_is_a_misfit(fields: dict[str, object]) -> None:
    assert read_or_refused(body_with(**fields))


@pytest.mark.parametrize("field", ["row", "prev", "clock", "data", "kind", "number", "new"])
def test_a_field_nested_just_deep_enough_to_be_parsed_is_read_or_is_a_misfit(field: str) -> None:
    for depth in range(1, 1100, 3):
        body = body_with(**{field: "?"}).replace(b'"?"', b"[" * depth + b"]" * depth)
        assert read_or_refused(body)


def read_or_refused(body: bytes) -> bool:
    """Whether `decode` gave an event that keeps its bytes, or a Misfit; other exceptions go on."""
    try:
        event = decode(body)
    except Misfit:
        return True
    return event.body == body and event.id == hash_id(body)


def test_fields_of_a_later_version_are_kept_in_the_bytes() -> None:
    body = body_with(signature="abc", v=9)
    assert decode(body).body == body


# Order.


def chain(links: Sequence[tuple[int, str, set[int]]]) -> list[Event]:
    """Events of one row: clock, replica and which of the earlier ones each has seen."""
    made: list[Event] = []
    for number, (clock, replica, seen) in enumerate(links):
        prev = tuple(made[at % number].id for at in sorted(seen)) if number else ()
        stamp = Stamp(replica, number, clock, "", "", False)
        made.append(created("visit.edited", {}, "0" * 32, prev, stamp))
    return made


histories = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from("ABC"), st.sets(st.integers(0, 7), max_size=3)),
    min_size=1,
    max_size=8,
).map(chain)


@given(histories)
def test_causes_come_before_effects_whatever_the_clocks_say(events: list[Event]) -> None:
    ordered = [one.id for one in in_order(events)]
    assert sorted(ordered) == sorted(one.id for one in events)
    for one in events:
        assert all(ordered.index(cause) < ordered.index(one.id) for cause in one.prev)


@given(histories, st.randoms(use_true_random=False), st.integers(0, 8))
def test_the_order_depends_on_the_set_alone(events: list[Event], chance: random.Random, dropped: int) -> None:
    some = events[min(dropped, len(events) - 1) :]  # the causes of the rest are missing
    arrived = [*some, *chance.choices(some, k=3)]
    chance.shuffle(arrived)
    assert in_order(arrived) == in_order(some)


@given(histories)
def test_the_order_is_the_least_by_rank_that_respects_causes(events: list[Event]) -> None:
    left, expected = list(events), []
    while left:
        names = {one.id for one in left}
        ready = [one for one in left if not names & set(one.prev)]
        expected.append(min(ready, key=lambda one: one.rank))
        left.remove(expected[-1])
    assert in_order(events) == expected


def test_events_that_did_not_see_one_another_go_by_clock_then_replica_then_id() -> None:
    events = chain([(5, "B", set()), (5, "A", set()), (4, "C", set()), (5, "A", set())])
    first, second = sorted((events[1], events[3]), key=lambda one: one.id)
    assert in_order(events) == [events[2], first, second, events[0]]


def test_nothing_is_in_order_already() -> None:
    assert in_order([]) == []
    assert heads([]) == ()


@given(histories)
def test_heads_are_what_nobody_has_answered(events: list[Event]) -> None:
    found = heads(events)
    assert list(found) == sorted(found)
    assert set(found) == {one.id for one in events if not any(one.id in other.prev for other in events)}
    assert found == heads([*reversed(events), *events])
    assert found


# Clocks.


@given(clocks, st.integers(0, LAST_MS))
def test_a_tick_is_later_than_the_last_and_never_behind_the_wall(last: int, now_ms: int) -> None:
    ticked = tick(last, now_ms)
    assert ticked > last
    assert ticked >= now_ms << COUNTER_BITS
    assert ticked in (last + 1, now_ms << COUNTER_BITS)


@given(clocks, clocks, st.integers(0, 1 << 46))
def test_hearing_of_a_clock_never_turns_ours_back_nor_pulls_it_a_day_ahead(
    last: int, remote: int, now_ms: int
) -> None:
    bound = (now_ms + MAX_AHEAD_MS) << COUNTER_BITS
    followed = follow(last, remote, now_ms)
    assert followed >= last
    assert followed <= max(last, bound)
    assert followed >= min(remote, bound)


def test_a_day_ahead_is_the_furthest_that_a_wrong_clock_pulls() -> None:
    now, far = 1_763_712_000_000, 4_070_908_800_000  # November 2025; January 2099
    assert follow(0, far << COUNTER_BITS, now) >> COUNTER_BITS == now + 24 * 60 * 60 * 1000


# Letters.


@given(ids)
def test_a_written_id_is_read_back(id: bytes) -> None:
    letters = written(id)
    assert read_id(letters) == id
    assert len(letters) == 26
    assert set(letters) <= set(ALPHABET)
    assert read_prefix(letters) == letters
    assert read_prefix(f" {letters.lower()} ") == letters


@given(ids, ids)
def test_written_ids_sort_as_their_bytes_do(one: bytes, other: bytes) -> None:
    assert (written(one) < written(other)) == (one < other)


PREFIXES = [
    ("7K3M9Q", "7K3M9Q"),
    ("7k3m9q", "7K3M9Q"),
    ("  7k3m9q\n", "7K3M9Q"),
    ("ilo", "110"),
    ("ILO", "110"),
    ("0", "0"),
    ("Z" * 26, "Z" * 26),
    ("Z" * 27, None),
    ("", None),
    ("   ", None),
    ("U", None),
    ("7K-3M", None),
    ("7K 3M", None),
    ("走访", None),
    ("７Ｋ", "7K"),
    ("7K%", None),
]


@pytest.mark.parametrize(("typed", "prefix"), PREFIXES, ids=[ascii(typed) for typed, _ in PREFIXES])
def test_a_typed_prefix_forgives_case_and_look_alikes_and_nothing_else(
    typed: str, prefix: str | None
) -> None:
    assert read_prefix(typed) == prefix
