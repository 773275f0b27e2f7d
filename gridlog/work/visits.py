"""Visits: logged with the issues raised on them, corrected, voided. Nobody is asked, nothing is printed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from gridlog.core import visit
from gridlog.core.event import Data, Event, written
from gridlog.core.figures import quota
from gridlog.core.roster import CLOSED
from gridlog.core.visit import Around, Draft, Visit
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.words.language import two
from gridlog.work.desk import Desk

if TYPE_CHECKING:
    from gridlog.work.issues import IssueDraft

CLOSED_THEN = two(
    "注意：企业 {code} 在 {day} 已注销。若状态有误：gridlog enterprise edit {code} --status 投产 --from 日期",
    "Warning: enterprise {code} was closed (注销) on {day}. If that is wrong: "
    "gridlog enterprise edit {code} --status 投产 --from DATE",
)


class Logged(NamedTuple):
    """A visit that was logged: its event, and of each issue raised on it the id and the deadline."""

    event: Event
    issues: list[tuple[str, date]]

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


def log_visit(desk: Desk, draft: Draft, issues: "list[IssueDraft]") -> Logged:
    """Log a visit and the issues that were raised on it, all or nothing. Raises Refused or Usage where a rule says no."""
    with desk.write(draft.officer) as writer:
        event = writer.append("visit.logged", visit.log(draft, around(desk, draft)))
        if not issues:
            return Logged(event, [])
        from gridlog.work.issues import raise_issue

        raised = [raise_issue(desk, writer, draft, told, written(event.id)) for told in issues]
    return Logged(event, raised)


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


def is_second(desk: Desk, draft: Draft) -> bool:
    """Whether this officer has been to this enterprise on that day already, as the lead."""
    week = lookup.officer_week(desk.store.connection, draft.officer, visit.week_of(draft.on)[0])
    return any(
        call.enterprise == draft.enterprise
        and call.on == draft.on.isoformat()
        and draft.officer == call.people[0]
        for call in week
    )


def around(desk: Desk, draft: Draft) -> Around:
    """What is known of the zone on the visit's day, to judge it by."""
    connection = desk.store.connection
    rules = desk.rules
    place = lookup.place_of(connection, draft.enterprise, draft.on, rules.report_level)
    own = lookup.quota_of(connection, draft.officer, rules)
    return Around(
        grid=place.grid,
        block=place.block,
        own_grid=lookup.grid_of(connection, "officer", draft.officer, draft.on) if own is not None else "",
        recorded_at=desk.now,
        calendar=desk.calendar(draft.on, max(draft.on, desk.today) + timedelta(days=14)),
        rules=rules,
    )


def around_edit(desk: Desk, before: Visit, draft: Draft) -> Around:
    """What the edited visit is judged by; where neither day nor people nor enterprise changed, as before."""
    now = around(desk, draft)
    if (draft.on, draft.enterprise, draft.officer) == (before.on, before.enterprise, before.officer):
        own = before.grid if not before.outside else now.own_grid
        return now._replace(grid=before.grid, block=before.block, own_grid=own)
    return now


def week_so_far(desk: Desk, officer: str, start: date) -> tuple[int, int | None]:
    """How many visits of an officer count in the week that begins on `start`, and how many are owed; None owes none."""
    connection = desk.store.connection
    rules = desk.rules
    calls = lookup.officer_week(connection, officer, start)
    count = len(quota.counted(calls, officer, rules.counted_methods.split(",")))
    full = lookup.quota_of(connection, officer, rules)
    if full is None:
        return count, None
    calendar = desk.calendar(start, start + timedelta(days=7))
    return count, quota.required(full, lookup.leaves(connection, officer), start, calendar)


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


def say_of_visit(desk: Desk, draft: Draft, event: Event) -> None:
    """Say what the officer should know of a visit that was just logged: it is late, or outside, or its enterprise is closed."""
    start, end = visit.week_of(draft.on)
    if event.data.get("late"):
        desk.say(
            two(
                "已记为补录（录入晚于次工作日 {hour}:00）。",
                "Marked late: entered after {hour}:00 of the next workday.",
            ),
            hour=desk.rules.late_hour,
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
    if draft.officer in guests and len(guests) >= desk.rules.overvisit_officers:
        desk.say(
            two(
                "提醒：本周已有 {count} 位不同人员走访该企业，请统筹安排，无事不扰。",
                "Mind: {count} different officers came to this enterprise this week; do not disturb without cause.",
            ),
            count=len(guests),
        )
    desk.say_unknown_years(desk.calendar(start, end), start, end)
