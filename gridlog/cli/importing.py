"""`visit import` and `roster import`: whole files, every bad row named, all or nothing."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_ISREG

from gridlog import reading
from gridlog.aside import Gone, ahead
from gridlog.cli.boundary import sentence
from gridlog.cli.session import Session
from gridlog.cli.speak import fill, pick, say, tell, two
from gridlog.core.event import read_prefix
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.intake import (
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
from gridlog.sheet import Line, Sheet, Skipped
from gridlog.store import Writer

EVERY_ROW = sys.maxsize
LISTED = 20
SHOWN = 60  # characters of a row that is left out
EXPORTED = 10  # letters of an id in our ledgers; shorter numbers are of somebody else
EVERY = 20_000
LONG = 2 << 20  # bytes, some 15,000 rows; below 10,000 a second process gains nothing


class Tally:
    """What became of a file's rows: how many of each kind, and what is to be said of the first of them."""

    def __init__(self) -> None:
        self.new = self.known = self.void = self.bad = self.skipped = 0
        self.noted = 0
        self.listed: dict[str, list[tuple[int, str]]] = {"bad": [], "skipped": [], "noted": []}

    def list_one(self, kind: str, number: int, reason: str) -> None:
        """Remember what to say of a row, unless enough of its kind are remembered."""
        if len(self.listed[kind]) < LISTED:
            self.listed[kind].append((number, reason))

    def add_bad(self, number: int, problem: GridlogError) -> None:
        """Count a row that cannot be taken."""
        self.bad += 1
        self.list_one("bad", number, sentence(problem))

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


def import_visits(here: Session, file: str, dry_run: bool, skip_bad: bool, officer: str | None) -> None:
    """The visits of one file. Raises Refused for bad rows unless they may be skipped."""
    here.store  # noqa: B018  # a missing database is said before the file is read
    before = _version(file)
    sheet = open_visits(file)
    _need_columns(sheet, bool(officer))
    _name_unknown(sheet)
    name_others(sheet)
    is_alone = not _is_long(sheet)
    lookback = Lookback(LOOKBACK if _has_imports(here) else 0)
    while True:
        tally = Tally()
        try:
            with here.write() as writer:
                _take(here, writer, sheet, officer, is_alone, lookback, tally)
                if _version(file) != before:
                    raise Refused("import.changed", path=file)
                if dry_run or (tally.bad and not skip_bad):
                    raise _Undone
        except Gone:  # with what it had read, or it looks back too little; this process begins anew
            sheet, is_alone = open_visits(file), True
            continue
        except _Undone:
            pass
        break
    name_filled(sheet)
    _list_rows(sheet, tally)
    if tally.bad and not skip_bad:
        raise Refused("import.bad_rows", count=tally.bad)
    _sum_up(tally, dry_run)


def _sum_up(tally: Tally, dry_run: bool) -> None:
    more = {
        two("，作废未导入 {n} 条", ", {n} void ones left out"): tally.void,
        two("，合计、备注等 {n} 行不是走访", ", {n} rows are no visits (totals, remarks)"): tally.skipped,
    }
    tell(
        two(
            "{head}导入 {new} 条走访，跳过已有 {known} 条，有误 {bad} 条{more}",
            "{head}{new} visits imported, {known} known already, {bad} bad{more}",
        ),
        head=pick(two("试运行：", "dry run: ")) if dry_run else "",
        new=tally.new,
        known=tally.known,
        bad=tally.bad,
        more="".join(fill(text, n=count) for text, count in more.items() if count),
    )


def _has_imports(here: Session) -> bool:
    """Whether any visit came from a file before, which a row of this one may be."""
    query = "SELECT 1 FROM visits WHERE fingerprint IS NOT NULL LIMIT 1"
    return here.store.connection.execute(query).fetchone() is not None


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


