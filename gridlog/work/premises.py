"""Premises and who occupies them: added, changed, moved into and out of. The code asks no question and prints nothing."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from gridlog.core import roster
from gridlog.core.decimals import parts, spelled_parts
from gridlog.core.event import SHORT, Data, Json
from gridlog.core.nouns.occupancy.life import Occupancy, key_of, occupancy_at
from gridlog.core.nouns.occupancy.meaning import Stay, overfull, peak
from gridlog.core.nouns.premises.fit import Wanted
from gridlog.core.nouns.premises.life import FIELDS, IDLE, NUMBERS, READY
from gridlog.core.nouns.premises.need import Need, need_in
from gridlog.core.nouns.premises.numbers import number
from gridlog.core.roster import FOREVER
from gridlog.errors import NotFound, Refused, Usage
from gridlog.reports import premises as reports
from gridlog.store import lookup
from gridlog.store.file import Writer
from gridlog.words.vocabulary import meant
from gridlog.work.desk import Desk

if TYPE_CHECKING:
    from gridlog.work.noun_files import Judge

LAND = "LAND"  # the category of issues about premises (用地厂房)


def fields(desk: Desk, **typed: str | None) -> dict[str, Json]:
    """Return the fields that were typed, as they are stored. Raises Usage for a number or a word that is not understood.

    Raises NotFound for an unknown block.
    """
    return {key: _field(desk, key, text) for key, text in typed.items() if text is not None}


def _field(desk: Desk, key: str, text: str) -> str:
    if key == "name":
        return roster.check_name(text, "premises")
    if key in NUMBERS:
        return number(key, text) if text.strip() or key == "area" else ""
    if key in ("kind", "status"):
        return meant(f"premises_{key}", text)
    if key == "block":
        return desk.find("grid", text).code if text.strip() else ""
    return text.strip()


def add(desk: Desk, code: str, given: Mapping[str, Json]) -> dict[str, Json]:
    """Put premises on record, ready unless the fields say another status. Returns the fields.

    Raises Refused for a code in use.
    """
    told = {"status": READY, **given}
    with desk.write() as writer:
        if lookup.by_code(writer.connection, "premises", code):
            raise Refused("roster.exists", noun="premises", code=code)
        writer.append("premises.saved", told, f"premises/{code}")
    return told


def change(desk: Desk, code: str, given: Mapping[str, Json], since: date | None = None) -> dict[str, Json]:
    """Save the fields that differ, and return them. A new status holds from `since` on, which is today by default.

    Raises Refused where nothing differs, where the area becomes less than what is occupied on some day, and for a day ahead.
    """
    if since and since > desk.today:
        raise Refused("premises.ahead", on=since)
    with desk.write() as writer:
        old = writer.connection.execute(
            f"SELECT {', '.join(FIELDS)} FROM premises WHERE code = ?", (code,)
        ).fetchone()
        changed = roster.change(dict(zip(FIELDS, old, strict=True)), given)
        if not changed:
            raise Refused("roster.same")
        if "area" in changed:
            mind_area(writer.connection, code, str(changed["area"]))
        if "status" in changed:
            changed["status_from"] = (since or desk.today).isoformat()
        writer.append("premises.saved", changed, f"premises/{code}")
    return changed


def remove(desk: Desk, code: str, name: str, why: str) -> None:
    """Take premises back. Raises Refused where an occupancy names them."""
    with desk.write() as writer:
        if count := len(stays_of(writer.connection, code)):
            raise Refused("premises.in_use", code=code, name=name, count=count)
        writer.append("premises.removed", {"why": why}, f"premises/{code}")


def stays_of(connection: sqlite3.Connection, premises: str) -> dict[str, Stay]:
    """Return every stay in premises, by the code of its row."""
    found = connection.execute(
        "SELECT id, from_on, until_on, area_parts FROM occupancies WHERE premises = ?", (premises,)
    )
    return {
        id: Stay(date.fromisoformat(first), date.fromisoformat(after), area)
        for id, first, after, area in found
    }


def mind_area(connection: sqlite3.Connection, premises: str, area: str) -> None:
    """Raise Refused when an area is less than what is occupied of premises on some day."""
    stays = list(stays_of(connection, premises).values())
    _mind(premises, parts(area), (), stays)


def _mind(premises: str, area: int, before: Sequence[Stay], now: Sequence[Stay]) -> None:
    if full := overfull(area, before, now):
        raise Refused(
            "premises.full",
            code=premises,
            on=full.on,
            area=spelled_parts(area),
            occupied=spelled_parts(full.occupied),
            over=spelled_parts(full.occupied - area),
        )


def mind_stay(connection: sqlite3.Connection, stay: Occupancy) -> None:
    """Raise Refused when a stay, as it would be, takes more than the area of its premises on some day.

    Raises Refused, too, for a stay that ends before it begins.
    """
    if stay.until and stay.until < stay.from_on:
        raise Refused("premises.backwards", since=stay.from_on, until=stay.until)
    before = stays_of(connection, stay.premises)
    code = key_of(stay.premises, stay.enterprise, stay.from_on)
    now = {**before, code: Stay(stay.from_on, stay.until_on, parts(stay.area))}
    _mind(stay.premises, _area(connection, stay.premises), list(before.values()), list(now.values()))


def _area(connection: sqlite3.Connection, premises: str) -> int:
    found = connection.execute("SELECT area_parts FROM premises WHERE code = ?", (premises,)).fetchone()
    return int(found[0]) if found else 0


def judge_premises(writer: Writer) -> "Judge":
    """Return the judge of the lines of a file of premises: an area may not become less than what is occupied."""

    def judge(code: str, old: Any, line: Data) -> None:
        if old is not None and "area" in line:
            area = number("area", str(line["area"]))
            if parts(area) < parts(old.area):
                mind_area(writer.connection, code, area)

    return judge


def judge_occupancy(writer: Writer) -> "Judge":
    """Return the judge of the lines of a file of occupancies: no more than the area may be occupied on any day."""

    def judge(code: str, old: Occupancy | None, line: Data) -> None:
        stay = old or occupancy_at(code)
        until = str(line.get("until", ""))
        mind_stay(
            writer.connection,
            stay._replace(
                area=number("area", str(line["area"])),
                until=date.fromisoformat(until) if until else stay.until,
            ),
        )

    return judge


class Read(NamedTuple):
    """What was read out of an issue, and the enterprise that has the issue."""

    need: Need
    enterprise: str


def need_of(desk: Desk, typed: str) -> Read:
    """Return what an issue says is needed. Raises NotFound, and Refused for an issue of another category than LAND."""
    id = desk.id("issue", typed)
    told = reports.issue(desk.store.connection, id)
    if told.category != LAND:
        raise Refused("premises.category", id=id[:SHORT], category=told.category)
    return Read(need_in(told.text), told.enterprise)


def wanted(desk: Desk, typed: Mapping[str, str | None], need: Need) -> Wanted:
    """Return what is looked for: as it was typed, else as an issue needs it.

    Raises Usage for what is not understood, and where neither a kind nor an area is needed; NotFound for an unknown block.
    """
    told = {key: str(value) for key, value in fields(desk, **typed).items()}
    found = Wanted(**{"kind": need.kind, "area": need.area, **told})
    if not (found.kind or found.area):
        raise Usage("premises.need")
    return found._replace(blocks=lookup.below(desk.store.connection, found.block)) if found.block else found


class MovedIn(NamedTuple):
    """A stay that was put on record, what stood there before (None for nothing), and the status of the premises.

    `was_idle` tells that the premises were idle and are ready from the first day of the stay on.
    """

    stay: Occupancy
    before: Occupancy | None
    status: str
    was_idle: bool


def move_in(
    desk: Desk, premises: str, enterprise: str, area: str | None, from_on: date, until: date | None
) -> MovedIn:
    """Let an enterprise have an area of premises from a day on; all that is vacant when no area is named.

    Idle premises become ready on that day. Raises Refused for more than the area on any day.
    """
    code = key_of(premises, enterprise, from_on)
    with desk.write() as writer:
        before = _stay(writer.connection, code)
        stay = (before or occupancy_at(code))._replace(until=until or (before.until if before else None))
        stay = stay._replace(area=_vacant(writer.connection, stay) if area is None else area)
        if stay == before:
            raise Refused("roster.same")
        mind_stay(writer.connection, stay)
        data: dict[str, Json] = {"area": stay.area}
        if stay.until:
            data["until"] = stay.until.isoformat()
        writer.append("occupancy.moved_in", data, f"occupancy/{code}")
        ((status,),) = writer.connection.execute("SELECT status FROM premises WHERE code = ?", (premises,))
        was_idle = status == IDLE and from_on <= desk.today
        if was_idle:
            fit = {"status": READY, "status_from": from_on.isoformat()}
            writer.append("premises.saved", fit, f"premises/{premises}")
    return MovedIn(stay, before, status, was_idle)


def _stay(connection: sqlite3.Connection, code: str) -> Occupancy | None:
    found = connection.execute("SELECT area, until_on FROM occupancies WHERE id = ?", (code,)).fetchone()
    if found is None:
        return None
    after = date.fromisoformat(found[1])
    until = None if after == FOREVER else date.fromordinal(after.toordinal() - 1)
    return occupancy_at(code)._replace(area=found[0], until=until)


def _vacant(connection: sqlite3.Connection, stay: Occupancy) -> str:
    """Return the area that is vacant on each day of a stay. Raises Refused where it is none."""
    code = key_of(stay.premises, stay.enterprise, stay.from_on)
    others = [one for id, one in stays_of(connection, stay.premises).items() if id != code]
    vacant = _area(connection, stay.premises) - peak(others, stay.from_on, stay.until_on)
    if vacant <= 0:
        raise Refused("premises.taken", code=stay.premises, on=stay.from_on)
    return spelled_parts(vacant)


def move_out(desk: Desk, premises: str, enterprise: str, until: date) -> list[Occupancy]:
    """End every stay that an enterprise has in premises on a day, with that day. Returns the stays as they are now.

    Raises NotFound where there is none, Refused where each ends on that day already.
    """
    with desk.write() as writer:
        found = _stays_on(writer.connection, premises, enterprise, until)
        if not found:
            name = desk.name("enterprise", enterprise)
            raise NotFound("premises.absent", code=premises, enterprise=name, on=until)
        ended = [one._replace(until=until) for one in found if one.until != until]
        if not ended:
            raise Refused("roster.same")
        for stay in ended:
            code = key_of(stay.premises, stay.enterprise, stay.from_on)
            writer.append("occupancy.moved_out", {"until": until.isoformat()}, f"occupancy/{code}")
    return ended


def take_back(desk: Desk, premises: str, enterprise: str, from_on: date, why: str) -> Occupancy:
    """Take back a stay that was recorded by mistake, and return it. Raises NotFound where there is none."""
    code = key_of(premises, enterprise, from_on)
    with desk.write() as writer:
        before = _stay(writer.connection, code)
        if before is None:
            name = desk.name("enterprise", enterprise)
            raise NotFound("premises.not_begun", code=premises, enterprise=name, on=from_on)
        writer.append("occupancy.removed", {"why": why}, f"occupancy/{code}")
    return before


def _stays_on(connection: sqlite3.Connection, premises: str, enterprise: str, day: date) -> list[Occupancy]:
    """Return the stays of an enterprise in premises on a day."""
    found = connection.execute(
        f"SELECT id FROM occupancies WHERE premises = ? AND enterprise = ? AND {roster.on_day('?')} ORDER BY from_on",
        (premises, enterprise, day.isoformat(), day.isoformat()),
    ).fetchall()
    return [stay for (code,) in found if (stay := _stay(connection, code))]
