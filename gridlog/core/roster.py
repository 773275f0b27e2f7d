"""What grids, officers and enterprises have in common: codes, names, dated stays, removal, split."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from gridlog.core.event import COUNTER_BITS, Data, Event, Json, Misfit, text
from gridlog.core.nouns.table import Cells
from gridlog.errors import Refused, Usage

ALWAYS = date.min
FOREVER = date.max
HOURS_EAST = 8  # of the zone's clock, Asia/Shanghai
ROLES = ("officer", "deputy", "block_head", "chief", "dispatcher")
ROLES_WITH_QUOTA = ("officer", "deputy")
CLOSED = "注销"  # no officer is in charge of such an enterprise any more


class Spell(NamedTuple):
    """Belonging to `grid` during [from_on, until_on)."""

    grid: str
    from_on: date
    until_on: date


class Leave(NamedTuple):
    """Approved absence during [from_on, until_on)."""

    from_on: date
    until_on: date
    kind: str


Coded: TypeAlias = Any  # a grid, an officer, an enterprise: what has a code that people choose, and a name


def spells(moves: Iterable[tuple[date, str]]) -> list[Spell]:
    """Consecutive stays from dated moves; a move lasts until the next, an empty grid is nowhere."""
    ordered = sorted(dict(moves).items())
    ends = [*(start for start, _ in ordered[1:]), FOREVER]
    return [Spell(grid, start, end) for (start, grid), end in zip(ordered, ends, strict=False) if grid]


def grid_on(stays: Iterable[Spell], day: date) -> str:
    """The grid on `day`, empty when none."""
    for grid, from_on, until_on in stays:
        if from_on <= day < until_on:
            return grid
    return ""


def on_day(day: str, of: str = "") -> str:
    """Return SQL for whether a stay, a status or a leave holds on `day`, an expression; `of` is its table and a dot."""
    return f"{of}from_on <= {day} AND {day} < {of}until_on"


def folded(name: str) -> str:
    """A name as names are compared: half-width, no blanks, case and brackets of both widths alike."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


COMPANY_FORM = "有限责任公司|股份有限公司|有限公司"
BRACKET = r"\(([\u4e00-\u9fff]{2,5})\)"
PART_OF_FIRM = "[一二三四五六七八九十]|分|[期厂部店号楼线间目组所院园]$|^.区$"


def twin_key(name: str) -> str:
    """What two spellings of one enterprise's name have in common: no company form, no place in brackets.

    Two names with the same key may mean the same enterprise. A bracket that names a part of a firm,
    such as (二期) or (总部), stays.
    """
    whole = folded(name)
    bare = re.sub(BRACKET, lambda found: found[0] if re.search(PART_OF_FIRM, found[1]) else "", whole)
    return re.sub(COMPANY_FORM, "", bare) or whole


READINGS = 32


@lru_cache(maxsize=64)  # a row is folded again with each of its events
def initials(name: str) -> str:
    """The first letters of a Chinese name's syllables: as it is usually read, then in every other reading,
    a blank between. At most READINGS: a name of many polyphones (长 重 行 单) has thousands.
    """
    if name.isascii():
        return ""
    from pypinyin import Style, lazy_pinyin, pinyin  # 0.3 s, needed only where a roster is written

    usual = "".join(lazy_pinyin(folded(name), style=Style.FIRST_LETTER))
    words = [""]
    for letters in pinyin(folded(name), style=Style.FIRST_LETTER, heteronym=True):
        words = [word + letter for word in words for letter in dict.fromkeys(letters)][:READINGS]
    return " ".join(dict.fromkeys([usual, *words]))


def is_credit_code(uscc: str) -> bool:
    """Whether the 18 characters carry a right check character. Source: GB 32100-2015."""
    from stdnum.cn import uscc as standard  # 40 ms, needed only where a roster is written

    return bool(standard.is_valid(uscc))


def check_code(code: str, noun: str) -> str:
    """A code in half-width letters, safe in a file, a shell and a CSV cell. Raises Usage."""
    code = code if code.isascii() else unicodedata.normalize("NFKC", code)
    if not code or len(code) > 40 or any(char in ",;\"'/\\" or not char.isprintable() for char in code):
        raise Usage("roster.code", noun=noun, code=code)
    if code != code.strip() or " " in code:
        raise Usage("roster.code", noun=noun, code=code)
    return code


def check_name(name: str, noun: str) -> str:
    """A name that says something. Raises Usage."""
    if not name.strip():
        raise Usage("name.empty", noun=noun)
    return name.strip()


