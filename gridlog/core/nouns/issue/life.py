"""The issue in the tables: as it stands, and as it stood at the end of each day."""

from gridlog.core.nouns.issue.course import spells
from gridlog.core.nouns.issue.events import KINDS
from gridlog.core.nouns.issue.meaning import is_open
from gridlog.core.nouns.issue.value import Issue
from gridlog.core.nouns.table import Cells, Rows, Table

__all__ = ["KINDS", "TABLES", "rows"]

ISSUES = Table(
    "issues",
    """id raised_on:date enterprise officer block grid source category text grade level state handler helper
       assigned_on:date? accepted_on:date? held_on:date? waiting first_due:date due:date
       extended:flag missed:flag clock_runs:flag open:flag progress progress_on:date
       answered_on:date? result result_text revisited_on:date? revisited_by
       by_handler:flag? solved:flag? contacted:flag? satisfaction:int? closed_on:date? workdays:int?
       reopened:int visit merged_into end_reason remark""",
    indexes="""UNIQUE id
               raised: raised_on
               closed: closed_on WHERE closed_on IS NOT NULL
               open: raised_on id WHERE open
               open_enterprise: enterprise WHERE open
               enterprise: enterprise raised_on
               handler: handler raised_on
               visit WHERE visit <> ''
               ended: progress_on WHERE state IN ('rejected', 'merged')""",
)
ISSUE_SPELLS = Table(
    "issue_spells",
    """issue from_on:date until_on:date state open:flag grade due:date clock_runs:flag late_on:date? handler
       result solved:flag? revisited_on:date? satisfaction:int? closed_on:date?""",
    indexes="""issue
               open: until_on WHERE open
               closed: closed_on WHERE closed_on IS NOT NULL""",
)
BLOCKERS = Table("blockers", "issue project", indexes="UNIQUE issue\nproject")
TABLES = (
    ISSUES,
    ISSUE_SPELLS,
    BLOCKERS,
)


def rows(id: str, one: Issue) -> Rows:
    """The rows of an issue: itself, a row for each spell of its course, and the project that it blocks."""
    after = one.revisit
    revisited: Cells = (None, "", None, None, None, None)
    if after:
        flags = (
            int(after.by_handler),
            *(None if said is None else int(said) for said in (after.solved, after.contacted)),
        )
        revisited = (after.on.isoformat(), after.by, *flags, after.satisfaction)
    cells: Cells = (
        id,
        one.raised_on.isoformat(),
        one.enterprise,
        one.officer,
        one.block,
        one.grid,
        one.source,
        one.category,
        one.text,
        one.grade,
        one.level,
        one.state,
        one.handler,
        one.helper,
        _iso(one.assigned_on),
        _iso(one.accepted_on),
        _iso(one.held_on),
        one.waiting,
        one.first_due.isoformat(),
        one.due.isoformat(),
        int(one.extended),
        int(one.missed),
        int(one.clock_runs),
        int(is_open(one)),
        one.progress,
        one.progress_on.isoformat(),
        _iso(one.answered_on),
        one.result,
        one.result_text,
        *revisited,
        _iso(one.closed_on),
        one.workdays,
        one.reopened,
        one.visit,
        one.merged_into,
        one.end_reason,
        one.remark,
    )
    made: dict[Table, list[Cells]] = {ISSUES: [cells], ISSUE_SPELLS: _spells(id, one)}
    if one.project:
        made[BLOCKERS] = [(id, one.project)]
    return made


def _spells(id: str, one: Issue) -> list[Cells]:
    return [
        (
            id,
            spell.from_on.isoformat(),
            spell.until_on.isoformat(),
            spell.state,
            int(spell.is_open),
            spell.grade,
            spell.due.isoformat(),
            int(spell.clock_runs),
            _iso(spell.late_on),
            spell.handler,
            spell.result,
            None if spell.solved is None else int(spell.solved),
            _iso(spell.revisited_on),
            spell.satisfaction,
            _iso(spell.closed_on),
        )
        for spell in spells(one)
    ]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
