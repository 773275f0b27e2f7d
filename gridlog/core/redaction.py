"""Redaction: what takes the place of a name or a phone number, in which texts, and what is left of an event.

A stub is an event with some letters masked. It keeps the id, which is the hash of the bytes that it had. The bytes of a stub prove
nothing, so it is believed only through an event `redaction.made`, which carries it. Source: docs/format.md, "Redaction".
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast
from unicodedata import normalize

from gridlog.core.branches import BROUGHT
from gridlog.core.event import Data, Event, Json, Misfit, decode, encoded, object_in

MADE = "redaction.made"
STUBS = "stubs"
STUB = "stub"
MASK = "█"  # one for each letter, so that two redactions of one text can be joined letter by letter
MARK = b" "  # begins the bytes of a stub: nothing that arrives from a share can begin so
SPELLED = ("need/", "measure/")  # rows whose name ends in words that people typed
NAMED = tuple(f"{noun}.saved" for noun in ("enterprise", "grid", "station", "project", "premises"))
FIGURES = ("report.",)
PERSON, PHONE = "person", "phone"
SHORTEST = {PERSON: 2, PHONE: 7}
_APART = r"[\s\-\u2010-\u2015()\uff08\uff09\uff0d]{0,2}"
_DIGIT = "[0-9\uff10-\uff19]"
_NO_DIGIT = bytes({*range(256)} - {*b"0123456789"})
_WIDE_DIGIT = re.compile(rb"\xef\xbc[\x90-\x99]")
_ID = re.compile("[0-9a-f]{32}")


class Target(NamedTuple):
    """What is to be masked: `what` is person or phone, `pattern` finds it in a text."""

    what: str
    text: str
    pattern: re.Pattern[str]
    letters: bytes

    def may_be_in(self, body: bytes) -> bool:
        """Return whether a body may have the target: never wrongly no, and much sooner than the pattern of a number."""
        if self.what == PERSON:
            return self.pattern.search(body.decode()) is not None
        return self.letters in body.translate(None, _NO_DIGIT) or _WIDE_DIGIT.search(body) is not None


class Place(NamedTuple):
    """A text that is masked, or one that stays because it is a code or the name of a thing.

    `text` shows the words around the place with the target masked.
    """

    kind: str
    field: str
    text: str
    stays: bool


class Redacted(NamedTuple):
    """An event as a redaction leaves it: the envelope with masks, and the places."""

    envelope: Data
    places: tuple[Place, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything is masked."""
        return any(not one.stays for one in self.places)


def target(typed: str) -> Target:
    """Return what a person means to redact. Raises Misfit for a text that is too short to be told from others."""
    plain = normalize("NFKC", typed).strip()
    digits = re.sub(r"[\s\-()+]", "", plain)
    if digits.isdecimal():
        digits = re.sub("^(?:00)?86(?=1[3-9][0-9]{9}$)", "", digits)
        letters, what = digits, PHONE
        before = rf"(?<!{_DIGIT})(?:[+\uff0b]?(?:00)?86{_APART})?"
        spelled = (
            before + _APART.join(f"[{one}{chr(ord(one) + 0xFEE0)}]" for one in digits) + rf"(?!{_DIGIT})"
        )
    else:
        letters, what = "".join(plain.split()), PERSON
        edge = (
            r"(?<![A-Za-z])" if letters[:1].isascii() else "",
            r"(?![A-Za-z])" if letters[-1:].isascii() else "",
        )
        spelled = edge[0] + r"\s?".join(map(_either, letters)) + edge[1]
    if len(letters) < SHORTEST[what]:
        raise Misfit(f"{typed} is too short")
    return Target(what, plain, re.compile(spelled), letters.encode())


def _either(letter: str) -> str:
    """Return a pattern of a letter in half and full width."""
    wide = chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter
    return f"[{re.escape(letter)}{re.escape(wide)}]" if wide != letter else re.escape(letter)


