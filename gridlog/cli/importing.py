"""`visit import` and `roster import`: whole files, every bad row named, all or nothing."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from gridlog import reading
from gridlog.cli.boundary import sentence
from gridlog.cli.session import Session
from gridlog.cli.speak import pick, say, tell, two
from gridlog.core.event import SHORT, read_prefix
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.intake import Answer, Answered, Batch, Resolver, answered, basis, batches, open_visits
from gridlog.sheet import Line, Sheet
from gridlog.store import Writer

LISTED = 20
EVERY = 20_000
LONG = 2 << 20  # bytes, some 15,000 rows; below 10,000 a second process gains nothing


class Bad(NamedTuple):
    """A row that cannot be taken, and why."""

    number: int
    reason: str


class Count(NamedTuple):
    """What became of a file's rows."""

    new: int
    known: int
    void: int
    bad: int


def import_visits(here: Session, file: str, dry_run: bool, skip_bad: bool, officer: str | None) -> None:
    """The visits of one file. Raises Refused for bad rows unless they may be skipped."""
    here.store  # noqa: B018  # a missing database is said before the file is read
    sheet = open_visits(file)
    _need_columns(sheet, bool(officer))
    _name_unknown(sheet)
    name_others(sheet)
    bad: list[Bad] = []
    try:
        with here.write() as writer:
            writer.asked = ("visits_fingerprint", *["visits_id"] * ("id" in sheet.keys))
            me = here.officer(officer).code if officer else ""
            resolver = Resolver(here.store.connection, here.now, me)
            count = _take_all(writer, _given(here, sheet, me), resolver.answer, bad)
            if not any(count):
                raise Usage("import.empty", path=sheet.name)
            _stop_if_bad(bad, count, skip_bad)
            if dry_run:
                raise _DryRun(count)
    except _DryRun as dry:
        count = dry.count
    head = two("试运行：", "dry run: ") if dry_run else ""
    tell(
        two(
            "{head}导入 {new} 条走访，跳过已有 {known} 条，有误 {bad} 条{voided}",
            "{head}{new} visits imported, {known} known already, {bad} bad{voided}",
        ),
        head=pick(head),
        voided=pick(two("，作废未导入 {n} 条", ", {n} void ones left out")).format(n=count.void)
        if count.void
        else "",
        **count._asdict(),
    )


class _DryRun(Exception):
    def __init__(self, count: Count) -> None:
        super().__init__()
        self.count = count


def _need_columns(sheet: Sheet, has_officer: bool) -> None:
    keys = set(sheet.keys)
    wanted = {
        "走访日期 date": {"date"},
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


def _given(here: Session, sheet: Sheet, me: str) -> Iterable[Batch]:
    """The rows: of a long file with answers, for another process then reads ahead while this one writes."""
    if not _is_long(sheet):
        return batches(sheet.lines)
    from gridlog.aside import aside

    return map(_readable, aside(answered, sheet.name, basis(here.store.connection, here.now, me)))


def _is_long(sheet: Sheet) -> bool:
    """Whether it takes longer to read than a process takes to start, and another process can open it by its name.

    A link may lead to our own standard input.
    """
    path = Path(sheet.name)
    if sheet.is_held or path.is_symlink() or path.is_relative_to("/dev") or not path.is_file():
        return False
    return path.stat().st_size >= LONG


def _readable(given: Answered) -> Batch:
    if isinstance(given, GridlogError):
        raise given
    return given


def _take_all(
    writer: Writer, given: Iterable[Batch], answer: Callable[[Line, int], Answer], bad: list[Bad]
) -> Count:
    known = void = failed = total = 0
    for rows, lines, answers in given:
        standing = {mark: at for at, (_, mark, _, is_void) in enumerate(rows) if not is_void}
        fresh = standing.keys() - _known(writer, list(standing))
        gone = [_has_id(writer, id) for _, _, id, is_void in rows if is_void]
        total += len(rows)
        known += len(rows) - len(gone) - len(fresh) + sum(gone)
        void += len(gone) - sum(gone)
        for mark, at in standing.items():
            number, _, id, _ = rows[at]
            if mark not in fresh:
                continue
            if id and _has_id(writer, id):
                known += 1
                continue
            told = answers[at] if answers else answer(lines[at], mark)
            if problem := _refusal(writer, told):
                failed += 1
                if len(bad) < LISTED:
                    bad.append(Bad(number, sentence(problem)))
        writer.flush()
        _count_aloud(total)
    return Count(total - known - void - failed, known, void, failed)


def _refusal(writer: Writer, told: Answer) -> GridlogError | None:
    """Write a row down, or say why it cannot be."""
    if isinstance(told, GridlogError):
        return told
    try:
        writer.begin("visit.logged", *told)
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


def _has_id(writer: Writer, typed: str) -> bool:
    """Whether the row is one of our own exports, of a visit that is here."""
    prefix = read_prefix(typed)
    if prefix is None or len(prefix) < SHORT:
        return False
    return bool(reading.ids(writer.connection, "visit", prefix))


def _stop_if_bad(bad: list[Bad], count: Count, skip_bad: bool) -> None:
    for one in bad:
        say(two("第 {number} 行：{reason}", "line {number}: {reason}"), number=one.number, reason=one.reason)
    if count.bad > len(bad):
        say(two("……还有 {more} 行有误", "… and {more} more"), more=count.bad - len(bad))
    if count.bad and not skip_bad:
        raise Refused("import.bad_rows", count=count.bad)
