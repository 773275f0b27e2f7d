"""Every command and option says what it does, in both languages, and no reader gets the other language."""

import re
import shlex

import pytest

from gridlog.core.nouns.enterprise.life import STATUSES
from tests.conftest import Run
from tests.golden import matches
from tests.support.pages import PAGES, Page

SPLIT = "\x1f"
CHINESE = re.compile("[\u4e00-\u9fff]")
LANGUAGES = ("zh", "en")
# Typer's own classes are untyped: Any stands for its commands and parameters here.


def halves(text: str | None) -> tuple[str, str]:
    zh, split, en = (text or "").partition(SPLIT)
    assert split, f"one language only: {text!r}"
    return zh, en


def texts(page: Page) -> dict[str, str | None]:
    """Every help text of a page by what it explains."""
    params = {
        param.name: param.help
        for param in page.command.params
        if param.name != "help" and not getattr(param, "hidden", False)
    }
    return {"": page.command.help, **params, **getattr(page.command, "short_helps", {})}


def test_the_walk_meets_the_commands_of_the_contract() -> None:
    for path in (
        "init", "demo", "roster import", "grid list", "grid tree", "grid show", "officer list", "officer show",
        "officer add", "officer edit", "officer remove", "officer split", "grid add", "grid edit", "grid remove",
        "grid split", "enterprise remove", "enterprise split", "officer assign", "officer leave", "enterprise list", "enterprise show", "enterprise add",
        "enterprise edit", "visit add", "visit list", "visit show", "visit history", "visit edit", "visit void",
        "visit import", "issue raise", "issue list", "issue show", "issue history", "issue assign", "issue accept",
        "issue note", "issue hold", "issue resume", "issue extend", "issue escalate", "issue answer", "issue revisit",
        "issue reopen", "issue reject", "issue merge", "issue close", "report week", "report coverage",
        "report issues", "export", "history", "config list", "config get", "config set", "completion", "shell",
        "calendar show", "calendar import", "calendar set", "spotcheck draw", "spotcheck record", "spotcheck list",
        "spotcheck report",
    ):  # fmt: skip
        assert path in PAGES


OPTIONS = {
    "visit add": "--on --by --with --method --kind --contact --title --phone --note --nothing --issue --category"
    " --grade --reason",
    "visit list": "--since --until --week --officer --enterprise --grid --method --late --void",
    "visit void": "--reason",
    "visit import": "--dry-run",
    "issue raise": "--category --grade --due --visit --on --source --by",
    "issue list": "--open --overdue --state --category --enterprise --handler --since --until",
    "issue close": "--result --text --satisfaction --solved --by",
    "report week": "--by --format --output --check",
    "spotcheck draw": "--percent --seed --by --dry-run",
    "spotcheck record": "--reached --confirmed --satisfaction --note --by --draw",
    "spotcheck list": "--draw --open --unmask --excel",
    "spotcheck report": "--by",
    "export": "--since --until --format --excel --unmask --output",
    "roster import": "--kind --dry-run",
    "officer leave": "--from --to --kind",
    "officer edit": "--name --role --quota --phone --remark",
    "enterprise edit": "--status --from --yes",
    "enterprise remove": "--reason",
    "enterprise split": "--name --dry-run",
    "grid edit": "--name --level --parent --remark",
    "init": "--officer --zone",
    "": "--db --lang --version -V",
}


@pytest.mark.parametrize("path", list(OPTIONS))
def test_a_command_has_the_options_of_the_contract(path: str) -> None:
    there = {name for param in PAGES[path].command.params for name in param.opts}
    assert set(OPTIONS[path].split()) - there == set()


READING = [
    "visit list", "visit show", "visit history", "issue list", "issue show", "issue history", "grid list", "grid tree",
    "grid show", "officer list", "officer show", "enterprise list", "enterprise show", "report week",
    "report coverage", "report issues", "export", "history", "calendar show", "config list", "spotcheck list", "spotcheck report",
]  # fmt: skip


@pytest.mark.parametrize("path", READING)
def test_whatever_reads_has_format_json_and_output(path: str) -> None:
    there = {name for param in PAGES[path].command.params for name in param.opts}
    assert {"--format", "--json", "--output"} - there == set()


@pytest.mark.parametrize("path", PAGES)
def test_every_help_text_stands_in_both_languages(path: str) -> None:
    for name, text in texts(PAGES[path]).items():
        zh, en = halves(text)
        assert CHINESE.search(zh), name
        assert re.search("[a-z]", en) or CHINESE.search(en), name
        words = re.sub("|".join(STATUSES), "", en)
        assert not CHINESE.search(words), name
        assert not re.search("[，。；：（）、]", words), name


@pytest.mark.parametrize("path", PAGES)
def test_the_page_of_a_command_is_in_one_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    pages = {}
    for language in LANGUAGES:
        ran = run(f"{path} --help", lang=language)
        assert (ran.code, ran.err) == (0, "")
        pages[language] = ran.out
        assert [char for char in ran.out if not char.isprintable() and char != "\n"] == []
    assert re.findall("[\u4e00-\u9fff]+", re.sub("|".join(STATUSES), "", pages["en"])) == []
    for text in texts(PAGES[path]).values():
        zh, en = (_squeezed(half.split("\n")[0]) for half in halves(text))
        assert zh in _squeezed(pages["zh"])
        assert en in _squeezed(pages["en"])
        assert en not in _squeezed(pages["zh"]) or not re.search("[a-z]", en)
    for word in (
        "Usage:",
        "Options:",
        "Arguments:",
        "Commands:",
        "Show this",
        "repeatable",
        "[default",
        "[required",
    ):
        assert word not in pages["zh"]


def _squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", [path for path in PAGES if PAGES[path].path])
def test_every_option_of_a_page_is_on_it(run: Run, path: str) -> None:
    page = run(f"{path} --help").out
    for param in PAGES[path].command.params:
        for name in param.opts if param.param_type_name == "option" else [param.metavar or ""]:
            assert name in page, name


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_help_is_wider_than_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    from gridlog.ledgers.ruled import cells

    monkeypatch.setenv("COLUMNS", str(width))
    for path in ("", "visit add", "issue close", "export", "report week", "enterprise edit", "config set"):
        lines = run(f"{path} --help", lang=language).out.splitlines()
        assert [line for line in lines if cells(line) > width] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "visit add"])
def test_the_help_looks_as_it_did(
    run: Run, monkeypatch: pytest.MonkeyPatch, path: str, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    name = "_".join(shlex.split(path)) or "root"
    matches(f"help_{name}_{language}.txt", run(f"{path} --help", lang=language).out)


@pytest.mark.parametrize("path", [path for path, page in PAGES.items() if hasattr(page.command, "makers")])
def test_a_group_alone_shows_its_commands(run: Run, path: str) -> None:
    ran = run(path)
    assert ran.code in (0, 2)
    shown = ran.out + ran.err
    for name in PAGES[path].command.makers:
        assert re.search(rf"^  {name}\b", shown, re.MULTILINE)
