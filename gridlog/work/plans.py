"""Plans, their needs and measures: made, revised, reviewed, confirmed, closed. The code asks no question and prints nothing.

Each step is judged by what is on record when it is written.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from gridlog.core import roster
from gridlog.core.event import SHORT, Data, Json
from gridlog.core.figures.plans import MeasureLine, NeedLine
from gridlog.core.nouns.issue.proposed import proposed
from gridlog.core.nouns.issue.steps import Raised
from gridlog.core.nouns.plan.life import FIELDS, Version
from gridlog.errors import NotFound, Refused, Usage
from gridlog.intake.lines import tidy
from gridlog.reports import plans
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.work.desk import Desk, in_reach
from gridlog.work.issues import handler_of, issue_now, register, when


def fields(
    desk: Desk,
    goal: str | None = None,
    period: str | None = None,
    text: str | None = None,
    leader: str | None = None,
    officer: str | None = None,
    review: date | None = None,
) -> dict[str, Json]:
    """Return the fields that were given, as they are stored. Raises NotFound for an unknown officer, Refused for a day that is over."""
    given: dict[str, Json] = {
        "goal": goal,
        "period": period,
        "state": text,
        "leader": handler_of(desk, leader) if leader else leader,
        "officer": desk.find("officer", officer).code if officer else officer,
        "review": None if review is None else _ahead(desk, review).isoformat(),
    }
    return {key: value for key, value in given.items() if value is not None}


def _ahead(desk: Desk, day: date) -> date:
    if day < desk.today:
        raise Refused("plan.past", day=day)
    return day


def next_review(desk: Desk, today: date) -> date:
    """Return the day of the next review as the zone's rule has it."""
    return today + timedelta(days=desk.rules.plan_review_days)


def make(desk: Desk, enterprise: str, given: Mapping[str, Json]) -> dict[str, Json]:
    """Begin the plan of an enterprise, and return its fields: the officer is who holds the enterprise's grid unless given.

    Raises Refused where there is a plan.
    """
    with desk.write() as writer:
        connection = writer.connection
        found = connection.execute("SELECT version FROM plans WHERE enterprise = ?", (enterprise,)).fetchone()
        if found:
            raise Refused("plan.exists", name=desk.name("enterprise", enterprise), version=found[0])
        data = {"review": next_review(desk, desk.today).isoformat(), **given}
        if "officer" not in data and (officer := plans.keeper(connection, enterprise, desk.today)):
            data["officer"] = officer
        writer.append("plan.saved", data, f"plan/{enterprise}")
    return data


def change(desk: Desk, enterprise: str, given: Mapping[str, Json]) -> dict[str, Json]:
    """Save the fields of the current version that differ, and return them. Raises Refused where none does."""
    with desk.write() as writer:
        plans.current_version(writer.connection, enterprise)
        changed = _differing(writer, enterprise, given)
        if not changed:
            raise Refused("roster.same")
        writer.append("plan.saved", changed, f"plan/{enterprise}")
    return changed


def _differing(writer: Writer, enterprise: str, given: Mapping[str, Json]) -> dict[str, Json]:
    keys = (*FIELDS, "review")
    found = writer.connection.execute(
        f"SELECT {', '.join(keys)} FROM plans WHERE enterprise = ?", (enterprise,)
    ).fetchone()
    return roster.change(dict(zip(keys, found, strict=True)), given)


def revise(desk: Desk, enterprise: str, given: Mapping[str, Json]) -> int:
    """Begin the next version, and return its number: what is not given stays.

    A need whose issue is solved is closed with the version that ends.
    """
    with desk.write() as writer:
        version = plans.current_version(writer.connection, enterprise)
        for need in plans.needs(writer.connection, enterprise, version, is_current=True):
            if need.state == "met" and need.closed_on is None:
                writer.append("need.met", {"version": version}, f"need/{need.id}")
        changed = _differing(writer, enterprise, given)
        writer.append("plan.revised", {"goal": given["goal"], **changed}, f"plan/{enterprise}")
    return version + 1


def confirm(desk: Desk, enterprise: str, who: str) -> int:
    """Write down that a person of the enterprise agreed to the current version, and return its number.

    Raises Refused where the same person did already.
    """
    if not who.strip():
        raise Usage("argument.missing", name="--by")
    with desk.write() as writer:
        version = plans.current_version(writer.connection, enterprise)
        query = "SELECT confirmed_by FROM plans WHERE enterprise = ?"
        if writer.connection.execute(query, (enterprise,)).fetchone()[0] == who.strip():
            raise Refused("roster.same")
        data: dict[str, Json] = {
            "confirmed_by": who.strip(),
            "on": desk.today.isoformat(),
            "version": version,
        }
        writer.append("plan.confirmed", data, f"plan/{enterprise}")
    return version


