"""`gridlog undo`: take back what a command recorded."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer

from gridlog.cli.history import told
from gridlog.cli.shell.options import Yes
from gridlog.cli.shell.progress import Bar
from gridlog.cli.shell.say import say, tell, without_phones
from gridlog.cli.shell.session import Session, confirmed, is_asking, session
from gridlog.core.event import SHORT, Event, written
from gridlog.core.fold import noun_of
from gridlog.errors import Refused
from gridlog.ledgers.ruled import cells
from gridlog.store import questions
from gridlog.words.language import fill, language, minute, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work import undoing
from gridlog.work.undoing import Undoing

app = typer.Typer()

LISTED = 5
SAID_FIRST = ("on", "text", "note")  # the fields by which a person knows what it was
WIDTH = 80  # columns of a line that tells what an event said


@app.command("undo")
def undo(
    ctx: typer.Context,
    id: Annotated[
        str,
        typer.Argument(
            metavar="[ID]",
            help=two(
                "记录号（history 的最后一列）、走访或问题的编号；不写则为本机最近一次操作",
                "An event as history prints it, or a visit or issue; this device's last action by default",
            ),
        ),
    ] = "",
    yes: Yes = False,
) -> None:
    here = session(ctx)
    plan = undoing.planned(here, id)
    _say_plan(here, plan)
    if not yes and not is_asking():
        raise Refused("undo.needs_yes")
    if not confirmed(two("继续", "Go on"), yes):
        raise Refused("undo.declined")
    with Bar(two("正在写入", "writing")) as bar:
        made = undoing.undo(here, plan, progress=bar)
    tell(
        two(
            "已完成，共 {count} 条记录。要还原：gridlog undo {id}",
            "done, records: {count}. To take this back: gridlog undo {id}",
        ),
        count=len(plan.gone) + len(plan.back),
        id=written(made.id)[:10],
    )


def _say_plan(here: Session, plan: Undoing) -> None:
    """Say who recorded what when, what goes and what comes back."""
    names = questions.officer_names(here.store.connection)
    say(
        two("{by} 在 {time} 的操作", "What {by} did at {time}"),
        time=minute(plan.time),
        by=names.get(plan.by, plan.by) or pick(two("未署名者", "nobody named")),
    )
    gone, back = two("  撤回 {what}", "  undo {what}"), two("  恢复 {what}", "  restore {what}")
    for line, events in ((gone, plan.gone), (back, plan.back)):
        for what in _kinds(here, plan, events, names):
            say(line, what=_cut(what, WIDTH - cells(pick(line).format(what=""))))


def _cut(text: str, width: int) -> str:
    """Return a text that fits a width; the mark … tells that more of it was there."""
    if cells(text) <= width:
        return text
    while cells(text) > width - 2:
        text = text[:-1]
    return f"{text}…"


def _kinds(here: Session, plan: Undoing, events: Sequence[Event], names: Mapping[str, str]) -> Iterator[str]:
    """Yield what happens: few events one by one, many events of one kind as their number."""
    labels = {change.row: change.owner if change.key else change.owner[:SHORT] for change in plan.changes}
    by_kind: dict[str, list[Event]] = {}
    for event in events:
        by_kind.setdefault(event.kind, []).append(event)
    for kind, some in by_kind.items():
        word = shown("event", kind, language())
        if len(some) > LISTED:
            yield fill(two("{word} {count} 条", "{word}: {count} records"), word=word, count=len(some))
            continue
        for event in some:
            said = {key: event.data[key] for key in SAID_FIRST if key in event.data}
            data = {**said, **event.data}
            code = data.pop("enterprise", None)
            name = here.name("enterprise", code) if isinstance(code, str) else ""
            details = without_phones("; ".join(told(data, names, noun=noun_of(kind))))
            yield f"{word} {labels[event.row]} {name}".rstrip() + f"  {details}".rstrip()
