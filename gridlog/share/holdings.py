"""Read and write what this database knows of a share: applied files, waiting events, files it could not read.

Every function works inside the transaction that its caller opened.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from gridlog.core.event import decode, follow, hash_id
from gridlog.core.plan import REDACTED as CLEAR
from gridlog.core.plan import Covered, Local, Own, Sighting, packs, proves
from gridlog.core.redaction import MADE
from gridlog.core.segment import NAME, Segment, events, is_sound, opened, sealed
from gridlog.errors import Damaged
from gridlog.store.projection import Ready, batches, merge
from gridlog.store.redacting import noted, obey, strike, stubs_among
from gridlog.store.stored import NAMED
from gridlog.store.stubs import IS_STUB, has_redactions

SEAL_EVENTS = 5_000
SEAL_BYTES = 4 << 20
MINE, REDACTED = 1, 2  # bits of `covered.mine`


class Membership(NamedTuple):
    """The share that this database belongs to, its zone, its last folder, and the time of the last sync.

    Every field is empty while the database belongs to no share.
    """

    share: str
    zone: str
    folder: str
    synced_at: str


def membership(connection: sqlite3.Connection) -> Membership:
    """Return what this database remembers of its share."""
    return Membership(*connection.execute("SELECT share, zone, folder, synced_at FROM replica").fetchone())


def local(connection: sqlite3.Connection, listing: Iterable[str]) -> Local:
    """Return everything that a plan is made from.

    The size of this value grows with the share, not with the share's past.
    """
    (replica,) = connection.execute("SELECT id FROM replica").fetchone()
    held = {name for (name,) in connection.execute("SELECT name FROM segments")}
    rows = own(connection)
    covered = {}
    for batch in batches(name for name in listing if name not in held):
        found = connection.execute(
            f"SELECT name, mine, at FROM covered WHERE name IN ({','.join('?' * len(batch))})", batch
        )
        covered.update(
            {
                name: Covered(bool(mine & MINE), _instant(at), bool(mine & REDACTED))
                for name, mine, at in found
            }
        )
    seen = connection.execute("SELECT name, fault, since FROM sightings")
    sightings = {name: Sighting(fault, _instant(since)) for name, fault, since in seen}
    return Local(replica, held, {one.name: one for one in rows}, covered, sightings)


def own(connection: sqlite3.Connection) -> list[Own]:
    """Return the files that were made here and are still kept."""
    rows = connection.execute("SELECT name, replica, first, size, bytes, shared FROM segments WHERE mine")
    return [Own._make(row) for row in rows]


def due_packs(connection: sqlite3.Connection) -> list[list[Own]]:
    """Return the groups of own files that must be packed: each group becomes one file."""
    (replica,) = connection.execute("SELECT id FROM replica").fetchone()
    return packs(replica, own(connection))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def content_of(connection: sqlite3.Connection, name: str) -> bytes | None:
    """Return the bytes of a file held here, or None when another file covers it by now.

    Raises Damaged when the bytes are not what the file's name promises: no such byte may reach a share.
    """
    found = connection.execute(
        "SELECT content FROM contents JOIN segments ON segments.id = segment WHERE name = ?", (name,)
    ).fetchone()
    if found and not is_sound(name, found[0]):
        raise Damaged("share.rotten", name=name)
    return bytes(found[0]) if found else None


def distrust(connection: sqlite3.Connection, name: str) -> None:
    """Give up a file whose bytes went bad in this database.

    Afterwards the file is read from the share again, or its events are published anew.
    """
    match = NAME.fullmatch(name)
    found = connection.execute("SELECT id FROM segments WHERE name = ?", (name,)).fetchone()
    if not match or not found:
        return
    for table, column in (("segments", "id"), ("contents", "segment"), ("covers", "segment")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", found)
    span = (match[1], int(match[2]), int(match[3]))
    connection.execute(
        f"INSERT OR IGNORE INTO waiting SELECT seq FROM stored WHERE replica = {NAMED} AND number BETWEEN ? AND ? "
        f"AND NOT ({IS_STUB})",
        span,
    )


class Arrived(NamedTuple):
    """A file that was read whole: the name in the listing, its segment, and the events inside."""

    listed: str
    segment: Segment
    events: list[Ready]
    fault: str  # "torn" when the name is proper but the bytes are not what it promises, else empty


def apply(
    connection: sqlite3.Connection, arrived: Sequence[Arrived], share: str, now: datetime
) -> list[Ready]:
    """Take over whole files. Returns the events that were new.

    The clocks of the new events pull this database's clock forward, by one day at most.
    """
    fresh = merge(connection, (event for one in arrived for event in one.events))
    if fresh:
        (clock,) = connection.execute("SELECT clock FROM replica").fetchone()
        ahead = follow(clock, max(event.clock for event in fresh), int(now.timestamp() * 1000))
        connection.execute("UPDATE replica SET clock = ?", (ahead,))
    made = [event.id for event in fresh if event.columns[2] == MADE]
    if made:
        obey(connection, made)
        cleanse(connection, share, now)  # before the new files, which may be what others left of own ones
    note_sync(connection, now)
    is_wary = has_redactions(connection)
    for one in arrived:
        hold(connection, one.segment, share, now, mine=is_wary and _is_own_left(connection, one.segment))
        if one.listed == one.segment.name and not one.fault:
            forget(connection, [one.listed])
        else:
            note(connection, one.listed, one.fault, now)
    if is_wary:
        for one in arrived:
            _strip(connection, one, share, now)
    return fresh


def _is_own_left(connection: sqlite3.Connection, segment: Segment) -> bool:
    """Return whether a file is what another device left of own files after a redaction."""
    return any(
        connection.execute(
            f"SELECT 1 FROM covered WHERE name = ? AND mine = {MINE | REDACTED}", (name,)
        ).fetchone()
        for name in segment.covers
    )


def _strip(connection: sqlite3.Connection, one: Arrived, share: str, now: datetime) -> None:
    """Keep nothing of a file that says what is masked here, whatever its name, but the other events."""
    masked = stubs_among(connection, map(hash_id, one.segment.lines))
    if not masked:
        return
    if one.listed != one.segment.name:
        note(connection, one.listed, CLEAR, now)
    found = connection.execute("SELECT id, mine FROM segments WHERE name = ?", (one.segment.name,)).fetchone()
    if found:
        _rewrite(connection, one.segment, found, masked, share, now)


def needs_cleansing(connection: sqlite3.Connection) -> bool:
    """Return whether files held here may still say what a redaction masks."""
    return has_redactions(connection) and any(noted(connection))


def cleanse(connection: sqlite3.Connection, share: str, now: datetime) -> None:
    """Write every held file anew that says what a new stub masks, without the events that are stubs by now."""
    ids = [id for id in noted(connection) if id]
    numbers: dict[str, list[int]] = {}
    for id in ids:
        query = "SELECT replica, number FROM events WHERE id = ?"
        for replica, number in connection.execute(query, (id,)):
            numbers.setdefault(replica, []).append(number)
    for replica, some in numbers.items():
        found = connection.execute(
            "SELECT id, mine, name FROM segments WHERE replica = ?", (replica,)
        ).fetchall()
        for one, mine, name in found:
            match = NAME.fullmatch(name)
            if match and any(int(match[2]) <= number <= int(match[3]) for number in some):
                _cleanse_one(connection, (one, mine), name, share, now)
    if ids:
        strike(connection, ids)
        connection.execute("DELETE FROM sightings WHERE fault = ''")  # copies are read again: they may say it


def _cleanse_one(
    connection: sqlite3.Connection, found: tuple[int, int], name: str, share: str, now: datetime
) -> None:
    try:
        content = content_of(connection, name)
    except Damaged:
        distrust(connection, name)
        return
    segment = opened(content, share) if content else None
    if segment and (masked := stubs_among(connection, map(hash_id, segment.lines))):
        _rewrite(connection, segment, found, masked, share, now)


def _rewrite(
    connection: sqlite3.Connection,
    segment: Segment,
    found: tuple[int, int],
    masked: Collection[bytes],
    share: str,
    now: datetime,
) -> None:
    """Hold, in the place of a file, one with its other events; stubs go along in the redaction that made them."""
    id, mine = found
    for table, column in (("segments", "id"), ("contents", "segment"), ("covers", "segment")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (id,))
    for name in (segment.name, *segment.covers):
        _mark_redacted(connection, name, now, is_mine=bool(mine))
    left = [line for line in segment.lines if hash_id(line) not in masked]
    if left:
        numbered = [(decode(line).number, line) for line in left]
        covers = sorted({*segment.covers, segment.name})
        hold(connection, sealed(share, segment.replica, numbered, covers), share, now, mine=bool(mine))


def _mark_redacted(connection: sqlite3.Connection, name: str, now: datetime, *, is_mine: bool) -> None:
    """Note that a file must not stay on the share, nor be read again."""
    connection.execute(
        "INSERT INTO covered VALUES (?,?,?) ON CONFLICT (name) DO UPDATE SET mine = mine | excluded.mine",
        (name, REDACTED | (MINE if is_mine else 0), now.isoformat()),
    )
    forget(connection, [name])


def hold(connection: sqlite3.Connection, segment: Segment, share: str, now: datetime, *, mine: bool) -> None:
    """Keep the bytes of a file, so that the file can be put back when the share loses it.

    The bytes of each file that this one makes needless are dropped.
    """
    name = segment.name
    if connection.execute("SELECT 1 FROM covered WHERE name = ?", (name,)).fetchone():
        return
    made = connection.execute(
        "INSERT OR IGNORE INTO segments (name, replica, first, size, bytes, mine, shared) VALUES (?,?,?,?,?,?,?)",
        (name, segment.replica, segment.first, segment.size, segment.bytes, mine, not mine),
    )
    if not made.rowcount:
        return
    connection.execute("INSERT INTO contents VALUES (?,?)", (made.lastrowid, segment.content))
    connection.executemany(
        "INSERT INTO covers VALUES (?,?)", [(one, made.lastrowid) for one in segment.covers]
    )
    for one in (*segment.covers, name):
        _settle(connection, one, share, now)


def _settle(connection: sqlite3.Connection, name: str, share: str, now: datetime) -> None:
    """Forget the bytes of a file when another file here claims to cover it and truly does."""
    claims = connection.execute(
        "SELECT segment, content FROM covers JOIN contents USING (segment) WHERE covers.name = ?", (name,)
    ).fetchall()
    found = connection.execute(
        "SELECT id, mine, content FROM segments JOIN contents ON segment = id WHERE name = ?", (name,)
    ).fetchone()
    if not found or not claims:
        return
    id, mine, content = found
    part = opened(content, share).lines
    proven = [whole for whole, told in claims if proves(opened(told, share).lines, part)]
    if not proven:
        return
    connection.execute("INSERT INTO covered VALUES (?,?,?)", (name, mine, now.isoformat()))
    connection.execute("DELETE FROM segments WHERE id = ?", (id,))
    connection.execute("DELETE FROM contents WHERE segment = ?", (id,))
    connection.execute("UPDATE covers SET segment = ? WHERE segment = ?", (proven[0], id))


def note_sync(connection: sqlite3.Connection, now: datetime) -> None:
    """Remember when this database last met its share.

    When the same second is remembered already, nothing is written; this saves a transaction.
    """
    text = now.isoformat(timespec="seconds")
    if connection.execute("SELECT synced_at FROM replica").fetchone() != (text,):
        connection.execute("UPDATE replica SET synced_at = ?", (text,))


def note(connection: sqlite3.Connection, name: str, fault: str, now: datetime) -> None:
    """Remember a listed name that is not a file held here.

    `since` stays the time of the first sight, as long as the fault is the same.
    """
    connection.execute(
        "INSERT INTO sightings VALUES (?,?,?) ON CONFLICT (name) DO UPDATE "
        "SET since = iif(fault = excluded.fault, since, excluded.since), fault = excluded.fault",
        (name, fault, now.isoformat()),
    )


def is_clear(connection: sqlite3.Connection, name: str) -> bool:
    """Return whether a file was seen to say what a redaction masks, under the name of another file."""
    query = "SELECT 1 FROM sightings WHERE name = ? AND fault = ?"
    return connection.execute(query, (name, CLEAR)).fetchone() is not None


def forget(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Forget names that are not listed any more: a file whose name comes back is read again."""
    connection.executemany("DELETE FROM sightings WHERE name = ?", [(name,) for name in names])


