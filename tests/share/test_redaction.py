"""A name or number leaves every replica and the share, whatever came first; nothing else of an event is lost."""

import errno
import gc
import zlib
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest

from gridlog.core.event import Data, encoded, hash_id, written
from gridlog.core.plan import GRACE
from gridlog.core.redaction import MADE, MASK, STUBS, redactions_of, target
from gridlog.core.segment import opened
from gridlog.share import holdings
from gridlog.store import redacting, stubs
from gridlog.store.file import Author
from gridlog.store.projection import rebuild
from gridlog.store.redacting import find, obey, wipe
from tests.support.devices import SHARE, VISIT, Device, Make, assert_alike, assert_idle, packed
from tests.support.memory_share import MemoryShare, quiet
from tests.support.tables import dump

NAME, PHONE = "王大山", "13900001111"
CALLED: Data = {**VISIT, "contact": NAME, "phone": PHONE, "note": f"{NAME}说缺电，回电{PHONE}"}


def visit(device: Device, **more: str) -> bytes:
    device.connection.execute("PRAGMA secure_delete = OFF")  # what some builds of SQLite do by themselves
    return device.say("visit.logged", {**CALLED, **more})


def redact(device: Device, text: str, reason: str = "本人要求") -> list[bytes]:
    """Redact as the command does; several events where `find` says so. Returns the ids of the redactions."""
    of = target(text)
    with device.store.write(Author("P1", device.now)) as writer:
        found = find(writer.connection, of, {"E1", "P1", "A-1", "A"})
        stubs = {id.hex(): left for id, left in found.stubs.items()}
        made = writer.append(MADE, {"what": of.what, "reason": reason, STUBS: stubs})
        obey(writer.connection, [made.id])
        holdings.cleanse(writer.connection, SHARE, device.now)
    return [made.id]


def plain(content: bytes) -> bytes:
    """What a file of the share says."""
    return zlib.decompressobj(31).decompress(content)


def bytes_of(device: Device) -> bytes:
    """Every byte of a device's file and log after it was wiped, and of the files that it holds."""
    assert wipe(device.connection)
    held = [plain(content) for (content,) in device.connection.execute("SELECT content FROM contents")]
    path = device.store.path
    beside = [one.read_bytes() for one in path.parent.glob(f"{path.name}*")]
    return b"".join([*beside, *held])


def assert_gone(text: str, share: MemoryShare, *devices: Device) -> None:
    """No byte of any file says it."""
    for one in devices:
        assert text.encode() not in bytes_of(one)
    for name, content in share.files.items():
        assert text.encode() not in plain(content), name


def sync(*devices: Device) -> None:
    for _ in range(3):
        for one in devices:
            one.sync()


def test_a_name_leaves_the_author_the_others_and_the_share(make: Make, share: MemoryShare) -> None:
    first, second = make(), make()
    id = visit(first)
    second.log("别的")
    sync(first, second)
    redact(second, NAME)
    redact(second, PHONE)
    sync(second, first)
    assert first.note(id) == f"{MASK * 3}说缺电，回电{MASK * 11}"
    third = make()
    sync(third, first, second)
    assert_alike(first, second, third)
    assert_idle(first, second, third)
    assert_gone(NAME, share, first, second, third)
    assert_gone(PHONE, share, first, second, third)
    assert written(id) in [row[0] for row in third.connection.execute("SELECT id FROM visits")]


def test_what_is_left_says_that_something_was_redacted_when_by_whom_and_why(make: Make) -> None:
    first = make()
    visit(first)
    (made,) = redact(first, NAME)
    assert first.connection.execute("SELECT * FROM redactions").fetchall() == [
        (written(made), "person", "本人要求", "P1", "2025-11-21T16:00:00+08:00", 1)
    ]


def test_an_event_that_two_redactions_mask_names_both(make: Make) -> None:
    first = make()
    id = visit(first)
    made = [*redact(first, NAME), *redact(first, PHONE)]
    body = stubs.body_of(first.connection, id)
    assert body is not None
    assert redactions_of(body) == sorted(one.hex() for one in made)


