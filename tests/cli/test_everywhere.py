"""What holds for every command: pipes, languages, encodings, terminals, signals, exit codes, speed of start."""

import os
import shlex
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Run, events, id_in, objects, sql
from tests.support.processes import GRIDLOG, LINUX, child, needs_pty, read_only, terminal, without_privilege

if TYPE_CHECKING:
    pass

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and permissions of POSIX")


# --- pipes and encodings


@pytest.fixture
def many(small: Path, run: Run) -> None:
    """More visits than a pipe holds."""
    lines = [f"2025-11-{1 + n % 20:02},E{1 + n % 4},P{1 + n % 3},第{n}次走访，一切正常" for n in range(1500)]
    text = "date,enterprise,officer,note\n" + "\n".join(lines) + "\n"
    (small / "visits.csv").write_text(text, encoding="utf-8")
    assert run(f"visit import {shlex.quote((small / 'visits.csv').as_posix())}").code == 0


@needs_posix
@pytest.mark.usefixtures("many")
def test_a_closed_pipe_ends_quietly_with_zero() -> None:
    for line in (
        "export visits",
        "export visits --excel",
        "visit list --limit 0",
        "visit list --json",
        "history --limit 9999",
    ):
        with subprocess.Popen(
            [*GRIDLOG, *shlex.split(line)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline()
            process.stdout.close()
            said = process.stderr.read()
        assert (process.returncode, said) == (0, b""), line


@pytest.mark.usefixtures("small")
def test_a_gbk_terminal_neither_crashes_nor_changes_what_scripts_get(run: Run) -> None:
    assert run("visit add E1 --by 张三 --note '笑😀𠮷ë'").code == 0
    table = child("visit list", PYTHONIOENCODING="gbk")
    assert table.returncode == 0, table.stderr
    assert "禾木家居有限公司" in table.stdout.decode("gbk")
    for line in ("export visits", "visit list --json", "visit list --format csv", "visit show 0 --json"):
        script = child(line, PYTHONIOENCODING="gbk")
        if script.returncode == 0:
            assert "笑😀𠮷ë" in script.stdout.decode("utf-8")
    wrong = child("visit add 😀", PYTHONIOENCODING="gbk")
    assert wrong.returncode == 3
    assert wrong.stderr.decode("gbk").startswith("错误：没有企业")


@pytest.mark.usefixtures("small")
def test_an_ascii_terminal_gets_question_marks_rather_than_a_crash() -> None:
    for line in ("--help", "officer list", "grid tree", "visit add nobody"):
        assert child(line, PYTHONIOENCODING="ascii").returncode in (0, 3)


@pytest.mark.usefixtures("small")
def test_no_control_character_of_a_note_reaches_the_terminal(run: Run) -> None:
    assert run("visit add E1 --by 张三 --note 'a\x1b[31mb\x07c\u202ed'").code == 0
    assert run("visit add E1 --by 张三 --contact '\x1b[2J' --note x --with 李四").code == 0
    id = run("visit list --format csv").out.splitlines()[1].split(",")[0]
    for line in ("visit list", f"visit show {id}", "history", "visit list --week this"):
        out = run(line).out
        assert not [char for char in out if not char.isprintable() and char != "\n"], line


# --- the language

ASKED = {"zh": "缺少参数", "en": "missing"}


@pytest.mark.parametrize(
    ("environment", "options", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "", "zh"),
        ({"LANG": "zh_CN.GBK"}, "", "zh"),
        ({"LANG": "C"}, "", "en"),
        ({"LANG": "C.UTF-8"}, "", "en"),
        ({"LANG": "de_DE.UTF-8"}, "", "en"),
        ({"LANG": "C", "LC_ALL": "zh_TW.UTF-8"}, "", "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "", "en"),
        ({"LANG": "C", "GRIDLOG_LANG": "zh"}, "", "zh"),
        ({"LANG": "zh_CN.UTF-8", "GRIDLOG_LANG": "en"}, "", "en"),
        ({"LANG": "C", "GRIDLOG_LANG": "fr"}, "", "en"),
        ({"LANG": "C", "GRIDLOG_LANG": "en"}, "--lang zh", "zh"),
        ({"LANG": "zh_CN.UTF-8", "GRIDLOG_LANG": "zh"}, "--lang=en", "en"),
        ({"LANG": "C"}, "--db x.db --lang zh", "zh"),
    ],
)
def test_the_option_beats_the_variable_and_the_variable_the_locale(
    run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], options: str, language: str
) -> None:
    monkeypatch.delenv("GRIDLOG_LANG")
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    ran = run(f"{options} visit show")
    assert ran.code == 2
    assert ASKED[language] in ran.err


@pytest.mark.parametrize(
    ("locale", "says"), [("zh_CN.UTF-8", "错误：没有数据库"), ("C", "Error: there is no database")]
)
def test_a_whole_process_speaks_the_language_of_its_locale(locale: str, says: str) -> None:
    ran = child("visit list", GRIDLOG_LANG="", LANG=locale, PYTHONIOENCODING="utf-8")
    assert ran.returncode == 3
    assert ran.stderr.decode().startswith(says)


def test_the_configured_language_beats_the_locale(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRIDLOG_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run("config set lang en").code == 0
    assert run("visit show").err.startswith("Error: ")


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "错误：--lang 只有 zh 和 en"), ("en", "Error: --lang is")]
)
def test_a_language_nobody_speaks_is_refused_in_the_one_the_variable_names(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    monkeypatch.setenv("LANG", {"zh": "C", "en": "zh_CN.UTF-8"}[language])
    refused = run("--lang fr visit show", lang=language)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(says)


def test_a_broken_config_file_is_named_in_the_language_of_the_locale(own_home: Path) -> None:
    assert own_home.is_dir()
    assert child("config set officer x").returncode == 0
    (config,) = own_home.rglob("config.json")
    config.write_text("{oops", encoding="utf-8")
    ran = child("visit list", GRIDLOG_LANG="", LANG="C", PYTHONIOENCODING="utf-8")
    assert ran.returncode == 6
    assert "config.json" in ran.stderr.decode()
    assert ran.stderr.decode().startswith("Error: cannot read the config file")


@pytest.mark.parametrize(
    "line",
    [
        "officer add P9 新人 --quota 99", "visit list --limit -1", "history --limit 0", "visit show", "visit add E1 E2",
        "visit list --void=yes", "visit list --since", "visit list --vold", "report week --by", "visit", "visit bad",
        "issue revisit X --satisfaction good", "officer add P9 新人 --quota five", "config get",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("small")
def test_every_complaint_about_the_words_of_a_line_is_in_the_readers_language(run: Run, line: str) -> None:
    ran = run(line)
    assert ran.code == 2
    assert any("\u4e00" <= char <= "\u9fff" for char in ran.err)
    for phrase in (
        "not in the range",
        "Invalid value",
        "Missing",
        "No such",
        "requires",
        "does not",
        "unexpected",
    ):
        assert phrase not in ran.err
    english = run(line, lang="en")
    assert english.code == 2
    assert not any("\u4e00" <= char <= "\u9fff" for char in english.err.replace("新人", ""))


# --- who, where, when


@pytest.mark.usefixtures("small")
def test_the_option_beats_the_variable_and_the_variable_the_config(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("config set officer 张三").code == 0
    assert run("visit add E1 --nothing").code == 0
    monkeypatch.setenv("GRIDLOG_OFFICER", "李四")
    assert run("visit add E1 --nothing").code == 0
    assert run("visit add E1 --nothing --by 王五").code == 0
    assert sql(tmp_path, "SELECT officer FROM visits ORDER BY rowid") == [("P1",), ("P2",), ("P3",)]


def test_a_database_is_named_by_option_then_variable_then_config(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_option, by_config = tmp_path / "option.db", tmp_path / "config.db"
    assert run(f"--db {shlex.quote(by_option.as_posix())} init").code == 0
    assert by_option.is_file()
    assert run("init").code == 0
    assert (tmp_path / "zone.db").is_file()
    assert run(f"config set db {shlex.quote(by_config.as_posix())}").code == 0
    monkeypatch.delenv("GRIDLOG_DB")
    assert run("init").code == 0
    assert by_config.is_file()


def test_init_says_where_and_what_next_and_can_be_repeated(run: Run, tmp_path: Path) -> None:
    first = run("init --zone 试验区 --officer 张三")
    assert first.code == 0
    assert first.out == f"已建立数据库 {tmp_path / 'zone.db'}\n"
    assert "底册里还没有 张三" in first.err
    assert "下一步：gridlog roster import" in first.err
    before = events(tmp_path)
    again = run("init --zone 试验区")
    assert again.out == f"数据库已在 {tmp_path / 'zone.db'}\n"
    assert events(tmp_path) == before
    assert sql(tmp_path, "SELECT * FROM settings") == [("zone_name", "试验区")]


@pytest.mark.usefixtures("small")
def test_an_event_made_under_a_set_clock_says_so_and_others_do_not() -> None:
    assert child("visit add E1 --by 张三 --note 真钟", GRIDLOG_NOW="").returncode == 0
    assert (
        child("visit add E1 --by 张三 --note 假钟", GRIDLOG_NOW="2025-11-21T10:00:00+08:00").returncode == 0
    )
    lines = child("history --limit 2", PYTHONIOENCODING="utf-8").stdout.decode().splitlines()
    assert {("真钟" in line, line.split()[-2]) for line in lines[1:]} == {(True, "否"), (False, "是")}


def test_a_clock_nobody_can_read_is_refused(run: Run) -> None:
    ran = run("init", now="soon")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "错误：看不懂时间“soon”。可写 2026-11-03T15:00:00+08:00\n"


# --- names


@pytest.mark.usefixtures("small")
def test_a_name_that_fits_several_lists_them(run: Run, tmp_path: Path) -> None:
    before = events(tmp_path)
    ran = run("visit add 禾木 --by 张三 --nothing")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "错误：“禾木”对应 2 个企业：E1 禾木家居有限公司、E2 禾木电器有限公司。请写全名或编号\n"
    )
    assert events(tmp_path) == before


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("E1", "E1"), ("e1", "E1"), ("禾木家居有限公司", "E1"), ("家居", "E1"), (" 禾木家居 ", "E1"),
        ("hmjj", "E1"), ("HMJJYXGS", "E1"), ("ltgf", "E3"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("small")
def test_an_enterprise_is_meant_by_code_name_part_or_initials(
    run: Run, tmp_path: Path, typed: str, code: str
) -> None:
    ran = run(f"visit add {shlex.quote(typed)} --by 张三 --nothing")
    assert ran.code == 0, ran.err
    assert sql(tmp_path, "SELECT enterprise FROM visits") == [(code,)]


@pytest.mark.parametrize(
    "line", ["officer show zs", "officer show p1", "grid show jywg", "grid show a-1", "grid show 甲一"]
)
@pytest.mark.usefixtures("small")
def test_people_and_grids_are_meant_by_initials_too(run: Run, line: str) -> None:
    ran = run(line)
    assert ran.code == 0, ran.err
    assert "：张三\n" in ran.out or "：甲一网格\n" in ran.out


@pytest.mark.usefixtures("small")
def test_a_name_nobody_has_suggests_what_comes_near(run: Run) -> None:
    ran = run("visit add 蓝天光福 --by 张三 --nothing")
    assert ran.code == 3
    assert "（相近：E3 蓝天光伏）" in ran.err


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("visit add X --nothin", "，是不是 --nothing, --note。"),
        ("visit list --enterprize X", "，是不是 --enterprise。"),
        ("visit list --sine 1", "，是不是 --since。"),
        ("visit list --colour red", "没有选项 --colour。"),
    ],
)
def test_an_unknown_option_names_those_that_look_like_it_the_likeliest_first(
    run: Run, line: str, near: str
) -> None:
    assert near in run(line).err


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("vist add", "没有命令 vist（相近：visit）"),
        ("visit ad", "没有命令 ad（相近：add）"),
        ("走访", "没有命令 走访（相近：无）"),
        ("visit list --sine 1", "没有选项 --sine"),
        ("visit list --untl 1", "是不是 --until"),
    ],
)
def test_a_word_nobody_knows_suggests_what_comes_near(run: Run, line: str, says: str) -> None:
    ran = run(line)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


# --- exit codes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--version", 0),
        ("-V", 0),
        ("officer list", 0),
        ("visit list --format pdf", 2),
        ("visit show ZZZZ", 3),
        ("officer show 无此人", 3),
        ("visit add E1 --by 张三 --nothing --on 2025-11-01", 4),
        ("--db damaged.db visit list", 6),
        ("report week --check", 7),
    ],
)
@pytest.mark.usefixtures("small")
def test_exit_codes_are_those_scripts_rely_on(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "damaged.db").write_bytes(b"not a database, but long enough to look like one" * 99)
    ran = run(line)
    assert ran.code == code, ran.err
    assert (ran.err == "") == (code == 0)
    assert child(line).returncode == code


