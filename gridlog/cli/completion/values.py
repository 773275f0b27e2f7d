"""The values that a shell offers for one argument or option: names of the roster, ids, words, days and weeks."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import date, timedelta
from typing import NamedTuple

from gridlog.cli.shell.forms import DATES
from gridlog.cli.shell.session import Session
from gridlog.core.calendar import monday
from gridlog.core.when import week_name
from gridlog.errors import GridlogError
from gridlog.words.language import language, pick, two
from gridlog.words.vocabulary import vocabulary
from gridlog.work.desk import day_text

BACK = ("today", "yesterday", "今天", "昨天", "前天", "周一", "周五", "上周五")
WEEK_WORDS = ("this", "last", "本周", "上周")
MONTH_WORDS = ("this", "last", "本月", "上月")
AHEAD = ("today", "tomorrow", "今天", "明天", "后天", "下周一", "下周五")
DAYS = 8
WEEKS_BACK = 8
MONTHS_BACK = 12
TEXT = 30  # characters of a note or an issue


class Offer(NamedTuple):
    """A word that may stand at the cursor, and what it means."""

    word: str
    about: str = ""


class Slot(NamedTuple):
    """The place that is being filled: the words of the command, the option or argument, and its metavar."""

    path: tuple[str, ...]
    name: str
    metavar: str


Give = Callable[[Session, Slot, str], Iterable[Offer]]


def offered(here: Session, slot: Slot, typed: str) -> list[Offer]:
    """Return the values for a place; none where anything may be typed, and none of a file that cannot be read."""
    give = _giver(slot)
    if give is None:
        return []
    try:
        return list(give(here, slot, typed))
    except (GridlogError, sqlite3.Error, OSError):
        return []


def _giver(slot: Slot) -> Give | None:
    command = " ".join(slot.path)
    if f"{command} {slot.name}" in DATES or slot.name in DATES:
        return _dates
    if _noun(slot):
        return _names
    if _ids_of(slot):
        return _ids
    if _words_of(slot):
        return _words
    return None


NOUNS: Mapping[str, str] = {
    "ENTERPRISE": "enterprise",
    "E": "enterprise",
    "OFFICER": "officer",
    "O": "officer",
    "HANDLER": "officer",
    "H": "officer",
    "OTHER": "officer",
    "WHO": "officer",
    "GRID": "grid",
    "STATION": "station",
    "PROJECT": "project",
    "PREMISES": "premises",
}
OF_OPTIONS: Mapping[str, str] = {"--grid": "grid", "--block": "grid", "--parent": "grid"}
CODED = (
    "enterprise",
    "officer",
    "grid",
    "project",
    "station",
    "premises",
)  # nouns of which CODE is a known one


def _noun(slot: Slot) -> str:
    """Return the noun of the roster that a place names, empty for none."""
    if slot.name in OF_OPTIONS:
        return OF_OPTIONS[slot.name]
    if slot.metavar == "CODE" and not slot.name.startswith("-") and slot.path[0] in CODED:
        return "" if slot.path[-1] == "add" else slot.path[0]
    return NOUNS.get(slot.metavar, "")


def _names(here: Session, slot: Slot, typed: str) -> Iterable[Offer]:
    from gridlog.store import offering

    noun = _noun(slot)
    with closing(offering.opened(here.db_path)) as connection:
        me = here.me_or_nobody()
        for code, name, place in offering.names(connection, noun, typed, me, here.today):
            yield Offer(code, f"{name} {place}".strip())


OF_ALL = ("show", "history", "reopen", "edit")  # commands that take a void visit or an ended issue, too
IDS: Mapping[str, str] = {"INTO": "issue", "VISIT": "visit"}


def _ids_of(slot: Slot) -> str:
    if slot.name in ("--visit", "--issue") and slot.metavar == "ID":
        return slot.name.removeprefix("--")
    if slot.metavar == "ID" and slot.path[0] in ("visit", "issue"):
        return slot.path[0]
    return IDS.get(slot.metavar, "")


def _ids(here: Session, slot: Slot, typed: str) -> Iterable[Offer]:
    from gridlog.core.event import SHORT
    from gridlog.store import offering

    is_live = slot.path[-1] not in OF_ALL
    with closing(offering.opened(here.db_path)) as connection:
        for id, on, name, text in offering.ids(connection, _ids_of(slot), typed.upper(), is_live):
            yield Offer(id[: max(SHORT, len(typed))], f"{on} {name} {text[:TEXT]}".strip())


# The vocabulary of an option; `visit --kind` and `premises --kind` are two.
VOCABULARIES: Mapping[str, str] = {
    "--category": "category",
    "--grade": "grade",
    "--method": "method",
    "--source": "source",
    "--state": "state",
    "--result": "result",
    "--light": "light",
    "visit --kind": "kind",
    "premises --kind": "premises_kind",
}


def _words_of(slot: Slot) -> Sequence[Offer]:
    """Return the closed set of words for a place."""
    name = VOCABULARIES.get(slot.name) or VOCABULARIES.get(
        f"{slot.path[0] if slot.path else ''} {slot.name}", ""
    )
    if name:
        at = 0 if language() == "zh" else 1
        return [Offer(key, pair[at]) for key, pair in vocabulary(name).items()]
    if "|" in slot.metavar:
        return [Offer(word) for word in slot.metavar.split("|") if word.islower() or word.isdecimal()]
    if slot.metavar == "WHAT":
        from gridlog.ledgers.queries import exports

        return [Offer(word) for word in exports()]
    return []


def _words(here: Session, slot: Slot, typed: str) -> Iterable[Offer]:  # noqa: ARG001  # every giver has these parameters
    wanted = typed.casefold()
    for offer in _words_of(slot):
        if (
            offer.word.casefold().startswith(wanted)
            or (wanted and wanted in offer.about.casefold())
            or (wanted and _is_pinyin_of(offer.about, wanted))
        ):
            yield offer


def _is_pinyin_of(word: str, typed: str) -> bool:
    """Return whether letters are the beginning of a word's pinyin, its initials, or a mixture of both."""
    from gridlog.core.spelling import fits
    from gridlog.words.readings import READINGS

    if not typed.isascii() or not typed.isalpha() or word not in READINGS:
        return False
    tokens = "".join(f" {char}{reading}" for char, reading in zip(word, READINGS[word].split(), strict=True))
    return fits(typed, is_usual=True).match(tokens) is not None


