"""`gridlog shell`: many command lines in one process say and write what single processes do; the file rests between two."""

import gc
import io
import os
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gridlog.cli.lines import running
from gridlog.cli.lines.running import Runner
from gridlog.cli.lines.words import words
from gridlog.cli.shell import app, lazy, typer_inside
from gridlog.cli.shell.typer_inside import CommandInfo, TyperCommand
from gridlog.errors import Usage
from gridlog.machine import windows
from gridlog.machine.history import MOST, is_private, keep, kept
from gridlog.words.language import use
from tests.conftest import Ran, Run, events, sql
from tests.conftest import root as built
from tests.support.processes import GRIDLOG, LINUX, child, needs_pty
from tests.support.tables import dump

if TYPE_CHECKING:
    import pexpect

pytestmark = pytest.mark.usefixtures("small")


def piped(run: Run, *lines: str, options: str = "") -> Ran:
    """What `gridlog shell` does with lines that are piped in."""
    return run(f"{options} shell", stdin="".join(f"{line}\n" for line in lines).encode())


# --- words


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("  \t ", []),
        ("# visit list", []),
        ("  #visit list", []),
        ("visit list # of this week", ["visit", "list"]),
        ("visit add E1 --note 3#厂房", ["visit", "add", "E1", "--note", "3#厂房"]),
        ("visit add E1 --note #3", ["visit", "add", "E1", "--note", "#3"]),
        ("visit add E1 --note '#' --yes", ["visit", "add", "E1", "--note", "#", "--yes"]),
        ("a 'b  c' \"d e\"", ["a", "b  c", "d e"]),
        ("a '' b", ["a", "", "b"]),
        ("--note='一 二' x", ["--note=一 二", "x"]),
        ("\"王总说'行'\"", ["王总说'行'"]),
        ("a\r", ["a"]),
        ("a 一　二", ["a", "一　二"]),
    ],
)
def test_a_line_is_parted_into_words_as_a_shell_parts_it(line: str, expected: list[str]) -> None:
    assert words(line) == expected
    if "#" not in line and "　" not in line:
        assert shlex.split(line) == expected


@pytest.mark.parametrize("line", ["a 'b", 'visit add "E1', "it's"])
def test_a_quote_that_stays_open_is_refused(line: str) -> None:
    with pytest.raises(Usage, match=r"line\.quote"):
        words(line)


def test_a_backslash_keeps_a_blank_and_on_windows_it_is_a_letter_of_a_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = r'visit import C:\data\a.csv "C:\my data\b.csv" a\ b'
    monkeypatch.setattr(windows, "IS_WINDOWS", False)
    assert words(line) == shlex.split(line)
    monkeypatch.setattr(windows, "IS_WINDOWS", True)
    assert words(line) == ["visit", "import", r"C:\data\a.csv", r"C:\my data\b.csv", "a\\", "b"]


def test_a_word_with_a_bare_tilde_begins_at_home(own_home: Path) -> None:
    assert words("visit import ~/a.csv '~/a.csv' ~100万") == [
        *("visit", "import", f"{own_home}/a.csv", "~/a.csv", "~100万"),
    ]


# --- lines of a pipe


def test_piped_lines_run_in_order_with_or_without_the_name_of_the_program(run: Run, tmp_path: Path) -> None:
    done = piped(
        run,
        "# 周五的走访",
        "",
        "visit add E1 --by 张三 --note 一",
        "gridlog visit add E2 --by 李四 --note '二 三'",
        "visit list --format csv",
    )
    assert (done.code, done.err) == (0, "已标记跨网格：该企业属于 A-1。\n")
    assert sql(tmp_path, "SELECT note FROM visits ORDER BY enterprise") == [("一",), ("二 三",)]
    assert len(done.out.splitlines()) == 7
    assert done.out.splitlines()[-3].startswith("id,date,week")


