"""What every test stands on: a home of its own, a fixed clock, one way to run a command line."""

import gc
import io
import itertools
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import settings

from gridlog.__main__ import answer
from gridlog.cli.shell import app
from gridlog.store import file as storing

if TYPE_CHECKING:
    from tests.support.two_devices import Two

gc.disable()  # collecting the tests makes millions of objects and no garbage: with the search 13.5 s, without 6.4 s

settings.register_profile("gridlog", deadline=None, max_examples=60)
settings.load_profile("gridlog")


def pytest_collection_finish() -> None:
    """Let the search for garbage begin, and pass over what stays until the end."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


COUNT = itertools.count()
NOW = "2025-11-21T16:00:00+08:00"
DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for one test. Pytest's own turns a link to the latest folder at each test, which may wait for the disk."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{name}{next(COUNT)}"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder where Python keeps compiled modules when it may keep none beside the sources.

    A process that compiles gridlog starts in 0.21 s, another one in 0.12 s; the tests start hundreds. A process that may
    write only small files must not keep compiled modules: half of one would stop every later process.
    """
    return str(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, compiled: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees the real home, the real clock, a locale or a colour setting."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name.startswith(("GRIDLOG_", "LC_", "XDG_")) or name in (
            "LANG",
            "LANGUAGE",
            "NO_COLOR",
            "COLUMNS",
        ):
            monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(home))
    if "PYTHONDONTWRITEBYTECODE" in os.environ:
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")
        monkeypatch.setenv("PYTHONPYCACHEPREFIX", compiled)
    monkeypatch.setenv("GRIDLOG_DB", str(tmp_path / "zone.db"))
    monkeypatch.setenv("GRIDLOG_LANG", "zh")
    monkeypatch.setenv("GRIDLOG_NOW", NOW)
    return home


@pytest.fixture
def durable() -> None:
    """A test that asks for this waits for the disk, as gridlog does."""


@pytest.fixture(autouse=True)
def no_power_fails(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for the disk in this process, but for the tests of that very wait."""
    if "durable" in request.fixturenames:
        return
    connect = storing.connect

    def quick(path: Path, create: bool) -> sqlite3.Connection:
        connection = connect(path, create)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr(storing, "connect", quick)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # noqa: ARG005  # there is nothing to do


class Ran(NamedTuple):
    """What a command line did: exit code, stdout and stderr as text, and stdout's own bytes."""

    code: int
    out: str
    err: str
    raw: bytes


class _Stream(io.TextIOWrapper):
    """A stream that keeps what was written to it, text and bytes alike."""

    def __init__(self) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding="utf-8", newline="", write_through=True)

    @property
    def raw(self) -> bytes:
        """Everything written so far."""
        self.flush()
        return self.kept.getvalue()


class _Keyboard(io.TextIOWrapper):
    """What a person types at a terminal, all of it beforehand."""

    def isatty(self) -> bool:
        return True


Run = Callable[..., Ran]
root = cache(app.root_group)  # each command is built by the first line that calls it, and then stays


def ran(
    line: str | Sequence[str], stdin: bytes = b"", now: str = "", lang: str = "", typed: str | None = None
) -> Ran:
    """Run `gridlog` with the words of a line, or with words, in this process.

    `stdin` is what is piped in; `typed` is what a person types at a terminal, who then leaves.
    """
    out, err = _Stream(), _Stream()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "root_group", root)
        patched.setattr(sys, "stdout", out)
        patched.setattr(sys, "stderr", err)
        piped = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
        keyboard = _Keyboard(io.BytesIO((typed or "").encode()), encoding="utf-8")
        patched.setattr(sys, "stdin", piped if typed is None else keyboard)
        if now:
            patched.setenv("GRIDLOG_NOW", now)
        if lang:
            patched.setenv("GRIDLOG_LANG", lang)
        code = answer(shlex.split(line) if isinstance(line, str) else line)
    text = "" if out.raw.startswith(b"PK\x03\x04") else out.raw.decode()  # a workbook has no text
    return Ran(code, text, err.raw.decode(), out.raw)


@pytest.fixture
def run() -> Run:
    """The way to run a command line."""
    return ran


def sql(folder: Path, query: str) -> list[tuple[object, ...]]:
    """What the tables of `folder`'s zone.db say."""
    with closing(sqlite3.connect(folder / "zone.db")) as database:
        return database.execute(query).fetchall()


