"""The spot check: a random sample of visits that every reader can draw again, and what enterprises said on the phone.

The order of drawing is that of SHA-256 over seed and visit id, smallest first: `random.sample` may draw
otherwise in another version of Python, a hash cannot. No person can place a visit in that order, since its id
is itself a hash, made before the seed was known. Source: Rivest, consistent_sampler (2018), which draws
ballots for election audits so; domain.md, "The quota", wants the proof by telephone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from gridlog.core.event import ALPHABET, Data, Event, Json, Misfit, civil, flag, number, text, texts
from gridlog.core.nouns.issue.meaning import WORST
from gridlog.core.nouns.table import Cells, Rows, Table
from gridlog.core.tree import Unit
from gridlog.errors import Refused, Usage

SPOTCHECKS = Table(
    "spotchecks",
    """id visit from_on:date until_on:date percent:int seed:int pool:int drawn_by drawn_at drawn_clock:int
       reached:flag? confirmed:flag? satisfaction:int? note recorded_by recorded_at recorded_clock:int?""",
    indexes="""id
               visit: visit drawn_clock id
               period: from_on until_on drawn_clock id
               drawn: drawn_clock id
               open: id WHERE reached IS NULL""",
)
TABLES = (SPOTCHECKS,)
LASTING = (
    "spotcheck.drawn",
)  # a draw stays on record, so that nobody draws again until the sample is to his liking

DAY = timedelta(days=1)
MOST = 100
ID_LETTERS = 26
RULE = 2  # how a sample is drawn today; a draw of an earlier version says no rule and was made by rule 1
LAST_SEED = (1 << 53) - 1  # what every JSON reader carries exactly


class Lot(NamedTuple):
    """How to draw: `percent` of what counted in [start, end), in the order of `seed`."""

    start: date
    end: date
    percent: int
    seed: int


class Answer(NamedTuple):
    """What came of one call; None where it was not asked. `clock` orders answers of several draws."""

    reached: bool
    confirmed: bool | None
    satisfaction: int | None
    note: str
    by: str
    at: str
    clock: int


class Spotcheck(NamedTuple):
    """One draw from `pool` visits, and what was answered, by visit id in the order of drawing."""

    lot: Lot
    pool: int
    by: str
    at: str
    clock: int
    rule: int
    answers: Mapping[str, Answer | None]


class Candidate(NamedTuple):
    """A visit that may be drawn, by its id, its enterprise and the block of its day, or its unit at another report level."""

    id: str
    block: str
    enterprise: str


def ticket(seed: int, id: str) -> bytes:
    """A visit's place in the order of drawing."""
    return sha256(f"{seed}:{id}".encode()).digest()


