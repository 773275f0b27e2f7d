"""`gridlog` and `python -m gridlog`."""

import gc
import os
import sys
from contextlib import suppress


def run() -> None:
    """One command, then out at once: a short process needs neither a collector nor a slow goodbye."""
    gc.disable()
    try:
        from gridlog.cli.shell.at_once import answer

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
