"""Visits: logged with the issues raised on them, corrected, voided. The code asks no question and prints nothing."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from gridlog.core.calendar import Calendar
from gridlog.core.event import Data, Event, written
from gridlog.core.figures import quota
from gridlog.core.figures.quota import Call
from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Around, Draft, Visit
from gridlog.core.roster import CLOSED
from gridlog.core.rules import Rules
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.words.language import listed, two
from gridlog.work.desk import Desk

if TYPE_CHECKING:
    from gridlog.work.issues import IssueDraft

CLOSED_THEN = two(
    "注意：企业 {code} 在 {day} 已注销。若状态有误：gridlog enterprise edit {code} --status 投产 --from 日期",
    "Warning: enterprise {code} was closed (注销) on {day}. If that is wrong: "
    "gridlog enterprise edit {code} --status 投产 --from DATE",
)


AHEAD = timedelta(days=14)  # how far the calendar reaches, so that a late entry is known as one


class Known(NamedTuple):
    """All that one visit is judged by and answered with, read once.

    `version`: of the file when it was read.
    `around.calendar`: holds the week of the visit, too.
    `quota`: of the officer for a full week; None for a role without one.
    `calls`: the officer's visits of the week that were on record.
    """

    version: int
    around: Around
    quota: int | None
    calls: Sequence[Call]


class Logged(NamedTuple):
    """A visit that was logged.

    `event`: the event that began it.
    `issues`: of each issue that was raised on it, the id and the deadline.
    `known`: what the visit was judged by.
    """

    event: Event
    issues: list[tuple[str, date]]
    known: Known

    @property
    def id(self) -> str:
        """The whole id of the visit."""
        return written(self.event.id)


class Corrected(NamedTuple):
    """A visit that was corrected: as it was, as it is, and the data of the event."""

    before: Visit
    after: Draft
    data: Data


def check_first(desk: Desk, draft: Draft, has_issues: bool) -> None:
    """Raises what a rule says no to, before the person is asked anything."""
    if has_issues and draft.nothing:
        raise Usage("visit.contradiction")
    visit.check_day(draft.on, desk.today)
    visit.check_hour(draft.on, draft.at, desk.now)


def known_of(desk: Desk, draft: Draft, has_issues: bool = False) -> Known:
    """Read what a visit is judged by. With issues the calendar reaches as far as their deadlines do."""
    version = desk.store.version
    connection = desk.store.connection
    rules = desk.rules
    own = lookup.quota_of(connection, draft.officer, rules)
    monday = visit.week_of(draft.on)[0]
    ahead = AHEAD
    if has_issues:
        from gridlog.work.issues import reach

        ahead = max(ahead, reach(rules))
    calendar = desk.calendar(min(monday, draft.on), max(draft.on, desk.today) + ahead)
    made = _around(desk, draft, rules, calendar, own is not None)
    return Known(version, made, own, lookup.officer_week(connection, draft.officer, monday))


def usual_kind(desk: Desk, enterprise: str, people: Sequence[str], on: date, project: str = "") -> str:
    """Return the kind of a visit that was told without one.

    It is `project` where a project was named, or one of the visitors is in a task force for the enterprise on the day.
    """
    is_member = project or lookup.has_member(desk.store.connection, enterprise, people, on)
    return "project" if is_member else "routine"


def log_visit(desk: Desk, draft: Draft, issues: "list[IssueDraft]", known: Known | None = None) -> Logged:
    """Log a visit and the issues that were raised on it, all or nothing. Raises Refused or Usage where a rule says no.

    `known` was read before; it is read again where another program wrote to the file since.
    """
    with desk.write(draft.officer) as writer:
        if known is None or known.version != desk.store.version:
            known = known_of(desk, draft, bool(issues))
        event = writer.append("visit.logged", visit.log(draft, known.around))
        if not issues:
            return Logged(event, [], known)
        from gridlog.work.issues import raise_issue

        raised = [raise_issue(desk, writer, draft, told, written(event.id), known.around) for told in issues]
    return Logged(event, raised, known)


def correct_visit(desk: Desk, id: str, changes: Callable[[Visit], dict[str, object]], why: str) -> Corrected:
    """Correct the fields of a visit that `changes` makes of the visit on record. Raises Refused where nothing changes or a rule says no."""
    with desk.write() as writer:
        before = visit_now(desk, id)
        draft = visit.draft_of(before)._replace(**changes(before))  # type: ignore[arg-type]  # each has its field's type
        data = visit.edit(before, draft, around_edit(desk, before, draft), why)
        writer.append("visit.edited", data, row=desk.store.row(id).id)
    return Corrected(before, draft, data)


def void_visit(desk: Desk, id: str, why: str) -> Visit:
    """Void a visit. Returns the void visit. Raises Refused for one that is void already."""
    with desk.write() as writer:
        writer.append("visit.voided", visit.void(visit_now(desk, id), why), row=desk.store.row(id).id)
    return visit_now(desk, id)


def visit_now(desk: Desk, id: str) -> Visit:
    """The visit as it is on record. Raises Refused while its beginning has not arrived."""
    value = desk.store.row(id).value
    if not isinstance(value, Visit):
        raise Refused("id.not_begun", id=id)
    return value


def need_standing(desk: Desk, id: str) -> None:
    """Raises Refused for a void visit."""
    if visit_now(desk, id).void:
        raise Refused("visit.is_void")


def is_second(draft: Draft, week: Sequence[Call]) -> bool:
    """Whether this officer has been to this enterprise on that day already, as the lead; `week` has the visits so far."""
    return any(
        call.enterprise == draft.enterprise
        and call.on == draft.on.isoformat()
        and draft.officer == call.people[0]
        for call in week
    )


def around(desk: Desk, draft: Draft) -> Around:
    """What is known of the zone on the visit's day, to judge it by."""
    rules = desk.rules
    has_quota = lookup.quota_of(desk.store.connection, draft.officer, rules) is not None
    return _around(desk, draft, rules, desk.calendar(draft.on, max(draft.on, desk.today) + AHEAD), has_quota)


