"""A file of visits taken in: every bad row named, all or nothing. The code asks no question and prints nothing."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from gridlog.errors import GridlogError, NotMet, Refused, Usage
from gridlog.intake.lines import Line, Skipped
from gridlog.intake.marks import Row
from gridlog.intake.table import Sheet
from gridlog.intake.visits import (
    LOOKBACK,
    Answered,
    Batch,
    Lookback,
    Resolver,
    answered,
    basis,
    batches,
    open_visits,
)
from gridlog.machine.worker import Gone, ahead
from gridlog.store import lookup, questions
from gridlog.store.file import Writer
from gridlog.work.amending import Amender, Differing, Wish, prefix_of
from gridlog.work.desk import Desk

EVERY_ROW = sys.maxsize
LISTED = 20
LONG = 2 << 20  # bytes, some 15,000 rows; below 10,000 a second process gains nothing


class Tally:
    """What became of a file's rows: how many of each kind, and the first of them with their numbers.

    `moved` has the visits that were of another enterprise, each with the one that they are of now.
    """

    def __init__(self) -> None:
        self.new = self.known = self.void = self.bad = self.skipped = 0
        self.noted = self.changed = 0
        self.moved: list[tuple[str, str]] = []
        self.first_bad: list[tuple[int, GridlogError]] = []
        self.first_noted: list[tuple[int, GridlogError]] = []
        self.first_changed: list[tuple[int, Differing]] = []
        self.first_skipped: list[Skipped] = []

    def add_bad(self, number: int, problem: GridlogError) -> None:
        """Count a row that cannot be taken."""
        self.bad += 1
        if self.bad <= LISTED:
            self.first_bad.append((number, problem))

    def add_changed(self, number: int, row: Differing) -> None:
        """Count a row that says otherwise than its visit."""
        self.changed += 1
        if self.changed <= LISTED:
            self.first_changed.append((number, row))

    def add_notes(self, number: int, notes: Iterable[GridlogError]) -> None:
        """Count what a person should know of a row that was taken."""
        for note in notes:
            self.noted += 1
            if self.noted <= LISTED:
                self.first_noted.append((number, note))

    def add_skipped(self, skipped: Iterable[Skipped]) -> None:
        """Count the rows that are no visits."""
        for one in skipped:
            self.skipped += 1
            if self.skipped <= LISTED:
                self.first_skipped.append(one)


class Options(NamedTuple):
    """How a file is to be taken in; `officer` is the one of rows that name none."""

    dry_run: bool = False
    skip_bad: bool = False
    strict: bool = False
    officer: str | None = None
    wish: Wish = Wish(False, "")


class Opened(NamedTuple):
    """A file whose headings were read, and what tells it from what it will be after a change."""

    file: str
    sheet: Sheet
    version: tuple[int, ...] | None


class Taken(NamedTuple):
    """A file that was read to its end, and what became of its rows."""

    sheet: Sheet
    tally: Tally


def open_file(desk: Desk, file: str, options: Options) -> Opened:
    """Open a file and read its headings. Raises Usage where a column is missing."""
    desk.store  # noqa: B018  # a missing database is said before the file is read
    before = _version(file)
    sheet = open_visits(file)
    _need_columns(sheet, bool(options.officer))
    return Opened(file, sheet, before)


def silent(_total: int) -> None:
    """Pass over the number of rows that were read."""


def take(desk: Desk, opened: Opened, options: Options, count: Callable[[int], None] = silent) -> Taken:
    """Take the visits of a file in; `count` hears how many rows were read.

    Nothing is kept of a file with bad rows unless they may be skipped, nor of a dry run. Raises Refused where the
    file was changed meanwhile, Usage where it has no rows.
    """
    sheet = opened.sheet
    is_alone = not _is_long(sheet)
    lookback = Lookback(LOOKBACK if questions.has_imports(desk.store.connection) else 0)
    while True:
        tally = Tally()
        try:
            with desk.write() as writer:
                _Taker(desk, writer, sheet, options, is_alone, lookback, tally, count).take()
                if _version(opened.file) != opened.version:
                    raise Refused("import.changed", path=opened.file)
                if options.dry_run or (tally.bad and not options.skip_bad):
                    raise _Undone
        except Gone:  # with what it had read, or it looks back too little; this process begins anew
            sheet, is_alone = open_visits(opened.file), True
            continue
        except _Undone:
            pass
        return Taken(sheet, tally)


def need_good(tally: Tally, options: Options) -> None:
    """Raises Refused for bad rows unless they may be skipped."""
    if tally.bad and not options.skip_bad:
        raise Refused("import.bad_rows", count=tally.bad)


def need_all(tally: Tally, options: Options) -> None:
    """Raises NotMet with `strict` where not every row of the file is recorded as it says."""
    left = 0 if options.wish.update else tally.changed
    if options.strict and (tally.bad or left):
        raise NotMet("import.left_out", bad=tally.bad, changed=left)


class _Undone(Exception):
    """Nothing is to be kept."""


def _version(file: str) -> tuple[int, ...] | None:
    """What tells a file from what it was before, None for what is no file or is not to be seen."""
    try:
        now = Path(file).stat()
    except (OSError, ValueError):
        return None
    return (now.st_ino, now.st_size, now.st_mtime_ns) if S_ISREG(now.st_mode) else None


def _need_columns(sheet: Sheet, has_officer: bool) -> None:
    keys = set(sheet.keys)
    wanted = {
        "走访日期 date": {"date", "time"},
        "企业名称 enterprise": {"enterprise", "enterprise_code"},
    }
    if not has_officer:
        wanted["走访人员 officer (--officer)"] = {"officer", "officer_code"}
    if missing := [name for name, any_of in wanted.items() if not keys & any_of]:
        raise Usage(
            "import.columns", path=sheet.name, missing=", ".join(missing), seen=", ".join(sheet.headings)
        )


class _Taker:
    """Takes the rows of one file within one transaction."""

    def __init__(
        self,
        desk: Desk,
        writer: Writer,
        sheet: Sheet,
        options: Options,
        is_alone: bool,
        lookback: Lookback,
        tally: Tally,
        count: Callable[[int], None],
    ) -> None:
        self.desk = desk
        self.writer = writer
        self.sheet = sheet
        self.is_alone = is_alone
        self.lookback = lookback
        self.tally = tally
        self.count = count
        self.me = desk.officer(options.officer).code if options.officer else ""
        self.resolver = Resolver(desk.store.connection, desk.now, self.me)
        self.amender = Amender(desk, writer, self.resolver, options.wish, tally)

    def take(self) -> None:
        """All rows of the file; raises Gone where another process read them and did not come to their end."""
        tally = self.tally
        self.writer.asked = ("visits_fingerprint", *["visits_id"] * ("id" in self.sheet.keys))
        total = 0
        for batch in self._given():
            tally.add_skipped(batch[3])
            total += len(batch[0])
            self._take_batch(batch)
            self.writer.flush()
            self.count(total)
        if not (tally.new or tally.known or tally.void or tally.bad or tally.changed):
            raise Usage("import.empty", path=self.sheet.name)

    def _given(self) -> Iterable[Batch]:
        """The rows, or rows with answers from another process, which reads ahead while this one writes."""
        if self.is_alone:
            return batches(self.sheet, self.lookback)
        given = basis(
            self.desk.store.connection, self.desk.now, self.me, self.lookback.rows, self._begins_with_ours()
        )
        return map(_readable, ahead(answered, self.sheet.name, given))

    def _begins_with_ours(self) -> bool:
        """Whether the file's first row carries the id of a visit that is here, as an export that comes back does."""
        first = next(self.sheet.lines, None)
        prefix = prefix_of(first.cells.get("id", "")) if first else None
        return bool(prefix and lookup.ids(self.writer.connection, "visit", prefix))

    def _take_batch(self, batch: Batch) -> None:
        rows, lines, answers, _ = batch
        tally = self.tally
        standing: dict[int, int] = {}
        stands = 0
        for at, (_, mark, id, is_void, _) in enumerate(rows):
            if not is_void:
                standing.setdefault(mark, at)
                stands += 1
            elif not (id and self._amended(lines[at], id, True)):
                tally.void += 1
        fresh = standing.keys() - _known(self.writer, list(standing))
        if self.lookback.rows and fresh:
            fresh -= _known_before(
                self.writer, [rows[standing[mark]] for mark in fresh], self.lookback, self.is_alone
            )
        tally.known += stands - len(fresh)
        for mark, at in standing.items():
            if mark not in fresh:
                continue
            number, _, id, _, _ = rows[at]
            if id and self._amended(lines[at], id, False):
                continue
            told = (answers[at] if answers else None) or self.resolver.answer(_line(lines[at]), mark)
            if isinstance(told, GridlogError):
                tally.add_bad(number, told)
                continue
            spelled, laid, notes = told
            try:
                self.writer.begin("visit.logged", spelled, laid)
            except GridlogError as problem:
                tally.add_bad(number, problem)
                continue
            tally.new += 1
            if notes:
                tally.add_notes(number, notes)

    def _amended(self, line: Line | None, id: str, is_void: bool) -> bool:
        return self.amender.take(_line(line), id, is_void)


