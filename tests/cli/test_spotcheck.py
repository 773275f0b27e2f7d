"""`gridlog spotcheck`: no person redraws a sample quietly, no officer calls about an own visit, no figure tells of a person."""

import csv
import io
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Ran, Run, events, id_in, objects, only, sql

W47 = "2025-W47"
DRAW = f"spotcheck draw {W47} --percent 5 --seed 7 --by H1"
LATER = "2025-11-24T09:00:00+08:00"


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out)))


@pytest.fixture
def week(small: Path, run: Run, tmp_path: Path) -> Path:
    """W47: five visits that count, in two blocks; one by phone, one void, one twice on a day; the database's folder."""
    lines = [
        "date,enterprise,officer,participants,method,phone,note,recorded_at",
        "2025-11-17,E1,P1,,onsite,,a,2025-11-17T18:00:00+08:00",
        "2025-11-18,E1,P1,P2,onsite,,b,2025-11-18T18:00:00+08:00",
        "2025-11-18,E1,P1,,onsite,,c,2025-11-18T19:00:00+08:00",
        "2025-11-19,E2,P1,,onsite,13700001111,d,2025-11-19T18:00:00+08:00",
        "2025-11-20,E3,P2,,onsite,,e,2025-11-20T18:00:00+08:00",
        "2025-11-20,E3,P2,,phone,,f,2025-11-20T18:00:00+08:00",
        "2025-11-20,E4,P3,,onsite,,g,2025-11-20T18:00:00+08:00",
        "2025-11-21,E4,P3,,onsite,,gone,2025-11-21T15:00:00+08:00",
        "2025-11-24,E4,P3,,onsite,,next week,2025-11-24T08:00:00+08:00",
    ]
    (small / "visits.csv").write_text("\n".join(lines), encoding="utf-8")
    assert run(f"visit import {shlex.quote((small / 'visits.csv').as_posix())}", now=LATER).code == 0
    ((gone,),) = sql(tmp_path, "SELECT id FROM visits WHERE note = 'gone'")
    assert run(f"visit void {gone} --reason x").code == 0
    return tmp_path


def visit(folder: Path, note: str) -> str:
    ((id,),) = sql(folder, f"SELECT id FROM visits WHERE note = '{note}'")
    return str(id)


def notes(folder: Path, draw: str) -> set[object]:
    query = f"SELECT note FROM visits WHERE id IN (SELECT visit FROM spotchecks WHERE id LIKE '{draw}%')"
    return {note for (note,) in sql(folder, query)}


# --- draw


def test_all_of_a_week_is_what_counts_and_nothing_else(run: Run, week: Path) -> None:
    done = run(f"spotcheck draw {W47} --percent 100 --seed 1 --by H1", now=LATER)
    assert notes(week, id_in(done)) == {"a", "b", "d", "e", "g"}
    assert "5 次计入考核的走访抽中 5 次（100%），种子 1" in done.out
    assert done.err == ""


def test_the_default_is_last_week_and_a_month_may_be_named(run: Run, week: Path) -> None:
    assert "2025-11-17 至 2025-11-23" in run("spotcheck draw --percent 1 --seed 1 --by H1", now=LATER).out
    month = run("spotcheck draw 2025-11 --percent 100 --seed 1 --by H1", now="2025-12-01T09:00:00+08:00")
    assert "2025-11-01 至 2025-11-30" in month.out
    assert notes(week, id_in(month)) == {"a", "b", "d", "e", "g", "next week"}


def test_every_block_with_visits_is_in_the_smallest_sample(run: Run, week: Path) -> None:
    run("spotcheck draw 2025-W47 --percent 1 --seed 5 --by H1", now=LATER)
    assert sql(week, "SELECT v.block FROM spotchecks JOIN visits AS v ON v.id = visit ORDER BY 1") == [
        ("A",),
        ("B",),
    ]


def test_the_same_seed_draws_the_same_on_another_machine(run: Run, week: Path, tmp_path: Path) -> None:
    shutil.copy(week / "zone.db", tmp_path / "other.db")
    line = f"spotcheck draw {W47} --percent 40 --seed 9 --by H1"
    here = id_in(run(line, now=LATER))
    assert run(f"--db {(tmp_path / 'other.db').as_posix()} {line}", now=LATER).code == 0
    mine = {one["visit"] for one in rows(run(f"spotcheck list --draw {here} --format csv"))}
    theirs = rows(run(f"--db {(tmp_path / 'other.db').as_posix()} spotcheck list --format csv"))
    assert mine == {one["visit"] for one in theirs}


