"""The options of the root hold before the command and behind it; the officer of a machine is one for each database."""

import json
import shlex
from pathlib import Path

import pytest

from gridlog import __version__
from gridlog.ledgers.ruled import cells
from tests.conftest import Run, id_in, objects, only, sql
from tests.support.pages import PAGES
from tests.support.processes import needs_pty, terminal

COMMANDS = [path for path in PAGES if path]
OF_A_PLAN = (
    "plan show"  # the contract gives it a --version of its own, of the plan; -V tells gridlog's there too
)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_tells_the_version(run: Run, path: str) -> None:
    for option in ("-V",) if path == OF_A_PLAN else ("--version", "-V"):
        assert run(f"{path} {option}").out == f"gridlog {__version__}\n"


@pytest.mark.parametrize("path", COMMANDS)
def test_no_command_has_an_option_of_its_own_with_a_name_of_the_root(path: str) -> None:
    shown = [name for param in PAGES[path].command.params if not param.hidden for name in param.opts]
    own = {"--version"} if path == OF_A_PLAN else set()
    assert {"--db", "--lang", "--version", "-V"} & set(shown) == own


@pytest.mark.parametrize("line", ["visit list --db {db}", "visit --db {db} list", "visit list --db={db}"])
@pytest.mark.usefixtures("small")
def test_the_database_may_be_named_behind_the_command(run: Run, tmp_path: Path, line: str) -> None:
    other = shlex.quote(str(tmp_path / "other.db"))
    assert run(f"init --db {other} --zone 别处").code == 0
    id_in(run("visit add E1 --by 张三 --nothing"))
    assert len(objects(run("visit list --json"))) == 1
    assert objects(run(line.format(db=other) + " --json")) == []
    assert run(f"config get zone_name --db {other}").out == "别处\n"
    assert run(f"--db nowhere.db visit list --db {other}").code == 0, "the last one counts"


@pytest.mark.usefixtures("small")
def test_the_language_may_be_named_behind_the_command(run: Run) -> None:
    assert run("visit list --lang en").err == "No visit fits.\n"
    assert run("visit list --lang=en --week bad").err.startswith("Error: cannot read the week 'bad'")
    assert run("visit list --nonsense --lang en").err.startswith("Error: there is no option --nonsense")
    assert run("visit list --help --lang en").out.startswith("Usage:")
    wrong = run("visit list --lang fr")
    assert (wrong.code, wrong.err) == (2, "错误：--lang 只有 zh 和 en，没有 fr\n")


@pytest.mark.usefixtures("small")
def test_the_value_of_another_option_is_no_option_of_the_root(run: Run, tmp_path: Path) -> None:
    assert run("visit add E1 --by 张三 --note --version").code == 0
    assert sql(tmp_path, "SELECT note FROM visits") == [("--version",)]


# --- the officer of each database


@pytest.fixture
def other(run: Run, small: Path, tmp_path: Path) -> str:
    """Another database with the same people."""
    other = f"--db {shlex.quote(str(tmp_path / 'demo.db'))}"
    files = " ".join(
        shlex.quote(str(small / name)) for name in ("grids.csv", "officers.csv", "enterprises.csv")
    )
    assert run(f"{other} init").code == 0
    assert run(f"{other} roster import {files}").code == 0
    return other


def test_an_officer_set_for_one_database_does_not_sign_in_another(run: Run, other: str) -> None:
    assert run("config set officer 张三").code == 0
    assert run("visit add E1 --nothing").code == 0
    refused = run(f"{other} visit add E1 --nothing")
    assert (refused.code, "未设置本机专员" in refused.err) == (2, True)
    assert run(f"config set officer 李四 {other}").code == 0
    assert only(run(f"{other} visit add E1 --nothing --json"))["officer"] == "李四"
    assert only(run("visit add E2 --nothing --json"))["officer"] == "张三"
    assert run("config get officer").out == "张三\n"
    assert run(f"config get officer {other}").out == "李四\n"


def test_the_list_of_settings_shows_who_signs_where(run: Run, other: str, tmp_path: Path) -> None:
    assert run("config set officer 张三").code == 0
    assert run(f"config set officer 李四 {other}").code == 0
    rows = {str(one["key"]): (one["value"], one["scope"]) for one in objects(run("config list --json"))}
    assert rows["officer"] == ("张三", "database")
    assert rows[f"officer@{tmp_path / 'demo.db'}"] == ("李四", "database")
    assert rows[f"officer@{tmp_path / 'zone.db'}"] == ("张三", "database")
    assert rows["lang"] == ("", "local") or rows["lang"][1] == "local"


