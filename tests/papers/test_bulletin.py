"""The month: civil days for visits and issues, whole weeks for quotas, and a bulletin that stays as it was handed in."""

import csv
import io
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import gridlog
from gridlog.core.event import Event, Json, Misfit, Stamp, created
from gridlog.core.figures.handling import (
    Case,
    Complaint,
    Handling,
    by,
    common,
    common_since,
    handling,
    top,
    total,
)
from gridlog.core.figures.month import Bulletin, last_day, met_in, same_days, weeks_of
from gridlog.core.fold import fold
from gridlog.core.nouns.report.figures import Frozen, freeze_month, frozen, month_as_handed_in
from gridlog.core.when import ZONE, parse_instant
from gridlog.reports.monthly import bulletin
from gridlog.reports.zone import Zone
from gridlog.store.file import open_store
from tests.conftest import Ran, Run, id_in, sql
from tests.golden import matches
from tests.support.read_back import made_then

MONTH = "2025-10"
THEN = "2025-11-03T17:00:00+08:00"
LEVELS = ("officer", "grid", "block", "zone")
REPORT = f"report month {MONTH}"


@pytest.fixture
def october(run: Run, small: Path) -> Path:
    """Six visits and four issues in October 2025, one visit on each side of it."""
    for line, now in (
        ("visit add E1 --by 张三 --note x --on 2025-09-30", "2025-09-30T18:00:00+08:00"),
        ("visit add E1 --by 张三 --note x --on 2025-10-01 --with 李四", "2025-10-01T18:00:00+08:00"),
        ("visit add E1 --by 李四 --note x --on 2025-10-09", "2025-10-09T18:00:00+08:00"),
        ("visit add E1 --by 王五 --note x --on 2025-10-10", "2025-10-10T18:00:00+08:00"),
        ("visit add E1 --by 张三 --note x --on 2025-10-11", "2025-10-11T18:00:00+08:00"),
        ("visit add E4 --by 王五 --nothing --on 2025-10-20 --method phone", "2025-10-20T18:00:00+08:00"),
        ("visit add E3 --by 李四 --note x --on 2025-10-31", "2025-10-31T18:00:00+08:00"),
        ("visit add E2 --by 张三 --note x --on 2025-11-01", "2025-11-01T18:00:00+08:00"),
        ("issue raise E1 断电 --by 张三 --category POWER", "2025-10-09T09:00:00+08:00"),
        ("issue raise E2 停水 --by 张三 --category UTIL", "2025-10-09T10:00:00+08:00"),
        (
            "issue raise E3 上市 --by 李四 --category FIN --grade longterm --due 2026-12-31",
            "2025-10-09T11:00:00+08:00",
        ),
        ("issue raise E4 招工 --by 王五 --category LABOR", "2025-10-30T09:00:00+08:00"),
    ):
        assert run(line, now=now).code == 0, line
    found = {str(text): id for text, id in sql(small.parent, "SELECT text, id FROM issues")}
    close = "--result solved --text 好了 --satisfaction 4 --solved yes --by 李四"
    assert run(f"issue close {found['断电']} {close}", now="2025-10-15T09:00:00+08:00").code == 0
    assert run(f"issue close {found['停水']} {close}", now="2025-11-20T09:00:00+08:00").code == 0
    assert run(f"issue close {found['上市']} {close}", now="2025-10-16T09:00:00+08:00").code == 0
    return small.parent


def rows(done: Ran) -> list[dict[str, str]]:
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


def tables(run: Run, more: str = "", now: str = "") -> list[str]:
    """The month at every level, as CSV, and its sentences."""
    lines = [f"{REPORT} --by {level} --format csv {more}" for level in LEVELS]
    return [run(line, now=now).out for line in (*lines, f"{REPORT} --format text {more}")]


