"""Ask on a terminal for the missing parts of a command line: the command, its arguments, its required options.

The metavar of a parameter says how its answer is read, so a new command needs no question of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

from gridlog.cli.shell.forms import DATES
from gridlog.cli.shell.prompts import answered, one_of
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, is_asking
from gridlog.core.event import SHORT
from gridlog.core.nouns.issue.meaning import OPEN_STATES
from gridlog.core.nouns.issue.value import NEXT, STATES, VERBS
from gridlog.core.roster import check_code
from gridlog.core.rules import Rules
from gridlog.errors import Usage
from gridlog.ledgers.queries import exports
from gridlog.machine.config import KEYS
from gridlog.store import questions
from gridlog.store.questions import Candidate
from gridlog.words.language import fill, pick, two

Read = Callable[[Session, str], str]
FILELESS = ("init", "demo", "completion", "config", "restore")  # commands that need no database
MOST = 9
LONGEST_NUMBER = 2  # more digits are the beginning of an id

STANDING = ("void", "edit")  # commands of `visit` that need a visit that is not void


def with_answer(ctx: Any, args: Sequence[str], problem: typer.TyperException) -> list[str]:
    """Return the words of a command line with the answer for the missing parameter.

    Raises `problem` again when no person is at a terminal, or when `--yes` forbids questions.
    """
    if not is_asking() or {"--yes", "-y"} & set(args) or ctx.resilient_parsing:
        raise problem
    param: Any = getattr(problem, "param", None)
    here = ctx.find_object(Session)
    if ctx.command_path.split()[1] not in FILELESS:
        here.store  # noqa: B018  # a missing database raises its error before the first question
    value = _asked(here, ctx, param)
    if param.param_type_name == "option":
        return [f"{param.opts[0]}={value}", *args]
    is_plain = not value.startswith("-") or value == "-" or "--" in args
    return [*args, value] if is_plain else [*args, "--", value]


def _asked(here: Session, ctx: Any, param: Any) -> str:
    """Return the answer for one parameter: picked from a numbered list, or read as its metavar says."""
    metavar = str(param.metavar or param.name).removesuffix("...")
    question = pick(param.help or metavar)
    if known := CHOICES.get(metavar, metavar.split("|") if "|" in metavar else ()):
        return one_of(known, question)
    noun = {"ID": ctx.parent.info_name, "INTO": "issue", "VISIT": "visit"}.get(metavar, "")
    if noun:
        return _asked_id(here, noun, question, _candidates(here, ctx, metavar, noun))
    read = READERS.get(metavar, _text)
    name = param.opts[0] if param.param_type_name == "option" else metavar
    dated = f"{ctx.command_path.partition(' ')[2]} {name}"

    def understood(line: str) -> str:
        param.type_cast_value(ctx, [line] if param.nargs != 1 or param.multiple else line)
        if dated in DATES and metavar not in READERS:
            here.day_of(line, dated)
        if metavar in CODES:
            return check_code(line, ctx.parent.info_name)
        return read(here, line)

    return answered(question, understood)


def _candidates(here: Session, ctx: Any, metavar: str, noun: str) -> list[Candidate]:
    """Return the latest visits or issues that a command may concern; none for another noun."""
    connection = here.store.connection
    if metavar == "INTO":
        return questions.latest_beside(connection, here.id("issue", ctx.params["id"]), MOST)
    if metavar == "VISIT":
        return questions.latest_unchecked(connection, MOST)
    if noun == "visit":
        return questions.latest_visits(connection, ctx.info_name in STANDING, MOST)
    return questions.latest_issues(connection, _states(ctx.info_name), MOST) if noun == "issue" else []


def _states(verb: str) -> Iterable[str]:
    """Return the states of an issue in which a command of `issue` may be run."""
    if verb in ("answer", "close"):  # these commands take the steps before them, too
        return OPEN_STATES
    kinds = [kind for kind, word in VERBS.items() if word == verb]
    return sorted({state for state, kind in NEXT if kind in kinds}) or STATES


def _asked_id(here: Session, noun: str, question: str, candidates: Sequence[Candidate]) -> str:
    """Return the whole id of a visit or issue, chosen by its number in a list or by its first letters."""
    latest = _listed(candidates)

    def read(line: str) -> str:
        if latest and line.isdecimal() and len(line) <= LONGEST_NUMBER:
            if not 1 <= int(line) <= len(latest):
                raise Usage("prompt.number", value=line, last=len(latest))
            return latest[int(line) - 1]
        return here.id(noun, line)

    if latest:
        told = two("{question}，或上面的 1 到 {last}", "{question}, or 1 to {last} of the list")
        question = fill(told, question=question, last=len(latest))
    return answered(question, read)


def _listed(found: Sequence[Candidate]) -> list[str]:
    """Show visits or issues, each in a numbered line. Returns their ids."""
    for number, (id, on, name, text) in enumerate(found, 1):
        say(
            "{number}. {id} {on} {name} {text}",
            number=number,
            id=id[:SHORT],
            on=on,
            name=name,
            text=text[:24],
        )
    return [id for id, *_ in found]


def _named(noun: str) -> Read:
    return lambda here, line: here.find(noun, line).code


def _grid(here: Session, line: str) -> str:
    return line if line == "-" else here.find("grid", line).code


def _text(here: Session, line: str) -> str:  # noqa: ARG001  # every reader has this parameter
    return line[1:-1] if len(line) > 1 and line[0] == line[-1] and line[0] in "'\"" else line


def _file(here: Session, line: str) -> str:
    """Return the path of a file that exists, or `-` for standard input. Raises Usage."""
    name = _text(here, line)
    if name != "-" and not Path(name).is_file():
        raise Usage("file.absent", path=name)
    return name


def _month(here: Session, line: str) -> str:
    from gridlog.work.indicators import month_typed

    return month_typed(here, line)


def _indicator(here: Session, line: str) -> str:
    from gridlog.work.indicators import key_typed

    return key_typed(here, line).key


CODES = ("CODE", "NEW")
CHOICES: dict[str, Sequence[str]] = {"KEY": (*KEYS, *Rules._fields), "WHAT": exports()}
READERS: dict[str, Read] = {
    "FILE": _file,
    "ENTERPRISE": _named("enterprise"),
    "E": _named("enterprise"),
    "STATION": _named("station"),
    "PROJECT": _named("project"),
    "PREMISES": _named("premises"),
    "OTHER": _named("officer"),
    "OFFICER": _named("officer"),
    "GRID": _grid,
    "MONTH": _month,
    "INDICATOR": _indicator,
}
