"""`visit import` and `roster import`: whole files, every bad row named, all or nothing."""

import sys
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from gridlog.cli.amending import Amender, Wish, prefix_of
from gridlog.cli.shell.boundary import sentence
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session
from gridlog.errors import GridlogError, NotMet, Refused, Usage
from gridlog.intake.table import Line, Sheet, Skipped
from gridlog.intake.visits import (
    LOOKBACK,
    Answer,
    Answered,
    Batch,
    Lookback,
    Resolver,
    Row,
    answered,
    basis,
    batches,
    open_visits,
)
from gridlog.machine.worker import Gone, ahead
from gridlog.store import lookup, questions
from gridlog.store.file import Writer
from gridlog.words.language import fill, pick, two
from gridlog.work.visits import say_open_issues

EVERY_ROW = sys.maxsize
LISTED = 20
SHOWN = 60  # characters of a row that is left out
EVERY = 20_000
LONG = 2 << 20  # bytes, some 15,000 rows; below 10,000 a second process gains nothing


class Tally:
    """What became of a file's rows: how many of each kind, and what is to be said of the first of them."""

    def __init__(self) -> None:
        self.new = self.known = self.void = self.bad = self.skipped = 0
        self.noted = self.changed = 0
        self.moved: list[
            tuple[str, str]
        ] = []  # visits that were of another enterprise, and of which they are
        self.listed: dict[str, list[tuple[int, str]]] = {"bad": [], "skipped": [], "noted": [], "changed": []}

    def list_one(self, kind: str, number: int, reason: str) -> None:
        """Remember what to say of a row, unless enough of its kind are remembered."""
        if len(self.listed[kind]) < LISTED:
            self.listed[kind].append((number, reason))

    def add_bad(self, number: int, problem: GridlogError) -> None:
        """Count a row that cannot be taken."""
        self.bad += 1
        self.list_one("bad", number, sentence(problem))

    def add_changed(self, number: int, text: str) -> None:
        """Count a row that says otherwise than its visit."""
        self.changed += 1
        self.list_one("changed", number, text)

    def add_notes(self, number: int, notes: Iterable[GridlogError]) -> None:
        """Count what somebody should know of a row that was taken."""
        for note in notes:
            self.noted += 1
            self.list_one("noted", number, sentence(note))

    def add_skipped(self, skipped: Iterable[Skipped]) -> None:
        """Count the rows that are no visits."""
        for number, text in skipped:
            self.skipped += 1
            self.list_one("skipped", number, text)


class Options(NamedTuple):
    """How a file is to be imported: as the options of `visit import` say."""

    dry_run: bool = False
    skip_bad: bool = False
    strict: bool = False
    officer: str | None = None
    wish: Wish = Wish(False, "")


def import_visits(here: Session, file: str, options: Options) -> None:
    """The visits of one file. Raises Refused for bad rows unless they may be skipped, and with `strict` NotMet
    where not every row of the file is recorded as it says.
    """
    here.store  # noqa: B018  # a missing database is said before the file is read
    before = _version(file)
    sheet = open_visits(file)
    _need_columns(sheet, bool(options.officer))
    _name_unknown(sheet)
    name_others(sheet)
    is_alone = not _is_long(sheet)
    lookback = Lookback(LOOKBACK if _has_imports(here) else 0)
    while True:
        tally = Tally()
        try:
            with here.write() as writer:
                _Taker(here, writer, sheet, options, is_alone, lookback, tally).take()
                if _version(file) != before:
                    raise Refused("import.changed", path=file)
                if options.dry_run or (tally.bad and not options.skip_bad):
                    raise _Undone
        except Gone:  # with what it had read, or it looks back too little; this process begins anew
            sheet, is_alone = open_visits(file), True
            continue
        except _Undone:
            pass
        break
    name_filled(sheet)
    _list_rows(sheet, tally)
    if tally.bad and not options.skip_bad:
        raise Refused("import.bad_rows", count=tally.bad)
    for id, enterprise in tally.moved[:LISTED]:
        say_open_issues(here, id, enterprise)
    _sum_up(tally, options)
    left = 0 if options.wish.update else tally.changed
    if options.strict and (tally.bad or left):
        raise NotMet("import.left_out", bad=tally.bad, changed=left)


def _sum_up(tally: Tally, options: Options) -> None:
    changed = (
        two("，更正 {n} 条", ", {n} corrected")
        if options.wish.update
        else two(
            "，与记录不同 {n} 条（没有改；要更正请加 --update --reason）",
            ", {n} differ from what is recorded (unchanged; --update --reason corrects them)",
        )
    )
    more = {
        changed: tally.changed,
        two("，作废未导入 {n} 条", ", {n} void ones left out"): tally.void,
        two("，合计、备注等 {n} 行不是走访", ", {n} rows are no visits (totals, remarks)"): tally.skipped,
    }
    tell(
        two(
            "{head}导入 {new} 条走访，跳过已有 {known} 条，有误 {bad} 条{more}",
            "{head}{new} visits imported, {known} known already, {bad} bad{more}",
        ),
        head=pick(two("试运行：", "dry run: ")) if options.dry_run else "",
        new=tally.new,
        known=tally.known,
        bad=tally.bad,
        more="".join(fill(text, n=count) for text, count in more.items() if count),
    )


def _has_imports(here: Session) -> bool:
    """Whether any visit came from a file before, which a row of this one may be."""
    return questions.has_imports(here.store.connection)


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


