"""The page of one enterprise as lines for a person, and as an object for a program."""

from collections.abc import Iterator, Sequence
from typing import Any

from gridlog.core.calendar import DAY
from gridlog.core.event import SHORT
from gridlog.core.figures.page import FigureLine, IssueLine, Page, ProjectLine, StayLine, VisitLine
from gridlog.core.figures.plans import Sheet
from gridlog.core.roster import ALWAYS, FOREVER, Spell
from gridlog.ledgers.ruled import cells
from gridlog.ledgers.terminal import MARKS
from gridlog.papers.amounts import amount_text, growth_text, name_of
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import shown

GAP = "  "
PROJECT_KEYS = ("code", "name", "stage", "light", "light_reason")


def packed(fields: Sequence[str], width: int) -> list[str]:
    """Return short fields side by side, in lines of a width."""
    lines: list[str] = []
    for field in fields:
        if lines and cells(lines[-1] + GAP + field) <= width:
            lines[-1] += GAP + field
        else:
            lines.append(field)
    return lines


def lines(page: Page) -> Iterator[str]:
    """Yield the lines of each part that has something to tell, under its heading."""
    if len(page.statuses) > 1:  # the one status stands among the fields
        yield from _part(two("状态", "status"), map(_status, page.statuses))
    yield from _part(two("最近走访", "last visits"), map(_visit, page.visits))
    yield from _part(two("未结问题", "open issues"), map(_issue, page.issues))
    if page.plan:
        yield from _part(two("方案", "plan"), _plan(page.plan, page))
    yield from _part(two("项目", "projects"), map(_project, page.projects))
    yield from _part(two("经济指标", "indicators"), _figures(page))
    yield from _part(two("载体", "premises"), map(_stay, page.stays))


def _part(heading: str, told: Any) -> Iterator[str]:
    found = list(told)
    if found:
        yield f"{pick(heading)} {len(found)}"
        yield from ("  " + line for line in found)


def _status(one: Spell) -> str:
    start, end = _ends(one)
    line = two("{status}：{start} 至 {end}", "{status}: {start} to {end}")
    return fill(line, status=one.grid, start=start or "…", end=end or "…")


def _ends(one: Spell) -> tuple[str, str]:
    """Return the first and the last day of a spell, each empty where there is none."""
    start = "" if one.from_on == ALWAYS else one.from_on.isoformat()
    return start, "" if one.until_on == FOREVER else (one.until_on - DAY).isoformat()


def _visit(one: VisitLine) -> str:
    method = shown("method", one.method, language())
    return " ".join(filter(None, (one.date, method, one.officer, one.contact, one.note)))


def _issue(one: IssueLine) -> str:
    due = fill(two("{due} 到期", "due {due}"), due=one.due)
    state = shown("state", one.state, language())
    handler = f"({one.handler})" if one.handler else ""
    return " ".join(filter(None, (MARKS.get(one.light, " "), one.id[:SHORT], due, state + handler, one.text)))


def _plan(sheet: Sheet, page: Page) -> Iterator[str]:
    done, of = sheet.done
    met, needs = sheet.met
    yield fill(
        two(
            "{goal}，第 {version} 版，下次复盘 {review}；需求满足 {met}/{needs}，措施完成 {done}/{of}",
            "{goal}, version {version}, next review {review}; needs met {met}/{needs}, measures done {done}/{of}",
        ),
        goal=shown("goal", sheet.goal, language()),
        version=sheet.version,
        review=sheet.review,
        met=met,
        needs=needs,
        done=done,
        of=of,
    )
    for one in sheet.measures:
        if one.state == "open":
            late = pick(two("超期 ", "overdue ")) if one.due < page.today else ""
            yield f"{one.due} {late}{one.owner} {one.text}"


def _project(one: ProjectLine) -> str:
    stage = shown("milestone", one.stage, language()) if one.stage else ""
    light = MARKS.get(one.light, " ")
    return " ".join(filter(None, (light, one.code, one.name, stage, one.light_said)))


def _figures(page: Page) -> Iterator[str]:
    """Yield a line a month: each indicator with its growth."""
    for month in dict.fromkeys(one.month for one in page.figures):
        told = [_figure(one, page) for one in page.figures if one.month == month]
        yield f"{month} " + pick(two("，", ", ")).join(told)


def _figure(one: FigureLine, page: Page) -> str:
    key = page.keys.get(one.key)
    if key is None:
        return f"{one.key} {one.value}"
    growth = "" if one.growth is None else f" ({growth_text(one.growth)})"
    return f"{name_of(key)} {amount_text(one.value, key)}{growth}"


def _stay(one: StayLine) -> str:
    return fill(
        two("{code} {name} {area}㎡，{since} 起", "{code} {name} {area} m2 from {since}"),
        code=one.code,
        name=one.name,
        area=one.area,
        since=one.from_on,
    )


def whole(page: Page) -> dict[str, Any]:
    """Return the page as JSON carries it."""
    return {
        "statuses": [
            {"status": one.grid, "from": start, "until": end}
            for one in page.statuses
            for start, end in [_ends(one)]
        ],
        "visits": [one._asdict() for one in page.visits],
        "issues": [one._asdict() for one in page.issues],
        "plan": _sheet(page.plan, page) if page.plan else None,
        "projects": [dict(zip(PROJECT_KEYS, one, strict=False)) for one in page.projects],
        "indicators": [
            {
                "month": one.month,
                "key": one.key,
                "value": str(one.value),
                "growth": None if one.growth is None else float(one.growth),
            }
            for one in page.figures
        ],
        "premises": [
            {"code": one.code, "name": one.name, "area": one.area, "from": one.from_on} for one in page.stays
        ],
    }


def _sheet(sheet: Sheet, page: Page) -> dict[str, Any]:
    return {
        "version": sheet.version,
        "goal": sheet.goal,
        "state": sheet.state,
        "review": str(sheet.review) if sheet.review else None,
        "confirmed_by": sheet.confirmed_by,
        "needs": [{"text": one.text, "state": one.state, "issue": one.issue} for one in sheet.needs],
        "measures": [
            {
                "number": one.number,
                "text": one.text,
                "owner": one.owner,
                "due": str(one.due),
                "state": one.state,
                "overdue": one.state == "open" and one.due < page.today,
            }
            for one in sheet.measures
        ],
    }
