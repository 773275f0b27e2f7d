"""Raising an issue, alone or in the same breath as a visit."""

from datetime import date, timedelta
from typing import NamedTuple

from gridlog.cli.shell.session import Session
from gridlog.core import issue
from gridlog.core.event import SHORT, written
from gridlog.core.issue import Raised, When
from gridlog.core.visit import Draft
from gridlog.errors import Refused
from gridlog.store import lookup
from gridlog.store.file import Writer


def when(here: Session, on: date | None = None) -> When:
    """The day, calendar and rules that a step is judged by; `on` is a day the calendar must reach back to."""
    start = min(on or here.today, here.today)
    rules = here.rules
    longest = max(
        rules.complex_workdays, rules.general_workdays, rules.simple_workdays, rules.urgent_workdays
    )
    return When(here.today, here.calendar(start, here.today + timedelta(days=longest * 2 + 14)), rules)


class Told(NamedTuple):
    """An issue as it came up on a visit."""

    text: str
    category: str
    grade: str


def raise_issue(here: Session, writer: Writer, draft: Draft, told: Told, visit: str) -> tuple[str, date]:
    """An issue that came up on a visit; its id and deadline."""
    place = lookup.place_of(here.store.connection, draft.enterprise, draft.on, here.rules.report_level)
    raised = Raised(
        enterprise=draft.enterprise,
        officer=draft.officer,
        text=told.text,
        block=place.block,
        grid=place.grid,
        category=told.category,
        grade=told.grade,
        source="visit",
        visit=visit,
        on=draft.on,
    )
    return register(here, writer, raised)


def need_visit_of(here: Session, visit: str, enterprise: str) -> None:
    """Raises Refused for a visit that was paid to another enterprise."""
    called_on = lookup.visited(here.store.connection, visit)
    if called_on != enterprise:
        raise Refused(
            "issue.visit_other",
            visit=visit[:SHORT],
            other=named(here, called_on),
            own=named(here, enterprise),
        )


def named(here: Session, enterprise: str) -> str:
    """An enterprise's code and name."""
    return f"{enterprise} {lookup.enterprise_name(here.store.connection, enterprise)}"


def register(here: Session, writer: Writer, raised: Raised) -> tuple[str, date]:
    """An issue on record; its id and deadline."""
    data = issue.register(raised, when(here, raised.on))
    event = writer.append("issue.raised", data)
    return written(event.id), date.fromisoformat(str(data["due"]))
