"""`gridlog doctor`: it finds what is wrong, says what to do, and mends only what follows from the events."""

import errno
import json
import os
import re
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import gridlog
from gridlog.core.event import Stamp, created
from gridlog.store.projection import immediate, merge, ready
from gridlog.words.health import SAID
from tests.conftest import NOW, Ran, Run, id_in, sql
from tests.support.copies import COPIES
from tests.support.processes import child, needs_pty, terminal

pytestmark = pytest.mark.usefixtures("small")

OTHER = "fedcba9876543210"
ADD = "visit add E1 --by 张三 --note 好 --yes"


def marks(done: Ran) -> dict[str, str]:
    """The worst mark of each thing that was looked at, read from --json."""
    order = ("ok", "warning", "damaged")
    found: dict[str, str] = {}
    for one in json.loads(done.out):
        found[one["check"]] = max(found.get(one["check"], "ok"), one["mark"], key=order.index)
    return found


def change(folder: Path, statement: str) -> None:
    """Write to the tables behind gridlog's back."""
    with closing(sqlite3.connect(folder / "zone.db", isolation_level=None)) as database:
        database.execute(statement)


def take_in(
    folder: Path, kind: str, data: dict[str, object], row: str = "", ms: int = 1_700_000_000_000
) -> None:
    """Let an event of another replica come in."""
    event = created(kind, data, row, (), Stamp(OTHER, 1, ms << 16, NOW, "", False))  # type: ignore[arg-type]
    with closing(sqlite3.connect(folder / "zone.db", isolation_level=None)) as database, immediate(database):
        merge(database, [ready(event)])


def test_a_sound_database_is_well(run: Run) -> None:
    id_in(run(ADD))
    assert run("backup").code == 0
    done = run("doctor --json")
    assert done.code == 0
    expected = dict.fromkeys(
        ("file", "tables", "conflicts", "replica", "share", "calendar", "copies", "disk", "permissions"), "ok"
    )
    told = marks(done)
    assert {key: told[key] for key in expected} == expected
    assert told["clock"] == "warning"  # GRIDLOG_NOW sets it


def test_a_person_gets_a_line_for_each_thing_and_below_it_what_to_do(run: Run) -> None:
    for lang, line, advice in (
        ("zh", "√ 数据库文件完整", "○ 还没有备份\n  → gridlog backup"),
        ("en", "√ the database file is whole", "○ there is no copy yet\n  → gridlog backup"),
    ):
        done = run("doctor", lang=lang)
        assert (done.code, line in done.out, advice in done.out) == (0, True, True), done.out
        done.out.encode("gbk")


def test_a_row_that_no_event_tells_is_found_and_mended(run: Run, tmp_path: Path) -> None:
    visit = id_in(run(ADD))
    before = sql(tmp_path, "SELECT * FROM visits")
    change(tmp_path, "UPDATE visits SET note = 'somebody else'")
    done = run("doctor")
    assert done.code == 6
    assert f"× 数据表与记录不一致：visits 1 ({visit[:6]})\n  → gridlog doctor --fix" in done.out
    dry = run("doctor --fix")
    assert (dry.code, "确认请加 --yes" in dry.err) == (6, True)
    assert sql(tmp_path, "SELECT * FROM visits") != before
    mended = run("doctor --fix --yes")
    assert (mended.code, "已重建" in mended.err) == (0, True), mended.err
    assert sql(tmp_path, "SELECT * FROM visits") == before
    assert run("doctor").code == 0
    assert "没有可以重建的问题" in run("doctor --fix").err


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM visits",
        "INSERT INTO visits SELECT * FROM visits",
        "DROP TABLE officers",
        "ALTER TABLE enterprises ADD COLUMN more TEXT",
        "DROP INDEX visits_id",
        "DROP INDEX stored_replica",
    ],
)
def test_whatever_befalls_a_derived_table_is_found_and_mended(
    run: Run, tmp_path: Path, statement: str
) -> None:
    id_in(run(ADD))
    if "INSERT" in statement:
        change(tmp_path, "DROP INDEX IF EXISTS visits_id")
    schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    tables = "SELECT * FROM visits ORDER BY 1"
    wanted = sql(tmp_path, tables)
    change(tmp_path, statement)
    assert run("doctor").code == 6
    done = run("doctor --fix --yes")
    assert done.code == 0, done.out
    assert sql(tmp_path, tables) == wanted
    again = run("doctor --fix --yes")
    assert ("没有可以重建的问题" in again.err, len(sql(tmp_path, schema)) > 20) == (True, True)


def test_a_person_who_presses_enter_mends_nothing(run: Run, tmp_path: Path) -> None:
    id_in(run(ADD))
    change(tmp_path, "DELETE FROM visits")
    assert run("doctor --fix", typed="\n").code == 6
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]
    assert run("doctor --fix", typed="y\n").code == 0
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(1,)]


