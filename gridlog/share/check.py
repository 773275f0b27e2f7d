"""Compare a share with what this database holds, file by file; make two shares equal."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from gridlog.core.plan import NOBODY, TEMPORARY, WANTED, is_candidate, legible, temporary
from gridlog.core.segment import NAME, Unread
from gridlog.errors import Damaged
from gridlog.share import holdings
from gridlog.share.incoming import read
from gridlog.share.place import Share
from gridlog.share.sync import Progress, Self, mend
from gridlog.store.file import Store


class Finding(NamedTuple):
    """One thing about one file that the user should know.

    `what` is lost, unseen, copy, wanted, temporary, mended, rotten, or a fault of the file.
    """

    what: str
    name: str


def check(store: Store, share: Share) -> list[Finding]:
    """Compare the listing of the share with this database, without opening a file.

    Returns the findings, sorted. Raises OSError when the share fails.
    """
    listing = legible(share.list())
    local = holdings.local(store.connection, listing)
    listed = set(listing)
    found = [Finding("lost", name) for name in local.held if name not in listed]
    found += [Finding("wanted", name.removesuffix(WANTED)) for name in listed if name.endswith(WANTED)]
    found += [Finding("temporary", name) for name in listed if TEMPORARY.fullmatch(name)]
    for name in filter(is_candidate, listed - local.held - local.covered.keys()):
        seen = local.sightings.get(name)
        found.append(Finding("unseen" if seen is None else seen.fault or "copy", name))
    return sorted(found)


def check_and_read(store: Store, share: Share, me: Self, progress: Progress) -> list[Finding]:
    """Do what `check` does, and open every file, too.

    A file that is damaged on the share is put back when this database holds its bytes. Returns the findings,
    sorted. Raises OSError when the share fails.
    """
    found = [one for one in check(store, share) if one.what in ("lost", "wanted", "temporary")]
    names = sorted(filter(is_candidate, legible(share.list())))
    for done, name in enumerate(names, 1):
        found += _read(store, share, me, name)
        progress(done, len(names))
    return sorted(found)


def _read(store: Store, share: Share, me: Self, name: str) -> Iterator[Finding]:
    try:
        content = holdings.content_of(store.connection, name)
    except Damaged:
        with store.change() as connection:
            holdings.distrust(connection, name)
        yield Finding("rotten", name)
        content = None
    try:
        given = share.get(name)
        if content is None:
            found = read(given, name, me.share)
            if found.fault or found.segment.name != name:
                yield Finding(found.fault or "copy", name)
        elif given != content and share.is_writable:
            mend(share, name, content, temporary(store.replica, me.now, me.draw(4)))
            yield Finding("mended", name)
        elif given != content:
            yield Finding("torn", name)
    except FileNotFoundError:
        return
    except OSError:
        yield Finding("unreadable", name)
    except Unread as problem:
        yield Finding(problem.fault, name)


def duplicates(share: Share, me: Self) -> list[str]:
    """Return the names under which a folder-syncer left a second file, byte for byte the one under the proper name.

    Raises OSError when the share fails.
    """
    listing = set(legible(share.list()))
    strange = (name for name in listing if is_candidate(name) and not NAME.fullmatch(name))
    return sorted(name for name in strange if _is_double(share, name, listing, me))


def _is_double(share: Share, name: str, listing: Collection[str], me: Self) -> bool:
    try:
        content = share.get(name)
        proper = read(content, name, me.share).segment.name
        return proper in listing and share.get(proper) == content
    except (Unread, FileNotFoundError):
        return False


def tidy(share: Share, me: Self, names: Iterable[str]) -> list[str]:
    """Remove the names that still are proven duplicates. Returns what was removed. Raises OSError."""
    removed = []
    for name in names:
        if _is_double(share, name, set(legible(share.list())), me):
            share.delete(name)
            removed.append(name)
    return removed


def relay(one: Share, other: Share, me: Self) -> tuple[int, int]:
    """Copy to each share the whole files that only the other share has.

    Returns how many files each share received: first `one`, then `other`. Raises OSError.
    """
    here, there = set(legible(one.list())), set(legible(other.list()))
    return _carry(other, one, there - here, here, me), _carry(one, other, here - there, there, me)


def _carry(source: Share, target: Share, names: set[str], known: set[str], me: Self) -> int:
    carried: set[str] = set()
    for name in sorted(filter(is_candidate, names)):
        try:
            segment = read(source.get(name), name, me.share).segment
        except (Unread, FileNotFoundError):
            continue
        if segment.name not in known | carried:
            target.put_new(segment.name, segment.content, temporary(NOBODY, me.now, me.draw(4)))
            carried.add(segment.name)
    return len(carried)
