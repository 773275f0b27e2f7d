"""The file of measures: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.measure.life import Measure
from gridlog.core.nouns.need.intake import closing


def changes(old: Measure | None, line: Data) -> Iterator[Change]:
    """Yield the events that begin, change or close a measure; a file never opens or changes a closed one."""
    if old is not None and old.state != "open":
        return
    said = {"owner": line.get("owner"), "due": line.get("due")}
    was = {"owner": old.owner, "due": old.due.isoformat()} if old else {}
    data = {key: value for key, value in said.items() if value and value != was.get(key)}
    if old is None:
        yield "measure.saved", {**data, "version": line.get("version", 1)}
    elif data:
        yield "measure.saved", data
    if line.get("state") in ("done", "dropped"):
        yield f"measure.{line['state']}", closing(line)


FILES = {
    "measures": File(
        (
            Field("enterprise", ("企业名称", "企业", "企业编号"), noun="enterprise", is_needed=True),
            Field("text", ("服务措施", "措施", "措施内容", "工作措施"), is_needed=True),
            Field(
                "owner", ("责任单位(人)", "责任单位", "责任人", "责任单位或人"), kind="owner", is_needed=True
            ),
            Field("due", ("完成时限", "时限", "完成期限"), kind="date", is_needed=True, side="ahead"),
            Field("state", ("状态", "完成情况", "进展状态"), words="measure_state"),
            Field("closed_on", ("完成日期",), kind="past_date"),
            Field("note", ("落实情况", "进展")),
        ),
        ("enterprise", "text"),
        changes,
    )
}
