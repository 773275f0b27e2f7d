"""Which machine this is, and whether a folder lies on a network drive."""

from pathlib import Path

import pytest

from gridlog.machine import computer
from gridlog.machine.computer import fingerprint, kind_of

MOUNTS = """overlay / overlay rw 0 0
/dev/sda1 /home ext4 rw 0 0
//server/zone /mnt/zone cifs rw 0 0
server:/home /mnt/net nfs4 rw 0 0
//server/two /mnt/two\\040words cifs rw 0 0
half a line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/officer", "ext4"),
        ("/homeless", "overlay"),
        ("/mnt/zone", "cifs"),
        ("/mnt/zone/below", "cifs"),
        ("/mnt/zones", "overlay"),
        ("/mnt/net/officer", "nfs4"),
        ("/mnt/two words/x", "cifs"),
        ("/", "overlay"),
    ],
)
def test_a_folder_is_on_the_drive_mounted_nearest_above_it(folder: str, kind: str) -> None:
    assert kind_of(folder, MOUNTS) == kind


def test_a_copy_elsewhere_and_another_machine_have_other_fingerprints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = fingerprint(tmp_path / "a.db")
    assert here == fingerprint(tmp_path / "a.db")
    assert here != fingerprint(tmp_path / "b.db")
    monkeypatch.setattr(computer, "_machine", lambda: "another")
    assert here != fingerprint(tmp_path / "a.db")
    assert len(here) == 16
