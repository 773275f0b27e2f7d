"""Order, repetition and division of what arrives mean nothing."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.event import Data
from gridlog.core.roster import moved
from gridlog.store.file import open_store
from gridlog.store.projection import rebuild
from tests.support.copies import COPIES
from tests.support.devices import NOW, VISIT, Device, Make, assert_alike, assert_idle, in_memory
from tests.support.memory_share import MemoryShare
from tests.support.tables import dump


class Files(dict[str, bytes]):
    """Files by name; not all of their bytes need be shown where a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} files"


@pytest.fixture(scope="module")
def busy_files(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of three replicas that saw some of one another's work and contradicted the rest."""
    folder = tmp_path_factory.mktemp("busy")
    share = MemoryShare()
    devices = []
    for number in (1, 2, 3):
        path = folder / f"{number}.db"
        shutil.copyfile(blank, path)
        store = open_store(path, NOW)
        store.connection.execute("UPDATE replica SET id = ?", (f"{number}" * 16,))
        devices.append(Device(store, share, f"machine {number}"))
    one, two, three = devices
    for code, level, parent in (("Z", "zone", ""), ("A", "block", "Z"), ("A-1", "grid", "A")):
        one.say("grid.saved", {"name": code, "level": level, "parent": parent}, f"grid/{code}")
    one.say("officer.saved", {"name": "张三"}, "officer/P1")
    one.say("officer.assigned", moved("A-1", None), "officer/P1")
    one.say("enterprise.saved", {"name": "禾木"}, "enterprise/E1")
    (visit,) = one.log("first")
    raised: Data = {
        **{key: VISIT[key] for key in ("on", "enterprise", "officer", "grid", "block")},
        "text": "断电",
        "category": "POWER",
        "grade": "general",
        "source": "visit",
        "due": "2025-12-01",
    }
    issue = one.say("issue.raised", raised)
    one.sync()
    two.sync()
    three.now = NOW + timedelta(days=400)
    three.sync()
    for device in (two, three, one):
        device.edit(visit, f"by {device.machine}")
        device.say("enterprise.saved", {"name": f"named by {device.machine}"}, "enterprise/E1")
        device.say("setting.set", {"value": device.machine}, "setting/zone")
    two.say("issue.accepted", {"on": "2025-11-20", "handler": "P1"}, row=issue)
    three.say("issue.closed", {"on": "2025-11-21", "workdays": 1}, row=issue)
    three.say("visit.praised", {"stars": 5}, row=visit)
    two.say("visit.voided", {"why": "重复"}, row=visit)
    for device in devices:
        device.sync()
    two.sync()
    two.edit(visit, "settled")
    two.sync()
    one.sync()
    one.log("later")
    one.say("officer.leave", {"from": "2025-11-03", "to": "2025-11-04", "kind": "年假"}, "officer/P1")
    one.sync()
    for device in devices:
        device.sync()
    assert_alike(*devices)
    for device in devices:
        device.store.close()
    return Files(share.files)


def reader_of(files: dict[str, bytes], image: bytes) -> Device:
    """A newcomer that has read all of this once."""
    share = MemoryShare()
    share.files.update(files)
    share.is_writable = False
    device = in_memory(image, share)
    device.sync()
    return device


@given(st.data())
def test_any_order_and_division_of_deliveries_gives_the_same_tables(
    busy_files: Files, blank: Path, data: st.DataObject
) -> None:
    share = MemoryShare()
    share.is_writable = False
    image = blank.read_bytes()
    device = in_memory(image, share)
    forms = st.sampled_from(["{}.jsonl.gz", *COPIES])
    delivery = st.dictionaries(st.sampled_from(sorted(busy_files)), forms)
    for arrived in data.draw(st.lists(delivery, max_size=5)):
        share.files.update(
            {form.format(name.removesuffix(".jsonl.gz")): busy_files[name] for name, form in arrived.items()}
        )
        if data.draw(st.booleans()):
            share.files = dict(data.draw(st.permutations(sorted(share.files.items()))))
        device.sync()
        if data.draw(st.booleans()):
            share.files.clear()
    share.files.update(busy_files)
    device.sync()
    assert dump(device.connection) == dump(reader_of(busy_files, image).connection)
    tables = dump(device.connection)
    rebuild(device.connection)
    assert dump(device.connection) == tables
    assert_idle(device)


def test_what_two_said_at_once_is_the_same_for_all_and_listed_until_somebody_settles_it(make: Make) -> None:
    one, two, three = make(), make(), make()
    (visit,) = one.log("first")
    one.sync(), two.sync()
    one.edit(visit, "one")
    two.edit(visit, "two")
    for device in (one, two, one, three):
        device.sync()
    assert {device.note(visit) for device in (one, two, three)} in ({"one"}, {"two"})
    assert len(dump(three.connection)["conflicts"]) == 2
    assert_alike(one, two, three)
    three.edit(visit, "three")
    for device in (three, one, two):
        device.sync()
    assert {device.note(visit) for device in (one, two, three)} == {"three"}
    assert dump(one.connection)["conflicts"] == []
    assert_alike(one, two, three)
