"""`roster import`: what becomes of the tables, told in its order."""

from datetime import date

from gridlog.cli.roster.changes import tell_changes
from gridlog.cli.roster.columns import tell_layouts
from gridlog.cli.roster.rows import tell_notes
from gridlog.cli.shell.session import Session
from gridlog.work.enrolling import enrol, need_good, read_files


def import_roster(
    here: Session, files: list[str], kind: str | None, dry_run: bool, since: date | None
) -> None:
    """Take all the tables of all the files in, grids first. Raises Refused when any row is bad."""
    rolls, unread = read_files(files, kind)
    tell_layouts(rolls, unread, dry_run)
    done = enrol(here, rolls, since, dry_run)
    tell_notes(done.plan, rolls)
    tell_changes(done, dry_run)
    need_good(done)
