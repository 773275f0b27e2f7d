"""Sample data: the roster, twelve weeks of visits, leave and the issues of an invented high-tech zone.

`python data/make.py` writes six files beside itself, the same bytes each time. The shape of the zone, eleven
enterprise names and what is told of them come from an article on the Pizhou High-tech Zone (徐州日报 2022,
see README.md); all else is invented. Workdays: the State Council's calendar, through chinese_calendar. Credit
codes: GB 32100-2015, checked by python-stdnum; the letters FAKE are part of each.
"""

import csv
import io
import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from chinese_calendar import is_workday
from stdnum.cn import uscc

Row = dict[str, str]
Step = dict[str, str | int | bool]
NOW = datetime(2025, 11, 21, 16, tzinfo=timezone(timedelta(hours=8)))
TODAY = NOW.date()
MONDAYS = [date(2025, 9, 1) + timedelta(7 * n) for n in range(12)]
WORKDAYS = [d for d in (MONDAYS[0] + timedelta(n) for n in range(122)) if is_workday(d)]
MARK = "演示数据"

# code, name, grids, enterprises, words for invented names and trades
BLOCKS = """\
QL 汽车零部件 14 30 汽配 车灯 线束 座椅 底盘
GF 光伏新能源 12 25 光伏 组件 储能 逆变 支架
JJ 家居日用 11 23 家居 收纳 餐具 布艺 塑品
TY 体育健康装备 10 20 健身 球类 康复 护具 户外
XC 新材料铝加工 12 26 新材 铝材 型材 膜材 模具
DQ 电器电子 11 23 电器 电子 电机 电源 风扇
ZG 智谷科创服务 11 21 软件 检测 设计 智造 物流"""
# The article's enterprises: block, name, industry, status; "-" where it tells nothing
TOLD = """\
QL 曼德电子 长城汽车核心零部件 -
QL 蜂巢易创 长城汽车核心零部件 -
QL 精诚工科 长城汽车核心零部件 -
GF 日托 - -
JJ 禧天龙 家居用品 -
TY 江苏康力源体育科技 - -
XC 隆达铝业 - -
XC 永达新材 - 在建
XC 九旺新材 - 投产
XC 众润光电材料 薄膜 -
DQ 国龙电器 - 投产"""

EXEMPT = "ZG11"
LEAVE = (
    ("QL03", date(2025, 9, 15), date(2025, 9, 21), "年休假"),
    ("XC05", date(2025, 10, 22), date(2025, 10, 24), "病假"),
    ("DQ07", date(2025, 11, 10), date(2025, 11, 14), "培训"),
)
JOINING_HEADS = {"QL": "QL-H", "XC": "XC-H"}
# The nth invented enterprise of a block is not visited from that week on
NEGLECTED = {("QL", 9): 0, ("DQ", 4): 0, ("GF", 6): 5, ("JJ", 11): 6, ("TY", 5): 7, ("ZG", 8): 8}
CROWDED_WEEKS = (1, 3, 7, 10, 11)
VERY_LATE = "手机损坏，换机后补录 纸质记录返岗后补录 外出培训返回后补录 系统账号未开通 漏录，自查补录"

# What a routine note begins with, by the enterprise's status, and how any note ends
ROUTINE = """\
投产 设备满负荷 生产线正常开工 一条线检修 订单排到月底 正在试产新品 缺操作工两三名 用工稳定
在建 土建按计划推进 设备陆续进场 正在装修办公区 施工人员到岗
停产 停产中，留守人员值班 停产中，设备定期保养"""
ENDINGS = "无诉求 提醒注意用电安全 已留服务电话 约定下周再看 希望及时告知政策信息 已当场答复"
NOTES = """\
demand 14 询问标准厂房空置情况 希望对接周边配套供应商 想招两名检验员 关心冬季用气安排 有技改想法
policy 10 讲解技改补助申报条件 送达惠企政策汇编 说明稳岗返还流程 提醒高新技术企业申报时间
project 7 查看设备安装进度 核对竣工验收材料清单 现场协调塔吊进场 跟进二期图纸审查
followup 8 回访上次诉求，企业表示已解决 回访用电情况，运行平稳 回访招工情况，到岗过半
other 3 陪同市级媒体采访 送达会议通知 协助参加供需对接会
duty 0 到服务站咨询证照办理 来站领取申报表 来站反映路灯不亮"""

