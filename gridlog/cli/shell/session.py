"""One run of the program: a desk, a person at the terminal who answers questions, and days in words."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from gridlog.cli.shell.forms import DATES
from gridlog.cli.shell.say import held_back, say
from gridlog.core.calendar import Calendar
from gridlog.core.when import (
    ZONE,
    Side,
    parse_day,
    parse_end,
    parse_moment,
    parse_month,
    parse_period,
    parse_week,
)
from gridlog.errors import NotFound, Usage
from gridlog.machine.config import Config
from gridlog.store.file import Writer
from gridlog.store.lookup import Found
from gridlog.words.language import fill, two
from gridlog.words.vocabulary import meant
from gridlog.work.desk import UNKNOWN_YEAR, Desk, day_text, in_reach

if TYPE_CHECKING:
    import typer

Answer = TypeVar("Answer")


class Session(Desk):
    """A desk with a person at a terminal.

    Notes go to stderr, missing values are asked for, and days are given in words.
    """

    def __init__(self, db: str = "", now: datetime | None = None) -> None:
        super().__init__(Config(os.environ), _this_instant, db, now)
        self.is_hushed = False  # --yes: no question asks which of several is meant

    def say(self, text: str, /, **values: object) -> None:
        """Write one line to stderr."""
        say(text, **values)

    def refolding(self, done: int, total: int) -> None:
        """Show the progress of a refold on a terminal."""
        _refolding(done, total)

    @contextmanager
    def write(self, by: str = "", anybody: bool = False) -> Iterator[Writer]:
        """Open one transaction as a desk does; results that are told meanwhile reach stdout when it has ended."""
        with held_back(), super().write(by, anybody) as writer:
            yield writer

    def officer(self, typed: str | None) -> Found:
        """Return the named officer, or the officer of this machine; when none is set, ask on a terminal.

        Raises Usage when no officer is named or set, NotFound when the roster does not have the officer.
        """
        try:
            return super().officer(typed)
        except Usage as problem:
            if problem.code != "officer.unset" or self.is_hushed or not is_asking():
                raise
        from gridlog.cli.shell.prompts import answered

        question = two(
            "经手人的编号或姓名（本机未设置专员）", "Your code or name (this machine has no officer set)"
        )
        return answered(question, lambda line: self.find("officer", line))

    def find(self, noun: str, typed: str) -> Found:
        """Return the one row of the roster that `typed` means.

        On a terminal, the person chooses one of several, and is asked whether a slip of the hand meant another row.
        Raises NotFound for no row, or for several when no person can be asked.
        """
        try:
            return super().find(noun, typed)
        except NotFound as problem:
            found = problem.values.get("candidates") or (
                problem.values.get("is_slip") and problem.values["near"]
            )
            if self.is_hushed or not is_asking() or not isinstance(found, list):
                raise
            from gridlog.cli.shell.candidates import chosen

            return chosen(found, self.standings(noun, found), problem)

    def day(self, typed: str | None, option: str) -> date | None:
        """Return the day that the words mean, as an option of DATES takes it; None for no words. Raises Usage."""
        return None if typed is None else self.day_of(typed, option)

    def day_of(self, typed: str, option: str) -> date:
        """Return the day that the words mean, as an option of DATES takes it. Raises Usage."""
        takes, side = DATES[option]
        day = parse_day(typed, self.today, cast(Side, side))
        return day if takes == "limit" else in_reach(day)

    def limits(self, since: str | None, until: str | None) -> tuple[date | None, date | None]:
        """Return the days that --since and --until mean. Raises Usage."""
        return self.day(since, "--since"), self.day(until, "--until")

    def days_of(self, typed: str) -> list[date]:
        """Return the days that the words may mean: of a bare form, the one ahead and the one behind. Raises Usage."""
        sides: tuple[Side, ...] = ("ahead", "past")
        return [in_reach(parse_day(typed, self.today, side)) for side in sides]

    def end(self, typed: str, first: date) -> date:
        """Return the last day of something that begins on `first`. Raises Usage."""
        return in_reach(parse_end(typed, self.today, first))

    def moment(self, typed: str, option: str) -> tuple[date, str]:
        """Return the day and the time of day that the words mean, as an option of DATES takes them; empty for no time.

        Raises Usage.
        """
        if DATES[option] != ("moment", "past"):
            raise RuntimeError(option)
        day, at = parse_moment(typed, self.today)
        return in_reach(day), at.isoformat("minutes") if at else ""

    def week(self, typed: str) -> date:
        """Return the Monday of the week that the words mean. Raises Usage for a week outside the calendar."""
        return in_reach(parse_week(typed, self.today))

    def month(self, typed: str, side: Side = "past") -> date:
        """Return the first day of the month that the words mean. Raises Usage for a month outside the calendar."""
        return in_reach(parse_month(typed, self.today, side))

    def period(self, typed: str) -> tuple[date, date]:
        """Return the week or month in the words, as [start, end). Raises Usage for a time outside the calendar."""
        start, end = parse_period(typed, self.today)
        return in_reach(start), end


def _this_instant() -> datetime:
    return datetime.now(ZONE)


def _refolding(done: int, total: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(
            "\r"
            + fill(two("正在重建报表 {done}/{total}", "refolding {done}/{total}"), done=done, total=total)
        )


def session(ctx: "typer.Context") -> Session:
    """Return the session that the root command began."""
    found = ctx.find_object(Session)
    if found is None:
        raise RuntimeError("no session")
    return found


def is_asking() -> bool:
    """Return whether a person at a terminal can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirmed(question: str, yes: bool, default: bool = True) -> bool:
    """Return whether to go on: yes for `--yes` or without a terminal, else the answer; Enter means `default`."""
    if yes or not is_asking():
        return True
    from gridlog.cli.shell import prompts

    return prompts.confirmed(question, default)