def test_nothing_else_of_an_event_is_lost(make: Make) -> None:
    first = make()
    id = visit(first)
    first.edit(id, "改过")
    before = dump(first.connection)
    redact(first, PHONE)
    after = dump(first.connection)
    assert {name for name in before if before[name] != after[name]} == {"visits", "redactions"}
    (was,), (now,) = before["visits"], after["visits"]
    assert [(a, b) for a, b in zip(was, now, strict=True) if a != b] == [(PHONE, MASK * 11)]
    sizes = first.connection.execute("SELECT count(*), count(DISTINCT id) FROM events").fetchone()
    assert sizes == (3, 3)


def test_a_redaction_holds_for_an_event_that_comes_later(make: Make, share: MemoryShare) -> None:
    first, second, late = make(), make(), make()
    id = visit(first)
    sync(first, second)
    before = dict(share.files)
    redact(second, NAME)
    sync(second)
    late.sync()
    assert late.note(id).startswith(MASK)
    share.files.update(before)  # a folder-syncer brings back what was deleted
    late.sync()
    assert late.note(id).startswith(MASK)
    assert not before.keys() & share.files.keys()
    sync(first, second, late)
    assert_alike(first, second, late)
    assert_gone(NAME, share, first, second, late)


@pytest.mark.parametrize("form", ["{} (1)", "PC-{}", "{}.sync-conflict-20261122-1200-ABCDEFG.gz"])
def test_a_copy_of_an_old_file_under_any_name_is_neither_applied_nor_left_nor_passed_on(
    make: Make, share: MemoryShare, form: str
) -> None:
    first, second = make(), make()
    visit(first)
    sync(first)
    (name,) = share.files
    old = share.files[name]
    redact(first, NAME)
    sync(first)
    share.files[form.format(name)] = old
    sync(second, first)
    assert_alike(first, second)
    assert_gone(NAME, share, first, second)
    assert_idle(first, second)


def test_old_bytes_under_the_name_of_another_file_do_not_cost_that_file(
    make: Make, share: MemoryShare
) -> None:
    first, second = make(), make()
    visit(first)
    sync(first)
    (name,) = share.files
    old = share.files[name]
    redact(first, NAME)
    sync(first)
    first.log("后来")
    sync(first)
    (later,) = [one for one in share.files if "后来" in plain(share.files[one]).decode()]
    share.files[later] = old
    sync(second)
    sync(first, second)
    assert_alike(first, second)
    assert_gone(NAME, share, first, second)


def test_a_pack_loses_the_line_and_every_file_that_it_covers_goes(make: Make, share: MemoryShare) -> None:
    first, second = make(), make()
    id = visit(first)
    pack, small = packed(first)
    sync(second)
    share.files.update(small)  # they came back
    redact(second, NAME)
    sync(second, first)
    assert pack not in share.files
    assert_gone(NAME, share, first, second)
    assert_alike(first, second)
    assert first.note(id).startswith(MASK)
    first.now += GRACE
    second.now += GRACE
    sync(first, second)
    assert_idle(first, second)


def test_a_pack_whose_author_is_gone_loses_the_line_too(make: Make, share: MemoryShare) -> None:
    first, second = make(), make()
    visit(first)
    _, small = packed(first)
    share.files.update(small)
    sync(second)
    redact(second, NAME)
    sync(second)
    assert not small.keys() & share.files.keys()
    assert_gone(NAME, share, second)
    assert_idle(second)


def test_a_copy_that_was_seen_before_the_redaction_goes_as_well(make: Make, share: MemoryShare) -> None:
    first = make()
    visit(first)
    sync(first)
    (name,) = share.files
    share.files[f"{name} (1)"] = share.files[name]
    sync(first)
    redact(first, NAME)
    sync(first)
    assert_gone(NAME, share, first)
    assert_idle(first)


def test_a_redaction_that_is_known_by_its_stub_alone_is_obeyed(make: Make, share: MemoryShare) -> None:
    first, third = make(), make()
    visit(first)
    other = visit(first, note=f"{NAME}在", phone="")
    sync(first)
    redact(first, NAME)
    sync(first)
    redact(first, PHONE)  # the redaction before carries the number, and goes
    sync(first)
    third.sync()
    assert third.note(other) == f"{MASK * 3}在"
    assert_alike(first, third)
    assert_gone(PHONE, share, first, third)


