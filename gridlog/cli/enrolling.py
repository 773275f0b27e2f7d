"""`roster import`: grids, officers and enterprises from any ledger, row by row against what is known."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from gridlog import reading
from gridlog.cli.boundary import sentence
from gridlog.cli.importing import name_filled, name_others, name_skipped, row_at
from gridlog.cli.session import Session
from gridlog.cli.speak import fill, pick, say, tell, two
from gridlog.core import roster
from gridlog.core.event import Json
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.sheet import Line, Sheet, heading_map, open_sheet
from gridlog.store import Writer
from gridlog.words import read

KINDS = ("grids", "officers", "enterprises")
HEADINGS = {
    "grids": heading_map(
        {key: key for key in ("code", "name", "level", "parent", "remark")},
        {
            "网格编号": "code",
            "编号": "code",
            "网格名称": "name",
            "名称": "name",
            "层级": "level",
            "级别": "level",
        },
        {"上级编号": "parent", "上级": "parent", "备注": "remark", "序号": "_derived"},
    ),
    "officers": heading_map(
        {key: key for key in ("code", "name", "grid", "role", "quota", "phone", "remark")},
        {
            "人员编号": "code",
            "编号": "code",
            "工号": "code",
            "姓名": "name",
            "网格员": "name",
            "专员": "name",
        },
        {
            "网格编号": "grid",
            "网格": "grid",
            "角色": "role",
            "岗位": "role",
            "应访次数": "quota",
            "应访": "quota",
        },
        {
            "联系电话": "phone",
            "电话": "phone",
            "手机": "phone",
            "手机号": "phone",
            "手机号码": "phone",
            "所属网格": "grid",
            "备注": "remark",
            "序号": "_derived",
        },
    ),
    "enterprises": heading_map(
        {
            key: key
            for key in ("code", "name", "uscc", "grid", "industry", "scale", "key", "status", "address")
        },
        {key: key for key in ("contact", "title", "phone", "remark")},
        {"企业编号": "code", "编号": "code", "企业名称": "name", "名称": "name", "统一社会信用代码": "uscc"},
        {"信用代码": "uscc", "网格编号": "grid", "网格": "grid", "行业": "industry", "规上/规下": "scale"},
        {"企业状态": "status", "状态": "status", "地址": "address", "联系人": "contact", "职务": "title"},
        {"联系电话": "phone", "电话": "phone", "手机": "phone", "手机号": "phone", "手机号码": "phone"},
        {"所属网格": "grid", "备注": "remark"},
        dict.fromkeys(("重点等级", "重点企业", "是否重点", "是否重点企业"), "key"),
        dict.fromkeys(
            ("序号", "所属板块", "专员(A角)", "B角", "最近走访", "距今(天)", "未结问题"), "_derived"
        ),
        dict.fromkeys(("block", "officer", "last_visit", "days_since", "open_issues"), "_derived"),
    ),
}
WANTED = {
    "grids": "网格编号 code, 网格名称 name",
    "officers": "人员编号 code, 姓名 name",
    "enterprises": "企业编号 code, 企业名称 name",
}
NOUNS = {"grids": "grid", "officers": "officer", "enterprises": "enterprise"}
TEXTS = {
    "grid": ("name", "parent", "remark"),
    "officer": ("name", "phone", "remark"),
    "enterprise": roster.ENTERPRISE_TEXTS,
}
MASK = "****"
LISTED = 20


class Change(NamedTuple):
    """What a row does to the roster: `saved` fields, and the grid it moves into, if any."""

    code: str
    is_new: bool
    saved: Mapping[str, Json]
    grid: str | None


class Tally:
    """What became of the rows of one file, and what was odd about them."""

    def __init__(self, noun: str, sheet: Sheet) -> None:
        self.noun = noun
        self.file = sheet.name
        self.tab = sheet.tab
        self.new = self.changed = self.same = 0
        self.bad: list[str] = []
        self.odd: list[str] = []

    def at(self, line: Line, reason: str) -> str:
        """What is to be said of a row, after the place where it stands."""
        return fill(two("{at}：{reason}", "{at}: {reason}"), at=row_at(self.tab, line.number), reason=reason)

    def count(self, change: Change) -> str:
        """Count a change; the word for it."""
        if change.is_new:
            self.new += 1
            return "new"
        if change.saved or change.grid is not None:
            self.changed += 1
            return "changed"
        self.same += 1
        return "same"


def import_roster(
    here: Session, files: list[str], kind: str | None, dry_run: bool, since: date | None
) -> None:
    """All the files in one transaction, grids first. Raises Refused when any row is bad."""
    sheets = sorted((_sheet(file, kind) for file in files), key=lambda pair: KINDS.index(pair[0]))
    tallies = []
    try:
        with here.write() as writer:
            for which, sheet in sheets:
                tallies.append(_take_sheet(writer, NOUNS[which], sheet, since, dry_run))
            if bad := sum(len(tally.bad) for tally in tallies):
                raise Refused("roster.bad_rows", count=bad)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    finally:
        _report(tallies, dry_run)


class _DryRun(Exception):
    pass


def _sheet(file: str, kind: str | None) -> tuple[str, Sheet]:
    if kind is not None and kind not in KINDS:
        raise Usage("format.unknown", value=kind, known=", ".join(KINDS))
    chosen = kind or _kind_by_headings(file) or _kind_by_name(file)
    sheet = open_sheet(file, HEADINGS[chosen], WANTED[chosen])
    name_others(sheet)
    if missing := [one for one in WANTED[chosen].split(", ") if one.split()[-1] not in sheet.keys]:
        raise Usage("import.columns", path=file, missing=", ".join(missing), seen=", ".join(sheet.headings))
    return chosen, sheet


def _kind_by_headings(file: str) -> str | None:
    """The kind that has a column no other kind has."""
    telling = {
        "enterprises": {"uscc", "industry", "scale"},
        "grids": {"level", "parent"},
        "officers": {"role", "quota"},
    }
    for which, keys in telling.items():
        try:
            if file != "-" and keys & set(open_sheet(file, HEADINGS[which], WANTED[which]).keys):
                return which
        except Usage as problem:
            if problem.code != "import.columns":
                raise
    return None


def _kind_by_name(file: str) -> str:
    """The kind that the file's name says. Raises Usage when it says none."""
    stem = Path(file).stem.lower()
    hints = {"enterprise": "enterprises", "企业": "enterprises", "officer": "officers", "人员": "officers"}
    hints |= {"网格员": "officers", "专员": "officers", "网格": "grids", "grid": "grids"}
    for hint, which in hints.items():
        if hint in stem:
            return which
    raise Usage("import.kind", path=file)