def review(desk: Desk, enterprise: str, text: str, next_on: date | None) -> date:
    """Write down that the plan was looked at today, and return the day of the next review."""
    with desk.write() as writer:
        plans.current_version(writer.connection, enterprise)
        due = next_review(desk, desk.today) if next_on is None else _ahead(desk, next_on)
        data: dict[str, Json] = {"on": desk.today.isoformat(), "text": text, "review": due.isoformat()}
        writer.append("plan.reviewed", data, f"plan/{enterprise}")
    return due


def remove(desk: Desk, enterprise: str, why: str) -> None:
    """Take a plan back. Raises Refused where it has needs or measures."""
    with desk.write() as writer:
        plans.current_version(writer.connection, enterprise)
        (count,) = writer.connection.execute(
            """SELECT (SELECT count(*) FROM needs WHERE enterprise = :code)
                    + (SELECT count(*) FROM measures WHERE enterprise = :code)""",
            {"code": enterprise},
        ).fetchone()
        if count:
            raise Refused("plan.in_use", name=desk.name("enterprise", enterprise), count=count)
        writer.append("plan.removed", {"why": why}, f"plan/{enterprise}")


# --- needs and measures


class Added(NamedTuple):
    """A need or a measure that was written down: its number in the plan, and whether it was there before.

    `issue` is the id of its issue, and `due` the deadline of an issue that was raised with it. `proposed` is the category of a
    new need that the words proposed, empty where it was told.
    """

    number: int
    is_new: bool
    issue: str = ""
    due: date | None = None
    proposed: str = ""


class NeedDraft(NamedTuple):
    """A need as a person tells it. `issue` is the id of its issue; `raises` asks for an issue to be raised with it."""

    text: str
    category: str | None = None
    issue: str = ""
    raises: bool = False


def add_need(desk: Desk, enterprise: str, draft: NeedDraft, officer: str) -> Added:
    """Write a need down, or what else is known of a need of the same text; raise its issue in the same transaction.

    `officer` signs, and registers the issue; empty for the officer of this machine, where no issue is raised.
    Raises Refused where nothing is new, or the issue is about another enterprise.
    """
    text = _text(draft.text, "need")
    default = proposed(text) or "OTHER"
    with desk.write(officer) as writer:
        version = plans.current_version(writer.connection, enterprise)
        known = plans.needs(writer.connection, enterprise, version, is_current=True)
        same = next((one for one in known if one.text == text and one.state == "open"), None)
        issue, due = draft.issue, None
        category = draft.category
        if issue:
            category = category or _issue_of(desk, enterprise, issue)
        if draft.raises:
            if same and same.issue:
                raise Refused("plan.known", noun="need", text=text)
            raised = Raised(
                enterprise, officer, text, "", "", category or (same.category if same else default)
            )
            issue, due = _raise(desk, writer, raised)
        given = {"category": category or ("" if same else default), "issue": issue}
        was = {"category": same.category, "issue": same.issue} if same else {}
        data: dict[str, Json] = {
            key: value for key, value in given.items() if value and value != was.get(key)
        }
        if same and not data:
            raise Refused("plan.known", noun="need", text=text)
        if same:
            writer.append("need.saved", data, f"need/{same.id}")
        else:
            _begin(writer, "need", enterprise, text, {**data, "version": version})
    number = same.number if same else len(known) + 1
    return Added(number, same is None, issue, due, "" if same or category else default)


def _issue_of(desk: Desk, enterprise: str, issue: str) -> str:
    """Return the category of an issue. Raises Refused where it is about another enterprise."""
    found = issue_now(desk, issue)
    if found.enterprise != enterprise:
        names = {
            "other": desk.name("enterprise", found.enterprise),
            "name": desk.name("enterprise", enterprise),
        }
        raise Refused("plan.issue_other", id=issue[:SHORT], other=names["other"], name=names["name"])
    return found.category


def _raise(desk: Desk, writer: Writer, raised: Raised) -> tuple[str, date]:
    place = lookup.place_of(writer.connection, raised.enterprise, desk.today, desk.rules.report_level)
    return register(writer, raised._replace(block=place.block, grid=place.grid), when(desk))


