"""The English of the docstrings: words and shapes that a reader must decode are refused."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RIDDLES = ("whoever", "what is none", "nobody", "somebody", "anybody")
# A first line that names the value after a semicolon, such as "Add the new events; those."
HIDDEN = re.compile(
    r"; (?:(?:those|that)\b(?=[.:]|$)|(?:whether|how many|how far|the names|its id|the exit code|why)\b)"
)
# Files whose docstrings still have a riddle. A file leaves this list when it is mended.
NOT_YET_MENDED: frozenset[str] = frozenset()


def _docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _findings(source: str) -> list[str]:
    found = []
    for docstring in _docstrings(source):
        first, *_ = docstring.split("\n") or [""]
        found += [
            f"{word}: {first}" for word in RIDDLES if re.search(rf"(?<![`_]){word}\b", docstring.lower())
        ]
        found += [f"hidden value: {first}" for _ in HIDDEN.finditer(first)]
    return found


@cache
def _found() -> dict[str, list[str]]:
    """Return the findings in each file of gridlog and of the tests."""
    files = sorted([*(ROOT / "gridlog").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
    found = {path.relative_to(ROOT).as_posix(): _findings(path.read_text("utf-8")) for path in files}
    return {name: findings for name, findings in found.items() if findings}


def test_no_docstring_has_a_riddle_or_hides_what_comes_back_behind_a_semicolon() -> None:
    assert {name: found for name, found in _found().items() if name not in NOT_YET_MENDED} == {}


def test_a_mended_file_leaves_the_list() -> None:
    mended = sorted(NOT_YET_MENDED - _found().keys())
    assert not mended, f"no riddle is left here: remove from NOT_YET_MENDED: {mended}"


@pytest.mark.parametrize(
    "docstring",
    [
        "Add the events that are not there yet; those.",
        "Put a file back; whether it had to be.",
        "Ahead of whoever takes the items.",
        "Raises ValueError for what is none.",
        "An enterprise nobody came to in time.",
        "A visit as somebody tells it.",
    ],
)
def test_a_riddle_is_found(docstring: str) -> None:
    assert _findings(f'def made() -> None:\n    """{docstring}"""\n')


def test_a_plain_docstring_passes() -> None:
    assert not _findings('def made() -> None:\n    """Insert the new events. Returns them."""\n')
