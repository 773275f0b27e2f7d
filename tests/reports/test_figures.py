"""Every figure of every report against an independent count, over zones made up at random."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gridlog.core.figures import handling
from gridlog.core.figures import week as week_figures
from gridlog.core.when import ZONE
from gridlog.reports import monthly, weekly
from gridlog.reports import zone as reports_zone
from tests.conftest import Run, id_in, objects, ran
from tests.support import recount
from tests.support.periods import (
    MONDAYS,
    MONTHS,
    TODAY,
    HandedIn,
    handed_in,
    mondays,
    months,
    name,
    rows,
    week,
    weeks_of,
)
from tests.support.read_back import made_then, of_html, of_markdown
from tests.support.recount import DAY, Row, Week, World, by_day, known, mondays_of, month_last
from tests.support.zones import ENTERPRISES, FIRST, NOW, SPAN, Fact, Zone, put, until, zones

LEVELS = ("officer", "grid", "block", "zone")
days = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))


@given(zones, mondays)
@settings(max_examples=10)
def test_a_week_is_what_a_recount_says_at_every_level(facts: list[Fact], monday: date) -> None:
    put(facts)
    counted = week(facts, monday)
    for level in LEVELS:
        assert rows(f"report week {name(monday)} --by {level}") == getattr(counted, level), level


@given(zones, mondays)
@settings(max_examples=20)
def test_who_moved_within_a_week_is_what_a_recount_says(facts: list[Fact], monday: date) -> None:
    rows = week_figures.by_officer(weekly.week(reports_zone.Zone(Zone(facts).connection, TODAY), monday))
    world = known(facts)
    assert {row.officer_code: row.moved_from for row in rows} == {
        code: ";".join(recount.moved_from(world.officers[code], monday, monday + 6 * DAY))
        for code in recount.staff(world, monday, monday + 6 * DAY)
    }


@given(zones, days)
@settings(max_examples=10)
def test_a_day_is_what_a_recount_says_at_every_level(facts: list[Fact], day: date) -> None:
    put(facts)
    world = by_day(facts, day)
    assert rows(f"report day {day} --by officer") == recount.officers_day(world, day)
    for level in LEVELS[1:]:
        assert rows(f"report day {day} --by {level}") == recount.units_day(world, day, level), level


def agrees_with_month(facts: Sequence[Fact], first: date, weeks: Sequence[Week], more: str = "") -> None:
    world = by_day(facts, month_last(first))
    line = f"report month {first:%Y-%m} {more}"
    assert rows(f"{line} --by officer") == recount.officers_month(world, first, weeks)
    for level in LEVELS[1:]:
        assert rows(f"{line} --by {level}") == recount.units_month(world, first, weeks, level), level


@given(zones, months)
@settings(max_examples=10)
def test_a_month_is_what_a_recount_says_at_every_level(facts: list[Fact], first: date) -> None:
    put(facts)
    agrees_with_month(facts, first, weeks_of(facts, first))


@given(zones)
@settings(max_examples=10)
def test_issues_by_handler_and_category_are_what_a_recount_says(facts: list[Fact]) -> None:
    put(facts)
    for by in ("handler", "category"):
        assert rows(f"report issues --by {by}") == recount.handled(known(facts), TODAY, by), by


@given(zones, days)
@settings(max_examples=10)
def test_whom_nobody_visited_in_time_is_what_a_recount_says(facts: list[Fact], day: date) -> None:
    put(facts)
    assert rows(f"report coverage --on {day}") == recount.uncovered(known(facts), day)


@given(zones, mondays)
@settings(max_examples=10)
def test_the_trend_is_what_a_recount_of_its_weeks_says(facts: list[Fact], monday: date) -> None:
    put(facts)
    weeks = [week(facts, monday - timedelta(days=7 * back)) for back in (3, 2, 1, 0)]
    for level in ("block", "zone"):
        found = rows(f"report trend {name(monday)} --weeks 3 --by {level}")
        changes = [row.pop("coverage_change") for row in found]
        told = recount.trend(weeks, level)
        assert found == [{key: row[key] for key in found[0]} for row in told]
        before = {
            (row["start"], row.get("block")): row["coverage"] for one in weeks for row in getattr(one, level)
        }
        for row, change in zip(found, changes, strict=True):
            earlier = before.get(
                (str(date.fromisoformat(str(row["start"])) - timedelta(days=7)), row.get("block"))
            )
            if earlier is None or row["coverage"] is None:
                assert change is None
            else:
                assert change == pytest.approx(float(str(row["coverage"])) - float(str(earlier)), abs=2e-4)


@given(
    zones,
    st.sampled_from([(one, one + 6 * DAY) for one in MONDAYS] + [(one, month_last(one)) for one in MONTHS]),
)
@settings(max_examples=30)
def test_what_became_of_a_periods_issues_is_what_a_recount_says(
    facts: list[Fact], period: tuple[date, date]
) -> None:
    first, last = period
    connection, world = Zone(facts).connection, by_day(facts, last)
    found = monthly.cases(connection, first, last, TODAY)
    complaints = monthly.complaints(connection, last)
    longterm = monthly.longterm(connection, last)
    told = {
        row.name: row
        for row in [*handling.by(lambda case: case.block, found), handling.handling("合计", found)]
    }
    expected = recount.cases(world, first, last, TODAY)
    assert told.keys() == expected.keys()
    for key, row in told.items():
        raised, on_time, overtime, unfinished, overdue, solved, rated, dissatisfied = expected[key]
        assert (row.raised, row.on_time, row.overtime) == (raised, on_time, overtime)
        assert (row.unfinished, row.overdue, row.solved) == (unfinished, overdue, solved)
        assert (row.rated, row.dissatisfied) == (rated, dissatisfied)
        in_hand, closed = on_time + overtime + unfinished, on_time + overtime
        assert row.in_hand == in_hand
        *_, closed_rate, on_time_rate, _, solved_rate, _, _, dissatisfied_rate = row.cells
        assert closed_rate == (closed / in_hand if in_hand else None)
        assert on_time_rate == (on_time / in_hand if in_hand else None)
        assert solved_rate == (solved / closed if closed else None)
        assert dissatisfied_rate == (dissatisfied / rated if rated else None)
    assert handling.top(found) == recount.most_raised(world, first, last)
    assert dict(handling.common(complaints)) == recount.shared(world, last)
    standing = [
        one for one in world.troubles if one.grade == "longterm" and recount.is_open(one) and one.on <= last
    ]
    assert longterm == len(standing)


# --- the sentences and tables of the documents


NAMES = {"": "—", "A": "名A", "B": "名B"}
TOPICS = {"POWER": "用电保障", "LABOR": "用工招聘", "OTHER": "其他"}


def percent(part: int, whole: int) -> str:
    """A rate with what it is made of."""
    return f"{part / whole:.0%}（{part}/{whole}）" if whole else f"—（{part}/{whole}）"


def change(now: int, before: int, then: str) -> str:
    """A figure against the month before."""
    if now == before:
        return f"与{then}持平"
    more, rate = ("增加", "增长") if now > before else ("减少", "下降")
    told = f"比{then}{more} {abs(now - before)}"
    return told + (f"，{rate} {abs(now - before) / before:.0%}" if before else "")


def crowded(world: World, weeks: Sequence[date]) -> dict[str, int]:
    """The enterprises that three officers or more led visits to in one week, and the most that did."""
    found: dict[str, int] = {}
    for monday in weeks:
        for code in ENTERPRISES:
            calls = recount.calls_in(world, monday, monday + 6 * DAY)
            leads = {one.people[0] for one in calls if one.enterprise == code and one.method == "onsite"}
            if len(leads) >= 3:
                found[code] = max(len(leads), found.get(code, 0))
    return found


def told_of_issues(world: World, first: date, last: date) -> list[str]:
    """What every paper says of the issues of its period."""
    raised, on_time, overtime, unfinished, overdue, solved, rated, unhappy = recount.cases(
        world, first, last, TODAY
    )["合计"]
    closed = on_time + overtime
    in_hand = closed + unfinished
    lines = [
        f"新增问题 {raised} 件，办结 {closed} 件（按时 {on_time} 件、超时 {overtime} 件），期末在办 {unfinished} 件，其中超期 {overdue} 件。",
        f"办结率 {percent(closed, in_hand)}，按时办结率 {percent(on_time, in_hand)}，解决率 {percent(solved, closed)}；"
        f"回访满意率 {percent(rated - unhappy, rated)}。",
    ]
    if top := recount.most_raised(world, first, last):
        lines.append(f"新增问题主要集中在：{'、'.join(f'{TOPICS[key]} {count}' for key, count in top)}。")
    if common := sorted(recount.shared(world, min(last, TODAY)).items(), key=lambda one: (-one[1], one[0])):
        told = "、".join(f"{TOPICS[key]}({count})" for key, count in common)
        lines.append(f"共性问题（30 天内三家以上企业提出）：{told}。")
    longterm = [
        one for one in world.troubles if one.grade == "longterm" and recount.is_open(one) and one.on <= last
    ]
    return lines + [f"长期挂账 {len(longterm)} 件另列，不计入在办、办结、超期和各项比率。"] * bool(longterm)


def numbers(weeks: Sequence[date]) -> str:
    """The numbers of weeks in a row as a paper names them; nothing for none."""
    told = [f"第{int(name(monday)[6:])}周" for monday in weeks]
    return "" if not told else told[0] if len(told) == 1 else f"{told[0]}至{told[-1]}"


def spelled(first: date, last: date) -> str:
    """The last of two days of one year, without a month that the first has already."""
    return f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"


def bulletin(facts: Sequence[Fact], first: date) -> list[str]:
    """The paragraphs of a month, but for the shortcomings' order and what is asked for."""
    last, weeks = month_last(first), weeks_of(facts, first)
    world = by_day(facts, last)
    over = [monday for monday in mondays_of(first) if monday + 6 * DAY <= TODAY]
    rest = numbers([monday for monday in mondays_of(first) if monday not in over])
    days = f"{over[0].year}年{over[0].month}月{over[0].day}日至{spelled(over[0], over[-1] + 6 * DAY)}"
    (zone,) = recount.units_month(world, first, weeks, "zone")
    blocks = [row for row in recount.units_month(world, first, weeks, "block") if row["block"]]
    grids = [row for row in recount.units_month(world, first, weeks, "grid") if row["grid"]]
    count = {key: value for key, value in zone.items() if isinstance(value, int)}
    before, then = ((first - DAY).replace(day=1), first - DAY), "上月"
    if last > TODAY:
        same = [day for day in recount.days_from(*before) if day.day <= TODAY.day]
        before, then = (same[0], same[-1]), "上月同期"
    charge = recount.in_charge(world, last)
    seen = {one.enterprise for one in recount.calls_in(world, first, last) if one.method == "onsite"}
    _, on_time, overtime, unfinished, overdue, _, rated, unhappy = recount.cases(world, first, last, TODAY)[
        "合计"
    ]
    visits = len(recount.calls_in(world, *before))
    earlier = by_day(facts, before[1])
    raised, closed = len(recount.raised_in(earlier, *before)), len(recount.closed_in(earlier, *before))
    lines = [
        f"{first.year}年{first.month}月，全区 {len(blocks)} 个板块、{len(grids)} 个网格的 {zone['officers']} 名专员走访 {zone['visits']} 次"
        f"（{change(count['visits'], visits, then)}），走访企业 {zone['enterprises']} 家；辖内企业 {len(charge)} 家，"
        f"实地走访覆盖率 {percent(len(charge.keys() & seen), len(charge))}。"
        f"工作日 {recount.workdays(first, min(last, TODAY))} 天，{then} {recount.workdays(*before)} 天。",
        f"新增问题 {zone['issues_raised']} 件（{change(count['issues_raised'], raised, then)}），"
        f"办结 {on_time + overtime} 件（{change(on_time + overtime, closed, then)}），期末在办 {unfinished} 件，其中超期 {overdue} 件。",
        f"考核周 {len(weeks)} 个（{numbers(over)}，{days}，按周日所在月份归属，其中已上报冻结 0 个"
        f"{f'；{rest}尚未结束，不计在内' if rest else ''}）："
        f"应访 {zone['required']} 次，实访 {zone['counted']} 次；人周达标率 {percent(count['weeks_met'], count['weeks_owed'])}。",
        f"走访方式：实地 {zone['onsite']} 次，到站来访 {zone['station']} 次，电话 {zone['phone']} 次，线上 {zone['online']} 次，"
        f"座谈会 {zone['meeting']} 次；其中联合走访 {zone['joint']} 次，补录 {zone['late']} 次。",
        *told_of_issues(world, first, last),
    ]
    if missed := count["weeks_owed"] - count["weeks_met"]:
        where = [
            f"{NAMES[str(row['block'])]} {int(str(row['weeks_owed'])) - int(str(row['weeks_met']))}"
            for row in recount.units_month(world, first, weeks, "block")
            if row["weeks_owed"] != row["weeks_met"]
        ]
        lines.append(f"走访未达标 {missed} 人周，共差 {zone['short']} 次，涉及{'、'.join(where)}。")
    late = len(recount.uncovered(world, min(last, TODAY)))
    unseen = [f"企业{code}" for code in sorted(charge.keys() - seen)]
    if unseen or late:
        names = f"（{'、'.join(unseen)}）" if unseen else ""
        lines.append(f"本月未实地走访企业 {len(unseen)} 家{names}；截至期末超期未访 {late} 家。")
    if overtime or overdue:
        lines.append(f"问题超时办结 {overtime} 件，期末超期未结 {overdue} 件")
    if unhappy:
        lines.append(f"回访不满意 {unhappy} 件，不满意率 {percent(unhappy, rated)}。")
    if many := crowded(world, mondays_of(first)):
        ranked = sorted(many.items(), key=lambda one: (-one[1], one[0]))
        names = "、".join(f"企业{code} {count}" for code, count in ranked)
        lines.append(f"一周内多人走访同一企业（扰企）{len(many)} 家（{names}）。")
    return lines


