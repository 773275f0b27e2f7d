"""One event of every kind, and samples of the kinds whose row has a name of its own."""

from collections.abc import Iterator

from gridlog.core.event import COUNTER_BITS, Json, Stamp, created, hash_id
from gridlog.core.nouns import kinds
from gridlog.core.recoding import names_of

EVERY_KIND = kinds()
OWN_ROW = (
    "visit",
    "issue",
    "spotcheck",
    "export",
    "redaction",
)  # an event begins a row of these nouns, which has no other name
REPORT = ("report",)  # figures are handed in by a command alone

Sample = tuple[str, str, dict[str, Json]]  # the row's name, the kind, the data

# In the order in which they may follow each other; two devices of a simulated world draw from them at once.
PLAIN: tuple[Sample, ...] = (
    ("grid/A", "grid.saved", {"name": "甲板块", "level": "block"}),
    ("grid/A", "grid.saved", {"parent": "Z"}),
    ("grid/A", "grid.removed", {"why": "x"}),
    ("officer/P1", "officer.saved", {"name": "王一", "role": "officer", "quota": 4}),
    ("officer/P1", "officer.assigned", {"grid": "A-1", "from": "2025-11-03"}),
    ("officer/P1", "officer.leave_approved", {"from": "2025-11-10", "to": "2025-11-12", "kind": "年假"}),
    ("officer/P1", "officer.leave_cancelled", {"from": "2025-11-10"}),
    ("officer/P1", "officer.removed", {"why": "x"}),
    ("enterprise/E7", "enterprise.saved", {"name": "甲厂", "status": "投产"}),
    ("enterprise/E7", "enterprise.moved", {"grid": "A-1", "from": "2025-11-03"}),
    ("enterprise/E7", "enterprise.merged", {"into": "E8", "why": "x"}),
    ("enterprise/E7", "enterprise.removed", {"why": "x"}),
    ("day/2025-11-20", "day.set", {"work": False, "name": "停电"}),
    ("setting/a", "setting.set", {"value": "3"}),
    ("indicator/E7/2022-06/output", "indicator.set", {"value": "12.5"}),
    ("indicator/E7/2022-06/output", "indicator.set", {"value": "-3"}),
    ("indicator/E7/2022-06/output", "indicator.cleared", {"why": "x"}),
    ("indicator_key/rent", "indicator_key.saved", {"zh": "租金", "en": "rent", "unit": "万元"}),
    ("indicator_key/rent", "indicator_key.saved", {"decimals": 0, "stock": True}),
    ("plan/E7", "plan.saved", {"goal": "listing", "review": "2025-12-01", "officer": "P1"}),
    ("plan/E7", "plan.saved", {"leader": "李副主任", "review": "2025-12-20"}),
    ("plan/E7", "plan.confirmed", {"confirmed_by": "张总", "on": "2025-11-20", "version": 1}),
    ("plan/E7", "plan.revised", {"goal": "expansion", "state": "新上两条线"}),
    ("plan/E7", "plan.reviewed", {"on": "2025-11-21", "text": "正常", "review": "2025-12-21"}),
    ("plan/E7", "plan.removed", {"why": "x"}),
    ("need/E7/缺电", "need.saved", {"category": "POWER", "version": 1}),
    ("need/E7/缺电", "need.met", {"version": 1, "text": "已通电"}),
    ("need/E7/缺人", "need.saved", {"version": 1}),
    ("need/E7/缺人", "need.dropped", {"version": 2, "text": "x"}),
    ("measure/E7/增容", "measure.saved", {"owner": "供电局", "due": "2025-12-01", "version": 1}),
    ("measure/E7/增容", "measure.saved", {"due": "2025-12-10"}),
    ("measure/E7/增容", "measure.done", {"version": 1, "text": "已送电"}),
    ("measure/E7/招聘", "measure.saved", {"owner": "P1", "due": "2025-12-01", "version": 1}),
    ("measure/E7/招聘", "measure.dropped", {"version": 1, "text": "x"}),
    ("station/S1", "station.saved", {"name": "甲站", "block": "A"}),
    ("station/S1", "station.saved", {"name": "乙站", "place": "一号楼"}),
    ("station/S1", "station.removed", {"why": "x"}),
    ("duty/S1/2025-11-20/am", "duty.set", {"officer": "P1", "standin": "P2"}),
    ("duty/S1/2025-11-20/am", "duty.set", {"officer": "P2", "leader": "P3"}),
    ("duty/S1/2025-11-20/am", "duty.cleared", {"why": "x"}),
    ("handover/S1/2025-11-20", "handover.noted", {"note": "供电局明天来"}),
    ("handover/S1/2025-11-20", "handover.noted", {"note": "已来过"}),
    ("project/X1", "project.saved", {"name": "光伏组件", "enterprise": "E7", "investment": "12000.5"}),
    ("project/X1", "project.saved", {"level": "city", "leader": "P1"}),
    ("project/X1", "project.member_set", {"officer": "P1", "from": "2025-11-03", "resident": True}),
    (
        "project/X1",
        "project.member_set",
        {"officer": "P1", "from": "2025-11-03", "to": "2025-11-20", "reason": "x"},
    ),
    ("project/X1", "project.member_removed", {"officer": "P1", "from": "2025-11-03", "why": "x"}),
    ("project/X1", "project.milestone_set", {"milestone": "completed", "plan": "2026-06-30"}),
    ("project/X1", "project.milestone_set", {"milestone": "completed", "plan": "2026-09-30", "reason": "x"}),
    ("project/X1", "project.milestone_set", {"milestone": "completed", "actual": "2025-11-18"}),
    ("project/X1", "project.closed", {"on": "2025-11-20", "text": "x"}),
    ("project/X1", "project.reopened", {"why": "x"}),
    ("project/X1", "project.removed", {"why": "x"}),
    ("log/X1/2025-11-20", "log.noted", {"done": "吊装", "people": 30}),
    ("log/X1/2025-11-20", "log.noted", {"done": "焊接", "plan": "接电", "needs": "供电"}),
    ("log/X1/2025-11-20", "log.cleared", {"why": "x"}),
    ("progress/X1/2025-W47", "progress.set", {"planned": "40.0"}),
    ("progress/X1/2025-W47", "progress.set", {"actual": "35.5"}),
    (
        "premises/Z1",
        "premises.saved",
        {"name": "智谷一号", "kind": "plant", "area": "3000.5", "status": "ready"},
    ),
    ("premises/Z1", "premises.saved", {"status": "idle", "status_from": "2025-11-03", "load": "2"}),
    ("premises/Z1", "premises.removed", {"why": "x"}),
    ("occupancy/Z1/E1/2025-11-03", "occupancy.moved_in", {"area": "1000.25"}),
    ("occupancy/Z1/E1/2025-11-03", "occupancy.moved_in", {"area": "900", "until": "2026-11-02"}),
    ("occupancy/Z1/E1/2025-11-03", "occupancy.moved_out", {"until": "2025-11-20"}),
    ("occupancy/Z1/E1/2025-11-03", "occupancy.removed", {"why": "x"}),
)


def _recoded() -> Iterator[Sample]:
    """Samples of what a split says in each row that names a thing: an event is brought along, and one names another code."""
    for number, (key, kind, data) in enumerate(PLAIN):
        noun = kind.partition(".")[0]
        if key not in {earlier for earlier, _, _ in PLAIN[:number]} and names_of(noun):
            of, fields = next(iter(names_of(noun).items()))
            stamp = Stamp(
                "F" * 16, number, 1_763_000_000_000 << COUNTER_BITS, "2025-11-13T10:00:00+08:00", "P1", False
            )
            body = created(kind, data, f"{noun}/X", (), stamp).body.decode()
            id = hash_id(body.encode()).hex()
            yield key, f"{noun}.brought", {"events": [body, "none"]}
            was = str(data.get(fields[0], "P1"))
            yield (
                key,
                f"{noun}.reread",
                {"of": of, "old_code": was, "new_code": "N9", "events": [id, 3] if number % 2 else [id]},
            )


SAMPLES: tuple[Sample, ...] = (*PLAIN, *_recoded())
