"""Whether `gridlog sync` works over two Syncthing instances that keep one folder each.

`python -m tests.hand.syncthing [FOLDER]`, by hand; about a minute. Needs the program syncthing, 1.12 or newer
(Debian: `apt install syncthing`). Both instances run from configurations of their own on the loopback, with
discovery, relays, upgrades and reports switched off; they are steered by their REST interface.
Source: docs.syncthing.net, "REST API" and "Configuration".
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.hand import promises
from tests.hand.daemons import free_port, program, running
from tests.hand.story import Broken, Story, must, names, published, run, tell, until

FOLDER = "grid"
KEY = "by-hand"
CONFLICT = re.compile(r"\.jsonl\.sync-conflict-\d{8}-\d{6}-[A-Z0-9]{7}\.gz$")
QUIET = {
    "globalAnnounceEnabled": "false",
    "localAnnounceEnabled": "false",
    "relaysEnabled": "false",
    "natEnabled": "false",
    "crashReportingEnabled": "false",
    "autoUpgradeIntervalH": "0",
    "urAccepted": "-1",
    "startBrowser": "false",
    "reconnectionIntervalS": "1",
}


class Instance:
    """One Syncthing: its home, the folder it keeps, and the two ports it listens on."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder
        self.control, self.port = free_port(), free_port()
        self.id = ""
        folder.mkdir(parents=True)

    def ask(self, method: str, path: str, body: object = None) -> object:
        """The answer of the REST interface. Raises Broken when it refuses, OSError when there is none."""
        connection = HTTPConnection("127.0.0.1", self.control, timeout=30)
        try:
            connection.request(method, f"/rest/{path}", json.dumps(body), {"X-API-Key": KEY})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        must(answer.status == 200, f"syncthing: {method} {path}: {answer.status} {text.strip()}")
        return json.loads(text) if text.strip() else None

    def found(self, path: str) -> dict[str, object]:
        """An object that the REST interface tells."""
        told = self.ask("GET", path)
        if not isinstance(told, dict):
            raise Broken(f"syncthing: {path}: no object")
        return told

    def answers(self) -> bool:
        """Whether the interface is up; notes the device's id."""
        with suppress(OSError, HTTPException):
            self.id = str(self.found("system/status")["myID"])
        return bool(self.id)

    def seen(self) -> dict[str, bytes]:
        """The folder's visible files, with what is in them."""
        return {
            str(one.relative_to(self.folder)): one.read_bytes()
            for one in self.folder.rglob("*")
            if one.is_file() and not one.name.startswith(".")
        }


@contextmanager
def serving(instance: Instance) -> Iterator[None]:
    """One Syncthing at work, with nothing configured but silence."""
    syncthing = program("syncthing", "syncthing")
    settings = {"STNODEFAULTFOLDER": "1", "STNOUPGRADE": "1", "HOME": str(instance.home)}
    place = f"--home={instance.home}"
    subprocess.run(
        [syncthing, "generate", place],
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
        timeout=60,
    )
    config = instance.home / "config.xml"
    config.write_text(_silent(config.read_text(encoding="utf-8"), instance), encoding="utf-8")
    log = instance.home / "syncthing.log"
    with running([syncthing, "serve", place, "--no-browser", "--no-restart"], log, **settings):
        until(instance.answers, f"syncthing answers; see {log}")
        yield


def _silent(config: str, instance: Instance) -> str:
    """The generated configuration, without peers and with ports of our own."""
    told = QUIET | {"listenAddress": f"tcp://127.0.0.1:{instance.port}", "apikey": KEY}
    for key, value in told.items():
        config = re.sub(f"<{key}>[^<]*</{key}>", f"<{key}>{value}</{key}>", config)
    return re.sub(
        r"<address>127\.0\.0\.1:\d+</address>", f"<address>127.0.0.1:{instance.control}</address>", config
    )


