"""Finding issues again: the filters of `issue list`, and one issue in full."""

from collections.abc import Sequence

from gridlog.cli.shell.options import Shape
from gridlog.cli.shell.output import emit_object, emit_one, emit_query, width_of, wish, write_text
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session
from gridlog.core.event import Data
from gridlog.core.nouns.issue.ledger import ISSUE_LEDGER, ISSUES
from gridlog.ledgers.columns import Column, Value
from gridlog.store import lookup, questions
from gridlog.words.language import language, two
from gridlog.work import finding
from gridlog.work.desk import Desk
from gridlog.work.finding import IssueFilter

SHOWN = ("id", "raised_on", "enterprise", "category", "text", "state", "due", "light")
SPARE = ("raised_on", "category", "state")


def show_issues(here: Session, chosen: IssueFilter, form: tuple[str, bool, str, bool]) -> None:
    """The issues in the form asked for."""
    format, json, output, excel = form
    how = wish(format, json, output, excel)
    query = finding.issues(here, chosen)
    if how.format != "table":
        emit_query(here.store.connection, query.under(ISSUE_LEDGER) if excel else query, how)
        return
    from gridlog.ledgers.terminal import table_text

    pairs = [
        (column, cell) for column, cell in zip(query.columns, query.cells, strict=True) if column.key in SHOWN
    ]
    cells = ["substr(i.id, 1, 6)" if column.key == "id" else cell for column, cell in pairs]
    columns = [column for column, _ in pairs]
    narrow = query.with_cells(columns, cells)
    rows = narrow.latest(here.store.connection, 0)
    write_text([table_text(columns, rows, language(), width_of(how), spare=SPARE)], output)
    if not rows:
        say(two("没有符合条件的问题。", "No issue fits."))


EXTRA = (
    Column("officer", "登记人", "raised by"),
    Column("helper", "协办单位", "helped by"),
    Column("progress", "最新进展", "progress"),
    Column("merged_into", "已并入", "merged into"),
    Column("end_reason", "原因", "because"),
    Column("remark", "备注", "remark"),
)


def one_of(here: Desk, id: str) -> tuple[tuple[Column, ...], Sequence[Value]]:
    """The columns and the cells of one issue, in full."""
    query = finding.all_issues(here).narrowed("i.id = :id", id=id)
    columns = (*ISSUES.columns, *EXTRA)
    query = query.with_cells(columns, [*query.cells, *(f"i.{column.key}" for column in EXTRA)])
    return columns, query.one(here.store.connection)


def show_one(here: Session, id: str, shape: Shape) -> None:
    """Every field of one issue; its history has the rest."""
    columns, row = one_of(here, id)
    emit_one(columns, row, wish(*shape))


def tell_object(here: Desk, id: str) -> None:
    """One issue as one JSON object, with the keys of `issue show`: what a command that writes prints."""
    emit_object(*one_of(here, id))


def tell_corrected(here: Desk, id: str, data: Data) -> None:
    """What a correction changed, from what to what; and which visit still names another enterprise."""
    from gridlog.cli.history import told

    connection = here.store.connection
    names = {f"enterprise/{code}": lookup.enterprise_name(connection, code) for code in _enterprises(data)}
    tell(
        two("{id} 已更正：{changes}", "{id} corrected: {changes}"),
        id=lookup.shortest(connection, "issue", id),
        changes="; ".join(told({key: value for key, value in data.items() if key != "on"}, names)),
    )
    if visit := questions.visit_elsewhere(connection, id):
        say(
            two(
                "提醒：登记它的走访 {visit} 仍记在 {name} 名下，没有随之改动；也错了请用 visit edit {visit} --enterprise 更正。",
                "Mind: the visit {visit} it came up on is still to {name}; if that is wrong too, run visit edit {visit} --enterprise.",
            ),
            visit=lookup.shortest(connection, "visit", visit[0]),
            name=lookup.enterprise_name(connection, visit[1]),
        )


def _enterprises(data: Data) -> list[str]:
    """The codes of the enterprises that a correction speaks of."""
    parts = [part for part in (data.get("change"), data.get("was")) if isinstance(part, dict)]
    return [str(part["enterprise"]) for part in parts if "enterprise" in part]
