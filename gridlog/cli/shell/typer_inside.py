"""Everything that gridlog takes from Typer beyond its documented names. No other module imports such names.

Typer builds every command at each start (17 ms for fifty) and has its help and its complaints in English only.
So gridlog builds only the called command and writes both texts itself. tests/cli/test_typer.py names what an upgrade
of Typer breaks.
"""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info
from typer.models import CommandInfo

__all__ = ["CommandInfo", "TyperCommand", "TyperGroup", "TyperOption"]


def command_of(info: CommandInfo) -> TyperCommand:
    """Return the command that a registration describes."""
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)  # type: ignore[return-value]  # info.cls gives the type


def callback_of(function: Callable[..., None]) -> tuple[list[Any], Callable[..., Any]]:
    """Return the parameters that a function's signature describes, and the function as Typer calls it."""
    from typer.main import get_callback
    from typer.main import get_params_convertors_ctx_param_name_from_function as described

    params, convertors, context_name = described(function)
    callback = get_callback(
        callback=function,
        params=params,
        convertors=convertors,
        context_param_name=context_name,
        pretty_exceptions_short=False,
    )
    if callback is None:
        raise RuntimeError("Typer made no callback")
    return list(params), callback


def lacks_parameter(problem: BaseException) -> bool:
    """Return whether Typer complains of a missing argument or option; `problem.param` is the parameter."""
    return type(problem).__name__ == "MissingParameter"


def is_help(problem: BaseException) -> bool:
    """Return whether Typer ends because a group was called without a command; its text is the group's help."""
    return type(problem).__name__ == "NoArgsIsHelpError"


def prepare_completion(help_of: Callable[[str], str]) -> None:
    """Let Typer answer a shell that completes; `help_of` makes the help text that is shown beside a word.

    Typer looks for markup in help texts, which loads rich; our help texts have none.
    """
    from typer import _completion_classes

    _completion_classes._sanitize_help_text = help_of  # type: ignore[assignment]
    _completion_classes.completion_init()


def said_by(problem: BaseException) -> str:
    """Return Typer's own complaint, in English."""
    return problem.format_message() if isinstance(problem, typer.TyperException) else str(problem)
