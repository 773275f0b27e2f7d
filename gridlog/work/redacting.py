"""A name or a phone number leaves the records: what would be masked, the redaction itself, and the wiping of the file. The code asks no question and prints nothing."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import cast

from gridlog.core.event import MAX_BODY_BYTES, SHORT, Data, Misfit, encoded, written
from gridlog.core.redaction import MADE, STUBS, Target, target
from gridlog.errors import NotFound, Refused, Usage
from gridlog.machine.config import OF_DATABASE, key_of
from gridlog.machine.history import forget
from gridlog.share import holdings
from gridlog.store import lookup, redacting
from gridlog.store.copies import copies_of, still
from gridlog.store.file import Writer
from gridlog.store.redacting import Found
from gridlog.store.stubs import WIPE
from gridlog.work.desk import Desk

AT_ONCE = 128 << 10  # bytes of stubs that go into one event, unless one stub alone is longer
ROOM = 4 << 10  # for what stands around the stubs


def meant(desk: Desk, typed: str, reason: str) -> Target:
    """Return what is to be redacted. Raises Usage for a text that is too short, Refused for a code or a reason that repeats it."""
    try:
        found = target(typed)
    except Misfit:
        raise Usage("redaction.short") from None
    if found.pattern.search(reason):
        raise Refused("redaction.reason")
    if typed.strip() in redacting.codes_in(desk.connection):
        raise Refused("redaction.code")
    return found


def places(desk: Desk, of: Target) -> Found:
    """Return every place that would be masked, and every place that stays. Raises NotFound where nothing would be masked."""
    connection = desk.connection
    found = redacting.find(connection, of, redacting.codes_in(connection))
    if not found.stubs and not found.places:
        raise NotFound("redaction.none")
    return found


def redact(desk: Desk, of: Target, reason: str, found: Found) -> int:
    """Mask what was found, and what came since, by new events, here and in the files held of the share.

    Returns how many events were masked; the file is still to be wiped. Other processes wait for the writing, not for the search.
    A redaction of before that shows what is masked now is masked itself.
    """
    me = officer_of_machine(desk, of)
    with desk.write() as writer:
        connection = writer.connection
        more = redacting.find(connection, of, redacting.codes_in(connection), found.last)
        found = found._replace(stubs={**found.stubs, **more.stubs})
        record(writer, of, reason, found, holdings.membership(connection).share)
    with suppress(OSError):
        forget(desk.config.history, of.pattern)  # the lines that were typed at the desk of `gridlog shell`
    if me:
        desk.config.set_officer(desk.db_path, me)
    return len(found.stubs)


def record(writer: Writer, of: Target, reason: str, found: Found, share: str) -> list[bytes]:
    """Write redactions of what was found, obey them, and cleanse the files held of a share. Returns the ids of the redactions."""
    made = []
    for stubs in _parts(found.stubs):
        made.append(writer.append(MADE, {"what": of.what, "reason": reason, STUBS: stubs}).id)
        redacting.obey(writer.connection, made[-1:])
    if made:
        holdings.cleanse(writer.connection, share, writer.author.now)
    return made


def follow(desk: Desk) -> int:
    """Mask the own redactions that still carry what another device masked, not knowing of them. Returns how many."""
    if not redacting.outdated(desk.connection):
        return 0
    with desk.write(anybody=True) as writer:
        found = redacting.outdated(writer.connection)
        for id, envelope in found.items():
            said = cast("Data", envelope["data"])
            told = {
                "what": said.get("what", ""),
                "reason": said.get("reason", ""),
                STUBS: {id.hex(): envelope},
            }
            redacting.obey(writer.connection, [writer.append(MADE, told).id])
        holdings.cleanse(writer.connection, holdings.membership(writer.connection).share, desk.now)
    wipe(desk)
    return len(found)


def _parts(stubs: Mapping[bytes, Data]) -> Iterator[dict[str, Data]]:
    """Yield the stubs in parts that each fit into one event. Raises Refused for a stub that fits into none."""
    part: dict[str, Data] = {}
    size = 0
    for id, envelope in stubs.items():
        long = len(encoded(envelope).encode()) + 40
        if long > MAX_BODY_BYTES - ROOM:
            raise Refused("redaction.long", id=written(id)[:SHORT])
        if part and size + long > AT_ONCE:
            yield part
            part, size = {}, 0
        part[id.hex()] = envelope
        size += long
    if part:
        yield part


def wipe(desk: Desk) -> bool:
    """Wipe what is masked from the database, its log and the index of searches. Returns whether all of it is wiped."""
    connection = desk.connection
    if WIPE not in redacting.noted(connection):
        return True
    from gridlog.store.search_index import path_of

    index = path_of(desk.config.cache(), desk.db_path)
    for path in (index, index.with_name(f"{index.name}-journal")):
        with suppress(OSError):
            path.unlink()
    return redacting.wipe(connection)


def copies(desk: Desk) -> list[Path]:
    """Return the copies beside the database that know fewer redactions, so that they still say what was masked."""
    if not (known := redacting.count(desk.connection)):
        return []
    with suppress(OSError):
        return [one.path for one in copies_of(desk.db_path) if _known_in(one.path) < known]
    return []


def _known_in(path: Path) -> int:
    """Return how many redactions a copy knows; none for one that cannot be read."""
    with suppress(sqlite3.Error), closing(still(path)) as connection:
        return redacting.count(connection)
    return 0


def officer_of_machine(desk: Desk, of: Target) -> str:
    """Return the code of this machine's officer where the settings have a name that is to go; else nothing."""
    name = desk.config.officers().get(key_of(desk.db_path).removeprefix(OF_DATABASE), "")
    found = lookup.exactly(desk.connection, "officer", name) if name and of.pattern.search(name) else None
    return found.code if found and not of.pattern.search(found.code) else ""
