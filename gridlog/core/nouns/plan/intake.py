"""The file of plans: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.plan.life import FIELDS, Plan


def changes(old: Plan | None, line: Data) -> Iterator[Change]:
    """Yield the event that begins a plan, or changes its current version."""
    keys = (*FIELDS, "review")
    data = {key: line[key] for key in keys if key in line and line[key] != getattr(old, key, None)}
    if data or old is None:
        yield "plan.saved", data


FILES = {
    "plans": File(
        (
            Field("enterprise", ("企业名称", "企业", "企业编号"), noun="enterprise", is_needed=True),
            Field("goal", ("方案目标", "目标", "服务目标"), words="goal", is_needed=True),
            Field("period", ("实施期限", "期限", "实施周期")),
            Field("state", ("企业现状", "现状", "基本情况")),
            Field("leader", ("挂钩领导", "包挂领导", "挂钩帮扶领导"), kind="owner"),
            Field("officer", ("服务专员", "责任专员", "专员"), noun="officer"),
            Field("review", ("下次复盘", "复盘日期", "复盘时间"), kind="date", side="ahead"),
        ),
        ("enterprise",),
        changes,
    )
}
