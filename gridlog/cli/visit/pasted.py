"""The questions of `visit paste`: each doubt asked, each message corrected or skipped, until the person says yes."""

from collections.abc import Callable, Sequence

from gridlog.cli.shell.prompts import NO_SUCH, answered, ask, word
from gridlog.cli.shell.say import say
from gridlog.cli.shell.session import Session
from gridlog.core.nouns.issue.proposed import proposed
from gridlog.core.nouns.visit import life
from gridlog.core.phone import read_phone
from gridlog.core.rules import whole
from gridlog.errors import NotFound, Refused
from gridlog.intake.chat.reading import Asked, Reading
from gridlog.store.lookup import Found
from gridlog.words.language import fill, two
from gridlog.work.pasting import Read

SKIP = ("skip", "跳过", "s")
DATE = two("哪天走访的（skip 跳过这一条）", "The day of the visit (skip leaves this one out)")
ENTERPRISE = two("哪家企业（skip 跳过这一条）", "Which enterprise (skip leaves this one out)")
OFFICER = two("谁走访的（skip 跳过这一条）", "Who went (skip leaves this one out)")
WITH = two("同去的人，用 、 或 ; 隔开（- 为无）", "Who came along, with ; between them (- for nobody)")
OF_DOUBT = {
    "date_missing": "date",
    "date_future": "date",
    "several_days": "date",
    "enterprise_unknown": "enterprise",
    "enterprise_several": "enterprise",
    "officer_unknown": "officer",
    "officer_several": "officer",
    "people_many": "participants",
}


class _Skipped(Exception):
    """The person leaves a message out."""


def settled(here: Session, reads: Sequence[Read], show: Callable[[Sequence[Read]], None]) -> list[Read]:
    """Return the messages as the person has them: every doubt asked about, each corrected as wished, some left out.

    Raises Refused when the person leaves, or leaves every message out.
    """
    kept = _sure(here, reads)
    if len(kept) < len(reads) or any(one.now.doubts for one in reads):
        show(kept)
    while kept:
        number = _chosen(len(kept))
        if number == 0:
            return kept
        kept = _changed(here, kept, number - 1)
        show(kept)
    raise Refused("visit.declined")


def _sure(here: Session, reads: Sequence[Read]) -> list[Read]:
    """Return the messages with each doubt asked about, without the ones that the person skips."""
    kept = []
    for number, one in enumerate(reads, 1):
        try:
            kept.append(_asked(here, one, number))
        except _Skipped:
            continue
    return kept


def _asked(here: Session, one: Read, number: int) -> Read:
    while one.now.doubts:
        doubt = one.now.doubts[0]
        say(
            two("第 {number} 条：{text}", "No. {number}: {text}"),
            number=number,
            text=" ".join(one.now.text.split()),
        )
        one = _corrected(here, one, OF_DOUBT[doubt])
    return one


def _chosen(last: int) -> int:
    """Return the number of the message to correct, 0 to log all. Raises Refused for a person who leaves."""
    question = two(
        "直接回车登记全部 {last} 条；要改哪一条写序号；q 放弃",
        "Enter logs all {last}; a number corrects that one; q leaves",
    )
    while answer := ask(fill(question, last=last)):
        if answer.lower() in ("q", "n", "放弃"):
            raise Refused("visit.declined")
        if number := whole(answer, 1, last):
            return number
        say(NO_SUCH, answer=answer, last=last)
    return 0


def _changed(here: Session, reads: Sequence[Read], at: int) -> list[Read]:
    field = word("part", two("改什么", "What is wrong"))
    try:
        return [*reads[:at], _asked(here, _corrected(here, reads[at], field), at + 1), *reads[at + 1 :]]
    except _Skipped:
        return [*reads[:at], *reads[at + 1 :]]


def _corrected(here: Session, read: Read, field: str) -> Read:
    """Return a message with one field as the person says it. Raises _Skipped."""
    if field == "skip":
        raise _Skipped
    return read._replace(now=CORRECTIONS[field](here, read.now))


def _without(one: Reading, *doubts: str) -> tuple[str, ...]:
    return tuple(doubt for doubt in one.doubts if doubt not in doubts)


def _skipping(line: str) -> str:
    if line.lower() in SKIP:
        raise _Skipped
    return line


def _date(here: Session, one: Reading) -> Reading:
    def read(line: str) -> Reading:
        day, at = here.moment(_skipping(line), "visit add --on")
        life.check_day(day, here.today)
        return one._replace(on=day, at=at or one.at)

    now = answered(DATE, read)
    return now._replace(doubts=_without(one, "date_missing", "date_future", "several_days"))


