"""What matters today, as lines that fit one screen. Free of Typer, for a line that asks for it is shown without it."""

import shutil
from collections.abc import Sequence
from datetime import date

from gridlog.cli.shell.session import Session
from gridlog.core.event import SHORT
from gridlog.core.figures.today import FEWEST_LINES, Item, Today, shares
from gridlog.ledgers.ruled import cells
from gridlog.ledgers.terminal import MARKS, bar_text, one_line
from gridlog.reports import today as reading
from gridlog.reports.zone import Zone
from gridlog.words.language import fill, language, pick, two
from gridlog.words.vocabulary import shown
from gridlog.work.desk import day_text

SCREEN = (80, 24)
UNSET = two(
    "本机未设置专员，显示全区。设置：gridlog config set officer 姓名",
    "No officer is set on this machine, so the zone is shown. To set one: gridlog config set officer NAME",
)
NOTHING = two("今天没有要办的事。", "Nothing waits today.")


class Waiting(Session):
    """A session that keeps its notes until the whole answer is known, and asks nothing."""

    def __init__(self, db: str) -> None:
        super().__init__(db)
        self.is_hushed = True
        self.notes: list[tuple[str, dict[str, object]]] = []

    def say(self, text: str, /, **values: object) -> None:
        """Keep a note."""
        self.notes.append((text, values))


def read(here: Session, by: str | None) -> Today:
    """Return what matters today for the officer `by`, or of this machine; for the zone, and a note, where none is set."""
    zone = Zone(here.connection, here.today)
    zone.rules = here.rules
    is_named = by is not None or bool(here.me_or_nobody())
    found = reading.today(zone, here.officer(by).code if is_named else "")
    if not is_named:
        here.say(UNSET)
    return found


def shown_lines(found: Today, width: int | None, is_demo: bool, everything: bool = False) -> list[str]:
    """Return the lines of one screen, or all lines, each cut to the width of the terminal where there is one."""
    lines = screen(found, None if everything else _height(width), is_demo)
    return [(cut(line, width) if width else line) + "\n" for line in lines]


def _height(width: int | None) -> int:
    """Return how many lines fit on the screen, with one for the prompt and one for a note."""
    height = SCREEN[1] if width is None else shutil.get_terminal_size(SCREEN).lines
    return max(FEWEST_LINES, height - 2)


def screen(found: Today, height: int | None, is_demo: bool = False) -> list[str]:
    """Return the lines of one screen, or all lines where there is no height."""
    title = [f"{day_text(found.on)}", *filter(None, (found.name, found.unit))]
    lines = [
        pick(two(" · ", " - ")).join(title) + (pick(two("（演示数据）", " (sample data)")) if is_demo else "")
    ]
    parts = [part for part in found.parts if part[0].part != "week"]
    lines += [_week(part[0]) for part in found.parts if part[0].part == "week"]
    if not parts:
        return [*lines, pick(NOTHING)]
    counts = [len(part) for part in parts]
    room = sum(counts) + 2 * len(counts) if height is None else height - len(lines)
    for part, count in zip(parts, shares(counts, room), strict=True):
        lines.append(_heading(part))
        lines += [f"  {one_line(SAID[item.part](item, found.on))}" for item in part[:count]]
        if count < len(part):
            lines.append("  " + fill(MORE, count=len(part) - count, command=_rest(part[0].part, found)))
    return lines


MORE = two("另有 {count} 项：gridlog {command}", "and {count} more: gridlog {command}")
RESTS = {
    "assign": "issue list --open --state registered",
    "red": "issue list --open --overdue",
    "short": "report week --short",
    "overdue": "report coverage",
}


def _rest(part: str, found: Today) -> str:
    """Return the command that lists all of a part."""
    command = RESTS.get(part, "")
    if not command or (found.grid and part != "overdue"):
        return "today --all"
    return f"{command} --grid {found.grid}" if found.grid else command


def _heading(part: Sequence[Item]) -> str:
    name = shown("today_part", part[0].part, language())
    if part[0].part not in ("issue", "red", "assign"):
        return f"{name} {len(part)}"
    lights = [item.light for item in part]
    told = [
        f"{MARKS[light]} {shown('light', light, language())} {lights.count(light)}"
        for light in ("red", "yellow", "blue", "green")
        if light in lights
    ]
    return "  ".join((f"{name} {len(part)}", *told))


def _week(item: Item) -> str:
    bar = bar_text(item.counted or 0, item.required or 0)
    if item.why == "exempt":
        return fill(two("本周 {bar} 免考核", "this week {bar} exempt"), bar=item.counted)
    if item.why == "met":
        return fill(two("本周 {bar} 已达标", "this week {bar} met"), bar=bar)
    return fill(
        two(
            "本周 {bar} 还差 {short} 次，还剩 {left} 个工作日（含今天）",
            "this week {bar}, {short} short, {left} workdays left with today",
        ),
        bar=bar,
        short=item.short,
        left=item.days_left,
    )


