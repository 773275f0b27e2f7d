"""The event: one immutable fact, its canonical bytes, its identity and its place in the order.

Source: docs/format.md. The hybrid clock follows Kulkarni et al., "Logical Physical Clocks" (2014);
ids are written in Crockford's base 32 (2019 text: no I, L, O, U).
"""

import heapq
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import repeat
from json.encoder import encode_basestring
from typing import NamedTuple, NoReturn, TypeAlias, cast
from unicodedata import normalize

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | bool | None"
Data: TypeAlias = Mapping[str, Json]

FORMAT = 1
ID_BYTES = 16
COUNTER_BITS = 16
LAST_COUNT = (1 << COUNTER_BITS) - 1
MAX_BODY_BYTES = 1 << 20
MAX_DEPTH = 64
BACKSLASH = 0x5C  # a number, for a search for bytes in bytes takes ten times as long
MAX_AHEAD_MS = 24 * 60 * 60 * 1000
LAST_NUMBER = (1 << 63) - 1
LAST_MS = (1 << 47) - 1  # in the year 6429: the last time that an event can carry


class Misfit(Exception):
    """The data have no meaning in this version. The log keeps the event and counts it; this error is never fatal."""


class Event(NamedTuple):
    """A decoded event.

    `row` names the thing that the event is about: it is the id of the row's first event, or the hash of a natural
    `key` such as `enterprise/E001`. `clock` is milliseconds since 1970 shifted by 16 bits, plus a counter.
    """

    id: bytes
    row: bytes
    key: str
    kind: str
    data: Data
    clock: int
    replica: str
    number: int
    prev: tuple[bytes, ...]
    time: str
    by: str
    clock_was_set: bool
    body: bytes

    @property
    def rank(self) -> tuple[int, str, bytes]:
        """Return the key that orders events whose authors did not see one another's event."""
        return (self.clock, self.replica, self.id)


class Stamp(NamedTuple):
    """What the author's machine adds to a fact: the replica, the number of the event, the time and the author."""

    replica: str
    number: int
    clock: int
    time: str
    by: str
    clock_was_set: bool


def tick(last: int, now_ms: int) -> int:
    """Return the next local clock value: never behind the wall clock, always after `last`."""
    return max(last + 1, min(now_ms, LAST_MS) << COUNTER_BITS)


def follow(last: int, remote: int, now_ms: int) -> int:
    """Return the local clock after an event with the clock `remote` arrived.

    `remote` pulls `last` at most a day past the wall clock.
    """
    return max(last, min(remote, (now_ms + MAX_AHEAD_MS) << COUNTER_BITS))


def recorded_at(event: Event) -> datetime:
    """Return when the event was recorded, by its author's wall clock.

    When the event does not say it, return the hybrid clock, which other replicas may have pulled ahead.
    """
    try:
        said = datetime.fromisoformat(event.time)
    except ValueError:
        said = None
    if said is not None and said.tzinfo is not None:
        return said
    return datetime.fromtimestamp((event.clock >> COUNTER_BITS) / 1000, UTC)


def hash_id(body: bytes) -> bytes:
    """Return the id of an event: the first 16 bytes of the SHA-256 of its canonical bytes."""
    return sha256(body).digest()[:ID_BYTES]


def natural_row(key: str) -> bytes:
    """Return the row that a natural key such as `enterprise/E001` names."""
    return hash_id(key.encode())


quoted = encode_basestring  # writes a text as canonical JSON
encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@lru_cache(64)
def _word(text: str) -> str:
    """Return a text that many events share, as JSON."""
    return encoded(text)


def _no_fraction(text: str) -> NoReturn:
    raise Misfit(f"not a whole number: {text[:40]}")


_decoded = json.JSONDecoder(parse_float=_no_fraction, parse_constant=_no_fraction).raw_decode


class Frame(NamedTuple):
    """What many events of one author and one moment have in common around their data."""

    before: str
    between: str
    after: str

    def around(self, data: bytes, number: int, clock: int) -> bytes:
        """Return the canonical bytes of one event; its data are canonical JSON already.

        Raises UnicodeEncodeError for text that is not Unicode (a lone surrogate).
        """
        ms, count = clock >> COUNTER_BITS, clock & LAST_COUNT
        before = f'{self.before}{ms},{count}],"data":'
        return before.encode() + data + f"{self.between}{number}{self.after}".encode()


