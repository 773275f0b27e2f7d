"""The duty: who receives enterprises at a station on a day, in a shift; how events change it, and its row.

Each day and shift of a station is a row of the log of its own, so that two devices may write two days at once.
"""

from datetime import date
from typing import NamedTuple

from gridlog.core.event import Event, Misfit
from gridlog.core.nouns.table import Rows, Table
from gridlog.core.recoding import recoded_kinds
from gridlog.core.roster import natural, texts_of

SHIFTS = ("day", "am", "pm")
DUTIES = Table(
    "duties",
    "id station on_day:date shift officer standin leader",
    key=True,
    indexes="""station: station on_day
               day: on_day
               officer: officer on_day""",
)
IN_SPAN = "on_day >= :first AND on_day < :after"
TABLES = (DUTIES,)
NAMES = {"officer": ("officer", "standin", "leader"), "station": ("station",)}
KEY = ("station", "on_day", "shift")
FIELDS = ("officer", "standin", "leader")


class Duty(NamedTuple):
    """The duty of a shift. `shift` is day, am or pm. An empty `officer` means that the duty was taken back.

    `standin` takes over when the officer cannot come; `leader` is in charge of the day.
    """

    station: str
    on: date
    shift: str = "day"
    officer: str = ""
    standin: str = ""
    leader: str = ""


def key_of(station: str, on: date, shift: str) -> str:
    """The code of the row of a day and a shift, such as `S1/2025-11-20/am`."""
    return f"{station}/{on.isoformat()}/{shift}"


def duty_at(code: str) -> Duty:
    """The empty duty that a code of a row means. Raises Misfit."""
    station, day, shift = [*code.split("/"), "", ""][:3]
    try:
        on = date.fromisoformat(day)
    except ValueError:
        on = date.min
    if on == date.min or shift not in SHIFTS or code != key_of(station, on, shift):
        raise Misfit(f"no day and shift: {code}")
    return Duty(station, on, shift)


def duty_set(old: Duty | None, event: Event) -> Duty:
    """The persons that the event names, over the persons who were there."""
    duty = old or duty_at(natural(event, "duty"))
    return duty._replace(**texts_of(event.data, FIELDS))  # type: ignore[arg-type]  # all of these are text


def duty_cleared(old: Duty | None, _: Event) -> Duty:
    """Return the duty without its persons."""
    if old is None:
        raise Misfit("no duty to take back")
    return old._replace(officer="", standin="", leader="")


KINDS = {
    "duty.set": duty_set,
    "duty.cleared": duty_cleared,
    **recoded_kinds("duty"),
}


def rows(code: str, one: Duty) -> Rows:
    """The row of a duty; a duty that was taken back has none."""
    if not one.officer:
        return {}
    return {
        DUTIES: [(code, one.station, one.on.isoformat(), one.shift, one.officer, one.standin, one.leader)]
    }
