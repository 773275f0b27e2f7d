"""A file of visits of any length, at the zone's own rate: 400 a week, back in time from 2025-W47.

`python tests/bench/make_visits.py COUNT FILE [A_WEEK]`. Seeded; about 230 bytes a row, as in real notes.
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

A_WEEK = 400
LAST_MONDAY = date(2025, 11, 17)
HEAD = "date,enterprise,officer,participants,method,kind,contact,title,phone,note,recorded_at\n"
NOTES = (
    "生产线正常开工，提醒注意用电安全",
    "订单排到月底，询问技改补助申报条件，约定下周再看",
    '企业反映"午后电压波动"，已记录, 转供电所核实',
    "日常走访，无诉求",
    "一条线检修，预计三天恢复；招工缺口两三名，希望及时告知招聘会信息",
)


def rows(count: int, a_week: int = A_WEEK, seed: int = 7481) -> Iterator[str]:
    """The lines of the file, oldest week first."""
    draw = random.Random(seed)  # noqa: S311  # a sample, not a secret
    weeks = -(-count // a_week)
    for at in range(count):
        monday = LAST_MONDAY - timedelta(weeks=weeks - 1 - at // a_week)
        on = monday + timedelta(days=draw.randrange(5))
        who = draw.randrange(81)
        joined = OFFICERS[(who + 1) % 81] if draw.random() < 0.06 else ""
        method = "onsite" if draw.random() < 0.92 else "phone"
        contact = f"演示联系人,经理,1380000{draw.randrange(10000):04}" if draw.random() < 0.4 else ",,"
        note = NOTES[draw.randrange(len(NOTES))].replace('"', '""')
        enterprise = f"E{draw.randrange(168) + 1:03}"
        recorded = f"{on}T{draw.randrange(17, 22)}:{draw.randrange(60):02}:{draw.randrange(60):02}+08:00"
        yield f'{on},{enterprise},{OFFICERS[who]},{joined},{method},routine,{contact},"{note}",{recorded}\n'


BLOCKS = {"QL": 14, "GF": 12, "JJ": 11, "TY": 10, "XC": 12, "DQ": 11, "ZG": 11}
OFFICERS = [f"{block}{number:02}" for block, count in BLOCKS.items() for number in range(1, count + 1)]


def main(count: int, path: Path, a_week: int = A_WEEK) -> None:
    """Write `count` rows to `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        file.writelines(rows(count, a_week))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
