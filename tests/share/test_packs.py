"""Eight small files become one."""

import pytest

from gridlog.core import plan as planning
from gridlog.core import segment as segments
from gridlog.core.plan import GRACE
from gridlog.core.segment import opened
from gridlog.share import holdings
from tests.support.devices import (
    LIST,
    MINUTE,
    SHARE,
    Make,
    assert_alike,
    assert_idle,
    calls_of,
    covers,
    packed,
    published,
)
from tests.support.memory_share import MemoryShare


def test_eight_small_files_become_one_and_are_deleted_a_day_later_by_their_owner(
    make: Make, share: MemoryShare
) -> None:
    owner, peer = make(), make()
    small = {published(owner, f"{number}") for number in range(7)}
    owner.log("8")
    owner.sync()
    (eighth, pack) = sorted(
        share.files.keys() - small, key=lambda name: opened(share.files[name], SHARE).size
    )
    small |= {eighth}
    assert {*opened(share.files[pack], SHARE).covers} == small
    assert opened(share.files[pack], SHARE).size == 8
    peer.sync()
    assert_alike(owner, peer)
    assert_idle(owner, peer)

    peer.now += 2 * GRACE
    owner.now += GRACE - MINUTE
    assert_idle(owner, peer)
    owner.now += MINUTE
    deleting = calls_of(share, owner.sync)
    assert deleting[0] == LIST
    assert {*deleting[1:]} == {("delete", name) for name in small}
    assert share.files.keys() == {pack}
    assert_idle(owner, peer)
    newcomer = make()
    newcomer.sync()
    assert_alike(owner, peer, newcomer)
    assert_idle(owner, peer, newcomer)


def test_a_packed_file_that_comes_back_does_no_harm(make: Make, share: MemoryShare) -> None:
    owner, peer, newcomer = make(), make(), make()
    for number in range(8):
        owner.log(f"{number}")
        owner.sync()
        peer.sync()
    pack = next(name for name in share.files if covers(share, name))
    small = {name: content for name, content in share.files.items() if name != pack}
    owner.now += GRACE
    owner.sync()
    assert share.files.keys() == {pack}
    assert_idle(peer)
    share.files.update(small)
    done = newcomer.sync()
    assert (done.came, done.mended) == (8, 0)
    assert_idle(peer, newcomer)
    assert_alike(owner, peer, newcomer)
    owner.sync()
    assert share.files.keys() == {pack}
    assert_idle(owner, peer, newcomer)


def test_a_packed_file_that_comes_back_to_one_who_knew_only_the_pack_does_no_harm(
    make: Make, share: MemoryShare
) -> None:
    owner, newcomer = make(), make()
    pack, small = packed(owner)
    newcomer.sync()
    share.files.update(small)
    assert newcomer.sync().came == 0
    owner.sync()
    newcomer.sync()
    assert share.files.keys() == {pack}
    assert_idle(owner, newcomer)
    assert_alike(owner, newcomer)


def test_a_lost_pack_is_put_back_by_whoever_has_it(make: Make, share: MemoryShare) -> None:
    owner, peer, newcomer = make(), make(), make()
    pack, _ = packed(owner)
    peer.sync()
    content = share.files.pop(pack)
    assert peer.sync().mended == 1
    assert share.files == {pack: content}
    newcomer.sync()
    assert_alike(owner, peer, newcomer)


def test_eight_packs_become_one_and_what_they_covered_stays_away(make: Make, share: MemoryShare) -> None:
    owner = make()
    everything: dict[str, bytes] = {}
    for number in range(64):
        owner.log(f"{number}")
        owner.sync()
        everything.update(share.files)
    (biggest,) = [name for name, content in share.files.items() if opened(content, SHARE).size == 64]
    late, later = make(), make()
    late.sync()  # while all 73 files lie there
    owner.now += GRACE
    owner.sync()
    assert share.files.keys() == {biggest}
    later.sync()
    for device in (late, later):
        device.now += GRACE
        device.sync()
    assert share.files.keys() == {biggest}
    assert_idle(owner, late, later)
    share.files.update(everything)
    for device in (later, late, owner, later, late, owner):
        device.sync()
    assert share.files.keys() == {biggest}
    assert_idle(owner, late, later)
    assert_alike(owner, late, later)


def test_files_of_long_texts_are_never_packed_into_one_that_nobody_may_read(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The real limits divided by 512: 64 MiB a file, 4 MiB of events a first file, 256 KiB an event.
    monkeypatch.setattr(segments, "MAX_FILE", 128 << 10)
    monkeypatch.setattr(holdings, "SEAL_BYTES", 8 << 10)
    monkeypatch.setattr(planning, "BIG_BYTES", 2 << 10)
    owner, other = make(), make()
    for number in range(64):
        owner.log(*("长" * 600 + f"{number}.{n}" for n in range(4)))
        owner.sync()
    other.sync()
    assert len(other.ids()) == 256
    assert_alike(owner, other)


def test_a_pack_is_made_only_of_what_lies_on_the_share(make: Make, share: MemoryShare) -> None:
    owner = make()
    share.is_writable = False
    for number in range(9):
        owner.log(f"{number}")
        owner.sync()
    share.is_writable = True
    owner.sync()
    assert not any(opened(content, SHARE).covers for content in share.files.values())
    assert len(share.files) == 1