def _dates(here: Session, slot: Slot, typed: str) -> Iterable[Offer]:
    """Offer words and days with what they mean; a form that the command does not take is left out."""
    own = f"{' '.join(slot.path)} {slot.name}"
    option = own if own in DATES else slot.name
    givers = {"week": _weeks, "month": _months, "period": _periods}
    seen = set()
    for offer in givers.get(DATES[option].takes, _days)(here, option):
        is_meant = offer.word.startswith(typed) or _is_pinyin_of(offer.word, typed)
        if is_meant and offer.word not in seen:
            seen.add(offer.word)
            yield offer


def _days(here: Session, option: str) -> Iterable[Offer]:
    is_ahead = DATES[option].side != "past"
    words = AHEAD if is_ahead else BACK
    for word in words:
        with suppress(GridlogError):
            yield Offer(word, day_text(here.day_of(word, option)))
    for number in range(DAYS):
        day = here.today + timedelta(days=number if is_ahead else -number)
        yield Offer(day.isoformat(), day_text(day).partition(" ")[2])


def _weeks(here: Session, option: str) -> Iterable[Offer]:  # noqa: ARG001  # every giver has these parameters
    for word in WEEK_WORDS:
        yield Offer(word, _week_about(here.week(word)))
    for number in range(WEEKS_BACK):
        start = monday(here.today) - timedelta(weeks=number)
        yield Offer(week_name(start), _week_about(start))


def _week_about(start: date) -> str:
    end = start + timedelta(days=6)
    return f"{start.isoformat()} {pick(two('至', 'to'))} {end.isoformat()}"


def _months(here: Session, option: str) -> Iterable[Offer]:  # noqa: ARG001  # every giver has these parameters
    for word in MONTH_WORDS:
        yield Offer(word, here.month(word).isoformat()[:7])
    first = here.today.replace(day=1)
    for _ in range(MONTHS_BACK):
        yield Offer(first.isoformat()[:7])
        first = (first - timedelta(days=1)).replace(day=1)


def _periods(here: Session, option: str) -> Iterable[Offer]:
    yield from _weeks(here, option)  # `this` and `last` mean the week
    yield from _months(here, option)
