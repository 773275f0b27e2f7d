"""Files that are not whole, and bytes of a header that no checksum covers."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gridlog.core.plan import PATIENCE, WANTED
from gridlog.share.sync import Outcome
from tests.support.devices import LIST, MINUTE, Make, assert_alike, assert_idle, calls_of, cut, published
from tests.support.memory_share import MemoryShare


def zeroed(content: bytes) -> bytes:
    return content[:20] + bytes(len(content) - 20)


def flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


def nothing(_: bytes) -> bytes:
    return b""


def longer(content: bytes) -> bytes:
    return content + b"\0"


HURTS = (cut, zeroed, flipped, nothing, longer)


@pytest.mark.parametrize("hurt", HURTS)
def test_a_torn_file_is_read_again_when_whole(
    make: Make, share: MemoryShare, hurt: Callable[[bytes], bytes]
) -> None:
    one, other = make(), make()
    first, second = published(one, "1"), published(one, "2", "3")
    whole = share.files[first]
    share.files[first] = hurt(whole)
    done = other.sync()
    assert (done.came, done.unread, done.trouble) == (2, {first: "torn"}, "")
    assert calls_of(share, other.sync) == [LIST, ("get", first)]
    assert share.files.keys() == {first, second}
    share.files[first] = whole
    assert other.sync().came == 1
    assert_idle(other)
    assert_alike(one, other)


@pytest.mark.parametrize("hurt", HURTS)
def test_a_damaged_file_is_asked_for_and_put_back_by_a_peer(
    make: Make, share: MemoryShare, hurt: Callable[[bytes], bytes]
) -> None:
    owner, peer, newcomer = make(), make(), make()
    name = published(owner, "x")
    peer.sync()
    whole = share.files[name]
    share.files[name] = hurt(whole)
    newcomer.sync()
    newcomer.now += PATIENCE - MINUTE
    newcomer.sync()
    assert share.files.keys() == {name}
    newcomer.now += MINUTE
    newcomer.sync()
    assert share.files.keys() == {name, name + WANTED}
    assert calls_of(share, newcomer.sync) == [LIST, ("get", name)]
    assert peer.sync().mended == 1
    assert share.files == {name: whole}
    assert newcomer.sync().came == 1
    assert_idle(owner, peer, newcomer)
    assert_alike(owner, peer, newcomer)


def test_a_good_file_in_the_place_of_another_is_asked_for_and_put_back(
    make: Make, share: MemoryShare
) -> None:
    owner, newcomer = make(), make()
    first, second = published(owner, "1"), published(owner, "2")
    files = dict(share.files)
    share.files[first] = files[second]
    for _ in range(6):
        newcomer.sync()
        newcomer.now += 4 * MINUTE
    assert first + WANTED in share.files
    owner.sync()
    newcomer.sync()
    assert share.files == files
    assert_alike(owner, newcomer)
    assert_idle(owner, newcomer)


def test_whoever_has_a_good_copy_mends_the_torn_original(make: Make, share: MemoryShare) -> None:
    owner, reader = make(), make()
    name = published(owner, "x")
    whole = share.files[name]
    share.files[f"{name} (1)"] = whole
    share.files[name] = cut(whole)
    assert reader.sync().came == 1
    reader.sync()
    assert share.files == {name: whole, f"{name} (1)": whole}
    owner.sync()
    assert_idle(owner, reader)


def test_a_file_that_nobody_has_is_waited_for_in_peace(make: Make, share: MemoryShare) -> None:
    one = make()
    name = published(make(), "x")
    share.files[name] = cut(share.files[name])
    for _ in range(3):
        one.sync()
        one.now += timedelta(hours=1)
    assert calls_of(share, one.sync) == [LIST, ("get", name)]
    assert share.files.keys() == {name, name + WANTED}
    one.log("mine")
    assert one.sync().went == 1


@pytest.mark.parametrize("at", [3, 4, 8, 9])
def test_a_bit_that_no_checksum_covers_makes_no_second_file_and_no_second_self(
    make: Make, share: MemoryShare, at: int
) -> None:
    owner, other = make(), make()
    name, replica = published(owner, "x"), owner.replica
    whole = share.files[name]
    share.files[name] = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    for _ in range(4):
        other.sync()
        owner.sync()
        for device in (owner, other):
            device.now += PATIENCE
    other.sync()
    assert owner.replica == replica
    assert share.files == {name: whole}
    assert_alike(owner, other)


def test_the_only_copy_of_a_file_is_read_though_its_header_was_hurt(make: Make, share: MemoryShare) -> None:
    owner = make()
    name = published(owner, "x", "y")
    whole = share.files[name]
    share.files[name] = bytes(10) + whole[10:]
    other = make()
    assert other.sync() == Outcome(2, 0, 0, 1, {name: "torn"}, False, "")
    assert share.files == {name: whole}
    assert_idle(other)


def test_a_file_under_the_name_of_another_is_read_and_both_are_put_right(
    make: Make, share: MemoryShare
) -> None:
    owner, peer = make(), make()
    lost, hidden = published(owner, "x", "y"), published(peer, "z")
    whole = share.files[lost]
    share.files[hidden] = share.files.pop(lost)
    other = make()
    assert other.sync() == Outcome(2, 0, 0, 1, {hidden: "torn"}, False, "")
    assert share.files == {hidden: whole, lost: whole}
    other.now += PATIENCE
    other.sync()
    assert hidden + WANTED in share.files
    peer.sync()
    other.sync()
    assert share.files[lost] == whole
    assert {*share.files} == {lost, hidden}
    assert_idle(other, peer)
    assert_alike(other, peer)
