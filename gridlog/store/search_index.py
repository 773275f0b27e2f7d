"""The index of a search: a file of this machine beside the database, which only a search reads and writes.

It is a copy of what the tables say, cut into pieces (`gridlog.core.search`) in an FTS5 table without the texts themselves. A search
first takes in what changed since the last one, so no other command pays for it, and no writer of the database ever waits. A row that
changed gets a new number in its table; so what is new stands behind the last number that was seen, less one number for each event
since. What no longer is there stays in the index; a search reads each row that it finds in the tables again.
Source: sqlite.org/fts5.html, "Contentless Tables", "The detail option".
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from gridlog.core.event import written
from gridlog.core.nouns import module_of, nouns
from gridlog.core.nouns.ledger import Searched
from gridlog.core.search import folded, pieces
from gridlog.machine.files import make_private

VERSION = 1
BATCH = 50_000
HASH_BYTES = 32 << 20
# The number of a text in the index begins with its day, so that the newest is found first. The days are close together, for the
# index keeps differences: with 32 bits below the day 290,000 texts took 128 MB instead of 60. A day with more texts than fit
# below it goes on in the next day.
DAY_BITS = 14
UNDATED = 3_700_000  # the place of a row without a day: behind every day
MARGIN_DAYS = 8
PROBES = 64
MANY = 1 << 40

Progress = Callable[[int], None]  # called with how many rows were taken in


class Source(NamedTuple):
    """Texts of a noun to search, and the number by which the index names them."""

    number: int
    noun: str
    texts: Searched

    def sql(self, where: str) -> str:
        """Return a SELECT of the number, the enterprise, the day and the texts of the rows that meet a condition."""
        one = self.texts
        cells = ", ".join(cell for _, cell in one.fields)
        return f"SELECT {one.rowid}, {one.enterprise}, {one.day}, {one.id}, {cells} FROM {one.source} WHERE ({one.where}) AND {where}"


def sources() -> list[Source]:
    """Return what every noun declares in its `search.py`."""
    declared = [
        (noun, texts) for noun in nouns() for texts in getattr(module_of(noun, "search"), "SEARCHED", ())
    ]
    return [Source(number, noun, texts) for number, (noun, texts) in enumerate(declared)]


def prepare(connection: sqlite3.Connection) -> None:
    """Teach a connection the function that the SQL of a source may use: the id of a row as people read it."""
    connection.create_function("written", 1, written, deterministic=True)


def path_of(folder: Path, db: Path) -> Path:
    """Return the path of the index of a database."""
    name = hashlib.sha256(str(db.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return folder / f"search-{name}.db"


class Index:
    """An open index. Raises sqlite3.Error where it cannot be made, read or written."""

    def __init__(self, path: Path, of: Sequence[Source]) -> None:
        self.of = of
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(path)
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        self.connection.execute("PRAGMA synchronous = OFF")  # a torn index is made anew
        self.connection.execute("PRAGMA journal_mode = MEMORY")
        layout = repr((VERSION, [(one.noun, one.texts) for one in of]))
        self.layout = hashlib.sha256(layout.encode()).hexdigest()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def catch_up(self, tables: sqlite3.Connection, progress: Progress) -> None:
        """Take in what the tables have since the last time; everything, where that cannot be told."""
        last, mark, shape = _log(tables)
        state = self._state()
        is_of = self._is_of(tables, state, shape)
        if is_of and (state["last"], state["shape"]) == (str(last), shape):
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            if not is_of:
                self._make()
                state = {}
            events = last - int(state["last"]) if state.get("shape") == shape else None
            self._take_in(tables, state, events, progress)
            told = {"layout": self.layout, "last": str(last), "mark": mark, "shape": shape}
            self.connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", told.items())
            if events is None:
                self.connection.execute("INSERT INTO pieces (pieces) VALUES ('optimize')")
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise
        if events is None:
            self.connection.execute("VACUUM")

    def behind(self, tables: sqlite3.Connection) -> int:
        """Return how many events the index does not have yet; MANY where all is to be taken in."""
        last, _, shape = _log(tables)
        state = self._state()
        return last - int(state["last"]) if self._is_of(tables, state, shape) else MANY

    def _state(self) -> dict[str, str]:
        try:
            return dict(self.connection.execute("SELECT key, value FROM state"))
        except sqlite3.OperationalError as problem:
            if "no such table" not in str(problem):
                raise
            return {}

    def _is_of(self, tables: sqlite3.Connection, state: dict[str, str], shape: str) -> bool:
        """Return whether the index is of this version and of these tables."""
        if state.get("layout") != self.layout or not _holds(tables, state):
            return False
        return state["shape"] == shape or self._fits(tables)

    def _make(self) -> None:
        for table in ("pieces", "docs", "state"):
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
        self.connection.execute(
            "CREATE VIRTUAL TABLE pieces USING fts5 (text, content = '', detail = none, columnsize = 0, tokenize = 'ascii')"
        )
        self.connection.execute("INSERT INTO pieces (pieces, rank) VALUES ('hashsize', ?)", (HASH_BYTES,))
        self.connection.execute(
            "CREATE TABLE docs (doc INTEGER PRIMARY KEY, source INTEGER, number INTEGER, enterprise TEXT, mark INTEGER)"
        )
        self.connection.execute("CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT)")
        self.connection.execute("CREATE INDEX docs_number ON docs (source, number)")

    def _fits(self, tables: sqlite3.Connection) -> bool:
        """Return whether the numbers of the rows are still those of the index: not after the tables were made anew."""
        probes = self.connection.execute(
            "SELECT source, number, mark FROM docs WHERE doc IN (SELECT doc FROM docs ORDER BY doc LIMIT ?)",
            (PROBES,),
        ).fetchall()
        same = 0
        for number, row, mark in probes:
            source = self.of[number]
            found = tables.execute(source.sql(f"{source.texts.rowid} = ?"), (row,)).fetchone()
            same += found is not None and _mark(found) == mark
        return 2 * same >= len(probes)

    def _take_in(
        self, tables: sqlite3.Connection, state: dict[str, str], events: int | None, progress: Progress
    ) -> None:
        """Take in the rows that may be new after so many events; every row where that is not known."""
        done = 0
        for source in self.of:
            seen = int(state.get(f"seen {source.number}", 0))
            first = 0 if events is None or not source.texts.is_lone else max(0, seen - events)
            found = tables.execute(source.sql(f"{source.texts.rowid} > ?"), (first,))
            while batch := found.fetchmany(BATCH):
                self._add(source, batch)
                seen = max(seen, *(row[0] for row in batch))
                done += len(batch)
                progress(done)
            told = (f"seen {source.number}", str(seen))
            self.connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", told)

    def _add(self, source: Source, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take in rows of a source, without the ones that are there as they are."""
        span = (min(row[0] for row in rows), max(row[0] for row in rows))
        known = set(
            self.connection.execute(
                "SELECT number, mark FROM docs WHERE source = ? AND number BETWEEN ? AND ?",
                (source.number, *span),
            )
        )
        new = [(row, mark) for row in rows if (row[0], mark := _mark(row)) not in known]
        next_of: dict[int, int] = {}
        docs, texts = [], []
        for row, mark in new:
            doc = self._next(place(row[2] or ""), next_of)
            docs.append((doc, source.number, row[0], row[1], mark))
            texts.append((doc, pieces(folded("\n".join(filter(None, row[4:]))))))
        self.connection.executemany("INSERT INTO docs VALUES (?, ?, ?, ?, ?)", docs)
        self.connection.executemany("INSERT INTO pieces (rowid, text) VALUES (?, ?)", sorted(texts))

    def _next(self, day: int, next_of: dict[int, int]) -> int:
        """Return the next free number of a day; `next_of` remembers it by the day."""
        while True:
            if day not in next_of:
                query = "SELECT max(doc) FROM docs WHERE doc >= ? AND doc < ?"
                first, after = day << DAY_BITS, (day + 1) << DAY_BITS
                (last,) = self.connection.execute(query, (first, after)).fetchone()
                next_of[day] = first if last is None else last + 1
            doc = next_of[day]
            if doc >> DAY_BITS == day:
                next_of[day] += 1
                return doc
            day += 1

    def candidates(
        self, terms: str, since: date | None, until: date | None, enterprises: str | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """Yield the place, the source and the number of each row that may have these terms, the newest first.

        `enterprises` is a JSON array of codes to which the rows belong.
        """
        low = since.toordinal() << DAY_BITS if since else 0
        high = (until.toordinal() + MARGIN_DAYS) << DAY_BITS if until else 1 << 62
        within = "AND d.enterprise IN (SELECT value FROM json_each(:enterprises))" if enterprises else ""
        found = self.connection.execute(
            f"""SELECT d.doc, d.source, d.number FROM pieces AS p CROSS JOIN docs AS d ON d.doc = p.rowid
                WHERE p.pieces MATCH :terms AND p.rowid BETWEEN :low AND :high {within} ORDER BY p.rowid DESC""",
            {"terms": terms, "low": low, "high": high, "enterprises": enterprises or ""},
        )
        yield from found


def place(day: str) -> int:
    """Return the place of a day among all days; of no day, behind all of them."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return UNDATED


def _mark(row: Sequence[object]) -> int:
    """Return 63 bits over a row, by which a change is seen."""
    whole = "\x1f".join(map(str, row[1:])).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(whole, digest_size=8).digest(), "big") >> 1


def _log(tables: sqlite3.Connection) -> tuple[int, str, str]:
    """Return the place of the last event, its id, and a number that changes when a table is made."""
    (shape,) = tables.execute("PRAGMA schema_version").fetchone()
    found = tables.execute("SELECT seq, hex(id) FROM stored ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(found[0]), str(found[1]), str(shape)) if found else (0, "", str(shape))


def _holds(tables: sqlite3.Connection, state: dict[str, str]) -> bool:
    """Return whether the log still has the event that was its last one: another file may have taken its place."""
    if state["last"] == "0":
        return True
    found = tables.execute("SELECT hex(id) FROM stored WHERE seq = ?", (state["last"],)).fetchone()
    return found is not None and found[0] == state["mark"]


def open_index(path: Path, of: Sequence[Source]) -> Index:
    """Return an open index; one that is damaged is made anew. Raises sqlite3.Error and OSError."""
    try:
        index = Index(path, of)
        index.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as problem:
        if isinstance(problem, sqlite3.OperationalError):
            raise
        with suppress(OSError):
            path.unlink()
        with closing(sqlite3.connect(path)):
            pass
        return Index(path, of)
    return index
