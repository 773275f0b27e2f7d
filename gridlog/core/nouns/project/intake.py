"""The files of projects and milestones: how their lines become events."""

from collections.abc import Iterator
from datetime import date

from gridlog.core.event import Data, Json
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.project.life import Project
from gridlog.core.nouns.project.rules import milestone, saved


def changes(old: Project | None, line: Data) -> Iterator[Change]:
    """Yield the event that gives a project the fields of a line."""
    yield from saved(old, dict(line))


def milestone_changes(old: Project | None, line: Data) -> Iterator[Change]:
    """Yield the event that gives a milestone the days of a line; a day that a line leaves out is kept."""
    if old is None:
        return
    days = {name: date.fromisoformat(str(line[name])) for name in ("plan", "actual") if name in line}
    reason = str(line.get("reason", ""))
    # the reader of the file refuses an actual day that is still to come
    data: dict[str, Json] = milestone(old, str(line["milestone"]), {**days}, reason, date.max)
    if data:
        yield "project.milestone_set", data


FILES = {
    "projects": File(
        (
            Field("code", ("项目编号", "编号"), is_needed=True),
            Field("name", ("项目名称", "项目", "名称"), is_needed=True),
            Field(
                "enterprise", ("企业名称", "企业", "业主单位", "建设单位"), noun="enterprise", is_needed=True
            ),
            Field("level", ("级别", "项目级别"), words="project_level"),
            Field("investment", ("总投资(万元)", "总投资", "投资额", "投资(万元)")),
            Field("content", ("建设内容", "内容", "建设内容及规模")),
            Field("leader", ("挂帅领导", "包联领导"), noun="officer"),
            Field("deputy", ("扛旗干部", "责任人"), noun="officer"),
            Field("enterprise_code", ("企业编号",), noun="enterprise", instead_of="enterprise"),
            Field("leader_code", ("挂帅领导编号",), noun="officer", instead_of="leader"),
            Field("deputy_code", ("扛旗干部编号",), noun="officer", instead_of="deputy"),
        ),
        ("code",),
        changes,
    ),
    "milestones": File(
        (
            Field("project", ("项目名称", "项目"), noun="project", is_needed=True),
            Field("milestone", ("节点", "节点名称", "阶段"), words="milestone", is_needed=True),
            Field("plan", ("计划日期", "计划时间", "计划完成时间"), kind="date", side="near"),
            Field("actual", ("实际日期", "实际时间", "实际完成时间"), kind="past_date"),
            Field("reason", ("调整原因", "原因")),
            Field("project_code", ("项目编号",), noun="project", instead_of="project"),
        ),
        ("project",),
        milestone_changes,
    ),
}