def test_nobody_is_called_twice_for_one_draw_where_another_enterprise_is_there(run: Run, week: Path) -> None:
    line = f"spotcheck draw {W47} --percent 80 --by H1 --dry-run"
    twice = {visit(week, "a"), visit(week, "b")}  # of one enterprise
    old = []
    for seed in range(12):
        chosen = set(run(f"{line} --seed {seed}", now=LATER).out.splitlines()[1:])
        assert len(chosen) == 4
        assert len(chosen & twice) == 1, "E1, E2, E3 and E4 are called once each"
        old.append(len(set(run(f"{line} --seed {seed} --rule 1", now=LATER).out.splitlines()[1:]) & twice))
    assert 2 in old, "by rule 1 one enterprise was called twice"
    whole = run(f"spotcheck draw {W47} --percent 100 --seed 1 --by H1 --dry-run", now=LATER)
    assert twice <= set(whole.out.splitlines()), "all are drawn where all are asked for"


def test_an_old_sample_is_drawn_again_by_the_rule_it_was_drawn_by(run: Run, week: Path) -> None:
    for seed in range(8):
        line = f"spotcheck draw {W47} --percent 80 --seed {seed} --by H1"
        draw = id_in(run(f"{line} --rule 1", now=LATER))
        held = {one["visit"] for one in rows(run(f"spotcheck list --draw {draw} --format csv"))}
        assert set(run(f"{line} --rule 1 --dry-run", now=LATER).out.splitlines()[1:]) == held
    kinds = [one["details"] for one in objects(run("history --json")) if one["kind"] == "spotcheck.drawn"]
    assert not [told for told in kinds if "rule=" in str(told)]
    assert run(line, now=LATER).code == 0
    assert "rule=2" in str(objects(run("history --limit 1 --json"))[0]["details"])
    assert sql(week, "SELECT * FROM flaws") == []


def test_a_dry_run_shows_what_would_be_drawn_and_writes_nothing(run: Run, week: Path) -> None:
    before = events(week)
    done = run(f"{DRAW} --dry-run", now=LATER)
    assert (done.code, events(week)) == (0, before)
    run(DRAW, now=LATER)
    assert set(done.out.splitlines()[1:]) == {id for (id,) in sql(week, "SELECT visit FROM spotchecks")}


@pytest.mark.usefixtures("week")
def test_a_second_draw_of_a_period_says_so_and_both_stay_in_the_history(run: Run) -> None:
    first = id_in(run(DRAW, now=LATER))
    again = run(f"spotcheck draw {W47} --percent 60 --seed 8 --by H1", now=LATER)
    assert "此前已抽查 1 次" in again.err
    assert first in again.err
    kinds = [one["kind"] for one in objects(run("history --limit 2 --json"))]
    assert kinds == ["spotcheck.drawn", "spotcheck.drawn"]
    assert "此前" not in run("spotcheck draw 2025-W48 --percent 60 --seed 8 --by H1", now=LATER).err


def test_a_seed_that_nobody_gave_is_told_and_draws_the_same_again(run: Run, week: Path) -> None:
    done = run(f"spotcheck draw {W47} --percent 40 --by H1", now=LATER)
    seed = done.out.strip().rpartition(" ")[2]
    assert sql(week, "SELECT DISTINCT seed FROM spotchecks") == [(int(seed),)]
    assert run(f"spotcheck draw {W47} --percent 40 --seed {seed} --by H1", now=LATER).code == 0
    assert sql(week, "SELECT count(*), count(DISTINCT visit) FROM spotchecks") == [(4, 2)]


