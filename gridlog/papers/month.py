"""The monthly bulletin (月通报): five paragraphs with their figures filled in, two tables, two charts.

A shortcoming stands there only where a figure shows it, and what is asked for next follows from the
shortcomings. Source: domain.md, "Reports".
"""

from collections.abc import Sequence
from datetime import date, timedelta

from gridlog.core.figures.beside import Letter
from gridlog.core.figures.month import Bulletin, UnitMonth, weeks_of
from gridlog.core.tree import DEFAULT_LEVEL
from gridlog.ledgers.columns import OFFICER_MONTH, UNIT_MONTH, Value
from gridlog.ledgers.totals import footnotes
from gridlog.papers.chapters import ORDINALS, Chapter, numbered
from gridlog.papers.document import Paper, Section, Table
from gridlog.papers.levels import unit_column, unit_word, unit_words
from gridlog.papers.parts import (
    GRID,
    OFFICER,
    TOTAL,
    Frame,
    Issues,
    annexes,
    ended,
    handled,
    issue_sentences,
    paper,
    percent,
    quota_bars,
    quota_heat,
    uncovered,
)
from gridlog.papers.spelled import month, span, week_number
from gridlog.words.language import fill, language, listed, pick, two

NAMED = 5
ON_PAPER = (
    *("weeks_owed", "weeks_met", "required", "counted", "visits", "enterprises", "enterprises_in_charge"),
    *("coverage", "joint", "late"),
)
SHORT = ("weeks_owed", "weeks_met", "required", "counted", "short")
Shortcoming = tuple[str, str]  # what is wrong, and what is to be done about it


def named_codes(told: Bulletin) -> list[str]:
    """The codes of the enterprises that the sentences name."""
    return [*told.unseen[:NAMED], *(one.code for one in told.crowded[:NAMED])]


def bulletin(
    seen: Letter,
    told: Bulletin,
    notes: Sequence[str],
    signed_on: date | None = None,
    chapters: Sequence[Chapter] = (),
) -> Paper:
    """The whole document; `notes` say when it was handed in, which is when it was signed."""
    (zone,) = told.zone
    late = uncovered(seen, told.uncovered, told.until, told.level)
    issues = Issues(told.whole, told.top, told.common, told.longterm)
    wrong = _shortcomings(seen, told)
    late = late if told.has_records else late._replace(rows=())
    tables = [_visit_table(seen, told), _issue_table(seen, told), _short_table(seen, told), late]
    tables += [table for one in chapters for table in one.annexes]
    opening = tuple(sentence for one in chapters for sentence in one.opening)
    sections = [
        Section(pick(two("总体情况", "In general")), (*opening, *summary(told), *ended(notes))),
        Section(
            pick(two("网格走访", "Visits")),
            tuple(_visits(seen, told)),
            (quota_bars(seen, told.block, told.level), quota_heat(seen, told.weeks)),
        ),
        Section(pick(two("问题办理", "Issues")), tuple(issue_sentences(issues))),
        *(one.section for one in chapters),
        Section(
            pick(two("存在问题", "Shortcomings")),
            tuple(_numbered([one for one, _ in wrong], told.has_records)),
        ),
        Section(pick(two("下步要求", "What is asked for")), tuple(_numbered(_wishes(wrong)))),
    ]
    title = two(
        f"关于{month(zone.start)}走访服务企业情况的通报",
        f"Visits to enterprises, {month(zone.start)}",
    )
    frame = Frame(title, _period(zone, told.until), signed_on)
    return paper(seen, frame, numbered(sections), annexes(table for table in tables if table.rows))


def summary(told: Bulletin) -> tuple[str, str]:
    """The general paragraph, for a terminal, too."""
    return _general(told), _issues(told)


def _period(zone: UnitMonth, last: date) -> str:
    open = pick(two("（本月未完）", ", the month is not over")) if last < zone.end else ""
    return span(zone.start, last) + open


