"""`gridlog demo`: the main job on the sample zone, and a database to play with afterwards."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gridlog.cli.shell.say import tell
from gridlog.cli.shell.session import Session, session
from gridlog.core import roster
from gridlog.core.event import SHORT, Data
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.steps import Raised, When
from gridlog.core.nouns.issue.value import Issue, Revisit
from gridlog.core.when import parse_instant
from gridlog.errors import Refused
from gridlog.intake.table import heading_map, open_sheet
from gridlog.machine.sample import folder
from gridlog.store import lookup, questions
from gridlog.store.file import Writer
from gridlog.words.language import language, two
from gridlog.words.vocabulary import read
from gridlog.work import issues as steps
from gridlog.work.issues import register, when

app = typer.Typer()

TODAY = "2025-11-21T16:00:00+08:00"
WEEK = "2025-W47"


@app.command("demo")
def demo(
    ctx: typer.Context,
    folder_: Annotated[
        Path,
        typer.Argument(metavar="DIR", help=two("放演示数据库的目录", "Where to put the demo's database")),
    ] = Path("gridlog-demo"),
) -> None:
    path = folder_ / "gridlog.db"
    if path.exists():
        raise Refused("demo.exists", path=path)
    session(ctx)
    here = Session(str(path), parse_instant(TODAY))
    here.open(create=True)
    try:
        _fill(here)
        _walk(here, path)
    finally:
        here.close()


def _fill(here: Session) -> None:
    from gridlog.cli.roster.importing import import_roster
    from gridlog.cli.visit.importing import import_visits
    from gridlog.work.take_in import Options

    data = folder()
    tell(
        two(
            "一、建库，导入演示底册（全部为演示数据）",
            "1. A database and the sample roster (all of it synthetic)",
        )
    )
    with here.at(parse_instant("2025-08-31T09:00:00+08:00")).write("DISP1") as writer:
        writer.append("setting.set", {"value": "1"}, "setting/demo")
    files = [str(data / name) for name in ("grids.csv", "officers.csv", "enterprises.csv")]
    _echo("roster import grids.csv officers.csv enterprises.csv")
    import_roster(here, files, None, False, None)
    _leaves(here, data / "leave.csv")
    tell(two("二、十二周走访", "2. Twelve weeks of visits"))
    _echo("visit import visits.csv")
    import_visits(here, str(data / "visits.csv"), Options())
    tell(two("三、问题从登记到销号", "3. Issues, from raised to closed"))
    tell(
        two("   重放 {count} 个办理步骤", "   {count} steps replayed"),
        count=replay(here, data / "issues.jsonl"),
    )


def _echo(command: str) -> None:
    tell("$ gridlog {command}", command=command)


def _leaves(here: Session, path: Path) -> None:
    headings = heading_map({key: key for key in ("officer", "from", "to", "kind")})
    with here.write("DISP1") as writer:
        for line in open_sheet(str(path), headings, "officer, from, to").lines:
            cells = line.cells
            data = roster.leave(
                date.fromisoformat(cells["from"]), date.fromisoformat(cells["to"]), cells["kind"]
            )
            writer.append("officer.leave_approved", data, f"officer/{cells['officer']}")


def _walk(here: Session, path: Path) -> None:
    """One officer's day: a visit with an issue, the issue carried to its end, the week, the export."""
    here.close()
    tell("")
    tell(
        two(
            "四、走访一家企业，顺手登记问题，再一路办到销号",
            "4. A visit, an issue in the same breath, carried to its end",
        )
    )
    _run(
        path,
        "visit",
        "add",
        "演示线束01",
        "--by",
        "QL01",
        "--issue",
        "演示：午后电压波动",
        "--category",
        "POWER",
    )
    id = _newest_issue(here)
    _run(path, "issue", "assign", id, "供电所", "--by", "DISP1")
    result = ("--result", "solved", "--text", "演示：已调整变压器档位", "--satisfaction", "5")
    _run(path, "issue", "close", id, *result, "--by", "QL01")
    _run(path, "issue", "history", id)
    tell("")
    tell(
        two(
            "五、周五下午的周汇总、超期未访、超期问题",
            "5. Friday afternoon: the week, who was not visited, what is overdue",
        )
    )
    _run(path, "report", "week", WEEK, "--by", "block")
    _run(path, "report", "coverage")
    _run(path, "issue", "list", "--overdue", "--open")
    tell("")
    tell(
        two(
            "演示数据库在 {path}，可以随便试，例如：",
            "The demo's database is {path}; play with it, for example:",
        ),
        path=path,
    )
    for words in (f"visit list --week {WEEK}", f"report week {WEEK}", "export visits --excel -o visits.csv"):
        tell("  gridlog --db {path} {words}", path=path, words=words)


