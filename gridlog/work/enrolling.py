"""A roster taken in: every table read, all of them decided, then all of it written or nothing. Nothing is printed."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from gridlog.core import roster
from gridlog.errors import Refused, Usage
from gridlog.intake.roster.firms import take_enterprises
from gridlog.intake.roster.headings import KINDS
from gridlog.intake.roster.persons import settle, take_officers
from gridlog.intake.roster.placing import take_grids
from gridlog.intake.roster.plan import Change, Plan
from gridlog.intake.roster.rolls import Roll, Unread, read_rolls
from gridlog.store.file import Writer
from gridlog.work.desk import Desk
from gridlog.work.roster import move

_TAKE = {"grids": take_grids, "officers": take_officers, "enterprises": take_enterprises}


class Part(NamedTuple):
    """What becomes of the rows of one table: how many rows it has, and the changes that no table before it made."""

    roll: Roll
    rows: int
    changes: list[Change]


class Enrolled(NamedTuple):
    """What the tables ask for.

    `plan` has what is unusual in their rows and what is wrong.
    `beside` are the places and people that the tables name without a row for them.
    """

    plan: Plan
    parts: list[Part]
    beside: list[Change]


class _Undone(Exception):
    """Nothing is to be kept."""


def read_files(files: list[str], kind: str | None) -> tuple[list[Roll], list[Unread]]:
    """The tables of the files, grids first, then officers, then enterprises. Raises Usage."""
    if kind is not None and kind not in KINDS:
        raise Usage("format.unknown", value=kind, known=", ".join(KINDS))
    read = [read_rolls(file, kind) for file in files]
    rolls = [roll for found, _ in read for roll in found]
    rolls.sort(key=lambda roll: KINDS.index(roll.layout.kind))
    return rolls, [one for _, left in read for one in left]


def enrol(desk: Desk, rolls: Sequence[Roll], since: date | None = None, dry_run: bool = False) -> Enrolled:
    """Take the tables in, in one transaction; moves hold from `since` (today).

    Nothing is kept where a row is bad, nor of a dry run.
    """
    if dry_run:
        return _split(*_decided(Plan(desk.store.connection, desk.today, since or desk.today), rolls), rolls)
    with suppress(_Undone), desk.write(anybody=True) as writer:  # the roster may be what makes a person known
        plan, changes = _decided(Plan(writer.connection, desk.today, since or desk.today), rolls)
        if plan.bad:
            raise _Undone
        for change in changes:
            _write(writer, change, since)
    return _split(plan, changes, rolls)


def need_good(done: Enrolled) -> None:
    """Raises Refused where a row is bad."""
    if done.plan.bad:
        raise Refused("roster.bad_rows", count=len(done.plan.bad))


def _decided(plan: Plan, rolls: Sequence[Roll]) -> tuple[Plan, list[Change]]:
    """Return what the tables ask for."""
    for roll in rolls:
        _TAKE[roll.layout.kind](plan, roll)
    settle(plan)
    return plan, plan.changes()


def _split(plan: Plan, changes: Sequence[Change], rolls: Sequence[Roll]) -> Enrolled:
    """Return the changes by the table that makes them, and the ones beside that say something new."""
    of = {(change.noun, change.code): change for change in changes}
    seen: set[tuple[str, str]] = set()
    parts = []
    for roll in rolls:
        own = plan.rows.get(roll.label, [])
        mine = [of[key] for key in dict.fromkeys(own) if key not in seen and key in of]
        seen.update(own)
        parts.append(Part(roll, len(own), mine))
    beside = [change for key, change in of.items() if key not in seen and change.word != "same"]
    return Enrolled(plan, parts, beside)


def _write(writer: Writer, change: Change, since: date | None) -> None:
    """Write down what becomes of one thing."""
    if change.saved:
        day = since or writer.author.now.date()
        saved = change.saved if change.is_new else roster.dated(change.saved, day)
        writer.append(f"{change.noun}.saved", saved, f"{change.noun}/{change.code}")
    if change.grid is not None:
        move(writer, change.noun, change.code, change.grid, since)
