"""The plan of one enterprise (一企业一方案) as one page to hand over: where it stands, what it needs, what is done, by whom and when."""

from datetime import date

from gridlog.core.event import SHORT
from gridlog.core.figures.beside import Letter
from gridlog.core.figures.plans import Sheet
from gridlog.ledgers.columns import Column, Value, plain
from gridlog.papers import spelled
from gridlog.papers.chapters import numbered
from gridlog.papers.document import Paper, Section, Table
from gridlog.papers.parts import Frame, ended, paper
from gridlog.words.language import clean, fill, language, pick, two
from gridlog.words.vocabulary import shown

FIELDS = (
    Column("enterprise", "企业编号", "enterprise", is_code=True),
    Column("name", "企业名称", "name"),
    Column("version", "版本", "version", "number"),
    Column("begun_on", "制定日期", "made on", "date"),
    Column("goal", "方案目标", "goal", words="goal"),
    Column("period", "实施期限", "period"),
    Column("state", "企业现状", "state now", is_long=True),
    Column("leader", "挂钩领导", "leader"),
    Column("officer", "服务专员", "officer"),
    Column("review", "下次复盘", "review", "date"),
    Column("confirmed_by", "企业确认人", "confirmed by"),
    Column("confirmed_on", "确认日期", "confirmed on", "date"),
    Column("needs", "需求(项)", "needs", "number"),
    Column("needs_met", "已满足", "met", "number"),
    Column("measures", "措施(项)", "measures", "number"),
    Column("measures_done", "已完成", "done", "number"),
)
_NUMBER = Column("number", "序号", "no.", "number")
NEEDS = (
    _NUMBER,
    Column("text", "企业需求", "need", is_long=True),
    Column("category", "类别", "category", words="category"),
    Column("issue", "问题编号", "issue", is_code=True),
    Column("state", "状态", "state", words="need_state"),
    Column("note", "落实情况", "note", is_long=True),
)
MEASURES = (
    _NUMBER,
    Column("text", "服务措施", "measure", is_long=True),
    Column("owner", "责任单位(人)", "owner"),
    Column("due", "完成时限", "due", "date"),
    Column("state", "状态", "state", words="measure_state"),
    Column("note", "落实情况", "note", is_long=True),
)
REVIEWS = (
    Column("on", "复盘日期", "reviewed on", "date"),
    Column("text", "情况", "found", is_long=True),
    Column("by", "复盘人", "by"),
)
ON_PAGE = ("number", "text", "category", "owner", "due", "state")
SHOWN_REVIEWS = 1  # a page has room for the last one


def fields(sheet: Sheet) -> tuple[Value, ...]:
    """Return the cells of FIELDS."""
    (met, needs), (done, measures) = sheet.met, sheet.done
    days = (sheet.review, sheet.confirmed_by, sheet.confirmed_on)
    people = (sheet.leader, sheet.officer)
    told = (sheet.begun_on, sheet.goal, sheet.period, sheet.state)
    return (sheet.enterprise, sheet.name, sheet.version, *told, *people, *days, needs, met, measures, done)


