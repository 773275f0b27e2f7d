"""The days and times of day in a message: which of them is the day of a visit, and which only part of what was said."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from gridlog.core.when import parse_day, parse_moment
from gridlog.errors import Usage

_CN = "[一二三四五六七八九十]{1,3}"
_PART = "凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早"
# Behind a bare 11.3 these make it an amount.
_UNIT = r"(?! ?(?:%|万|亿|元|吨|米|平|人|名|家|台|个|倍|折|[kK][gGwW]|千|度|号楼|条|次|天|小时|[mM]|公里|分|期|版|寸|升|兆))"
_TOKENS = (
    ("(?:明年|去年|后年|前年|本年|今年)[0-9]{1,2}月(?:[0-9]{1,2}[日号]?|底|份|初)?", ""),
    ("明[天日早晚]|后天|次日|下个?(?:周|星期|礼拜)[一二三四五六日天]?|下个?月(?:[0-9]{1,2}[日号])?", ""),
    (rf"[0-9]{{4}}年(?:[0-9]{{1,2}}|{_CN})月(?:[0-9]{{1,2}}|{_CN})[日号]", "full"),
    (r"(?<![0-9])[0-9]{4}(?P<mark>[-/.])[0-9]{1,2}(?P=mark)[0-9]{1,2}(?![0-9])[日号]?", "full"),
    (r"(?<![0-9])20[0-9]{6}(?![0-9])", "full"),
    (rf"(?:(?<![0-9])[0-9]{{1,2}}|{_CN})月份?(?:[0-9]{{1,2}}|{_CN})[日号](?!楼|线|厂|车间)", "bare"),
    (
        r"(?<![0-9A-Za-z./-])(?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12][0-9]|0?[1-9])(?![0-9./:-])[日号]?" + _UNIT,
        "bare",
    ),
    (r"(?<![0-9])(?:1[0-2]|0?[1-9])月(?:3[01]|[12][0-9]|0?[1-9])(?=$|[ \n,。;、)])", "bare"),
    (r"(?:上上|上|本|这)个?(?:周|星期|礼拜)[一二三四五六日天]", "word"),
    (r"(?<![上本这下一二两三四五六七八九十每])(?:周|星期|礼拜)[一二三四五六日天](?![期次])", "weekday"),
    (r"大前天|今(?:[天日儿早晚]|(?=走访|去|到|赴))|昨[天日儿早晚]|前[天日](?!夕)", "word"),
    (r"[0-9一二两三四五六七八九十]{1,2}天前", "word"),
    (
        r"(?<![0-9月.])(?:本月|上个?月)?(?:[12][0-9]|3[01]|0?[1-9])[日号](?!楼|线|厂|车间|机|库|门|仓|地块|院)",
        "bare",
    ),
    (r"刚刚?(?=去|到|走访|从|回访)", "word"),
    (r"(?i:\b(?:yesterday|today|last (?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)", "word"),
)
_SPELLED = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (pattern, _) in enumerate(_TOKENS)))
_KINDS = [kind for _, kind in _TOKENS]
_PLANNED = re.compile(
    r"(?:预计|计划|将于?|拟|截[至止]到?|原定|定于|打算|下次|准备|排[到至]|持续到|等到|[到至](?=.?$)|推迟到|期限|有效期|自|从|约定|约在|前次|上次|此前|到期)[ 在于为:]?$"
)
_BECOMES = re.compile(
    r" ?(?:[至到~-] ?[0-9]|之?前(?!往|去|来)|以前|底|起|开始|到期|以来|之?后|开工|投产|交货|交付|新上|停电|提的|提出的|反映的|完工|竣工|检修|签|的?(?:订单|会议|通知|检查|合同|走访中|账单|工资))"
)
_LABEL = re.compile(r"(?:走访|到访|回访|拜访|[\n,。;:、() ]|^)(?:时间|日期) ?[:是为]? ?$")
_OPENS = re.compile(r"(?:^|[\n,。;!、()\[【】 :—-])[ ]*$")
_CLOSES = re.compile(
    rf" ?(?:$|[\n,。;!、)\]】 :(—-]|(?:{_PART})|走访|走的|去的|回访|拜访|去|到|实地|电话|由|我|和|与|跟)"
)
_TIME = re.compile(
    rf"(?P<part>{_PART})? ?(?P<clock>[0-9]{{1,2}}:[0-9]{{2}}(?![0-9])|(?:[0-9]{{1,2}}|{_CN}|两)[点时](?!左右的|多家|钟头|建议)(?:半|[一三]刻|[0-9]{{1,2}}分?|整)?)"
)
NEAR = 16  # characters behind the name of an enterprise in which a time of day is still that of the visit


class Spoken(NamedTuple):
    """A day that a text names, and how surely it is that of the visit: 0 is labelled so, 1 leads to the enterprise,
    2 stands alone, 3 is said by the way.
    """

    start: int
    end: int
    day: date
    rank: int
    words: str


def spoken_days(text: str, base: date, leads: Sequence[tuple[int, int]]) -> list[Spoken]:
    """Return the days of a half-width text, without the ones that lie ahead.

    `base` is today for words like 昨天; `leads` are the places of the enterprises that were visited.
    """
    found: list[Spoken] = []
    tokens = [(one, _KINDS[_number(one)]) for one in _SPELLED.finditer(text)]
    for at, (token, kind) in enumerate(tokens):
        start, end = token.span()
        if (
            not kind
            or (kind == "weekday" and _is_beside_a_day(text, tokens, at))
            or _is_of_plan(text, start, end)
        ):
            continue
        if (day := _day(token[0], base)) is not None:
            found.append(Spoken(start, end, day, _rank(text, start, end, leads), token[0]))
    return found


def _number(token: re.Match[str]) -> int:
    return next(at for at in range(len(_KINDS)) if token.group(f"k{at}"))


def _is_beside_a_day(text: str, tokens: Sequence[tuple[re.Match[str], str]], at: int) -> bool:
    """Whether a weekday only tells which one a day is that stands beside it: 11月3日（周一）, 周一（3号）."""
    own = tokens[at][0]
    gaps = [
        (other.end(), own.start()) for other, kind in tokens[max(at - 1, 0) : at] if kind in ("full", "bare")
    ]
    gaps += [
        (own.end(), other.start()) for other, kind in tokens[at + 1 : at + 2] if kind in ("full", "bare")
    ]
    return any(re.fullmatch(r"[ (,]{0,2}", text[first:last]) for first, last in gaps)


def _is_of_plan(text: str, start: int, end: int) -> bool:
    before = text[max(start - 6, 0) : start]
    return bool(_PLANNED.search(before) or _BECOMES.match(text, end))


def _rank(text: str, start: int, end: int, leads: Sequence[tuple[int, int]]) -> int:
    if _LABEL.search(text[max(start - 8, 0) : start]):
        return 0
    for lead, last in leads:
        if 0 <= start - last <= 3 and not re.search("[。;\n]", text[last:start]) and _CLOSES.match(text, end):
            return 2
        if 0 <= lead - end <= 40 and not re.search("[。;\n]", text[end:lead]):
            return 1
    alone = _OPENS.search(text[max(start - 3, 0) : start]) and _CLOSES.match(text, end)
    return 2 if alone else 3


def _day(words: str, base: date) -> date | None:
    if words.startswith("刚"):
        return base
    said = {
        "今": "今天",
        "今早": "今天",
        "今晚": "今天",
        "昨早": "昨天",
        "昨晚": "昨天",
        "今儿": "今天",
        "昨儿": "昨天",
        "前日": "前天",
    }.get(words, words)
    said = re.sub("(月[0-9]+)$", r"\g<1>日", said)
    said = (
        re.sub("(?<=[0-9])[日号]$", "", said)
        if re.match(r"[0-9]+[-/.]", said)
        else said.replace("月份", "月")
    )
    said = said.replace("/", "-").replace("上月", "上个月").replace("礼拜", "周")
    try:
        return parse_day(said, base)
    except Usage:
        return None


def spoken_time(text: str, day: date, first: int, last: int) -> str:
    """Return the time of day like 15:30 that stands between two places of a half-width text, empty for none."""
    for found in _TIME.finditer(text, first, min(last, len(text))):
        part = found["part"] or _part_before(text, found.start())
        part = {"早": "早上", "晚": "晚上", "清早": "早上", "早晨": "早上"}.get(part, part)
        try:
            moment = parse_moment(part + found["clock"], day)
        except Usage:
            continue
        if moment.time:
            return moment.time.isoformat("minutes")
    return ""


def _part_before(text: str, start: int) -> str:
    found = re.search("[昨今]([早晚])$", text[max(start - 2, 0) : start])
    return found[1] if found else ""
