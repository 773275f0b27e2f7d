"""The pages of docs/ and what they say of commands."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from gridlog.cli.shell.app import root_group


class Page(NamedTuple):
    """One command as the user types it."""

    path: str
    command: Any


def walk(command: Any, path: str = "") -> Iterator[Page]:
    yield Page(path, command)
    for name in getattr(command, "makers", {}):
        yield from walk(command.get_command(None, name), f"{path} {name}".strip())


PAGES = {page.path: page for page in walk(root_group())}
