"""Sample data of the other half of the zone's work: task forces, plans, stations, indicators and premises.

`python data/make_more.py` writes its files beside itself, the same bytes each time, from the roster that `make.py` wrote.
Facts are the article's alone (see README.md): five enterprises have task forces of 5 leaders, 5 deputies and 21 staff on
site; the tax figures of the first half of 2022 and their growth; the three parts of the 智谷 park. All persons, days,
areas and figures of single enterprises are invented, and none of them belongs to an enterprise that the article names.
"""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from chinese_calendar import is_workday
from make import BLOCKS, MARK, TODAY, Row, as_csv, ensure, is_real, table

HERE = Path(__file__).parent
# code, enterprise, name, what the article tells of it
TASK_FORCES = """\
PRJ-1 曼德电子 曼德电子零部件项目 长城汽车核心零部件
PRJ-2 蜂巢易创 蜂巢易创零部件项目 六条生产线
PRJ-3 精诚工科 精诚工科零部件项目 长城汽车核心零部件
PRJ-4 日托 日托光伏项目 5GW
PRJ-5 禧天龙 禧天龙家居项目 两个车间"""
STAFF = (5, 4, 4, 4, 4)
# An invented project: code, block, level, investment in 万元, days from today by which the last milestone was planned,
# milestones reached, planned and actual per cent of each of the last three weeks
INVENTED = """\
PRJ-6 XC city 52000 12 started,topped_out 48,44 55,49 62,55
PRJ-7 DQ zone 18000 -40 started,topped_out,equipment 85,60 90,62 95,63
PRJ-8 TY county 30000 60 signed,registered,land 20,21 24,24 28,29
PRJ-9 QL city 26000 45 signed,registered,land,started 30,27 36,31 42,30
PRJ-10 ZG zone 9000 20 started,topped_out,equipment,completed 92,92 96,97 100,100
PRJ-11 JJ county 15000 30 signed,registered,land,started,topped_out 50,46 58,53 66,60"""
SILENT = ("PRJ-7", "PRJ-11")  # their last three workdays have no log
PATH = ("signed", "registered", "land", "started", "topped_out", "equipment", "completed", "in_production")
GOALS = [
    "listing",
    "expansion",
    "upgrade",
    "relief",
    "other",
    "expansion",
    "upgrade",
    "relief",
    "expansion",
    "upgrade",
    "other",
    "expansion",
]
NEEDS = """\
LABOR 缺操作工十名 人社中心 组织专场招聘
POWER 新增设备需要增容 供电所 上门勘察并办理增容
FIN 流动资金周转紧张 金融办 对接银行授信
LAND 缺少仓储用地 自然资源所 推荐闲置厂房"""
FIRST_HALF = {
    "taxable_sales": ("778800.00", "1.13"),
    "local_tax": ("14800.00", "1.12"),
}  # 万元 and growth, as told
KEYS = {"taxable_sales": "0.01", "local_tax": "0.01", "employees": "1"}
# The three parts of the park, as told; their places are invented: part, kind, how many, area of each
PARK = """\
A区 office 6 800
B区 plant 8 3000
C区 flat 10 60"""
OTHERS = """\
标准厂房一期 plant 9 2400
标准厂房二期 plant 7 5200
人才公寓 flat 12 55"""


def read(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def workdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(count) for count in range((last - first).days + 1))
    return [day for day in days if is_workday(day)]


def stations() -> list[Row]:
    return [
        {
            "code": f"S-{code}",
            "name": f"{name.removesuffix('服务')}服务站",
            "block": code,
            "place": f"演示大道{n}号服务大厅",
            "phone": f"05168600{n:04}",
        }
        for n, (code, name, *_) in enumerate(table(BLOCKS), 1)
    ]


def duties(staff: list[Row]) -> list[Row]:
    """Seven weeks of duty: the block's officers in turn, the block head in charge, one day of a station left open."""
    rows = []
    days = workdays(TODAY - timedelta(28), TODAY + timedelta(21))
    for code, *_ in table(BLOCKS):
        people = [
            one["code"] for one in staff if one["role"] == "officer" and one["grid"].startswith(f"{code}-")
        ]
        for n, day in enumerate(days):
            if (code, n) == ("TY", 18):
                continue
            rows.append(
                {
                    "date": f"{day}",
                    "station": f"S-{code}",
                    "shift": "day",
                    "officer": people[n % len(people)],
                    "standin": people[(n + 3) % len(people)],
                    "leader": f"{code}-H",
                }
            )
    return sorted(rows, key=lambda row: (row["date"], row["station"]))


