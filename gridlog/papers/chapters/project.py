"""The chapter of projects (项目专班), as it is set."""

from collections.abc import Iterable, Sequence
from datetime import date

from gridlog.core.figures.beside import Letter
from gridlog.core.figures.projects import (
    DayLine,
    Left,
    MonthLine,
    ProjectDay,
    ProjectMonth,
    ProjectWeek,
    Served,
    WeekLine,
    invested,
    lights,
)
from gridlog.ledgers.columns import Column, Value
from gridlog.ledgers.projects import gap_text, said
from gridlog.papers.chapters import Chapter
from gridlog.papers.document import Mark, Table, Timeline
from gridlog.words.language import fill, language, listed, pick, some, two
from gridlog.words.vocabulary import shown

HEADING = two("项目专班", "Projects")
SHEET = two("项目", "projects")
NAME = Column("name", "项目", "project")
LIGHT = Column("light", "灯", "light", words="project_light")
GAP = Column("gap", "序时差", "gap", "decimal")
DAY = (
    NAME,
    Column("stage", "阶段", "stage", words="milestone"),
    Column("done", "今日完成", "done today", is_long=True),
    Column("plan", "明日计划", "plan for tomorrow", is_long=True),
    Column("people", "在岗", "on site", "number"),
    Column("raised", "堵点新增", "blockers raised", "number"),
    Column("open", "堵点在办", "blockers open", "number"),
    Column("needs", "需协调", "needs", is_long=True),
    Column("who", "责任人", "answers for it"),
    LIGHT,
)
WEEK = (
    NAME,
    Column("planned_before", "上周计划%", "planned % last week", "decimal"),
    Column("actual_before", "上周实际%", "actual % last week", "decimal"),
    GAP,
    Column("planned", "本周计划%", "planned % this week", "decimal"),
    Column("resolved", "堵点化解", "blockers resolved", "number"),
    LIGHT,
)
MONTH = (
    NAME,
    Column("investment", "年度投资", "investment", "decimal"),
    Column("planned", "计划进度", "planned", "decimal"),
    Column("actual", "实际进度", "actual", "decimal"),
    GAP,
    LIGHT,
    Column("problem", "主要问题", "main problem", is_long=True),
    Column("next", "下一节点", "next milestone", words="milestone"),
    Column("due", "计划日期", "planned for", "date"),
)
NAMED = 2  # so many blockers stand in the column of main problems


def day(figures: ProjectDay, _: Letter) -> Chapter:
    """Return each project's stage, log, blockers and light, and the projects without a log."""
    sentences = _shone([one.project for one in figures.lines])
    if figures.unlogged:
        text = two("未报日志 {count} 个：{names}。", "No log of the day, {count}: {names}.")
        sentences.append(fill(text, count=len(figures.unlogged), names=listed(figures.unlogged)))
    unlogged = pick(two("未报", "no log"))
    rows = tuple(
        _day_row(one, unlogged if one.project.name in figures.unlogged else "") for one in figures.lines
    )
    table = Table(pick(two("项目日调度", "Projects of the day")), pick(SHEET), DAY, rows)
    return Chapter(pick(HEADING), tuple(sentences), (table,), asides=tuple(map(_told, figures.lines)))


def _day_row(one: DayLine, unlogged: str) -> tuple[Value, ...]:
    log = one.log
    words = (log.done, log.plan, log.people) if log else (unlogged, "", None)
    blockers = (one.blockers.raised, one.blockers.open)
    needs = log.needs if log else ""
    return (one.project.name, one.stage, *words, *blockers, needs, one.project.who, one.project.light.colour)


