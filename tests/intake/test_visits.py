"""A long file of visits is read by another process: the same facts and refusals as when one process does it all."""

import os
import pickle
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from gridlog import errors
from gridlog.core.when import ZONE
from gridlog.errors import GridlogError
from gridlog.intake.visits import CONSULTED, answered, basis
from gridlog.machine import worker
from gridlog.store import schema
from gridlog.store.file import open_store
from gridlog.store.lookup import Found
from gridlog.store.projection import rebuild
from gridlog.work import take_in
from tests.conftest import Ran, Run, events, sql

pytestmark = pytest.mark.usefixtures("small")

HEAD = "id,date,enterprise,officer,participants,method,contact,phone,note,recorded_at,reason,remark,void\n"
PLAIN = "date,enterprise,officer,note\n"


def mixed(own: str, void: str) -> Iterator[str]:
    """A file with everything in it; `own` and `void` are ids of visits that are here."""
    yield HEAD
    yield f"{own},2025-11-20,E1,P1,,,,,已有,,,,\n"
    yield f"{void},2025-11-20,E1,P1,,,,,作废,,,作废：记错,1\n"
    yield "0123456789ABCDEFGHJKMNPQRS,2025-11-20,E1,P1,,,,,别处作废,,,,1\n"
    for at in range(1300):
        day = f"2025-{1 + at % 10:02}-{1 + at % 28:02}"
        who = ("P1", "张三", "P2", "", "H1")[at % 5]
        joined = "李四；P3" if at % 65 == 0 else ""
        note = f'"第{at}次，""急""\t\\\n换行"' if at % 7 == 0 else f"第{at}次"
        recorded = ("", f"{day}T18:00:00+08:00", f"{day}T23:30:00Z")[at % 3]
        how = ("", "电话")[at % 2]
        yield f",{day},E{1 + at % 4},{who},{joined},{how},周某,１３９{at:08},{note},{recorded},,,\n"
        if at % 400 == 0:
            yield f",{day},E9,P1,,,,,没有这家,,,,\n,改天,E1,P1,,,,,看不懂{at},,,,\n,{day},E1,P1,P1,,,,两次,,,,\n"
            yield f",{day},E1,P1,,,,,{'长' * 90_000},,,,\n,{day},E2,P1,,,,,重复,,,,\n,{day},E2,P1,,,,,重复,,,,\n"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Every process started from here on; a file of any length counts as long."""
    monkeypatch.setattr(take_in, "LONG", 0)
    begun: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*given: Any, **named: Any) -> "subprocess.Popen[bytes]":
        begun.append(popen(*given, **named))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return begun


ROOM = worker.AHEAD // 8


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process reads no more than ROOM bytes ahead, so that a file of a few megabytes is too long for it."""
    less = f"; import gridlog.machine.worker; gridlog.machine.worker.AHEAD = {ROOM}; serve("
    assert "; serve(" in worker.START
    monkeypatch.setattr(worker, "START", worker.START.replace("; serve(", less))


def crossed_over(given: Any) -> Any:
    """What another process gets of it."""
    return pickle.loads(pickle.dumps(given))  # noqa: S301  # our own


Processes = list["subprocess.Popen[bytes]"]


def state(folder: Path) -> list[list[tuple[object, ...]]]:
    """All that an import can have written."""
    asked = ("body FROM events ORDER BY seq", "number, clock FROM replica", "* FROM visits ORDER BY id")
    more = ("* FROM visit_participants ORDER BY visit, officer", "* FROM waiting", "* FROM shed")
    return [sql(folder, f"SELECT {query}") for query in (*asked, *more)]


def both_ways(run: Run, folder: Path, line: str) -> tuple[Ran, Ran]:
    """A command on two copies of one database, by two processes and by one; both wrote the same, as a rebuild would."""
    shutil.copy(folder / "zone.db", folder / "kept.db")
    together, wrote = run(line), state(folder)
    with closing(sqlite3.connect(folder / "zone.db", isolation_level=None)) as database:
        rebuild(database)
    assert state(folder) == wrote
    shutil.copy(folder / "kept.db", folder / "zone.db")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(take_in, "LONG", 1 << 40)
        alone = run(line)
    assert state(folder) == wrote
    return together, alone


