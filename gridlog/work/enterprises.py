"""Enterprises: added, changed, moved; what may be the same one. The code asks no question and prints nothing."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gridlog.core import roster
from gridlog.core.event import Json
from gridlog.core.nouns.enterprise.life import STATUSES
from gridlog.core.roster import twin_key
from gridlog.errors import Refused
from gridlog.store import lookup, questions
from gridlog.words.language import two
from gridlog.words.vocabulary import part_of
from gridlog.work.desk import Desk
from gridlog.work.roster import Saved, current, move, settled

SPOILT_CREDIT_CODE = two(
    "注意：统一社会信用代码 {uscc} 校验不通过，已照录，请核对。",
    "Warning: the credit code {uscc} fails its check; kept as it is.",
)


class Twin(NamedTuple):
    """An enterprise that may be the same one: by its credit code, or else by its name."""

    code: str
    name: str
    has_same_number: bool


def fields(desk: Desk, name: str | None, **given: str | bool | None) -> dict[str, Json]:
    """Return the fields that were given, as they are stored. Raises Usage for one that says nothing.

    A credit code that fails its check is kept, and the desk hears so.
    """
    given = {"name": None if name is None else roster.check_name(name, "enterprise"), **given}
    if status := given.get("status"):
        given["status"] = part_of(STATUSES, str(status))
    uscc = given.get("uscc")
    if uscc and not roster.is_credit_code(str(uscc)):
        desk.say(SPOILT_CREDIT_CODE, uscc=uscc)
    return {key: value for key, value in given.items() if value is not None}


def new_code(desk: Desk, typed: str) -> str:
    """Return the code as it is stored. Raises Usage for what is no code, Refused for a code in use."""
    code = roster.check_code(typed, "enterprise")
    if lookup.by_code(desk.store.connection, "enterprise", code):
        raise Refused("roster.exists", noun="enterprise", code=code)
    return code


def twins(desk: Desk, code: str, name: str, uscc: str) -> Iterator[Twin]:
    """Yield the other enterprises with this credit code or a name like this; an empty one is like none."""
    wanted = twin_key(name) if name else ""
    for other, called, number in questions.other_enterprises(desk.store.connection, code):
        is_same = bool(uscc) and number.upper() == uscc.upper()
        if is_same or (wanted and twin_key(called) == wanted):
            yield Twin(other, called, is_same)


def add(desk: Desk, code: str, fields: dict[str, Json], grid: str | None = None) -> Saved:
    """Put an enterprise on the roster. Raises Refused for a code in use."""
    with desk.write() as writer:
        if current(writer, "enterprise", code):
            raise Refused("roster.exists", noun="enterprise", code=code)
        writer.append("enterprise.saved", fields, f"enterprise/{code}")
        if grid:
            move(writer, "enterprise", code, grid, None)
    return Saved(code, fields, grid)


def edit(
    desk: Desk, code: str, given: dict[str, Json], grid: str | None = None, since: date | None = None
) -> Saved:
    """Save the fields that differ and the grid; a new status or grid holds since a day (today).

    Raises Refused where nothing differs.
    """
    day = since or desk.today
    given = settled(desk, "enterprise", code, given)
    with desk.write() as writer:
        old = current(writer, "enterprise", code, day)
        changed = roster.change(old, given)
        has_moved = grid is not None and grid != old.get("grid")
        if not changed and not has_moved:
            raise Refused("roster.same")
        if changed:
            writer.append("enterprise.saved", roster.dated(changed, day), f"enterprise/{code}")
        if grid and has_moved:
            move(writer, "enterprise", code, grid, since)
    return Saved(code, changed, grid if has_moved else None)
