"""Hostile files, and files of the future."""

import gzip
import json
from collections.abc import Callable
from hashlib import sha256

import pytest

from gridlog.core.event import Stamp, created, hash_id
from gridlog.core.plan import GRACE
from gridlog.core.segment import opened
from gridlog.share.sync import Outcome
from gridlog.store.projection import rebuild
from tests.support.devices import SHARE, VISIT, Make, assert_alike, body, published
from tests.support.memory_share import MemoryShare
from tests.support.tables import dump


def forged(header: dict[str, object], *lines: bytes) -> bytes:
    """A file with this header over these lines."""
    return gzip.compress(b"\n".join((json.dumps(header).encode(), *lines, b"")))


HEADER: dict[str, object] = {
    "count": 1,
    "covers": [],
    "first": 1,
    "format": 1,
    "gridlog": "segment",
    "last": 1,
    "reader": 1,
    "replica": "f" * 16,
    "share": SHARE,
}


def named(content: bytes, number: int = 1) -> str:
    """The name that a file of the forger's would have."""
    return f"{'f' * 16}.{number}-{number}.{sha256(content).hexdigest()[:16]}.jsonl.gz"


UNREADABLE = {
    "newer": forged({**HEADER, "reader": 2, "format": 2}, body()),
    "foreign": forged({**HEADER, "share": "another"}, body()),
    "forged": forged({**HEADER, "count": 2}, body()),
    "huge": gzip.compress(bytes((64 << 20) + 1)),
    "torn": b"PK\3\4",
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_a_file_that_cannot_be_understood_is_left_alone_and_stops_nobody(
    make: Make, share: MemoryShare, fault: str
) -> None:
    one, other = make(), make()
    name = published(one, "x")
    strange = named(UNREADABLE[fault])
    share.files[strange] = UNREADABLE[fault]
    other.log("mine")
    assert other.sync() == Outcome(1, 1, 0, 0, {strange: fault}, False, "")
    assert other.sync().unread == {strange: fault}
    one.sync()
    assert share.files[strange] == UNREADABLE[fault]
    assert name in share.files
    assert_alike(one, other)


@pytest.mark.parametrize("fault", ["newer", "foreign"])
def test_what_is_of_another_time_or_place_is_not_asked_for(
    make: Make, share: MemoryShare, fault: str
) -> None:
    one = make()
    share.files[named(UNREADABLE[fault])] = UNREADABLE[fault]
    for _ in range(3):
        one.sync()
        one.now += GRACE
    assert share.files.keys() == {named(UNREADABLE[fault])}
    assert one.ids() == set()


HOSTILE = {
    "a key of another noun": created(
        "grid.saved", {"name": "x"}, "enterprise/A", (), Stamp("f" * 16, 1, 0, "", "", False)
    ).body,
    "a key without a code": created(
        "officer.saved", {"name": "x"}, "officer/", (), Stamp("f" * 16, 1, 0, "", "", False)
    ).body,
    "an edit of nothing": created(
        "visit.edited",
        {"change": {"note": "x"}},
        "ab" * 16,
        (b"\0" * 16,),
        Stamp("f" * 16, 1, 0, "", "", False),
    ).body,
    "numbers too large": body(fingerprint=10**40),
    "a day that is none": body(on="2025-02-30"),
    "the last clock there is": created(
        "visit.logged", VISIT, "", (), Stamp("f" * 16, 1, (1 << 63) - 1, "", "", False)
    ).body,
    "texts where none belong": body(participants="x", nothing=1),
    "control characters": body(note="\x1b[2J\0\u202e", officer="../../etc/passwd"),
    "an unknown noun": body("weather.changed"),
    "no kind": body(""),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_event_whatever_it_says_stops_a_sync(make: Make, share: MemoryShare, what: str) -> None:
    one, other = make(), make()
    published(one, "x")
    content = forged(HEADER, HOSTILE[what])
    share.files[named(content)] = content
    for device in (one, other, one):
        assert device.sync().trouble == ""
    other.log("y")
    for device in (other, one):
        device.sync()
    assert HOSTILE[what] in one.bodies()
    assert_alike(one, other)


def nested(depth: int, row: str = "", number: int = 1, prev: tuple[bytes, ...] = ()) -> bytes:
    """An event whose data are a box in a box in a box."""
    plain = created("visit.logged", {"x": "BOX"}, row, prev, Stamp("f" * 16, number, 0, "", "", False)).body
    return plain.replace(b'"BOX"', b"[" * depth + b"]" * depth)


def deeper(levels: int, act: Callable[[], object]) -> None:
    """Do something from further down the stack, as another command may."""
    __tracebackhide__ = True
    if levels:
        deeper(levels - 1, act)
    else:
        act()


def test_an_event_that_was_read_once_can_always_be_read(make: Make, share: MemoryShare) -> None:
    one = make()
    share.is_writable = False
    depths = [4, 64, *range(700, 1000, 4)]
    for number, depth in enumerate(depths, 1):
        first = nested(depth, number=number)
        content = forged({**HEADER, "first": number, "last": number}, first)
        share.files[named(content, number)] = content
    one.sync()
    for number, depth in enumerate(depths, 1):
        first = nested(depth, number=number)
        more = nested(1, hash_id(first).hex(), number + 1000, (hash_id(first),))
        content = forged({**HEADER, "first": number + 1000, "last": number + 1000}, more)
        share.files[named(content, number + 1000)] = content
    deeper(80, one.sync)
    deeper(120, lambda: rebuild(one.connection))
    assert hash_id(nested(depths[0], number=1)) in one.ids()


def test_what_this_version_does_not_know_survives_byte_for_byte_and_is_passed_on(
    make: Make, share: MemoryShare
) -> None:
    owner, peer, newcomer = make(), make(), make()
    (visit,) = owner.log("x")
    owner.say("visit.praised", {"stars": 5, "deep": {"er": [1, None, True, "字"]}}, row=visit)
    owner.say("weather.changed", {"to": "rain"}, "weather/today")
    owner.sync()
    bodies = owner.bodies()
    for number in range(7):
        published(owner, f"{number}")
    owner.now += GRACE
    owner.sync()
    assert len(share.files) == 1
    peer.sync()
    share.files.clear()
    peer.sync()
    newcomer.sync()
    assert bodies <= newcomer.bodies()
    assert len(dump(newcomer.connection)["flaws"]) == 2
    assert_alike(owner, peer, newcomer)


def test_bytes_that_we_would_write_otherwise_survive_too(make: Make, share: MemoryShare) -> None:
    later = body().replace(b'"v":1', b'"v":2,"zzz":{"new":[1, 2]}')
    spaced = body(note="spaced").replace(b'{"clock":', b'{ "clock" : ')
    for line in (later, spaced):
        content = forged(HEADER, line)
        share.files[named(content)] = content
    assert [name for name, content in share.files.items() if opened(content, SHARE).name != name] == []
    peer, newcomer = make(), make()
    assert peer.sync().came == 2
    share.files.clear()
    peer.sync()
    newcomer.sync()
    assert newcomer.bodies() == {later, spaced}
    assert_alike(peer, newcomer)
