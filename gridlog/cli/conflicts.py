"""`gridlog conflicts`: the rows that two people changed at once and that no person has settled yet."""

from collections.abc import Iterator, Mapping

import typer

from gridlog.cli.history import conflict_row, has_phone, is_person, is_phone
from gridlog.cli.shell.forms import FOR_PEOPLE
from gridlog.cli.shell.listing import Format, Output, Unmask
from gridlog.cli.shell.options import Json
from gridlog.cli.shell.output import emit, wish
from gridlog.cli.shell.session import session
from gridlog.core.dispute import Rival
from gridlog.core.fold import noun_of
from gridlog.ledgers.columns import CONFLICTS, Value, mask
from gridlog.store import questions
from gridlog.words.language import language, pick, two
from gridlog.words.vocabulary import field_word, is_vocabulary, shown
from gridlog.work.disputes import disputed
from gridlog.work.unmasking import record_rows

app = typer.Typer()


@app.command("conflicts")
def conflicts(
    ctx: typer.Context,
    unmask: Unmask = False,
    format: Format = "",
    json: Json = False,
    output: Output = "",
) -> None:
    from gridlog.cli.codes import call_out_shared

    here = session(ctx)
    connection = here.store.connection
    how = wish(format, json, output)
    names = questions.officer_names(connection)
    found = list(disputed(connection))
    if unmask and (whole := sum(_has_phone(rival) for rival, _ in found)):
        record_rows(here, "conflicts", whole)
    rows = [_row(rival, names, stands, how.format, unmask) for rival, stands in found]
    emit(CONFLICTS, rows, how, ("replica", "clock_was_set", "details", "by"))
    call_out_shared(here)


def _has_phone(rival: Rival) -> bool:
    """Whether the last event of a branch, or a value on which it differs, is a phone number."""
    return has_phone(rival.event) or any(is_phone(key) and value for key, value in rival.values.items())


def _row(rival: Rival, names: dict[str, str], stands: bool, format: str, unmask: bool) -> tuple[Value, ...]:
    """A branch: its last event, whether that stands, and its values where the branches differ."""
    values = {
        key: mask(value) if is_phone(key) and not unmask else value for key, value in rival.values.items()
    }
    is_read = format in FOR_PEOPLE
    told = (
        _told(noun_of(rival.event.kind), values, names)
        if is_read
        else (f"{key}={value}" for key, value in values.items())
    )
    return conflict_row(rival.event, names, stands, "; ".join(told), format, unmask)


def _told(noun: str, values: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    """The values in the reader's words."""
    for key, value in values.items():
        yield f"{field_word(noun, key, language())} {_word(noun, key, value, names)}"


def _word(noun: str, key: str, value: str, names: Mapping[str, str]) -> str:
    if value in ("true", "false"):
        return pick(two("是", "yes") if value == "true" else two("否", "no"))
    if is_vocabulary(key):
        return shown(key, value, language()) if value else "—"
    if key == "participants" or is_person(noun, key):
        return pick(two("、", ", ")).join(names.get(one, one) for one in value.split(";")) or "—"
    return value or "—"
