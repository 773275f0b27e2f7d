"""What reports cost: the same week among many visits and among very many, and a month of 10,000 visits on paper.

`python -m tests.bench.reports FOLDER [ROWS]` makes three databases below FOLDER, of 10,000, of ROWS (1,000,000
unless said) and of 10,000 visits in five weeks, and prints a table in Markdown. By hand, as run.py.
"""

import subprocess
import sys
from pathlib import Path

from tests.bench.run import ROOT, gridlog, made, medians

FEW = 10_000
BUSY_WEEK = 2_500
ROUNDS = 7
WEEK = "2025-W46"
REPORTS = {
    "day": ("report", "day", "2025-11-13"),
    "week": ("report", "week", WEEK),
    "week --format html": ("report", "week", WEEK, "--format", "html"),
    "week --format xlsx": ("report", "week", WEEK, "--format", "xlsx"),
    "week --as-of": ("report", "week", WEEK, "--as-of", "2025-11-14"),
    "month --format csv": ("report", "month", "2025-10", "--format", "csv"),
    "month --format html": ("report", "month", "2025-10", "--format", "html"),
    "coverage": ("report", "coverage"),
    "trend": ("report", "trend"),
}


def main(folder: Path, rows: int) -> None:
    """Make the databases, take the times, print the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "gridlog")], check=True)
    few, _ = made(folder, FEW)
    many, _ = made(folder, rows)
    busy, _ = made(folder, 5 * BUSY_WEEK, BUSY_WEEK)
    commands: dict[str, list[str]] = {}
    for name, words in REPORTS.items():
        commands |= {f"{name} few": gridlog(few, *words), f"{name} many": gridlog(many, *words)}
    for form in ("html", "docx", "xlsx"):
        commands[form] = gridlog(busy, "report", "month", "2025-11", "--format", form)
    took = medians(commands, ROUNDS)
    lines = [f"| `report …` | {FEW:,} visits | {rows:,} visits | ratio |", "|---|---|---|---|"]
    for name in REPORTS:
        small, large = took[f"{name} few"], took[f"{name} many"]
        lines.append(f"| `{name}` | {small * 1000:.0f} ms | {large * 1000:.0f} ms | {large / small:.2f} |")
    lines += [
        f"| month of 10,000 visits, {form} | {took[form]:.2f} s | | |" for form in ("html", "docx", "xlsx")
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
