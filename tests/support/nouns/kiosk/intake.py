"""How files become events of kiosks: the kiosks themselves, and the days on which they are open."""

from collections.abc import Iterator

from gridlog.core.event import Data
from gridlog.core.nouns.intake import Change, Field, File, saved
from tests.support.nouns.kiosk.life import Kiosk


def opened(old: Kiosk | None, line: Data) -> Iterator[Change]:
    """Yield the event of a day that the kiosk does not have yet."""
    if old is None or line["on"] not in old.open_on:
        yield "kiosk.opened", {"on": line["on"]}


FILES = {
    "kiosks": File(
        (
            Field("code", ("便民点编号",), is_needed=True),
            Field("name", ("便民点名称",), is_needed=True),
            Field("grid", ("网格编号", "所属网格"), noun="grid"),
            Field("phone", ("联系电话",)),
        ),
        ("code",),
        saved("kiosk.saved", ("name", "grid", "phone")),
    ),
    "days": File(
        (
            Field("kiosk", ("便民点编号", "便民点"), noun="kiosk", is_needed=True),
            Field("on", ("开放日期",), kind="date", is_needed=True),
        ),
        ("kiosk",),
        opened,
    ),
}