def _general(told: Bulletin) -> str:
    (zone,) = told.zone
    charge = zone.enterprises_in_charge
    return fill(
        two(
            "{month}，全区 {blocks} 个{units}、{grids} 个网格的 {officers} 名专员走访 {visits} 次（{change}），走访企业 {enterprises} 家；"
            "辖内企业 {charge} 家，实地走访覆盖率 {coverage}。",
            "{month}: {officers} officers of {blocks} {units} and {grids} grids made {visits} visits ({change}) to {enterprises} "
            "enterprises; of {charge} enterprises in charge, visited on site: {coverage}.",
        ),
        month=month(zone.start),
        blocks=sum(bool(row.block) for row in told.block),
        units=unit_words(told.level),
        grids=sum(bool(row.grid) for row in told.grid),
        officers=zone.officers,
        visits=zone.visits,
        change=_change(told, zone.visits, told.before.visits),
        enterprises=zone.enterprises,
        charge=charge,
        coverage=percent(charge - len(told.unseen), charge),
    ) + _workdays(told)


def _workdays(told: Bulletin) -> str:
    """How many workdays the visits were made on, and on how many those that they are compared with."""
    if not told.workdays and not told.workdays_before:
        return ""
    text = two("工作日 {now} 天，{then} {before} 天。", " Workdays: {now}, {then} {before}.")
    return fill(text, now=told.workdays, then=_then(told), before=told.workdays_before)


def _then(told: Bulletin) -> str:
    """What the month is compared with: the month before, or its same days."""
    (zone,) = told.zone
    if told.until < zone.end:
        return pick(two("上月同期", "by this day of the month before"))
    return pick(two("上月", "the month before"))


def _issues(told: Bulletin) -> str:
    (zone,) = told.zone
    return fill(
        two(
            "新增问题 {raised} 件（{raised_change}），办结 {closed} 件（{closed_change}），期末在办 {unfinished} 件，其中超期 {overdue} 件。",
            "Issues raised {raised} ({raised_change}), closed {closed} ({closed_change}), still open {unfinished}, of them "
            "overdue {overdue}.",
        ),
        raised=zone.issues_raised,
        raised_change=_change(told, zone.issues_raised, told.before.raised),
        closed=zone.issues_closed,
        closed_change=_change(told, zone.issues_closed, told.before.closed),
        unfinished=told.whole.unfinished,
        overdue=told.whole.overdue,
    )


def _change(told: Bulletin, now: int, before: int) -> str:
    """Against the month before, or its same days; a percentage only where there is something to take it of."""
    then = _then(told)
    if now == before:
        return fill(two("与{then}持平", "as many as {then}"), then=then)
    if now > before:
        text, rate = (
            two("比{then}增加 {count}", "{count} more than {then}"),
            two("，增长 {rate}", ", +{rate}"),
        )
    else:
        text, rate = (
            two("比{then}减少 {count}", "{count} fewer than {then}"),
            two("，下降 {rate}", ", -{rate}"),
        )
    change = fill(text, then=then, count=abs(now - before))
    return change + (fill(rate, rate=f"{abs(now - before) / before:.0%}") if before else "")


def _quota(told: Bulletin) -> str:
    (zone,) = told.zone
    weeks = weeks_of(zone.start)[told.unrecorded :][: told.counted]
    if not weeks and told.unrecorded:
        return pick(two("本月的考核周尚无记录。", "No week of the month has records yet."))
    if not weeks:
        return pick(two("本月的考核周都还没有结束。", "No week of the month is over yet."))
    return fill(
        two(
            "考核周 {weeks} 个（{names}，{days}，按周日所在月份归属，其中已上报冻结 {frozen} 个{open}）：应访 {required} 次，"
            "实访 {counted} 次；人周达标率 {met}。",
            "{weeks} weeks end in the month ({names}, {days}; {frozen} of them handed in{open}): required {required}, "
            "counted {counted}; quotas met: {met}.",
        ),
        weeks=len(weeks),
        names=_week_names(weeks),
        days=span(weeks[0], weeks[-1] + timedelta(days=6)),
        open=_open_weeks(told),
        frozen=told.frozen,
        required=zone.required,
        counted=zone.counted,
        met=percent(zone.weeks_met, zone.weeks_owed),
    )


def _week_names(mondays: Sequence[date]) -> str:
    """The numbers of weeks in a row: 第40周至第43周, weeks 40 to 43."""
    first, last = week_number(mondays[0]), week_number(mondays[-1])
    if len(mondays) == 1:
        return fill(two("第{first}周", "week {first}"), first=first)
    return fill(two("第{first}周至第{last}周", "weeks {first} to {last}"), first=first, last=last)