def framed(kind: str, row: str, prev: Sequence[bytes], stamp: Stamp) -> Frame:
    """Return what stands around the data of events of this kind, about this row and after the events `prev`.

    `row` is a natural key, 32 hexadecimal digits of a first event, or empty for a new row.
    """
    # Written out by hand in the order of the keys: a generic encoder takes twice as long.
    by = f'"by":{_word(stamp.by)},' if stamp.by else ""
    causes = ",".join([f'"{one.hex()}"' for one in prev])
    named = f'"row":{encoded(row)},' if row else ""
    was_set = '"set":true,' if stamp.clock_was_set else ""
    return Frame(
        f'{{{by}"clock":[',
        f',"kind":{_word(kind)},"number":',
        f',"prev":[{causes}],"replica":{_word(stamp.replica)},{named}{was_set}"time":{_word(stamp.time)},"v":{FORMAT}}}',
    )


def encode(kind: str, data: Data, row: str, prev: Sequence[bytes], stamp: Stamp) -> bytes:
    """Return the canonical bytes: UTF-8 JSON, keys sorted, no blanks.

    Raises UnicodeEncodeError for text that is not Unicode (a lone surrogate).
    """
    return framed(kind, row, prev, stamp).around(encoded(data).encode(), stamp.number, stamp.clock)


def created(kind: str, data: Data, row: str, prev: tuple[bytes, ...], stamp: Stamp) -> Event:
    """Return a new event with these data."""
    body = encode(kind, data, row, prev, stamp)
    id = hash_id(body)
    key, row_id = _named(row, id)
    return Event(
        id,
        row_id,
        key,
        kind,
        data,
        stamp.clock,
        stamp.replica,
        stamp.number,
        prev,
        stamp.time,
        stamp.by,
        stamp.clock_was_set,
        body,
    )


def _named(row: str, id: bytes) -> tuple[str, bytes]:
    if not row:
        return "", id
    if "/" in row:
        return row, natural_row(row)
    return "", _hex_id(row)


def _hex_id(text: object) -> bytes:
    if not isinstance(text, str) or len(text) != 2 * ID_BYTES or not text.isalnum():
        raise Misfit(f"not an id: {str(text)[:40]!r}")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Misfit(f"not an id: {text!r}") from None


def decode(body: bytes) -> Event:
    """Read an event from its canonical bytes.

    Raises Misfit when the bytes are not an event that this version can place; raises no other error.
    """
    envelope = object_in(body)
    named, kind, replica, time, by = all_text(envelope, ("row", "kind", "replica", "time", "by"))
    id = hash_id(body)
    key, row = _named(named, id)
    return Event(
        id,
        row,
        key,
        kind,
        _object(envelope, "data"),
        _clock(envelope),
        replica,
        number(envelope, "number"),
        tuple(map(_hex_id, prev)) if (prev := _list(envelope, "prev")) else (),
        time,
        by,
        flag(envelope, "set"),
        body,
    )


def object_in(body: bytes) -> Data:
    """Return the JSON object that these bytes spell: UTF-8, whole numbers, real characters. Raises Misfit."""
    if len(body) > MAX_BODY_BYTES:
        raise Misfit(f"{len(body)} bytes are more than an event may have")
    try:
        told = body.decode()
        found, end = _decoded(told)
    except (ValueError, RecursionError) as problem:
        raise Misfit(f"not JSON: {problem}") from None
    if told.count("[") + told.count("{") > MAX_DEPTH and _depth(found) > MAX_DEPTH:
        raise Misfit(f"nested deeper than {MAX_DEPTH}")
    if not isinstance(found, dict) or end != len(told):
        raise Misfit("not a JSON object")
    if BACKSLASH in body and b"\\u" in body:
        _refuse_surrogates(found)
    return found


def _depth(value: Json) -> int:
    """Return how deep lists and objects stand in one another. The function does not call itself."""
    depth, level = 0, [value]
    while level:
        inside: list[Json] = []
        for one in level:
            inside += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        depth, level = depth + 1, inside
    return depth - 1


def _refuse_surrogates(envelope: Data) -> None:
    """Raise Misfit for half a character: JSON can spell one, but nothing that stores text can keep it."""
    try:
        encoded(envelope).encode()
    except (ValueError, RecursionError):
        raise Misfit("text that is not Unicode") from None


def _clock(envelope: Data) -> int:
    pair = envelope.get("clock")
    if isinstance(pair, list) and len(pair) == 2:
        ms, count = pair
        if type(ms) is type(count) is int and 0 <= ms <= LAST_MS and 0 <= count <= LAST_COUNT:
            return (ms << COUNTER_BITS) | count
    raise Misfit(f"not a clock: {str(pair)[:40]}")


def _object(data: Data, key: str) -> Data:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise Misfit(f"{key} is not an object")
    return value


def _list(data: Data, key: str) -> Sequence[Json]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise Misfit(f"{key} is not a list")
    return value


