"""What a message of a chat tells of visits: day, enterprise, people, how, whom they met, what was said and asked for.

Nothing is guessed by a model: days come from the words of `gridlog.core.when`, names from the roster, the rest from lists
of words. What cannot be told is a doubt, and no enterprise is named that the words do not name.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.nouns.issue.proposed import proposed
from gridlog.intake.chat import words
from gridlog.intake.chat.days import NEAR, Spoken, spoken_days, spoken_time
from gridlog.intake.chat.messages import Message, half
from gridlog.intake.chat.names import Enterprises, Mention, Officers


class Roster(NamedTuple):
    """The names against which messages are read.

    `me`: the code of the officer of messages without a sender, empty for none.
    `people`: how many officers may go on one visit.
    `grids`: the grid of each officer.
    """

    enterprises: Enterprises
    officers: Officers
    today: date
    me: str
    people: int
    grids: Mapping[str, str]


class Asked(NamedTuple):
    """What an enterprise asked for, and the code of its category; OTHER where no word proposes one."""

    text: str
    category: str


class Reading(NamedTuple):
    """A visit as a message tells it.

    `text`: the words that tell it, for `marks` and for a person who corrects it.
    `enterprise`: a code, empty in doubt; `named` are the words of the message, `candidates` the enterprises that they may mean.
    `nothing`: whether it is said that nothing was asked for.
    """

    text: str
    sender: str
    on: date | None
    at: str
    enterprise: str
    named: str
    candidates: tuple[str, ...]
    officer: str
    participants: tuple[str, ...]
    method: str
    contact: str
    title: str
    phone: str
    note: str
    nothing: bool
    issues: tuple[Asked, ...]
    doubts: tuple[str, ...]


class _Part(NamedTuple):
    """A part of a message that tells of one or more enterprises: [start, end) of its text, and who is named in it."""

    start: int
    end: int
    mentions: list[Mention]


_JOINED = re.compile(
    r"(?:有限公司|公司|厂|集团)?(?:\([^)\n]*\))?[ ]*(?:[、,/ ]|和|及|与|跟|同|以及|还有)+ ?(?:走访|到|去)?"
)
_BREAK = re.compile(r"[\n。;!]|(?<=[:,\s])(?=[0-9]{1,2}[.、)](?![0-9]))|(?=[\u2460-\u2473])")
_WHOM = re.compile(r"(?:走访|去了|到访|拜访|回访|致电|前往|来到)(?:了|过)?(?P<who>[^,。;:!\s\n]{2,20})")
# How an enterprise fares, behind its name at the beginning of a clause.
_FARES = re.compile(
    r"(?:有限公司|公司|厂|集团)? ?(?:均|都|也|已走访)*(?:正常|反映|无|没|暂无|希望|需要|缺|停产)"
)
# What stands behind the name of an enterprise where a message without a word of visiting tells of a visit.
_TELLS = re.compile(
    r"(?:有限公司|公司|厂|集团)?(?: ?$|[\n,:;。、(\[ -]|[0-9]|正常|无|没|暂|反映|反馈|希望|停产|今|昨|前天|周|上周|一切|出来|蹲点|企业)"
)
_AND_WHOM = re.compile(r"[、和及与](?P<who>[^,。;:!、和及与\s\n]{2,16})")
_FIRM_END = re.compile("(有限公司|公司|工厂|厂|集团|合作社)")
_NO_NAME = re.compile(
    r"^[】\])]?(?:日志|日报|周报|汇总|总结|小结|简报|笔记|清单|名单|对象|地点|统计|通报|人|员|情况|记录|企业(?:情况|共|[0-9一二两三四五]|$)|工作|任务|台账|汇报|反馈|登记|完成|[0-9一二两三四五六七八九十]+(?:家|户|个|次|企)|时间|日期|人员|方式|内容|纪实|表|了解|各|的|过程|信息|数据|活动|计划|走访|现场|期间|以来|目前|下午|上午|月底|年底|位)"
)
_WITH = re.compile(
    r"(?:和|与|跟|同|会同|陪同|联合|携|带着?|偕|叫上|约上|,|、|及)(?:网格员|专员|同事|我们?的?)?$"
)
_WITH_ONLY = re.compile(r"(?:和|与|跟|同|会同|联合|携|带着?|偕|叫上)(?:网格员|专员|同事)?$")
_PEOPLE_LABEL = re.compile(
    r"(?:(?<!受访)(?<!联系)(?<!接待)(?<!负责)(?<!对接)(?:人员|人)|走访员|参加|同行|陪同|网格员|专员) ?[: ] ?(?:[^\n。;:]{0,20})$"
)
_NOT_THERE = re.compile(r"(?:@|请|转|通知|报|联系|交给?|由)$")
_I = re.compile(r"我|本人")
_FILLER = re.compile(
    r"(?:走访|回访|拜访|到访|调研|实地|上门|查看|前往|来到|去了|去|到|赴|在|对|的|了|过|进行|开展|又|再|今|本|我们?|本人|同志|一起|一同|一行|共同|和|与|跟|同|会同|见到?|对接|接待|受访人|企业|公司|单位|有限|厂|集团|名称|时间|日期|人员|地点|记录|情况|聊了聊|沟通|电话|微信|视频|线上|致电|联系|座谈|总|老板|年|月|日|号|上午|下午|中午|晚上|早上|凌晨|周|星期|[一二三四五六日天0-9]|[ :/()【】\[\].、-])*"
)


def readings(message: Message, roster: Roster) -> list[Reading]:
    """Return the visits that a message tells; none for a message that tells of no visit."""
    text = half(message.text)
    mentions = roster.enterprises.mentions(text)
    visited = _visited(text, mentions)
    days = spoken_days(text, message.sent or roster.today, [(one.start, one.end) for one in visited])
    if not _is_report(text, visited, any(one.rank < 3 for one in days)):
        return []
    if unknown := _unknown(text, mentions, visited):
        visited = _visited(text, sorted([*mentions, *unknown]))
    if not visited:
        return []
    parts = _parts(text, visited)
    base = message.sent or roster.today
    leads = [(one.start, one.end) for part in parts for one in part.mentions]
    days = spoken_days(text, base, leads)
    return [
        _reading(message, text, roster, part, one, days, parts) for part in parts for one in part.mentions
    ]


def _is_report(text: str, visited: Sequence[Mention], has_day: bool) -> bool:
    """Whether a message tells of a visit that took place."""
    is_visiting = words.VISITING.search(text)
    if words.NO_REPORT.search(text) and not (
        visited and is_visiting and not re.search("请(?:各位|大家)|^@", text)
    ):
        return False
    if words.NOT_DONE.search(text) and len(visited) < 2:
        return False
    if text.startswith("@") and not is_visiting:
        return False
    first = visited[0].start if visited else len(text)
    coming = words.COMING.search(text)
    if coming and coming.start() < first and not words.VISITING.search(text[: coming.start()]):
        return False
    if is_visiting or not visited:
        return bool(is_visiting)
    one = visited[0]
    return one.place > 0 and (has_day or bool(_TELLS.match(text, one.end)))


def _visited(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that say whom one visited, each enterprise once; else the first of all."""
    found: list[Mention] = []
    for one in mentions:
        is_joined = bool(found) and bool(_JOINED.fullmatch(text[found[-1].end : one.start]))
        is_visited = (
            one.place == 2 or is_joined or (one.place == 1 and (not found or _FARES.match(text, one.end)))
        )
        if is_visited and not (one.codes and any(one.codes == other.codes for other in found)):
            found.append(one)
    return found or list(mentions[:1])