def _open_weeks(told: Bulletin) -> str:
    """Which weeks of the month are not counted, or not yet."""
    (zone,) = told.zone
    mondays = weeks_of(zone.start)
    silent, rest = mondays[: told.unrecorded], mondays[told.unrecorded + told.counted :]
    before = two("；{weeks}尚无记录，不计在内", "; without records: {weeks}")
    after = two("；{weeks}尚未结束，不计在内", "; not counted yet: {weeks}")
    told_of = ((before, silent), (after, rest))
    return "".join(fill(text, weeks=_week_names(weeks)) for text, weeks in told_of if weeks)


def _visits(seen: Letter, told: Bulletin) -> list[str]:
    (zone,) = told.zone
    names = seen.names
    lines = [
        _quota(told),
        fill(
            two(
                "走访方式：实地 {onsite} 次，到站来访 {station} 次，电话 {phone} 次，线上 {online} 次，座谈会 {meeting} 次；其中联合走访 {joint} 次，补录 {late} 次。",
                "On site {onsite}, at the station {station}, by phone {phone}, online {online}, meetings {meeting}; joint {joint}, "
                "entered late {late}.",
            ),
            **zone._asdict(),
        ),
    ]
    ranked = sorted(
        (row for row in told.block if row.coverage is not None),
        key=lambda row: (-(row.coverage or 0), row.block),
    )
    if ranked:
        shares = listed(f"{names.get(row.block, row.block)} {row.coverage:.0%}" for row in ranked)
        lines.append(
            fill(
                two("各{unit}实地走访覆盖率：{names}。", "Coverage by {unit}: {names}."),
                unit=unit_word(told.level),
                names=shares,
            )
        )
    return lines


def _shortcomings(seen: Letter, told: Bulletin) -> list[Shortcoming]:
    if not told.has_records:
        return []
    found = (
        _short(seen, told),
        _unseen(seen, told),
        _overdue(seen, told),
        _dissatisfied(told),
        _crowded(seen, told),
    )
    return [one for one in found if one]


def _short(seen: Letter, told: Bulletin) -> Shortcoming | None:
    (zone,) = told.zone
    missed = zone.weeks_owed - zone.weeks_met
    if not missed:
        return None
    names = seen.names
    where = listed(
        f"{names.get(row.block, row.block)} {row.weeks_owed - row.weeks_met}"
        for row in told.block
        if row.weeks_owed > row.weeks_met
    )
    text = two(
        "走访未达标 {missed} 人周，共差 {short} 次，涉及{where}。",
        "Quotas were missed in {missed} officer-weeks, {short} visits in all: {where}.",
    )
    wish = two(
        "补齐走访。未达标的网格由{heads}逐周核对、督促到位。",
        "{heads} see to the grids that missed their quota.",
    )
    return fill(text, missed=missed, short=zone.short, where=where), fill(wish, heads=_heads(told.level))


def _heads(report_level: str) -> str:
    """Who is in charge of a unit of the report level."""
    if report_level == DEFAULT_LEVEL:
        return pick(two("板块长", "Block heads"))
    return fill(two("{unit}负责人", "Those in charge of {unit}"), unit=unit_words(report_level))


def _unseen(seen: Letter, told: Bulletin) -> Shortcoming | None:
    if not told.unseen and not told.uncovered:
        return None
    text = two(
        "本月未实地走访企业 {count} 家{names}；截至期末超期未访 {late} 家。",
        "{count} enterprises were not visited on site in the month{names}; {late} were not visited in time.",
    )
    wish = two(
        "消除空白。超期未访企业逐一上门，时间最长的优先。",
        "Go to those not visited in time, the longest first.",
    )
    names_of = seen.enterprises
    names = _in_brackets([names_of.get(code, code) for code in told.unseen])
    return fill(text, count=len(told.unseen), names=names, late=len(told.uncovered)), pick(wish)


def _in_brackets(names: Sequence[str]) -> str:
    """The first few names of many, nothing for none."""
    if not names:
        return ""
    more = pick(two("等", " …")) if len(names) > NAMED else ""
    return fill(two("（{names}）", " ({names})"), names=listed(names[:NAMED]) + more)