@pytest.mark.usefixtures("week")
def test_a_draw_before_the_period_is_over_says_what_it_misses(run: Run) -> None:
    assert "还没有过完" in run("spotcheck draw this --percent 5 --seed 1 --by H1").err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("spotcheck draw 2025-W47 --by H1", 2),
        ("spotcheck draw 2025-W47 --percent 0 --by H1", 2),
        ("spotcheck draw 2025-W47 --percent 101 --by H1", 2),
        ("spotcheck draw 2025-W47 --percent 5.5 --by H1", 2),
        ("spotcheck draw 2025-W47 --percent 5 --seed -1 --by H1", 2),
        ("spotcheck draw 2025-W47 --percent 5 --seed 9007199254740992 --by H1", 2),
        ("spotcheck draw 9999-12 --percent 5 --by H1", 2),
        ("spotcheck draw 9999-W52 --percent 5 --by H1", 2),
        ("spotcheck draw 2025-W47 --percent 5", 2),
        ("spotcheck draw 2025-W47 --percent 5 --by 无名", 3),
        ("spotcheck draw 2024-W10 --percent 5 --by H1", 4),
    ],
)
def test_a_draw_that_cannot_be_leaves_nothing_behind(run: Run, week: Path, line: str, code: int) -> None:
    before = events(week)
    done = run(line, now=LATER)
    assert (done.code, events(week)) == (code, before), done.err


# --- record


def test_what_the_enterprise_said_stands_beside_the_visit(run: Run, week: Path) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    id = visit(week, "a")
    done = run(
        f"spotcheck record {id[:8]} --reached yes --confirmed yes --satisfaction 4 --note 很及时 --by P3"
    )
    assert (done.code, done.err) == (0, "")
    assert "联系上 是; 属实 是; 满意度 满意; 内容 很及时" in done.out
    one = next(one for one in objects(run("spotcheck list --json")) if one["visit"] == id)
    keys = ("reached", "confirmed", "satisfaction", "note", "recorded_by", "recorded_at")
    assert [one[key] for key in keys] == [True, True, 4, "很及时", "王五", "2025-11-21T16:00:00+08:00"]


def test_a_no_is_told_as_plainly_as_a_yes(run: Run, week: Path) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    done = run(f"spotcheck record {visit(week, 'a')} --reached yes --confirmed no --by P3", lang="en")
    assert "reached yes; confirmed no" in done.out
    assert "confirmed no" in run("history --limit 1", lang="en").out


def test_a_later_call_supersedes_and_both_are_in_the_history(run: Run, week: Path) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    id = visit(week, "a")
    run(f"spotcheck record {id} --reached no --by P3", now=LATER)
    again = run(f"spotcheck record {id} --reached yes --confirmed yes --by H1", now=LATER)
    assert "此前已有一次结果" in again.err
    assert sql(week, f"SELECT reached, confirmed, recorded_by FROM spotchecks WHERE visit = '{id}'") == [
        (1, 1, "H1")
    ]
    details = [one["details"] for one in objects(run("history --limit 2 --json"))]
    assert [("reached=true" in str(one)) for one in details] == [True, False]


@pytest.mark.parametrize("caller", ["张三", "P2"], ids=["the lead", "who came along"])
def test_nobody_checks_his_own_visit(run: Run, week: Path, caller: str) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    before = events(week)
    done = run(f"spotcheck record {visit(week, 'b')} --reached yes --confirmed yes --by {caller}")
    assert (done.code, events(week)) == (4, before)


def test_a_visit_that_was_not_drawn_is_refused_with_what_to_do(run: Run, week: Path) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    done = run(f"spotcheck record {visit(week, 'f')} --reached yes --by H1")
    assert done.code == 4
    assert "spotcheck list" in done.err


def test_an_answer_goes_to_the_latest_draw_that_holds_the_visit_unless_one_is_named(
    run: Run, week: Path
) -> None:
    all_of_it = f"spotcheck draw {W47} --percent 100 --by H1"
    first = id_in(run(f"{all_of_it} --seed 1", now=LATER))
    second = id_in(run(f"{all_of_it} --seed 2", now=LATER))
    id = visit(week, "a")
    run(f"spotcheck record {id} --reached yes --by P3", now=LATER)
    answered = f"SELECT substr(id, 1, 6) FROM spotchecks WHERE visit = '{id}' AND reached IS NOT NULL"
    assert sql(week, answered) == [(second,)]
    assert run(f"spotcheck record {id} --reached no --draw {first} --by P3", now=LATER).code == 0
    assert set(sql(week, answered)) == {(first,), (second,)}
    other = id_in(
        run("spotcheck draw 2025-W48 --percent 100 --seed 1 --by H1", now="2025-12-01T09:00:00+08:00")
    )
    assert run(f"spotcheck record {id} --reached no --draw {other} --by P3", now=LATER).code == 4


