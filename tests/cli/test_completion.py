"""A shell completes commands, options, names, ids, words, days and weeks, from pinyin too; it is installed by one command."""

import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gridlog.machine import windows
from gridlog.machine.shells import place_of
from tests.conftest import Run, events, id_in

pytestmark = pytest.mark.usefixtures("small")


@pytest.fixture
def offers(run: Run, monkeypatch: pytest.MonkeyPatch) -> "Offers":
    """The way to ask what a shell offers after some words; the last word stands at the cursor."""
    monkeypatch.setenv("_GRIDLOG_COMPLETE", "complete_words")
    return Offers(run)


class Offers:
    """What gridlog offers to a shell."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __call__(self, *words: str, lang: str = "") -> dict[str, str]:
        """The offers in their order, each with its description."""
        ran = self.run(list(words), lang=lang)
        assert (ran.code, ran.err) == (0, "")
        return {line.partition("\t")[0]: line.partition("\t")[2] for line in ran.out.splitlines()}


def test_commands_are_offered_with_their_help_in_the_users_language(offers: Offers) -> None:
    assert list(offers("vis")) == ["visit"]
    assert offers("visit", "ad", lang="en") == {"add": "Log a visit"}
    assert offers("visit", "ad") == {"add": "登记一次走访"}
    assert "report" in offers("")
    assert offers("nosuch", "") == {}


def test_a_completion_leaves_no_file_beside_the_database(offers: Offers, tmp_path: Path) -> None:
    assert offers("visit", "add", "蓝天") == {"E3": "蓝天光伏 甲二网格"}
    assert sorted(path.name for path in tmp_path.glob("zone.db*")) == ["zone.db"]


def test_options_and_their_closed_words_are_offered(offers: Offers) -> None:
    assert list(offers("visit", "add", "E1", "--no")) == ["--note", "--nothing"]
    assert list(offers("visit", "list", "--format", "")) == ["table", "csv", "json", "ndjson", "md", "text"]
    assert list(offers("visit", "list", "--format=c")) == ["--format=csv"]
    assert list(offers("visit", "add", "E1", "--method", "p")) == ["phone"]
    assert list(offers("report", "week", "--by", "b")) == ["block"]
    assert list(offers("visit", "add", "E1", "--kind", "fo")) == ["followup"]
    assert "issues" in offers("export", "")
    assert list(offers("visit", "add", "--", "--no")) == []


def test_categories_are_offered_by_code_and_by_chinese_word(offers: Offers) -> None:
    assert offers("issue", "raise", "E1", "x", "--category", "po") == {
        "POWER": "用电保障",
        "POLICY": "政策咨询兑现",
    }
    assert "POWER" in offers("issue", "list", "--category", "用电")
    assert offers("issue", "list", "--category", "TAL", lang="en") == {"TALENT": "talent, housing, schools"}


@pytest.mark.parametrize(
    "typed", ["E3", "e3", "蓝天", "光伏", "ltgf", "lantian", "lan天", "ltguang", '"蓝', "'lan"]
)
def test_an_enterprise_is_offered_by_code_name_and_pinyin_with_its_grid(offers: Offers, typed: str) -> None:
    assert offers("visit", "add", typed) == {"E3": "蓝天光伏 甲二网格"}


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        (("visit", "add", "E1", "--by", "zhangs"), {"P1": "张三 甲一网格"}),
        (("visit", "list", "--officer", "李"), {"P2": "李四 甲二网格"}),
        (("officer", "show", "wangwu"), {"P3": "王五 乙一网格"}),
        (("grid", "show", "jiaer"), {"A-2": "甲二网格"}),
        (("visit", "list", "--grid", "B-"), {"B-1": "乙一网格"}),
        (("enterprise", "show", "yuans"), {"E4": "远山新材 乙一网格"}),
        (("issue", "list", "--enterprise", "ys"), {"E4": "远山新材 乙一网格"}),
        (("visit", "add", "E1", "--with", "P3"), {"P3": "王五 乙一网格"}),
    ],
)
def test_officers_and_grids_are_offered_where_they_belong(
    offers: Offers, words: Sequence[str], offer: dict[str, str]
) -> None:
    assert offers(*words) == offer


@pytest.mark.parametrize(
    ("words", "typed", "offered"),
    [
        ("issue raise E1 x --category", "yongdian", ["POWER"]),
        ("issue raise E1 x --category", "ydbz", ["POWER"]),
        ("issue raise E1 x --category", "yong", ["LAND", "POWER", "LABOR"]),
        ("issue raise E1 x --category", "zpin", []),
        ("visit add E1 --method", "sdzf", ["onsite"]),
        ("visit add E1 --on", "zt", ["昨天"]),
        ("visit add E1 --on", "szwu", ["上周五"]),
        ("report week", "bz", ["本周"]),
        ("report month", "sy", ["上月"]),
    ],
)
def test_words_and_days_are_offered_from_pinyin_without_pypinyin(
    offers: Offers, monkeypatch: pytest.MonkeyPatch, words: str, typed: str, offered: list[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    assert list(offers(*words.split(), typed)) == offered


def test_the_readings_of_the_words_are_those_of_pypinyin() -> None:
    root = Path(__file__).parents[2]
    page = runpy.run_path(str(root / "docs" / "make_readings.py"))["page"]()
    assert (root / "gridlog" / "words" / "readings.py").read_text(encoding="utf-8") == page


def test_a_code_that_is_made_new_is_not_offered(offers: Offers) -> None:
    assert offers("enterprise", "add", "E") == {}
    assert "E1" in offers("enterprise", "edit", "E")


def test_the_own_grid_is_offered_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("config set officer 王五").code == 0
    monkeypatch.setenv("_GRIDLOG_COMPLETE", "complete_words")
    assert list(Offers(run)("visit", "add", ""))[:2] == ["E4", "E1"]


def test_the_grids_below_the_own_block_are_offered_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("officer add H2 板块长乙 --grid B --role block_head").code == 0
    assert run("config set officer 板块长乙").code == 0
    monkeypatch.setenv("_GRIDLOG_COMPLETE", "complete_words")
    assert list(Offers(run)("visit", "add", ""))[:2] == ["E4", "E1"]


def test_ids_are_offered_with_day_enterprise_and_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = id_in(run("issue raise E1 车间断电 --by 张三"))
    visit = id_in(run("visit add E3 --by 张三 --note 订单多"))
    monkeypatch.setenv("_GRIDLOG_COMPLETE", "complete_words")
    offers = Offers(run)
    assert offers("issue", "show", "") == {issue: "2025-11-21 禾木家居有限公司 车间断电"}
    assert offers("issue", "show", issue[:2].lower()) == {issue: "2025-11-21 禾木家居有限公司 车间断电"}
    assert offers("visit", "void", visit[:3]) == {visit: "2025-11-21 蓝天光伏 订单多"}
    assert offers("issue", "close", "") == {issue: "2025-11-21 禾木家居有限公司 车间断电"}
    monkeypatch.delenv("_GRIDLOG_COMPLETE")
    assert run(f"issue reject {issue} --reason 重复 --by 李四").code == 0
    monkeypatch.setenv("_GRIDLOG_COMPLETE", "complete_words")
    assert list(offers("issue", "show", "")) == [issue]
    assert list(offers("issue", "close", "")) == []
    assert offers("issue", "raise", "E3", "x", "--visit", "") == {visit: "2025-11-21 蓝天光伏 订单多"}


def test_days_weeks_and_months_are_offered_with_what_they_mean(offers: Offers) -> None:
    days = offers("visit", "add", "E1", "--on", "")
    assert days["today"] == days["今天"] == "2025-11-21 周五"
    assert (days["昨天"], days["2025-11-19"]) == ("2025-11-20 周四", "周三")
    assert list(offers("visit", "add", "E1", "--on", "昨")) == ["昨天"]
    ahead = offers("issue", "raise", "E1", "x", "--due", "")
    assert ahead["明天"] == "2025-11-22 周六"
    assert "昨天" not in ahead
    weeks = offers("report", "week", "")
    assert weeks["this"] == weeks["本周"] == weeks["2025-W47"] == "2025-11-17 至 2025-11-23"
    assert weeks["last"] == weeks["2025-W46"]
    assert list(offers("report", "month", "2025-1")) == ["2025-11", "2025-10"]
    assert offers("report", "month", "la") == {"last": "2025-10"}
    periods = offers("spotcheck", "report", "")
    assert (periods["this"], periods["last"]) == (weeks["this"], weeks["last"])
    assert periods["本月"] == "2025-11"
    assert periods.keys() == weeks.keys() | offers("report", "month", "").keys()


@pytest.mark.parametrize("db", [("--db", "none.db"), ("--db=none.db",)], ids=["two words", "one word"])
def test_names_are_offered_from_the_database_that_the_line_names(offers: Offers, db: tuple[str, ...]) -> None:
    assert offers("visit", "add", "E")
    assert offers(*db, "visit", "add", "E") == offers("visit", "add", *db, "E") == {}


def test_a_completion_never_writes_and_never_brings_an_older_file_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = events(tmp_path)
    with sqlite3.connect(tmp_path / "zone.db") as connection:
        connection.execute("UPDATE replica SET derived = 3")
    connection.close()
    monkeypatch.setenv("_GRIDLOG_COMPLETE", "complete_words")
    assert Offers(run)("visit", "add", "E") == {}
    assert Offers(run)("--db", str(tmp_path / "none.db"), "visit", "add", "E") == {}
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "text.db").write_text("no database")
    assert Offers(run)("visit", "add", "--db", str(tmp_path / "text.db"), "E") == {}
    assert events(tmp_path) == before


def test_words_come_from_the_environment_where_a_shell_drops_empty_words(
    offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_GRIDLOG_WORDS", "visit\nadd\n")
    assert "E1" in offers()


HEAVY = {
    "rich",
    "pypinyin",
    "sqlite_utils",
    "stdnum",
    "typer.rich_utils",
    "platformdirs",
}
HEAVY |= {"chinese_calendar", "difflib", "jinja2", "xlsxwriter", "gridlog.work.visits"}


def test_a_completion_loads_nothing_heavy() -> None:
    program = (
        f"import sys\nfrom gridlog.cli.shell.app import main\nmain(['visit', 'show', ''])\nmain(['officer', 'show', 'zh'])\n"
        f"print(sorted({HEAVY!r} & {{*sys.modules}}), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        env={**os.environ, "_GRIDLOG_COMPLETE": "complete_words", "PYTHONIOENCODING": "utf-8"},
        timeout=60,
    )
    assert "P1\t张三" in ran.stdout.decode()
    assert ran.stderr.decode().splitlines()[-1] == "['difflib']"  # the search for a command that was mistyped


# --- installed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_it_is_installed_where_the_shell_looks_and_twice_is_once(
    run: Run, own_home: Path, shell: str
) -> None:
    first = run(f"completion {shell} --install")
    assert first.code == 0, first.err
    place = place_of(shell, {"HOME": str(own_home)})
    assert str(place.script) in first.out
    assert place.script.read_text(encoding="utf-8") == run(f"completion {shell}").out
    profile = place.profile and place.profile.read_text(encoding="utf-8")
    assert run(f"completion {shell} --install").code == 0
    assert (place.profile and place.profile.read_text(encoding="utf-8")) == profile
    if place.profile:
        assert str(place.profile) in first.out
        assert profile == f"{place.line}\n"


def test_what_a_profile_says_already_is_kept(run: Run, own_home: Path) -> None:
    profile = own_home / ".bashrc"
    profile.write_bytes(b"alias g=gridlog # \xd6\xd0\nlast")
    profile.chmod(0o644)
    assert run("completion bash --install").code == 0
    assert profile.read_bytes().startswith(b"alias g=gridlog # \xd6\xd0\nlast\n[ -r ")
    assert profile.stat().st_mode & 0o777 == 0o644


def test_on_windows_powershell_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "IS_WINDOWS", True)
    place = place_of("powershell", {"USERPROFILE": "/users/zhang"})
    assert place.script.parent == Path("/users/zhang/Documents/WindowsPowerShell")
    assert place_of("pwsh", {"USERPROFILE": "/users/o'b"}).line.startswith(". '/users/o''b/")


# --- in real shells


def typed_in(shell: str, home: Path, line: str) -> str:
    """What a shell shows after a line and a tab; each shell has just been told to read the installed script."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    place = place_of(shell, {"HOME": str(home)})
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    words = {"bash": ["--noprofile", "--norc", "-i"], "zsh": ["-f", "-i"], "fish": ["-i"]}[shell]
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(shell, words, env=environment, encoding="utf-8", timeout=20, dimensions=(40, 120))
    try:
        source = (
            f"source {place.script}; PS1='> '" if shell != "fish" else "function fish_prompt; echo '> '; end"
        )
        child.sendline(f"{source}; echo rea''dy")
        child.expect("ready\r\n")
        child.send(f"{line}\t")
        return _settled(child)
    finally:
        child.close(force=True)


