"""Tables for people at a terminal: they fit its width, in characters that every Chinese console has."""

from collections.abc import Sequence

from gridlog.ledgers.columns import NUMBERS, Column, Rows, Value, spoken
from gridlog.ledgers.ruled import BOLD, Paint, cells, fitting, ruled_lines

MARKS = {"met": "√", "short": "×", "exempt": "○", "red": "●", "yellow": "▲", "blue": "◆", "green": "○"}
RED, GREEN, YELLOW, BLUE = "31", "32", "33", "34"
STYLES = {"met": (GREEN,), "short": (BOLD, RED), "red": (BOLD, RED), "yellow": (YELLOW,), "blue": (BLUE,)}
TEXT_WIDTH = 16
QUOTA = frozenset({"required", "counted"})
BARS_FROM = 100  # a terminal with so many columns has room for bars
BAR = Column("bar", "进度", "progress")
NEVER_FIRST = "，。；：、）"  # no line begins with one of these
FILLED, BLANK, STEPS = "■", "□", 10


def bar(value: int, whole: int) -> str:
    """Return ten marks that every Chinese console has; empty when nothing is owed.

    All ten marks are full only when everything is done.
    """
    if not whole:
        return ""
    filled = max(0, min(STEPS, STEPS * value // whole))
    return FILLED * filled + BLANK * (STEPS - filled)


def bar_text(value: int, whole: int) -> str:
    """Return a bar and its figures."""
    return f"{bar(value, whole)} {value}/{whole}".strip()


def with_bars(columns: Sequence[Column], rows: Rows) -> tuple[list[Column], list[list[Value]]]:
    """Add a column at the end with a bar: the counted part of the required number.

    At the end, a bar does no harm on a console that draws its marks two columns wide.
    """
    keys = [column.key for column in columns]
    owed, made = keys.index("required"), keys.index("counted")
    return [*columns, BAR], [[*row, bar(_number(row[made]), _number(row[owed]))] for row in rows]


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def table_text(
    columns: Sequence[Column],
    rows: Rows,
    language: str,
    width: int | None,
    title: str = "",
    foot: str = "",
    spare: Sequence[str] = (),
    paint: Paint = "",
) -> str:
    """Return a table as text: ruled for a terminal of `width` columns that knows `paint`, plain and whole for a pipe.

    When the width is too small, columns are left out in the order of `spare`, then long text is folded.
    A line below the table names the columns that were left out.
    """
    told = [
        [_told(column, value, language) for column, value in zip(columns, row, strict=True)] for row in rows
    ]
    headings = [column.heading(language) for column in columns]
    if width is None:
        lines = [title] if title else []
        lines += plain_lines(headings, told, [column.kind in NUMBERS for column in columns])
    else:
        kept = _fitting(columns, [headings, *told], width, spare)
        narrow = [[row[at] for at in kept] for row in told]
        shown = [columns[at] for at in kept]
        lines = [title] if title else []
        wanted = _wanted(shown, [[headings[at] for at in kept], *narrow])
        if sum(wanted) + len(wanted) - 1 <= width:
            lines += _ruled_lines(shown, [headings[at] for at in kept], narrow, width, paint)
            left = [heading for at, heading in enumerate(headings) if at not in kept]
            lines += _left_out(left, language, width) if left else []
        else:
            lines += _blocks(headings, told, ": " if language == "en" else "：")
    below = (
        foot.splitlines()
        if width is None
        else [one for line in foot.splitlines() for one in folded(line, width)]
    )
    return "".join(line.rstrip() + "\n" for line in [*lines, *below])


def folded(text: str, width: int) -> list[str]:
    """Return a line as several lines of a width, broken at a blank when there is one, else between two letters."""
    lines = []
    while (fits := fitting(text, width)) < len(text):
        blank = text.rfind(" ", 1, fits + 1)
        at = blank if blank > fits // 2 else fits - (fits > 1 and text[fits] in NEVER_FIRST)
        lines.append(text[:at])
        text = text[at:].lstrip()
    return [*lines, text] if text else lines


def _left_out(headings: Sequence[str], language: str, width: int) -> list[str]:
    """Return the names of the columns that are not shown, in lines of that width."""
    mark = ", " if language == "en" else "、"
    lines = ["too narrow to show: " if language == "en" else "窗口较窄，未显示："]
    for at, heading in enumerate(headings):
        name = heading + mark * (at < len(headings) - 1)
        if cells(lines[-1] + name.rstrip()) > width:
            lines.append("")
        lines[-1] += name
    return lines


def _wanted(columns: Sequence[Column], lines: Sequence[Sequence[str]]) -> list[int]:
    """Return the smallest width of each column: only long text may be folded."""
    natural = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    return [
        min(wide, TEXT_WIDTH) if column.is_long else wide
        for column, wide in zip(columns, natural, strict=True)
    ]


def _blocks(headings: Sequence[str], rows: Sequence[Sequence[str]], colon: str) -> list[str]:
    """Return a line for each field and a blank line after each row, for a terminal in which no table fits."""
    lines = []
    for row in rows:
        lines += [f"{heading}{colon}{text}" for heading, text in zip(headings, row, strict=True) if text]
        lines.append("")
    return lines[:-1]


def _fitting(
    columns: Sequence[Column], lines: Sequence[Sequence[str]], width: int, spare: Sequence[str]
) -> list[int]:
    """Return the columns to show so that each fits unfolded, with long text at least TEXT_WIDTH wide."""
    wanted = _wanted(columns, lines)
    kept = list(range(len(columns)))
    for key in spare:
        if sum(wanted[at] + 2 for at in kept) <= width:
            break
        kept = [at for at in kept if columns[at].key != key]
    return kept


def _told(column: Column, value: Value, language: str) -> str:
    text = one_line(spoken(column, value, language))
    mark = MARKS.get(str(value)) if column.words in ("status", "light") else None
    return f"{mark} {text}" if mark else text


def one_line(text: str) -> str:
    """Return a cell's text without line breaks and control characters."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def plain_lines(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Return the lines of a plain table: columns two blanks apart, each as wide as its widest cell.

    Such a table serves pipes, files and pasting.
    """
    widths = [max(map(cells, column)) for column in zip(headings, *rows, strict=True)]
    return ["  ".join(map(_padded, line, widths, right)) for line in [headings, *rows]]


def _padded(text: str, width: int, is_right: bool) -> str:
    blanks = " " * (width - cells(text))
    return blanks + text if is_right else text + blanks


def _ruled_lines(
    columns: Sequence[Column],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    paint: Paint,
) -> list[str]:
    leasts = [TEXT_WIDTH if column.is_long else 0 for column in columns]
    numbers = [column.kind in NUMBERS for column in columns]
    heads = [BOLD if paint else ""] * len(columns)
    lit = [at for at, column in enumerate(columns) if paint and column.words in ("status", "light")]
    plain = [""] * len(columns)
    marked = [_marks(row, lit, paint, plain) for row in rows]
    return ruled_lines(headings, rows, width, numbers, leasts, [heads, *marked])


def _marks(row: Sequence[str], lit: Sequence[int], paint: Paint, plain: list[str]) -> list[str]:
    """Return the marks of the cells of a row: those of a status or light, recognised by its sign."""
    if not lit:
        return plain
    return [_mark(text, paint) if at in lit else "" for at, text in enumerate(row)]


def _mark(text: str, paint: Paint) -> str:
    style = next((style for key, style in STYLES.items() if text.startswith(MARKS[key])), ())
    return ";".join(code for code in style if paint == "colour" or code == BOLD)