@pytest.mark.parametrize(
    "line",
    [
        "visit add E1 --nothing", "visit list", "visit show X", "visit import x.csv", "issue raise E1 x", "issue list",
        "issue close X", "report week", "report coverage", "report issues", "export visits", "roster import x.csv --kind grids",
        "grid tree", "officer list", "officer add P1 x", "enterprise add E1 x", "enterprise show E1", "history",
        "calendar show", "calendar set today work", "config set quota 5",
    ],
)  # fmt: skip
def test_a_missing_database_is_named_with_the_next_step(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("code,name\nA,甲\n", encoding="utf-8")
    ran = run(line)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"错误：没有数据库 {tmp_path / 'zone.db'}。先运行 gridlog init，或用 gridlog demo 试用\n"
    )
    assert not (tmp_path / "zone.db").exists()


def test_config_and_completion_need_no_database(run: Run, tmp_path: Path) -> None:
    for line in ("config list", "config get lang", "config set officer 张三", "completion bash", "--help"):
        assert run(line).code == 0
    assert not (tmp_path / "zone.db").exists()


# --- what cannot be written


@LINUX
@pytest.mark.usefixtures("small")
def test_a_read_only_folder_can_be_read_and_refuses_what_writes_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    database = folder / "zone.db"
    database.write_bytes((tmp_path / "zone.db").read_bytes())
    with read_only(folder, database):
        listed = child("enterprise list --json", before=without_privilege, GRIDLOG_DB=str(database))
        refused = child(
            "visit add E1 --by 张三 --nothing", before=without_privilege, GRIDLOG_DB=str(database)
        )
        made = child("init", before=without_privilege, GRIDLOG_DB=str(folder / "new.db"))
        out = child(
            f"export visits --output {shlex.quote(str(folder / 'out.csv'))}",
            before=without_privilege,
            GRIDLOG_DB=str(database),
        )
    assert (listed.returncode, listed.stderr) == (0, b"")
    for ran, name in ((refused, "zone.db"), (made, "new.db"), (out, "out.csv")):
        assert ran.returncode == 4
        assert len(ran.stderr.decode().splitlines()) == 1
        assert f"写不了 {folder / name}" in ran.stderr.decode()
    assert sorted(one.name for one in folder.iterdir()) == ["zone.db"]


