"""What was copied from a chat, parted into messages: who sent each, on which day, and its lines.

The shapes are the ones that 微信, 企业微信, 钉钉, 飞书 and QQ copy; a chat's own notices, quotes and markers are left out.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from gridlog.core.when import parse_moment
from gridlog.errors import Usage
from gridlog.intake.chat.words import PERSON

IsOfficer = Callable[[str], bool]


class Message(NamedTuple):
    """One message of a chat.

    `sender`: the name that the chat shows, empty for none.
    `sent`: the day on which it was sent, None where the chat does not say it.
    """

    sender: str
    sent: date | None
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", ord("\t"): " "}


def half(text: str) -> str:
    """Return the text half-width, character by character, so that a place in it is the same place in the text."""
    return text.translate(_HALF)


_DAY = (
    "(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?|[0-9]{1,2}[-/.月][0-9]{1,2}[日号]?"
    "|今天|昨天|前天|(?:星期|周)[一二三四五六日天])"
)
_CLOCK = "(?:凌晨|早上|上午|中午|下午|傍晚|晚上)? ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?"
_WEEKDAY = r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?"
_WHEN = f"(?P<when>{_DAY}{_WEEKDAY},? ?(?:{_CLOCK})?|{_CLOCK})"
_NAME = r"(?P<name>[^\s:,。;!?\[\]][^:,。;!?\[\]]{0,23}?)"
_RULE = "[-—=─ ]*"
_STAMPED = (
    rf"{_NAME} *(?:\([0-9]{{5,12}}\))? +{_WHEN}(?P<rest>)",  # 张三  2025/11/3 17:20
    rf"\[{_WHEN}\] ?{_NAME} ?:(?P<rest>.*)",  # [11-03 17:20] 张三：走访…
    rf"{_WHEN} +(?:- )?{_NAME} ?:(?P<rest>.*)",  # 2025-11-03 17:20 张三：走访…
    rf"{_WHEN} +{_NAME}(?:\([0-9]{{5,12}}\))?(?P<rest>)",  # 2025-11-03 17:20:12 张三(10086)
)
_NAMED = rf"@?{_NAME} ?:(?P<rest>.*)"
_DIVIDER = rf"{_RULE}{_WHEN} ?{_RULE}"
_LABELS = re.compile(
    "日期|时间|企业|单位|公司|人员|地点|内容|诉求|问题|情况|电话|职务|联系|受访|走访|记录|汇报|反馈|方式|报告|今|昨|需求|困难|接待|对接|备注|建议|[0-9]"
)
_NOTICE = re.compile(
    r"撤回了?一条消息|加入了?(?:群聊|本群|群组)|移出了?群聊|拍了拍|修改群名|以下(?:为|是)(?:未读|新)消息|以上是(?:历史|打招呼)"
    r"|开启了朋友验证|发起了?(?:群接龙|群收款|语音通话|视频会议)|^聊天记录$|^群聊的聊天记录$"
)
_MARKER = re.compile(
    r"\[[\u4e00-\u9fffA-Za-z]{1,6}\]|@所有人|@all\b|[\u200b-\u200f\u2028-\u202f\ufeff\u2005\ufe0f]|[\U0001f000-\U0001faff]"
)
_QUOTE = re.compile(r"^(?:>|引用[::]|回复[ @].{1,12}[::])")
_OPENING, _CLOSING = '「“"', '」”"'
_CUT = re.compile(r"^[-—─ ]{5,}$")
_CHAIN = re.compile(r"^#?接龙|^#群接龙")
_ITEM = re.compile(r"^ *[0-9]{1,3} ?[.、.)] ?(?P<rest>.*)")
LONGEST = 80  # characters of a line that says who and when


def messages(text: str, today: date, is_officer: IsOfficer = lambda _: False) -> list[Message]:
    """Return the messages of a text. `is_officer` says whether a name before a colon in a line of words is a sender."""
    reader = _Reader(today, is_officer)
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        reader.take(line)
    reader.end()
    return reader.found


class _Reader:
    """The state between two lines: who speaks, since when, and what was said so far."""

    def __init__(self, today: date, is_officer: IsOfficer) -> None:
        self.today = today
        self.is_officer = is_officer
        self.found: list[Message] = []
        self.sender = ""
        self.day: date | None = None  # of the last line that said one
        self.sent: date | None = None
        self.lines: list[str] = []
        self.is_blank = True  # whether the last line was
        self.is_chain = False

    def take(self, raw: str) -> None:
        line = half(raw).strip()
        if _CUT.match(line) and self._drop_quote():
            return
        if not line:
            self._rest()
            return
        if (_NOTICE.search(line) and len(line) < LONGEST) or _QUOTE.match(line):
            return
        if not (self._begins(line) or self._parts(line)):
            self._say(raw, line)
        self.is_blank = False

    def _drop_quote(self) -> bool:
        """Drop the words that an answer quotes: 「…」 above a ruled line."""
        first = next((at for at, line in enumerate(self.lines) if line[0] in _OPENING), None)
        if first is None or self.lines[-1][-1] not in _CLOSING:
            return False
        del self.lines[first:]
        return True

    def _rest(self) -> None:
        """End a message without a sender at an empty line. A message with a sender goes on, for people part their words."""
        self.is_blank = True
        if not self.sender and not self.is_chain:
            self.end()

    def _begins(self, line: str) -> bool:
        """Begin a message where the line says who speaks."""
        if line[0] in _OPENING or (len(line) > LONGEST and ":" not in line[:LONGEST]):
            return False
        for pattern in _STAMPED:
            found = re.fullmatch(pattern, line)
            if found and _is_name(found["name"]):
                self._begin(found["name"], self._day_of(found["when"]), found["rest"])
                return True
        return self._begins_named(line)

    def _begins_named(self, line: str) -> bool:
        found = re.fullmatch(_NAMED, line)
        if not found:
            return False
        name, rest = found["name"], found["rest"].strip()
        is_stranger = self.is_blank and bool(re.fullmatch(PERSON, name)) and not _LABELS.search(name)
        is_person = (
            is_stranger
            or (len(name) <= 12 and "、" not in name and self.is_officer(name))
            or (not rest and len(name) <= 12 and not _LABELS.search(name))
        )
        if is_person and not (name.startswith("@") and rest):
            self._begin(name, self.day, rest)
        return is_person

    def _parts(self, line: str) -> bool:
        """Take a line that says nothing but a day or a time: it stands between messages, or below a name."""
        found = re.fullmatch(_DIVIDER, line)
        if not found or not (self.is_blank or not self.sender or self._is_below_name()):
            return False
        day = self._day_of(found["when"])
        has_time = bool(re.search(_CLOCK, found["when"]))
        if self._is_below_name():
            self._begin(self.lines.pop(), day, "")
            return True
        is_first = bool(self.sender) and not self.lines  # of a signed message
        is_within = not self.sender and bool(self.lines) and not self.is_blank
        if (is_first or is_within) and not has_time:
            return False
        self.end()
        self.sender, self.day, self.sent = "", day, day
        return True

    def _is_below_name(self) -> bool:
        """Whether the last line was the name of an officer and nothing more."""
        return bool(self.lines) and len(self.lines[-1]) <= 24 and self.is_officer(self.lines[-1].strip())

    def _begin(self, name: str, day: date | None, rest: str) -> None:
        self.end()
        self.sender = name.strip(" @")
        self.day = self.sent = day
        if rest.strip():
            self.lines.append(rest.strip())

    def _day_of(self, when: str) -> date | None:
        """The day of a line that says when; a time alone is of the day that the last line named."""
        try:
            if re.fullmatch(_CLOCK, when):
                return self.day
            words = re.sub(r"(?<=[0-9日号]) ?\(?(?:星期|周)[一二三四五六日天]\)?", "", when).strip(" ,")
            day = re.sub(f"[, ]*(?:{_CLOCK})$", "", words).strip(" ,")
            return parse_moment(day.replace("/", "-"), self.today).day
        except Usage:
            return self.day

    def _say(self, raw: str, line: str) -> None:
        """Take a line of words; a line of a chain (接龙) that an officer signed is a message of its own."""
        if _CHAIN.match(line):
            self.end()
            self.is_chain = True
            return
        item = _ITEM.match(line) if self.is_chain else None
        if item and (name := self._signed(item["rest"])):
            day, rest = self.day or self.sent, item["rest"][len(name) :].lstrip(" :,、-")
            self._end_message()
            self.sender, self.sent = name, day
            self.lines.append(rest)
            self._end_message()
            return
        cleaned = _MARKER.sub("", raw).strip()
        if self.is_chain and not self.lines and (day := self._day_in(line)):
            self.day = day
            return
        if cleaned:
            self.lines.append(cleaned)

    def _signed(self, words: str) -> str:
        """The officer with whose name the words begin, empty for no officer."""
        first = re.match(r"[^\s:,、-]{1,12}", words)
        return first[0] if first and self.is_officer(first[0]) else ""

    def _day_in(self, line: str) -> date | None:
        found = re.search(_DAY, line)
        return self._day_of(found[0]) if found else None

    def end(self) -> None:
        """End the message that was begun, and a chain with it."""
        self._end_message()
        self.is_chain = False

    def _end_message(self) -> None:
        if self.lines:
            self.found.append(Message(self.sender, self.sent, tuple(self.lines)))
        self.lines = []
        self.sender, self.sent = "", self.day


def _is_name(name: str) -> bool:
    """Whether a text can be the name of a sender: it has a letter, is no day and no heading of a form."""
    plain = re.sub(r"[0-9A-Za-z()_·\- ]|网格员|走访组|企业服务部", "", name)
    has_letter = re.search(r"[^\W0-9_]", name)
    return bool(has_letter) and not re.fullmatch(_DAY, name) and not _LABELS.search(plain)
