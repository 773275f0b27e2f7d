"""One story of a few officers and one share, told over whatever carries the share's files.

A script of this folder brings the carrier: where each device sees the share, and how to wait until all of them
see the same files. Whole gridlog processes run, with a clock that only the story moves.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from gridlog.core.segment import LOG
from gridlog.core.when import ZONE

START = datetime(2026, 11, 23, 9, tzinfo=ZONE)
LIMIT_S = 170
STEP_LIMIT_S = 40
POLL_S = 0.1
ROUNDS = 12
EXCHANGED = re.compile(r"(\d+) events came, (\d+) went, (\d+) wait(?:, (\d+) files put back)?")


class Broken(Exception):
    """A promise that was not kept, or a carrier that does not work; the text is what was seen."""


class Exchanged(NamedTuple):
    """What one `gridlog sync` said: four counts, all of its words, and how it ended."""

    came: int
    went: int
    waits: int
    mended: int
    said: str
    code: int


class Device:
    """One officer's computer: a database of its own, and the share as this computer sees it."""

    def __init__(self, name: str, officer: str, home: Path, share: Path) -> None:
        self.name, self.officer, self.home, self.share = name, officer, home, share
        home.mkdir(parents=True, exist_ok=True)

    @property
    def log(self) -> Path:
        """Where the share's files of events lie."""
        return self.share / LOG

    def start(self, now: datetime, words: Sequence[str]) -> subprocess.Popen[str]:
        """Start a gridlog process and do not wait for its end."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "GRIDLOG_DB": str(self.home / "zone.db"),
            "GRIDLOG_LANG": "en",
            "GRIDLOG_NOW": now.isoformat(),
            "GRIDLOG_OFFICER": self.officer,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "gridlog", *words],
            env=environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def events(self) -> set[str]:
        """The ids of all events this device holds."""
        with closing(sqlite3.connect(self.home / "zone.db")) as database:
            return {one for (one,) in database.execute("SELECT hex(id) FROM events")}


class Story:
    """The devices so far, the hour it is, and every event that a device wrote.

    `settle` returns once all devices see the same files, or raises Broken.
    """

    def __init__(self, folder: Path, settle: Callable[[], None]) -> None:
        self.folder, self.settle = folder, settle
        self.now = START
        self.devices: list[Device] = []
        self.written: set[str] = set()

    def joins(self, name: str, officer: str, share: Path) -> Device:
        """A further device, with an empty database."""
        device = Device(name, officer, self.folder / name, share)
        self.do(device, "init")
        self.devices.append(device)
        return device

    def pass_by(self, **time: float) -> None:
        """Let the clock run; nothing waits."""
        self.now += timedelta(**time)

    def do(self, device: Device, *words: str) -> str:
        """What a command prints. Raises Broken when it fails."""
        out, said, code = self.ended(device.start(self.now, words))
        must(code == 0, f"{device.name}: gridlog {' '.join(words)}: exit {code}, {said.strip()}")
        self.written |= device.events()
        return out

    def made(self, device: Device, *words: str) -> str:
        """The id of what a command made."""
        found = json.loads(self.do(device, *words, "--json"))
        return str((found if isinstance(found, dict) else found[0])["id"])

    def sync(self, device: Device) -> Exchanged:
        """One `gridlog sync` that has to end well."""
        (done,) = self.sync_at_once([device])
        must(done.code == 0, f"{device.name}: sync ended with {done.code}, {done.said.strip()}")
        return done

    def sync_at_once(self, devices: Sequence[Device]) -> list[Exchanged]:
        """One `gridlog sync` each, all started before the first has ended."""
        running = [device.start(self.now, ["sync"]) for device in devices]
        return [_exchanged(*self.ended(one)) for one in running]

    def ended(self, process: subprocess.Popen[str]) -> tuple[str, str, int]:
        """Stdout, stderr and exit code of a process. Raises Broken when it hangs."""
        try:
            out, said = process.communicate(timeout=STEP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Broken(f"{process.args!r} hangs") from None
        return out, said, process.returncode

    def sync_until_quiet(self) -> int:
        """Sync every device in turn until none has anything to do. Returns the number of rounds, the idle one too."""
        for rounds in range(1, ROUNDS + 1):
            before = {device.name: names(device) for device in self.devices}
            did = sum(self._in_turn())
            if not did and before == {device.name: names(device) for device in self.devices}:
                return rounds
        raise Broken(f"still something to do after {ROUNDS} rounds")

    def _in_turn(self) -> Iterator[int]:
        for device in self.devices:
            self.settle()
            yield sum(self.sync(device)[:4])
        self.settle()

    def same(self) -> str:
        """Everybody knows the same, and everything that was ever written; how much that is."""
        first, *others = [self._told(device) for device in self.devices]
        for device, other in zip(self.devices[1:], others, strict=True):
            for what, told in first.items():
                must(told == other[what], f"{what} of {device.name} differ from {self.devices[0].name}'s")
        for device in self.devices:
            lost = len(self.written - device.events())
            must(not lost, f"{device.name} lacks {lost} of {len(self.written)} events")
        figures = ", ".join(f"{len(json.loads(told))} {what}" for what, told in first.items())
        return f"{len(self.devices)} devices alike: {figures}, {len(self.written)} events"

    def _told(self, device: Device) -> dict[str, str]:
        return {
            "visits": self.do(device, "export", "visits", "--json"),
            "issues": self.do(device, "export", "issues", "--json"),
            "conflicting edits": self.do(device, "conflicts", "--json"),
        }


def _exchanged(out: str, said: str, code: int) -> Exchanged:
    match = EXCHANGED.search(out + said)
    must(match is not None or code != 0, f"what did sync do? {out + said!r}")
    came, went, waits, mended = (int(found or 0) for found in match.groups()) if match else (0, 0, 0, 0)
    return Exchanged(came, went, waits, mended, out + said, code)


def must(holds: bool, seen: str) -> None:
    """Raises Broken with what was seen unless it holds."""
    if not holds:
        raise Broken(seen)


def until(holds: Callable[[], bool], awaited: str, limit_s: float = STEP_LIMIT_S) -> float:
    """Wait until it holds, looking again and again. Returns how many seconds that took. Raises Broken after `limit_s`."""
    start = time.monotonic()
    while not holds():
        must(time.monotonic() - start < limit_s, f"waited {limit_s} s in vain: {awaited}")
        time.sleep(POLL_S)
    return time.monotonic() - start


def names(device: Device) -> set[str]:
    """The names of the share's visible files, as this device sees them."""
    return {one.name for one in device.log.iterdir() if not one.name.startswith(".")}


