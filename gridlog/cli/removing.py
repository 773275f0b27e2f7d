"""`remove` of enterprise, officer and grid: what came in wrong is taken back, unless something hangs on it."""

from collections.abc import Mapping, Sequence

from gridlog.cli.parting import NOUNS
from gridlog.cli.shell.say import say, tell
from gridlog.cli.shell.session import Session, required
from gridlog.core.dispute import CODED
from gridlog.core.event import SHORT, in_order
from gridlog.core.fold import fold
from gridlog.errors import Refused
from gridlog.store.projection import events_of, turned_rows
from gridlog.words.language import fill, listed, pick, two
from gridlog.work.hanging import hanging

LISTED = 5


def remove(here: Session, noun: str, typed: str, reason: str) -> None:
    """Take a code back. Raises Refused where visits, issues or anything else hangs on it."""
    found = here.find(noun, typed)
    why = required(reason, two("撤销原因", "Why"), "--reason")
    with here.write() as writer:
        if uses := hanging(writer.connection, noun, found.code, here.today):
            raise Refused("roster.in_use", noun=noun, code=found.code, name=found.name, uses=_told(uses))
        writer.append(f"{noun}.removed", {"why": why}, f"{noun}/{found.code}")
    tell(two("已撤销 {code} {name}", "removed {code} {name}"), code=found.code, name=found.name)


def _told(uses: Mapping[str, Sequence[str]]) -> str:
    """How many of each there are, and which."""
    count = two("{noun} {count} 个（{which}）", "{count} of {noun} ({which})")
    return listed(
        fill(count, noun=pick(NOUNS[noun]), count=len(ids), which=_which(noun, ids))
        for noun, ids in uses.items()
    )


def _which(noun: str, ids: Sequence[str]) -> str:
    shown = [one[:SHORT] if noun in ("visit", "issue") else one for one in ids[:LISTED]]
    return listed(shown) + ("…" if len(ids) > LISTED else "")


def call_out(here: Session) -> None:
    """Say which codes were removed on one device and used on another."""
    connection = here.store.connection
    for row in turned_rows(connection):
        events = in_order(events_of(connection, row))
        noun, _, code = max(one.key for one in events).partition("/")
        if noun not in CODED or fold(events).value is not None:
            continue
        if uses := hanging(connection, noun, code, here.today, is_quick=True):
            say(
                two(
                    "注意：{noun} {code} 已撤销，但还有 {uses} 用着它。重新新增：gridlog {command} add {code} 名称；或逐条更正",
                    "Warning: the {noun} {code} was removed, but {uses} still name it. Add it again: "
                    "gridlog {command} add {code} NAME; or correct each",
                ),
                noun=pick(NOUNS[noun]),
                code=code,
                uses=_told(uses),
                command=noun,
            )
