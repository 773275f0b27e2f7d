"""The line that a person types at the desk: completed while it is typed, with a history. Alone imports prompt_toolkit."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from gridlog.cli.completion.line import MOST, offers
from gridlog.cli.completion.values import Offer
from gridlog.cli.lines.words import BLANKS, scanned
from gridlog.cli.shell.session import Session
from gridlog.errors import Usage
from gridlog.machine.history import keep, kept

try:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
    from prompt_toolkit.document import Document
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings
except ImportError:
    raise Usage("line.no_editor") from None

PROMPT = "gridlog> "
NEXT_LINE = "       > "
Offering = Callable[[list[str]], list[Offer]]


def reader(file: Path, root: Any, here: Callable[[], Session]) -> Callable[[], str]:
    """Return the way to read what a person types: a line, or the lines of a paste.

    It raises KeyboardInterrupt for Ctrl-C and EOFError for Ctrl-D. `here` makes a session, for completion.
    """
    typing: PromptSession[str] = PromptSession(
        PROMPT,
        completer=_Completer(lambda given: offers(root, here(), given)),
        history=_History(file),
        key_bindings=_keys(),
        multiline=Condition(lambda: "\n" in get_app().current_buffer.text),
        prompt_continuation=NEXT_LINE,
        enable_suspend=True,
    )

    def read() -> str:
        sys.stdout.flush()
        sys.stderr.flush()
        return typing.prompt()

    return read


def _keys() -> KeyBindings:
    """Return the keys that differ from those of every line: Enter runs a paste of several lines, too."""
    keys = KeyBindings()

    @keys.add("enter", filter=Condition(lambda: "\n" in get_app().current_buffer.text))
    def _(event: Any) -> None:
        event.current_buffer.validate_and_handle()

    return keys


class _Completer(Completer):
    """What a shell would offer at the cursor; where it offers nothing, Tab completes the name of a file."""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        line = document.current_line_before_cursor
        if not line.strip() and not complete_event.completion_requested:
            return
        given, typed = at_cursor(line)
        found = self._offering(given)[:MOST]
        for offer in found:
            yield Completion(_quoted(offer.word), -len(typed), display=offer.word, display_meta=offer.about)
        if not found and complete_event.completion_requested and typed:
            path = given[-1]
            for one in self._paths.get_completions(Document(path), complete_event):
                yield Completion(_quoted(path + one.text), -len(typed), display=one.display)


def _quoted(word: str) -> str:
    """Return a word as it is typed: in quotes where it has blanks; a ~ at its beginning stays bare."""
    if not any(blank in word for blank in BLANKS):
        return word
    home, slash, rest = word.partition("/") if word.startswith("~") else ("", "", word)
    return f'{home}{slash}"{rest}"'


def at_cursor(line: str) -> tuple[list[str], str]:
    """Return the words before the cursor as a shell hands them over, the last one unfinished, and how that is typed.

    The word at the cursor is empty after a blank; the name of the program is left out.
    """
    found = scanned(line)
    is_new = not found or (line[-1:] in BLANKS and line.rstrip(BLANKS) != line and not found[-1].open)
    given = [word.text for word in found] + ([""] if is_new else [])
    typed = "" if is_new else line[found[-1].start :]
    if len(given) > 1 and given[0] == "gridlog":
        given = given[1:]
    return given, typed


class _History(History):
    """The lines of earlier desks and of this one; the file gets those without a phone."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def load_history_strings(self) -> Iterable[str]:
        return reversed(kept(self._file))

    def store_string(self, string: str) -> None:
        keep(self._file, string)
