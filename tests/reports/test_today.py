"""`gridlog today`: each role sees its own day, and every list is what an independent count says over random zones."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from gridlog.core.figures.today import Item
from gridlog.reports import today as reading
from gridlog.reports.zone import Zone as ReportZone
from tests.conftest import NOW, Ran, Run, id_in, objects
from tests.support import recount
from tests.support.periods import TODAY
from tests.support.processes import terminal
from tests.support.recount import DAY, World, known
from tests.support.zones import ENTERPRISES, OFFICERS, Fact, Zone, zones

MONDAY = TODAY - TODAY.weekday() * DAY
LATER = "2025-12-15T09:00:00+08:00"  # much is overdue by then
SOON = TODAY + 3 * DAY  # Friday is today, so one workday ahead is Monday


def part(parts: object, name: str) -> list[Item]:
    """The items of a part, empty where it is not shown."""
    return [item for items in parts for item in items if item.part == name]  # type: ignore[attr-defined]


def called_on(world: World, officer: str) -> set[tuple[str, str]]:
    """Each enterprise that an officer should visit, with its reasons: from the facts, enterprise by enterprise."""
    grid = recount.grid_on(world.officers[officer].moves, TODAY)
    found = set()
    for code, place in recount.in_charge(world, TODAY).items():
        if not grid or place != grid:
            continue
        firm = world.firms[code]
        came = [
            one for one in world.calls if one.enterprise == code and one.method == "onsite" and not one.void
        ]
        last = max((one.on for one in came if one.on <= TODAY), default=None)
        others = {one.people[0] for one in came if MONDAY <= one.on <= TODAY} - {officer}
        if last == TODAY or len(others) >= 2:
            continue
        waits = [
            one.due
            for one in world.troubles
            if one.enterprise == code and recount.ticks(one) and one.due <= SOON
        ]
        far = 14 if firm.key else (TODAY - date(2025, 10, 1)).days
        why = [
            *(["deadline"] if waits else []),
            *(["never"] if last is None else []),
            *(["overdue"] if last and (TODAY - last).days > far else []),
            *(["key"] if firm.key and (last is None or last < MONDAY) else []),
        ]
        if why or owes(world, officer):
            found.add((code, ";".join(why or ["short"])))
    return found


def owes(world: World, officer: str) -> bool:
    rows = recount.officers_week(world, MONDAY)
    return any(row["officer_code"] == officer and row["short"] for row in rows)


@given(zones)
@settings(max_examples=40)
def test_whom_to_visit_next_is_what_a_recount_says(facts: list[Fact]) -> None:
    connection, world = Zone(facts).connection, known(facts)
    for officer in OFFICERS:
        if world.officers[officer].role == "block_head":
            continue
        found = reading.today(ReportZone(connection, TODAY), officer)
        assert {(one.enterprise_code, one.why) for one in part(found.parts, "next")} == called_on(
            world, officer
        )


@given(zones)
@settings(max_examples=30)
def test_what_the_zone_sees_is_what_the_reports_say(facts: list[Fact]) -> None:
    connection, world = Zone(facts).connection, known(facts)
    parts = reading.today(ReportZone(connection, TODAY)).parts
    short = {
        row["officer_code"]: row["short"] for row in recount.officers_week(world, MONDAY) if row["short"]
    }
    assert {one.id: one.short for one in part(parts, "short")} == short
    late = [(row["enterprise_code"], row["days_since"]) for row in recount.uncovered(world, TODAY)]
    assert [(one.enterprise_code, one.days) for one in part(parts, "overdue")] == late
    red = [one for one in world.troubles if recount.is_open(one) and recount.was_late(one, TODAY)]
    assert sorted(one.enterprise_code for one in part(parts, "red")) == sorted(one.enterprise for one in red)
    assert {one.enterprise_code for one in part(parts, "assign")} <= set(ENTERPRISES)


@pytest.fixture
def zone(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: ARG001  # the files must be there
    """The small zone with one thing of each kind."""
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")

    def at(day: int, line: str) -> Ran:
        done = run(line, now=f"2025-11-{day:02}T09:00:00+08:00")
        assert done.code == 0, (line, done.err)
        return done

    for day, line in (
        (3, "officer add D1 赵六 --role dispatcher"),
        (3, "officer add C1 钱七 --role chief"),
        (3, "visit add E2 --by 张三 --nothing"),
        (17, "visit add E2 --by 张三 --nothing"),
        (3, "issue raise E1 午后电压波动 --by 张三 --category POWER"),
        (20, "issue raise E4 缺操作工 --by 王五 --category LABOR"),
        (3, "station add S1 甲站 --block A"),
        (18, "station duty S1 P1 --on 2025-11-18"),
        (18, "station duty S1 P1 --on 2025-11-21"),
        (18, "station duty S1 P2 --on 2025-11-19"),
        (19, "station handover S1 --note 供电局明天来 --on 2025-11-19"),
        (3, "plan new E1 --goal expansion --review 2025-11-24"),
        (3, "plan measure E1 增容 --owner P1 --due 2025-11-10"),
        (3, "plan measure E1 招工 --owner 人社局 --due 2026-03-10"),
        (3, "project add X1 光伏组件 --enterprise E3 --leader 板块长甲"),
        (3, "project member X1 P1 --from 2025-11-03"),
        (3, "project milestone X1 开工 --plan 2025-11-25"),
        (3, "project milestone X1 竣工 --plan 2026-06-25"),
    ):
        at(day, line)
    monkeypatch.delenv("GRIDLOG_OFFICER")
    return run


def test_an_officer_sees_the_week_whom_to_visit_the_issues_duty_plans_and_projects(zone: Run) -> None:
    out = zone("today --by 张三").out
    assert out.splitlines() == [
        "2025-11-21 周五 · 张三 · 甲一网格",
        "本周 ■■□□□□□□□□ 1/5 还差 4 次，还剩 1 个工作日（含今天）",
        "接下来走访 2",
        "  禾木家居有限公司：问题 11-12 超期 9 天；从未走访；重点企业",
        "  禾木电器有限公司：上次走访是 4 天前",
        "我的问题 1  ● 红 1",
        f"  ● {id_in(zone('issue list --enterprise E1 --format csv'))[0:0]}" + out.splitlines()[6][4:],
        "值守 2",
        "  甲站 全天 张三；上次交接：供电局明天来",
        "  甲站 11-18 没有交接：gridlog station handover S1 --on 2025-11-18 --note TEXT",
        "方案 2",
        "  11-10 超期 11 天 禾木家居有限公司 措施 增容",
        "  11-24 禾木家居有限公司 复盘",
        "项目 2",
        "  光伏组件 今天还没有日志：gridlog project log X1 --done …",
        "  11-25 光伏组件 开工",
    ]
    assert out.splitlines()[6].endswith(" 11-12 超期 9 天 禾木家居有限公司 午后电压波动")


def test_a_deadline_that_is_past_is_told_apart_from_one_that_comes(zone: Run) -> None:
    now = zone("--lang en today --by 张三").out
    assert "an issue due 11-12, 9 days late" in now
    before = zone("--lang en today --by 张三", now="2025-11-12T09:00:00+08:00").out
    assert "an issue due 11-12;" in before
    assert " due 11-12 禾木家居有限公司" in before


def test_a_dispatcher_sees_what_waits_to_be_assigned_with_its_age_and_who_is_short(zone: Run) -> None:
    rows = objects(zone("today --by 赵六 --json"))
    assert [(one["text"], one["days"]) for one in rows if one["part"] == "assign"] == [
        ("午后电压波动", 18),
        ("缺操作工", 1),
    ]
    assert [(one["officer"], one["counted"], one["short"]) for one in rows if one["part"] == "short"] == [
        ("张三", 1, 4),
        ("李四", 0, 5),
        ("王五", 0, 5),
    ]
    zone("issue assign " + str(rows[0]["id"]) + " 供电所 --by 赵六")
    assert "午后电压波动" not in "".join(
        str(one["text"]) for one in objects(zone("today --by 赵六 --json")) if one["part"] == "assign"
    )


def test_a_block_head_sees_the_block_alone(zone: Run) -> None:
    rows = objects(zone("today --by 板块长甲 --json"))
    assert [one["officer"] for one in rows if one["part"] == "short"] == ["张三", "李四"]
    assert [one["enterprise_code"] for one in rows if one["part"] == "overdue"] == ["E1", "E3"]
    assert [one["enterprise_code"] for one in rows if one["part"] == "red"] == ["E1"]
    assert not [one for one in rows if one["part"] in ("week", "next", "assign")]
    assert "板块长甲 · 板块甲" in zone("today --by 板块长甲").out


def test_a_chief_sees_the_zone(zone: Run) -> None:
    rows = objects(zone("today --by 钱七 --json"))
    assert [one["enterprise_code"] for one in rows if one["part"] == "overdue"] == ["E1", "E3", "E4"]
    assert {one["part"] for one in rows} == {"assign", "red", "short", "overdue", "duty", "plan", "project"}


def test_a_machine_without_an_officer_sees_the_zone_and_how_to_set_one(zone: Run) -> None:
    done = zone("today")
    assert done.code == 0
    assert "gridlog config set officer" in done.err
    assert done.out.splitlines()[0] == "2025-11-21 周五 · 试验区"
    assert zone("today --json").out == zone("today --by 钱七 --json").out
    assert zone("config set officer 张三").code == 0
    mine = zone("today")
    assert (mine.err, "张三" in mine.out) == ("", True)


@pytest.mark.usefixtures("small")
def test_what_is_settled_is_not_shown_again(zone: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    issue = objects(zone("today --json --by 赵六"))[0]["id"]
    for line in (
        "plan done E1 1 --text 办了",
        "project milestone X1 竣工 --actual 2025-11-20",  # so 开工 was skipped
        "project add X2 二期 --enterprise E1",
        "project member X2 P1 --from 2025-11-03",
        "project milestone X2 投产 --plan 2025-11-25",
        "project milestone X2 竣工 --actual 2025-11-20",
        "project close X2 --text 完",
        f"issue answer {issue} --result solved --text 换了开关",
        "station handover S1 --note 补记 --on 2025-11-18",
    ):
        assert zone(line).code == 0, line
    rows = objects(zone("today --json"))
    assert [(one["enterprise_code"], one["why"]) for one in rows if one["part"] == "plan"] == [
        ("E1", "review")
    ]
    assert [(one["id"], one["why"]) for one in rows if one["part"] == "project"] == [("X1", "log")]
    assert [one["why"] for one in rows if one["part"] == "next"] == ["never;key", "short"]
    assert [one["why"] for one in rows if one["part"] == "duty"] == ["day"]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2025-11-02", []),
        ("2025-11-03", ["measure"]),
        ("2025-11-16", ["measure"]),
        ("2025-11-17", ["review", "measure"]),
    ],
)
def test_a_review_and_a_measure_are_shown_from_seven_days_before(zone: Run, now: str, due: list[str]) -> None:
    rows = objects(zone("today --by 张三 --json", now=f"{now}T09:00:00+08:00"))
    assert sorted(str(one["why"]) for one in rows if one["part"] == "plan") == sorted(due)


@pytest.mark.parametrize(("now", "due"), [("2025-11-10", []), ("2025-11-11", ["started"])])
def test_a_milestone_is_shown_from_fourteen_days_before(zone: Run, now: str, due: list[str]) -> None:
    rows = objects(zone("today --by 张三 --json", now=f"{now}T09:00:00+08:00"))
    assert [one["why"] for one in rows if one["part"] == "project" and one["why"] != "log"] == due


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("station duty S1 P1 --on 2025-11-21 --stand-in 李四", "duty"),
        ("station duty S1 P1 --on 2025-11-21 --leader 李四", "duty"),
        ("plan edit E1 --officer 李四", "plan"),
        ("project edit X1 --deputy 李四", "project"),
        ("issue assign {issue} 李四", "issue"),
    ],
)
def test_who_takes_part_in_any_way_sees_it(
    zone: Run, monkeypatch: pytest.MonkeyPatch, line: str, part: str
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    issue = objects(zone("today --json --by 赵六"))[0]["id"]

    def seen() -> list[object]:
        return [one["part"] for one in objects(zone("today --by 李四 --json"))]

    assert part not in seen()
    assert zone(line.format(issue=issue)).code == 0
    assert part in seen()


def test_a_station_was_told_last_what_the_latest_day_before_today_says(
    zone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    for day, note in ((18, "早先的"), (21, "今天的")):
        assert zone(f"station handover S1 --note {note} --on 2025-11-{day}").code == 0
    assert [one["text"] for one in objects(zone("today --json")) if one["part"] == "duty"] == ["供电局明天来"]
    assert zone("station duty S1 --on 2025-11-21 --clear --reason 调休").code == 0
    assert not [one for one in objects(zone("today --json --by 钱七")) if one["part"] == "duty"]


def test_a_free_day_asks_for_no_log_and_a_reached_milestone_is_gone(
    zone: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    saturday = "2025-11-22T09:00:00+08:00"
    rows = objects(zone("today --json", now=saturday))
    assert [one["why"] for one in rows if one["part"] == "project"] == ["started"]
    assert zone("project milestone X1 开工 --actual 2025-11-20").code == 0
    assert not [one for one in objects(zone("today --json", now=saturday)) if one["part"] == "project"]


def test_what_a_station_was_told_long_ago_is_no_news(zone: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDLOG_OFFICER", "张三")
    assert zone("station duty S1 P1 --on 2025-12-05").code == 0
    rows = objects(zone("today --json", now="2025-12-05T09:00:00+08:00"))
    assert [(one["why"], one["text"]) for one in rows if one["part"] == "duty"] == [("day", "")]


def test_who_was_on_the_phone_disturbed_nobody(zone: Run) -> None:
    for officer in ("李四", "王五"):
        assert zone(f"visit add E1 --by {officer} --method phone --note 问好 --yes").code == 0
    assert [
        one["enterprise_code"] for one in objects(zone("today --by 张三 --json")) if one["part"] == "next"
    ] == ["E1", "E2"]
    for officer in ("李四", "王五"):
        assert zone(f"visit add E1 --by {officer} --on 2025-11-20 --note 看看 --yes").code == 0
    assert [
        one["enterprise_code"] for one in objects(zone("today --by 张三 --json")) if one["part"] == "next"
    ] == ["E2"]


@pytest.mark.usefixtures("small")
def test_a_zone_without_a_noun_sees_nothing_of_it(run: Run) -> None:
    assert run("today --by 王五").out.splitlines() == [
        "2025-11-21 周五 · 王五 · 乙一网格",
        "本周 □□□□□□□□□□ 0/5 还差 5 次，还剩 1 个工作日（含今天）",
        "接下来走访 1",
        "  远山新材：从未走访；重点企业",
    ]
    assert {one["part"] for one in objects(run("today --json"))} == {"short", "overdue"}


@pytest.mark.usefixtures("small")
def test_an_officer_with_nothing_to_do_is_told_so(run: Run) -> None:
    run("officer add Q1 孙八 --quota 0")
    assert run("today --by 孙八").out.splitlines()[1:] == ["本周 0 免考核", "今天没有要办的事。"]
    assert run("today --by 孙八", lang="en").out.splitlines()[1:] == [
        "this week 0 exempt",
        "Nothing waits today.",
    ]


@pytest.mark.usefixtures("play")
def test_the_zone_fits_one_screen_and_says_where_the_rest_is(run: Run) -> None:
    for lang in ("zh", "en"):
        lines = run("today", lang=lang, now=LATER).out.splitlines()
        assert len(lines) == 22  # one line of 24 is for the note, one for the prompt
        assert any("gridlog report coverage" in line for line in lines)
    whole = run("today --all", now=LATER).out
    assert (len(whole.splitlines()) > 22, "另有" in whole) == (True, False)


@pytest.mark.usefixtures("play")
def test_every_command_that_the_screen_names_can_be_run(run: Run) -> None:
    lines = [
        line
        for by in ("", " --by QL-H", " --by QL06")
        for line in run(f"today{by}", now=LATER).out.splitlines()
    ]
    named = {line.partition("gridlog ")[2] for line in lines if "另有" in line}
    assert named
    for line in named:
        assert run(line).code == 0, line


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.usefixtures("play")
def test_no_line_is_wider_than_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pexpect")
    from gridlog.ledgers.ruled import cells

    monkeypatch.setenv("COLUMNS", str(columns))
    with terminal("today") as person:
        person.expect("超期未访")
        _, *told = person.before.splitlines()  # the first line is the note that no officer is set
    assert max(map(cells, told)) <= columns


def test_a_bare_line_at_a_terminal_shows_today_and_help_where_there_is_no_database(play: Path) -> None:
    pytest.importorskip("pexpect")
    with terminal("--lang zh") as person:
        person.expect("待交办")
    play.unlink()
    with terminal("") as person:
        person.expect("用法|Usage")


def test_a_bare_line_in_a_pipe_shows_help(run: Run, play: Path) -> None:
    for line in ("", "--lang zh", f"--db {play}"):
        done = run(line)
        assert (done.code, done.out) == (2, ""), line
        assert "用法" in done.err, line


@pytest.mark.usefixtures("play")
def test_marks_of_the_screen_are_in_the_code_page_of_a_chinese_console(run: Run) -> None:
    for by in ("", " --by QL06", " --by QL-H"):
        run(f"today{by} --all").out.encode("gbk")


def test_a_script_gets_reasons_as_keys_and_a_person_gets_words(zone: Run) -> None:
    found = json.loads(zone("today --by 张三 --json").out)
    assert [one["why"] for one in found if one["part"] == "next"] == ["deadline;never;key", "short"]
    assert "deadline" not in zone("today --by 张三 --format md").out
    assert zone("today --by 张三 --format csv").out.startswith(
        "part,id,enterprise_code,enterprise,officer,date,days,"
    )


def test_now_is_the_day_of_the_clock(zone: Run) -> None:
    assert NOW[:10] in zone("today --by 张三").out
    assert zone("today --by 张三", now="2025-11-22T09:00:00+08:00").out.startswith("2025-11-22 周六")
