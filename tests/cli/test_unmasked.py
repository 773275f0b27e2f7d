"""`--unmask` goes on record: who took whole phone numbers out, how many rows, when; nothing else writes."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from gridlog.core.event import Data, Stamp, created
from gridlog.core.fold import fold
from gridlog.core.nouns.export.life import Export, told
from gridlog.store.tables import derived, lone
from tests.conftest import Run, events, objects, sql
from tests.support.processes import LINUX, child, read_only, without_privilege

STAMP = Stamp("0123456789abcdef", 1, 5, "", "", False)


@pytest.mark.parametrize("form", ["", "--json", "--excel", "--format ndjson", "--format xlsx"])
@pytest.mark.parametrize("what", ["visits", "enterprises", "officers"])
@pytest.mark.usefixtures("small")
def test_an_export_of_whole_numbers_leaves_one_event(run: Run, tmp_path: Path, what: str, form: str) -> None:
    assert run("config set officer 张三").code == 0
    assert run("visit add E1 --by 张三 --phone 13900001234 --note x").code == 0
    before = events(tmp_path)
    ran = run(f"export {what} {form} --unmask")
    rows = {"visits": 1, "enterprises": 4, "officers": 4}[what]
    assert (ran.code, ran.err) == (0, f"已记录：导出 {rows} 行，电话未打码。\n")
    assert events(tmp_path) == before + 1
    last = objects(run("history --limit 1 --json"))[0]
    assert {key: last[key] for key in ("noun", "kind", "by", "details", "clock_was_set")} == {
        "noun": "export",
        "kind": "export.unmasked",
        "by": "张三",
        "details": f"rows={rows}; what={what}",
        "clock_was_set": True,
    }


@pytest.mark.usefixtures("small")
def test_history_tells_a_person_what_was_taken_out(run: Run) -> None:
    assert run("export visits --unmask --since 2025-11-01 --until 昨天").code == 0
    assert "导出全号" in (zh := run("history --limit 1").out)
    for word in ("台账 走访台账", "行数 0", "起 2025-11-01", "止 2025-11-20"):
        assert word in zh
    en = run("history --limit 1", lang="en").out
    assert "whole numbers exported" in en
    assert "of visits" in en


@pytest.mark.parametrize(
    "line",
    [
        "export visits", "export visits --excel", "export visits --format xlsx", "export visits --json",
        "export issues", "export enterprises", "export officers", "export issues --unmask",
        "export visits --unmask --profile {profile}", "export visits --profile {profile}",
    ],
)  # fmt: skip
def test_an_export_without_whole_numbers_writes_nothing(
    run: Run, small: Path, tmp_path: Path, line: str
) -> None:
    profile = small / "profile.toml"
    profile.write_text("[[column]]\nheading = 'a'\nfrom = 'date'\n", encoding="utf-8")
    assert run("export issues").code == 0  # looks up the year's holidays, once
    before = (tmp_path / "zone.db").read_bytes()
    ran = run(line.format(profile=shlex.quote(profile.as_posix())))
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "zone.db").read_bytes() == before


def test_a_profile_with_phones_goes_on_record(run: Run, small: Path, tmp_path: Path) -> None:
    profile = small / "profile.toml"
    profile.write_text("[[column]]\nheading = 'a'\nfrom = 'phone'\n", encoding="utf-8")
    before = events(tmp_path)
    assert run(f"export officers --unmask --profile {profile.as_posix()}").code == 0
    assert events(tmp_path) == before + 1


@pytest.mark.parametrize(
    "line",
    [
        "export visits --unmask --format pdf",
        "export secrets --unmask",
        "export visits --unmask --since 改天",
        "export officers --unmask --since 昨天",
        "export visits --unmask --profile nowhere.toml",
    ],
)
@pytest.mark.usefixtures("small")
def test_an_export_that_is_refused_is_not_on_record(run: Run, tmp_path: Path, line: str) -> None:
    before = events(tmp_path)
    assert run(line).code == 2
    assert events(tmp_path) == before


@LINUX
@pytest.mark.usefixtures("small")
def test_a_database_that_cannot_be_written_gives_out_masked_numbers_only(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    database = folder / "zone.db"
    database.write_bytes((tmp_path / "zone.db").read_bytes())

    def asked(line: str) -> tuple[int, bytes, bytes]:
        ran = child(line, before=without_privilege, GRIDLOG_DB=str(database))
        return ran.returncode, ran.stdout, ran.stderr

    with read_only(folder, database):
        for what in ("visits", "issues", "enterprises", "officers"):
            for form in ("csv", "xlsx", "json"):
                code, out, err = asked(f"export {what} --format {form}")
                assert (code, err) == (0, b"")
                assert out
        code, out, err = asked("export officers --unmask")
        assert (code, out) == (4, b"")
        assert b"zone.db" in err


@pytest.mark.usefixtures("small")
def test_the_record_travels_and_no_replica_takes_it_for_a_flaw(run: Run, tmp_path: Path) -> None:
    assert run(f"share create {tmp_path / 'share'}").code == 0
    assert run("export officers --unmask").code == 0
    assert run("export officers --unmask").code == 0
    assert run("sync").code == 0
    other = f"--db {tmp_path / 'other.db'}"
    assert run(f"{other} init").code == 0
    assert run(f"{other} share join {tmp_path / 'share'} --yes").code == 0
    told = [one["kind"] for one in objects(run(f"{other} history --json"))]
    assert told.count("export.unmasked") == 2
    for database in ("", other):
        assert run(f"{database} conflicts --json").out == "[]\n"
    assert sql(tmp_path, "SELECT * FROM flaws") == []


# --- what the event means


def test_an_export_is_a_row_of_its_own_without_tables() -> None:
    export = Export("visits", 7, "2025-11-01")
    event = created("export.unmasked", told(export), "", (), STAMP)
    row = fold([event])
    assert (row.noun, row.value, row.flaws) == ("export", export, ())
    assert lone(event) == {}
    made = derived(row, [event])
    assert made is not None
    assert made.rows == {}


FLAWS: Mapping[str, tuple[str, Data]] = {
    "a natural key": ("export/1", {"what": "visits", "rows": 1}),
    "rows that are a text": ("", {"what": "visits", "rows": "1"}),
    "a ledger that is a number": ("", {"what": 1, "rows": 1}),
    "a day that is a number": ("", {"what": "visits", "rows": 1, "since": 7}),
}


@pytest.mark.parametrize(("key", "data"), FLAWS.values(), ids=FLAWS.keys())
def test_an_export_that_cannot_be_is_a_flaw(key: str, data: Data) -> None:
    row = fold([created("export.unmasked", data, key, (), STAMP)])
    assert row.value is None
    assert [flaw.kind for flaw in row.flaws] == ["export.unmasked"]


def test_a_second_export_on_one_row_changes_nothing() -> None:
    first = created("export.unmasked", told(Export("visits", 7)), "", (), STAMP)
    second = created(
        "export.unmasked", told(Export("officers", 9)), first.id.hex(), (first.id,), STAMP._replace(number=2)
    )
    row = fold([second, first])
    assert row.value == Export("visits", 7)
    assert [flaw.id for flaw in row.flaws] == [second.id]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("what", ["enterprises", "officers"])
def test_a_list_with_whole_numbers_is_on_record_too(run: Run, what: str) -> None:
    line = f"{what[:-1]} list --format csv"
    count = run(line).out.count("\n") - 1
    assert "export.unmasked" not in run("history --format csv").out
    done = run(f"{line} --unmask")
    assert (done.code, f"已记录：导出 {count} 行" in done.err) == (0, True)
    assert f"what={what}" in run("history --format csv").out


@pytest.mark.usefixtures("small")
def test_a_table_that_shows_no_numbers_leaves_no_record(run: Run) -> None:
    assert run("enterprise list --unmask").code == 0
    assert "export.unmasked" not in run("history --format csv").out


@pytest.mark.usefixtures("small")
def test_the_numbers_of_a_spot_check_are_on_record_too(run: Run) -> None:
    assert run("visit add E1 --by 张三 --note x --on 2025-11-12 --reason 忘了").code == 0
    assert run("spotcheck draw 2025-W46 --percent 100 --seed 7 --by 王五").code == 0
    assert run("spotcheck list --format csv").code == 0
    assert "export.unmasked" not in run("history --format csv").out
    assert "已记录：导出 1 行" in run("spotcheck list --unmask --format csv").err
    assert "what=spotchecks" in run("history --format csv").out