def _name_unknown(sheet: Sheet) -> None:
    if sheet.unknown:
        say(
            two(
                "注意：{path} 中不认识的列没有导入：{names}",
                "Warning: columns of {path} that are not known were left out: {names}",
            ),
            path=sheet.name,
            names=", ".join(sheet.unknown),
        )


def name_others(sheet: Sheet) -> None:
    """Say which sheets of a workbook are left unread although they look the same."""
    if sheet.others:
        say(
            two(
                "注意：{path} 只读了第一张有表头的工作表，没有读：{names}",
                "Warning: of {path} the first sheet with headings was read, and not {names}",
            ),
            path=sheet.name,
            names=", ".join(sheet.others),
        )


def name_filled(sheet: Sheet) -> None:
    """Say in which columns cells got the value of the merged cell they belong to; of a sheet read to its end."""
    if sheet.filled:
        say(
            two(
                "注意：{path} 的合并单元格已按上面的内容填到每一行：{names}",
                "Note: merged cells of {path} were filled down into every row they cover: {names}",
            ),
            path=sheet.name,
            names=", ".join(f"{name} {count}" for name, count in sheet.filled.items()),
        )


def name_skipped(sheet: Sheet) -> None:
    """Say which rows were taken for no entries; of a sheet read to its end."""
    for number, text in sheet.skipped[:LISTED]:
        _list_skipped(sheet, number, text)
    _list_more(len(sheet.skipped) - LISTED)


def row_at(tab: str, number: int) -> str:
    """Where a row stands, as somebody finds it: the sheet of a workbook and its row, or the line of a text."""
    if tab:
        return fill(two("工作表“{tab}”第 {number} 行", "sheet {tab}, row {number}"), tab=tab, number=number)
    return fill(two("第 {number} 行", "line {number}"), number=number)


class _Taker:
    """Takes the rows of one file within one transaction."""

    def __init__(
        self,
        here: Session,
        writer: Writer,
        sheet: Sheet,
        options: Options,
        is_alone: bool,
        lookback: Lookback,
        tally: Tally,
    ) -> None:
        self.here = here
        self.writer = writer
        self.sheet = sheet
        self.is_alone = is_alone
        self.lookback = lookback
        self.tally = tally
        self.me = here.officer(options.officer).code if options.officer else ""
        self.resolver = Resolver(here.store.connection, here.now, self.me)
        self.amender = Amender(here, writer, self.resolver, options.wish, tally)

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
            _count_aloud(total)
        if not (tally.new or tally.known or tally.void or tally.bad or tally.changed):
            raise Usage("import.empty", path=self.sheet.name)

    def _given(self) -> Iterable[Batch]:
        """The rows, or rows with answers from another process, which reads ahead while this one writes."""
        if self.is_alone:
            return batches(self.sheet, self.lookback)
        given = basis(
            self.here.store.connection, self.here.now, self.me, self.lookback.rows, self._begins_with_ours()
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
        for at, (_, mark, id, is_void, _) in enumerate(rows):
            if not is_void:
                standing.setdefault(mark, at)
            elif not (id and self._amended(lines[at], id, True)):
                tally.void += 1
        stands = sum(not is_void for _, _, _, is_void, _ in rows)
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
            if problem := _refusal(self.writer, told):
                tally.add_bad(number, problem)
            elif not isinstance(told, GridlogError):
                tally.new += 1
                tally.add_notes(number, told[2])

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


def _refusal(writer: Writer, told: Answer) -> GridlogError | None:
    """Write a row down, or say why it cannot be."""
    if isinstance(told, GridlogError):
        return told
    try:
        writer.begin("visit.logged", told[0], told[1])
    except GridlogError as problem:
        return problem
    return None


def _count_aloud(total: int) -> None:
    """A running count on a terminal while there is much to read."""
    if total % EVERY == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{total}\r")


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


def _list_rows(sheet: Sheet, tally: Tally) -> None:
    for number, text in tally.listed["skipped"]:
        _list_skipped(sheet, number, text)
    _list_more(tally.skipped - len(tally.listed["skipped"]))
    for number, reason in [*tally.listed["noted"], *tally.listed["bad"]]:
        say(two("{at}：{reason}", "{at}: {reason}"), at=row_at(sheet.tab, number), reason=reason)
    for number, text in tally.listed["changed"]:
        say(
            two("{at}与记录不同：{text}", "{at} differs from what is recorded: {text}"),
            at=row_at(sheet.tab, number),
            text=text,
        )
    if tally.changed > LISTED:
        say(two("……还有 {more} 行与记录不同", "… and {more} more differ"), more=tally.changed - LISTED)
    if tally.noted > LISTED:
        say(two("……还有 {more} 处提醒", "… and {more} more notes"), more=tally.noted - LISTED)
    if tally.bad > len(tally.listed["bad"]):
        say(two("……还有 {more} 行有误", "… and {more} more"), more=tally.bad - len(tally.listed["bad"]))


def _list_skipped(sheet: Sheet, number: int, text: str) -> None:
    say(
        two(
            "{at}是合计、备注或重复的表头，没有导入：{text}",
            "{at} is a total, a remark or a heading and was left out: {text}",
        ),
        at=row_at(sheet.tab, number),
        text=text if len(text) <= SHOWN else text[:SHOWN] + "…",
    )


def _list_more(count: int) -> None:
    if count > 0:
        say(two("……还有 {more} 行这样的", "… and {more} more like these"), more=count)