class Pair:
    """Two instances that keep one folder alike, and the line between them."""

    def __init__(self, one: Instance, other: Instance) -> None:
        self.both = (one, other)

    def introduce(self) -> None:
        """Each is told of the other and of the folder; returns once they are connected."""
        for mine, peer in (self.both, self.both[::-1]):
            mine.ask(
                "POST",
                "config/devices",
                {"deviceID": peer.id, "name": "peer", "addresses": [f"tcp://127.0.0.1:{peer.port}"]},
            )
            devices = [{"deviceID": one.id} for one in self.both]
            mine.ask("POST", "config/folders", {"id": FOLDER, "path": str(mine.folder), "devices": devices})
        until(self.is_connected, "the instances connect")

    def is_connected(self) -> bool:
        """Whether both know of a line to the other."""
        return all(self._line(mine, peer) for mine, peer in (self.both, self.both[::-1]))

    def _line(self, mine: Instance, peer: Instance) -> bool:
        lines = mine.found("system/connections")["connections"]
        return isinstance(lines, dict) and bool(lines.get(peer.id, {}).get("connected"))

    def cut(self) -> None:
        """No more line between them, until `rejoin`."""
        self._pause(True)
        until(lambda: not self.is_connected(), "the instances part")

    def rejoin(self) -> None:
        """The line is back, and what changed meanwhile has travelled."""
        self._pause(False)
        until(self.is_connected, "the instances connect again")
        self.settle()

    def _pause(self, is_paused: bool) -> None:
        for mine, peer in (self.both, self.both[::-1]):
            mine.ask("PATCH", f"config/devices/{peer.id}", {"paused": is_paused})

    def scan(self) -> None:
        """Have both look at their folders now rather than in a while."""
        for one in self.both:
            one.ask("POST", f"db/scan?folder={FOLDER}")

    def settle(self) -> None:
        """Wait until both folders hold the same files; at once where they do."""
        until(self._is_settled, "both folders hold the same files")

    def _is_settled(self) -> bool:
        self.scan()  # each time, for Syncthing makes its conflict copies while it settles
        try:
            one, other = (instance.seen() for instance in self.both)
        except FileNotFoundError:
            return False  # something was just renamed
        return one == other


class Apart:
    """The promises for which the line has to be cut."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair

    def work_done_apart_comes_together(self, told: Story) -> str:
        """Both log visits and sync while Syncthing has no line; nothing comes, until the line is back."""
        self.pair.cut()
        for device in told.devices:
            told.do(device, "visit", "add", "E1", "--note", f"{device.name}断网时走访")
            done = told.sync(device)
            must((done.came, done.went, done.waits) == (0, 1, 0), f"{device.name}: {done.said!r}")
        self.pair.rejoin()
        came = [told.sync(device).came for device in told.devices]
        must(came == [1, 1], f"{came} events came")
        return told.same()

    def conflict_copies_of_syncthing_lose_nothing(self, told: Story) -> str:
        """Three files lie on both sides under one name: two are torn on one side, the third is alike on both.

        Of the first the torn one is newer, of the second the whole one; Syncthing renames the older.
        """
        reader, author = told.devices
        self.pair.cut()
        files = [published(told, author, f"同名文件{number}") for number in range(3)]
        wholes = {file.name: file.read_bytes() for file in files}
        for file, later_s, parts in zip(files, (60, -60, 0), (2, 2, 1), strict=True):
            _lay_beside(file, reader.log / file.name, later_s, parts)
        self.pair.rejoin()
        until(lambda: len(_conflicts(names(reader))) == 2, "Syncthing makes two conflict copies")
        self.pair.settle()
        torn = [name for name, whole in wholes.items() if (reader.log / name).read_bytes() != whole]
        must(torn == [files[0].name], f"Syncthing kept {torn} torn instead of the first")
        done = told.sync(reader)
        must(done.came == 3, f"{done.came} events came instead of 3: {done.said!r}")
        told.sync_until_quiet()
        must(all((author.log / name).read_bytes() == wholes[name] for name in wholes), "a file stays torn")
        copies = _conflicts(names(reader))
        return f"{len(copies)} copies such as *{copies[0]}; {told.same()}"


def _lay_beside(file: Path, twin: Path, later_s: int, parts: int) -> None:
    """The first of so many parts of a file under its name in another place, so many seconds newer than it."""
    content = file.read_bytes()
    twin.write_bytes(content[: len(content) // parts])
    at = file.stat().st_mtime + later_s
    os.utime(twin, (at, at))


def _conflicts(listed: set[str]) -> list[str]:
    """How the names end that Syncthing gave to its copies: before the last dot, not at the end of the stem."""
    return sorted(match[0] for name in listed if (match := CONFLICT.search(name)))


def play(folder: Path) -> None:
    """Start both instances, tell the story, stop them in any case."""
    one, other = (
        Instance(folder / f"{name}-syncthing", folder / name / "share") for name in ("first", "second")
    )
    with ExitStack() as daemons:
        for instance in (one, other):
            daemons.enter_context(serving(instance))
        pair = Pair(one, other)
        pair.introduce()
        told = Story(folder, pair.settle)
        told.joins("first", "P1", one.folder)
        told.joins("second", "P2", other.folder)
        apart = Apart(pair)
        tell(
            (
                promises.the_roster_travels,
                promises.a_day_of_two_officers_adds_up,
                apart.work_done_apart_comes_together,
                apart.conflict_copies_of_syncthing_lose_nothing,
                promises.copies_under_other_names_do_no_harm,
                promises.a_deleted_file_is_put_back,
                promises.a_truncated_file_is_asked_for_and_put_back,
                promises.small_files_become_one_and_go_a_day_later,
                promises.a_newcomer_reads_everything,
                promises.a_sync_with_nothing_to_do_changes_nothing,
            ),
            told,
        )


if __name__ == "__main__":
    sys.exit(run(play, sys.argv[1:]))
