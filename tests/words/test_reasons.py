"""What the system says when it says no is said in the language spoken, with the file named."""

import csv
import errno
import io
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from gridlog.cli.shell.boundary import line_of
from gridlog.words.language import use
from gridlog.words.reasons import ERRNO, SAID, WINDOWS, why
from tests.conftest import Run, sql
from tests.support.processes import LINUX

ENGLISH = re.compile("[A-Za-z]{3,}")
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("number", ERRNO)
def test_a_number_of_the_system_has_a_reason_in_both_languages(number: int) -> None:
    zh, en = why(OSError(number, "whatever the system says", "x.csv"))
    assert CHINESE.search(zh)
    assert not ENGLISH.search(zh)
    assert not CHINESE.search(en)


@LINUX
@pytest.mark.parametrize("number", sorted(set(ERRNO) - {errno.EINVAL, errno.EDEADLK}))
def test_the_english_reason_is_the_one_that_linux_gives(number: int) -> None:
    assert why(OSError(number, os.strerror(number)))[1] == os.strerror(number)


@pytest.mark.parametrize("number", WINDOWS)
def test_a_number_of_windows_goes_before_errno(number: int) -> None:
    problem = OSError(errno.EACCES, "任何系统文字", "x.csv")
    problem.winerror = number  # type: ignore[attr-defined]  # Windows alone gives it
    assert why(problem) == WINDOWS[number]


def test_an_unknown_number_is_kept() -> None:
    assert why(OSError(9999, "Odd")) == ("Odd（errno 9999）", "Odd (errno 9999)")
    strange = OSError(errno.EINTR, "Odd")
    strange.winerror = 4242  # type: ignore[attr-defined]  # Windows alone gives it
    assert why(strange) == ("Odd（WinError 4242）", "Odd (WinError 4242)")
    assert why(OSError("no number")) == ("no number", "no number")
    assert why("free text") == ("free text", "free text")


SPOILED_TOML = [
    "a", "a=", "a=[1", "a={b=1", 'a="x', "a=1 b", "a=1\na=2", "[a]\n[a]", "a=\0", 'a="\\q"', "[a", "[[a]",
    "a={b=1,b=2}", 'a="\\ud800"', "=1", "a='x\ny'", "[]", "a=" + "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", SPOILED_TOML, ids=[ascii(text)[:20] for text in SPOILED_TOML])
def test_what_is_wrong_with_a_profile_is_said_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Z]") as problem:
        tomllib.loads(text)
    zh, en = why(problem.value)
    assert not ENGLISH.search(zh), zh
    assert en == str(problem.value)
    if "at line" in en:
        assert re.search(r"第 \d+ 行第 \d+ 列", zh)


@pytest.mark.parametrize(
    "text", ["", "{a", "[1,]", '{"a" 1}', '{"a":1} x', '"x', '["\\q"]', '"\x01"', '["\\ud"]']
)
def test_what_is_wrong_with_a_config_file_is_said_in_chinese(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as problem:
        json.loads(text)
    assert not ENGLISH.search(why(problem.value)[0])


@pytest.mark.parametrize("text", ['"' + "a" * 200_000, '"a"b,c', "a\rb", '"a'])
def test_what_is_wrong_with_a_csv_file_is_said_in_chinese(text: str) -> None:
    with pytest.raises(csv.Error) as problem:
        list(csv.reader(io.StringIO(text, newline="") if "\r" not in text else [text], strict=True))
    assert not ENGLISH.search(why(problem.value)[0])


def test_what_sqlite_says_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "none.db").write_bytes(b"not a database at all, by no means, and long enough")
    with closing(sqlite3.connect(tmp_path / "none.db")) as database, pytest.raises(sqlite3.Error) as problem:
        database.execute("SELECT * FROM sqlite_master")
    assert why(problem.value) == ("不是数据库文件", "file is not a database")


@pytest.mark.parametrize("pattern", SAID, ids=lambda pair: pair[0][:30])
def test_every_pattern_fills_its_sentence(pattern: tuple[str, str]) -> None:
    groups = re.compile(pattern[0]).groups
    assert pattern[1].format(*("x" for _ in range(groups)))


