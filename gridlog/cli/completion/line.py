"""A command line that is being typed: the words before the cursor say what may stand at the cursor.

No context of Typer is made and no value is read, so a completion loads only the module of the called command.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from gridlog.cli.completion.values import Offer, Slot, offered
from gridlog.cli.shell.at_once import root_option
from gridlog.cli.shell.session import Session
from gridlog.words.language import pick

MOST = 200  # more offers help nobody


class Parsed(NamedTuple):
    """The words before the cursor: the option that waits for its value, and how many arguments there were."""

    waiting: Any
    arguments: int
    is_ended: bool


def complete(root: Any, here: Session, words: Sequence[str]) -> None:
    """Write an offer a line: the word, a tab, its description. The last of `words` stands at the cursor."""
    for offer in offers(root, here, words)[:MOST]:
        sys.stdout.write("\t".join(" ".join(part.split()) for part in offer) + "\n")


def offers(root: Any, here: Session, words: Sequence[str]) -> list[Offer]:
    """Return what may stand at the cursor, the likeliest first."""
    *before, typed = words or [""]
    typed = typed.lstrip("\"'")  # bash hands over the opening quote
    if db := root_option(before, "--db"):
        here.use_db(db)
    path, command, rest = _found(root, before)
    if command is None:
        return []
    waiting, arguments, is_ended = _parsed(command, rest)
    if waiting is not None:
        return offered(here, _slot(path, waiting), typed)
    if typed.startswith("-") and not is_ended:
        return _options(here, path, command, typed)
    if hasattr(command, "makers"):
        helps = [Offer(name, _line(command.short_helps[name])) for name in command.makers]
        return [offer for offer in helps if offer.word.startswith(typed)]
    own = [param for param in command.params if param.param_type_name == "argument"]
    at = min(arguments, len(own) - 1)
    if at < 0 or (arguments >= len(own) and own[at].nargs != -1):
        return []
    return offered(here, _slot(path, own[at]), typed)


def _found(root: Any, before: Sequence[str]) -> tuple[list[str], Any, list[str]]:
    """Return the words that call a command, the command, and the words after them; None for an unknown command."""
    path: list[str] = []
    command, rest = root, list(before)
    while hasattr(command, "makers"):
        skipped = _skipped(command, rest)
        rest = rest[skipped:]
        if not rest or rest[0].startswith("-"):
            return path, command, rest
        path.append(rest.pop(0))
        command = command.get_command(None, path[-1])
    return path, command, rest


def _skipped(command: Any, rest: Sequence[str]) -> int:
    """Return how many words at the beginning are whole options of a group."""
    at = 0
    while at < len(rest) and rest[at].startswith("-"):
        needs = _takes_value(_option(command, rest[at])) and "=" not in rest[at]
        if needs and at + 1 >= len(rest):
            break
        at += 2 if needs else 1
    return at


def _parsed(command: Any, rest: Sequence[str]) -> Parsed:
    """Return what the words after a command leave open."""
    waiting, arguments, is_ended = None, 0, False
    for word in rest:
        if waiting is not None:
            waiting = None
        elif word == "--" and not is_ended:
            is_ended = True
        elif word.startswith("-") and word != "-" and not is_ended:
            option = _option(command, word)
            waiting = option if _takes_value(option) and "=" not in word else None
        else:
            arguments += 1
    return Parsed(waiting, arguments, is_ended)


def _option(command: Any, word: str) -> Any:
    """Return the option that a word names, None for an unknown one."""
    name = word.partition("=")[0]
    return next((param for param in command.params if name in param.opts), None)


def _takes_value(option: Any) -> bool:
    return option is not None and not option.is_flag


def _options(here: Session, path: Sequence[str], command: Any, typed: str) -> list[Offer]:
    """Return the options of a command; after --option= the values of that option."""
    name, equals, value = typed.partition("=")
    if equals:
        option = _option(command, name)
        inside = offered(here, _slot(path, option), value) if _takes_value(option) else []
        return [Offer(f"{name}={one.word}", one.about) for one in inside]
    shown: Iterable[Any] = (param for param in command.params if param.param_type_name == "option")
    pairs = [
        Offer(opt, _line(param.help or "")) for param in shown for opt in param.opts if opt.startswith("--")
    ]
    return [offer for offer in pairs if offer.word.startswith(typed)]


def _slot(path: Sequence[str], param: Any) -> Slot:
    is_option = param.param_type_name == "option"
    metavar = str(param.metavar or param.name).removesuffix("...").strip("[]")
    return Slot(tuple(path), param.opts[0] if is_option else metavar, metavar)


def _line(text: str) -> str:
    return pick(text).split("\n", maxsplit=1)[0]