def test_the_exit_code_is_that_of_the_first_failure_and_each_failure_names_its_line(
    run: Run, tmp_path: Path
) -> None:
    done = piped(run, "visit show ZZZZ", "visit add E1 --by 张三 --nothing", "visit nono", "visit add 'E1")
    assert done.code == 3
    assert events(tmp_path) == sql(tmp_path, "SELECT count(*) FROM events")[0][0]
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(1,)]
    said = [line for line in done.err.splitlines() if line.startswith("第")]
    assert said == ["第 1 行：退出码 3", "第 3 行：退出码 2", "第 4 行：退出码 2"]


@pytest.mark.parametrize("word", ["exit", "quit", "gridlog exit", "退出"])
def test_a_line_that_leaves_ends_the_desk(run: Run, tmp_path: Path, word: str) -> None:
    assert piped(run, word, "visit add E1 --by 张三 --nothing").code == 0
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


def test_a_piped_command_asks_nothing_and_does_not_read_the_lines_after_it(run: Run, tmp_path: Path) -> None:
    done = piped(
        run, "visit add --by 张三", "visit add E1 --by 张三 --note -", "visit add E2 --by 张三 --nothing"
    )
    assert done.code == 2
    assert "缺少 ENTERPRISE" in done.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


def test_lines_in_gbk_and_with_a_byte_order_mark_are_read(run: Run, tmp_path: Path) -> None:
    lines = (
        "\ufeffvisit add E1 --by 张三 --note 订单\r\n".encode(),
        "visit add E2 --by 李四 --note 招工\r\n".encode("gbk"),
    )
    assert run("shell", stdin=b"".join(lines)).code == 0
    assert sql(tmp_path, "SELECT note FROM visits ORDER BY enterprise") == [("订单",), ("招工",)]


def test_options_of_the_root_hold_for_every_line_and_a_line_may_differ(run: Run, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "zone.db", tmp_path / "other.db")
    done = piped(
        run,
        "visit add E1 --by 张三 --nothing",
        "visit show ZZZZ --lang zh",
        "visit show ZZZZ",
        options=f"--lang en --db {shlex.quote((tmp_path / 'other.db').as_posix())}",
    )
    assert "visit logged" in done.out
    assert [line[:5] for line in done.err.splitlines()] == ["错误：没有", "line ", "Error", "line "]
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


def test_a_desk_inside_a_desk_is_refused(run: Run) -> None:
    done = piped(run, "shell")
    assert (done.code, done.err.splitlines()[0]) == (2, "错误：已经在 gridlog shell 里了，直接写命令即可")


@pytest.mark.parametrize(
    ("line", "same"), [("help", "--help"), ("help visit add", "visit add --help"), ("?", "--help")]
)
def test_help_is_the_help_of_the_words_after_it(run: Run, line: str, same: str) -> None:
    assert piped(run, line).out == run(same).out


def test_a_bug_of_one_command_shows_where_it_is_and_the_desk_goes_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridlog.work import visits

    real, calls = visits.log_visit, []

    def once(*given: object) -> object:
        calls.append(given)
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(visits, "log_visit", once)
    done = piped(run, "visit add E1 --by 张三 --nothing", "visit add E2 --by 张三 --nothing")
    assert done.code == 1
    assert "ZeroDivisionError" in done.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


def test_a_line_with_a_pipe_gives_its_output_to_the_other_program(tmp_path: Path) -> None:
    count = f"{shlex.quote(sys.executable)} -c 'import sys; print(len(sys.stdin.readlines()))'"
    lines = f"gridlog enterprise list --format csv | {count}\nvisit add E1 --by 张三 --note '电|水'\n"
    done = child("shell", lines.encode())
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines()[0] == "5"
    assert sql(tmp_path, "SELECT note FROM visits") == [("电|水",)]


def test_a_bar_in_quotes_is_text(run: Run, tmp_path: Path) -> None:
    assert piped(run, "visit add E1 --by 张三 --note '|'").code == 0
    assert sql(tmp_path, "SELECT note FROM visits") == [("|",)]


