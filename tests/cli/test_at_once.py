"""Today's screen and the version are answered without Typer, exactly as Typer's command answers."""

import gzip
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from gridlog.cli.shell import at_once
from gridlog.cli.today import screen
from gridlog.store import file as storing
from tests.conftest import Ran, ran
from tests.support.processes import LINUX, needs_pty, read_only, without_privilege

OLD = Path(__file__).parents[1] / "files" / "old" / "zone.db.gz"

PLAIN = (
    "today",
    "today --by 张三",
    "today --by=P2",
    "today --by 板块长甲",
    "--db other.db today",
    "--db=zone.db today",
    "today --db other.db",
    "today --db ''",
    "today --db=zone.db --by P3",
    "--lang en today",
    "--lang=zh today --by P1",
    "today --lang en --by 张",
    "today --by P1 --lang=en --db zone.db",
    "--version",
    "-V",
)
MORE = (  # lines that Typer answers: what they ask for is more than the screen, or they end in an error or a question
    "",
    "--db zone.db",
    "today --all",
    "today --json",
    "today --json --by P1 --lang en",
    "today --format md",
    "today -o today.txt",
    "today --help",
    "today --hepl",
    "today more",
    "today -- more",
    "-- today",
    "today today",
    "today --by",
    "today --by ''",
    "today --by=",
    "today --by 没有这人",
    "--db other.db today --by 张",
    "today --by --all",
    "today --by P1 --by P2",
    "today --db",
    "today --db absent.db",
    "--db absent.db today",
    "--db zone.db --db other.db today",
    "--db zone.db today --db other.db",
    "today --lang",
    "today --lang fr",
    "today --lang ''",
    "--lang fr today",
    "--lang '' today",
    "--lang en --lang zh today",
    "--lang en today --lang zh",
    "--by P1 today",
    "today --version",
    "--version today",
    "today -V",
    "--version --help",
    "--version --lang en",
    "Today",
    "tody",
)
ALL = (*PLAIN, *MORE)


@pytest.fixture
def here(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two databases: the small zone as zone.db and, with an officer more, as other.db."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRIDLOG_DB", "zone.db")
    (tmp_path / "other.db").write_bytes((small.parent / "zone.db").read_bytes())
    assert ran("--db other.db officer add P9 张三丰").code == 0
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def restore(folder: Path, kept: dict[str, bytes]) -> None:
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()
    for name, content in kept.items():
        (folder / name).write_bytes(content)


