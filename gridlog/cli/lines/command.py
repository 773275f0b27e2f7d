"""`gridlog shell`: a desk for many entries, where commands are typed without the name of the program."""

import sys
from collections.abc import Callable

import typer

from gridlog.cli.lines.running import Runner, run_piped, run_typed
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session, is_asking, session
from gridlog.words.language import two

app = typer.Typer()


@app.command(
    "shell",
    help=two(
        "连续录入：一个进程里逐条敲命令，不用再写 gridlog。\n\n"
        "边敲边补全企业、人员、编号（拼音也行），上下键翻历史（含电话的行不留存）。粘贴多行逐条执行；Ctrl-C 放弃这一行，"
        "Ctrl-D、exit、quit 离开。标准输入不是终端时按行执行其中的命令，# 开头的行跳过，退出码取第一条失败的。",
        "A desk for many entries: commands one after the other, without the word gridlog.\n\n"
        "Enterprises, people and ids are completed as you type, from pinyin too; the arrow keys bring earlier lines back (lines "
        "with a phone are not kept). Pasted lines run one by one; Ctrl-C leaves the line, Ctrl-D, exit or quit the desk. "
        "Lines of a pipe run in order, lines with # are passed over; the exit code is that of the first failure.",
    ),
)
def shell(ctx: typer.Context) -> None:
    here = session(ctx)
    runner = Runner(_options(ctx, here))
    if not is_asking():
        raise typer.Exit(run_piped(runner))
    run_typed(runner, _reader(here) if _is_edited() else _plain)


def _is_edited() -> bool:
    """Return whether the person sees the line that is typed: the answers go to the terminal, too."""
    return sys.stdout.isatty()


def _options(ctx: typer.Context, here: Session) -> list[str]:
    """Return the options of the root that hold for each line."""
    language = ctx.find_root().params.get("lang")
    db = ["--db", str(here.db_path)] if here.db_is_named else []
    return [*db, *(["--lang", language] if language else [])]


def _reader(here: Session) -> Callable[[], str]:
    """Return the way to read lines at a terminal, and say how to leave."""
    from gridlog.cli.lines.typed import reader
    from gridlog.cli.shell.app import root_group

    db = str(here.db_path)
    read = reader(here.config.history, root_group(), lambda: Session(db))
    say(two("数据库 {path}", "the database is {path}"), path=db)
    say(
        two(
            "直接写命令，如 visit add 禧天龙 --nothing；Tab 补全，help 看命令，Ctrl-D 离开。",
            "Type commands, such as visit add E001 --nothing; Tab completes, help lists them, Ctrl-D leaves.",
        )
    )
    return read


def _plain() -> str:
    """Return a line of a terminal whose answers go elsewhere. Raises EOFError at its end."""
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\n")
