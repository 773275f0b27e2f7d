"""The file of handovers: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.handover.life import Handover
from gridlog.core.nouns.intake import Change, Field, File


def changes(old: Handover | None, line: Data) -> Iterator[Change]:
    """Yield the event that gives a day the note of a line."""
    if old is None or old.note != line["note"]:
        yield "handover.noted", {"note": line["note"]}


FILES = {
    "handovers": File(
        (
            Field("station", ("服务站编号", "服务站", "站点"), noun="station", is_needed=True),
            Field("date", ("日期", "值班日期", "值守日期"), kind="date", is_needed=True),
            Field("note", ("交接事项", "交接内容", "交接"), is_needed=True),
        ),
        ("station", "date"),
        changes,
    )
}
