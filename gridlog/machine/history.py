"""The lines that were typed at the desk, in a file of the user's own; a line with a phone number is not kept.

One line each, the latest last. Another desk may append to the file at the same time.
"""

import re
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from gridlog.core.phone import without_phones
from gridlog.machine import windows
from gridlog.machine.files import OWNER_ONLY, make_private, replace_file

MOST = 1000  # lines; a file of twice as many is cut
PRIVATE = ("--phone", "--unmask")
FORGETTING = "redact"  # a line of this command names what no file should hold any more
_MOBILE = re.compile(r"1[3-9](?:[ .-]?[0-9]){9}")  # with the blanks and dashes that people put in


def kept(path: Path) -> list[str]:
    """Return the latest lines, the oldest first; none where there is no file, or where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    if len(lines) > 2 * MOST:
        with suppress(OSError):
            replace_file(path, ["".join(f"{line}\n" for line in lines[-MOST:]).encode()])
    return lines[-MOST:]


def keep(path: Path, text: str) -> None:
    """Append the lines of a text that name no phone. Where the file cannot be written, nothing is kept."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not is_private(line)]
    if not lines:
        return
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        make_private(path)
        _close_to_others(path)
        with path.open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write("".join(f"{line}\n" for line in lines))


def forget(path: Path, pattern: re.Pattern[str]) -> None:
    """Take the lines out of the file in which a name or a number was redacted. Raises OSError."""
    with suppress(FileNotFoundError):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        left = [line for line in lines if not pattern.search(line)]
        if left != lines:
            replace_file(path, ["".join(f"{line}\n" for line in left).encode()])


def is_private(line: str) -> bool:
    """Return whether a line names a phone, asks for whole phones, or names what is to be forgotten."""
    plain = normalize("NFKC", line)
    words = plain.split()
    return (
        any(option in plain for option in PRIVATE)
        or FORGETTING in words[:2]
        or without_phones(plain) != plain
        or _MOBILE.search(plain) is not None
    )


def _close_to_others(path: Path) -> None:
    """Take the file from other users, should another program have made it."""
    if not windows.IS_WINDOWS and path.stat().st_mode & 0o077:
        path.chmod(OWNER_ONLY)
