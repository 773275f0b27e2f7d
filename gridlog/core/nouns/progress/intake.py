"""The file of weekly progress: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data, Json
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.progress.life import FIELDS, Progress
from gridlog.core.nouns.project.rules import percent


def changes(old: Progress | None, line: Data) -> Iterator[Change]:
    """Yield the event that gives a week the figures of a line; a figure that a line leaves out is kept."""
    said: dict[str, Json] = {key: percent(str(line[key])) for key in FIELDS if key in line}
    data = {key: value for key, value in said.items() if value != getattr(old, key, "")}
    if data:
        yield "progress.set", data


FILES = {
    "progress": File(
        (
            Field("project", ("项目名称", "项目"), noun="project", is_needed=True),
            Field("week", ("周次", "周"), kind="week", is_needed=True),
            Field("planned", ("计划%", "计划进度", "计划进度(%)"), is_needed=True),
            Field("actual", ("实际%", "实际进度", "实际进度(%)")),
            Field("project_code", ("项目编号",), noun="project", instead_of="project"),
        ),
        ("project", "week"),
        changes,
    )
}
