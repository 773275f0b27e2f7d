"""`project import`: projects, milestones, logs and progress from files."""

import typer

from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import DryRun
from gridlog.cli.shell.session import session

app = typer.Typer()
KINDS = {"projects": "project", "milestones": "project", "logs": "log", "progress": "progress"}


@app.command("import")
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    import_files(session(ctx), KINDS, files, kind, dry_run, skip_bad)