def _around(desk: Desk, draft: Draft, rules: Rules, calendar: Calendar, has_quota: bool) -> Around:
    connection = desk.store.connection
    place = lookup.place_of(connection, draft.enterprise, draft.on, rules.report_level)
    return Around(
        grid=place.grid,
        block=place.block,
        own_grid=lookup.grid_of(connection, "officer", draft.officer, draft.on) if has_quota else "",
        recorded_at=desk.now,
        calendar=calendar,
        rules=rules,
    )


def around_edit(desk: Desk, before: Visit, draft: Draft) -> Around:
    """What the edited visit is judged by; where neither day nor people nor enterprise changed, as before."""
    now = around(desk, draft)
    if (draft.on, draft.enterprise, draft.officer) == (before.on, before.enterprise, before.officer):
        own = before.grid if not before.outside else now.own_grid
        return now._replace(grid=before.grid, block=before.block, own_grid=own)
    return now


def week_so_far(desk: Desk, draft: Draft, known: Known) -> tuple[int, int | None]:
    """How many visits of the officer's week count with the new one, and how many are owed; None owes none."""
    people = (draft.officer, *draft.participants)
    new = Call(draft.on.isoformat(), draft.enterprise, known.around.grid, people, draft.method, late=False)
    methods = known.around.rules.counted_methods.split(",")
    count = len(quota.counted([*known.calls, new], draft.officer, methods))
    if known.quota is None:
        return count, None
    leaves = lookup.leaves(desk.store.connection, draft.officer)
    return count, quota.required(known.quota, leaves, visit.week_of(draft.on)[0], known.around.calendar)


def people_text(desk: Desk, draft: Draft) -> str:
    """Return the names of the officers who were there, the lead first."""
    return listed(desk.name("officer", one) for one in (draft.officer, *draft.participants))


def say_open_issues(desk: Desk, id: str, enterprise: str = "") -> None:
    """Say which issues raised on a visit still go on when it is void, or was to another `enterprise`."""
    if left := lookup.open_issues_of(desk.store.connection, id, enterprise):
        desk.say(
            two(
                "提醒：这次走访登记的问题没有随之改动，仍在办理：{ids}。登记错了企业可用 issue edit --enterprise 更正。",
                "Mind: issues raised on this visit are unchanged and still open: {ids}. Correct the enterprise of "
                "one with issue edit --enterprise.",
            ),
            ids=", ".join(lookup.shortest(desk.store.connection, "issue", one) for one in left),
        )


def say_of_visit(desk: Desk, draft: Draft, event: Event, around: Around) -> None:
    """Say what the officer should know of a visit that was just logged: it is late, or outside, or its enterprise is closed."""
    start, end = visit.week_of(draft.on)
    if event.data.get("late"):
        desk.say(
            two(
                "已记为补录（录入晚于次工作日 {hour}:00）。",
                "Marked late: entered after {hour}:00 of the next workday.",
            ),
            hour=around.rules.late_hour,
        )
    if event.data.get("outside"):
        desk.say(
            two("已标记跨网格：该企业属于 {grid}。", "Marked as outside the own grid: it belongs to {grid}."),
            grid=event.data["grid"],
        )
    if not event.data.get("grid"):
        desk.say(
            two(
                "注意：企业 {code} 在 {day} 不属于任何网格。",
                "Warning: enterprise {code} belonged to no grid on {day}.",
            ),
            code=draft.enterprise,
            day=draft.on,
        )
    if lookup.status_on(desk.store.connection, draft.enterprise, draft.on) == CLOSED:
        desk.say(CLOSED_THEN, code=draft.enterprise, day=draft.on)
    guests = lookup.guests(desk.store.connection, draft.enterprise, start)
    if draft.officer in guests and len(guests) >= around.rules.overvisit_officers:
        desk.say(
            two(
                "提醒：本周已有 {count} 位不同人员走访该企业，请统筹安排，无事不扰。",
                "Mind: {count} different officers came to this enterprise this week; do not disturb without cause.",
            ),
            count=len(guests),
        )
    desk.say_unknown_years(around.calendar, start, end)