def events(folder: Path) -> int:
    """How many events the log of `folder`'s zone.db has."""
    ((count,),) = sql(folder, "SELECT count(*) FROM events")
    assert isinstance(count, int)
    return count


def id_in(done: Ran) -> str:
    """The id that a command printed first."""
    assert done.code == 0, done.err
    return done.out.split()[0]


def objects(done: Ran) -> list[dict[str, object]]:
    """The JSON objects that a command printed."""
    assert done.code == 0, done.err
    found = json.loads(done.out)
    return found if isinstance(found, list) else [found]


def only(done: Ran) -> dict[str, object]:
    """The one JSON object that a command printed."""
    (one,) = objects(done)
    return one


SMALL = {
    "grids.csv": "code,name,level,parent\nZ,高新区,zone,\nA,板块甲,block,Z\nB,板块乙,block,Z\n"
    "A-1,甲一网格,grid,A\nA-2,甲二网格,grid,A\nB-1,乙一网格,grid,B\n",
    "officers.csv": "code,name,grid,role,quota,phone\nP1,张三,A-1,officer,,13800000001\n"
    "P2,李四,A-2,officer,,13800000002\nP3,王五,B-1,officer,,\nH1,板块长甲,A,block_head,,\n",
    "enterprises.csv": "code,name,uscc,grid,industry,scale,key,status,address,contact,title,phone\n"
    "E1,禾木家居有限公司,91320382FAKE002160,A-1,家居,规上,1,投产,一号路,周某,经理,13900001234\n"
    "E2,禾木电器有限公司,,A-1,电器,规下,0,投产,,,,\n"
    "E3,蓝天光伏,,A-2,光伏,规上,1,在建,,,,\n"
    "E4,远山新材,,B-1,新材料,规上,1,投产,,,,\n",
}


@pytest.fixture(scope="session")
def small_zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small zone's files and its database, made once."""
    folder = tmp_path_factory.mktemp("small")
    for name, text in SMALL.items():
        (folder / name).write_text(text, encoding="utf-8")
    db = shlex.quote(str(folder / "zone.db"))
    files = " ".join(shlex.quote(str(folder / name)) for name in SMALL)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GRIDLOG_LANG", "zh")
        for line in ("init --zone 试验区", f"roster import {files}"):
            assert ran(f"--db {db} {line}", now="2025-09-01T09:00:00+08:00").code == 0
    return folder


@pytest.fixture
def small(tmp_path: Path, small_zone: Path) -> Path:
    """A zone of two blocks, three grids, four people and four enterprises; the folder of its files."""
    folder = tmp_path / "roster"
    folder.mkdir()
    for name in SMALL:
        shutil.copy(small_zone / name, folder / name)
    shutil.copy(small_zone / "zone.db", tmp_path / "zone.db")
    return folder


FIRST_HALF = """
from gridlog.cli import demo

demo.show_more = lambda here, path: None
from gridlog.__main__ import run

run()
"""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's database, made once by the command itself in a home of its own, without the other half of the work."""
    folder = tmp_path_factory.mktemp("sample")
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("GRIDLOG_", "LC_", "XDG_")) and key not in ("LANG", "LANGUAGE")
    }
    environment |= dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"), str(folder))
    environment |= {"GRIDLOG_LANG": "zh", "PYTHONUTF8": "1"}
    subprocess.run(
        [sys.executable, "-c", FIRST_HALF, "demo", str(folder / "play")],
        env=environment,
        check=True,
        capture_output=True,
    )
    return folder / "play" / "gridlog.db"


@pytest.fixture
def play(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample to read and write."""
    return Path(shutil.copy(sample, tmp_path / "zone.db"))


@pytest.fixture(scope="session")
def read(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The way to run a line that only reads the sample; an equal line runs once and is told again."""
    db = shlex.quote(str(shutil.copy(sample, tmp_path_factory.mktemp("read") / "zone.db")))

    @cache
    def reading(line: str, lang: str = "") -> Ran:
        words = shlex.split(line)
        assert words[0] in ("report", "export", "grid"), "a line that writes needs a sample of its own: play"
        assert not {"--freeze", "--unmask", "-o", "--output"} & {*words}
        return ran(f"--db {db} {line}", lang=lang)

    return reading


@pytest.fixture
def two(run: Run, small: Path, tmp_path: Path) -> "Two":
    """Two devices of one share, with the small roster on one of them."""
    from tests.support.two_devices import Two

    assert small.is_dir()
    return Two(run, tmp_path)
