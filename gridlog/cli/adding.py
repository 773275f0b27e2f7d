"""One visit written down: what is missing is asked, the rules are met, the week so far is told."""

import sys
from datetime import date, timedelta

from gridlog.cli.raising import Told, raise_issue
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import (
    Session,
    confirmed,
    day_text,
    is_asking,
    required,
    text_of,
    warn_unknown_years,
)
from gridlog.core import visit
from gridlog.core.event import Event, written
from gridlog.core.figures import quota
from gridlog.core.roster import CLOSED
from gridlog.core.visit import Around, Draft, Visit
from gridlog.errors import Refused, Usage
from gridlog.store import lookup
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import meant, shown

CLOSED_THEN = two(
    "注意：企业 {code} 在 {day} 已注销。若状态有误：gridlog enterprise edit {code} --status 投产 --from 日期",
    "Warning: enterprise {code} was closed (注销) on {day}. If that is wrong: "
    "gridlog enterprise edit {code} --status 投产 --from DATE",
)


def add_visit(here: Session, draft: Draft, issues: list[Told], yes: bool, json: bool) -> None:
    """Log a visit and what was raised on it, all or nothing. Raises what rule says no, before it asks."""
    if issues and draft.nothing:
        raise Usage("visit.contradiction")
    visit.check_day(draft.on, here.today)
    visit.check_hour(draft.on, draft.at, here.now)
    draft = _asked(here, draft, issues, yes)
    visit.log(draft, around(here, draft))
    if not _is_wanted(here, draft, yes):
        raise Refused("visit.declined")
    with here.write(draft.officer) as writer:
        event = writer.append("visit.logged", visit.log(draft, around(here, draft)))
        raised = [raise_issue(here, writer, draft, told, written(event.id)) for told in issues]
    _show_added(here, draft, event, raised, json)


def paired(texts: list[str], categories: list[str], grades: list[str]) -> list[Told]:
    """Each issue with its own category and grade, or all with the one given. Raises Usage."""
    for name, words in (("--category", categories), ("--grade", grades)):
        if len(words) > 1 and len(words) != len(texts):
            raise Usage("visit.pairs", name=name, count=len(words), issues=len(texts))
    each = zip(texts, _spread(categories, "OTHER", texts), _spread(grades, "general", texts), strict=True)
    return [
        Told(text_of(text), meant("category", category), meant("grade", grade))
        for text, category, grade in each
    ]


def _spread(words: list[str], default: str, texts: list[str]) -> list[str]:
    return words if len(words) > 1 else (words or [default]) * len(texts)


def _asked(here: Session, draft: Draft, issues: list[Told], yes: bool) -> Draft:
    """The draft with what is still missing asked for at a terminal, unless `yes`."""
    if issues and not draft.note:
        draft = draft._replace(note="；".join(told.text for told in issues))
    if yes or not is_asking():
        return draft
    if not draft.note and not draft.nothing:
        from gridlog.cli.shell.prompts import ask

        said = ask(two("走访内容（直接回车表示无诉求）", "What was talked about (Enter: nothing was raised)"))
        draft = draft._replace(note=said, nothing=not said)
    if not draft.reason and visit.needs_reason(draft.on, around(here, draft)):
        why = required("", two("已超过补录期限，请写原因", "That was long ago; why so late?"), "--reason")
        draft = draft._replace(reason=why)
    return draft


def _is_wanted(here: Session, draft: Draft, yes: bool) -> bool:
    """Ask once more when this officer has been there on that day already."""
    twice = [
        call
        for call in lookup.officer_week(here.store.connection, draft.officer, visit.week_of(draft.on)[0])
        if call.enterprise == draft.enterprise
        and call.on == draft.on.isoformat()
        and draft.officer == call.people[0]
    ]
    if not twice:
        return True
    say(
        two(
            "提示：这家企业当天已有一次走访记录，重复的不会多计一次。",
            "Note: there is a visit of that day already; a second one does not count again.",
        )
    )
    return confirmed(two("仍然登记？", "Log it all the same?"), yes, default=False)


def around(here: Session, draft: Draft) -> Around:
    """What is known of the zone on the visit's day, to judge it by."""
    connection = here.store.connection
    rules = here.rules
    place = lookup.place_of(connection, draft.enterprise, draft.on, rules.report_level)
    own = lookup.quota_of(connection, draft.officer, rules)
    return Around(
        grid=place.grid,
        block=place.block,
        own_grid=lookup.grid_of(connection, "officer", draft.officer, draft.on) if own is not None else "",
        recorded_at=here.now,
        calendar=here.calendar(draft.on, max(draft.on, here.today) + timedelta(days=14)),
        rules=rules,
    )


def around_edit(here: Session, before: Visit, draft: Draft) -> Around:
    """What the edited visit is judged by; where neither day nor people nor enterprise changed, as before."""
    now = around(here, draft)
    if (draft.on, draft.enterprise, draft.officer) == (before.on, before.enterprise, before.officer):
        own = before.grid if not before.outside else now.own_grid
        return now._replace(grid=before.grid, block=before.block, own_grid=own)
    return now