@pytest.mark.parametrize(("language", "scope"), [("zh", "本机"), ("en", "this machine")])
def test_the_list_of_settings_tells_people_what_each_is_about(
    language: str, scope: str, run: Run, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del other
    monkeypatch.setenv("GRIDLOG_LANG", language)
    keys = [str(one["key"]).partition("@")[0] for one in objects(run("config list --json"))]
    told = [line.strip("| ").split("|") for line in run("config list --format md").out.splitlines()[2:]]
    assert [line[0].strip().replace("\\", "") for line in told] == keys
    assert all(len(line[-1].strip()) > 1 for line in told)
    assert told[keys.index("copies")][3].strip() == scope


@needs_pty
@pytest.mark.usefixtures("small")
def test_the_list_of_settings_is_a_table_on_a_terminal_of_80_columns(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    pexpect = pytest.importorskip("pexpect")
    assert run("config set officer 张三").code == 0
    with terminal("config list") as person:
        person.expect(pexpect.EOF)
        lines = str(person.before).splitlines()
    assert "───" in lines[1]
    assert [line for line in lines if cells(line) > 80] == []
    assert any(line.startswith("milestone_late_days ") and "节点超期" in line for line in lines)


def test_init_with_an_officer_signs_in_its_own_database(run: Run, other: str, tmp_path: Path) -> None:
    assert run(f"init --officer 张三 --db {shlex.quote(str(tmp_path / 'third.db'))}").code == 0
    assert run("config get officer").out == "\n"
    assert run(f"{other} config get officer").out == "\n"
    assert run(f"config get officer --db {shlex.quote(str(tmp_path / 'third.db'))}").out == "张三\n"


def _old_file(home: Path, **settings: str) -> Path:
    """A config file as an earlier version wrote it."""
    path = home / ".config" / "gridlog" / "config.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return path


def test_an_old_config_file_keeps_working_until_somebody_is_set(
    run: Run, other: str, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own_home / ".config"))
    path = _old_file(own_home, officer="张三", lang="zh")
    assert only(run("visit add E1 --nothing --json"))["officer"] == "张三"
    assert run(f"config set officer 李四 {other}").code == 0
    assert run(f"{other} config get officer").out == "李四\n"
    assert run("config get officer").out == "张三\n"
    assert run(f"{other} config set officer ''").code == 0
    assert run(f"{other} config get officer").out == "\n", (
        "forgotten here, though the old file names somebody"
    )
    kept = json.loads(path.read_text("utf-8"))
    assert (kept["officer"], kept["lang"]) == ("张三", "zh")
    assert all(isinstance(value, str) for value in kept.values()), "an earlier version reads texts only"


def test_the_environment_names_the_officer_before_the_file(
    run: Run, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("config set officer 张三").code == 0
    monkeypatch.setenv("GRIDLOG_OFFICER", "王五")
    assert only(run("visit add E1 --nothing --json"))["officer"] == "王五"
    assert only(run(f"{other} visit add E1 --nothing --json"))["officer"] == "王五"


@pytest.mark.usefixtures("small")
def test_one_database_has_one_officer_however_its_path_is_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("config set officer 张三").code == 0
    monkeypatch.chdir(tmp_path)
    assert run("config get officer --db zone.db").out == "张三\n"
    assert run("config get officer --db ./roster/../zone.db").out == "张三\n"
    assert run("config set officer ''").code == 0
    assert run("config get officer --db zone.db").out == "\n"


def test_each_setting_says_where_its_value_comes_from(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert small.is_dir()

    def origins(line: str = "config list --json") -> dict[str, tuple[object, object]]:
        return {str(one["key"]): (one["value"], one["origin"]) for one in objects(run(line))}

    database = str(tmp_path / "zone.db")
    first = origins()
    assert first["db"] == (database, "environment")
    assert first["lang"] == ("zh", "environment")
    assert (first["officer"], first["share"]) == (("", "default"), ("", "default"))
    assert (first["copies"], first["quota"]) == (("on", "default"), (5, "default"))
    assert origins("--lang en config list --json")["lang"] == ("en", "option")
    assert origins("config list --json --lang en")["lang"] == ("en", "option")
    for line in ("officer 张三", "copies off", "quota 4", "coverage_days 14"):
        assert run(f"config set {line}").code == 0
    later = origins()
    assert (later["officer"], later["copies"]) == (("张三", "config"), ("off", "config"))
    assert (later["quota"], later["coverage_days"]) == ((4, "database"), (14, "database"))
    share = (tmp_path / "share").as_posix()
    assert run(["share", "create", share]).code == 0
    assert origins()["share"] == (share, "database")
    for name, value in {"OFFICER": "李四", "SHARE": "/elsewhere", "COPIES": "on"}.items():
        monkeypatch.setenv(f"GRIDLOG_{name}", value)
    assert [origins()[key] for key in ("officer", "share", "copies")] == [
        ("李四", "environment"),
        ("/elsewhere", "environment"),
        ("on", "environment"),
    ]
    monkeypatch.delenv("GRIDLOG_DB")
    monkeypatch.delenv("GRIDLOG_LANG")
    assert origins()["db"][1] == "default"
    assert origins()["lang"] == ("en", "default")
    assert origins(f"--db {shlex.quote(Path(database).as_posix())} config list --json")["db"][1] == "option"
    assert run(["config", "set", "db", database]).code == 0
    assert origins()["db"] == (database, "config")
    shown = run("config list").out
    assert "from" in shown.splitlines()[0]
    assert "config file" in shown