def change(old: Mapping[str, Json], new: Mapping[str, Json]) -> dict[str, Json]:
    """The fields of `new` that say something other than `old`: the data of a `saved` event."""
    return {key: value for key, value in new.items() if old.get(key) != value}


def moved(grid: str, since: date | None) -> dict[str, Json]:
    """The data of a move into `grid`, since ever when `since` is None."""
    return {"grid": grid, "from": (since or ALWAYS).isoformat()}


def dated(data: Mapping[str, Json], day: date) -> dict[str, Json]:
    """The data of a `saved` event whose status, if it says one, holds from `day` on."""
    return {**data, "status_from": day.isoformat()} if "status" in data else dict(data)


def facts(old: Coded | None, new: Coded) -> list[tuple[str, dict[str, Json]]]:
    """What must be said under another code to make `old`, or nothing at all, there what `new` is here."""
    noun = type(new).__name__.lower()
    before = (old or type(new)(new.code))._asdict()
    said = {key: value for key, value in new._asdict().items() if value != before.get(key)}
    plain: dict[str, Json] = {key: value for key, value in said.items() if key not in DATED and key != "code"}
    told: list[tuple[str, dict[str, Json]]] = [(f"{noun}.saved", plain)] if plain else []
    for day, status in _news(before, said, "statuses"):
        told.append((f"{noun}.saved", {"status": status, "status_from": day.isoformat()}))
    for day, grid in _news(before, said, "moves"):
        told.append((MOVE[noun], moved(grid, day)))
    for one in sorted({*before.get("leaves", ())} - {*getattr(new, "leaves", ())}):
        told.append(("officer.leave_cancelled", {"from": one.from_on.isoformat()}))
    for from_on, until_on, kind in _news(before, said, "leaves"):
        last = date.fromordinal(until_on.toordinal() - 1)
        days = {"from": from_on.isoformat(), "to": last.isoformat()}
        told.append(("officer.leave_approved", {**days, "kind": kind}))
    return told


DATED = ("moves", "statuses", "leaves")
MOVE = {"officer": "officer.assigned", "enterprise": "enterprise.moved"}


def _news(before: Mapping[str, Any], said: Mapping[str, Any], key: str) -> list[Any]:
    """The dated words of `said` that `before` lacks, in order."""
    return [one for one in said.get(key, ()) if one not in before.get(key, ())]


def leave(from_on: date, to_on: date, kind: str) -> dict[str, Json]:
    """The data of an approved leave; both days are days of absence. Raises Refused."""
    if to_on < from_on:
        raise Refused("leave.backwards", from_on=from_on, to_on=to_on)
    if (to_on - from_on).days > 366:
        raise Refused("leave.long", from_on=from_on, to_on=to_on)
    return {"from": from_on.isoformat(), "to": to_on.isoformat(), "kind": kind}


def natural(event: Event, noun: str) -> str:
    prefix, _, code = event.key.partition("/")
    if prefix != noun or not code:
        raise Misfit(f"{event.kind} on the row {event.key or event.row.hex()}")
    return code


def texts_of(data: Data, keys: tuple[str, ...]) -> dict[str, str]:
    return {key: text(data, key) for key in keys if key in data}


def said_on(event: Event) -> date:
    """The civil day on which an event was written, by its author's wall clock; else by the hybrid clock."""
    try:
        return date.fromisoformat(event.time[:10])
    except ValueError:
        hours = (event.clock >> COUNTER_BITS) // 3_600_000 + HOURS_EAST
        return date.fromordinal(date(1970, 1, 1).toordinal() + hours // 24)


def removed(old: Coded | None, _: Event) -> None:
    """Nothing is under the code any more."""
    if old is None:
        raise Misfit("nothing to remove")


def split(old: Coded | None, _: Event) -> Coded:
    """One of the things under the code has a code of its own; the fold leaves out what went with it."""
    if old is None:
        raise Misfit("nothing to split")
    return old


def names_of(name: str) -> tuple[str, str, str, str]:
    """A name as it is shown, as it is compared, by its initials, and by its syllables."""
    from gridlog.core.spelling import syllables  # needed only where a roster is written

    plain = folded(name)
    return name, plain, initials(name), syllables(plain)


def stays(code: str, moves: tuple[tuple[date, str], ...]) -> list[Cells]:
    """A row for each spell that dated words make."""
    return [(code, one.grid, one.from_on.isoformat(), one.until_on.isoformat()) for one in spells(moves)]
