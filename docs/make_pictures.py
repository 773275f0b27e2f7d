"""The two pictures of the README, from the sample zone: `python docs/make_pictures.py CHROMIUM`, by hand.

CHROMIUM is a browser's program that knows `--headless --screenshot`. Needs a font with Chinese characters.
"""

import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"
NOW = "2025-11-21T17:00:00+08:00"
COLUMNS = 112
TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1e1e1e; color: #e6e6e6; }}
pre {{ margin: 14px 18px; font: 15px/1.5 "Noto Sans Mono CJK SC", monospace; }}
b {{ color: #fff; }}
</style><pre><b>$ gridlog report week --by block</b>
{shown}</pre>"""


def main(chromium: str) -> None:
    """Write both pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = {
            **os.environ,
            "HOME": folder,
            "GRIDLOG_NOW": NOW,
            "GRIDLOG_LANG": "zh",
            "PYTHONIOENCODING": "utf-8",
        }
        _run(environment, "demo", str(home / "play"))
        environment["GRIDLOG_DB"] = str(home / "play" / "gridlog.db")
        _run(environment, "report", "month", "2025-10", "--output", str(home / "month.html"))
        (home / "week.html").write_text(TERMINAL.format(shown=_on_terminal(environment)), encoding="utf-8")
        _take(chromium, home / "week.html", PICTURES / "week.png", "1120,430")
        _take(chromium, home / "month.html", PICTURES / "month.png", "900,1210")


def _run(environment: dict[str, str], *words: str) -> None:
    subprocess.run(  # noqa: S603  # gridlog itself
        [sys.executable, "-m", "gridlog", *words], env=environment, check=True, capture_output=True
    )


def _on_terminal(environment: dict[str, str]) -> str:
    """What a terminal shows, its weights as markup."""
    import pexpect

    shown = pexpect.run(
        f"{sys.executable} -m gridlog report week --by block",
        env={**environment, "TERM": "xterm"},
        dimensions=(40, COLUMNS),
        encoding="utf-8",
    )
    escaped = html.escape(str(shown).replace("\r\n", "\n"))
    bold = re.sub("\x1b\\[1m(.*?)\x1b\\[0m", r"<b>\1</b>", escaped)
    return re.sub("\x1b\\[[\\d;]*m", "", bold)


def _take(chromium: str, page: Path, picture: Path, size: str) -> None:
    options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={size}")
    subprocess.run(  # noqa: S603  # the browser that the caller names
        [chromium, *options, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True
    )


if __name__ == "__main__":
    main(sys.argv[1])