def _unknown(text: str, mentions: Sequence[Mention], visited: Sequence[Mention]) -> list[Mention]:
    """Return the places of names that the roster does not know, where one says whom one visited.

    Beside enterprises that are known, a sentence of its own tells of another one, or a name that ends like a firm's.
    """
    found: list[Mention] = []
    for pattern in (_WHOM, _AND_WHOM) if visited else (_WHOM,):
        for told in pattern.finditer(text):
            who = _FIRM_END.split(told["who"])
            start, name = told.start("who"), "".join(who[:2])
            end = start + len(name)
            if _NO_NAME.match(name) or re.fullmatch("[0-9月日号]+", name) or len(name) < 2:
                continue
            if any(one.start < end and start < one.end for one in [*mentions, *found]):
                continue
            is_alone = not any(_is_one_sentence(text, one, start) for one in [*visited, *found])
            if is_alone if not visited or (told.re is _WHOM and len(who) == 1) else len(who) > 1:
                found.append(Mention(start, end, (), 2))
    return found


def _is_one_sentence(text: str, one: Mention, at: int) -> bool:
    first, last = sorted((one.start, at))
    return not re.search("[。;!\n]", text[first:last])


def _parts(text: str, visited: Sequence[Mention]) -> list[_Part]:
    """Return the parts of a text, each with the enterprises that it tells of."""
    groups: list[list[Mention]] = []
    for one in visited:
        if groups and _JOINED.fullmatch(text[groups[-1][-1].end : one.start]):
            groups[-1].append(one)
        else:
            groups.append([one])
    if len(groups) == 1:
        return [_Part(0, len(text), groups[0])]
    starts = []
    for number, group in enumerate(groups):
        floor = groups[number - 1][-1].end if number else 0
        starts.append(_start(text, floor, group[0].start))
    ends = [*starts[1:], len(text)]
    return [_Part(start, end, group) for start, end, group in zip(starts, ends, groups, strict=True)]


