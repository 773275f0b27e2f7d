"""The visit: what one records, which rules it meets, and how its events change it.

Source: domain.md, "A visit" and "The quota".
"""

from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from gridlog.core.calendar import Calendar, in_time_until, monday
from gridlog.core.event import Event, Json, Misfit, all_text, civil, flag, number, quoted, text, texts
from gridlog.core.nouns.table import Cells, Rows, Table
from gridlog.core.rules import METHODS, Rules
from gridlog.core.when import week_name
from gridlog.errors import Refused, Usage

KINDS_OF_VISIT = ("routine", "demand", "policy", "project", "followup", "duty", "other")


VISITS = Table(
    "visits",
    """id visited_on:date week block grid enterprise officer participants method kind contact title phone note
       nothing_raised:flag outside:flag late:flag reason remark recorded_at void:flag void_reason
       fingerprint:int? at""",
    indexes="""UNIQUE id
               day: visited_on id
               officer: officer visited_on
               enterprise: enterprise visited_on
               fingerprint WHERE fingerprint IS NOT NULL""",
)
VISIT_PARTICIPANTS = Table(
    "visit_participants",
    "visit officer visited_on:date",
    indexes="""officer: officer visited_on
               visit""",
)
VISIT_DAYS = Table(
    "visit_days",
    "visit visited_on:date",
    indexes="""day: visited_on
               visit""",
)
TABLES = (
    VISITS,
    VISIT_PARTICIPANTS,
    VISIT_DAYS,
)


class Visit(NamedTuple):
    """A visit as its events leave it; grid and block are those of its day. `at` is its time of day like 20:30,
    empty where it was not told; nothing is judged by it.
    """

    on: date
    enterprise: str
    officer: str
    participants: tuple[str, ...]
    method: str
    kind: str
    contact: str
    title: str
    phone: str
    note: str
    nothing: bool
    grid: str
    block: str
    outside: bool
    late: bool
    reason: str
    remark: str
    recorded_at: str
    fingerprint: int | None = None
    former_days: tuple[date, ...] = ()
    void: bool = False
    void_reason: str = ""
    at: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """The lead officer and everybody who came along."""
        return (self.officer, *self.participants)


class Around(NamedTuple):
    """What must be known of the zone to judge one visit: place and own grid are those of its day."""

    grid: str
    block: str
    own_grid: str
    recorded_at: datetime
    calendar: Calendar
    rules: Rules


class Draft(NamedTuple):
    """A visit as a person tells it; persons and enterprise are codes."""

    on: date
    enterprise: str
    officer: str
    participants: tuple[str, ...] = ()
    method: str = "onsite"
    kind: str = "routine"
    contact: str = ""
    title: str = ""
    phone: str = ""
    note: str = ""
    nothing: bool = False
    reason: str = ""
    remark: str = ""
    at: str = ""


TEXTS = ("contact", "title", "phone", "note", "reason", "remark", "at")
LOGGED_TEXTS = ("enterprise", "officer", "method", "kind", "grid", "block", *TEXTS, "recorded_at")


def log(draft: Draft, around: Around) -> dict[str, Json]:
    """The data of `visit.logged`. Raises Refused or Usage, naming the rule that says no."""
    check(draft, around.recorded_at.date(), around.rules)
    check_hour(draft.on, draft.at, around.recorded_at)
    late = is_late(draft.on, around)
    if late and not draft.reason and needs_reason(draft.on, around.recorded_at.date(), around.rules):
        raise Refused("visit.reason_needed", on=draft.on, days=around.rules.late_reason_days)
    return told(draft, around, late)


def told(draft: Draft, around: Around, late: bool) -> dict[str, Json]:
    """The facts of a visit, empty ones left out."""
    data: dict[str, Json] = {
        "on": draft.on.isoformat(),
        "enterprise": draft.enterprise,
        "officer": draft.officer,
        "method": draft.method,
        "kind": draft.kind,
        "grid": around.grid,
        "block": around.block,
    }
    if draft.participants:
        data["participants"] = list(draft.participants)
    for key in TEXTS:
        if value := getattr(draft, key):
            data[key] = value
    for key, is_so in (("nothing", draft.nothing), ("late", late), ("outside", is_outside(around))):
        if is_so:
            data[key] = True
    return data


