"""The rules of a project: what may be said of a milestone, of a member and of an end; the data of each event. Pure.

Source: domain-2.md, "Project".
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from gridlog.core.decimals import read
from gridlog.core.event import Json
from gridlog.core.nouns.project.life import DAY, FIELDS, MILESTONE_KEYS, Member, Milestone, Project
from gridlog.core.roster import FOREVER
from gridlog.errors import Refused, Usage

YEARS = range(2000, 2100)
MOST_DECIMALS = 6  # of an amount


def amount(typed: str) -> str:
    """Return an amount of 万元 as the shortest exact decimal; empty for no amount. Raises Usage."""
    found = read(typed, ("万元",), behind=MOST_DECIMALS) if typed.strip() else ""
    if found is None:
        raise Usage("project.amount", value=typed)
    return found


def percent(typed: str) -> str:
    """Return a per cent from 0 to 100 with one decimal. Raises Usage."""
    found = read(typed, ("%",), whole=3, behind=1)
    if found is None or Decimal(found) > 100:
        raise Usage("project.percent", value=typed)
    return f"{Decimal(found):.1f}"


def milestone(
    project: Project, key: str, days: dict[str, date | None], reason: str, today: date
) -> dict[str, Json]:
    """Return the data of `project.milestone_set`; `days` has any of plan and actual, None to take one back.

    Only what differs is in the data, so it is empty where the milestone says the same already.
    Raises Refused for a move without a reason, a day ahead, and an actual day that is not in the order of milestones.
    """
    before = project.milestone(key)
    changed = {name: day for name, day in days.items() if day != getattr(before, name)}
    for day in filter(None, changed.values()):
        if day.year not in YEARS:
            raise Refused("project.far", on=day, first=YEARS[0], last=YEARS[-1])
    for name in changed:
        was = getattr(before, name)
        if was and not reason.strip():
            raise Refused("project.moved", milestone=key, was=was)
    if actual := changed.get("actual"):
        _check_actual(project, key, actual, today)
    data: dict[str, Json] = {name: day.isoformat() if day else "" for name, day in changed.items()}
    if not data:
        return {}
    return {"milestone": key, **data} | ({"reason": reason.strip()} if reason.strip() else {})


def _check_actual(project: Project, key: str, actual: date, today: date) -> None:
    if actual > today:
        raise Refused("project.ahead", on=actual, today=today)
    at = MILESTONE_KEYS.index(key)
    for one in project.milestones:
        other = MILESTONE_KEYS.index(one.key)
        if one.actual and ((other < at and actual < one.actual) or (other > at and actual > one.actual)):
            raise Refused(
                "project.order", milestone=key, on=actual, other_milestone=one.key, other_on=one.actual
            )


def stay(
    project: Project,
    officer: str,
    first: date | None,
    last: date | None,
    resident: bool | None,
    reason: str,
    today: date,
) -> dict[str, Json]:
    """Return the data of `project.member_set`: a new stay, or the end or another kind of the present one.

    Raises Refused for a stay that overlaps another, for an end before 竣工 without a reason, and where nothing changes.
    """
    mine = [one for one in project.members if one.officer == officer]
    now = next((one for one in mine if one.until_on == FOREVER), None)
    begun = next((one for one in mine if one.from_on == first), None) if first else now
    after = (begun or Member(officer, first or today))._replace(reason=reason.strip())
    if last:
        after = after._replace(until_on=last + DAY)
    if resident is not None:
        after = after._replace(resident=resident)
    if after.until_on <= after.from_on:
        raise Refused("project.backwards", since=after.from_on, until=last)
    others = [one for one in mine if one.from_on != after.from_on]
    if clash := next(
        (one for one in others if one.from_on < after.until_on and after.from_on < one.until_on), None
    ):
        raise Refused("project.member_already", officer=officer, since=clash.from_on)
    if begun and begun[2:4] == after[2:4] and not reason.strip():
        raise Refused("project.member_already", officer=officer, since=begun.from_on)
    done = project.completed_on
    if last and (done is None or last < done) and not after.reason:
        raise Refused("project.early", officer=officer, until=last)
    data: dict[str, Json] = {"officer": officer, "from": after.from_on.isoformat()}
    if after.until_on != FOREVER:
        data["to"] = (after.until_on - DAY).isoformat()
    if after.resident:
        data["resident"] = True
    return data | ({"reason": after.reason} if after.reason else {})


def saved(old: Project | None, given: dict[str, Json]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield `project.saved` with the fields that differ from those on record."""
    if "investment" in given:
        given = {**given, "investment": amount(str(given["investment"]))}
    data = {key: given[key] for key in FIELDS if key in given and given[key] != getattr(old, key, None)}
    if data or old is None:
        yield "project.saved", data


def close(project: Project, text: str, today: date) -> dict[str, Json]:
    """Return the data of `project.closed`. Raises Refused before 竣工, for a closed project and for no text."""
    if project.closed_on:
        raise Refused("project.closed", code=project.code, on=project.closed_on)
    if project.completed_on is None:
        raise Refused("project.not_completed", code=project.code)
    if not text.strip():
        raise Refused("project.no_text")
    return {"on": today.isoformat(), "text": text.strip()}


def need_open(project: Project, on: date) -> None:
    """Raises Refused for a day after the project was closed."""
    if project.closed_on and on > project.closed_on:
        raise Refused("project.closed", code=project.code, on=project.closed_on)


def late_days(one: Milestone, on: date) -> int:
    """Return by how many days a milestone is past its plan, by its actual day or else by `on`; 0 where it is not."""
    return max(0, ((one.actual or on) - one.plan).days) if one.plan else 0