def masked(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text with everything that the pattern finds masked, letter for letter."""
    return pattern.sub(lambda found: MASK * len(found[0]), text)


def redacted(event: Event, of: Target, codes: Collection[str] = ()) -> Redacted:
    """Return what a redaction leaves of an event. A text that is one of `codes`, or the name of a thing, stays."""
    envelope = envelope_of(event)
    places: list[Place] = []
    own = _Pen(of, codes, event.kind, places)
    left: dict[str, Json] = {**envelope, "data": own.value("data", envelope["data"])}
    if event.by:
        left["by"] = own.text("by", event.by)
    if event.key:
        left["row"] = own.key(event.key)
    return Redacted(left, tuple(places))


class _Pen:
    """Masks the texts of one event and notes each place."""

    def __init__(self, of: Target, codes: Collection[str], kind: str, places: list[Place]) -> None:
        self.of, self.codes, self.kind, self.places = of, codes, kind, places

    def value(self, field: str, value: Json) -> Json:
        """Return a value of any type with its texts masked."""
        if isinstance(value, str):
            return self.text(field, value)
        if isinstance(value, Mapping):
            return {key: self.value(key, one) for key, one in value.items()}
        if isinstance(value, Sequence):
            return [self.value(field, one) for one in value]
        return value

    def text(self, field: str, text: str) -> str:
        """Return one text with the target masked."""
        found = masked(text, self.of.pattern)
        if found == text:
            return text
        if self.kind.endswith(BROUGHT) and field == "events":
            return self._event(text)
        stays = self._stays(field, text, found)
        self.places.append(Place(self.kind, field, found, stays))
        return text if stays else found

    def _stays(self, field: str, text: str, found: str) -> bool:
        if text in self.codes:
            return True
        if self.of.what == PHONE:
            return False
        if self.kind in NAMED and field == "name":
            return True
        return self.kind.startswith(FIGURES) and field != "reason" and bool(found.strip(MASK))

    def _event(self, text: str) -> str:
        """Return an event that was brought along, as text, with the target masked. Its id stays."""
        try:
            one = kept(text.encode(errors="replace"))
        except Misfit:
            return masked(text, self.of.pattern)
        left = redacted(one, self.of, self.codes)
        self.places.extend(left.places)
        return stub_body(one.id, left.envelope).decode() if left.is_changed else text

    def key(self, key: str) -> str:
        """Return the name of a row with the words in it masked; codes in it stay."""
        found = masked(key, self.of.pattern)
        if found == key:
            return key
        noun, code, *words = key.split("/", 2)
        left = (
            f"{noun}/{code}/{masked(words[0], self.of.pattern)}" if words and key.startswith(SPELLED) else key
        )
        self.places.append(Place(self.kind, "row", found, left == key))
        return left


def envelope_of(event: Event) -> Data:
    """Return the body of an event as an object, without the mark of a stub."""
    return {key: one for key, one in object_in(event.body.removeprefix(MARK)).items() if key != STUB}


def stub_body(id: bytes, envelope: Data, by: Sequence[str] = ()) -> bytes:
    """Return the bytes under which a stub is kept: `by` names the redactions, in hexadecimal."""
    mark: Data = {"id": id.hex(), **({"by": sorted(by)} if by else {})}
    return MARK + encoded({**envelope, STUB: mark}).encode()


def is_stub(body: bytes) -> bool:
    """Return whether the bytes that are kept of an event are those of a stub."""
    return body.startswith(MARK)


def kept(body: bytes) -> Event:
    """Return an event from the bytes that are kept here: its own, or those of a stub. Raises Misfit."""
    if not is_stub(body):
        return decode(body)
    envelope = dict(object_in(body.removeprefix(MARK)))
    mark = envelope.pop(STUB, None)
    id = mark.get("id") if isinstance(mark, Mapping) else None
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise Misfit("a stub without the id of its event")
    return stub(bytes.fromhex(id), envelope, redactions_of(body))


def stub(id: bytes, envelope: Data, by: Sequence[str] = ()) -> Event:
    """Return the event that a stub is. Raises Misfit."""
    one = decode(encoded(envelope).encode(errors="replace"))
    row = id if one.row == one.id else one.row  # the row of an event that begins one is the event
    return one._replace(id=id, row=row, body=stub_body(id, envelope, by))


def redactions_of(body: bytes) -> list[str]:
    """Return the ids, in hexadecimal, of the redactions that a stub obeys; none for other events."""
    if not is_stub(body):
        return []
    mark: Any = json.loads(body).get(STUB)
    by = mark.get("by", []) if isinstance(mark, dict) else []
    return [one for one in by if isinstance(one, str) and _ID.fullmatch(one)] if isinstance(by, list) else []


def stubs_of(event: Event) -> Iterator[tuple[bytes, Data]]:
    """Yield the id and the envelope of each stub that a redaction carries; what is no event is left out."""
    given = event.data.get(STUBS)
    for id, envelope in given.items() if isinstance(given, Mapping) else ():
        if _ID.fullmatch(id) and isinstance(envelope, Mapping):
            try:
                stub(bytes.fromhex(id), envelope)
            except Misfit:
                continue
            yield bytes.fromhex(id), envelope


def joined(one: Json, other: Json) -> Json:
    """Return what two redactions leave together: a letter that either masks is masked.

    The result is the same in any order and for any repetition, also of values that differ in more than masks.
    """
    if type(one) is not type(other):
        return max(one, other, key=lambda value: (_rank(value), encoded(value)))
    if isinstance(one, Mapping):
        more = cast("Mapping[str, Json]", other)
        return {
            key: joined(one[key], more[key]) if key in one and key in more else one.get(key, more.get(key))
            for key in sorted({*one, *more})
        }
    if isinstance(one, str):
        return _joined_text(one, str(other))
    if isinstance(one, Sequence):
        rest = cast("Sequence[Json]", other)
        pairs = [joined(*pair) for pair in zip(one, rest, strict=False)]
        return [*pairs, *one[len(pairs) :], *rest[len(pairs) :]]
    return max(one, other, key=lambda value: _rank(value) if value is None else int(cast(int, value)))


def _rank(value: Json) -> int:
    return next(
        at for at, kind in enumerate((type(None), bool, int, str, list, dict)) if isinstance(value, kind)
    )


def _joined_text(one: str, other: str) -> str:
    """Return two texts as one; where they differ there is a mask."""
    if len(one) != len(other):
        return MASK * max(len(one), len(other))
    return "".join(a if a == b else MASK for a, b in zip(one, other, strict=True))
