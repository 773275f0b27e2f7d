"""What lies on a share, file by file, compared with what is held here; and two shares made alike."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gridlog import held
from gridlog.core.exchange import TEMPORARY, WANTED, is_candidate
from gridlog.core.segment import NAME, Unread, events, opened
from gridlog.share import Share
from gridlog.store import Store
from gridlog.sync import Progress, Self, mend


class Finding(NamedTuple):
    """One thing worth knowing: `what` is lost, unseen, copy, wanted, temporary, mended, or a fault."""

    what: str
    name: str


def check(store: Store, share: Share) -> list[Finding]:
    """What the listing alone tells. Raises OSError when the share fails."""
    listing = share.list()
    local = held.local(store.connection, listing)
    listed = set(listing)
    found = [Finding("lost", name) for name in local.held if name not in listed]
    found += [Finding("wanted", name.removesuffix(WANTED)) for name in listed if name.endswith(WANTED)]
    found += [Finding("temporary", name) for name in listed if TEMPORARY.fullmatch(name)]
    for name in filter(is_candidate, listed - local.held - local.covered.keys()):
        seen = local.sightings.get(name)
        found.append(Finding("unseen" if seen is None else seen.fault or "copy", name))
    return sorted(found)


def check_and_read(store: Store, share: Share, me: Self, progress: Progress) -> list[Finding]:
    """As `check`, every file opened besides; what is damaged and held here is put back.

    Raises OSError when the share fails.
    """
    found = [one for one in check(store, share) if one.what in ("lost", "wanted", "temporary")]
    names = sorted(filter(is_candidate, share.list()))
    for done, name in enumerate(names, 1):
        found += _read(store, share, me, name)
        progress(done, len(names))
    return sorted(found)


def _read(store: Store, share: Share, me: Self, name: str) -> Iterator[Finding]:
    content = held.content_of(store.connection, name)
    try:
        given = share.get(name)
        if given == content:
            return
        if content is None:
            segment = opened(given, me.share)
            list(events(segment))
            if segment.name != name and not NAME.fullmatch(name):
                yield Finding("copy", name)
            elif segment.name != name:
                yield Finding("torn", name)
            return
    except FileNotFoundError:
        return
    except Unread as problem:
        yield Finding(problem.fault, name)
        return
    if not share.is_writable:
        yield Finding("torn", name)
        return
    mend(share, name, content, f".~{store.replica}.{int(me.now.timestamp() * 1000)}.{me.draw(4).hex()}.tmp")
    yield Finding("mended", name)


def relay(one: Share, other: Share, share: str, temporaries: Iterable[str]) -> tuple[int, int]:
    """Carry over what either side lacks, whole files only; how many each got. Raises OSError."""
    here, there = set(one.list()), set(other.list())
    return _carry(other, one, there - here, here, share, temporaries), _carry(
        one, other, here - there, there, share, temporaries
    )


def _carry(
    source: Share, target: Share, names: set[str], known: set[str], share: str, temporaries: Iterable[str]
) -> int:
    count = 0
    fresh = iter(temporaries)
    for name in sorted(filter(is_candidate, names)):
        try:
            segment = opened(source.get(name), share)
            list(events(segment))
        except (Unread, FileNotFoundError):
            continue
        if segment.name not in known:
            target.put_new(segment.name, segment.content, next(fresh))
            count += 1
    return count
