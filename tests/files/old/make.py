"""Make the files of an older version that tests/store/test_old_files.py opens: a database, a share, and what they say.

`python tests/files/old/make.py GRIDLOG FOLDER` runs the program GRIDLOG of the version to be kept, and writes
zone.db.gz, share/ and facts.json.gz into FOLDER. It was run once; the files are never made anew, for their age is their worth.
"""

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

ROSTER = Path(__file__).parents[3] / "data"
KEPT = (
    *(
        "_sqlite_migrations",
        "sqlite_sequence",
        "replica",
        "events",
        "stored",
        "names",
        "waiting",
        "shed",
        "holidays",
        "holiday_years",
    ),
    *("segments", "contents", "covers", "covered", "sightings", "unread", "archived"),
)  # tables that say more than the events, or other things


class Machine:
    """One computer of the zone: its database, its officer, and the program to run."""

    def __init__(self, program: str, folder: Path, name: str) -> None:
        self.program = program
        self.home = folder / name
        self.home.mkdir(parents=True)
        self.db = self.home / "zone.db"

    def run(self, line: str, now: str, stdin: str = "") -> str:
        """What a command prints. Ends the making when the command fails."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GRIDLOG_NOW": f"{now}:00+08:00",
            "GRIDLOG_LANG": "en",
            "GRIDLOG_DB": str(self.db),
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            [self.program, *line.split("|")],
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.home,
        )
        if done.returncode:
            sys.exit(f"{line}: {done.stderr}")
        return done.stdout

    def id(self, line: str, now: str) -> str:
        """The id of what a command records."""
        return self.run(line, now).split()[0]


def make(program: str, folder: Path) -> None:
    """Two machines live through three weeks and share them; the first one's files are kept."""
    work, share = folder / "work", folder / "share"
    first, second = Machine(program, work, "first"), Machine(program, work, "second")
    first.run("init", "2025-11-03T08:00")
    first.run(
        "|".join(
            [
                "roster",
                "import",
                *(str(ROSTER / f"{name}.csv") for name in ("grids", "officers", "enterprises")),
            ]
        ),
        "2025-11-03T08:05",
    )
    first.run(f"share|create|{share}", "2025-11-03T08:10")
    second.run("init", "2025-11-03T08:20")
    second.run(f"share|join|{share}|--yes", "2025-11-03T08:30")
    fill(first, second)
    for machine in (second, first, second, first):
        machine.run("sync", "2025-11-24T09:30")
    with closing(sqlite3.connect(first.db)) as database:
        told = json.dumps(facts(database), ensure_ascii=False, indent=1)
        database.execute(
            "UPDATE replica SET folder = '', machine = ''"
        )  # they name the computer that made it
        database.commit()
        database.execute("VACUUM")
    (folder / "zone.db.gz").write_bytes(gzip.compress(first.db.read_bytes(), mtime=0))
    (folder / "facts.json.gz").write_bytes(gzip.compress(told.encode(), mtime=0))
    shutil.rmtree(work)


def fill(first: Machine, second: Machine) -> None:
    """What the two machines record: most kinds of event that the version knows, and two edits at once."""
    visit = first.id(
        "visit|add|E001|--by|QL01|--note|生产正常|--contact|演示人|--phone|13800001234|--yes",
        "2025-11-03T15:00",
    )
    first.run("visit|add|E006|--by|GF01|--with|GF02|--nothing|--on|2025-11-03|--yes", "2025-11-04T15:00")
    gone = first.id("visit|add|E011|--by|QL01|--method|phone|--nothing|--yes", "2025-11-05T15:00")
    first.run(f"visit|edit|{visit}|--note|订单增加，缺工人|--reason|漏记", "2025-11-05T16:00")
    first.run(f"visit|void|{gone}|--reason|重复", "2025-11-05T16:05")
    late = second.id(
        "visit|add|E016|--by|JJ01|--nothing|--on|2025-11-03|--reason|出差|--yes", "2025-11-06T09:00"
    )
    issue = first.id(
        f"issue|raise|E001|缺普工二十人|--category|LABOR|--grade|urgent|--visit|{visit}|--by|QL01",
        "2025-11-05T16:10",
    )
    first.run(f"issue|assign|{issue}|QL02|--by|QL01", "2025-11-05T16:20")
    first.run(f"issue|note|{issue}|已联系人社部门|--by|QL02", "2025-11-05T17:00")
    first.run(f"issue|extend|{issue}|--due|2025-11-14|--reason|招聘会在下周|--by|QL02", "2025-11-05T17:10")
    first.run(f"issue|answer|{issue}|--result|solved|--text|招到十八人|--by|QL02", "2025-11-13T10:00")
    first.run(
        f"issue|revisit|{issue}|--satisfaction|5|--solved|yes|--answered|yes|--contacted|yes|--by|QL01",
        "2025-11-14T10:00",
    )
    first.run(f"issue|close|{issue}|--by|QL01", "2025-11-14T10:10")
    kept = second.id("issue|raise|E016|用电容量不足|--category|用地|--by|JJ01", "2025-11-10T11:00")
    second.run(f"issue|edit|{kept}|--category|POWER|--reason|登记有误", "2025-11-10T11:05")
    first.run("officer|leave|QL03|--from|2025-11-10|--to|2025-11-11|--kind|年休假", "2025-11-07T17:00")
    first.run("officer|assign|QL04|QL-05", "2025-11-10T08:00")
    first.run("enterprise|edit|E020|--status|停产|--from|2025-11-10", "2025-11-10T08:10")
    first.run("calendar|set|2025-11-15|work|--name|开放日", "2025-11-10T08:20")
    first.run("config|set|coverage_days|45", "2025-11-10T08:30")
    first.run("config|set|officer|QL01", "2025-11-10T08:40")
    second.run("config|set|officer|JJ01", "2025-11-10T08:40")
    first.run("report|week|2025-W45|--freeze", "2025-11-10T09:00")
    first.run("spotcheck|draw|2025-W45|--percent|50|--seed|7|--by|QL05", "2025-11-10T09:30")
    first.run("export|enterprises|--unmask|-o|whole.csv", "2025-11-10T09:40")
    for machine in (second, first, second):
        machine.run("sync", "2025-11-17T08:00")
    first.run("report|week|2025-W45|--freeze|--reason|漏报一家", "2025-11-17T08:30")
    first.run(f"visit|edit|{late}|--note|甲写的|--reason|补记", "2025-11-17T09:00")
    second.run(f"visit|edit|{late}|--note|乙写的|--reason|补记", "2025-11-17T09:00")
    second.run("enterprise|add|E900|另一家企业|--grid|GF-01|--yes", "2025-11-17T09:10")
    first.run("enterprise|add|E900|新企业甲有限公司|--grid|QL-01|--yes", "2025-11-17T09:10")


def facts(database: sqlite3.Connection, later: Collection[str] = ()) -> dict[str, list[str]]:
    """Every row of every table that follows from the events alone, as text, sorted.

    Columns of the names `later` are left out: a later version made them.
    """
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    said = {}
    for table in [name for (name,) in database.execute(query) if name not in KEPT]:
        columns = [
            name for _, name, *_ in database.execute(f"PRAGMA table_info({table})") if name not in later
        ]
        said[table] = sorted(map(repr, database.execute(f"SELECT {', '.join(columns)} FROM {table}")))
    return said


if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]))
