"""Turn a folded row into the plain rows of the derived tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from gridlog.core.event import BACKSLASH, Event, Misfit, recorded_at, written
from gridlog.core.fold import Row, Value, begun, noun_of
from gridlog.core.issue import OPEN, Issue
from gridlog.core.nouns.table import Cells, Table
from gridlog.core.roster import Day, Enterprise, Grid, Officer, Setting, folded, initials, spells
from gridlog.core.visit import Visit
from gridlog.core.when import ZONE, week_name

if TYPE_CHECKING:
    from gridlog.core.export import Export
    from gridlog.core.freeze import Frozen
    from gridlog.core.spotcheck import Answer, Spotcheck

Laid: TypeAlias = Sequence[tuple[Table, Cells]]  # plain rows without their first column

GRIDS = Table(
    "grids",
    "code name folded initials level parent remark",
    key=True,
    indexes="""folded
               parent""",
)
OFFICERS = Table(
    "officers", "code name folded initials role quota:int? phone remark", key=True, indexes="folded"
)
ASSIGNMENTS = Table(
    "assignments",
    "officer grid from_on:date until_on:date",
    indexes="""officer
               grid""",
)
OFFICER_RECORDS = Table("officer_records", "officer recorded_on:date", indexes="officer")
LEAVES = Table("leaves", "officer from_on:date until_on:date kind", indexes="officer")
ENTERPRISES = Table(
    "enterprises",
    """code name folded initials uscc industry scale key:flag status
       address contact title phone remark""",
    key=True,
    indexes="folded",
)
ENTERPRISE_GRIDS = Table(
    "enterprise_grids",
    "enterprise grid from_on:date until_on:date",
    indexes="""enterprise
               grid""",
)
ENTERPRISE_STATUSES = Table(
    "enterprise_statuses", "enterprise status from_on:date until_on:date", indexes="enterprise"
)
DAYS = Table("days", "day work:flag name", key=True)
SETTINGS = Table("settings", "key value", key=True)
VISITS = Table(
    "visits",
    """id visited_on:date week block grid enterprise officer participants method kind contact title phone note
       nothing_raised:flag outside:flag late:flag reason remark recorded_at void:flag void_reason
       fingerprint:int? at""",
    indexes="""UNIQUE id
               day: visited_on id
               officer: officer visited_on
               enterprise: enterprise visited_on
               fingerprint WHERE fingerprint IS NOT NULL""",
)
VISIT_PARTICIPANTS = Table(
    "visit_participants",
    "visit officer visited_on:date",
    indexes="""officer: officer visited_on
               visit""",
)
VISIT_DAYS = Table(
    "visit_days",
    "visit visited_on:date",
    indexes="""day: visited_on
               visit""",
)
FROZEN = Table("frozen", "period by at corrected_by corrected_at reason", key=True)
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
SPOTCHECKS = Table(
    "spotchecks",
    """id visit from_on:date until_on:date percent:int seed:int pool:int drawn_by drawn_at drawn_clock:int
       reached:flag? confirmed:flag? satisfaction:int? note recorded_by recorded_at recorded_clock:int?""",
    indexes="""id
               visit: visit drawn_clock id
               period: from_on until_on drawn_clock id
               drawn: drawn_clock id
               open: id WHERE reached IS NULL""",
)

TABLES: dict[str, tuple[Table, ...]] = {
    "grid": (GRIDS,),
    "officer": (OFFICERS, ASSIGNMENTS, LEAVES, OFFICER_RECORDS),
    "enterprise": (ENTERPRISES, ENTERPRISE_GRIDS, ENTERPRISE_STATUSES),
    "day": (DAYS,),
    "setting": (SETTINGS,),
    "visit": (VISITS, VISIT_PARTICIPANTS, VISIT_DAYS),
    "issue": (ISSUES, ISSUE_SPELLS),
    "report": (FROZEN,),
    "export": (),  # the log itself is its record
    "spotcheck": (SPOTCHECKS,),
}


class Derived(NamedTuple):
    """The rows that one folded row puts into the tables; a table without rows may be missing.

    `owner` is the value of the owner column in each of these tables.
    """

    owner: str
    rows: Mapping[Table, list[Cells]]


def derived(row: Row, events: Sequence[Event]) -> Derived | None:
    """Return the plain rows of a folded row and its events; no rows for a removed row.

    Returns None while no event began the row.
    """
    if not row.noun:
        return None
    key = max(event.key for event in events)  # some events name a natural row by its hash and have no key
    owner = key.partition("/")[2] or written(row.id)
    if row.value is None:
        return Derived(owner, {})
    rows = plain(row.noun, owner, row.value, any(BACKSLASH in event.body for event in events))
    if row.noun == "officer":
        first = min(recorded_at(event) for event in events).astimezone(ZONE).date()
        rows[OFFICER_RECORDS] = [(owner, first.isoformat())]
    return Derived(owner, rows)


def lone(event: Event) -> dict[Table, list[Cells]] | None:
    """Return the plain rows of a row that has only this event.

    Returns None when only a fold can tell: the event does not begin the row, or does not fit.
    """
    if event.row != event.id:
        return None
    try:
        value = begun(event)
    except Misfit:
        return None
    return plain(noun_of(event.kind), written(event.id), value, BACKSLASH in event.body)


def plain(noun: str, owner: str, value: Value, is_escaped: bool) -> dict[Table, list[Cells]]:
    """Return the plain rows of one value, by the table they belong to; a table without rows may be missing.

    JSON spells every control character with a backslash, so a text without one has no control character to remove.
    """
    made = _BUILD[noun](owner, value)
    if is_escaped:
        return {table: [_clean(cells) for cells in rows] for table, rows in made.items()}
    return made


def laid(noun: str, value: Value, spelled: str) -> Laid:
    """Return the plain rows of a value whose row has no id yet; `spelled` is the value's JSON."""
    made = plain(noun, "", value, "\\" in spelled)
    return [(table, cells[1:]) for table, rows in made.items() for cells in rows]