# category, handler ("-": the grid's own officer), problem, outcome, problem, outcome
PROBLEMS = """\
LAND 自然资源所 缺少仓储用地 落实相邻地块临时仓储 租用厂房即将到期 协调续租三年
POWER 供电所 午后电压波动，设备跳停 调整台区负荷，电压正常 新设备需要增容 增容批复并送电
UTIL 水务公司 高峰时段水压不足 更换加压泵，水压达标 冬季用气量需提前确认 签订保供用气计划
INFRA 建设办 门前道路雨后积水 疏通管道并加装雨水口 厂区外路灯不亮 更换线路，恢复照明
BUILD 建设办 施工便道被堵 清理堆土，恢复通行 竣工验收资料不齐 专人指导补齐资料
PERMIT 行政审批局 施工许可材料反复补正 一次性告知并帮办取证 不会网上变更经营范围 帮办完成变更
LABOR 人社中心 节后缺操作工十五名 专场招聘到岗十二名 夜班工人通勤不便 公交末班延长
TALENT 人才办 技术骨干子女转学 协调安排到就近学校 新进大学生缺公寓 安排入住人才公寓
FIN 金融办 流动资金周转紧张 对接银行授信并放款 想了解股改流程 辅导机构上门讲解
POLICY - 技改补助申报条件不清楚 逐条讲解并协助填报 上年奖补尚未到账 核对账户后已拨付
TAX 税务所 留抵退税进度不明 核对资料后已退税 个税申报系统报错 更新客户端后申报成功
MARKET 企业服务部 希望对接本地配套采购 组织对接并达成试单 外贸订单减少 推荐参加线上展会
LOGIS 交通所 货车限行影响发货 办理临时通行证 原料到货延迟 联系承运方调整车次
TECH 科技办 想申报高新技术企业 辅导材料并提交申报 产学研缺合作院校 对接高校签订意向书
ENV 环保站 危废暂存间标识不清 现场指导完成整改 环评手续变更咨询 明确类别并完成备案
SAFETY 消防大队 消防通道被占用 划线并清理通道 新工人缺安全培训 组织专题培训一次
LEGAL 司法所 下游货款拖欠 调解后签订分期协议 劳动合同文本不规范 律师上门修订文本
OTHER - 快递柜数量不足 协调增设一组快递柜 希望增设员工班车 协调共享班车试运行"""
PROGRESS = "已到现场查看，情况属实 已与承办单位约定上门时间 承办单位正在核对材料 方案已定，待实施 实施过半"
OUTCOMES = "solved solved solved partly solved explained solved transferred withdrawn solved"
OUTCOME_TEXT = {
    "partly": "，其余部分列入下一步",
    "explained": "已当面解释政策口径和办理渠道",
    "transferred": "已转市级部门办理并告知企业",
    "withdrawn": "企业来电撤回诉求",
}
GRADE_WORKDAYS = {"urgent": 1, "simple": 3, "general": 7, "complex": 15, "longterm": 15}
EXTRA_WORKDAYS = 5

