"""One event of every kind, and samples of the kinds whose row has a name of its own."""

from gridlog.core.event import Json
from gridlog.core.nouns import kinds

EVERY_KIND = kinds()
OWN_ROW = (
    "visit",
    "issue",
    "spotcheck",
    "export",
)  # an event begins a row of these nouns, which has no other name
REPORT = ("report",)  # figures are handed in by a command alone

Sample = tuple[str, str, dict[str, Json]]  # the row's name, the kind, the data

# In the order in which they may follow each other; two devices of a simulated world draw from them at once.
SAMPLES: tuple[Sample, ...] = (
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
    ("enterprise/E7", "enterprise.removed", {"why": "x"}),
    ("day/2025-11-20", "day.set", {"work": False, "name": "停电"}),
    ("setting/a", "setting.set", {"value": "3"}),
    ("indicator/E7/2022-06/output", "indicator.set", {"value": "12.5"}),
    ("indicator/E7/2022-06/output", "indicator.set", {"value": "-3"}),
    ("indicator/E7/2022-06/output", "indicator.cleared", {"why": "x"}),
    ("indicator_key/rent", "indicator_key.saved", {"zh": "租金", "en": "rent", "unit": "万元"}),
    ("indicator_key/rent", "indicator_key.saved", {"decimals": 0, "stock": True}),
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