# --- signals and crowds


@needs_posix
@pytest.mark.usefixtures("small")
def test_ctrl_c_in_the_middle_of_an_import_gives_130_and_writes_nothing(tmp_path: Path) -> None:
    before = events(tmp_path)
    with subprocess.Popen(
        [*GRIDLOG, "visit", "import", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"date,enterprise,officer,note\n" + b"2025-11-20,E1,P1,x\n" * 20_000)
        process.stdin.flush()  # more than a pipe holds: the child is reading
        time.sleep(0.3)  # a signal between two reads is only noticed after the next one
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        said = process.stderr.read().decode()
        process.stdin.close()
    assert process.returncode == 130
    assert said == "已中断，未完成的改动没有写入。\n"
    assert events(tmp_path) == before


MANY_VISITS = """
import sys
from gridlog.cli.shell.app import main
for n in range(15):
    assert main(["visit", "add", "E1", "--by", sys.argv[1], "--note", f"{sys.argv[1]}-{n}", "--yes"]) == 0
"""


@pytest.mark.usefixtures("small")
def test_three_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    before = events(tmp_path)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MANY_VISITS, who], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for who in ("P1", "P2", "P3")
    ]
    for one in running:
        _, said = one.communicate(timeout=60)
        assert one.returncode == 0, said.decode()
    assert events(tmp_path) == before + 45
    assert sorted(sql(tmp_path, "SELECT note FROM visits")) == sorted(
        (f"{who}-{n}",) for who in ("P1", "P2", "P3") for n in range(15)
    )
    assert sql(tmp_path, "SELECT count(DISTINCT number), max(number) - min(number) + 1 FROM events") == [
        (before + 45, before + 45)
    ]


