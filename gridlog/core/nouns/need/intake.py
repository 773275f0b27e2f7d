"""The file of needs: how its lines become events."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.intake import Change, Field, File
from gridlog.core.nouns.need.life import Need


def closing(line: Data) -> Data:
    """Return the data of the event that closes a need or a measure as a line says."""
    said = {"on": line.get("closed_on"), "text": line.get("note")}
    return {"version": line.get("version", 1), **{key: value for key, value in said.items() if value}}


def changes(old: Need | None, line: Data) -> Iterator[Change]:
    """Yield the events that begin, change or close a need; a file never opens or changes a closed one."""
    if old is not None and old.state != "open":
        return
    category = line.get("category")
    if old is None:
        yield "need.saved", {"category": category or "OTHER", "version": line.get("version", 1)}
    elif category and category != old.category:
        yield "need.saved", {"category": category}
    if line.get("state") in ("met", "dropped") and not line.get("is_solved"):
        yield f"need.{line['state']}", closing(line)


FILES = {
    "needs": File(
        (
            Field("enterprise", ("企业名称", "企业", "企业编号"), noun="enterprise", is_needed=True),
            Field("text", ("企业需求", "需求", "需求内容", "诉求"), is_needed=True),
            Field("category", ("需求类别", "类别"), words="category", is_needed=True),
            Field("state", ("状态",), words="need_state"),
            Field("closed_on", ("完成日期",), kind="past_date"),
            Field("note", ("落实情况",)),
        ),
        ("enterprise", "text"),
        changes,
    )
}
