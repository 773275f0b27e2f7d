"""The tree of grids: Python and SQL say the same of every tree, also of a broken one."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.rules import DEFAULT, checked
from gridlog.core.tree import Node, Tree, level_name
from gridlog.errors import Usage
from gridlog.store import lookup
from gridlog.store.schema import reset_derived
from gridlog.words.vocabulary import level_word, read

CODES = [f"N{number}" for number in range(9)]
LEVELS = ("zone", "片区", "block", "grid", "1", "2")
codes = st.sampled_from([*CODES, "", "nowhere"])
trees = st.dictionaries(
    st.sampled_from(CODES), st.builds(Node, st.sampled_from(LEVELS), codes), max_size=len(CODES)
)


def stored(nodes: dict[str, Node]) -> sqlite3.Connection:
    """A database in memory with these grids."""
    connection = sqlite3.connect(":memory:")
    reset_derived(connection)
    rows = [(code, code, code, "", "", node.level, node.parent, "") for code, node in nodes.items()]
    connection.executemany("INSERT INTO grids VALUES (?,?,?,?,?,?,?,?)", rows)
    return connection


def line_of(nodes: dict[str, Node], code: str) -> list[str]:
    """A grid and all above it, by hand."""
    line: list[str] = []
    while code in nodes and code not in line:
        line.append(code)
        code = nodes[code].parent
    return line


@given(trees, codes, st.sampled_from(LEVELS))
def test_sql_python_and_a_count_by_hand_find_the_same_unit_in_any_tree(
    nodes: dict[str, Node], code: str, level: str
) -> None:
    by_hand = next((one for one in line_of(nodes, code) if nodes[one].level == level), "")
    assert Tree(nodes).above(code, level) == by_hand
    with closing(stored(nodes)) as connection:
        assert lookup.block_of(connection, code, level) == by_hand


@given(trees, codes)
def test_sql_python_and_a_count_by_hand_find_the_same_grids_below(nodes: dict[str, Node], code: str) -> None:
    by_hand = {one for one in nodes if code in line_of(nodes, one)}
    assert Tree(nodes).below(code) == by_hand
    with closing(stored(nodes)) as connection:
        assert sorted(lookup.below(connection, code)) == sorted(by_hand)


@given(trees, codes, st.sampled_from(["", "nowhere", *CODES]), st.sampled_from(LEVELS))
def test_every_grid_has_one_unit_of_every_level_in_any_tree(
    nodes: dict[str, Node], grid: str, block: str, report_level: str
) -> None:
    tree = Tree(nodes, report_level)
    for level in (*tree.levels(), "grid", "zone"):
        unit, finer = tree.unit(level)(block, grid)
        assert finer in ("", grid, tree.above(grid, level))
        assert level != "zone" or (unit, finer) == ("", "")
    assert set(tree.own_levels()) <= set(tree.levels())
    assert set(tree.coarse_levels()) <= set(tree.levels())


def test_a_tree_of_a_hundred_levels_is_climbed_to_the_top() -> None:
    nodes = {f"N{n}": Node("grid" if n == 99 else str(n), f"N{n - 1}" if n else "") for n in range(100)}
    assert Tree(nodes, "0").block("N99") == "N0"
    with closing(stored(nodes)) as connection:
        assert lookup.block_of(connection, "N99", "0") == "N0"
        assert len(lookup.below(connection, "N0")) == 100


def test_a_cycle_and_an_unknown_parent_end_the_climb() -> None:
    nodes = {"A": Node("grid", "B"), "B": Node("grid", "A"), "C": Node("grid", "nowhere")}
    with closing(stored(nodes)) as connection:
        for code in ("A", "B", "C", "D", ""):
            assert Tree(nodes).block(code) == lookup.block_of(connection, code, "block") == ""
        assert sorted(lookup.below(connection, "A")) == ["A", "B"]


TREE = {
    "Z": Node("zone", ""), "P": Node("片区", "Z"), "A": Node("block", "P"), "B": Node("block", "Z"),
    "A-1": Node("grid", "A"), "A-1-1": Node("grid", "A-1"), "B-1": Node("grid", "B"), "T": Node("组", "B-1"),
}  # fmt: skip


def test_levels_are_listed_from_the_deepest_up() -> None:
    assert Tree(TREE).levels() == ("grid", "组", "block", "片区", "zone")


def test_a_level_has_rows_of_its_own_only_where_no_other_table_has_them() -> None:
    assert Tree(TREE).own_levels() == ("grid", "组", "片区")
    assert Tree(TREE, "片区").own_levels() == ("grid", "组", "block")
    usual = {code: node for code, node in TREE.items() if node.level in ("zone", "block", "grid")}
    assert Tree(usual).own_levels() == ()


def test_what_hangs_above_or_beside_a_level_is_a_unit_of_its_own() -> None:
    unit = Tree(TREE).unit("片区")
    assert [unit(block, grid) for block, grid in (("A", "A-1"), ("A", "A"), ("B", "B-1"), ("", "Z"), ("", ""))] == [
        ("", "P"), ("", "P"), ("B", "B-1"), ("", "Z"), ("", ""),
    ]  # fmt: skip


def test_the_nearest_of_two_units_of_one_level_has_what_hangs_below_both() -> None:
    unit = Tree(TREE).unit("grid")
    assert unit("A", "A-1-1") == ("A", "A-1-1")
    assert unit("A", "A-1") == ("A", "A-1")
    assert unit("B", "T") == ("B", "B-1")


def test_levels_above_the_report_level_are_coarse_and_no_others() -> None:
    assert Tree(TREE).coarse_levels() == ("block", "片区", "zone")
    assert Tree(TREE, "片区").coarse_levels() == ("片区", "zone")
    assert Tree(TREE, "省").coarse_levels() == ()
    deep = {"B-1-1": Node("block", "B-1"), "B-1-1-1": Node("block", "B-1-1"), "S": Node("组", "A")}
    assert Tree(TREE | deep | {"T": Node("组", "A-1")}).coarse_levels() == ("block", "片区", "zone")
    assert Tree(TREE).coarse_unit("片区")("B", "B-1") == ("", "")
    assert Tree(TREE).coarse_unit("block")("B", "B-1") == ("B", "")


def test_a_stored_block_stays_while_it_is_a_unit_of_the_report_level() -> None:
    assert Tree(TREE).kept_block("B", "A-1") == "B"
    assert Tree(TREE).kept_block("gone", "A-1") == "gone"
    assert Tree(TREE).kept_block("", "A-1") == ""
    assert Tree(TREE, "片区").kept_block("A", "A-1") == "P"
    assert Tree(TREE, "片区").kept_block("", "A-1") == "P"
    assert Tree(TREE, "片区").kept_block("P", "B-1") == "P"
    assert Tree(TREE).kept_block("P", "A-1") == "A"


def test_a_level_is_any_word_or_number_half_width() -> None:
    words = ["网格", "Block", " １ ", "片区", "第２级"]
    assert [read("grid_level", word) for word in words] == ["grid", "block", "1", "片区", "第2级"]
    assert level_name("　Ａ  区 ") == "A 区"
    told = [(level, level_word(level, "zh"), level_word(level, "en")) for level in ("block", "2", "片区")]
    assert told == [("block", "板块", "block"), ("2", "第2级", "level 2"), ("片区", "片区", "片区")]


@pytest.mark.parametrize("word", ["officer", "Officer", "层" * 41, "a\x00b"])
def test_a_word_that_cannot_name_a_level_is_refused(word: str) -> None:
    with pytest.raises(Usage) as problem:
        level_name(word)
    assert problem.value.code == "grid.level"


def test_the_report_level_is_a_rule_of_the_zone() -> None:
    assert DEFAULT.report_level == "block"
    assert checked("report_level", "１") == "1"
    assert checked("report_level", "  ") == "block"
