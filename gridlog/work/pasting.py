"""Messages of a chat taken in as visits, all or nothing; a message that was pasted before is known. The code asks no question and prints nothing."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from gridlog.core.nouns.visit import life as visit
from gridlog.core.nouns.visit.life import Draft
from gridlog.core.when import week_name
from gridlog.intake.chat.messages import Message, messages
from gridlog.intake.chat.names import Enterprise, Enterprises, Officers
from gridlog.intake.chat.reading import Reading, Roster, readings
from gridlog.ledgers.columns import Value
from gridlog.store import lookup, questions
from gridlog.store.file import Writer
from gridlog.words.language import listed
from gridlog.work import visits
from gridlog.work.desk import Desk
from gridlog.work.issues import IssueDraft, raise_issue
from gridlog.work.visits import Logged


class Read(NamedTuple):
    """A message as it was read, and as the person has it, which differ where something was corrected."""

    first: Reading
    now: Reading


class Page(NamedTuple):
    """What became of a text: the visits that it tells, how many of them are on record, and the messages that tell none."""

    reads: list[Read]
    known: int
    others: list[Message]


class Done(NamedTuple):
    """A visit that was logged, and as what it was told."""

    draft: Draft
    logged: Logged


def read_page(desk: Desk, text: str, by: str | None = None, on: date | None = None) -> Page:
    """Return what a text tells. `by` and `on` fill in for messages that name no officer and no day."""
    roster = roster_of(desk, by)
    reads: list[Read] = []
    others: list[Message] = []
    for message in messages(text, desk.today, roster.officers.is_officer):
        if found := readings(message, roster):
            reads += [Read(one, _dated(one, on)) for one in found]
        else:
            others.append(message)
    fresh, known = _fresh(desk, reads)
    return Page(fresh, known, others)


def roster_of(desk: Desk, by: str | None = None) -> Roster:
    """Return the roster as messages are read against it."""
    connection = desk.connection
    officers = questions.officers_with_grids(connection, desk.today)
    enterprises = questions.enterprises_with_grids(connection, desk.today)
    mine = by if by is not None else desk.me_or_nobody()
    return Roster(
        Enterprises([Enterprise(*one) for one in enterprises]),
        Officers([(code, name) for code, name, _ in officers]),
        desk.today,
        desk.officer(by).code if mine else "",
        desk.rules.participants,
        {code: grid for code, _, grid in officers},
    )


def _dated(one: Reading, on: date | None) -> Reading:
    if on is None or "date_missing" not in one.doubts:
        return one
    return one._replace(on=on, doubts=tuple(doubt for doubt in one.doubts if doubt != "date_missing"))


def mark(read: Read) -> int:
    """Return 63 bits over a message and what was read of it; equal messages are the same visit.

    What a message leaves open counts as the person filled it in; another correction changes nothing.
    """
    first, now = read
    said = (
        "chat",
        (first.on or now.on or date.min).isoformat(),
        first.enterprise or now.enterprise,
        first.officer or now.officer,
        "".join(first.text.split()),
    )
    return int.from_bytes(sha256("\x1f".join(said).encode("utf-8", "replace")).digest()[:8], "big") >> 1


def _fresh(desk: Desk, reads: Sequence[Read]) -> tuple[list[Read], int]:
    """Return the messages that are not on record, each once, and how many are."""
    fresh: dict[int, Read] = {}
    for one in reads:
        fresh.setdefault(mark(one), one)
    known = _known(desk, list(fresh))
    kept = [one for number, one in fresh.items() if number not in known]
    return kept, len(reads) - len(kept)


def _known(desk: Desk, marks: list[int]) -> set[int]:
    known: set[int] = set()
    for at in range(0, len(marks), 500):
        known |= questions.known_fingerprints(desk.connection, marks[at : at + 500])
    return known


def draft_of(one: Reading, reason: str = "") -> Draft:
    """Return a visit ready to be logged; of a message without doubts."""
    if one.on is None:
        raise RuntimeError("a message in doubt")
    return Draft(
        on=one.on,
        enterprise=one.enterprise,
        officer=one.officer,
        participants=one.participants,
        method=one.method,
        contact=one.contact,
        title=one.title,
        phone=one.phone,
        note=one.note,
        nothing=one.nothing,
        reason=reason,
        at=one.at,
    )


def needs_reason(desk: Desk, one: Reading) -> bool:
    """Return whether a visit is so long ago that it must say why it is told only now."""
    return one.on is not None and visit.needs_reason(one.on, desk.today, desk.rules)


def log_page(desk: Desk, reads: Sequence[Read], reason: str = "") -> tuple[list[Done], int]:
    """Log the visits of a page and their issues in one transaction. Returns them, and how many were on record meanwhile.

    Raises Refused or Usage where a rule says no; then nothing is logged.
    """
    with desk.write() as writer:
        fresh, known = _fresh(desk, reads)
        return [_log(desk, writer, one, reason) for one in fresh], known


def _log(desk: Desk, writer: Writer, read: Read, reason: str) -> Done:
    draft = draft_of(read.now, reason if needs_reason(desk, read.now) else "")
    people = (draft.officer, *draft.participants)
    draft = draft._replace(kind=visits.usual_kind(desk, draft.enterprise, people, draft.on))
    asked = [IssueDraft(one.text, one.category, "general") for one in read.now.issues]
    known = visits.known_of(desk, draft, bool(asked))
    event = writer.append("visit.logged", {**visit.log(draft, known.around), "fingerprint": mark(read)})
    id = Logged(event, [], known).id
    raised = [raise_issue(desk, writer, draft, one, id, known.around) for one in asked]
    return Done(draft, Logged(event, raised, known))


class Twin(NamedTuple):
    """Another visit to the same enterprise on the same day: its id, empty for one of the page, and its officer's name."""

    number: int
    id: str
    officer: str


