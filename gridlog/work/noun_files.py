"""Take in a file of any noun that declares one: every bad line is named, all lines are taken or none.

The code asks no question and prints nothing. `visit import` and `roster import` are richer and stand apart.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from gridlog.core.event import Data, Json, natural_row
from gridlog.core.fold import fold, step_of
from gridlog.core.nouns import module_of
from gridlog.core.nouns.intake import Field, File, headings_of, named
from gridlog.core.roster import check_code
from gridlog.core.when import parse_day, parse_week, week_name
from gridlog.errors import GridlogError, Refused, Usage
from gridlog.intake.lines import Line, heading_text, tidy
from gridlog.intake.table import Sheet, heading_map, open_sheet
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.store.projection import events_of
from gridlog.words.vocabulary import read
from gridlog.work.desk import Desk, in_reach

# From the writer, the noun, the code of a row, its value (None before its first event) and a line to the line with what the
# use case adds, such as a default by the zone's rules. It raises GridlogError for a line that does not fit what is on record.
Completed: TypeAlias = Callable[[Writer, str, str, Any, Data], Data]

LISTED = 20
YES, NO = ("1", "true", "yes", "y", "是", "√", "有"), ("0", "false", "no", "n", "否", "×", "无")


class Tally(NamedTuple):
    """What became of the lines of a file.

    `new` lines began a row, `changed` ones changed a row, `known` ones said what is on record already.
    `bad` has the number and the problem of the first wrong lines, `bad_count` counts all of them.
    `of` counts what the good lines are of, where a command tells more than lines.
    `is_kept` tells whether the lines were written down.
    """

    sheet: Sheet
    new: int
    changed: int
    known: int
    bad: tuple[tuple[int, GridlogError], ...]
    bad_count: int
    of: Mapping[str, int] = {}
    is_kept: bool = True


# Refuses what the other rows on record do not allow: from the code of a row, its value (None where there is none) and a line.
# Raises GridlogError.
Judge: TypeAlias = Callable[[str, Any, Data], None]


class _Undone(Exception):
    """Nothing is to be kept."""


def files_of(noun: str) -> Mapping[str, File]:
    """Return the files that a noun can take in, by name; empty for a noun without any."""
    found: Mapping[str, File] = getattr(module_of(noun, "intake"), "FILES", {})
    return found


def _headings(noun: str, file: File) -> Mapping[str, str]:
    """Return the key of each heading; what our own exports derive is known and left aside."""
    exports = getattr(module_of(noun, "ledger"), "EXPORTS", {}).values()
    derived = {
        heading: "_derived"
        for export in exports
        for column in (*export.script.columns, *export.people.columns)
        for heading in (column.key, column.zh)
    }
    return heading_map(derived, headings_of(file))


def kind_of(path: str, kinds: Mapping[str, str]) -> str:
    """Return which of some files the table at `path` is: the one with all needed columns and the most known ones.

    `kinds` has the noun of each file by the file's name. Raises Usage when it is none of them, or comes from a pipe.
    """
    found: dict[str, int] = {}
    for name, noun in kinds.items() if path != "-" else ():
        file = files_of(noun)[name]
        try:
            sheet = open_sheet(path, _headings(noun, file), named(file))
            _need_columns(sheet, file)
        except Usage as problem:
            if problem.code != "import.columns":
                raise
            continue
        found[name] = len(sheet.keys)
    if not found:
        raise Usage("import.kind_of", path=path, known="|".join(kinds))
    return max(found, key=lambda name: found[name])


def take_in(
    desk: Desk,
    noun: str,
    name: str,
    path: str,
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
    judge: Callable[[Writer], Judge] | None = None,
    completed: Completed | None = None,
) -> Tally:
    """Take in the file `name` of a noun, from a table at `path` or from stdin for `-`.

    A line that the judge of the writer refuses is judged again behind the last line, which may have made room for it.
    Nothing is kept after a `dry_run`, and after a bad line unless bad lines are skipped.
    Raises Usage when the file is no table with the needed columns, or has no lines.
    """
    file = files_of(noun)[name]
    sheet = open_sheet(path, _headings(noun, file), named(file))
    _need_columns(sheet, file)

    def take(writer: Writer) -> Tally:
        return _Taker(desk, writer, noun, file, judge(writer) if judge else None, completed).take(sheet)

    return all_or_none(desk, path, take, dry_run=dry_run, skip_bad=skip_bad)


def all_or_none(
    desk: Desk, path: str, take: Callable[[Writer], Tally], *, dry_run: bool, skip_bad: bool
) -> Tally:
    """Take in the table at `path` within one transaction, and return what became of it.

    Nothing is kept after a `dry_run`, and after a bad line unless bad lines are skipped. Raises Usage for a table without lines.
    """
    try:
        with desk.write() as writer:
            tally = take(writer)
            if not (tally.new or tally.changed or tally.known or tally.bad_count):
                raise Usage("import.empty", path=path)
            if dry_run or (tally.bad_count and not skip_bad):
                raise _Undone
    except _Undone:
        return tally._replace(is_kept=False)
    return tally


def _need_columns(sheet: Sheet, file: File) -> None:
    said = {*sheet.keys, *(field.instead_of for field in file.fields if field.key in sheet.keys)}
    missing = [field for field in file.fields if field.is_needed and field.key not in said]
    if missing:
        wanted = ", ".join(" ".join((*field.headings[:1], field.key)) for field in missing)
        raise Usage("import.columns", path=sheet.name, missing=wanted, seen=", ".join(sheet.headings))


class _Taker:
    """Takes the lines of one file within one transaction."""

    def __init__(
        self,
        desk: Desk,
        writer: Writer,
        noun: str,
        file: File,
        judge: Judge | None,
        completed: Completed | None,
    ) -> None:
        self.desk = desk
        self.completed = completed
        self.writer = writer
        self.noun = noun
        self.file = file
        self.judge = judge
        self.new = self.changed = self.known = self.bad_count = 0
        self.bad: list[tuple[int, GridlogError]] = []
        self._values: dict[str, Any] = {}  # the value of each row that a line named, by code
        self._codes: dict[tuple[str, str], str] = {}  # the code that a cell means, by noun and cell

    def take(self, sheet: Sheet) -> Tally:
        """Take all lines, and return what became of them; a bad line is counted and changes nothing."""
        waiting: list[Line] = []
        for line in sheet.lines:
            self._take_line(line, waiting)
        for line in waiting:
            self._take_line(line)
        bad = tuple(sorted(self.bad, key=lambda one: one[0])[:LISTED])
        return Tally(sheet, self.new, self.changed, self.known, bad, self.bad_count)

    def _take_line(self, line: Line, waiting: list[Line] | None = None) -> None:
        """Take a line; one that is refused joins the lines that wait, where there are such lines."""
        try:
            line.check()
            self._take_one(self._read(line.cells))
        except GridlogError as problem:
            if waiting is not None and self.judge and isinstance(problem, Refused):
                waiting.append(line)
                return
            self.bad_count += 1
            if len(self.bad) < LISTED or self.judge:
                self.bad.append((line.number, problem))

    def _take_one(self, line: dict[str, Json]) -> None:
        code = "/".join(str(line.pop(key)) for key in self.file.owner)
        if code not in self._values:
            row = natural_row(f"{self.noun}/{code}")
            events = events_of(self.writer.connection, row)
            self._values[code] = fold(events).value if events else None
        value = old = self._values[code]
        if self.judge:
            self.judge(code, old, line)
        is_said = True
        told = self.completed(self.writer, self.noun, code, old, line) if self.completed else line
        for kind, data in self.file.changes(old, told):
            event = self.writer.append(kind, data, f"{self.noun}/{code}")
            step = step_of(kind)
            value = step(value, event) if step else value
            is_said = False
        self._values[code] = value
        if is_said:
            self.known += 1
        elif old is None:
            self.new += 1
        else:
            self.changed += 1

    def _read(self, cells: Mapping[str, str]) -> dict[str, Json]:
        """Return the values of the cells that are not empty. Raises GridlogError for a cell that cannot be read."""
        texts = {field: tidy(field.key, cells.get(field.key, "")) for field in self.file.fields}
        replaced = {field.instead_of for field, text in texts.items() if text and field.instead_of}
        line: dict[str, Json] = {}
        for field, text in texts.items():
            if field.key in replaced:
                continue
            if text := text or field.default:
                line[field.instead_of or field.key] = self._value(field, text)
            elif field.is_needed:
                raise Usage("import.cell_missing", column=(*field.headings, field.key)[0])
        return line

    def _value(self, field: Field, text: str) -> Json:
        column = (*field.headings, field.key)[0]
        if field.noun:
            return self._code(field.noun, text)
        if field.words:
            return read(field.words, text)
        if self.file.owner == (field.key,):
            return check_code(text, self.noun)
        if field.kind in ("date", "past_date"):
            day = in_reach(parse_day(text, self.desk.today, field.side))
            if field.kind == "past_date" and day > self.desk.today:
                raise Refused("import.cell_ahead", column=column, value=day, today=self.desk.today)
            return day.isoformat()
        if field.kind == "week":
            return week_name(parse_week(text, self.desk.today))
        if field.kind == "owner":
            found = lookup.exactly(self.writer.connection, "officer", text)
            return found.code if found else text
        if field.kind == "flag":
            return flag_in(column, text)
        return text

    def _code(self, noun: str, text: str) -> str:
        if (noun, text) not in self._codes:
            self._codes[noun, text] = lookup.find(self.writer.connection, noun, text).code
        return self._codes[noun, text]


def flag_in(column: str, text: str) -> bool:
    """Return what a cell with yes or no says. Raises Usage."""
    word = heading_text(text)
    if word not in (*YES, *NO):
        raise Usage("import.cell_flag", column=column, value=text)
    return word in YES
