"""The closed vocabularies in both languages: what scripts write, what ledgers and people read.

Source: domain.md; the Chinese words are the headings and terms the zone's paper forms use.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from gridlog.errors import Usage

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "method": {
        "onsite": ("实地走访", "on site"),
        "station": ("到站来访", "at the station"),
        "phone": ("电话沟通", "by phone"),
        "online": ("线上", "online"),
        "meeting": ("座谈会", "meeting"),
    },
    "kind": {
        "routine": ("日常走访", "routine"),
        "demand": ("需求调研", "demand survey"),
        "policy": ("政策宣讲", "policy briefing"),
        "project": ("项目服务", "project service"),
        "followup": ("回访", "follow-up"),
        "duty": ("值守接访", "on duty"),
        "other": ("其他", "other"),
    },
    "status": {
        "met": ("达标", "met"),
        "short": ("未达标", "short"),
        "exempt": ("免考核", "exempt"),
        "unrecorded": ("尚无记录", "no records yet"),
    },
    "state": {
        "registered": ("已登记", "registered"),
        "assigned": ("已交办", "assigned"),
        "accepted": ("已签收", "accepted"),
        "handling": ("办理中", "handling"),
        "on_hold": ("挂起", "on hold"),
        "answered": ("已答复", "answered"),
        "closed": ("已销号", "closed"),
        "rejected": ("不予受理", "rejected"),
        "merged": ("已合并", "merged"),
    },
    "grade": {
        "urgent": ("紧急", "urgent"),
        "simple": ("简单", "simple"),
        "general": ("一般", "general"),
        "complex": ("复杂", "complex"),
        "longterm": ("长期", "long-term"),
    },
    "level": {
        "grid": ("网格", "grid"),
        "block": ("板块", "block"),
        "zone": ("高新区", "zone"),
        "city": ("市级", "city"),
    },
    "light": {
        "red": ("红", "red"),
        "yellow": ("黄", "yellow"),
        "blue": ("蓝", "blue"),
        "green": ("绿", "green"),
    },
    "result": {
        "solved": ("已解决", "solved"),
        "partly": ("部分解决", "partly solved"),
        "explained": ("解释答复", "explained"),
        "withdrawn": ("企业撤回", "withdrawn"),
        "transferred": ("转出", "transferred"),
    },
    "satisfaction": {
        "5": ("非常满意", "very satisfied"),
        "4": ("满意", "satisfied"),
        "3": ("基本满意", "fairly satisfied"),
        "2": ("不满意", "dissatisfied"),
        "1": ("非常不满意", "very dissatisfied"),
    },
    "source": {
        "visit": ("走访", "visit"),
        "phone": ("来电", "phone"),
        "station": ("来访", "station"),
        "online": ("线上", "online"),
        "meeting": ("座谈会", "meeting"),
        "superior": ("上级交办", "superior"),
        "other": ("其他", "other"),
    },
    "category": {
        "LAND": ("用地厂房", "land and premises"),
        "POWER": ("用电保障", "power supply"),
        "UTIL": ("水气热讯", "water, gas, heat, telecom"),
        "INFRA": ("道路排水配套", "roads and drainage"),
        "BUILD": ("项目建设", "construction"),
        "PERMIT": ("审批手续", "permits"),
        "LABOR": ("用工招聘", "recruiting"),
        "TALENT": ("人才住房子女", "talent, housing, schools"),
        "FIN": ("融资上市", "finance and listing"),
        "POLICY": ("政策咨询兑现", "policy"),
        "TAX": ("财税费用", "tax and fees"),
        "MARKET": ("市场订单", "market and orders"),
        "LOGIS": ("物流原料", "logistics and materials"),
        "TECH": ("科技创新", "technology"),
        "ENV": ("生态环保", "environment"),
        "SAFETY": ("安全消防", "safety and fire"),
        "LEGAL": ("法务账款", "legal and debts"),
        "OTHER": ("其他", "other"),
    },
    "role": {
        "officer": ("专员", "officer"),
        "deputy": ("B角", "deputy"),
        "block_head": ("板块长", "block head"),
        "chief": ("总负责人", "chief"),
        "dispatcher": ("企业服务部", "dispatcher"),
    },
    "grid_level": {"zone": ("高新区", "zone"), "block": ("板块", "block"), "grid": ("网格", "grid")},
    "holiday": {
        "New Year's Day": ("元旦", "New Year's Day"),
        "Spring Festival": ("春节", "Spring Festival"),
        "Tomb-sweeping Day": ("清明节", "Tomb-sweeping Day"),
        "Labour Day": ("劳动节", "Labour Day"),
        "Dragon Boat Festival": ("端午节", "Dragon Boat Festival"),
        "Mid-autumn Festival": ("中秋节", "Mid-autumn Festival"),
        "National Day": ("国庆节", "National Day"),
    },
    "what": {
        "visits": ("走访台账", "visits"),
        "issues": ("问题台账", "issues"),
        "enterprises": ("企业底册", "enterprises"),
        "officers": ("人员底册", "officers"),
        "spotchecks": ("抽查名单", "spot checks"),
        "history": ("记录经过", "the history"),
        "conflicts": ("同时修改", "conflicts"),
    },
    "noun": {
        "visit": ("走访", "visit"),
        "issue": ("问题", "issue"),
        "enterprise": ("企业", "enterprise"),
        "officer": ("人员", "officer"),
        "grid": ("网格", "grid"),
        "day": ("工作日", "calendar day"),
        "setting": ("规则", "rule"),
        "report": ("报表", "report"),
        "export": ("导出", "export"),
        "spotcheck": ("抽查", "spot check"),
    },
    "waiting": {"enterprise": ("等企业", "the enterprise"), "other": ("其他", "other")},
    "field": {
        "on": ("日期", "on"),
        "at": ("时间", "at"),
        "enterprise": ("企业", "enterprise"),
        "officer": ("人员", "officer"),
        "participants": ("联合人员", "with"),
        "method": ("方式", "method"),
        "kind": ("类型", "kind"),
        "contact": ("受访人", "contact"),
        "title": ("职务", "title"),
        "phone": ("电话", "phone"),
        "note": ("内容", "note"),
        "nothing": ("无诉求", "nothing raised"),
        "late": ("补录", "late"),
        "outside": ("跨网格", "outside own grid"),
        "remark": ("备注", "remark"),
        "recorded_at": ("录入时间", "recorded at"),
        "why": ("原因", "because"),
        "reason": ("原因", "because"),
        "text": ("内容", "text"),
        "category": ("类别", "category"),
        "grade": ("紧急程度", "grade"),
        "source": ("来源", "source"),
        "due": ("时限", "due"),
        "visit": ("走访", "visit"),
        "handler": ("责任人", "handler"),
        "helper": ("协办", "helped by"),
        "waiting": ("等待", "waiting for"),
        "level": ("层级", "level"),
        "tried": ("已做", "tried"),
        "result": ("结果", "result"),
        "by": ("经手", "by"),
        "solved": ("已解决", "solved"),
        "answered": ("已答复", "answered"),
        "contacted": ("事前联系", "contacted first"),
        "by_handler": ("本人办理", "by the handler"),
        "satisfaction": ("满意度", "satisfaction"),
        "workdays": ("用时(工作日)", "workdays"),
        "into": ("并入", "into"),
        "grid": ("网格", "grid"),
        "block": ("板块", "block"),
        "from": ("自", "from"),
        "to": ("至", "to"),
        "name": ("名称", "name"),
        "role": ("角色", "role"),
        "quota": ("应访", "quota"),
        "parent": ("上级", "parent"),
        "uscc": ("信用代码", "credit code"),
        "industry": ("行业", "industry"),
        "scale": ("规模", "scale"),
        "key": ("重点", "key"),
        "status": ("状态", "status"),
        "status_from": ("状态自", "status from"),
        "leave": ("请假", "leave"),
        "removed": ("已撤销", "removed"),
        "settled": ("已核定为同一个", "settled as one"),
        "new_code": ("新编号", "new code"),
        "void": ("作废", "void"),
        "void_reason": ("作废原因", "void because"),
        "state": ("状态", "state"),
        "progress": ("进展", "progress"),
        "progress_on": ("进展日期", "progress on"),
        "assigned_on": ("交办日期", "assigned on"),
        "accepted_on": ("签收日期", "accepted on"),
        "held_on": ("挂起日期", "on hold since"),
        "answered_on": ("答复日期", "answered on"),
        "closed_on": ("销号日期", "closed on"),
        "result_text": ("办理结果", "result in words"),
        "reopened": ("重办次数", "times reopened"),
        "merged_into": ("并入", "merged into"),
        "end_reason": ("终止原因", "ended because"),
        "extended": ("延期", "extended"),
        "missed": ("曾超期", "was overdue"),
        "raised_on": ("登记日期", "raised on"),
        "revisit_on": ("回访日期", "revisited on"),
        "revisit_by": ("回访人", "revisited by"),
        "revisit_by_handler": ("本人回访", "revisited by the handler"),
        "revisit_solved": ("企业称已解决", "solved, says the enterprise"),
        "revisit_answered": ("企业称已答复", "answered, says the enterprise"),
        "revisit_contacted": ("事前联系", "contacted first"),
        "revisit_satisfaction": ("满意度", "satisfaction"),
        "address": ("地址", "address"),
        "work": ("上班", "workday"),
        "value": ("值", "value"),
        "what": ("台账", "of"),
        "rows": ("行数", "rows"),
        "since": ("起", "since"),
        "until": ("止", "until"),
        "percent": ("比例%", "percent"),
        "seed": ("种子", "seed"),
        "rule": ("抽法", "rule"),
        "pool": ("总数", "out of"),
        "visits": ("抽中", "drawn"),
        "reached": ("联系上", "reached"),
        "confirmed": ("属实", "confirmed"),
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
    },
    "event": {
        "grid.saved": ("网格登记", "grid saved"),
        "grid.removed": ("网格撤销", "grid removed"),
        "grid.split": ("网格编号拆分", "grid code split"),
        "officer.saved": ("人员登记", "officer saved"),
        "officer.removed": ("人员撤销", "officer removed"),
        "officer.split": ("人员编号拆分", "officer code split"),
        "officer.assigned": ("分配网格", "assigned to a grid"),
        "officer.leave_approved": ("请假", "leave approved"),
        "officer.leave_cancelled": ("销假", "leave cancelled"),
        "enterprise.saved": ("企业登记", "enterprise saved"),
        "enterprise.removed": ("企业撤销", "enterprise removed"),
        "enterprise.split": ("企业编号拆分", "enterprise code split"),
        "enterprise.moved": ("划入网格", "moved to a grid"),
        "day.set": ("设工作日", "calendar day set"),
        "setting.set": ("设规则", "rule set"),
        "report.frozen": ("报表冻结", "figures handed in"),
        "report.corrected": ("报表更正", "figures corrected"),
        "visit.logged": ("走访登记", "visit logged"),
        "visit.edited": ("走访更正", "visit corrected"),
        "visit.voided": ("走访作废", "visit voided"),
        "issue.raised": ("登记", "raised"),
        "issue.assigned": ("交办", "assigned"),
        "issue.accepted": ("签收", "accepted"),
        "issue.noted": ("进展", "progress"),
        "issue.held": ("挂起", "put on hold"),
        "issue.resumed": ("恢复办理", "resumed"),
        "issue.extended": ("延期", "extended"),
        "issue.escalated": ("提级", "escalated"),
        "issue.answered": ("答复", "answered"),
        "issue.revisited": ("回访", "revisited"),
        "issue.closed": ("销号", "closed"),
        "issue.reopened": ("重办", "reopened"),
        "issue.rejected": ("不予受理", "rejected"),
        "issue.merged": ("合并", "merged"),
        "issue.corrected": ("更正", "corrected"),
        "issue.recoded": ("改编号", "code changed"),
        "export.unmasked": ("导出全号", "whole numbers exported"),
        "spotcheck.drawn": ("抽查抽样", "drawn for a spot check"),
        "spotcheck.recorded": ("抽查结果", "spot check recorded"),
    },
}
_ALIASES = {
    ("method", "走访"): "onsite",
    ("method", "实地"): "onsite",
    ("method", "现场"): "onsite",
    ("method", "电话"): "phone",
    ("method", "来访"): "station",
    ("method", "座谈"): "meeting",
    ("kind", "日常"): "routine",
    ("kind", "调研"): "demand",
    ("role", "网格员"): "officer",
    ("role", "副专员"): "deputy",
    ("role", "块长"): "block_head",
    ("role", "A角"): "officer",
    ("role", "专员(A角)"): "officer",
    ("role", "企业服务部"): "dispatcher",
    ("role", "调度员"): "dispatcher",
    ("grid_level", "小网格"): "grid",
    ("state", "重办"): "handling",
    ("source", "座谈"): "meeting",
    ("source", "电话"): "phone",
    ("waiting", "企业"): "enterprise",
}


OPEN = frozenset({"grid_level"})  # a zone has words of its own for these


def shown(vocabulary: str, key: object, language: str) -> str:
    """The word a person reads; an unknown key, of a later version, as it is."""
    pair = WORDS[vocabulary].get(str(key))
    return str(key) if pair is None else pair[0 if language == "zh" else 1]


def level_word(level: str, language: str) -> str:
    """What a unit of a level of the tree is called: 板块, 片区, 第2级."""
    if level.isdecimal():
        return f"第{level}级" if language == "zh" else f"level {level}"
    return shown("grid_level", level, language)


def read(vocabulary: str, typed: str) -> str:
    """The key that a whole word means: a key, or a word in either language, in either width. Raises Usage.

    An open vocabulary takes any other word too, as it is but half-width.
    """
    word = typed.strip()
    if vocabulary in OPEN:
        word = unicodedata.normalize("NFKC", word)
    if key := _whole(vocabulary, word):
        return key
    if vocabulary in OPEN and word:
        return word
    raise Usage(
        "word.unknown", vocabulary=vocabulary, value=typed, known=listed_keys(vocabulary, WORDS[vocabulary])
    )


def meant(vocabulary: str, typed: str) -> str:
    """The key that somebody means by a whole word or by a part of one. Raises Usage for none and for several."""
    word = typed.strip()
    if vocabulary in OPEN or _whole(vocabulary, word):
        return read(vocabulary, word)
    part = _half(word)
    found = [key for key, pair in WORDS[vocabulary].items() if part and _has_part(part, key, *pair)]
    if not found:
        return read(vocabulary, typed)
    if len(found) > 1:
        raise Usage("word.several", value=typed, count=len(found), known=listed_keys(vocabulary, found))
    return found[0]


def part_of(known: Sequence[str], typed: str) -> str:
    """The one of a few Chinese words that somebody means by it or by a part of it. Raises Usage for none and for several."""
    word = typed.strip()
    found = [one for one in known if one == word] or [one for one in known if word and word in one]
    if len(found) > 1:
        raise Usage("word.several", value=typed, count=len(found), known=", ".join(found))
    if not found:
        raise Usage("word.unknown", value=typed, known=", ".join(known))
    return found[0]


def _whole(vocabulary: str, word: str) -> str:
    """The key that is the word or has it as its name; empty where there is none."""
    for spelled in dict.fromkeys((word, _half(word))):
        for key, pair in WORDS[vocabulary].items():
            if spelled.lower() == key.lower() or spelled in pair:
                return key
        if alias := _ALIASES.get((vocabulary, spelled)):
            return alias
    return ""


def _half(word: str) -> str:
    """A word with its full-width letters and marks made half-width."""
    return word if word.isascii() else unicodedata.normalize("NFKC", word)


def _has_part(part: str, key: str, zh: str, en: str) -> bool:
    """Whether a Chinese part is in the Chinese name, or letters begin the key or a word of the English name."""
    if not part.isascii():
        return part.lower() in zh.lower()
    begins = part.lower()
    return any(word.startswith(begins) for word in (key.lower(), en.lower(), *en.lower().split()))


def listed_keys(vocabulary: str, keys: Iterable[str]) -> str:
    """Keys with their Chinese names, as an error lists them."""
    return ", ".join(f"{key} {WORDS[vocabulary][key][0]}" for key in keys)
