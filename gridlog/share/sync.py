"""Do one exchange with a share: read unseen files, publish waiting events, mend lost files, pack small files.

The process may be killed at any point. What is published was made in a local transaction before. What is
read lands in one transaction with the note that it was read. Source: docs/format.md, "Syncing".
"""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from gridlog.core.event import Data, Misfit, encoded, number, object_in, text
from gridlog.core.plan import WANTED, Local, Plan, events_in, legible, plan, pulls, temporary
from gridlog.core.segment import FORMAT, Unread
from gridlog.errors import Damaged, Unreachable
from gridlog.share import holdings
from gridlog.share.holdings import Arrived
from gridlog.share.incoming import Reading, readings
from gridlog.share.place import Share
from gridlog.store.file import MARKER, Store
from gridlog.store.projection import (
    EVENT_IDS,
    MANY,
    narrow_cache,
    restore_index,
    shed,
    shed_indexes,
    widen_cache,
)

LAND_EVENTS = 2_000
PATIENCE = 3
BULK_EVENTS = 24_000
LAND_BYTES = 32 << 20
LAST_PART = 100
OWN_PART = 6
LAST_EVENTS = 4_000
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)

Draw = Callable[[int], bytes]
Progress = Callable[[int, int], None]


class Marker(NamedTuple):
    """The file that makes a directory a share: it names the share and the zone."""

    share: str
    zone: str


class Self(NamedTuple):
    """The one who syncs.

    share: the id of the share that this database belongs to
    machine: the fingerprint of the machine that the database is on
    now: the time of the exchange
    draw: a source of random bytes
    """

    share: str
    machine: str
    now: datetime
    draw: Draw


class Outcome(NamedTuple):
    """What one exchange did.

    came, went, waits: numbers of events
    mended: the number of files that were put back
    unread: the fault of each listed name that could not be read
    renewed: whether this database took a new replica id
    trouble: why writing stopped: empty, `full`, `read_only`, `refused`, `unreachable`
    left: the number of files that could not be put on the share
    rotten: the number of files whose bytes went bad in this database
    """

    came: int
    went: int
    waits: int
    mended: int
    unread: dict[str, str]
    renewed: bool
    trouble: str
    left: int = 0
    rotten: int = 0


def marker_of(root: Share, where: object) -> Marker:
    """Read the marker of a share. Raises Unreachable when there is no marker that this version understands."""
    try:
        found = object_in(root.get(MARKER).strip())
        marker = Marker(text(found, "share"), text(found, "zone"))
        is_ours = text(found, "gridlog") == "share" and bool(marker.share)
        reader = number(found, "reader")
    except FileNotFoundError:
        raise Unreachable("share.unmarked", path=where) from None
    except OSError as problem:
        raise Unreachable("share.unreachable", path=where, reason=problem) from None
    except Misfit:
        raise Unreachable("share.unmarked", path=where) from None
    if not is_ours:
        raise Unreachable("share.unmarked", path=where)
    if reader > FORMAT:
        raise Unreachable("share.newer", path=where)
    return marker


def written(marker: Marker) -> bytes:
    """Return the bytes of a marker."""
    told: Data = {"format": FORMAT, "gridlog": "share", "reader": FORMAT, **marker._asdict()}
    return (encoded(told) + "\n").encode()


def exchange(store: Store, share: Share, me: Self, progress: Progress | None = None) -> Outcome:
    """Read, renew, publish, mend and pack, in this order.

    Raises Unreachable when the share cannot be listed.
    """
    try:
        listing = legible(share.list())
    except OSError as problem:
        raise Unreachable("share.unreachable", path=share, reason=problem) from None
    widen_cache(store.connection)
    _cleanse(store, me)
    before = holdings.local(store.connection, listing)
    unseen = pulls(before, listing)
    if unseen:
        _seal_all(store, me)  # before reading: all events of a file were written with the same knowledge
    taking = _Taking(store, share, me)
    taking.take(unseen, progress)
    renewed = _renew(store, me)
    giving = _Giving(store, share, me)
    trouble = giving.give(listing, None if unseen or renewed else before)
    if (taking.failed or giving.failed) and _is_gone(share):
        trouble = "unreachable"
    waits = holdings.waiting(store.connection)
    done = (taking.came, giving.went, waits, giving.mended, taking.unread, renewed, trouble)
    return Outcome(*done, left=giving.left, rotten=giving.rotten)


def _cleanse(store: Store, me: Self) -> None:
    """Write the held files anew that still say what a redaction masks, as after an upgrade of this program."""
    if holdings.needs_cleansing(store.connection):
        with store.change() as connection:
            holdings.cleanse(connection, me.share, me.now)


