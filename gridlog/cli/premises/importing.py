"""`premises import`: premises and occupancies from files."""

import typer

from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import DryRun
from gridlog.cli.shell.session import session
from gridlog.work import premises

app = typer.Typer()
KINDS = {"premises": "premises", "occupancy": "occupancy"}


@app.command("import")
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    judges = {"premises": premises.judge_premises, "occupancy": premises.judge_occupancy}
    import_files(session(ctx), KINDS, files, kind, dry_run, skip_bad, judges)
