"""What the README and the docs promise is what the program does."""

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from gridlog.core.event import hash_id
from gridlog.core.nouns.issue.value import NEXT
from gridlog.errors import GridlogError
from gridlog.store.schema import derived_tables

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """The shell lines below a marker of the README."""
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert found, name
    return found[1]


def in_shell(script: str, folder: Path) -> str:
    """What a script of the docs prints in a folder with the sample data, `gridlog` being this one."""
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    (bin_folder / "gridlog").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m gridlog "$@"\n', encoding="utf-8"
    )
    (bin_folder / "gridlog").chmod(0o755)
    shutil.copytree(ROOT / "data", folder / "data", dirs_exist_ok=True)
    path = os.pathsep.join([str(bin_folder), os.environ["PATH"]])
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run(
        [bash, "-c", "set -eu\n" + script],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the examples are for a POSIX shell")


@POSIX
def test_the_readmes_script_runs_as_it_stands(tmp_path: Path) -> None:
    told = in_shell(block("example"), tmp_path)
    assert "已销号" in told
    assert '"week": "2025-W47"' in told


@POSIX
def test_the_readmes_two_devices_see_one_anothers_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = in_shell(block("share"), tmp_path)
    assert "订单排到月底" in told.splitlines()[-1]
    monkeypatch.chdir(tmp_path / "share")
    count, *damaged = in_shell(examples("share-examples"), tmp_path / "share").splitlines()
    assert (count, damaged) == ("1", [])
    assert duckdb.execute(examples("share-duckdb")).fetchall() == [("E066", 1)]
    one = next((tmp_path / "share" / "log").glob("*.gz"))
    one.write_bytes(one.read_bytes() + b"x")
    assert one.name in in_shell(examples("share-examples").splitlines()[1], tmp_path / "share")


@POSIX
def test_the_fridays_script_hands_the_week_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_shell(block("share"), tmp_path)
    monkeypatch.setenv("GRIDLOG_NOW", "2025-11-21T17:00:00+08:00")
    told = in_shell(block("friday"), tmp_path)
    assert "somebody is short" in told
    assert "上报冻结" in (tmp_path / "周汇总.txt").read_text(encoding="utf-8")
    assert (tmp_path / "周汇总-人员.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "企业名称" in (tmp_path / "超期未访.csv").read_text(encoding="utf-8-sig")


def examples(name: str) -> str:
    """The lines below a marker of the format's page."""
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", FORMAT, re.DOTALL)
    assert found, name
    return found[1]


def test_both_commands_of_the_readme_set_up_and_do_one_thing() -> None:
    assert block("demo").rstrip().endswith("gridlog demo")
    assert block("tests").rstrip().endswith("pytest -n auto")


def test_the_readme_lists_every_exit_code() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    kinds: list[type[GridlogError]] = [GridlogError, *GridlogError.__subclasses__()]
    assert listed == {0, 130} | {kind.exit_code for kind in kinds}


def test_the_command_reference_is_what_the_program_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    reference = runpy.run_path(str(ROOT / "docs" / "make_cli.py"))["reference"]
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run docs/make_cli.py"


def test_the_man_pages_are_what_the_program_says_and_roff_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "74")
    made: dict[str, str] = runpy.run_path(str(ROOT / "docs" / "make_man.py"))["made"]()
    kept = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in made}
    assert kept == made, "run docs/make_man.py"
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not here to read the man pages")
    for name, text in made.items():
        words = [groff, "-man", "-Tutf8", "-Kutf8", "-ww", str(ROOT / "docs" / name)]
        shown = subprocess.run(words, capture_output=True, check=True, encoding="utf-8")
        assert shown.stderr == ""
        plain = re.sub(".\b", "", shown.stdout)
        assert text.count(".SS ") == sum(line.startswith("   gridlog ") for line in plain.splitlines())
        assert "--satisfaction" in plain


def test_the_glossary_is_made_from_the_code() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "make_glossary.py"))["page"]()
    assert (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8") == page, "run docs/make_glossary.py"
    assert "| 走访日期 | date | `date` |" in page
    assert "| 紧急 | urgent | `urgent` |" in page


def test_the_formats_example_has_the_id_it_says() -> None:
    body = re.search(r"```json\n(.*?)\n```", FORMAT)
    assert body
    assert hash_id(body[1].encode()).hex() in FORMAT


def test_the_format_prints_the_whole_life_of_an_issue() -> None:
    printed = set()
    for kind, sources, target in re.findall(
        r"^\| `(issue\.\w+)` \| ([\w— ]+) \| (\(stays\)|\w+) \|", FORMAT, re.MULTILINE
    ):
        for source in sources.split():
            state = "" if source == "—" else source
            printed.add((state, kind, state if target == "(stays)" else target))
    assert printed == {(state, kind, after) for (state, kind), after in NEXT.items()}


def test_the_format_names_every_derived_table() -> None:
    assert [table.name for table in derived_tables() if f"`{table.name}`" not in FORMAT] == []


@pytest.mark.parametrize(
    "name", ["docs/architecture.md", "docs/decisions.md", "docs/format.md", "CONTRIBUTING.md"]
)
def test_every_source_file_that_a_page_names_is_there(name: str) -> None:
    files = [f"/{path.relative_to(ROOT).as_posix()}" for path in ROOT.rglob("*.py")]
    named = set(re.findall(r"`([\w/.]+\.py)(?:::\w+)?`", (ROOT / name).read_text(encoding="utf-8")))
    assert [one for one in sorted(named) if not any(path.endswith(f"/{one}") for path in files)] == []
