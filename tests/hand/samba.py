"""Whether `gridlog sync` works over a Samba share that two computers mount.

`python -m tests.hand.samba [FOLDER]`, as root, by hand; about a minute. Needs the programs smbd, smbnetfs and
fusermount3 (Debian: `apt install samba smbnetfs fuse3`).

The share is reached through smbnetfs, a file system in user space over Samba's own client library, one mount
for each computer; so two clients meet one server. It is not the kernel's cifs, which the kernel this was written
on does not have: nothing is shown here for cifs or for Windows, nor for files that a program holds open, at which
smbnetfs gives up the whole server for seconds. It knows no port but 445, hence root and an address of the
loopback that no other server has. The shares ask for no password.
Source: smb.conf(5), smbnetfs(1).
"""

import os
import pwd
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.hand import promises
from tests.hand.daemons import program, running
from tests.hand.story import Broken, Story, must, run, tell, until

PORT = 445
SHARE, READ_ONLY = "grid", "grid-to-read"
SERVER = """\
[global]
server role = standalone server
workgroup = GRID
disable netbios = yes
smb ports = {port}
interfaces = {address}/8
bind interfaces only = yes
private dir = {home}
lock directory = {home}
state directory = {home}
cache directory = {home}
pid directory = {home}
ncalrpc dir = {home}/ncalrpc
log file = {home}/smbd.log
map to guest = bad user
guest account = {user}
load printers = no
disable spoolss = yes
[{share}]
path = {folder}
guest ok = yes
read only = no
[{read_only}]
path = {folder}
guest ok = yes
read only = yes
"""
CLIENT = """\
use_libsecret "false"
smb_query_browsers "false"
smb_timeout 5000
auth "guest" ""
"""


class Server:
    """A Samba server of one folder, which can be switched off and on."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder, self.address = home, folder, free_address()
        self._daemon = ExitStack()
        for path in (home / "ncalrpc", home / "cores", folder):
            path.mkdir(parents=True)
        told = SERVER.format(
            port=PORT,
            address=self.address,
            home=home,
            user=pwd.getpwuid(os.geteuid()).pw_name,
            folder=folder,
            share=SHARE,
            read_only=READ_ONLY,
        )
        (home / "smb.conf").write_text(told, encoding="utf-8")

    def start(self) -> None:
        """Serve. Returns when a server answers at the address."""
        smbd, config = program("smbd", "samba"), self.home / "smb.conf"
        command = [
            smbd,
            "--foreground",
            "--no-process-group",
            f"--configfile={config}",
            f"--log-basename={self.home}",
        ]
        self._daemon.enter_context(running(command, self.home / "smbd.out"))
        until(self.listens, f"smbd listens; see {self.home}")

    def stop(self) -> None:
        """Be gone, whether it served or not."""
        self._daemon.close()

    def listens(self) -> bool:
        """Whether a server answers at its address."""
        with socket.socket() as probe:
            return probe.connect_ex((self.address, PORT)) == 0


def free_address() -> str:
    """Return an address of the loopback where no process listens on the port of SMB. Raises Broken without the right to."""
    for last in range(1, 255):
        with socket.socket() as probe:
            try:
                probe.bind((f"127.77.0.{last}", PORT))
            except PermissionError:
                raise Broken(f"port {PORT} takes root") from None
            except OSError:
                continue
            return f"127.77.0.{last}"
    raise Broken(f"port {PORT} is taken on every address")


@contextmanager
def mounted(home: Path, address: str) -> Iterator[Path]:
    """One computer's view of the server, unmounted in any case; the folder where its shares are."""
    place, config = home / "net", home / ".smb" / "smbnetfs.conf"
    place.mkdir(parents=True)
    config.parent.mkdir()
    config.with_name("smb.conf").touch()
    config.write_text(CLIENT, encoding="utf-8")
    config.chmod(0o600)  # it may hold passwords, and smbnetfs minds
    command = [program("smbnetfs", "smbnetfs"), "-f", str(place), "-o", f"config={config}"]
    try:
        with running(command, home / "smbnetfs.log", HOME=str(home), LANG="C.UTF-8"):
            until(place.is_mount, f"smbnetfs mounts; see {home}")
            yield place / address
    finally:
        if place.is_mount():
            subprocess.run([program("fusermount3", "fuse3"), "-uz", str(place)], check=False)


