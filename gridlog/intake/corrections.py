"""Find the corrections that people made in a spreadsheet: where a row of our own export differs from its visit.

The id in a row says that the row is ours. Some differences are no corrections, because the spreadsheet makes them
by itself: days as serial numbers, 09:05 as 9:05, blanks and line ends, guards, numbers without their leading zeros,
a short text taken for a day or a number. A masked phone is no correction, nor is a name that the roster has changed
since.
"""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

from gridlog.errors import GridlogError, NotFound, Refused, Usage
from gridlog.intake.cells import clock, spreadsheet_moment
from gridlog.intake.lines import tidy
from gridlog.intake.marks import NOTED, NOTHING
from gridlog.intake.visits import Resolver
from gridlog.ledgers.columns import unguard
from gridlog.store import lookup

SHORT = 20  # a spreadsheet may take a text of so many characters for a day or a number
TEXTS = ("contact", "title", "phone", "note", "reason")
LOST_DIGITS = r"[0-9](\.[0-9]+)?E\+[0-9]+"


class Recorded(NamedTuple):
    """A visit as the tables have it."""

    id: str
    on: str
    at: str
    enterprise: str
    officer: str
    participants: str
    method: str
    kind: str
    contact: str
    title: str
    phone: str
    note: str
    reason: str
    remark: str
    nothing: int
    outside: int
    void: int
    void_reason: str


COLUMNS = (
    "id, visited_on, at, enterprise, officer, participants, method, kind, contact, title, phone, note, reason, remark,"
    " nothing_raised, outside, void, void_reason"
)