def required(value: str | None, question: str, missing: str, yes: bool = False) -> str:
    """Return a text; without one, ask on a terminal unless `yes`. Raises Usage when no text can be had."""
    return needed(value, question, missing, str, yes)


def needed(
    value: str | None, question: str, missing: str, read: Callable[[str], Answer], yes: bool = False
) -> Answer:
    """Return a value as `read` understands it; on a terminal, ask for a missing value until `read` understands it.

    Raises Usage, with the name of the missing value, when `yes` is set or no person can be asked.
    """
    if value and value.strip():
        return read(value)
    if yes or not is_asking():
        raise Usage("argument.missing", name=missing)
    from gridlog.cli.shell import prompts

    return prompts.answered(question, read)


def needed_word(value: str | None, vocabulary: str, question: str, missing: str) -> str:
    """Return a word of a vocabulary; on a terminal, a missing word is picked from a numbered list. Raises Usage."""
    if value or not is_asking():
        return needed(value, question, missing, lambda typed: meant(vocabulary, typed))
    from gridlog.cli.shell import prompts

    return prompts.word(vocabulary, question)


def needed_yes_no(value: str | None, question: str, missing: str) -> bool:
    """Return whether the value says yes; on a terminal, a missing answer is asked for. Raises Usage."""
    from gridlog.cli.shell.options import yes_or_no

    if value or not is_asking():
        return needed(value, question, missing, lambda typed: yes_or_no(typed, missing) is True)
    from gridlog.cli.shell import prompts

    return prompts.yes_no(question)


def text_of(value: str) -> str:
    """Return the text itself, or the text of stdin for `-`, or the text of a file for `@FILE`."""
    if value == "-":
        return piped_text()
    if value.startswith("@"):
        return read_text(Path(value[1:]))
    return value.strip()


def piped_text() -> str:
    """Read standard input in UTF-8 or GBK. Raises Usage."""
    from gridlog.machine.files import standard_input

    try:
        content = standard_input().read()
    except OSError as problem:
        raise Usage("file.unreadable", path="-", reason=problem) from None
    return decoded(content, "-")


def read_text(path: Path) -> str:
    """Read a text file in UTF-8 or, as Chinese Windows writes it, GBK. Raises Usage."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise Usage("file.unreadable", path=path, reason=problem) from None
    return decoded(content, path)


def decoded(content: bytes, path: Path | str) -> str:
    """Return a text from its bytes in UTF-8 or GBK. Raises Usage."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    raise Usage("file.encoding", path=path)


def say_from(day: date) -> None:
    """Say the day from which a change of the roster holds."""
    say(two("自 {day} 起。", "From {day} on."), day=day_text(day))


def open_day(day: date) -> str:
    """Return the first or last day of something, or an ellipsis when it has none."""
    return "…" if day in (date.min, date.max) else day.isoformat()


def last_day(until_on: date) -> str:
    """Return the last day of something that ends before `until_on`, or an ellipsis when it has no end."""
    return open_day(until_on if until_on == date.max else date.fromordinal(until_on.toordinal() - 1))


def warn_unknown_years(calendar: Calendar, start: date, end: date) -> None:
    """Warn that a deadline or a quota rests on guessed holidays."""
    for year in calendar.unknown(start, end):
        say(UNKNOWN_YEAR, year=year)