def _overdue(seen: Letter, told: Bulletin) -> Shortcoming | None:
    whole = told.whole
    if not whole.overdue and not whole.overtime:
        return None
    names = seen.names
    where = [f"{names.get(row.name, row.name)} {row.overdue}" for row in told.issues if row.overdue]
    text = two(
        "问题超时办结 {overtime} 件，期末超期未结 {overdue} 件{where}。",
        "{overtime} issues were closed late, {overdue} are open and overdue{where}.",
    )
    wish = two(
        "清理超期。逐件明确责任人和办结时限，办一件销一件。",
        "Name a handler and a date for each overdue issue.",
    )
    brackets = _in_brackets([listed(where)] if where else [])
    return fill(text, overtime=whole.overtime, overdue=whole.overdue, where=brackets), pick(wish)


def _dissatisfied(told: Bulletin) -> Shortcoming | None:
    whole = told.whole
    if not whole.dissatisfied:
        return None
    text = two("回访不满意 {count} 件，不满意率 {rate}。", "{count} enterprises were dissatisfied: {rate}.")
    wish = two(
        "重办不满意事项，提级办理后再次回访。",
        "Handle what left enterprises dissatisfied again, and ask again.",
    )
    rate = percent(whole.dissatisfied, whole.rated)
    return fill(text, count=whole.dissatisfied, rate=rate), pick(wish)


def _crowded(seen: Letter, told: Bulletin) -> Shortcoming | None:
    if not told.crowded:
        return None
    named = seen.enterprises
    names = [f"{named.get(code, code)} {count}" for code, count in told.crowded]
    text = two(
        "一周内多人走访同一企业（扰企）{count} 家{names}。",
        "{count} enterprises were visited by many in one week{names}.",
    )
    wish = two(
        "统筹走访。有求必应、无事不扰，避免多人重复上门。",
        "Coordinate visits: answer every request, never disturb.",
    )
    return fill(text, count=len(names), names=_in_brackets(names)), pick(wish)


def _wishes(wrong: Sequence[Shortcoming]) -> list[str]:
    last = two("坚持闭环。问题登记、办理、答复、回访、销号环环相扣。", "Carry every issue to its end.")
    return [*(wish for _, wish in wrong), pick(last)]


def _numbered(lines: Sequence[str], has_records: bool = True) -> list[str]:
    """一是…, 二是…; what does not exist is said, too."""
    if not has_records:
        return [pick(two("本月尚无记录。", "There are no records of the month yet."))]
    if not lines:
        return [pick(two("本月数据未反映出突出问题。", "The figures of the month show none."))]
    if len(lines) == 1:
        return list(lines)
    count = pick(two("{n}是{line}", "({n}) {line}"))
    return [count.format(n=n, line=line) for n, line in zip(pick(ORDINALS).split(), lines, strict=False)]


def _visit_table(seen: Letter, told: Bulletin) -> Table:
    names = seen.names
    kept = [at for at, column in enumerate(UNIT_MONTH) if column.key in ON_PAPER]
    rows: list[tuple[Value, ...]] = [
        (names.get(row.block, row.block), *(row[at] for at in kept)) for row in told.block
    ]
    rows += [(pick(TOTAL), *(row[at] for at in kept)) for row in told.zone]
    columns = (unit_column(told.level), *(UNIT_MONTH[at] for at in kept))
    title = fill(two("各{unit}走访情况", "visits by {unit}"), unit=unit_word(told.level))
    notes = tuple(footnotes("month", columns, language()))
    return Table(title, pick(two("走访", "visits")), columns, tuple(rows), notes)


def _issue_table(seen: Letter, told: Bulletin) -> Table:
    names = seen.names
    rows = [row._replace(name=names.get(row.name, row.name)) for row in told.issues]
    title = fill(two("各{unit}问题办理情况", "issues by {unit}"), unit=unit_word(told.level))
    return handled(title, pick(two("问题办理", "issues")), unit_column(told.level), rows)


def _short_table(seen: Letter, told: Bulletin) -> Table:
    """The officers who missed a quota, by block and grid."""
    names = seen.names
    kept = [at for at, column in enumerate(OFFICER_MONTH) if column.key in SHORT]
    rows = [
        (names.get(row.block, row.block), row.grid, row.officer, *(row[at] for at in kept))
        for row in told.officer
        if row.short
    ]
    columns = (unit_column(told.level), GRID, OFFICER, *(OFFICER_MONTH[at] for at in kept))
    title = pick(two("未达标专员", "officers who missed a quota"))
    notes = tuple(footnotes("month short", columns, language()))
    return Table(title, pick(two("未达标", "short")), columns, tuple(rows), notes, merged="block")