def recorded(connection: sqlite3.Connection, prefix: str) -> Recorded | None:
    """Return the visit whose id has this prefix, or None. Raises NotFound when several have it."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM visits WHERE id >= ? AND id < ? LIMIT 2", (prefix, prefix + "~")
    ).fetchall()
    if len(found) > 1:
        raise NotFound("id.several", id=prefix, noun="visit", candidates=[one[0] for one in found])
    return Recorded(*found[0]) if found else None


class Comparer:
    """It compares rows with the visits whose ids the rows carry; names are looked up once a file."""

    def __init__(self, connection: sqlite3.Connection, resolver: Resolver) -> None:
        self.connection = connection
        self.resolver = resolver

    def changes(
        self, old: Recorded, cells: Mapping[str, str], notes: list[GridlogError]
    ) -> dict[str, object]:
        """Return the fields of a `Draft` in which the row differs; `notes` takes what an import cannot correct.

        Raises Usage or NotFound for a cell without a possible meaning.
        """
        changed: dict[str, object] = {}
        self._moment(old, cells, changed, notes)
        self._enterprise(old, cells, changed, notes)
        self._people(old, cells, changed, notes)
        for key in ("method", "kind"):
            word = cells.get(key)
            if word and (meant := self.resolver.word(key, word)) != getattr(old, key):
                changed[key] = meant
        for key in TEXTS:
            cell = cells.get(key)
            if cell is not None and cell != getattr(old, key):
                _text(key, getattr(old, key), cell, changed)
        self._note(old, cells, changed)
        if cells.get("remark"):
            _remark(old, cells["remark"], changed)
        self._mind_the_rest(old, cells, notes)
        return changed

    def _moment(
        self, old: Recorded, cells: Mapping[str, str], changed: dict[str, object], notes: list[GridlogError]
    ) -> None:
        typed, typed_time = cells.get("date", ""), cells.get("time", "")
        if typed == old.on and cells.get("time", old.at) == old.at:
            return
        unread: list[GridlogError] = []
        day, at = self.resolver.when(typed, typed_time, unread)
        notes += unread
        if day.isoformat() != old.on:
            changed["on"] = day
        if at != old.at and not unread and (at or "time" in cells):
            changed["at"] = at

    def _enterprise(
        self, old: Recorded, cells: Mapping[str, str], changed: dict[str, object], notes: list[GridlogError]
    ) -> None:
        code, name = cells.get("enterprise_code", ""), cells.get("enterprise", "")
        (meant,) = self._meant("enterprise", old.enterprise, code, name, notes)
        if meant != old.enterprise:
            changed["enterprise"] = meant

    def _people(
        self, old: Recorded, cells: Mapping[str, str], changed: dict[str, object], notes: list[GridlogError]
    ) -> None:
        code, name = cells.get("officer_code", ""), cells.get("officer", "")
        lead, *more = self._meant("officer", old.officer, code, name, notes)
        if lead != old.officer:
            changed["officer"] = lead
        typed = cells.get("participants", old.participants)
        if typed == old.participants and not more:
            return
        before = tuple(old.participants.split(";")) if old.participants else ()
        joined = before if typed == old.participants else self._codes("officer", typed, notes)
        joined += tuple(one for one in more if one not in joined)
        if set(joined) != set(before):
            changed["participants"] = joined

    def _meant(self, noun: str, old: str, code: str, name: str, notes: list[GridlogError]) -> tuple[str, ...]:
        """Return the codes that a code and a name beside it mean; for an officer also the colleagues who joined.

        When the code and the name belong to two things, the name counts, for people read and change the name; a
        code that was changed alone is noted. An unknown name is noted when the code is as recorded: it may be an
        old name.
        """
        now = self.resolver.name(noun, old)
        if name == now and code in ("", old):
            return (old,)
        coded = self._codes(noun, code, notes)[0] if code else ""
        if code and not name:
            return (coded,)
        try:
            named = (old,) if name == now else self._codes(noun, name, notes)
        except (NotFound, Usage) as problem:
            if coded and problem.code == "name.several":
                return (coded,)
            if coded != old:
                raise
            notes.append(Usage("import.name_unlike", name=name, code=code, now=now))
            return (old,)
        if not coded or coded == named[0] or coded == old:
            return named
        if named[0] != old:
            raise Usage("import.code_unlike", code=code, name=name)
        notes.append(Usage("import.code_unlike", code=code, name=name))
        return named

    def _codes(self, noun: str, typed: str, notes: list[GridlogError]) -> tuple[str, ...]:
        if noun == "enterprise":
            return (self.resolver.enterprise(typed),)
        if not typed:
            return ()
        named = self.resolver.people(typed)
        notes += [named.unnamed] if named.unnamed else []
        return tuple(named.codes)

    def _note(self, old: Recorded, cells: Mapping[str, str], changed: dict[str, object]) -> None:
        """Put the text under 用工情况 and 意见建议, which our ledgers leave empty, into the note."""
        note = str(changed.get("note", old.note))
        for key in ("staffing", "advice"):
            cell = cells.get(key, "")
            if cell not in NOTHING and (part := NOTED[key] + cell) not in note:
                note = f"{note}；{part}" if note else part
        if note != old.note:
            changed["note"] = note
            changed["nothing"] = not note

    def _mind_the_rest(self, old: Recorded, cells: Mapping[str, str], notes: list[GridlogError]) -> None:
        """Note what only other commands can change."""
        if old.void and cells.get("void", "") in ("0", "否", "false"):
            notes.append(Refused("import.void_stays", id=old.id[:10]))
        for key in ("raised", "handled"):
            cell = cells.get(key, "")
            if cell not in NOTHING and _folded(cell) != _folded(self._of_issues(old.id, key)):
                notes.append(Refused("import.issues_stay", id=old.id[:10], text=cell))

    def _of_issues(self, id: str, key: str) -> str:
        """Return what the ledger says of a visit's issues."""
        from gridlog.core.nouns.visit.ledger import VISIT_LEDGER

        cell = next(cell for column, cell in VISIT_LEDGER.cells if column.key == key)
        ((told,),) = self.connection.execute(f"SELECT {cell} FROM visits AS v WHERE id = ?", (id,))
        return told or ""


def _text(key: str, old: str, cell: str, changed: dict[str, object]) -> None:
    if key == "note" and cell in NOTHING:
        cell = ""
    if not is_same_text(key, old, cell):
        changed[key] = cell


def is_same_text(key: str, old: str, cell: str) -> bool:
    """Return whether a cell says what was recorded, in any form that a spreadsheet gives it."""
    if _folded(cell) in (_folded(tidy(key, old)), _folded(unguard(old)), _folded(old)):
        return True
    if key == "note" and old in NOTHING and not cell:
        return True
    if key == "phone":
        return _is_same_phone(normalize("NFKC", old).strip(), cell)
    return len(old) <= SHORT and _is_same_value(old.strip(), cell.strip())


