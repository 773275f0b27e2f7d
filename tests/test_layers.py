"""One direction: each package imports itself and the packages below it; held by reading the source."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent / "gridlog"
PATHS = sorted(path for path in ROOT.rglob("*.py") if "sample" not in path.parts)


def name_of(path: Path) -> str:
    """The dotted name of a module's file."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in PATHS}
BELOW = sorted(name for name in TREES if not name.startswith(("gridlog.cli", "gridlog.__main__")))
CORE = [name for name in BELOW if name.startswith("gridlog.core.")]

# The packages, lowest first. A package imports itself and what stands before it.
PACKAGES = (
    *("errors", "core", "words", "machine", "store", "ledgers"),
    *("share", "reports", "intake", "work", "papers", "cli", "__main__"),
)


def rank(module: str) -> int:
    """How high the package of a module stands; the package `gridlog` itself holds the version alone."""
    _, _, inside = module.partition(".")
    return PACKAGES.index(inside.partition(".")[0]) if inside else 0


class Import(NamedTuple):
    """`module` as some module imports it; `lazily` inside a function."""

    module: str
    lazily: bool
    line: int


@cache
def imports(tree: ast.Module) -> tuple[Import, ...]:
    """Return every import but those for the type checker only."""
    return tuple(_imports(tree))


def _imports(tree: ast.Module) -> Iterator[Import]:
    for node, inside in walk(tree, False):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, inside, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            module = node.module or ""
            for alias in node.names:
                whole = f"{module}.{alias.name}"
                yield Import(whole if whole in TREES else module, inside, node.lineno)


def walk(node: ast.AST, inside: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Each node, and whether it runs only when a function is called."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child, inside
        yield from walk(
            child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        )


def test_the_source_was_found() -> None:
    assert {"gridlog.core.event", "gridlog.store.file", "gridlog.cli.shell.app", "gridlog.__main__"} <= set(
        TREES
    )
    assert len(CORE) >= 9


@pytest.mark.parametrize("module", TREES)
def test_a_module_imports_only_what_stands_no_higher(module: str) -> None:
    upward = [
        one for one in imports(TREES[module]) if one.module in TREES and rank(one.module) > rank(module)
    ]
    assert upward == []


@pytest.mark.parametrize("module", CORE)
def test_the_core_needs_nothing_but_itself_and_the_standard_library(module: str) -> None:
    foreign = [
        one
        for one in imports(TREES[module])
        if one.module.partition(".")[0] not in sys.stdlib_module_names
        and not one.module.startswith("gridlog.core.")
        and one.module != "gridlog.errors"
        and not (one.lazily and one.module.partition(".")[0] in ("stdnum", "pypinyin", "dateutil"))
    ]
    assert foreign == []


IMPURE = {
    "os",
    "io",
    "sqlite3",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "pathlib",
    "tempfile",
    "shutil",
    "sys",
    "threading",
    "time",
    "locale",
    "logging",
}


@pytest.mark.parametrize("module", CORE)
def test_the_core_touches_no_file_clock_chance_or_environment(module: str) -> None:
    touched = [one for one in imports(TREES[module]) if one.module.partition(".")[0] in IMPURE]
    calls = [
        name for name, _ in names(TREES[module]) if name in ("open", "input", "__import__", "exec", "eval")
    ]
    assert (touched, calls) == ([], [])


@pytest.mark.parametrize("module", BELOW)
def test_nothing_below_the_command_line_knows_of_it(module: str) -> None:
    known = [
        one for one in imports(TREES[module]) if one.module.startswith(("gridlog.cli", "typer", "click"))
    ]
    assert known == []


FORBIDDEN = {
    *("print", "input", "exit", "quit", "breakpoint"),
    *("sys.exit", "sys.stdout", "sys.stderr", "sys.argv", "os._exit", "os.abort"),
    *("os.environ", "os.environb", "os.getenv", "os.putenv"),
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"),
}


def names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that is read, dotted ones by their last two parts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value
            last = (
                owner.attr
                if isinstance(owner, ast.Attribute)
                else owner.id
                if isinstance(owner, ast.Name)
                else ""
            )
            yield f"{last}.{node.attr}", node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


@pytest.mark.parametrize("module", BELOW)
def test_nothing_below_the_command_line_prints_exits_or_asks_the_clock_or_the_environment(
    module: str,
) -> None:
    assert [(name, line) for name, line in names(TREES[module]) if name in FORBIDDEN] == []


SQL = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ")


def sql(tree: ast.Module) -> list[int]:
    """The lines that run a statement, or hold a text that begins one."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "executescript"))
        or (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.lstrip().startswith(SQL)
        )
    ]


@pytest.mark.parametrize("module", [name for name in TREES if name.startswith("gridlog.cli")])
def test_the_command_line_asks_the_tables_nothing_itself(module: str) -> None:
    assert sql(TREES[module]) == []


def writes(tree: ast.Module) -> list[int]:
    """The lines that begin a transaction or put an event into one."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            (isinstance(node.func.value, ast.Name) and node.func.value.id == "writer")
            or ast.unparse(node.func) in ("here.write", "here.store.write", "here.store.change")
        )
    ]


