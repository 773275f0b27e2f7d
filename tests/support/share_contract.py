"""What every share must keep, whatever it is made of.

A test module derives a class `Test…` from `ShareContract` and gives it a fixture `share`: an empty one.
"""

import pytest

from gridlog.core.plan import WANTED
from gridlog.core.segment import MAX_FILE
from gridlog.share.place import Share

NAME = "0123456789abcdef.1-7.fedcba9876543210.jsonl.gz"
TEMPORARY = ".~0123456789abcdef.1763712000000.0a0b0c0d.tmp"
NAMES = (
    NAME,
    NAME + WANTED,
    "gridlog.json",
    NAME.replace(".jsonl", " (conflicted copy 2026-11-22).jsonl"),
    NAME.replace(".jsonl", "（某人的冲突副本 2026-11-22）.jsonl"),
    NAME + ".sync-conflict-20261122-101500-ABCDEFG",
    f"~{NAME}",
)


class ShareContract:
    """The promises of the four verbs."""

    def test_an_empty_share_lists_nothing(self, share: Share) -> None:
        assert share.list() == []

    def test_a_share_of_ones_own_is_writable(self, share: Share) -> None:
        assert share.is_writable

    @pytest.mark.parametrize("name", NAMES)
    def test_what_was_put_is_listed_and_given_back(self, share: Share, name: str) -> None:
        share.put_new(name, b"one\0two\r\n\xff", TEMPORARY)
        assert share.list() == [name]
        assert share.get(name) == b"one\0two\r\n\xff"

    def test_an_empty_file_is_a_file(self, share: Share) -> None:
        share.put_new(NAME, b"", TEMPORARY)
        assert share.list() == [NAME]
        assert share.get(NAME) == b""

    def test_files_do_not_touch_one_another(self, share: Share) -> None:
        for name in NAMES:
            share.put_new(name, name.encode(), TEMPORARY)
        share.delete(NAMES[2])
        rest = {*NAMES} - {NAMES[2]}
        assert sorted(share.list()) == sorted(rest)
        assert {name: share.get(name).decode() for name in rest} == {name: name for name in rest}

    def test_a_file_that_is_there_stays_as_it_is(self, share: Share) -> None:
        share.put_new(NAME, b"first", TEMPORARY)
        share.put_new(NAME, b"second", TEMPORARY)
        assert share.get(NAME) == b"first"
        assert share.list() == [NAME]

    def test_what_is_not_there_cannot_be_got(self, share: Share) -> None:
        share.put_new(NAME, b"here", TEMPORARY)
        with pytest.raises(FileNotFoundError):
            share.get(NAMES[3])

    def test_what_was_deleted_is_gone(self, share: Share) -> None:
        share.put_new(NAME, b"here", TEMPORARY)
        share.delete(NAME)
        assert share.list() == []
        with pytest.raises(FileNotFoundError):
            share.get(NAME)

    def test_deleting_nothing_is_no_fault(self, share: Share) -> None:
        share.delete(NAME)
        share.put_new(NAME, b"here", TEMPORARY)
        share.delete(NAME)
        share.delete(NAME)
        assert share.list() == []

    def test_a_deleted_name_can_be_put_again(self, share: Share) -> None:
        share.put_new(NAME, b"torn", TEMPORARY)
        share.delete(NAME)
        share.put_new(NAME, b"whole", TEMPORARY)
        assert share.get(NAME) == b"whole"

    def test_a_listing_is_a_copy(self, share: Share) -> None:
        share.put_new(NAME, b"here", TEMPORARY)
        listing = share.list()
        share.delete(NAME)
        assert listing == [NAME]

    def test_no_more_is_read_than_what_tells_that_a_file_is_too_long(self, share: Share) -> None:
        share.put_new(NAME, bytes(MAX_FILE + 3), TEMPORARY)
        assert len(share.get(NAME)) == MAX_FILE + 1
