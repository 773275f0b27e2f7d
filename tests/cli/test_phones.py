"""No command shows a whole phone number unless it is asked with --unmask, and then that goes on record."""

import shlex
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import Ran, Run, events, id_in, objects, only, sql
from tests.support.edges import PROPER, line_of
from tests.support.pages import PAGES

OFFICER, ENTERPRISE, VISIT, EDITED, LANDLINE = (
    "13811110001", "13822220002", "13833330003", "13844440004", "0516-85330005",
)  # fmt: skip
NUMBERS = (OFFICER, ENTERPRISE, VISIT, EDITED, LANDLINE)
FORMS = ("", "--format csv", "--json", "--format ndjson", "--format text", "--format md")
ZONES_DAY = "2025-11-21T16:00:00+08:00"


@pytest.fixture
def phones(run: Run, small: Path, tmp_path: Path) -> dict[str, str]:
    """A zone with a number in every phone field, some changed, one in conflict; the ids that commands want."""
    for line in (
        f"officer add P9 赵六 --grid A-1 --phone {OFFICER}",
        f"enterprise edit E1 --phone {ENTERPRISE}",
        f"enterprise edit E2 --phone {LANDLINE}",
        f"station add S1 甲站 --block A --phone {LANDLINE}",
    ):
        assert run(line).code == 0
    visit = id_in(
        run(f"visit add E1 --by 张三 --phone {VISIT} --note 一切正常 --on 2025-11-14 --reason 出差")
    )
    assert run(f"visit edit {visit} --phone {EDITED} --reason 记错号码").code == 0
    issue = id_in(run("issue raise E1 断电 --by 张三"))
    assert run("spotcheck draw 2025-W46 --percent 100 --seed 7 --by 王五").code == 0
    _quarrel(run, small, tmp_path)
    return {"visit": visit, "issue": issue, "file": (small / "officers.csv").as_posix()}


def _quarrel(run: Run, folder: Path, tmp_path: Path) -> None:
    """Two machines give one enterprise two numbers."""
    share, other = shlex.quote(str(folder / "share")), f"--db {shlex.quote(str(tmp_path / 'other.db'))}"
    for line in (
        f"share create {share}",
        f"{other} init",
        f"{other} share join {share} --yes",
        f"enterprise edit E1 --phone {ENTERPRISE[:-1]}9",
        f"{other} enterprise edit E1 --phone {ENTERPRISE[:-1]}8",
        f"enterprise edit E1 --phone {ENTERPRISE}",
        "sync",
        f"{other} sync",
        "sync",
    ):
        assert run(line).code == 0, line
    assert objects(run("conflicts --json"))


def whole(done: Ran) -> list[str]:
    """The numbers that a command showed whole."""
    text = done.raw.decode("utf-8", "replace") + done.err
    return [number for number in (*NUMBERS, "13800000001", "13822220009", "13822220008") if number in text]


READING = {
    "history": "history",
    "visit list": "visit list",
    "visit show": "visit show {visit}",
    "visit history": "visit history {visit}",
    "issue list": "issue list",
    "issue show": "issue show {issue}",
    "issue history": "issue history {issue}",
    "officer list": "officer list",
    "officer show": "officer show 赵六",
    "enterprise list": "enterprise list",
    "enterprise show": "enterprise show E1",
    "grid list": "grid list",
    "grid tree": "grid tree",
    "grid show": "grid show A-1",
    "conflicts": "conflicts",
    "spotcheck list": "spotcheck list",
    "spotcheck report": "spotcheck report 2025-W46",
    "report day": "report day 2025-11-14",
    "report week": "report week 2025-W46",
    "report month": "report month 2025-11",
    "report trend": "report trend",
    "report coverage": "report coverage",
    "report issues": "report issues",
    "export": "export visits",
    "calendar show": "calendar show",
    "config list": "config list",
    "share status": "share status",
    "roster headings": "roster headings",
    "share check": "share check",
}
EXTRA = (
    "export enterprises",
    "export officers",
    "export issues",
    "enterprise show E2",
    "visit list --week 2025-W46",
)
UNMASKING = {
    "history": ("history --limit 100", "history"),
    "visit show": ("visit show {visit}", "visits"),
    "visit history": ("visit history {visit}", "history"),
    "officer list": ("officer list", "officers"),
    "officer show": ("officer show 赵六", "officers"),
    "enterprise list": ("enterprise list", "enterprises"),
    "enterprise show": ("enterprise show E1", "enterprises"),
    "conflicts": ("conflicts", "conflicts"),
    "spotcheck list": ("spotcheck list", "spotchecks"),
    "station list": ("station list", "stations"),
    "station show": ("station show S1", "stations"),
    "station history": ("station history S1", "history"),
    "export": ("export visits", "visits"),
}


def reading() -> list[str]:
    """A line of every command that reads; of one that is not listed here, with arguments of the kind it wants."""
    paths = [
        path for path, page in PAGES.items() if any("--output" in one.opts for one in page.command.params)
    ]
    assert set(READING) <= set(paths)
    return [READING.get(path) or line_of(path) for path in paths]