def settled(server: Server, views: list[Path]) -> None:
    """Wait until every computer sees what lies on the server: a client believes for a second what it saw."""
    until(lambda: all(_seen(view) == _seen(server.folder) for view in views), "all see what the server has")


def _seen(folder: Path) -> dict[str, bytes]:
    try:
        return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    except OSError as problem:  # gone since it was listed, or no server
        return {"": str(problem).encode()}


class Shared:
    """The promises for which the server, or more than one of its shares, is needed."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def what_one_wrote_the_other_reads_at_once(self, told: Story) -> str:
        """Each logs a visit and syncs, in turn, without a pause for what a client remembers."""
        turns = 6
        for turn in range(turns):
            writer, reader = told.devices[:2] if turn % 2 else told.devices[1::-1]
            told.do(writer, "visit", "add", "E1", "--note", f"轮流{turn}")
            told.sync(writer)
            came = told.sync(reader).came
            must(came == 1, f"{reader.name} got {came} events in turn {turn}")
        return f"{turns} turns; {told.same()}"

    def two_sync_at_the_same_time(self, told: Story) -> str:
        """Both write and both sync, and neither waits for the other."""
        times = 4
        for time in range(times):
            for device in told.devices:
                told.do(device, "visit", "add", "E2", "--note", f"{device.name}同时{time}")
            done = told.sync_at_once(told.devices)
            must(not any(one.code or one.waits for one in done), f"{[one.said for one in done]}")
        told.sync_until_quiet()
        return f"{times} times; {told.same()}"

    def a_server_that_is_away_costs_nothing(self, told: Story) -> str:
        """The server is switched off: a visit can be logged, sync says so with exit 5, and goes on once it is back."""
        device = told.devices[1]
        self.server.stop()
        told.do(device, "visit", "add", "E2", "--note", "断网时走访")
        (away,) = told.sync_at_once([device])
        self.server.start()
        must(away.code == 5, f"exit {away.code} while the server is away: {away.said!r}")
        told.settle()
        back = told.sync(device)
        must((back.went, back.waits) == (1, 0), f"{back.said!r}")
        told.sync_until_quiet()
        return f"exit {away.code}, then {back.went} event went; {told.same()}"

    def a_share_that_is_only_read_is_read(self, told: Story) -> str:
        """A device that may not write there gets everything, keeps its own visit, and gives it where it may."""
        writable = told.devices[0].share
        reader = told.joins("reader", "P1", writable.parent / READ_ONLY)
        told.do(reader, "share", "join", str(reader.share), "--yes")
        told.same()
        before = _seen(self.server.folder)
        told.do(reader, "visit", "add", "E1", "--note", "只读处的一条")
        (refused,) = told.sync_at_once([reader])
        must(refused.code == 5 and "1 events wait" in refused.said, f"exit {refused.code}: {refused.said!r}")
        must(_seen(self.server.folder) == before, "something was written")
        told.do(reader, "sync", str(writable))
        told.devices.remove(reader)
        told.sync_until_quiet()
        return f"exit {refused.code} with {refused.waits} event waiting; {told.same()}"


def play(folder: Path) -> None:
    """Start the server, mount it twice, tell the story, stop everything in any case."""
    server = Server(folder / "server", folder / "served")
    with ExitStack() as daemons:
        daemons.callback(server.stop)
        server.start()
        views = [
            daemons.enter_context(mounted(folder / f"{name}-client", server.address))
            for name in ("first", "second")
        ]
        told = Story(folder, lambda: settled(server, [view / SHARE for view in views]))
        for name, officer, view in zip(("first", "second"), ("P1", "P2"), views, strict=True):
            told.joins(name, officer, view / SHARE)
        shared = Shared(server)
        tell(
            (
                promises.the_roster_travels,
                promises.a_day_of_two_officers_adds_up,
                shared.what_one_wrote_the_other_reads_at_once,
                shared.two_sync_at_the_same_time,
                shared.a_server_that_is_away_costs_nothing,
                shared.a_share_that_is_only_read_is_read,
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
