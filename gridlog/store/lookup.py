"""Read answers from the tables: whom a name means, which grid on which day, which rows of a week.

Every query uses an index; the roster's small tables are scanned only when a name must be guessed.
Nothing here writes, except the memory of which holidays a year has.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from gridlog.core.calendar import Calendar
from gridlog.core.event import SHORT, natural_row, read_prefix
from gridlog.core.figures.quota import Call
from gridlog.core.fold import fold
from gridlog.core.nouns import plural
from gridlog.core.roster import CLOSED, ROLES_WITH_QUOTA, Leave, Spell, folded, grid_on, on_day
from gridlog.core.rules import ON_SITE, Rules, effective
from gridlog.core.tree import BELOW_SQL, Node, Tree, above_sql
from gridlog.errors import NotFound, Usage
from gridlog.store.projection import events_of
from gridlog.store.stored import read_body

if TYPE_CHECKING:
    from gridlog.core.nouns.report.figures import Frozen

LISTED = 10
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")


class Found(NamedTuple):
    """An enterprise, officer or grid of the roster, with its code and name.

    `was` is the code and name of the entry that was asked for, where that was merged into this one.
    """

    code: str
    name: str
    was: str = ""


class Place(NamedTuple):
    """The grid and the unit at the report level on a day; empty when none is known."""

    grid: str
    block: str


def find(connection: sqlite3.Connection, noun: str, typed: str, most: int | None = LISTED) -> Found:
    """Return the one enterprise, officer or grid that `typed` means: by code, name, part or spelling.

    Raises NotFound with similar names, or with the candidates when several match: `most` of them, or all.
    """
    for tier in (by_code, by_name, by_merged, guessed):
        found = tier(connection, noun, typed)
        if len(found) == 1:
            return found[0]
        if found:
            raise NotFound("name.several", noun=noun, typed=typed, candidates=found[:most], count=len(found))
    raise _unknown(connection, noun, typed, most)


def by_code(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    """Return the entry with this code.

    The code is tried as it is typed, in capitals, and with full-width letters and digits made half-width.
    """
    code = typed.strip()
    half = code if code.isascii() else normalize("NFKC", code)
    for spelled in dict.fromkeys((code, code.upper(), half, half.upper())):
        found = connection.execute(
            f"SELECT code, name FROM {plural(noun)} WHERE code = ?", (spelled,)
        ).fetchall()
        if found:
            return [Found(*one) for one in found]
    return []


def by_name(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    if not folded(typed):
        raise Usage("name.empty", noun=noun)
    sql = f"SELECT code, name FROM {plural(noun)} WHERE folded = ? ORDER BY code"
    return [Found(*one) for one in connection.execute(sql, (folded(typed),))]


def by_merged(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    """Return the enterprise into which the entry with this code or exact name was merged."""
    if noun != "enterprise":
        return []
    query = "SELECT code, name, merged_into FROM enterprise_merges WHERE code IN (?, ?) OR folded = ? LIMIT 2"
    code = normalize("NFKC", typed.strip())
    found = connection.execute(query, (code, code.upper(), folded(typed))).fetchall()
    return [
        kept._replace(was=f"{code} {name}")
        for code, name, into in found
        for kept in by_code(connection, noun, merged_code(connection, into))
    ]


def merged_code(connection: sqlite3.Connection, code: str) -> str:
    """Return the code of the entry that an enterprise was merged into in the end, or its own code."""
    seen = {code}
    while found := connection.execute(
        "SELECT merged_into FROM enterprise_merges WHERE code = ?", (code,)
    ).fetchone():
        code = str(found[0])
        if code in seen:  # two devices merged each into the other
            break
        seen.add(code)
    return code


def guessed(connection: sqlite3.Connection, noun: str, typed: str) -> list[Found]:
    """Return the entries that a part of a name means, or its initials, or pinyin and mixtures, the first that fits any."""
    text = folded(typed)
    if LETTERS.isdisjoint(text):
        return by_part(connection, noun, text)
    from gridlog.store.guessing import spelled

    return [Found(*one) for one in spelled(connection, noun, typed)]


def by_part(connection: sqlite3.Connection, noun: str, text: str) -> list[Found]:
    sql = f"SELECT code, name FROM {plural(noun)} WHERE instr(folded, ?) ORDER BY code"
    return [Found(*one) for one in connection.execute(sql, (text,))]


def _unknown(connection: sqlite3.Connection, noun: str, typed: str, most: int | None) -> NotFound:
    """Return the error of a text that means no entry, with the entries that it means but for one slip, or that look alike."""
    from gridlog.store.guessing import alike, slipped

    slips = slipped(connection, noun, typed)
    near = [Found(*one) for one in slips[:most] or alike(connection, noun, typed)]
    return NotFound("name.unknown", noun=noun, command=noun, typed=typed, near=near, is_slip=bool(slips))


def find_id(connection: sqlite3.Connection, noun: str, typed: str) -> str:
    """Return the whole id of the visit, issue or spot check that a prefix means. Raises NotFound."""
    prefix = read_prefix(typed)
    found = [] if prefix is None else ids(connection, noun, prefix)
    if not found:
        raise NotFound("id.unknown", id=typed, noun=noun)
    if len(found) > 1:
        raise NotFound("id.several", id=typed, noun=noun, candidates=found)
    return found[0]


def ids(connection: sqlite3.Connection, noun: str, prefix: str) -> list[str]:
    """Return the first few written ids that begin with `prefix`."""
    found = connection.execute(
        f"SELECT DISTINCT id FROM {plural(noun)} WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (prefix, prefix + "~", LISTED),
    )
    return [id for (id,) in found]


def grid_of(connection: sqlite3.Connection, noun: str, code: str, day: date) -> str:
    """Return the grid that an enterprise or officer belongs to on a day, empty when there is none."""
    table = "enterprise_grids" if noun == "enterprise" else "assignments"
    found = connection.execute(
        f"SELECT grid FROM {table} WHERE {noun} = ? AND {on_day('?')} LIMIT 1",
        (code, day.isoformat(), day.isoformat()),
    ).fetchone()
    return found[0] if found else ""


def spells_of(connection: sqlite3.Connection, noun: str, code: str) -> list[Spell]:
    """Return every stay of an enterprise or officer in a grid."""
    table = "enterprise_grids" if noun == "enterprise" else "assignments"
    found = connection.execute(f"SELECT grid, from_on, until_on FROM {table} WHERE {noun} = ?", (code,))
    return [Spell(grid, date.fromisoformat(start), date.fromisoformat(end)) for grid, start, end in found]


def statuses(connection: sqlite3.Connection, enterprise: str) -> list[Spell]:
    """Return the statuses of an enterprise, one spell for each."""
    query = "SELECT status, from_on, until_on FROM enterprise_statuses WHERE enterprise = ? ORDER BY from_on"
    found = connection.execute(query, (enterprise,))
    return [Spell(status, date.fromisoformat(start), date.fromisoformat(end)) for status, start, end in found]


def status_on(connection: sqlite3.Connection, enterprise: str, day: date) -> str:
    """Return the status of an enterprise on a day, empty when no status is recorded."""
    return grid_on(statuses(connection, enterprise), day)


def closures(connection: sqlite3.Connection) -> dict[str, list[Spell]]:
    """Return the spells in which an enterprise was 注销, by its code, for the enterprises that have such a spell."""
    found: dict[str, list[Spell]] = {}
    for code, start, end in connection.execute(
        "SELECT enterprise, from_on, until_on FROM enterprise_statuses WHERE status = ?", (CLOSED,)
    ):
        spell = Spell(CLOSED, date.fromisoformat(start), date.fromisoformat(end))
        found.setdefault(code, []).append(spell)
    return found


def block_of(connection: sqlite3.Connection, grid: str, level: str) -> str:
    """Return the unit of the report level that a grid belongs to, often a block; empty when there is none."""
    (found,) = connection.execute(f"SELECT {above_sql('?', '?')}", (grid, level)).fetchone()
    return found or ""


def place_of(connection: sqlite3.Connection, enterprise: str, day: date, level: str) -> Place:
    """Return the grid and the unit of the report level that an enterprise belonged to on a day."""
    grid = grid_of(connection, "enterprise", enterprise, day)
    return Place(grid, block_of(connection, grid, level))


def below(connection: sqlite3.Connection, code: str) -> list[str]:
    """Return the codes of a grid and of everything under it."""
    return [one for (one,) in connection.execute(BELOW_SQL, (code,))]


def tree(connection: sqlite3.Connection, rule: Rules) -> Tree:
    """Return all grids, with the level that reports group by."""
    found = connection.execute("SELECT code, level, parent FROM grids")
    return Tree({code: Node(level, parent) for code, level, parent in found}, rule.report_level)


def rules(connection: sqlite3.Connection) -> Rules:
    """Return the zone's rules: the defaults, changed by the settings of the zone."""
    return effective(dict(connection.execute("SELECT key, value FROM settings").fetchall()))