def ordinary(do: Callable[[], Ran]) -> Ran:
    """What a line does when Typer answers it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(at_once, "at_once", lambda words: None)  # noqa: ARG005  # as if not understood
        return do()


def same(folder: Path, do: Callable[[], Ran]) -> Ran:
    """Fail unless a line does the same both ways: exit code, stdout, stderr, and the files that it leaves."""
    before = files(folder)
    short, left = do(), files(folder)
    restore(folder, before)
    assert (short, {*left}) == (ordinary(do), {*files(folder)})
    return short


def is_short(line: str) -> bool:
    """Whether a line is answered without Typer."""
    taken = []
    real = at_once.at_once

    def kept(words: Sequence[str]) -> int | None:
        taken.append(real(words))
        return taken[-1]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(at_once, "at_once", kept)
        ran(line)
    return taken != [None]


@pytest.mark.parametrize("lang", ["zh", "en", "", "fr"])
@pytest.mark.parametrize("line", ALL)
def test_a_line_says_the_same_both_ways(here: Path, line: str, lang: str) -> None:
    same(here, lambda: ran(line, lang=lang))


@pytest.mark.parametrize("line", ALL)
def test_a_line_says_the_same_both_ways_where_an_officer_is_set(
    here: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ran("config set officer 张三").code == 0
    same(here, lambda: ran(line))
    monkeypatch.setenv("GRIDLOG_OFFICER", "不在册")
    assert same(here, lambda: ran(line)).code == (
        3 if line == "today" else same(here, lambda: ran(line)).code
    )


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_line_is_answered_at_once(here: Path, line: str) -> None:
    assert is_short(line)
    assert (here / "zone.db").is_file()


@pytest.mark.parametrize("line", MORE)
@pytest.mark.usefixtures("here")
def test_any_other_line_is_left_to_typer(line: str) -> None:
    assert not is_short(line)


def damaged(folder: Path) -> None:
    (folder / "zone.db").write_bytes(b"no database at all" * 500)


def torn(folder: Path) -> None:
    path = folder / "zone.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (path.stat().st_size - 4096))


def half_lost(folder: Path) -> None:
    path = folder / "zone.db"
    os.truncate(path, path.stat().st_size // 2)


def empty(folder: Path) -> None:
    (folder / "zone.db").write_bytes(b"")


def absent(folder: Path) -> None:
    (folder / "zone.db").unlink()


def older(folder: Path) -> None:
    (folder / "zone.db").write_bytes(gzip.decompress(OLD.read_bytes()))


def newer(folder: Path) -> None:
    with sqlite3.connect(folder / "zone.db") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()


def foreign(folder: Path) -> None:
    absent(folder)
    with sqlite3.connect(folder / "zone.db") as database:
        database.execute("CREATE TABLE theirs (a)")
    database.close()


def on_a_share(folder: Path) -> None:
    (folder / "gridlog-share.json").write_text("{}")


def bad_settings(folder: Path) -> None:
    path = folder / "home" / ".config" / "gridlog" / "config.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{ not JSON")


STATES = [damaged, torn, half_lost, empty, absent, older, newer, foreign, on_a_share, bad_settings]


@pytest.mark.parametrize("lang", ["zh", "en", ""])
@pytest.mark.parametrize("line", ["today", "today --by P1", "--version", "--db zone.db today --lang en", ""])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_line_says_the_same_both_ways_whatever_became_of_the_database(
    here: Path, state: Callable[[Path], None], line: str, lang: str
) -> None:
    state(here)
    same(here, lambda: ran(line, lang=lang))


def test_an_older_database_is_brought_up_to_date_at_once(here: Path) -> None:
    older(here)
    assert is_short("today")


@pytest.mark.parametrize("now", ["", "2025-12-15T09:00:00+08:00", "1800-01-01T09:00:00+08:00", "gestern"])
def test_a_line_says_the_same_both_ways_at_any_time(here: Path, now: str) -> None:
    same(here, lambda: ran("today", now=now))


@pytest.mark.parametrize("typed", ["1\n", "\n", "x\n2\n", ""])
@pytest.mark.parametrize("line", ["today --by 张", "today --by 张四", "--db other.db today --by 张三"])
def test_a_person_is_asked_the_same_both_ways(here: Path, line: str, typed: str) -> None:
    same(here, lambda: ran(line, typed=typed))


def test_a_note_is_said_once_though_the_answer_failed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[str]:
        raise sqlite3.DatabaseError("malformed")

    monkeypatch.setattr(screen, "shown_lines", broken)
    monkeypatch.setattr("gridlog.cli.today.command.shown_lines", broken)
    with pytest.raises(sqlite3.DatabaseError):
        ordinary(lambda: ran("today"))
    with pytest.raises(sqlite3.DatabaseError):
        ran("today")
    assert here.is_dir()


def test_ctrl_c_says_the_same_both_ways(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("gridlog.reports.today.today", stopped)
    done = same(here, lambda: ran("today"))
    assert (done.code, done.out, done.err) == (130, "", "已中断，未完成的改动没有写入。\n")


# --- as processes

ORDINARY = "import sys\nfrom gridlog.cli.shell.app import main\nfrom gridlog.cli.shell import at_once\nat_once.at_once = lambda words: None\nfrom gridlog.__main__ import run\nrun()\n"
WAYS = (["-m", "gridlog"], ["-c", ORDINARY])


def processes(line: str, stdout: str = "", **options: object) -> list[tuple[int, bytes, bytes]]:
    """What a line does as a process, both ways."""
    told = []
    for way in WAYS:
        with open(stdout or os.devnull, "wb") as target:  # noqa: PTH123  # /dev/full is no path to make
            done = subprocess.run(
                [sys.executable, *way, *shlex.split(line)],
                stdin=subprocess.DEVNULL,
                stdout=target if stdout else subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=60,
                **options,  # type: ignore[call-overload]
            )
        told.append((done.returncode, done.stdout or b"", done.stderr))
    return told


@pytest.mark.parametrize("coding", ["utf-8", "gbk", "ascii", "latin-1"])
@pytest.mark.parametrize("line", ["today", "today --by 张三", "--lang en today", "--version"])
@pytest.mark.usefixtures("here")
def test_any_encoding_of_the_console_gets_the_same_bytes(
    line: str, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", coding)
    short, long = processes(line)
    assert short == long
    assert short[0] == 0


@LINUX
@pytest.mark.parametrize("line", ["today --by 张三", "--version", "--help", "today --help", "today -V"])
@pytest.mark.usefixtures("here")
def test_a_full_disk_behind_stdout_is_told_the_same_both_ways(line: str) -> None:
    short, long = processes(line, "/dev/full")
    assert short == long
    assert (short[0], short[2].count(b"\n")) == (4, 1)


@LINUX
@pytest.mark.parametrize("line", ["today --by 张三", "--version"])
@pytest.mark.usefixtures("here")
def test_a_reader_that_left_is_no_error(line: str) -> None:
    for way in WAYS:
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [sys.executable, *way, *shlex.split(line)], stdout=writer, stderr=subprocess.PIPE, timeout=60
        )
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, b"")


@LINUX
def test_a_folder_that_may_not_be_written_is_read_the_same_both_ways(here: Path) -> None:
    with read_only(here, here / "zone.db"):
        short, long = processes("today --by 张三", preexec_fn=without_privilege)
    assert short == long
    assert short[0] == 0
    older(here)
    with read_only(here, here / "zone.db"):
        short, long = processes("today", preexec_fn=without_privilege)
    assert short == long


@LINUX
@pytest.mark.parametrize("closed", [0, 1, 2])
@pytest.mark.usefixtures("here")
def test_a_closed_stream_is_borne_the_same_both_ways(closed: int) -> None:
    short, long = processes("today", preexec_fn=lambda: os.close(closed))
    assert short == long


@needs_pty
@pytest.mark.parametrize("columns", ["80", "40"])
@pytest.mark.parametrize(
    "line", ["", "--lang en", "--db other.db", "today --by 张三", "today", "--db absent.db"]
)
def test_a_terminal_shows_the_same_both_ways(
    here: Path, line: str, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pexpect = pytest.importorskip("pexpect")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    assert here.is_dir()
    shown = [
        pexpect.run(shlex.join([sys.executable, *way, *shlex.split(line)]), withexitstatus=True)
        for way in WAYS
    ]
    assert shown[0] == shown[1]
    assert (b"Usage" in shown[0][0] or "用法".encode() in shown[0][0]) == (line == "--db absent.db")


LOADED = (
    "import atexit, gc, os, sys\n"
    "real = os._exit\n"
    "def leave(code):\n"
    "    os.write(2, ' '.join(sorted({name.partition('.')[0] for name in sys.modules})).encode())\n"
    "    real(code)\n"
    "os._exit = leave\n"
    "from gridlog.__main__ import run\nrun()\n"
)
UNWANTED = {"typer", "click", "rich", "shellingham", "inspect", "difflib", "platform", "subprocess"}


@pytest.mark.parametrize("line", ["today --by 张三", "today", "--lang en today --by=P1", "--version"])
@pytest.mark.usefixtures("here")
def test_neither_typer_nor_what_it_loads_is_imported_at_once(line: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *shlex.split(line)], capture_output=True, timeout=60)
    assert done.returncode == 0
    loaded = set(done.stderr.decode().split())
    assert "gridlog" in loaded
    assert UNWANTED & loaded == set()


def test_the_words_of_today_are_found_without_the_words_of_every_noun() -> None:
    words = (("light", "red"), ("grade", "urgent"), ("shift", "am"), ("milestone", "land"))
    code = (
        "import sys\nfrom gridlog.words.vocabulary import shown\n"
        f"print(all(shown(name, key, 'zh') for name, key in {words!r}))\n"
        "print([name for name in sys.modules if name.endswith(('plan.words', 'premises.words'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert done.stdout.split() == [b"True", b"[]"]


@pytest.mark.parametrize(("line", "most"), [("today", 20), ("today --by 张三", 20)])
@pytest.mark.usefixtures("small")
def test_the_short_way_asks_the_same_questions_once(
    line: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ran(line).code == 0  # the first line of a year writes its holidays down
    asked: list[str] = []
    real = storing.connect

    def connect(path: Path, create: bool) -> sqlite3.Connection:
        connection = real(path, create)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(storing, "connect", connect)
    assert ran(line).code == 0
    short = asked.copy()
    asked.clear()
    ordinary(lambda: ran(line))
    assert short == asked
    reads = [one for one in short if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len({*reads}) == len(reads) <= most