def published(story: Story, device: Device, note: str) -> Path:
    """A file of one visit that `device` wrote just now and that no pack covers; no other device has read it."""
    for _ in range(2):  # where the first visit fills a pack, the second cannot
        before = names(device)
        story.do(device, "visit", "add", "E1", "--note", note)
        story.sync(device)
        found = sorted(names(device) - before)
        if len(found) == 1:
            return device.log / found[0]
        story.sync_until_quiet()
    raise Broken(f"{device.name} published {found} for one visit")


def tell(promises: Sequence[Callable[[Story], str]], story: Story) -> None:
    """Test one promise after the other, a line each. Raises Broken on the first that is not kept."""
    for promise in promises:
        start = time.monotonic()
        try:
            seen = promise(story)
        except (Broken, OSError) as problem:
            raise Broken(f"{promise.__name__.replace('_', ' ')}: {problem}") from None
        spent = time.monotonic() - start
        sys.stdout.write(f"kept: {promise.__name__.replace('_', ' ')} — {seen} ({spent:.1f} s)\n")
        sys.stdout.flush()


def run(play: Callable[[Path], None], words: Sequence[str]) -> int:
    """Play in the folder that the words name, or in a temporary one. Returns the exit code. Ends after LIMIT_S."""
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, _stopped)
    signal.alarm(LIMIT_S)
    folder = Path(words[0]).absolute() if words else Path(tempfile.mkdtemp(prefix="gridlog-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        sys.stderr.write(f"{folder} is not empty\n")
        return 2
    start = time.monotonic()
    try:
        play(folder)
    except Broken as problem:
        sys.stderr.write(f"BROKEN: {problem}\nEverything is left in {folder}\n")
        return 1
    sys.stdout.write(f"all kept in {time.monotonic() - start:.0f} s\n")
    if not words:
        shutil.rmtree(folder)
    return 0


def _stopped(number: int, _: object) -> None:
    raise Broken(f"not done after {LIMIT_S} s" if number == signal.SIGALRM else "stopped")