def _clean(cells: Cells) -> Cells:
    """Return cells without control characters, except line ends and tabs.

    The event keeps control characters; no table can show them.
    """
    texts = "".join([cell for cell in cells if type(cell) is str])
    if texts.isprintable():
        return cells
    return tuple(_printable(cell) if isinstance(cell, str) else cell for cell in cells)


def _printable(text: str) -> str:
    return "".join(char if (char >= " " and char != "\x7f") or char in "\n\r\t" else " " for char in text)


def _grid(code: str, grid: Grid) -> dict[Table, list[Cells]]:
    return {GRIDS: [(code, *_names(grid.name), grid.level, grid.parent, grid.remark)]}


def _names(name: str) -> tuple[str, str, str]:
    """Return a name as it is shown, as it is compared, and by its initials."""
    return name, folded(name), initials(name)


def _officer(code: str, one: Officer) -> dict[Table, list[Cells]]:
    leaves = sorted(set(one.leaves))
    return {
        OFFICERS: [(code, *_names(one.name), one.role, one.quota, one.phone, one.remark)],
        ASSIGNMENTS: _stays(code, one.moves),
        LEAVES: [(code, gone.from_on.isoformat(), gone.until_on.isoformat(), gone.kind) for gone in leaves],
    }


def _enterprise(code: str, one: Enterprise) -> dict[Table, list[Cells]]:
    told = (one.address, one.contact, one.title, one.phone, one.remark)
    return {
        ENTERPRISES: [
            (
                code,
                *_names(one.name),
                one.uscc,
                one.industry,
                one.scale,
                int(one.key),
                one.status,
                *told,
            )
        ],
        ENTERPRISE_GRIDS: _stays(code, one.moves),
        ENTERPRISE_STATUSES: _stays(code, one.statuses),
    }


def _stays(code: str, moves: tuple[tuple[date, str], ...]) -> list[Cells]:
    """Return a row for each spell that dated words make."""
    return [(code, one.grid, one.from_on.isoformat(), one.until_on.isoformat()) for one in spells(moves)]


def _day(owner: str, day: Day) -> dict[Table, list[Cells]]:
    return {DAYS: [(owner, int(day.work), day.name)]}


def _setting(owner: str, setting: Setting) -> dict[Table, list[Cells]]:
    return {SETTINGS: [(owner, setting.value)]}


@cache
def _day_and_week(ordinal: int) -> tuple[str, str]:
    day = date.fromordinal(ordinal)
    return day.isoformat(), week_name(day)


def _visit(id: str, one: Visit) -> dict[Table, list[Cells]]:
    day, enterprise, officer, people, method, kind, contact, title, phone, note, nothing = one[:11]
    grid, block, outside, late, reason, remark, recorded_at, fingerprint = one[11:19]
    on, week = _day_and_week(day.toordinal())
    cells: Cells = (
        id,
        on,
        week,
        block,
        grid,
        enterprise,
        officer,
        ";".join(people),
        method,
        kind,
        contact,
        title,
        phone,
        note,
        int(nothing),
        int(outside),
        int(late),
        reason,
        remark,
        recorded_at,
        int(one.void),
        one.void_reason,
        fingerprint,
        one.at,
    )
    made: dict[Table, list[Cells]] = {VISITS: [cells]}
    if people:
        made[VISIT_PARTICIPANTS] = [(id, officer, on) for officer in people]
    if one.former_days:
        made[VISIT_DAYS] = [(id, day.isoformat()) for day in sorted(set(one.former_days))]
    return made


def _frozen(period: str, one: "Frozen") -> dict[Table, list[Cells]]:
    last = one.corrections[-1] if one.corrections else ("", "", "")
    return {FROZEN: [(period, one.by, one.at, *last)]}


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def _issue(id: str, one: Issue) -> dict[Table, list[Cells]]:
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
        int(one.state in OPEN),
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
    return {ISSUES: [cells], ISSUE_SPELLS: _spells(id, one)}


def _spells(id: str, one: Issue) -> list[Cells]:
    from gridlog.core.course import spells as course  # a visit without an issue does not need this import

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
        for spell in course(one)
    ]


def _export(_id: str, _one: "Export") -> dict[Table, list[Cells]]:
    return {}


def _spotcheck(id: str, one: "Spotcheck") -> dict[Table, list[Cells]]:
    period = (one.lot.start.isoformat(), one.lot.end.isoformat())
    drawn = (*period, one.lot.percent, one.lot.seed, one.pool, one.by, one.at, one.clock)
    return {SPOTCHECKS: [(id, visit, *drawn, *_answer(said)) for visit, said in one.answers.items()]}


def _answer(one: "Answer | None") -> Cells:
    if one is None:
        return (None, None, None, "", "", "", None)
    confirmed = None if one.confirmed is None else int(one.confirmed)
    return (int(one.reached), confirmed, one.satisfaction, one.note, one.by, one.at, one.clock)


_Build: TypeAlias = Callable[
    [str, Any], dict[Table, list[Cells]]
]  # each function takes the value of its own noun
_BUILD = cast(
    dict[str, _Build],
    {
        "grid": _grid,
        "officer": _officer,
        "enterprise": _enterprise,
        "day": _day,
        "setting": _setting,
        "visit": _visit,
        "issue": _issue,
        "report": _frozen,
        "export": _export,
        "spotcheck": _spotcheck,
    },
)
