"""The levels a report can have rows for: the words that `--by` takes."""

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from gridlog.cli.shell.say import say
from gridlog.core.tree import PERSONS, WHOLE, Tree
from gridlog.errors import Refused, Usage
from gridlog.words.language import language, two
from gridlog.words.vocabulary import level_word, read

USUAL = ("grid", "block")

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
    """Return the level that a word means; no word means the report level. Raises Usage for a level that the tree does not have."""
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