def handovers(rng: random.Random, rostered: list[Row]) -> list[Row]:
    """What was left to the next one on the workdays that are over; a few days have nothing."""
    notes = [
        "无事项",
        "企业来站询问补助申报，材料已给",
        "供电所次日上门",
        "领取公章刻制备案表的企业次日再来",
        "会议室投影已报修",
    ]
    over = [one for one in rostered if one["date"] < f"{TODAY}"]
    return [
        {"station": one["station"], "date": one["date"], "note": rng.choice(notes)}
        for n, one in enumerate(over)
        if n % 41 != 7
    ]


def task_force() -> list[Row]:
    """The persons of the task forces: on the roster, without a quota."""
    posts = [(f"LD{n}", f"演示挂帅领导{n}") for n in range(1, 6)]
    posts += [(f"DP{n}", f"演示扛旗干部{n}") for n in range(1, 6)]
    posts += [(f"TF{n:02}", f"演示专班{n:02}") for n in range(1, 22)]
    return [
        {"code": code, "name": name, "grid": "ZONE", "role": "dispatcher", "quota": "", "remark": MARK}
        for code, name in posts
    ]


def projects(firms: list[Row]) -> list[Row]:
    by_name = {one["name"]: one["code"] for one in firms}
    rows = [
        {
            "code": code,
            "name": name,
            "enterprise": by_name[firm],
            "level": "",
            "investment": "",
            "content": content,
            "leader": f"LD{n}",
            "deputy": f"DP{n}",
        }
        for n, (code, firm, name, content) in enumerate(table(TASK_FORCES), 1)
    ]
    for code, block, level, investment, *_ in table(INVENTED):
        firm = next(
            one
            for one in firms
            if one["grid"].startswith(block) and not is_real(one) and one["status"] == "在建"
        )
        rows.append(
            {
                "code": code,
                "name": f"{firm['name']}项目",
                "enterprise": firm["code"],
                "level": level,
                "investment": investment,
                "content": f"新建厂房（{MARK}）",
                "leader": "CHIEF",
                "deputy": f"{block}-H",
            }
        )
    return rows


def members() -> Iterator[Row]:
    staff = iter(range(1, 22))
    for (code, *_), count in zip(table(TASK_FORCES), STAFF, strict=True):
        for _ in range(count):
            yield {
                "project": code,
                "officer": f"TF{next(staff):02}",
                "from": "2025-09-01",
                "until": "",
                "resident": "1",
            }


def milestones() -> list[Row]:
    rows = []
    for code, _, _, _, ahead, reached, *_ in table(INVENTED):
        done = reached.split(",")
        last = PATH.index(done[-1])
        for n, name in enumerate(PATH):
            plan = TODAY + timedelta(int(ahead) + 75 * (n - last - 1))
            actual = f"{min(plan + timedelta(5), TODAY - timedelta(20 - n))}" if name in done else ""
            rows.append({"project": code, "milestone": name, "plan": f"{plan}", "actual": actual})
    return rows


def logs(rng: random.Random) -> list[Row]:
    """A log a workday of the last two weeks; two projects have not reported for three days."""
    words = ["主体钢结构吊装", "二层模板安装", "设备基础浇筑", "电气桥架敷设", "厂区道路垫层", "消防管道试压"]
    rows = []
    for code, *_ in table(INVENTED):
        if (
            code == "PRJ-9"
        ):  # those from here on have a chance of their own, so that the other files keep their bytes
            rng = random.Random(9)  # noqa: S311 (sample data, not secrets)
        days = workdays(TODAY - timedelta(13), TODAY)
        for day in days[:-3] if code in SILENT else days:
            done, plan = rng.sample(words, 2)
            needs = "塔吊进场需协调交通" if rng.random() < 0.15 else ""
            rows.append(
                {
                    "project": code,
                    "date": f"{day}",
                    "done": done,
                    "plan": plan,
                    "people": f"{rng.randint(18, 64)}",
                    "needs": needs,
                }
            )
    return rows