@given(zones, months)
@settings(max_examples=20)
def test_the_sentences_of_a_bulletin_are_what_a_recount_says(facts: list[Fact], first: date) -> None:
    put(facts)
    shown = ran(f"report month {first:%Y-%m} --format text").out
    lines = bulletin(facts, first)
    assert [line for line in lines if line not in shown] == []
    kinds = (
        "走访未达标",
        "本月未实地",
        "问题超时",
        "回访不满意",
        "一周内多人",
        "新增问题主要",
        "共性问题",
        "长期挂账",
    )
    for kind in kinds:
        assert (kind in shown) == any(line.startswith(kind) for line in lines), kind


@given(zones, mondays)
@settings(max_examples=12)
def test_the_tables_and_sentences_of_a_weekly_summary_are_what_a_recount_says(
    facts: list[Fact], monday: date
) -> None:
    last = monday + 6 * DAY
    world = by_day(facts, last)
    put(facts)
    shown = of_html(ran(f"report week {name(monday)} --format html"))
    assert [line for line in told_of_issues(world, monday, last) if line not in shown.lines] == []
    assert f"超期未访 {len(recount.uncovered(world, min(last, TODAY)))} 家。" in shown.lines
    many = crowded(world, [monday])
    told = "、".join(f"企业{code}({count})" for code, count in many.items())
    assert [line for line in shown.lines if "扰企" in line] == [f"一周内多人走访（扰企）：{told}。"] * bool(
        many
    )
    counted = week(facts, monday)
    held = [one for one in counted.officer if one["status"] != "exempt"]
    overdue = {key: row[4] for key, row in recount.cases(world, monday, last, TODAY).items()}
    blocks = [
        [NAMES[str(row["block"])], *on_paper(row, overdue.get(str(row["block"]), 0)), met(held, row["block"])]
        for row in counted.block
    ]
    there = {row["block"] for row in counted.block}
    nothing = dict.fromkeys(counted.zone[0], 0) | {"coverage": None} if counted.zone else {}
    blocks += [
        [NAMES[code], *on_paper(nothing, overdue[code]), "0/0"]
        for code in overdue.keys() - there - {"合计"}
        if overdue[code]
    ]
    blocks.sort(key=lambda row: {"—": ""}.get(row[0], row[0]))
    total = [["合计", *on_paper(row, overdue["合计"]), met(held)] for row in counted.zone]
    all_blocks, all_grids = (table for table in shown.tables if table[0][-1] == "达标")
    assert all_blocks[1:] == blocks + total
    codes = [str(one["officer_code"]) for one in counted.officer]
    moves = {code: recount.moved_from(world.officers[code], monday, last) for code in codes}
    left = {grid for grids in moves.values() for grid in grids}
    came = {one["grid"] for one in counted.officer if moves[str(one["officer_code"])]}
    short = [
        [
            NAMES[str(one["block"])],
            f"{one['grid']}*" if moves[str(one["officer_code"])] else str(one["grid"]),
            *(str(one[key]) for key in SHORT),
        ]
        for one in counted.officer
        if one["short"]
    ]
    assert [table[1:] for table in shown.tables if table[0][-1] == "差"] == [short] * bool(short)
    line = f"应考核专员 {len(held)} 人，达标 {len(held) - len(short)} 人，未达标 {len(short)} 人"
    assert [one for one in shown.lines if one.startswith(line)] != []
    troubles = recount.cases(world, monday, last, TODAY, lambda one: one.grid)
    grids = []
    for row in counted.grid:
        mine = [one for one in counted.officer if one["grid"] == row["grid"]]
        states = "、".join(STATES[str(one["status"])] for one in mine)
        grid = f"{row['grid']}*" if row["grid"] in left | came else str(row["grid"])
        place = [NAMES[str(row["block"])], grid, "、".join(str(one["officer"]) for one in mine)]
        grids.append([*place, *on_paper(row, troubles.get(str(row["grid"]), [0] * 5)[4]), states])
    assert all_grids[1:] == sorted(
        grids, key=lambda row: (row[0].strip("—"), "未达标" not in row[-1], row[1])
    )
    handlers = recount.cases(world, monday, last, TODAY, handler_of)
    rows = shown.tables[-1][1:] if len(handlers) > 1 else [of_issues("合计", handlers["合计"])]
    assert rows[-1][0] == "合计"
    assert {row[0]: row for row in rows} == {key: of_issues(key, row) for key, row in handlers.items()}


