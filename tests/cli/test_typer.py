"""What gridlog takes from Typer beyond its documented names: each test says what an upgrade of Typer broke.

The code that leans on it stands in gridlog/cli/shell/typer_inside.py alone.
"""

import ast
import inspect
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

import gridlog
from gridlog.cli.shell import typer_inside
from gridlog.cli.shell.app import root_group
from tests.conftest import Run

INSIDE = Path(typer_inside.__file__)
MODULES = sorted(Path(gridlog.__file__).parent.rglob("*.py"))
NOW = f"Typer {version('typer')}"


def named(module: str, name: str) -> Any:
    """Something of Typer's; a test fails with a clear word where it is gone."""
    found = getattr(pytest.importorskip(module, reason=f"{NOW} has no module {module}"), name, None)
    assert found is not None, f"{NOW} has no {module}.{name}: mend gridlog/cli/shell/typer_inside.py"
    return found


@pytest.mark.parametrize(
    ("module", "name", "parameters"),
    [
        (
            "typer.main",
            "get_command_from_info",
            {"command_info", "pretty_exceptions_short", "rich_markup_mode"},
        ),
        (
            "typer.main",
            "get_callback",
            {"callback", "params", "convertors", "context_param_name", "pretty_exceptions_short"},
        ),
        ("typer.main", "get_params_convertors_ctx_param_name_from_function", {"callback"}),
        ("typer._completion_classes", "completion_init", set()),
        ("typer._completion_classes", "_sanitize_help_text", {"text"}),
    ],
)
def test_typer_has_the_functions_that_gridlog_calls(module: str, name: str, parameters: set[str]) -> None:
    taken = set(inspect.signature(named(module, name)).parameters)
    assert taken >= parameters, f"{NOW} calls the parameters of {module}.{name} {sorted(taken)}"


def test_a_function_with_options_becomes_parameters_and_a_callback() -> None:
    def add(text: str, often: Annotated[int, typer.Option("--often")] = 1) -> None:
        """Add a text."""

    params, callback = typer_inside.callback_of(add)
    assert [param.name for param in params] == ["text", "often"], f"{NOW} reads a signature in another way"
    assert callable(callback)


def ended(line: list[str]) -> BaseException:
    """How Typer ends a command line of gridlog's that is not complete."""
    with pytest.raises(typer.TyperException) as raised:
        root_group().main(line, prog_name="gridlog", standalone_mode=False)
    return raised.value


def test_a_missing_argument_is_told_from_other_complaints() -> None:
    problem = ended(["visit", "show"])
    assert typer_inside.lacks_parameter(problem), f"{NOW} calls it {type(problem).__name__}"
    assert getattr(problem, "param", None) is not None, f"{NOW} does not say which parameter is missing"
    assert not typer_inside.lacks_parameter(ended(["visit", "list", "--no-such-option"]))


def test_a_group_without_a_command_ends_with_its_help() -> None:
    problem = ended(["visit"])
    assert typer_inside.is_help(problem), f"{NOW} calls it {type(problem).__name__}"
    assert "visit" in typer_inside.said_by(problem)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_every_shell_has_a_script(run: Run, shell: str) -> None:
    done = run(f"completion {shell}")
    assert (done.code, "_GRIDLOG_COMPLETE" in done.out) == (0, True), f"{NOW} has no script for {shell}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(MODULES[0].parent).as_posix())
def test_one_module_alone_imports_what_typer_does_not_document(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    inside = [module for module in found if module.startswith("typer.")]
    assert bool(inside) == (path == INSIDE)
