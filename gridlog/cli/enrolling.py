"""`roster import`: read every table, decide on all of them, then write all of it or nothing."""

from datetime import date

from gridlog.cli.enrolled import tell_changes
from gridlog.cli.layouts import tell_layouts
from gridlog.cli.noted import tell_notes
from gridlog.cli.shell.session import Session
from gridlog.core import roster
from gridlog.errors import Refused, Usage
from gridlog.intake.roster.firms import take_enterprises
from gridlog.intake.roster.headings import KINDS
from gridlog.intake.roster.persons import settle, take_officers
from gridlog.intake.roster.placing import take_grids
from gridlog.intake.roster.plan import Change, Plan
from gridlog.intake.roster.rolls import Roll, Unread, read_rolls
from gridlog.store.file import Writer
from gridlog.work.roster import move

_TAKE = {"grids": take_grids, "officers": take_officers, "enterprises": take_enterprises}


def import_roster(
    here: Session, files: list[str], kind: str | None, dry_run: bool, since: date | None
) -> None:
    """All the tables of all the files in one transaction, grids first. Raises Refused when any row is bad."""
    rolls, unread = read_files(files, kind)
    tell_layouts(rolls, unread, dry_run)
    if dry_run:
        plan = Plan(here.store.connection, here.today, since or here.today)
        _decide(plan, rolls, dry_run)
        return
    with here.write(anybody=True) as writer:  # the roster may be what makes somebody known
        plan = Plan(writer.connection, here.today, since or here.today)
        for change in _decide(plan, rolls, dry_run):
            write(writer, change, since)


def read_files(files: list[str], kind: str | None) -> tuple[list[Roll], list[Unread]]:
    """The tables of the files, grids first, then officers, then enterprises. Raises Usage."""
    if kind is not None and kind not in KINDS:
        raise Usage("format.unknown", value=kind, known=", ".join(KINDS))
    read = [read_rolls(file, kind) for file in files]
    rolls = [roll for found, _ in read for roll in found]
    rolls.sort(key=lambda roll: KINDS.index(roll.layout.kind))
    return rolls, [one for _, left in read for one in left]


def _decide(plan: Plan, rolls: list[Roll], dry_run: bool) -> list[Change]:
    """What the tables ask for; told in either case. Raises Refused when any row is bad."""
    for roll in rolls:
        _TAKE[roll.layout.kind](plan, roll)
    settle(plan)
    changes = plan.changes()
    tell_notes(plan, rolls)
    tell_changes(plan, rolls, changes, dry_run)
    if plan.bad:
        raise Refused("roster.bad_rows", count=len(plan.bad))
    return changes


def write(writer: Writer, change: Change, since: date | None) -> None:
    """Write down what becomes of one thing."""
    if change.saved:
        day = since or writer.author.now.date()
        saved = change.saved if change.is_new else roster.dated(change.saved, day)
        writer.append(f"{change.noun}.saved", saved, f"{change.noun}/{change.code}")
    if change.grid is not None:
        move(writer, change.noun, change.code, change.grid, since)