def mark_shared(connection: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    """Note that these files lie on the share.

    Returns one number for each file that was not known to lie there: how many events other people can now see.
    """
    news = []
    for name in names:
        found = connection.execute(
            "UPDATE segments SET shared = 1 WHERE name = ? AND NOT shared RETURNING size, id", (name,)
        ).fetchone()
        if found:
            is_pack = connection.execute("SELECT 1 FROM covers WHERE segment = ?", (found[1],)).fetchone()
            news.append(0 if is_pack else int(found[0]))
    return news


def seal(connection: sqlite3.Connection, share: str, now: datetime) -> int:
    """Turn the first waiting events of one replica into a file.

    Returns how many events went into the file, zero when no event waits.
    """
    waiting = connection.execute(
        "SELECT seq, replica, number, body, id FROM waiting JOIN events USING (seq) ORDER BY seq LIMIT ?",
        (SEAL_EVENTS,),
    )
    for replica, rows in groupby(waiting.fetchall(), key=lambda row: str(row[1])):
        taken = list(_within(SEAL_BYTES, rows))
        segment = sealed(share, replica, [(number, body) for _, _, number, body, _ in taken])
        hold(connection, segment, share, now, mine=True)
        connection.executemany("DELETE FROM waiting WHERE seq = ?", [(row[0],) for row in taken])
        return len(taken)
    return 0


Waiting = tuple[int, str, int, bytes, bytes]  # seq, replica, number, body, id


def _within(size: int, rows: Iterable[Waiting]) -> Iterator[Waiting]:
    """Yield the first rows whose bodies fit into `size` together, at least one row.

    Raises Damaged for an event whose bytes went bad here: under its new hash it would be another fact.
    """
    total = 0
    for row in rows:
        seq, _, _, body, id = row
        if hash_id(body) != id:
            raise Damaged("file.event", reason=f"event {seq} is not what it was")
        total += len(body)
        if total > size and total > len(body):
            return
        yield row


def pack(connection: sqlite3.Connection, share: str, now: datetime) -> list[str]:
    """Make one file of every eight small own files; the new file covers the eight. Returns the new names."""
    made = []
    for group in due_packs(connection):
        try:
            contents = [content_of(connection, one.name) for one in group]
        except Damaged:
            _give_up_rotten(connection, group)
            continue
        numbered = {
            event.body: event.number
            for content in contents
            if content
            for event in events(opened(content, share))
        }
        in_order = sorted((number, body) for body, number in numbered.items())
        segment = sealed(share, group[0].replica, in_order, [one.name for one in group])
        hold(connection, segment, share, now, mine=True)
        made.append(segment.name)
    return made


def _give_up_rotten(connection: sqlite3.Connection, group: Sequence[Own]) -> None:
    for one in group:
        try:
            content_of(connection, one.name)
        except Damaged:
            distrust(connection, one.name)


def is_double(connection: sqlite3.Connection) -> bool:
    """Return whether a file was read that carries this replica's id but was not published here.

    Then another database uses the same id.
    """
    (replica,) = connection.execute("SELECT id FROM replica").fetchone()
    span = (f"{replica}.", f"{replica}/")  # `/` follows the dot: the span holds all names with this prefix
    tables = ("segments", "covered")
    queries = (
        f"SELECT 1 FROM {table} WHERE name > ? AND name < ? AND NOT mine & {MINE} LIMIT 1" for table in tables
    )
    return any(connection.execute(query, span).fetchone() for query in queries)


def renew(connection: sqlite3.Connection, replica: str, machine: str) -> None:
    """Write under a new replica id from now on. Events written under the old id keep that id."""
    connection.execute("UPDATE replica SET id = ?, number = 0, machine = ?", (replica, machine))


def is_alone(connection: sqlite3.Connection) -> bool:
    """Return whether this database never took over a file of another database."""
    return not connection.execute("SELECT 1 FROM segments WHERE NOT mine").fetchone()


def leave(connection: sqlite3.Connection) -> list[str]:
    """Belong to no share any more, and let every event wait again. Returns the names of all files held."""
    names = [name for (name,) in connection.execute("SELECT name FROM segments")]
    for table in ("segments", "contents", "covers", "covered", "sightings", "waiting"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute(f"INSERT INTO waiting SELECT seq FROM stored WHERE NOT ({IS_STUB})")
    connection.execute("UPDATE replica SET share = '', zone = '', folder = ''")
    return names


def waiting(connection: sqlite3.Connection) -> int:
    """Return how many events no other database can have seen yet.

    A pack counts as none, for the files that it covers were shared before.
    """
    (unsealed,) = connection.execute("SELECT count(*) FROM waiting").fetchone()
    (unsent,) = connection.execute(
        "SELECT ifnull(sum(size), 0) FROM segments WHERE NOT shared AND id NOT IN (SELECT segment FROM covers)"
    ).fetchone()
    return int(unsealed) + int(unsent)


def join(connection: sqlite3.Connection, share: str, zone: str, folder: str) -> None:
    """Remember to which share this database belongs, and where it lies."""
    connection.execute("UPDATE replica SET share = ?, zone = ?, folder = ?", (share, zone, folder))


def counts(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """How many files are held, of how many devices, and how many files on the share could not be read."""
    found: tuple[int, int, int] = connection.execute(
        """SELECT (SELECT count(*) FROM segments), (SELECT count(DISTINCT replica) FROM segments),
                  (SELECT count(*) FROM sightings WHERE fault <> '')"""
    ).fetchone()
    return found
