"""What is so on Windows only. Every module asks here, so that a test can play Windows by setting `IS_WINDOWS`."""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

IS_WINDOWS = os.name == "nt"
# Windows gives these errors while Excel, a scanner or a folder-syncer has the file open: ERROR_ACCESS_DENIED,
# ERROR_SHARING_VIOLATION. Source: Windows API, System Error Codes.
HELD_BY_OTHERS = (5, 32)
PATIENCE = 2.0
DRIVE_REMOTE = 4  # Windows API, fileapi.h


def machine_id() -> str:
    """Return the id that Windows gives this installation, empty when it gives none."""
    import winreg  # only Windows has this module

    key = r"SOFTWARE\Microsoft\Cryptography"
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:  # type: ignore[attr-defined]  # Windows only
        return str(winreg.QueryValueEx(opened, "MachineGuid")[0])  # type: ignore[attr-defined]  # Windows only
    return ""


def is_remote(anchor: str) -> bool:
    """Return whether the anchor of a path, such as C:\\ or \\\\server\\folder\\, lies on a network drive."""
    import ctypes

    if anchor.startswith("\\\\"):
        return True
    return bool(ctypes.windll.kernel32.GetDriveTypeW(anchor) == DRIVE_REMOTE)  # type: ignore[attr-defined]  # Windows only


def is_held(problem: OSError) -> bool:
    """Return whether a file could not be renamed or removed because another program has it open."""
    return getattr(problem, "winerror", None) in HELD_BY_OTHERS


def patiently(act: Callable[[], object]) -> None:
    """Do something to a file. While another program has the file open, try again, for PATIENCE seconds at most.

    Raises OSError as `act` does. On other systems an open file can be renamed, so that `act` runs once.
    """
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            act()
        except OSError as problem:
            if not is_held(problem) or time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return


def home_of(environment: Mapping[str, str]) -> Path:
    """Return the home folder of the person. Windows names it in another variable."""
    return Path(environment.get("USERPROFILE" if IS_WINDOWS else "HOME") or Path.home())


def powershell_folder(shell: str, home: Path) -> Path:
    """Return the folder of PowerShell's profile on Windows: version 7 (`pwsh`) has another one than version 5."""
    return home / "Documents" / ("PowerShell" if shell == "pwsh" else "WindowsPowerShell")


def knows_marks(environment: Mapping[str, str]) -> bool:
    """Return whether a terminal understands the marks for bold: an old console of Windows shows them as letters."""
    return not IS_WINDOWS or "WT_SESSION" in environment or "TERM" in environment