def mind_issues(here: Session, id: str, enterprise: str = "") -> None:
    """Say which issues raised on a visit still go on when it is void, or was to another `enterprise`."""
    query = "SELECT id FROM issues WHERE visit = ? AND open AND enterprise <> ? ORDER BY id"
    if left := here.store.connection.execute(query, (id, enterprise)).fetchall():
        say(
            two(
                "提醒：这次走访登记的问题没有随之改动，仍在办理：{ids}。登记错了企业可用 issue edit --enterprise 更正。",
                "Mind: issues raised on this visit are unchanged and still open: {ids}. Correct the enterprise of "
                "one with issue edit --enterprise.",
            ),
            ids=", ".join(lookup.shortest(here.store.connection, "issue", one) for (one,) in left),
        )


def _show_added(
    here: Session, draft: Draft, event: Event, raised: list[tuple[str, date]], json: bool
) -> None:
    start, end = visit.week_of(draft.on)
    id = written(event.id)
    count, owed = _so_far(here, draft.officer, start)
    if json:
        _tell_json(here, id, count, owed)
        return
    short = lookup.shortest(here.store.connection, "visit", id)
    enterprise = here.find("enterprise", draft.enterprise)
    tell(
        two(
            "{id} 已登记走访：{day} {name}（{code}）{method}，{officer}",
            "{id} visit logged: {day}, {name} ({code}), {method}, {officer}",
        ),
        id=short,
        day=day_text(draft.on, draft.at),
        name=enterprise.name,
        code=enterprise.code,
        method=_how(draft),
        officer=people_text(here, draft),
    )
    for issue_id, due in raised:
        short_issue = lookup.shortest(here.store.connection, "issue", issue_id)
        tell(
            two("{id} 已登记问题，时限 {due}", "{id} issue raised, due {due}"),
            id=short_issue,
            due=day_text(due),
        )
    _tell_week(owed, count, start, here.today)
    _warn(here, draft, event, start, end)


def _how(draft: Draft) -> str:
    """The method, and the kind of visit where it is not the usual one."""
    words = [("method", draft.method), *([("kind", draft.kind)] if draft.kind != "routine" else [])]
    return pick(two("，", ", ")).join(shown(*one, language()) for one in words)


def people_text(here: Session, draft: Draft) -> str:
    """The names of those who were there, the lead first."""
    names = [lookup.name_of(here.store.connection, one) for one in (draft.officer, *draft.participants)]
    return pick(two("、", ", ")).join(names)


def _tell_week(owed: int | None, count: int, start: date, today: date) -> None:
    if owed is not None:
        done = pick(two("，已达标", ", met")) if count >= owed else ""
        this = visit.week_of(today)[0] == start
        week = (
            two("本周（{start} 起）", "week of {start}:")
            if this
            else two("{start} 那一周 ", "week of {start}:")
        )
        told = two("{week}{count}/{owed}{done}", "{week} {count}/{owed}{done}")
        tell(told, week=fill(week, start=start), count=count, owed=owed, done=done)


def _tell_json(here: Session, id: str, count: int, owed: int | None) -> None:
    """The visit as `visit show --json` has it, on one line, and the officer's week so far."""
    from json import dumps

    from gridlog.ledgers import queries
    from gridlog.ledgers.columns import plain

    query = queries.visits(here.rules).narrowed("v.id = :id", id=id)
    row = here.store.connection.execute(query.sql(), query.parameters).fetchone()
    told = {column.key: plain(column, value) for column, value in zip(query.columns, row, strict=True)}
    sys.stdout.write(dumps({**told, "week_counted": count, "week_required": owed}, ensure_ascii=False) + "\n")


def _so_far(here: Session, officer: str, start: date) -> tuple[int, int | None]:
    connection = here.store.connection
    rules = here.rules
    calls = lookup.officer_week(connection, officer, start)
    count = len(quota.counted(calls, officer, rules.counted_methods.split(",")))
    full = lookup.quota_of(connection, officer, rules)
    if full is None:
        return count, None
    calendar = here.calendar(start, start + timedelta(days=7))
    return count, quota.required(full, lookup.leaves(connection, officer), start, calendar)


def _warn(here: Session, draft: Draft, event: Event, start: date, end: date) -> None:
    if event.data.get("late"):
        say(
            two(
                "已记为补录（录入晚于次工作日 {hour}:00）。",
                "Marked late: entered after {hour}:00 of the next workday.",
            ),
            hour=here.rules.late_hour,
        )
    if event.data.get("outside"):
        say(
            two("已标记跨网格：该企业属于 {grid}。", "Marked as outside the own grid: it belongs to {grid}."),
            grid=event.data["grid"],
        )
    if not event.data.get("grid"):
        say(
            two(
                "注意：企业 {code} 在 {day} 不属于任何网格。",
                "Warning: enterprise {code} belonged to no grid on {day}.",
            ),
            code=draft.enterprise,
            day=draft.on,
        )
    if lookup.status_on(here.store.connection, draft.enterprise, draft.on) == CLOSED:
        say(CLOSED_THEN, code=draft.enterprise, day=draft.on)
    guests = lookup.guests(here.store.connection, draft.enterprise, start)
    if draft.officer in guests and len(guests) >= here.rules.overvisit_officers:
        say(
            two(
                "提醒：本周已有 {count} 位不同人员走访该企业，请统筹安排，无事不扰。",
                "Mind: {count} different officers came to this enterprise this week; do not disturb without cause.",
            ),
            count=len(guests),
        )
    warn_unknown_years(here.calendar(start, end), start, end)