@pytest.mark.parametrize(
    ("month", "weeks"),
    [
        ("2025-10-01", ["2025-09-29", "2025-10-06", "2025-10-13", "2025-10-20"]),
        ("2025-11-01", ["2025-10-27", "2025-11-03", "2025-11-10", "2025-11-17", "2025-11-24"]),
        ("2026-02-01", ["2026-01-26", "2026-02-02", "2026-02-09", "2026-02-16"]),
        ("2026-03-01", ["2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"]),
    ],
)
def test_a_week_belongs_to_the_month_of_its_sunday(month: str, weeks: list[str]) -> None:
    assert [str(monday) for monday in weeks_of(date.fromisoformat(month))] == weeks


def test_every_week_belongs_to_one_month() -> None:
    months = [date(year, month, 1) for year in range(2024, 2029) for month in range(1, 13)]
    mondays = [monday for month in months for monday in weeks_of(month)]
    assert {(after - before).days for before, after in pairwise(mondays)} == {7}
    assert [last_day(month) for month in months[1:3]] == [date(2024, 2, 29), date(2024, 3, 31)]


@pytest.mark.usefixtures("october")
def test_visits_are_those_of_the_days_and_quotas_those_of_the_weeks(run: Run) -> None:
    (zone,) = rows(run(f"{REPORT} --by zone --format csv"))
    told = {key: zone[key] for key in ("visits", "enterprises", "onsite", "phone", "joint", "coverage")}
    assert told == {
        "visits": "6",
        "enterprises": "3",
        "onsite": "5",
        "phone": "1",
        "joint": "1",
        "coverage": "0.5000",
    }
    weeks = [rows(run(f"report week 2025-W{week} --by zone --format csv"))[0] for week in (40, 41, 42, 43)]
    for key in ("required", "counted", "short"):
        assert int(zone[key]) == sum(int(week[key]) for week in weeks)
    assert zone["required"] == str(3 * (2 + 3 + 5 + 5))
    assert (zone["issues_raised"], zone["issues_closed"]) == ("4", "1")


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize("level", ["officer", "grid", "block"])
def test_the_parts_of_a_month_add_up(run: Run, level: str) -> None:
    (zone,) = rows(run(f"{REPORT} --by zone --format csv"))
    parts = rows(run(f"{REPORT} --by {level} --format csv"))
    for key in ("weeks_owed", "weeks_met", "required", "short", "issues_raised", "issues_closed"):
        assert sum(int(part[key]) for part in parts) == int(zone[key]), key
    if level != "officer":  # a joint visit is one of each officer, and one of the unit
        for key in ("visits", "late", "onsite", "phone", "officers", "enterprises_in_charge"):
            assert sum(int(part[key]) for part in parts) == int(zone[key]), key


@pytest.mark.usefixtures("october")
def test_a_bulletin_says_what_the_figures_say(run: Run) -> None:
    told = run(f"{REPORT} --format text", now=THEN).out
    for sentence in (
        "走访 6 次（比上月增加 5，增长 500%），走访企业 3 家；辖内企业 4 家，实地走访覆盖率 50%（2/4）。",
        "新增问题 4 件（比上月增加 4），办结 1 件（比上月增加 1），期末在办 2 件，其中超期 1 件。",
        "办结率 33%（1/3），按时办结率 33%（1/3），解决率 100%（1/1）；回访满意率 100%（1/1）。",
        "本月未实地走访企业 2 家（禾木电器有限公司、远山新材）；截至期末超期未访 3 家。",
        "扰企）1 家（禾木家居有限公司 3）。",
    ):
        assert sentence in told


