"""Turn an exception into one line and an exit code, in the user's language."""

import os
import re
from typing import TYPE_CHECKING

from gridlog.errors import GridlogError
from gridlog.store.lookup import Found
from gridlog.words.language import clean, fill, language, pick, two
from gridlog.words.messages import message
from gridlog.words.reasons import why
from gridlog.words.vocabulary import shown, vocabulary

if TYPE_CHECKING:
    import typer

INTERRUPTED = 130


def code_of(problem: BaseException) -> int:
    """Return the exit code that scripts may rely on."""
    if isinstance(problem, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(problem, OSError):
        return 4
    return int(getattr(problem, "exit_code", 1))


def line_of(problem: BaseException) -> str:
    """Return a line that says what went wrong, which value was wrong, and what to do next."""
    if isinstance(problem, GridlogError):
        return pick(two("错误：", "Error: ")) + sentence(problem)
    if isinstance(problem, KeyboardInterrupt):
        return pick(
            two("已中断，未完成的改动没有写入。", "Interrupted; what was not finished was not written.")
        )
    if isinstance(problem, OSError):
        return _system_line(problem)
    return _usage_line(problem)


def _system_line(problem: OSError) -> str:
    """Return what the operating system said of a file, or of something without a name."""
    named = " → ".join(_name(one) for one in (problem.filename, problem.filename2) if one not in (None, ""))
    told = two("错误：无法读写 {path}：{reason}", "Error: cannot read or write {path}: {reason}")
    if not named:
        told = two("错误：读写失败：{reason}", "Error: reading or writing failed: {reason}")
    return fill(told, path=named, reason=pick(two(*why(problem))))


def _name(path: object) -> str:
    return os.fsdecode(path) if isinstance(path, bytes) else str(path)


def sentence(problem: GridlogError) -> str:
    """Return the sentence of the error with its values in it."""
    values = {key: _shown(key, value) for key, value in problem.values.items()}
    return pick(two(*message(problem.code))).format(**values)


def _shown(key: str, value: object) -> str:
    if key == "reason":
        return clean(pick(two(*why(value))))
    if key in ("noun", "field"):
        return shown(key, value, language())
    if key.endswith("milestone"):
        return shown("milestone", value, language())
    if key in ("state", "level", "method") and str(value) in vocabulary(key):
        return shown(key, value, language())
    if isinstance(value, list | tuple) and not isinstance(value, Found):
        return _listed(list(value))
    return clean(str(value))


def _listed(values: list[object]) -> str:
    if not values:
        return pick(two("无", "none"))
    return pick(two("、", ", ")).join(_found(one) for one in values)


def _found(value: object) -> str:
    return clean(f"{value.code} {value.name}" if isinstance(value, Found) else str(value))


_PATTERNS = [
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?", "没有选项 {0}", "there is no option {0}"),
    (r"Option '?([^' ]+)'? requires an argument\.?", "选项 {0} 后面要跟一个值", "option {0} needs a value"),
    (r"Option '?([^' ]+)'? does not take a value\.?", "选项 {0} 后面不带值", "option {0} takes no value"),
    (
        r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)",
        "多出来的参数：{0}（含空格的文字请加引号）",
        "unexpected: {0} (put quotes around text with blanks)",
    ),
    (r"Missing argument '?([^'.]+)'?\.?.*", "缺少参数 {0}", "{0} is missing"),
    (r"Missing option '?([^'.]+)'?\.?.*", "缺少选项 {0}", "option {0} is missing"),
    (r"Missing command\.?", "缺少子命令", "a command is missing"),
    (
        r"Invalid value for '?([^:]+?)'?: '?(.*?)'? is not a valid .*",
        "{0} 的值 {1} 不对，要填整数",
        "{0} cannot be {1}; a whole number is expected",
    ),
    (
        r"Invalid value for '?([^:]+?)'?: (\S+) is not in the range (.*?)\.?",
        "{0} 的值 {1} 超出范围（{2}）",
        "{0} cannot be {1}: out of range ({2})",
    ),
]


def reason_of(problem: "GridlogError | typer.TyperException") -> str:
    """Return what went wrong, without the beginning of an error line and without the hint at the help."""
    return sentence(problem) if isinstance(problem, GridlogError) else _usage_said(problem)


def _usage_line(problem: BaseException) -> str:
    """Return a complaint of Typer as an error line, with the hint at the help."""
    from gridlog.cli.shell.typer_inside import is_help

    said = _usage_said(problem)
    if is_help(problem):
        return said
    path = getattr(getattr(problem, "ctx", None), "command_path", "gridlog")
    tail = pick(two("用法见 {path} --help", "see {path} --help")).format(path=path)
    return pick(two("错误：{said}。{tail}", "Error: {said}; {tail}")).format(said=said, tail=tail)


def _near_options(typed: str, options: list[str]) -> str:
    """Return the question after the options that look most like the typed one, the likeliest first."""
    from difflib import get_close_matches

    near = get_close_matches(typed, options, cutoff=0.7)
    return pick(two("，是不是 {0}", ", did you mean {0}")).format(", ".join(near)) if near else ""


def _usage_said(problem: BaseException) -> str:
    """Return a complaint of Typer in our words; a complaint that is not known here stays as Typer says it."""
    from gridlog.cli.shell.typer_inside import is_help, said_by

    said = said_by(problem)
    if is_help(problem):
        return said.rstrip()
    for pattern, zh, en in _PATTERNS:
        if match := re.fullmatch(pattern, said, re.DOTALL):
            said = pick(two(zh, en)).format(*(clean(part or "") for part in match.groups()))
            if match.re.groups == 2 and match[2] and "Possible" in pattern:
                said += _near_options(match[1], match[2].split(", "))
            break
    return said.rstrip(".")
