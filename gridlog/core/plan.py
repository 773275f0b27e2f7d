"""One exchange with a share, decided: from a listing and what is known here, what there is to do.

Source: docs/format.md, "Syncing". Nothing here acts; `gridlog.share.sync` does what a plan says, in its order.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple

from gridlog.core.segment import MAX_EVENTS, MAX_FILE, NAME

WANTED = ".wanted"
TEMPORARY = re.compile(r"\.~([0-9a-f]{16})\.(-?[0-9]{1,19})\.[0-9a-f]+\.tmp")
NOBODY = "0" * 16  # writes temporary files that anybody may sweep
CANDIDATE = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])", re.IGNORECASE)
PACK = 8
BIG = 4096
BIG_BYTES = MAX_FILE >> 6
GRACE = timedelta(days=1)
PATIENCE = timedelta(minutes=10)


class Own(NamedTuple):
    """A segment this replica made, under its present id or an earlier one; `shared` once it lay on the share."""

    name: str
    replica: str
    first: int
    size: int
    bytes: int
    shared: bool


class Covered(NamedTuple):
    """A segment that was applied and is kept no longer, since when, for another one was proven to hold all it holds."""

    mine: bool
    since: datetime


class Sighting(NamedTuple):
    """A listed name that is no segment held here: a copy of one (no fault), or what could not be read."""

    fault: str
    since: datetime


class Local(NamedTuple):
    """What this database knows of the share: names of files held, which of them are own, what is covered and listed."""

    replica: str
    held: AbstractSet[str]
    own: Mapping[str, Own]
    covered: Mapping[str, Covered]
    sightings: Mapping[str, Sighting]


class Plan(NamedTuple):
    """What is to be done on the share once everything unseen was read.

    `put`: held here and missing there, own news first. `there`: own files of which that was not known.
    `retire`: own files that a pack replaced a day ago. `ask`: names whose file stays unreadable, to be asked for.
    `mend`: names held here whose file others ask for, or was seen damaged. `answered`: those of them for which
    the question can go. `sweep`: own temporary files that a crash left. `forget`: sightings that mean nothing
    any more.
    """

    put: list[str]
    there: list[str]
    retire: list[str]
    ask: list[str]
    mend: list[str]
    answered: list[str]
    sweep: list[str]
    forget: list[str]


def legible(listing: Iterable[str]) -> list[str]:
    """The names that are text; one in another encoding reaches us as half characters and is none of ours."""
    return [
        name for name in listing if name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)
    ]


def pulls(local: Local, listing: Iterable[str]) -> list[str]:
    """The listed names that must be opened: unseen ones, and those that could not be read before."""
    known = {name for name, seen in local.sightings.items() if not seen.fault}
    unknown = set(listing) - local.held - local.covered.keys() - known
    return sorted(filter(is_candidate, unknown))


def events_in(names: Iterable[str]) -> int:
    """How many events files have, going by their names alone: good enough to choose a pace."""
    matches = filter(None, map(NAME.fullmatch, names))
    return sum(max(0, min(MAX_EVENTS, 1 + int(match[3]) - int(match[2]))) for match in matches)


def is_candidate(name: str) -> bool:
    """Whether a name may be that of a segment, or of a copy that a folder-syncer made of one."""
    return (
        not name.startswith((".", "~"))
        and not name.endswith(".tmp")
        and WANTED not in name
        and (".jsonl" in name.lower() or ".gz" in name.lower())
        and bool(CANDIDATE.search(name))
    )


def packs(replica: str, own: Iterable[Own]) -> list[list[Own]]:
    """Groups of files under the present id, each to become one: eight of a size, sizes being powers of eight.

    So an event is packed at most four times, and a replica keeps at most seven files of each size but the biggest.
    Long files stay as they are: eight of the longest that are packed make an eighth of what a file may be.
    """
    tiers: dict[int, list[Own]] = {}
    for one in sorted(own, key=lambda one: (one.first, one.name)):
        if one.shared and one.replica == replica and one.size < BIG and one.bytes < BIG_BYTES:
            tiers.setdefault((one.size.bit_length() - 1) // 3, []).append(one)
    return [group[at : at + PACK] for group in tiers.values() for at in range(0, len(group) - PACK + 1, PACK)]


def plan(local: Local, listing: Collection[str], now: datetime) -> Plan:
    """What to do, everything readable having been read and everything waiting having been sealed."""
    listed = set(listing)
    held, own, covered = local.held, local.own, local.covered
    others = listed - held - covered.keys()
    wanted = {name.removesuffix(WANTED) for name in others if name.endswith(WANTED)}
    faulty = {name: seen for name, seen in local.sightings.items() if seen.fault and name in listed}
    lost = [name for name, seen in faulty.items() if name not in held and _is_overdue(name, seen, now)]
    missing = held - listed - {name.lower() for name in others}  # some file systems know no small letters
    return Plan(
        put=sorted(missing, key=lambda name: (name not in own or own[name].shared, name)),
        there=sorted(name for name, one in own.items() if name in listed and not one.shared),
        retire=sorted(
            name for name, one in covered.items() if name in listed and one.mine and now - one.since >= GRACE
        ),
        ask=sorted(set(lost) - wanted),
        mend=sorted(held & listed & (wanted | faulty.keys())),
        answered=sorted(name for name in wanted if name in held or name in covered),
        sweep=sorted(name for name in others if _is_left_over(name, local.replica, now)),
        forget=sorted(
            name for name in local.sightings if name not in listed or name in held or name in covered
        ),
    )


def _is_overdue(name: str, seen: Sighting, now: datetime) -> bool:
    """Whether a file under a proper name has had time enough to arrive whole; a clock set back since asks at once."""
    is_damaged = seen.fault in ("torn", "forged", "huge") and bool(NAME.fullmatch(name))
    return is_damaged and not timedelta() <= now - seen.since < PATIENCE


def _is_left_over(name: str, replica: str, now: datetime) -> bool:
    match = TEMPORARY.fullmatch(name) if name.startswith(".~") else None
    return (
        match is not None
        and match[1] in (replica, NOBODY)
        and abs(now.timestamp() * 1000 - int(match[2])) > GRACE / timedelta(milliseconds=1)
    )


def temporary(replica: str, now: datetime, chance: bytes) -> str:
    """A name for an unfinished file, from which its maker can tell after a crash that it is one, and how old."""
    return f".~{replica}.{int(now.timestamp() * 1000)}.{chance.hex()}.tmp"


def proves(whole: Sequence[bytes], part: Sequence[bytes]) -> bool:
    """Whether every event of one segment stands in another, so that it need not be kept."""
    return set(part) <= set(whole)
