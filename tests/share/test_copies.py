"""Copies that folder-syncers make."""

import pytest

from gridlog.core.plan import GRACE, WANTED
from gridlog.share.sync import Outcome
from tests.support.copies import COPIES
from tests.support.devices import LIST, Make, assert_alike, assert_idle, calls_of, published
from tests.support.memory_share import MemoryShare


@pytest.mark.parametrize("form", COPIES)
def test_a_copy_under_another_name_is_read_once_and_applied_once(
    make: Make, share: MemoryShare, form: str
) -> None:
    one, other = make(), make()
    name = published(one, "x", "y")
    copy = form.format(name.removesuffix(".jsonl.gz"))
    share.files[copy] = share.files[name]
    assert other.sync() == Outcome(2, 0, 0, 0, {}, False, "")
    assert one.sync() == Outcome(0, 0, 0, 0, {}, False, "")
    assert_idle(one, other)
    assert_alike(one, other)
    assert share.files.keys() == {name, copy}


@pytest.mark.parametrize("form", COPIES)
def test_a_file_of_which_only_a_copy_is_left_is_not_lost(make: Make, share: MemoryShare, form: str) -> None:
    one, other = make(), make()
    name = published(one, "x")
    content = share.files.pop(name)
    copy = form.format(name.removesuffix(".jsonl.gz"))
    share.files[copy] = content
    done = other.sync()
    assert (done.came, done.mended, done.renewed) == (1, 1, False)
    assert share.files == {name: content, copy: content}
    assert one.sync().renewed is False
    assert_idle(one, other)
    assert_alike(one, other)


def test_what_is_no_record_is_never_opened(make: Make, share: MemoryShare) -> None:
    one = make()
    junk = (
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "新建 文本文档.txt",
        "~$book.xlsx",
        ".~0123456789abcdef.1.aa.tmp",
    )
    share.files.update(dict.fromkeys(junk, b"?"))
    assert calls_of(share, one.sync) == [LIST]
    assert share.files.keys() == {*junk}


def test_a_name_in_another_encoding_stops_nobody(make: Make, share: MemoryShare) -> None:
    junk = "新建文本文档.txt".encode("gbk").decode("utf-8", "surrogateescape")
    one, other = make(), make()
    share.files[junk] = b"?"
    name = published(one, "x")
    assert other.sync().came == 1
    assert_idle(one, other)
    assert share.files.keys() == {junk, name}


def test_a_record_under_a_name_in_another_encoding_is_read_or_left(make: Make, share: MemoryShare) -> None:
    one, other = make(), make()
    name = published(one, "x")
    copy = name.replace(".jsonl", "（副本）.jsonl").encode("gbk").decode("utf-8", "surrogateescape")
    torn = copy.replace(".1-", ".2-")
    share.files[copy] = share.files.pop(name)
    share.files[torn] = b""
    other.sync()
    one.sync()
    other.sync()
    assert share.files.keys() == {name, copy, torn}
    assert_alike(one, other)


PATHS = (
    "../../{}",
    "..\\..\\{}",
    "/etc/{}",
    "C:{}",
    "{}/../../x",
    "{}:stream",
    "{}\0.txt",
    "{}\n",
    "{} ",
    "\x1b[2J{}",
)


@pytest.mark.parametrize("form", PATHS)
def test_no_name_that_was_found_is_ever_written_but_those_we_make(
    make: Make, share: MemoryShare, form: str
) -> None:
    owner, one = make(), make()
    name = published(owner, "x")
    tricks = {
        form.format(name): b"torn",
        form.format(name) + WANTED: b"",
        form.format(f".~{one.replica}.1.aa.tmp"): b"",
    }
    share.files.update(tricks)
    share.calls.clear()
    for _ in range(3):
        one.sync()
        one.now += GRACE
    written = {name for verb, name in share.calls if verb in ("put_new", "delete")}
    assert written == set()
    assert share.files == {**tricks, name: share.files[name]}
    assert_alike(owner, one)