WHY = {
    "never": two("从未走访", "never visited"),
    "overdue": two("{days} 天没有走访", "not visited for {days} days"),
    "key": two("重点企业", "key enterprise"),
    "alone": two("重点企业，本周还没有人去", "a key enterprise that nobody visited this week"),
    "short": two("上次走访是 {days} 天前", "last visited {days} days ago"),
    "deadline": two("问题 {due}", "an issue {due}"),
    "review": two("复盘", "review"),
    "measure": two("措施", "measure"),
    "handover": two("没有交接", "no handover"),
    "log": two("今天还没有日志", "no log today"),
}


def why_text(item: Item, on: date) -> str:
    """Return why a thing is shown on a day, as people read it."""
    words = {"duty": "shift", "project": "milestone", "issue": "grade", "red": "grade", "assign": "grade"}
    reasons = ["alone"] if item.why == "key" else item.why.split(";")
    due = _due(item.text, on) if "deadline" in reasons else ""
    told = [
        fill(WHY[one], days=item.days, due=due)
        if one in WHY
        else shown(words.get(item.part, "status"), one, language())
        for one in filter(None, reasons)
    ]
    return pick(two("；", "; ")).join(told)


def _short_day(day: str | None) -> str:
    """Return a day of this or the next months without its year: 11-30."""
    return (day or "")[5:]


def _due(day: str, on: date) -> str:
    """Return that something is due on a day, or since how many days it is past."""
    late = (on - date.fromisoformat(day)).days
    if late > 0:
        return fill(
            two("{due} 超期 {days} 天", "due {due}, {days} days late"), due=_short_day(day), days=late
        )
    return fill(two("{due} 到期", "due {due}"), due=_short_day(day))


def _next_line(item: Item, on: date) -> str:
    return f"{item.enterprise}{pick(two('：', ': '))}{why_text(item, on)}"


def _issue_line(item: Item, on: date) -> str:
    is_running = item.light == "red"  # the days of a held or answered issue do not count
    due = "" if item.why == "longterm" or not item.date else _due(item.date, on if is_running else date.min)
    light = MARKS.get(item.light, " ")
    return " ".join(filter(None, (light, item.id[:SHORT], due, item.enterprise, item.text)))


def _assign_line(item: Item, _on: date) -> str:
    age = fill(two("已 {days} 天", "{days} days old"), days=item.days)
    return " ".join((MARKS.get(item.light, " "), item.id[:SHORT], age, item.enterprise, item.text))


def _short_line(item: Item, _on: date) -> str:
    return fill(
        two("{name} {counted}/{required}，差 {short} 次", "{name} {counted}/{required}, {short} short"),
        name=item.officer,
        counted=item.counted,
        required=item.required,
        short=item.short,
    )


def _overdue_line(item: Item, on: date) -> str:
    keeper = fill(two("（{name}）", " ({name})"), name=item.officer) if item.officer else ""
    return f"{item.enterprise}{keeper}{pick(two('：', ': '))}{why_text(item, on)}"


def _duty_line(item: Item, on: date) -> str:
    if item.why == "handover":
        command = f"gridlog station handover {item.id} --on {item.date} --note TEXT"
        return (
            f"{item.enterprise} {_short_day(item.date)} {why_text(item, on)}{pick(two('：', ': '))}{command}"
        )
    told = fill(two("；上次交接：{note}", "; told last: {note}"), note=item.text) if item.text else ""
    return f"{item.enterprise} {why_text(item, on)} {item.officer}{told}"


def _plan_line(item: Item, on: date) -> str:
    return " ".join(filter(None, (_when(item), item.enterprise, why_text(item, on), item.text)))


def _project_line(item: Item, on: date) -> str:
    if item.why == "log":
        command = fill(
            two("：gridlog project log {code} --done …", ": gridlog project log {code} --done …"),
            code=item.id,
        )
        return f"{item.text} {why_text(item, on)}{command}"
    return f"{_when(item)} {item.text} {why_text(item, on)}"


def _when(item: Item) -> str:
    """Return the day on which something is due, and whether that is past."""
    days = item.days or 0
    late = fill(two(" 超期 {days} 天", " {days} days late"), days=days) if days > 0 else ""
    return f"{_short_day(item.date)}{late}"


SAID = {
    "next": _next_line,
    "issue": _issue_line,
    "red": _issue_line,
    "assign": _assign_line,
    "short": _short_line,
    "overdue": _overdue_line,
    "duty": _duty_line,
    "plan": _plan_line,
    "project": _project_line,
}


def cut(text: str, width: int) -> str:
    """Return a line that fits a width; two dots tell that more of it was there."""
    if cells(text) <= width:
        return text
    room, kept = width - 2, []
    for char in text:
        room -= cells(char)
        if room < 0:
            break
        kept.append(char)
    return "".join(kept) + ".."
