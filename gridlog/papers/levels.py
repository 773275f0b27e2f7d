"""The levels of a zone in tables and sentences: what they are called, and which columns a level leaves out."""

from collections.abc import Container, Iterable, Sequence

from gridlog.core.tree import PERSONS, WHOLE
from gridlog.ledgers.columns import Column, Value
from gridlog.words.language import language
from gridlog.words.vocabulary import level_word

FINER: dict[str, tuple[str, ...]] = {WHOLE: ("block", "grid"), "block": ("grid",)}


def without(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], keys: Container[str]
) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """Return the columns that do not have these keys, and their cells in each row."""
    kept = [at for at, column in enumerate(columns) if column.key not in keys]
    return [columns[at] for at in kept], [tuple(row[at] for at in kept) for row in rows]


def finer(level: str, report_level: str) -> tuple[str, ...]:
    """Return the keys of the columns that the rows of a level leave empty."""
    if level == report_level and level not in ("grid", WHOLE):
        return FINER["block"]
    return FINER[WHOLE] if level == WHOLE else ()


def headed(columns: Sequence[Column], report_level: str, level: str = "") -> list[Column]:
    """Return the columns under the words of the zone's own levels."""
    words = {"block": report_level} | ({} if level in ("", PERSONS) else {"grid": level})
    return [_headed(column, words.get(column.key, column.key)) for column in columns]


def _headed(column: Column, level: str) -> Column:
    if column.key == level:
        return column
    return column._replace(zh=level_word(level, "zh"), en=level_word(level, "en"))


def unit_column(report_level: str) -> Column:
    """Return the first column of a table by units of the report level."""
    return Column("block", level_word(report_level, "zh"), level_word(report_level, "en"))


def unit_word(report_level: str) -> str:
    """Return what a sentence calls a unit of the report level: 板块, 片区, 第2级."""
    return level_word(report_level, language())


def unit_words(report_level: str) -> str:
    """Return what a sentence calls several units of the report level: blocks, 片区 units."""
    word = unit_word(report_level)
    if language() == "zh":
        return word
    return f"{word}s" if report_level in ("grid", "block", "zone") else f"{word} units"