def text(data: Data, key: str) -> str:
    """Return the text under `key`, empty when there is none. Raises Misfit for another type."""
    value = data.get(key, "")
    if not isinstance(value, str):
        raise Misfit(f"{key} is not text")
    return value


_NO_TEXT = repeat("")


def all_text(data: Data, keys: Sequence[str]) -> list[str]:
    """Return the texts under `keys`, each empty when there is none. Raises Misfit for another type."""
    values = cast(list[str], list(map(data.get, keys, _NO_TEXT)))
    try:
        "".join(values)
    except TypeError:
        return [text(data, key) for key in keys]  # the call that fails names the key in its error
    return values


def number(data: Data, key: str, default: int = 0) -> int:
    """Return the whole number under `key`, within 63 bits. Raises Misfit for another type."""
    value = data.get(key, default)
    if type(value) is int and -LAST_NUMBER <= value <= LAST_NUMBER:
        return value
    raise Misfit(f"{key} is not a whole number")


def flag(data: Data, key: str) -> bool:
    """Return whether `key` is true; an absent key is false. Raises Misfit for another type."""
    value = data.get(key, False)
    if value is True or value is False:
        return value
    raise Misfit(f"{key} is not true or false")


def texts(data: Data, key: str) -> tuple[str, ...]:
    """Return the list of texts under `key`. Raises Misfit for another type."""
    return tuple(text({key: one}, key) for one in _list(data, key)) if key in data else ()


def civil(data: Data, key: str) -> date:
    """Return the civil date under `key`. Raises Misfit when there is none."""
    try:
        return date.fromisoformat(text(data, key))
    except ValueError:
        raise Misfit(f"{key} is not a date") from None


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events in order: causes before effects.

    Events whose authors did not see one another's event are ordered by clock, replica, id. A cause that is not in
    `events` counts as seen. The result depends on the set of events alone.
    """
    by_id = {one.id: one for one in events}
    if len(by_id) == 1:
        return list(by_id.values())
    waiting = {id: sum(cause in by_id for cause in set(one.prev)) for id, one in by_id.items()}
    effects: dict[bytes, list[bytes]] = {}
    for one in by_id.values():
        for cause in set(one.prev):
            effects.setdefault(cause, []).append(one.id)
    ready = [one.rank for one in by_id.values() if not waiting[one.id]]
    heapq.heapify(ready)
    ordered = []
    while ready:
        one = by_id[heapq.heappop(ready)[2]]
        ordered.append(one)
        for id in effects.get(one.id, ()):
            waiting[id] -= 1
            if not waiting[id]:
                heapq.heappush(ready, by_id[id].rank)
    return ordered


def heads(events: Iterable[Event]) -> tuple[bytes, ...]:
    """Return the ids of the events that no event in `events` follows, smallest id first.

    Two or more heads are a conflict.
    """
    kept = list(events)
    seen = {cause for one in kept for cause in one.prev}
    return tuple(sorted({one.id for one in kept} - seen))


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [high + low for high in ALPHABET for low in ALPHABET]
_FORTY_BITS = (1 << 40) - 1
SHORT = 6
_READ = str.maketrans("ILOilo", "110110")


def written(id: bytes) -> str:
    """Return an id as people and scripts write it: 26 letters of Crockford's base 32."""
    # Three numbers that each fit a machine word, without a loop: a loop takes 2.7 times as long.
    value, pairs = int.from_bytes(id, "big") << 2, _PAIRS
    a, b, c = value >> 80, value >> 40 & _FORTY_BITS, value & _FORTY_BITS
    return (
        f"{pairs[a >> 40]}{pairs[a >> 30 & 1023]}{pairs[a >> 20 & 1023]}{pairs[a >> 10 & 1023]}{pairs[a & 1023]}"
        f"{pairs[b >> 30]}{pairs[b >> 20 & 1023]}{pairs[b >> 10 & 1023]}{pairs[b & 1023]}"
        f"{pairs[c >> 30]}{pairs[c >> 20 & 1023]}{pairs[c >> 10 & 1023]}{pairs[c & 1023]}"
    )


def read_prefix(typed: str) -> str | None:
    """Return the typed prefix of an id in the letters in which ids are stored; None when it cannot be a prefix.

    The typed letters may be half-width or full-width.
    """
    if not typed.isascii():
        typed = normalize("NFKC", typed)
    prefix = typed.strip().translate(_READ).upper()
    return prefix if prefix and len(prefix) <= 26 and set(prefix) <= set(ALPHABET) else None


def read_id(letters: str) -> bytes:
    """Return the bytes of a whole written id: the inverse of `written`."""
    value = 0
    for letter in letters:
        value = value << 5 | ALPHABET.index(letter)
    return (value >> 2).to_bytes(ID_BYTES, "big")
