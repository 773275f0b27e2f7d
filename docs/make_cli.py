"""Write docs/cli.md: the help of every command in both languages, as the program itself prints it.

`python docs/make_cli.py`; a test keeps the file equal to what this makes.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gridlog.cli.app import root_group
from gridlog.cli.help import show_help
from gridlog.cli.speak import use

HEAD = """# Commands

Made by `docs/make_cli.py` from the program's own help; do not edit. Chinese first, English below it.
"""


def pages(command: Any, path: str, parent: Any = None) -> Iterator[tuple[str, str]]:
    """The path and help of a command and of everything below it."""
    context = command.context_class(command, info_name=path.split()[-1], parent=parent)
    yield path, show_help(command, context)
    for name in getattr(command, "makers", {}):
        yield from pages(command.get_command(context, name), f"{path} {name}", context)


def reference() -> str:
    """The whole file."""
    os.environ["COLUMNS"] = "100"
    texts: dict[str, list[str]] = {}
    for language in ("zh", "en"):
        use(language)
        for path, text in pages(root_group(), "gridlog"):
            texts.setdefault(path, []).append(text)
    parts = [f"## {path}\n\n```text\n{both[0]}```\n\n```text\n{both[1]}```\n" for path, both in texts.items()]
    return HEAD + "\n" + "\n".join(parts)


if __name__ == "__main__":
    Path(__file__).with_name("cli.md").write_text(reference(), encoding="utf-8")