@pytest.mark.parametrize("options", ["--skip-bad", "--skip-bad --dry-run", ""])
def test_two_processes_write_what_one_would(
    run: Run, tmp_path: Path, started: Processes, options: str
) -> None:
    for line in ("calendar set 2025-03-04 rest", "calendar set 2025-03-08 work", "config set late_hour 20"):
        assert run(line).code == 0
    for line in ("visit add E1 --by 张三 --note 已有", "visit add E2 --by 张三 --note 作废"):
        assert run(line).code == 0
    own, void = (str(id) for (id,) in sql(tmp_path, "SELECT id FROM visits ORDER BY enterprise"))
    assert run(f"visit void {void} --reason 记错").code == 0
    file = tmp_path / "visits.csv"
    file.write_text("".join(mixed(own, void)), encoding="utf-8")
    together, alone = both_ways(run, tmp_path, f"visit import {file} --officer P3 {options}")
    assert together == alone
    assert len(started) == 1
    if not options:
        assert alone.code == 4
        assert "16 行有误，什么也没有导入" in alone.err
    else:
        assert alone.out.endswith(
            "导入 1304 条走访，跳过已有 4 条，有误 16 条，与记录不同 2 条（没有改；要更正请加 --update --reason），作废未导入 1 条\n"
        )
    if options == "--skip-bad":
        elsewhere = (
            "SELECT officer, grid, outside, count(*) FROM visits WHERE enterprise = 'E4' AND note LIKE '第%'"
        )
        assert sql(tmp_path, f"{elsewhere} GROUP BY 1, 2, 3 ORDER BY 1") == [
            ("H1", "B-1", 0, 65), ("P1", "B-1", 1, 130), ("P2", "B-1", 1, 65), ("P3", "B-1", 0, 65),
        ]  # fmt: skip


def test_what_makes_a_visit_late_holds_in_the_other_process_too(
    run: Run, tmp_path: Path, started: Processes
) -> None:
    """Thursday's visit, written down on Friday at 15:00 or on Saturday at 10:00."""
    rows = [f"2025-11-13,E1,P1,好,2025-11-1{when}:00:00+08:00\n" for when in ("4T15", "5T10")]
    file = tmp_path / "visits.csv"
    file.write_text(f"{PLAIN.strip()},recorded_at\n{''.join(rows)}", encoding="utf-8")
    late = "SELECT late FROM visits ORDER BY recorded_at"
    shutil.copy(tmp_path / "zone.db", tmp_path / "kept.db")
    told = []
    for lines in (
        [],
        ["config set late_hour 16"],
        ["calendar set 2025-11-14 rest", "calendar set 2025-11-15 work"],
    ):
        shutil.copy(tmp_path / "kept.db", tmp_path / "zone.db")
        for line in lines:
            assert run(line).code == 0
        assert run(f"visit import {file}").code == 0
        told.append([late for (late,) in sql(tmp_path, late)])
    assert told == [[1, 1], [0, 1], [0, 0]]
    assert len(started) == 3


def test_a_file_that_breaks_off_is_refused_as_one_process_would(
    run: Run, tmp_path: Path, started: Processes
) -> None:
    rows = "".join(f"2025-11-20,E1,P1,第{at}次\n" for at in range(2000))
    file = tmp_path / "visits.csv"
    file.write_text(f'{PLAIN}{rows}2025-11-20,E1,P1,"说到一半\n', encoding="utf-8")
    before = events(tmp_path)
    together, alone = both_ways(run, tmp_path, f"visit import {file}")
    assert together == alone
    assert (alone.code, events(tmp_path)) == (2, before)
    assert re.search(f"{file.name}.*不是 CSV", alone.err)
    assert len(started) == 1


