"""What must not grow with the number of visits does not: the plans of the daily commands touch rows, never tables."""

import re
import shlex
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import Run, id_in

BIG = ("visits", "visit_participants", "events", "stored", "issues", "issue_spells", "spotchecks")

NAMES = f"(?:{'|'.join(BIG)}|v|w|i|s|vp|raised|mine)"  # as they are, and as the queries call them for short
FEW = "(?:issues_open|issues_open_enterprise|issue_spells_open|spotchecks_open)"  # what is open stays few
LAST_ROW = re.compile(r"SELECT id FROM \w+ ORDER BY [\w ,]+ LIMIT 1")  # reads one entry of its index


class Watched(sqlite3.Connection):
    """A connection that keeps every statement run on it."""

    def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        WATCHED.append(sql)
        ASKED.append((sql, *map(repr, parameters)))
        return super().execute(sql, *parameters)  # type: ignore[arg-type]


WATCHED: list[str] = []
ASKED: list[tuple[str, ...]] = []  # the same with their parameters


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that commands run, from here on."""
    WATCHED.clear()
    ASKED.clear()
    real = sqlite3.connect

    def connect(target: str, **options: object) -> sqlite3.Connection:
        return real(target, factory=Watched, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connect)
    return WATCHED


COMMANDS = (
    "visit add E1 --by 张三 --with 李四 --note 好 --yes",
    "issue raise E1 断电 --by 张三",
    "report week 2025-W47",
    "report week 2025-W47 --by block --json",
    "report week 2025-W47 --format html",
    "report week 2025-W46 --as-of 今天",
    "report day --by officer",
    "report day 2025-11-03 --by zone",
    "report day --format html",
    "report month 2025-11 --format text",
    "report month 2025-11 --by grid --format csv",
    "report trend",
    "report coverage",
    "today",
    "today --by 张三",
    "today --by 板块长甲",
    "enterprise show E1",
    "visit list --week 2025-W47",
    "visit list --week 2025-W47 --officer 张三 --format csv",
    "issue list --open",
    "spotcheck draw this --percent 5 --seed 1 --by 张三",
    "spotcheck record {id} --reached yes --by 王五",
    "spotcheck list",
    "spotcheck list --open --format csv",
    "spotcheck report this",
    "spotcheck report 2025-11 --by zone",
)


@pytest.mark.parametrize("line", COMMANDS)
@pytest.mark.usefixtures("small")
def test_a_daily_command_scans_no_table_that_grows(
    run: Run, tmp_path: Path, watched: list[str], line: str
) -> None:
    id = id_in(run("visit add E1 --by 张三 --nothing"))
    assert run("spotcheck draw this --percent 5 --seed 2 --by 王五").code == 0
    watched.clear()
    assert run(line.format(id=id)).code == 0
    plans = list(_plans(tmp_path, watched))
    assert any("visits" in statement or "issues" in statement for statement, _ in plans)
    scans = [
        (statement, step)
        for statement, step in plans
        if re.match(
            rf"SCAN {NAMES}\b(?! USING (?:COVERING )?INDEX {FEW}\b)|SEARCH {NAMES} USING AUTOMATIC", step
        )
        and not (LAST_ROW.fullmatch(statement) and step.endswith(" INDEX spotchecks_drawn"))
    ]
    assert scans == []


def _plans(folder: Path, statements: list[str]) -> Iterator[tuple[str, str]]:
    """Every step of the plan of every question asked; parameters do not matter to a plan."""
    database = sqlite3.connect(folder / "zone.db")
    for statement in {one for one in statements if one.lstrip().upper().startswith(("SELECT", "WITH"))}:
        bare = re.sub(r"(?<![\w:]):[a-z_]+|\?", "NULL", statement)
        for *_, step in database.execute(f"EXPLAIN QUERY PLAN {bare}"):
            yield statement, str(step)


MOST_QUERIES: Mapping[str, int] = {
    "visit add E012 --by QL06 --note 好 --yes": 25,
    "visit add E012 --by QL06 --note 好 --yes --issue 断电 --issue 停水": 30,
    "report day": 15,
    "today": 20,
    "today --by QL06": 20,
    "enterprise show E012": 20,
    "report week": 20,
    "report week --format html": 20,
    "report month --format html": 35,
    "report trend": 40,
}


@pytest.mark.parametrize("line", MOST_QUERIES)
@pytest.mark.usefixtures("play", "watched")
def test_a_command_reads_each_fact_once(run: Run, line: str) -> None:
    assert run(line, now="2025-11-21T15:00:00+08:00").code == 0
    reads = [one for one in ASKED if one[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    assert [one for one in reads if reads.count(one) > 1] == []
    assert len(reads) <= MOST_QUERIES[line]


@pytest.mark.usefixtures("small")
def test_the_page_of_an_enterprise_reads_the_projects_of_no_other_one(
    run: Run, tmp_path: Path, watched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    assert run("project add X1 新厂房 --enterprise E1").code == 0
    watched.clear()
    assert "X1" in run("enterprise show E1").out
    plans = list(_plans(tmp_path, watched))
    assert any("FROM logs" in statement for statement, _ in plans)
    assert [step for _, step in plans if re.match(r"SCAN (projects|milestones|progress|logs)\b", step)] == []


@pytest.mark.usefixtures("small")
def test_what_was_imported_and_undone_is_read_by_one_undo_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    assert run("grid add A-9 甲九 --parent A --level grid").code == 0
    assert run("grid remove A-9 --reason x").code == 0  # a code that each sync looks at
    lines = "".join(f"2025-11-{day:02},E1,P1,第{day}次\n" for day in range(3, 21))
    (tmp_path / "visits.csv").write_text(f"date,enterprise,officer,note\n{lines}", encoding="utf-8")
    assert run(f"share create {shlex.quote((tmp_path / 'share').as_posix())}").code == 0
    assert run(f"visit import {shlex.quote((tmp_path / 'visits.csv').as_posix())}").code == 0
    request.getfixturevalue("watched")
    rows = {}
    for line in ("undo --yes", "sync", "grid list"):
        ASKED.clear()
        assert run(line).code == 0
        rows[line] = sum(one[0].startswith("SELECT body FROM events WHERE id") for one in ASKED)
    assert rows["undo --yes"] < 3 * 18  # once to say what goes, once to write
    assert rows["sync"] < 18


@pytest.mark.usefixtures("small")
def test_a_sync_reads_no_visit_of_an_entry_for_the_merge_of_another_one(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    lines = "".join(f"2025-11-{day:02},E1,P1,第{day}次\n" for day in range(3, 21))
    (tmp_path / "visits.csv").write_text(f"date,enterprise,officer,note\n{lines}", encoding="utf-8")
    assert run(f"share create {shlex.quote((tmp_path / 'share').as_posix())}").code == 0
    assert run(f"visit import {shlex.quote((tmp_path / 'visits.csv').as_posix())}").code == 0
    for code, into in (("E2", "E1"), ("E4", "E3")):
        assert run(f"enterprise merge {code} {into} --reason 同一家").code == 0
    assert run("sync").code == 0
    request.getfixturevalue("watched")
    ASKED.clear()
    assert run("sync").code == 0
    looks = ("SELECT body FROM events WHERE id", "SELECT 1 FROM stored WHERE row")
    assert sum(one[0].startswith(looks) for one in ASKED) < 18


@pytest.mark.usefixtures("small")
def test_a_sync_reads_what_followed_merges_once_and_not_once_a_merge(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    assert run(f"share create {shlex.quote((tmp_path / 'share').as_posix())}").code == 0
    request.getfixturevalue("watched")
    reads = []
    for code in ("E2", "E3", "E4"):
        for month in range(1, 7):
            assert run(f"indicator set {code} 2025-{month:02} 应税销售 12.5").code == 0
        assert run(f"enterprise merge {code} E1 --reason 同一家").code == 0
        assert run("sync").code == 0
        ASKED.clear()
        assert run("sync").code == 0
        reads.append(sum(one[0].startswith("SELECT body FROM events WHERE id") for one in ASKED))
    assert reads[2] - reads[1] <= reads[1] - reads[0]


@pytest.mark.usefixtures("small")
def test_what_somebody_else_writes_before_the_transaction_counts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridlog.store.file import Store

    real = Store.write

    def meanwhile(self: Store, *rest: object) -> object:
        monkeypatch.setattr(Store, "write", real)
        other = sqlite3.connect(tmp_path / "zone.db")
        with other:
            other.execute("UPDATE enterprise_grids SET grid = 'B-1' WHERE enterprise = 'E1'")
        other.close()
        return real(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "write", meanwhile)
    assert run("visit add E1 --by 张三 --nothing --yes").code == 0
    assert run("visit list --format csv").out.splitlines()[1].count(",B-1,") == 1