def test_a_bulletin_handed_in_never_changes_whatever_is_entered_later(run: Run, october: Path) -> None:
    before = tables(run, now=THEN)
    assert run(f"{REPORT} --freeze", now=THEN).code == 0
    assert run("visit add E2 --by 张三 --note 迟到 --on 2025-10-21 --reason 忘了").code == 0
    (issue,) = sql(october, "SELECT id FROM issues WHERE text = '招工'")[0]
    assert run(f"issue reject {issue} --reason 不归我们").code == 0
    assert run("officer leave 王五 --from 2025-10-20 --to 2025-10-24").code == 0
    after = tables(run)
    assert after[:-1] == before[:-1]
    added = set(after[-1].splitlines()) - set(before[-1].splitlines())
    assert sorted(added) == [
        "上报后补录（上期补录）合计 +1 次：张三 +1。",
        "已于 2025-11-03 17:00 上报冻结，以上为上报数字。",
    ]
    assert set(before[-1].splitlines()) <= set(after[-1].splitlines())
    assert tables(run, "--live")[:-1] != before[:-1]


def test_a_bulletin_handed_in_early_says_so_for_ever(run: Run, october: Path) -> None:
    assert october.is_dir()
    friday, later = "2025-11-28T17:00:00+08:00", "2025-12-01T09:00:00+08:00"
    for period in ("week 2025-W48", "month 2025-11"):
        assert run(f"report {period} --freeze", now=friday).code == 0
    told = run("report month 2025-11 --format text", now=later).out
    assert "2025年11月1日至28日（本月未完）" in told
    assert "第44周至第48周，2025年10月27日至11月30日，按周日所在月份归属，其中已上报冻结 1 个）" in told


def test_a_bulletin_is_handed_in_once_and_not_before_its_month(run: Run, october: Path) -> None:
    first = run(f"{REPORT} --freeze", now=THEN)
    again = run(f"{REPORT} --freeze")
    assert (first.code, again.code, again.out) == (0, 0, first.out)
    assert run("report month 2025-12 --freeze").code == 4
    assert sql(october, "SELECT period FROM frozen") == [(MONTH,)]


def test_a_month_sums_the_weeks_as_they_were_handed_in(run: Run, october: Path) -> None:
    assert october.is_dir()
    before = rows(run(f"{REPORT} --by zone --format csv"))[0]
    assert run("report week 2025-W42 --freeze").code == 0
    assert run("officer leave 王五 --from 2025-10-13 --to 2025-10-24").code == 0
    after = rows(run(f"{REPORT} --by zone --format csv"))[0]
    assert int(before["required"]) - int(after["required"]) == 5  # W43 alone
    assert "已上报冻结 1 个" in run(f"{REPORT} --format text").out


@pytest.mark.usefixtures("october")
def test_as_of_an_instant_a_month_is_what_was_reported_then(run: Run) -> None:
    then = tables(run, now=THEN)
    id = id_in(run("visit add E2 --by 张三 --note 一 --on 2025-10-21 --reason 忘了"))
    assert run(f"visit edit {id} --on 2025-10-22 --reason 写错").code == 0
    assert run("enterprise edit E1 --status 注销").code == 0
    assert tables(run) != then
    assert [made_then(one) for one in tables(run, f"--as-of {THEN}", now=THEN)] == then


@pytest.mark.usefixtures("october")
def test_check_tells_a_month_in_which_somebody_was_short(run: Run) -> None:
    assert run(f"{REPORT} --check").code == 7
    for name in ("张三", "李四", "王五"):
        assert run(f"officer leave {name} --from 2025-09-29 --to 2025-10-26").code == 0
    assert run(f"{REPORT} --check").code == 0


@pytest.mark.usefixtures("small")
def test_a_month_with_nothing_in_it_divides_nothing_by_nothing(run: Run) -> None:
    told = run("report month 2025-09 --format text", lang="en")
    assert told.code == 0
    assert "Closed rate — (0/0), on-time rate — (0/0), solved rate — (0/0); satisfied — (0/0)." in told.out