@pytest.mark.usefixtures("little_room")
def test_when_the_other_process_dies_the_import_is_whole_all_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: Processes
) -> None:
    rows = 4 * ROOM // 2500  # of 1,250 characters: more than can wait in the pipe when it dies
    file = tmp_path / "visits.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write(f"{PLAIN}2025-11-20,E9,P1,没有这家\n")
        out.writelines(f"2025-11-20,E1,P1,{at}{'x' * 1250}\n" for at in range(rows))
    taken = take_in._known

    def killing(*given: Any) -> set[int]:
        started[0].kill()
        started[0].wait()
        return taken(*given)

    monkeypatch.setattr(take_in, "_known", killing)
    done = run(f"visit import {file} --skip-bad")
    assert done.out == f"导入 {rows} 条走访，跳过已有 0 条，有误 1 条\n"
    assert [line.partition("：")[0] for line in done.err.splitlines()] == ["第 2 行"]
    assert sql(tmp_path, "SELECT count(DISTINCT note) FROM visits") == [(rows,)]
    assert len(started) == 1


REPLACED = f"{PLAIN}" + "".join(f"2025-11-19,E2,P1,另一份{at}\n" for at in range(2000))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def spoil(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as out:
        out.seek(size // 2)
        out.write(b"\xff" * (size - size // 2))


def write_anew(file: Path) -> None:
    content = file.read_bytes().replace(b"x", b"y")
    with file.open("r+b") as out:
        out.write(content)


def put_another(file: Path) -> None:
    other = file.with_suffix(".new")
    other.write_text(REPLACED, encoding="utf-8")
    other.replace(file)


def put_one_that_looks_the_same(file: Path) -> None:
    other = file.with_suffix(".new")
    other.write_bytes(file.read_bytes().replace(b"x", b"y"))
    then = file.stat()
    os.utime(other, ns=(then.st_atime_ns, then.st_mtime_ns))
    other.replace(file)


def add_to(file: Path) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write("2025-11-20,E1,P1,后添的\n")


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize(
    "change", [cut, spoil, write_anew, put_another, put_one_that_looks_the_same, add_to, Path.unlink]
)
@pytest.mark.parametrize("reader", ["alone", "together", "killed"])
def test_of_a_file_that_changes_while_it_is_read_nothing_is_imported(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    started: Processes,
    change: Callable[[Path], None],
    reader: str,
) -> None:
    """A stick pulled out, a ledger saved in the meantime: never a part of one file, never a mix of two."""
    file = tmp_path / "visits.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write(PLAIN)
        out.writelines(f"2025-11-20,E1,P1,{at}{'x' * 2500}\n" for at in range(2 * ROOM // 2500))
    taken = take_in._known
    monkeypatch.setattr(take_in, "LONG", 1 << 40 if reader == "alone" else 0)
    changes = [change]

    def changing(*given: Any) -> set[int]:
        if changes:
            changes.pop()(file)
            if reader == "killed":
                started[0].kill()
                started[0].wait()
        return taken(*given)

    monkeypatch.setattr(take_in, "_known", changing)
    before = state(tmp_path)
    refused = run(f"visit import {file}")
    assert refused.code in (2, 4)
    assert refused.out == ""
    assert "visits.csv" in refused.err
    assert state(tmp_path) == before
    assert len(started) == (0 if reader == "alone" else 1)


def test_a_short_file_needs_no_other_process(run: Run, tmp_path: Path, started: Processes) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(f"{PLAIN}2025-11-20,E1,P1,好\n", encoding="utf-8")
    take_in.LONG = file.stat().st_size + 1
    assert run(f"visit import {file}").code == 0
    assert not started
    take_in.LONG -= 1
    assert run(f"visit import {file}").code == 0
    assert len(started) == 1


def test_what_only_this_process_can_read_it_reads_itself(
    run: Run, tmp_path: Path, started: Processes
) -> None:
    rows = f"{PLAIN}2025-11-20,E1,P1,好\n"
    (tmp_path / "visits.csv").write_text(rows, encoding="utf-8")
    assert run("visit import -", stdin=rows.encode()).out.startswith("导入 1 条")
    out = tmp_path / "ledger.xlsx"
    assert run(f"export visits --output {out}").code == 0
    assert run(f"visit import {out}").out.startswith("导入 0 条走访，跳过已有 1 条")
    assert not started


def test_a_file_whose_name_means_standard_input_is_not_taken_for_it(
    run: Run, tmp_path: Path, started: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_text(f"{PLAIN}2025-11-20,E1,P1,文件里的\n", encoding="utf-8")
    assert run("visit import -", stdin=f"{PLAIN}2025-11-20,E1,P1,管道里的\n".encode()).code == 0
    assert run("visit import ./-").code == 0
    assert sql(tmp_path, "SELECT note FROM visits ORDER BY note DESC") == [("管道里的",), ("文件里的",)]
    assert len(started) == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc")
def test_what_a_process_calls_its_own_is_read_by_it(run: Run, tmp_path: Path, started: Processes) -> None:
    (tmp_path / "visits.csv").write_text(f"{PLAIN}2025-11-20,E1,P1,好\n", encoding="utf-8")
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        assert run(f"visit import /proc/self/fd/{folder}/visits.csv").out.startswith("导入 1 条")
    finally:
        os.close(folder)
    assert not started


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="no folder below /dev")  # noqa: S108
def test_nothing_below_dev_is_handed_on(run: Run, started: Processes) -> None:
    """Some systems have standard input there as what looks like a file, and it is another one in each process."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        file = Path(folder) / "visits.csv"
        file.write_text(f"{PLAIN}2025-11-20,E1,P1,好\n", encoding="utf-8")
        assert run(f"visit import {file}").out.startswith("导入 1 条")
    assert not started


@pytest.mark.skipif(os.name == "nt", reason="Windows has no /dev and makes links only for administrators")
def test_standard_input_by_any_name_is_read_here(run: Run, tmp_path: Path, started: Processes) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(f"{PLAIN}2025-11-20,E1,P1,好\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(file)
    assert run(f"visit import {tmp_path / 'link.csv'}").out.startswith("导入 1 条")
    kept = os.dup(0)
    try:
        for name in ("/dev/stdin", "/dev/fd/0"):
            with file.open("rb") as stdin:
                os.dup2(stdin.fileno(), 0)
            assert run(f"visit import {name}").out.startswith("导入 0 条走访，跳过已有 1 条"), name
    finally:
        os.dup2(kept, 0)
        os.close(kept)
    assert not started


def test_the_roster_goes_along_whole(tmp_path: Path) -> None:
    """Whatever table a row is judged by is a derived one, and the other process has no other."""
    store = open_store(tmp_path / "zone.db", datetime(2025, 11, 21, 16, tzinfo=ZONE))
    try:
        given = basis(store.connection, datetime(2025, 11, 21, 16, tzinfo=ZONE), "P1")
    finally:
        store.close()
    assert set(given.tables) == set(CONSULTED)
    assert set(CONSULTED) <= {*(table.name for table in schema.derived_tables()), "holidays", "holiday_years"}
    assert sorted(row[0] for row in given.tables["officers"]) == ["H1", "P1", "P2", "P3"]
    assert crossed_over(given) == given


def test_an_answer_of_each_kind_crosses_between_processes(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text(
        f"{PLAIN}2025-11-20,E1,P1,好\n2025-11-20,禾木,P1,好\n2025-13-41,E1,P1,好\n", encoding="utf-8"
    )
    store = open_store(tmp_path / "zone.db", datetime(2025, 11, 21, 16, tzinfo=ZONE))
    try:
        given = basis(store.connection, datetime(2025, 11, 21, 16, tzinfo=ZONE), "")
    finally:
        store.close()
    (batch,) = answered(str(file), given)
    assert not isinstance(batch, GridlogError)
    crossed = crossed_over(batch)
    assert crossed[:2] == batch[:2]
    good, several, never = crossed.answers
    assert good == batch.answers[0]
    assert (several.code, [one.code for one in several.values["candidates"]]) == (
        "name.several",
        ["E1", "E2"],
    )
    assert (never.code, never.values) == ("when.day", {"text": "2025-13-41"})


@pytest.mark.parametrize(
    "kind", [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, GridlogError)]
)
def test_an_error_stays_itself_from_process_to_process(kind: type[GridlogError]) -> None:
    values = {"on": date(2025, 11, 21), "near": [Found("E1", "禾木")], "count": 3}
    crossed = crossed_over(kind("some.code", **values))
    assert (type(crossed), crossed.code, crossed.values, crossed.exit_code) == (
        kind, "some.code", values, kind.exit_code,
    )  # fmt: skip
