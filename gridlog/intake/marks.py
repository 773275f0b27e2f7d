"""The identity of a row of visits: a fingerprint over its content, which says whether the row was imported before."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from itertools import repeat
from typing import TypeAlias

from gridlog.intake.lines import Line

FINGERPRINTED = (
    "date",
    "enterprise",
    "officer",
    "participants",
    "method",
    "kind",
    "contact",
    "title",
    "phone",
    "note",
    "recorded_at",
    "enterprise_code",
    "officer_code",
    "raised",
    "id",
)
# a part of a row's content, and of its fingerprint when it is not empty
SAID_TOO = ("staffing", "handled", "advice", "time")
NOTED = {"note": "", "staffing": "用工：", "raised": "", "handled": "现场办理：", "advice": "建议："}
NOTES = tuple(NOTED.items())
NOTHING = ("", "无", "无诉求")
# The fingerprints of a row under earlier rules: the numbers of the rules that are looked up for every row, the numbers of
# the rules of 2026-11-22, and the note that its visit must have, empty for any.
Before: TypeAlias = tuple[Sequence[int], Sequence[int], str]
# The identity of a row: its line, 63 bits over its content, its id when the row is from our own export, whether its
# visit was voided, and must not come back to life, and its fingerprints under earlier rules.
Row: TypeAlias = tuple[int, int, str, bool, Before]
NO_BEFORE: Before = ((), (), "")


def row_of(line: Line, before: Before = NO_BEFORE) -> Row:
    """Return the row of a line; `before` are its fingerprints under earlier rules."""
    get = line.cells.get
    is_void = get("void", "") in ("1", "是", "true") or "作废：" in get("remark", "")
    return line.number, fingerprint(line), get("id", ""), is_void, before


def plain_row(line: Line) -> Row:
    """Return the row of a sheet without any column of RARE."""
    said = "\x1f".join(map(line.cells.get, FINGERPRINTED, _NO_TEXT))
    return line.number, _bits(said), "", False, NO_BEFORE


RARE = {"void", "remark", "id", *SAID_TOO}  # most files of offices do not have these columns
_NO_TEXT = repeat("")


def fingerprint(line: Line) -> int:
    """Return 63 bits over a row's content; equal rows are the same visit.

    This rule is frozen: docs/format.md says it.
    """
    said = "\x1f".join(map(line.cells.get, FINGERPRINTED, _NO_TEXT))
    if more := "\x1f".join(map(line.cells.get, SAID_TOO, _NO_TEXT)).rstrip("\x1f"):
        said += f"\x1e{more}"
    return _bits(said)


def _bits(said: str) -> int:
    return int.from_bytes(sha256(said.encode("utf-8", "replace")).digest()[:8], "big") >> 1


def marks_before(line: Line, is_early: bool, lately: Collection[str] = ()) -> Before:
    """Return the fingerprints of a row under the rules that came before `fingerprint`'s, each frozen, too.

    Until 2026-11-28 the columns of the keys `lately` were left out. Until 走访时间 was read, a row had no time. Until
    2026-11-23 用工, 现场办理 and 建议 did not tell two rows apart; of such rows only the first was taken, and its visit
    has the note of the row. On 2026-11-22 the id was no part of the fingerprint, and at first the last three cells
    followed without a mark between them.
    """
    before = line._replace(cells={key: cell for key, cell in line.cells.items() if key not in lately})
    get = before.cells.get
    cells = [get(key, "") for key in FINGERPRINTED]
    is_less = any(line.cells.get(key) for key in lately)
    staffing, handled, advice, when = (get(key, "") for key in SAID_TOO)
    has_more = bool(staffing or handled or advice)
    if not (when or has_more or is_early or is_less):
        return NO_BEFORE
    rules = [fingerprint(before)] if is_less else []
    if when:
        more = f"{staffing}\x1f{handled}\x1f{advice}".rstrip("\x1f")
        rules.append(_bits("\x1f".join(cells) + (f"\x1e{more}" if more else "")))
    if has_more:
        rules.append(_bits("\x1f".join(cells)))
    first = (_bits("\x1f".join(cells[:14])), _bits("\x1f".join(cells[:11]) + "\x1f".join(cells[11:14])))
    return tuple(rules), first if is_early else (), note_of(before.cells) if has_more else ""


def note_of(cells: Mapping[str, str]) -> str:
    """Return the note of a row: everything that was talked about."""
    get = cells.get
    return "；".join([label + cells[key] for key, label in NOTES if get(key, "") not in NOTHING])
