"""The commands around a share, as officers type them: each machine is a database of its own."""

import errno
import gzip
import json
import os
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gridlog.core.plan import WANTED
from gridlog.core.segment import opened
from gridlog.share.place import Directory
from gridlog.store.projection import rebuild
from tests.conftest import NOW, Ran, id_in, objects, only, ran
from tests.support.tables import dump

LOG = "--note 看现场"


class Machine:
    """One officer's database."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, line: str, now: str = "", lang: str = "") -> Ran:
        """Run a command line on it."""
        return ran(f"--db {shlex.quote(str(self.path))} {line}", now=now, lang=lang)

    def ok(self, line: str, now: str = "") -> Ran:
        """Run a command line that succeeds."""
        done = self(line, now=now)
        assert done.code == 0, (line, done.err)
        return done

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """What its tables say."""
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(query).fetchall()

    def one(self, query: str) -> object:
        """The one value that a query finds."""
        ((value,),) = self.sql(query)
        return value

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Every derived table."""
        with closing(sqlite3.connect(self.path)) as database:
            return dump(database)

    def log(self, note: str = "看现场", enterprise: str = "E1") -> str:
        """Log a visit. Returns its id."""
        id_in(self.ok(f"visit add {enterprise} --by 张三 --note {note}"))
        return str(self.one("SELECT id FROM visits ORDER BY rowid DESC LIMIT 1"))

    def note(self, visit: str) -> object:
        """What a visit's note says."""
        return self.one(f"SELECT note FROM visits WHERE id = '{visit}'")


def quoted(path: Path) -> str:
    return shlex.quote(str(path))


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder, with its bytes."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes() if one.is_file() else None
        for one in sorted(folder.rglob("*"))
    }


def assert_alike(*machines: Machine) -> None:
    """All have the same tables, and these are what a rebuild makes."""
    tables = machines[0].tables()
    for one in machines:
        assert one.tables() == tables
    with closing(sqlite3.connect(machines[0].path, isolation_level=None)) as database:
        rebuild(database)
        assert dump(database) == tables


@pytest.fixture(scope="session")
def unjoined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which nothing was said yet."""
    path = tmp_path_factory.mktemp("unjoined") / "zone.db"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GRIDLOG_LANG", "zh")
        assert ran(f"--db {quoted(path)} init", now=NOW).code == 0
    return path


New = Callable[[str], Machine]


@pytest.fixture
def new(tmp_path: Path, unjoined: Path) -> New:
    """A way to set up another machine."""

    def machine(name: str) -> Machine:
        path = tmp_path / f"{name}.db"
        shutil.copyfile(unjoined, path)
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE replica SET id = ?", (os.urandom(8).hex(),))
        return Machine(path)

    return machine


@pytest.fixture
def first(tmp_path: Path, small_zone: Path) -> Machine:
    """The machine that knows the roster of the small zone; it belongs to no share yet."""
    shutil.copyfile(small_zone / "zone.db", tmp_path / "first.db")
    return Machine(tmp_path / "first.db")


ROSTER = 23


@pytest.fixture
def share(tmp_path: Path, first: Machine) -> Path:
    """A share on a drive, made by the first machine."""
    path = tmp_path / "网络盘 共享"
    first.ok(f"share create {quoted(path)}")
    return path


@pytest.fixture
def second(new: New, share: Path) -> Machine:
    """Another machine that joined the share."""
    machine = new("second")
    machine.ok(f"share join {quoted(share)}")
    return machine


def files(share: Path) -> list[Path]:
    """The records on a share."""
    return sorted((share / "log").iterdir())


def published(machine: Machine, share: Path, note: str = "x") -> Path:
    """The file that a machine's visit went out as."""
    before = files(share)
    machine.log(note)
    machine.ok("sync")
    (path,) = [one for one in files(share) if one not in before]
    return path


def refused(done: Ran, code: int) -> str:
    """The one line that a refused command says."""
    assert done.code == code, done
    assert done.out == ""
    assert done.err.count("\n") == 1, done.err
    return done.err


# --- share create


def test_a_share_is_made_and_everything_goes_there(first: Machine, tmp_path: Path) -> None:
    done = first(f"share create {quoted(tmp_path / 'drive' / 'zone')}")
    folder = tmp_path / "drive" / "zone"
    assert done == Ran(0, f"已建立共享目录 {folder}\n收到 0 条，发出 {ROSTER} 条，待发 0 条\n", "", done.raw)
    (log,) = files(folder)
    assert tree(folder).keys() == {"gridlog.json", "log", f"log/{log.name}"}
    lines = gzip.decompress(log.read_bytes()).decode().splitlines()
    marker = json.loads((folder / "gridlog.json").read_text(encoding="utf-8"))
    assert len(lines) == 1 + ROSTER
    assert json.loads(lines[0])["share"] == marker["share"]
    assert (marker["gridlog"], marker["zone"], marker["reader"]) == ("share", "试验区", 1)


def test_a_share_is_made_in_english(first: Machine, tmp_path: Path) -> None:
    done = first(f"share create {quoted(tmp_path / 'drive')}", lang="en")
    assert done.out == f"made the share {tmp_path / 'drive'}\n0 events came, {ROSTER} went, 0 wait\n"


