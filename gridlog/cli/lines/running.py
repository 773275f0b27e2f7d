"""Run the lines of a desk, each as a command line of its own: it opens the file, reads all anew and closes the file.

What stays between two lines says nothing of the data: loaded modules, commands that were built, tables of words. So a
line cannot see an old roster, day or rule, and an open desk holds no lock.
"""

import gc
import io
import shlex
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from gridlog.cli.lines.words import has_pipe, words
from gridlog.cli.shell.app import main, root_group
from gridlog.cli.shell.boundary import INTERRUPTED
from gridlog.cli.shell.say import ended_by, say
from gridlog.errors import Usage
from gridlog.machine import windows
from gridlog.machine.files import standard_input
from gridlog.words.language import language, two, use

NAME = "gridlog"
LEAVING = ("exit", "quit", "退出")
HELP = ("help", "?", "帮助")
BUG = 1


class Runner:
    """The way to run lines with the options that the root was given."""

    def __init__(self, options: Sequence[str]) -> None:
        self._options = list(options)
        self._root = root_group()
        self._language = language()

    def run(self, line: str) -> int:
        """Run one line. Returns its exit code; what went wrong was said."""
        try:
            given = _bare(words(line))
            if not given:
                return 0
            if given[0] == "shell":
                raise Usage("line.shell")
            if has_pipe(line):
                return self._run_outside(line)
            return main([*self._options, *given], root=self._root)
        except Usage as problem:
            return ended_by(problem)
        except KeyboardInterrupt as stopped:  # it came when the command had ended, or had not begun
            return ended_by(stopped)
        except Exception:  # a bug of one command must not take the desk away
            traceback.print_exc()
            return BUG
        finally:
            use(self._language)
            with suppress(OSError, ValueError):
                sys.stdout.flush()

    def _run_outside(self, line: str) -> int:
        """Let the system's own shell run a line with a pipe, as it does outside the desk."""
        start = [sys.executable, "-m", NAME, *self._options]
        called = subprocess.list2cmdline(start) if windows.IS_WINDOWS else shlex.join(start)
        rest = line.strip().removeprefix(f"{NAME} ")
        return subprocess.run(f"{called} {rest}", shell=True, check=False).returncode  # noqa: S602  # the user's own line


def _bare(given: list[str]) -> list[str]:
    """Return the words without the name of the program; `help visit` is `visit --help`."""
    if given[:1] == [NAME]:
        given = given[1:]
    if given and given[0] in HELP:
        return [*given[1:], "--help"]
    return given


def leaves(line: str) -> bool:
    """Return whether a line says to leave the desk."""
    return line.strip().removeprefix(f"{NAME} ") in LEAVING


def run_typed(runner: Runner, read: Callable[[], str]) -> None:
    """Run what a person types until the person leaves. Ctrl-C leaves a line or its command, and the rest of a paste."""
    with garbage_is_collected():
        while True:
            try:
                lines = read().split("\n")
                for number, line in enumerate(lines, 1):
                    if leaves(line):
                        return
                    code = runner.run(line)
                    _say_code(code, number if len(lines) > 1 else 0)
                    if code == INTERRUPTED:
                        break
            except KeyboardInterrupt:
                continue
            except EOFError:
                return


def run_piped(runner: Runner) -> int:
    """Run the lines of standard input in their order. Returns the first exit code that is not 0, or 0."""
    first = 0
    with garbage_is_collected():
        for number, line in enumerate(_piped(), 1):
            if leaves(line):
                break
            with _nothing_to_read():
                code = runner.run(line)
            _say_code(code, number)
            first = first or code
            if code == INTERRUPTED:
                break
    return first


def _piped() -> Iterator[str]:
    """Yield the lines of standard input, each when it comes, in UTF-8 or GBK. Raises Usage."""
    from gridlog.cli.shell.session import decoded

    stream = standard_input()
    while line := stream.readline():
        yield decoded(line, "-")


@contextmanager
def _nothing_to_read() -> Iterator[None]:
    """Let a command find an empty standard input: the rest of the pipe are commands."""
    real = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    try:
        yield
    finally:
        sys.stdin = real


def _say_code(code: int, number: int) -> None:
    """Say the exit code of a line that failed, and which of several lines failed."""
    if code and number:
        say(two("第 {number} 行：退出码 {code}", "line {number}: exit code {code}"), number=number, code=code)
    elif code:
        say(two("退出码 {code}", "exit code {code}"), code=code)


@contextmanager
def garbage_is_collected() -> Iterator[None]:
    """Collect garbage, which a process of one command never does; what is loaded already is passed over."""
    was_off = not gc.isenabled()
    if was_off:
        gc.freeze()
        gc.enable()
    try:
        yield
    finally:
        if was_off:
            gc.disable()