def calendar(connection: sqlite3.Connection, today: date, start: date, end: date) -> Calendar:
    """Return the working calendar for [start, end).

    It has the published holidays; the zone's own days count over them.
    """
    years = {
        year: (known, asked_on)
        for year, known, asked_on in connection.execute(
            "SELECT year, known, asked_on FROM holiday_years WHERE year BETWEEN ? AND ?",
            (start.year, end.year),
        )
    }
    exceptions: dict[date, bool] = {}
    known = set()
    for year in range(start.year, end.year + 1):
        is_known, asked_on = years.get(year, (False, ""))
        if not is_known and asked_on != today.isoformat():
            published = _published(connection, year, today)
            is_known = published is not None
            exceptions.update(published or {})
        if is_known:
            known.add(year)
    span = (f"{start.year:04}-01-01", f"{end.year:04}-12-31")
    stored = connection.execute(
        """SELECT 0 AS is_own, day, work FROM holidays WHERE day BETWEEN ? AND ?
           UNION ALL SELECT 1, day, work FROM days WHERE day BETWEEN ? AND ? ORDER BY is_own""",
        (*span, *span),
    )
    exceptions.update((date.fromisoformat(day), bool(work)) for _, day, work in stored)
    return Calendar(exceptions, frozenset(known))


def _published(connection: sqlite3.Connection, year: int, today: date) -> dict[date, bool] | None:
    """Ask the library for the days of a year, and remember its answer; None while it has none for the year."""
    from gridlog.machine.holidays import of_year  # the import takes 5 ms, once a year

    published = of_year(year)
    with suppress(sqlite3.OperationalError):  # a read-only or busy file is asked again next time
        _remember(connection, year, published, today)
    return None if published is None else {day: work for day, (work, _) in published.items()}


