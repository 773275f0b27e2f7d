"""Writing a file so that readers see the old one or the new one, never half of it, and only its owner may read it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

OWNER_ONLY = 0o600  # visits and rosters hold names and phone numbers; Windows knows no such modes


def make_private(path: Path) -> None:
    """Make an empty file that only its owner can read; one that exists stays as it is.

    Where none can be made, the caller that opens it next hears why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Write beside the target, sync, rename. A new file is its owner's only; a replaced one keeps its mode.

    Raises OSError; then the old file stands and nothing is left over.
    """
    temporary = path.with_name(f".~{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb", opener=_opened) as file:  # a path's own open takes no opener
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(path.stat().st_mode)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