def _start(text: str, floor: int, mention: int) -> int:
    """Where the words of a visit begin: behind the last break of sentences before its enterprise, else of clauses."""
    breaks = [found.end() for found in _BREAK.finditer(text, floor, mention)]
    if breaks:
        return breaks[-1]
    if floor == 0:
        return 0
    comma = text.rfind(",", floor, mention)
    return comma + 1 if comma >= 0 else mention


def _reading(
    message: Message,
    text: str,
    roster: Roster,
    part: _Part,
    mention: Mention,
    days: Sequence[Spoken],
    parts: Sequence[_Part],
) -> Reading:
    own = text[part.start : part.end]
    original = message.text[part.start : part.end]
    if not mention.codes:
        days = spoken_days(text, message.sent or roster.today, [(mention.start, mention.end)])
    day, day_doubts = _day(message, roster, part, parts, days, mention)
    officer, participants, people_doubts = _people(message, text, roster, part)
    codes = _ranked(mention.codes, roster, officer)
    doubts = [*day_doubts]
    doubts += ["enterprise_unknown"] if not codes else ["enterprise_several"] if len(codes) > 1 else []
    doubts += people_doubts
    last = part.mentions[-1].end
    base = day or message.sent or roster.today
    at = spoken_time(text, base, part.start, last + NEAR) or next(
        (
            told
            for one in days
            if one.rank < 3
            and part.start <= one.start < part.end
            and (told := spoken_time(text, base, one.end, one.end + NEAR))
        ),
        "",
    )
    met = words.contact(own, roster.officers.pattern)
    found = words.PHONE.search(own)
    phone = _digits(found[0]) if found else ""
    asked = tuple(Asked(one, proposed(one) or "OTHER") for one in words.issues(own, original))
    return Reading(
        text=original.strip(),
        sender=message.sender,
        on=day,
        at=at,
        enterprise=codes[0] if len(codes) == 1 else "",
        named=message.text[mention.start : mention.end],
        candidates=codes,
        officer=officer,
        participants=participants,
        method=_method(text, part),
        contact=met.name,
        title=met.title,
        phone=phone,
        note=_note(text, message.text, part, days, roster, met.said, phone),
        nothing=not asked and bool(words.NOTHING.search(own) or words.FINE.search(own)),
        issues=asked,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _day(
    message: Message,
    roster: Roster,
    part: _Part,
    parts: Sequence[_Part],
    days: Sequence[Spoken],
    mention: Mention,
) -> tuple[date | None, list[str]]:
    """Return the day of a visit, and what is doubtful about it.

    The day stands in the words of the visit, above them, in the words before them, or behind them; else it is the day
    of the chat's line. A day that leads to another enterprise behind them is that one's alone.
    """
    first = parts[0].start
    head = [one for one in days if one.end <= first]
    before = [one for one in days if one.end <= part.start]
    own = [one for one in days if part.start <= one.start < part.end]
    later = [other for other in parts if other.start > part.start]
    free = [
        one for one in days if not any(other.start <= one.start < other.mentions[0].start for other in later)
    ]
    for among in (own, before[::-1][:1] if before and not head else head, before[::-1], free):
        day, doubts = _best([one for one in among if one.rank < 3])
        if day:
            break
    else:
        day, doubts = message.sent, []
        if not day:
            day, doubts = _best([one for one in own if re.match("今|刚|昨|today|yesterday", one.words)])
    if day is None:
        return None, ["date_missing"]
    if (shared := _shared(part, mention, own)) and "分别" in message.text:
        day, doubts = shared, []
    if day > roster.today or (message.sent and day > message.sent):
        doubts = [*doubts, "date_future"]
    return day, doubts


def _shared(part: _Part, mention: Mention, days: Sequence[Spoken]) -> date | None:
    """Return the day of one of several enterprises where as many days are told, one each; else None."""
    leading = [one for one in days if one.rank < 3]
    if len(leading) != len(part.mentions) or len(leading) < 2:
        return None
    return leading[part.mentions.index(mention)].day


def _best(days: Sequence[Spoken]) -> tuple[date | None, list[str]]:
    if not days:
        return None, []
    rank = min(one.rank for one in days)
    best = [one for one in days if one.rank == rank]
    told = [one for one in best if not re.match("今|刚|today", one.words)] or best
    return told[0].day, ["several_days"] if len({one.day for one in told}) > 1 else []


def _people(
    message: Message, text: str, roster: Roster, part: _Part
) -> tuple[str, tuple[str, ...], list[str]]:
    """Return who led and who came along, by code, and what is doubtful about them."""
    doubts: list[str] = []
    named: list[str] = []
    lead_is_with = False
    for start, _, codes in _named(text, roster, part):
        if len(codes) > 1:
            doubts.append("officer_several")
            continue
        if not named:
            lead_is_with = bool(_WITH_ONLY.search(text[max(start - 8, 0) : start]))
        if codes[0] not in named:
            named.append(codes[0])
    sender = roster.officers.sender(message.sender) if message.sender else []
    me = [roster.me] if roster.me else []
    says_me = bool(_I.search(text[part.start : part.mentions[0].start])) or lead_is_with
    writer = (me if message.sender == "我" else sender) if message.sender else me
    if named and not says_me and named[0] not in writer and not (len(sender) == 1 and sender[0] in named):
        lead, rest = named[0], named[1:]
    else:
        doubts += ["officer_several"] if len(writer) > 1 else [] if writer else ["officer_unknown"]
        lead = writer[0] if len(writer) == 1 else ""
        rest = [one for one in named if one != lead]
    if len(rest) >= roster.people:
        doubts.append("people_many")
    return lead, tuple(rest), doubts


def _named(text: str, roster: Roster, part: _Part) -> list[tuple[int, int, list[str]]]:
    """Return the places of the officers who are said to have been there: in the part, else before it."""
    first, last = part.mentions[0].start, part.mentions[-1].end
    end = re.compile("[。;\n]|$").search(text, last, part.end)
    sentence = end.start() if end else part.end
    found: list[tuple[int, int, list[str]]] = []
    for start, stop, codes in roster.officers.within(text):
        if stop > part.end:
            continue
        before = text[max(start - 24, 0) : start]
        if _NOT_THERE.search(before):
            continue
        is_before = start < first
        is_labelled = bool(_PEOPLE_LABEL.search(before))
        is_in_bracket = start < last + 20 and "(" in text[last:start] and "。" not in text[last:start]
        reached = found[-1][1] if found and found[-1][0] >= last else last
        is_next = start >= last and bool(re.fullmatch("(?:有限公司|公司|厂)?[ ,、(]*", text[reached:start]))
        is_with = (
            start < sentence
            and bool(_WITH.search(before))
            and bool(_WITH_ONLY.search(before) or (found and found[-1][1] >= start - 2))
        )
        is_signed = text[stop:].strip(" \n)】") == "" and bool(re.search("[\n【(—-] ?$", before))
        if is_before or is_labelled or is_in_bracket or is_next or is_with or is_signed:
            found.append((start, stop, codes))
    own = [one for one in found if one[0] >= part.start]
    return own or _last_named(text, found)


def _last_named(text: str, found: list[tuple[int, int, list[str]]]) -> list[tuple[int, int, list[str]]]:
    """Return the places of officers in the last sentence that names any."""
    if not found:
        return []
    last = found[-1][0]
    return [one for one in found if not re.search("[。;\n]", text[one[0] : last])]


def _ranked(codes: Sequence[str], roster: Roster, officer: str) -> tuple[str, ...]:
    """Return the enterprises with those of the officer's grid first."""
    grid = roster.grids.get(officer, "")
    return tuple(sorted(codes, key=lambda code: not grid or roster.enterprises.grid(code) != grid))


def _method(text: str, part: _Part) -> str:
    """Return how one came: by the label, else the first word of it near the enterprise, else on site."""
    own = text[part.start : part.end]
    if label := words.METHOD_LABEL.search(own):
        told = words.METHODS.match(own, label.end())
        return (told.lastgroup or "onsite") if told else "onsite"
    near = re.compile(r"[^。;\n]*").match(text, part.mentions[-1].end)
    found = words.METHODS.search(text, part.start, near.end() if near else part.end)
    return (found.lastgroup or "onsite") if found else "onsite"


def _digits(phone: str) -> str:
    """Return a number as the visit keeps it: a mobile without blanks and dashes, a landline as it stands."""
    return re.sub("[ -]", "", phone) if phone[0] == "1" else phone


def _note(
    text: str,
    original: str,
    part: _Part,
    days: Sequence[Spoken],
    roster: Roster,
    met: tuple[int, int],
    phone: str,
) -> str:
    """Return what was said, in the words of the message, without the clauses that only say when, who and whom.

    The phone of the visit is left out, for the visit keeps it; another number stays.
    """
    taken = [(one.start, one.end) for one in days] + [(one.start, one.end) for one in part.mentions]
    taken += [(start, end) for start, end, _ in roster.officers.within(text[: part.end])]
    told = words.PHONE_TOLD.finditer(text, part.start, part.end)
    phones = [found.span() for found in told if _digits(found["number"]) == phone]
    taken += phones
    taken.append((part.start + met[0], part.start + met[1]))
    at = part.start
    for clause in re.compile(r"[^,。;!\n]*[,。;!\n]*").finditer(text, part.start, part.end):
        if not _FILLER.fullmatch(_without(text, clause.start(), clause.end(), taken)):
            break
        at = clause.end()
    kept = _cut(original, at, part.end, phones)
    return kept or original[part.start : part.end].strip()


def _without(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> str:
    kept = [text[at] for at in range(start, end) if not any(a <= at < b for a, b in taken)]
    return re.sub(r"[\s,。;!“”\"'《》]", "", "".join(kept))


def _cut(original: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> str:
    """Return the text from start to end without the spans."""
    pieces, at = [], start
    for first, last in spans:
        if last > start:  # a comma before a number may stand before the start
            pieces.append(original[at:first])
            at = last
    return "".join([*pieces, original[at:end]]).strip(" \n,，。;；")
