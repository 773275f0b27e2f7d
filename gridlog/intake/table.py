"""Read tables as people make them: CSV or workbooks from Excel or WPS, with any headings and habits.

The module knows title rows above the headings, headings of several meanings, and cells merged over several rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, NamedTuple

from gridlog.errors import Usage
from gridlog.intake.files import TITLE_ROWS, NumberedCells, opened, text_rows
from gridlog.intake.lines import Line, Skipped, heading_text, is_said, lines_below
from gridlog.intake.workbook import Tab, is_book, tabs
from gridlog.intake.workbook_parts import Span


class Sheet(NamedTuple):
    """An open table.

    headings: the headings of the file
    unknown: the headings that the caller did not ask for
    others: sheets of the same workbook that have such headings, too, and are not read
    is_held: whether it is a workbook in memory, or a file from a pipe; no other process can read it again
    tab: the name of the workbook's sheet, empty for text
    skipped: the rows that are not entries; it fills while the lines are read
    filled: by heading, how many cells got the value of their merged cell; it fills while the lines are read
    guessed: the keys of columns whose headings have this meaning only when no other column has it
    """

    name: str
    keys: Sequence[str]
    unknown: Sequence[str]
    lines: Iterator[Line]
    others: Sequence[str] = ()
    is_held: bool = False
    headings: Sequence[str] = ()
    tab: str = ""
    skipped: list[Skipped] = []  # noqa: RUF012  # each sheet gets its own list
    filled: dict[str, int] = {}  # noqa: RUF012  # each sheet gets its own dict
    guessed: Sequence[str] = ()


def open_sheet(
    path: str, headings: Mapping[str, str], wanted: str, loose: Mapping[str, str] | None = None
) -> Sheet:
    """Open a table from a file, or from stdin for `-`.

    `headings` maps every known heading to its key; a key that begins with `_` is known and left aside. A heading in
    `loose` has its key only when no heading in `headings` and no earlier heading in `loose` has that key.
    Raises Usage, with the `wanted` headings, when the file cannot be read, is no table, or has no row of headings.
    """
    file = opened(path)
    is_workbook = is_book(file.read(8))
    file.seek(0)
    known = Headings(headings, loose or {}, wanted)
    sheet = (_from_book if is_workbook else _from_text)(file, path, known)
    return sheet._replace(is_held=is_workbook or path == "-")


class Headings(NamedTuple):
    """The headings that a table may have, by key.

    The `loose` ones have their meaning only when no other column has it. `wanted` names the required columns.
    """

    strict: Mapping[str, str]
    loose: Mapping[str, str]
    wanted: str

    def is_known(self, name: str) -> bool:
        """Return whether a cell is such a heading."""
        text = heading_text(name)
        return bool(self.strict.get(text) or self.loose.get(text))

    def keys(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the key of each column, empty for none, and the keys that loose headings gave."""
        texts = [heading_text(name) for name in names]
        keys = [self.strict.get(text, "") for text in texts]
        guessed: list[str] = []
        for text, key in self.loose.items():
            if text in texts and key not in keys:
                keys[texts.index(text)] = key
                guessed.append(key)
        return keys, guessed


def _from_book(file: BinaryIO, path: str, known: Headings) -> Sheet:
    """Return the first sheet with known headings."""
    found: list[Sheet] = []
    problems: list[Usage] = []
    for tab in tabs(file, path):
        try:
            found.append(_read(enumerate(tab.rows, 1), path, known, tab))
        except Usage as problem:
            problems.append(problem)
    if not found:
        raise problems[0] if problems else Usage("import.columns", path=path, missing=known.wanted, seen="—")
    sheet, *others = found
    return sheet._replace(others=[other.tab for other in others])


def _from_text(file: BinaryIO, path: str, known: Headings) -> Sheet:
    return _read(text_rows(file, path), path, known)


class Table(NamedTuple):
    """A table as it stands in a file: its numbered rows, and its sheet of the workbook, None for text."""

    rows: Iterator["NumberedCells"]
    tab: Tab | None

    @property
    def name(self) -> str:
        """Return the name of the sheet, empty for text."""
        return self.tab.name if self.tab else ""


