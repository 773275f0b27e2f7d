"""How the events of a row are read after a split: with another code, or not in this row but in the row of another name.

A noun says in `NAMES` which of its fields name a thing by code, and in `KEY` what the parts of a row's own name are.
Source: docs/format.md, "One code, two things".
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from gridlog.core.branches import BROUGHT, REREAD
from gridlog.core.event import Event, Json, Misfit, in_order, text, texts
from gridlog.core.nouns import Step, module_of
from gridlog.core.redaction import kept
from gridlog.core.roster import natural

SAID_ANEW = (REREAD, BROUGHT)
AT_ONCE = 100  # so many events are brought along by one event, which must not grow too long


def recoded_kinds(noun: str) -> dict[str, Step]:
    """The two kinds of events of a noun by which a split reaches its rows. `as_read` does what they say."""

    def as_it_was(old: object, event: Event) -> object:
        natural(event, noun)
        return old

    return {f"{noun}{REREAD}": as_it_was, f"{noun}{BROUGHT}": as_it_was}


def recoded_words(noun: str, zh: str, en: str) -> dict[str, tuple[str, str]]:
    """The words of the two kinds; `zh` and `en` are the name of the noun."""
    return {
        f"{noun}{REREAD}": (f"{zh}随编号拆分更正", f"{en} read with another code"),
        f"{noun}{BROUGHT}": (f"{zh}随编号拆分转入", f"{en} brought along from another code"),
    }


def names_of(noun: str) -> Mapping[str, tuple[str, ...]]:
    """The fields of a noun that name a thing by its code, by the noun of that thing."""
    return getattr(module_of(noun, "life"), "NAMES", {})


def key_of(noun: str) -> tuple[str, ...]:
    """What the parts of the name of a noun's rows are, such as enterprise, month and key."""
    return getattr(module_of(noun, "life"), "KEY", ())


def as_read(ordered: Sequence[Event]) -> list[Event]:
    """Return the events of a row as they are read: with what was brought along, and as later events say to read them."""
    key = max(one.key for one in ordered)  # some events name a row by its hash and have no key
    own = [one if one.key else one._replace(key=key) for one in ordered]
    found = list(heapq.merge(own, brought(ordered), key=lambda one: one.rank))
    for said in ordered:
        if said.kind.endswith(REREAD):
            with suppress(Misfit):
                of, was, now = (text(said.data, key) for key in ("of", "old_code", "new_code"))
                found = list(reread(found, texts(said.data, "events"), of, was, now))
    return found


def brought(ordered: Iterable[Event]) -> list[Event]:
    """Return the events that were brought along from rows of other names, in order, each once; what is no event is left out."""
    found: dict[bytes, Event] = {}
    for said in ordered:
        if said.kind.endswith(BROUGHT):
            noun = said.kind.removesuffix(BROUGHT)
            with suppress(Misfit):
                for body in texts(said.data, "events"):
                    one = kept(body.encode(errors="replace"))
                    if one.kind.partition(".")[0] == noun and not one.kind.endswith(SAID_ANEW):
                        found.setdefault(one.id, one._replace(key=said.key, row=said.row))
    return in_order(found.values()) if found else []


def reread(events: Iterable[Event], ids: Collection[str], of: str, was: str, now: str) -> Iterator[Event]:
    """Yield the events; those with these ids that name `was` name `now`, or are left out where the row is named by it."""
    chosen = frozenset(ids)
    for one in events:
        if one.id.hex() not in chosen:
            yield one
        elif not is_in_key(one, of, was):
            yield one._replace(data={**one.data, **dict.fromkeys(named_in(one, of, was), now)})


def is_in_key(event: Event, of: str, code: str) -> bool:
    """Whether the row of an event is named by the code of a thing, as `indicator/E1/2022-06/output` is by E1."""
    return code in _in_key(event, of)


def _in_key(event: Event, of: str) -> list[str]:
    """The codes of things of a noun that name the row of an event."""
    noun, _, rest = event.key.partition("/")
    fields, key = names_of(noun).get(of, ()), key_of(noun)
    parts = rest.split("/", max(len(key) - 1, 0))
    return [part for name, part in zip(key, parts, strict=False) if name in fields]


def codes_in(event: Event, of: str) -> set[str]:
    """The codes of things of a noun that an event names, in its fields or as part of the name of its row."""
    fields = names_of(event.kind.partition(".")[0]).get(of, ())
    told = (event.data.get(field) for field in fields)
    return {*_in_key(event, of), *(one for one in told if isinstance(one, str))}


def named_in(event: Event, of: str, code: str) -> list[str]:
    """The fields in which an event names the code of a thing."""
    fields = names_of(event.kind.partition(".")[0]).get(of, ())
    return [field for field in fields if event.data.get(field) == code]


def renamed(key: str, of: str, was: str, now: str) -> str:
    """The name of a row with the code of a thing replaced."""
    noun, _, rest = key.partition("/")
    names = key_of(noun)
    parts = rest.split("/", max(len(names) - 1, 0))
    fields = names_of(noun).get(of, ())
    return "/".join(
        [
            noun,
            *(
                now if name in fields and part == was else part
                for name, part in zip(names, parts, strict=True)
            ),
        ]
    )


def bringing(events: Sequence[Event], key: str) -> Iterator[tuple[str, dict[str, Json], str]]:
    """Yield the facts, each a kind, data and a key, by which the row `key` gets events of another row as these are read."""
    noun = key.partition("/")[0]
    for first in range(0, len(events), AT_ONCE):
        bodies = [one.body.decode() for one in events[first : first + AT_ONCE]]
        yield f"{noun}{BROUGHT}", {"events": bodies}, key
    changes: dict[tuple[str, str, str], list[str]] = {}
    for one in events:
        before = kept(one.body).data
        for of, fields in names_of(noun).items():
            for field in fields:
                was, now = before.get(field), one.data.get(field)
                if was != now:
                    changes.setdefault((of, str(was), str(now)), []).append(one.id.hex())
    for (of, was, now), ids in changes.items():
        yield f"{noun}{REREAD}", {"of": of, "old_code": was, "new_code": now, "events": ids}, key