def add_measure(desk: Desk, enterprise: str, text: str, owner: str, due: date) -> Added:
    """Write a measure down; an open measure of the same text gets the owner and the day.

    Raises Refused for a day that is over, or where nothing is new.
    """
    text = _text(text, "measure")
    _ahead(desk, due)
    with desk.write() as writer:
        version = plans.current_version(writer.connection, enterprise)
        given: dict[str, Json] = {"owner": handler_of(desk, owner), "due": due.isoformat()}
        known = plans.measures(writer.connection, enterprise, version)
        same = next((one for one in known if one.text == text and one.state == "open"), None)
        if same:
            query = "SELECT owner, due FROM measures WHERE id = ?"
            was = dict(
                zip(("owner", "due"), writer.connection.execute(query, (same.id,)).fetchone(), strict=True)
            )
            data = roster.change(was, given)
            if not data:
                raise Refused("plan.known", noun="measure", text=text)
            writer.append("measure.saved", data, f"measure/{same.id}")
        else:
            _begin(writer, "measure", enterprise, text, {**given, "version": version})
    return Added(same.number if same else len(known) + 1, same is None)


def _text(typed: str, noun: str) -> str:
    text = tidy("text", typed)
    if not text:
        raise Usage("plan.no_text", noun=noun)
    return text


def _begin(writer: Writer, noun: str, enterprise: str, text: str, data: dict[str, Json]) -> None:
    """Begin a row that the text names; a closed one of the same text keeps its own, and the new one is numbered."""
    code, at = f"{enterprise}/{text}", 1
    while writer.connection.execute(f"SELECT 1 FROM {noun}s WHERE id = ?", (code,)).fetchone():
        at += 1
        code, data = f"{enterprise}/{text}/{at}", {**data, "text": text}
    writer.append(f"{noun}.saved", data, f"{noun}/{code}")


def close_measure(desk: Desk, enterprise: str, number: int, state: str, text: str) -> MeasureLine:
    """Write down that a measure was done or dropped, and return it as it was. Raises NotFound, and Refused for a closed one."""
    with desk.write() as writer:
        version = plans.current_version(writer.connection, enterprise)
        lines = plans.measures(writer.connection, enterprise, version)
        _mind_number(desk, enterprise, number, len(lines), "measure")
        line = lines[number - 1]
        _close(writer, "measure", line, state, {"version": version, "text": text})
    return line


def close_need(desk: Desk, enterprise: str, number: int, state: str, text: str) -> NeedLine:
    """Write down that a need is met or dropped, and return it as it was. Raises NotFound, and Refused for a closed one."""
    with desk.write() as writer:
        version = plans.current_version(writer.connection, enterprise)
        lines = plans.needs(writer.connection, enterprise, version, is_current=True)
        _mind_number(desk, enterprise, number, len(lines), "need")
        line = lines[number - 1]
        _close(writer, "need", line, state, {"version": version, "text": text})
    return line


def _mind_number(desk: Desk, enterprise: str, number: int, count: int, noun: str) -> None:
    if not 1 <= number <= count:
        name = desk.name("enterprise", enterprise)
        raise NotFound("plan.no_number", name=name, number=number, count=count, noun=noun)


def _close(writer: Writer, noun: str, line: MeasureLine | NeedLine, state: str, data: Data) -> None:
    if line.state != "open":
        raise Refused("plan.closed", noun=noun, number=line.number, text=line.text)
    writer.append(f"{noun}.{state}", data, f"{noun}/{line.id}")


# --- files


def completed(desk: Desk, writer: Writer, noun: str, code: str, old: Any, line: Data) -> Data:
    """Return a line of a file with what the zone's rules and the plan on record add to it.

    A line that says what an earlier version says changes nothing. A new plan gets its review day and officer, a need or a measure the version of its plan.
    Raises Refused for another goal than the plan on record has, NotFound for an enterprise without a plan.
    """
    for key in ("review", "due"):
        if key in line:
            in_reach(date.fromisoformat(str(line[key])))
    if noun != "plan":
        enterprise, _, text = code.partition("/")
        version = plans.current_version(writer.connection, enterprise)
        if noun == "need" and line.get("state") == "met" and _is_met(writer, enterprise, version, text):
            return {**line, "version": version, "is_solved": True}
        return {**line, "version": version}
    if old is None:
        added: dict[str, Json] = {"review": next_review(desk, desk.today).isoformat()}
        if officer := plans.keeper(writer.connection, code, desk.today):
            added["officer"] = officer
        return {**added, **line}
    if any(_says(line, version) for version in old.versions[:-1]):
        return {}
    if line.get("goal") != old.goal:
        raise Refused("plan.goal_differs", name=desk.name("enterprise", code))
    return line


def _says(line: Data, version: Version) -> bool:
    """Return whether a line says what a version says, as the file does from which an earlier version came."""
    return all(line[key] == getattr(version, key) for key in FIELDS if key in line)


def _is_met(writer: Writer, enterprise: str, version: int, text: str) -> bool:
    lines = plans.needs(writer.connection, enterprise, version, is_current=True)
    return any(one.text == text and one.state == "met" for one in lines)
