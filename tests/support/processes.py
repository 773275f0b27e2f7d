"""Other processes: a terminal, a child, a folder that may not be written."""

import ctypes
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import pexpect

GRIDLOG = [sys.executable, "-m", "gridlog"]

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals in Python")


def child(
    line: str, stdin: bytes = b"", before: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, with `environment` over the test's."""
    wanted = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    kept = {key: value for key, value in wanted.items() if value}
    return subprocess.run(
        [*GRIDLOG, *shlex.split(line)],
        input=stdin,
        capture_output=True,
        env=kept,
        preexec_fn=before,
        timeout=60,
    )


CAP_DAC_OVERRIDE = 1

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="dropping root's privilege is Linux's own"
)


def without_privilege() -> None:
    """Let permissions hold for root too, in a child; a container runs its tests as root."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, CAP_DAC_OVERRIDE, 0, 0, 0)  # PR_CAPBSET_DROP


@contextmanager
def read_only(folder: Path, *files: Path) -> Iterator[None]:
    for file in files:
        file.chmod(0o444)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)
        for file in files:
            file.chmod(0o644)


@contextmanager
def terminal(line: str) -> Iterator["pexpect.spawn[str]"]:
    """A person before `gridlog LINE`."""
    import pexpect

    process = pexpect.spawn(
        GRIDLOG[0],
        [*GRIDLOG[1:], *shlex.split(line)],
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        timeout=20,
    )
    process.delaybeforesend = None
    try:
        yield process
        process.expect(pexpect.EOF)
    finally:
        process.close()
