"""`gridlog redact`: who may, what is asked and shown, and what no file says afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gridlog.errors import Refused
from gridlog.work import redacting
from tests.conftest import Run, events, id_in, objects
from tests.support.two_devices import Two

NAME, PHONE = "王大山", "13900001111"
ADD = f"visit add E1 --by 张三 --contact {NAME} --phone {PHONE} --note {NAME}说缺电，回电{PHONE}"


def every_byte(folder: Path) -> bytes:
    """Every byte of every file below a folder."""
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


@pytest.fixture
def visit(run: Run, small: Path) -> str:
    assert small.is_dir()
    return id_in(run(ADD))


def test_a_dry_run_lists_every_place_masked_and_changes_nothing(run: Run, visit: str, tmp_path: Path) -> None:
    before = events(tmp_path)
    done = run(f"redact {NAME} --reason 本人要求 --dry-run")
    assert done.code == 0
    assert [line.split() for line in done.out.splitlines()] == [
        ["走访登记", visit[:6], "受访人", "███"],
        ["走访登记", visit[:6], "内容", "███说缺电，回电139****1111"],
    ]
    assert "隐去 2 处，在 1 条记录里：走访登记 2" in done.err
    assert events(tmp_path) == before


def test_a_script_needs_yes_and_a_terminal_is_asked(run: Run, visit: str, tmp_path: Path) -> None:
    before = events(tmp_path)
    done = run(f"redact {NAME} --reason 本人要求")
    assert (done.code, done.out) == (4, "")
    assert events(tmp_path) == before
    done = run(f"redact {NAME} --reason 本人要求 --yes")
    assert (done.code, done.out) == (0, "已隐去，涉及 1 条记录。\n")
    assert "███说缺电" in run(f"visit show {visit}").out


@pytest.mark.usefixtures("visit")
def test_no_output_says_it_again(run: Run, visit: str) -> None:
    for one in (NAME, PHONE):
        done = run(f"redact {one} --reason 本人要求 --yes")
        assert one not in done.out + done.err
    assert objects(run("export visits --json"))[0]["phone"] == "█" * 11
    for line in (
        f"visit show {visit}",
        f"visit history {visit} --unmask",
        "visit list --json",
        "history --unmask --json",
        "history",
        "export visits --unmask --format csv",
        "conflicts",
        "search 缺电",
        "report week 2025-W47 --format md",
        "report week 2025-W47 --as-of 2025-11-21",
    ):
        done = run(line)
        assert done.code == 0, line
        assert NAME not in done.out + done.err, line
        assert PHONE not in done.out + done.err, line
    assert run(f"redact {NAME} --reason 再一次 --yes").code == 3


def test_the_history_says_who_redacted_when_and_why(run: Run, visit: str) -> None:
    assert run(f"redact {PHONE} --reason 本人要求 --yes").code == 0
    (row,) = objects(run(f"visit history {visit} --json"))
    assert str(row["details"]).endswith("redacted=2025-11-21 16:00 本人要求")
    assert "隐去：2025-11-21 16:00 本人要求" in run(f"visit history {visit} --format md").out
    first = objects(run("history --json --limit 1"))[0]
    assert (first["kind"], first["details"]) == (
        "redaction.made",
        "reason=本人要求;what=phone".replace(";", "; "),
    )


def test_a_code_and_the_name_of_an_enterprise_stay(run: Run, small: Path) -> None:
    assert small.is_dir()
    assert run("enterprise add E9 王大山商店 --contact 王大山 --yes").code == 0
    done = run(f"redact {NAME} --reason 本人要求 --yes")
    assert "另有 1 处不隐去" in done.err
    assert "王大山商店" in run("enterprise show E9").out
    assert run("redact E9 --reason x --yes").code == 4


@pytest.mark.parametrize(
    "line",
    [
        "grid add ZQ9 甲九 --parent A --level grid",
        "officer add ZQ9 钱七 --grid A-1",
        "enterprise add ZQ9 王大山商店",
        "project add ZQ9 二期 --enterprise E1",
        "premises add ZQ9 一号 --kind plant --area 100",
        "station add ZQ9 一站 --block A",
    ],
)
@pytest.mark.usefixtures("small")
def test_a_code_of_anything_stays(run: Run, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "P1")
    done = run(line)
    assert done.code == 0, done.err
    done = run("redact ZQ9 --reason x --yes")
    assert done.code == 4
    assert "编号" in done.err


def test_an_officer_keeps_the_code(run: Run, visit: str) -> None:
    assert run("redact 张三 --reason 离职 --yes").code == 0
    assert "██" in [one["name"] for one in objects(run("officer list --json"))]
    assert run(f"visit history {visit} --json").out.count("officer=P1") == 1
    assert run(f"visit edit {visit} --note 改 --reason x").code == 0


@pytest.mark.usefixtures("visit")
def test_frozen_figures_stay_and_the_name_leaves_them(run: Run) -> None:
    assert run("report week 2025-W47 --freeze").code == 0
    before = objects(run("report week 2025-W47 --json"))
    assert run("redact 张三 --reason 离职 --yes").code == 0
    done = run("report week 2025-W47 --json")
    assert "张三" not in done.out
    assert len(objects(done)) == len(before)


def test_every_device_obeys_and_no_file_says_it(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    two = Two(run, tmp_path)
    two("a", f"officer edit P1 --phone {PHONE}")
    two("a", ADD)
    two.sync("a", "b")
    assert NAME in two("b", "visit list --json").out
    two("b", f"redact {NAME} --reason 本人要求 --yes")
    two("b", f"redact {PHONE} --reason 本人要求 --yes")
    heard = two.sync("b", "a")
    two.sync("a", "b")
    assert heard.code == 0
    two.join("c")
    two.sync("c", "a", "b")
    lists = {who: two.rows(who, "visit list") for who in "abc"}
    assert lists["a"] == lists["b"] == lists["c"]
    assert lists["a"][0]["contact"] == "███"
    for db in two.dbs.values():
        found = Path(db)
        for one in found.parent.glob(f"{found.name}*"):
            if not one.name.endswith(".bak"):
                assert NAME.encode() not in one.read_bytes(), one
                assert PHONE.encode() not in one.read_bytes(), one
        with closing(sqlite3.connect(db)) as connection:
            assert connection.execute("SELECT count(*) FROM redacting").fetchone() == (0,)
    for who in "abc":
        assert "√" in two(who, "doctor").out
    assert two("a", f"share check {two.share} --read").code == 0


def test_two_devices_that_redact_at_once_are_both_obeyed_by_every_file(
    run: Run, small: Path, tmp_path: Path
) -> None:
    assert small.is_dir()
    two = Two(run, tmp_path)
    two("a", ADD)
    two.sync("a", "b")
    two("a", f"redact {NAME} --reason 本人要求 --yes")
    two("b", f"redact {PHONE} --reason 本人要求 --yes")
    two.sync("a", "b")
    two.sync("a", "b")
    for db in two.dbs.values():
        found = Path(db)
        if found.exists():
            assert NAME.encode() not in found.read_bytes()
            assert PHONE.encode() not in found.read_bytes()
    assert two.rows("a", "visit list") == two.rows("b", "visit list")


@pytest.mark.usefixtures("visit")
def test_the_index_of_searches_goes_with_it(run: Run, tmp_path: Path) -> None:
    assert run("search 缺电").code == 0
    assert [*tmp_path.rglob("search-*.db")]
    assert run(f"redact {NAME} --reason 本人要求 --yes").code == 0
    assert not [*tmp_path.rglob("search-*.db")]
    assert "███" in run("search 缺电").out


@pytest.mark.usefixtures("visit")
def test_the_copies_that_still_have_it_are_named(run: Run, tmp_path: Path) -> None:
    assert run("backup").code == 0
    (copy,) = tmp_path.glob("zone.db.*bak")
    assert copy.name in run(f"redact {NAME} --reason 本人要求 --yes").err
    assert f"1 份备份里还有已隐去的内容：{copy.name}" in run("doctor").out
    copy.unlink()
    assert run("backup").code == 0
    assert "已隐去" not in run("doctor").out


@pytest.mark.usefixtures("visit")
def test_the_settings_of_this_machine_keep_no_name_that_went(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GRIDLOG_OFFICER", raising=False)
    assert run("config set officer 张三").code == 0
    (config,) = (tmp_path / "home").rglob("config.json")
    config.with_name("history").write_text("visit list\nvisit add E1 --with 张三\n", encoding="utf-8")
    assert run("redact 张三 --reason 离职 --yes").code == 0
    assert run("config get officer").out.strip() == "P1"
    assert "张三".encode() not in every_byte(tmp_path / "home")
    assert config.with_name("history").read_text(encoding="utf-8") == "visit list\n"


def test_a_device_whose_officer_went_is_told_without_the_name(run: Run, small: Path, tmp_path: Path) -> None:
    assert small.is_dir()
    two = Two(run, tmp_path)
    two.sync("a", "b")
    two("b", "config set officer 张三")
    two("a", "redact 张三 --reason 离职 --yes")
    two("a", "sync")
    done = two("b", "sync")
    assert "本机专员在底册里没有这个姓名" in done.err
    assert "张三" not in done.err


def test_the_same_file_imported_again_brings_nothing_back(run: Run, small: Path) -> None:
    rows = f"date,enterprise,officer,contact,phone,note\n2025-11-20,E1,P1,{NAME},{PHONE},好\n"
    (small / "v.csv").write_text(rows, encoding="utf-8")
    line = f"visit import {(small / 'v.csv').as_posix()}"
    assert run(line).code == 0
    assert run(f"redact {NAME} --reason 本人要求 --yes").code == 0
    before = run("visit list --json").out
    assert run(line).code == 0
    assert run("visit list --json").out == before


@pytest.mark.usefixtures("visit")
def test_a_reader_that_hinders_the_wiping_is_named_and_the_next_run_wipes(run: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "zone.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM visits").fetchone()
        done = run(f"redact {NAME} --reason 本人要求 --yes")
        assert done.code == 0
        assert "残迹还没擦掉" in done.err
    assert run(f"redact {NAME} --reason 本人要求 --yes").code == 3
    files = tmp_path.glob("zone.db*")
    assert [one.name for one in files if NAME.encode() in one.read_bytes()] == []


def test_what_comes_between_the_look_and_the_yes_is_masked_too(
    run: Run, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = redacting.redact

    def late(*told: Any) -> int:
        assert run(f"visit edit {visit} --note {NAME}又来 --reason 改").code == 0
        return honest(*told)

    monkeypatch.setattr(redacting, "redact", late)
    assert run(f"redact {NAME} --reason 本人要求 --yes").out == "已隐去，涉及 2 条记录。\n"
    assert NAME not in run(f"visit history {visit} --json").out


@pytest.mark.usefixtures("visit")
def test_a_redaction_cannot_be_undone(run: Run) -> None:
    assert run(f"redact {NAME} --reason 本人要求 --yes").code == 0
    assert run("undo --yes").code == 4


def test_an_event_whose_stub_fits_into_none_is_refused() -> None:
    with pytest.raises(Refused, match=r"redaction\.long"):
        list(redacting._parts({b"x" * 16: {"text": "█" * (400 << 10)}}))


def test_many_stubs_go_into_several_events() -> None:
    some = {bytes([n]) * 16: {"text": "█" * 20_000} for n in range(10)}
    parts = list(redacting._parts(some))
    assert [id for part in parts for id in part] == [id.hex() for id in some]
    assert 1 < len(parts) < 10
