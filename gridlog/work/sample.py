"""The story of the sample zone: its rules, its leaves, and every step of its issues taken at its own time."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gridlog.core import roster
from gridlog.core.event import Data
from gridlog.core.nouns.issue import steps as issue
from gridlog.core.nouns.issue.steps import Raised, When
from gridlog.core.nouns.issue.value import Issue, Revisit
from gridlog.core.when import parse_instant
from gridlog.intake.table import heading_map, open_sheet
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.words.vocabulary import read
from gridlog.work import indicators
from gridlog.work import issues as steps
from gridlog.work.desk import Desk
from gridlog.work.enrolling import enrol, read_files
from gridlog.work.issues import register, when
from gridlog.work.noun_files import take_in
from gridlog.work.projects import Stay, set_member

BEGUN = "2025-08-31T09:00:00+08:00"
DISPATCHER = "DISP1"


def mark(desk: Desk) -> None:
    """Put on record that the zone is a sample, so that every document says so."""
    with desk.at(parse_instant(BEGUN)).write(DISPATCHER) as writer:
        writer.append("setting.set", {"value": "1"}, "setting/demo")


def grant_leaves(desk: Desk, path: Path) -> None:
    """Record the leaves of a file, signed by the dispatcher."""
    headings = heading_map({key: key for key in ("officer", "from", "to", "kind")})
    with desk.write(DISPATCHER) as writer:
        for line in open_sheet(str(path), headings, "officer, from, to").lines:
            cells = line.cells
            data = roster.leave(
                date.fromisoformat(cells["from"]), date.fromisoformat(cells["to"]), cells["kind"]
            )
            writer.append("officer.leave_approved", data, f"officer/{cells['officer']}")


# the files of the other half of the work, in the order in which they are taken in: the noun, and the name of its file
MORE = (
    ("station", "stations"),
    ("duty", "duties"),
    ("handover", "handovers"),
    ("project", "projects"),
    ("project", "milestones"),
    ("log", "logs"),
    ("progress", "progress"),
    ("plan", "plans"),
    ("need", "needs"),
    ("measure", "measures"),
    ("premises", "premises"),
    ("occupancy", "occupancy"),
)


def fill_more(desk: Desk, folder: Path) -> dict[str, int]:
    """Take in task forces, plans, stations, premises and indicators, unsigned as the roster is.

    Returns how many lines of each file are on record, by the name of the file.
    """
    rolls, _ = read_files([str(folder / "task-force.csv")], "officers")
    enrol(desk, rolls)
    counts: dict[str, int] = {}
    for noun, name in MORE:
        tally = take_in(desk, noun, name, str(folder / f"{name}.csv"))
        if not tally.is_kept:
            raise tally.bad[0][1]
        counts[name] = tally.new + tally.changed
    counts["members"] = _join_task_forces(desk, folder / "members.csv")
    figures = indicators.take_in(desk, str(folder / "indicators.csv"), indicators.Options())
    return {**counts, "indicators": figures.new}


def _join_task_forces(desk: Desk, path: Path) -> int:
    """Give each project of a file its members. Returns how many they are."""
    headings = heading_map({key: key for key in ("project", "officer", "from")})
    count = 0
    for line in open_sheet(str(path), headings, "project, officer, from").lines:
        project, officer, first = (line.cells[key] for key in ("project", "officer", "from"))
        set_member(desk, project, officer, Stay(date.fromisoformat(first), None, True, ""))
        count += 1
    return count


Step = Mapping[str, Any]  # one decoded line of issues.jsonl


def replay(desk: Desk, path: Path) -> int:
    """Take every step of the sample's issues at its own time. Returns the number of steps."""
    ids: dict[str, str] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    for step in map(json.loads, lines):
        then = desk.at(parse_instant(step["at"]))
        with then.write(step["by"]) as writer:
            _replay_one(then, writer, step, ids)
    return len(lines)


def _replay_one(desk: Desk, writer: Writer, step: Step, ids: dict[str, str]) -> None:
    if step["do"] == "raise":
        ids[step["issue"]] = _raise(desk, writer, step)
        return
    id = ids[step["issue"]]
    match step["do"]:
        case "answer":
            steps.answer(desk, writer, id, step["result"], step["text"])
        case "revisit":
            steps.revisit(desk, writer, id, _said(desk, step), step.get("text", ""))
        case "close":
            now = steps.issue_now(desk, id)
            is_revisited = now.state == "answered" and now.revisit is not None
            said = None if is_revisited else _said(desk, step)
            steps.close(desk, writer, id, step["result"], step["text"], said)
        case "merge":
            into = ids[step["into"]]
            other = steps.issue_now(desk, into)
            steps.take(
                desk, writer, id, "issue.merged", lambda now, then: issue.merge(now, other, id, into, then)
            )
        case word:
            kind, make = _SIMPLE[word]
            steps.take(desk, writer, id, kind, lambda now, then: make(now, step, then))


def _raise(desk: Desk, writer: Writer, step: Step) -> str:
    place = lookup.place_of(desk.store.connection, step["enterprise"], desk.today, desk.rules.report_level)
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
    return register(writer, raised, when(desk, raised.on))[0]


def _said(desk: Desk, step: Step) -> Revisit:
    contacted = bool(step.get("contacted", True))
    return Revisit(desk.today, step["by"], False, bool(step["solved"]), True, contacted, step["satisfaction"])


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
