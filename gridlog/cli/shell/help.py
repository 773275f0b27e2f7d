"""Help in two languages, laid out by terminal columns: a Chinese character takes two columns."""

import shutil
from collections.abc import Iterable
from typing import Any

from gridlog.ledgers.ruled import cells
from gridlog.words.language import fill, pick, two

MAX_WIDTH = 100
MIN_WIDTH = 50


def wrap(text: str, width: int) -> list[str]:
    """Return lines of at most `width` columns, broken at blanks and between wide characters."""
    lines, line = [], ""
    for word in _words(text):
        if line and cells(line.rstrip()) + cells(word.rstrip()) > width and cells(line) + cells(word) > width:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    return [*lines, line.rstrip()]


def _words(text: str) -> Iterable[str]:
    """Yield the pieces of a text after which a line may break: words with their blank, single wide characters."""
    word = ""
    for char in text:
        if not char.isascii() and char not in "，。；：、）】》！？":
            if word:
                yield word
            word = char
        elif char in "，。；：、）】》！？":
            word += char
        else:
            if word and not word[-1].isascii():
                yield word
                word = ""
            word += char
            if char == " ":
                yield word
                word = ""
    if word:
        yield word


def show_help(command: Any, ctx: Any) -> str:
    """Return the whole help page of a command or group."""
    width = max(MIN_WIDTH, min(MAX_WIDTH, shutil.get_terminal_size().columns - 2))
    usage = f"{pick(two('用法', 'Usage'))}: {ctx.command_path} {' '.join(command.collect_usage_pieces(ctx))}"
    parts = ["\n".join(wrap(usage, width))]
    if command.help:
        about = pick(command.help)
        parts.append("\n".join(line for part in about.split("\n") for line in wrap(part, width - 2)))
    parts += [_section(title, rows, width) for title, rows in _sections(command, ctx) if rows]
    parts += ["\n".join(wrap(line, width)) for line in _everywhere(command, ctx)]
    return "\n\n".join(parts) + "\n"


def _everywhere(command: Any, ctx: Any) -> list[str]:
    """Return a line that names the options of the root that the command takes, too."""
    names = [" ".join(param.opts) for param in command.get_params(ctx) if param.hidden]
    told = two("另外处处可用：{names}", "Everywhere: {names}")
    return [fill(told, names=", ".join(names))] if names else []


def _sections(command: Any, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    params = [param for param in command.get_params(ctx) if not param.hidden]
    arguments = [_argument(param, ctx) for param in params if param.param_type_name == "argument"]
    options = [_option(param, ctx) for param in params if param.param_type_name == "option"]
    commands = [(name, pick(text)) for name, text in getattr(command, "short_helps", {}).items()]
    return [
        (pick(two("参数", "Arguments")), arguments),
        (pick(two("选项", "Options")), options),
        (pick(two("命令", "Commands")), [(name, text.split("\n")[0]) for name, text in commands]),
    ]


def _argument(param: Any, ctx: Any) -> tuple[str, str]:
    return param.make_metavar(ctx), pick(param.help or "")


def _option(param: Any, ctx: Any) -> tuple[str, str]:
    names = ", ".join(sorted([*param.opts, *param.secondary_opts], key=len))
    if not param.is_flag:
        names += f" {param.make_metavar(ctx)}"
    if param.name == "help":
        return names, pick(two("显示本帮助并退出", "Show this help and exit"))
    text = pick(param.help or "")
    if param.multiple:
        text += pick(two("（可重复）", " (repeatable)"))
    return names, text


def _section(title: str, rows: list[tuple[str, str]], width: int) -> str:
    left = min(30, max(cells(name) for name, _ in rows)) + 4
    lines = [f"{title}:"]
    for name, text in rows:
        first, *rest = wrap(text, width - left) if text else [""]
        if cells(name) + 4 > left:
            lines += [f"  {name}", (" " * left + first).rstrip()]
        else:
            lines.append((f"  {name}" + " " * (left - 2 - cells(name)) + first).rstrip())
        lines += [" " * left + line for line in rest]
    return "\n".join(lines)
