"""What is in dispute about a row: the fields on which its branches differ, and things that share one code."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.branches import REMOVED, Lineage, lineage, seen_by
from gridlog.core.calendar import DAY
from gridlog.core.event import SHORT, Event, heads
from gridlog.core.fold import Value, fold, noun_of
from gridlog.core.nouns import same_name
from gridlog.core.roster import ALWAYS, Leave
from gridlog.core.undoing import UNDONE, is_undo, left

HIDDEN = ("code", "former_days", "fingerprint", "recorded_at", "first_due", "clock", "at", "added_on", "dues")


class Rival(NamedTuple):
    """One branch of a row: its last event, and its values of the fields on which the branches differ."""

    event: Event
    values: Mapping[str, str]


class Namesake(NamedTuple):
    """One of several things that were begun apart under one code: the events that began it, and its name."""

    begun: frozenset[bytes]
    name: str


def rivals(events: Iterable[Event]) -> list[Rival]:
    """Return the branches of a row that differ, when no event has settled the difference; else an empty list."""
    ordered = left(events)
    seen = seen_by(ordered)
    tips = _tips(ordered)
    if len(tips) < 2:
        return []
    told = {tip.id: _told(tip, [one for one in ordered if one.id in seen[tip.id]]) for tip in tips}
    keys = list(dict.fromkeys(key for fields in told.values() for key in fields))
    differing = [key for key in keys if len({fields.get(key, "") for fields in told.values()}) > 1]
    if not differing:
        return []
    return [Rival(tip, {key: told[tip.id].get(key, "") for key in differing}) for tip in tips]


def _tips(ordered: Sequence[Event]) -> list[Event]:
    """Return the last event of each branch.

    These events are the heads and, for things that share a code, the last event of each thing alone.
    """
    found = heads(ordered)
    ids = set(found) if len(found) > 1 else set()
    things = namesakes(ordered)
    if things:
        line = lineage(ordered)
        for thing in things:
            ids.add(_branch(ordered, line, thing.begun)[-1].id)
    return [one for one in ordered if one.id in ids]


def namesakes(events: Iterable[Event]) -> list[Namesake]:
    """Return the different things that were begun under one code and still share it, in order; empty for one thing.

    They share the code until a split gives one away, or an author who has seen all of them says that they are one.
    """
    ordered = left(events)
    same = next((found for one in ordered if (found := same_name(noun_of(one.kind)))), None)
    if not same or len(ordered) < 2:
        return []
    line = lineage(ordered)
    if len(line.left) < 2 or _is_settled(ordered, line):
        return []
    things: dict[str, Namesake] = {}
    for id in line.left:
        name = _name(_branch(ordered, line, frozenset((id,))))
        key = same(name)
        known = things.get(key, Namesake(frozenset(), name))
        things[key] = known._replace(begun=known.begun | {id})
    return list(things.values()) if len(things) > 1 else []


def _is_settled(ordered: Sequence[Event], line: Lineage) -> bool:
    return any(
        one.kind.endswith(".saved")
        and one.data.get("settled") is True
        and line.begun(one.id).issuperset(line.left)
        for one in ordered
    )


def branch(events: Iterable[Event], begun: frozenset[bytes]) -> list[Event]:
    """Return the events of a row that belong to these beginnings alone, in order."""
    ordered = left(events)
    return _branch(ordered, lineage(ordered), begun)


def _branch(ordered: Sequence[Event], line: Lineage, begun: frozenset[bytes]) -> list[Event]:
    return [one for one in ordered if (seen := line.begun(one.id)) and begun >= seen]


def _name(events: Sequence[Event]) -> str:
    return str(getattr(fold(events).value, "name", ""))


def _told(tip: Event, events: Sequence[Event]) -> dict[str, str]:
    """Return the fields of the row as one branch makes it."""
    value = fold(events).value
    if value is None and tip.kind.endswith(REMOVED):
        kept = [one for one in events if not one.kind.endswith(REMOVED)]
        return {**(fields(fold(kept).value) if kept else {}), "removed": "true"}
    if value is None and tip.kind.endswith(UNDONE):
        kept = [one for one in events if not is_undo(one)]
        return {**(fields(fold(kept).value) if kept else {}), "taken_back": "true"}
    return fields(value)


def fields(value: Value | None) -> dict[str, str]:
    """Return the fields of a row's value, each as text, by the words that events use."""
    told: dict[str, str] = {}
    for key, one in value._asdict().items() if value is not None else ():
        if key == "revisit" and one is not None:
            told.update({f"revisit_{name}": _text(part) for name, part in one._asdict().items()})
        elif key == "answers":
            told.update({f"visit {visit[:SHORT]}": _text(answer) for visit, answer in one.items()})
        elif key == "leaves":
            told["leave"] = _leaves(one)
        elif key in COURSES:
            told[COURSES[key]] = _course(one)
        elif key not in HIDDEN:
            told[key] = _text(one)
    return told


COURSES = {"moves": "grid", "statuses": "status"}


def _course(dated: Iterable[tuple[date, str]]) -> str:
    """Return dated words in order of their days.

    A word that holds from the beginning stands alone, another word with its day.
    """
    words = sorted(dict(dated).items())
    return ", ".join(word if day == ALWAYS else f"{word or '-'} {day}" for day, word in words)


def _leaves(leaves: Iterable[Leave]) -> str:
    """Return leaves in order of their days, each with its first and last day."""
    return ", ".join(f"{one.from_on}/{one.until_on - DAY} {one.kind}" for one in sorted(set(leaves)))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ";".join(part for part in map(_text, value) if part)
    return "" if value is None else str(value)
