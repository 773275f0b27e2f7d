"""Officers: added, changed, put in charge of a grid, sent on leave. The code asks no question and prints nothing."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gridlog.core import roster
from gridlog.core.event import Json
from gridlog.errors import Refused
from gridlog.intake.roster.persons import quota as quota_read
from gridlog.store import lookup
from gridlog.store.lookup import Found
from gridlog.words.language import fill, two
from gridlog.words.vocabulary import meant
from gridlog.work.desk import Desk, day_text
from gridlog.work.roster import Saved, current, move

LONGEST_USUAL_LEAVE = 200  # days; a maternity leave has up to 188
BY_ROLE = "-"  # the quota that goes by the role


def fields(
    name: str | None = None,
    role: str | None = None,
    quota: int | str | None = None,
    phone: str | None = None,
    remark: str | None = None,
) -> dict[str, Json]:
    """Return the fields that were given, as they are stored. Raises Usage for one that says nothing."""
    given: dict[str, Json] = {
        "name": None if name is None else roster.check_name(name, "officer"),
        "role": None if role is None else meant("role", role),
        "phone": phone,
        "remark": remark,
    }
    given = {key: value for key, value in given.items() if value is not None}
    if quota is not None:
        given["quota"] = None if quota == BY_ROLE else quota_read(str(quota))
    return given


def add(
    desk: Desk, code: str, fields: dict[str, Json], grid: str | None = None, since: date | None = None
) -> Saved:
    """Put a person on the roster, in charge of a grid since a day or since ever. Raises Refused for a code in use."""
    with desk.write(anybody=True) as writer:  # a person who is not on the roster yet may add himself
        code = roster.check_code(code, "officer")
        if current(writer, "officer", code):
            raise Refused("officer.exists", code=code)
        writer.append("officer.saved", fields, f"officer/{code}")
        if grid:
            move(writer, "officer", code, grid, since)
    return Saved(code, fields, grid)


def namesakes(desk: Desk, code: str, name: str) -> list[str]:
    """Return the codes of the other officers who have this very name."""
    return [one.code for one in lookup.by_name(desk.store.connection, "officer", name) if one.code != code]


def assign(desk: Desk, officer: str, grid: str, day: date) -> None:
    """Put a person in charge of a grid from a day on; of no grid any more where `grid` is empty."""
    with desk.write() as writer:
        writer.append("officer.assigned", roster.moved(grid, day), f"officer/{officer}")


def doubts(desk: Desk, first: date, last: date) -> Iterator[str]:
    """Yield what is strange about a leave: it was over before this week, or it is longer than any usual one."""
    monday = desk.today - timedelta(days=desk.today.weekday())
    if last < monday:
        yield _past(first, last)
    days = (last - first).days + 1
    if days > LONGEST_USUAL_LEAVE:  # a last day typed before the first means next year's
        yield _long(first, last, days)


def _past(first: date, last: date) -> str:
    said = two(
        "这次请假 {first} 至 {last} 在本周之前就已结束，会改变已过去的周的应访数",
        "this leave, {first} to {last}, was over before this week and changes what was owed in past weeks",
    )
    return fill(said, first=day_text(first), last=day_text(last))


def _long(first: date, last: date, days: int) -> str:
    said = two(
        "这次请假 {first} 至 {last} 有 {days} 天，请核对起止日，必要时写上年份",
        "this leave, {first} to {last}, is {days} days long; check both days, and give the year where it is another",
    )
    return fill(said, first=day_text(first), last=day_text(last), days=days)


def grant_leave(desk: Desk, officer: str, leave: dict[str, Json]) -> None:
    """Record a leave that `core.roster.leave` made."""
    with desk.write() as writer:
        writer.append("officer.leave_approved", leave, f"officer/{officer}")


def cancel_leave(desk: Desk, found: Found, days: Iterable[date]) -> date:
    """Take back the leave that begins on the first of these days that has one. Returns the day.

    Raises Refused, naming the first day, where no leave begins on any of them.
    """
    taken = {one.from_on for one in lookup.leaves(desk.store.connection, found.code)}
    meant, *others = days
    first = next((day for day in (meant, *others) if day in taken), None)
    if first is None:
        raise Refused("leave.none", name=found.name, on=day_text(meant))
    with desk.write() as writer:
        writer.append("officer.leave_cancelled", {"from": first.isoformat()}, f"officer/{found.code}")
    return first