def test_no_reading_command_shows_a_whole_number(run: Run, phones: dict[str, str]) -> None:
    known = {*READING.values(), *EXTRA}
    for line, form in product((*reading(), *EXTRA), (*FORMS, "--excel")):
        done = run(f"{line.format(**phones)} {form}")
        assert done.code in (PROPER if form == "--excel" or line not in known else {0}), (
            line,
            form,
            done.err,
        )
        assert (line, form, whole(done)) == (line, form, [])


def test_a_command_that_could_show_numbers_shows_them_with_unmask_and_on_record(
    run: Run, tmp_path: Path, phones: dict[str, str]
) -> None:
    for path, (line, what) in UNMASKING.items():
        for form in FORMS[1:] if path in ("enterprise list",) else FORMS:
            before = events(tmp_path)
            done = run(f"{line.format(**phones)} --unmask {form}")
            assert whole(done), (path, form)
            assert events(tmp_path) == before + 1
            last = objects(run("history --limit 1 --json"))[0]
            assert last["kind"] == "export.unmasked"
            assert str(last["details"]).endswith(f"what={what}"), last


def test_only_the_commands_with_unmask_could_ever_show_numbers() -> None:
    there = {
        path for path, page in PAGES.items() if any("--unmask" in param.opts for param in page.command.params)
    }
    assert there == {*UNMASKING, "issue history"}


def test_unmask_without_a_number_leaves_no_record(run: Run, tmp_path: Path, phones: dict[str, str]) -> None:
    before = events(tmp_path)
    for line in ("officer show 王五", "enterprise show E3", f"issue history {phones['issue']}"):
        assert run(f"{line} --unmask").code == 0
    assert events(tmp_path) == before


def test_the_record_of_a_history_counts_its_rows_with_numbers(run: Run, phones: dict[str, str]) -> None:
    assert "已记录：导出 2 行" in run(f"visit history {phones['visit']} --unmask").err


@pytest.mark.usefixtures("phones")
def test_what_was_just_written_is_echoed_without_the_whole_number(run: Run, tmp_path: Path) -> None:
    line = f"visit add E2 --by 张三 --phone {VISIT} --note x --json"
    done = run(line)
    assert (whole(done), only(done)["phone"]) == ([], "138****0003")
    assert sql(tmp_path, "SELECT phone FROM visits WHERE enterprise = 'E2'") == [(VISIT,)]
    edited = run(f"visit edit {only(done)['id']} --phone {OFFICER} --reason x")
    assert (edited.code, whole(edited)) == (0, [])
    assert whole(run(f"enterprise edit E3 --phone {OFFICER}")) == []
    assert whole(run(f"officer add P8 钱七 --phone {OFFICER}")) == []


@pytest.mark.usefixtures("phones")
@pytest.mark.parametrize("dry", ["", "--dry-run"])
def test_an_import_names_rows_without_their_numbers(run: Run, small: Path, dry: str) -> None:
    sheets = {
        "officers": f"code,name,grid,role,quota,phone\nP1,张三,A-1,officer,{OFFICER},{VISIT}\n",
        "officers ": f"code,name,grid,role,quota,phone\nP1,张三,A-1,officer,,{VISIT}\nP7,新人,A-1,,,{OFFICER}\n",
        "enterprises": f"code,name,uscc,phone\nE1,禾木家居有限公司,{OFFICER},{VISIT}\n",
        "enterprises ": f"E1,禾木家居有限公司,{OFFICER},{VISIT}\n",
        "visits": f"date,enterprise,officer,note\n{OFFICER},{VISIT},{LANDLINE},x\n",
        "visits ": f"2025-11-14,E1,张三,{OFFICER}\n",
        "visits  ": f"date,enterprise,officer,{OFFICER}\n2025-11-14,E1,张三,x\n",
    }
    for number, (kind, text) in enumerate(sheets.items()):
        file = small / f"sheet{number}.csv"
        file.write_text(text, encoding="utf-8")
        noun = "visit import" if kind.strip() == "visits" else f"roster import --kind {kind.strip()}"
        done = run(f"{noun} {shlex.quote(file.as_posix())} {dry}")
        assert (kind, whole(done)) == (kind, []), done


@pytest.mark.usefixtures("phones")
@pytest.mark.parametrize(
    "line",
    [
        f"visit add {OFFICER} --by 张三 --nothing",
        f"visit add E1 --by {OFFICER} --nothing",
        f"visit add E1 --by 张三 --nothing --on {OFFICER}",
        f"officer show {LANDLINE}",
        f"report week {VISIT}",
        f"config set {OFFICER} x",
        f"visit add E1 --by 张三 {OFFICER}",
    ],
)
def test_an_error_does_not_repeat_a_whole_number(run: Run, line: str) -> None:
    done = run(line)
    assert (done.code in (2, 3), whole(done)) == (True, []), done


@pytest.mark.usefixtures("small")
def test_free_text_stays_as_it_was_typed(run: Run) -> None:
    note = f"请回电 {VISIT}"
    id = id_in(run(f"visit add E1 --by 张三 --note {shlex.quote(note)}"))
    assert only(run(f"visit show {id} --json"))["note"] == note
