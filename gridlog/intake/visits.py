"""Read a file of visits: identify each row by its content, resolve it against the roster, judge it, spell its event.

Nothing here writes to the database. For a long file, `gridlog.machine.worker` runs all of this in another process,
while this process writes the visits.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice, repeat
from typing import Any, NamedTuple, TypeAlias, cast
from unicodedata import normalize

from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Around, Draft
from gridlog.core.phone import is_spoilt, read_phone
from gridlog.core.roster import grid_on
from gridlog.core.when import parse_instant, parse_moment
from gridlog.errors import GridlogError, NotFound, Refused, Usage
from gridlog.intake.table import Line, Sheet, Skipped, heading_map, open_sheet
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
# a part of a row's content, and of its fingerprint when it is not empty
SAID_TOO = ("staffing", "handled", "advice", "time")
NOTED = {"note": "", "staffing": "用工：", "raised": "", "handled": "现场办理：", "advice": "建议："}
NOTES = tuple(NOTED.items())
NOTHING = ("", "无", "无诉求")
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


# The fingerprints of a row under earlier rules: the numbers of the rules that are looked up for every row, the numbers of
# the rules of 2026-11-22, and the note that its visit must have, empty for any.
Before: TypeAlias = tuple[Sequence[int], Sequence[int], str]
# The identity of a row: its line, 63 bits over its content, its id when the row is from our own export, whether its
# visit was voided, and must not come back to life, and its fingerprints under earlier rules.
Row: TypeAlias = tuple[int, int, str, bool, Before]
NO_BEFORE: Before = ((), (), "")
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


class People(NamedTuple):
    """The officers that a cell names, by code, and what the cell says of other people without a name."""

    codes: Sequence[str]
    unnamed: GridlogError | None = None


PARTED = r"[、,，;；/／|\n]+"
OTHERS = r"(.*?)\s*等\s*(?:[共计]?\s*([0-9]+|[一二两三四五六七八九十])\s*[人位名]|人)?"
DIGITS = "一二三四五六七八九十"


def people(connection: sqlite3.Connection, typed: str) -> People:
    """Return the officers in a cell: one, or several with marks or blanks between; 张三等3人 names one of three.

    Raises NotFound or Usage for a name that no officer has.
    """
    if not re.search(PARTED + r"|\s|等|[(（]", typed.strip()):
        return People((lookup.find(connection, "officer", typed).code,))
    if whole := lookup.exactly(connection, "officer", typed):
        return People((whole.code,))
    text = normalize("NFKC", typed).strip()
    others = re.fullmatch(OTHERS, text, re.DOTALL)
    names = [one for one in re.split(PARTED, others[1] if others else text) if one.strip()]
    codes = [code for name in names for code in _one_or_more(connection, name)]
    if not codes:
        raise NotFound("name.unknown", noun="officer", command="officer", typed=typed, near=[])
    told = _number(others[2]) if others else 0
    if others and told != len(codes):
        return People(codes, Usage("import.people_unnamed", text=typed, count=len(codes)))
    return People(codes)


def _one_or_more(connection: sqlite3.Connection, typed: str) -> list[str]:
    """Return the officers of a text without marks.

    The text is one name, perhaps with a blank in it (张 三) or a role after it, or several names.
    """
    bare = re.sub(r"\(.*?\)", "", typed).strip()
    codes: list[str] = []
    words = bare.split()
    while words:
        for many in range(len(words), 0, -1):
            if found := lookup.exactly(connection, "officer", " ".join(words[:many])):
                break
        else:
            many, found = 1, lookup.find(connection, "officer", words[0])
        codes.append(found.code)
        words = words[many:]
    return codes


def _number(word: str | None) -> int:
    """Return the value of 3 or 三 or 两; 0 for none."""
    if not word:
        return 0
    return int(word) if word.isdecimal() else DIGITS.index(word.replace("两", "二")) + 1


def _name(connection: sqlite3.Connection, noun: str, code: str) -> str:
    return (lookup.enterprise_name if noun == "enterprise" else lookup.name_of)(connection, code)


SERIAL = r"[0-9]{5}(\.[0-9]+)?"
DAY_MINUTES = 24 * 60


def spreadsheet_moment(typed: str, today: date) -> tuple[date, str]:
    """Return a day as people write it or as Excel stores it, and its time of day; midnight counts as no time.

    Source: ECMA-376 part 1, 18.17.4.1: days since 1899-12-30, and fractions of a day.
    """
    if re.fullmatch(SERIAL, typed):
        return date(1899, 12, 30) + timedelta(days=int(float(typed))), _clock_of(float(typed) % 1)
    try:
        day, at = parse_moment(typed, today)
    except Usage:
        raise Usage("when.day", text=typed) from None
    return day, f"{at:%H:%M}" if at and at != time() else ""


def clock(typed: str, today: date) -> tuple[date | None, str]:
    """Return what a cell of the column of times says: a time, a day, or both; neither when it cannot be read.

    Of a span (9:00-10:30) the beginning counts.
    """
    if re.fullmatch(r"0?\.[0-9]+", typed):
        return None, _clock_of(float(typed))
    begin = re.sub(r"[-—–~～至到][^-—–~～至到]*$", "", typed)
    for one in (typed, begin):
        with suppress(Usage):
            return None, spreadsheet_moment(f"{today} {one}", today)[1]
        with suppress(Usage):
            return spreadsheet_moment(one, today)
    return None, ""


def _clock_of(fraction: float) -> str:
    """Return the time of day for a fraction of a day, to the minute; empty for midnight."""
    minutes = round(fraction * DAY_MINUTES) % DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes else ""


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
    as_row = _row if not RARE.isdisjoint(sheet.keys) else _plain_row
    while True:
        lines = list(islice(sheet.lines, BATCH))
        skipped = sheet.skipped.copy()
        sheet.skipped.clear()
        if not lines and not skipped:
            return
        if lookback.rows and (has_more or done < lookback.rows):
            rows = [
                _row(line, marks_before(line, at < lookback.rows, sheet.guessed))
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


def _row(line: Line, before: Before = NO_BEFORE) -> Row:
    get = line.cells.get
    is_void = get("void", "") in ("1", "是", "true") or "作废：" in get("remark", "")
    return line.number, fingerprint(line), get("id", ""), is_void, before


def _plain_row(line: Line) -> Row:
    """Return the row of a sheet without any column of RARE."""
    return line.number, _bits(_said_by(line)), "", False, NO_BEFORE


RARE = {"void", "remark", "id", *SAID_TOO}  # most files of offices do not have these columns
_NO_TEXT = repeat("")


def fingerprint(line: Line) -> int:
    """Return 63 bits over a row's content; equal rows are the same visit.

    This rule is frozen: docs/format.md says it.
    """
    said = _said_by(line)
    if more := "\x1f".join(map(line.cells.get, SAID_TOO, _NO_TEXT)).rstrip("\x1f"):
        said += f"\x1e{more}"
    return _bits(said)


def _said_by(line: Line) -> str:
    return "\x1f".join(map(line.cells.get, FINGERPRINTED, _NO_TEXT))


def _bits(said: str) -> int:
    return int.from_bytes(sha256(said.encode("utf-8", "replace")).digest()[:8], "big") >> 1


def marks_before(line: Line, is_early: bool, lately: Collection[str] = ()) -> Before:
    """Return the fingerprints of a row under the rules that came before `fingerprint`'s, each frozen, too.

    Until 2026-11-28 the columns of the keys `lately` were left out. Until 走访时间 was read, a row had no time. Until
    2026-11-23 用工, 现场办理 and 建议 did not tell two rows apart; of such rows only the first was taken, and its visit
    has the note of the row. On 2026-11-22 the id was no part of the fingerprint, and at first the last three cells
    followed without a mark between them.
    """
    before = line._replace(cells={key: cell for key, cell in line.cells.items() if key not in lately})
    get = before.cells.get
    cells = [get(key, "") for key in FINGERPRINTED]
    is_less = any(line.cells.get(key) for key in lately)
    staffing, handled, advice, when = (get(key, "") for key in SAID_TOO)
    has_more = bool(staffing or handled or advice)
    if not (when or has_more or is_early or is_less):
        return NO_BEFORE
    rules = [fingerprint(before)] if is_less else []
    if when:
        more = f"{staffing}\x1f{handled}\x1f{advice}".rstrip("\x1f")
        rules.append(_bits("\x1f".join(cells) + (f"\x1e{more}" if more else "")))
    if has_more:
        rules.append(_bits("\x1f".join(cells)))
    first = (_bits("\x1f".join(cells[:14])), _bits("\x1f".join(cells[:11]) + "\x1f".join(cells[11:14])))
    return tuple(rules), first if is_early else (), note_of(before.cells) if has_more else ""


def note_of(cells: Mapping[str, str]) -> str:
    """Return the note of a row: everything that was talked about."""
    get = cells.get
    return "；".join([label + cells[key] for key, label in NOTES if get(key, "") not in NOTHING])