SHORT = ("officer", "required", "counted", "short")
STATES = {"met": "达标", "short": "未达标", "exempt": "免考核"}


def handler_of(one: recount.Trouble) -> str:
    """Who handles an issue, as a paper names them."""
    return (f"姓名{one.handler}" if one.handler.startswith("P") else one.handler) or "（未交办）"


def met(held: Sequence[Row], block: object = None) -> str:
    """How many of those who owed visits made them."""
    mine = [one for one in held if block in (None, one["block"])]
    return f"{sum(one['status'] == 'met' for one in mine)}/{len(mine)}"


def on_paper(row: Mapping[str, object], overdue: int) -> list[str]:
    """A unit's week as the weekly summary prints it, but for who met the quota."""
    rate = "—" if row["coverage"] is None else f"{float(str(row['coverage'])):.0%}"
    remote = int(str(row["phone"])) + int(str(row["online"]))
    return [
        *(str(row[key]) for key in ("required", "counted", "enterprises", "enterprises_in_charge")),
        rate,
        *(str(row[key]) for key in ("joint", "late")),
        str(remote),
        *(str(row[key]) for key in ("issues_raised", "issues_closed")),
        str(overdue),
    ]


def of_issues(label: str, told: Sequence[int]) -> list[str]:
    """A row of a table of issues, as papers print it."""
    raised, on_time, overtime, unfinished, overdue, solved, rated, unhappy = told
    closed = on_time + overtime
    in_hand = closed + unfinished
    rates = [f"{part / whole:.0%}" if whole else "—" for part, whole in (
        (closed, in_hand), (on_time, in_hand), (solved, closed), (unhappy, rated))]  # fmt: skip
    counts = [str(one) for one in (raised, in_hand, on_time, overtime, unfinished, overdue)]
    return [label, *counts, *rates[:2], str(solved), rates[2], str(rated), str(unhappy), rates[3]]


