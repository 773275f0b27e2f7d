"""What happened, in order: of one row, or of everything."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

import typer

from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import MOST_ROWS, Format, Output, Shape, Unmask
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.session import Session, session
from gridlog.core.event import SHORT, Data, Event, in_order, natural_row, written
from gridlog.core.event import Json as JsonValue
from gridlog.core.fold import noun_of
from gridlog.core.nouns import module_of
from gridlog.core.redaction import is_stub, redactions_of
from gridlog.core.roster import ALWAYS
from gridlog.ledgers.columns import HISTORY, Value, mask
from gridlog.store import questions
from gridlog.store.projection import events_of, latest_events
from gridlog.words.language import language, minute, pick, two
from gridlog.words.vocabulary import field_word, is_vocabulary, shown, vocabulary
from gridlog.work.unmasking import record_rows

app = typer.Typer()


@app.command("history")
def history(
    ctx: typer.Context,
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="N", min=1, max=MOST_ROWS, help=two("最近多少条", "The latest N")),
    ] = 50,
    format: Format = "",
    unmask: Unmask = False,
    json: Json = False,
    output: Output = "",
) -> None:
    here = session(ctx)
    _show(here, latest_events(here.store.connection, limit), (format, json, output), unmask)


def row_history(here: Session, id: str, form: Shape, unmask: bool) -> None:
    """The history of one visit or issue, oldest first."""
    _show(here, in_order(here.store.events(id)), form, unmask)


def code_history(here: Session, noun: str, code: str, form: Shape, unmask: bool) -> None:
    """The history of a row that has a code, oldest first."""
    events = in_order(events_of(here.store.connection, natural_row(f"{noun}/{code}")))
    _show(here, events, form, unmask)


def rows_history(here: Session, keys: Iterable[str], form: Shape) -> None:
    """The history of several rows by their natural keys, oldest first; they have no phone numbers."""
    rows = [events_of(here.store.connection, natural_row(key)) for key in keys]
    _show(here, in_order(event for events in rows for event in events), form, False)


def _show(here: Session, events: list[Event], form: Shape, unmask: bool) -> None:
    """Events as rows: who recorded what, when by their clock, on which device."""
    names = questions.officer_names(here.store.connection)
    how = wish(*form)
    if unmask:
        record_events(here, "history", events)
    rows = [_row(event, names, how.format, unmask, _redacted(here, event)) for event in events]
    emit(HISTORY, rows, how, ("replica", "clock_was_set", "noun", "id"))


def record_events(here: Session, what: str, events: Iterable[Event]) -> None:
    """Write down that the phone numbers of these events go out whole; events without any leave no trace."""
    rows = sum(map(has_phone, events))
    if rows:
        record_rows(here, what, rows)


def has_phone(event: Event) -> bool:
    """Whether an event says a phone number."""
    return any(is_phone(key) for key, _ in _fields(event.data, True))


def _redacted(here: Session, event: Event) -> list[str]:
    """Return who redacted an event, when and why; nothing for an event that is whole."""
    if not is_stub(event.body):
        return []
    from gridlog.store.redacting import redactions

    ids = [written(bytes.fromhex(id)) for id in redactions_of(event.body)]
    names = questions.officer_names(here.store.connection)
    return [
        f"{names.get(by, by)} {minute(at)} {why}".strip()
        for by, at, why in redactions(here.store.connection, ids)
    ]


def _row(
    event: Event, names: dict[str, str], format: str, unmask: bool, redacted: Iterable[str] = ()
) -> tuple[Value, ...]:
    """An event as a row: words for people, the raw fields for programs; a table has the short forms of ids."""
    is_short, is_read = format == "table", format in FOR_PEOPLE
    id = event.key.partition("/")[2] or written(event.row)
    return (
        event.time[:16].replace("T", " ") if is_read else event.time,
        noun_of(event.kind),
        id[:SHORT] if is_short and not event.key else id,
        event.kind,
        names.get(event.by, event.by),
        "; ".join(
            [
                *(
                    told(event.data, names, unmask, noun_of(event.kind))
                    if is_read
                    else _raw(event.data, unmask)
                ),
                *(
                    f"{pick(two('隐去：', 'redacted: ')) if is_read else 'redacted='}{one}"
                    for one in redacted
                ),
            ]
        ),
        event.replica[:SHORT] if is_short else event.replica,
        event.clock_was_set,
        written(event.id)[:SHORT] if is_short else written(event.id),
    )


def conflict_row(
    event: Event, names: dict[str, str], stands: bool, differs: str, format: str, unmask: bool
) -> tuple[Value, ...]:
    """Return the cells of an event that no later event answers: whether it stands, and on what the branches differ."""
    time, noun, id, *told, event_id = _row(event, names, format, unmask)
    return (noun, id, stands, time, *told, differs, event_id)


HIDDEN = ("begun", "fingerprint", "by_handler", "tables", "figures", "was", "events", "of", "stubs")
ANSWERS = ("reached", "confirmed")  # of which a no is worth as much as a yes


def is_phone(key: str) -> bool:
    """Whether a field of an event holds a phone number."""
    return key.endswith("phone")


def _raw(data: Data, unmask: bool) -> Iterator[str]:
    """The fields as they are, for scripts."""
    for key, value in _fields(data, unmask):
        said = ";".join(map(str, value)) if isinstance(value, list) else value
        yield f"{key}={str(said).lower() if isinstance(said, bool) else said}"
    for key, value in _former(data).items():
        yield f"{key}_was={value}"


def _former(data: Data) -> Mapping[str, JsonValue]:
    """What the fields that a correction changed were before; empty for other events."""
    was = data.get("was")
    return was if isinstance(was, Mapping) else {}


def _fields(data: Data, unmask: bool) -> Iterator[tuple[str, JsonValue]]:
    """The fields that say something, those of nested ones among them; phone numbers masked unless `unmask`."""
    for key, value in data.items():
        if key in HIDDEN:
            continue
        if isinstance(value, Mapping):
            yield from _fields(value, unmask)
        elif value not in ("", None):
            yield key, mask(str(value)) if is_phone(key) and not unmask else value


def told(data: Data, names: Mapping[str, str], unmask: bool = False, noun: str = "") -> Iterator[str]:
    """The fields in the reader's words; a corrected one with what it was before and what it is now."""
    was = _former(data)
    for key, value in _fields(data, unmask):
        if value is not False or key in ANSWERS:
            former = f"{_word(noun, key, was[key], names) if was[key] else ' —'} →" if key in was else ""
            yield f"{field_word(noun, key, language())}{former}{_word(noun, key, value, names)}"