def test_voiding_a_visit_takes_it_out_of_no_sample(run: Run, week: Path) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    id = visit(week, "g")
    assert run(f"visit void {id} --reason 记错", now=LATER).code == 0
    assert run(f"spotcheck record {id} --reached yes --confirmed no --by H1", now=LATER).code == 0
    one = next(one for one in objects(run("spotcheck list --json")) if one["visit"] == id)
    assert (one["void"], one["confirmed"]) == (True, False)
    zone = only(run(f"spotcheck report {W47} --by zone --json"))
    assert (zone["drawn"], zone["denied"]) == (5, 1)


# --- list


@pytest.mark.usefixtures("week")
def test_the_list_has_the_number_to_call_masked_unless_asked(run: Run) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    for line, phones in (
        ("spotcheck list --format csv", {"E1": "139****1234", "E2": "137****1111", "E3": "", "E4": ""}),
        (
            "spotcheck list --format csv --unmask",
            {"E1": "13900001234", "E2": "13700001111", "E3": "", "E4": ""},
        ),
    ):
        assert {one["enterprise_code"]: one["phone"] for one in rows(run(line))} == phones


def test_the_number_to_call_is_the_rosters_and_not_what_the_officer_wrote(run: Run, week: Path) -> None:
    run("visit edit " + visit(week, "a") + " --phone 15000000000 --reason x")
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    found = rows(run("spotcheck list --format csv --unmask"))
    assert {one["phone"] for one in found if one["enterprise_code"] == "E1"} == {"13900001234"}


@pytest.mark.usefixtures("week")
def test_the_lists_of_scripts_have_the_promised_columns(run: Run) -> None:
    run(DRAW, now=LATER)
    head = "draw,visit,date,block,enterprise_code,enterprise,contact,phone,officer_code,officer,void,reached,"
    head += "confirmed,satisfaction,note,recorded_by,recorded_at"
    assert run("spotcheck list --format csv").out.splitlines()[0] == head
    assert list(objects(run("spotcheck list --json"))[0]) == head.split(",")
    assert len(run("spotcheck list --format ndjson").out.splitlines()) == 2
    excel = run("spotcheck list --excel").out
    assert excel.startswith("\ufeff抽查编号,走访编号,走访日期")


def test_open_leaves_out_what_somebody_called_about(run: Run, week: Path) -> None:
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    id = visit(week, "a")
    run(f"spotcheck record {id} --reached no --by P3")
    left = {one["visit"] for one in rows(run("spotcheck list --open --format csv"))}
    assert (len(left), id in left) == (4, False)


@pytest.mark.usefixtures("week")
def test_the_list_is_of_the_latest_draw_and_says_what_others_still_wait_for(run: Run) -> None:
    first = id_in(run(f"spotcheck draw {W47} --percent 100 --seed 1 --by H1", now=LATER))
    run(DRAW, now=LATER)
    listed = run("spotcheck list")
    assert len(listed.out.splitlines()) == 2 + 2
    assert f"另有 5 次走访在别的抽查里还没有结果：--draw {first}" in listed.err
    assert "5%，种子 7" in listed.out.splitlines()[0]
    assert len(rows(run(f"spotcheck list --draw {first} --format csv"))) == 5


@pytest.mark.usefixtures("small")
def test_before_the_first_draw_the_list_is_empty_and_says_how_to_begin(run: Run) -> None:
    done = run("spotcheck list")
    assert done.code == 0
    assert "gridlog spotcheck draw" in done.err
    assert run("spotcheck list --json").out == "[]\n"


def test_a_draw_that_an_older_version_could_not_read_is_there_after_the_upgrade(run: Run, week: Path) -> None:
    assert run(DRAW, now=LATER).code == 0
    before = run("spotcheck list --json").out
    with closing(sqlite3.connect(week / "zone.db")) as database:
        database.execute("DROP TABLE spotchecks")
        database.execute("UPDATE replica SET derived = 1")
        database.commit()
    assert run("spotcheck list --json").out == before


# --- report


