"""Stable tables: the columns that a reader may rely on, their headings, and the text of their rows.

A program gets UTF-8, LF, RFC 4180 and raw values under English keys. Excel gets a byte-order mark,
CRLF, Chinese headings and a guard before each cell that looks like a formula. Source: cli.md, "Columns";
OWASP, "CSV Injection".
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeAlias

from gridlog.core.nouns.ledger import Column as Column
from gridlog.core.phone import mask as mask

Value: TypeAlias = str | int | float | bool | date | None
GUARDED = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SEPARATOR = "\x1f"  # the tables hold no control characters, so no cell has this one
BATCH = 2000
RATES = ("fraction", "points")
NUMBERS = ("number", "decimal", *RATES, "change")
NOTHING = {
    "last_visit": ("从未走访", "never"),
    "days_since": ("—", "—"),
}  # the meaning of an empty cell in these columns


def guard(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + text if text.lstrip("'").startswith(GUARDED) else text


def unguard(text: str) -> str:
    """Undo `guard`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(GUARDED) else text


_guarded_cell = re.compile(f"{SEPARATOR}'*[{re.escape(''.join(GUARDED))}]").search


def script_line(joined: str) -> str:
    """Return a line of the script dialect; `joined` has its cells with SEPARATOR between them."""
    if '"' in joined or "," in joined or "\n" in joined or "\r" in joined:
        return _line(joined.split(SEPARATOR), "\n")
    return joined.replace(SEPARATOR, ",") + "\n"


def excel_line(joined: str) -> str:
    """Return a line of the Excel dialect; `joined` has its cells with SEPARATOR between them."""
    if _guarded_cell(SEPARATOR + joined):
        joined = SEPARATOR.join(map(guard, joined.split(SEPARATOR)))
    if '"' in joined or "," in joined or "\n" in joined or "\r" in joined:
        return _line(joined.split(SEPARATOR), "\r\n")
    return joined.replace(SEPARATOR, ",") + "\r\n"


def quoted(cell: str) -> str:
    """Return a CSV cell, in quotes when RFC 4180 wants them."""
    if '"' in cell or "," in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def raw(column: Column, value: Value) -> str:
    """Return a value as scripts read it in CSV."""
    if value is None:
        return ""
    if column.kind == "flag":
        return "1" if value else "0"
    if column.kind in RATES and isinstance(value, float):
        return f"{value:.4f}"
    return str(value)


def plain(column: Column, value: Value) -> Value:
    """Return a value as JSON carries it."""
    if value is None:
        return None
    if column.kind == "flag":
        return bool(value)
    if column.kind in RATES and isinstance(value, float):
        return round(value, 4)
    return value.isoformat() if isinstance(value, date) else value


def spoken(column: Column, value: Value, language: str) -> str:
    """Return a value as people read it."""
    from gridlog.words.vocabulary import shown

    if column.key in NOTHING and value in (None, ""):
        return NOTHING[column.key][0 if language == "zh" else 1]
    if value is None:
        return "—" if column.kind in (*RATES, "change") else ""
    if column.kind in ("change", "points") and isinstance(value, int | float):
        return f"{round(value * 100) if column.kind == 'points' else value:+d}" if value else "0"
    if column.kind == "flag":
        return ("是" if language == "zh" else "yes") if value else ("否" if language == "zh" else "no")
    if column.kind == "fraction" and isinstance(value, float):
        return f"{value:.0%}"
    return shown(column.words, value, language) if column.words and value != "" else str(value)


Rows: TypeAlias = Iterable[Sequence[Value]]


