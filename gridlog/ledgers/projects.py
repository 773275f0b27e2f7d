"""The lights of projects: what the tables say of each, and how a light and its reason are written."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from gridlog.core.calendar import Calendar
from gridlog.core.nouns.project.life import Milestone
from gridlog.core.nouns.project.lights import MOST_SILENT, Known, Light, Reason, light
from gridlog.core.rules import Rules
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import shown

LOOKBACK = timedelta(days=70)  # before a day the calendar reaches so far, and a week more


def known(connection: sqlite3.Connection, enterprise: str = "") -> dict[str, Known]:
    """Return what the light of each project is judged by, by code; of the projects of one enterprise where it is named.

    A log is expected from the day on which the project was put on record, or from its first log before that day.
    """
    named = {"enterprise": enterprise}
    its, of_its = "1", "1"
    if enterprise:
        its, of_its = (
            "enterprise = :enterprise",
            "project IN (SELECT code FROM projects WHERE enterprise = :enterprise)",
        )
    found = connection.execute(
        f"SELECT code, begun_on, closed_on FROM projects WHERE {its} ORDER BY code", named
    ).fetchall()
    milestones: dict[str, list[Milestone]] = {}
    for code, key, first, plan, actual, moves, reason in connection.execute(
        f"""SELECT project, milestone, first_plan, plan, actual, moves, reason FROM milestones
            WHERE {of_its} ORDER BY project, number""",
        named,
    ):
        milestones.setdefault(code, []).append(
            Milestone(key, _day(first), _day(plan), _day(actual), moves, reason)
        )
    weeks: dict[str, dict[date, int]] = {}
    for code, monday, gap in connection.execute(
        f"SELECT project, monday, gap FROM progress WHERE gap IS NOT NULL AND {of_its} ORDER BY project, monday",
        named,
    ):
        weeks.setdefault(code, {})[date.fromisoformat(monday)] = gap
    logs: dict[str, list[date]] = {}
    for code, day in connection.execute(
        f"SELECT project, on_day FROM logs WHERE {of_its} ORDER BY project, on_day", named
    ):
        logs.setdefault(code, []).append(date.fromisoformat(day))
    return {
        code: Known(
            min([date.fromisoformat(begun), *logs.get(code, ())[:1]]),
            tuple(milestones.get(code, ())),
            weeks.get(code, {}),
            logs.get(code, []),
            _day(closed),
        )
        for code, begun, closed in found
    }


def _day(cell: str | None) -> date | None:
    return date.fromisoformat(cell) if cell else None


def lights(
    of: Mapping[str, Known], on: date, calendar: Callable[[date, date], Calendar], rules: Rules
) -> dict[str, Light]:
    """Return the light of each project at the end of a day, by code."""
    days = calendar(on - LOOKBACK, on + timedelta(days=8)) if of else Calendar({}, frozenset())
    return {code: light(one, on, days, rules) for code, one in of.items()}


def cells(of: Mapping[str, Light]) -> str:
    """Return the JSON object that the ledger of projects reads: light, reason for scripts and for people, gap."""
    told = {code: [one.colour, scripted(one), said(one), gap_text(one.gap)] for code, one in of.items()}
    return json.dumps(told, ensure_ascii=False)


def gap_text(gap: int | None) -> str:
    """Return a gap as people and scripts read it: -12.5; empty where there is none."""
    return "" if gap is None else f"{gap / 10:.1f}"


def scripted(one: Light) -> str:
    """Return the reasons as scripts read them: `gap -12.5; late completed 45`."""
    return "; ".join(_scripted(reason) for reason in one.reasons)


def _scripted(reason: Reason) -> str:
    count = {"gap": gap_text(reason.amount), "twice": "", "none": ""}.get(reason.what, str(reason.amount))
    return " ".join(filter(None, (reason.what, reason.milestone, count)))


SAID = {
    "gap": two("序时差 {gap} 个百分点", "gap {gap} points"),
    "twice": two("连续两周黄灯", "yellow in two weeks running"),
    "silent": two("{count} 个工作日没有日志", "no log for {count} workdays"),
    "long": two("至少 {count} 个工作日没有日志", "no log for {count} workdays or more"),
    "late": two("{milestone}超期 {count} 天", "{milestone} is {count} days late"),
    "none": two("还没有周进度", "no progress on record yet"),
}


def said(one: Light) -> str:
    """Return the reasons as people read them."""
    return pick(two("；", "; ")).join(_said(reason) for reason in one.reasons)


def _said(reason: Reason) -> str:
    is_long = reason.what == "silent" and reason.amount >= MOST_SILENT
    return fill(
        SAID["long"] if is_long else SAID[reason.what],
        gap=gap_text(reason.amount),
        count=reason.amount,
        milestone=shown("milestone", reason.milestone, language()) if reason.milestone else "",
    )
