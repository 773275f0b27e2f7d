"""Ask which row of the roster a person meant: one of several that fit, or one that fits but for a slip of the hand."""

from collections.abc import Mapping

from gridlog.cli.shell.prompts import NO_SUCH, ask, confirmed
from gridlog.cli.shell.say import say
from gridlog.core.rules import whole
from gridlog.errors import NotFound
from gridlog.store.lookup import Found
from gridlog.store.standing import Standing
from gridlog.words.language import fill, pick, two


def chosen(found: list[Found], standing: Mapping[str, Standing], problem: NotFound) -> Found:
    """Return the candidate that the person picks by number, code or name. Raises `problem` for Enter.

    Each candidate is shown with its grid and the day of its latest visit.
    """
    lines = [_line(one, standing.get(one.code, Standing())) for one in found]
    if problem.code == "name.unknown":
        say(two("没有“{typed}”。", "There is no '{typed}'."), typed=problem.values["typed"])
        if len(found) == 1:
            return _meant(found[0], lines[0], problem)
    for number, line in enumerate(lines, 1):
        say("{number}. {line}", number=number, line=line)
    more = int(str(problem.values.get("count", len(found)))) - len(found)
    if more:
        say(
            two("……还有 {more} 个没有列出，请写得更全", "… and {more} more; give more of the name"), more=more
        )
    return _picked(found, problem)


def _meant(one: Found, line: str, problem: NotFound) -> Found:
    """Return the one candidate of a slip when the person says that it was meant. Raises `problem` otherwise."""
    if confirmed(fill(two("是不是 {line}？", "Did you mean {line}?"), line=line), default=False):
        return one
    raise problem


def _picked(found: list[Found], problem: NotFound) -> Found:
    question = two("选哪一个，1 到 {last}（直接回车放弃）", "Which one, 1 to {last} (Enter: none)")
    if problem.code == "name.unknown":
        question = two(
            "是不是其中之一，1 到 {last}（直接回车放弃）",
            "Did you mean one of these, 1 to {last} (Enter: none)",
        )
    while answer := ask(fill(question, last=len(found))):
        named = [one for one in found if answer in (one.code, one.name)]
        if picked := whole(answer, 1, len(found)):
            return found[picked - 1]
        if len(named) == 1:
            return named[0]
        say(NO_SUCH, answer=answer, last=len(found))
    raise problem


def _line(one: Found, place: Standing) -> str:
    """Return a candidate in one line: code, name, grid, latest visit."""
    visited = two("最近走访 {day}", "last visit {day}")
    parts = [
        f"{one.code} {one.name}",
        f"{place.grid} {place.grid_name}".strip(),
        fill(visited, day=place.visited_on) if place.visited_on else "",
    ]
    return pick(two("，", ", ")).join(filter(None, parts))
