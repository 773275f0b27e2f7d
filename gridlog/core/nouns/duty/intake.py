"""The file of duties: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.duty.life import FIELDS, Duty
from gridlog.core.nouns.intake import Change, Field, File


def changes(old: Duty | None, line: Data) -> Iterator[Change]:
    """Yield the event that gives a shift the persons of a line."""
    data = {key: line.get(key, "") for key in FIELDS}
    if old is None or any(data[key] != getattr(old, key) for key in FIELDS):
        yield "duty.set", data


FILES = {
    "duties": File(
        (
            Field("station", ("服务站编号", "服务站", "站点"), noun="station", is_needed=True),
            Field("date", ("日期", "值班日期", "值守日期"), kind="date", is_needed=True, side="near"),
            Field("shift", ("班次", "时段"), words="shift", default="day"),
            Field("officer", ("值守人", "值班人", "值班人员", "值守人员"), noun="officer", is_needed=True),
            Field("standin", ("替班", "替班人", "备班"), noun="officer"),
            Field("leader", ("带班领导", "带班"), noun="officer"),
            Field("officer_code", ("值守人编号",), noun="officer", instead_of="officer"),
            Field("standin_code", ("替班编号",), noun="officer", instead_of="standin"),
            Field("leader_code", ("带班领导编号",), noun="officer", instead_of="leader"),
        ),
        ("station", "date", "shift"),
        changes,
    )
}
