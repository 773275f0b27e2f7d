"""The segment: what is read back is what was sealed, and whatever else lies there is one of six faults, never more."""

import gzip
import json
import tracemalloc
import zlib
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core import segment as segments
from gridlog.core.event import MAX_BODY_BYTES, Data, Event, Stamp, created, decode
from gridlog.core.segment import (
    FAULTS,
    MAX_EVENTS,
    MAX_FILE,
    NAME,
    Unread,
    events,
    healed,
    opened,
    sealed,
)

SHARE = "5ea5ea5ea5ea5ea5"
REPLICA = "0123456789abcdef"
VISIT: Data = {"on": "2025-11-20", "enterprise": "E1", "officer": "P1", "note": "走访 ①"}


def event(number: int = 1, kind: str = "visit.logged", data: Data = VISIT, replica: str = REPLICA) -> Event:
    """An event of this replica."""
    stamp = Stamp(
        replica, number, (1763712000000 + number % 1000) << 16, "2025-11-21T16:00:00+08:00", "P1", False
    )
    return created(kind, data, "", (), stamp)


def body(number: int = 1, **more: Any) -> bytes:
    return event(number, **more).body


LINES = tuple(body(number) for number in (3, 4, 5))
GOOD = sealed(SHARE, REPLICA, [(3, LINES[0]), (4, LINES[1]), (5, LINES[2])], ["b", "a"])
PLAIN = gzip.decompress(GOOD.content)
HEADER: dict[str, Any] = json.loads(PLAIN.partition(b"\n")[0])


def fault_of(content: bytes) -> str:
    """What is wrong with these bytes, empty when nothing is."""
    fault = ""
    try:
        list(events(opened(content, SHARE)))
    except Unread as problem:
        fault = problem.fault
    assert fault in ("", *FAULTS)
    return fault


def packed(*parts: bytes) -> bytes:
    """Lines as a container, each with its line end."""
    return gzip.compress(b"".join(part + b"\n" for part in parts), mtime=0)


def headed(*lines: bytes, **changes: Any) -> bytes:
    """The good header but for some changes, over these lines; None takes a field away."""
    header = {**HEADER, "count": len(lines), **changes}
    told = {key: value for key, value in header.items() if value is not None}
    return packed(json.dumps(told, ensure_ascii=False).encode(), *lines)


# Round trips.


def test_what_was_sealed_is_opened() -> None:
    assert opened(GOOD.content, SHARE) == GOOD
    assert tuple(one.body for one in events(GOOD)) == LINES
    assert (GOOD.first, GOOD.last, GOOD.size, GOOD.covers) == (3, 5, 3, ("a", "b"))


NUMBERED = st.lists(
    st.tuples(
        st.integers(0, (1 << 63) - 1),
        st.dictionaries(
            st.text(max_size=5), st.text(max_size=20) | st.integers(-9, 9) | st.none(), max_size=4
        ),
    ),
    min_size=1,
    max_size=12,
)


@given(NUMBERED, st.lists(st.text(max_size=60), max_size=9))
def test_opened_is_the_inverse_of_sealed(numbered: list[tuple[int, Data]], covers: list[str]) -> None:
    made = [event(number, data=data) for number, data in numbered]
    segment = sealed(SHARE, REPLICA, [(one.number, one.body) for one in made], covers)
    assert opened(segment.content, SHARE) == segment
    assert list(events(segment)) == [decode(one.body) for one in made]
    assert segment.covers == tuple(sorted(covers))


def test_the_same_events_give_the_same_bytes() -> None:
    again = sealed(SHARE, REPLICA, [(3, LINES[0]), (4, LINES[1]), (5, LINES[2])], ("a", "b"))
    assert again == GOOD


def test_a_file_says_nothing_of_when_and_where_it_was_made() -> None:
    assert GOOD.content[:4] == b"\x1f\x8b\x08\x00"  # RFC 1952: gzip, deflate, no name, no comment
    assert GOOD.content[4:8] == bytes(4)  # no time


