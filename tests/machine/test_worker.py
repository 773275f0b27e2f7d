"""A generator in a process of its own: the same items in the same order, whatever becomes of that process."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from gridlog.machine import worker as module
from gridlog.machine.worker import AHEAD, HAIL, PIECE, Gone, ahead, aside


def squares(count: int) -> Iterator[tuple[int, int]]:
    """Each with the process that made it."""
    for at in range(count):
        yield at * at, os.getpid()


def large(count: int, size: int) -> Iterator[bytes]:
    for at in range(count):
        yield bytes([at % 256]) * size


def failing(good: int) -> Iterator[int]:
    yield from range(good)
    raise ZeroDivisionError


def slow(folder: str) -> Iterator[int]:
    """Leaves a mark in the folder whenever it is asked on."""
    at = 0
    while True:
        Path(folder, str(os.getpid())).write_text(str(at))
        yield at
        at += 1


def test_another_process_makes_the_items_and_they_come_in_order() -> None:
    told = list(aside(squares, 500))
    assert [square for square, _ in told] == [at * at for at in range(500)]
    (maker,) = {process for _, process in told}
    assert maker != os.getpid()


AROUND = PIECE - (len(pickle.dumps((bytes(PIECE),))) - PIECE)  # such an item is a PIECE when pickled


@pytest.mark.parametrize("size", [0, 1, AROUND - 1, AROUND, AROUND + 1, 3 * PIECE])
def test_items_of_any_size_come_whole(size: int) -> None:
    assert list(aside(large, 5, size)) == list(large(5, size))


def test_more_than_may_wait_comes_all_the_same() -> None:
    count = 2 * AHEAD // PIECE
    assert [len(one) for one in aside(large, count, PIECE)] == [PIECE] * count


def test_what_the_generator_raises_is_raised_here() -> None:
    made = aside(failing, 3)
    assert list(islice(made, 3)) == [0, 1, 2]
    with pytest.raises(ZeroDivisionError):
        next(made)


def no_process(*_: object, **__: object) -> None:
    raise OSError


@pytest.mark.parametrize("why", ["cores", "frozen", "system", "nameless"])
def test_where_no_second_process_can_be_had_the_items_are_made_here(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    changes: dict[str, tuple[Any, str, Any]] = {
        "cores": (os, "cpu_count", lambda: 1),
        "frozen": (sys, "frozen", True),
        "system": (subprocess, "Popen", no_process),
        "nameless": (sys, "executable", ""),
    }
    monkeypatch.setattr(*changes[why], raising=False)
    assert {process for _, process in aside(squares, 3)} == {os.getpid()}


def test_a_process_that_cannot_begin_is_replaced_by_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "START", "raise SystemExit(3)")
    assert list(aside(squares, 3)) == list(squares(3))


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"gridlog",
        HAIL,
        HAIL + pickle.dumps((0,))[:-1],
        HAIL + b"I1x\n",
        HAIL + b"\x8c\x02\xff\xff.",
        b"Loading site\n" + HAIL + pickle.dumps(()),
        b"x" * len(HAIL) + pickle.dumps(()),
    ],
    ids=[
        "nothing",
        "half a hail",
        "only a hail",
        "half an item",
        "no number",
        "no text",
        "a word before",
        "no hail",
    ],
)
def test_what_the_other_process_did_not_say_is_not_taken_from_it(
    monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    monkeypatch.setattr(module, "START", f"import sys; sys.stdout.buffer.write({written!r})")
    assert list(aside(squares, 3)) == list(squares(3))
    with pytest.raises(Gone):
        list(ahead(squares, 3))


def test_what_is_printed_as_python_starts_does_not_spoil_the_items(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('Loading site', flush=True)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    assert [square for square, _ in ahead(squares, 5)] == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("after", [0, 1, 40])
def test_who_needs_all_of_one_process_is_told_that_it_died(
    monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    began = []
    popen = subprocess.Popen

    def watched(*given: Any, **named: Any) -> "subprocess.Popen[bytes]":
        began.append(popen(*given, **named))
        return began[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    made = ahead(large, 2 * AHEAD // PIECE, PIECE)
    assert len(list(islice(made, after + 1))) == after + 1
    began[0].kill()
    began[0].wait()
    with pytest.raises(Gone):
        list(made)


@pytest.mark.parametrize("after", [0, 1, 40])
def test_when_the_process_dies_the_rest_is_made_here_and_nothing_comes_twice(
    monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    began = []
    popen = subprocess.Popen

    def watched(*given: Any, **named: Any) -> "subprocess.Popen[bytes]":
        began.append(popen(*given, **named))
        return began[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    count = 2 * AHEAD // PIECE  # more than can wait in the pipe when it dies
    made = aside(large, count, PIECE)
    told = list(islice(made, after + 1))
    began[0].kill()
    began[0].wait()
    assert told + list(made) == list(large(count, PIECE))


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc who is running")


@needs_proc
def test_an_abandoned_generator_ends_its_process(tmp_path: Path) -> None:
    made = aside(slow, str(tmp_path))
    next(made)
    del made
    assert has_ended(tmp_path)


@needs_proc
def test_the_process_ends_when_the_one_that_takes_is_killed(tmp_path: Path) -> None:
    program = (
        "from gridlog.machine.worker import aside; from tests.machine.test_worker import slow; import os, sys\n"
        "made = aside(slow, sys.argv[1]); next(made); os.kill(os.getpid(), 9)"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=False, cwd=Path(__file__).parents[1].parent
    )
    assert has_ended(tmp_path)


def has_ended(folder: Path) -> bool:
    """Whether the process that left a mark in the folder soon is no more, or only waits to be forgotten."""
    (mark,) = (one for one in folder.iterdir() if one.name.isdecimal())
    status = Path("/proc", mark.name, "stat")
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        if not status.exists() or ") Z " in status.read_text():
            return True
        time.sleep(0.05)
    return False
