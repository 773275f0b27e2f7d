"""The file of daily logs: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data, Json
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.log.life import FIELDS, Log
from gridlog.core.nouns.log.rules import people_in


def changes(old: Log | None, line: Data) -> Iterator[Change]:
    """Yield the event that gives a day the words of a line."""
    data: dict[str, Json] = {key: str(line[key]) for key in FIELDS if key in line}
    if "people" in line:
        data["people"] = people_in(str(line["people"]))
    said = (old.done, old.plan, old.needs, old.people) if old else None
    if said != (data.get("done"), data.get("plan", ""), data.get("needs", ""), data.get("people")):
        yield "log.noted", data


FILES = {
    "logs": File(
        (
            Field("project", ("项目名称", "项目"), noun="project", is_needed=True),
            Field("date", ("日期", "填报日期"), kind="past_date", is_needed=True),
            Field("done", ("今日完成", "当日完成", "完成情况"), is_needed=True),
            Field("plan", ("明日计划", "次日计划")),
            Field("people", ("在岗人数", "在岗")),
            Field("needs", ("需协调", "需协调事项")),
            Field("project_code", ("项目编号",), noun="project", instead_of="project"),
        ),
        ("project", "date"),
        changes,
    )
}