def test_the_name_is_made_of_the_replica_the_numbers_and_the_hash() -> None:
    assert GOOD.name == f"{REPLICA}.3-5.{sha256(GOOD.content).hexdigest()[:16]}.jsonl.gz"
    assert NAME.fullmatch(GOOD.name)


def test_other_events_make_another_name() -> None:
    others = [
        sealed(SHARE, REPLICA, [(3, LINES[0])]),
        sealed("another", REPLICA, [(3, LINES[0])]),
        sealed(SHARE, REPLICA, [(3, LINES[0])], ["x"]),
        sealed(SHARE, REPLICA, [(3, body(3, data={**VISIT, "note": "?"}))]),
    ]
    assert len({one.name for one in others}) == len(others)


def test_any_gzip_reader_reads_it_line_by_line() -> None:
    lines = gzip.decompress(GOOD.content).split(b"\n")
    assert json.loads(lines[0]) == {
        "count": 3,
        "covers": ["a", "b"],
        "first": 3,
        "format": 1,
        "gridlog": "segment",
        "last": 5,
        "reader": 1,
        "replica": REPLICA,
        "share": SHARE,
        "signature": "",
    }
    assert lines[1:] == [*LINES, b""]


def test_another_packer_and_fields_of_a_later_version_are_read() -> None:
    content = headed(*LINES, zzz={"new": [1, 2]}, signature="x" * 99, format=7)
    segment = opened(content, SHARE)
    assert segment.lines == LINES
    assert segment.name != GOOD.name
    assert [one.body for one in events(segment)] == [*LINES]


def test_events_of_unknown_kinds_and_fields_are_read_byte_for_byte() -> None:
    strange = body(3, kind="weather.changed").replace(b'"v":1', b'"v":9,"zzz":[ 1 ]')
    assert [one.body for one in events(opened(headed(strange), SHARE))] == [strange]


# Torn: bytes that did not all arrive, or not as they were sent.


def test_a_file_cut_anywhere_is_torn() -> None:
    content = GOOD.content
    faults = {length: fault_of(content[:length]) for length in range(len(content))}
    assert {length: fault for length, fault in faults.items() if fault != "torn"} == {}


def test_a_file_filled_up_with_zeros_is_torn() -> None:
    content = GOOD.content
    faults = {at: fault_of(content[:at] + bytes(len(content) - at)) for at in range(len(content) - 4)}
    assert {at: fault for at, fault in faults.items() if fault != "torn"} == {}


def test_a_file_with_a_hole_is_torn() -> None:
    content = GOOD.content
    faults = {at: fault_of(content[:at] + content[at + 8 :]) for at in range(len(content) - 8)}
    assert {at: fault for at, fault in faults.items() if fault != "torn"} == {}


UNCHECKED = range(4, 10)  # RFC 1952, 2.3: time, extra flags and system are covered by no checksum


def test_a_file_with_one_wrong_bit_is_torn() -> None:
    content = GOOD.content
    wrong = {}
    for bit in range(len(content) * 8):
        at = bit // 8
        hurt = content[:at] + bytes([content[at] ^ 1 << bit % 8]) + content[at + 1 :]
        try:
            segment = opened(hurt, SHARE)
        except Unread as problem:
            if problem.fault != "torn":
                wrong[bit] = problem.fault
            continue
        if segment.lines != LINES or segment.name == GOOD.name or (at not in UNCHECKED and bit != 24):
            wrong[bit] = "taken for good"
    assert wrong == {}


@pytest.mark.parametrize("form", ["{}", "{} (1)", "some name.jsonl.gz", "PC-{}"])
def test_a_header_that_was_hurt_is_healed(form: str) -> None:
    content = GOOD.content
    name = form.format(GOOD.name)
    for bit in range(len(segments.HEADER) * 8):
        at = bit // 8
        hurt = content[:at] + bytes([content[at] ^ 1 << bit % 8]) + content[at + 1 :]
        assert healed(name, hurt) == content
    assert healed(name, bytes(10) + content[10:]) == content
    assert healed(name, b"") == segments.HEADER


