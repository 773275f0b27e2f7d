"""Read a file of visits: identify each row by its content, resolve it against the roster, judge it, spell its event.

Nothing here writes to the database. For a long file, `gridlog.machine.worker` runs all of this in another process,
while this process writes the visits.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple, TypeAlias, cast

from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Around, Draft
from gridlog.core.phone import is_spoilt, read_phone
from gridlog.core.roster import grid_on
from gridlog.core.when import parse_instant
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.intake.cells import clock, people, spreadsheet_moment
from gridlog.intake.lines import Line, Skipped
from gridlog.intake.marks import RARE, SAID_TOO, Row, marks_before, note_of, plain_row, row_of
from gridlog.intake.table import Sheet, heading_map, open_sheet
from gridlog.store import lookup
from gridlog.store.schema import reset_derived
from gridlog.store.tables import Laid, laid
from gridlog.words.vocabulary import read

BATCH = 500
TYPED = 10_000  # so many typed names and days are kept with their meanings
WANTED = "走访日期 date, 企业名称 enterprise, 走访人员 officer"
# Headings that are understood since 2026-11-28, each where no other column of the file has its meaning. A file that was
# imported before is known without these columns.
LATELY = heading_map(
    dict.fromkeys(("走访企业", "被走访企业", "走访单位", "企业单位", "单位名称", "单位"), "enterprise"),
    dict.fromkeys(("走访人", "走访员", "走访干部", "网格专员", "专职网格员"), "officer"),
    dict.fromkeys(("同行人员", "陪同人员", "同走访人员", "参加人员", "随行人员"), "participants"),
    dict.fromkeys(("联系人", "企业联系人", "接待人", "接待人员", "受访人员", "受访人姓名"), "contact"),
    dict.fromkeys(("电话", "手机", "手机号", "联系方式", "联系人电话", "受访人电话"), "phone"),
    dict.fromkeys(("走访情况", "走访记录", "走访内容及情况"), "note"),
    dict.fromkeys(
        ("存在问题", "问题", "诉求", "企业诉求", "问题诉求", "存在问题及诉求", "困难问题"), "raised"
    ),
)
HEADINGS = heading_map(
    {key: key for key in ("date", "enterprise", "officer", "participants", "method", "kind")},
    {key: key for key in ("contact", "title", "phone", "note", "recorded_at", "reason", "remark")},
    {"enterprise_code": "enterprise_code", "officer_code": "officer_code", "on": "date"},
    {
        "time": "time",
        "走访时间": "time",
        "时间": "time",
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
CONSULTED = (
    "grids",
    "officers",
    "assignments",
    "enterprises",
    "enterprise_grids",
    "enterprise_statuses",
    "days",
    "settings",
    "holidays",
    "holiday_years",
)


LOOKBACK = 1000  # so many rows of a file are looked up under the rules of 2026-11-22; more when one is found
# The visit that a row begins: the canonical JSON of its event's data, its rows in the tables, and notes for the user;
# or the reason why there is no visit.
Answer: TypeAlias = tuple[str, Laid, Sequence[GridlogError]] | GridlogError


class Batch(NamedTuple):
    """Some hundred rows with their answers, and the rows of the file between them that are not visits.

    When `answers` is empty, or None for one row, the caller must ask for the answer with the line; so it is for
    every row that carries an id.
    The rows are plain tuples, which go from process to process in a third of the time that named tuples take.
    """

    rows: Sequence[Row]
    lines: Sequence[Line | None]
    answers: Sequence[Answer | None]
    skipped: Sequence[Skipped] = ()


class Basis(NamedTuple):
    """The data against which rows are resolved; another process can receive it.

    `lookback` is as for `batches`. With `is_ours`, rows of our own export get no answers: their visits are here.
    """

    tables: Mapping[str, list[tuple[Any, ...]]]
    now: datetime
    me: str
    lookback: int
    is_ours: bool


def basis(
    connection: sqlite3.Connection, now: datetime, me: str, lookback: int = 0, is_ours: bool = False
) -> Basis:
    """Return the roster and calendar as they are; `me` is the officer of rows that name none."""
    tables = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in CONSULTED}
    return Basis(tables, now, me, lookback, is_ours)


def _restored(tables: Mapping[str, list[tuple[Any, ...]]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    reset_derived(connection)
    for table, rows in tables.items():
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
    return connection


class Resolver:
    """It turns names into codes and days into places, each looked up once a file.

    Its memory does not grow with the rows.
    """

    def __init__(self, connection: sqlite3.Connection, now: datetime, me: str) -> None:
        self.now = now
        self.me = me
        self.today = today = now.date()
        self.now_told = now.isoformat(timespec="seconds")
        self.rules = lookup.rules(connection)
        typed_often = lru_cache(TYPED)
        self.enterprise = typed_often(lambda typed: lookup.find(connection, "enterprise", typed).code)
        self.people = typed_often(lambda typed: people(connection, typed))
        self.moment = typed_often(lambda typed: spreadsheet_moment(typed, today))
        self.clock = typed_often(lambda typed: clock(typed, today))
        self.name = cache(lambda noun, code: _name(connection, noun, code))
        self.closures = lookup.closures(connection)
        self.word = cache(read)
        self.block = cache(lambda grid: lookup.block_of(connection, grid, self.rules.report_level))
        self.spells = cache(lambda noun, code: lookup.spells_of(connection, noun, code))
        self.has_quota = cache(lambda code: lookup.quota_of(connection, code, self.rules) is not None)
        self.calendar = cache(
            lambda year: lookup.calendar(
                connection, today, date(year, 1, 1), date(year, 12, 31) + timedelta(days=14)
            )
        )

    def answer(self, line: Line, mark: int) -> Answer:
        """Return the visit of a row, or the reason why there is none."""
        try:
            if line.fault:
                raise line.fault
            return self._told(line.cells, mark)
        except GridlogError as problem:
            return problem

    def _told(self, cells: Mapping[str, str], mark: int) -> Answer:
        notes: list[GridlogError] = []
        draft = self.draft(cells, notes)
        recorded, recorded_at = self._recorded(cells.get("recorded_at", ""))
        visit.check(draft, self.today, self.rules)
        if draft.at:
            visit.check_hour(draft.on, draft.at, self.now)
        around = self._around(draft.on, draft.enterprise, draft.officer, recorded)
        one = visit.imported(draft, around, recorded_at, mark)
        spelled = visit.spelled(one)
        if not recorded_at:
            one = one._replace(recorded_at=self.now_told)
        if self.closures and grid_on(self.closures.get(draft.enterprise, ()), draft.on):
            name = self.name("enterprise", draft.enterprise)
            notes.append(Refused("import.enterprise_ended", name=name, code=draft.enterprise, day=draft.on))
        return spelled, laid("visit", one, spelled), notes

    def _around(self, on: date, enterprise: str, officer: str, recorded: datetime) -> Around:
        """Return the facts by which one row's visit is judged."""
        grid = grid_on(self.spells("enterprise", enterprise), on)
        own = grid_on(self.spells("officer", officer), on) if self.has_quota(officer) else ""
        return Around(grid, self.block(grid), own, recorded, self.calendar(on.year), self.rules)

    def _recorded(self, typed: str) -> tuple[datetime, str]:
        """Return when a row was recorded, and the text for its event, which is empty when it is recorded now."""
        if not typed:
            return self.now, ""
        instant = parse_instant(typed)
        is_ours = len(typed) == 25 and typed.endswith("+08:00")
        return instant, typed if is_ours else instant.isoformat(timespec="seconds")

    def draft(self, cells: Mapping[str, str], notes: list[GridlogError]) -> Draft:
        """Return what a row tells; `notes` takes the parts that are not kept.

        Raises Usage or NotFound for a cell without a possible meaning.
        """
        get = cells.get
        typed, typed_time = get("date", ""), get("time", "")
        day, at = self.moment(typed) if typed and not typed_time else self.when(typed, typed_time, notes)
        note = note_of(cells)
        method, kind, participants = get("method"), get("kind"), get("participants")
        officer, joined = self._people(get("officer_code") or get("officer") or self.me, participants, notes)
        return Draft(  # arguments by position: arguments by name take twice as long
            day,
            self.enterprise(get("enterprise_code") or get("enterprise", "")),
            officer,
            joined,
            self.word("method", method) if method else "onsite",
            self.word("kind", kind) if kind else "routine",
            get("contact", ""),
            get("title", ""),
            self._phone(get("phone", ""), notes),
            note,
            not note or get("raised") == "无诉求",
            get("reason", ""),
            get("remark", ""),
            at,
        )

    def when(self, typed: str, typed_time: str, notes: list[GridlogError]) -> tuple[date, str]:
        """Return the day and the time of day of a row.

        Either column may hold both. A time that cannot be read is noted.
        """
        if not typed and not typed_time:
            raise Usage("argument.missing", name="date")
        if not typed_time:
            return self.moment(typed)
        day, at = self.clock(typed_time)
        if not typed:
            if day is None:
                raise Usage("when.day", text=typed_time)
            return day, at
        on, at_too = self.moment(typed)
        if day and day != on:
            raise Usage("import.days_differ", date=typed, time=typed_time)
        if not day and not at:
            notes.append(Usage("import.time_unread", text=typed_time))
        return on, at or at_too

    def _phone(self, typed: str, notes: list[GridlogError]) -> str:
        """Return a phone without the changes of a spreadsheet; a phone that lost digits is kept and noted."""
        if typed.isdecimal() or not typed:
            return typed
        phone = read_phone(typed)
        if is_spoilt(phone):
            notes.append(Usage("import.phone_spoilt", phone=phone))
        return phone

    def _people(
        self, typed: str, participants: str | None, notes: list[GridlogError]
    ) -> tuple[str, tuple[str, ...]]:
        """Return the officers who led and who joined, by code. An officer may be named under both headings."""
        named = self.people(typed)
        if len(named[0]) == 1 and not participants and not named[1]:
            return named[0][0], ()
        lead, *joined = named.codes
        if named.unnamed:
            notes.append(named.unnamed)
        if participants:
            more = self.people(participants)
            joined = [one for one in joined if one not in more.codes] + list(more.codes)
            if more.unnamed:
                notes.append(more.unnamed)
        return lead, tuple(joined)


