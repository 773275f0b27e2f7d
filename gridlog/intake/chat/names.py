"""The roster as chat messages name it: enterprises by any part of their names that means one, officers by name."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gridlog.core.roster import COMPANY_FORM, folded
from gridlog.intake.chat.messages import half

PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    "|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆"
)
_TRADES = (
    "新能源|新材料|零部件|互联网|科技|技术|电子|电器|电气|机械|设备|装备|材料|新材|光电|光伏|能源|体育|家居|用品|食品|木业|铝业|钢构|服饰|服装|纺织"
    "|印刷|包装|物流|贸易|商贸|实业|工业|制造|智能|智造|汽车|汽配|配件|模具|塑业|塑料|塑品|橡胶|化工|医药|生物|环保|建材|建筑|装饰|工程|信息|软件"
    "|网络|文化|传媒|农业|集团|公司|有限|股份|责任|企业|工厂|车灯|线束|座椅|底盘|组件|储能|逆变|支架|收纳|餐具|布艺|健身|球类|康复|护具|户外|铝材"
    "|膜材|型材|电机|电源|风扇|检测|设计|厂"
)
TRADE = re.compile(_TRADES)
_GENERIC = re.compile(f"(?:{PROVINCES}|省|市|县|区|{_TRADES})*")
SHARED = 3  # so many names that begin alike begin with a place, or with another word that tells nothing
MOST = 30  # names that one part may mean and still be listed
_BEFORE = re.compile(
    r"(?:走访|回访|到访|拜访|看望|调研|实地|上门|前往|来到|赶到|致电|联系|沟通|对接|服务|检查|走进|去了?|来了|到了?|赴|往|跑了?|(?<![现存])在|从|对(?!接)|为|帮|给|处理|走了|转了|看了|陪同|的|visited|visit|called|met)"
    r"(?:了|过|的|着|趟|一趟|一下|:| |企业|公司|单位|名称|为|是|“|\"|《|[0-9一二两三四五六七八九十]+家|at|with)*$|(?:企业|单位|公司|地点|名称|对象)[::] ?$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:^|[\n。;:,!、)】\]◆●·—\u2460-\u2473 0-9日号-]|[上下中]午|[0-9一二三四五六七八九十][.、)] ?)[ “\"《(]*$"
)
_BEGINS_ALL = re.compile(
    r"(?:^|[\n。;!】◆●·—\u2460-\u2473]|(?:[0-9]|[\n。;:)] ?[一二三四五六七八九十]{1,3})[.、)] ?|^[一二三四五六七八九十]{1,3}、)[ “\"《]*$"
)
_AFTER = re.compile(
    r"(?:有限|公司|厂|企业|集团|那边|的|反映|反应|反馈|提出|说|称|表示|走访|回访|来|看|查|了解|进行|开展|调研|现场|情况|希望|老板|负责人|[\u4e00-\u9fff]总|[,。;:、)\s】”\"》!—-]|[0-9]|$)"
)


_CODE = re.compile("[0-9a-z][0-9a-z_-]+")


class Enterprise(NamedTuple):
    """An enterprise of the roster; its grid is the one of today."""

    code: str
    name: str
    grid: str


class Mention(NamedTuple):
    """A place in a text that names an enterprise, or one of several.

    `place` is 2 behind a word of visiting or at the beginning of a line or sentence, 1 at the beginning of a clause, else 0.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    place: int


