"""Read from a workbook's XML what the reader of workbooks does not tell of its cells.

The XML tells of errors, of formulas that no program calculated, and which cells of an .ods are merged.
Source: ECMA-376 part 1, 18.3.1.4 (c), 18.3.1.40 (f), 18.18.11 (t="e"); OpenDocument 1.3 part 3, 9.1.
An .xls is not an archive of XML and tells nothing here: its errors are read as empty cells.
zipfile and ElementTree are imported only when a workbook is read, because an import of CSV does not need them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element
    from zipfile import ZipFile

UNCALCULATED = "#=?"  # stands in a row for a formula without a result
CHUNK = 1 << 20
NOTABLE = re.compile(rb't="e"|<(?:\w+:)?f[ />]')
ODS, OFFICE = "content.xml", "xl/workbook.xml"
MOST = 1 << 20  # rows of a sheet; an .ods repeats its last empty row up to there

Fault: TypeAlias = tuple[int, str]  # a column, and the text of its cell


class Span(NamedTuple):
    """A cell merged over the rows `top` to `bottom`, both counted from 0 and both included."""

    top: int
    left: int
    bottom: int


class About(NamedTuple):
    """What the XML says of one sheet: the faults of each row, counted from 0, and the merged cells of an .ods."""

    faults: Mapping[int, Sequence[Fault]]
    spans: Sequence[Span] = ()


NOTHING = About({})


class Parts:
    """The XML files inside a workbook; an .xls, or a damaged archive, has none."""

    def __init__(self, file: BinaryIO) -> None:
        import zipfile

        try:
            file.seek(0)
            self.archive: ZipFile | None = zipfile.ZipFile(file)
            self.names = set(self.archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError):
            self.archive = None

    def about(self, tab: str) -> About:
        """Return what is known of the sheet with this name; nothing when its XML cannot be read."""
        if self.archive is None:
            return NOTHING
        from xml.etree.ElementTree import ParseError
        from zipfile import BadZipFile

        try:
            if ODS in self.names:
                return _about_ods(self.archive, tab)
            return _about_xlsx(self.archive, tab) if OFFICE in self.names else NOTHING
        except (ParseError, BadZipFile, KeyError, ValueError, EOFError):
            return NOTHING  # calamine reads the sheet and raises its own error for a part that it cannot read


def _about_xlsx(archive: "ZipFile", tab: str) -> About:
    part = _part_of(archive, tab)
    if not part or not _has_notable(archive, part):
        return NOTHING
    trusts_nothing = b'fullCalcOnLoad="1"' in archive.read(OFFICE)
    faults: dict[int, list[Fault]] = defaultdict(list)
    for row, column, fault in _faults(archive, part, trusts_nothing):
        faults[row].append((column, fault))
    return About(faults)


def _part_of(archive: "ZipFile", tab: str) -> str:
    """Return the path of a sheet's XML; empty when the workbook does not name it."""
    sheets = {}
    for one in _read(archive, OFFICE).iter():
        if _local(one.tag) == "sheet":
            link = next((value for name, value in one.attrib.items() if _local(name) == "id"), "")
            sheets[one.get("name", "")] = link
    for one in _read(archive, "xl/_rels/workbook.xml.rels").iter():
        if one.get("Id") == sheets.get(tab):
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _read(archive: "ZipFile", part: str) -> "Element":
    from xml.etree.ElementTree import fromstring

    return fromstring(archive.read(part))  # noqa: S314  # expat bounds what entities grow to


def _has_notable(archive: "ZipFile", part: str) -> bool:
    """Return whether a sheet has any formula or error at all: this quick check spares most sheets the full reading."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            if NOTABLE.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _faults(archive: "ZipFile", part: str, trusts_nothing: bool) -> Iterator[tuple[int, int, str]]:
    from xml.etree.ElementTree import iterparse

    row = column = -1
    with archive.open(part) as stream:
        for event, one in iterparse(stream, ("start", "end")):  # noqa: S314  # as above
            name = _local(one.tag)
            if event == "start" and name == "row":
                row, column = int(one.get("r", row + 2)) - 1, -1
            elif event == "end" and name == "c":
                column = _column(one.get("r", ""), column + 1)
                if fault := _fault(one, trusts_nothing):
                    yield row, column, fault
            elif event == "end" and name == "row":
                one.clear()


def _fault(cell: "Element", trusts_nothing: bool) -> str:
    """Return the error that a cell shows, UNCALCULATED for a formula without a result, else empty.

    A program that cannot calculate writes no result, or 0 and the wish that everything be calculated at loading.
    """
    held = {_local(one.tag): one.text or "" for one in cell}
    if cell.get("t") == "e":
        return held.get("v", "")
    if "f" not in held:
        return ""
    is_idle = "v" not in held or (trusts_nothing and held["v"] == "0")
    return UNCALCULATED if is_idle else ""


def _column(reference: str, default: int) -> int:
    """Return the column of a reference like AB12, counted from 0."""
    at = 0
    for letter in reference.rstrip("0123456789"):
        at = at * 26 + ord(letter) - 64
    return at - 1 if at else default


def _about_ods(archive: "ZipFile", tab: str) -> About:
    from xml.etree.ElementTree import iterparse

    faults: dict[int, list[Fault]] = defaultdict(list)
    spans: list[Span] = []
    is_ours, row, column = False, 0, 0
    with archive.open(ODS) as stream:
        for event, one in iterparse(stream, ("start", "end")):  # noqa: S314  # as above
            name = _local(one.tag)
            if event == "start":
                if name == "table":
                    is_ours, row = _get(one, "name") == tab, 0
                elif name == "table-row":
                    column = 0
            elif name == "table-row":
                row += _count(one, "number-rows-repeated")
                one.clear()
            elif is_ours and name in ("table-cell", "covered-table-cell"):
                if (deep := _count(one, "number-rows-spanned")) > 1:
                    spans.append(Span(row, column, row + deep - 1))
                if "error" in [value for key, value in one.attrib.items() if _local(key) == "value-type"]:
                    faults[row].append((column, "".join(one.itertext()).strip()))
                column += _count(one, "number-columns-repeated")
    return About(faults, spans)


def _local(name: str) -> str:
    """Return a tag or attribute without its namespace."""
    return name.rpartition("}")[2]


def _get(one: "Element", wanted: str) -> str:
    return next((value for key, value in one.attrib.items() if _local(key) == wanted), "")


def _count(one: "Element", wanted: str) -> int:
    return min(int(_get(one, wanted) or 1), MOST)