def _name(connection: sqlite3.Connection, noun: str, code: str) -> str:
    return (lookup.enterprise_name if noun == "enterprise" else lookup.name_of)(connection, code)


def open_visits(path: str) -> Sheet:
    """Open the file and read its headings. Raises Usage as `open_sheet` does."""
    return open_sheet(path, HEADINGS, WANTED, LATELY)


class Lookback:
    """How many rows of a file, from the first row on, are looked up under the rules of 2026-11-22.

    0 means that nothing was imported before, so that no older rule matters.
    """

    def __init__(self, rows: int) -> None:
        self.rows = rows


def batches(sheet: Sheet, lookback: Lookback) -> Iterator[Batch]:
    """Yield the rows of a file, without answers; `lookback` is read anew for each batch."""
    done = 0
    has_more = bool(sheet.guessed) or not set(SAID_TOO).isdisjoint(sheet.keys)
    as_row = row_of if not RARE.isdisjoint(sheet.keys) else plain_row
    while True:
        lines = list(islice(sheet.lines, BATCH))
        skipped = sheet.skipped.copy()
        sheet.skipped.clear()
        if not lines and not skipped:
            return
        if lookback.rows and (has_more or done < lookback.rows):
            rows = [
                row_of(line, marks_before(line, at < lookback.rows, sheet.guessed))
                for at, line in enumerate(lines, done)
            ]
        else:
            rows = list(map(as_row, lines))
        done += len(lines)
        yield Batch(rows, lines, (), skipped)


Answered: TypeAlias = Batch | GridlogError


def answered(path: str, given: Basis) -> Iterator[Answered]:
    """Yield the rows of the file, with answers; the last item is an error when the file cannot be read to its end."""
    resolver = Resolver(_restored(given.tables), given.now, given.me)
    try:
        for rows, lines, _, skipped in batches(open_visits(path), Lookback(given.lookback)):
            pairs = list(zip(rows, cast(Sequence[Line], lines), strict=True))
            answers = [
                None if given.is_ours and row[2] else resolver.answer(line, row[1]) for row, line in pairs
            ]
            yield Batch(rows, [line if row[2] else None for row, line in pairs], answers, skipped)
    except GridlogError as problem:
        yield problem
