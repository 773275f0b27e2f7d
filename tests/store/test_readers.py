"""Who reads never holds up who writes, and the other way round: real processes, slow, stopped and killed."""

import os
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gridlog.store import file as storing
from gridlog.store.file import Store
from tests.conftest import Run, sql

GRIDLOG = [sys.executable, "-m", "gridlog"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a process by a signal")
PATIENCE = 0.5  # seconds that a reader may cost a writer
# each prints far more than a pipe holds, so that it waits in the middle of its answer until somebody reads on
READERS = (
    "export visits",
    "export visits --excel",
    "export visits --format ndjson",
    "history --limit 5000",
)


@pytest.fixture
def many(small: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of 3,000 visits, of which no copies are kept."""
    monkeypatch.setenv("GRIDLOG_COPIES", "off")
    rows = (f"2025-11-{1 + n % 20:02},E{1 + n % 4},P{1 + n % 3},第{n}次走访，一切正常" for n in range(3000))
    (small / "visits.csv").write_text(
        "date,enterprise,officer,note\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    assert run(f"visit import {shlex.quote((small / 'visits.csv').as_posix())}").code == 0
    return tmp_path


def begun(line: str) -> "subprocess.Popen[bytes]":
    """Start a process that runs a command line; no code reads its output yet."""
    pipe = subprocess.PIPE
    # without its buffer Python drops the rest of a write that a stop interrupts
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [*GRIDLOG, *shlex.split(line)], stdout=pipe, stderr=pipe, env=environment, bufsize=0
    )


@contextmanager
def stuck(line: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A reader that has printed a little and now waits, stopped, in the middle of its answer."""
    reader = begun(line)
    assert reader.stdout
    assert reader.stdout.read(10), reader.communicate()
    time.sleep(0.3)  # until the pipe is full
    assert reader.poll() is None, "the answer is too short to fill a pipe"
    os.kill(reader.pid, signal.SIGSTOP)
    try:
        yield reader
    finally:
        if reader.poll() is None:
            os.kill(reader.pid, signal.SIGCONT)
            reader.kill()
        reader.communicate()


def seconds(line: str) -> float:
    """How long a command takes that has to succeed."""
    start = time.monotonic()
    done = begun(line)
    out, err = done.communicate(timeout=60)
    assert done.returncode == 0, (out, err)
    return time.monotonic() - start


VISIT = "visit add E1 --by 张三 --nothing --yes"


def files(folder: Path) -> list[str]:
    """The database and what lies beside it."""
    return sorted(one.name for one in folder.iterdir() if one.name.startswith("zone.db"))


@pytest.mark.parametrize("line", READERS)
def test_a_stopped_reader_makes_no_visit_wait_and_reads_on_undisturbed(many: Path, line: str) -> None:
    alone = min(seconds(VISIT) for _ in range(2))
    whole, _ = begun(line).communicate()
    with stuck(line) as reader:
        beside = [seconds(VISIT) for _ in range(3)]
        assert min(beside) - alone < PATIENCE, beside
        os.kill(reader.pid, signal.SIGCONT)
        rest, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
    assert whole.endswith(rest[-1000:])  # what was so when it began, not the visits that came since
    assert len(rest) + 10 == len(whole)
    assert files(many) == ["zone.db"]


def test_a_killed_reader_leaves_nothing_that_the_next_command_does_not_clear_away(many: Path) -> None:
    with stuck("export visits") as reader:
        seconds(VISIT)
        reader.kill()
    assert files(many) != ["zone.db"]
    assert sql(many, "SELECT count(*) FROM visits") == [(3001,)]
    seconds("visit list --week this")
    assert files(many) == ["zone.db"]
    shutil.copyfile(many / "zone.db", many / "stick.db")
    seconds(f"--db {shlex.quote((many / 'stick.db').as_posix())} {VISIT}")


def test_a_killed_writer_leaves_its_log_and_the_next_command_carries_it_over(many: Path) -> None:
    program = (
        "import os, signal, sys; from gridlog.store import file; "
        "file.Store.close = lambda self: os.kill(os.getpid(), signal.SIGKILL); "
        "from gridlog.cli.shell.app import main; main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *shlex.split(VISIT)], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    assert files(many) == ["zone.db", "zone.db-shm", "zone.db-wal"]
    seconds("report week this")
    assert files(many) == ["zone.db"]
    assert sql(many, "SELECT count(*) FROM visits") == [(3001,)]


def test_a_reader_in_a_pager_does_not_keep_what_it_has_still_to_print_in_a_transaction(many: Path) -> None:
    """A dry run prints inside a transaction that it takes back: the pager must not keep that open."""
    rows = "".join(f"N{n},企业{n}号有限公司,A-1\n" for n in range(3000))
    (many / "企业.csv").write_text(f"code,name,grid\n{rows}", encoding="utf-8")
    file = shlex.quote((many / "企业.csv").as_posix())
    alone = seconds(VISIT)
    with stuck(f"roster import {file} --kind enterprises --dry-run") as reader:
        beside = [seconds(VISIT) for _ in range(2)]
        assert min(beside) - alone < PATIENCE, beside
        os.kill(reader.pid, signal.SIGCONT)
        _, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err


def test_a_long_writer_fails_no_reader(many: Path) -> None:
    """An import writes one long transaction; who reads meanwhile sees the file as it was before."""
    program = (
        "import sys, time; from gridlog.store.file import Writer; real = Writer.finish\n"
        "def slow(self):\n    real(self); sys.stderr.write('written\\n'); sys.stderr.flush(); time.sleep(5)\n"
        "Writer.finish = slow\n"
        "from gridlog.cli.shell.app import main; sys.exit(main(sys.argv[1:]))"
    )
    rows = "".join(f"2025-11-20,E1,P1,又{n}\n" for n in range(3000))
    (many / "more.csv").write_text(f"date,enterprise,officer,note\n{rows}", encoding="utf-8")
    words = ["visit", "import", str(many / "more.csv")]
    writer = subprocess.Popen([sys.executable, "-c", program, *words], stderr=subprocess.PIPE)
    assert writer.stderr
    assert writer.stderr.readline() == b"written\n"
    assert max(seconds(line) for line in ("export visits", "report week this", "issue list")) < 4
    assert sql(many, "SELECT count(*) FROM visits") == [(3000,)]
    assert writer.poll() is None, "the readers were to run beside the writer"
    writer.communicate(timeout=60)
    assert sql(many, "SELECT count(*) FROM visits") == [(6000,)]
    assert files(many) == ["zone.db"]


def test_a_database_that_this_user_may_not_write_is_read_as_it_lies(
    many: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself would make files beside it, and fail in a folder that may not be written."""
    monkeypatch.setattr(storing, "_is_writable", lambda _: False)
    made: list[str] = []

    def close(store: Store) -> None:
        made.extend(files(many))
        store.connection.close()

    monkeypatch.setattr(Store, "close", close)
    assert files(many) == ["zone.db"]
    listed = run("visit list --format csv")
    assert (listed.code, len(listed.out.splitlines())) == (0, 3001)
    refused = run(VISIT)
    assert (refused.code, refused.out) == (4, "")
    assert "zone.db" in refused.err
    assert made == ["zone.db"] * 2


def test_a_file_that_others_have_open_is_never_read_as_if_it_lay_still(
    many: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert files(many) == ["zone.db"]
    with stuck("export visits"):
        seconds(VISIT)
        monkeypatch.setattr(storing, "_is_writable", lambda _: False)
        assert len(run("visit list --format csv").out.splitlines()) == 3002


def test_a_first_sync_lets_visits_in_all_the_while(many: Path, run: Run) -> None:
    share, newcomer = many / "share", many / "newcomer.db"
    assert run(f"share create {shlex.quote(share.as_posix())}").code == 0
    at = f"--db {shlex.quote(newcomer.as_posix())}"
    assert run(f"{at} init").code == 0
    assert run(f"{at} share join {shlex.quote(share.as_posix())} --yes").code == 0
    author = many / "author.db"
    shutil.copyfile(newcomer, author)
    rows = "".join(f"2025-11-{1 + n % 20:02},E{1 + n % 4},P1,大批{n}\n" for n in range(24_000))
    (many / "bulk.csv").write_text(f"date,enterprise,officer,note\n{rows}", encoding="utf-8")
    bulk = shlex.quote((many / "bulk.csv").as_posix())
    for line in (f"visit import {bulk}", "sync"):
        assert run(f"--db {shlex.quote(author.as_posix())} {line}").code == 0
    syncing = begun(f"{at} sync")
    waits = []
    while syncing.poll() is None:
        waits.append(seconds(f"{at} {VISIT}"))
    _, err = syncing.communicate()
    assert (syncing.returncode, len(waits) > 2) == (0, True), err
    assert max(waits) < 10
    with closing(sqlite3.connect(newcomer)) as database:
        assert database.execute("SELECT count(*) FROM visits").fetchone() == (27_000 + len(waits),)


def test_on_a_full_disk_everything_can_still_be_read_and_nothing_is_called_damaged(many: Path) -> None:
    """A limit on the size of files stands in for the disk: SQLite needs 32 KiB beside a file to share its log."""
    program = (
        "import resource, signal, sys; sys.dont_write_bytecode = True; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)); "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "from gridlog.cli.shell.app import main; sys.exit(main(sys.argv[1:]))"
    )

    def limited(line: str) -> "subprocess.CompletedProcess[bytes]":
        words = [sys.executable, "-c", program, *shlex.split(line)]
        return subprocess.run(words, capture_output=True, check=False)

    exported = limited("export visits")
    assert (exported.returncode, len(exported.stdout.splitlines())) == (0, 3001)
    refused = limited(VISIT)
    assert (refused.returncode, refused.stdout) == (4, b"")
    assert "磁盘已满" in refused.stderr.decode()
    seconds("visit list --week this")
    assert files(many) == ["zone.db"]
