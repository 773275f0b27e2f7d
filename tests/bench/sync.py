"""The share's figures of docs/benchmark.md: run by hand, never in the test suite.

`python tests/bench/sync.py FOLDER [EVENTS]` lays out a share of 300 devices with 15 files each, EVENTS
(1,000,000 unless said) in all, lets a new machine join it, then takes turns at a visit, a sync with nothing
new, and two that bring 100 events from 10 devices: visits of this week, as on any day, and of ten years, the worst case. Needs the sqlite3 program.
"""

import csv
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from gridlog.core.event import Stamp, created
from gridlog.core.segment import LOG, sealed
from tests.bench.run import NOW, ROOT, gridlog, peak_kib, seconds

SHARE = "5ea5ea5ea5ea5ea5"
DEVICES, FILES = 300, 15
ROUNDS = 15
NOTES = (
    "订单排到月底，询问技改补助申报条件，约定下周再看",
    "日常走访，无诉求",
    "反映午后电压波动，已联系供电所",
)
IMPORT = """PRAGMA synchronous = EXTRA;
CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT, row TEXT, kind TEXT, replica TEXT, number INT, clock INT, body TEXT);
CREATE UNIQUE INDEX a ON events (id);
CREATE INDEX b ON events (row);
CREATE INDEX c ON events (replica, number);
.mode csv
.import {} events
"""


class Days(NamedTuple):
    """So many days from the first on."""

    first: date
    span: int


TEN_YEARS = Days(date(2015, 1, 5), 3900)
THIS_WEEK = Days(date(2025, 11, 17), 5)


class Author:
    """One device: it writes visits, each with the next number."""

    def __init__(self, at: int) -> None:
        self.random = Random(at)  # noqa: S311  # repeatable chance, no secret
        self.replica = f"{at + 1:016x}"
        self.number = 0

    def file(self, share: Path, size: int, days: "Days") -> None:
        """Put one segment of so many visits on these days on the share."""
        numbered = []
        for _ in range(size):
            self.number += 1
            on = days.first + timedelta(days=self.random.randrange(days.span))
            data = {
                "on": on.isoformat(),
                "enterprise": f"E{self.random.randint(1, 168):03}",
                "officer": "JJ05",
                "method": "onsite",
                "kind": "routine",
                "grid": "JJ-05",
                "block": "JJ",
                "contact": "演示联系人",
                "phone": "13800000000",
                "note": self.random.choice(NOTES),
            }
            clock = (1420000000000 + self.number * 7_000_000) << 16
            stamp = Stamp(self.replica, self.number, clock, f"{on}T18:03:03+08:00", "JJ05", False)
            numbered.append((self.number, created("visit.logged", data, "", (), stamp).body))
        made = sealed(SHARE, self.replica, numbered)
        (share / LOG / made.name).write_bytes(made.content)


def lay_out(share: Path, events: int) -> list[Author]:
    """The share, and its devices ready to write on."""
    shutil.rmtree(share, ignore_errors=True)
    (share / LOG).mkdir(parents=True)
    marker = f'{{"format":1,"gridlog":"share","reader":1,"share":"{SHARE}","zone":"x"}}\n'
    (share / "gridlog.json").write_text(marker, encoding="utf-8")
    authors = [Author(at) for at in range(DEVICES)]
    for at in range(DEVICES * FILES):
        size = events // (DEVICES * FILES) + (at < events % (DEVICES * FILES))
        authors[at % DEVICES].file(share, size, TEN_YEARS)
    return authors


def imported(folder: Path, db: Path) -> float:
    """How long the sqlite3 program takes to import the same rows of `events`, with three indexes."""
    rows, target = folder / "events.csv", folder / "import.db"
    with rows.open("w", encoding="utf-8", newline="") as file:
        query = "SELECT seq, hex(id), hex(row), kind, replica, number, clock, CAST(body AS TEXT) FROM events"
        csv.writer(file).writerows(sqlite3.connect(db).execute(query))
    took = []
    for _ in range(3):
        target.unlink(missing_ok=True)
        start = time.perf_counter()
        subprocess.run(["sqlite3", str(target)], input=IMPORT.format(rows), text=True, check=True)  # noqa: S607
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def turns(db: Path, share: Path, authors: list[Author]) -> dict[str, float]:
    """Medians of a visit, a sync with nothing new, and of such that bring ten files of ten events."""
    times: dict[str, list[float]] = {"visit add": [], "nothing new": [], "this week": [], "ten years": []}
    add = gridlog(db, "visit", "add", "E066", "--nothing", "--by", "JJ05", "--yes")
    for at in range(ROUNDS):
        times["visit add"].append(seconds(add))
        seconds(gridlog(db, "sync"))  # takes the visit away
        times["nothing new"].append(seconds(gridlog(db, "sync")))
        for name, days in (("this week", THIS_WEEK), ("ten years", TEN_YEARS)):
            for author in authors[10 * at : 10 * at + 10]:
                author.file(share, 10, days)
            times[name].append(seconds(gridlog(db, "sync")))
    return {name: statistics.median(taken) for name, taken in times.items()}


def main(folder: Path, events: int) -> None:
    """Lay out, join, take turns, print the table."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "gridlog")], check=True)
    share, db = folder / "share", folder / "new.db"
    authors = lay_out(share, events)
    db.unlink(missing_ok=True)
    seconds(gridlog(db, "init"))
    os.environ["GRIDLOG_NOW"] = NOW
    start = time.perf_counter()
    peak = peak_kib(gridlog(db, "share", "join", str(share), "--yes"))
    first = time.perf_counter() - start
    roster = (str(ROOT / f"data/{name}.csv") for name in ("grids", "officers", "enterprises"))
    seconds(gridlog(db, "roster", "import", *roster))
    seconds(gridlog(db, "sync"))
    theirs = imported(folder, db)
    took = turns(db, share, authors)
    visit = took["visit add"]
    sys.stdout.write(
        f"| {events:,} events, {DEVICES} devices, {DEVICES * FILES:,} files | time | ratio | |\n|---|---|---|---|\n"
        f"| `sqlite3 .import` of the same events, three indexes | {theirs:.1f} s | 1.00 | |\n"
        f"| first `sync` | {first:.1f} s | {first / theirs:.2f} | {peak // 1024} MB |\n"
        f"| `visit add` | {visit * 1000:.0f} ms | 1.00 | |\n"
        f"| `sync`, nothing new | {took['nothing new'] * 1000:.0f} ms | {took['nothing new'] / visit:.2f} | |\n"
        f"| `sync`, 100 events of this week from 10 devices | {took['this week'] * 1000:.0f} ms | {took['this week'] / visit:.2f} | |\n"
        f"| `sync`, 100 events of ten years from 10 devices | {took['ten years'] * 1000:.0f} ms | {took['ten years'] / visit:.2f} | |\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