def twins(desk: Desk, reads: Sequence[Read]) -> list[Twin]:
    """Return the visits, on record or above on the page, that are to the same enterprise on the same day; by number."""
    found: list[Twin] = []
    above: dict[tuple[str, date], str] = {}
    for number, (_, now) in enumerate(reads, 1):
        if not now.enterprise or now.on is None:
            continue
        for id, officer in questions.visits_on(desk.connection, now.enterprise, now.on):
            found.append(Twin(number, id, desk.name("officer", officer)))
        if (key := (now.enterprise, now.on)) in above:
            found.append(Twin(number, "", above[key]))
        above[key] = desk.name("officer", now.officer) if now.officer else ""
    return found


def cells(desk: Desk, one: Reading) -> dict[str, Value]:
    """Return a message as a row of `export visits`, by key; the id is empty, and the issues are what was asked for."""
    day = one.on
    level = desk.rules.report_level
    place = lookup.place_of(desk.connection, one.enterprise, day or desk.today, level)
    is_late = day is not None and bool(one.enterprise and one.officer) and _is_late(desk, one)
    return {
        "id": "",
        "date": day.isoformat() if day else "",
        "week": week_name(day) if day else "",
        "block": place.block,
        "grid": place.grid,
        "enterprise_code": one.enterprise,
        "enterprise": desk.name("enterprise", one.enterprise) if one.enterprise else one.named,
        "uscc": questions.uscc_of(desk.connection, one.enterprise),
        "method": one.method,
        "kind": _kind(desk, one),
        "officer_code": one.officer,
        "officer": desk.name("officer", one.officer) if one.officer else one.sender,
        "participants": ";".join(one.participants),
        "contact": one.contact,
        "title": one.title,
        "phone": one.phone,
        "note": one.note,
        "issues": ";".join(asked.text for asked in one.issues),
        "recorded_at": "",
        "late": is_late,
        "counted": one.method in desk.rules.counted_methods.split(","),
        "void": False,
        "time": one.at,
    }


def _kind(desk: Desk, one: Reading) -> str:
    if one.on is None or not one.enterprise or not one.officer:
        return "routine"
    return visits.usual_kind(desk, one.enterprise, (one.officer, *one.participants), one.on)


def _is_late(desk: Desk, one: Reading) -> bool:
    draft = draft_of(one)
    return draft.on <= desk.today and visit.is_late(draft.on, visits.around(desk, draft))


def people_of(desk: Desk, one: Reading) -> str:
    """Return the names of the officers of a message, the lead first."""
    return listed(desk.name("officer", code) for code in (one.officer, *one.participants) if code)
