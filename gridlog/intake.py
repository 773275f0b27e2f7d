"""A file of visits as it is read: each row known by what it says, resolved against the roster, judged and spelled.

Nothing here writes. Of a long file `gridlog.aside` lets another process do all of it, while this one writes down.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice, repeat
from typing import Any, NamedTuple, TypeAlias

from gridlog import reading
from gridlog.core import visit
from gridlog.core.roster import grid_on
from gridlog.core.visit import Around, Draft
from gridlog.core.when import parse_instant, parse_moment
from gridlog.errors import GridlogError, Usage
from gridlog.schema import reset_derived
from gridlog.sheet import Line, Sheet, Skipped, heading_map, open_sheet
from gridlog.tables import Laid, laid
from gridlog.words import read

BATCH = 500
TYPED = 10_000  # names and days that are kept as they were typed
WANTED = "走访日期 date, 企业名称 enterprise, 走访人员 officer"
HEADINGS = heading_map(
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
# part of what a row says, and of its fingerprint where there is something
SAID_TOO = ("staffing", "handled", "advice")
NOTED = {"note": "", "staffing": "用工：", "raised": "", "handled": "现场办理：", "advice": "建议："}
NOTHING = ("", "无", "无诉求")
CONSULTED = (
    "grids",
    "officers",
    "assignments",
    "enterprises",
    "enterprise_grids",
    "days",
    "settings",
    "holidays",
    "holiday_years",
)


# What a row is known by: its line, 63 bits over what it says, the id it carries where it is an export of ours, and
# whether it is one of a visit that was voided, which must not come back to life.
Row: TypeAlias = tuple[int, int, str, bool]
# The visit that a row begins, as the canonical JSON of its event's data and as what it puts into the tables; or why none.
Answer: TypeAlias = tuple[str, Laid] | GridlogError


class Batch(NamedTuple):
    """Some hundred rows and as many answers, or `lines` to be asked about one by one; and the rows of the file
    between them that are no visits.

    Plain tuples, which go from process to process in a third of the time that named ones take.
    """

    rows: Sequence[Row]
    lines: Sequence[Line]
    answers: Sequence[Answer]
    skipped: Sequence[Skipped] = ()


class Basis(NamedTuple):
    """What rows are resolved against, fit to be handed to another process."""

    tables: Mapping[str, list[tuple[Any, ...]]]
    now: datetime
    me: str


def basis(connection: sqlite3.Connection, now: datetime, me: str) -> Basis:
    """The roster and calendar as they are; `me` is the officer of rows that name none."""
    return Basis(
        {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in CONSULTED}, now, me
    )


def _restored(tables: Mapping[str, list[tuple[Any, ...]]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    reset_derived(connection)
    for table, rows in tables.items():
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
    return connection


class Resolver:
    """Names to codes and days to places, each looked up once a file; nothing here grows with its rows."""

    def __init__(self, connection: sqlite3.Connection, now: datetime, me: str) -> None:
        self.now = now
        self.me = me
        self.today = today = now.date()
        self.now_told = now.isoformat(timespec="seconds")
        self.rules = reading.rules(connection)
        typed_often = lru_cache(TYPED)
        self.enterprise = typed_often(lambda typed: reading.find(connection, "enterprise", typed).code)
        self.officer = typed_often(lambda typed: reading.find(connection, "officer", typed).code)
        self.day = typed_often(lambda typed: spreadsheet_day(typed, today))
        self.word = cache(read)
        self.block = cache(lambda grid: reading.block_of(connection, grid, self.rules.report_level))
        self.spells = cache(lambda noun, code: reading.spells_of(connection, noun, code))
        self.has_quota = cache(lambda code: reading.quota_of(connection, code, self.rules) is not None)
        self.calendar = cache(
            lambda year: reading.calendar(
                connection, today, date(year, 1, 1), date(year, 12, 31) + timedelta(days=14)
            )
        )

    def answer(self, line: Line, mark: int) -> Answer:
        """The visit of a row, or why it is none."""
        try:
            if line.fault:
                raise line.fault
            return self._told(line.cells, mark)
        except GridlogError as problem:
            return problem

    def _told(self, cells: Mapping[str, str], mark: int) -> tuple[str, Laid]:
        draft = self._draft(cells)
        recorded, recorded_at = self._recorded(cells.get("recorded_at", ""))
        visit.check(draft, self.today, self.rules)
        around = self._around(draft.on, draft.enterprise, draft.officer, recorded)
        one = visit.imported(draft, around, recorded_at, mark)
        spelled = visit.spelled(one)
        if not recorded_at:
            one = one._replace(recorded_at=self.now_told)
        return spelled, laid("visit", one, spelled)

    def _around(self, on: date, enterprise: str, officer: str, recorded: datetime) -> Around:
        """What one row's visit is judged by."""
        grid = grid_on(self.spells("enterprise", enterprise), on)
        own = grid_on(self.spells("officer", officer), on) if self.has_quota(officer) else ""
        return Around(grid, self.block(grid), own, recorded, self.calendar(on.year), self.rules)

    def _recorded(self, typed: str) -> tuple[datetime, str]:
        """When a row was written down, and what its event says of it: nothing where that is now."""
        if not typed:
            return self.now, ""
        instant = parse_instant(typed)
        is_ours = len(typed) == 25 and typed.endswith("+08:00")
        return instant, typed if is_ours else instant.isoformat(timespec="seconds")

    def _draft(self, cells: Mapping[str, str]) -> Draft:
        get = cells.get
        if not get("date"):
            raise Usage("argument.missing", name="date")
        said = [label + cells[key] for key, label in NOTED.items() if get(key, "") not in NOTHING]
        note = "；".join(said)
        method, kind, participants = get("method"), get("kind"), get("participants")
        return Draft(  # by place: by name takes twice as long
            self.day(cells["date"]),
            self.enterprise(get("enterprise_code") or get("enterprise", "")),
            self.officer(get("officer_code") or get("officer") or self.me),
            tuple(map(self.officer, _split(participants))) if participants else (),
            self.word("method", method) if method else "onsite",
            self.word("kind", kind) if kind else "routine",
            get("contact", ""),
            get("title", ""),
            get("phone", ""),
            note,
            not note or get("raised") == "无诉求",
            get("reason", ""),
            get("remark", ""),
        )


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