def test_stubs_are_never_sent_by_themselves(make: Make, share: MemoryShare) -> None:
    first, second = make(), make(on=MemoryShare())
    first.log("别的")
    id = visit(first)
    first.log("别的")
    sync(first)
    redact(first, NAME)
    sync(first)
    (mine,) = [name for name in share.files if "别的" in plain(share.files[name]).decode()]
    with first.store.change() as connection:
        holdings.distrust(connection, mine)
    sync(first)
    with first.store.change() as connection:
        holdings.leave(connection)
    other = second.share
    assert isinstance(other, MemoryShare)
    first.share = other
    sync(first, second)
    assert second.note(id).startswith(MASK)
    assert_alike(first, second)
    assert_gone(NAME, other, first, second)


def test_an_old_file_stays_until_what_is_left_of_it_is_on_the_share(make: Make, share: MemoryShare) -> None:
    first = make()
    visit(first)
    first.log("别的")
    sync(first)
    old = {*share.files}
    redact(first, NAME)

    def full(verb: str, name: str) -> None:
        if verb == "put_new":
            raise OSError(errno.ENOSPC, "as if", name)

    share.before = full
    first.sync()
    assert old == {*share.files}
    share.before = quiet
    sync(first)
    assert not old & {*share.files}


def test_an_event_that_was_never_sent_is_never_sent(make: Make, share: MemoryShare) -> None:
    first, second = make(), make()
    id = visit(first)
    redact(first, NAME)
    sync(first, second)
    assert second.note(id).startswith(MASK)
    assert_alike(first, second)
    assert_gone(NAME, share, first, second)


def test_to_redact_twice_changes_nothing_more(make: Make) -> None:
    first, second = make(), make()
    visit(first)
    sync(first, second)
    redact(first, NAME)
    tables = {**dump(first.connection), "redactions": []}
    redact(first, NAME)
    assert {**dump(first.connection), "redactions": []} == tables
    sync(first, second)
    assert_alike(first, second)
    assert_idle(first, second)


def test_two_who_redact_two_things_of_one_event_at_once_mask_both(make: Make, share: MemoryShare) -> None:
    first, second, third = make(), make(), make()
    id = visit(first)
    sync(first, second)
    redact(first, NAME)
    redact(second, PHONE)
    sync(first, second, third)
    assert {one.note(id) for one in (first, second, third)} == {f"{MASK * 3}说缺电，回电{MASK * 11}"}
    assert_alike(first, second, third)
    redact(third, NAME)  # the other redaction carries it still
    redact(third, PHONE)
    sync(third, first, second)
    assert_alike(first, second, third)
    assert_gone(NAME, share, first, second, third)
    assert_gone(PHONE, share, first, second, third)


def test_a_redaction_that_carries_what_another_masks_is_masked_by_its_own_device(
    make: Make, share: MemoryShare
) -> None:
    first, second = make(), make()
    visit(first)
    sync(first, second)
    redact(first, NAME)
    redact(second, PHONE)
    sync(first, second)
    for one in (first, second):
        found = redacting.outdated(one.connection)
        assert len(found) == 1
        with one.store.write(Author("P1", one.now)) as writer:
            for id, envelope in found.items():
                made = writer.append(MADE, {"what": "phone", "reason": "x", STUBS: {id.hex(): envelope}})
                obey(writer.connection, [made.id])
            holdings.cleanse(writer.connection, SHARE, one.now)
    sync(first, second)
    assert_alike(first, second)
    assert_gone(NAME, share, first, second)
    assert_gone(PHONE, share, first, second)
    assert [redacting.outdated(one.connection) for one in (first, second)] == [{}, {}]


