"""Restored backups and clones."""

from pathlib import Path

import pytest

from gridlog.store.copies import copy_file
from tests.support.devices import Device, Make, assert_alike, assert_idle, packed, published
from tests.support.memory_share import MemoryShare


def image_of(device: Device, folder: Path) -> Path:
    """A backup of a device's file."""
    path = folder / "backup.db"
    copy_file(device.connection, path, path)
    return path


def test_a_restored_backup_goes_on_as_somebody_else_and_loses_nothing(make: Make, tmp_path: Path) -> None:
    one = make()
    published(one, "before")
    backup = image_of(one, tmp_path)
    published(one, "after")
    restored = make(backup, machine=one.machine)
    restored.log("instead")
    done = restored.sync()
    assert (done.came, done.renewed, done.waits) == (1, True, 0)
    assert restored.replica != one.replica
    restored.log("afterwards")
    assert restored.sync().renewed is False
    assert restored.replicas()[-1] == restored.replica
    newcomer = make()
    newcomer.sync()
    assert len(newcomer.ids()) == 4
    assert_alike(restored, newcomer)
    assert_idle(restored, newcomer)


def test_a_backup_that_missed_nothing_goes_on_as_it_was(make: Make, tmp_path: Path) -> None:
    one = make()
    published(one, "x")
    restored = make(image_of(one, tmp_path), machine=one.machine)
    restored.log("y")
    assert restored.sync().renewed is False
    assert restored.replica == one.replica


@pytest.mark.parametrize("is_told", [True, False], ids=["another machine", "the same fingerprint"])
def test_a_clone_and_its_original_both_go_on_and_both_branches_survive(
    make: Make, tmp_path: Path, is_told: bool
) -> None:
    one = make()
    published(one, "before")
    one.log("waiting when it was cloned")
    clone = make(image_of(one, tmp_path), machine="another" if is_told else one.machine)
    one.log("original")
    clone.log("clone")
    renewed = False
    for _ in range(3):
        for device in (one, clone):
            renewed = device.sync().renewed or renewed
        one.log("original")
        clone.log("clone")
    for device in (one, clone, one):
        device.sync()
    assert renewed
    assert one.replica != clone.replica
    newcomer = make()
    newcomer.sync()
    assert len(newcomer.ids()) == 2 + 2 + 6
    assert_alike(one, clone, newcomer)
    assert_idle(one, clone, newcomer)


def test_two_machines_that_share_an_id_by_chance_part(make: Make) -> None:
    one, two = make(replica="ab" * 8), make(replica="ab" * 8)
    for device in (one, two):
        device.log(device.machine, f"{device.machine} too")
    for device in (one, two, one, two):
        device.sync()
    assert one.replica != two.replica
    assert len(one.ids()) == 4
    assert_alike(one, two)


def test_a_copied_file_is_another_replica_from_its_first_sync_on(make: Make, tmp_path: Path) -> None:
    one = make()
    published(one, "x")
    clone = make(image_of(one, tmp_path), machine="another")
    assert clone.sync().renewed is True
    assert clone.sync().renewed is False
    clone.log("y")
    clone.sync()
    assert clone.replicas()[-1] == clone.replica != one.replica


def test_neither_peers_nor_copies_of_own_files_make_anybody_somebody_else(
    make: Make, share: MemoryShare
) -> None:
    one, peer = make(), make()
    name = published(one, "x")
    share.files[f"{name} (1)"] = share.files[name]
    published(peer, "y")
    assert one.sync().renewed is False
    pack, small = packed(make())
    del pack
    share.files.update(small)
    assert one.sync().renewed is False
    assert peer.sync().renewed is False