def test_a_command_is_built_for_its_first_line_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    real, made = typer_inside.command_of, []

    def counted(info: CommandInfo) -> TyperCommand:
        made.append(info.name)
        return real(info)

    monkeypatch.setattr(lazy, "command_of", counted)
    with beside():
        monkeypatch.setattr(running, "root_group", app.root_group)
        runner = Runner([])
        assert [runner.run(one) for one in (*["visit list"] * 3, "issue list", "visit list --limit 1")] == [
            0
        ] * 5
    assert made == ["list", "list"]


# --- the law: a desk writes what single processes write

DAY = [
    "visit add E1 --by 张三 --with 李四 --note 订单排到月底",
    "visit add E2 --by 李四 --nothing",
    "visit add 禾木 --by 张三 --nothing",  # two fit: refused
    "issue raise E1 车间断电 --by 张三 --category POWER",
    "officer leave 李四 --from 2025-11-24 --to 2025-11-25",
    "enterprise edit E3 --status 停产 --by 张三",
    "config set quota 4",
    "visit add E4 --by 王五 --issue 缺工三名 --on 昨天",
    "visit void nono --reason x",
]


def test_a_desk_writes_the_tables_that_single_processes_write(run: Run, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "zone.db", tmp_path / "other.db")
    other = f"--db {shlex.quote((tmp_path / 'other.db').as_posix())}"
    single = [run(f"{other} {line}") for line in DAY]
    many = piped(run, *DAY)
    assert many.code == next(one.code for one in single if one.code)
    assert len(many.out.splitlines()) == sum(len(one.out.splitlines()) for one in single)
    with (
        closing(sqlite3.connect(tmp_path / "zone.db")) as desk,
        closing(sqlite3.connect(tmp_path / "other.db")) as alone,
    ):
        assert dump(desk) == dump(alone)


# --- nothing old: another process writes, midnight passes


