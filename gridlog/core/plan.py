"""Decide one exchange with a share: from a listing and what is known here, return what must be done.

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
REDACTED = "redacted"  # the fault of a file that says what a redaction masks, under the name of another file
NOBODY = "0" * 16  # the replica id in temporary files that every replica may sweep
CANDIDATE = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])", re.IGNORECASE)
PACK = 8
BIG = 4096
BIG_BYTES = MAX_FILE >> 6
GRACE = timedelta(days=1)
PATIENCE = timedelta(minutes=10)


class Own(NamedTuple):
    """A segment that this replica made, under its present id or an earlier one.

    `shared` is true when the segment has ever been on the share.
    """

    name: str
    replica: str
    first: int
    size: int
    bytes: int
    shared: bool


class Covered(NamedTuple):
    """A segment that was applied but is not kept, because another segment was proven to hold all its events.

    The value also says since when. `redacted` is true when the segment holds an event in clear that a redaction masks: it
    must not stay on the share.
    """

    mine: bool
    since: datetime
    redacted: bool = False


class Sighting(NamedTuple):
    """A listed name that is not a segment held here.

    `fault` is empty for a copy of a segment; otherwise it says why the file could not be read.
    """

    fault: str
    since: datetime


class Local(NamedTuple):
    """What this database knows of the share.

    It has the names of the files held, which of these are own files, which files are covered, and which were seen.
    """

    replica: str
    held: AbstractSet[str]
    own: Mapping[str, Own]
    covered: Mapping[str, Covered]
    sightings: Mapping[str, Sighting]


class Plan(NamedTuple):
    """What must be done on the share after every unseen file was read.

    put: files held here and missing on the share, new own files first
    there: own files on the share of which this database did not know that they are there
    retire: own files that a pack replaced a day ago
    erase: files, of any replica, that say what a redaction masks
    ask: names whose file stays unreadable; another replica shall put the file back
    mend: names of files held here that another replica asks for, or that were seen damaged
    answered: the names in `mend`, and others, whose question can be deleted
    sweep: own temporary files that a crash left
    forget: sightings that mean nothing any more
    """

    put: list[str]
    there: list[str]
    retire: list[str]
    erase: list[str]
    ask: list[str]
    mend: list[str]
    answered: list[str]
    sweep: list[str]
    forget: list[str]


def legible(listing: Iterable[str]) -> list[str]:
    """Return the names that are text.

    A name in another encoding reaches Python as half characters; gridlog never makes such a name.
    """
    return [
        name for name in listing if name.isascii() or not any("\ud800" <= char <= "\udfff" for char in name)
    ]


def pulls(local: Local, listing: Iterable[str]) -> list[str]:
    """Return the listed names that must be opened: unseen names, and names that could not be read before."""
    known = {name for name, seen in local.sightings.items() if not seen.fault}
    unknown = set(listing) - local.held - local.covered.keys() - known
    return sorted(filter(is_candidate, unknown))


def events_in(names: Iterable[str]) -> int:
    """Return how many events the files have, judged by their names alone.

    The number is good enough to choose a pace.
    """
    matches = filter(None, map(NAME.fullmatch, names))
    return sum(max(0, min(MAX_EVENTS, 1 + int(match[3]) - int(match[2]))) for match in matches)


def is_candidate(name: str) -> bool:
    """Return whether a name may be that of a segment, or of a copy of a segment that a folder-syncer made."""
    return (
        not name.startswith((".", "~"))
        and not name.endswith(".tmp")
        and WANTED not in name
        and (".jsonl" in name.lower() or ".gz" in name.lower())
        and bool(CANDIDATE.search(name))
    )


def packs(replica: str, own: Iterable[Own]) -> list[list[Own]]:
    """Return groups of files under the present id; each group shall become one file.

    A group is eight files of one size; sizes are powers of eight. So an event is packed at most four times, and a
    replica keeps at most seven files of each size but the biggest. Long files stay as they are: eight of the
    longest files that are packed make an eighth of what a file may be.
    """
    tiers: dict[int, list[Own]] = {}
    for one in sorted(own, key=lambda one: (one.first, one.name)):
        if one.shared and one.replica == replica and one.size < BIG and one.bytes < BIG_BYTES:
            tiers.setdefault((one.size.bit_length() - 1) // 3, []).append(one)
    return [group[at : at + PACK] for group in tiers.values() for at in range(0, len(group) - PACK + 1, PACK)]


def plan(local: Local, listing: Collection[str], now: datetime) -> Plan:
    """Return what to do, after everything readable was read and every waiting event was sealed."""
    listed = set(listing)
    held, own, covered = local.held, local.own, local.covered
    others = listed - held - covered.keys()
    wanted = {name.removesuffix(WANTED) for name in others if name.endswith(WANTED)}
    faulty = {name: seen for name, seen in local.sightings.items() if seen.fault and name in listed}
    lost = [name for name, seen in faulty.items() if name not in held and _is_overdue(name, seen, now)]
    missing = (
        held - listed - {name.lower() for name in others}
    )  # some file systems have no lower-case letters
    return Plan(
        put=sorted(missing, key=lambda name: (name not in own or own[name].shared, name)),
        there=sorted(name for name, one in own.items() if name in listed and not one.shared),
        retire=sorted(
            name
            for name, one in covered.items()
            if name in listed and one.mine and not one.redacted and now - one.since >= GRACE
        ),
        erase=sorted(
            {name for name, one in covered.items() if name in listed and one.redacted}
            | {name for name, seen in faulty.items() if seen.fault == REDACTED and name not in held}
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
    """Return whether a file under a proper name has had enough time to arrive whole.

    When the clock was set back since the first sight, the answer is yes at once.
    """
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
    """Return a name for an unfinished file.

    After a crash, the replica that made the file can read from the name that it is unfinished, and how old it is.
    """
    return f".~{replica}.{int(now.timestamp() * 1000)}.{chance.hex()}.tmp"


def proves(whole: Sequence[bytes], part: Sequence[bytes]) -> bool:
    """Return whether every event of one segment stands in another, so that the first need not be kept."""
    return set(part) <= set(whole)
