"""`plan import`: plans, measures and needs from files."""

from functools import partial

import typer

from gridlog.cli.noun_files import Files, Kind, SkipBad, import_files
from gridlog.cli.shell.options import DryRun
from gridlog.cli.shell.session import session
from gridlog.work import plans

app = typer.Typer()
KINDS = {"plans": "plan", "measures": "measure", "needs": "need"}


@app.command("import")
def import_(
    ctx: typer.Context, files: Files, kind: Kind = "", skip_bad: SkipBad = False, dry_run: DryRun = False
) -> None:
    here = session(ctx)
    import_files(here, KINDS, files, kind, dry_run, skip_bad, completed=partial(plans.completed, here))