def _folded(text: str) -> str:
    """Return a text without the changes that spreadsheets make to blanks and line ends."""
    lines = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", " ").split("\n")
    return "\n".join(re.sub(r"\s+", " ", line).strip() for line in lines).strip()


def _is_same_phone(old: str, cell: str) -> bool:
    if "****" in cell or (re.fullmatch(LOST_DIGITS, cell) and old.isdecimal()):
        return True
    return bool(cell) and cell.isdecimal() and old.lstrip("0") == cell.lstrip("0")


def _is_same_value(old: str, cell: str) -> bool:
    """Return whether both are one number, one day or one time.

    Examples: 0012 and 12, 11-3 and 2026-11-03, 9:30 and 09:30:00.
    """
    if not (old[:1].isdecimal() and cell[:1].isdecimal()):
        return False
    with suppress(ValueError):
        return _value(old) == _value(cell)
    some_day = date(2000, 1, 1)
    times = clock(old, some_day), clock(cell, some_day)
    if times[0][0] is None and times[0][1]:
        return times[0] == times[1]
    with suppress(Usage):
        day, other = spreadsheet_moment(old, some_day)[0], spreadsheet_moment(cell, some_day)[0]
        has_year = len(re.findall(r"[0-9]+", old)) > 2 or len(old) >= 8
        return day == other if has_year else (day.month, day.day) == (other.month, other.day)
    return False


def _value(text: str) -> float:
    """Return the number that a text spells. Raises ValueError for a text that is not a number."""
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _remark(old: Recorded, cell: str, changed: dict[str, object]) -> None:
    """Compare the remarks after the generated part is taken out: the ledger's 备注 has more in it than the remark."""
    for part in ("跨网格" * old.outside, f"补录原因：{old.reason}", f"作废：{old.void_reason}"):
        if part and not part.endswith("："):
            cell = cell.replace(part, "")
    if not is_same_text("remark", old.remark, cell.strip()):
        changed["remark"] = cell.strip()


class Change(NamedTuple):
    """A field in which the row differs, in words: its heading, the recorded value, the value of the row."""

    heading: str
    old: str
    new: str


HEADINGS = {
    "on": ("走访日期", "date"),
    "at": ("走访时间", "time"),
    "enterprise": ("企业名称", "enterprise"),
    "officer": ("走访人员", "officer"),
    "participants": ("联合走访人员", "participants"),
    "method": ("走访方式", "method"),
    "kind": ("走访类型", "kind"),
    "contact": ("受访人", "contact"),
    "title": ("职务", "title"),
    "phone": ("联系电话", "phone"),
    "note": ("走访内容", "note"),
    "reason": ("补录原因", "reason"),
    "remark": ("备注", "remark"),
}


def told(
    connection: sqlite3.Connection, old: Recorded, changed: Mapping[str, object], language: str
) -> list[Change]:
    """Return each change in words.

    Of phones, the words show only what a mask shows, and the digits between when these differ.
    """
    changes = []
    for key, new in changed.items():
        if key not in HEADINGS:
            continue
        before = getattr(old, key)
        pair = [_shown(connection, key, value, language) for value in (before, new)]
        if pair[0] == pair[1]:
            pair[1] += "（中间几位不同）" if language == "zh" else " (other digits between)"
        changes.append(Change(HEADINGS[key][language != "zh"], *pair))
    return changes


def _shown(connection: sqlite3.Connection, key: str, value: Any, language: str) -> str:
    from gridlog.ledgers.columns import mask
    from gridlog.words.vocabulary import shown

    if key == "enterprise":
        return f"{lookup.enterprise_name(connection, value)} {value}"
    if key in ("officer", "participants"):
        codes = value.split(";") if isinstance(value, str) else value
        return "、".join(lookup.name_of(connection, code) for code in codes if code)
    if key in ("method", "kind"):
        return shown(key, value, language)
    return mask(value) if key == "phone" else str(value)