# --- as the user meets them


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        ("visit import nowhere.csv", "文件或目录不存在", "No such file or directory"),
        ("visit import folder", "是目录，不是文件", "Is a directory"),
        ("visit import zone.db/x.csv", "不是目录", "Not a directory"),
        ("visit import {long}.csv", "文件名太长", "File name too long"),
        ("export visits --output nowhere/x.csv", "文件或目录不存在", "No such file or directory"),
        ("export visits --output zone.db/x.csv", "不是目录", "Not a directory"),
        ("export visits --output folder", "是目录，不是文件", "Is a directory"),
        ("export visits --output {long}", "文件名太长", "File name too long"),
        ("visit add E1 --by 张三 --note @nowhere.txt", "文件或目录不存在", "No such file or directory"),
        ("export visits --profile nowhere.toml", "文件或目录不存在", "No such file or directory"),
        ("share create zone.db", "不是目录", "Not a directory"),
        ("demo zone.db", "已经存在", "File exists"),
    ],
)
@LINUX
def test_a_file_that_cannot_be_had_is_told_in_the_language_spoken(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, zh: str, en: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    words = line.format(long="x" * 300)
    for language, reason in (("zh", zh), ("en", en)):
        done = run(words, lang=language)
        assert done.code in (2, 4, 5), done
        assert (reason in done.err, done.err.count("\n")) == (True, 1), done.err
        if language == "zh":
            assert en not in done.err
        named = words.rpartition(" ")[2].lstrip("@").partition("/")[0]
        assert named[:40] in done.err or "folder" in done.err


@LINUX
@pytest.mark.usefixtures("small")
def test_a_full_disk_is_told_in_the_language_spoken(run: Run) -> None:
    assert "写不了 /dev/full：磁盘已满" in run("export enterprises --output /dev/full").err
    assert "No space left on device" in run("export enterprises --output /dev/full", lang="en").err


def test_an_error_of_the_system_names_its_files_or_says_that_it_has_none() -> None:
    for language, one, two, none in (
        (
            "zh",
            "错误：无法读写 a.csv：没有权限",
            "错误：无法读写 a → b：没有权限",
            "错误：读写失败：磁盘已满",
        ),
        (
            "en",
            "Error: cannot read or write a.csv: Permission denied",
            "Error: cannot read or write a → b: Permission denied",
            "Error: reading or writing failed: No space left on device",
        ),
    ):
        use(language)
        assert line_of(OSError(errno.EACCES, "x", "a.csv")) == one
        assert line_of(OSError(errno.EACCES, "x", "a", None, "b")) == two
        assert line_of(OSError(errno.ENOSPC, "x")) == none
    use("zh")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE, errno.EROFS, errno.EACCES, errno.ESTALE])
def test_whatever_the_system_says_of_a_file_it_is_said_in_chinese(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "open", fail)
    monkeypatch.setattr(Path, "read_bytes", fail)
    for line in (
        "visit import x.csv",
        "visit add E1 --by 张三 --note @x.txt",
        "roster import x.csv --kind grids",
    ):
        done = run(line)
        assert ERRNO[number][0] in done.err, (line, done.err)
        assert os.strerror(number) not in done.err
        assert shlex.quote("x.") in done.err
    assert tmp_path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.usefixtures("small")
def test_a_record_whose_answer_is_lost_is_said_to_be_written(tmp_path: Path) -> None:
    def ended(line: str) -> tuple[int, str]:
        with Path("/dev/full").open("wb") as full:
            ran = subprocess.run(
                [sys.executable, "-m", "gridlog", *line.split()],
                stdout=full,
                stderr=subprocess.PIPE,
                timeout=60,
            )
        return ran.returncode, ran.stderr.decode()

    mind = "要记的已经写入数据库，只是结果没能输出，不要重复执行。"
    code, said = ended("--lang zh visit add E1 --by 张三 --nothing --yes")
    assert (code, mind in said) == (4, True)
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(1,)]
    code, said = ended("--lang zh export visits")
    assert (code, mind in said) == (4, False)
