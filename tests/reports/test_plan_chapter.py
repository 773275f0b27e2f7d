"""What a day, a week and a month say of plans: each figure as a model of the zone has it, which replays what was done by then."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import Ran, Run

pytestmark = pytest.mark.usefixtures("small")

BEGUN = date(2025, 10, 6)
BLOCKS = {"E1": "板块甲", "E2": "板块甲", "E3": "板块甲", "E4": "板块乙"}
HEADING = ("一企业一方案", "Plans")


def noon(day: date) -> str:
    return f"{day}T12:00:00+08:00"


def told(done: Ran) -> list[str]:
    assert done.code == 0, done.err
    lines = [line for line in done.out.splitlines() if line.startswith(HEADING)]
    return [re.split("：|: ", line, maxsplit=1)[1] for line in lines]


def cells(text: str, title: str) -> list[list[str]]:
    """Return the rows of a table of a Markdown document, its headings first."""
    lines = text[text.index(title) :].splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("| "))
    rows = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        if "---" not in line:
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.fixture
def plans(run: Run) -> Run:
    for day, line in (
        ("2025-11-03", "config set officer 张三"),
        ("2025-11-03", "plan new E1 --goal listing --review 2025-11-18 --officer 张三"),
        ("2025-11-03", "plan measure E1 对接券商 --owner 金融办 --due 2025-11-17"),
        ("2025-11-03", "plan measure E1 招聘 --owner 李四 --due 2025-11-19"),
        ("2025-11-03", "plan measure E1 不办了 --owner 李四 --due 2025-11-19"),
        ("2025-11-03", "plan need E1 缺人"),
        ("2025-11-04", "plan new E4 --goal relief --review 2025-11-21"),
        ("2025-11-04", "plan need E4 缺电 --category POWER --raise"),
        ("2025-11-04", "plan measure E4 增容 --owner 供电局 --due 2025-11-21"),
        ("2025-11-18", "plan drop E1 3 --text 企业自己办"),
        ("2025-11-19", "plan done E1 2 --text 招到12人"),
        ("2025-11-20", "plan confirm E4 --by 张总"),
        ("2025-11-21", "plan review E4 --text 正常"),
    ):
        done = run(line, now=f"{day}T10:00:00+08:00")
        assert done.code == 0, (line, done.err)
    return run


@pytest.mark.parametrize("line", ["report day", "report week", "report month"])
def test_a_zone_without_plans_reads_nothing_of_them(run: Run, line: str) -> None:
    for form in ("", " --format md", " --format html"):
        assert "方案" not in run(line + form).out


def test_a_day_names_the_measures_and_reviews_that_fall_due_on_it(plans: Run) -> None:
    assert told(plans("report day 2025-11-17")) == [
        "今天到期的措施 1 项：禾木家居有限公司（对接券商，金融办）。"
    ]
    assert told(plans("report day 2025-11-18")) == ["今天应复盘的方案 1 个：禾木家居有限公司（张三）。"]
    assert told(plans("report day 2025-11-19")) == [
        "今天到期的措施 1 项：禾木家居有限公司（招聘，李四，已完成）。"
    ]
    assert told(plans("report day 2025-11-21", lang="en")) == [
        "Measures due, 1: 远山新材 (增容, 供电局).",
        "Reviews due, 1: 远山新材 (王五, done).",
    ]
    assert told(plans("report day 2025-11-20")) == []


def test_a_week_names_each_overdue_measure_and_missed_review_with_who_and_how_long(plans: Run) -> None:
    assert told(plans("report week 2025-11-21")) == [
        "方案 2 个，企业已确认 1 个；措施完成 33%（1/3），本周完成 1 项；本周复盘 1 次。",
        "超期措施 1 项：禾木家居有限公司（对接券商，金融办，超 4 天）。",
        "未按期复盘的方案 1 个：禾木家居有限公司（张三，超 3 天）。",
    ]
    assert told(plans("report week 2025-11-14")) == [
        "方案 2 个，企业已确认 0 个；措施完成 0%（0/4），本周完成 0 项；本周复盘 0 次。"
    ]
    assert told(plans("report week 2025-10-31")) == []
    text = plans("report week 2025-11-21 -f html").out
    assert "超期措施" in text
    assert "未按期复盘的方案" in text


def test_a_month_has_a_paragraph_and_a_table_of_the_blocks_with_their_sum(plans: Run) -> None:
    assert told(plans("report month 2025-11")) == [
        "方案 2 个，企业已确认 50%（1/2）；措施完成 33%（1/3），超期 1 项；需求满足 0%（0/2）；未按期复盘 1 个。",
        "另有取消的措施 1 项、需求 0 项，不计在内。",
    ]
    text = plans("report month 2025-11 --format md").out
    assert re.search(r"## [一二三四五六七八九]、一企业一方案", text)
    assert cells(text, "各板块方案落实情况") == [
        ["板块", "方案数", "确认", "措施", "完成", "超期", "需求", "满足"],
        ["板块甲", "1", "0", "2", "1", "1", "1", "0"],
        ["板块乙", "1", "1", "1", "0", "0", "1", "0"],
        ["合计", "2", "1", "3", "1", "1", "2", "0"],
    ]
    assert "plans, confirmed 50% (1/2)" in told(plans("report month 2025-11", lang="en"))[0]


def test_a_deadline_that_was_put_off_is_told_as_it_was_in_the_weeks_before(plans: Run) -> None:
    later = "2025-11-24T09:00:00+08:00"
    assert plans("plan measure E1 对接券商 --owner 金融办 --due 2025-12-31", now=later).code == 0
    assert plans("plan edit E1 --review 2025-12-31", now=later).code == 0
    assert told(plans("report week 2025-11-21", now=later))[1:] == [
        "超期措施 2 项：禾木家居有限公司（对接券商，金融办，超 6 天）、远山新材（增容，供电局，超 2 天）。",
        "未按期复盘的方案 1 个：禾木家居有限公司（张三，超 5 天）。",
    ]
    assert told(plans("report week this", now=later))[1:] == [
        "超期措施 1 项：远山新材（增容，供电局，超 3 天）。"
    ]


def test_a_report_of_an_earlier_instant_has_the_plans_that_were_on_record_then(plans: Run) -> None:
    done = plans("report week 2025-11-17 --as-of 2025-11-18T18:00:00+08:00")
    assert told(done) == [
        "方案 2 个，企业已确认 0 个；措施完成 0%（0/3），本周完成 0 项；本周复盘 0 次。",
        "超期措施 1 项：禾木家居有限公司（对接券商，金融办，超 1 天）。",
    ]


def test_an_as_of_report_knows_an_issue_that_was_solved_long_before(plans: Run) -> None:
    id = next(row.split(",")[3] for row in plans("export needs").out.splitlines() if "缺电" in row)
    line = f"issue close {id} --result solved --text 已送电 --satisfaction 5"
    assert plans(line, now="2025-11-05T09:00:00+08:00").code == 0
    later = "2026-01-20T09:00:00+08:00"
    for line in ("report month 2025-12", "report month 2025-12 --as-of 2026-01-10"):
        assert "需求满足 50%（1/2）" in told(plans(line, now=later))[0]


@pytest.mark.parametrize("form", ["html", "docx", "xlsx"])
@pytest.mark.parametrize("report", ["day", "week", "month"])
def test_every_document_takes_the_chapter(plans: Run, tmp_path: Path, report: str, form: str) -> None:
    target = tmp_path / f"r.{form}"
    assert plans(f"report {report} 2025-11-21 -o {target}").code == 0
    assert target.stat().st_size > 2000


# --- a model of the zone, which knows no table and replays what was done


class Model:
    """What was done, day by day: each step changes a world of plain dictionaries."""

    def __init__(self) -> None:
        self.steps: list[tuple[date, Callable[[dict[str, Any], date], None]]] = []

    def add(self, on: date, step: Callable[[dict[str, Any], date], None]) -> None:
        self.steps.append((on, step))

    def world(self, at: date) -> dict[str, Any]:
        """Return the plans by enterprise as they stood at the end of a day."""
        world: dict[str, Any] = {}
        for on, step in self.steps:
            if on <= at:
                step(world, on)
        return world


def lived(run: Run, seed: int) -> Model:
    """Do a hundred random things on random days; the model does them, too."""
    chance, model = Random(seed), Model()  # noqa: S311  # no secret
    assert run("config set officer 张三").code == 0
    day = BEGUN
    for at in range(110):
        day += timedelta(days=chance.choice((0, 0, 1, 1, 2)))
        line, step = chosen(chance, model.world(day), day, at)
        done = run(line, now=noon(day))
        assert done.code == 0, (line, done.err)
        model.add(day, step)
    return model


def chosen(
    chance: Random, world: dict[str, Any], day: date, at: int
) -> tuple[str, Callable[[dict[str, Any], date], None]]:
    """Return a line that is allowed now, and what it does to the model."""
    code = chance.choice([*BLOCKS])
    due = day + timedelta(days=chance.choice((0, 1, 3, 9, 20)))
    if code not in world:
        review = due

        def make(world: dict[str, Any], _: date) -> None:
            world[code] = {
                "confirmed": False,
                "due": review,
                "measures": [],
                "needs": [],
                "done": [],
                "held": [],
            }

        return f"plan new {code} --goal relief --review {review}", make
    plan = world[code]
    lines = list(allowed(code, plan, due, at, chance))
    return chance.choice(lines)


def allowed(
    code: str, plan: dict[str, Any], due: date, at: int, chance: Random
) -> Iterator[tuple[str, Callable[[dict[str, Any], date], None]]]:
    """Yield the lines that the plan of an enterprise allows."""
    for _ in range(4):
        yield (
            f"plan measure {code} 措施{at} --owner 金融办 --due {due}",
            lambda world, _: world[code]["measures"].append(
                {"text": f"措施{at}", "due": due, "state": "open"}
            ),
        )
    for _ in range(2):
        yield f"plan need {code} 需求{at}", lambda world, _: world[code]["needs"].append("open")
    yield f"plan confirm {code} --by 张总{at}", lambda world, _: world[code].update(confirmed=True)

    def review(world: dict[str, Any], on: date) -> None:
        world[code]["due"] = due
        world[code]["held"].append(on)

    yield f"plan review {code} --text 好 --next {due}", review

    def revise(world: dict[str, Any], _: date) -> None:
        mine = world[code]
        mine["measures"] = [one for one in mine["measures"] if one["state"] == "open"]
        mine["needs"] = [one for one in mine["needs"] if one == "open"]
        mine["confirmed"] = False

    yield f"plan revise {code} --goal upgrade", revise
    for noun, states in (("measures", ("done", "dropped")), ("needs", ("met", "dropped"))):
        open_ones = [
            n for n, one in enumerate(plan[noun]) if (one if noun == "needs" else one["state"]) == "open"
        ]
        for _ in range(2 if open_ones else 0):
            place, state = chance.choice(open_ones), chance.choice(states)
            yield closing(code, noun, place, state)
        if open_ones and noun == "measures":
            text, place = plan[noun][open_ones[0]]["text"], open_ones[0]
            yield moving(code, text, place, due + timedelta(days=2), f"单位{at}")


def closing(
    code: str, noun: str, place: int, state: str
) -> tuple[str, Callable[[dict[str, Any], date], None]]:
    def close(world: dict[str, Any], on: date) -> None:
        if noun == "needs":
            world[code][noun][place] = state
            return
        world[code][noun][place] = {**world[code][noun][place], "state": state}
        if state == "done":
            world[code]["done"].append(on)

    flag = " --need" if noun == "needs" else ""
    verb = "drop" if state == "dropped" else "done"
    return f"plan {verb} {code} {place + 1} --text 好{flag}", close


def moving(
    code: str, text: str, place: int, due: date, owner: str
) -> tuple[str, Callable[[dict[str, Any], date], None]]:
    def move(world: dict[str, Any], _: date) -> None:
        world[code]["measures"][place] = {**world[code]["measures"][place], "due": due}

    return f"plan measure {code} {text} --owner {owner} --due {due}", move


def counted(world: dict[str, Any], at: date, codes: list[str]) -> list[int]:
    """Return the figures of some enterprises as the table of a month has them."""
    mine = [world[code] for code in codes if code in world]
    measures = [one for plan in mine for one in plan["measures"] if one["state"] != "dropped"]
    needs = [one for plan in mine for one in plan["needs"] if one != "dropped"]
    late = [one for one in measures if one["state"] == "open" and one["due"] < at]
    done = [one for one in measures if one["state"] == "done"]
    confirmed = [plan for plan in mine if plan["confirmed"]]
    return [*map(len, (mine, confirmed, measures, done, late, needs)), needs.count("met")]


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_of_plans_is_what_a_replay_of_the_zone_comes_to(run: Run, seed: int) -> None:
    model = lived(run, seed)
    last = model.steps[-1][0]
    end = noon(last)
    for month in (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)):
        at = min(last, (month.replace(day=28) + timedelta(days=5)).replace(day=1) - timedelta(days=1))
        world = model.world(at)
        text = run(f"report month {month:%Y-%m} --format md", now=end).out
        found = {row[0]: list(map(int, row[1:])) for row in cells(text, "各板块方案落实情况")[1:]}
        expected = {
            block: counted(world, at, [code for code in BLOCKS if BLOCKS[code] == block])
            for block in ("板块甲", "板块乙")
        }
        expected = {block: figures for block, figures in expected.items() if figures[0]}
        assert found == {**expected, "合计": counted(world, at, [*BLOCKS])}
    for weeks in range(0, (last - BEGUN).days // 7 + 1, 2):
        monday = BEGUN + timedelta(weeks=weeks)
        check_week(run, model, monday, min(last, monday + timedelta(days=6)), end)


def check_week(run: Run, model: Model, monday: date, at: date, end: str) -> None:
    """Compare the sentences of a week with the model."""
    world = model.world(at)
    lines = told(run(f"report week {monday}", now=end))
    plans, confirmed, measures, done, late, *_ = counted(world, at, [*BLOCKS])
    if not plans:
        assert lines == []
        return
    in_week = {
        key: sum(monday <= day <= at for plan in world.values() for day in plan[key])
        for key in ("done", "held")
    }
    rate = f"{done / measures:.0%}" if measures else "—"
    assert lines[0] == (
        f"方案 {plans} 个，企业已确认 {confirmed} 个；措施完成 {rate}（{done}/{measures}），本周完成 {in_week['done']} 项；"
        f"本周复盘 {in_week['held']} 次。"
    )
    missed = sum(plan["due"] < at for plan in world.values())
    said = [line.partition("：")[0] for line in lines[1:]]
    assert said == [
        *([f"超期措施 {late} 项"] if late else []),
        *([f"未按期复盘的方案 {missed} 个"] if missed else []),
    ]