def _take_sheet(writer: Writer, noun: str, sheet: Sheet, since: date | None, dry_run: bool) -> Tally:
    tally = Tally(noun, sheet)
    if sheet.unknown:
        tally.odd.append(
            pick(two("不认识的列没有导入：{names}", "columns not known were left out: {names}")).format(
                names=", ".join(sheet.unknown)
            )
        )
    lines = _once_each(sheet, tally)
    name_filled(sheet)
    name_skipped(sheet)
    for line in lines:
        try:
            line.check()
            change = _change(writer, noun, line, tally, since)
            _write(writer, noun, change, since)
        except GridlogError as problem:
            tally.bad.append(tally.at(line, sentence(problem)))
            continue
        word = tally.count(change)
        if dry_run and word != "same":
            _tell_change(row_at(sheet.tab, line.number), word, change)
    if noun == "grid":
        tally.bad += [tally.at(line, sentence(problem)) for line, problem in _orphans(writer, lines)]
    return tally


def _once_each(sheet: Sheet, tally: Tally) -> list[Line]:
    """The rows, one a code: where a file has a code twice, the later row is laid over the earlier."""
    rows: dict[str, Line] = {}
    for at, line in enumerate(sheet.lines):
        code = line.cells.get("code", "")
        before = rows.get(code) if code else None
        if before:
            text = two(
                "编号 {code} 在第 {first} 行已有，以后一行为准",
                "code {code} stands on line {first} too; the later row counts",
            )
            tally.odd.append(tally.at(line, pick(text).format(code=code, first=before.number)))
            told = {key: cell for key, cell in line.cells.items() if cell}
            line = Line(line.number, {**before.cells, **told}, line.fault or before.fault)
        rows[code or f" {at}"] = line
    return list(rows.values())