@given(zones, months)
@settings(max_examples=8)
def test_the_tables_of_a_bulletin_are_what_a_recount_says(facts: list[Fact], first: date) -> None:
    last = month_last(first)
    world = by_day(facts, last)
    put(facts)
    visits, issues, *others = of_markdown(ran(f"report month {first:%Y-%m} --format md")).tables
    short = [table for table in others if table[0][-1] == "差(次)"]
    missing = [table for table in others if table not in short]
    units = [
        (NAMES[str(row.get("block", ""))] if level == "block" else "合计", row)
        for level in ("block", "zone")
        for row in recount.units_month(world, first, weeks_of(facts, first), level)
    ]
    columns = (
        *("weeks_owed", "weeks_met", "required", "counted", "visits", "enterprises", "late", "joint"),
        "enterprises_in_charge",
    )
    told = [
        [
            label,
            *(str(row[key]) for key in columns),
            "—" if row["coverage"] is None else f"{float(str(row['coverage'])):.0%}",
        ]
        for label, row in units
    ]
    assert visits[1:] == told
    found = recount.cases(world, first, last, TODAY)
    blocks = [of_issues(NAMES[key], row) for key, row in sorted(found.items()) if key != "合计"]
    assert issues[1:] == [*blocks, of_issues("合计", found["合计"])]
    officers = recount.officers_month(world, first, weeks_of(facts, first))
    named = [(row["officer"], str(row["required"]), str(row["short"])) for row in officers if row["short"]]
    assert [(row[2], row[5], row[7]) for table in short for row in table[1:]] == named
    late = [str(row["enterprise"]) for row in recount.uncovered(world, min(last, TODAY))]
    assert [row[4] for table in missing for row in table[1:]] == late


# --- handed in, and as of an instant


def hand_in(one: HandedIn) -> dict[date, Week]:
    """Hand the week in when only what was known then is there, then tell the rest; the week as it was."""
    zone = put(one.then)
    assert ran(f"report week {name(one.monday)} --freeze", now=one.at.isoformat()).code == 0
    zone.fetch()
    zone.tell(one.facts[len(one.then) :])
    zone.put()
    return {one.monday: week(one.then, one.monday)}


@given(handed_in())
@settings(max_examples=8)
def test_a_week_handed_in_stays_and_tells_what_was_added(one: HandedIn) -> None:
    (frozen,) = hand_in(one).values()
    now = week(one.facts, one.monday)
    for level in LEVELS:
        assert rows(f"report week {name(one.monday)} --by {level}") == getattr(frozen, level), level
        assert rows(f"report week {name(one.monday)} --by {level} --live") == getattr(now, level), level
    counts = [
        {str(row["officer"]): int(str(row["counted"])) for row in rows}
        for rows in (frozen.officer, now.officer)
    ]
    then, later = counts
    more = {person: later.get(person, 0) - then.get(person, 0) for person in sorted({*then, *later})}
    listed = "、".join(f"{person} {count:+d}" for person, count in more.items() if count)
    told = f"上报后补录（上期补录）合计 {sum(more.values()):+d} 次：{listed}\n" if listed else ""
    for line in ("", "--format text", "--format md"):
        assert (
            ran(f"report week {name(one.monday)} {line}").out.partition("上报冻结")[2]
            == f"，以上为上报数字。\n{told}"
        )


