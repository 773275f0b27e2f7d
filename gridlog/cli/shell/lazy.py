"""Build Typer commands late and in two languages: a command when it is called, its help when it is read.

Building fifty commands at every start costs 17 ms; building only the called one costs one.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

import typer

from gridlog.cli.shell.typer_inside import (
    CommandInfo,
    TyperCommand,
    TyperGroup,
    TyperOption,
    command_of,
    lacks_parameter,
)
from gridlog.errors import Usage
from gridlog.words.language import LANGUAGES, pick, use


class Entry(NamedTuple):
    """A word of the command line: the module of its code, its one-line help, and whether it is a group.

    The module of a group has its commands in `app`, or a package has entries of its own in `WORDS`: then only the
    module of the called command is loaded.
    """

    module: str
    help: str
    is_group: bool = True


def _picked(items: Any) -> Any:
    """Return completions with their help in the user's language."""
    for item in items:
        item.help = pick(item.help or "")
    return items


class Command(TyperCommand):
    """A command that asks on a terminal for missing values; its help is laid out for wide characters."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, list(args))
        except typer.TyperException as problem:
            if not lacks_parameter(problem):
                raise
            from gridlog.cli.shell.missing import with_answer

            return self.parse_args(ctx, with_answer(ctx, args, problem))
        if ctx.params.get("yes") and ctx.obj:
            ctx.obj.is_hushed = True
        return rest

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        return _picked(super().shell_complete(ctx, incomplete))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)


class Group(TyperGroup):
    """A group that builds a command only when the command is asked for."""

    makers: Mapping[str, Callable[[], Any]] = {}
    short_helps: Mapping[str, str] = {}

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        return _picked(super().shell_complete(ctx, incomplete))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # Typer's signature
        return list(self.makers)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # Typer's signature
        if cmd_name not in self.commands and cmd_name in self.makers:
            self.commands[cmd_name] = self.makers[cmd_name]()
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in self.makers and not name.startswith("-"):
            near = get_close_matches(name, self.makers)
            raise Usage("command.unknown", name=name, near=near, known=", ".join(self.makers))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    from gridlog.cli.shell.help import show_help

    formatter.write(show_help(command, ctx))


def root_options(own: Sequence[Any]) -> list[TyperOption]:
    """Return the options of the root that a command does not define itself; only the root's help shows them."""
    taken = {name for param in own for name in param.opts}
    options: list[tuple[tuple[str, ...], str, dict[str, Any]]] = [
        (("--db",), "root_db", {"callback": _use_db}),
        (("--lang",), "root_lang", {"callback": _use_language}),
        (("--version", "-V"), "root_version", {"callback": _show_version, "is_flag": True}),
    ]
    return [
        TyperOption(param_decls=[*free, name], **more, **_hidden())
        for opts, name, more in options
        if (free := [one for one in opts if one not in taken])
    ]


def _hidden() -> dict[str, Any]:
    return {"hidden": True, "expose_value": False, "is_eager": True}


def _use_db(ctx: Any, _option: Any, value: str | None) -> None:
    if value is not None:
        ctx.find_root().obj.use_db(value)


def _use_language(ctx: Any, _option: Any, value: str | None) -> None:
    if value is not None:
        need_language(value)
        ctx.find_root().params["lang"] = value
        use(value)


def _show_version(_ctx: Any, _option: Any, value: bool) -> None:
    if value:
        show_version()


def need_language(value: str) -> None:
    """Raise Usage for a language that gridlog does not speak."""
    if value not in LANGUAGES:
        raise Usage("lang.unknown", value=value)


def show_version() -> None:
    """Write the version and end."""
    from gridlog import __version__

    sys.stdout.write(f"gridlog {__version__}\n")
    raise typer.Exit


def _empty(name: str, help: str) -> Group:
    return Group(
        name=name, help=help, no_args_is_help=True, rich_markup_mode=None, params=list(root_options(()))
    )


def words_of(group: Group, entries: Mapping[str, Entry]) -> Group:
    """Return the group with a word for each entry; no module of an entry is loaded yet."""
    group.makers = {name: partial(load, name, entry) for name, entry in entries.items()}
    group.short_helps = {name: entry.help for name, entry in entries.items()}
    return group


def noun(name: str, app: typer.Typer, help: str) -> Group:
    """Return the group of a noun's commands; no command is built yet."""
    group = _empty(name, help)
    infos = {info.name or "": info for info in app.registered_commands}
    group.makers = {word: partial(build, info) for word, info in infos.items()}
    group.short_helps = {word: info.help or "" for word, info in infos.items()}
    return group


def build(info: CommandInfo) -> TyperCommand:
    """Return the command that a Typer registration describes."""
    info.cls = Command
    command = command_of(info)
    command.params += root_options(command.params)
    return command


def load(name: str, entry: Entry) -> TyperCommand | Group:
    """Return the command or group of one word, loaded from its own module."""
    module = import_module(entry.module)
    if entry.is_group and hasattr(module, "WORDS"):
        return words_of(_empty(name, entry.help), module.WORDS)
    if entry.is_group:
        return noun(name, module.app, entry.help)
    info = next(one for one in module.app.registered_commands if one.name == name)
    info.help = entry.help if info.help is None else info.help
    return build(info)