def _orphans(writer: Writer, lines: list[Line]) -> list[tuple[Line, GridlogError]]:
    """The grids whose parent is nowhere, or below themselves; judged when the whole file is in."""
    found: list[tuple[Line, GridlogError]] = []
    for line in lines:
        code, parent = line.cells.get("code", ""), line.cells.get("parent", "")
        if not parent:
            continue
        known = reading.exactly(writer.connection, "grid", parent)
        if not known:
            found.append((line, Refused("roster.no_grid", code=parent)))
        elif known.code in reading.below(writer.connection, code):
            found.append((line, Refused("grid.cycle", code=code, parent=parent)))
    return found


def _tell_change(at: str, word: str, change: Change) -> None:
    fields = [*change.saved, *(["grid"] if change.grid is not None else [])]
    words = {"new": two("新增", "new"), "changed": two("更新", "changed")}
    tell(
        two("{at} {word} {code} {fields}", "{at} {word} {code} {fields}"),
        at=at,
        word=pick(words[word]),
        code=change.code,
        fields=", ".join(fields),
    )


def _change(writer: Writer, noun: str, line: Line, tally: Tally, since: date | None) -> Change:
    """What the row says that is not known yet. Raises Usage or Refused for a row that cannot be."""
    cells = line.cells
    code = roster.check_code(cells.get("code", ""), noun)
    old = current(writer, noun, code, since)
    if not old and not cells.get("name"):
        raise Usage("argument.missing", name="name")
    new = _values(writer, noun, cells, code, line, tally)
    grid = _grid(writer, noun, cells)
    has_moved = grid is not None and grid != old.get("grid")
    return Change(code, not old, roster.change(old, new), grid if has_moved else None)


def _values(
    writer: Writer, noun: str, cells: Mapping[str, str], code: str, line: Line, tally: Tally
) -> dict[str, Json]:
    """The fields that the row gives; an empty or masked cell leaves what there is."""
    values: dict[str, Json] = {
        key: cells[key] for key in TEXTS[noun] if cells.get(key) and MASK not in cells[key]
    }
    if noun == "grid":
        values["level"] = read("grid_level", cells["level"]) if cells.get("level") else "grid"
        if cells.get("parent"):
            known = reading.exactly(writer.connection, "grid", cells["parent"])
            values["parent"] = known.code if known else cells["parent"]
    if noun == "officer":
        values["role"] = read("role", cells["role"]) if cells.get("role") else "officer"
        if cells.get("quota"):
            values["quota"] = quota(cells["quota"])
    if noun == "enterprise":
        if cells.get("key"):
            values["key"] = cells["key"].lower() not in ("0", "否", "一般", "no", "false")
        _mind_credit_code(cells.get("uscc", ""), line, tally)
        _mind_same_name(writer, cells.get("name", ""), code, line, tally)
    return values


def quota(typed: str) -> int:
    """A whole number of visits a week. Raises Usage."""
    if not typed.isdecimal() or int(typed) > 50:
        raise Usage("rule.range", key="quota", value=typed, low=0, high=50)
    return int(typed)


