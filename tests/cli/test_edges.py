"""Whatever stands in an option or argument, a command ends with a proper exit code and one line, never a traceback."""

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from gridlog.core.rules import Rules
from tests.conftest import NOW, Ran, ran
from tests.support.edges import PROPER, line_of
from tests.support.pages import PAGES

LONG = "9" * 10_000
EVERYWHERE = ("", "  ", "½", "\0", "\udc33", LONG, "１２", "-1", "0")
EDGES = (
    "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0000", "0001", "9999",
    "0000-00-00", "0001-W01", "9999-W52", "9999-W53", "0000-W01", "0001-01", "9999-12", "0000-01", "1899-12-31",
    "2200-01-01", "-1", "0", "1", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999",
    "-1e999", "nan", "½", "９９９９", "２０２５－１１－０３", "", "  ", "\0", "\udc33", "😀", LONG, "12-31", "2-29",
    "9999999个月前", "999个月前", "999周前", "9999天前", "9999天后", "in 9999 days", "in 9999 months", "月底",
)  # fmt: skip

SLOW = {"demo"}  # makes a whole zone for every name that is one
NUMBERS = ("N", "P", "1..5")
DATES = ("D", "DATE", "INSTANT", "PERIOD", "YEAR|MONTH")


@pytest.fixture(scope="module")
def drawn(small_zone: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database with a visit, an issue and a spot check, and what a line may name."""
    folder = tmp_path_factory.mktemp("edges")
    db = folder / "zone.db"
    shutil.copy(small_zone / "zone.db", db)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {"HOME": str(folder), "GRIDLOG_DB": str(db), "GRIDLOG_LANG": "zh"}.items():
            patched.setenv(name, value)
        visit = ran("visit add E1 --by 张三 --note x --on 2025-11-14 --reason 出差", now=NOW)
        issue = ran("issue raise E1 断电 --by 张三", now=NOW)
        assert ran("spotcheck draw 2025-W46 --percent 100 --seed 7 --by 王五", now=NOW).code == 0
    file = folder / "rows.csv"
    file.write_text(
        "code,name,date,enterprise,officer,note,work\nP1,张三,2025-11-21,E3,P2,x,work\n", encoding="utf-8"
    )
    return db, {"visit": visit.out.split()[0], "issue": issue.out.split()[0], "file": file.as_posix()}


@pytest.fixture
def names(
    drawn: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """The same in a folder of its own, where files with strange names may appear."""
    shutil.copy(drawn[0], tmp_path / "zone.db")
    monkeypatch.chdir(tmp_path)
    return drawn[1]


def spoiled(path: str, line: str, command: Any, param: Any, value: str) -> list[str]:
    """The words of a right line with a value in the place of a parameter's."""
    words = shlex.split(line)
    options = next((at for at, word in enumerate(words) if word.startswith("--")), len(words))
    start = len(path.split())
    named, given = words[start:options], words[options:]
    if param.param_type_name == "option":
        if param.opts[0] in given:
            at = given.index(param.opts[0])
            del given[at : at + 2]
        return [*words[:options], *given, f"{param.opts[0]}={value}"]
    at = [one for one in command.params if one.param_type_name == "argument"].index(param)
    return [*words[:start], *given, "--", *named[:at], value, *named[at + 1 :]]


def judged(words: list[str], done: Ran) -> None:
    """Fails unless the exit code is proper and a refusal is one line."""
    told = (" ".join(words)[:200], done.code, done.err[:500])
    assert done.code in PROPER, told
    if done.code:
        lines = [line for line in done.err.splitlines() if line.startswith(("错误：", "Error: "))]
        assert len(lines) == 1, told
        assert "Traceback" not in done.err


def params_of(kind: str) -> list[Any]:
    """The parameters of all commands that take text of a kind: exact (dates and numbers) or any."""
    found = []
    for path, page in PAGES.items():
        if path in SLOW or getattr(page.command, "makers", {}):
            continue
        for param in page.command.params:
            if getattr(param, "is_flag", False) or getattr(param, "hidden", False) or param.name == "help":
                continue
            exact = (
                param.metavar in (*NUMBERS, *DATES) or "--week" in param.opts or path.startswith("config set")
            )
            if exact == (kind == "exact"):
                name = param.opts[0] if param.param_type_name == "option" else param.name
                found.append(pytest.param(path, param, id=f"{path} {name}"))
    return found


@pytest.mark.parametrize(("path", "param"), params_of("exact"))
def test_no_edge_of_a_date_or_number_ends_in_a_traceback(
    path: str, param: Any, names: dict[str, str]
) -> None:
    _walk(path, param, names, EDGES)


@pytest.mark.parametrize(("path", "param"), params_of("any"))
def test_no_edge_of_a_text_ends_in_a_traceback(path: str, param: Any, names: dict[str, str]) -> None:
    _walk(path, param, names, EVERYWHERE)


def _walk(path: str, param: Any, names: dict[str, str], values: tuple[str, ...]) -> None:
    line = line_of(path).format(**names)
    for value in values:
        words = spoiled(path, line, PAGES[path].command, param, value)
        judged(words, ran(words))


@pytest.mark.parametrize(
    "line", ["visit add E2 --by 张三 --nothing", "report week", "calendar show", "issue list", "report month"]
)
@pytest.mark.parametrize(
    "instant", [value for value in EDGES if "\0" not in value and "\udc33" not in value and value]
)
def test_no_clock_ends_in_a_traceback(line: str, instant: str, names: dict[str, str]) -> None:
    assert names
    judged([line, instant], ran(line, now=instant))


CELLS = {
    "visit import": (
        "date,enterprise,officer,note,recorded_at\n{date},E3,P2,x,{instant}\n",
        ("date", "instant"),
    ),
    "roster import --kind officers": ("code,name,quota\nP7,新人,{quota}\n", ("quota",)),
    "roster import --kind enterprises": ("code,name,key,uscc\nE7,新企业,{key},{uscc}\n", ("key", "uscc")),
    "calendar import": ("date,work,name\n{date},work,x\n", ("date",)),
}
RIGHT = {"date": "2025-11-20", "instant": "", "quota": "3", "key": "1", "uscc": ""}


@pytest.mark.parametrize(
    ("command", "cell"), [(line, cell) for line, (_, cells) in CELLS.items() for cell in cells]
)
def test_no_edge_in_a_cell_ends_in_a_traceback(
    command: str, cell: str, names: dict[str, str], tmp_path: Path
) -> None:
    assert names
    for value in EDGES:
        text = CELLS[command][0].format(**RIGHT | {cell: value})
        (tmp_path / "rows.csv").write_text(text, encoding="utf-8", errors="surrogatepass")
        judged([command, value], ran(f"{command} rows.csv"))


@pytest.mark.parametrize(
    "number", ["1e999", LONG, "0001-01-01", "-1", "nan", "9223372036854775808", '"\\u0000"', '"' + LONG + '"']
)
@pytest.mark.parametrize("key", ["value", "width", "title", "sheet"])
def test_no_edge_in_a_profile_ends_in_a_traceback(
    number: str, key: str, names: dict[str, str], tmp_path: Path
) -> None:
    assert names
    column = "[[column]]\nheading = 'a'\n" + (
        f"{key} = {number}\n" if key in ("value", "width") else "from = 'date'\n"
    )
    head = "" if key in ("value", "width") else f"{key} = {number}\n"
    (tmp_path / "profile.toml").write_text(head + column, encoding="utf-8")
    for form in ("csv", "xlsx"):
        judged([key, number], ran(f"export visits --profile profile.toml --format {form}"))


@pytest.mark.parametrize("key", [*Rules._fields, "db", "lang", "officer", "share"])
def test_no_edge_of_a_setting_ends_in_a_traceback(key: str, names: dict[str, str]) -> None:
    assert names
    for value in EDGES:
        words = ["config", "set", "--", key, value]
        judged(words, ran(words))
        judged(["config", "get", key], ran(f"config get {key}"))


PIPED = [value.encode("utf-8", "surrogatepass") for value in EDGES if len(value) < 99]


@pytest.mark.parametrize("value", PIPED, ids=lambda value: ascii(value))
def test_no_text_that_is_piped_in_ends_in_a_traceback(
    value: bytes, names: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "said.txt").write_bytes(value)
    for line in (
        "visit add E2 --by 张三 --note -",
        "visit add E2 --by 张三 --note @said.txt",
        f"issue answer {names['issue']} --result solved --text -",
        "visit import -",
        "export visits --profile said.txt",
    ):
        judged([line], ran(line, stdin=value))