def progress() -> list[Row]:
    rows = []
    for code, _, _, _, _, _, *weeks in table(INVENTED):
        for back, week in zip((2, 1, 0), weeks, strict=True):
            year, number, _ = (TODAY - timedelta(7 * back)).isocalendar()
            planned, actual = week.split(",")
            rows.append(
                {"project": code, "week": f"{year}-W{number:02}", "planned": planned, "actual": actual}
            )
    return rows


def planned_firms(firms: list[Row]) -> list[Row]:
    """Twelve invented enterprises of all blocks, in production."""
    free = [one for one in firms if not is_real(one) and one["status"] == "投产"]
    return [
        [one for one in free if one["grid"].startswith(code)][7 * n % 5]
        for n, code in enumerate([row[0] for row in table(BLOCKS)] * 2)
    ][:12]


def plans(chosen: list[Row]) -> list[Row]:
    return [
        {
            "enterprise": one["code"],
            "goal": goal,
            "period": "2025年",
            "state": f"生产正常（{MARK}）",
            "leader": f"{one['grid'][:2]}-H",
            "officer": one["grid"].replace("-", ""),
            "review": f"{TODAY + timedelta(5 * n - 12)}",
        }
        for n, (one, goal) in enumerate(zip(chosen, GOALS, strict=True))
    ]


def needs_and_measures(chosen: list[Row]) -> tuple[list[Row], list[Row]]:
    needs, measures = [], []
    for n, one in enumerate(chosen):
        for category, need, owner, measure in [table(NEEDS)[n % 4], table(NEEDS)[(n + 1) % 4]]:
            needs.append({"enterprise": one["code"], "text": need, "category": category})
            due = TODAY + timedelta(9 * n - 40)
            measures.append(
                {
                    "enterprise": one["code"],
                    "text": measure,
                    "owner": owner,
                    "due": f"{due}",
                    "state": "done" if n % 3 == 0 else "open",
                }
            )
    return needs, measures


def indicators(rng: random.Random, firms: list[Row]) -> list[Row]:
    """24 months of each invented enterprise. The first half of 2022 sums to the article's totals and grew as it tells."""
    fake = [one["code"] for one in firms if not is_real(one)]
    weights = {code: rng.lognormvariate(0, 0.9) for code in fake}
    rows = []
    for key, unit in KEYS.items():
        for year in (2021, 2022):
            for half in (1, 2):
                months = [f"{year}-{month:02}" for month in range(6 * half - 5, 6 * half + 1)]
                cells = [
                    (month, code, weights[code] * rng.uniform(0.85, 1.15))
                    for month in months
                    for code in fake
                ]
                if key == "employees":
                    values = [Decimal(max(5, round(120 * share))) for *_, share in cells]
                else:
                    values = parts(half_total(key, year, half), [share for *_, share in cells], Decimal(unit))
                rows += [
                    {"month": month, "enterprise": code, "key": key, "value": f"{value}"}
                    for (month, code, _), value in zip(cells, values, strict=True)
                ]
    return sorted(rows, key=lambda row: (row["month"], row["enterprise"], row["key"]))


def half_total(key: str, year: int, half: int) -> Decimal:
    total, growth = (Decimal(one) for one in FIRST_HALF[key])
    first = total if year == 2022 else (total / growth).quantize(Decimal("0.01"))
    return first if half == 1 else (first * Decimal("1.05")).quantize(Decimal("0.01"))


def parts(total: Decimal, shares: list[float], unit: Decimal) -> list[Decimal]:
    """A total in parts of these shares, each a multiple of the unit; the last part takes what rounding leaves."""
    whole = sum(shares)
    values = [(total * Decimal(str(share / whole))).quantize(unit) for share in shares]
    values[-1] += total - sum(values)
    return values


def premises() -> list[Row]:
    rows: list[Row] = []
    for park, text in (("智谷科创园", PARK), ("", OTHERS)):
        for part, kind, count, area in table(text):
            for n in range(1, int(count) + 1):
                plant = {"load": "1.5", "height": "7.2", "power": "630"} if kind == "plant" else {}
                row = {
                    "code": f"PM{len(rows) + 1:03}",
                    "name": f"{park or part}{part if park else ''}{n:02}号",
                    "kind": kind,
                }
                row |= {
                    "park": park or part,
                    "part": part if park else "",
                    "area": area,
                    "floor": "1" if kind == "plant" else f"{n % 6 + 1}",
                }
                row |= plant | {
                    "price": {"plant": "12", "office": "25", "flat": "15"}[kind],
                    "owner": f"演示资产公司（{MARK}）",
                }
                row["status"] = "building" if n == int(count) else "idle" if n % 5 == 4 else "ready"
                rows.append(row)
    return rows


