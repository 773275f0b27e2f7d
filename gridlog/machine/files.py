"""Write a file so that a reader sees the old file or the new one, never half of it, and only its owner reads it."""

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from gridlog.machine import windows

OWNER_ONLY = 0o600  # visits and rosters hold names and phone numbers; Windows has no such modes


def standard_input() -> BinaryIO:
    """Return the bytes of standard input. Raises OSError where the program that started gridlog closed it."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdin.buffer


def make_private(path: Path) -> None:
    """Make an empty file that only its owner can read. A file that exists stays as it is.

    When the file cannot be made, no error is raised: the caller opens the file next and gets the error then.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a temporary file beside the target, sync it, rename it.

    A new file can be read by its owner only; a replaced file keeps its mode.
    Raises OSError; then the old file is unchanged and no temporary file is left.
    """
    temporary = path.with_name(f".~{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb", opener=_opened) as file:  # Path.open takes no opener
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode)
        windows.patiently(lambda: temporary.replace(path))
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def take_name(temporary: Path, path: Path) -> None:
    """Give a finished file a name that no file has yet, for as long as the disk lasts.

    Raises OSError, FileExistsError for a name that is taken; then the file keeps its temporary name.
    """
    try:
        os.link(temporary, path)  # unlike a rename, this never replaces a file
    except FileExistsError:
        raise
    except (OSError, NotImplementedError, AttributeError):  # such as on a stick with FAT
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        windows.patiently(lambda: temporary.rename(path))
    else:
        temporary.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last. Windows does so by itself, and a network drive may refuse."""
    if windows.IS_WINDOWS:
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