@given(handed_in())
@settings(max_examples=8)
def test_a_month_and_a_trend_have_the_weeks_as_they_were_handed_in(one: HandedIn) -> None:
    frozen = hand_in(one)
    first = (one.monday + 6 * DAY).replace(day=1)
    agrees_with_month(one.facts, first, weeks_of(one.facts, first, frozen))
    before = one.monday - timedelta(days=7)
    told = recount.trend([week(one.facts, before), *frozen.values()], "block")
    for row, shown in zip(told, rows(f"report trend {name(one.monday)} --weeks 1 --by block"), strict=True):
        assert row == {key: shown[key] for key in row}


instants = st.tuples(st.integers(0, SPAN), st.sampled_from((0, 9, 17, 23))).map(
    lambda one: datetime(2025, 10, 20, tzinfo=ZONE) + timedelta(days=one[0], hours=one[1])
)


@given(zones, mondays, instants)
@settings(max_examples=8)
def test_as_of_an_instant_a_week_is_what_was_known_then(
    facts: list[Fact], monday: date, at: datetime
) -> None:
    assume(monday <= at.date())
    put(facts)
    then = week(until(facts, at), monday)
    for level in LEVELS:
        line = f"report week {name(monday)} --by {level} --as-of {at.isoformat()}"
        assert rows(line) == getattr(then, level), level


@given(zones, months, instants)
@settings(max_examples=8)
def test_as_of_an_instant_a_month_is_what_was_known_then(
    facts: list[Fact], first: date, at: datetime
) -> None:
    assume(first <= at.date())
    put(facts)
    then = until(facts, at)
    weeks = weeks_of(then, first, today=at.date())
    agrees_with_month(then, first, weeks, f"--as-of {at.isoformat()}")


@given(zones, months, mondays, instants)
@settings(max_examples=8)
def test_as_of_an_instant_a_report_reads_as_it_did_when_it_was_made(
    facts: list[Fact], first: date, monday: date, at: datetime
) -> None:
    assume(max(first, monday) <= at.date())
    lines = [
        f"report month {first:%Y-%m}",
        f"report month {first:%Y-%m} --format md",
        f"report week {name(monday)}",
    ]
    put(until(facts, at))
    made = [ran(line, now=at.isoformat()).out for line in lines]
    put(facts)
    shown = [ran(f"{line} --as-of {at.isoformat()}").out for line in lines]
    assert [made_then(one) for one in shown] == made
    assert all(f"以上为截至 {min(at, NOW):%Y-%m-%d %H:%M} 已录入的数字。" in one for one in shown)


# --- stories


def issue(run: Run, line: str, day: str) -> str:
    """A step of an issue on a day, and its id."""
    return id_in(run(f"issue {line}", now=f"{day}T09:00:00+08:00"))


def cells(run: Run, line: str) -> list[list[str]]:
    """The rows of the tables of a report in Markdown."""
    lines = run(f"{line} --format md").out.splitlines()
    return [[cell.strip() for cell in one.strip("| ").split(" | ")] for one in lines if one.startswith("| ")]


@pytest.mark.usefixtures("small")
def test_the_trend_shows_a_week_as_it_was_handed_in(run: Run) -> None:
    assert run("report week 2025-W46 --freeze").code == 0
    assert run("visit add E1 --by 张三 --note x --on 2025-11-12 --reason 忘了").code == 0
    (row,) = objects(run("report trend 2025-W46 --weeks 1 --json"))
    assert (row["counted"], row["counted_change"]) == (0, 0)


@pytest.mark.usefixtures("small")
def test_an_issue_merged_since_was_open_as_of_an_instant_before(run: Run) -> None:
    first = issue(run, "raise E1 断电 --by 张三 --grade simple", "2025-06-03")
    other = issue(run, "raise E1 停电 --by 张三", "2025-11-12")
    told = "期末在办 1 件，其中超期 1 件"
    assert told in run("report month 2025-10", now="2025-11-01T09:00:00+08:00").out
    issue(run, f"merge {first} {other}", "2025-11-14")
    assert told in run("report month 2025-10 --as-of 2025-11-01").out


@pytest.mark.usefixtures("small")
def test_as_of_an_instant_the_month_before_is_compared_with(run: Run) -> None:
    assert run("visit add E1 --by 张三 --note x --on 2025-10-14 --reason 忘了").code == 0
    assert run("visit add E1 --by 张三 --note x --on 2025-11-12 --reason 忘了").code == 0
    for more in ("", "--as-of 2025-11-21", "--format md --as-of 今天"):
        assert "走访 1 次（与上月同期持平）" in run(f"report month 2025-11 {more}").out


@pytest.mark.usefixtures("small")
def test_a_month_that_is_not_over_is_compared_with_as_many_days(run: Run) -> None:
    for day in ("2025-10-21", "2025-10-22", "2025-11-12"):
        assert run(f"visit add E1 --by 张三 --note x --on {day} --reason 忘了").code == 0
    assert "走访 1 次（与上月同期持平）" in run("report month 2025-11").out
    later = "2025-11-30T12:00:00+08:00"
    assert "走访 1 次（比上月减少 1，下降 50%）" in run("report month 2025-11", now=later).out


