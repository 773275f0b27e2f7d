"""`gridlog backup` and `gridlog restore`: a copy while others write, and the way back."""

import gzip
import os
import shlex
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlite_utils

from gridlog.core.event import Stamp, created
from gridlog.store.schema import APPLICATION_ID, SCHEMA_VERSION, migrations
from tests.conftest import NOW, Run, id_in, sql
from tests.support.processes import LINUX, child, needs_pty, read_only, terminal, without_privilege

OLD = Path(__file__).parents[1] / "files" / "old" / "zone.db.gz"
WAIT = 0.5  # seconds that a copy may cost another process
ADD = "visit add E1 --by 张三 --nothing --yes"


def ids(path: Path) -> set[bytes]:
    """The ids of the events in a file."""
    with closing(sqlite3.connect(path)) as database:
        return {id for (id,) in database.execute("SELECT id FROM events")}


def copies(folder: Path, kind: str = "") -> list[str]:
    """The names of the copies in a folder."""
    return sorted(path.name for path in folder.glob(f"zone.db.*{kind}.bak"))


def leftovers(folder: Path) -> list[str]:
    """The names of temporary files that a command left behind."""
    return [path.name for path in folder.iterdir() if ".~" in path.name]


@pytest.mark.usefixtures("small")
def test_a_copy_lies_beside_the_database_with_the_instant_in_its_name(run: Run, tmp_path: Path) -> None:
    before = ids(tmp_path / "zone.db")
    done = run("backup", lang="en")
    path = tmp_path / "zone.db.20251121-160000.bak"
    assert (done.code, done.out) == (0, f"copied to {path} ({round(path.stat().st_size / 1024)} KB)\n")
    assert ids(path) == before
    assert path.stat().st_mode & 0o777 == 0o600 or os.name == "nt"
    assert leftovers(tmp_path) == []


@pytest.mark.usefixtures("small")
def test_a_copy_never_overwrites(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.bak"
    mine.write_bytes(b"mine")
    for target in (mine, tmp_path / "zone.db"):
        refused = run(["backup", str(target)])
        assert (refused.code, refused.out) == (4, "")
    assert mine.read_bytes() == b"mine"
    assert [run("backup").code for _ in range(2)] == [0, 0]
    assert copies(tmp_path) == ["zone.db.20251121-160000.bak", "zone.db.20251121-160000_2.bak"]


@pytest.mark.usefixtures("small")
def test_a_copy_into_a_folder_gets_the_usual_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert run(["backup", str(tmp_path / "stick")]).code == 0
    assert ids(tmp_path / "stick" / "zone.db.20251121-160000.bak") == ids(tmp_path / "zone.db")


@LINUX
@pytest.mark.usefixtures("small")
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with read_only(tmp_path / "stick"):
        done = child(f"backup {shlex.quote(str(tmp_path / 'stick'))}", before=without_privilege)
    assert (done.returncode, done.stdout) == (4, b"")
    assert len(done.stderr.decode().splitlines()) == 1
    assert "没有权限" in done.stderr.decode()


@pytest.mark.usefixtures("small")
def test_a_damaged_database_gives_no_copy(run: Run, tmp_path: Path) -> None:
    spoil(tmp_path / "zone.db")
    done = run("backup")
    assert (done.code, done.out, copies(tmp_path), leftovers(tmp_path)) == (6, "", [], [])


def spoil(path: Path) -> None:
    """Write over the pages of a table in the middle of a file, but not over what opening it reads."""
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'enterprises'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)


