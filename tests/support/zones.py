"""Small zones made up at random: facts as plain values, told to a real store in the order they were recorded.

Nothing here counts anything; `tests.support.recount` does, from the same facts.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from gridlog.core.event import Json
from gridlog.core.when import ZONE
from gridlog.store.file import Author, Store
from gridlog.store.lookup import calendar
from tests.support.images import without_log
from tests.support.simulate import blank

FIRST, SPAN = date(2025, 10, 20), 32  # from a Monday to the Friday of NOW; W44 lies in two months
NOW = datetime(2025, 11, 21, 16, tzinfo=ZONE)
BEFORE = datetime(2025, 9, 1, 9, tzinfo=ZONE)
TREE = {"Z": ("zone", ""), "A": ("block", "Z"), "B": ("block", "Z"), "A-1": ("grid", "A"), "A-2": ("grid", "A"),
        "B-1": ("grid", "B"), "X-1": ("grid", "Z")}  # fmt: skip
BLOCK = {"A-1": "A", "A-2": "A", "B-1": "B", "X-1": "", "": ""}
OFFICERS = ("P1", "P2", "P3", "P4")
ENTERPRISES = ("E1", "E2", "E3", "E4", "E5")
METHODS = ("onsite", "station", "phone", "online", "meeting")
CATEGORIES = ("POWER", "LABOR", "OTHER")
SCRIPTS = tuple(
    one.split()
    for one in (
        "",
        "assign",
        "assign accept note",
        "accept hold-other",
        "accept hold-enterprise",
        "accept hold-enterprise resume note",
        "assign extend note",
        "reject",
        "reject reopen assign",
        "assign merge",
        "assign merge reopen answer",
        "answer revisit",
        "answer revisit close",
        "answer revisit close",
        "assign answer revisit close",
        "assign answer revisit close reopen answer revisit close",
        "answer revisit close reopen",
        "answer revisit reopen merge",
        "answer answer revisit",
    )
)


class Fact(NamedTuple):
    """One thing that a person recorded at an instant; `about` names the row, `data` are the data of the event."""

    at: datetime
    kind: str
    about: str
    data: dict[str, Json]
    by: str = "P1"


days = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))
delays = st.integers(0, 9)
places = st.sampled_from(("A-1", "A-2", "B-1", "X-1"))
stays = places | st.just("")
people = st.lists(st.sampled_from(OFFICERS), min_size=1, max_size=3, unique=True)


def late_on(day: date, delay: int, minute: int = 0) -> datetime:
    """An instant so many days later, in the morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE) + timedelta(days=delay, minutes=minute)


def _moves(draw: st.DrawFn, about: str, kind: str, first: str | None) -> list[Fact]:
    told = [] if first is None else [Fact(BEFORE, kind, about, {"grid": first, "from": "0001-01-01"})]
    for day, delay, grid in draw(st.lists(st.tuples(days, delays, stays), max_size=2)):
        told.append(Fact(late_on(day, delay), kind, about, {"grid": grid, "from": day.isoformat()}))
    return told


@st.composite
def officers(draw: st.DrawFn) -> list[Fact]:
    """Draw every officer, the grids they held and when, and their leaves."""
    told = []
    for code in OFFICERS:
        about = f"officer/{code}"
        role = draw(st.sampled_from(("officer", "officer", "deputy", "block_head")))
        quota = draw(st.sampled_from((None, None, 0, 1, 2, 3)))
        told.append(
            Fact(BEFORE, "officer.saved", about, {"name": f"姓名{code}", "role": role, "quota": quota})
        )
        told += _moves(draw, about, "officer.assigned", draw(st.none() | stays))
        for day, length, delay in draw(st.lists(st.tuples(days, st.integers(0, 9), delays), max_size=2)):
            away: dict[str, Json] = {
                "from": day.isoformat(),
                "to": (day + timedelta(days=length)).isoformat(),
                "kind": "事假",
            }
            told.append(Fact(late_on(day, delay), "officer.leave_approved", about, away))
    return told


@st.composite
def enterprises(draw: st.DrawFn) -> list[Fact]:
    """Draw every enterprise, the grids it belonged to, and whether it was closed down in the period."""
    told = []
    for code in ENTERPRISES:
        about = f"enterprise/{code}"
        saved: dict[str, Json] = {"name": f"企业{code}", "key": draw(st.booleans()), "status": "投产"}
        told.append(Fact(BEFORE, "enterprise.saved", about, saved))
        told += _moves(draw, about, "enterprise.moved", draw(stays))
        if draw(st.integers(0, 4)) == 0:
            told.append(Fact(late_on(draw(days), 0), "enterprise.saved", about, {"status": "注销"}))
    return told


@st.composite
def visits(draw: st.DrawFn) -> list[Fact]:
    """Visits of all methods, alone and joint, late or not, some of them moved to another day or made void."""
    told = []
    for at in range(draw(st.integers(0, 14))):
        about, day, delay, grid, came = f"visit {at}", draw(days), draw(delays), draw(stays), draw(people)
        method = draw(st.sampled_from((*METHODS, "onsite", "onsite", "onsite")))
        data: dict[str, Json] = {
            "on": day.isoformat(),
            "enterprise": draw(st.sampled_from(ENTERPRISES)),
            "officer": came[0],
            "participants": [*came[1:]],
            "method": method,
            "kind": "routine",
            "note": "x",
            "grid": grid,
            "block": BLOCK[grid],
            "late": draw(st.booleans()),
        }
        told.append(Fact(late_on(day, delay), "visit.logged", about, data))
        told += _corrections(draw, about, late_on(day, delay))
    return told


