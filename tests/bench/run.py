"""The figures of docs/benchmark.md: run by hand, never in the test suite.

`python -m tests.bench.run FOLDER [ROWS]` makes two databases below FOLDER, one of 1,000 visits and one of
ROWS (1,000,000 unless said), and prints a table in Markdown. Everything is a whole process, timed beside the
barest Typer program that inserts one durable row; medians, in turn, in one run. Needs the sqlite3 program.
"""

import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from gridlog.core.rules import Rules
from gridlog.ledgers import queries
from tests.bench.make_visits import A_WEEK
from tests.bench.make_visits import main as make_visits

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 21
NOW = "2025-11-21T16:00:00+08:00"
BARE = """import sqlite3, sys, typer
app = typer.Typer()
@app.command()
def add(text: str) -> None:
    db = sqlite3.connect(sys.argv[0] + ".db", isolation_level=None)
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO t VALUES (?)", (text,))
    db.execute("COMMIT")
    print("ok")
app()
"""


def gridlog(db: Path, *words: str) -> list[str]:
    """The command line of one gridlog process."""
    return [str(Path(sys.executable).with_name("gridlog")), "--db", str(db), "--lang", "en", *words]


def seconds(command: Sequence[str], target: Path | None = None) -> float:
    """How long one process takes, its output thrown away or kept in `target`."""
    environment = {**os.environ, "GRIDLOG_NOW": NOW, "PYTHONDONTWRITEBYTECODE": "1"}
    with (target or Path(os.devnull)).open("wb") as out:
        start = time.perf_counter()
        subprocess.run(command, stdout=out, stderr=subprocess.DEVNULL, env=environment, check=True)
        return time.perf_counter() - start


def peak_kib(command: Sequence[str]) -> int:
    """The largest resident size of one process, by the time program."""
    timed = ["/usr/bin/time", "-f", "%M", *command]
    done = subprocess.run(timed, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(done.stderr.split()[-1])


def medians(commands: dict[str, list[str]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median time of each, taken in turn so that a slow minute meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    return {name: statistics.median(taken) for name, taken in times.items()}


def made(folder: Path, rows: int, a_week: int = A_WEEK) -> tuple[Path, float]:
    """A database with that many visits, and the seconds their import took."""
    db, file = folder / f"{rows}.db", folder / f"{rows}.csv"
    db.unlink(missing_ok=True)
    make_visits(rows, file, a_week)
    seconds(gridlog(db, "init"))
    seconds(
        gridlog(
            db,
            "roster",
            "import",
            *(str(ROOT / f"data/{n}.csv") for n in ("grids", "officers", "enterprises")),
        )
    )
    return db, seconds(gridlog(db, "visit", "import", str(file)))


COMMANDS = {
    "visit add": ("visit", "add", "E066", "--nothing", "--by", "JJ05", "--yes"),
    "issue raise": ("issue", "raise", "E066", "演示", "--by", "JJ05"),
    "report week": ("report", "week", "2025-W46"),
    "visit list --week": ("visit", "list", "--week", "2025-W46", "--format", "csv"),
}


def starts(folder: Path, small: Path, large: Path) -> list[str]:
    """Each command on both databases, as multiples of the barest program, and of one another."""
    bare = folder / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    sqlite3.connect(f"{bare}.db").execute("CREATE TABLE IF NOT EXISTS t (x TEXT) STRICT")
    commands = {"bare": [sys.executable, str(bare), "x"], "python": [sys.executable, "-c", "pass"]}
    commands["--help"] = gridlog(small, "--help")
    for name, words in COMMANDS.items():
        commands |= {f"{name} small": gridlog(small, *words), f"{name} large": gridlog(large, *words)}
    took = medians(commands)
    lines = [
        f"| bare Python | {took['python'] * 1000:.0f} ms | | |",
        f"| barest Typer program, one durable row | {took['bare'] * 1000:.0f} ms | 1.00 | |",
        f"| `--help` | {took['--help'] * 1000:.0f} ms | {took['--help'] / took['bare']:.2f} | |",
    ]
    for name in COMMANDS:
        few, many = took[f"{name} small"], took[f"{name} large"]
        lines.append(f"| `{name}` | {few * 1000:.0f} ms | {few / took['bare']:.2f} | {many / few:.2f} |")
    return lines


def export(folder: Path, large: Path) -> list[str]:
    """`export visits` beside the sqlite3 program's own -csv over the same columns."""
    query = queries.visits(Rules())
    sql = query.sql().replace(":methods", "'onsite'")
    program = shutil.which("sqlite3")
    assert program, "this needs the sqlite3 program"  # a script
    theirs = statistics.median(
        seconds([program, "-csv", str(large), sql], folder / "a.csv") for _ in range(3)
    )
    ours = statistics.median(seconds(gridlog(large, "export", "visits"), folder / "b.csv") for _ in range(3))
    size = peak_kib(gridlog(large, "export", "visits"))
    return [
        f"| `sqlite3 -csv` | {theirs:.1f} s | 1.00 | |",
        f"| `export visits` | {ours:.1f} s | {ours / theirs:.2f} | {size // 1024} MB |",
    ]


def main(folder: Path, rows: int) -> None:
    """Make the databases, take the times, print the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "gridlog")], check=True)
    small, _ = made(folder, 1000)
    large, took = made(folder, rows)
    out = [
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores.",
        "",
    ]
    out += [
        f"| one process | 1,000 visits | of the barest | {rows:,} visits, of 1,000 |",
        "|---|---|---|---|",
    ]
    out += starts(folder, small, large)
    out += [
        "",
        f"| {rows:,} visits | time | ratio | peak memory |",
        "|---|---|---|---|",
        *export(folder, large),
    ]
    out += [f"| `visit import` | {took:.0f} s | {rows / took:,.0f} rows a second | |"]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