# Courses of issues: how many, least and most workdays ago, grades, last state, then steps `word:share` with
# the share of the grade's workdays gone by; `revisit!` and `close!` dissatisfy, BEGUN is a handled start
BEGUN = "assign:0 accept:.2 note:.4"
COURSES = """\
4 2 54 simple,urgent closed close:0
3 14 54 simple,general closed BEGUN answer:.6 revisit:.8 close:.8
5 16 54 urgent,complex closed BEGUN answer:.6 revisit:.8 close:.9
5 8 50 simple,general closed BEGUN close:.8
3 20 45 general closed assign:0 accept:.3 note:.8 answer:1.4 revisit:1.6 close:1.6
3 15 40 general closed BEGUN extend:.7 note:1.2 answer:1.4 revisit:1.6 close:1.6
1 17 17 complex handling BEGUN extend:.8 note:1
3 16 45 general closed BEGUN hold:.5 resume:1.1 answer:1.3 revisit:1.4 close:1.4
2 18 40 complex closed BEGUN escalate:.5 note:.6 answer:.8 revisit:.9 close:.9
1 12 12 complex handling BEGUN escalate:.7
2 15 40 general closed BEGUN answer:.5 revisit!:.7 note:.8 answer:1 revisit:1.1 close:1.1
2 6 7 general handling BEGUN answer:.5 revisit!:.7 note:.8
1 20 30 general closed BEGUN close:.8 reopen:1.2 note:1.3 close:1.6
1 8 8 general handling BEGUN close!:.9
3 0 1 general,simple registered
3 1 2 general,complex assigned assign:0
3 2 3 general accepted assign:0 accept:.2
3 3 5 general handling BEGUN
2 5 9 general on_hold BEGUN hold:.5
1 6 8 complex on_hold assign:0 accept:.2 hold_other:.3
3 5 7 general answered BEGUN answer:.6
2 25 45 longterm handling BEGUN note:1.2
1 10 40 general rejected reject:.2
1 10 40 simple rejected assign:0 reject:.3"""
# Three solar enterprises without good power, and two of them telling it twice
COMMON = "3 11 15 general handling BEGUN"
REPEAT = "2 3 5 general merged merge:.2"

# do, state it leads to ("-" keeps it), states it may start from
MOVES = """\
raise registered new
assign assigned registered
accept accepted assigned
note handling accepted handling
hold on_hold accepted handling
resume handling on_hold
extend - accepted handling
escalate - accepted handling
answer answered registered assigned accepted handling
revisit - answered
close closed registered assigned accepted handling on_hold answered
reopen handling closed
reject rejected registered assigned
merge merged registered assigned"""