def _corrections(draw: st.DrawFn, about: str, at: datetime) -> list[Fact]:
    then = at + timedelta(days=draw(delays), minutes=1)
    fate = draw(st.sampled_from(("", "", "", "void", "move", "move")))
    if fate == "void":
        return [Fact(then, "visit.voided", about, {"why": "x"})]
    if fate == "move":
        day = draw(st.integers(0, (min(then, NOW).date() - FIRST).days))
        change: dict[str, Json] = {"on": (FIRST + timedelta(days=day)).isoformat()}
        return [Fact(then, "visit.edited", about, {"change": change, "why": "x"})]
    return []


@st.composite
def issues(draw: st.DrawFn) -> list[Fact]:
    """Issues of every fate."""
    told: list[Fact] = []
    for at in range(draw(st.integers(0, 8))):
        about, day, grid = f"issue {at}", draw(days), draw(stays)
        data: dict[str, Json] = {
            "on": day.isoformat(),
            "enterprise": draw(st.sampled_from(ENTERPRISES)),
            "officer": draw(st.sampled_from(OFFICERS)),
            "text": "x",
            "block": BLOCK[grid],
            "grid": grid,
            "category": draw(st.sampled_from(CATEGORIES)),
            "grade": draw(st.sampled_from(("general", "general", "urgent", "longterm"))),
            "source": "visit",
            "due": (day + timedelta(days=draw(st.integers(0, 12)))).isoformat(),
        }
        begun = Fact(late_on(day, draw(st.integers(0, 2))), "issue.raised", about, data)
        told += [begun, *_steps(draw, begun)]
    return told


def _steps(draw: st.DrawFn, begun: Fact) -> list[Fact]:
    told: list[Fact] = []
    at = begun.at
    for word in draw(st.sampled_from(SCRIPTS)):
        at += timedelta(days=draw(st.integers(0, 8)), minutes=1)
        kind, data = _step(draw, word, at.date())
        on: dict[str, Json] = {"on": at.date().isoformat()}
        told.append(Fact(at, kind, begun.about, on | data, draw(st.sampled_from(OFFICERS))))
    return told


def _step(draw: st.DrawFn, word: str, day: date) -> tuple[str, dict[str, Json]]:
    due = (day + timedelta(days=draw(st.integers(0, 9)))).isoformat()
    if word == "assign":
        return "issue.assigned", {"handler": draw(st.sampled_from((*OFFICERS, "供电公司")))}
    if word.startswith("hold"):
        return "issue.held", {"reason": "x", "waiting": word.removeprefix("hold-")}
    if word == "answer":
        return "issue.answered", {
            "result": draw(st.sampled_from(("solved", "solved", "partly"))),
            "text": "x",
        }
    if word == "revisit":
        said: dict[str, Json] = {"by": "", "by_handler": False, "satisfaction": draw(st.integers(1, 5))}
        solved = draw(st.none() | st.booleans())
        return "issue.revisited", said | ({} if solved is None else {"solved": solved})
    rest: dict[str, tuple[str, dict[str, Json]]] = {
        "accept": ("issue.accepted", {}),
        "note": ("issue.noted", {"text": "x"}),
        "resume": ("issue.resumed", {"due": due}),
        "extend": ("issue.extended", {"due": due, "reason": "x"}),
        "reject": ("issue.rejected", {"reason": "x"}),
        "merge": ("issue.merged", {"into": "x" * 26}),
        "close": ("issue.closed", {"workdays": 1}),
        "reopen": ("issue.reopened", {"reason": "x", "level": "grid", "due": due}),
    }
    return rest[word]


TREE_FACTS = [
    Fact(BEFORE, "grid.saved", f"grid/{code}", {"name": f"名{code}", "level": level, "parent": parent})
    for code, (level, parent) in TREE.items()
]


def until(facts: Sequence[Fact], at: datetime) -> list[Fact]:
    """What was recorded by an instant."""
    return [one for one in facts if one.at <= at]


zones = st.builds(
    lambda *parts: until(sorted(sum(parts, [*TREE_FACTS]), key=lambda one: one.at), NOW),
    officers(),
    enterprises(),
    visits(),
    issues(),
)


@cache
def begun() -> bytes:
    """A fresh database that knows the holidays of these years, as bytes: a command that had to ask would write them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(without_log(blank()))
    calendar(connection, FIRST, FIRST - timedelta(days=366), FIRST + timedelta(days=366))
    return connection.serialize()


class Zone:
    """A store in memory, and the row that each fact is about."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.rows: dict[str, bytes] = {}
        self.load(begun())
        self.tell(facts)

    def load(self, image: bytes) -> None:
        """Have this database from here on."""
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.deserialize(without_log(image))
        self.store = Store(self.connection, Path("memory.db"))

    def tell(self, facts: Sequence[Fact]) -> None:
        """Record every fact when it was recorded."""
        for fact in facts:
            key = fact.about if "/" in fact.about else ""
            with self.store.write(Author(fact.by, fact.at)) as writer:
                event = writer.append(fact.kind, fact.data, key, self.rows.get(fact.about))
            if not key:
                self.rows.setdefault(fact.about, event.row)

    def put(self) -> None:
        """Make it the file that commands open."""
        for ending in ("-wal", "-shm"):
            path().with_name(path().name + ending).unlink(missing_ok=True)
        path().write_bytes(self.connection.serialize())

    def fetch(self) -> None:
        """Have what commands wrote to the file."""
        with closing(sqlite3.connect(path())) as file:
            self.load(file.serialize())


def path() -> Path:
    """The file that commands open."""
    return Path(os.environ["GRIDLOG_DB"])


def put(facts: Sequence[Fact]) -> Zone:
    """A zone that was told facts, as the file that commands open."""
    zone = Zone(facts)
    zone.put()
    return zone