def test_a_database_without_a_roster_has_a_bulletin_too(run: Run) -> None:
    assert run("init --zone 空区").code == 0
    for form in ("text", "md", "html", "table", "csv"):
        done = run(f"report month 2025-09 --format {form}")
        assert (done.code, "nan" in done.out) == (0, False)
    told = run("report month 2025-09 --format text").out
    assert "覆盖率 —（0/0）" in told
    assert (
        "考核周 4 个（第36周至第39周，2025年9月1日至28日，按周日所在月份归属，其中已上报冻结 0 个）：应访 0 次"
        in told
    )


@pytest.mark.parametrize(
    ("month", "until", "first", "last"),
    [
        ("2025-11-01", "2025-11-21", "2025-10-01", "2025-10-21"),
        ("2025-11-01", "2025-11-29", "2025-10-01", "2025-10-29"),
        ("2025-11-01", "2025-11-30", "2025-10-01", "2025-10-31"),
        ("2025-03-01", "2025-03-28", "2025-02-01", "2025-02-28"),
        ("2025-03-01", "2025-03-30", "2025-02-01", "2025-02-28"),
        ("2026-01-01", "2026-01-01", "2025-12-01", "2025-12-01"),
        ("2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_month_is_compared_with_a_whole_one_or_as_many_days(
    month: str, until: str, first: str, last: str
) -> None:
    days = same_days(date.fromisoformat(month), date.fromisoformat(until))
    assert [str(day) for day in days] == [first, last]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bulletin_of_the_sample_zone_reads_as_it_did(read: Run, language: str) -> None:
    matches(f"month_{language}.md", read("report month 2025-10 --format md", lang=language).out)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_the_sample_zone_looks_as_it_did(read: Run, language: str) -> None:
    page = read("report month 2025-10 --format html", lang=language).out
    template = (Path(gridlog.__file__).parent / "papers" / "templates" / "report.html").read_text(
        encoding="utf-8"
    )
    style = template[template.index("<style>") : template.index("</style>")]
    assert style in page
    matches(f"month_{language}.html", page.replace(style, "<style>"))


# --- the freeze as an event


def made(folder: Path) -> Bulletin:
    store = open_store(folder / "zone.db", parse_instant(THEN))
    told = bulletin(Zone(store.connection, parse_instant(THEN).astimezone(ZONE).date()), date(2025, 10, 1))
    store.close()
    return told


def said(data: dict[str, Json], clock: int = 1) -> Event:
    stamp = Stamp("a" * 16, clock, clock << 16, f"2025-11-03T17:00:{clock:02}+08:00", "P1", False)
    return created("report.frozen", data, f"report/{MONTH}", (), stamp)


def test_a_bulletin_is_read_back_as_it_was_written(october: Path) -> None:
    told = made(october)
    assert month_as_handed_in(frozen(None, said(freeze_month(told)))) == told
    row = fold([said(freeze_month(told)), said(freeze_month(told), 2)])
    assert isinstance(row.value, Frozen)
    assert (row.value.at, len(row.flaws)) == ("2025-11-03T17:00:01+08:00", 1)


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("figures", "before"), 3),
        (("figures", "longterm"), "many"),
        (("figures", "until"), "soon"),
        (("tables", "uncovered", "rows"), [["A", "A-1", "", "E1", "x", "", "never", 14]]),
        (("figures", "unseen"), [1]),
        (("tables", "zone", "rows"), []),
        (("tables", "issues"), None),
        (("tables", "top", "columns"), ["code"]),
        (("tables", "weeks", "rows"), [["2025-W40", "A", 1]]),
        (("tables", "officer", "rows"), [[1] * 23]),
    ],
)
def test_a_bulletin_that_is_none_changes_nothing(october: Path, where: tuple[str, ...], what: Json) -> None:
    data: Any = freeze_month(made(october))
    part = data
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = what
    with pytest.raises(Misfit):
        frozen(None, said(data))


# --- how issues were handled

