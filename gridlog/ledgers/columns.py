"""Stable tables: the columns that a reader may rely on, their headings, and the text of their rows.

A program gets UTF-8, LF, RFC 4180 and raw values under English keys. Excel gets a byte-order mark,
CRLF, Chinese headings and a guard before each cell that looks like a formula. Source: cli.md, "Columns";
OWASP, "CSV Injection".
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | int | float | bool | date | None
GUARDED = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SEPARATOR = "\x1f"  # the tables hold no control characters, so no cell has this one
BATCH = 2000
RATES = ("fraction", "points")
NUMBERS = ("number", *RATES, "change")
NOTHING = {
    "last_visit": ("从未走访", "never"),
    "days_since": ("—", "—"),
}  # the meaning of an empty cell in these columns


class Column(NamedTuple):
    """A column of a table.

    `zh` is the exact heading of the ledger. `kind` is text, number, flag, date, instant, fraction, change (a signed
    number) or points (a signed fraction).
    """

    key: str
    zh: str
    en: str
    kind: str = "text"
    words: str = ""

    def heading(self, language: str) -> str:
        """Return the heading that people read."""
        return self.zh if language == "zh" else self.en


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


def mask(phone: str) -> str:
    """Return the phone number as 138****1234: the first three and last four characters, fewer of a short number."""
    if len(phone) < 8:
        return "****" if phone else ""
    return f"{phone[:3]}****{phone[-4:]}"


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
    Column("block", "板块", "block"),
    Column("grid", "网格", "grid"),
    Column("officer_code", "人员编号", "code"),
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
VISITS = (
    Column("id", "走访编号", "id"),
    Column("date", "走访日期", "date", "date"),
    Column("week", "周次", "week"),
    Column("block", "所属板块", "block"),
    Column("grid", "网格编号", "grid"),
    Column("enterprise_code", "企业编号", "enterprise code"),
    Column("enterprise", "企业名称", "enterprise"),
    Column("uscc", "统一社会信用代码", "credit code"),
    Column("method", "走访方式", "method", words="method"),
    Column("kind", "走访类型", "kind", words="kind"),
    Column("officer_code", "人员编号", "officer code"),
    Column("officer", "走访人员", "officer"),
    Column("participants", "联合走访人员", "participants"),
    Column("contact", "受访人", "contact"),
    Column("title", "职务", "title"),
    Column("phone", "联系电话", "phone"),
    Column("note", "走访内容", "note"),
    Column("issues", "问题编号", "issues"),
    Column("recorded_at", "录入时间", "recorded at"),
    Column("late", "是否补录", "late", "flag"),
    Column("counted", "是否计入考核", "counted", "flag"),
    Column("void", "是否作废", "void", "flag"),
    Column("time", "走访时间", "time"),
)
ISSUES = (
    Column("id", "问题编号", "id"),
    Column("raised_on", "登记日期", "raised on", "date"),
    Column("enterprise_code", "企业编号", "enterprise code"),
    Column("enterprise", "企业名称", "enterprise"),
    Column("block", "所属板块", "block"),
    Column("grid", "网格编号", "grid"),
    Column("source", "来源", "source", words="source"),
    Column("category", "问题类别", "category", words="category"),
    Column("text", "问题描述", "text"),
    Column("grade", "紧急程度", "grade", words="grade"),
    Column("level", "办理层级", "level", words="level"),
    Column("state", "当前状态", "state", words="state"),
    Column("handler", "责任人", "handler"),
    Column("first_due", "首次时限", "first due", "date"),
    Column("due", "办结时限", "due", "date"),
    Column("extended", "是否延期", "extended", "flag"),
    Column("overdue", "是否超期", "overdue", "flag"),
    Column("light", "督办灯", "light", words="light"),
    Column("answered_on", "答复日期", "answered on", "date"),
    Column("result", "结果类型", "result", words="result"),
    Column("result_text", "办理结果", "result text"),
    Column("revisited_on", "回访日期", "revisited on", "date"),
    Column("solved", "是否解决", "solved", "flag"),
    Column("satisfaction", "满意度", "satisfaction", "number", words="satisfaction"),
    Column("closed_on", "销号日期", "closed on", "date"),
    Column("workdays", "用时(工作日)", "workdays", "number"),
    Column("reopened", "重办次数", "reopened", "number"),
    Column("visit", "走访编号", "visit"),
)
GRIDS = (
    Column("code", "网格编号", "code"),
    Column("name", "网格名称", "name"),
    Column("level", "层级", "level", words="grid_level"),
    Column("parent", "上级编号", "parent"),
)
OFFICERS = (
    Column("code", "人员编号", "code"),
    Column("name", "姓名", "name"),
    Column("grid", "网格编号", "grid"),
    Column("role", "角色", "role", words="role"),
    Column("quota", "应访次数", "quota", "number"),
    Column("phone", "联系电话", "phone"),
)
ENTERPRISES = (
    Column("code", "企业编号", "code"),
    Column("name", "企业名称", "name"),
    Column("uscc", "统一社会信用代码", "credit code"),
    Column("grid", "网格编号", "grid"),
    Column("industry", "行业", "industry"),
    Column("scale", "规上/规下", "scale"),
    Column("key", "重点等级", "key", "flag"),
    Column("status", "企业状态", "status"),
    Column("address", "地址", "address"),
    Column("contact", "联系人", "contact"),
    Column("title", "职务", "title"),
    Column("phone", "联系电话", "phone"),
    Column("block", "所属板块", "block"),
    Column("officer", "专员(A角)", "officer"),
    Column("last_visit", "最近走访", "last visit", "date"),
    Column("days_since", "距今(天)", "days since", "number"),
    Column("open_issues", "未结问题", "open issues", "number"),
)
COVERAGE = (
    Column("block", "板块", "block"),
    Column("grid", "网格", "grid"),
    Column("officer", "专员", "officer"),
    Column("enterprise_code", "企业编号", "enterprise code"),
    Column("enterprise", "企业名称", "enterprise"),
    Column("last_visit", "最近走访", "last visit", "date"),
    Column("days_since", "距今(天)", "days since", "number"),
    Column("limit", "期限(天)", "limit", "number"),
)
HANDLERS = (
    Column("handler", "责任人", "handler"),
    Column("assigned", "派遣总数", "assigned", "number"),
    Column("on_time", "按时办结", "on time", "number"),
    Column("overtime", "超时办结", "overtime", "number"),
    Column("unfinished", "未办结", "unfinished", "number"),
    Column("closed_rate", "办结率", "closed rate", "fraction"),
    Column("on_time_rate", "按时办结率", "on-time rate", "fraction"),
    Column("solved", "已解决", "solved", "number"),
    Column("solved_rate", "解决率", "solved rate", "fraction"),
    Column("rated", "回访数", "rated", "number"),
    Column("dissatisfied", "不满意数", "dissatisfied", "number"),
    Column("dissatisfied_rate", "不满意率", "dissatisfied rate", "fraction"),
)
CATEGORIES = (Column("category", "问题类别", "category", words="category"), *HANDLERS[1:])
HANDLING = (
    Column("raised", "新增问题", "raised", "number"),
    Column("in_hand", "在办总数", "in hand", "number"),
    *HANDLERS[2:5],
    Column("overdue", "其中超期", "overdue", "number"),
    *HANDLERS[5:],
)
SPOTCHECKS = (
    Column("draw", "抽查编号", "draw"),
    Column("visit", "走访编号", "visit"),
    Column("date", "走访日期", "date", "date"),
    Column("block", "所属板块", "block"),
    Column("enterprise_code", "企业编号", "enterprise code"),
    Column("enterprise", "企业名称", "enterprise"),
    Column("contact", "联系人", "contact"),
    Column("phone", "联系电话", "phone"),
    Column("officer_code", "人员编号", "officer code"),
    Column("officer", "走访人员", "officer"),
    Column("void", "是否作废", "void", "flag"),
    Column("reached", "联系上", "reached", "flag"),
    Column("confirmed", "属实", "confirmed", "flag"),
    Column("satisfaction", "满意度", "satisfaction", "number", words="satisfaction"),
    Column("note", "说明", "note"),
    Column("recorded_by", "核实人", "checked by"),
    Column("recorded_at", "核实时间", "checked at"),
)
SPOTCHECK_UNITS = (
    Column("block", "板块", "block"),
    Column("grid", "网格", "grid"),
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
    Column("id", "编号", "id"),
    Column("kind", "事项", "what", words="event"),
    Column("by", "经手人", "by"),
    Column("details", "内容", "details"),
    Column("replica", "设备", "device"),
    Column("clock_was_set", "时钟被设定", "clock was set", "flag"),
)
_TIME, _NOUN, _ID, *_TOLD = HISTORY
_DIFFERS = Column("differs", "不同之处", "differs")
CONFLICTS = (_NOUN, _ID, Column("stands", "现为准", "stands", "flag"), _TIME, *_TOLD, _DIFFERS)
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
