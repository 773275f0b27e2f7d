"""Two devices that record one code for two things."""

import shlex
from pathlib import Path

from tests.conftest import Ran, Run, objects

MORNING, NOON, EVENING = (f"2025-11-21T{hour}:00:00+08:00" for hour in ("09", "12", "18"))


class Two:
    """Two devices of one share, `a` and `b`, and a third that joins later."""

    def __init__(self, run: Run, folder: Path) -> None:
        self.run = run
        self.dbs = {name: (folder / f"{name}.db").as_posix() for name in "bc"} | {
            "a": (folder / "zone.db").as_posix()
        }
        self.share = (folder / "share").as_posix()
        self("a", f"share create {self.share}")
        self.join("b")

    def __call__(self, who: str, line: str, now: str = NOON, lang: str = "") -> Ran:
        done = self.run(f"--db {shlex.quote(self.dbs[who])} {line}", now=now, lang=lang)
        assert done.code == 0, done.err
        return done

    def join(self, who: str) -> None:
        self(who, "init")
        self(who, f"share join {self.share}")

    def sync(self, *names: str) -> Ran:
        """Everybody syncs until all know the same; what the last one heard."""
        for who in (*names, *names):
            done = self(who, "sync", EVENING)
        return done

    def rows(self, who: str, line: str) -> list[dict[str, object]]:
        return objects(self(who, f"{line} --json"))
