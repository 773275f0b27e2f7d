"""A directory that other machines reach, too: four verbs, files written once, no trust in any file.

Source: the order of steps in `put_new` is that of restic's local backend: temporary name, sync, close,
rename, sync the directory. No lock, no append, no overwrite, no look at times.
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from gridlog.core.segment import MAX_FILE
from gridlog.machine import windows

NOT_SUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EISDIR}


class Share(Protocol):
    """A flat place for files. Every verb raises OSError when the place fails."""

    @property
    def can_be_reopened(self) -> bool:
        """Return whether another process that gets this value reads the same files."""

    @property
    def is_writable(self) -> bool:
        """Return whether it makes sense to try to write."""

    def list(self) -> list[str]:
        """Return the names of all regular files, in no order. Links and directories are not followed."""

    def get(self, name: str) -> bytes:
        """Return the bytes of a file. Of a file that is too long, only the first MAX_FILE + 1 bytes come back."""

    def put_new(self, name: str, content: bytes, temporary: str) -> None:
        """Write the whole file under a name, or nothing. A file that has this name already stays as it is."""

    def delete(self, name: str) -> None:
        """Make sure that no file has this name. It is no error when there was none."""


class Directory:
    """A share in a directory that the operating system mounts or a folder-syncer keeps."""

    can_be_reopened = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def is_writable(self) -> bool:
        return os.access(self.path, os.W_OK)

    def list(self) -> list[str]:
        with os.scandir(self.path) as entries:
            return [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]

    def get(self, name: str) -> bytes:
        flags = (
            os.O_RDONLY
            | getattr(os, "O_BINARY", 0)
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
        )
        with os.fdopen(os.open(self.path / name, flags), "rb") as file:
            return file.read(MAX_FILE + 1)

    def put_new(self, name: str, content: bytes, temporary: str) -> None:
        beside = self.path / temporary
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                with _where_supported():
                    os.fsync(file.fileno())
            _rename(beside, self.path / name)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
        self._sync()

    def delete(self, name: str) -> None:
        with suppress(FileNotFoundError):
            (self.path / name).unlink()

    def _sync(self) -> None:
        """Make the new name last as long as the file lasts. Windows does so by itself."""
        if windows.IS_WINDOWS:
            return
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            with _where_supported():
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _where_supported() -> Iterator[None]:
    """Ignore the error with which a network file system refuses to sync; raise any other error."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in NOT_SUPPORTED:
            raise


def _rename(beside: Path, target: Path) -> None:
    """Give the file its name unless another process was quicker.

    A name is made from the content, so the other process's file is as good as this one.
    """
    give_up = time.monotonic() + windows.PATIENCE
    while True:
        try:
            if os.path.lexists(target):
                _need_file(target)
                beside.unlink()
            else:
                _move(beside, target)
            return
        except FileExistsError:  # another process made it after the check above
            if time.monotonic() > give_up:
                raise
        except PermissionError as problem:
            if not windows.is_held(problem) or time.monotonic() > give_up:
                raise
            time.sleep(0.1)


def _need_file(target: Path) -> None:
    """Raise OSError when something that no listing shows stands in the place of a file."""
    if target.is_symlink() or not target.is_file():
        # EEXIST would say that another process made the file just now
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))


def _move(beside: Path, target: Path) -> None:
    """Rename a file without replacing another one.

    On Windows a rename never replaces a file. Elsewhere a rename does, so a second link is made: it is refused.
    """
    if windows.IS_WINDOWS:
        beside.rename(target)
        return
    try:
        os.link(beside, target)
    except FileExistsError:
        raise
    except OSError:  # the file system has no links
        beside.rename(target)
    else:
        beside.unlink()