class Enterprises:
    """The names of enterprises, in an order in which any part of them is found."""

    def __init__(self, roster: Sequence[Enterprise]) -> None:
        self.roster = roster
        self.names = [half(folded(one.name)) for one in roster]
        starts = Counter(re.sub(f"^(?:{PROVINCES})省?", "", name)[:2] for name in self.names)
        common = {start for start, count in starts.items() if count >= SHARED and len(start) == 2}
        self.bare = [re.sub(COMPANY_FORM, "", name) for name in self.names]
        self.cores = [_begin(name, common) for name in self.bare]
        parts = sorted(
            (name[at:], number) for number, name in enumerate(self.names) for at in range(len(name))
        )
        self.parts = [part for part, _ in parts]
        self.owners = [owner for _, owner in parts]
        self.pairs = {name[at : at + 2] for name in self.names for at in range(len(name) - 1)}
        self._codes = {_lower(half(one.code)): one.code for one in roster if len(one.code) > 1}
        self._grids = {one.code: one.grid for one in roster}
        self.longest = max(map(len, self.names), default=0)

    def grid(self, code: str) -> str:
        """Return the grid of an enterprise, empty for none."""
        return self._grids.get(code, "")

    def mentions(self, text: str) -> list[Mention]:
        """Return the places of a half-width text that name an enterprise, from the first to the last."""
        lowered = _lower(text)
        found: list[Mention] = []
        at = 0
        while at < len(lowered) - 1:
            mention = (
                self._at(lowered, at) if lowered[at : at + 2] in self.pairs else self._coded(lowered, at)
            )
            if mention:
                found.append(mention)
            at = mention.end if mention else at + 1
        return found

    def _at(self, text: str, at: int) -> Mention | None:
        length = self._length(text[at : at + self.longest])
        while length >= 2:
            part = text[at : at + length]
            if not (part[-1].isdigit() and text[at + length : at + length + 1].isdigit()):
                return self._meant(text, at, part)
            length -= 1
        return None

    def _coded(self, text: str, at: int) -> Mention | None:
        """Return the place of an enterprise's code that stands as a word of its own; one of digits only behind 走访."""
        found = _CODE.match(text, at) if not _CODE.match(text, at - 1) or at == 0 else None
        code = self._codes.get(found[0]) if found else None
        if not found or code is None:
            return None
        before = text[max(at - 24, 0) : at]
        place = (
            2 if _BEFORE.search(before) or _BEGINS_ALL.search(before) else int(bool(_BEGINS.search(before)))
        )
        is_led = bool(_BEFORE.search(before))
        return Mention(at, found.end(), (code,), place) if is_led or not found[0].isdigit() else None

    def _length(self, ahead: str) -> int:
        """How many characters from here on stand in a name."""
        near = bisect_left(self.parts, ahead)
        return max((_common(ahead, part) for part in self.parts[max(near - 1, 0) : near + 1]), default=0)

    def _meant(self, text: str, at: int, part: str) -> Mention | None:
        low, high = bisect_left(self.parts, part), bisect_right(self.parts, part + "\U0010ffff")
        if high - low > MOST * 4:
            return None
        owners = sorted(set(self.owners[low:high]))
        owners = [one for one in owners if part in self._whole(one)] or owners
        end = at + len(part)
        before = text[max(at - 24, 0) : at]
        place = 2 if _BEFORE.search(before) else 0
        if not place and (len(part) > 2 or _AFTER.match(text[end : end + 4])):
            place = 2 if _BEGINS_ALL.search(before) else int(bool(_BEGINS.search(before)))
        if not place and not any(self._begins(one, part) for one in owners):
            return None
        is_whole = len(owners) == 1 and part in self._whole(owners[0])
        if not is_whole:
            if _GENERIC.fullmatch(part) or (len(owners) > 1 and not place) or len(owners) > MOST:
                return None
            if len(part) == 2 and not place:
                return None
            is_cut = len(part) == 2 or not any(self._ends(one, part) for one in owners)
            if is_cut and not _AFTER.match(text[end : end + 4]):
                return None
        return Mention(at, end, tuple(self.roster[one].code for one in owners), place)

    def _whole(self, number: int) -> tuple[str, ...]:
        return self.names[number], self.bare[number], self.bare[number][self.cores[number] :]

    def _begins(self, number: int, part: str) -> bool:
        """Whether the part is the beginning of a name, with the place before it or without."""
        name = self.names[number]
        return (
            name.startswith(part)
            or name.startswith(part, self.cores[number])
            or name.startswith(part, _province(name))
        )

    def _ends(self, number: int, part: str) -> bool:
        """Whether the part ends where a word of the name does, as far as trades tell its words apart."""
        name = self.names[number]
        end = name.find(part) + len(part)
        return end == len(name) or any(end in found.span() for found in TRADE.finditer(name))


def _lower(text: str) -> str:
    return "".join(one.lower() if "A" <= one <= "Z" else one for one in text)


def _province(name: str) -> int:
    found = re.match(f"(?:{PROVINCES})省?", name)
    return found.end() if found else 0


def _begin(name: str, common: Iterable[str]) -> int:
    """Where the part of a name begins that tells it from others: after province, city, and a word that many share."""
    at = _province(name)
    city = re.match("[\u4e00-\u9fff]{2,3}[市县]", name[at:])
    if city:
        at += city.end()
    elif name[at : at + 2] in common:
        at += 2
    return at if len(name) - at >= 2 else 0


def _common(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


class Officers:
    """The officers by their names and codes."""

    def __init__(self, roster: Sequence[tuple[str, str]]) -> None:
        self.by_name: dict[str, list[str]] = {}
        self.by_code = {code.casefold(): code for code, _ in roster}
        for code, name in roster:
            self.by_name.setdefault(_lower(half(folded(name))), []).append(code)
        names = sorted((name for name in self.by_name if len(name) > 1), key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, names)) or r"(?!)")

    def sender(self, name: str) -> list[str]:
        """Return the officers that a sender's name may mean: 张三, 网格员张三, 张三-汽车板块, QL01."""
        plain = _lower(half(folded(name)))
        if plain in self.by_name:
            return self.by_name[plain]
        if code := self.by_code.get(plain):
            return [code]
        named = {one for found in self.pattern.finditer(plain) for one in self.by_name[found[0]]}
        if not named:
            words = re.findall("[0-9a-z]+", plain)
            named = {self.by_code[word] for word in words if word in self.by_code and len(word) > 1}
        return sorted(named)

    def is_officer(self, name: str) -> bool:
        """Return whether a short text is an officer's name, or holds one."""
        return len(name) <= 16 and bool(self.sender(name))

    def within(self, text: str) -> list[tuple[int, int, list[str]]]:
        """Return the places of a half-width text that name an officer, each with the officers that are meant."""
        return [(one.start(), one.end(), self.by_name[one[0]]) for one in self.pattern.finditer(_lower(text))]