def test_any_order_of_arrival_gives_the_same_tables(make: Make, share: MemoryShare) -> None:
    author = make()
    id = visit(author)
    author.sync()
    redact(author, NAME)
    author.sync()
    author.edit(id, f"{NAME}又说")
    author.sync()
    redact(author, NAME)
    author.sync()
    files = dict(share.files)
    old = make(on=MemoryShare())
    results = []
    for order in permutations(files):
        one = make(on=MemoryShare())
        for name in order:
            one.share.files[name] = files[name]  # type: ignore[attr-defined]  # a MemoryShare
            one.sync()
        results.append((sorted(one.ids()), dump(one.connection)))
        before = dump(one.connection)
        rebuild(one.connection)
        assert dump(one.connection) == before
    assert old.ids() == set()
    assert all(one == results[0] for one in results)


def test_the_text_of_a_need_leaves_the_name_of_its_row(make: Make, share: MemoryShare) -> None:
    first, second = make(), make()
    key = f"need/E1/{NAME}缺电"
    first.say("plan.saved", {"goal": "listing", "review": "2025-12-01"}, "plan/E1")
    first.say("need.saved", {"version": 1}, key)
    sync(first, second)
    first.say("need.met", {"version": 1, "text": "通电"}, key)
    redact(first, NAME)
    sync(first, second)
    assert_alike(first, second)
    assert second.connection.execute("SELECT text, closed_version FROM needs").fetchall() == [
        (f"{MASK * 3}缺电", 1)
    ]
    assert_gone(NAME, share, first, second)


def test_a_version_that_did_not_know_redactions_obeys_after_its_upgrade(
    make: Make, share: MemoryShare
) -> None:
    first, second = make(), make()
    id = visit(first)
    sync(first, second)
    redact(first, NAME)
    sync(first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holdings, "MADE", "an older gridlog knows no such kind")
        patch.setattr(holdings, "has_redactions", lambda _: False)
        second.sync()
    assert NAME in second.note(id)
    rebuild(second.connection)
    assert second.note(id).startswith(MASK)
    sync(second, first)
    assert_alike(first, second)
    assert_gone(NAME, share, first, second)


def test_the_author_of_a_file_that_another_wrote_anew_keeps_its_replica_id(make: Make) -> None:
    first, second = make(), make()
    visit(first)
    first.log("别的", "再一个")
    sync(first, second)
    mine = first.replica
    redact(second, NAME)
    redact(second, "再一个")
    sync(second, first, second)
    assert first.replica == mine


def test_a_forged_stub_in_a_file_is_not_believed(make: Make, share: MemoryShare, tmp_path: Path) -> None:
    first, second = make(), make()
    id = visit(first)
    sync(first, second)
    body = next(iter(first.bodies()))
    forged = body[:-1].replace(PHONE.encode(), b"0") + b',"stub":{"id":"' + id.hex().encode() + b'"}}'
    assert hash_id(forged) != id
    second.say(
        "redaction.made", {"reason": "x", "what": "phone", STUBS: {id.hex(): {"kind": "visit.voided"}}}
    )
    sync(second, first)
    assert PHONE in first.note(id)
    assert encoded({"id": id.hex()})
    assert tmp_path.is_dir()
    assert all(opened(content, SHARE).lines for content in share.files.values())


def test_a_zone_without_redactions_asks_one_thing_more(make: Make) -> None:
    first = make()
    visit(first)
    assert not stubs.has_redactions(first.connection)
    plan = first.connection.execute("EXPLAIN QUERY PLAN SELECT 1 FROM names WHERE name = 'x'").fetchall()
    assert "SEARCH" in str(plan)


def test_a_cursor_that_an_error_left_behind_does_not_hinder_the_wiping(make: Make) -> None:
    """gridlog collects no garbage while it runs, and an error that was caught may hold its frames in a circle."""
    device = make()
    visit(device)
    redact(device, NAME)

    def fails() -> None:
        cursor = device.connection.execute("SELECT id FROM events")
        cursor.fetchone()
        circle: list[object] = [cursor]
        circle.append(circle)
        raise ValueError

    gc.disable()
    try:
        with suppress(ValueError):
            fails()
        assert wipe(device.connection)
    finally:
        gc.enable()
    assert NAME.encode() not in bytes_of(device)