def test_a_share_can_be_named(first: Machine, tmp_path: Path) -> None:
    first.ok(f"share create {quoted(tmp_path / 'drive')} --zone 经开区")
    assert only(first("share status --json"))["zone"] == "经开区"


def test_what_else_lies_in_the_folder_stays(first: Machine, tmp_path: Path) -> None:
    (tmp_path / "drive" / "照片").mkdir(parents=True)
    (tmp_path / "drive" / "照片" / "1.jpg").write_bytes(b"photo")
    first.ok(f"share create {quoted(tmp_path / 'drive')}")
    first.ok("sync")
    assert (tmp_path / "drive" / "照片" / "1.jpg").read_bytes() == b"photo"


def test_a_share_is_made_once(first: Machine, new: New, share: Path) -> None:
    before = tree(share)
    for machine in (first, new("second")):
        assert f"gridlog share join {share}" in refused(machine(f"share create {quoted(share)}"), 4)
    assert tree(share) == before


def test_a_folder_with_records_but_no_marker_is_not_made_another_share(new: New, share: Path) -> None:
    (share / "gridlog.json").unlink()
    before = tree(share)
    assert "share rebuild" in refused(new("second")(f"share create {quoted(share)}"), 4)
    assert tree(share) == before


def test_a_create_that_was_cut_short_can_be_repeated(first: Machine, tmp_path: Path) -> None:
    (tmp_path / "drive" / "log").mkdir(parents=True)
    first.ok(f"share create {quoted(tmp_path / 'drive')}")
    assert len(files(tmp_path / "drive")) == 1