@pytest.mark.usefixtures("small")
def test_a_month_counts_the_weeks_that_are_over_or_handed_in_and_names_the_others(run: Run) -> None:
    def told(day: str) -> str:
        shown = run("report month 2025-11 --format text", now=f"{day}T17:00:00+08:00").out
        (line,) = (line for line in shown.splitlines() if "考核周" in line)
        return line.partition("：应访")[0]

    how = "按周日所在月份归属，其中已上报冻结"
    assert told("2025-11-01") == "本月的考核周都还没有结束。"
    rest = "第45周至第48周尚未结束，不计在内"
    assert told("2025-11-02") == f"考核周 1 个（第44周，2025年10月27日至11月2日，{how} 0 个；{rest}）"
    days = "2025年10月27日至11月23日"
    rest = "第48周尚未结束，不计在内"
    assert told("2025-11-28") == f"考核周 4 个（第44周至第47周，{days}，{how} 0 个；{rest}）"
    (zone,) = rows("report month 2025-11 --by zone")
    assert "走访未达标" in run("report month 2025-11 --format text").out
    assert (zone["weeks_owed"], zone["required"]) == (9, 45)
    assert run("report week 2025-W48 --freeze", now="2025-11-28T16:00:00+08:00").code == 0
    assert told("2025-11-28") == f"考核周 5 个（第44周至第48周，2025年10月27日至11月30日，{how} 1 个）"


@pytest.mark.usefixtures("small")
def test_a_month_is_handed_in_from_its_last_workday_on_when_its_weeks_are(run: Run) -> None:
    def hand_in(what: str, day: str) -> int:
        return run(f"report {what} --freeze", now=f"{day}T17:00:00+08:00").code

    assert hand_in("month 2025-11", "2025-11-27") == 4
    assert hand_in("month 2025-11", "2025-11-28") == 4  # a Friday, W48 is not handed in
    assert hand_in("week 2025-W48", "2025-11-27") == 4
    assert hand_in("week 2025-W48", "2025-11-28") == 0
    assert hand_in("month 2025-11", "2025-11-28") == 0
    assert hand_in("month 2025-10", "2025-10-30") == 4
    assert hand_in("month 2025-10", "2025-10-31") == 0
    assert hand_in("week 2025-W39", "2025-09-27") == 4  # the Sunday after it is a shifted workday
    assert hand_in("week 2025-W39", "2025-09-28") == 0


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("more", ["--live", "--as-of 2025-11-20", "--output nowhere/week.html", "--output ."])
def test_what_cannot_be_shown_as_it_is_handed_in_is_not_handed_in(run: Run, more: str) -> None:
    assert run(f"report week 2025-W46 --freeze {more}").code in (2, 4)
    assert run("report week 2025-W46 --freeze").code == 0


@pytest.mark.usefixtures("small")
def test_nothing_is_handed_in_when_its_document_cannot_be_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"report week 2025-W46 --freeze --output {(tmp_path / 'week.docx').as_posix()}"
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "docx", None)
        assert run(line).code == 2
    assert run(line).code == 0


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("what", ["week 2025-W48", "month 2025-12", "week 2025-W46 --as-of 2025-11-09"])
def test_a_period_that_had_not_begun_has_no_report(run: Run, what: str) -> None:
    done = run(f"report {what} --format text")
    assert (done.code, done.out) == (4, "")


@pytest.mark.usefixtures("small")
def test_longterm_issues_are_told_of_the_days_that_were_asked_for(run: Run) -> None:
    issue(run, "raise E1 远景 --by 张三 --grade longterm --due 2026-11-13", "2025-11-12")
    for days, told in (("", True), ("--since 2025-11-12 --until 2025-11-12", True), ("--since 2025-11-13", False),
                       ("--until 2025-11-11", False)):  # fmt: skip
        for form in ("table", "text", "html"):
            assert ("长期挂账 1 件" in run(f"report issues {days} --format {form}").out) is told
    assert "超期未访 4 家（以 2025-11-21 为准）" in run("report coverage --format md").out


@pytest.mark.usefixtures("small")
def test_as_of_an_instant_whom_nobody_visited_for_months_has_the_last_visit_all_the_same(run: Run) -> None:
    id = id_in(run("visit add E1 --by 张三 --note x --on 2025-06-03", now="2025-06-03T12:00:00+08:00"))
    id_in(run("visit add E4 --by 王五 --note x --on 2025-06-04", now="2025-06-04T12:00:00+08:00"))
    line = "report week 2025-W46 --format html"
    made = of_html(run(line, now="2025-11-16T12:00:00+08:00"))
    (late,) = (table for table in made.tables if table[0][-1] == "期限(天)")
    assert [row[-3:-1] for row in late[1:]] == [
        *[["从未走访", "—"]] * 2,
        ["2025-06-03", "166"],
        ["2025-06-04", "165"],
    ]
    for entry in (f"visit void {id} --reason 错了", "visit list"):
        done = run(f"{line} --as-of '2025-11-16 12:00'")
        told = made_then(done.out)
        assert told != done.out
        assert of_html(done._replace(out=told, raw=told.encode())) == made
        assert run(entry).code == 0


@pytest.mark.usefixtures("small")
def test_as_of_an_instant_only_what_was_overdue_then_is(run: Run) -> None:
    issue(run, "raise E1 断电 --by 张三 --grade simple", "2025-11-12")
    told = "期末在办 1 件，其中超期 {} 件"
    assert told.format(0) in run("report month 2025-11 --as-of 2025-11-17").out
    assert told.format(1) in run("report month 2025-11 --as-of 2025-11-18").out


@pytest.mark.usefixtures("small")
def test_as_of_an_instant_a_document_says_when_it_was_really_made(run: Run) -> None:
    shown = run("report month 2025-11 --as-of 2025-11-03 --format html").out
    assert "2025年11月1日至3日（本月未完）" in shown
    assert "gridlog · 2025-11-21 16:00" in shown


@pytest.mark.usefixtures("small")
def test_what_belongs_to_no_block_is_no_block_more(run: Run) -> None:
    assert run("enterprise add E9 无主企业").code == 0
    for more in ("", "--format md"):
        assert "全区 2 个板块、3 个网格的 3 名专员" in run(f"report month 2025-11 {more}").out


@pytest.mark.usefixtures("small")
def test_the_day_lists_every_issue_it_counts_as_due_or_overdue(run: Run) -> None:
    late = issue(run, "raise E1 断电 --by 张三 --grade simple --on 2025-11-03", "2025-11-03")
    issue(run, f"answer {late} --result solved --text 好", "2025-11-12")
    issue(run, "raise E1 停水 --by 张三 --due 2025-11-21", "2025-11-12")
    (zone,) = objects(run("report day --by zone --json"))
    assert (zone["issues_due"], zone["issues_overdue"]) == (1, 1)
    shown = run("report day --format html").out
    assert ("断电" in shown, "停水" in shown) == (True, True)