def test_an_event_that_is_not_what_it_was_is_never_mended_over(run: Run, tmp_path: Path) -> None:
    id_in(run(ADD))
    change(
        tmp_path,
        "UPDATE stored SET data = CAST(replace(CAST(data AS TEXT), '好', '坏') AS BLOB) WHERE seq = (SELECT max(seq) FROM stored)",
    )
    before, visits = sql(tmp_path, "SELECT id, body FROM events"), sql(tmp_path, "SELECT * FROM visits")
    done = run("doctor --fix --yes")
    assert (done.code, "1 条记录的内容变了" in done.out) == (6, True), done.out
    assert "重建救不了；请先恢复备份" in done.err
    assert sql(tmp_path, "SELECT * FROM visits") == visits
    assert sql(tmp_path, "SELECT id, body FROM events") == before


def test_a_damaged_file_is_told_and_not_made_anew(run: Run, tmp_path: Path) -> None:
    id_in(run(ADD))
    with closing(sqlite3.connect(tmp_path / "zone.db")) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'enterprises'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    content = bytearray((tmp_path / "zone.db").read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    (tmp_path / "zone.db").write_bytes(content)
    done = run("doctor --fix --yes")
    assert (done.code, "数据库文件有损坏" in done.out) == (6, True), done.out
    (tmp_path / "zone.db").write_bytes(b"nothing at all " * 500)
    done = run("doctor --json")
    assert (done.code, marks(done)["file"]) == (6, "damaged")


def test_without_a_database_the_doctor_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "zone.db").unlink()
    assert run("doctor").code == 3


def test_events_that_do_not_count_are_counted(run: Run, tmp_path: Path) -> None:
    take_in(tmp_path, "visit.sung", {"song": "x"})
    take_in(tmp_path, "visit.voided", {"why": "x"}, "ab" * 16)
    done = run("doctor")
    assert (done.code, "1 条记录来自较新版本" in done.out) == (0, True), done.out
    assert "1 条记录不合规则，已保存，不生效：走访作废 1" in done.out


def test_two_who_changed_one_thing_are_told(run: Run, tmp_path: Path) -> None:
    for replica, name in ((OTHER, "甲"), ("0" * 16, "乙")):
        event = created(
            "setting.set", {"value": name}, "setting/new", (), Stamp(replica, 1, 5 << 16, NOW, "", False)
        )
        with (
            closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as database,
            immediate(database),
        ):
            merge(database, [ready(event)])
            database.execute("INSERT INTO conflicts VALUES (?, ?)", (event.row, event.id))
    assert "处被两人同时修改" in run("doctor").out


@pytest.mark.parametrize(
    ("now", "code"),
    [("2025-11-01T09:00:00+08:00", "behind"), ("2020-01-01T09:00:00+08:00", "early"), ("", "ok")],
)
def test_a_wrong_clock_is_seen(run: Run, tmp_path: Path, now: str, code: str) -> None:
    ms = int(datetime(2025, 11, 21, tzinfo=UTC).timestamp() * 1000)
    take_in(tmp_path, "setting.set", {"value": "4"}, "setting/quota", ms)
    with pytest.MonkeyPatch.context() as patched:
        if not now:
            patched.delenv("GRIDLOG_NOW")
        out = run("doctor", now=now, lang="en").out
    said = {
        "behind": "others recorded something at 2025-11-21",
        "early": "before the database was made",
        "ok": "√ the clock says",
    }
    assert said[code] in out


def test_a_clock_that_ran_ahead_is_seen(run: Run) -> None:
    id_in(run(ADD, now="2099-01-05T09:00:00+08:00"))
    done = run("doctor", lang="en")
    assert "this database recorded something at 2099-01-05" in done.out


def test_an_event_of_the_end_of_time_breaks_nothing(run: Run, tmp_path: Path) -> None:
    take_in(tmp_path, "setting.set", {"value": "4"}, "setting/quota", (1 << 47) - 1)
    done = run("doctor", lang="en")
    assert (done.code, "others recorded something" in done.out) == (0, True)


def test_a_year_without_holidays_is_named(run: Run) -> None:
    assert "2033 年放假安排没有收录" in run("doctor", now="2033-03-01T09:00:00+08:00").out
    assert "2027 年放假安排没有收录" not in run("doctor", now="2026-11-01T09:00:00+08:00").out


def test_an_old_copy_is_too_old(run: Run, tmp_path: Path) -> None:
    assert run("backup").code == 0
    (path,) = tmp_path.glob("*.bak")
    old = datetime(2025, 10, 1, tzinfo=UTC).timestamp()
    os.utime(path, (old, old))
    assert "最近的备份在 51 天前，共 1 份" in run("doctor").out