@pytest.mark.parametrize("form", ["{}", "{} (1)", "PC-{}"])
def test_what_another_program_wrote_into_the_header_stays_when_the_name_vouches_for_it(form: str) -> None:
    content = gzip.compress(PLAIN, mtime=86_400)
    segment = opened(content, SHARE)
    assert segment.name != GOOD.name
    assert healed(form.format(segment.name), content) is content
    assert healed(form.format(segment.name).upper(), content) is content


TORN = {
    "nothing": b"",
    "a zero": b"\0",
    "zeros": bytes(len(GOOD.content)),
    "only the first two bytes": GOOD.content[:2],
    "not packed": PLAIN,
    "an archive of another kind": b"PK\x03\x04" + GOOD.content[4:],
    "a web page": b"<!DOCTYPE html><title>404</title>",
    "something after the end": GOOD.content + b"\0",
    "a line end after the end": GOOD.content + b"\n",
    "twice": GOOD.content * 2,
    "packed without a container": zlib.compress(PLAIN, wbits=-15),
    "packed in another container": zlib.compress(PLAIN),
    "packed twice": gzip.compress(GOOD.content),
    "a wrong checksum": GOOD.content[:-8] + bytes(4) + GOOD.content[-4:],
    "a wrong length": GOOD.content[:-4] + b"\xff\xff\xff\x7f",
}


@pytest.mark.parametrize("what", TORN)
def test_what_is_not_whole_is_torn(what: str) -> None:
    expected = "forged" if what == "packed twice" else "torn"
    assert fault_of(TORN[what]) == expected


# Forged: whole, but not what it should be.


def lines_with(line: bytes) -> bytes:
    """A file whose second event is this line."""
    return headed(LINES[0], line, LINES[2])


def changed(old: bytes, new: bytes) -> bytes:
    """A good second event but for a few bytes."""
    assert LINES[1].count(old) == 1
    return lines_with(LINES[1].replace(old, new))


CLOCK = b'"clock":[1763712000004,0]'

