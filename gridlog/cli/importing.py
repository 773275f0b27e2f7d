"""`visit import` and `roster import`: whole files, every bad row named, all or nothing."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from gridlog import reading
from gridlog.cli.boundary import sentence
from gridlog.cli.session import Session
from gridlog.cli.speak import pick, say, tell, two
from gridlog.core import visit
from gridlog.core.event import SHORT, read_prefix
from gridlog.core.roster import grid_on
from gridlog.core.rules import Rules
from gridlog.core.visit import Around, Draft
from gridlog.core.when import parse_instant, parse_moment
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.sheet import Line, Sheet, heading_map, open_sheet
from gridlog.store import Writer
from gridlog.words import read

LISTED = 20
EVERY = 20_000
BATCH = 500

VISIT_HEADINGS = heading_map(
    {key: key for key in ("date", "enterprise", "officer", "participants", "method", "kind")},
    {key: key for key in ("contact", "title", "phone", "note", "recorded_at", "reason", "remark")},
    {"enterprise_code": "enterprise_code", "officer_code": "officer_code", "on": "date"},
    {
        "走访日期": "date",
        "日期": "date",
        "企业名称": "enterprise",
        "企业": "enterprise",
        "企业编号": "enterprise_code",
    },
    {"走访人员": "officer", "专员": "officer", "网格员": "officer", "人员编号": "officer_code"},
    {
        "联合走访人员": "participants",
        "走访方式": "method",
        "走访类型": "kind",
        "受访人": "contact",
        "职务": "title",
    },
    {
        "联系电话": "phone",
        "走访内容": "note",
        "生产经营情况": "note",
        "录入时间": "recorded_at",
        "备注": "remark",
    },
    {"问题及诉求": "raised", "补录原因": "reason"},
    {"id": "id", "走访编号": "id"},
    {
        "void": "void",
        "是否作废": "void",
        "用工情况": "staffing",
        "现场办理情况": "handled",
        "意见建议": "advice",
    },
    dict.fromkeys(("week", "block", "grid", "uscc", "issues", "late", "counted"), "_derived"),
    dict.fromkeys(("序号", "星期", "周次", "所属板块", "网格编号", "网格名称"), "_derived"),
    dict.fromkeys(("统一社会信用代码", "问题编号", "是否补录", "是否计入考核"), "_derived"),
)
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
NOTED = {"note": "", "staffing": "用工：", "raised": "", "handled": "现场办理：", "advice": "建议："}
NOTHING = ("", "无", "无诉求")


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


class Resolver:
    """Names to codes and days to places, each looked up once a file; nothing here grows with its rows."""

    def __init__(self, here: Session, officer: str | None) -> None:
        connection = here.store.connection
        self.today = here.today
        self.now = here.now
        self.rules: Rules = here.rules
        self.enterprise = cache(lambda typed: reading.find(connection, "enterprise", typed).code)
        self.officer = cache(lambda typed: reading.find(connection, "officer", typed).code)
        self.me = here.officer(officer).code if officer else ""
        self.day = cache(lambda typed: spreadsheet_day(typed, here.today))
        self.word = cache(read)
        self.block = cache(lambda grid: reading.block_of(connection, grid))
        self.spells = cache(lambda noun, code: reading.spells_of(connection, noun, code))
        self.has_quota = cache(lambda code: reading.quota_of(connection, code, self.rules) is not None)
        self.calendar = cache(
            lambda year: here.calendar(date(year, 1, 1), date(year, 12, 31) + timedelta(days=14))
        )

    def around(self, on: date, enterprise: str, officer: str, recorded: datetime) -> Around:
        """What one row's visit is judged by."""
        grid = grid_on(self.spells("enterprise", enterprise), on)
        own = grid_on(self.spells("officer", officer), on) if self.has_quota(officer) else ""
        return Around(grid, self.block(grid), own, recorded, self.calendar(on.year), self.rules)


def spreadsheet_day(typed: str, today: date) -> date:
    """A day as people write it or as Excel stores it: with an idle time, or as a serial number.

    Source: ECMA-376 part 1, 18.17.4.1: days since 1899-12-30.
    """
    if typed.isdecimal() and len(typed) == 5:
        return date(1899, 12, 30) + timedelta(days=int(typed))
    try:
        return parse_moment(typed, today).day
    except Usage:
        raise Usage("when.day", text=typed) from None