def imported(draft: Draft, around: Around, recorded_at: str, fingerprint: int) -> Visit:
    """The visit that one imported row begins; `recorded_at` is empty where the row does not say it."""
    return Visit(
        *draft[:11],
        around.grid,
        around.block,
        is_outside(around),
        is_late(draft.on, around),
        draft.reason,
        draft.remark,
        recorded_at,
        fingerprint,
        (),
        False,
        "",
        draft.at,
    )


def spelled(one: Visit) -> str:
    """The data of the `visit.logged` that begins this very visit, as canonical JSON.

    Written out by hand in the order of the keys: to make a dictionary and encode it takes twice as long.
    """
    on, enterprise, officer, people, method, kind, contact, title, phone, note, nothing = one[:11]
    grid, block, outside, late, reason, remark, recorded_at, fingerprint = one[11:19]
    return "".join(
        (
            f'{{"at":{quoted(one.at)},"block":' if one.at else '{"block":',
            quoted(block),
            ',"contact":' + quoted(contact) if contact else "",
            ',"enterprise":',
            quoted(enterprise),
            f',"fingerprint":{fingerprint}' if fingerprint is not None else "",
            ',"grid":',
            quoted(grid),
            ',"kind":',
            quoted(kind),
            ',"late":true' if late else "",
            ',"method":',
            quoted(method),
            ',"note":' + quoted(note) if note else "",
            ',"nothing":true' if nothing else "",
            ',"officer":',
            quoted(officer),
            ',"on":"',
            on.isoformat(),
            '","outside":true' if outside else '"',
            f',"participants":[{",".join(map(quoted, people))}]' if people else "",
            ',"phone":' + quoted(phone) if phone else "",
            ',"reason":' + quoted(reason) if reason else "",
            ',"recorded_at":' + quoted(recorded_at) if recorded_at else "",
            ',"remark":' + quoted(remark) if remark else "",
            ',"title":' + quoted(title) if title else "",
            "}",
        )
    )


def check(draft: Draft, today: date, rules: Rules) -> None:
    """The rules a visit meets whenever it is told. Raises Refused or Usage."""
    check_day(draft.on, today)
    if draft.method not in METHODS:
        raise Usage("visit.method", value=draft.method, known=", ".join(METHODS))
    if draft.kind not in KINDS_OF_VISIT:
        raise Usage("visit.kind", value=draft.kind, known=", ".join(KINDS_OF_VISIT))
    check_people((draft.officer, *draft.participants), rules)
    if not draft.note and not draft.nothing:
        raise Usage("visit.silent")


def check_people(people: tuple[str, ...], rules: Rules) -> None:
    """Raises Usage for an officer who is named twice, Refused for more officers than a visit may have."""
    if len(people) > 1 and len(set(people)) < len(people):
        raise Usage("visit.twice_there", officer=next(one for one in people if people.count(one) > 1))
    if len(people) > rules.participants:
        raise Refused("visit.crowd", count=len(people), most=rules.participants)


def check_day(on: date, today: date) -> None:
    """Raises Refused for a visit that has not taken place yet."""
    if on > today:
        raise Refused("visit.future", on=on, today=today)


def check_hour(on: date, at: str, now: datetime) -> None:
    """Raises Refused for a visit of today at an hour that is still to come."""
    if at and on == now.date() and at > f"{now:%H:%M}":
        raise Refused("visit.future", on=f"{on} {at}", today=f"{now:%Y-%m-%d %H:%M}")


def is_late(on: date, around: Around) -> bool:
    """Whether the entry came after the hour of the next workday (补录)."""
    recorded = around.recorded_at
    if (recorded.date() - on).days < 1:
        return False
    return recorded > in_time_until(around.calendar, on, around.rules.late_hour)


def needs_reason(on: date, today: date, rules: Rules) -> bool:
    """Whether an entry of today comes so late that it must say why."""
    return today - on > timedelta(days=rules.late_reason_days)


def is_outside(around: Around) -> bool:
    """Whether the officer went to an enterprise of another officer's grid (跨网格)."""
    return bool(around.own_grid and around.grid and around.own_grid != around.grid)


def edit(old: Visit, draft: Draft, around: Around, reason: str) -> dict[str, Json]:
    """The data of `visit.edited`: what differs from `old`, and why.

    Raises Refused when nothing differs, the visit is void or a rule says no.
    """
    if old.void:
        raise Refused("visit.is_void")
    if not reason.strip():
        raise Usage("visit.edit_reason")
    check(draft, around.recorded_at.date(), around.rules)
    check_hour(draft.on, draft.at, around.recorded_at)
    before = told(draft_of(old), around._replace(grid=old.grid, block=old.block), old.late)
    after = told(draft, around, old.late)
    before.pop("outside", None)
    if old.outside:
        before["outside"] = True
    blank: dict[str, Json] = {"participants": [], "nothing": False, "outside": False}
    changed = {
        key: after.get(key, blank.get(key, ""))
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    }
    if not changed:
        raise Refused("visit.same")
    return {"change": changed, "why": reason}


