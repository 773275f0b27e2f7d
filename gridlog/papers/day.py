"""The day on paper (日调度): the blocks, and each issue that is due or overdue."""

from collections.abc import Mapping, Sequence

from gridlog.core.figures.beside import Letter
from gridlog.core.figures.day import Day, UnitDay, by_block
from gridlog.core.nouns.issue.ledger import ISSUES
from gridlog.core.when import weekday_name
from gridlog.ledgers.columns import UNIT_DAY, Value
from gridlog.ledgers.totals import level_notes
from gridlog.papers import remarks, spelled
from gridlog.papers.chapters import Chapter
from gridlog.papers.document import Paper, Section, Table
from gridlog.papers.levels import headed, unit_word, unit_words, without
from gridlog.papers.parts import Frame, ended, paper
from gridlog.words.language import fill, language, pick, two

PRESSING = ("id", "raised_on", "enterprise", "category", "text", "handler", "due", "light")


def dispatch(
    seen: Letter,
    figures: Day,
    zone: UnitDay,
    pressing: Sequence[Mapping[str, Value]],
    longterm: int,
    chapters: Sequence[Chapter] = (),
) -> Paper:
    """Return the whole document; `pressing` are the issues that are due or overdue, by the keys of ISSUES."""
    level = figures.tree.report_level
    columns, rows = without(headed(UNIT_DAY, level), by_block(figures), ("day", "grid"))
    told = tuple((seen.names.get(str(block), str(block)), *rest) for block, *rest in rows)
    title = fill(two("各{unit}", "By {unit}"), unit=unit_word(level))
    notes = tuple(level_notes("day", level, columns, language()))
    blocks = Table(title, unit_words(level), tuple(columns), told, notes)
    issues = _pressing(pressing, has_lights=figures.on == seen.today)
    parts = (blocks, issues) if issues.rows else (blocks,)
    title = two(
        f"{spelled.day(figures.on)}走访服务企业日调度", f"Visits to enterprises on {spelled.day(figures.on)}"
    )
    frame = Frame(title, weekday_name(figures.on, language()))
    visits = Section("", ended([remarks.of_day(zone, longterm)]), parts)
    return paper(seen, frame, [visits, *(one.section for one in chapters)])


def _pressing(issues: Sequence[Mapping[str, Value]], has_lights: bool) -> Table:
    """Return the table of the issues due or overdue; only those of today have lights."""
    columns = [one for one in ISSUES.columns if one.key in PRESSING and (has_lights or one.key != "light")]
    return Table(
        pick(two("到期和超期的问题", "Issues due and overdue")),
        pick(two("到期超期", "due")),
        tuple(columns),
        tuple(
            tuple(str(row["id"])[:10] if one.key == "id" else row[one.key] for one in columns)
            for row in issues
        ),
    )
