"""Words in text: folded alike, found where they stand, and never missed by the pieces that an index keeps."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridlog.core.search import Span, excerpt, folded, pieces, spans, wanted, words_of

LETTERS = st.text("电压波动禾木AaＡｂ12３４，。 -kW㎡ß", max_size=30)


def has(terms: list[str], of: str) -> bool:
    """Whether an index with the pieces of a text answers every term, as FTS5 reads it."""
    kept = pieces(of).split()
    for term in terms:
        letters = term[1 : term.rindex('"')]
        if not any(one.startswith(letters) if term.endswith("*") else one == letters for one in kept):
            return False
    return True


@given(LETTERS, st.text("电压波动禾木Aa12kW，", min_size=1, max_size=5))
def test_the_pieces_of_a_text_never_miss_a_word_of_it(text: str, typed: str) -> None:
    for word in words_of(typed):
        if word in folded(text):
            assert has(wanted(word), folded(text))


FOLDED = {
    "full width and capitals": ("ＩＳＯ９００１ Kw", "iso9001 kw"),
    "a phone is masked": ("王总13800138000", "王总138****8000"),
    "a full-width phone too": ("１３８００１３８０００", "138****8000"),
    "a landline": ("电话0516-84661234。", "电话051****1234。"),
    "a credit code is none": ("91350100M000100Y43", "91350100m000100y43"),
}


@pytest.mark.parametrize(("text", "told"), FOLDED.values(), ids=FOLDED)
def test_texts_are_compared_without_case_width_and_phones(text: str, told: str) -> None:
    assert folded(text) == told


def test_a_question_has_each_word_once() -> None:
    assert words_of(" 电压　波动 电压 KW ") == ["电压", "波动", "kw"]
    assert words_of("　 ") == []
    assert words_of("一" * 300) == ["一" * 200]


WANTED = {
    "two letters": ("电压", ['"电压"']),
    "three": ("禧天龙", ['"禧天"', '"天龙"']),
    "one": ("电", ['"电" *']),
    "marks part runs": ("a-b1", ['"a" *', '"b1"']),
    "marks alone": ("，", []),
}


@pytest.mark.parametrize(("word", "terms"), WANTED.values(), ids=WANTED)
def test_a_word_asks_for_its_pieces(word: str, terms: list[str]) -> None:
    assert wanted(word) == terms


SPANS = {
    "as it was written": ("ＫＷ 电压", ["kw"], [(0, 2)]),
    "twice": ("电压低电压", ["电压"], [(0, 2), (3, 5)]),
    "overlapping words are one": ("午后电压波动", ["电压波", "压波动"], [(2, 6)]),
    "a letter that folds to two": ("12㎡厂房", ["m2"], [(2, 3)]),
    "in the order of the text": ("电压低，煤气足", ["煤气", "电压"], [(0, 2), (4, 6)]),
    "nowhere": ("电压", ["煤气"], []),
}


@pytest.mark.parametrize(("text", "words", "found"), SPANS.values(), ids=SPANS)
def test_words_are_lit_where_they_stand(text: str, words: list[str], found: list[tuple[int, int]]) -> None:
    assert spans(text, words) == [Span(*one) for one in found]


@given(st.text("一二三，a", max_size=200), st.integers(0, 199), st.integers(1, 60))
def test_an_excerpt_has_what_was_found_and_no_more_than_fits(text: str, first: int, most: int) -> None:
    if first >= len(text):
        return
    part = excerpt(text, first, most)
    assert part.start <= first < part.end
    assert part.end - part.start == min(most, len(text))
    assert part.start == 0 or first - part.start >= most // 3
    assert re.fullmatch(r"(?s).*", text[part.start : part.end])