def _remember(
    connection: sqlite3.Connection, year: int, published: Mapping[date, tuple[bool, str]] | None, today: date
) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO holidays VALUES (?,?,?)",
        [(day.isoformat(), int(work), name) for day, (work, name) in (published or {}).items()],
    )
    connection.execute(
        "INSERT OR REPLACE INTO holiday_years VALUES (?,?,?)",
        (year, int(published is not None), today.isoformat()),
    )


def officer_week(connection: sqlite3.Connection, officer: str, start: date) -> list[Call]:
    """Return the visits that the officer led or joined in the week and that are not voided."""
    within = span(start)
    led = connection.execute(
        f"SELECT {CALL} FROM visits WHERE officer = ? AND visited_on >= ? AND visited_on < ? AND NOT void",
        (officer, *within),
    ).fetchall()
    joined = connection.execute(
        f"""SELECT {CALL} FROM visits WHERE NOT void AND id IN (SELECT visit FROM visit_participants
            WHERE officer = ? AND visited_on >= ? AND visited_on < ?)""",
        (officer, *within),
    ).fetchall()
    return [call(found) for found in [*led, *joined]]


CALL = "visited_on, enterprise, grid, officer, participants, method, late"


def call(found: Sequence[Any]) -> Call:
    """Return a visit from the columns that CALL selects."""
    on, enterprise, grid, officer, participants, method, late = found
    people = (officer, *participants.split(";")) if participants else (officer,)
    return Call(on, enterprise, grid, people, method, bool(late))


def span(start: date, length: int = 7) -> tuple[str, str]:
    return start.isoformat(), (start + timedelta(days=length)).isoformat()


def guests(connection: sqlite3.Connection, enterprise: str, start: date) -> list[str]:
    """Return the officers who led an on-site visit to an enterprise in the week."""
    found = connection.execute(
        f"""SELECT DISTINCT officer FROM visits WHERE enterprise = ? AND visited_on >= ? AND visited_on < ?
            AND NOT void AND method = '{ON_SITE}' ORDER BY officer""",
        (enterprise, *span(start)),
    )
    return [officer for (officer,) in found]


def quota_of(connection: sqlite3.Connection, officer: str, rule: Rules) -> int | None:
    """Return how many visits a full week asks of an officer; None for a role without a quota."""
    found = connection.execute("SELECT role, quota FROM officers WHERE code = ?", (officer,)).fetchone()
    return own_quota(found[0], found[1], rule) if found else None


def own_quota(role: str, own: int | None, rule: Rules) -> int | None:
    if own is not None:
        return own
    return rule.quota if role in ROLES_WITH_QUOTA else None


def leaves(connection: sqlite3.Connection, officer: str) -> tuple[Leave, ...]:
    """Return the approved leaves of an officer."""
    found = connection.execute("SELECT from_on, until_on, kind FROM leaves WHERE officer = ?", (officer,))
    return tuple(leave(*one) for one in found)


def leave(from_on: str, until_on: str, kind: str) -> Leave:
    return Leave(date.fromisoformat(from_on), date.fromisoformat(until_on), kind)


def shortest(connection: sqlite3.Connection, noun: str, id: str) -> str:
    """Return the shortest prefix of an id, of six letters or more, that matches no other id today."""
    for length in range(SHORT, len(id)):
        if len(ids(connection, noun, id[:length])) <= 1:
            return id[:length]
    return id