@pytest.fixture
def called(run: Run, week: Path) -> Path:
    """Draw all of W47 and record calls: three of block A, one of which denies the visit, and one of B that reaches no person."""
    run(f"spotcheck draw {W47} --percent 100 --seed 7 --by H1", now=LATER)
    for note, said in {
        "a": "--reached yes --confirmed yes --satisfaction 5",
        "b": "--reached yes --confirmed yes --satisfaction 2",
        "d": "--reached yes --confirmed no",
        "g": "--reached no",
    }.items():
        assert run(f"spotcheck record {visit(week, note)} {said} --by H1", now=LATER).code == 0
    return week


FIGURES = "drawn,reached,confirmed,denied,confirmed_rate,rated,satisfied,satisfied_rate"


@pytest.mark.usefixtures("called")
def test_a_report_gives_numerator_and_denominator_of_each_rate(run: Run) -> None:
    assert run(f"spotcheck report {W47} --format csv").out.splitlines() == [
        f"block,{FIGURES}",
        "A,4,3,2,1,0.6667,2,1,0.5000",
        "B,1,0,0,0,,0,0,",
    ]
    assert run(f"spotcheck report {W47} --by zone --format csv").out.splitlines() == [
        FIGURES,
        "5,3,2,1,0.6667,2,1,0.5000",
    ]


@pytest.mark.usefixtures("called")
def test_a_rate_of_nothing_is_a_dash(run: Run) -> None:
    table = run(f"spotcheck report {W47}")
    assert [line.split()[5] for line in table.out.splitlines()[2:]] == ["67%", "—"]
    assert "属实 2/3（67%）；满意 1/2（50%）" in table.err
    assert "属实 0/0（—）；满意 0/0（—）" in run("spotcheck report 2024-W10").err


@pytest.mark.usefixtures("called")
def test_no_report_ranks_persons(run: Run) -> None:
    for level in ("officer", "grid", "enterprise"):
        assert run(f"spotcheck report {W47} --by {level}").code == 2
    text = run(f"spotcheck report {W47} --json").out + run(f"spotcheck report {W47}").out
    assert [name for name in ("张三", "李四", "王五", "P1", "P2", "P3") if name in text] == []


@pytest.mark.usefixtures("called")
def test_drawing_again_hides_no_answer_and_counts_no_visit_twice(run: Run) -> None:
    before = only(run(f"spotcheck report {W47} --by zone --json"))
    assert run(f"spotcheck draw {W47} --percent 100 --seed 8 --by H1", now=LATER).code == 0
    assert only(run(f"spotcheck report {W47} --by zone --json")) == before


@pytest.mark.usefixtures("called")
def test_the_draws_of_weeks_add_up_in_the_report_of_their_month(run: Run) -> None:
    assert (
        run("spotcheck draw 2025-W48 --percent 100 --seed 1 --by H1", now="2025-12-01T09:00:00+08:00").code
        == 0
    )
    assert only(run("spotcheck report 2025-11 --by zone --json"))["drawn"] == 6


# --- more than one machine


def test_two_who_draw_and_call_at_once_come_to_one_result(run: Run, week: Path, tmp_path: Path) -> None:
    share = shlex.quote((tmp_path / "share").as_posix())
    mine, theirs = "", f"--db {shlex.quote((tmp_path / 'their.db').as_posix())} "
    assert run(f"share create {share}").code == 0
    for line in ("init", f"share join {share} --yes"):
        assert run(theirs + line).code == 0
    id = visit(week, "a")
    for at, who in ((f"{W47} --percent 100 --seed 1", mine), (f"{W47} --percent 100 --seed 2", theirs)):
        assert run(f"{who}spotcheck draw {at} --by H1", now=LATER).code == 0
    for who in (mine, theirs, mine):
        assert run(f"{who}sync").code == 0
    assert run(f"{mine}spotcheck record {id} --reached no --by P3", now="2025-11-24T10:00:00+08:00").code == 0
    assert (
        run(
            f"{theirs}spotcheck record {id} --reached yes --confirmed yes --by H1",
            now="2025-11-24T11:00:00+08:00",
        ).code
        == 0
    )
    for who in (mine, theirs, mine):
        assert run(f"{who}sync").code == 0
    for line in ("spotcheck list --json", f"spotcheck report {W47} --json", "conflicts --json"):
        assert run(mine + line).out == run(theirs + line).out
    zone = only(run(f"spotcheck report {W47} --by zone --json"))
    assert (zone["drawn"], zone["reached"], zone["confirmed"]) == (5, 1, 1)
    assert len(objects(run("conflicts --json"))) == 2