def sample(pool: Iterable[Candidate], percent: int, seed: int) -> list[str]:
    """The ids drawn, in the order of drawing: `percent` of the pool, rounded up, and no block without one.

    Depends on the set of candidates, percent and seed alone. With more blocks than the share asks for,
    the sample has one of each block.
    """
    order = sorted(set(pool), key=lambda one: ticket(seed, one.id))
    firsts = {one.block: one.id for one in reversed(order)}
    size = max(len(firsts), -(-len(order) * percent // 100))
    kept = set(firsts.values())
    others = [one.id for one in order if one.id not in kept]
    kept.update(others[: size - len(kept)])
    return [one.id for one in order if one.id in kept]


def spread(pool: Iterable[Candidate], percent: int, seed: int) -> list[str]:
    """The ids drawn by rule 2, in the order of drawing: as many of each block as `sample` draws, but of
    enterprises that were not drawn yet wherever the block has one, so that no enterprise is called twice.

    Depends on the set of candidates, percent and seed alone.
    """
    order = sorted(set(pool), key=lambda one: ticket(seed, one.id))
    wanted = set(sample(order, percent, seed))
    left = Counter(one.block for one in order if one.id in wanted)
    chosen: set[str] = set()
    called: set[str] = set()
    for is_spread in (True, False):  # first of new enterprises, then of any
        for one in order:
            if left[one.block] and one.id not in chosen and not (is_spread and one.enterprise in called):
                chosen.add(one.id)
                called.add(one.enterprise)
                left[one.block] -= 1
    return [one.id for one in order if one.id in chosen]


RULES = {1: sample, RULE: spread}


def draw(pool: Sequence[Candidate], lot: Lot, rule: int = RULE) -> list[str]:
    """The ids drawn by a rule of RULES. Raises Refused when there is nothing to draw from."""
    if not pool:
        raise Refused("spotcheck.nothing", start=lot.start, end=lot.end - DAY)
    return RULES[rule](pool, lot.percent, lot.seed)


def told(lot: Lot, pool: int, chosen: Sequence[str], rule: int = RULE) -> dict[str, Json]:
    """The data of `spotcheck.drawn`: the ids drawn from a pool of so many, and how; rule 1 is not named."""
    named: dict[str, Json] = {} if rule == 1 else {"rule": rule}
    return named | {
        "from": lot.start.isoformat(),
        "to": (lot.end - DAY).isoformat(),
        "percent": lot.percent,
        "seed": lot.seed,
        "pool": pool,
        "visits": list(chosen),
    }


class Said(NamedTuple):
    """What a person tells of a call to the enterprise."""

    reached: bool
    confirmed: bool | None = None
    satisfaction: int | None = None
    note: str = ""


def record(visit: str, people: Sequence[str], caller: str, said: Said) -> dict[str, Json]:
    """The data of `spotcheck.recorded`; `people` made the visit, `caller` called.

    Raises Refused for a caller who checks himself, Usage for answers of an enterprise that was not reached.
    """
    if caller in people:
        raise Refused("spotcheck.own", officer=caller)
    if not said.reached and (said.confirmed is not None or said.satisfaction is not None):
        raise Usage("spotcheck.not_reached")
    if said.satisfaction is not None and not 1 <= said.satisfaction <= 5:
        raise Usage("issue.satisfaction", value=said.satisfaction)
    data: dict[str, Json] = {"visit": visit, "reached": said.reached}
    asked: dict[str, Json] = {"confirmed": said.confirmed, "satisfaction": said.satisfaction}
    data.update({key: value for key, value in asked.items() if value is not None})
    return data | ({"note": said.note} if said.note else {})


class Checked(NamedTuple):
    """One drawn visit, the unit it belongs to, with the answer on record; `rank` tells the later of two answers or draws."""

    visit: str
    block: str
    grid: str
    reached: bool | None
    confirmed: bool | None
    satisfaction: int | None
    rank: tuple[int, int, str]


class Figures(NamedTuple):
    """What the sample of a unit says. `confirmed_rate` is confirmed of reached, `satisfied_rate` satisfied of
    rated; None is 0/0."""

    block: str
    grid: str
    drawn: int
    reached: int
    confirmed: int
    denied: int
    confirmed_rate: float | None
    rated: int
    satisfied: int
    satisfied_rate: float | None


def by_unit(found: Iterable[Checked]) -> list[Figures]:
    """One row a unit, by code. A visit that several draws hold counts once, by the latest answer."""
    units: dict[Unit, list[Checked]] = {}
    for one in _latest(found):
        units.setdefault((one.block, one.grid), []).append(one)
    return [_figures(unit, units[unit]) for unit in sorted(units)]


def of_zone(found: Iterable[Checked]) -> Figures:
    """The whole zone in one row."""
    return _figures(("", ""), _latest(found))


def _latest(found: Iterable[Checked]) -> list[Checked]:
    return list({one.visit: one for one in sorted(found, key=lambda one: one.rank)}.values())


def _figures(unit: Unit, found: Sequence[Checked]) -> Figures:
    reached = sum(one.reached is True for one in found)
    confirmed = sum(one.confirmed is True for one in found)
    grades = [one.satisfaction for one in found if one.satisfaction is not None]
    satisfied = sum(grade > WORST for grade in grades)
    return Figures(
        block=unit[0],
        grid=unit[1],
        drawn=len(found),
        reached=reached,
        confirmed=confirmed,
        denied=sum(one.confirmed is False for one in found),
        confirmed_rate=confirmed / reached if reached else None,
        rated=len(grades),
        satisfied=satisfied,
        satisfied_rate=satisfied / len(grades) if grades else None,
    )


def drawn(old: Spotcheck | None, event: Event) -> Spotcheck:
    """A draw begins, as a row of its own; it is never drawn again, only answered."""
    if old is not None or event.row != event.id:
        raise Misfit("a spot check is drawn once, as a row of its own")
    data = event.data
    start, last = civil(data, "from"), civil(data, "to")
    if last < start or last == date.max:
        raise Misfit("a period without an end")
    percent = number(data, "percent")
    if not 1 <= percent <= MOST:
        raise Misfit("percent is not 1 to 100")
    return Spotcheck(
        lot=Lot(start, last + DAY, percent, number(data, "seed")),
        pool=number(data, "pool"),
        by=event.by,
        at=event.time,
        clock=event.clock,
        rule=_rule(data),
        answers=dict.fromkeys(_ids(data)),
    )


def _rule(data: Data) -> int:
    """The rule a draw was made by: 1 where it names none, as earlier versions did."""
    rule = data.get("rule", 1)
    return rule if isinstance(rule, int) else 1


def _ids(data: Data) -> Sequence[str]:
    ids = texts(data, "visits")
    if not ids or any(len(id) != ID_LETTERS or not set(id) <= _LETTERS for id in ids):
        raise Misfit("visits is not a list of ids")
    return ids


_LETTERS = set(ALPHABET)


def recorded(old: Spotcheck | None, event: Event) -> Spotcheck:
    """The answer for one visit of the draw, in the place of an earlier one."""
    if old is None:
        raise Misfit("an answer to a draw that is not here yet")
    visit = text(event.data, "visit")
    if visit not in old.answers:
        raise Misfit("an answer for a visit that was not drawn")
    return old._replace(answers={**old.answers, visit: _answer(event)})


def _answer(event: Event) -> Answer:
    data = event.data
    if "reached" not in data:
        raise Misfit("reached is missing")
    reached = flag(data, "reached")
    confirmed = flag(data, "confirmed") if "confirmed" in data else None
    satisfaction = number(data, "satisfaction") if "satisfaction" in data else None
    if not reached and (confirmed is not None or satisfaction is not None):
        raise Misfit("an answer of somebody who was not reached")
    if satisfaction is not None and not 1 <= satisfaction <= 5:
        raise Misfit("satisfaction is not 1 to 5")
    return Answer(reached, confirmed, satisfaction, text(data, "note"), event.by, event.time, event.clock)


KINDS = {"spotcheck.drawn": drawn, "spotcheck.recorded": recorded}


def rows(id: str, one: Spotcheck) -> Rows:
    """A row for each visit that was drawn."""
    period = (one.lot.start.isoformat(), one.lot.end.isoformat())
    drawn = (*period, one.lot.percent, one.lot.seed, one.pool, one.by, one.at, one.clock)
    return {SPOTCHECKS: [(id, visit, *drawn, *_answer_cells(said)) for visit, said in one.answers.items()]}


def _answer_cells(one: Answer | None) -> Cells:
    if one is None:
        return (None, None, None, "", "", "", None)
    confirmed = None if one.confirmed is None else int(one.confirmed)
    return (int(one.reached), confirmed, one.satisfaction, one.note, one.by, one.at, one.clock)