def table(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def ensure(truth: bool, complaint: str) -> None:
    """Refuse to write data that break a promise of README.md."""
    if not truth:
        raise SystemExit(f"make.py: {complaint}")


# Roster


def grids() -> list[Row]:
    rows = [("ZONE", "高新区", "zone", "")]
    rows += [(code, name, "block", "ZONE") for code, name, *_ in table(BLOCKS)]
    for code, name, count, *_ in table(BLOCKS):
        rows += [(f"{code}-{n:02}", f"{name}{n:02}网格", "grid", code) for n in range(1, int(count) + 1)]
    return [
        dict(zip(("code", "name", "level", "parent"), row, strict=True)) | {"remark": MARK} for row in rows
    ]


def officers(tree: list[Row]) -> list[Row]:
    small = [g["code"] for g in tree if g["level"] == "grid"]
    posts = [(f"{g[:2]}{g[3:]}", f"演示员{g[:2]}{g[3:]}", g, "officer") for g in small]
    posts += [(f"{b[0]}-H", f"演示板块长{b[0]}", b[0], "block_head") for b in table(BLOCKS)]
    posts += [("CHIEF", "演示主任", "ZONE", "chief")]
    posts += [(f"DISP{n}", f"演示调度{n}", "ZONE", "dispatcher") for n in (1, 2)]
    return [
        dict(zip(("code", "name", "grid", "role"), post, strict=True))
        | {"quota": "0" if post[0] == EXEMPT else "", "phone": f"138{n:08}", "remark": MARK}
        for n, post in enumerate(posts, 1)
    ]


def places(rng: random.Random, block: str, grid_count: int, total: int) -> list[str]:
    """The grid of each enterprise of a block: two a grid, the rest anywhere, one grid left with one."""
    numbers = range(1, grid_count + 1)
    _, *others = rng.sample(numbers, grid_count)
    sizes = Counter([*numbers, *others]) + Counter(rng.choices(others, k=total - 2 * grid_count + 1))
    return [f"{block}-{n:02}" for n in numbers for _ in range(sizes[n])]


def invented(rng: random.Random, word: str, nth: int, number: int) -> Row:
    code = f"91320382FAKE{number:05}"
    return {
        "name": f"演示{word}{nth:02}{rng.choice(('厂', '公司', '科技', '制造'))}",
        "uscc": code + uscc.calc_check_digit(code),
        "industry": word,
        "scale": rng.choice(("规上", "规下")),
        "status": rng.choices(("投产", "在建", "停产"), (86, 11, 3))[0],
        "address": f"演示大道{number}号",
        "contact": "演示联系人",
        "title": rng.choice(("总经理", "厂长", "生产经理", "办公室主任", "行政主管")),
        "phone": f"139{number:08}",
        "remark": MARK,
    }


def told(name: str, industry: str, status: str) -> Row:
    facts = {"name": name, "industry": industry.strip("-"), "status": status.strip("-")}
    return facts | {"remark": f"文中企业；{MARK}"}


def enterprises(rng: random.Random) -> list[Row]:
    rows: list[Row] = []
    for block, _, grid_count, total, *words in table(BLOCKS):
        where = places(rng, block, int(grid_count), int(total))
        named = [t[1:] for t in table(TOLD) if t[0] == block]
        real = dict(zip(rng.sample(range(len(where)), len(named)), named, strict=True))
        for n, grid in enumerate(where):
            word, nth, number = words[n % len(words)], n // len(words) + 1, len(rows) + 1
            row = told(*real[n]) if n in real else invented(rng, word, nth, number)
            rows.append(row | {"code": f"E{number:03}", "grid": grid, "key": "1"})
    return rows


def is_real(enterprise: Row) -> bool:
    return enterprise["remark"] != MARK


def owner(enterprise: Row) -> str:
    return enterprise["grid"].replace("-", "")


# Visits


def instant(rng: random.Random, day: date, first_hour: int, last_hour: int) -> datetime:
    return datetime.combine(day, time(rng.randint(first_hour, last_hour), rng.randrange(60)), NOW.tzinfo)


def on_leave(officer: str, day: date) -> bool:
    return any(who == officer and first <= day <= last for who, first, last, _ in LEAVE)


def neglected(firms: list[Row]) -> dict[str, date]:
    fake = [e for e in firms if not is_real(e)]
    return {
        [e["code"] for e in fake if e["grid"].startswith(block)][n]: MONDAYS[week]
        for (block, n), week in NEGLECTED.items()
    }


def recorded(rng: random.Random, day: date) -> datetime:
    """When a visit of that day was entered: mostly that evening, sometimes late, never after NOW."""
    if day == TODAY:
        return instant(rng, day, 13, 15)
    chance = rng.random()
    workday = next(d for d in WORKDAYS if d > day)
    late = instant(rng, workday + timedelta(rng.randint(1, 3)), 9, 17)
    if chance < 0.03 and late <= NOW and (late.date() - day).days <= 6:
        return late
    return instant(rng, day + timedelta(1), 8, 11) if chance > 0.85 else instant(rng, day, 17, 20)


def words_of(rng: random.Random, enterprise: Row, method: str) -> tuple[str, str]:
    """Kind and note; nothing is invented about an enterprise of the article."""
    if is_real(enterprise):
        return "routine", "日常走访，无诉求"
    begin, notes = ({word: rest for word, *rest in table(text)} for text in (ROUTINE, NOTES))
    kinds = ["routine", *notes]
    kind = (
        "duty" if method == "station" else rng.choices(kinds, [58, *(int(n[0]) for n in notes.values())])[0]
    )
    if enterprise["status"] == "停产":
        kind = "routine"
    said = begin[enterprise["status"]] if kind == "routine" else notes[kind][1:]
    return kind, f"{rng.choice(said)}，{rng.choice(ENDINGS.split())}"


def visit(rng: random.Random, day: date, enterprise: Row, officer: str, method: str = "onsite") -> Row:
    kind, note = words_of(rng, enterprise, method)
    met = enterprise if rng.random() < 0.7 else {}
    row = {
        "date": f"{day}",
        "enterprise": enterprise["code"],
        "officer": officer,
        "method": method,
        "kind": kind,
    }
    row |= {key: met.get(key, "") for key in ("contact", "title", "phone")}
    return row | {"note": note, "recorded_at": recorded(rng, day).isoformat(), "remark": MARK}


def officer_week(
    rng: random.Random, officer: str, mine: list[Row], monday: date, skipped: dict[str, date]
) -> list[Row]:
    week = [monday + timedelta(n) for n in range(7)]
    days = [d for d in week if d in WORKDAYS and d <= TODAY and not on_leave(officer, d)]
    missing = rng.choices((0, 1, 2, -1), (80, 9, 4, 7))[0]
    wanted = rng.randint(0, 2) if officer == EXEMPT else max(0, min(5, len(days)) - missing)
    if len(days) == 5 and week[5] <= TODAY and rng.random() < 0.1:
        days.append(week[5])
    pairs = [(d, e) for d in days for e in mine if d < skipped.get(e["code"], date.max)]
    rng.shuffle(pairs)
    rows = [visit(rng, d, e, officer) for d, e in pairs[:wanted]]
    spare = [(d, e) for d, e in pairs[wanted:] if not is_real(e)]
    if spare and rng.random() < 0.43:
        method = rng.choices(("phone", "online", "station", "meeting"), (55, 20, 20, 5))[0]
        rows.append(visit(rng, *spare[0], officer, method))
    return rows


def companions(rng: random.Random, row: Row, staff: list[str]) -> str:
    block, day = row["officer"][:2], date.fromisoformat(row["date"])
    if block in JOINING_HEADS and rng.random() < 0.25:
        return JOINING_HEADS[block]
    free = [o for o in staff if o[:2] == block and o not in (row["officer"], EXEMPT) and not on_leave(o, day)]
    return ";".join(rng.sample(free, 2 if rng.random() < 0.05 else 1))


def join_some(rng: random.Random, rows: list[Row], known: dict[str, Row], staff: list[str]) -> None:
    """Make about six visits in a hundred joint, one a week at an enterprise, so that few are over-visited."""
    joint: set[tuple[int, str]] = set()
    for row in rows:
        slot = (date.fromisoformat(row["date"]).isocalendar().week, row["enterprise"])
        plain = row["method"] == "onsite" and not is_real(known[row["enterprise"]]) and slot not in joint
        if plain and rng.random() < 0.08:
            row["participants"] = companions(rng, row, staff)
            joint.add(slot)


def crowd(rng: random.Random, rows: list[Row], known: dict[str, Row], staff: list[str]) -> list[Row]:
    """Two more officers at one enterprise in each of CROWDED_WEEKS: what the report lists as over-visited."""
    extra = []
    for monday in (MONDAYS[n] for n in CROWDED_WEEKS):
        seen = [r for r in rows if f"{monday}" <= r["date"] < f"{monday + timedelta(7)}"]
        fake = [known[r["enterprise"]] for r in seen if r["method"] == "onsite"]
        at = rng.choice([e for e in fake if not is_real(e)])
        others = [o for o in staff if o[:2] == at["grid"][:2] and o not in (owner(at), EXEMPT)]
        extra += [visit(rng, monday + timedelta(rng.randrange(4)), at, o) for o in rng.sample(others, 2)]
    return extra


def delay_some(rng: random.Random, rows: list[Row]) -> None:
    """A few entered more than a week late; the reason stands in the remark, for want of a column."""
    old = [r for r in rows if r["date"] < "2025-11-04" and r["method"] == "onsite"]
    reasons = VERY_LATE.split()
    for row, reason in zip(rng.sample(old, len(reasons)), reasons, strict=True):
        day = date.fromisoformat(row["date"]) + timedelta(rng.randint(13, 16))
        row["recorded_at"] = instant(rng, day, 9, 15).isoformat()
        row["remark"] = f"{MARK}；补录原因：{reason}"


def visits(rng: random.Random, staff: list[str], firms: list[Row]) -> list[Row]:
    known, skipped, mine = {e["code"]: e for e in firms}, neglected(firms), defaultdict(list)
    for enterprise in firms:
        mine[owner(enterprise)].append(enterprise)
    rows = [v for m in MONDAYS for o in staff for v in officer_week(rng, o, mine[o], m, skipped)]
    join_some(rng, rows, known, staff)
    rows += crowd(rng, rows, known, staff)
    delay_some(rng, rows)
    return sorted(rows, key=lambda r: (r["date"], r["officer"], r["enterprise"]))


# Issues


@dataclass
class Case:
    """One issue before it is told as steps."""

    enterprise: Row
    category: str
    handler: str
    problem: str
    remedy: str
    grade: str
    raised: datetime
    outcome: str
    end: str
    course: list[str]
    into: "Case | None" = None
    code: str = ""

    def day(self, workdays: int) -> date:
        return WORKDAYS[WORKDAYS.index(self.raised.date()) + workdays]


def case(rng: random.Random, course: str, enterprise: Row, problem: list[str], outcome: str) -> Case:
    _, young, old, grades, end, *course_steps = course.replace("BEGUN", BEGUN).split()
    ago = rng.randint(int(young), int(old))
    raised = instant(rng, WORKDAYS[WORKDAYS.index(TODAY) - ago], 8, 9)
    category, handler, trouble, remedy = problem
    handler = owner(enterprise) if handler == "-" else handler
    grade = rng.choice(grades.split(","))
    return Case(enterprise, category, handler, trouble, remedy, grade, raised, outcome, end, course_steps)


def cases(rng: random.Random, firms: list[Row]) -> list[Case]:
    away = {who for who, *_ in LEAVE}
    free = [e for e in firms if not is_real(e) and owner(e) not in away and e["status"] != "停产"]
    rng.shuffle(free)
    solar = [e for e in free if e["grid"].startswith("GF")][:3]
    others = (e for e in free if e not in solar)
    problems = [[p[0], p[1], *pair] for p in table(PROBLEMS) for pair in (p[2:4], p[4:6])]
    power, land, other = problems[2:4], problems[0], problems[-2]
    rng.shuffle(problems)
    found: list[Case] = []
    outcomes = OUTCOMES.split()
    for course in COURSES.splitlines():
        for _ in range(int(course[0])):
            shared = problems[len(found) % len(problems)]
            problem = land if "longterm" in course else other if "rejected" in course else shared
            found.append(case(rng, course, next(others), problem, outcomes[len(found) % len(outcomes)]))
    common = [case(rng, COMMON, e, power[n % 2], "solved") for n, e in enumerate(solar)]
    for first, text in zip(common[:2], power, strict=True):
        found.append(case(rng, REPEAT, first.enterprise, text, "solved"))
        found[-1].into = first
    found = sorted(found + common, key=lambda c: (c.raised, c.enterprise["code"]))
    for n, one in enumerate(found, 1):
        one.code = f"I{n:03}"
    return found


def details(rng: random.Random, one: Case, word: str) -> Step:
    """The fields that a step has beyond at, by, issue and do."""
    happy = not word.endswith("!")
    first: Step = {"enterprise": one.enterprise["code"], "text": f"{one.problem}（{MARK}）"}
    first |= {"category": one.category, "grade": one.grade}
    first |= {"source": rng.choice(("走访", "来访", "来电", "座谈"))}
    first |= {"due": "2026-06-30"} if one.grade == "longterm" else {}
    remedy = one.remedy if one.outcome in ("solved", "partly") else ""
    answer: Step = {"result": one.outcome, "text": remedy + OUTCOME_TEXT.get(one.outcome, "")}
    satisfaction = (5, 5, 4, 5, 4, 3)[int(one.code[1:]) % 6] if happy else 2 - (word == "close!")
    opinion: Step = {"satisfaction": satisfaction, "solved": happy and one.outcome == "solved"}
    heard = "企业认可办理结果" if happy else "企业表示问题仍未解决"
    due = one.day(GRADE_WORKDAYS[one.grade] + EXTRA_WORKDAYS)
    fields: dict[str, Step] = {
        "raise": first,
        "assign": {"handler": one.handler},
        "note": {"text": rng.choice(PROGRESS.split())},
        "hold": {"reason": "等待企业补充材料", "waiting": "enterprise"},
        "hold_other": {"reason": "等待上级部门批复", "waiting": "other"},
        "extend": {"due": f"{due}", "reason": "承办单位排期已满，企业同意顺延"},
        "escalate": {"reason": "已两次协调承办单位，超出本级权限，提请上级协调"},
        "answer": answer,
        "revisit": opinion | {"contacted": rng.random() < 0.9, "text": heard},
        "close": answer | opinion,
        "reopen": {"reason": "企业反映问题再次出现"},
        "reject": {"reason": "不属于服务范围，已向企业说明办理渠道"},
        "merge": {"into": one.into.code if one.into else ""},
    }
    return fields.get(word.rstrip("!"), {})


def actor(one: Case, word: str) -> str:
    """Dispatchers hand out and decide; the grid's officer does the rest, but a block head revisits his."""
    officer = owner(one.enterprise)
    if word.startswith("revisit"):
        return f"{officer[:2]}-H" if one.handler == officer else officer
    if word in ("assign", "reopen", "reject", "merge") or (word == "accept" and one.handler != officer):
        return f"DISP{int(one.code[1:]) % 2 + 1}"
    return officer


def steps(rng: random.Random, one: Case) -> list[Step]:
    told_steps: list[Step] = []
    at = one.raised
    for item in ("raise:0", *one.course):
        word, _, share = item.partition(":")
        day = one.day(int(float(share) * GRADE_WORKDAYS[one.grade] + 0.5))
        later = at + timedelta(minutes=rng.randint(10, 50))
        if told_steps:
            at = later if day == at.date() else instant(rng, day, 8, 9)
        head: Step = {"at": at.isoformat(), "by": actor(one, word), "issue": one.code}
        head |= {"do": word.rstrip("!").removesuffix("_other")}
        told_steps.append(head | details(rng, one, word))
    return told_steps


# Checks


def replay(script: list[Step]) -> dict[str, str]:
    """The last state of each issue; a step that the machine forbids ends the run."""
    moves = {do: (then, start) for do, then, *start in table(MOVES)}
    state: dict[str, str] = defaultdict(lambda: "new")
    first_due: dict[str, date] = {}
    for step in script:
        issue, do, at = str(step["issue"]), str(step["do"]), datetime.fromisoformat(str(step["at"]))
        then, start = moves[do]
        ensure(state[issue] in start and at <= NOW, f"{issue}: {do} from {state[issue]} at {at}")
        ensure(do != "merge" or state[str(step["into"])] == "handling", f"{issue}: merged into nothing open")
        if do == "raise":
            span = GRADE_WORKDAYS[str(step["grade"])]
            first_due[issue] = WORKDAYS[WORKDAYS.index(at.date()) + span]
        if do == "extend":
            ensure(
                at.date() <= first_due[issue] < date.fromisoformat(str(step["due"])), f"{issue}: extension"
            )
        dissatisfied = int(step.get("satisfaction", 5)) <= 2
        state[issue] = "handling" if dissatisfied else then.replace("-", state[issue])
    return dict(state)


def check_roster(tree: list[Row], staff: list[Row], firms: list[Row]) -> None:
    levels, roles = Counter(g["level"] for g in tree), Counter(o["role"] for o in staff)
    counts = (levels["block"], levels["grid"], len(firms))
    people = (roles["officer"], roles["block_head"], roles["chief"], roles["dispatcher"])
    ensure(counts == (7, 81, 168), f"blocks, grids, enterprises: {counts}, not 7, 81, 168")
    ensure(people == (81, 7, 1, 2), f"officers, heads, chiefs, dispatchers: {people}, not 81, 7, 1, 2")
    held = {g["code"] for g in tree if g["level"] == "grid"}
    ensure(
        {e["grid"] for e in firms} == held == {o["grid"] for o in staff if o["role"] == "officer"}, "grids"
    )
    for rows, key in ((tree, "code"), (staff, "code"), (firms, "code"), (firms, "name")):
        ensure(len({r[key] for r in rows}) == len(rows), f"a {key} stands twice")
    codes = [e["uscc"] for e in firms if not is_real(e)]
    ensure(len(set(codes)) == len(codes) == 157 and all(map(uscc.is_valid, codes)), "a credit code is wrong")


def check_visits(rows: list[Row], staff: list[Row], firms: list[Row]) -> None:
    people, known = {o["code"] for o in staff}, {e["code"] for e in firms}
    ensure(
        len({(r["date"], r["enterprise"], r["officer"]) for r in rows}) == len(rows), "a visit stands twice"
    )
    for row in rows:
        party = [row["officer"], *filter(None, row.get("participants", "").split(";"))]
        ensure(people.issuperset(party) and len(set(party)) == len(party) <= 3, f"wrong party: {row}")
        ensure(row["enterprise"] in known, f"unknown enterprise: {row}")
        ensure(row["date"] <= row["recorded_at"] <= NOW.isoformat(), f"wrong time: {row}")
        ensure(not any(on_leave(o, date.fromisoformat(row["date"])) for o in party), f"on leave: {row}")
    ensure({r["kind"] for r in rows} == {"routine", *(n[0] for n in table(NOTES))}, "a kind is missing")


def check_issues(script: list[Step], told_cases: list[Case]) -> None:
    ends = replay(script)
    for one in told_cases:
        ensure(ends[one.code] == one.end, f"{one.code} ends {ends[one.code]}, not {one.end}")
        ensure(not is_real(one.enterprise), f"{one.code} is invented for a real enterprise")
    states = {then for _, then, *_ in table(MOVES)} - {"-"}
    ensure(set(ends.values()) == states, f"states not reached: {states - set(ends.values())}")
    ensure({c.category for c in told_cases} == {p[0] for p in table(PROBLEMS)}, "a category is missing")
    ensure({c.grade for c in told_cases} == set(GRADE_WORKDAYS), "a grade is missing")


# Files


def as_csv(columns: str, rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    rng = random.Random(7481)  # noqa: S311 (sample data, not secrets)
    tree = grids()
    staff = officers(tree)
    firms = enterprises(rng)
    rows = visits(rng, [o["code"] for o in staff if o["role"] == "officer"], firms)
    issues = cases(rng, firms)
    script = sorted((s for c in issues for s in steps(rng, c)), key=lambda s: (str(s["at"]), str(s["issue"])))
    check_roster(tree, staff, firms)
    check_visits(rows, staff, firms)
    check_issues(script, issues)
    leave = [{"officer": o, "from": f"{a}", "to": f"{b}", "kind": f"{k}（{MARK}）"} for o, a, b, k in LEAVE]
    firm_columns = "code,name,uscc,grid,industry,scale,key,status,address,contact,title,phone,remark"
    visit_columns = "date,enterprise,officer,participants,method,kind,contact,title,phone,note,recorded_at"
    files = {
        "grids.csv": as_csv("code,name,level,parent,remark", tree),
        "officers.csv": as_csv("code,name,grid,role,quota,phone,remark", staff),
        "enterprises.csv": as_csv(firm_columns, firms),
        "visits.csv": as_csv(f"{visit_columns},remark", rows),
        "leave.csv": as_csv("officer,from,to,kind", leave),
        "issues.jsonl": "".join(json.dumps(s, ensure_ascii=False) + "\n" for s in script),
    }
    for name, text in files.items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