@pytest.mark.parametrize("module", [name for name in TREES if name.startswith("gridlog.cli")])
def test_the_command_line_writes_nothing_itself(module: str) -> None:
    """What is written is written by a use case in work/ or share/, which another front end can call."""
    assert writes(TREES[module]) == []


def test_a_write_would_be_seen() -> None:
    assert writes(
        ast.parse("with here.write() as writer:\n    writer.append('a.b', {})\nhere.find('a')\n")
    ) == [1, 2]


def test_sql_would_be_seen() -> None:
    assert sql(ast.parse("a.execute(b)\nc = f'SELECT {d}'\ne = 'Select one of these'\n")) == [1, 2]


EXTRAS = {"prompt_toolkit": ["gridlog.cli.lines.typed"]}


@pytest.mark.parametrize("library", EXTRAS)
def test_a_library_that_may_be_missing_is_imported_by_its_module_alone(library: str) -> None:
    users = [
        name
        for name, tree in TREES.items()
        if any(one.module.partition(".")[0] == library for one in imports(tree))
    ]
    assert users == EXTRAS[library]


UNIX_OR_WINDOWS = {
    "fcntl",
    "pwd",
    "grp",
    "resource",
    "termios",
    "tty",
    "pty",
    "syslog",
    "msvcrt",
    "winreg",
    "winsound",
    "_winapi",
}


@pytest.mark.parametrize("module", TREES)
def test_no_module_needs_one_operating_system_to_be_imported(module: str) -> None:
    bound = [
        one
        for one in imports(TREES[module])
        if not one.lazily and one.module.partition(".")[0] in UNIX_OR_WINDOWS
    ]
    assert bound == []


def test_no_two_modules_need_each_other() -> None:
    needs = {
        name: {one.module for one in imports(tree) if one.module in TREES} - {name}
        for name, tree in TREES.items()
    }
    loose = dict(needs)
    while free := [name for name, wanted in loose.items() if not wanted & loose.keys()]:
        for name in free:
            del loose[name]
    assert {name: sorted(wanted & loose.keys()) for name, wanted in loose.items()} == {}


def test_the_forbidden_names_would_be_seen() -> None:
    source = "import os\nfrom time import time\ndef f():\n    print(os.environ)\n    return datetime.datetime.now()\n"
    found = {name for name, _ in names(ast.parse(source)) if name in FORBIDDEN}
    assert found == {"print", "os.environ", "time.time", "datetime.now"}
    lazy = [one.lazily for one in imports(ast.parse("import a\ndef f():\n    import b\n"))]
    assert lazy == [False, True]


TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix()
)
def test_no_test_imports_another_test(path: Path) -> None:
    """What several tests use stands in tests/support."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [module for module in found if re.search(r"(^|[.])test_", module)] == []


@pytest.mark.parametrize("module", [name for name in TREES if name.startswith("gridlog.papers.")])
def test_a_document_is_a_function_of_values_and_reads_no_database(module: str) -> None:
    readers = (
        "sqlite3",
        "gridlog.store",
        "gridlog.ledgers.queries",
        "gridlog.share",
        "gridlog.reports",
        "gridlog.work",
    )
    assert [one for one in imports(TREES[module]) if one.module.startswith(readers)] == []
    assert sql(TREES[module]) == []