def csv_lines(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """Yield the lines of the script dialect."""
    yield _line([column.key for column in columns], "\n")
    for row in rows:
        yield _line([raw(column, value) for column, value in zip(columns, row, strict=True)], "\n")


def excel_lines(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """Yield the lines of the Excel dialect, with the byte-order mark before the first line."""
    yield "\ufeff" + _line([column.zh for column in columns], "\r\n")
    for row in rows:
        cells = [guard(spoken(column, value, "zh")) for column, value in zip(columns, row, strict=True)]
        yield _line(cells, "\r\n")


def _line(cells: Sequence[str], end: str) -> str:
    # The csv module leaves a lone CR unquoted before Python 3.13 when lines end with LF.
    return ",".join(map(quoted, cells)) + end


def _objects(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for row in rows:
        yield encode({column.key: plain(column, value) for column, value in zip(columns, row, strict=True)})


def ndjson_lines(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """Yield one JSON object a line."""
    for one in _objects(columns, rows):
        yield one + "\n"


def json_lines(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """Yield one JSON array, one object a line."""
    before = "[\n"
    for one in _objects(columns, rows):
        yield before + one
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


WRITERS: dict[str, Callable[[Sequence[Column], Rows], Iterator[str]]] = {
    "csv": csv_lines,
    "json": json_lines,
    "ndjson": ndjson_lines,
}


OFFICER_WEEK = (
    Column("week", "周次", "week"),
    Column("start", "起", "start", "date"),
    Column("end", "止", "end", "date"),
    Column("block", "板块", "block", is_code=True),
    Column("grid", "网格", "grid", is_code=True),
    Column("officer_code", "人员编号", "code", is_code=True),
    Column("officer", "专员", "officer"),
    Column("required", "应访", "required", "number"),
    Column("counted", "实访(次)", "counted", "number"),
    Column("enterprises", "走访企业(家)", "enterprises", "number"),
    Column("short", "差", "short", "number"),
    Column("status", "达标", "status", words="status"),
    Column("late", "补录", "late", "number"),
    Column("joint", "联合", "joint", "number"),
    Column("onsite", "实地", "on site", "number"),
    Column("station", "来访", "station", "number"),
    Column("phone", "电话", "phone", "number"),
    Column("online", "线上", "online", "number"),
    Column("meeting", "座谈", "meeting", "number"),
    Column("issues_raised", "新增问题", "raised", "number"),
    Column("issues_closed", "办结", "closed", "number"),
)
_FINER = ("officer_code", "officer", "status")
UNIT_WEEK = (
    *(column for column in OFFICER_WEEK if column.key not in _FINER),
    Column("officers", "人数", "officers", "number"),
    Column("officers_met", "达标人数", "met", "number"),
    Column("enterprises_in_charge", "辖内企业", "in charge", "number"),
    Column("coverage", "覆盖率", "coverage", "fraction"),
)
_MONTH = (Column("month", "月份", "month"), *OFFICER_WEEK[1:5])
_MONTH_QUOTA = (
    Column("weeks_owed", "考核(人周)", "weeks owed", "number"),
    Column("weeks_met", "达标(人周)", "weeks met", "number"),
    Column("required", "应访(次)", "required", "number"),
    Column("counted", "实访(次)", "counted", "number"),
    Column("short", "差(次)", "short", "number"),
    Column("visits", "走访(次)", "visits", "number"),
    Column("enterprises", "走访企业(家)", "enterprises", "number"),
    *OFFICER_WEEK[12:],
)
WEEK_ON_PAPER = (
    *OFFICER_WEEK[7:10],
    *UNIT_WEEK[-2:],
    *OFFICER_WEEK[13:11:-1],
    Column("remote", "电话线上", "phone, online", "number"),
    *OFFICER_WEEK[-2:],
    Column("overdue", "超期", "overdue", "number"),
    Column("met", "达标", "met"),
)
OFFICER_MONTH = (*_MONTH, *OFFICER_WEEK[5:7], *_MONTH_QUOTA)
UNIT_MONTH = (*_MONTH, *_MONTH_QUOTA, UNIT_WEEK[-4], *UNIT_WEEK[-2:])
UNIT_DAY = (
    Column("day", "日期", "date", "date"),
    *OFFICER_WEEK[3:5],
    Column("visits", "走访(次)", "visits", "number"),
    Column("counted", "实访(次)", "counted", "number"),
    Column("enterprises", "走访企业(家)", "enterprises", "number"),
    Column("officers", "出动(人)", "officers", "number"),
    Column("joint", "联合", "joint", "number"),
    Column("issues_raised", "新增问题", "raised", "number"),
    Column("issues_closed", "办结", "closed", "number"),
    Column("issues_due", "当日到期", "due", "number"),
    Column("issues_overdue", "超期未结", "overdue", "number"),
)
OFFICER_DAY = (
    *UNIT_DAY[:3],
    *OFFICER_WEEK[5:7],
    *(column for column in UNIT_DAY[3:] if column.key != "officers"),
)
UNIT_TREND = (
    *UNIT_WEEK[:5],
    Column("required", "应访", "required", "number"),
    Column("counted", "实访(次)", "counted", "number"),
    Column("counted_change", "比上周", "change", "change"),
    Column("enterprises", "走访企业(家)", "enterprises", "number"),
    Column("enterprises_in_charge", "辖内企业", "in charge", "number"),
    Column("coverage", "覆盖率", "coverage", "fraction"),
    Column("coverage_change", "比上周(百分点)", "change (pts)", "points"),
    Column("officers", "人数", "officers", "number"),
    Column("officers_met", "达标人数", "met", "number"),
    Column("late", "补录", "late", "number"),
    Column("issues_raised", "新增问题", "raised", "number"),
    Column("issues_raised_change", "比上周", "change", "change"),
    Column("issues_closed", "办结", "closed", "number"),
    Column("issues_closed_change", "比上周", "change", "change"),
    Column("workdays", "工作日", "workdays", "number"),
)
SPOTCHECK_UNITS = (
    Column("block", "板块", "block", is_code=True),
    Column("grid", "网格", "grid", is_code=True),
    Column("drawn", "抽查", "drawn", "number"),
    Column("reached", "联系上", "reached", "number"),
    Column("confirmed", "属实", "confirmed", "number"),
    Column("denied", "不属实", "denied", "number"),
    Column("confirmed_rate", "属实率", "confirmed rate", "fraction"),
    Column("rated", "评价", "rated", "number"),
    Column("satisfied", "满意", "satisfied", "number"),
    Column("satisfied_rate", "满意率", "satisfied rate", "fraction"),
)
HISTORY = (
    Column("time", "时间", "time"),
    Column("noun", "对象", "about", words="noun"),
    Column("id", "编号", "id", is_code=True),
    Column("kind", "事项", "what", words="event"),
    Column("by", "经手人", "by"),
    Column("details", "内容", "details", is_long=True),
    Column("replica", "设备", "device"),
    Column("clock_was_set", "时钟被设定", "clock was set", "flag"),
    Column("event", "记录号", "event", is_code=True),
)
_TIME, _NOUN, _ID, *_TOLD, _EVENT = HISTORY
_DIFFERS = Column("differs", "不同之处", "differs")
CONFLICTS = (_NOUN, _ID, Column("stands", "现为准", "stands", "flag"), _TIME, *_TOLD, _DIFFERS, _EVENT)
FINDINGS = (
    Column("what", "情况", "what", words="finding"),
    Column("name", "文件", "file"),
)
SHARE = (
    Column("folder", "共享目录", "share"),
    Column("share", "共享编号", "share id"),
    Column("zone", "高新区", "zone"),
    Column("replica", "本库编号", "replica"),
    Column("synced_at", "上次同步", "last sync"),
    Column("waits", "待发记录", "events waiting", "number"),
    Column("files", "保存的文件", "files held", "number"),
    Column("replicas", "已知副本", "replicas known", "number"),
    Column("unread", "未读文件", "files unread", "number"),
    Column("conflicts", "并发修改", "conflicts", "number"),
)
DAYS = (
    Column("date", "日期", "date", "date"),
    Column("weekday", "星期", "weekday"),
    Column("work", "上班", "workday", "flag"),
    Column("name", "说明", "name"),
    Column("source", "来源", "source"),
)