@pytest.mark.usefixtures("small")
def test_a_crowded_week_of_two_months_belongs_to_the_month_of_its_sunday(run: Run) -> None:
    for person, day in (("张三", "2025-10-30"), ("李四", "2025-10-31"), ("王五", "2025-11-01")):
        assert run(f"visit add E1 --by {person} --note x --on {day} --reason 忘了 --yes").code == 0
    assert "扰企）1 家（禾木家居有限公司 3）" in run("report month 2025-11 --format text").out
    assert "扰企" not in run("report month 2025-10 --format text").out
    assert "扰企）：禾木家居有限公司(3)" in run("report week 2025-W44").out


@pytest.mark.usefixtures("small")
def test_an_officer_who_moved_in_mid_week_is_listed_where_the_week_ended_with_all_visits(run: Run) -> None:
    for day in ("2025-11-10", "2025-11-13"):
        assert run(f"visit add E1 --by 张三 --note x --on {day} --reason 忘了").code == 0
    assert run("officer assign 张三 B-1 --from 2025-11-12").code == 0
    told = {row["grid"]: row for row in rows("report week 2025-W46 --by grid")}
    assert [(told[grid]["officers"], told[grid]["counted"]) for grid in ("A-1", "B-1")] == [(0, 0), (2, 2)]
    assert (told["A-1"]["coverage"], told["B-1"]["coverage"]) == (0.5, 0.0)
    month = {row["grid"]: row for row in rows("report month 2025-11 --by grid")}
    assert [(month[grid]["required"], month[grid]["visits"]) for grid in ("A-1", "B-1")] == [(10, 2), (20, 0)]


@pytest.mark.usefixtures("small")
def test_an_enterprise_closed_down_in_the_month_is_not_in_charge_but_its_visits_stay(run: Run) -> None:
    assert run("visit add E4 --by 王五 --nothing --on 2025-11-12 --reason 忘了").code == 0
    assert run("enterprise edit E4 --status 注销").code == 0
    (row,) = [row for row in rows("report month 2025-11 --by block") if row["block"] == "B"]
    assert (row["visits"], row["enterprises"], row["enterprises_in_charge"], row["coverage"]) == (
        1,
        1,
        0,
        None,
    )


@pytest.mark.usefixtures("small")
def test_nothing_out_of_nothing_is_empty_for_programs_and_a_dash_for_people(run: Run) -> None:
    for code in ("E1", "E2", "E3", "E4"):
        assert run(f"enterprise edit {code} --status 注销").code == 0
    for line in ("report week", "report month 2025-11", "report trend this"):
        script = run(f"{line} --by zone --format csv").out.splitlines()
        (row,) = csv.DictReader(io.StringIO(script[0] + "\n" + script[-1]))
        assert row["coverage"] == "", line
        assert objects(run(f"{line} --by zone --json"))[-1]["coverage"] is None
        told = cells(run, f"{line} --by zone" if "month" not in line else line)
        assert [row for row in told if row[0] == "合计" or "month" not in line][-1].count("—") >= 1, line
    assert (
        "办结率 —（0/0），按时办结率 —（0/0），解决率 —（0/0）；回访满意率 —（0/0）。"
        in run("report month --format text").out
    )


@pytest.mark.usefixtures("small")
def test_a_month_without_visits_is_a_whole_bulletin_of_nothing(run: Run) -> None:
    told = run("report month 2025-08 --format text")
    assert told.code == 0
    assert "走访 0 次（与上月持平），走访企业 0 家；辖内企业 4 家，实地走访覆盖率 0%（0/4）" in told.out
    assert "新增问题 0 件（与上月持平），办结 0 件（与上月持平）" in told.out


@pytest.mark.parametrize("line", ["day", "week", "month", "trend", "coverage", "issues"])
def test_an_empty_database_has_every_report_in_every_form(run: Run, line: str) -> None:
    assert run("init").code == 0
    for form in ("table", "csv", "json", "ndjson", "md", "text", "html", "xlsx", "docx"):
        done = run(f"report {line} --format {form} {'-o -' if form in ('xlsx', 'docx') else ''}")
        assert done.code == 0, (form, done.err)
        assert done.raw or form == "ndjson", form


def complain(run: Run, days: dict[str, str]) -> None:
    """An issue of each enterprise on its day, about power."""
    for code, day in days.items():
        issue(run, f"raise {code} 断电 --by 张三 --category POWER", day)


@pytest.mark.usefixtures("small")
def test_three_enterprises_on_the_last_thirty_days_have_an_issue_in_common(run: Run) -> None:
    complain(run, {"E1": "2025-10-18", "E2": "2025-11-01", "E3": "2025-11-16"})
    assert "共性问题" in run("report week 2025-W46 --format html").out
    assert "用电保障(3)" in run("report week 2025-W46 --format html").out
    assert "共性问题" not in run("report week 2025-W47 --format html").out


@pytest.mark.usefixtures("small")
def test_thirty_one_days_or_two_enterprises_have_none_in_common(run: Run) -> None:
    complain(run, {"E1": "2025-10-17", "E2": "2025-11-01", "E3": "2025-11-16"})
    assert "共性问题" not in run("report week 2025-W46 --format html").out


@pytest.mark.usefixtures("small")
def test_a_score_of_two_is_dissatisfied_and_three_is_not(run: Run) -> None:
    for score in (2, 3):
        id = issue(run, "raise E1 断电 --by 张三", "2025-11-12")
        issue(run, f"answer {id} --result solved --text 好", "2025-11-12")
        issue(run, f"revisit {id} --satisfaction {score}", "2025-11-12")
    assert "回访不满意 1 件，不满意率 50%（1/2）" in run("report month 2025-11 --format text").out


