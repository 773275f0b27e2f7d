"""Make codes for the things that an office's list names without a code, from their names alone.

The same list gives the same codes on every machine, so that two offices that import it mean the same enterprises
when they sync. docs/import.md says the rule for users.
"""

from collections.abc import Container
from hashlib import sha256

from gridlog.core.event import written
from gridlog.core.roster import folded

PREFIXES = {"enterprise": "E", "officer": "P"}
LETTERS = 7
MOST = 40
_FORBIDDEN = str.maketrans(dict.fromkeys(",;\"'/\\", "-"))


def made_code(noun: str, taken: Container[str], *parts: str) -> str:
    """Return a code for an enterprise or officer: a letter, then the first letters of a hash of `parts`.

    `parts` tell the enterprise or officer from others.

    The code is one letter longer when another enterprise or officer has the shorter code.
    """
    letters = _letters(*parts)
    codes = [PREFIXES[noun] + letters[:length] for length in range(LETTERS, len(letters) + 1)]
    return next(code for code in codes if code not in taken)


def place_code(taken: Container[str], *names: str) -> str:
    """Return a code for a block or grid: its names from the top, joined by a hyphen; with a hash for other names."""
    code = "-".join(folded(name).translate(_FORBIDDEN) for name in names if name).upper()
    if code.isprintable() and len(code) <= MOST and code not in taken:
        return code
    return f"{code[: MOST - LETTERS - 1]}-{_letters(*names)[:LETTERS]}"


def _letters(*parts: str) -> str:
    return written(sha256("\n".join(map(folded, parts)).encode()).digest()[:16])
