"""Find words in text: how text is folded, which pieces an index keeps of it, and where the words stand. Pure.

An index keeps every pair of neighbouring letters (a bigram), and each letter at the end of a run alone, so that a search for one
letter finds the pieces that begin with it. Chinese has no blanks between words, and most of its words have two letters.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from gridlog.core.phone import without_phones

_BREAK = re.compile(r"[\W_]+")
MOST_LETTERS = 200  # of a question


def folded(text: str) -> str:
    """Return a text as texts are compared: half-width, without case, blanks alike, and its phone numbers masked."""
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    return without_phones(plain)


def words_of(typed: str) -> list[str]:
    """Return the words of a question, each once and folded."""
    plain = unicodedata.normalize("NFKC", typed[:MOST_LETTERS]).casefold()
    return list(dict.fromkeys(plain.split()))


def pieces(text: str) -> str:
    """Return the pieces of a folded text, with blanks between them."""
    return " ".join([" ".join(map(str.__add__, run, run[1:] + " ")) for run in _BREAK.split(text) if run])


def wanted(word: str) -> list[str]:
    """Return the terms that an index must have of a text with this word; none for a word of marks alone.

    A term is in quotes, as FTS5 reads it; one with a star stands for every piece that begins with it.
    """
    terms = []
    for run in filter(None, _BREAK.split(word)):
        if len(run) == 1:
            terms.append(f'"{run}" *')
        terms += [f'"{run[at : at + 2]}"' for at in range(len(run) - 1)]
    return list(dict.fromkeys(terms))


class Span(NamedTuple):
    """The letters [start, end) of a text."""

    start: int
    end: int


def spans(text: str, words: Sequence[str]) -> list[Span]:
    """Return where the words stand in a text as it was written, in order and without overlaps."""
    letters: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        plain = unicodedata.normalize("NFKC", char).casefold()
        letters.append(plain)
        places += [at] * len(plain)
    whole = "".join(letters)
    found = []
    for word in words:
        at = whole.find(word) if word else -1
        while at >= 0:
            found.append(Span(places[at], places[at + len(word) - 1] + 1))
            at = whole.find(word, at + len(word))
    joined: list[Span] = []
    for one in sorted(found):
        if joined and one.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def excerpt(text: str, first: int, most: int) -> Span:
    """Return the part of a text to show, at most so many letters, with what stands at `first` in its front half."""
    start = max(0, min(first - most // 3, len(text) - most))
    return Span(start, min(len(text), start + most))