@pytest.mark.usefixtures("small")
def test_a_longterm_issue_is_raised_and_listed_apart_but_never_closed_open_or_overdue(run: Run) -> None:
    issue(run, "raise E1 远景 --by 张三 --grade longterm --due 2025-11-13", "2025-11-12")
    told = run("report month 2025-11 --format text").out
    assert "新增问题 1 件，办结 0 件（按时 0 件、超时 0 件），期末在办 0 件，其中超期 0 件。" in told
    assert "长期挂账 1 件另列，不计入在办、办结、超期和各项比率。" in told


@pytest.mark.usefixtures("small")
def test_an_issue_is_overdue_from_the_day_after_its_deadline(run: Run) -> None:
    issue(run, "raise E1 断电 --by 张三 --due 2025-11-16", "2025-11-12")
    assert "期末在办 1 件，其中超期 1 件" in run("report week 2025-W46 --format html").out
    for day, due, overdue in (("2025-11-16", 1, 0), ("2025-11-17", 0, 1)):
        (zone,) = objects(run(f"report day {day} --by zone --json"))
        assert (zone["issues_due"], zone["issues_overdue"]) == (due, overdue)
    late = issue(run, "raise E1 断电 --by 张三 --due 2025-11-17", "2025-11-12")
    assert late
    assert "期末在办 2 件，其中超期 1 件" in run("report week 2025-W46 --format html").out


@pytest.mark.usefixtures("small")
def test_what_was_closed_late_is_a_shortcoming_even_where_nothing_is_overdue(run: Run) -> None:
    late = issue(run, "raise E4 断电 --by 王五 --grade simple --on 2025-11-03", "2025-11-03")
    issue(run, f"close {late} --result solved --text 好 --satisfaction 5", "2025-11-12")
    told = "问题超时办结 1 件，期末超期未结 {}。"
    assert told.format("0 件") in run("report month 2025-11 --format text").out
    issue(run, "raise E1 断电 --by 张三 --grade simple --on 2025-11-03", "2025-11-03")
    assert told.format("1 件（板块甲 1）") in run("report month 2025-11 --format text").out


@pytest.mark.usefixtures("small")
def test_a_share_of_the_dissatisfied_is_of_those_who_were_asked(run: Run) -> None:
    first, second = (issue(run, "raise E1 断电 --by 张三", "2025-11-12") for _ in range(2))
    issue(run, f"close {first} --result solved --text 好 --satisfaction 5", "2025-11-12")
    issue(run, f"close {second} --result partly --text 好 --satisfaction 1", "2025-11-12")
    told = run("report month 2025-11 --format text").out
    assert "办结率 50%（1/2），按时办结率 50%（1/2），解决率 100%（1/1）；回访满意率 50%（1/2）。" in told
    assert "回访不满意 1 件，不满意率 50%（1/2）" in told


@pytest.mark.usefixtures("small")
def test_what_is_answered_or_waits_for_the_enterprise_is_not_due_today(run: Run) -> None:
    answered, held = (issue(run, "raise E1 断电 --by 张三 --due 2025-11-19", "2025-11-12") for _ in range(2))
    issue(run, f"answer {answered} --result solved --text 好", "2025-11-13")
    issue(run, f"accept {held} --by 李四", "2025-11-13")
    for day in ("2025-11-19", "2025-11-20"):
        (zone,) = objects(run(f"report day {day} --by zone --json"))
        assert zone["issues_due"] == (day == "2025-11-19")
        assert zone["issues_overdue"] == (day == "2025-11-20")
    issue(run, f"hold {held} --waiting enterprise --reason 等材料", "2025-11-14")
    for day in ("2025-11-19", "2025-11-20"):
        (zone,) = objects(run(f"report day {day} --by zone --json"))
        assert (zone["issues_due"], zone["issues_overdue"]) == (0, 0)


@pytest.mark.usefixtures("small")
def test_a_longterm_issue_past_its_date_is_no_overdue_one_of_the_day_but_told_apart(run: Run) -> None:
    issue(run, "raise E1 远景 --by 张三 --grade longterm --due 2025-11-13", "2025-11-12")
    for day in ("2025-11-13", "2025-11-14"):
        done = run(f"report day {day} --check")
        assert (done.code, "当日到期 0，超期未结 0，另有长期挂账 1" in done.out) == (0, True)
        assert "远景" not in run(f"report day {day} --format html").out
    issue(run, "raise E1 断电 --by 张三 --grade simple", "2025-11-12")
    assert run("report day 2025-11-18 --check").code == 7


@pytest.mark.usefixtures("small")
def test_a_longterm_issue_that_was_closed_counts_as_closed_nowhere(run: Run) -> None:
    old = issue(run, "raise E1 远景 --by 张三 --grade longterm --due 2025-12-31", "2025-11-03")
    new = issue(run, "raise E1 远景 --by 张三 --grade longterm --due 2025-12-31", "2025-11-12")
    for id in (old, new):
        issue(run, f"close {id} --result solved --text 好 --satisfaction 5", "2025-11-12")
    for line in ("day 2025-11-12", "week 2025-W46", "month 2025-11"):
        for by in LEVELS:
            assert {row["issues_closed"] for row in objects(run(f"report {line} --by {by} --json"))} == {0}
    assert "办结率 —（0/0）" in run("report week 2025-W46 --format html").out
    assert objects(run("report issues --json")) == []


@pytest.mark.usefixtures("small")
def test_in_a_week_that_is_not_over_nobody_is_late_before_the_time(run: Run) -> None:
    assert run("visit add E1 --by 张三 --note x --on 2025-11-07 --reason 忘了").code == 0
    assert "超期未访 3 家。" in of_html(run("report week 2025-W47 --format html")).lines
    after = run("report week 2025-W47 --format html", now="2025-11-24T09:00:00+08:00")
    assert "超期未访 4 家。" in of_html(after).lines