def draft_of(visit: Visit) -> Draft:
    """What was told of a visit, ready to be told again with a change."""
    return Draft(**{key: getattr(visit, key) for key in Draft._fields})


def void(old: Visit, reason: str) -> dict[str, Json]:
    """The data of `visit.voided`. Raises Refused or Usage."""
    if old.void:
        raise Refused("visit.is_void")
    if not reason.strip():
        raise Usage("visit.void_reason")
    return {"why": reason}


def week_of(on: date) -> tuple[date, date]:
    """The ISO week around a day as [Monday, next Monday)."""
    start = monday(on)
    return start, start + timedelta(days=7)


def logged(old: Visit | None, event: Event) -> Visit:
    """A visit begins; a second beginning of one row means nothing."""
    if old is not None or event.row != event.id:
        raise Misfit("a visit begins once, as a row of its own")
    data = event.data
    (
        enterprise,
        officer,
        method,
        kind,
        grid,
        block,
        contact,
        title,
        phone,
        note,
        reason,
        remark,
        at,
        recorded,
    ) = all_text(data, LOGGED_TEXTS)
    fingerprint = number(data, "fingerprint") if "fingerprint" in data else None
    return Visit(  # by place: by name takes 1.5 µs longer, for each of a million
        civil(data, "on"),
        enterprise,
        officer,
        texts(data, "participants"),
        method,
        kind,
        contact,
        title,
        phone,
        note,
        flag(data, "nothing"),
        grid,
        block,
        flag(data, "outside"),
        flag(data, "late"),
        reason,
        remark,
        recorded or event.time,
        fingerprint,
        (),
        False,
        "",
        at,
    )


_EDITS = {
    **dict.fromkeys(("enterprise", "officer", "method", "kind", "grid", "block", *TEXTS), text),
    "on": civil,
    "participants": texts,
    "nothing": flag,
    "outside": flag,
}


def edited(old: Visit | None, event: Event) -> Visit:
    """The fields that the event changes, over those there were; unknown ones are for later versions."""
    if old is None:
        raise Misfit("an edit of a visit that is not here yet")
    change = event.data.get("change")
    if not isinstance(change, dict):
        raise Misfit("an edit without changes")
    fields = {key: read(change, key) for key, read in _EDITS.items() if key in change}
    if fields.get("on", old.on) != old.on:
        old = old._replace(former_days=(*old.former_days, old.on))
    return old._replace(**fields)  # type: ignore[arg-type]  # _EDITS gives each field its type


def voided(old: Visit | None, event: Event) -> Visit:
    """A void visit stays in every list that asks for it and counts nowhere."""
    if old is None:
        raise Misfit("a void of a visit that is not here yet")
    return old._replace(void=True, void_reason=text(event.data, "why"))


KINDS = {"visit.logged": logged, "visit.edited": edited, "visit.voided": voided}


@cache
def _day_and_week(ordinal: int) -> tuple[str, str]:
    day = date.fromordinal(ordinal)
    return day.isoformat(), week_name(day)


def rows(id: str, one: Visit) -> Rows:
    """The rows of a visit: itself, each colleague who came along, each day that it was on before."""
    day, enterprise, officer, people, method, kind, contact, title, phone, note, nothing = one[:11]
    grid, block, outside, late, reason, remark, recorded_at, fingerprint = one[11:19]
    on, week = _day_and_week(day.toordinal())
    cells: Cells = (
        id,
        on,
        week,
        block,
        grid,
        enterprise,
        officer,
        ";".join(people),
        method,
        kind,
        contact,
        title,
        phone,
        note,
        int(nothing),
        int(outside),
        int(late),
        reason,
        remark,
        recorded_at,
        int(one.void),
        one.void_reason,
        fingerprint,
        one.at,
    )
    made: dict[Table, list[Cells]] = {VISITS: [cells]}
    if people:
        made[VISIT_PARTICIPANTS] = [(id, officer, on) for officer in people]
    if one.former_days:
        made[VISIT_DAYS] = [(id, day.isoformat()) for day in sorted(set(one.former_days))]
    return made
