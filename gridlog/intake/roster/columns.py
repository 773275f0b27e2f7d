"""Find out what each column of an office's roster holds: from the row of headings, in any office's words, to keys.

Some headings may mean several things (电话, 职务, 单位, 姓名). The column before such a heading, and what the
table lists, tell its meaning.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from gridlog.core.nouns.enterprise.ledger import ENTERPRISES
from gridlog.core.nouns.grid.ledger import GRIDS
from gridlog.core.nouns.officer.ledger import OFFICERS
from gridlog.intake.lines import heading_text
from gridlog.intake.roster.headings import ASIDE, CHARGES, ELSEWHERE, ENGLISH, LEFT, LOOSE, SCRIPT, STRONG

CHARGE = "charge"  # stands for a heading such as 包联企业
MAIN = {"enterprises": "e", "officers": "o", "grids": "g"}
PERSONS = {"e.contact": "e", "o.name": "o", "d.name": "d", "h.name": "h"}
# the field that a loose heading means, by the kind of person or thing that it describes
OF = {
    "phone": {"e": "e.phone", "o": "o.phone", "d": "d.phone", "h": "h.phone"},
    "title": {"e": "e.title", "o": "o.position"},
    "unit": {"o": "o.unit"},
    "code": {"e": "e.code", "o": "o.code", "g": "g.code"},
    "name": {"e": "e.name", "o": "o.name", "g": "g.name"},
    "remark": {"e": "e.remark", "o": "o.remark", "g": "g.remark"},
}
TELLING: tuple[tuple[str, frozenset[str]], ...] = (
    ("enterprises", frozenset({"e.name", "e.code", "e.uscc", "e.industry", "e.scale", "uscc", "industry", "scale"})),
    ("grids", frozenset({"g.level", "g.parent", "level", "parent"})),
    ("officers", frozenset({"o.role", "o.quota", "o.code", "role", "quota", "person"})),
)  # fmt: skip
HINTS = (
    ("企业网格员", "officers"), ("enterprise", "enterprises"), ("企业", "enterprises"), ("officer", "officers"),
    ("人员", "officers"), ("网格员", "officers"), ("专员", "officers"), ("网格", "grids"), ("板块", "grids"), ("grid", "grids"),
)  # fmt: skip
_HINT_IN_BRACKETS = re.compile(r"\(.*?\)")


class Column(NamedTuple):
    """A column of the file: its place from 0, its heading as written, its key.

    A column with an empty key is left out.
    """

    at: int
    heading: str
    key: str


class Layout(NamedTuple):
    """What a table lists, and its columns from left to right."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def keys(self) -> set[str]:
        """Return the keys of all columns that are read."""
        return {column.key for column in self.columns}

    @property
    def has_charges(self) -> bool:
        """Return whether a cell may name several enterprises, all in one person's charge."""
        return any(column.key == "e.name" and word_of(column.heading) in CHARGES for column in self.columns)

    @property
    def is_script(self) -> bool:
        """Return whether the table has the dialect of scripts: its columns are codes, and a code makes no thing."""
        return any(column.key and heading_text(column.heading) in SCRIPT for column in self.columns)


def word_of(heading: str) -> str:
    """Return a heading as the vocabulary has it: without a colon, a star or an explanation in brackets."""
    word = heading_text(heading).strip(":*.、")
    if word in STRONG or word in LOOSE or word in LEFT:
        return word
    return _HINT_IN_BRACKETS.sub("", word)


def is_known(heading: str) -> bool:
    """Return whether any table of a roster has this heading."""
    word = word_of(heading)
    return word in STRONG or word in LOOSE or word in LEFT or word in SCRIPT


