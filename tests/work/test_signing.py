"""Who signs: what is written under a name that the roster does not know is refused."""

from pathlib import Path

import pytest

from tests.conftest import Run, events, id_in
from tests.support.pages import PAGES

STRANGER = "不存在"

# what only somebody of the roster writes; {visit}, {issue} and {draw} are ids
SIGNED = {
    "visit add": "visit add E1 --nothing",
    "visit edit": "visit edit {visit} --note 改 --reason 错了",
    "visit void": "visit void {visit} --reason 错了",
    "visit import": "visit import {folder}/visits.csv",
    "visit paste": "visit paste {folder}/chat.txt",
    "issue raise": "issue raise E1 断电",
    "issue edit": "issue edit {issue} --text 停电 --reason 错了",
    "spotcheck draw": "spotcheck draw this --percent 5 --seed 1",
    "spotcheck record": "spotcheck record {visit} --reached no",
    "report week": "report week 2025-W46 --freeze",
    "report month": "report month 2025-10 --freeze",
    "export": "export visits --unmask",
    "officer assign": "officer assign 张三 B-1",
    "officer leave": "officer leave 张三 --from 2025-11-20 --to 2025-11-20",
    "enterprise add": "enterprise add E9 新企业",
    "enterprise edit": "enterprise edit E1 --status 停产",
    "enterprise list": "enterprise list --unmask --format csv --excel",
    "officer list": "officer list --unmask",
    "spotcheck list": "spotcheck list --unmask",
    "officer edit": "officer edit 张三 --phone 13800000009",
    "officer remove": "officer remove P2 --reason 重复",
    "enterprise merge": "enterprise merge E3 E4 --reason 重复",
    "enterprise remove": "enterprise remove E3 --reason 重复",
    "grid add": "grid add C-1 新网格 --parent B",
    "grid edit": "grid edit B-1 --name 乙二网格",
    "grid remove": "grid remove C-9 --reason 重复",
    "calendar set": "calendar set 2025-11-20 rest --name 停电",
    "calendar import": "calendar import {folder}/days.csv",
    "config set": "config set quota 4",
    "init": "init --zone 别处",
    "indicator set": "indicator set E1 2025-10 应税销售 12.5",
    "indicator import": "indicator import {folder}/figures.csv",
    "indicator keys": "indicator keys --add rent --zh 租金 --en rent --unit 万元",
    "plan new": "plan new E2 --goal relief",
    "plan edit": "plan edit E1 --text 好转",
    "plan revise": "plan revise E1 --goal expansion",
    "plan remove": "plan remove E4 --reason 重复",
    "plan need": "plan need E1 缺电",
    "plan measure": "plan measure E1 增容 --owner 供电局 --due 2025-12-01",
    "plan done": "plan done E1 1 --text 已办",
    "plan drop": "plan drop E1 1 --text 不办了",
    "plan review": "plan review E1 --text 正常",
    "plan confirm": "plan confirm E1 --by 张总",
    "plan import": "plan import {folder}/plans.csv",
    "station add": "station add S2 乙站 --block B",
    "station edit": "station edit S1 --place 二号楼",
    "station remove": "station remove S3 --reason 重复",
    "station duty": "station duty S1 P2 --on 2025-11-24",
    "station rotate": "station rotate S1 --from 2025-11-24 --until 2025-11-28 --seed 1",
    "station swap": "station swap S1 2025-11-21 P1 P2",
    "station handover": "station handover S1 --note 供电局明天来",
    "station import": "station import {folder}/duties.csv",
    "project add": "project add X2 家居二期 --enterprise E2",
    "project edit": "project edit X1 --level 市",
    "project remove": "project remove X3 --reason 重复",
    "project import": "project import {folder}/logs.csv",
    "project member": "project member X1 P2",
    "project milestone": "project milestone X1 开工 --plan 2025-12-01",
    "project log": "project log X1 --done 吊装",
    "project progress": "project progress X1 --planned 40",
    "project close": "project close X1 --text 完成",
    "project reopen": "project reopen X4 --reason 复验",
    "premises add": "premises add Z2 二号 --kind office --area 50",
    "premises edit": "premises edit Z1 --area 200",
    "premises remove": "premises remove Z9 --reason 重复",
    "premises move-in": "premises move-in Z1 E1 --area 10",
    "premises move-out": "premises move-out Z1 E2",
    "premises import": "premises import {folder}/premises.csv",
    "undo": "undo {issue} --yes",
    "redact": "redact 84661234 --reason 本人要求 --yes",
    "station list": "station list --unmask",
    "station show": "station show S1 --unmask",
    "station history": "station history S1 --unmask",
}
# written as the rest, but only where two machines gave one code to two things
PARTED = {f"{noun} split" for noun in ("grid", "officer", "enterprise", "project", "station", "premises")}
# what anybody writes: a step of an issue may be a unit's that is on no roster, and the roster has to begin somewhere
OPEN_TO_ALL = {
    *(
        f"issue {step}"
        for step in ("assign", "accept", "note", "hold", "resume", "extend", "escalate", "answer")
    ),
    *(f"issue {step}" for step in ("revisit", "close", "reopen", "reject", "merge")),
    *("roster import", "officer add"),
}
# what writes no event
READS = {
    *(f"visit {verb}" for verb in ("list", "show", "history")),
    *(f"issue {verb}" for verb in ("list", "show", "history")),
    *(f"report {what}" for what in ("day", "trend", "coverage", "issues")),
    *(f"share {verb}" for verb in ("create", "join", "status", "check", "rebuild", "relay")),
    "station check",
    *("project list", "project show", "project history"),
    *("indicator show", "indicator history"),
    *(f"plan {verb}" for verb in ("list", "show", "history")),
    *(f"premises {verb}" for verb in ("list", "show", "history", "match", "occupancy")),
    *(
        "today",
        "search",
        "demo",
        "spotcheck report",
        "grid list",
        "grid tree",
        "grid show",
        "officer show",
        "enterprise show",
    ),
    "roster headings",
    *(
        "calendar show",
        "sync",
        "backup",
        "doctor",
        "restore",
        "conflicts",
        "history",
        "config list",
        "config get",
        "completion",
        "shell",
    ),
}


