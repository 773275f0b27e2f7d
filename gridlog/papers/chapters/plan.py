"""The chapter of plans (一企业一方案), as it is set."""

from collections.abc import Sequence
from datetime import date

from gridlog.core.figures.beside import Letter
from gridlog.core.figures.plans import MeasureAt, PlanDay, PlanSpan, ReviewAt
from gridlog.ledgers.columns import Column
from gridlog.papers.chapters import Chapter
from gridlog.papers.document import Table
from gridlog.papers.levels import unit_column, unit_word
from gridlog.papers.parts import TOTAL, percent
from gridlog.words.language import fill, pick, some, two

HEADING = two("一企业一方案", "Plans")
SHEET = two("方案", "plans")
SHORT = 24
ENTERPRISE = Column("enterprise", "企业名称", "enterprise")
DAYS_OVER = Column("days_over", "超期(天)", "days over", "number")
OVERDUE = (
    ENTERPRISE,
    Column("text", "服务措施", "measure", is_long=True),
    Column("owner", "责任单位(人)", "owner"),
    Column("due", "完成时限", "due", "date"),
    DAYS_OVER,
)
MISSED = (
    ENTERPRISE,
    Column("officer", "服务专员", "officer"),
    Column("due", "应复盘", "review due", "date"),
    DAYS_OVER,
)
BLOCKS = (
    Column("plans", "方案数", "plans", "number"),
    Column("confirmed", "确认", "confirmed", "number"),
    Column("measures", "措施", "measures", "number"),
    Column("done", "完成", "done", "number"),
    Column("overdue", "超期", "overdue", "number"),
    Column("needs", "需求", "needs", "number"),
    Column("met", "满足", "met", "number"),
)


def day(figures: PlanDay, _: Letter) -> Chapter:
    """Return the measures and reviews that fall due on the day, each by name."""
    names, sentences = figures.names, []
    if figures.measures:
        told = [
            _of(names[one.enterprise], _short(one.text), one.owner, _done(one.state == "done"))
            for one in figures.measures
        ]
        text = two("今天到期的措施 {count} 项：{told}。", "Measures due, {count}: {told}.")
        sentences.append(fill(text, count=len(told), told=some(told, "项")))
    if figures.reviews:
        told = [_of(names[one.enterprise], one.officer, _done(one.is_held)) for one in figures.reviews]
        text = two("今天应复盘的方案 {count} 个：{told}。", "Reviews due, {count}: {told}.")
        sentences.append(fill(text, count=len(told), told=some(told, "个")))
    return Chapter(pick(HEADING), tuple(sentences))


def _short(text: str) -> str:
    """Return as much of a text as a sentence has room for; a table has the whole."""
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _done(is_done: bool) -> str:
    return pick(two("已完成", "done")) if is_done else ""


def _of(name: str, *told: str) -> str:
    """Return a name with what is told of it in brackets: 甲厂（对接券商，金融办）."""
    said = pick(two("，", ", ")).join(one for one in told if one)
    return fill(two("{name}（{said}）", "{name} ({said})"), name=name, said=said) if said else name


def week(figures: PlanSpan, _: Letter) -> Chapter:
    """Return what was done in the week, and each overdue measure and missed review by name."""
    whole = figures.total
    said = fill(
        two(
            "方案 {plans} 个，企业已确认 {confirmed} 个；措施完成 {measures}，本周完成 {done} 项；本周复盘 {held} 次。",
            "{plans} plans, {confirmed} confirmed; measures done {measures}, {done} of them this week; reviews held {held}.",
        ),
        plans=whole.plans,
        confirmed=whole.confirmed,
        measures=percent(whole.done, whole.measures),
        done=figures.done,
        held=figures.held,
    )
    tables = (_overdue(figures), _missed(figures))
    return Chapter(
        pick(HEADING),
        (said, *_late(figures)),
        annexes=tuple(table for table in tables if table.rows),
    )


def _late(figures: PlanSpan) -> list[str]:
    """Return a sentence for the overdue measures and one for the missed reviews."""
    names, at, sentences = figures.names, figures.at, []
    if figures.overdue:
        told = [
            _of(names[one.enterprise], _short(one.text), one.owner, _over(one, at)) for one in figures.overdue
        ]
        text = two("超期措施 {count} 项：{told}。", "Measures overdue, {count}: {told}.")
        sentences.append(fill(text, count=len(told), told=some(told, "项")))
    if figures.missed:
        told = [_of(names[one.enterprise], one.officer, _over(one, at)) for one in figures.missed]
        text = two("未按期复盘的方案 {count} 个：{told}。", "Reviews missed, {count}: {told}.")
        sentences.append(fill(text, count=len(told), told=some(told, "个")))
    return sentences


def _over(one: MeasureAt | ReviewAt, at: date) -> str:
    return fill(two("超 {days} 天", "{days} days over"), days=(at - one.due).days)


def _overdue(figures: PlanSpan) -> Table:
    rows = tuple(
        (figures.names[one.enterprise], one.text, one.owner, one.due, (figures.at - one.due).days)
        for one in figures.overdue
    )
    return Table(pick(two("超期措施", "measures overdue")), pick(two("超期措施", "overdue")), OVERDUE, rows)


def _missed(figures: PlanSpan) -> Table:
    rows = tuple(
        (figures.names[one.enterprise], one.officer, one.due, (figures.at - one.due).days)
        for one in figures.missed
    )
    title = pick(two("未按期复盘的方案", "plans whose review was missed"))
    return Table(title, pick(two("未复盘", "reviews missed")), MISSED, rows)


def month(figures: PlanSpan, seen: Letter) -> Chapter:
    """Return the figures of the month in a paragraph, and a table of the blocks."""
    whole = figures.total
    said = fill(
        two(
            "方案 {plans} 个，企业已确认 {confirmed}；措施完成 {measures}，超期 {overdue} 项；需求满足 {needs}；"
            "未按期复盘 {missed} 个。",
            "{plans} plans, confirmed {confirmed}; measures done {measures}, {overdue} overdue; needs met {needs}; "
            "{missed} reviews missed.",
        ),
        plans=whole.plans,
        confirmed=percent(whole.confirmed, whole.plans),
        measures=percent(whole.done, whole.measures),
        overdue=whole.overdue,
        needs=percent(whole.met, whole.needs),
        missed=len(figures.missed),
    )
    sentences = [said]
    if any(figures.dropped):
        measures, needs = figures.dropped
        text = two(
            "另有取消的措施 {measures} 项、需求 {needs} 项，不计在内。",
            "{measures} measures and {needs} needs were dropped and are not counted.",
        )
        sentences.append(fill(text, measures=measures, needs=needs))
    return Chapter(pick(HEADING), tuple(sentences), annexes=(_blocks(figures, seen),))


def _blocks(figures: PlanSpan, seen: Letter) -> Table:
    level = seen.rules.report_level
    rows: Sequence[tuple[str | int, ...]] = [
        (seen.names.get(one.block, one.block), *one[1:]) for one in figures.blocks
    ]
    title = fill(two("各{unit}方案落实情况", "plans by {unit}"), unit=unit_word(level))
    columns = (unit_column(level), *BLOCKS)
    return Table(title, pick(SHEET), columns, (*rows, (pick(TOTAL), *figures.total[1:])))