def _told(one: DayLine) -> str:
    """Return a project's row as a line for a terminal, which shows no table of a chapter."""
    log = one.log
    parts = [shown("milestone", one.stage, language())] if one.stage else []
    if log:
        parts.append(fill(two("完成：{text}", "done: {text}"), text=log.done))
        parts += [fill(two("明日：{text}", "tomorrow: {text}"), text=log.plan)] * bool(log.plan)
        people = two("在岗 {count} 人", "{count} on site")
        parts += [fill(people, count=log.people)] if log.people is not None else []
        parts += [fill(two("需协调：{text}", "needs: {text}"), text=log.needs)] * bool(log.needs)
    if one.blockers.raised or one.blockers.open:
        text = two("堵点新增 {raised}、在办 {open}", "blockers: {raised} new, {open} open")
        parts.append(fill(text, raised=one.blockers.raised, open=one.blockers.open))
    if one.project.who:
        parts.append(one.project.who)
    text = pick(two("；", "; ")).join(parts) or "—"
    return fill(two("{name}：{text}", "{name}: {text}"), name=one.project.name, text=text)


def week(figures: ProjectWeek, _: Letter) -> Chapter:
    """Return the schedule against what was reached, the blockers, the lights, what was not reported, and who left early."""
    lines = figures.lines
    sentences = _shone([one.project for one in lines])
    if measured := [one for one in lines if one.now.gap is not None]:
        told = listed(
            fill(
                two(
                    "{name} {actual}%（计划 {planned}%，序时差 {gap}）",
                    "{name} {actual}% (planned {planned}%, gap {gap})",
                ),
                name=one.project.name,
                actual=one.now.actual,
                planned=one.now.planned,
                gap=gap_text(one.now.gap),
            )
            for one in measured
        )
        sentences.append(fill(two("本周实际：{told}。", "Reached this week: {told}."), told=told))
    silent = [one.project.name for one in lines if figures.is_over and not one.now.actual]
    if silent:
        text = two("未报周进度 {count} 个：{names}。", "No progress reported, {count}: {names}.")
        sentences.append(fill(text, count=len(silent), names=listed(silent)))
    if missing := [one for one in lines if one.unlogged]:
        names = listed(
            fill(two("{name} {count} 天", "{name} {count}"), name=one.project.name, count=one.unlogged)
            for one in missing
        )
        sentences.append(fill(two("缺日志：{names}。", "Workdays without a log: {names}."), names=names))
    sentences += _left(figures.left)
    table = Table(
        pick(two("项目周进度", "projects of the week")), pick(SHEET), WEEK, tuple(map(_week_row, lines))
    )
    return Chapter(pick(HEADING), tuple(sentences), annexes=(table,))


def _week_row(one: WeekLine) -> tuple[Value, ...]:
    before = (one.before.planned, one.before.actual, gap_text(one.before.gap))
    return (
        one.project.name,
        *before,
        one.now.planned,
        one.blockers.resolved,
        one.project.light.colour,
    )


def month(figures: ProjectMonth, _: Letter) -> Chapter:
    """Return one paragraph: how many projects, their lights, milestones, blockers and members; and a table."""
    lines = figures.lines
    projects = [one.project for one in lines]
    blockers = [one.blockers for one in lines]
    counts = _counts(projects)
    opening = fill(
        two(
            "共 {count} 个专班{lights}，总投资 {sum} 万元，成员 {members} 人，其中脱产驻点 {residents} 人；"
            "堵点新增 {raised} 件，化解 {resolved} 件，在办 {open} 件。",
            "{count} task forces{lights}, investment {sum} (10,000 yuan), members {members}, of them resident {residents}; "
            "blockers raised {raised}, resolved {resolved}, open {open}.",
        ),
        count=len(projects),
        lights=fill(two("（{counts}）", " ({counts})"), counts=counts) if counts else "",
        sum=f"{invested(projects):,f}",
        members=figures.members,
        residents=figures.residents,
        raised=sum(one.raised for one in blockers),
        resolved=sum(one.resolved for one in blockers),
        open=sum(one.open for one in blockers),
    )
    steps = [
        f"{one.project.name} {shown('milestone', step.key, language())}"
        for one in lines
        for step in one.reached
    ]
    reached = two("本月达到节点：{steps}。", "Milestones reached: {steps}.")
    sentences = [
        opening,
        *([fill(reached, steps=listed(steps))] if steps else []),
        *_lit(projects),
    ]
    text = pick(two("", " ")).join((*sentences, *_left(figures.left)))
    table = Table(
        pick(two("项目推进情况", "projects of the month")), pick(SHEET), MONTH, tuple(map(_month_row, lines))
    )
    chart = _chart(figures)
    parts, asides = ((chart,), tuple(chart.lines)) if chart.rows else ((), ())
    return Chapter(pick(HEADING), (text,), parts, annexes=(table,), asides=asides)