def occupancy(rng: random.Random, places: list[Row], firms: list[Row]) -> list[Row]:
    tenants = iter(rng.sample([one["code"] for one in firms if not is_real(one)], 40))
    rows = []
    for place in places:
        if place["status"] == "building" or rng.random() < 0.35:
            continue
        share = rng.choice((1, 1, 0.5))
        area = (
            f"{Decimal(place['area']) * Decimal(str(share)):f}".rstrip("0").rstrip(".")
            if share != 1
            else place["area"]
        )
        rows.append(
            {
                "premises": place["code"],
                "enterprise": next(tenants),
                "area": area,
                "from": f"{TODAY - timedelta(rng.randint(20, 700))}",
                "until": "",
            }
        )
    return rows


def check(files: dict[str, list[Row]], firms: list[Row]) -> None:
    real = {one["code"] for one in firms if is_real(one)}
    for name, rows in files.items():
        about = [row for row in rows if row.get("enterprise") in real]
        told = name == "projects.csv" and all(not row["investment"] and not row["level"] for row in about)
        ensure(not about or told, f"{name} invents something for an enterprise of the article")
    sums: dict[tuple[str, str], Decimal] = {}
    for row in files["indicators.csv"]:
        if row["month"] <= f"{row['month'][:4]}-06":
            at = (row["key"], row["month"][:4])
            sums[at] = sums.get(at, Decimal()) + Decimal(row["value"])
    ensure(sums["taxable_sales", "2022"] == Decimal("778800.00"), "taxable sales are not the article's")
    ensure(sums["local_tax", "2022"] == Decimal("14800.00"), "local tax is not the article's")
    ensure(len(files["members.csv"]) == 21 and len(files["plans.csv"]) == 12, "persons or plans are missing")


COLUMNS = {
    "stations.csv": "code,name,block,place,phone",
    "duties.csv": "date,station,shift,officer,standin,leader",
    "handovers.csv": "station,date,note",
    "task-force.csv": "code,name,grid,role,quota,remark",
    "projects.csv": "code,name,enterprise,level,investment,content,leader,deputy",
    "members.csv": "project,officer,from,until,resident",
    "milestones.csv": "project,milestone,plan,actual",
    "logs.csv": "project,date,done,plan,people,needs",
    "progress.csv": "project,week,planned,actual",
    "plans.csv": "enterprise,goal,period,state,leader,officer,review",
    "needs.csv": "enterprise,text,category",
    "measures.csv": "enterprise,text,owner,due,state",
    "indicators.csv": "month,enterprise,key,value",
    "premises.csv": "code,name,park,part,kind,area,floor,load,height,power,price,owner,status",
    "occupancy.csv": "premises,enterprise,area,from,until",
}


def made() -> dict[str, list[Row]]:
    """Every file, by its name."""
    rng = random.Random(2022)  # noqa: S311 (sample data, not secrets)
    firms, staff = read("enterprises.csv"), read("officers.csv")
    chosen = planned_firms(firms)
    needs, measures = needs_and_measures(chosen)
    places = premises()
    rostered = duties(staff)
    files = {
        "stations.csv": stations(),
        "duties.csv": rostered,
        "handovers.csv": handovers(random.Random(4), rostered),  # noqa: S311 (sample data, not secrets)
        "task-force.csv": task_force(),
        "projects.csv": projects(firms),
        "members.csv": [*members()],
        "milestones.csv": milestones(),
        "logs.csv": logs(rng),
        "progress.csv": progress(),
        "plans.csv": plans(chosen),
        "needs.csv": needs,
        "measures.csv": measures,
        "indicators.csv": indicators(rng, firms),
        "premises.csv": places,
        "occupancy.csv": occupancy(rng, places, firms),
    }
    check(files, firms)
    return files


def main() -> None:
    for name, rows in made().items():
        (HERE / name).write_text(as_csv(COLUMNS[name], rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
