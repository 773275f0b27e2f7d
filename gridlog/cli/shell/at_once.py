"""A line as it was typed, before any command reads it: its language, and whether its answer can be shown at once.

Typer takes half of the time in which today's screen is there, so a plain line that asks for the screen, or for the
version, is answered without Typer. Every other line, and every line that ends in an error or a question, goes on to
Typer: nothing was printed or written by then.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gridlog.cli.shell.say import ended_by, ready_streams, say, screen_width
from gridlog.machine.config import Config, is_chinese
from gridlog.words.language import LANGUAGES, use

if TYPE_CHECKING:
    from gridlog.cli.shell.session import Session

Notes = Sequence[tuple[str, Mapping[str, object]]]

TODAY = "today"
VERSION = ("--version", "-V")
ROOT = ("--db", "--lang")  # the options that stand before a command or after it


def is_unicode(word: str) -> bool:
    """Return whether the shell's bytes were text in the encoding that Python expected, without a NUL."""
    return "\0" not in word and not any("\ud800" <= char <= "\udfff" for char in word)


def language_of(args: Sequence[str], config: Config) -> str:
    """Return the language to speak: the first valid one of --lang, GRIDLOG_LANG, the config file, the locale."""
    spoken = "zh" if is_chinese(config.environment) else "en"
    use(spoken)  # an error of the config file is said in this language
    candidates = (root_option(args, "--lang"), config.environment.get("GRIDLOG_LANG", ""))
    chosen = next((one for one in candidates if one in LANGUAGES), "") or config.get("lang")
    return chosen if chosen in LANGUAGES else spoken


def root_option(args: Sequence[str], name: str) -> str:
    """Return the value of an option of the root, given before the command or after it."""
    for at, arg in enumerate(args):
        if arg == "--":
            break
        if arg == name and at + 1 < len(args):
            return args[at + 1]
        if arg.startswith(f"{name}="):
            return arg.partition("=")[2]
    return ""


def sees_today(args: Sequence[str], session: "Session") -> bool:
    """Return whether a line without a command shows today: a person sits at a terminal, and there is a database."""
    rest = list(args)
    while rest and rest[0].partition("=")[0] in ROOT:
        rest = rest[1:] if "=" in rest[0] else rest[2:]
    if rest or root_option(args, "--lang") not in ("", *LANGUAGES) or os.environ.get("_GRIDLOG_COMPLETE"):
        return False
    if sys.stdin is None or not sys.stdin.isatty() or not sys.stdout.isatty():
        return False
    session.use_db(root_option(args, "--db"))
    return session.db_path.is_file()


def at_once(words: Sequence[str]) -> int | None:
    """Answer a line that asks for today's screen or the version. Returns its exit code, or None for any other line."""
    if os.environ.get("_GRIDLOG_COMPLETE"):
        return None
    options = _version_asked(words) or _today_asked(words)
    if options is None or not all(map(is_unicode, words)):
        return None
    ready_streams()
    try:
        answer = _answer(words, options)
    except KeyboardInterrupt as stopped:
        return ended_by(stopped)
    except Exception:  # the ordinary way meets the same problem, and says it or asks
        return None
    if answer is None:
        return None
    notes, lines = answer
    try:
        for text, values in notes:
            say(text, **values)
        sys.stdout.write("".join(lines))
        sys.stdout.flush()
    except (OSError, KeyboardInterrupt) as problem:
        return ended_by(problem)
    return 0


def _version_asked(words: Sequence[str]) -> dict[str, str] | None:
    return {words[0]: ""} if len(words) == 1 and words[0] in VERSION else None


def _today_asked(words: Sequence[str]) -> dict[str, str] | None:
    """Return the values of the options of a line that asks for today's screen, None for any other line."""
    rest = list(words)
    values: dict[str, str] = {}
    known: tuple[str, ...] = ROOT
    while rest:
        word = rest.pop(0)
        if word == TODAY and known == ROOT:
            known, values[TODAY] = (*ROOT, "--by"), ""
            continue
        name, equals, value = word.partition("=")
        if name not in known or name in values or not (equals or rest):
            return None
        values[name] = value if equals else rest.pop(0)
        if values[name].startswith("-") or (name == "--lang" and values[name] not in LANGUAGES):
            return None
    return values


def _answer(words: Sequence[str], options: Mapping[str, str]) -> tuple[Notes, list[str]] | None:
    """Return the notes and the lines that answer a line; None where a line without a command gets help."""
    if options.keys() & {*VERSION}:
        from gridlog import __version__

        use(language_of(words, Config(os.environ)))
        return [], [f"gridlog {__version__}\n"]
    from gridlog.cli.today.screen import Waiting, read, shown_lines

    here = Waiting(options.get("--db", ""))
    use(language_of(words, here.config))
    if TODAY not in options and not sees_today(words, here):
        return None
    try:
        found = read(here, options.get("--by"))
        return here.notes, shown_lines(found, screen_width(), here.rules.demo == 1)
    finally:
        here.close()
