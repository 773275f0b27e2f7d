"""Open a file that people made, and read the rows of a text in constant memory.

The module knows UTF-8 with and without a mark, UTF-16, GB 18030 (which holds GBK), commas, tabs and semicolons.
"""

import codecs
import csv
import io
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeAlias

from gridlog.errors import Usage
from gridlog.machine.files import standard_input

TITLE_ROWS = 10
CHUNK = 1 << 20
SPOOLED = 1 << 23
MAX_CELL = 1 << 18
NumberedCells: TypeAlias = tuple[int, list[str]]


def text_rows(file: BinaryIO, path: str) -> Iterator[NumberedCells]:
    """Return the rows of a text file, each with the number of its last line. Raises Usage while they are read."""
    encoding = _encoding(file, path)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    first = "".join(islice(text, TITLE_ROWS))
    text.seek(0)
    csv.field_size_limit(MAX_CELL)
    return _checked(csv.reader(text, delimiter=_delimiter(first), strict=True), path)


def opened(path: str) -> BinaryIO:
    """Return a file, or stdin for `-`, that can be read more than once. Raises Usage."""
    try:
        if path == "-":
            return _spooled(standard_input())
        file = Path(path).open("rb")  # noqa: SIM115  # the file stays open as long as the sheet
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem) from None
    return file if file.seekable() else _spooled(file)


def _spooled(pipe: BinaryIO) -> BinaryIO:
    """Return the content of a pipe as a file that can be read more than once."""
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115  # lives as long as the sheet
    while chunk := pipe.read(CHUNK):
        spool.write(chunk)
    spool.seek(0)
    return spool  # type: ignore[return-value]  # the spooled file has the whole protocol since Python 3.11


def _encoding(file: BinaryIO, path: str) -> str:
    """Return the first encoding that reads the whole file. Raises Usage."""
    start = file.read(8)
    candidates = (
        ("utf-16",)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        else ("utf-8-sig", "gb18030")
    )
    for encoding in candidates:
        if _reads(file, encoding):
            file.seek(0)
            return encoding
    raise Usage("file.encoding", path=path)


def _reads(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(first: str) -> str:
    return max(",\t;", key=lambda mark: (first.count(mark), mark == ","))


def _checked(reader: Iterator[list[str]], path: str) -> Iterator[NumberedCells]:
    try:
        for cells in reader:
            yield reader.line_num, cells  # type: ignore[attr-defined]  # a csv reader counts its lines
    except csv.Error as problem:
        raise Usage("file.not_csv", path=path, reason=problem) from None
    except UnicodeError:  # the file has changed since its encoding was found
        raise Usage("file.encoding", path=path) from None
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem) from None