def _mind_credit_code(uscc: str, line: Line, tally: Tally) -> None:
    if uscc and not roster.is_credit_code(uscc):
        text = two(
            "统一社会信用代码 {uscc} 校验不通过，请核对（已照录）",
            "the credit code {uscc} fails its check; kept as it is",
        )
        tally.odd.append(tally.at(line, pick(text).format(uscc=uscc)))


def _mind_same_name(writer: Writer, name: str, code: str, line: Line, tally: Tally) -> None:
    found = writer.connection.execute(
        "SELECT code FROM enterprises WHERE folded = ? AND code <> ? LIMIT 1", (roster.folded(name), code)
    ).fetchone()
    if name and found:
        text = two(
            "{name} 与 {other} 同名，可能是同一家企业", "{name} has the name of {other}; the same enterprise?"
        )
        tally.odd.append(tally.at(line, pick(text).format(name=name, other=found[0])))


def _grid(writer: Writer, noun: str, cells: Mapping[str, str]) -> str | None:
    if noun == "grid" or not cells.get("grid"):
        return None
    return _need_grid(writer, cells["grid"])


def _need_grid(writer: Writer, typed: str) -> str:
    """The grid of this code or whole name. Raises Refused."""
    found = reading.exactly(writer.connection, "grid", typed)
    if not found:
        raise Refused("roster.no_grid", code=typed)
    return found.code


def current(writer: Writer, noun: str, code: str, day: date | None = None) -> dict[str, Json]:
    """What is known of one row of the roster, with its grid on a day (today); empty when nothing is."""
    columns = {
        "grid": "name, level, parent, remark",
        "officer": "name, role, quota, phone, remark",
        "enterprise": "name, uscc, industry, scale, key, status, address, contact, title, phone, remark",
    }[noun]
    found = writer.connection.execute(f"SELECT {columns} FROM {noun}s WHERE code = ?", (code,)).fetchone()
    if not found:
        return {}
    values: dict[str, Json] = dict(zip(columns.split(", "), found, strict=True))
    if noun == "enterprise":
        values["key"] = bool(values["key"])
    if noun != "grid":
        values["grid"] = reading.grid_of(writer.connection, noun, code, day or writer.author.now.date())
    return values


MOVE = {"officer": "officer.assigned", "enterprise": "enterprise.moved"}


def _write(writer: Writer, noun: str, change: Change, since: date | None) -> None:
    key = f"{noun}/{change.code}"
    if change.saved:
        writer.append(f"{noun}.saved", change.saved, key)
    if change.grid is not None:
        move(writer, noun, change.code, change.grid, since)


def move(writer: Writer, noun: str, code: str, grid: str, since: date | None) -> None:
    """Put an officer or enterprise into a grid: since ever when it is the first, else since a day."""
    table = "enterprise_grids" if noun == "enterprise" else "assignments"
    first = not writer.connection.execute(f"SELECT 1 FROM {table} WHERE {noun} = ?", (code,)).fetchone()
    start = since or (None if first else writer.author.now.date())
    writer.append(MOVE[noun], roster.moved(grid, start), f"{noun}/{code}")


def _report(tallies: Iterable[Tally], dry_run: bool) -> None:
    for tally in tallies:
        for text in (*tally.odd[:LISTED], *tally.bad[:LISTED]):
            say(two("{file} {text}", "{file} {text}"), file=tally.file, text=text)
        if len(tally.bad) > LISTED:
            say(two("……还有 {more} 行有误", "… and {more} more"), more=len(tally.bad) - LISTED)
        tell(
            two(
                "{head}{file}：新增 {new}，更新 {changed}，未变 {same}，有误 {bad}",
                "{head}{file}: {new} new, {changed} changed, {same} the same, {bad} bad",
            ),
            head=pick(two("试运行：", "dry run: ")) if dry_run else "",
            file=tally.file,
            new=tally.new,
            changed=tally.changed,
            same=tally.same,
            bad=len(tally.bad),
        )