@contextmanager
def beside() -> Iterator[Callable[[str], int]]:
    """A desk that was opened, and the way to give it a line."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(running, "root_group", built)
        use("zh")
        runner = Runner([])
        kept = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = io.StringIO()
        try:
            yield runner.run
        finally:
            sys.stdout, sys.stderr = kept


def test_a_line_sees_what_another_process_wrote_since_the_line_before(tmp_path: Path) -> None:
    with beside() as line:
        assert line("visit add 新厂 --by 张三 --nothing") == 3
        assert child("enterprise add E9 新厂 --grid A-1").returncode == 0
        assert line("visit add 新厂 --by 张三 --nothing") == 0
        assert child("officer edit 张三 --name 张三丰").returncode == 0
        assert line("visit add E1 --by 张三丰 --nothing") == 0
    assert sql(tmp_path, "SELECT enterprise FROM visits ORDER BY 1") == [("E1",), ("E9",)]


def test_a_line_after_midnight_has_the_new_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with beside() as line:
        for now in ("2025-11-20T23:59:00+08:00", "2025-11-21T00:01:00+08:00"):
            monkeypatch.setenv("GRIDLOG_NOW", now)
            assert line("visit add E1 --by 张三 --nothing") == 0
    assert sql(tmp_path, "SELECT visited_on FROM visits ORDER BY 1") == [("2025-11-20",), ("2025-11-21",)]


def test_between_two_lines_the_file_lies_alone_and_can_be_replaced(tmp_path: Path) -> None:
    shutil.copy(tmp_path / "zone.db", tmp_path / "before.db")
    with beside() as line:
        for one in ("visit add E1 --by 张三 --nothing", "visit list", "visit nono", "visit add nono"):
            line(one)
            assert sorted(path.name for path in tmp_path.glob("zone.db*")) == ["zone.db"]
        (tmp_path / "before.db").replace(tmp_path / "zone.db")
        assert line("visit add E2 --by 张三 --nothing") == 0
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


def test_two_desks_and_single_processes_write_to_one_file_at_once(tmp_path: Path) -> None:
    lines = "".join(f"visit add E1 --by 张三 --note 第{n}次\n" for n in range(20))
    desks = [
        subprocess.Popen(
            [*GRIDLOG, "shell"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for desk in desks:
        assert desk.stdin
        desk.stdin.write(lines.encode())
        desk.stdin.close()
    single = [child("visit add E2 --by 李四 --nothing").returncode for _ in range(5)]
    assert (single, [desk.wait(60) for desk in desks]) == ([0] * 5, [0, 0])
    assert sql(tmp_path, "SELECT enterprise, count(*) FROM visits GROUP BY 1") == [("E1", 40), ("E2", 5)]
    for desk in desks:
        assert desk.stderr
        desk.stderr.close()


MEASURED = """
import gc, resource, sys
gc.disable()  # as gridlog itself does
from gridlog.cli.shell.app import main
code = main(["shell"])
sys.stderr.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}")
sys.exit(code)
"""


@LINUX
def test_a_desk_of_five_hundred_lines_takes_as_much_memory_as_one_of_fifty() -> None:
    def taken(count: int) -> int:
        lines = "visit list --week this --limit 5\nissue list\nvisit list --limit 9\n" * count
        done = subprocess.run(
            [sys.executable, "-c", MEASURED], input=lines.encode(), capture_output=True, check=True
        )
        return int(done.stderr.split()[-1])

    assert taken(170) - taken(17) < 2000  # KiB


def test_five_hundred_lines_leave_nothing_in_memory() -> None:
    with beside() as line, running.garbage_is_collected():

        def run(count: int) -> int:
            for number in range(count):
                assert line(f"visit add E{1 + number % 4} --by 张三 --note 第{number}次") == 0
                assert line("visit list --week this --limit 5") == 0
                assert line("visit add nono") == 3
            gc.collect()
            return len(gc.get_objects())

        before = run(30)
        assert run(170) - before < 500


# --- the history


@pytest.mark.parametrize(
    ("line", "is_kept"),
    [
        ("visit add E1 --note 订单排到月底", True),
        ("visit list --since 2026-11-03 --until 2026-11-28", True),
        ("visit add E1 --on 20261103", True),
        ("visit add E1 --phone 85551234", False),
        ("visit add E1 --phone=1", False),
        ("export visits --unmask", False),
        ("visit add E1 --note 回电13800000001", False),
        ("visit add E1 --note '回电 138 0000 0001'", False),
        ("visit add E1 --note 回电138-0000-0001找王总", False),
        ("visit add E1 --note １３８００００００００１", False),
        ("search 0516-85551234", False),
        ("redact 王某 --reason 离职", False),
        ("gridlog redact 王某 --reason 离职", False),
    ],
)
def test_the_history_keeps_no_line_with_a_phone(tmp_path: Path, line: str, is_kept: bool) -> None:
    file = tmp_path / "config" / "history"
    keep(file, line)
    keep(file, "visit list")
    assert kept(file) == [*([line] if is_kept else []), "visit list"]
    assert is_private(line) is not is_kept


def test_the_history_keeps_the_other_lines_of_a_paste(tmp_path: Path) -> None:
    keep(tmp_path / "history", "visit list\nvisit add E1 --phone 1\n\n  issue list \n")
    assert kept(tmp_path / "history") == ["visit list", "issue list"]


def test_the_history_stays_short(tmp_path: Path) -> None:
    keep(tmp_path / "history", "\n".join(f"visit list --limit {n}" for n in range(3 * MOST)))
    assert kept(tmp_path / "history") == [f"visit list --limit {n}" for n in range(2 * MOST, 3 * MOST)]
    assert len((tmp_path / "history").read_text().splitlines()) == MOST


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_only_its_owner_reads_the_history(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_text("visit list\n")
    old.chmod(0o644)
    for file in (new, old):
        keep(file, "issue list")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_redacted_leaves_the_history_of_every_desk_of_this_machine(run: Run, own_home: Path) -> None:
    file = own_home / ".config/gridlog/history"
    keep(file, "visit list\nvisit add E1 --contact 周某 --nothing\nissue list")
    done = run("redact 周某 --reason 离职 --yes")
    assert done.code == 0, done.err
    assert kept(file) == ["visit list", "issue list"]


def test_without_a_place_for_the_history_the_desk_works(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(tmp_path / "file" / "history", "visit list")
    assert kept(tmp_path / "file" / "history") == []


# --- a person at the keyboard


def test_without_the_editor_a_terminal_is_told_how_to_install_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prompt_toolkit", None)
    monkeypatch.delitem(sys.modules, "gridlog.cli.lines.typed", raising=False)
    monkeypatch.setattr("gridlog.cli.lines.command._is_edited", lambda: True)
    done = run("shell", typed="visit list\n")
    assert (done.code, done.out) == (2, "")
    assert 'pip install "gridlog[shell]"' in done.err
    assert len(done.err.splitlines()) == 1
    assert piped(run, "visit add E1 --by 张三 --nothing").code == 0


def test_a_terminal_whose_answers_go_to_a_file_needs_no_editor(run: Run, tmp_path: Path) -> None:
    done = run("shell", typed="visit add E1 --by 张三\n订单正常\nvisit nono\n")
    assert done.code == 0
    assert "退出码 2" in done.err
    assert sql(tmp_path, "SELECT note FROM visits") == [("订单正常",)]


CONTROL = {"tab": "\t", "enter": "\r", "c": "\x03", "d": "\x04"}


@contextmanager
def desk(*options: str) -> Iterator["pexpect.spawn[str]"]:
    """A person before `gridlog shell`."""
    import pexpect

    pytest.importorskip("prompt_toolkit")
    process = pexpect.spawn(
        GRIDLOG[0],
        [*GRIDLOG[1:], *options, "shell"],
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        encoding="utf-8",
        timeout=20,
        dimensions=(30, 100),
    )
    process.delaybeforesend = None
    try:
        process.expect("gridlog>")
        yield process
    finally:
        process.close()


def left(process: "pexpect.spawn[str]") -> int | None:
    """The exit code of a desk that Ctrl-D leaves."""
    import pexpect

    for _ in range(5):  # one that comes before the line can be typed is lost
        process.send(CONTROL["d"])
        if process.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=3) == 0:
            break
    process.close()
    code: int | None = process.exitstatus
    return code


@needs_pty
def test_pinyin_and_tab_give_the_code_and_a_command_asks_inside_the_desk(tmp_path: Path) -> None:
    with desk() as process:
        process.send("visit add ltgf")
        process.expect("蓝天光伏")
        process.send(CONTROL["tab"])
        process.expect("add E3|E3")
        process.send(" --by 张三\r")
        process.expect("走访内容")
        process.send("订单正常\r")
        process.expect("已登记走访")
        process.expect("gridlog>")
        assert left(process) == 0
    assert sql(tmp_path, "SELECT enterprise, note FROM visits") == [("E3", "订单正常")]
    assert sorted(path.name for path in tmp_path.glob("zone.db*")) == ["zone.db"]


@needs_pty
def test_ctrl_c_leaves_the_line_and_a_wrong_command_says_its_code(tmp_path: Path) -> None:
    with desk() as process:
        process.send("visit add E1 --by 张三 --nothing")
        process.expect("nothing")
        process.send(CONTROL["c"])
        process.expect("gridlog>")
        process.send("visit nono\r")
        process.expect("没有命令 nono")
        process.expect("退出码 2")
        process.expect("gridlog>")
        assert left(process) == 0
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


@needs_pty
def test_ctrl_c_at_a_question_leaves_the_command_and_not_the_desk(tmp_path: Path) -> None:
    with desk() as process:
        process.send("visit add E1 --by 张三\r")
        process.expect("走访内容")
        process.send(CONTROL["c"])
        process.expect("已中断")
        process.expect("退出码 130")
        process.expect("gridlog>")
        process.send("visit add E2 --by 张三 --nothing\r")
        process.expect("已登记走访")
        process.expect("gridlog>")
        assert left(process) == 0
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


@needs_pty
def test_ctrl_c_in_a_running_command_undoes_its_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that waits before it ends stands in for a long import."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os\n"
        "if os.environ.get('SLOW_WRITER'):\n"
        "    import sys, time\n"
        "    from gridlog.store.file import Writer\n"
        "    real = Writer.finish\n"
        "    def slow(self):\n"
        "        real(self)\n"
        "        sys.stderr.write('waits\\n'); sys.stderr.flush(); time.sleep(3)\n"
        "    Writer.finish = slow\n"
    )
    monkeypatch.setenv("SLOW_WRITER", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *filter(None, sys.path)]))
    before = events(tmp_path)
    with desk() as process:
        process.send("visit add E1 --by 张三 --nothing\r")
        process.expect("waits")
        process.send(CONTROL["c"])
        process.expect("已中断")
        process.expect("gridlog>")
        assert events(tmp_path) == before
        process.send("visit add E2 --by 张三 --nothing\r")
        process.expect("已登记走访")
        process.expect("gridlog>")
        assert left(process) == 0
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [("E2",)]


@needs_pty
def test_pasted_lines_run_one_by_one_and_stand_in_the_history(tmp_path: Path, own_home: Path) -> None:
    lines = [
        "visit add E1 --by 张三 --nothing",
        "visit nono",
        "# 备注",
        "visit add E2 --by 张三 --phone 1 --nothing",
    ]
    with desk() as process:
        process.send("\x1b[200~" + "\n".join(lines) + "\n\x1b[201~")
        process.expect("--phone")
        process.send(CONTROL["enter"])
        process.expect("第 2 行：退出码 2")
        process.expect("E2")
        process.expect("gridlog>")
        assert left(process) == 0
    assert sql(tmp_path, "SELECT enterprise FROM visits ORDER BY 1") == [("E1",), ("E2",)]
    assert (own_home / ".config/gridlog/history").read_text(encoding="utf-8").splitlines() == lines[:3]


@needs_pty
def test_ctrl_c_leaves_the_rest_of_a_paste(tmp_path: Path) -> None:
    with desk() as process:
        process.send("\x1b[200~visit add E1 --by 张三\nvisit add E2 --by 张三 --nothing\x1b[201~")
        process.expect("E2")
        process.send(CONTROL["enter"])
        process.expect("走访内容")
        process.send(CONTROL["c"])
        process.expect("退出码 130")
        process.expect("gridlog>")
        assert left(process) == 0
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(0,)]


@needs_pty
@pytest.mark.parametrize("word", ["exit", "quit"])
def test_a_word_leaves_the_desk(word: str) -> None:
    import pexpect

    with desk("--lang", "en") as process:
        process.send(f"{word}\r")
        process.expect(pexpect.EOF)
        process.close()
        assert process.exitstatus == 0


@LINUX
@needs_pty
def test_an_open_desk_holds_neither_the_file_nor_a_lock(tmp_path: Path) -> None:
    with desk() as process:
        process.send("visit add E1 --by 张三 --nothing\r")
        process.expect("已登记走访")
        process.expect("gridlog>")
        process.send("visit add lt")
        process.expect("蓝天光伏")
        time.sleep(0.3)
        held = [
            path.readlink().as_posix()
            for path in Path(f"/proc/{process.pid}/fd").iterdir()
            if path.is_symlink()
        ]
        assert [path for path in held if "zone.db" in path] == []
        assert sorted(path.name for path in tmp_path.glob("zone.db*")) == ["zone.db"]
        process.send(CONTROL["c"])
        process.expect("gridlog>")
        assert left(process) == 0


@pytest.mark.parametrize(
    ("line", "given", "typed"),
    [
        ("vis", ["vis"], "vis"),
        ("visit ", ["visit", ""], ""),
        ("gridlog visit ad", ["visit", "ad"], "ad"),
        ("gridlog", ["gridlog"], "gridlog"),
        ("visit add '禾木 电", ["visit", "add", "禾木 电"], "'禾木 电"),
        ("visit add E1 --note '好 ", ["visit", "add", "E1", "--note", "好 "], "'好 "),
        ("visit add E1 --on=", ["visit", "add", "E1", "--on="], "--on="),
    ],
)
def test_the_words_before_the_cursor_are_those_that_a_shell_hands_over(
    line: str, given: list[str], typed: str
) -> None:
    pytest.importorskip("prompt_toolkit")
    from gridlog.cli.lines.typed import at_cursor

    assert at_cursor(line) == (given, typed)


def completed(line: str, is_asked: bool = False) -> list[str]:
    """The lines that the desk makes of a line that is completed; `is_asked` by Tab."""
    pytest.importorskip("prompt_toolkit")
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    from gridlog.cli.completion.line import offers
    from gridlog.cli.lines.typed import _Completer
    from gridlog.cli.shell.session import Session

    use("zh")
    completer = _Completer(lambda given: offers(built(), Session(), given))
    event = CompleteEvent(completion_requested=is_asked)
    found = completer.get_completions(Document(line), event)
    return [line[: len(line) + one.start_position] + one.text for one in found]


def test_the_desk_completes_what_a_shell_completes_and_replaces_what_was_typed(tmp_path: Path) -> None:
    assert completed("visit add ltgf") == ["visit add E3"]
    assert completed("gridlog visit add '蓝") == ["gridlog visit add E3"]
    assert completed("visit list --format=c") == ["visit list --format=csv"]
    assert completed("visi") == ["visit"]
    assert completed("nosuch ") == []
    assert sorted(path.name for path in tmp_path.glob("zone.db*")) == ["zone.db"]


def test_an_empty_line_shows_the_commands_only_when_tab_asks() -> None:
    assert completed("") == []
    assert {"visit", "issue", "report"} <= set(completed("", is_asked=True))


def test_tab_completes_the_name_of_a_file_where_nothing_else_stands(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "走访 台账.csv").write_text("")
    (tmp_path / "only.csv").write_text("")
    (own_home / "my file.csv").write_text("")
    monkeypatch.chdir(tmp_path)
    assert completed("visit import onl") == []
    assert completed("visit import onl", is_asked=True) == ["visit import only.csv"]
    assert completed("visit import ~/m", is_asked=True) == ['visit import ~/"my file.csv"']
    assert words('visit import ~/"my file.csv"')[-1] == f"{own_home}/my file.csv"
    assert completed("visit import ./走", is_asked=True) == ['visit import "./走访 台账.csv"']


@pytest.mark.parametrize("is_windows", [True, False])
def test_a_line_with_a_pipe_is_handed_to_the_shell_with_the_options_of_the_root(
    monkeypatch: pytest.MonkeyPatch, is_windows: bool
) -> None:
    called = []

    def run(line: str, **options: object) -> "subprocess.CompletedProcess[bytes]":
        called.append((line, options["shell"]))
        return subprocess.CompletedProcess(line, 3)

    with beside():
        monkeypatch.setattr(windows, "IS_WINDOWS", is_windows)
        monkeypatch.setattr(sys, "executable", "/opt/my python/python")
        monkeypatch.setattr(subprocess, "run", run)
        assert Runner(["--lang", "en"]).run(" gridlog visit list | more ") == 3
    quote = '"' if is_windows else "'"
    python = f"{quote}/opt/my python/python{quote}"
    assert called == [(f"{python} -m gridlog --lang en visit list | more", True)]