# --- a quick start

HEAVY = (
    *("rich", "sqlite_utils", "pydantic", "click", "jinja2", "xlsxwriter", "docx", "lxml"),
    *(
        "gridlog.core.figures.week",
        "gridlog.core.nouns.spotcheck.life",
        "gridlog.core.nouns.report.figures",
        "gridlog.share.sync",
        "gridlog.core.segment",
        "gridlog.intake.visits",
        "gridlog.intake.chat.messages",
        "gridlog.cli.visit.paste",
        "gridlog.work.pasting",
        "gridlog.machine.worker",
    ),
)
LOADED = (
    "import sys\ntry:\n    from gridlog.cli.shell.app import main\n    code = main(sys.argv[1:])\n"
    "except SystemExit as end:\n    code = end.code\nfinally:\n"
    f"    sys.stderr.write('\\nloaded ' + ' '.join(sorted(set({HEAVY!r}) & set(sys.modules))))\n"
    "sys.exit(code)\n"
)


@pytest.mark.parametrize(
    ("line", "environment"),
    [
        ("visit add E1 --by 张三 --nothing", {}),
        ("visit list", {}),
        ("export visits", {}),
        ("--help", {}),
        ("visit add --help", {}),
        ("", {"_GRIDLOG_COMPLETE": "complete_bash", "COMP_WORDS": "gridlog vis", "COMP_CWORD": "1"}),
        ("", {"_GRIDLOG_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "gridlog vis"}),
        ("visit add hmjj", {"_GRIDLOG_COMPLETE": "complete_words"}),
    ],
    ids=["visit add", "visit list", "export", "help", "help of visit add", "bash", "zsh", "a name"],
)
@pytest.mark.usefixtures("small")
def test_what_is_done_all_day_loads_nothing_heavy(line: str, environment: dict[str, str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, *shlex.split(line)],
        capture_output=True,
        env={**os.environ, **environment, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stderr.decode().splitlines()[-1].split() == ["loaded"]


@pytest.mark.parametrize(
    "line", ["visit paste", "visit paste -", "visit import -", "visit add E1 --by 张三 --note -"]
)
@pytest.mark.usefixtures("small")
def test_a_closed_standard_input_is_told_in_one_line(line: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "gridlog", *shlex.split(line)],
        preexec_fn=partial(os.close, 0),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
    assert ran.returncode == 2
    assert ran.stderr.decode().startswith("错误：读不了 -：")
    assert ran.stderr.decode().count("\n") == 1


@pytest.mark.parametrize(
    ("line", "unwanted"),
    [
        (
            "issue raise E1 停电 --by 张三",
            {"gridlog.ledgers.queries", "gridlog.ledgers.columns", "gridlog.ledgers.layout"},
        ),
        (
            "report week",
            {
                "gridlog.papers.document",
                "gridlog.papers.parts",
                "decimal",
                "gridlog.cli.report.day",
                "gridlog.cli.report.month",
            },
        ),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_command_loads_nothing_that_only_another_form_of_it_shows(line: str, unwanted: set[str]) -> None:
    program = f"import atexit, sys; atexit.register(lambda: print(sorted({unwanted!r} & {{*sys.modules}}), file=sys.stderr))"
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{program}\nfrom gridlog.cli.shell.app import main; main(sys.argv[1:])",
            *shlex.split(line),
        ],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
    assert ran.stderr.decode().splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "at", "offers"),
    [
        ("gridlog vis", "1", "visit"),
        ("gridlog visit ", "2", "add"),
        ("gridlog visit add --no", "3", "--nothing"),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_and_options(shell: str, words: str, at: str, offers: str) -> None:
    environment = {"bash": {"COMP_WORDS": words, "COMP_CWORD": at}}.get(
        shell, {"_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    )
    ran = child("", b"", None, _GRIDLOG_COMPLETE=f"complete_{shell}", **environment)
    assert ran.returncode == 0, ran.stderr.decode()
    out = ran.stdout.decode()
    assert offers in out
    assert not [
        char for char in out if not char.isprintable() and char not in "\n\t"
    ]  # one language, not two
    assert "Nothing was raised" not in out
    assert ran.stderr == b""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_a_completion_script_asks_gridlog_itself(run: Run, shell: str) -> None:
    ran = run(f"completion {shell}")
    assert ran.code == 0
    assert "_GRIDLOG_COMPLETE" in ran.out
    assert "complete_" in ran.out


# --- somebody at a terminal


@needs_pty
@pytest.mark.usefixtures("small")
def test_a_person_is_asked_for_enterprise_and_note(tmp_path: Path) -> None:
    with terminal("visit add --by 张三") as person:
        person.expect_exact("企业：")
        person.sendline("蓝天")
        person.expect_exact("走访内容（直接回车表示无诉求）：")
        person.sendline("订单足")
        person.expect_exact("已登记走访")
    assert person.exitstatus == 0
    assert sql(tmp_path, "SELECT enterprise, note, nothing_raised FROM visits") == [("E3", "订单足", 0)]


@needs_pty
@pytest.mark.usefixtures("small")
def test_enter_means_that_nothing_was_raised(tmp_path: Path) -> None:
    with terminal("visit add E1 --by 张三") as person:
        person.expect_exact("走访内容")
        person.sendline("")
    assert person.exitstatus == 0
    assert sql(tmp_path, "SELECT note, nothing_raised FROM visits") == [("", 1)]


@needs_pty
@pytest.mark.usefixtures("small")
def test_a_person_is_asked_for_the_issue_and_for_a_late_reason(tmp_path: Path) -> None:
    with terminal("issue raise --by 张三") as person:
        person.expect_exact("企业：")
        person.sendline("E1")
        person.expect_exact("问题描述：")
        person.sendline("断电")
        person.expect_exact("“断电”的类别 [POWER 用电保障]：")
        person.sendline("")
    assert sql(tmp_path, "SELECT enterprise, text, category FROM issues") == [("E1", "断电", "POWER")]
    with terminal("visit add E1 --by 张三 --nothing --on 2025-11-01") as person:
        person.expect_exact("已超过补录期限，请写原因：")
        person.sendline("出差")
    assert sql(tmp_path, "SELECT reason FROM visits") == [("出差",)]


@needs_pty
@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 2)], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("visit add E1 --by 张三", "走访内容"),
        ("visit add --by 张三", "企业："),
        ("visit add 禾木 --by 张三 --nothing", "选哪一个"),
        ("visit void", "编号的前几位："),
        ("officer leave 张三", "开始日；12-1 指离今天最近的一天："),
        ("calendar set 2025-11-29", "work 上班、rest 休息："),
    ],
)
@pytest.mark.usefixtures("small")
def test_leaving_a_question_writes_nothing(
    tmp_path: Path, line: str, question: str, key: str, code: int
) -> None:
    before = events(tmp_path)
    with terminal(line) as person:
        person.expect_exact(question)
        time.sleep(0.3)  # the question is out; the answer is being waited for
        person.send(key)
    assert person.exitstatus == code
    assert events(tmp_path) == before


@needs_pty
@pytest.mark.parametrize(("answer", "count"), [("n", 1), ("y", 2), ("", 1), ("是", 2)])
@pytest.mark.usefixtures("small")
def test_a_second_visit_of_the_day_is_asked_about(run: Run, tmp_path: Path, answer: str, count: int) -> None:
    assert run("visit add E1 --by 张三 --nothing").code == 0
    with terminal("visit add E1 --by 张三 --nothing") as person:
        person.expect_exact("仍然登记？ [y/N]：")
        person.sendline(answer)
    assert person.exitstatus == (4 if count == 1 else 0)
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(count,)]


@needs_pty
@pytest.mark.usefixtures("small")
def test_yes_skips_every_question(run: Run, tmp_path: Path) -> None:
    assert run("visit add E1 --by 张三 --nothing").code == 0
    with terminal("visit add E1 --by 张三 --nothing --yes") as person:
        person.expect_exact("已登记走访")
    assert sql(tmp_path, "SELECT count(*) FROM visits") == [(2,)]


@needs_pty
@pytest.mark.parametrize(
    "line",
    [
        "visit add --nothing --yes --by 张三",
        "visit add 禾木 --nothing --yes --by 张三",
        "visit add E1 --yes --by 张三",
    ],
)
@pytest.mark.usefixtures("small")
def test_yes_asks_not_even_for_what_is_missing_or_unclear(tmp_path: Path, line: str) -> None:
    before = events(tmp_path)
    with terminal(line) as person:
        person.expect_exact("错误：")
    assert person.exitstatus in (2, 3)
    assert events(tmp_path) == before


@needs_pty
@pytest.mark.usefixtures("small")
def test_a_person_is_asked_for_all_that_closing_still_needs(run: Run, tmp_path: Path) -> None:
    id = id_in(run("issue raise E1 断电 --by 张三"))
    with terminal(f"issue close {id}") as person:
        person.expect_exact("1. solved 已解决")
        person.expect_exact("结果：")
        person.sendline("解决了")
        person.expect_exact("“解决了”不认得。可用：solved 已解决, partly 部分解决")
        person.expect_exact("结果：")
        person.sendline("")
        person.expect_exact("这一项要填")
        person.expect_exact("结果：")
        person.sendline("1")
        person.expect_exact("怎么办的：")
        person.sendline("换了变压器")
        person.expect_exact("5. 非常满意")
        person.expect_exact("满意度，1 到 5：")
        person.sendline("非常满意")
        person.expect_exact("已销号")
    assert person.exitstatus == 0
    told = "SELECT state, result, result_text, satisfaction FROM issues"
    assert sql(tmp_path, told) == [("closed", "solved", "换了变压器", 5)]


@needs_pty
@pytest.mark.usefixtures("small")
def test_a_person_is_asked_only_for_what_is_not_on_record(run: Run, tmp_path: Path) -> None:
    id = id_in(run("issue raise E1 断电 --by 张三"))
    assert run(f"issue answer {id} --result partly --text 先接临时电").code == 0
    with terminal(f"issue close {id}") as person:
        assert person.expect_exact(["满意度，1 到 5：", "结果："]) == 0
        person.sendline("4")
    assert sql(tmp_path, "SELECT state, result, satisfaction FROM issues") == [("closed", "partly", 4)]


@needs_pty
@pytest.mark.parametrize(
    ("step", "asked", "said"),
    [
        ("assign", ["责任人（编号、姓名）或单位："], ["供电公司"]),
        ("note", ["进展："], ["在等备件"]),
        ("extend", ["新时限：", "延期原因："], ["12-31", "等备件"]),
        ("answer", ["结果：", "怎么办的："], ["partly", "先接临时电"]),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_person_is_asked_for_what_a_step_needs(
    run: Run, step: str, asked: list[str], said: list[str]
) -> None:
    id = id_in(run("issue raise E1 断电 --by 张三"))
    with terminal(f"issue {step} {id}") as person:
        for question, answer in zip(asked, said, strict=True):
            person.expect_exact(question)
            person.sendline(answer)
    assert person.exitstatus == 0
    last = objects(run(f"issue history {id} --json"))[-1]
    assert said[-1] in str(last)


@needs_pty
@pytest.mark.usefixtures("small")
def test_many_of_a_name_are_listed_in_part_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    for at in range(12):
        assert run(f"officer add Q{at:02} 赵大{at} --grid A-1").code == 0
    with terminal("visit add E1 --nothing --by 赵大") as person:
        person.expect_exact("10. Q09")
        person.expect_exact("还有 2 个没有列出")
        person.expect_exact("选哪一个，1 到 10（直接回车放弃）：")
        person.sendline("11")
        person.expect_exact("没有“11”这一项，请填 1 到 10。")
        person.expect_exact("选哪一个，1 到 10")
        person.sendline("2")
    assert sql(tmp_path, "SELECT officer FROM visits") == [("Q01",)]
