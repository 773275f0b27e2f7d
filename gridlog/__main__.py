"""`gridlog` and `python -m gridlog`."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress


def answer(words: Sequence[str]) -> int:
    """Answer one command line, at once or by Typer. Returns the exit code."""
    from gridlog.cli.shell.at_once import at_once

    code = at_once(words)
    if code is None:
        from gridlog.cli.shell.app import main

        code = main(words)
    return code


def run() -> None:
    """One command, then out at once: a short process needs neither a collector nor a slow goodbye."""
    gc.disable()
    try:
        code = answer(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