def _enterprise(here: Session, one: Reading) -> Reading:
    found = _picked(here, one) if len(one.candidates) > 1 else _near(here, one)
    if found is None:
        found = answered(ENTERPRISE, lambda line: here.find("enterprise", _skipping(line)))
    return one._replace(
        enterprise=found.code,
        candidates=(found.code,),
        doubts=_without(one, "enterprise_unknown", "enterprise_several"),
    )


def _near(here: Session, one: Reading) -> Found | None:
    """Return the enterprise whose name the message has but for a slip, when the person says that it was meant."""
    if "enterprise_unknown" not in one.doubts or not one.named:
        return None
    try:
        return here.find("enterprise", one.named)
    except NotFound:
        return None


def _picked(here: Session, one: Reading) -> Found | None:
    """Return the enterprise that the person picks of those that the message may mean, None for Enter."""
    from gridlog.cli.shell.candidates import chosen

    listed = [Found(code, here.name("enterprise", code)) for code in one.candidates]
    count = len(listed)
    try:
        return chosen(
            listed,
            here.standings("enterprise", listed),
            NotFound("name.several", noun="enterprise", typed=one.named, candidates=listed, count=count),
        )
    except NotFound:
        return None


def _officer(here: Session, one: Reading) -> Reading:
    found = answered(OFFICER, lambda line: here.find("officer", _skipping(line)))
    rest = tuple(code for code in one.participants if code != found.code)
    return one._replace(
        officer=found.code, participants=rest, doubts=_without(one, "officer_unknown", "officer_several")
    )


def _participants(here: Session, one: Reading) -> Reading:
    def read(line: str) -> tuple[str, ...]:
        if line in ("-", "无"):
            return ()
        names = [
            name for name in line.replace("、", ";").replace("；", ";").replace("，", ";").split(";") if name
        ]
        codes = tuple(dict.fromkeys(here.find("officer", name).code for name in names))
        life.check_people((one.officer, *codes), here.rules)
        return codes

    return one._replace(participants=answered(WITH, read), doubts=_without(one, "people_many"))


def _method(here: Session, one: Reading) -> Reading:  # noqa: ARG001  # every correction has these parameters
    return one._replace(method=word("method", two("走访方式", "How")))


def _contact(here: Session, one: Reading) -> Reading:  # noqa: ARG001
    return one._replace(contact=_text(two("受访人", "Whom they met"), one.contact))


def _title(here: Session, one: Reading) -> Reading:  # noqa: ARG001
    return one._replace(title=_text(two("职务", "Their position"), one.title))


def _phone(here: Session, one: Reading) -> Reading:  # noqa: ARG001
    return one._replace(phone=read_phone(_text(two("联系电话", "Their phone"), one.phone)))


def _note(here: Session, one: Reading) -> Reading:  # noqa: ARG001
    said = ask(two("走访内容", "What was talked about"), one.note)
    return one._replace(note=said)


def _issue(here: Session, one: Reading) -> Reading:  # noqa: ARG001
    texts = "；".join(asked.text for asked in one.issues)
    said = _text(
        two("诉求，几个之间用 ；隔开（- 为无）", "What was asked for, with ; between them (- for nothing)"),
        texts,
    )
    if said == texts:
        return one
    each = [text.strip() for text in said.replace("；", ";").split(";") if text.strip()]
    asked = tuple(Asked(text, proposed(text) or "OTHER") for text in each)
    return one._replace(issues=asked, nothing=not asked)


def _category(here: Session, one: Reading) -> Reading:  # noqa: ARG001
    asked = []
    for each in one.issues:
        say(two("诉求：{text}", "Asked for: {text}"), text=each.text)
        asked.append(each._replace(category=word("category", two("问题类别", "The category"))))
    return one._replace(issues=tuple(asked))


def _text(question: str, before: str) -> str:
    """Return what the person types, what was there for Enter, and nothing for `-`."""
    said = ask(question, before)
    return "" if said in ("-", "无") else said


CORRECTIONS: dict[str, Callable[[Session, Reading], Reading]] = {
    "date": _date,
    "enterprise": _enterprise,
    "officer": _officer,
    "participants": _participants,
    "method": _method,
    "contact": _contact,
    "title": _title,
    "phone": _phone,
    "note": _note,
    "issue": _issue,
    "category": _category,
}