def _settled(child: Any) -> str:
    """Everything that the shell writes until it is quiet."""
    import pexpect

    text = ""
    while True:
        try:
            text += child.read_nonblocking(9000, timeout=3)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return text


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminal")
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("gridlog visit add lantian", "E3"),
        ("gridlog visit add 蓝", "E3"),
        ("gridlog visit add hm", "禾木电器有限公司"),
        ("gridlog officer sh", "show"),
        ("gridlog visit add E1 --on 昨", "昨天"),
    ],
    ids=["pinyin", "characters", "several", "command", "day"],
)
def test_a_real_shell_puts_in_what_gridlog_offers(
    run: Run, own_home: Path, shell: str, line: str, shown: str
) -> None:
    assert run(f"completion {shell} --install").code == 0
    told = typed_in(shell, own_home, line)
    if shell == "bash" and "hm" in line:
        told += typed_in(shell, own_home, f"{line}\t")
    assert shown in told


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="pwsh is not installed here")
def test_powershell_is_offered_codes_for_pinyin(run: Run, own_home: Path) -> None:
    assert run("completion pwsh --install").code == 0
    script = place_of("pwsh", {"HOME": str(own_home)}).script
    asked = "(TabExpansion2 'gridlog visit add lantian' 25).CompletionMatches.CompletionText"
    ran = subprocess.run(
        [str(shutil.which("pwsh")), "-NoProfile", "-c", f". {script}; {asked}"],
        capture_output=True,
        timeout=60,
    )
    assert ran.stdout.decode().split() == ["E3"]