def _split(participants: str) -> list[str]:
    for mark in "；、,，":
        participants = participants.replace(mark, ";")
    return [one.strip() for one in participants.split(";") if one.strip()]


def open_visits(path: str) -> Sheet:
    """The file, its headings understood. Raises Usage as `open_sheet` does."""
    return open_sheet(path, HEADINGS, WANTED)


def batches(sheet: Sheet) -> Iterator[Batch]:
    """The rows of a file, without answers."""
    while True:
        lines = list(islice(sheet.lines, BATCH))
        skipped = sheet.skipped.copy()
        sheet.skipped.clear()
        if not lines and not skipped:
            return
        yield Batch(list(map(_row, lines)), lines, (), skipped)


Answered: TypeAlias = Batch | GridlogError


def answered(path: str, given: Basis) -> Iterator[Answered]:
    """The rows of the file, with answers; the last is a problem where the file cannot be read to its end."""
    resolver = Resolver(_restored(given.tables), given.now, given.me)
    try:
        for rows, lines, _, skipped in batches(open_visits(path)):
            answers = [resolver.answer(line, mark) for (_, mark, _, _), line in zip(rows, lines, strict=True)]
            yield Batch(rows, (), answers, skipped)
    except GridlogError as problem:
        yield problem


def _row(line: Line) -> Row:
    get = line.cells.get
    is_void = get("void", "") in ("1", "是", "true") or "作废：" in get("remark", "")
    return line.number, fingerprint(line), get("id", ""), is_void


_NO_TEXT = repeat("")


def fingerprint(line: Line) -> int:
    """63 bits over what a row says; equal rows are the same visit."""
    get = line.cells.get
    said = "\x1f".join(map(get, FINGERPRINTED, _NO_TEXT))
    if more := "\x1f".join(map(get, SAID_TOO, _NO_TEXT)).rstrip("\x1f"):
        said += f"\x1e{more}"
    return int.from_bytes(sha256(said.encode("utf-8", "replace")).digest()[:8], "big") >> 1