def import_visits(here: Session, file: str, dry_run: bool, skip_bad: bool, officer: str | None) -> None:
    """The visits of one file. Raises Refused for bad rows unless they may be skipped."""
    here.store  # noqa: B018  # a missing database is said before the file is read
    sheet = open_sheet(file, VISIT_HEADINGS, "走访日期 date, 企业名称 enterprise, 走访人员 officer")
    _need_columns(sheet, bool(officer))
    _name_unknown(sheet)
    name_others(sheet)
    bad: list[Bad] = []
    try:
        with here.write() as writer:
            writer.asked = ("visits_fingerprint", *["visits_id"] * ("id" in sheet.keys))
            count = _take_all(writer, sheet, Resolver(here, officer), bad)
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
        "date": {"date"},
        "enterprise": {"enterprise", "enterprise_code"},
        "officer": {"officer", "officer_code"},
    }
    if has_officer:
        del wanted["officer"]
    if missing := [name for name, any_of in wanted.items() if not keys & any_of]:
        raise Usage("import.columns", path=sheet.name, missing=", ".join(missing), seen=", ".join(sheet.keys))


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


def _take_all(writer: Writer, sheet: Sheet, resolver: Resolver, bad: list[Bad]) -> Count:
    known = void = failed = total = 0
    for lines in _batches(sheet.lines):
        standing = [line for line in lines if not _is_void(line)]
        marks = {fingerprint(line): line for line in standing}
        fresh = marks.keys() - _known(writer, list(marks))
        total += len(lines)
        gone = [line for line in lines if _is_void(line)]
        known += sum(_has_id(writer, line.cells.get("id", "")) for line in gone)
        void += sum(not _has_id(writer, line.cells.get("id", "")) for line in gone)
        known += len(standing) - len(fresh)
        for mark in [mark for mark in marks if mark in fresh]:
            try:
                known += not _take(writer, marks[mark], mark, resolver)
            except GridlogError as problem:
                failed += 1
                if len(bad) < LISTED:
                    bad.append(Bad(marks[mark].number, sentence(problem)))
        writer.flush()
        _count_aloud(total)
    if total == 0:
        raise Usage("import.empty", path=sheet.name)
    return Count(total - known - void - failed, known, void, failed)


def _is_void(line: Line) -> bool:
    """Whether the row is an export of a visit that was voided, which must not come back to life."""
    return line.cells.get("void", "") in ("1", "是", "true") or "作废：" in line.cells.get("remark", "")


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _count_aloud(total: int) -> None:
    """A running count on a terminal while there is much to read."""
    if total % EVERY == 0 and sys.stderr.isatty():
        sys.stderr.write(f"\r{total}\r")


def _take(writer: Writer, line: Line, mark: int, resolver: Resolver) -> bool:
    """Write the row down unless it is a visit of ours that was exported; whether it was new."""
    cells = line.cells
    if cells.get("id") and _has_id(writer, cells["id"]):
        return False
    draft = _draft(cells, resolver)
    recorded, recorded_at = _recorded(cells.get("recorded_at", ""), resolver.now)
    visit.check(draft, resolver.today, resolver.rules)
    around = resolver.around(draft.on, draft.enterprise, draft.officer, recorded)
    one = visit.imported(draft, around, recorded_at, mark)
    told = visit.spelled(one)
    writer.begin("visit.logged", told, one if recorded_at else one._replace(recorded_at=writer.time))
    return True


def _recorded(typed: str, now: datetime) -> tuple[datetime, str]:
    """When a row was written down, and what its event says of it: nothing where that is now."""
    if not typed:
        return now, ""
    instant = parse_instant(typed)
    is_ours = len(typed) == 25 and typed.endswith("+08:00")
    return instant, typed if is_ours else instant.isoformat(timespec="seconds")


def _draft(cells: Mapping[str, str], resolver: Resolver) -> Draft:
    get = cells.get
    if not get("date"):
        raise Usage("argument.missing", name="date")
    said = [label + cells[key] for key, label in NOTED.items() if get(key, "") not in NOTHING]
    note = "；".join(said)
    method, kind, participants = get("method"), get("kind"), get("participants")
    return Draft(
        on=resolver.day(cells["date"]),
        enterprise=resolver.enterprise(get("enterprise_code") or get("enterprise", "")),
        officer=resolver.officer(get("officer_code") or get("officer") or resolver.me),
        participants=tuple(map(resolver.officer, _split(participants))) if participants else (),
        method=resolver.word("method", method) if method else "onsite",
        kind=resolver.word("kind", kind) if kind else "routine",
        contact=get("contact", ""),
        title=get("title", ""),
        phone=get("phone", ""),
        note=note,
        nothing=not note or get("raised") == "无诉求",
        reason=get("reason", ""),
        remark=get("remark", ""),
    )


def _split(participants: str) -> list[str]:
    for mark in "；、,，":
        participants = participants.replace(mark, ";")
    return [one.strip() for one in participants.split(";") if one.strip()]


def fingerprint(line: Line) -> int:
    """63 bits over what a row says; equal rows are the same visit."""
    get = line.cells.get
    said = "\x1f".join([get(key, "") for key in FINGERPRINTED])
    return int.from_bytes(sha256(said.encode("utf-8", "replace")).digest()[:8], "big") >> 1


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