def is_person(noun: str, key: str) -> bool:
    """Whether a field of a noun holds the code of an officer."""
    return key in ("officer", "handler", "by", *getattr(module_of(noun, "words"), "PERSONS", ()))


def _word(noun: str, key: str, value: JsonValue, names: Mapping[str, str]) -> str:
    if key == "from" and value == ALWAYS.isoformat():
        return pick(two("最初", " the beginning"))
    if key in ANSWERS:
        return " " + pick(two("是", "yes") if value else two("否", "no"))
    if value is True:
        return ""
    if key == "visits" and isinstance(value, list):
        return f" {len(value)}"
    if key == "undone" and isinstance(value, list):
        return " " + " ".join(_event_id(one) for one in value)
    if isinstance(value, list):
        return " " + pick(two("、", ", ")).join(names.get(str(one), str(one)) for one in value)
    if key in ("visit", "into"):
        return f" {str(value)[:SHORT]}"
    for name in (f"{noun}_{key}", key):  # the noun's own vocabulary goes before a shared one
        if is_vocabulary(name) and str(value) in vocabulary(name):
            return " " + shown(name, value, language())
    if key == "enterprise":
        return " " + names.get(f"enterprise/{value}", str(value))
    return " " + (names.get(str(value), str(value)) if is_person(noun, key) else str(value))


def _event_id(value: JsonValue) -> str:
    """Return the id of an event, which another event names in hexadecimal, as the history shows ids."""
    try:
        return written(bytes.fromhex(str(value)))[:SHORT]
    except ValueError:
        return str(value)
