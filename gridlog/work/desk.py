"""One piece of work: the open file, the clock, the person and the zone's rules. The code asks no question and prints nothing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gridlog.core.calendar import Calendar
from gridlog.core.rules import Rules
from gridlog.core.when import ZONE, parse_instant, week_name, weekday_name
from gridlog.errors import NotFound, Usage
from gridlog.machine.config import Config
from gridlog.store import lookup
from gridlog.store.file import Author, Store, Writer, open_store
from gridlog.store.lookup import Found
from gridlog.words.language import language, two

if TYPE_CHECKING:
    from gridlog.store.standing import Standing

REACH = range(1900, 2200)
NOW = "GRIDLOG_NOW"


class Desk:
    """What every use case may ask for; nothing is opened or read before it is needed.

    `config` carries the environment, `clock` says what time it is, `db` and `now` go before both.
    A front end that wants to hear notes and the progress of a refold sets `say` and `refolding`.
    """

    def __init__(
        self, config: Config, clock: Callable[[], datetime], db: str = "", now: datetime | None = None
    ) -> None:
        self.config = config
        self.has_written = False
        self._clock = clock
        self._db = db
        self._now = now
        self._opened: Store | None = None
        self._named: dict[tuple[str, str], str] = {}  # the names of the roster that were found
        self._ruled: tuple[int, Rules] | None = (
            None  # the rules, and how much was written when they were read
        )

    def say(self, text: str, /, **values: object) -> None:
        """Pass over a note: a text of both languages with its values. A session says it."""

    def refolding(self, done: int, total: int) -> None:
        """Pass over the progress of a refold. A session shows it."""

    def use_db(self, db: str) -> None:
        """Work on another file than was named; nothing was opened yet."""
        self._db = db
        self.__dict__.pop("db_path", None)

    def at(self, now: datetime) -> "Desk":
        """Return a desk on the same open file, at another time."""
        from copy import copy

        other = copy(self)
        other._now = now
        other.__dict__.pop("now", None)
        return other

    @property
    def clock_is_set(self) -> bool:
        """Whether a person set the time, for a test or a replay."""
        return bool(self._now or self.config.environment.get(NOW, ""))

    @cached_property
    def now(self) -> datetime:
        """This instant in the zone's time, or the one that GRIDLOG_NOW sets."""
        if self._now:
            return self._now.astimezone(ZONE)
        if fixed := self.config.environment.get(NOW, ""):
            instant = parse_instant(fixed)
            in_reach(instant.date())
            return instant.astimezone(ZONE)
        return self._clock().astimezone(ZONE)

    @property
    def today(self) -> date:
        """The civil date of `now`."""
        return self.now.date()

    @cached_property
    def db_path(self) -> Path:
        """The database file."""
        named = self._db or self.config.get("db")
        return Path(named).expanduser() if named else self.config.default_db()

    @property
    def db_is_named(self) -> bool:
        """Whether the front end named the file, rather than the environment or the settings."""
        return bool(self._db)

    @property
    def store(self) -> Store:
        """The open file. Raises NotFound when there is no file yet."""
        return self._opened or self.open(create=False)

    @property
    def connection(self) -> sqlite3.Connection:
        """The tables of the open file."""
        return self.store.connection

    def open(self, create: bool) -> Store:
        """Open the file, making it first when `create`."""
        if create:
            self.db_path.parent.mkdir(parents=True, exist_ok=True)
        self._opened = open_store(self.db_path, self.now, create, self.refolding, self.keeps_copies)
        self._ruled = None
        return self._opened

    def close(self) -> None:
        """Let go of the file."""
        if self._opened:
            self._opened.close()
            self._opened = None

    def forget(self) -> None:
        """Read rules and names anew: the whole file was replaced."""
        self._ruled = None
        self._named.clear()

    @contextmanager
    def write(self, by: str = "", anybody: bool = False) -> Iterator[Writer]:
        """One transaction in which everything read is still true when it is written.

        It is signed by the officer `by`, or else by me. Raises NotFound where the roster does not know me, unless
        `anybody` may do it.
        """
        author = Author(by or self._me(anybody), self.now, self.clock_is_set)
        with self.store.write(author) as writer:
            self._ruled = None
            writer.before_many = self._keep_before_many
            yield writer
        self.has_written |= writer.has_written

    def keeps_copies(self) -> bool:
        """Whether copies are kept without being asked for."""
        return self.config.get("copies") != "off"

    def _keep_before_many(self) -> None:
        if self.keeps_copies() and not self.rules.demo:
            from gridlog.work.keeping import NOT_KEPT, keep_before_many

            if reason := keep_before_many(self.db_path, self.now):
                self.say(NOT_KEPT, reason=reason)

    def keep_week(self, is_patient: bool = False) -> None:
        """Keep a copy of the file once a week, after the answer of a command; `is_patient` also of a large file.

        A clock that was set says nothing of weeks, so it makes no copy.
        """
        if self._opened is None or self.clock_is_set:
            return
        path = self.db_path.with_name(f"{self.db_path.name}.{week_name(self.today)}.weekly.bak")
        if not os.path.lexists(path) and self.keeps_copies() and not self.rules.demo:
            from gridlog.work.keeping import NOT_KEPT, keep_week

            if reason := keep_week(self.connection, self.db_path, path, is_patient):
                self.say(NOT_KEPT, reason=reason)

    def _me(self, anybody: bool) -> str:
        """My code where the roster has me; the name as configured where there is no roster yet, or `anybody` signs."""
        name = self.me_or_nobody()
        found = lookup.exactly(self.store.connection, "officer", name) if name else None
        if found:
            return found.code
        is_free = not name or anybody or not lookup.has_officers(self.store.connection)
        return name if is_free else self.officer(None).code

    @property
    def rules(self) -> Rules:
        """The zone's rules, read again after anything was written here and at the beginning of a transaction."""
        connection = self.store.connection
        if self._ruled is None or self._ruled[0] != connection.total_changes:
            self._ruled = connection.total_changes, lookup.rules(connection)
        return self._ruled[1]

    def calendar(self, start: date, end: date) -> Calendar:
        """The working calendar good for [start, end)."""
        return lookup.calendar(self.store.connection, self.today, start, end)

    def me_or_nobody(self) -> str:
        """The officer who works on this machine, as configured: a code or a name; empty when no officer is configured."""
        return self.config.officer(self.db_path)

    def officer(self, typed: str | None) -> Found:
        """The officer meant, or me. Raises Usage when no officer is configured, NotFound when the roster does not know the officer."""
        if typed is not None:
            return self.find("officer", typed)
        name = self.me_or_nobody()
        if not name:
            raise Usage("officer.unset")
        try:
            return self.find("officer", name)
        except NotFound as problem:
            raise NotFound("officer.mine", name=name, count=problem.values.get("count", 0)) from None

    def find(self, noun: str, typed: str) -> Found:
        """The one row of the roster that `typed` means. Raises NotFound for none and for several, the likeliest first."""
        try:
            found = lookup.find(self.store.connection, noun, typed, most=None)
        except NotFound as problem:
            raise self._ranked(problem, noun, typed) from None
        if found.was:
            self.say(MERGED, was=found.was, code=found.code, name=found.name)
        self._named[noun, found.code] = found.name
        return found

    def _ranked(self, problem: NotFound, noun: str, typed: str) -> NotFound:
        """The error with its candidates ranked: the beginning of a name, my own grid, and recent visits come first."""
        listed = "candidates" if problem.code == "name.several" else "near"
        found = problem.values.get(listed)
        if isinstance(found, list) and found:
            from gridlog.store.standing import ranked

            standing = self.standings(noun, found)
            likeliest = ranked(found, typed, standing, self._own_grids())[: lookup.LISTED]
            problem.values = {**problem.values, listed: likeliest}
        return problem

    def standings(self, noun: str, found: list[Found]) -> "dict[str, Standing]":
        """The grid and the latest visit of each candidate, by its code."""
        from gridlog.store.standing import standings

        return standings(self.store.connection, noun, found, self.today)

    def _own_grids(self) -> frozenset[str]:
        """My grid and every grid below it; none where no officer is configured."""
        connection, name = self.store.connection, self.me_or_nobody()
        me = lookup.exactly(connection, "officer", name) if name else None
        grid = lookup.grid_of(connection, "officer", me.code, self.today) if me else ""
        return frozenset(lookup.below(connection, grid)) if grid else frozenset()

    def name(self, noun: str, code: str) -> str:
        """The name of an officer or enterprise by its code, or the code where the roster does not know it."""
        if (noun, code) not in self._named:
            read = {"officer": lookup.name_of, "enterprise": lookup.enterprise_name}[noun]
            self._named[noun, code] = read(self.store.connection, code)
        return self._named[noun, code]

    def id(self, noun: str, typed: str) -> str:
        """The whole id of a visit, issue or spot check."""
        return lookup.find_id(self.store.connection, noun, typed)

    def say_unknown_years(self, calendar: Calendar, start: date, end: date) -> None:
        """Say loudly that a deadline or a quota rests on guessed holidays."""
        for year in calendar.unknown(start, end):
            self.say(UNKNOWN_YEAR, year=year)


MERGED = two("{was} 已并入 {code} {name}。", "{was} was merged into {code} {name}.")
UNKNOWN_YEAR = two(
    "注意：{year} 年放假安排尚未公布或收录，按周一至周五计算工作日。公布后请运行 gridlog calendar import，或用 calendar set 补录。",
    "Warning: the public holidays of {year} have not been published here; Monday to Friday are taken as workdays. "
    "Once published, run gridlog calendar import, or add days with calendar set.",
)


def in_reach(day: date) -> date:
    """A day with room for weeks and months on either side. Raises Usage."""
    if day.year not in REACH:
        raise Usage("when.reach", day=day, first=REACH[0], last=REACH[-1])
    return day


def day_text(day: date, at: str = "") -> str:
    """Return a date with its weekday, and with the time of day if there is one, as messages show it."""
    return f"{day.isoformat()} {weekday_name(day, language())} {at}".rstrip()