def _seal_all(store: Store, me: Self) -> bool:
    """Turn all waiting events into files. Returns whether any event waited."""
    has_sealed = False
    while store.connection.execute("SELECT 1 FROM waiting LIMIT 1").fetchone():
        with store.change() as connection:
            if not holdings.seal(connection, me.share, me.now):
                break
        has_sealed = True
    return has_sealed


def _is_gone(share: Share) -> bool:
    try:
        share.list()
    except OSError:
        return True
    return False


class _Taking:
    """The reading half of an exchange, with its progress."""

    def __init__(self, store: Store, share: Share, me: Self) -> None:
        self.store, self.share, self.me = store, share, me
        self.came = 0
        self.failed = False
        self.unread: dict[str, str] = {}
        self._batch: list[Arrived] = []
        self._events = self._bytes = 0

    def take(self, names: Sequence[str], progress: Progress | None) -> None:
        """Open each of these files once.

        Whole files land a few at a time, so that other processes can write in between.
        """
        done = 0
        for part, pace in _parts(self.store, names):
            for name, found in zip(part, self._read(part, pace), strict=True):
                self._take_in(name, found)
                if self._events >= pace or self._bytes >= LAND_BYTES:
                    self._land()
                done += 1
                if progress:
                    progress(done, len(names))
            self._land()
            _restore_indexes(self.store)
        self._note_unread()

    def _read(self, names: Sequence[str], pace: int) -> Iterator[Reading]:
        """Open each of these files.

        When there are many files, another process reads most of them, for reading takes longer than landing.
        """
        if pace != BULK_EVENTS or not self.share.can_be_reopened:
            return readings(self.share, names, self.me.share)
        from gridlog.machine.worker import aside

        own = readings(self.share, names[::OWN_PART], self.me.share)
        others = [name for at, name in enumerate(names) if at % OWN_PART]
        given = aside(readings, self.share, others, self.me.share)
        return (next(given if at % OWN_PART else own) for at in range(len(names)))

    def _take_in(self, name: str, found: Reading) -> None:
        if isinstance(found, Arrived):
            self._batch.append(found)
            self._events += found.segment.size
            self._bytes += found.segment.bytes
            if found.fault:
                self.unread[name] = found.fault
        elif isinstance(found, Unread):
            self.unread[name] = found.fault
        else:
            self.failed = True
            if not isinstance(
                found, FileNotFoundError
            ):  # the file, or the whole share, went away after the listing
                self.unread[name] = "unreadable"

    def _land(self) -> None:
        """Write whole files in one transaction: their events, the folded rows, and the note that they were read."""
        if not self._batch:
            return
        with self.store.change() as connection:
            self.came += len(holdings.apply(connection, self._batch, self.me.share, self.me.now))
        self._batch, self._events, self._bytes = [], 0, 0

    def _note_unread(self) -> None:
        if not self.unread:
            return
        with self.store.change() as connection:
            for name, fault in self.unread.items():
                if holdings.is_clear(connection, name):
                    continue  # the plan deletes it; who holds the true file puts that back
                holdings.note(connection, name, fault, self.me.now)


def _parts(store: Store, names: Sequence[str]) -> list[tuple[Sequence[str], int]]:
    """Return the files to open, in parts, each part with the number of events to land at a time.

    When more events come than are here, more of them land at a time, and most indexes are shed first: over a
    million events a transaction of two thousand rewrote 29 GB of index pages.
    An index that is made anew at once has full pages. Each entry that is written later splits such a page and
    its neighbours. So the last files come after the indexes are back, and make room in the pages: a hundred
    events that came after a million rewrote 1,600 pages, now 600.
    """
    coming = events_in(names)
    (here,) = store.connection.execute("SELECT ifnull(max(seq), 0) FROM events").fetchone()
    if coming <= (MANY if shed(store.connection) else max(MANY, here)):
        _restore_indexes(store)
        return [(names, LAND_EVENTS)]
    with store.change() as connection:
        shed_indexes(connection, keep=[EVENT_IDS])
    cut, last = len(names), coming // LAST_PART
    while last > 0 and cut > 1:
        cut -= 1
        last -= events_in(names[cut : cut + 1])
    return [(names[:cut], BULK_EVENTS), (names[cut:], LAST_EVENTS)]


def _restore_indexes(store: Store) -> None:
    """Make the indexes anew that this exchange, or one that was killed, has shed.

    Each index gets its own transaction, for other processes wait meanwhile.
    """
    names = shed(store.connection)
    if not names:
        return
    narrow_cache(store.connection)
    for name in names:
        with store.change() as connection:
            restore_index(connection, name)
    widen_cache(store.connection)


