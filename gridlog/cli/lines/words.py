"""Split a line of the desk into words, as a shell does: blanks part words, quotes and backslashes keep blanks.

Nothing is put in the place of `$NAME` or `*`. On Windows a backslash is a letter, for paths are full of them.
"""

import os
from typing import NamedTuple

from gridlog.errors import Usage
from gridlog.machine import windows

ESCAPE = "\\"
BLANKS = " \t\r"
QUOTES = "'\""
COMMENT = "#"
PIPE = "|"


class Word(NamedTuple):
    """A word, where it begins in the line, whether it is written without quotes, and the quote that stays open."""

    text: str
    start: int
    is_bare: bool = True
    open: str = ""


def words(line: str) -> list[str]:
    """Return the words of a line, without its comment. Raises Usage for a quote that stays open."""
    found = scanned(line)
    if found and found[-1].open:
        raise Usage("line.quote", quote=found[-1].open)
    return [_at_home(line, word) for word in found]


def has_pipe(line: str) -> bool:
    """Return whether the output of the line goes to another program: `|` stands in it as a word."""
    return any(word.is_bare and word.text == PIPE for word in scanned(line))


def scanned(line: str) -> list[Word]:
    """Return the words of a line with their places; a word begins a comment when it is `#`, or the first with `#`."""
    escape = "" if windows.IS_WINDOWS else ESCAPE
    found: list[Word] = []
    at = 0
    while at < len(line):
        if line[at] in BLANKS:
            at += 1
            continue
        word, at = _word(line, at, escape)
        if word.is_bare and (word.text == COMMENT or (not found and word.text.startswith(COMMENT))):
            break
        found.append(word)
    return found


def _word(line: str, start: int, escape: str) -> tuple[Word, int]:
    """Return the word that begins at `start`, and where the rest of the line begins."""
    text: list[str] = []
    quote, is_bare, at = "", True, start
    while at < len(line) and (quote or line[at] not in BLANKS):
        char = line[at]
        if escape and char == escape and at + 1 < len(line) and _escapes(quote, line[at + 1], escape):
            text.append(line[at + 1])
            is_bare = False
            at += 1
        elif char == quote:
            quote = ""
        elif not quote and char in QUOTES:
            quote, is_bare = char, False
        else:
            text.append(char)
        at += 1
    return Word("".join(text), start, is_bare, quote), at


def _escapes(quote: str, following: str, escape: str) -> bool:
    """Return whether a backslash before a character stands for the character alone."""
    return not quote or (quote == '"' and following in ('"', escape))


def _at_home(line: str, word: Word) -> str:
    """Return the text of a word; one that begins with a bare ~ begins with the folder of its user."""
    return os.path.expanduser(word.text) if line[word.start] == "~" else word.text  # noqa: PTH111  # other texts stay
