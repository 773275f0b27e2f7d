"""Projects, their task forces, milestones, daily logs and weekly progress. The code asks no question and prints nothing."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from gridlog.core import roster
from gridlog.core.event import Json, natural_row
from gridlog.core.fold import fold
from gridlog.core.nouns.log import life as log
from gridlog.core.nouns.log.life import Log
from gridlog.core.nouns.progress import life as progress
from gridlog.core.nouns.progress.life import Progress
from gridlog.core.nouns.project import rules
from gridlog.core.nouns.project.life import Member, Project
from gridlog.core.nouns.project.words import PERSONS
from gridlog.core.when import week_name
from gridlog.errors import NotFound, Refused, Usage
from gridlog.store import lookup
from gridlog.store.projection import events_of
from gridlog.work.desk import Desk


def fields(desk: Desk, given: Mapping[str, str | None]) -> dict[str, Json]:
    """Return the fields that were given, as they are stored. Raises NotFound for an unknown enterprise or officer."""
    told: dict[str, Json] = {}
    for key, value in given.items():
        if value is None:
            continue
        if key == "name":
            told[key] = roster.check_name(value, "project")
        elif key == "investment":
            told[key] = rules.amount(value)
        elif key == "enterprise":
            told[key] = desk.find("enterprise", value).code
        elif key in PERSONS and value:
            told[key] = desk.find("officer", value).code
        else:
            told[key] = value
    return told


def add(desk: Desk, code: str, fields: dict[str, Json]) -> None:
    """Put a project on record. Raises Refused for a code in use."""
    with desk.write() as writer:
        if lookup.by_code(writer.connection, "project", code):
            raise Refused("roster.exists", noun="project", code=code)
        for kind, data in rules.saved(None, fields):
            writer.append(kind, data, f"project/{code}")


def change(desk: Desk, code: str, given: dict[str, Json]) -> dict[str, Json]:
    """Save the fields that differ, and return them. Raises Refused where none does."""
    with desk.write() as writer:
        for kind, data in rules.saved(project_now(writer.connection, code), given):
            writer.append(kind, data, f"project/{code}")
            return data
    raise Refused("roster.same")


def project_now(connection: sqlite3.Connection, code: str) -> Project:
    """Return a project as it is on record. Raises NotFound."""
    value = _value(connection, "project", code)
    if not isinstance(value, Project):
        raise NotFound("name.unknown", noun="project", command="project", typed=code, near=[])
    return value


def _value(connection: sqlite3.Connection, noun: str, code: str) -> object:
    events = events_of(connection, natural_row(f"{noun}/{code}"))
    return fold(events).value if events else None


NAMED = (
    "logs WHERE project = :code",
    "progress WHERE project = :code",
    "milestones WHERE project = :code AND NOT skipped",
    "project_members WHERE project = :code",
    "blockers WHERE project = :code",
)


def remove(desk: Desk, code: str, name: str, why: str) -> None:
    """Take a project back. Raises Refused where a log, a week, a milestone, a member or a blocker names it."""
    with desk.write() as writer:
        counts = ", ".join(f"(SELECT count(*) FROM {named})" for named in NAMED)
        uses = sum(writer.connection.execute(f"SELECT {counts}", {"code": code}).fetchone())
        if uses:
            raise Refused("project.in_use", code=code, name=name, count=uses)
        writer.append("project.removed", {"why": why}, f"project/{code}")


class Stay(NamedTuple):
    """What is said of a member: the first and the last day (None where it is not said), resident or not, and why."""

    first: date | None = None
    last: date | None = None
    resident: bool | None = None
    reason: str = ""


def set_member(desk: Desk, code: str, officer: str, said: Stay) -> Member:
    """Let an officer join the task force, or end or change the present stay. Returns the stay. Raises Refused."""
    with desk.write() as writer:
        project = project_now(writer.connection, code)
        try:
            data = rules.stay(project, officer, *said, desk.today)
        except Refused as problem:
            named = {"officer": desk.name("officer", officer)} if "officer" in problem.values else {}
            raise Refused(problem.code, **{**problem.values, **named}) from None
        writer.append("project.member_set", data, f"project/{code}")
        since = date.fromisoformat(str(data["from"]))
        now = project_now(writer.connection, code)
    return next(one for one in now.members if one[:2] == (officer, since))


def remove_member(desk: Desk, code: str, officer: str, first: date | None, why: str) -> Member:
    """Take back a stay that was entered by mistake: the one that begins on `first`, or the last one. Returns it.

    Raises NotFound where there is none.
    """
    with desk.write() as writer:
        mine = [one for one in project_now(writer.connection, code).members if one.officer == officer]
        stays = [one for one in mine if first in (None, one.from_on)]
        if not stays:
            name = desk.name("officer", officer)
            raise NotFound("project.no_member", code=code, officer=name, since=first or "—")
        data: dict[str, Json] = {"officer": officer, "from": stays[-1].from_on.isoformat(), "why": why}
        writer.append("project.member_removed", data, f"project/{code}")
    return stays[-1]


def set_milestone(desk: Desk, code: str, key: str, days: dict[str, date | None], reason: str) -> Project:
    """Set the plan and the actual day of a milestone; None takes a day back. Returns the project after it.

    Raises Refused where a rule says no.
    """
    if not days:
        raise Usage("project.nothing_said", names="--plan, --actual")
    with desk.write() as writer:
        data = rules.milestone(project_now(writer.connection, code), key, days, reason, desk.today)
        if not data:
            raise Refused("roster.same")
        writer.append("project.milestone_set", data, f"project/{code}")
        return project_now(writer.connection, code)


def log_now(connection: sqlite3.Connection, code: str, on: date) -> Log | None:
    """Return the log of a day; None while there is none."""
    value = _value(connection, "log", log.key_of(code, on))
    return value if isinstance(value, Log) and value.done else None


class Said(NamedTuple):
    """What a daily log says; `people` is None where it is not said."""

    done: str
    plan: str = ""
    needs: str = ""
    people: int | None = None


def note(desk: Desk, code: str, on: date, said: Said, by: str = "") -> Log | None:
    """Write the log of a day. Returns the log that stood there before; None for none.

    Raises Refused for a day ahead, a closed project, a log that says nothing and one that says the same.
    """
    if on > desk.today:
        raise Refused("project.future_log", on=on, today=desk.today)
    if not said.done.strip():
        raise Refused("project.no_text")
    with desk.write(by) as writer:
        rules.need_open(project_now(writer.connection, code), on)
        before = log_now(writer.connection, code, on)
        if before and before[2:6] == said:
            raise Refused("roster.same")
        data: dict[str, Json] = {
            key: value for key, value in said._asdict().items() if value not in ("", None)
        }
        writer.append("log.noted", data, f"log/{log.key_of(code, on)}")
    return before


def clear_log(desk: Desk, code: str, on: date, why: str) -> None:
    """Take the log of a day back. Raises NotFound where there is none."""
    with desk.write() as writer:
        if log_now(writer.connection, code, on) is None:
            raise NotFound("project.no_log", code=code, on=on)
        writer.append("log.cleared", {"why": why}, f"log/{log.key_of(code, on)}")


def progress_now(connection: sqlite3.Connection, code: str, monday: date) -> Progress:
    """Return the progress of a week; an empty one while nothing is said."""
    value = _value(connection, "progress", progress.key_of(code, monday))
    return value if isinstance(value, Progress) else Progress(code, monday)


class Reached(NamedTuple):
    """The progress of a week before and after it was set."""

    before: Progress
    after: Progress


def set_progress(
    desk: Desk, code: str, monday: date, planned: str | None, actual: str | None, by: str = ""
) -> Reached:
    """Set what a week should reach and what it reached, in per cent. Raises Usage and Refused."""
    given = {
        key: rules.percent(value)
        for key, value in (("planned", planned), ("actual", actual))
        if value is not None
    }
    if not given:
        raise Usage("project.nothing_said", names="--planned, --actual")
    if "actual" in given and monday > desk.today:
        raise Refused("project.future_week", week=week_name(monday))
    with desk.write(by) as writer:
        rules.need_open(project_now(writer.connection, code), monday)
        before = progress_now(writer.connection, code, monday)
        data: dict[str, Json] = {key: value for key, value in given.items() if value != getattr(before, key)}
        if not data:
            raise Refused("roster.same")
        writer.append("progress.set", data, f"progress/{progress.key_of(code, monday)}")
    return Reached(before, before._replace(**given))  # type: ignore[arg-type]  # both are text


def clear_progress(desk: Desk, code: str, monday: date, why: str) -> None:
    """Take the progress of a week back. Raises NotFound where there is none."""
    with desk.write() as writer:
        if not any(progress_now(writer.connection, code, monday)[2:]):
            raise NotFound("project.no_progress", code=code, week=week_name(monday))
        data: dict[str, Json] = {"planned": "", "actual": "", "why": why}
        writer.append("progress.set", data, f"progress/{progress.key_of(code, monday)}")


def close(desk: Desk, code: str, text: str) -> None:
    """Dissolve the task force. Raises Refused before 竣工."""
    with desk.write() as writer:
        data = rules.close(project_now(writer.connection, code), text, desk.today)
        writer.append("project.closed", data, f"project/{code}")


def reopen(desk: Desk, code: str, why: str) -> None:
    """Take the closing back. Raises Refused for a project that is not closed."""
    with desk.write() as writer:
        if project_now(writer.connection, code).closed_on is None:
            raise Refused("project.not_closed", code=code)
        writer.append("project.reopened", {"why": why}, f"project/{code}")


def need_enterprise(desk: Desk, code: str, enterprise: str) -> None:
    """Raises Refused where a project is of another enterprise than `enterprise`."""
    own = project_now(desk.connection, code).enterprise
    if own != enterprise:
        raise Refused(
            "project.other_enterprise",
            code=code,
            own=desk.name("enterprise", own),
            other=desk.name("enterprise", enterprise),
        )
