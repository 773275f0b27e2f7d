"""The daily log of a project: what was done, what comes next, who is on site, what is needed; how events change it, and its row.

Each day of a project is a row of the log of its own, so that two devices may write two days at once.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit, number
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural, texts_of

LOGS = Table(
    "logs",
    "id project on_day:date done plan people:int? needs noted_by noted_at",
    key=True,
    indexes="""project: project on_day
               day: on_day""",
)
# A light asks since when a project has no log; 60 days are more workdays than it counts.
IN_SPAN = "on_day >= date(:first, '-60 days') AND on_day < :after"
TABLES = (LOGS,)
NAMES = {"project": ("project",)}
KEY = ("project", "on_day")
FIELDS = ("done", "plan", "needs")


class Log(NamedTuple):
    """The log of a day; an empty `done` means that it was taken back. `people` are on site, None where it is not said."""

    project: str
    on: date
    done: str = ""
    plan: str = ""
    needs: str = ""
    people: int | None = None
    noted_by: str = ""
    noted_at: str = ""


def key_of(project: str, on: date) -> str:
    """The code of the row of a day, such as `X1/2025-11-20`."""
    return f"{project}/{on.isoformat()}"


def log_at(code: str) -> Log:
    """The empty log that a code of a row means. Raises Misfit."""
    project, _, day = code.partition("/")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Misfit(f"no day: {code}") from None
    if code != key_of(project, on):
        raise Misfit(f"no day: {code}")
    return Log(project, on)


def log_noted(old: Log | None, event: Event) -> Log:
    """A later log takes the place of an earlier one."""
    log = old or log_at(natural(event, "log"))
    people = number(event.data, "people") if event.data.get("people") is not None else None
    said = dict.fromkeys(FIELDS, "") | texts_of(event.data, FIELDS)
    return log._replace(**said, people=people, noted_by=event.by, noted_at=event.time)  # type: ignore[arg-type]  # texts


def log_cleared(old: Log | None, _: Event) -> Log:
    """Return the log without its words."""
    if old is None:
        raise Misfit("no log to take back")
    return Log(old.project, old.on)


KINDS = {
    "log.noted": log_noted,
    "log.cleared": log_cleared,
    **recoded_kinds("log"),
}


def rows(code: str, one: Log) -> Rows:
    """The row of a log; a log that was taken back has none."""
    if not one.done:
        return {}
    day = one.on.isoformat()
    return {LOGS: [(code, one.project, day, one.done, one.plan, one.people, one.needs, *one[6:])]}
