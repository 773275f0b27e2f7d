"""Find text in the tables: enterprises, notes, issues and their steps, logs, plans, handovers; the newest first."""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from heapq import merge
from typing import NamedTuple

from gridlog.core.phone import without_phones
from gridlog.core.search import folded, wanted
from gridlog.core.undoing import left
from gridlog.store.projection import events_of
from gridlog.store.search_index import Index, Source, place

MASKED = "****"
_PLAIN = "[0-9a-z\u4e00-\u9fff]+"


class Question(NamedTuple):
    """What is looked for: every one of the folded words, on the days from `since` to `until`."""

    words: Sequence[str]
    since: date | None = None
    until: date | None = None


class Hit(NamedTuple):
    """A row that has the words: the field in which most of them stand, and the text of that field, with phones masked."""

    date: str
    noun: str
    field: str
    id: str
    enterprise_code: str
    enterprise: str
    text: str


class Search:
    """A question to the tables of a connection, with an index of them, or by reading every row without one."""

    def __init__(self, connection: sqlite3.Connection, of: Sequence[Source], question: Question) -> None:
        self.connection = connection
        self.of = of
        self.question = question
        self.names = self._names()

    def _names(self) -> dict[str, list[str]]:
        """Return, for each word, the codes of the enterprises whose name has it."""
        query = "SELECT code FROM enterprises WHERE instr(folded, ?) ORDER BY code"
        return {
            word: [code for (code,) in self.connection.execute(query, (word,))]
            for word in self.question.words
        }

    def hits(self, index: Index | None) -> Iterator[Hit]:
        """Yield every row that has the words, the newest first."""
        seen: set[tuple[int, int]] = set()
        for _, number, row in self._candidates(index) if index else self._everything():
            if (number, row) in seen:
                continue
            seen.add((number, row))
            source = self.of[number]
            found = self.connection.execute(source.sql(f"{source.texts.rowid} = ?"), (row,)).fetchone()
            if found and (hit := self._hit(source, found)) and self._stands(source, row):
                yield hit

    def _stands(self, source: Source, row: int) -> bool:
        """Return whether the event that a row tells of stands; True for a row of a table, which tells only of what stands."""
        if not source.texts.event:
            return True
        query = f"SELECT {source.texts.event} FROM {source.texts.source} WHERE {source.texts.rowid} = ?"
        id, whole = self.connection.execute(query, (row,)).fetchone()
        if not self.connection.execute("SELECT 1 FROM turned WHERE row = ?", (whole,)).fetchone():
            return True
        return any(one.id == id for one in left(events_of(self.connection, whole)))

    def _candidates(self, index: Index) -> Iterator[tuple[int, int, int]]:
        words, since, until = self.question
        terms = [wanted(word) for word in words]
        if not any(terms):
            yield from self._everything()
            return
        asked = [index.candidates(_all(terms), since, until)]
        named = [word for word in words if self.names[word]]
        if len(words) > 1 and named:
            rest = [wanted(word) for word in words if word not in named]
            ways = [rest] if any(rest) else [[wanted(word)] for word in named]
            codes = json.dumps(sorted({code for word in named for code in self.names[word]}))
            asked += [index.candidates(_all(way), since, until, codes) for way in ways if any(way)]
        yield from merge(*asked, reverse=True)

    def _everything(self) -> Iterator[tuple[int, int, int]]:
        """Yield every row that may have the words, read from the tables alone."""
        found = []
        for source in self.of:
            where = " AND ".join(self._may_have(source, word) for word in self.question.words) or "1"
            for row in self.connection.execute(source.sql(where)):
                found.append((place(str(row[2] or "")), source.number, row[0]))
        yield from sorted(found, reverse=True)

    def _may_have(self, source: Source, word: str) -> str:
        """Return SQL that holds for every row with a word.

        Letters and digits may be written in the other width; a word with other marks is looked for by `_hit` alone.
        """
        if not re.fullmatch(_PLAIN, word):
            return "1"
        cells = [cell for _, cell in source.texts.fields]
        if word.isalnum() and not re.search("[0-9a-z]", word):
            found = [f"instr({cell}, '{word}')" for cell in cells]
        else:
            found = [f"({cell} LIKE '%{word}%' OR {cell} GLOB '*[０-９Ａ-Ｚａ-ｚ]*')" for cell in cells]
        if self.names[word]:
            codes = ", ".join("'" + code.replace("'", "''") + "'" for code in self.names[word])
            found.append(f"{source.texts.enterprise} IN ({codes})")
        return f"({' OR '.join(found)})"

    def _hit(self, source: Source, row: Sequence[str | None]) -> Hit | None:
        """Return the row as a hit, None where it has not the words."""
        _, enterprise, day, id, *texts = row
        if not self._is_within(day or ""):
            return None
        told = [folded(text or "") for text in texts]
        counts = [sum(word in text for word in self.question.words) for text in told]
        if not any(counts) or not all(
            any(word in text for text in told) or (enterprise or "") in self.names[word]
            for word in self.question.words
        ):
            return None
        at = counts.index(max(counts))
        text = without_phones(texts[at] or "")
        shown = text if text.count(MASKED) == told[at].count(MASKED) else told[at]  # a phone in full width
        return Hit(
            day or "",
            source.noun,
            source.texts.fields[at][0],
            id or "",
            enterprise or "",
            self._name(enterprise or ""),
            shown,
        )

    def _is_within(self, day: str) -> bool:
        _, since, until = self.question
        if not day:
            return not since and not until
        return (not since or day >= since.isoformat()) and (not until or day <= until.isoformat())

    def _name(self, code: str) -> str:
        found = self.connection.execute("SELECT name FROM enterprises WHERE code = ?", (code,)).fetchone()
        return str(found[0]) if found else code


def _all(terms: Sequence[Sequence[str]]) -> str:
    """Return the query of FTS5 for texts that have every term of every word."""
    return " AND ".join(dict.fromkeys(term for word in terms for term in word))