LEGEND = two("○ 首次计划　△ 计划　● 实际　│ 今天", "○ first plan  △ planned  ● actual  │ today")


def _chart(figures: ProjectMonth) -> Timeline:
    """Return the milestones of each project on one scale; projects without any day are left out."""
    rows = [(one.project.name, _marks(one.project, figures.last)) for one in figures.lines]
    title = pick(two("项目节点图", "Milestones"))
    return Timeline(title, tuple(row for row in rows if row[1]), figures.last, pick(LEGEND))


def _marks(project: Served, last: date) -> tuple[Mark, ...]:
    """Return the days of the milestones, in their order; what was reached after `last` was not reached yet."""
    marks = [
        Mark(on, kind, shown("milestone", one.key, language()))
        for one in project.milestones
        for kind, on in (
            ("first", one.first_plan if one.first_plan != one.plan else None),
            ("plan", one.plan),
            ("actual", one.actual if one.actual and one.actual <= last else None),
        )
        if on
    ]
    return tuple(sorted(marks))


def _month_row(one: MonthLine) -> tuple[Value, ...]:
    planned, actual = (f"{text}%" if text else "" for text in one.progress[2:])
    return (
        one.project.name,
        one.project.investment,
        planned,
        actual,
        gap_text(one.progress.gap),
        one.project.light.colour,
        _problem(one),
        one.next.key if one.next else "",
        one.next.plan if one.next else None,
    )


def _problem(one: MonthLine) -> str:
    """Return the oldest open blockers; without any, why the light is not green."""
    texts = one.blockers.texts
    if texts:
        more = fill(two(" 等 {count} 件", ", {count} in all"), count=len(texts)) if len(texts) > NAMED else ""
        return pick(two("；", "; ")).join(texts[:NAMED]) + more
    return said(one.project.light) if one.project.light.colour in ("red", "yellow") else ""


def _shone(projects: Sequence[Served]) -> list[str]:
    """Return how many projects have which light, and why each light that is not green is on."""
    text = two("共 {count} 个：{lights}。", "{count} in all: {lights}.")
    return [fill(text, count=len(projects), lights=_counts(projects) or "—"), *_lit(projects)]


def _counts(projects: Sequence[Served]) -> str:
    text = two("{light}灯 {count} 个", "{light} {count}")
    return listed(
        fill(text, light=shown("project_light", colour, language()), count=count)
        for colour, count in lights(projects).items()
    )


def _lit(projects: Sequence[Served]) -> list[str]:
    """Return why each light that is not green is on."""
    sentences = []
    for colour in ("red", "yellow"):
        lit = [one for one in projects if one.light.colour == colour]
        if lit:
            why = two("{name}（{why}）", "{name} ({why})")
            told = [fill(why, name=one.name, why=said(one.light)) for one in lit]
            word = shown("project_light", colour, language())
            head = two("{light}灯：{told}。", "{light}: {told}.")
            sentences.append(fill(head, light=word[:1].upper() + word[1:], told=listed(told)))
    return sentences


def _left(left: Iterable[Left]) -> list[str]:
    """Return who left before completion, each with the reason."""
    told = [
        fill(
            two("{officer}（{project}，{last}，{reason}）", "{officer} ({project}, {last}, {reason})"),
            officer=one.officer,
            project=one.project,
            last=f"{one.last:%m-%d}",
            reason=one.reason or "—",
        )
        for one in left
    ]
    text = two("提前撤离 {count} 人：{told}。", "Left before completion, {count}: {told}.")
    return [fill(text, count=len(told), told=some(told, "人"))] if told else []