@pytest.fixture
def ids(run: Run, small: Path) -> dict[str, str]:
    """A visit, an issue and a draw to write about, and a folder with files to import."""
    visit = id_in(run("visit add E1 --by 张三 --nothing"))
    issue = id_in(run("issue raise E1 断电 --by 张三"))
    assert run("grid add C-9 空网格 --parent B").code == 0
    assert run("spotcheck draw this --percent 5 --seed 1 --by 王五").code == 0
    for line in (
        "station add S1 甲站 --block A --phone 84661234",
        "station add S3 丙站 --block A",
        "station duty S1 P1 --on 2025-11-21",
        *(f"project add {code} 项目{code} --enterprise E1" for code in ("X1", "X3", "X4")),
        *(f"project milestone {code} 竣工 --actual 2025-11-03" for code in ("X1", "X4")),
        "project close X4 --text 完成",
        "premises add Z1 一号 --kind plant --area 100",
        "premises add Z9 九号 --kind plant --area 100",
        "premises move-in Z1 E2 --area 20 --from 2025-11-01",
        "plan new E1 --goal listing",
        "plan new E4 --goal listing",
        "plan measure E1 招聘 --owner P1 --due 2025-12-01",
    ):
        assert run(line).code == 0
    (small / "plans.csv").write_text("enterprise,goal\nE2,relief\n", encoding="utf-8")
    (small / "duties.csv").write_text("date,station,officer\n2025-12-01,S1,P1\n", encoding="utf-8")
    (small / "logs.csv").write_text("project,date,done\nX1,2025-11-20,吊装\n", encoding="utf-8")
    (small / "figures.csv").write_text("month,enterprise,key,value\n2025-10,E1,output,7\n", encoding="utf-8")
    (small / "premises.csv").write_text("code,name,kind,area\nZ3,三号,plant,10\n", encoding="utf-8")
    (small / "visits.csv").write_text("date,enterprise,officer,note\n2025-11-20,E1,P1,好\n", encoding="utf-8")
    (small / "chat.txt").write_text("张三 2025-11-20 17:20\n走访禾木家居，正常", encoding="utf-8")
    (small / "days.csv").write_text("date,work,name\n2025-11-20,0,停电\n", encoding="utf-8")
    return {"visit": visit, "issue": issue, "folder": small.as_posix()}


def test_every_command_is_known_to_write_signed_open_to_all_or_not_at_all() -> None:
    leaves = {path for path in PAGES if not any(other.startswith(f"{path} ") for other in PAGES)} - {""}
    assert leaves == SIGNED.keys() | OPEN_TO_ALL | READS | PARTED, (
        "name a new command in SIGNED, OPEN_TO_ALL or READS"
    )


@pytest.mark.parametrize("path", SIGNED)
def test_a_name_that_the_roster_does_not_know_signs_nothing(
    run: Run, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    before = events(tmp_path)
    monkeypatch.setenv("GRIDLOG_OFFICER", STRANGER)
    done = run(SIGNED[path].format(**ids))
    assert (done.code, done.out) == (3, "")
    assert f"本机专员设为“{STRANGER}”" in done.err
    assert events(tmp_path) == before


@pytest.mark.parametrize("path", SIGNED)
def test_somebody_of_the_roster_signs(
    run: Run, ids: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    before = events(tmp_path)
    monkeypatch.setenv("GRIDLOG_OFFICER", "李四")
    done = run(SIGNED[path].format(**ids))
    assert done.code == 0, done.err
    assert events(tmp_path) > before


@pytest.mark.parametrize(
    "line", ["issue note {issue} 已派人", "officer add P9 不存在", "roster import {folder}/grids.csv"]
)
def test_a_unit_takes_the_steps_of_an_issue_and_a_roster_begins(
    run: Run, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", STRANGER)
    done = run(line.format(**ids))
    assert done.code == 0, done.err


@pytest.mark.parametrize(
    "line", ["report week 2025-W46 --freeze", "config set quota 4", "calendar set 2025-11-20 rest"]
)
def test_a_database_without_officers_is_usable_under_any_name(
    run: Run, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", STRANGER)
    assert run("init --zone 试验区").code == 0
    assert run(line).code == 0
