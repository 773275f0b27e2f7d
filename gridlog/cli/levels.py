"""The levels a report can have rows for: the words `--by` takes, and what each level leaves out of a table."""

from collections.abc import Container, Iterable, Sequence
from typing import Annotated

import typer

from gridlog.cli.shell.say import say
from gridlog.core.tree import PERSONS, WHOLE, Tree
from gridlog.errors import Refused, Usage
from gridlog.ledgers.columns import Column, Value
from gridlog.words.language import language, two
from gridlog.words.vocabulary import level_word, read

USUAL = ("grid", "block")
FINER: dict[str, tuple[str, ...]] = {WHOLE: ("block", "grid"), "block": ("grid",)}

Level = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="officer|grid|block|zone|LEVEL",
        help=two(
            "按人员、网格、板块、全区，或网格树里的任何层级",
            "A row for each of these, or of a level of the tree",
        ),
    ),
]
GroupLevel = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="officer|grid|block|zone|LEVEL",
        show_default=False,
        help=two(
            "按人员、网格、板块、全区，或网格树里的任何层级；默认板块，即 report_level 一层",
            "A row for each of these, or of a level of the tree; by default block, the level report_level",
        ),
    ),
]
UnitLevel = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="grid|block|zone|LEVEL",
        help=two(
            "按网格、板块、全区，或网格树里的任何层级", "A row for each of these, or of a level of the tree"
        ),
    ),
]
CoarseLevel = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="block|zone|LEVEL",
        show_default=False,
        help=two(
            "按板块、全区，或板块以上的层级；不按网格和人员；默认板块，即 report_level 一层",
            "A row for each of these, or of a level above, never a row a person; by default block, the level report_level",
        ),
    ),
]


def level_of(by: str, tree: Tree, persons: bool = True) -> str:
    """The level that somebody means by a word; the report level for none. Raises Usage for one the tree has not."""
    levels = tree.levels()
    found = _meant(by, tree.report_level, levels)
    if found == tree.report_level:
        mind_report_level(tree)
    if found is None or (found == PERSONS and not persons):
        known = [PERSONS] if persons else []
        known += [one for one in levels or USUAL if one != WHOLE]
        raise Usage("report.by", value=by, known=", ".join([*known, WHOLE]))
    return found


def coarse_level_of(by: str, tree: Tree) -> str:
    """The same for a report that must not have a row a person: the report level or one above. Raises Usage."""
    coarse = [one for one in tree.coarse_levels() or [tree.report_level] if one != WHOLE]
    level = level_of(by, tree, persons=False)
    if level not in (*coarse, WHOLE):
        raise Usage("report.by", value=by, known=", ".join([*coarse, WHOLE]))
    return level


def kept_level_of(by: str, report_level: str, levels: Iterable[str], tree: Tree, period: str) -> str:
    """The same for figures that were handed in with rows of `levels`. Raises Refused where they have not these rows."""
    kept = [*dict.fromkeys(("grid", *levels, report_level))]
    found = _meant(by, report_level, kept)
    if found is not None:
        return found
    level_of(by, tree)
    raise Refused("report.by_frozen", value=by, known=", ".join([PERSONS, *kept, WHOLE]), period=period)


def _meant(by: str, report_level: str, levels: Sequence[str]) -> str | None:
    if not by.strip():
        return report_level
    word = read("grid_level", by)
    same = [one for one in (PERSONS, WHOLE, *levels, report_level) if one.casefold() == word.casefold()]
    if same:
        return same[0]
    return {"block": report_level, "grid": "grid"}.get(word)  # scripts may say these in every zone


def known_level(typed: str, tree: Tree) -> str:
    """A level for the setting `report_level`, as the tree spells it. Raises Usage for one that the tree has not."""
    levels = tree.levels()
    word = read("grid_level", typed)
    same = [one for one in levels if one.casefold() == word.casefold()]
    if levels and not same:
        raise Usage("rule.level", value=typed, known=", ".join(levels))
    return same[0] if same else word


def mind_report_level(tree: Tree) -> None:
    """Say that all figures stand in one row where no grid is at the report level."""
    levels = tree.levels()
    if not levels or tree.report_level in levels:
        return
    say(
        two(
            "注意：网格树里没有“{level}”这一层，各项数字合在一行。请运行 gridlog config set report_level 层级，可选：{known}",
            "Note: no grid is at the level {level}, so all figures are in one row; run gridlog config set report_level LEVEL, one of: {known}",
        ),
        level=level_word(tree.report_level, language()),
        known=", ".join(levels),
    )


def without(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], keys: Container[str]
) -> tuple[list[Column], list[tuple[Value, ...]]]:
    """The columns, and their cells in each row, but for these."""
    kept = [at for at, column in enumerate(columns) if column.key not in keys]
    return [columns[at] for at in kept], [tuple(row[at] for at in kept) for row in rows]


def finer(level: str, report_level: str) -> tuple[str, ...]:
    """The columns that the rows of a level leave empty."""
    if level == report_level and level not in ("grid", WHOLE):
        return FINER["block"]
    return FINER[WHOLE] if level == WHOLE else ()


def headed(columns: Sequence[Column], report_level: str, level: str = "") -> list[Column]:
    """The columns under the words of the zone's own levels."""
    words = {"block": report_level} | ({} if level in ("", PERSONS) else {"grid": level})
    return [_headed(column, words.get(column.key, column.key)) for column in columns]


def _headed(column: Column, level: str) -> Column:
    if column.key == level:
        return column
    return column._replace(zh=level_word(level, "zh"), en=level_word(level, "en"))


def unit_word(report_level: str) -> str:
    """What a unit of the report level is called in a sentence: 板块, 片区, 第2级."""
    return level_word(report_level, language())


def unit_words(report_level: str) -> str:
    """The same of several of them: blocks, 片区 units."""
    word = unit_word(report_level)
    if language() == "zh":
        return word
    return f"{word}s" if report_level in ("grid", "block", "zone") else f"{word} units"
