"""`gridlog completion`: the script of a shell, printed or put where the shell finds it."""

import sys
from typing import Annotated

import typer

from gridlog.cli.completion.scripts import SCRIPTS
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import session
from gridlog.errors import Usage
from gridlog.words.language import two

app = typer.Typer()

ACTIVE = {
    "bash": two("新开一个终端即可，或运行：source {script}", "Open a new terminal, or run: source {script}"),
    "zsh": two("新开一个终端即可，或运行：source ~/.zshrc", "Open a new terminal, or run: source ~/.zshrc"),
    "fish": two("新开的 fish 里即可使用。", "It works in every new fish."),
    "powershell": two(
        "新开一个 PowerShell 即可，或运行：. '{script}'", "Open a new PowerShell, or run: . '{script}'"
    ),
}


@app.command("completion")
def completion(
    ctx: typer.Context,
    shell: Annotated[str, typer.Argument(metavar="|".join(SCRIPTS), help=two("哪种命令行", "Which shell"))],
    install: Annotated[
        bool,
        typer.Option(
            "--install",
            help=two(
                "写到这种命令行自己的位置，并说明在哪", "Write it where the shell finds it, and say where"
            ),
        ),
    ] = False,
) -> None:
    if shell not in SCRIPTS:
        raise Usage("shell.unknown", value=shell, known=", ".join(SCRIPTS))
    if not install:
        sys.stdout.write(SCRIPTS[shell])
        return
    from gridlog.machine.shells import install_script

    done = install_script(shell, SCRIPTS[shell], session(ctx).config.environment)
    told = two("补全脚本已写到 {script}", "The completion script is at {script}")
    tell(told, script=done.script)
    if done.profile:
        tell(two("{profile} 里有一行读它", "A line of {profile} reads it"), profile=done.profile)
    say(ACTIVE.get(shell, ACTIVE["powershell"]), script=done.script)