def _line(line: Line | None) -> Line:
    """The line of a row without an answer or with an id: it is always given."""
    if line is None:
        raise RuntimeError("a row without its line")
    return line


def _is_long(sheet: Sheet) -> bool:
    """Whether it takes longer to read than a process takes to start, and another process can open it by its name.

    A link may lead to our own standard input, and what /proc and /dev call ours is another process's there.
    """
    path = Path(sheet.name)
    if sheet.is_held or path.is_symlink() or not path.is_file():
        return False
    if any(map(path.absolute().is_relative_to, ("/dev", "/proc"))):
        return False
    return path.stat().st_size >= LONG


def _readable(given: Answered) -> Batch:
    if isinstance(given, GridlogError):
        raise given
    return given


def _known(writer: Writer, marks: list[int]) -> set[int]:
    """Which of the rows were imported before, asked for all at once."""
    return questions.known_fingerprints(writer.connection, marks)


def _known_before(writer: Writer, rows: list[Row], lookback: Lookback, is_alone: bool) -> set[int]:
    """Which of the rows were imported under an older rule, by their present numbers.

    Raises Gone where a row was imported on 2026-11-22 and the other process looked back over the first rows only.
    """
    marks = [mark for *_, (rules, first, _) in rows for mark in (*rules, *first)]
    if not marks:
        return set()
    notes = questions.notes_by_fingerprint(writer.connection, marks)
    known = set()
    for _, now, _, _, (rules, first, note) in rows:
        if not any(note in notes[mark] if note else True for mark in (*rules, *first) if mark in notes):
            continue
        known.add(now)
        if lookback.rows < EVERY_ROW and not notes.keys().isdisjoint(first):
            lookback.rows = EVERY_ROW
            if not is_alone:
                raise Gone
    return known
