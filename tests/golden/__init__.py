"""Whole outputs kept as files. After a wanted change: `UPDATE_GOLDEN=1 pytest`, then read the diff."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent


def matches(name: str, text: str) -> None:
    """Assert that `text` is what the golden file `name` holds."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()
