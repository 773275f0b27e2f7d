"""Turn a position (职务) into a duty: the role that it means, and whether the position owes visits.

The words come from zones' own lists. A word that is in no table is unknown; the caller reports it.
"""

import re
from typing import NamedTuple

from gridlog.core.roster import folded


class Duty(NamedTuple):
    """The meaning of a position: the role, and `owes`, whether the person has visits to make."""

    role: str
    owes: bool


OFFICER = Duty("officer", owes=True)
DEPUTY = Duty("deputy", owes=True)
BLOCK_HEAD = Duty("block_head", owes=False)
CHIEF = Duty("chief", owes=False)
DISPATCHER = Duty("dispatcher", owes=False)
NO_VISITS = Duty("officer", owes=False)

TABLE: tuple[tuple[Duty, tuple[str, ...]], ...] = (
    (
        OFFICER,
        ("网格员", "网格专员", "专员", "专职网格员", "兼职网格员", "A角", "走访人", "走访员", "服务专员",
         "企业服务专员", "联络员", "包保干部", "包联干部", "挂钩干部", "科员", "办事员", "干事", "工作人员", "职员", "officer"),
    ),
    (DEPUTY, ("B角", "副专员", "副网格员", "协管员", "deputy")),
    (BLOCK_HEAD, ("板块长", "块长", "片区长", "板块负责人", "片区负责人", "block head")),
    (CHIEF, ("总负责人", "总网格长", "主任", "书记", "党工委书记", "管委会主任", "总指挥", "指挥长", "chief")),
    (DISPATCHER, ("企业服务部", "调度员", "dispatcher")),
    (
        NO_VISITS,
        ("副主任", "副书记", "局长", "副局长", "科长", "副科长", "部长", "副部长", "所长", "副所长", "站长", "副站长",
         "会计", "出纳", "驾驶员", "司机", "内勤", "文员", "档案员", "后勤", "保安", "保洁", "保洁员"),
    ),
)  # fmt: skip
DUTIES = {folded(word): duty for duty, words in TABLE for word in words}
# The end of a longer title: 光伏板块板块长, 企业服务部副部长. The first match counts.
ENDINGS = ("板块长", "片区长", "网格员", "网格专员", "副主任", "副书记", "副局长", "副科长", "副部长", "副所长",
           "副站长", "主任", "书记", "局长", "科长", "部长", "所长", "站长", "科员")  # fmt: skip
_LEADERS = ("主任", "书记")  # these lead a part of the zone: 综合办公室主任 is not the head of the zone
_PARTS = re.compile(r"[、,，;；/及兼]|\s+")


def duty(position: str) -> Duty | None:
    """Return the duty of a position, None when no word of it is known.

    Of several duties, one that owes visits counts.
    """
    found = [one for part in _PARTS.split(position) if part and (one := _duty(part))]
    owing = [one for one in found if one.owes]
    return next(iter(owing or found), None)


def _duty(part: str) -> Duty | None:
    word = re.sub(r"[(（].*?[)）]", "", folded(part)) or folded(part)
    if whole := DUTIES.get(word) or DUTIES.get(folded(part)):
        return whole
    ending = next((one for one in ENDINGS if word.endswith(one)), "")
    return NO_VISITS if ending in _LEADERS else DUTIES.get(ending)