def _take(
    here: Session,
    writer: Writer,
    sheet: Sheet,
    officer: str | None,
    is_alone: bool,
    lookback: Lookback,
    tally: Tally,
) -> None:
    """All rows of the file; raises Gone where another process read them and did not come to their end."""
    writer.asked = ("visits_fingerprint", *["visits_id"] * ("id" in sheet.keys))
    me = here.officer(officer).code if officer else ""
    resolver = Resolver(here.store.connection, here.now, me)
    given = _given(here, sheet, me, is_alone, lookback)
    _take_all(writer, given, resolver.answer, lookback, is_alone, tally)
    if not (tally.new or tally.known or tally.void or tally.bad):
        raise Usage("import.empty", path=sheet.name)


def _given(here: Session, sheet: Sheet, me: str, is_alone: bool, lookback: Lookback) -> Iterable[Batch]:
    """The rows, or rows with answers from another process, which reads ahead while this one writes."""
    if is_alone:
        return batches(sheet, lookback)
    given = basis(here.store.connection, here.now, me, lookback.rows)
    return map(_readable, ahead(answered, sheet.name, given))


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


def _take_all(
    writer: Writer,
    given: Iterable[Batch],
    answer: Callable[[Line, int], Answer],
    lookback: Lookback,
    is_alone: bool,
    tally: Tally,
) -> None:
    total = 0
    for rows, lines, answers, skipped in given:
        tally.add_skipped(skipped)
        standing: dict[int, int] = {}
        for at, (_, mark, _, is_void, _) in enumerate(rows):
            if not is_void:
                standing.setdefault(mark, at)
        fresh = standing.keys() - _known(writer, list(standing))
        if lookback.rows and fresh:
            fresh -= _known_before(writer, [rows[standing[mark]] for mark in fresh], lookback, is_alone)
        gone = [_has_id(writer, id) for _, _, id, is_void, _ in rows if is_void]
        total += len(rows)
        tally.known += len(rows) - len(gone) - len(fresh) + sum(gone)
        tally.void += len(gone) - sum(gone)
        for mark, at in standing.items():
            number, _, id, _, _ = rows[at]
            if mark not in fresh:
                continue
            if id and _has_id(writer, id):
                tally.known += 1
                continue
            told = answers[at] if answers else answer(lines[at], mark)
            if problem := _refusal(writer, told):
                tally.add_bad(number, problem)
            elif not isinstance(told, GridlogError):
                tally.new += 1
                tally.add_notes(number, told[2])
        writer.flush()
        _count_aloud(total)


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
    holes = ",".join("?" * len(marks))
    found = writer.connection.execute(f"SELECT fingerprint FROM visits WHERE fingerprint IN ({holes})", marks)
    return {mark for (mark,) in found}


def _known_before(writer: Writer, rows: list[Row], lookback: Lookback, is_alone: bool) -> set[int]:
    """Which of the rows were imported under an older rule, by their present numbers.

    Raises Gone where a row was imported on 2026-11-22 and the other process looked back over the first rows only.
    """
    marks = [mark for *_, (rules, first, _) in rows for mark in (*rules, *first)]
    if not marks:
        return set()
    holes = ",".join("?" * len(marks))
    query = f"SELECT fingerprint, note FROM visits WHERE fingerprint IN ({holes})"
    notes: dict[int, set[str]] = {}
    for mark, note in writer.connection.execute(query, marks):
        notes.setdefault(mark, set()).add(note)
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


def _has_id(writer: Writer, typed: str) -> bool:
    """Whether the row is one of our own exports, of a visit that is here."""
    prefix = read_prefix(typed)
    if prefix is None or len(prefix) < EXPORTED:
        return False
    return bool(reading.ids(writer.connection, "visit", prefix))


def _list_rows(sheet: Sheet, tally: Tally) -> None:
    for number, text in tally.listed["skipped"]:
        _list_skipped(sheet, number, text)
    _list_more(tally.skipped - len(tally.listed["skipped"]))
    for number, reason in [*tally.listed["noted"], *tally.listed["bad"]]:
        say(two("{at}：{reason}", "{at}: {reason}"), at=row_at(sheet.tab, number), reason=reason)
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
