"""Identify this machine, to notice that a database was copied to another one, and tell what its folders are."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from gridlog.machine import windows

LINUX = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


def fingerprint(database: Path) -> str:
    """Return 16 hexadecimal digits over the machine and the path of its database.

    Neither the machine nor the path can be read back from the digits.
    """
    told = "\0".join((_machine(), _host(), str(database.resolve())))
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _host() -> str:
    """Return the host's name, empty on Windows.

    On Windows the machine id is enough to tell machines apart, and asking for the host loads a network stack.
    """
    return os.uname().nodename if hasattr(os, "uname") else ""


def _machine() -> str:
    """Return the id that the operating system gives this installation, empty when it gives none."""
    if windows.IS_WINDOWS:
        return windows.machine_id()
    for path in LINUX:
        with suppress(OSError):
            return path.read_text(encoding="ascii", errors="replace").strip()
    return ""


REMOTE = ("cifs", "smb3", "smbfs", "nfs", "nfs4", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "davfs", "9p")
MOUNTS = Path("/proc/self/mounts")


def is_remote(folder: Path) -> bool:
    """Return whether a folder lies on a network drive, as far as the operating system says."""
    if windows.IS_WINDOWS:
        return windows.is_remote(folder.resolve().anchor)
    try:
        return kind_of(str(folder.resolve()), MOUNTS.read_text(encoding="utf-8", errors="replace")) in REMOTE
    except OSError:
        return False


def kind_of(folder: str, mounts: str) -> str:
    """Return the file system that a folder is on, read from a table of mounts.

    Source: fstab(5), where a blank is written as \\040.
    """
    kinds = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    found = ("", "")
    for place, kind in kinds:
        point = place.replace("\\040", " ").rstrip("/") + "/"
        if f"{folder}/".startswith(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]