def tables(path: str) -> Iterator[Table]:
    """Yield every table of a file, or of stdin for `-`. Raises Usage when the file cannot be read."""
    file = opened(path)
    is_workbook = is_book(file.read(8))
    file.seek(0)
    if is_workbook:
        for tab in tabs(file, path):
            yield Table(enumerate(tab.rows, 1), tab)
    else:
        yield Table(text_rows(file, path), None)


def _read(rows: Iterator["NumberedCells"], path: str, known: Headings, tab: Tab | None = None) -> Sheet:
    names, number = _headings(rows, known, path)
    keys, guessed = known.keys(names)
    return below(path, Table(rows, tab), names, keys, number)._replace(guessed=guessed)


def below(path: str, table: Table, names: Sequence[str], keys: Sequence[str], number: int) -> Sheet:
    """Return the rows of a table below its headings, which end in row `number`, each column under its key.

    Raises Usage for two columns with one meaning.
    """
    rows, tab = table
    _need_single(path, names, keys)
    unknown = [name for name, key in zip(names, keys, strict=True) if name and not key]
    skipped: list[Skipped] = []
    filled: dict[str, int] = {}
    if tab and tab.spans:
        rows = _filled(rows, [span for span in tab.spans if span.top >= number], names, keys, filled)
    return Sheet(
        path,
        [key for key in keys if key],
        unknown,
        lines_below(rows, names, keys, number, skipped),
        headings=[name for name in names if name],
        tab=tab.name if tab else "",
        skipped=skipped,
        filled=filled,
    )


def _need_single(path: str, names: Sequence[str], keys: Sequence[str]) -> None:
    """Raise Usage for two columns with one meaning: either column could be the one that counts."""
    columns: dict[str, list[str]] = {}
    for at, (name, key) in enumerate(zip(names, keys, strict=True), 1):
        if is_said(key):
            columns.setdefault(key, []).append(f"{at} {name}")
    for double in columns.values():
        if len(double) > 1:
            raise Usage("import.columns_twice", path=path, columns=", ".join(double))


def _filled(
    rows: Iterator["NumberedCells"],
    spans: Sequence[Span],
    names: Sequence[str],
    keys: Sequence[str],
    filled: dict[str, int],
) -> Iterator["NumberedCells"]:
    """Yield the rows, each with the values of the merged cells that reach down to it.

    A row without a value of its own is a part of the row above and stays as it is.
    """
    own = [at for at, key in enumerate(keys) if is_said(key)]
    begun = {(span.top + 1, span.left): span.bottom + 1 for span in spans if span.left in own}
    open_until: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        for column in own:
            if bottom := begun.get((number, column)):
                open_until[column] = bottom, cells[column] if column < len(cells) else ""
        has_own = any(cells[at].strip() for at in own if at < len(cells))
        for column, (bottom, text) in list(open_until.items()):
            if number > bottom:
                del open_until[column]
            elif has_own and column < len(cells) and not cells[column] and text:
                cells[column] = text
                filled[names[column]] = filled.get(names[column], 0) + 1
        yield number, cells


def _headings(rows: Iterator[NumberedCells], known: Headings, path: str) -> tuple[list[str], int]:
    """Return the first row with two or more known headings, or with one when it has no other cells."""
    seen: list[str] = []
    for at, (number, cells) in enumerate(rows):
        found = [name for name in cells if known.is_known(name)]
        if len(found) >= min(2, len([name for name in cells if name.strip()])) and found:
            return [name.strip() for name in cells], number
        seen = seen or [name for name in cells if name.strip()]
        if at >= TITLE_ROWS:
            break
    raise Usage("import.columns", path=path, missing=known.wanted, seen=", ".join(seen[:20]) or "—")


def heading_map(*groups: Mapping[str, str]) -> dict[str, str]:
    """Return headings as `open_sheet` wants them, from tables of heading to key."""
    return {heading_text(heading): key for group in groups for heading, key in group.items()}