def frozen(connection: sqlite3.Connection, period: str) -> "Frozen | None":
    """Return the figures of a period as they were handed in, None when they were not handed in."""
    if not connection.execute("SELECT 1 FROM frozen WHERE period = ?", (period,)).fetchone():
        return None
    from gridlog.core.nouns.report.figures import TWICE, Frozen, Signed

    events = events_of(connection, natural_row(f"report/{period}"))
    row = fold(events)
    if not isinstance(row.value, Frozen):
        return None
    late = {flaw.id for flaw in row.flaws if flaw.reason == TWICE}
    return row.value._replace(lost=tuple(Signed(one.by, one.time) for one in events if one.id in late))


class Lost(NamedTuple):
    """A period that this machine handed in too late: who handed it in before, by name, and when."""

    period: str
    by: str
    at: str


def lost_freezes(connection: sqlite3.Connection) -> list[Lost]:
    """Return what this machine handed in that does not count, until an officer corrects the period."""
    from gridlog.core.nouns.report.figures import TWICE

    mine = connection.execute(
        """SELECT body FROM flaws JOIN events ON events.id = flaws.event
           WHERE flaws.reason = ? AND events.replica = (SELECT id FROM replica)""",
        (TWICE,),
    )
    periods = sorted({read_body(body).key.partition("/")[2] for (body,) in mine.fetchall()})
    standing = "SELECT by, at FROM frozen WHERE period = ? AND corrected_at = ''"
    return [
        Lost(period, name_of(connection, by), at)
        for period in periods
        for by, at in connection.execute(standing, (period,)).fetchall()
    ]


def exactly(connection: sqlite3.Connection, noun: str, typed: str) -> Found | None:
    """Return the one entry with this exact code or name, or None. It serves words that may mean something else."""
    found = by_code(connection, noun, typed) or by_name(connection, noun, typed)
    return found[0] if len(found) == 1 else None


def name_of(connection: sqlite3.Connection, code: str) -> str:
    """Return an officer's name, or the given code when no officer has that code."""
    found = connection.execute("SELECT name FROM officers WHERE code = ?", (code,)).fetchone()
    return str(found[0]) if found else code


def has_officers(connection: sqlite3.Connection) -> bool:
    """Return whether the roster has any officer."""
    return connection.execute("SELECT 1 FROM officers LIMIT 1").fetchone() is not None


def begun_on(connection: sqlite3.Connection) -> date | None:
    """Return the first day on record: the day of a visit, or the day on which the first officer was recorded."""
    (day,) = connection.execute(
        """SELECT min(day) FROM (SELECT min(visited_on) AS day FROM visits
             UNION ALL SELECT min(recorded_on) FROM officer_records)"""
    ).fetchone()
    return date.fromisoformat(day) if day else None


def days_off(connection: sqlite3.Connection, start: date, after: date) -> dict[date, str]:
    """Return the name of each special day of [start, after), published or set by the zone."""
    names: dict[date, str] = {}
    for table in ("holidays", "days"):
        found = connection.execute(
            f"SELECT day, name FROM {table} WHERE day >= ? AND day < ? ORDER BY day", (str(start), str(after))
        )
        names.update((date.fromisoformat(day), name) for day, name in found)
    return names


def enterprise_name(connection: sqlite3.Connection, code: str) -> str:
    """Return an enterprise's name, or its code when it is not on the roster."""
    found = connection.execute("SELECT name FROM enterprises WHERE code = ?", (code,)).fetchone()
    return str(found[0]) if found else code


def visited(connection: sqlite3.Connection, id: str) -> str:
    """Return the code of the enterprise that was visited; empty for an unknown visit id."""
    found = connection.execute("SELECT enterprise FROM visits WHERE id = ?", (id,)).fetchone()
    return str(found[0]) if found else ""


def open_issues_of(connection: sqlite3.Connection, visit: str, other_than: str = "") -> list[str]:
    """Return the ids of the open issues of a visit that belong to another enterprise than `other_than`."""
    query = "SELECT id FROM issues WHERE visit = ? AND open AND enterprise <> ? ORDER BY id"
    return [id for (id,) in connection.execute(query, (visit, other_than))]


def open_blockers(connection: sqlite3.Connection, project: str) -> int:
    """Return how many blockers of a project are open."""
    (count,) = connection.execute(
        "SELECT count(*) FROM blockers AS b JOIN issues AS i ON i.id = b.issue WHERE b.project = ? AND i.open",
        (project,),
    ).fetchone()
    return int(count)


def has_member(connection: sqlite3.Connection, enterprise: str, people: Sequence[str], day: date) -> bool:
    """Return whether one of these officers is in a task force for a project of an enterprise on a day."""
    found = connection.execute(
        f"""SELECT 1 FROM project_members WHERE enterprise = ? AND officer IN ({",".join("?" * len(people))})
            AND {on_day("?")} LIMIT 1""",
        (enterprise, *people, day.isoformat(), day.isoformat()),
    )
    return found.fetchone() is not None
