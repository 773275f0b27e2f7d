"""The closed vocabularies in both languages: what scripts write, what ledgers and people read.

The words of a noun stand in its folder, in `words.py`; the words that several nouns share stand here.
Source: domain.md; the Chinese words are the headings and terms the zone's paper forms use.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from gridlog.core.nouns import module_of, nouns, words_of
from gridlog.errors import Usage

Pair: TypeAlias = tuple[str, str]  # Chinese and English
Words: TypeAlias = Mapping[str, Pair]

SHARED: dict[str, dict[str, tuple[str, str]]] = {
    "status": {
        "met": ("达标", "met"),
        "short": ("未达标", "short"),
        "exempt": ("免考核", "exempt"),
        "unrecorded": ("尚无记录", "no records yet"),
    },
    "satisfaction": {
        "5": ("非常满意", "very satisfied"),
        "4": ("满意", "satisfied"),
        "3": ("基本满意", "fairly satisfied"),
        "2": ("不满意", "dissatisfied"),
        "1": ("非常不满意", "very dissatisfied"),
    },
    "finding": {
        "lost": ("共享上缺少", "missing there"),
        "unseen": ("尚未读取", "not read yet"),
        "copy": ("重复副本", "a copy"),
        "wanted": ("有人求补", "asked for"),
        "temporary": ("临时文件", "temporary"),
        "rotten": ("本机所存已坏", "gone bad here"),
        "mended": ("已补回", "put back"),
        "torn": ("不完整", "not whole"),
        "forged": ("内容不对", "not as promised"),
        "huge": ("过大", "too large"),
        "newer": ("来自较新版本", "of a newer version"),
        "foreign": ("属于别的共享", "of another share"),
        "unreadable": ("读不出来", "unreadable"),
        "redacted": ("有已隐去的内容", "with what was redacted"),
    },
    "today_part": {
        "week": ("本周", "this week"),
        "next": ("接下来走访", "visit next"),
        "issue": ("我的问题", "my issues"),
        "assign": ("待交办", "to be assigned"),
        "red": ("红灯问题", "red issues"),
        "short": ("未达标人员", "officers short"),
        "overdue": ("超期未访", "not visited in time"),
        "duty": ("值守", "duty"),
        "plan": ("方案", "plans"),
        "project": ("项目", "projects"),
    },
    "check": {
        "file": ("文件", "file"),
        "tables": ("数据表", "tables"),
        "events": ("记录", "events"),
        "conflicts": ("同时修改", "conflicts"),
        "replica": ("副本", "replica"),
        "waiting": ("待发", "waiting"),
        "share": ("共享", "share"),
        "clock": ("时钟", "clock"),
        "calendar": ("日历", "calendar"),
        "copies": ("备份", "copies"),
        "disk": ("磁盘", "disk"),
        "permissions": ("权限", "permissions"),
        "versions": ("版本", "versions"),
        "terminal": ("终端", "terminal"),
    },
    "mark": {
        "ok": ("√", "√"),
        "warning": ("○", "○"),
        "damaged": ("×", "×"),
    },
    "origin": {
        "option": ("选项", "option"),
        "environment": ("环境变量", "environment"),
        "config": ("配置文件", "config file"),
        "database": ("数据库", "database"),
        "default": ("默认", "default"),
    },
    "scope": {
        "local": ("本机", "this machine"),
        "database": ("单个库", "one database"),
        "zone": ("全区", "the zone"),
    },
    "what": {
        "history": ("记录经过", "the history"),
        "conflicts": ("同时修改", "conflicts"),
    },
    "field": {
        "on": ("日期", "on"),
        "contact": ("受访人", "contact"),
        "title": ("职务", "title"),
        "phone": ("电话", "phone"),
        "note": ("内容", "note"),
        "remark": ("备注", "remark"),
        "recorded_at": ("录入时间", "recorded at"),
        "why": ("原因", "because"),
        "reason": ("原因", "because"),
        "text": ("内容", "text"),
        "source": ("来源", "source"),
        "due": ("时限", "due"),
        "by": ("经手", "by"),
        "satisfaction": ("满意度", "satisfaction"),
        "block": ("板块", "block"),
        "from": ("自", "from"),
        "to": ("至", "to"),
        "name": ("名称", "name"),
        "level": ("层级", "level"),
        "removed": ("已撤销", "removed"),
        "undone": ("撤回的记录", "events undone"),
        "taken_back": ("已撤回", "undone"),
        "settled": ("已核定为同一个", "settled as one"),
        "old_code": ("原编号", "old code"),
        "new_code": ("新编号", "new code"),
    },
}
# the words of the other nouns are not imported to find a word of one of these
ASKED_MOST = ("visit", "issue", "grid", "duty", "project")


@cache
def vocabulary(name: str) -> Words:
    """Return the words of a closed vocabulary, by key. Raises KeyError for an unknown vocabulary.

    Its words stand here, or in the `words` of the one noun that has it. Four vocabularies gather the words of all nouns:
    `noun`, `event`, `field` and `what` (the exports).
    """
    if name == "noun":
        return {noun: words_of(noun).NOUN for noun in nouns()}
    if name == "event":
        undone = {f"{noun}.undone": _undone(*words_of(noun).NOUN) for noun in nouns()}
        return {**undone, **{kind: pair for noun in nouns() for kind, pair in words_of(noun).EVENTS.items()}}
    if name == "field":
        return {**_gathered("FIELDS"), **vocabulary("noun"), **SHARED["field"]}
    if name == "what":
        return {**_gathered("LEDGERS"), **SHARED["what"]}
    found: Words = SHARED.get(name) or getattr(_owner(name), "WORDS", {})[name]
    return found


def is_vocabulary(name: str) -> bool:
    """Return whether there is a vocabulary of this name."""
    return name in (*SHARED, "noun", "event") or _owner(name) is not None


def vocabularies() -> list[str]:
    """Return the name of every vocabulary."""
    own = [name for noun in nouns() for name in getattr(words_of(noun), "WORDS", {})]
    return [*own, "noun", "event", *SHARED]


def _undone(zh: str, en: str) -> Pair:
    """Return what the undo of a noun's events is called: every noun has it."""
    return f"{zh}记录撤回", f"{en} undone"


