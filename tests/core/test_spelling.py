"""A name is typed in characters, pinyin, initials or mixtures of them; a slip is told from what fits."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.roster import folded
from gridlog.core.spelling import fits, sieve, slip_sieves, slips
from gridlog.core.spelling import syllables as of_folded
from gridlog.store.guessing import typed_as


def syllables(name: str) -> str:
    """The tokens of a name as a file keeps them."""
    return of_folded(folded(name))


NAME = "江苏禧天龙家居用品有限公司"


def test_each_character_stands_with_its_readings_the_usual_one_first() -> None:
    assert syllables("长城") == " 长chang,zhang 城cheng"
    assert syllables("重庆3M") == " 重chong,zhong,tong 庆qing 3 m"
    assert syllables("吕") == " 吕lv,lu"
    assert syllables("ABC") == " a b c"


TYPED = [
    ("禧天龙", NAME, "usual"),
    ("xitianlong", NAME, "usual"),
    ("XiTianLong", NAME, "usual"),
    ("xi tian long", NAME, "usual"),
    ("xi'tian'long", NAME, "usual"),
    ("xtl", NAME, "usual"),
    ("xi天龙", NAME, "usual"),
    ("禧tianlong", NAME, "usual"),
    ("禧天l", NAME, "usual"),
    ("xtlong", NAME, "usual"),
    ("xitianl", NAME, "usual"),
    ("jsxtl", NAME, "usual"),
    ("jiangsuxtl", NAME, "usual"),
    ("ｘｔｌ", NAME, "usual"),
    ("xitianlo", NAME, "usual"),
    ("zhchqc", "珠城汽车", "usual"),
    ("zhuchqiche", "珠城汽车", "usual"),
    ("xitialong", NAME, "no"),
    ("itianlong", NAME, "no"),
    ("xtllong", NAME, "no"),
    ("xilong", NAME, "no"),
    ("changcheng", "长城汽车", "usual"),
    ("zhangcheng", "长城汽车", "other"),
    ("zcqc", "长城汽车", "other"),
    ("zhongqing", "重庆路桥", "other"),
    ("danxing", "单行道", "usual"),
    ("shanhang", "单行道", "other"),
    ("lvzhou", "吕洲", "usual"),
    ("luzhou", "吕洲", "usual"),
    ("3mcl", "3M材料", "usual"),
    ("mcailiao", "3M材料", "usual"),
    ("acme", "ACME Pumps", "usual"),
]


@pytest.mark.parametrize(("typed", "name", "reading"), TYPED, ids=[f"{one[0]}={one[1]}" for one in TYPED])
def test_a_character_is_typed_as_itself_or_as_the_beginning_of_a_reading(
    typed: str, name: str, reading: str
) -> None:
    tokens, text = syllables(name), typed_as(typed)
    found = [bool(fits(text, is_usual).search(tokens)) for is_usual in (True, False)]
    wanted = {"usual": [True, True], "other": [False, True], "no": [False, False]}
    if typed == "luzhou":  # a second spelling of the same reading
        wanted["usual"] = [False, True]
    assert found == wanted[reading]


SLIPS = [
    ("禧天尤", NAME, True),
    ("天禧龙", NAME, True),
    ("禧天龙居", NAME, True),
    ("禧天家居", NAME, True),
    ("禧天龙龙家", NAME, True),
    ("xitianlomg", NAME, True),
    ("xitanlong", NAME, True),
    ("xitialong", NAME, True),
    ("xittianlong", NAME, True),
    ("xitainlong", NAME, True),
    ("xi天尤家", NAME, True),
    ("禧大尤", NAME, False),
    ("xitainlomg", NAME, False),
    ("张山", "张三", True),
    ("张", "张三", False),
    ("李四", "张三", False),
    ("张山", "张三丰", False),
    ("zhangsen", "张三", True),
    ("xtk", NAME, False),
    ("3m材类", "3M材料", True),
    ("4m材料", "3M材料", True),
]


@pytest.mark.parametrize(("typed", "name", "is_one"), SLIPS, ids=[f"{one[0]}={one[1]}" for one in SLIPS])
def test_one_wrong_missing_extra_or_swapped_character_is_a_slip_and_two_are_not(
    typed: str, name: str, is_one: bool
) -> None:
    assert bool(slips(typed_as(typed)).search(syllables(name))) == is_one


ALPHABET = st.sampled_from("禧天龙长重行单家吕abz3*?[]().")


@given(st.text(ALPHABET, min_size=1, max_size=6), st.data())
def test_the_sieve_lets_through_all_that_fits(name: str, data: st.DataObject) -> None:
    tokens = syllables(name).split()
    first = data.draw(st.integers(0, len(tokens) - 1))
    typed = "".join(data.draw(st.sampled_from(_ways(token, token is tokens[-1]))) for token in tokens[first:])
    text = typed_as(typed)
    assert fits(text, is_usual=False).search(syllables(name))
    assert _passes(sieve(text), syllables(name))
    slipped = typed_as(data.draw(st.sampled_from([typed[:at] + typed[at + 1 :] for at in range(len(typed))])))
    if slipped and slips(slipped).search(syllables(name)):
        assert any(_passes(one, syllables(name)) for one in slip_sieves(slipped))


def _ways(token: str, is_last: bool) -> list[str]:
    readings = [one for one in token[1:].split(",") if one]
    initials = [one[:length] for one in readings for length in (1, 2) if length == 1 or one[1:2] == "h"]
    begun = [one[:length] for one in readings for length in range(1, len(one))] if is_last else []
    return [token[0], *readings, *initials, *begun]


def _passes(glob: str, tokens: str) -> bool:
    import sqlite3

    return bool(sqlite3.connect(":memory:").execute("SELECT ? GLOB ?", (tokens, glob)).fetchone()[0])


@given(st.text(max_size=12))
def test_any_name_has_a_token_for_each_character(name: str) -> None:
    plain = "".join(char for char in name if category(char) != "Cs")
    tokens = syllables(plain)
    assert len(tokens.split(" ")) - 1 == len(folded(plain))