CASE = Case("水务公司", "A", "A-1", "UTIL", "E1", False, False, True, False, False, None)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (CASE, Handling("", 0, 0, 0, 1, 0, 0, 0, 0)),
        (CASE._replace(late=True), Handling("", 0, 0, 0, 1, 1, 0, 0, 0)),
        (CASE._replace(raised=True), Handling("", 1, 0, 0, 1, 0, 0, 0, 0)),
        (CASE._replace(open=False, closed=True), Handling("", 0, 1, 0, 0, 0, 0, 0, 0)),
        (CASE._replace(open=False, closed=True, late=True), Handling("", 0, 0, 1, 0, 0, 0, 0, 0)),
        (CASE._replace(open=False, closed=True, solved=True), Handling("", 0, 1, 0, 0, 0, 1, 0, 0)),
        (CASE._replace(open=False, raised=True), Handling("", 1, 0, 0, 0, 0, 0, 0, 0)),
        (CASE._replace(satisfaction=2), Handling("", 0, 0, 0, 1, 0, 0, 1, 1)),
        (CASE._replace(satisfaction=3), Handling("", 0, 0, 0, 1, 0, 0, 1, 0)),
    ],
    ids=["open", "overdue", "new", "in time", "late", "solved", "declined", "dissatisfied", "content"],
)
def test_a_case_counts_once_for_what_became_of_it(case: Case, expected: Handling) -> None:
    assert handling("", [case]) == expected
    assert total([expected, expected]) == handling("", [case, case])


def test_rates_are_of_their_own_wholes() -> None:
    row = Handling("x", 9, 3, 1, 4, 2, 2, 5, 1)
    assert row.cells == ("x", 9, 8, 3, 1, 4, 2, 4 / 8, 3 / 8, 2, 2 / 4, 5, 1, 1 / 5)
    assert [cell for cell in total([]).cells if cell is None] == [None] * 4


def test_rows_stand_by_what_is_in_hand() -> None:
    cases = [CASE, CASE._replace(block="B"), CASE._replace(block="B", closed=True, open=False)]
    assert [(row.name, row.in_hand) for row in by(lambda case: case.block, cases)] == [("B", 2), ("A", 1)]


def test_the_top_are_what_was_raised_in_the_period() -> None:
    cases = [CASE._replace(raised=True), CASE, CASE._replace(category="POWER", raised=True)]
    cases += [CASE._replace(category=code, raised=True) for code in ("POWER", "TAX", "FIN", "LAND", "TECH")]
    assert top(cases) == [("POWER", 2), *((code, 1) for code in ("FIN", "LAND", "TAX", "TECH", "UTIL"))]


@pytest.mark.parametrize(
    ("raised", "named"),
    [
        ("", ""),
        ("aabbccdde", "abcde"),
        ("aabbccddeef", "abcde"),
        ("aabbccddef", "abcdef"),
        ("abcdefg", "abcdefg"),
    ],
    ids=["none", "five", "a lesser sixth", "a sixth as the fifth", "all alike"],
)
def test_a_tie_with_the_fifth_category_is_not_cut(raised: str, named: str) -> None:
    cases = [CASE._replace(raised=True, category=letter) for letter in raised]
    assert "".join(one.code for one in top(cases)) == named


def test_three_enterprises_make_a_common_issue() -> None:
    told = [Complaint("UTIL", f"E{n}") for n in range(2)] + [Complaint("UTIL", "E1")]
    assert common(told) == []
    assert common([*told, Complaint("UTIL", "E9")]) == [("UTIL", 3)]
    assert common_since(date(2025, 10, 31)) == date(2025, 10, 2)


def test_who_owes_nothing_is_not_counted_among_those_who_met_their_quota(run: Run, october: Path) -> None:
    assert run("officer leave 李四 --from 2025-10-13 --to 2025-10-17").code == 0
    told = made(october)
    assert [row for row in told.weeks if row.week == "2025-W42"] == [
        ("2025-W42", "A", 0, 1),
        ("2025-W42", "B", 0, 1),
    ]
    assert met_in("2025-W42", []) == []