def test_a_member_makes_a_second_folder_of_the_same_share(
    first: Machine, share: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    first.ok(f"share create {quoted(stick)}")
    assert tree(stick) == tree(share)
    assert only(first("share status --json"))["folder"] == str(share)


REASONS = {errno.EROFS: "只读", errno.EACCES: "没有权限", errno.ENOSPC: "磁盘已满"}


@pytest.mark.parametrize("number", REASONS)
def test_where_nothing_can_be_written_no_share_is_made(
    first: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "as if")

    monkeypatch.setattr(Directory, "put_new", refuse)
    assert REASONS[number] in refused(first(f"share create {quoted(tmp_path / 'drive')}"), 5)
    assert "share join" in refused(first("share status"), 5)


def test_a_file_is_no_folder(first: Machine, tmp_path: Path) -> None:
    (tmp_path / "drive").write_bytes(b"a file")
    for line in ("share create", "share join", "share rebuild", "sync"):
        refused(first(f"{line} {quoted(tmp_path / 'drive')}"), 5)
    assert (tmp_path / "drive").read_bytes() == b"a file"


# --- a database on a share


def test_a_database_is_not_made_part_of_a_share(tmp_path: Path, small_zone: Path) -> None:
    drive = tmp_path / "drive"
    for folder in (drive, drive / "deep" / "er"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(small_zone / "zone.db", folder / "zone.db")
        machine = Machine(folder / "zone.db")
        assert "--db" in refused(machine(f"share create {quoted(drive)}"), 4)
        assert not (drive / "gridlog.json").exists()


@pytest.mark.parametrize("line", ["visit list", "sync", "share status", "init"])
def test_a_database_on_a_share_is_refused(share: Path, small_zone: Path, line: str) -> None:
    for folder in (share, share / "log"):
        shutil.copyfile(small_zone / "zone.db", folder / "zone.db")
        before = tree(share)
        assert str(share) in refused(Machine(folder / "zone.db")(line), 4)
        assert tree(share) == before


def test_a_database_is_not_begun_on_a_share(share: Path) -> None:
    before = tree(share)
    assert str(share) in refused(Machine(share / "new.db")("init"), 4)
    assert tree(share) == before


# --- share join


def test_who_joins_has_everything(first: Machine, new: New, share: Path) -> None:
    first.log()
    first.ok("sync")
    machine = new("second")
    before = tree(share)
    done = machine.ok(f"share join {quoted(share)}")
    assert (done.out, done.err) == (f"收到 {ROSTER + 1} 条，发出 0 条，待发 0 条\n", "")
    assert tree(share) == before
    assert_alike(first, machine)


def test_what_was_there_before_goes_to_everybody(first: Machine, new: New, share: Path) -> None:
    machine = new("second")
    machine.ok("calendar set 2025-12-24 rest")
    events = machine.one("SELECT count(*) FROM events")
    refused(machine(f"share join {quoted(share)}"), 4)
    done = machine.ok(f"share join {quoted(share)} --yes")
    assert done.out == f"收到 {ROSTER} 条，发出 {events} 条，待发 0 条\n"
    first.ok("sync")
    assert_alike(first, machine)


def test_joining_again_is_a_sync(second: Machine, share: Path) -> None:
    second.log()
    assert second.ok(f"share join {quoted(share)}").out == "收到 0 条，发出 1 条，待发 0 条\n"


def test_a_share_that_moved_is_joined_where_it_is(second: Machine, share: Path, tmp_path: Path) -> None:
    share.rename(tmp_path / "new place")
    refused(second("sync"), 5)
    second.ok(f"share join {quoted(tmp_path / 'new place')}")
    second.ok("sync")
    assert only(second("share status --json"))["folder"] == str(tmp_path / "new place")


def test_a_database_joins_one_share_only(second: Machine, new: New, tmp_path: Path) -> None:
    other = new("other")
    other.ok(f"share create {quoted(tmp_path / 'another')} --zone 别处")
    before, known = tree(tmp_path / "another"), second.tables()
    assert "试验区" in refused(second(f"share join {quoted(tmp_path / 'another')}"), 4)
    assert tree(tmp_path / "another") == before
    assert second.tables() == known
    second.ok("sync")


# --- the wrong folder


def marked(**changes: object) -> bytes:
    """A marker, but for some changes."""
    marker = {"format": 1, "gridlog": "share", "reader": 1, "share": "f" * 16, "zone": "别处", **changes}
    return json.dumps(marker, ensure_ascii=False).encode()


WRONG: dict[str, bytes | None] = {
    "nothing there": None,
    "an empty folder": None,
    "another zone's": marked(),
    "a marker that is empty": b"",
    "a marker of zeros": bytes(80),
    "a marker cut short": marked()[:-9],
    "a marker that is no JSON": b"hello",
    "a marker that is a list": b"[]",
    "a marker of something else": marked(gridlog="segment"),
    "a marker without an id": marked(share=""),
    "a marker whose id is a number": marked(share=5),
    "a marker whose zone is a list": marked(zone=[]),
    "a marker of a newer version": marked(reader=2),
    "a marker that is too long": marked(zone="x" * (1 << 21)),
    "a marker of brackets": b"[" * 1_000_000,
    "a marker of surrogates": b'{"gridlog":"share","reader":1,"share":"\\ud800","zone":""}',
    "a marker of bytes": b"\xff\xfe" + marked(),
}


@pytest.fixture(params=WRONG)
def wrong(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder that is not our share."""
    folder = tmp_path / "wrong"
    content = WRONG[request.param]
    if request.param != "nothing there":
        (folder / "log").mkdir(parents=True) if content is not None else folder.mkdir()
    if content is not None:
        (folder / "gridlog.json").write_bytes(content)
        (folder / "log" / f"{'f' * 16}.1-1.{'f' * 16}.jsonl.gz").write_bytes(b"theirs")
    return folder


def test_a_wrong_folder_is_neither_read_nor_written(second: Machine, wrong: Path) -> None:
    second.log()
    was_there = wrong.exists()
    before, known = tree(wrong), second.sql("SELECT * FROM replica")
    for line in ("sync", "share check", "share check --read"):
        assert str(wrong) in refused(second(f"{line} {quoted(wrong)}"), 5)
    assert tree(wrong) == before
    assert wrong.exists() is was_there
    assert second.sql("SELECT * FROM replica") == known
    assert second.one("SELECT count(*) FROM waiting") == 1


@pytest.mark.parametrize("wrong", [name for name in WRONG if name != "another zone's"], indirect=True)
def test_a_folder_that_is_no_share_is_not_joined(new: New, wrong: Path) -> None:
    machine = new("third")
    before = tree(wrong)
    refused(machine(f"share join {quoted(wrong)}"), 5)
    assert tree(wrong) == before
    assert machine.one("SELECT share FROM replica") == ""


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_marker_that_is_a_link_or_a_folder_is_none(second: Machine, share: Path, tmp_path: Path) -> None:
    linked, folder = tmp_path / "linked", tmp_path / "folder"
    for place in (linked, folder):
        (place / "log").mkdir(parents=True)
    (linked / "gridlog.json").symlink_to(share / "gridlog.json")
    (folder / "gridlog.json").mkdir()
    second.log()
    for place in (linked, folder):
        refused(second(f"sync {quoted(place)}"), 5)
        assert files(place) == []


@pytest.mark.parametrize("line", ["sync", "share status", "share check", "share rebuild"])
def test_who_joined_nothing_is_told_how(first: Machine, line: str) -> None:
    assert "gridlog share join" in refused(first(line), 5)
    assert "gridlog share create" in refused(first(line, lang="en"), 5)


# --- sync


def test_a_sync_says_what_came_what_went_and_what_waits(first: Machine, second: Machine) -> None:
    first.log("1")
    first.log("2")
    done = first("sync")
    assert (done.code, done.out, done.err) == (0, "收到 0 条，发出 2 条，待发 0 条\n", "")
    second.log("3")
    done = second("sync")
    assert (done.code, done.out, done.err) == (0, "收到 2 条，发出 1 条，待发 0 条\n", "")
    done = first("sync", lang="en")
    assert (done.code, done.out, done.err) == (0, "1 events came, 0 went, 0 wait\n", "")
    done = second("sync", lang="en")
    assert (done.code, done.out, done.err) == (0, "0 events came, 0 went, 0 wait\n", "")
    assert_alike(first, second)


def test_a_sync_says_what_it_put_back(first: Machine, second: Machine, share: Path) -> None:
    kept = tree(share)
    for path in files(share):
        path.unlink()
    assert second.ok("sync").out == "收到 0 条，发出 0 条，待发 0 条，补回文件 1 个\n"
    assert tree(share) == kept
    for path in files(share):
        path.unlink()
    assert first("sync", lang="en").out == "0 events came, 0 went, 0 wait, 1 files put back\n"
    assert tree(share) == kept


def test_the_share_is_remembered_wherever_one_stands(
    first: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first.ok("share create 'the share'")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    first.log()
    assert first.ok("sync").out == "收到 0 条，发出 1 条，待发 0 条\n"
    assert only(first("share status --json"))["folder"] == str(tmp_path / "the share")


def test_a_folder_that_is_typed_comes_before_the_environment_and_that_before_memory(
    first: Machine, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [tmp_path / name for name in ("typed", "set")]
    for copy in copies:
        shutil.copytree(share, copy)
    monkeypatch.setenv("GRIDLOG_SHARE", str(copies[1]))
    assert only(first("share status --json"))["folder"] == str(copies[1])
    first.log("1")
    first.ok("sync")
    assert [len(files(place)) for place in (*copies, share)] == [1, 2, 1]
    first.ok(f"sync {quoted(copies[0])}")
    assert [len(files(place)) for place in (*copies, share)] == [2, 2, 1]
    monkeypatch.delenv("GRIDLOG_SHARE")
    first.ok("sync")
    assert [len(files(place)) for place in (*copies, share)] == [2, 2, 2]
    assert only(first("share status --json"))["folder"] == str(share)


def test_an_environment_that_names_no_share_is_refused(
    second: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDLOG_SHARE", str(tmp_path / "nowhere"))
    assert str(tmp_path / "nowhere") in refused(second("sync"), 5)
    assert not (tmp_path / "nowhere").exists()


FAULTS = {
    "torn": ("不完整", "not whole"),
    "forged": ("内容不对", "not what they should be"),
    "huge": ("过大", "too large"),
    "newer": ("较新版本", "newer version"),
    "foreign": ("别的共享", "another share"),
}


def bad(fault: str, content: bytes) -> bytes:
    """A good file made bad."""
    header, _, rest = gzip.decompress(content).partition(b"\n")
    told = json.loads(header)
    if fault == "torn":
        return content[:-9]
    if fault == "huge":
        return gzip.compress(bytes((64 << 20) + 1), 1)
    changes: dict[str, dict[str, object]] = {
        "forged": {"count": told["count"] + 1},
        "newer": {"reader": 2},
        "foreign": {"share": "another"},
    }
    return gzip.compress(json.dumps({**told, **changes[fault]}).encode() + b"\n" + rest)


@pytest.mark.parametrize("fault", FAULTS)
def test_damage_in_somebody_elses_file_is_a_warning(
    first: Machine, second: Machine, share: Path, fault: str
) -> None:
    path = published(first, share)
    path.write_bytes(bad(fault, path.read_bytes()))
    second.log()
    done = second("sync")
    assert (done.code, done.out) == (0, "收到 0 条，发出 1 条，待发 0 条\n")
    assert path.name in done.err
    assert FAULTS[fault][0] in done.err
    assert done.err.count("\n") == 1
    done = second("sync", lang="en")
    assert (done.code, done.out) == (0, "0 events came, 0 went, 0 wait\n")
    assert path.name in done.err
    assert FAULTS[fault][1] in done.err
    assert only(second("share status --json"))["unread"] == 1
    assert second.one("SELECT count(*) FROM visits") == 1


def test_a_file_that_cannot_be_opened_is_a_warning(
    first: Machine, second: Machine, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = published(first, share, "1"), published(first, share, "2")
    getting = Directory.get

    def get(self: Directory, name: str) -> bytes:
        if name == stuck.name:
            raise OSError(errno.EIO, "as if")
        return getting(self, name)

    with monkeypatch.context() as patched:
        patched.setattr(Directory, "get", get)
        done = second("sync")
    assert (done.code, done.out) == (0, "收到 1 条，发出 0 条，待发 0 条\n")
    assert "读不出来" in done.err
    assert stuck.name in done.err
    assert other.name not in done.err
    assert second("sync").err == ""
    assert_alike(first, second)


def test_of_many_damaged_files_three_are_named(first: Machine, second: Machine, share: Path) -> None:
    names = []
    for number in range(5):
        path = published(first, share, str(number))
        path.write_bytes(b"")
        names.append(path.name)
    done = second("sync")
    assert sum(name in done.err for name in names) == 3
    assert "5" in done.err
    assert "…" in done.err


@pytest.mark.skipif(os.name == "nt", reason="no such names on Windows")
def test_a_name_cannot_play_with_the_terminal(second: Machine, share: Path) -> None:
    name = f"\x1b[2J\u202e{'a' * 16}.1-1.{'b' * 16}.jsonl.gz"
    (share / "log" / name).write_bytes(b"")
    for line in ("sync", "share check", "share check --read"):
        done = second(line)
        assert done.code in (0, 6)
        assert "\x1b" not in done.out + done.err
        assert "\u202e" not in done.out + done.err


def test_events_of_a_newer_version_are_kept_and_told(first: Machine, second: Machine, share: Path) -> None:
    visit = first.log()
    first.ok("sync")
    second.ok("sync")
    path = published(first, share)
    header, _, line = gzip.decompress(path.read_bytes()).partition(b"\n")
    strange = line.replace(b'"kind":"visit.logged"', b'"kind":"visit.praised"')
    assert strange != line
    content = gzip.compress(header + b"\n" + strange)
    path.unlink()
    path.with_name(opened(content, json.loads(header)["share"]).name).write_bytes(content)
    done = second("sync")
    assert done.code == 0
    assert "1 条记录来自较新版本" in done.err
    assert "1 events of a newer version" in second("sync", lang="en").err
    assert second.note(visit) == "看现场"


def test_what_could_not_go_out_waits_and_is_told(
    first: Machine, second: Machine, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(first, share, "theirs")
    second.log("1")
    second.log("2")
    before = tree(share)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "as if")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        done = second("sync")
        assert (done.code, done.out) == (5, "收到 1 条，发出 0 条，待发 2 条\n")
        assert "空间已满" in done.err
        assert "2 条待发" in done.err
        done = second("sync", lang="en")
        assert (done.code, done.out) == (5, "0 events came, 0 went, 2 wait\n")
        assert "the share is full; 2 events wait" in done.err
    assert tree(share) == before
    assert only(second("share status --json"))["waits"] == 2
    assert second.ok("sync").out == "收到 0 条，发出 2 条，待发 0 条\n"
    first.ok("sync")
    assert_alike(first, second)


def test_a_share_that_may_only_be_read_is_read(
    first: Machine, second: Machine, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(first, share)
    before = tree(share)
    monkeypatch.setattr(Directory, "is_writable", False)
    done = second("sync")
    assert (done.code, done.out, done.err) == (0, "收到 1 条，发出 0 条，待发 0 条\n", "")
    second.log()
    done = second("sync")
    assert (done.code, done.out) == (5, "收到 0 条，发出 0 条，待发 1 条\n")
    assert "只读" in done.err
    assert "read-only; 1 events wait" in second("sync", lang="en").err
    assert tree(share) == before


def test_a_drive_that_is_not_there_leaves_everything_as_it_is(
    second: Machine, share: Path, tmp_path: Path
) -> None:
    second.log()
    share.rename(tmp_path / "unplugged")
    assert str(share) in refused(second("sync"), 5)
    assert not share.exists()
    assert only(second("share status --json"))["waits"] == 1
    (tmp_path / "unplugged").rename(share)
    assert second.ok("sync").out == "收到 0 条，发出 1 条，待发 0 条\n"


def test_a_drive_that_goes_midway_is_told(
    first: Machine, second: Machine, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(first, share)
    second.log()
    with monkeypatch.context() as patched:

        def gone(*_: object) -> bytes:
            raise OSError(errno.EHOSTDOWN, "as if")

        getting, listing = Directory.get, Directory.list
        left = [1]

        def get(self: Directory, name: str) -> bytes:
            if name == "gridlog.json":
                return getting(self, name)
            left[0] = 0
            return gone()

        def listed(self: Directory) -> list[str]:
            return listing(self) if left[0] else [gone().decode()]

        patched.setattr(Directory, "get", get)
        patched.setattr(Directory, "list", listed)
        done = second("sync")
        assert (done.code, done.out) == (5, "收到 0 条，发出 1 条，待发 0 条\n")
        assert "中途断开" in done.err
    assert second.ok("sync").out == "收到 1 条，发出 0 条，待发 0 条\n"
    first.ok("sync")
    assert_alike(first, second)


def test_a_copied_database_goes_on_as_another_and_nothing_is_lost(
    first: Machine, second: Machine, tmp_path: Path
) -> None:
    second.log("before")
    second.ok("sync")
    copy = Machine(tmp_path / "copy.db")
    shutil.copyfile(second.path, copy.path)
    second.log("original")
    copy.log("copy")
    done = copy("sync")
    assert (done.code, done.out) == (0, "收到 0 条，发出 1 条，待发 0 条\n")
    assert "新的副本编号" in done.err
    for machine in (second, copy, first):
        machine.ok("sync")
    for machine in (second, copy, first):
        assert machine("sync").err == ""
    assert copy.one("SELECT id FROM replica") != second.one("SELECT id FROM replica")
    assert first.one("SELECT count(*) FROM visits") == 3
    assert_alike(first, second, copy)


def test_a_restored_backup_gets_its_own_events_back(first: Machine, second: Machine, tmp_path: Path) -> None:
    shutil.copyfile(second.path, tmp_path / "backup")
    second.log("after")
    second.ok("sync")
    shutil.copyfile(tmp_path / "backup", second.path)
    second.log("instead")
    done = second("sync", lang="en")
    assert (done.code, done.out) == (0, "1 events came, 1 went, 0 wait\n")
    assert "copied or restored" in done.err
    first.ok("sync")
    assert first.one("SELECT count(*) FROM visits") == 2
    assert_alike(first, second)


def test_a_file_under_a_copys_name_counts_once(first: Machine, second: Machine, share: Path) -> None:
    path = published(first, share)
    for form in ("{} (1)", "{}（某人的冲突副本 2026-11-22）.gz", "PC-{}"):
        shutil.copyfile(path, path.with_name(form.format(path.name)))
    done = second("sync")
    assert (done.code, done.out, done.err) == (0, "收到 1 条，发出 0 条，待发 0 条\n", "")
    assert_alike(first, second)


def test_what_others_keep_in_the_folder_is_left_alone(second: Machine, share: Path) -> None:
    junk = {"Thumbs.db": b"1", "desktop.ini": b"2", ".DS_Store": b"3", "读我.txt": b"4"}
    for name, content in junk.items():
        (share / "log" / name).write_bytes(content)
    (share / "log" / "a folder").mkdir()
    before = tree(share)
    assert second("sync").err == ""
    assert second.ok("share check --read").err == "共享目录完好。\n"
    assert tree(share) == before


# --- share status


def test_status_needs_no_share(second: Machine, share: Path) -> None:
    second.log()
    shutil.rmtree(share)
    (told,) = objects(second("share status --json"))
    assert told == {
        "folder": str(share),
        "share": second.one("SELECT share FROM replica"),
        "zone": "试验区",
        "replica": second.one("SELECT id FROM replica"),
        "synced_at": NOW,
        "waits": 1,
        "files": 1,
        "replicas": 1,
        "unread": 0,
        "conflicts": 0,
    }
    assert not share.exists()


def test_status_is_read_by_people_in_both_languages(second: Machine, share: Path) -> None:
    told = second.ok("share status").out
    assert told.splitlines()[0] == f"共享目录：{share}"
    assert "待发记录：0" in told
    told = second("share status", lang="en").out
    assert f"share: {share}" in told
    assert "events waiting: 0" in told


def test_status_is_written_as_csv(second: Machine, share: Path) -> None:
    head, line = second.ok("share status --format csv").out.splitlines()
    assert head == "folder,share,zone,replica,synced_at,waits,files,replicas,unread,conflicts"
    assert line.split(",")[0] == str(share)


# --- share check


def found(done: Ran) -> list[tuple[str, str]]:
    """The findings of a check in JSON."""
    return [(one["what"], one["name"]) for one in json.loads(done.out)]


def test_a_sound_share_is_sound(first: Machine, second: Machine, share: Path) -> None:
    published(first, share)
    second.ok("sync")
    before = tree(share)
    for line, said in (("share check --json", "没有打开文件"), ("share check --read --json", "共享目录完好")):
        done = second(line)
        assert (done.code, found(done)) == (0, [])
        assert said in done.err
    assert "sound" in second("share check --read", lang="en").err
    assert tree(share) == before


def test_check_names_what_is_lost_unread_copied_left_over_and_asked_for(
    first: Machine, second: Machine, share: Path
) -> None:
    lost, copied, torn = (published(first, share, str(number)) for number in range(3))
    whole = torn.read_bytes()
    torn.write_bytes(b"")
    second.ok("sync")
    lost.unlink()
    copy = copied.with_name(f"{copied.name} (1)")
    shutil.copyfile(copied, copy)
    temporary = share / "log" / f".~{'a' * 16}.1.aa.tmp"
    temporary.write_bytes(b"half")
    asked = torn.with_name(torn.name + WANTED)
    asked.write_bytes(b"")
    before = tree(share)
    done = second("share check --json")
    assert done.code == 6
    assert sorted(found(done)) == sorted(
        [
            ("lost", lost.name),
            ("unseen", copy.name),
            ("torn", torn.name),
            ("temporary", temporary.name),
            ("wanted", torn.name),
        ]
    )
    assert "2 个文件" in done.err
    assert "2 files" in second("share check", lang="en").err
    assert tree(share) == before
    torn.write_bytes(whole)
    second.ok("sync")
    done = second("share check --json")
    assert done.code == 0
    assert ("copy", copy.name) in found(done)


def test_check_and_read_puts_back_what_is_damaged(first: Machine, second: Machine, share: Path) -> None:
    path = published(first, share)
    second.ok("sync")
    before = tree(share)
    path.write_bytes(path.read_bytes()[:-5] + b"?????")
    assert second("share check").code == 0  # a listing cannot tell
    done = second("share check --read --json")
    assert (done.code, found(done)) == (0, [("mended", path.name)])
    assert tree(share) == before
    assert found(second("share check --read --json")) == []


def test_check_and_read_on_a_share_that_may_only_be_read_changes_nothing(
    first: Machine, second: Machine, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = published(first, share)
    second.ok("sync")
    path.write_bytes(b"")
    before = tree(share)
    monkeypatch.setattr(Directory, "is_writable", False)
    done = second("share check --read --json")
    assert (done.code, found(done)) == (6, [("torn", path.name)])
    assert tree(share) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_check_and_read_names_what_nobody_here_can_mend(
    first: Machine, second: Machine, share: Path, fault: str
) -> None:
    path = published(first, share)
    path.write_bytes(bad(fault, path.read_bytes()))
    before = tree(share)
    done = second("share check --read --json")
    assert (done.code, found(done)) == (6, [(fault, path.name)])
    assert tree(share) == before


def test_one_file_that_cannot_be_opened_does_not_end_a_check(
    first: Machine, second: Machine, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, damaged = sorted((published(first, share, "1"), published(first, share, "2")))
    second.ok("sync")
    damaged.write_bytes(b"")
    getting = Directory.get

    def get(self: Directory, name: str) -> bytes:
        if name == stuck.name:
            raise OSError(errno.EIO, "as if")
        return getting(self, name)

    monkeypatch.setattr(Directory, "get", get)
    done = second("share check --read --json")
    assert done.code == 6
    assert sorted(found(done)) == sorted([("unreadable", stuck.name), ("mended", damaged.name)])


def test_check_speaks_both_languages(first: Machine, second: Machine, share: Path) -> None:
    path = published(first, share)
    second.ok("sync")
    path.unlink()
    assert f"共享上缺少  {path.name}" in second("share check").out
    assert f"missing there  {path.name}" in second("share check", lang="en").out
    assert second("share check --format csv").out.splitlines()[1:] == [f"lost,{path.name}"]


def test_check_says_when_the_share_is_away(second: Machine, share: Path) -> None:
    shutil.rmtree(share / "log")
    for line in ("share check", "share check --read"):
        assert str(share) in refused(second(line), 5)


# --- share rebuild


def emptied(share: Path) -> None:
    """Everything on the share is gone, the folder stays."""
    for one in share.iterdir():
        shutil.rmtree(one) if one.is_dir() else one.unlink()


def no_marker(share: Path) -> None:
    (share / "gridlog.json").unlink()


def no_log(share: Path) -> None:
    shutil.rmtree(share / "log")


def empty_log(share: Path) -> None:
    for one in files(share):
        one.unlink()


def torn_marker(share: Path) -> None:
    (share / "gridlog.json").write_bytes(b"")


def zeroed_marker(share: Path) -> None:
    marker = share / "gridlog.json"
    marker.write_bytes(bytes(len(marker.read_bytes())))


@pytest.mark.parametrize("harm", [emptied, no_marker, no_log, empty_log, torn_marker, zeroed_marker])
def test_what_was_deleted_is_put_back_by_any_member(
    first: Machine, second: Machine, new: New, share: Path, harm: Callable[[Path], None]
) -> None:
    published(first, share)
    published(second, share)
    first.ok("sync")
    before = tree(share)
    harm(share)
    first.log("meanwhile")
    done = second.ok("share rebuild")
    assert done.err == ""
    assert tree(share) == before
    first.ok("sync")
    second.ok("sync")
    third = new("third")
    third.ok(f"share join {quoted(share)}")
    assert_alike(first, second, third)


def test_a_folder_that_is_not_there_is_not_rebuilt(second: Machine, share: Path) -> None:
    shutil.rmtree(share)
    assert str(share) in refused(second("share rebuild"), 5)
    assert not share.exists()


def test_another_folder_can_be_filled(first: Machine, second: Machine, share: Path, tmp_path: Path) -> None:
    (tmp_path / "new drive").mkdir()
    first.ok(f"share rebuild {quoted(tmp_path / 'new drive')}")
    assert tree(tmp_path / "new drive") == tree(share)
    second.ok(f"share join {quoted(tmp_path / 'new drive')}")


@pytest.mark.parametrize("marker", [marked(), marked(reader=2)], ids=["another zone's", "a newer version's"])
def test_somebody_elses_share_is_not_rebuilt(second: Machine, tmp_path: Path, marker: bytes) -> None:
    other = tmp_path / "other"
    (other / "log").mkdir(parents=True)
    (other / "gridlog.json").write_bytes(marker)
    before = tree(other)
    refused(second(f"share rebuild {quoted(other)}"), 5)
    assert tree(other) == before


# --- share relay


@pytest.fixture
def stick(first: Machine, share: Path) -> Path:
    """A second folder of the share, on a stick that officers carry."""
    folder = share.with_name("U盘")
    first.ok(f"share create {quoted(folder)}")
    return folder


def test_a_stick_carries_what_either_side_lacks(
    first: Machine, second: Machine, share: Path, stick: Path
) -> None:
    for number in range(2):
        published(first, share, str(number))
    second.log("stick")
    second.ok(f"sync {quoted(stick)}")
    line = f"share relay {quoted(stick)} {quoted(share)}"
    done = ran(f"--db nowhere.db {line}")
    assert (done.code, done.out, done.err) == (0, f"{stick} 补入 2 个文件，{share} 补入 1 个\n", "")
    assert tree(stick) == tree(share)
    assert ran(line, lang="en").out == f"{stick} got 0 files, {share} got 0\n"
    first.ok("sync")
    second.ok(f"sync {quoted(stick)}")
    assert_alike(first, second)


def test_a_relay_carries_only_what_is_whole_and_under_its_own_name(
    first: Machine, share: Path, stick: Path
) -> None:
    good, torn = published(first, share, "good"), published(first, share, "torn")
    torn.write_bytes(torn.read_bytes()[:-3])
    good.rename(good.with_name(f"{good.name} (1)"))
    shutil.copyfile(good.with_name(f"{good.name} (1)"), good.with_name(f"PC-{good.name}"))
    for name in ("Thumbs.db", f".~{'a' * 16}.1.aa.tmp", torn.name + WANTED):
        (share / "log" / name).write_bytes(b"")
    before = tree(share)
    done = ran(f"share relay {quoted(share)} {quoted(stick)}")
    assert (done.code, done.out) == (0, f"{share} 补入 0 个文件，{stick} 补入 1 个\n")
    assert tree(share) == before
    assert good.name in {path.name for path in files(stick)}
    assert len(files(stick)) == 2


def test_shares_of_two_zones_are_not_mixed(share: Path, new: New, tmp_path: Path) -> None:
    other = tmp_path / "other"
    new("other").ok(f"share create {quoted(other)} --zone 别处")
    before = tree(share), tree(other)
    told = refused(ran(f"share relay {quoted(share)} {quoted(other)}"), 5)
    assert "别处" in told
    assert "试验区" in told
    assert (tree(share), tree(other)) == before


def test_a_relay_needs_two_shares(share: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    before = tree(share)
    for other in ("empty", "nowhere"):
        for line in (
            f"{quoted(share)} {quoted(tmp_path / other)}",
            f"{quoted(tmp_path / other)} {quoted(share)}",
        ):
            assert str(tmp_path / other) in refused(ran(f"share relay {line}"), 5)
    assert tree(share) == before
    assert tree(tmp_path / "empty") == {}
    assert not (tmp_path / "nowhere").exists()


def test_a_stick_that_is_full_says_so(
    first: Machine, share: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(first, share)
    before = tree(stick)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "as if")

    monkeypatch.setattr(os, "fsync", full)
    assert REASONS[errno.ENOSPC] in refused(ran(f"share relay {quoted(share)} {quoted(stick)}"), 5)
    assert tree(stick) == before


# --- conflicts


@pytest.fixture
def contested(first: Machine, second: Machine) -> str:
    """A visit that two officers changed at once, neither knowing of the other."""
    visit = first.log("第一次")
    first.ok("sync")
    second.ok("sync")
    first.ok(f"visit edit {visit} --note 甲说 --reason 改")
    second.ok(f"visit edit {visit} --note 乙说 --reason 改", now="2025-11-21T16:30:00+08:00")
    for machine in (first, second, first):
        machine.ok("sync")
    return visit


def test_of_two_edits_the_later_stands_everywhere_and_the_other_is_listed(
    first: Machine, second: Machine, new: New, share: Path, contested: str
) -> None:
    third = new("third")
    third.ok(f"share join {quoted(share)}")
    for machine in (first, second, third):
        assert machine.note(contested) == "乙说"
        told = objects(machine("conflicts --json"))
        assert [(one["noun"], one["id"], one["stands"], one["details"]) for one in told] == [
            ("visit", contested, False, "note=甲说; why=改"),
            ("visit", contested, True, "note=乙说; why=改"),
        ]
        assert only(machine("share status --json"))["conflicts"] == 1
    assert_alike(first, second, third)


@pytest.mark.usefixtures("contested")
def test_a_sync_says_that_there_are_conflicts(first: Machine) -> None:
    assert first.ok("sync").err == "有 1 处被两人同时修改，见 gridlog conflicts\n"
    assert "1 rows were changed by two at once" in first("sync", lang="en").err


def test_the_next_edit_settles_a_conflict_for_all(first: Machine, second: Machine, contested: str) -> None:
    first.ok(f"visit edit {contested} --note 商定 --reason 定")
    for machine in (first, second):
        machine.ok("sync")
    for machine in (first, second):
        assert machine.note(contested) == "商定"
        assert objects(machine("conflicts --json")) == []
        assert machine("sync").err == ""
    assert len(objects(second(f"visit history {contested} --json"))) == 4
    assert_alike(first, second)


def test_conflicts_are_told_in_both_languages_and_as_a_table(first: Machine, contested: str) -> None:
    head, *lines = first.ok("conflicts").out.splitlines()
    assert head.split()[:4] == ["对象", "编号", "现为准", "时间"]
    assert [contested[:6] in line for line in lines] == [True, True]
    assert "否" in lines[0]
    assert "是" in lines[1]
    assert "stands" in first("conflicts", lang="en").out.splitlines()[0]
    assert len(first.ok("conflicts --format csv").out.splitlines()) == 3


def test_without_conflicts_there_is_nothing_to_tell(second: Machine) -> None:
    assert objects(second("conflicts --json")) == []
    assert second("sync").err == ""


def test_an_issue_that_one_closes_and_another_hands_on_has_one_fate(
    first: Machine, second: Machine, new: New, share: Path
) -> None:
    id_in(first.ok("issue raise E1 车间断电 --by 张三"))
    issue = str(first.one("SELECT id FROM issues"))
    first.ok("sync")
    second.ok("sync")
    first.ok(f"issue close {issue} --result solved --text 好了 --satisfaction 5 --by 张三")
    second.ok(f"issue assign {issue} 李四 --by 张三", now="2025-11-21T17:00:00+08:00")
    for machine in (first, second, first):
        machine.ok("sync")
    third = new("third")
    third.ok(f"share join {quoted(share)}")
    assert len({machine.one("SELECT state FROM issues") for machine in (first, second, third)}) == 1
    assert len(objects(third("conflicts --json"))) == 2
    assert_alike(first, second, third)
