"""Ask the person at the terminal; repeat each question, with the reason, until its answer can be read.

Questions and lists go to stderr. Ctrl-C and the end of the input leave every question.
"""

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import typer

from gridlog.cli.shell.say import say
from gridlog.core.rules import whole
from gridlog.errors import NotFound, Refused, Usage
from gridlog.words.language import language, pick, two
from gridlog.words.vocabulary import meant, shown
from gridlog.words.vocabulary import vocabulary as words_of_vocabulary

Answer = TypeVar("Answer")

NO_SUCH = two(
    "没有“{answer}”这一项，请填 1 到 {last}。", "There is no '{answer}'; give a number from 1 to {last}."
)


def ask(question: str, default: str = "") -> str:
    """Return one line that the person types. Raises Usage at the end of the input."""
    sys.stderr.write(pick(question) + (f" [{default}]" if default else "") + pick(two("：", ": ")))
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        raise Usage("prompt.ended")
    return line.strip() or default


def answered(question: str, read: Callable[[str], Answer], default: str = "") -> Answer:
    """Return the answer as `read` understands it; Enter means `default`, where there is one.

    When `read` raises an error, the error is shown and the question is asked again.
    """
    from gridlog.cli.shell.boundary import reason_of

    while True:
        line = ask(question, default)
        try:
            if line:
                return read(line)
            say(two("这一项要填。不想填了请按 Ctrl-C 退出。", "An answer is needed here; Ctrl-C leaves."))
        except (Usage, NotFound, Refused, typer.TyperException) as problem:
            say("{reason}", reason=reason_of(problem))


def word(vocabulary: str, question: str) -> str:
    """Return a word of a vocabulary, picked from a numbered list by its number, its key or its name."""
    keys = list(words_of_vocabulary(vocabulary))
    for number, key in enumerate(keys, 1):
        if key.isdecimal():
            say("{key}. {name}", key=key, name=shown(vocabulary, key, language()))
        else:
            say("{number}. {key} {name}", number=number, key=key, name=shown(vocabulary, key, language()))
    return answered(question, lambda line: _numbered(keys, line) or meant(vocabulary, line))


def one_of(known: Sequence[str], question: str) -> str:
    """Return one of a few words, picked from a numbered list by its number or the word itself."""

    def read(line: str) -> str:
        if found := _numbered(known, line) or (line if line in known else ""):
            return found
        raise Usage("word.unknown", value=line, known=", ".join(known))

    for number, one in enumerate(known, 1):
        say("{number}. {one}", number=number, one=one)
    return answered(question, read)


def yes_no(question: str) -> bool:
    """Return whether the person says yes, by number or word."""
    from gridlog.cli.shell.options import yes_or_no

    say(two("1. yes 是", "1. yes"))
    say(two("2. no 否", "2. no"))
    return answered(question, lambda line: line != "2" and yes_or_no(line, "answer") is True)


def _numbered(keys: Sequence[str], line: str) -> str:
    """Return the key that has this number in the list, empty for any other text.

    A key that is a number means itself.
    """
    number = whole(line, 1, len(keys))
    if number is None or line in keys or any(key.isdecimal() for key in keys):
        return ""
    return keys[number - 1]


def confirmed(question: str, default: bool) -> bool:
    """Return whether the person says yes; Enter means `default`."""
    words = {"y": True, "yes": True, "是": True, "好": True, "n": False, "no": False, "否": False}
    while True:
        answer = ask(pick(question) + (" [Y/n]" if default else " [y/N]")).lower()
        if not answer:
            return default
        if answer in words:
            return words[answer]
        say(two("请回答 y（是）或 n（否）。", "Answer y (yes) or n (no)."))