def test_a_disk_that_is_nearly_full_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1 << 20))
    assert "磁盘只剩 1.0 MB" in run("doctor").out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_what_others_can_read_is_named(run: Run, tmp_path: Path, own_home: Path) -> None:
    assert run("backup").code == 0
    assert run("config set lang zh").code == 0
    (copy,) = tmp_path.glob("*.bak")
    (config,) = own_home.rglob("config.json")
    for path in (copy, config, tmp_path / "zone.db"):
        path.chmod(0o644)
        assert f"别人也能读：{path}" in run("doctor").out
        path.chmod(0o600)
    assert "只有本人能读" in run("doctor").out


def test_a_terminal_without_chinese_is_told() -> None:
    done = child("doctor", PYTHONIOENCODING="ascii", GRIDLOG_LANG="en")
    assert (done.returncode, b"encoding ascii has no Chinese" in done.stdout) == (0, True)
    done = child("doctor", PYTHONIOENCODING="gbk", GRIDLOG_LANG="zh")
    assert "√ 终端编码 gbk" in done.stdout.decode("gbk")


def test_a_full_disk_for_the_scratch_copy_is_a_warning(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "as if")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    done = run("doctor")
    assert (done.code, "数据表没有核对：磁盘已满" in done.out) == (0, True), done.out


@pytest.fixture
def share(run: Run, tmp_path: Path) -> Path:
    """A share that this database made and synced."""
    assert run(["share", "create", str(tmp_path / "share")]).code == 0
    return tmp_path / "share"


def test_a_share_is_looked_at(run: Run, share: Path) -> None:
    done = run("doctor")
    assert f"√ 共享目录 {share} 可用，上次同步 2025-11-21 16:00" in done.out
    assert "√ 没有待发记录" in done.out
    id_in(run(ADD))
    assert "○ 1 条记录待发\n  → gridlog sync" in run("doctor").out
    (file,) = (share / "log").iterdir()
    file.unlink()
    assert "共享上缺少 1" in run("doctor").out
    shutil.rmtree(share)
    away = run("doctor")
    assert (away.code, "○ " + str(share) in away.out) == (0, True), away.out


@pytest.mark.parametrize("form", COPIES)
def test_only_proven_duplicates_are_removed(run: Run, share: Path, form: str) -> None:
    log = share / "log"
    (file,) = log.iterdir()
    double = log / form.format(file.name.removesuffix(".jsonl.gz"))
    other = log / form.format(file.name.removesuffix(".jsonl.gz") + "-x")
    double.write_bytes(file.read_bytes())
    other.write_bytes(file.read_bytes()[:-9] + b"something")
    assert run("sync").code == 0
    dry = run("doctor --tidy")
    assert (dry.code, double.is_file(), "确认请加 --yes" in dry.err) == (0, True, True)
    done = run("doctor --tidy --yes")
    assert (done.code, "已删掉 1 个重复副本" in done.err) == (0, True), done.err
    assert sorted(path.name for path in log.iterdir()) == sorted([file.name, other.name])
    assert "没有重复副本" in run("doctor --tidy --yes").err


def test_the_only_file_with_some_events_is_never_a_duplicate(run: Run, share: Path) -> None:
    (file,) = (share / "log").iterdir()
    lonely = file.with_name(file.name.replace(".jsonl", " (1).jsonl"))
    file.rename(lonely)
    assert "没有重复副本" in run("doctor --tidy --yes").err
    assert lonely.is_file()


@needs_pty
def test_a_person_is_asked_before_anything_is_removed(share: Path) -> None:
    (file,) = (share / "log").iterdir()
    double = file.with_name(file.name.replace(".jsonl", " (1).jsonl"))
    double.write_bytes(file.read_bytes())
    with terminal("doctor --tidy") as person:
        person.expect("删掉吗")
        person.sendline("n")
    assert double.is_file()
    with terminal("doctor --tidy") as person:
        person.expect("删掉吗")
        person.sendline("y")
    assert not double.exists()


def test_every_sentence_is_said_somewhere_and_fits_every_console() -> None:
    folder = Path(gridlog.__file__).parent
    source = (folder / "work" / "doctor.py").read_text("utf-8") + (folder / "cli" / "doctor.py").read_text(
        "utf-8"
    )
    assert set(re.findall(r'"(\w+\.\w+)"', source)) & SAID.keys() == SAID.keys()
    for zh, en, do_zh, do_en in SAID.values():
        assert sorted(re.findall(r"{\w+}", zh)) == sorted(re.findall(r"{\w+}", en))
        assert bool(do_zh) == bool(do_en)
        (zh + do_zh).encode("gbk")
        (en + do_en).encode("ascii")


def test_the_doctor_changes_nothing(run: Run, tmp_path: Path) -> None:
    id_in(run(ADD))
    run("doctor")
    before = (tmp_path / "zone.db").read_bytes()
    run("doctor")
    assert (tmp_path / "zone.db").read_bytes() == before