@pytest.mark.usefixtures("durable")
def test_a_copy_while_others_write_is_of_one_instant_and_holds_up_nobody(play: Path, tmp_path: Path) -> None:
    """Two processes add visits one after the other while a third makes copies: each copy has whole events in their order."""
    adding = (
        "import sys, time; from gridlog.cli.shell.app import main\n"
        "for number in range(int(sys.argv[1])):\n"
        "    begun = time.monotonic()\n"
        "    assert main(['visit', 'add', 'E012', '--by', sys.argv[2], '--note', 'x', '--yes']) == 0\n"
        "    print('took', time.monotonic() - begun)\n"
    )
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", adding, "25", who], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for who in ("QL01", "QL02")
    ]
    made = 0
    while any(writer.poll() is None for writer in writers):
        done = child(f"backup {shlex.quote(str(tmp_path / f'copy{made}.bak'))}")
        assert done.returncode == 0, done.stderr
        made += 1
    told = [writer.communicate() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], told
    waits = [
        float(line.split()[1]) for out, _ in told for line in out.decode().splitlines() if "took" in line
    ]
    assert len(waits) == 50
    assert sorted(waits)[-2] < WAIT + 1  # a whole command beside two others on two cores
    final = ids(play)
    sizes = []
    for number in range(made):
        path = tmp_path / f"copy{number}.bak"
        with closing(sqlite3.connect(path)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (last, count, told_visits) = copy.execute(
                "SELECT max(seq), count(*), (SELECT count(*) FROM visits) FROM events"
            ).fetchone()
            (logged,) = copy.execute("SELECT count(*) FROM events WHERE kind = 'visit.logged'").fetchone()
        assert (last, told_visits) == (count, logged)
        assert ids(path) <= final
        sizes.append(count)
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 1


def test_a_writer_and_a_reader_wait_for_no_copy(play: Path, tmp_path: Path) -> None:
    """While a copy stands still in its middle, another connection writes at once and the copy does not show it."""
    from gridlog.store.copies import copy_file

    before = ids(play)
    took: list[float] = []

    def meanwhile(done: int, _total: int) -> None:
        if not took:
            begun = time.monotonic()
            added = child("visit add E012 --by QL01 --note x --yes", GRIDLOG_NOW=NOW)
            listed = child("visit list --week this", GRIDLOG_NOW=NOW)
            took.append(time.monotonic() - begun)
            assert (added.returncode, listed.returncode, done > 0) == (0, 0, True), added.stderr

    with closing(sqlite3.connect(play, isolation_level=None)) as source:
        copy_file(source, play, tmp_path / "copy.bak", meanwhile)
    assert ids(tmp_path / "copy.bak") == before < ids(play)
    assert took[0] < 2 * WAIT + 2  # two whole processes


@pytest.mark.usefixtures("small")
def test_a_restore_says_what_would_be_lost_and_keeps_it(run: Run, tmp_path: Path) -> None:
    run("backup")
    before = ids(tmp_path / "zone.db")
    visit = id_in(run(ADD))
    copy = shlex.quote(str(tmp_path / "zone.db.20251121-160000.bak"))
    refused = run(f"restore {copy}")
    assert (refused.code, refused.out) == (4, "")
    assert "备份里没有：走访 1" in refused.err
    assert ids(tmp_path / "zone.db") > before
    done = run(f"restore {copy} --yes")
    assert done.code == 0, done.err
    assert ids(tmp_path / "zone.db") == before
    (kept,) = copies(tmp_path, "restore")
    assert ids(tmp_path / kept) > before
    assert run(f"restore {shlex.quote(str(tmp_path / kept))}").code == 0  # nothing here would be lost
    assert run(f"visit show {visit}").code == 0


@pytest.mark.usefixtures("small")
def test_a_restore_leaves_no_file_behind_and_the_copy_as_it_was(run: Run, tmp_path: Path) -> None:
    run("backup")
    (path,) = tmp_path.glob("*.bak")
    content = path.read_bytes()
    assert run(["restore", str(path)]).code == 0
    assert path.read_bytes() == content
    assert leftovers(tmp_path) == []
    assert not any(name.name.endswith(("-wal", "-shm", "-journal")) for name in tmp_path.iterdir())


@pytest.mark.usefixtures("small")
def test_a_restored_file_is_a_new_replica(run: Run, tmp_path: Path) -> None:
    run("backup")
    ((before,),) = sql(tmp_path, "SELECT id FROM replica")
    assert run("restore zone.db.20251121-160000.bak").code == 3
    assert run(["restore", str(tmp_path / "zone.db.20251121-160000.bak")]).code == 0
    ((after,),) = sql(tmp_path, "SELECT id FROM replica")
    assert before != after


def test_shared_events_come_back_to_a_restored_file_at_the_next_sync(
    run: Run, small: Path, tmp_path: Path
) -> None:
    assert small.is_dir()
    share = shlex.quote((tmp_path / "share").as_posix())
    assert run(f"share create {share}").code == 0
    run("backup")
    lost = id_in(run(ADD))
    assert run("sync").code == 0
    before = ids(tmp_path / "zone.db")
    done = run(["restore", str(tmp_path / "zone.db.20251121-160000.bak"), "--yes"])
    assert (done.code, "其中 0 条从未发到共享" in done.err) == (0, True), done.err
    later = id_in(run(f"{ADD} --on 昨天 --reason 出差"))
    assert run("sync").code == 0
    for visit in (lost, later):
        assert run(f"visit show {visit}").code == 0
    assert ids(tmp_path / "zone.db") > before
    other = shlex.quote((tmp_path / "other.db").as_posix())
    run(f"--db {other} init")
    assert run(f"--db {other} share join {share} --yes").code == 0
    assert ids(tmp_path / "other.db") == ids(tmp_path / "zone.db")


def test_a_copy_of_an_older_version_is_restored_and_brought_over(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "old.bak"
    copy.write_bytes(gzip.decompress(OLD.read_bytes()))
    content = copy.read_bytes()
    done = run(["restore", str(copy)])
    assert done.code == 0, done.err
    assert copy.read_bytes() == content
    assert sql(tmp_path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert ids(tmp_path / "zone.db") == ids(copy)
    assert run("visit list").out.count("\n") > 3


@pytest.mark.parametrize("version", [1, 2])
def test_a_copy_of_every_earlier_version_of_the_file_is_restored(
    run: Run, tmp_path: Path, version: int
) -> None:
    copy = tmp_path / "old.bak"
    one = created(
        "setting.set", {"value": "4"}, "setting/quota", (), Stamp("0" * 16, 1, 5 << 16, NOW, "", False)
    )
    with closing(sqlite3.connect(copy, isolation_level=None)) as old:
        after = {1: "0002-share", 2: "0003-stored"}[version]
        migrations().apply(sqlite_utils.Database(old), stop_before=after)
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute(f"PRAGMA user_version = {version}")
        old.execute(
            f"INSERT INTO replica (id, number, clock, derived, made_at) VALUES ('{'0' * 16}', 1, 5, 0, '{NOW}')"
        )
        old.execute(
            "INSERT INTO events (id, row, kind, replica, number, clock, body) VALUES (?,?,?,?,?,?,?)",
            (one.id, one.row, one.kind, one.replica, one.number, one.clock, one.body),
        )
    assert run(["restore", str(copy)]).code == 0
    assert sql(tmp_path, "SELECT key, value FROM settings") == [("quota", "4")]
    assert sql(tmp_path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert run("init --officer 张三").code == 0
    assert run("config set quota 3").code == 0


@pytest.mark.usefixtures("small")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_log_of_a_file_and_its_index_are_the_owners_too(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        (tmp_path / "zone.db").chmod(0o600)
        with closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as reader:
            reader.execute("SELECT count(*) FROM visits").fetchone()
            assert child(ADD).returncode == 0
            beside = [tmp_path / f"zone.db-{end}" for end in ("wal", "shm")]
            assert [path.stat().st_mode & 0o777 for path in beside] == [0o600, 0o600]
    finally:
        os.umask(old)


@pytest.mark.usefixtures("small")
def test_a_damaged_database_is_set_aside_and_replaced(run: Run, tmp_path: Path) -> None:
    run("backup")
    before = ids(tmp_path / "zone.db")
    for spoilt in (b"no database at all", b""):
        (tmp_path / "zone.db").write_bytes(spoilt)
        done = run(["restore", str(tmp_path / "zone.db.20251121-160000.bak")])
        assert done.code == 0, done.err
        assert ids(tmp_path / "zone.db") == before
        (aside,) = tmp_path.glob("*.damaged.bak")
        assert aside.read_bytes() == spoilt
        aside.unlink()
    spoil(tmp_path / "zone.db")
    done = run(["restore", str(tmp_path / "zone.db.20251121-160000.bak")])
    assert done.code == 0, done.err
    assert ids(tmp_path / "zone.db") == before


@pytest.mark.usefixtures("small")
def test_a_damaged_copy_replaces_nothing(run: Run, tmp_path: Path) -> None:
    run("backup")
    copy = tmp_path / "zone.db.20251121-160000.bak"
    before = ids(tmp_path / "zone.db")
    spoil(copy)
    done = run(["restore", str(copy), "--yes"])
    assert (done.code, done.out, leftovers(tmp_path)) == (6, "", [])
    assert (ids(tmp_path / "zone.db"), copies(tmp_path, "restore")) == (before, [])


@pytest.mark.usefixtures("small")
def test_a_restore_waits_for_no_writer_for_ever_and_changes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridlog.store import copies as copying

    run("backup")
    run(ADD)
    before = ids(tmp_path / "zone.db")
    monkeypatch.setattr(copying, "PATIENCE", 0.3)
    with closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("gridlog.store.file.BUSY_SECONDS", 0.3)
            done = run(["restore", str(tmp_path / "zone.db.20251121-160000.bak"), "--yes"])
        other.execute("ROLLBACK")
    assert (done.code, done.out) == (4, "")
    assert "另一个程序占用数据库" in done.err
    assert ids(tmp_path / "zone.db") == before


@pytest.mark.usefixtures("small")
def test_what_is_written_while_a_restore_begins_is_in_the_copy_that_it_keeps(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridlog.work import safekeeping

    run("backup")
    real = safekeeping._poured
    added: list[bool] = []

    def meanwhile(*given: object) -> bool:
        if not added:
            done = child(ADD)
            assert done.returncode == 0, done.stderr
            added.append(True)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(safekeeping, "_poured", meanwhile)
    done = run(["restore", str(tmp_path / "zone.db.20251121-160000.bak"), "--yes"])
    assert done.code == 0, done.err
    (kept,) = copies(tmp_path, "restore")
    with closing(sqlite3.connect(tmp_path / kept)) as copy:
        assert copy.execute("SELECT count(*) FROM visits").fetchone() == (1,)
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


@pytest.mark.usefixtures("small")
def test_a_reader_goes_on_while_the_file_is_replaced(run: Run, tmp_path: Path) -> None:
    run("backup")
    run(ADD)
    with closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        (before,) = reader.execute("SELECT count(*) FROM visits").fetchone()
        assert run(["restore", str(tmp_path / "zone.db.20251121-160000.bak"), "--yes"]).code == 0
        assert reader.execute("SELECT count(*) FROM visits").fetchone() == (before,)
        reader.execute("ROLLBACK")
        assert reader.execute("SELECT count(*) FROM visits").fetchone() == (before - 1,)


@needs_pty
@pytest.mark.usefixtures("small")
def test_a_person_who_presses_enter_restores_nothing(run: Run, tmp_path: Path) -> None:
    run("backup")
    run(ADD)
    before = ids(tmp_path / "zone.db")
    with terminal(f"restore {shlex.quote(str(tmp_path / 'zone.db.20251121-160000.bak'))}") as person:
        person.expect("恢复吗")
        person.sendline("")
        person.expect("没有恢复")
    assert ids(tmp_path / "zone.db") == before
    with terminal("restore") as person:
        person.expect("备份文件")
        person.sendline(str(tmp_path / "zone.db.20251121-160000.bak"))
        person.expect("恢复吗")
        person.sendline("y")
        person.expect("已恢复")
    assert ids(tmp_path / "zone.db") < before


@pytest.mark.usefixtures("small")
def test_a_restored_file_keeps_the_mode_of_the_database(run: Run, tmp_path: Path) -> None:
    run("backup")
    (tmp_path / "zone.db").chmod(0o640)
    assert run(["restore", str(tmp_path / "zone.db.20251121-160000.bak")]).code == 0
    assert (tmp_path / "zone.db").stat().st_mode & 0o777 == 0o640 or os.name == "nt"
    (tmp_path / "zone.db").unlink()
    assert run(["restore", str(tmp_path / "zone.db.20251121-160000.bak")]).code == 0
    assert (tmp_path / "zone.db").stat().st_mode & 0o777 == 0o600 or os.name == "nt"


@pytest.mark.usefixtures("small")
def test_a_copy_on_a_disk_without_links_still_overwrites_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "as on FAT")

    monkeypatch.setattr(os, "link", refused)
    assert run(["backup", str(tmp_path / "a.bak")]).code == 0
    assert ids(tmp_path / "a.bak") == ids(tmp_path / "zone.db")
    assert (run(["backup", str(tmp_path / "a.bak")]).code, leftovers(tmp_path)) == (4, [])


@pytest.mark.usefixtures("small")
def test_ctrl_c_leaves_no_half_copy(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gridlog.store import copies as copying

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "need_whole", interrupted)
    assert run("backup").code == 130
    assert (copies(tmp_path), leftovers(tmp_path)) == ([], [])


KILLED = """
import os, sys
from gridlog.store import copies

at = int(sys.argv.pop(1))
real = copies.sqlite3.connect
steps = 0


def counted(*given, **options):
    return real(*given, factory=Counted, **options)


class Counted(copies.sqlite3.Connection):
    def backup(self, target, *, progress=None, **options):
        def stepped(*told):
            global steps
            steps += 1
            if steps == at:
                os._exit(9)
            if progress:
                progress(*told)

        return super().backup(target, progress=stepped, **(options | {"pages": 1}))


copies.sqlite3.connect = counted
from gridlog.cli.shell.app import main

sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("at", [1, 40, 200, 260, 400, 500])
def test_a_restore_that_is_killed_at_any_page_leaves_all_or_nothing(
    run: Run, tmp_path: Path, at: int
) -> None:
    run("backup")
    copied = ids(tmp_path / "zone.db")
    run(ADD)
    before = ids(tmp_path / "zone.db")
    words = ["restore", str(tmp_path / "zone.db.20251121-160000.bak"), "--yes"]
    done = subprocess.run([sys.executable, "-c", KILLED, str(at), *words], capture_output=True, check=False)
    assert done.returncode in (0, 9), done.stderr
    with closing(sqlite3.connect(tmp_path / "zone.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert ids(tmp_path / "zone.db") == (before if done.returncode else copied)
    assert run(words).code == 0
    assert ids(tmp_path / "zone.db") == copied


@pytest.mark.usefixtures("small")
def test_what_a_killed_process_left_is_removed_after_a_day(run: Run, tmp_path: Path) -> None:
    old, fresh, other = (
        tmp_path / name for name in (".~zone.db.7.tmp", ".~zone.db.8.tmp", ".~other.db.7.tmp")
    )
    for path in (old, fresh, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert run("backup").code == 0
    assert [path.exists() for path in (old, fresh, other)] == [False, True, True]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_appears_while_the_copy_is_made_is_not_overwritten(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    from gridlog.store import copies as copying

    target = tmp_path / "mine.bak"
    monkeypatch.setattr(copying, "need_whole", lambda *_: target.write_bytes(b"mine"))
    if not has_links:
        monkeypatch.delattr(os, "link")
    done = run(["backup", str(target)])
    assert (done.code, target.read_bytes(), leftovers(tmp_path)) == (4, b"mine", [])


@needs_pty
def test_the_question_of_a_restore_stays_on_the_screen(run: Run, small: Path, tmp_path: Path) -> None:
    del small
    pexpect = pytest.importorskip("pexpect")
    copy = tmp_path / "copy.db"
    assert run(["backup", str(copy)]).code == 0
    with terminal(f"restore {shlex.quote(str(copy))}") as person:
        person.expect("恢复吗 .y/N.")
        drawn = ""
        for _ in range(5):
            with suppress(pexpect.TIMEOUT):
                drawn += person.read_nonblocking(1000, 0.2)
        person.sendline("n")
    assert "正在检查备份" not in drawn