def _renew(store: Store, me: Self) -> bool:
    """Take a new replica id when another database may use the same one. Returns whether a new id was taken."""
    (machine,) = store.connection.execute("SELECT machine FROM replica").fetchone()
    is_double = holdings.is_double(store.connection)
    if machine == me.machine and not is_double:
        return False
    with store.change() as connection:
        if machine or is_double:
            holdings.renew(connection, me.draw(8).hex(), me.machine)
            return True
        connection.execute("UPDATE replica SET machine = ?", (me.machine,))
    return False


class _Giving:
    """The writing half of an exchange, with its progress."""

    def __init__(self, store: Store, share: Share, me: Self) -> None:
        self.store, self.share, self.me = store, share, me
        self.went = self.mended = self.left = self.rotten = 0
        self.failed = False
        self.trouble = ""

    def give(self, listing: Sequence[str], before: Local | None) -> str:
        """Publish, pack and mend everything that is due. Returns why writing stopped, empty when it did not stop.

        `before` is what this database knew of the share before it read; None when that is out of date.
        """
        connection = self.store.connection
        is_writable = self.share.is_writable
        if is_writable and _seal_all(self.store, self.me):
            before = None
        todo = plan(before or holdings.local(connection, listing), listing, self.me.now)
        trouble = self._change(todo) if is_writable else "read_only"
        self.left = self.left if is_writable else len(todo.put)
        with self.store.change():
            holdings.mark_shared(connection, todo.there)
            holdings.forget(connection, todo.forget)
            holdings.note_sync(connection, self.me.now)
        return trouble

    def _change(self, todo: Plan) -> str:
        try:
            self._put(todo.put)
            self._pack()
            self._tidy(todo)
        except OSError as problem:
            self.trouble = self.trouble or _trouble(problem)
        self.failed = self.failed or bool(self.trouble)
        return self.trouble

    def _put(self, names: Sequence[str]) -> None:
        """Put each of these files on the share.

        A file that cannot be put does not stop the next one, but three failures in a row stop the exchange.
        """
        done: list[str] = []
        failures = 0
        try:
            for name in names:
                try:
                    content = self._content(name)
                    if content:
                        self.share.put_new(name, content, self._temporary())
                        done.append(name)
                    failures = 0
                except OSError as problem:
                    self.left += 1
                    failures += 1
                    self.trouble = self.trouble or _trouble(problem)
                    if failures == PATIENCE or self.trouble == "read_only":
                        self.left += len(names) - names.index(name) - 1
                        raise
        finally:
            self._count(done)

    def _content(self, name: str) -> bytes | None:
        """Return the bytes held under a name.

        When the bytes went bad here, this database gives them up, returns None and leaves the share alone.
        """
        try:
            return holdings.content_of(self.store.connection, name)
        except Damaged:
            with self.store.change() as connection:
                holdings.distrust(connection, name)
            self.rotten += 1
            return None

    def _count(self, names: list[str]) -> None:
        if not names:
            return
        with self.store.change() as connection:
            news = holdings.mark_shared(connection, names)
        self.went += sum(news)
        self.mended += len(names) - len(news)

    def _temporary(self) -> str:
        return temporary(self.store.replica, self.me.now, self.me.draw(4))

    def _pack(self) -> None:
        """Pack until no group is due: eight packs may make one pack themselves."""
        while holdings.due_packs(self.store.connection):
            with self.store.change() as connection:
                made = holdings.pack(connection, self.me.share, self.me.now)
            self._put(made)

    def _tidy(self, todo: Plan) -> None:
        """Do the work that publishes nothing: ask for lost files, mend, delete.

        A file that refuses does not stop the next one.
        """
        for name in todo.ask:
            with self._each():
                self.share.put_new(name + WANTED, b"", self._temporary())
        for name in todo.mend:
            with self._each():
                if content := self._content(name):
                    self.mended += mend(self.share, name, content, self._temporary())
                if name in todo.answered:
                    self.share.delete(name + WANTED)
        settled = (name + WANTED for name in todo.answered if name not in todo.mend)
        retired = (
            [] if self.left or self.rotten else todo.retire
        )  # the pack that covers them may be the file that could not be put
        erased = (
            [] if self.left or self.rotten else todo.erase
        )  # what is left of these files is on the share by now
        for name in (*settled, *retired, *erased, *todo.sweep):
            with self._each():
                self.share.delete(name)

    @contextmanager
    def _each(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.failed = True


def mend(share: Share, name: str, content: bytes, temporary: str) -> bool:
    """Put a file back when the share has other bytes, or none, under its name.

    Returns whether the file was put back.
    """
    try:
        if share.get(name) == content:
            return False
        share.delete(name)
    except FileNotFoundError:
        pass
    share.put_new(name, content, temporary)
    return True


def _trouble(problem: OSError) -> str:
    if problem.errno in FULL:
        return "full"
    return "read_only" if problem.errno in READ_ONLY else "refused"
