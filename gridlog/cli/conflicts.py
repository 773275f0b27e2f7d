"""`gridlog conflicts`: what two people changed at once and nobody settled yet."""

import typer

from gridlog.cli.asking import Format, Json, Output, Unmask
from gridlog.cli.history import conflict_row, record_events
from gridlog.cli.output import emit, wish
from gridlog.cli.session import session
from gridlog.core.event import Event, in_order
from gridlog.core.fold import fold
from gridlog.ledger import CONFLICTS
from gridlog.refold import events_of

app = typer.Typer()


@app.command("conflicts")
def conflicts(
    ctx: typer.Context,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    connection = here.store.connection
    how = wish(format, json, output)
    names = dict(connection.execute("SELECT code, name FROM officers"))
    rows: list[tuple[Event, bool]] = []
    for (row,) in connection.execute("SELECT DISTINCT row FROM conflicts").fetchall():
        heads = {head for (head,) in connection.execute("SELECT head FROM conflicts WHERE row = ?", (row,))}
        events = events_of(connection, row)
        told = [event for event in in_order(events) if event.id in heads]
        void = {flaw.id for flaw in fold(events).flaws}
        last = next((event.id for event in reversed(told) if event.id not in void), b"")
        rows += [(event, event.id == last) for event in told]
    if unmask:
        record_events(here, "conflicts", (event for event, _ in rows))
    is_short = how.format == "table"
    shown = [conflict_row(event, names, stands, is_short, unmask) for event, stands in rows]
    emit(CONFLICTS, shown, how, ("replica", "clock_was_set"))