def whole(sheet: Sheet, today: date) -> dict[str, object]:
    """Return all that is on the page for programs: needs, measures, reviews and confirmation as objects with the keys of the exports."""
    told = {column.key: plain(column, cell) for column, cell in zip(FIELDS, fields(sheet), strict=True)}
    told["needs_total"], told["measures_total"] = told.pop("needs"), told.pop("measures")
    of = {"enterprise": sheet.enterprise, "version": sheet.version}
    late = sheet.overdue(today)
    return {
        **told,
        "needs": [
            {**of, "number": one.number, "text": one.text, "category": one.category, "issue": one.issue,
             "state": one.state, "closed_on": _iso(one.closed_on), "note": one.note}
            for one in sheet.needs
        ],
        "measures": [
            {**of, "number": one.number, "text": one.text, "owner": one.owner_code, "due": one.due.isoformat(),
             "state": one.state, "overdue": one in late, "closed_on": _iso(one.closed_on), "note": one.note}
            for one in sheet.measures
        ],
        "reviews": [{"on": one.on.isoformat(), "text": one.text, "by": one.by} for one in sheet.reviews],
        "confirmation": [{"confirmed_by": sheet.confirmed_by, "confirmed_on": _iso(sheet.confirmed_on)}]
        if sheet.confirmed_on
        else [],
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def tables(sheet: Sheet) -> list[Table]:
    """Return the tables of needs, measures and reviews that have rows, as a terminal shows them."""
    needs = tuple(
        (one.number, one.text, one.category, one.issue[:SHORT], one.state, one.note) for one in sheet.needs
    )
    measures = tuple(
        (one.number, one.text, one.owner, one.due, one.state, one.note) for one in sheet.measures
    )
    reviews = tuple(sheet.reviews)
    made = [
        Table(pick(two("需求", "needs")), pick(two("需求", "needs")), NEEDS, needs),
        Table(pick(two("措施", "measures")), pick(two("措施", "measures")), MEASURES, measures),
        Table(pick(two("复盘", "reviews")), pick(two("复盘", "reviews")), REVIEWS, reviews),
    ]
    return [one for one in made if one.rows]


def page(seen: Letter, sheet: Sheet) -> Paper:
    """Return the page of a version of a plan."""
    title = fill(two("{name}“一企业一方案”", "{name}: service plan"), name=sheet.name)
    period = fill(
        two("第{version}版　{on}", "Version {version}, {on}"),
        version=sheet.version,
        on=spelled.day(sheet.begun_on),
    )
    sections = [
        Section(pick(two("企业现状和目标", "Where the enterprise stands")), _standing(sheet)),
        _needs(sheet),
        _measures(sheet),
        Section(pick(two("复盘和确认", "Review and confirmation")), _agreed(sheet)),
    ]
    return paper(seen, Frame(title, period), numbered(sections))._replace(is_one_page=True)


def _standing(sheet: Sheet) -> tuple[str, ...]:
    goal = shown("goal", sheet.goal, language())
    parts = [fill(two("目标：{goal}", "goal: {goal}"), goal=goal)]
    if sheet.period:
        parts.append(fill(two("实施期限：{period}", "period: {period}"), period=sheet.period))
    if sheet.leader:
        parts.append(fill(two("挂钩领导：{name}", "leader: {name}"), name=sheet.leader))
    if sheet.officer:
        parts.append(fill(two("服务专员：{name}", "officer: {name}"), name=sheet.officer))
    return ended([clean(sheet.state), pick(two("；", "; ")).join(parts)])


def _needs(sheet: Sheet) -> Section:
    rows = tuple((one.number, one.text, one.category, one.state) for one in sheet.needs)
    columns = tuple(column for column in NEEDS if column.key in ON_PAGE)
    text = two("企业需求（已满足 {part}/{whole}）", "Needs ({part} of {whole} met)")
    return _listed(text, sheet.met, Table("", pick(two("需求", "needs")), columns, rows))


def _measures(sheet: Sheet) -> Section:
    rows = tuple((one.number, one.text, one.owner, one.due, one.state) for one in sheet.measures)
    columns = tuple(column for column in MEASURES if column.key in ON_PAGE)
    text = two("服务措施（已完成 {part}/{whole}）", "Measures ({part} of {whole} done)")
    return _listed(text, sheet.done, Table("", pick(two("措施", "measures")), columns, rows))


def _listed(text: str, counts: tuple[int, int], table: Table) -> Section:
    """Return a section whose heading says how much of its table is done."""
    part, whole = counts
    heading = fill(text, part=part, whole=whole)
    return Section(
        heading, () if table.rows else (pick(two("暂无。", "None yet.")),), (table,) if table.rows else ()
    )


def _agreed(sheet: Sheet) -> tuple[str, ...]:
    lines = [
        fill(two("{on}复盘：{text}", "Reviewed on {on}: {text}"), on=spelled.day(one.on), text=one.text)
        for one in sheet.reviews[-SHOWN_REVIEWS:]
    ]
    if sheet.review:
        text = two("下次复盘：{on}", "Next review: {on}")
        lines.append(fill(text, on=spelled.day(sheet.review)))
    if sheet.confirmed_on:
        text = two("企业确认：{who}，{on}", "Confirmed by {who} on {on}")
        lines.append(fill(text, who=sheet.confirmed_by, on=spelled.day(sheet.confirmed_on)))
    else:
        lines.append(
            pick(
                two(
                    "企业确认（签字盖章）：＿＿＿＿＿＿＿＿　日期：＿＿＿＿＿＿",
                    "Confirmed by: ________  Date: ________",
                )
            )
        )
        return (*ended(lines[:-1]), lines[-1])
    return ended(lines)