FORGED: dict[str, bytes] = {
    "no lines": packed(),
    "an empty line": packed(b""),
    "only line ends": gzip.compress(b"\n" * 50),
    "no header": packed(*LINES),
    "a header that is no object": packed(b"[]", *LINES),
    "a header that is text": packed(b'"segment"', *LINES),
    "a header that is no JSON": packed(b"{gridlog: segment}", *LINES),
    "a header that is not UTF-8": packed(b'{"gridlog":"\xff"}', *LINES),
    "a header of another kind": headed(*LINES, gridlog="share"),
    "a header without a kind": headed(*LINES, gridlog=None),
    "a header with a byte order mark": packed(b"\xef\xbb\xbf" + json.dumps(HEADER).encode(), *LINES),
    "a header longer than a line may be": headed(*LINES, zzz="x" * MAX_BODY_BYTES),
    "a header of nested brackets": packed(b"[" * 1_000_000, *LINES),
    "a header of closed nested brackets": packed(
        json.dumps({**HEADER, "zzz": "N"}).encode().replace(b'"N"', b"[" * 500_000 + b"]" * 500_000), *LINES
    ),
    "no events": headed(),
    "no events and no line end": gzip.compress(json.dumps({**HEADER, "count": 0}).encode()),
    "no line end at the end": gzip.compress(PLAIN[:-1]),
    "two line ends at the end": gzip.compress(PLAIN + b"\n"),
    "an empty line between": lines_with(b""),
    "a count too small": headed(*LINES, count=2),
    "a count too large": headed(*LINES, count=4),
    "a count below nothing": headed(*LINES, count=-3),
    "a count that is text": headed(*LINES, count="3"),
    "a count that is true": headed(LINES[0], count=True),
    "a count with a fraction": headed(*LINES, count=3.0),
    "a count of a thousand digits": headed(*LINES, count=10**1000),
    "a count of ten thousand digits": packed(
        json.dumps({**HEADER, "count": "N"}).replace('"N"', "9" * 10_000).encode(), *LINES
    ),
    "no count": headed(*LINES, count=None),
    "a first number too large": headed(*LINES, first=4),
    "a last number too small": headed(*LINES, last=4),
    "numbers the wrong way round": headed(*LINES, first=5, last=3),
    "a first number below nothing": headed(*LINES, first=-3),
    "a last number out of range": headed(*LINES, last=1 << 63),
    "a first number that is text": headed(*LINES, first="3"),
    "no range": headed(*LINES, first=None, last=None),
    "another replica": headed(*LINES, replica="f" * 16),
    "no replica": headed(*LINES, replica=None),
    "an empty replica": headed(*LINES, replica=""),
    "a replica that is a number": headed(*LINES, replica=12345),
    "a replica in capitals": headed(*LINES, replica=REPLICA.upper()),
    "a replica too long": headed(*LINES, replica=REPLICA + "0"),
    "a replica with a line end": headed(*LINES, replica=REPLICA + "\n"),
    "a replica with full-width digits": headed(*LINES, replica="０" * 16),
    "a path up": headed(*LINES, replica="../../etc"),
    "a path of the right length": headed(*LINES, replica="../../etc/passwd"),
    "a path of Windows": headed(*LINES, replica="..\\..\\windows\\x"),
    "an absolute path": headed(*LINES, replica="/etc/passwd00000"),
    "a drive": headed(*LINES, replica="C:00000000000000"),
    "a zero byte": headed(*LINES, replica="0123456\0abcdef0"),
    "a reader that is text": headed(*LINES, reader="1"),
    "a share that is a number": headed(*LINES, share=5),
    "covers that are text": headed(*LINES, covers="a"),
    "covers that are numbers": headed(*LINES, covers=[1]),
    "covers that are lists": headed(*LINES, covers=[[]]),
    "a lone surrogate in the header": packed(json.dumps({**HEADER, "covers": ["\ud800"]}).encode(), *LINES),
    "a header with NaN": packed(json.dumps({**HEADER, "zzz": float("nan")}).encode(), *LINES),
    "a header with a fraction": headed(*LINES, zzz=0.5),
    "an event that is no JSON": lines_with(b"hello"),
    "an event that is a list": lines_with(b"[]"),
    "an event that is nothing": lines_with(b"null"),
    "an event that is not UTF-8": changed("①".encode(), b"\xff"),
    "an event in UTF-16": lines_with(LINES[1].decode().encode("utf-16-le").replace(b"\n", b"")),
    "an event cut short": lines_with(LINES[1][:-1]),
    "an event with something after it": lines_with(LINES[1] + b"}"),
    "an event of another replica": lines_with(body(4, replica="f" * 16)),
    "an event without a replica": changed(b'"replica":', b'"rep":'),
    "an event numbered below the range": lines_with(body(2)),
    "an event numbered above the range": lines_with(body(6)),
    "an event without a number": changed(b'"number":', b'"num":'),
    "an event numbered by text": changed(b'"number":4', b'"number":"4"'),
    "an event numbered true": changed(b'"number":4', b'"number":true'),
    "an event with NaN": changed(b'"enterprise":"E1"', b'"enterprise":NaN'),
    "an event with an infinity": changed(b'"enterprise":"E1"', b'"enterprise":-Infinity'),
    "an event with a fraction": changed(b'"enterprise":"E1"', b'"enterprise":0.5'),
    "an event with an exponent": changed(b'"enterprise":"E1"', b'"enterprise":1e3'),
    "an event with ten thousand digits": changed(b'"enterprise":"E1"', b'"enterprise":' + b"9" * 10_000),
    "an event with a lone surrogate": changed(b'"E1"', b'"\\ud800"'),
    "an event with half a pair in a key": changed(b'"enterprise"', b'"\\udc00"'),
    "an event without a clock": changed(CLOCK, b'"clocks":[1,0]'),
    "an event whose clock is one number": changed(CLOCK, b'"clock":5'),
    "an event whose clock is too late": changed(CLOCK, b'"clock":[140737488355328,0]'),
    "an event whose clock is below nothing": changed(CLOCK, b'"clock":[-1,0]'),
    "an event whose clock is true": changed(CLOCK, b'"clock":[true,0]'),
    "an event whose causes are no ids": changed(b'"prev":[]', b'"prev":["../x"]'),
    "an event whose causes are nested": changed(b'"prev":[]', b'"prev":[' + b"[" * 800 + b"]" * 800 + b"]"),
    "an event whose row is no id": changed(b'"time":', b'"row":"xyz","time":'),
    "an event whose data are a list": changed(
        LINES[1][LINES[1].index(b'"data":{') : LINES[1].index(b',"kind"')], b'"data":[]'
    ),
    "an event of a million brackets": lines_with(b"[" * 1_000_000),
    "an event of a million boxes": lines_with(b'{"a":' * 200_000),
    "an event of closed brackets": lines_with(b"[" * 500_000 + b"]" * 500_000),
    "an event longer than a line may be": changed(b"\xe2\x91\xa0", b"x" * MAX_BODY_BYTES),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_is_whole_but_not_what_it_should_be_is_forged(what: str) -> None:
    assert fault_of(FORGED[what]) == "forged"


def test_the_table_of_forgeries_begins_with_a_good_file() -> None:
    """Each line above fails for what it names, not for how it is made."""
    assert fault_of(headed(*LINES)) == ""
    assert fault_of(lines_with(LINES[1])) == ""
    assert fault_of(changed(b'"enterprise":"E1"', b'"enterprise":17')) == ""
    assert fault_of(changed(CLOCK, b'"clock":[1,0]')) == ""
    assert fault_of(changed(b'"time":', b'"row":"' + b"ab" * 16 + b'","time":')) == ""
    assert fault_of(headed(*LINES, zzz=[1])) == ""
    assert fault_of(headed(*LINES, replica=REPLICA)) == ""


@pytest.mark.parametrize("where", ["data", "clock", "prev", "row", "zzz"])
def test_brackets_nested_to_any_depth_are_read_or_refused(where: str) -> None:
    unexpected = {}
    for depth in [*range(1, 900, 37), *range(900, 1020)]:
        boxes = b"[" * depth + b"]" * depth
        value = b'{"x":' + boxes + b"}" if where == "data" else boxes
        line = LINES[1][:-1] + f',"{where}":'.encode() + value + b"}"  # of two fields the later counts
        header = json.dumps({**HEADER, "zzz": "N"}).encode().replace(b'"N"', boxes)
        for content in (lines_with(line), packed(header, *LINES)):
            try:
                fault_of(content)
            except Exception as problem:  # any is one too many
                unexpected[depth] = type(problem).__name__
    assert unexpected == {}


def test_more_events_than_a_file_may_have_are_refused() -> None:
    line = LINES[0]
    assert fault_of(headed(*[line] * (MAX_EVENTS + 1), count=MAX_EVENTS + 1)) == "forged"
    assert opened(headed(*[b""] * (MAX_EVENTS - 1), line), SHARE).size == MAX_EVENTS


# Huge, newer, foreign.


def bomb(start: bytes, piece: bytes, times: int) -> bytes:
    """A container that unpacks to `start` and then to `piece` again and again, made in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    begun = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    return begun + (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)) * times


def test_a_bomb_is_huge_and_takes_little_memory() -> None:
    gibibyte = bomb(b"", bytes(1 << 20), 1024)
    assert len(gibibyte) < 2 << 20
    tracemalloc.start()
    try:
        assert fault_of(gibibyte) == "huge"
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 250 << 20


def test_a_bomb_of_one_line_after_a_good_header_is_huge() -> None:
    header = json.dumps({**HEADER, "count": 1}).encode() + b"\n"
    assert fault_of(bomb(header, b"[" * (1 << 20), 1024)) == "huge"


def test_a_bomb_is_what_it_is_said_to_be() -> None:
    stream = zlib.decompressobj(31)
    assert stream.decompress(bomb(b"start", b"again", 3)) == b"startagainagainagain"


def test_a_file_longer_than_one_may_be_is_huge_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(zlib, "decompressobj", explode)
    assert fault_of(bytes(MAX_FILE + 1)) == "huge"


def test_the_limits_are_those_of_the_format() -> None:
    assert (MAX_FILE, MAX_BODY_BYTES, MAX_EVENTS) == (64 << 20, 1 << 20, 100_000)


@pytest.mark.parametrize("size", [1 << 16, (1 << 16) + 1])
def test_the_longest_file_there_may_be_is_read(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MAX_FILE", 1 << 16)
    room = size - len(gzip.decompress(headed(LINES[0], pad="")))
    content = headed(LINES[0], pad="x" * room)
    assert len(gzip.decompress(content)) == size
    assert fault_of(content) == ("huge" if size > 1 << 16 else "")


def test_a_line_as_long_as_one_may_be_is_read() -> None:
    short = body(data={**VISIT, "note": ""})
    longest = body(data={**VISIT, "note": "x" * (MAX_BODY_BYTES - len(short))})
    assert len(longest) == MAX_BODY_BYTES
    assert fault_of(headed(longest, first=1, last=1)) == ""


NEWER: dict[str, bytes] = {
    "a reader of tomorrow": headed(*LINES, reader=2),
    "a reader of tomorrow and other fields": packed(
        json.dumps({"gridlog": "segment", "reader": 2, "parts": [1, 2]}).encode(), b"\xff\xfe"
    ),
    "a reader far ahead": headed(*LINES, reader=(1 << 63) - 1),
    "another share's": headed(*LINES, reader=2, share="another"),
}


@pytest.mark.parametrize("what", NEWER)
def test_a_container_of_a_later_version_is_newer(what: str) -> None:
    assert fault_of(NEWER[what]) == "newer"


FOREIGN: dict[str, bytes] = {
    "another id": headed(*LINES, share="another"),
    "no id": headed(*LINES, share=None),
    "an id in capitals": headed(*LINES, share=SHARE.upper()),
    "another id and nothing else right": headed(share="another", count="x", replica=5),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_of_another_share_is_foreign(what: str) -> None:
    assert fault_of(FOREIGN[what]) == "foreign"


# Whatever the bytes, nothing but a fault comes out.


@given(st.binary(max_size=2000))
def test_no_bytes_are_more_than_a_fault(content: bytes) -> None:
    assert fault_of(content) == "torn"
    fault_of(gzip.compress(content))
    fault_of(headed(content))


@given(st.data())
def test_no_damage_is_more_than_a_fault(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([GOOD.content, PLAIN])))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        gone = data.draw(st.integers(0, 8))
        content[at : at + gone] = data.draw(st.binary(max_size=8))
    fault_of(bytes(content))
    fault_of(gzip.compress(bytes(content), 1))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from([SHARE, REPLICA, "segment", "../../etc", 10**5000 // 10**4990]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(HEADER)), JSON), st.booleans())
def test_no_header_is_more_than_a_fault(changes: dict[str, Any], is_whole: bool) -> None:
    header = json.dumps({**HEADER, **changes} if is_whole else changes).encode()
    content = packed(header, *LINES)
    if not fault_of(content):
        segment = opened(content, SHARE)
        assert NAME.fullmatch(segment.name)
        assert segment.lines == LINES


FIELDS = ("by", "clock", "data", "kind", "number", "prev", "replica", "row", "set", "time", "v")


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, min_size=1))
def test_no_event_is_more_than_a_fault(changes: dict[str, Any]) -> None:
    line = json.dumps({**json.loads(LINES[1]), **changes}).encode()
    if not fault_of(lines_with(line)):
        assert [one.body for one in events(opened(lines_with(line), SHARE))] == [LINES[0], line, LINES[2]]


def test_a_fault_is_one_of_six() -> None:
    assert FAULTS == ("torn", "forged", "huge", "newer", "foreign", "unreadable")
    assert str(Unread("torn")) == "torn"