def _gathered(part: str) -> dict[str, Pair]:
    return {key: pair for noun in nouns() for key, pair in getattr(words_of(noun), part, {}).items()}


def _searched() -> Iterator[str]:
    """Yield each noun in the order in which it is searched; all the nouns are found only when the first ones are not enough."""
    yield from ASKED_MOST
    yield from nouns()


@cache
def _owner(name: str) -> object:
    """Return the words of the noun that has a vocabulary of this name; None when no noun has it."""
    for noun in _searched():
        if name in getattr(found := words_of(noun), "WORDS", {}):
            return found
    return None


def is_open(name: str) -> bool:
    """Return whether a vocabulary takes other words too."""
    return name in getattr(_owner(name), "OPEN", ())


def field_word(noun: str, key: str, language: str) -> str:
    """Return what people call a field of a noun: by the noun's own words first, then by the words of all."""
    pair = getattr(module_of(noun, "words"), "FIELDS", {}).get(key)
    return pair[0 if language == "zh" else 1] if pair else shown("field", key, language)


def shown(name: str, key: object, language: str) -> str:
    """The word a person reads; an unknown key, of a later version, as it is."""
    pair = vocabulary(name).get(str(key))
    return str(key) if pair is None else pair[0 if language == "zh" else 1]


def level_word(level: str, language: str) -> str:
    """What a unit of a level of the tree is called: 板块, 片区, 第2级."""
    if level.isdecimal():
        return f"第{level}级" if language == "zh" else f"level {level}"
    return shown("grid_level", level, language)


def read(name: str, typed: str) -> str:
    """The key that a whole word means: a key, or a word in either language, in either width. Raises Usage.

    An open vocabulary takes any other word too, as it is but half-width.
    """
    word = typed.strip()
    if is_open(name):
        word = unicodedata.normalize("NFKC", word)
    if key := _whole(name, word):
        return key
    if is_open(name) and word:
        return word
    raise Usage("word.unknown", vocabulary=name, value=typed, known=listed_keys(name, vocabulary(name)))


def meant(name: str, typed: str) -> str:
    """Return the key that a whole word or a part of one means. Raises Usage when it means no key or several keys."""
    word = typed.strip()
    if is_open(name) or _whole(name, word):
        return read(name, word)
    part = _half(word)
    found = [key for key, pair in vocabulary(name).items() if part and _has_part(part, key, *pair)]
    if not found:
        return read(name, typed)
    if len(found) > 1:
        raise Usage("word.several", value=typed, count=len(found), known=listed_keys(name, found))
    return found[0]


def part_of(known: Sequence[str], typed: str) -> str:
    """Return the known word that `typed` or a part of it means. Raises Usage when it means no word or several words."""
    word = typed.strip()
    found = [one for one in known if one == word] or [one for one in known if word and word in one]
    if len(found) > 1:
        raise Usage("word.several", value=typed, count=len(found), known=", ".join(found))
    if not found:
        raise Usage("word.unknown", value=typed, known=", ".join(known))
    return found[0]


def _whole(name: str, word: str) -> str:
    """Return the key that equals the word, or else the key that has the word as its name; empty when there is neither."""
    meaning = _meaning(name)
    for spelled in dict.fromkeys((word, _half(word))):
        if found := meaning.get(spelled) or meaning.get(spelled.lower()):
            return found
    return ""


@cache
def _meaning(name: str) -> dict[str, str]:
    """Return the key that each word of a vocabulary means: a key in small letters, a name, or an alias."""
    words = vocabulary(name)
    aliases: Mapping[str, str] = getattr(_owner(name), "ALIASES", {}).get(name, {})
    named = {word: key for key in reversed([*words]) for word in words[key]}
    return {**aliases, **named, **{key.lower(): key for key in words}}


def _half(word: str) -> str:
    """A word with its full-width letters and marks made half-width."""
    return word if word.isascii() else unicodedata.normalize("NFKC", word)


def _has_part(part: str, key: str, zh: str, en: str) -> bool:
    """Whether a Chinese part is in the Chinese name, or letters begin the key or a word of the English name."""
    if not part.isascii():
        return part.lower() in zh.lower()
    begins = part.lower()
    return any(word.startswith(begins) for word in (key.lower(), en.lower(), *en.lower().split()))


def listed_keys(name: str, keys: Iterable[str]) -> str:
    """Keys with their Chinese names, as an error lists them."""
    return ", ".join(f"{key} {vocabulary(name)[key][0]}" for key in keys)
