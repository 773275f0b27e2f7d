"""Files that come and go."""

from gridlog.share.sync import Outcome
from tests.support.devices import Make, assert_alike, assert_idle, published
from tests.support.memory_share import MemoryShare, quiet
from tests.support.tables import dump


def test_a_file_that_vanishes_between_listing_and_reading_is_read_next_time(
    make: Make, share: MemoryShare
) -> None:
    one, other = make(), make()
    first, second = published(one, "1"), published(one, "2")
    content = share.files[first]

    def vanish(verb: str, name: str) -> None:
        if (verb, name) == ("get", first):
            share.files.pop(first, None)

    share.before = vanish
    assert other.sync() == Outcome(1, 0, 0, 0, {}, False, "")
    share.before = quiet
    assert share.files.keys() == {second}
    share.files[first] = content
    assert other.sync().came == 1
    assert_alike(one, other)
    assert_idle(other)


def test_a_lost_file_is_put_back_by_whoever_has_it(make: Make, share: MemoryShare) -> None:
    owner, peer, newcomer = make(), make(), make()
    published(owner, "x", "y")
    peer.sync()
    files = dict(share.files)
    share.files.clear()
    assert peer.sync() == Outcome(0, 0, 0, 1, {}, False, "")
    assert share.files == files
    newcomer.sync()
    assert_alike(owner, peer, newcomer)
    assert_idle(owner, peer, newcomer)


def test_an_emptied_share_is_filled_again_by_those_who_read_it(make: Make, share: MemoryShare) -> None:
    devices = [make() for _ in range(3)]
    for one in devices:
        published(one, "x", "y")
    for one in devices:
        one.sync()
    files = dict(share.files)
    share.files.clear()
    assert devices[1].sync().mended == 3
    assert share.files == files
    newcomer = make()
    newcomer.sync()
    assert_alike(*devices, newcomer)


def test_a_file_that_is_missing_takes_nothing_away(make: Make, share: MemoryShare) -> None:
    one, other = make(), make()
    published(one, "x")
    other.sync()
    before = dump(other.connection)
    share.files.clear()
    share.is_writable = False
    other.sync()
    assert dump(other.connection) == before
    assert len(other.ids()) == 1
