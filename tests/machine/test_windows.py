"""Windows, played on any system: its ids, its drives, its open files and its folders."""

import errno
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import gridlog
from gridlog.machine import computer, windows
from gridlog.machine.files import replace_file, take_name
from gridlog.share.place import Directory
from tests.conftest import Run


@pytest.fixture(autouse=True)
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "IS_WINDOWS", True)
    monkeypatch.setattr(windows, "PATIENCE", 0.25)


def held(number: int = 32) -> PermissionError:
    """The error of Windows for a file that another program has open."""
    problem = PermissionError(errno.EACCES, "in use")
    problem.winerror = number  # type: ignore[attr-defined]  # only Windows sets it
    return problem


def busy(monkeypatch: pytest.MonkeyPatch, name: str, times: int, number: int = 32) -> list[int]:
    """Let a function of `os` fail so many times before it works. Returns the list of its calls."""
    real: Callable[..., Any] = getattr(os, name)
    calls: list[int] = []

    def played(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) <= times:
            raise held(number)
        return real(*arguments, **more)

    monkeypatch.setattr(os, name, played)
    return calls


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_only_one_module_asks_which_system_this_is() -> None:
    asks = re.compile(r"os\.name|win32|import (?:winreg|msvcrt|ctypes)|windll")
    folder = Path(gridlog.__file__).parent
    found = [path for path in folder.rglob("*.py") if asks.search(path.read_text(encoding="utf-8"))]
    assert [path.relative_to(folder).as_posix() for path in found] == ["machine/windows.py"]


def test_the_machine_is_known_by_the_id_of_its_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Key:
        def __enter__(self) -> "Key":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def opened(root: object, key: str) -> Key:
        asked.append((root, key))
        return Key()

    registry = ModuleType("winreg")
    registry.__dict__.update(
        HKEY_LOCAL_MACHINE="HKLM", OpenKey=opened, QueryValueEx=lambda _, name: (name + "!", 1)
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    assert computer._machine() == "MachineGuid!"
    assert asked == [("HKLM", r"SOFTWARE\Microsoft\Cryptography")]


def test_a_registry_without_the_id_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "no such key")

    registry = ModuleType("winreg")
    registry.__dict__.update(HKEY_LOCAL_MACHINE="HKLM", OpenKey=missing)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    assert computer._machine() == ""


@pytest.mark.parametrize(
    ("anchor", "is_remote"),
    [("C:\\", False), ("Z:\\", True), ("\\\\server\\zone\\", True), ("\\\\?\\UNC\\server\\zone\\", True)],
)
def test_a_drive_letter_of_the_network_and_a_server_are_remote(
    monkeypatch: pytest.MonkeyPatch, anchor: str, is_remote: bool
) -> None:
    import ctypes

    kernel = SimpleNamespace(GetDriveTypeW={"C:\\": 3, "Z:\\": windows.DRIVE_REMOTE}.get)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert windows.is_remote(anchor) is is_remote


@pytest.mark.parametrize("number", windows.HELD_BY_OTHERS)
def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    target = tmp_path / "week.xlsx"
    target.write_bytes(b"old")
    calls = busy(monkeypatch, "replace", 2, number)
    replace_file(target, [b"new"])
    assert target.read_bytes() == b"new"
    assert len(calls) == 3


@pytest.mark.parametrize(("number", "least", "most"), [(32, 3, 9), (112, 1, 1)])
def test_a_file_that_stays_open_is_left_as_it_was_and_another_error_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, least: int, most: int
) -> None:
    target = tmp_path / "week.xlsx"
    target.write_bytes(b"old")
    calls = busy(monkeypatch, "replace", 99, number)
    with pytest.raises(PermissionError):
        replace_file(target, [b"new"])
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["week.xlsx"]
    assert least <= len(calls) <= most


@pytest.mark.usefixtures("small")
def test_a_report_into_a_file_that_excel_has_open_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "week.csv"
    target.write_bytes(b"old")
    busy(monkeypatch, "replace", 99)
    done = run(["report", "week", "--format", "csv", "-o", str(target)], lang="zh")
    assert done.code == 4
    assert str(target) in done.err
    assert "正被别的程序打开，请关闭后再试" in done.err
    assert target.read_bytes() == b"old"


def test_a_finished_file_waits_for_its_name_where_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "no links")

    monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "a").write_bytes(b"whole")
    calls = busy(monkeypatch, "rename", 1)
    take_name(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"whole"
    assert len(calls) == 2


def test_a_file_of_the_share_is_put_by_a_rename_that_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.rename

    def renamed(source: Path, target: Path) -> None:
        if Path(target).exists():
            raise FileExistsError(errno.EEXIST, "taken")
        real(source, target)

    def no_links(*_: object) -> None:
        raise AssertionError("a link is no way on Windows")

    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "link", no_links)
    share = Directory(tmp_path)
    share.put_new("one", b"first", ".~one")
    share.put_new("one", b"second", ".~two")
    assert (tmp_path / "one").read_bytes() == b"first"
    assert share.list() == ["one"]


def test_no_folder_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def opened(path: Any, *more: Any, **named: Any) -> int:
        assert not Path(path).is_dir(), "Windows cannot open a folder"
        return real(path, *more, **named)

    monkeypatch.setattr(os, "open", opened)
    Directory(tmp_path).put_new("one", b"whole", ".~one")
    take_name(tmp_path / "one", tmp_path / "two")
    assert names(tmp_path) == ["two"]


@pytest.mark.parametrize(
    ("environment", "is_so"), [({}, False), ({"WT_SESSION": "1"}, True), ({"TERM": "xterm"}, True)]
)
def test_an_old_console_gets_no_marks_for_bold(environment: dict[str, str], is_so: bool) -> None:
    assert windows.knows_marks(environment) is is_so


def test_the_home_of_a_person_has_another_name() -> None:
    environment = {"HOME": "/c/unix", "USERPROFILE": "/c/users/zhang"}
    assert windows.home_of(environment) == Path("/c/users/zhang")