def _run(path: Path, *words: str) -> None:
    """One command as a user would type it, on the demo's day."""
    from gridlog.cli.shell.app import main

    tell("")
    _echo(" ".join(words))
    main(["--db", str(path), "--lang", language(), *words], datetime.fromisoformat(TODAY))


def _newest_issue(here: Session) -> str:
    here.open(create=False)
    id = questions.newest_issue(here.store.connection)
    here.close()
    return id[:SHORT]


Step = Mapping[str, Any]  # one decoded line of issues.jsonl


def replay(here: Session, path: Path) -> int:
    """Take every step of the sample's issues at its own time. Returns the number of steps."""
    ids: dict[str, str] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    for step in map(json.loads, lines):
        then = here.at(parse_instant(step["at"]))
        with then.write(step["by"]) as writer:
            _replay_one(then, writer, step, ids)
    return len(lines)


def _replay_one(here: Session, writer: Writer, step: Step, ids: dict[str, str]) -> None:
    if step["do"] == "raise":
        ids[step["issue"]] = _raise(here, writer, step)
        return
    id = ids[step["issue"]]
    match step["do"]:
        case "answer":
            steps.answer(here, writer, id, step["result"], step["text"])
        case "revisit":
            steps.revisit(here, writer, id, _said(here, step), step.get("text", ""))
        case "close":
            now = steps.issue_now(here, id)
            is_revisited = now.state == "answered" and now.revisit is not None
            said = None if is_revisited else _said(here, step)
            steps.close(here, writer, id, step["result"], step["text"], said)
        case "merge":
            into = ids[step["into"]]
            other = steps.issue_now(here, into)
            steps.take(
                here, writer, id, "issue.merged", lambda now, then: issue.merge(now, other, id, into, then)
            )
        case word:
            kind, make = _SIMPLE[word]
            steps.take(here, writer, id, kind, lambda now, then: make(now, step, then))


def _raise(here: Session, writer: Writer, step: Step) -> str:
    place = lookup.place_of(here.store.connection, step["enterprise"], here.today, here.rules.report_level)
    raised = Raised(
        enterprise=step["enterprise"],
        officer=step["by"],
        text=step["text"],
        block=place.block,
        grid=place.grid,
        category=step["category"],
        grade=step["grade"],
        source=read("source", step.get("source", "other")),
        due=date.fromisoformat(step["due"]) if "due" in step else None,
        remark="演示数据",
    )
    return register(writer, raised, when(here, raised.on))[0]


def _said(here: Session, step: Step) -> Revisit:
    contacted = bool(step.get("contacted", True))
    return Revisit(here.today, step["by"], False, bool(step["solved"]), True, contacted, step["satisfaction"])


_Made = Callable[[Issue, Step, When], Data]
_SIMPLE: dict[str, tuple[str, _Made]] = {
    "assign": ("issue.assigned", lambda now, step, when: issue.assign(now, step["handler"], "", when)),
    "accept": ("issue.accepted", lambda now, step, when: issue.accept(now, step["by"], when)),
    "note": ("issue.noted", lambda now, step, when: issue.note(now, step["text"], when)),
    "hold": ("issue.held", lambda now, step, when: issue.hold(now, step["reason"], step["waiting"], when)),
    "resume": ("issue.resumed", lambda now, _, when: issue.resume(now, when)),
    "extend": (
        "issue.extended",
        lambda now, step, when: issue.extend(now, date.fromisoformat(step["due"]), step["reason"], when),
    ),
    "escalate": ("issue.escalated", lambda now, step, when: issue.escalate(now, step["reason"], when)),
    "reopen": ("issue.reopened", lambda now, step, when: issue.reopen(now, step["reason"], when)),
    "reject": ("issue.rejected", lambda now, step, when: issue.reject(now, step["reason"], when)),
}
