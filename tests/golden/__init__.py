"""Whole outputs kept as files. After a wanted change: `UPDATE_GOLDEN=1 pytest`, then read the diff."""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent


def matches(name: str, text: str) -> None:
    """Assert that `text` is what the golden file `name` holds."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="\n")
    differing = list(
        unified_diff(path.read_text(encoding="utf-8").splitlines(), text.splitlines(), lineterm="")
    )
    assert not differing, "\n".join(differing)