def joined(above: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """Return two rows of headings as one, or None when the second is not a row of headings.

    A heading above several columns (企业联系人) is written once; each word below (姓名, 电话) belongs to it.
    """
    told = [cell for cell in below if cell.strip()]
    if not told or not all(_is_part(cell) for cell in told):
        return None
    names, group = [], ""
    for at in range(max(len(above), len(below))):
        top, part = (row[at].strip() if at < len(row) else "" for row in (above, below))
        group = top or (group if part else "")
        names.append(_joined(group, part))
    return names


def _is_part(cell: str) -> bool:
    word = word_of(cell)
    return word in LOOSE or (word in STRONG and not word.isascii())


def _joined(group: str, part: str) -> str:
    if not part or not group:
        return group or part
    both = word_of(group + part)
    if both in STRONG or word_of(part) not in LOOSE:
        return group + part if both in STRONG else part
    owner = STRONG.get(word_of(group), "")
    return group if LOOSE[word_of(part)] in ("person", "name") and owner else group + part


def layout(headings: Sequence[str], kind: str | None, hints: Sequence[str]) -> Layout | None:
    """Return the columns of a table; None when nothing says what it lists.

    `hints` are the names of the sheet and the file.
    """
    words = [word_of(heading) for heading in headings]
    chosen = kind or _kind(words, hints)
    if chosen is None:
        return None
    keys = _once(words, _keys(words, chosen))
    titles = (" ".join(heading.split()) for heading in headings)
    return Layout(chosen, tuple(map(Column, range(len(words)), titles, keys)))


def is_foreign(headings: Sequence[str]) -> bool:
    """Return whether these are the headings of visits, issues or duties."""
    return any(heading_text(heading) in ELSEWHERE for heading in headings)


def _kind(words: Sequence[str], hints: Sequence[str]) -> str | None:
    present = {STRONG.get(word) or LOOSE.get(word) or word for word in words if word}
    for kind, telling in TELLING:
        if present & telling:
            return kind
    if "unit" in present:
        return "enterprises"
    for hint in hints:
        if found := next((kind for part, kind in HINTS if part in hint.lower()), None):
            return found
    if "o.name" in present:
        return "officers"
    return "grids" if present & {"g.name", "g.code", "b.name"} and "code" not in present else None


def _keys(words: Sequence[str], kind: str) -> list[str]:
    """Return the key of each column. A loose heading directly after a person's heading belongs to that person."""
    present = {STRONG.get(word, "") for word in words} | ({CHARGE} if CHARGES & set(words) else set())
    main = MAIN[kind]
    if (kind == "grids" and "o.name" in present) or CHARGE in present:
        main = "o"
    keys: list[str] = []
    person = ""
    for word in words:
        key = "_" if word in LEFT else _key(word, kind, person or main, present)
        if key == "e.contact" and main == "o" and LOOSE.get(word) == "person":
            key = "o.name"
        keys.append(key)
        if key in PERSONS:
            person = PERSONS[key]
        elif word not in LOOSE:
            person = ""
    return keys


def _once(words: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Return the keys so that each meaning has one column.

    Of two headings with one meaning (手机, 办公电话) the first counts. The other is left out, unless both are the
    same word.
    """
    first: dict[str, str] = {}
    return [
        key if key == "_" or first.setdefault(key, word) == word else ""
        for word, key in zip(words, keys, strict=True)
    ]


def _key(word: str, kind: str, owner: str, present: Collection[str]) -> str:
    if word in ENGLISH[kind]:
        return ENGLISH[kind][word]
    if word in STRONG:
        return _strong(STRONG[word], kind, present)
    loose = LOOSE.get(word, "")
    if loose == "person":
        return {"enterprises": "e.contact", "officers": "o.name", "grids": "o.name"}[kind]
    if loose == "unit" and kind == "enterprises" and CHARGE not in present:
        return "e.name" if "e.name" not in present else ""
    if loose in ("code", "name", "remark"):
        owner = MAIN[kind]
    return OF.get(loose, {}).get(owner, "")


def _strong(key: str, kind: str, present: Collection[str]) -> str:
    """Return the key of a heading with one meaning. A table without enterprises has officers, but no contacts."""
    if kind != "enterprises" and key == "e.contact" and "o.name" not in present:
        return "o.name"
    if kind != "enterprises" and key == "e.phone":
        return "o.phone"
    if kind != "enterprises" and key.startswith("e."):
        return ""
    return key


def wanting(layout: Layout) -> str:
    """Return the key of a column that the table needs and does not have; empty when nothing is missing."""
    needed: Mapping[str, tuple[str, ...]] = {
        "enterprises": ("e.name", "e.code"),
        "officers": ("o.name", "o.code"),
        "grids": ("g.name", "g.code", "b.name"),
    }
    own = needed[layout.kind]
    if layout.is_script:
        return next((key for key in own[:2][::-1] if key not in layout.keys), "")
    return "" if layout.keys & set(own) else own[0]


def is_read(column: Column) -> bool:
    """Return whether the cells of a column are taken in."""
    return bool(column.key) and column.key != "_"


OWN = {heading_text(column.zh) for ledger in (GRIDS, OFFICERS, ENTERPRISES) for column in ledger.columns}
OWN |= {heading_text(word) for word in (*ASIDE, "B角", "备注")} | SCRIPT


def is_guess(column: Column) -> bool:
    """Return whether a column that is taken in has a heading that our own exports do not write."""
    return is_read(column) and heading_text(column.heading) not in OWN
