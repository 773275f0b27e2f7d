"""What happened, in order: of one row, or of everything."""

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from gridlog.cli.asking import Format, Json, Output
from gridlog.cli.output import emit, wish
from gridlog.cli.session import Session, session
from gridlog.cli.speak import language, pick, two
from gridlog.core.event import SHORT, Data, Event, in_order, written
from gridlog.core.event import Json as JsonValue
from gridlog.core.fold import noun_of
from gridlog.ledger import HISTORY, Value
from gridlog.refold import read_body
from gridlog.words import WORDS, shown

app = typer.Typer()


@app.command("history")
def history(
    ctx: typer.Context,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=two("最近多少条", "The latest N"))
    ] = 50,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    found = here.store.connection.execute("SELECT body FROM events ORDER BY seq DESC LIMIT ?", (limit,))
    show_history(here, [read_body(body) for (body,) in found], (format, json, output), ordered=False)


def show_history(
    here: Session, events: list[Event], form: tuple[str, bool, str], ordered: bool = True
) -> None:
    """Events as rows: who recorded what, when by their clock, on which device."""
    names = dict(here.store.connection.execute("SELECT code, name FROM officers"))
    listed = in_order(events) if ordered else events
    how = wish(form[0], form[1], form[2])
    rows = [_row(event, names, is_short=how.format == "table") for event in listed]
    emit(HISTORY, rows, how, ("replica", "clock_was_set", "noun"))


def _row(event: Event, names: dict[str, str], is_short: bool) -> tuple[Value, ...]:
    id = event.key.partition("/")[2] or written(event.row)
    return (
        event.time[:16].replace("T", " ") if is_short else event.time,
        noun_of(event.kind),
        id[:SHORT] if is_short and not event.key else id,
        event.kind,
        names.get(event.by, event.by),
        "; ".join(told(event.data, names) if is_short else _raw(event.data)),
        event.replica[:SHORT] if is_short else event.replica,
        event.clock_was_set,
    )


def conflict_row(event: Event, names: dict[str, str], stands: bool, is_short: bool) -> tuple[Value, ...]:
    """An event that nobody answered yet: whether it is the one that stands, and what it says."""
    time, noun, id, *told = _row(event, names, is_short)
    return (noun, id, stands, time, *told)


HIDDEN = ("fingerprint", "by_handler", "tables", "figures")
ANSWERS = ("reached", "confirmed")  # of which a no is worth as much as a yes


def _raw(data: Data) -> Iterator[str]:
    """The fields as they are, for scripts."""
    for key, value in _fields(data):
        said = ";".join(map(str, value)) if isinstance(value, list) else value
        yield f"{key}={str(said).lower() if isinstance(said, bool) else said}"


def _fields(data: Data) -> Iterator[tuple[str, JsonValue]]:
    for key, value in data.items():
        if key in HIDDEN:
            continue
        if isinstance(value, Mapping):
            yield from _fields(value)
        elif value not in ("", None):
            yield key, value


def told(data: Data, names: Mapping[str, str]) -> Iterator[str]:
    """The fields in the reader's words."""
    for key, value in _fields(data):
        if value is not False or key in ANSWERS:
            yield f"{shown('field', key, language())}{_word(key, value, names)}"


def _word(key: str, value: JsonValue, names: Mapping[str, str]) -> str:
    if key in ANSWERS:
        return " " + pick(two("是", "yes") if value else two("否", "no"))
    if value is True:
        return ""
    if key == "visits" and isinstance(value, list):
        return f" {len(value)}"
    if isinstance(value, list):
        return " " + pick(two("、", ", ")).join(names.get(str(one), str(one)) for one in value)
    if key in ("visit", "into"):
        return f" {str(value)[:SHORT]}"
    if key in WORDS and str(value) in WORDS[key]:
        return " " + shown(key, value, language())
    return " " + (names.get(str(value), str(value)) if key in ("officer", "handler", "by") else str(value))


def row_history(here: Session, id: str, form: tuple[str, bool, str]) -> None:
    """The history of one visit or issue."""
    show_history(here, here.store.events(id), form)
